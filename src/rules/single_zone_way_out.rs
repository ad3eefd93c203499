//! Machines in three zones, and one way out.

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Machine, View, PublicIp, PublicIpPrefix};

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
            let ips = gateway.named::<PublicIp>("public_ips").into_iter().map(|(ip, _)| ip.0);
            let prefixes = gateway.named::<PublicIpPrefix>("prefixes").into_iter().map(|(p, _)| p.0);
            let all = std::iter::once(gateway.0).chain(ips).chain(prefixes).filter(|t| !t.existing());
            let mut edits: Vec<Edit> = all.map(|t| edits::set(t, "sku", "StandardV2")).collect();
            edits.extend(gateway.slot("zones").map(edits::without));
            findings.push(
                nic.0,
                CODE.at(nic.span_of("subnet"), format!("`{}` is in {} zones; its way out, `{}`, is in one and fails with it", vmss.path(), zones.len(), gateway.path()))
                    .because(gateway.name_span(), "a Standard NAT gateway")
                    .help("write `sku: StandardV2` at the NAT gateway and its addresses")
                    .way("write `sku: StandardV2` there".to_owned(), false, edits),
            );
        }
    }
}
