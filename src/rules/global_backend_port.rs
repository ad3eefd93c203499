//! A Global rule whose backend port no regional frontend takes.

use super::Findings;
use crate::topology::{Frontend, Inbound, Lb, Tier, View, protocols_meet};

rule! {
    global_backend_port "LBX1074" "global-backend-port" Error
    "a Global rule whose backend port no regional frontend takes", from: ["LB-206"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Global) {
        for rule in lb.rules().filter(|r| r.floating_ip() == Some(false)) {
            let (Some(protocol), Some(ports)) = (rule.protocol(), rule.backend_ports()) else { continue };
            for (pool, _) in rule.pools() {
                for member in pool.members() {
                    let Some(frontend) = member.frontend().filter(|f| !f.lb().existing()) else { continue };
                    let Some(takes) = taken(frontend) else { continue };
                    let fits = |by: &Inbound| {
                        let same = by.protocol().is_none_or(|p| protocols_meet(&p, &protocol));
                        same && by.frontend_ports().is_none_or(|p| p.overlap(&ports).is_some())
                    };
                    if takes.iter().any(fits) {
                        continue;
                    }
                    let mut finding = CODE
                        .at(
                            ports.span(),
                            format!("{} takes no {protocol} on the port that {} sends to", frontend.called(), rule.called()),
                        )
                        .because(member.span_of("target"), "the regional frontend");
                    for by in takes.iter().take(3) {
                        finding = finding.because(by.thing().span_of("frontend_port"), format!("{} takes this", by.thing().called()));
                    }
                    if let Some(port) = takes.iter().find_map(|by| by.frontend_ports().filter(|p| !p.any)?.single()) {
                        finding = finding.offer(format!("write `{port}`"), ports.span(), port.to_string());
                    }
                    findings.push(
                        *rule,
                        finding.help("a Global rule leads to a port of the regional frontend, not of the machines: write that port"),
                    );
                }
            }
        }
    }
}

/// What takes packets at a regional frontend.
fn taken(frontend: Frontend) -> Option<Vec<Inbound>> {
    let all: Vec<Inbound> = frontend.lb().inbound().into_iter().filter(|i| i.frontend() == Some(frontend)).collect();
    (!all.is_empty()).then_some(all)
}
