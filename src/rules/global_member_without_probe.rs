//! A regional rule without a probe behind a Global load balancer.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Known, Pool, Tier, View};

rule! {
    global_member_without_probe "LBX1075" "global-member-without-probe" Warning
    "a regional rule without a probe behind a Global load balancer", from: ["LB-211"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing() && p.lb().tier() == Tier::Global) {
        for member in pool.members() {
            let Some(frontend) = member.frontend() else { continue };
            let blind = frontend.lb().rules().find(|r| r.frontend() == Some(frontend) && r.probe() == Known::No && r.slot("probe").is_some());
            let Some(rule) = blind else { continue };
            let ask = match (frontend.lb().probes().next(), rule.backend_ports().and_then(|p| p.single())) {
                (Some(probe), _) => vec![edits::set(*rule, "probe", &probe.node().symbol)],
                (None, Some(port)) if !frontend.lb().existing() => {
                    let name = edits::fresh(*frontend.lb(), "up");
                    let line = format!("probe {name} = tcp :{port}");
                    vec![edits::set(*rule, "probe", &name), edits::line_at_end(*frontend.lb(), &line)]
                }
                (None, _) => Vec::new(),
            };
            findings.push(
                *member,
                CODE.at(
                    member.span_of("target"),
                    format!("{} has no probe, so {} never learns that its machines are down", rule.called(), pool.lb().called()),
                )
                .because(rule.span_of("probe"), "here")
                .help("give the regional rule a probe")
                .way_if(!ask.is_empty() && !rule.existing(), format!("give {} a probe", rule.called()), ask),
            );
        }
    }
}
