//! One port of a Global load balancer that ends at two ports of a machine.

use std::collections::BTreeMap;

use super::Findings;
use crate::topology::{Lb, NodeId, Rule, Text, Tier, View};

rule! {
    global_shared_port "LBX1615" "global-shared-port" Warning
    "regional rules of one port that lead a machine to two", from: ["LB-207"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        for pool in lb.pools() {
            let mut first: BTreeMap<(NodeId, Text, i64), (Rule, i64)> = BTreeMap::new();
            for frontend in pool.members().filter_map(|m| m.frontend()) {
                for rule in frontend.lb().rules().filter(|r| r.frontend() == Some(frontend)) {
                    let Some(protocol) = rule.protocol() else { continue };
                    let single = |ports: Option<crate::topology::Ports>| ports.filter(|p| !p.any).and_then(|p| p.single());
                    let (Some(port), Some(leads)) = (single(rule.frontend_ports()), single(rule.backend_ports())) else { continue };
                    let nics = rule.pools().into_iter().flat_map(|(p, _)| p.users()).map(|(c, _)| c.nic);
                    for nic in nics {
                        let (other, there) = *first.entry((nic.id, protocol.clone(), port)).or_insert((rule, leads));
                        if there == leads || other.id == rule.id {
                            continue;
                        }
                        findings.push(
                            *rule,
                            CODE.at(
                                rule.span_of("backend_port"),
                                format!("port {port} of {} leads {} to {leads}, by {} to {there}", lb.called(), nic.called(), other.called()),
                            )
                            .because(other.span_of("backend_port"), format!("{there} here"))
                            .because(nic.name_span(), "behind both")
                            .help("let both rules lead to one port of the machine")
                            .offer(format!("write `{there}`"), rule.span_of("backend_port"), there.to_string()),
                        );
                        break;
                    }
                }
            }
        }
    }
}
