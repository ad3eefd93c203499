//! A range of ports in a load-balancing rule.

use crate::rules::edits::WayOut;
use crate::diag::{Diagnostic, Edit};
use super::Findings;
use crate::topology::{Rule, View, Ports};

rule! {
    rule_with_port_range "LBX1031" "rule-with-port-range" Error
    "a range of ports in a load-balancing rule", from: ["LB-089"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing()) {
        let range = |ports: &Ports| !ports.any && ports.ranges.iter().any(|(lo, hi)| lo.span != hi.span);
        let mut ranges = [rule.frontend_ports(), rule.backend_ports()].into_iter().flatten().filter(range);
        let Some(ports) = ranges.next() else { continue };
        let mut finding = CODE.at(ports.span(), format!("{} takes one port, not a range", rule.called()));
        if let Some(other) = ranges.next() {
            finding = finding.because(other.span(), "and here");
        }
        findings.push(
            *rule,
            for_each_port(rule, finding).help(
                "write a rule for each port (`for p in [8080, 8081] { rule web = tcp www:p -> app:p … }`), or a `nat_rule`, \
                 which gives every machine a port of a range",
            ),
        );
    }
}

fn for_each_port(rule: Rule, finding: Diagnostic) -> Diagnostic {
    let (Some(front), Some(back)) = (rule.frontend_ports(), rule.backend_ports()) else { return finding };
    let ends = |ports: &Ports| match &ports.ranges[..] {
        [(lo, hi)] => Some((lo.single()?, hi.single()?)),
        _ => None,
    };
    let (Some((lo, hi)), Some(other)) = (ends(&front), ends(&back)) else { return finding };
    if (lo, hi) != other || hi - lo > 99 || !rule.node().keys.is_empty() {
        return finding;
    }
    let whole = rule.node().full_span;
    let edits = vec![
        Edit { span: whole.before(), text: format!("for p in {lo}..{hi} {{\n  ") },
        Edit { span: front.span(), text: "p".to_owned() },
        Edit { span: back.span(), text: "p".to_owned() },
        Edit { span: whole.after(), text: "\n}".to_owned() },
    ];
    finding.way(format!("write a rule for each of the ports {lo}..{hi}"), false, edits)
}
