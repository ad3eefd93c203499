//! `any` without `*` on both sides, or `*` without `any`.

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Rule, View, Ports};

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
        let sides = [&front, &back];
        let every = sides.iter().filter(|p| !p.any).map(|p| Edit { span: p.span(), text: "*".to_owned() }).collect();
        let named = sides.iter().find_map(|p| if p.any { None } else { p.single() });
        let of_port = |port: i64| move |p: &&&Ports| p.any.then_some(port).is_some();
        let one: Vec<Edit> = named.map_or(Vec::new(), |port| {
            sides.iter().filter(of_port(port)).map(|p| Edit { span: p.span(), text: port.to_string() }).collect()
        });
        let finding = if any {
            let odd = if front.any { &back } else { &front };
            CODE.at(odd.span(), format!("{} has the protocol `any`, which goes with every port only", rule.called()))
                .because(rule.span_of("protocol"), "all protocols")
                .help("write `*` on both sides, or a rule for tcp and one for udp").way_if(
                    !front.any && !back.any,
                    "write `tcp`".to_owned(),
                    vec![edits::set(*rule, "protocol", "tcp")],
                )
                .way("write `*` on both sides".to_owned(), false, every)
        } else {
            let odd = if front.any { &front } else { &back };
            CODE.at(odd.span(), format!("{} takes every port, which only the protocol `any` can", rule.called()))
                .because(rule.span_of("protocol"), format!("{protocol} only"))
                .help("HA ports are `any FRONTEND:* -> POOL:*`; else name the port on both sides")
                .way_if(front.any && back.any, "write `any`".to_owned(), vec![edits::set(*rule, "protocol", "any")])
                .way_if(!one.is_empty(), "write one port on both sides".to_owned(), one)
        };
        findings.push(*rule, finding);
    }
}
