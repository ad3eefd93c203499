//! More rules on a nic than it takes.

use super::Findings;
use crate::azure::limits::RULES_PER_NIC;
use crate::ledger;
use crate::topology::View;

rule! {
    rules_per_nic "LBX1056" "rules-per-nic" Error
    "more rules on a nic than it takes", azure: "LoadBalancerRuleCountLimitReachedForNic", from: ["LB-044", "VM-076"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rules in ledger::rules_per_nic(view) {
        let (nic, count) = (rules.nic, rules.count());
        if count <= RULES_PER_NIC {
            continue;
        }
        let mut finding =
            CODE.at(nic.name_span(), format!("{} has {count} rules; the most is {RULES_PER_NIC}", nic.called()));
        for (span, count) in rules.causes {
            finding = finding.because(span, if count == 1 { "1 rule".to_owned() } else { format!("{count} rules") });
        }
        findings.push(*nic, finding.help("rules, NAT rules and outbound rules of all its pools count; give it fewer pools"));
    }
}
