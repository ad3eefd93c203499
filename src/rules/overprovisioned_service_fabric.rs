//! Service Fabric counts its nodes.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Extension, Machine, View};

rule! {
    overprovisioned_service_fabric "LBX2044" "overprovisioned-service-fabric" Error
    "a cluster's nodes are overprovisioned",
    from: ["VM-036", "F109"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.overprovision() != Some(true) {
            continue;
        }
        let node = vmss.parts::<Extension>().find(|e| {
            e.parts_of_type().is_some_and(|(_, kind, _)| kind.to_ascii_lowercase().starts_with("servicefabric"))
        });
        if let Some(node) = node {
            findings.push(
                vmss.0,
                CODE.at(vmss.span_of("overprovision"), format!("`{}` holds nodes of Service Fabric, which takes no machines that vanish again", vmss.path()))
                    .because(node.name_span(), "the cluster's extension")
                    .help("remove `overprovision`; it is `false` by itself")
                    .offer_without(vmss.0, "overprovision"),
            );
        }
    }
}
