//! Machines in three zones, and one way out.

use super::Findings;
use crate::topology::{Machine, View};

rule! {
    single_zone_way_out "LBX4074" "single-zone-way-out" Hint
    "machines in several zones leave by a NAT gateway in one",
    from: ["NAT-016"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(zones) = vmss.zones().filter(|z| z.len() > 1) else { continue };
        for nic in vmss.nics() {
            let Some(subnet) = nic.subnet().is() else { continue };
            let Some(gateway) = subnet.nat_gateway().is() else { continue };
            if gateway.existing() || gateway.text("sku").as_deref() != Some("Standard") {
                continue;
            }
            findings.push(
                nic.0,
                CODE.at(nic.span_of("subnet"), format!("`{}` is in {} zones; its way out, `{}`, is in one and fails with it", vmss.path(), zones.len(), gateway.path()))
                    .because(gateway.name_span(), "a Standard NAT gateway")
                    .help("write `sku: StandardV2` at the NAT gateway and its addresses"),
            );
        }
    }
}
