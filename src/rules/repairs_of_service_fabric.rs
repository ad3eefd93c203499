//! Service Fabric mends its nodes itself.

use super::{Findings, edits};
use crate::topology::{Extension, Repairs, View, Vmss};

rule! {
    repairs_of_service_fabric "LBX1703" "repairs-of-service-fabric" Warning
    "automatic repairs of a cluster's nodes",
    from: ["VM-048"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>() {
        let Some(repairs) = vmss.parts::<Repairs>().next().filter(|r| !r.existing()) else { continue };
        let node = vmss.parts::<Extension>().find(|e| {
            e.parts_of_type().is_some_and(|(_, kind, _)| kind.to_ascii_lowercase().starts_with("servicefabric"))
        });
        if let Some(node) = node {
            findings.push(
                repairs.0,
                CODE.at(
                    repairs.span(),
                    format!("`{}` holds nodes of Service Fabric, whose scale sets take no automatic repairs", vmss.path()),
                )
                .because(node.name_span(), "the cluster's extension")
                .help("remove `repairs`")
                .with_fix(
                    "remove `repairs`",
                    false,
                    vec![edits::remove(repairs.0)],
                ),
            );
        }
    }
}
