//! What stands in a zone takes addresses of that zone, or of all.

use super::Findings;
use crate::topology::{Machine, View};

rule! {
    zone_mismatch "LBX2092" "zone-mismatch" Warning
    "a machine in one zone with an address or a frontend in another",
    from: ["VM-025", "LB-032"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(zones) = thing.zones().filter(|z| !z.is_empty()) else { continue };
        if thing.existing() {
            continue;
        }
        for config in machine.nics().into_iter().flat_map(|n| n.ip_configs()) {
            if let Some(ip) = config.public_ip().is()
                && let (Some(theirs), Machine::Vm(_)) = (ip.zones(), machine)
                && let [their] = theirs[..]
                && !zones.contains(&their)
            {
                findings.push(
                    config.rows,
                    CODE.at(
                        config.rows.span_of("public_ip"),
                        format!("`{}` is in zone {}, its address `{}` in zone {their}", thing.path(), zones[0], ip.path()),
                    )
                    .because(ip.span_of("zones"), "the address")
                    .because(thing.span_of("zones"), "the machine")
                    .help(format!("write `zones: [{}]` or `zones: [1, 2, 3]` at the address", zones[0])),
                );
            }
        }
    }
}
