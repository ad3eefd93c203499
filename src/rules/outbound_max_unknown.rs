//! `max` where the number of machines or addresses is not known.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Outbound, View};

rule! {
    outbound_max_unknown "LBX3007" "outbound-max-unknown" Error
    "`max` where the number of machines or addresses is not known", from: ["LB-161"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        if outbound.text("ports_per_instance").as_deref() != Some("max") {
            continue;
        }
        let Some(pool) = outbound.pool() else { continue };
        let span = outbound.span_of("ports_per_instance");
        let finding = match outbound.budget() {
            Some(budget) if budget.most() > 0 => continue,
            Some(budget) => CODE
                .at(span, format!("nothing is left for each of {} machines", budget.machines.most(view)))
                .help("add a frontend to the rule"),
            None if pool.users().is_empty() && pool.members().next().is_none() => CODE
                .at(span, format!("`max` is shared by the machines of {}, and there are none in this file", pool.called()))
                .because(pool.name_span(), "the pool")
                .help("write a number, a multiple of 8")
                .offer_set(*outbound, "ports_per_instance", "1024"),
            None => CODE
                .at(span, format!("how many machines share {} is not known, so `max` has no number", pool.called()))
                .because(pool.name_span(), "the pool")
                .help("write a number, a multiple of 8, or state the facts: `instances` of a scale set, the frontends' addresses")
                .offer_set(*outbound, "ports_per_instance", "1024"),
        };
        findings.push(*outbound, finding);
    }
}
