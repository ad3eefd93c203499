//! An admin state that no rule with a probe heeds.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Known, Lb, Pool, Rule, View};

rule! {
    admin_state_without_probe "LBX1045" "admin-state-without-probe" Warning
    "an admin state that no rule with a probe heeds", from: ["LB-228", "LB-229"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let rules: Vec<Rule> = lb.rules().collect();
        for pool in lb.pools() {
            let Some(member) = pool.members().find(|m| m.text("admin_state").is_some_and(|s| &*s != "None")) else { continue };
            let leads = |r: &&Rule, pool: Pool| r.pools().iter().any(|(p, _)| *p == pool);
            let mut of_pool = rules.iter().filter(|r| leads(r, pool)).peekable();
            let blind = of_pool.peek().copied();
            if of_pool.any(|r| r.probe() != Known::No) {
                continue;
            }
            let mut finding = CODE.at(
                member.span_of("admin_state"),
                format!("no rule with a probe leads to {}, so its admin state does nothing", member.called()),
            );
            if let Some(rule) = blind {
                finding = finding.because(rule.name_span(), "this rule has no probe");
            }
            finding = finding.help("give a rule of the pool a probe; NAT rules do not heed the state");
            if let (Some(rule), Some(probe)) = (blind, lb.probes().next()) {
                finding = finding.offer_set(**rule, "probe", &probe.node().symbol);
            }
            findings.push(*member, finding.offer_without(*member, "admin_state"));
        }
    }
}
