//! A rule's connection tracking that its frontend overrules.

use super::Findings;
use crate::topology::{Rule, View};

rule! {
    connection_tracking_overruled "LBX1609" "connection-tracking-overruled" Warning
    "a rule's connection tracking that its frontend overrules", from: ["LB-109"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing() && r.slot("connection_tracking").is_some()) {
        let Some(frontend) = rule.frontend().filter(|f| f.slot("connection_tracking").is_some()) else { continue };
        let (Some(own), Some(wins)) = (rule.flag("connection_tracking"), frontend.flag("connection_tracking")) else {
            continue;
        };
        if own == wins {
            continue;
        }
        findings.push(
            *rule,
            CODE.at(
                rule.span_of("connection_tracking"),
                format!("{} says {wins}, which wins over the {own} of {}", frontend.called(), rule.called()),
            )
            .because(frontend.span_of("connection_tracking"), "the frontend's word")
            .offer(format!("write `{wins}`"), rule.span_of("connection_tracking"), wins.to_string())
            .help("write it in one of the two places"),
        );
    }
}
