//! A TCP probe of a port that no rule leads to.

use std::collections::BTreeMap;

use super::Findings;
use crate::topology::{Lb, NodeId, Rule, View};

rule! {
    probe_beside_the_service "LBX1608" "probe-beside-the-service" Hint
    "a TCP probe of another port than its rules lead to", from: ["LB-079"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut asked: BTreeMap<NodeId, Vec<Rule>> = BTreeMap::new();
        for rule in lb.rules() {
            if let Some(probe) = rule.probe().is() {
                asked.entry(probe.id).or_default().push(rule);
            }
        }
        // What http asks on a port of its own may speak for the service; an open tcp port speaks for itself only.
        for probe in lb.probes().filter(|p| p.protocol().as_deref() == Some("tcp")) {
            let Some(port) = probe.num("port").and_then(|n| n.single()) else { continue };
            let rules = asked.get(&probe.id).map_or(&[][..], Vec::as_slice);
            let leads: Option<Vec<i64>> = rules
                .iter()
                .map(|r| {
                    let ports = r.backend_ports().filter(|p| !p.any && r.protocol().as_deref() == Some("tcp"))?;
                    ports.single()
                })
                .collect();
            let Some(leads) = leads.filter(|l| !l.is_empty() && !l.contains(&port)) else { continue };
            let mut finding = CODE
                .at(probe.span_of("port"), format!("{} asks port {port}, and its rules lead to {}", probe.called(), leads[0]))
                .because(rules[0].span_of("backend_port"), "the service")
                .help("an open port says that something listens there: ask the service's own port, or by http a path that speaks for it");
            if leads.iter().all(|l| *l == leads[0]) {
                finding = finding.offer(format!("write `{}`", leads[0]), probe.span_of("port"), leads[0].to_string());
            }
            findings.push(*probe, finding);
        }
    }
}
