//! Two probes that ask the same port of the same machines.

use std::collections::HashMap;

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, NodeId, Probe, View, Known};

rule! { probes_on_one_port "LBX1029" "probes-on-one-port" Warning
"two probes that ask the same port of the same machines", from: ["LB-080", "F254"] }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut first: HashMap<(NodeId, i64), Probe> = HashMap::new();
        let mut said: Vec<NodeId> = Vec::new();
        for rule in lb.rules() {
            let Some(probe) = rule.probe().is().filter(|p| p.lb().id == lb.id) else { continue };
            let Some(port) = probe.num("port").and_then(|n| n.single()) else { continue };
            for (pool, _) in rule.pools() {
                let other = *first.entry((pool.id, port)).or_insert(probe);
                if other.id == probe.id || said.contains(&probe.id) {
                    continue;
                }
                said.push(probe.id);
                let users = lb.rules().filter(|r| r.probe() == Known::Is(probe));
                let mut shared: Vec<Edit> = users.map(|r| edits::set(*r, "probe", &other.node().symbol)).collect();
                shared.push(edits::remove(*probe));
                findings.push(
                    *probe,
                    CODE.at(
                        probe.span_of("port"),
                        format!("{} and {} both ask port {port} of {}", probe.called(), other.called(), pool.called()),
                    )
                    .because(other.span_of("port"), "asked here already")
                    .help("let the rules share one probe")
                    .way(format!("share probe `{}`", other.node().symbol), false, shared),
                );
            }
        }
    }
}
