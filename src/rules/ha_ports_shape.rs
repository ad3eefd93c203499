//! `any` without `*` on both sides, or `*` without `any`.

use super::Findings;
use crate::topology::{Rule, View};

rule! {
    ha_ports_shape "LBX1032" "ha-ports-shape" Error
    "`any` without `*` on both sides, or `*` without `any`", from: ["LB-111"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing()) {
        let (Some(protocol), Some(front), Some(back)) = (rule.protocol(), rule.frontend_ports(), rule.backend_ports())
        else {
            continue;
        };
        let any = &*protocol == "any";
        if any == front.any && any == back.any {
            continue;
        }
        let finding = if any {
            let odd = if front.any { &back } else { &front };
            CODE.at(odd.span(), format!("{} has the protocol `any`, which goes with every port only", rule.called()))
                .because(rule.span_of("protocol"), "all protocols")
                .help("write `*` on both sides, or a rule for tcp and one for udp")
        } else {
            let odd = if front.any { &front } else { &back };
            CODE.at(odd.span(), format!("{} takes every port, which only the protocol `any` can", rule.called()))
                .because(rule.span_of("protocol"), format!("{protocol} only"))
                .help("HA ports are `any FRONTEND:* -> POOL:*`; else name the port on both sides")
        };
        findings.push(*rule, finding);
    }
}
