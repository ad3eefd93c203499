//! An outbound rule that does not say how many ports each machine gets.

use super::{Findings, edits};
use crate::topology::{Outbound, View};

rule! {
    outbound_ports_missing "LBX3006" "outbound-ports-missing" Error
    "an outbound rule that does not say how many ports each machine gets", from: ["LB-163"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let value = outbound.get("ports_per_instance");
        if !value.is_none() {
            continue;
        }
        let mut finding = CODE.at(outbound.name_span(), format!("`ports_per_instance` is missing in {}", outbound.called()));
        match outbound.budget() {
            Some(budget) => {
                finding = finding
                    .help(format!("at {} machines the most is {} (`max`)", budget.machines.most(view), budget.most()))
                    .with_fix("write `max`", false, vec![edits::line_in(*outbound, "ports_per_instance: max")]);
            }
            None => finding = finding.help("write a multiple of 8; all machines of the pool share 64,000 ports of each address"),
        }
        findings.push(
            *outbound,
            finding.note("without a number Azure takes its own table, which halves the ports as the pool grows, and cuts connections"),
        );
    }
}
