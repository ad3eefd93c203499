//! A range of ports in a load-balancing rule.

use super::Findings;
use crate::topology::{Rule, View};

rule! {
    rule_with_port_range "LBX1031" "rule-with-port-range" Error
    "a range of ports in a load-balancing rule", from: ["LB-089"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing()) {
        for ports in [rule.frontend_ports(), rule.backend_ports()].into_iter().flatten() {
            if ports.any || ports.ranges.iter().all(|(lo, hi)| lo.span == hi.span) {
                continue;
            }
            findings.push(
                *rule,
                CODE.at(ports.span(), format!("{} takes one port, not a range", rule.called())).help(
                    "write a rule for each port (`for p in [8080, 8081] { rule web = tcp www:p -> app:p … }`), or a `nat_rule`, \
                     which gives every machine a port of a range",
                ),
            );
        }
    }
}
