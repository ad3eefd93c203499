//! A port that Azure does not take at this place.

use super::Findings;
use super::promises::explained;
use crate::azure::limits::FRONTEND_PORT_MAX;
use crate::topology::{Judged, Lb, Num, Ports, Thing, View};

rule! { port_out_of_range "LBX1030" "port-out-of-range" Error
"a port that Azure does not take at this place", from: ["LB-066", "LB-089", "LB-126", "LB-133", "LB-145"], refused }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for probe in lb.probes() {
            if let Some(port) = probe.num("port") {
                bound(*probe, "probe's port", &port, 65_535, findings);
            }
        }
        for inbound in lb.inbound() {
            let thing = inbound.thing();
            // Sources disagree whether 65535 may end the range of a NAT pool.
            let most = match inbound {
                crate::topology::Inbound::NatPool(_) => 65_535,
                _ => i64::from(FRONTEND_PORT_MAX),
            };
            for (ports, what, most) in
                [(inbound.frontend_ports(), "frontend port", most), (inbound.backend_ports(), "port of a machine", 65_535)]
            {
                let Some(Ports { ranges, any: false }) = ports else { continue };
                for (lo, hi) in &ranges {
                    bound(thing, what, lo, most, findings);
                    if hi.span != lo.span {
                        bound(thing, what, hi, most, findings);
                    }
                }
            }
        }
    }
}

fn bound(thing: Thing, what: &str, port: &Num, most: i64, findings: &mut Findings) {
    let late = port.judged != Judged::Exact;
    let finding = if let Some(least) = port.below(1) {
        let said = if late { format!(", not {least}, which it may be") } else { "; 0 is not one".to_owned() };
        CODE.at(port.span, format!("a {what} is 1..{most}{said}"))
    } else if port.above(most).is_some() {
        let finding = CODE.at(port.span, format!("a {what} is 1..{most}, not {}", port.most(thing.view)));
        if late { finding } else { finding.offer(format!("write `{most}`"), port.span, most.to_string()) }
    } else {
        return;
    };
    let finding = explained(thing.view.topology, finding, port, 1, most);
    findings.push(thing, finding.help("every port is written `*`, in a rule with the protocol `any`"));
}
