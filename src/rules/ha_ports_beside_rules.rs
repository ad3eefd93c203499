//! HA ports beside another rule without floating IP.

use std::collections::HashMap;

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::diag::{Level, Edit};
use crate::topology::{Lb, NodeId, Rule, Tier, View};

rule! {
    ha_ports_beside_rules "LBX1034" "ha-ports-beside-rules" Error
    "HA ports beside another rule without floating IP", azure: "RulesUseSameBackendPortProtocolAndPool",
    from: ["LB-113", "LB-114", "LB-115", "LB-116", "F070"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let rules: Vec<Rule> = lb.rules().collect();
        let Some(ha) = rules.iter().find(|r| r.ha_ports()).copied() else { continue };
        // The first HA rule of each frontend and of each pool: who comes later is compared with that.
        let mut frontends: HashMap<NodeId, Rule> = HashMap::new();
        let mut pools: HashMap<NodeId, Rule> = HashMap::new();
        for rule in rules.iter().filter(|r| r.ha_ports()) {
            if let Some(frontend) = rule.frontend() {
                frontends.entry(frontend.id).or_insert(*rule);
            }
            for (pool, _) in rule.pools() {
                pools.entry(pool.id).or_insert(*rule);
            }
        }
        for rule in rules.iter().copied().filter(|r| r.id != ha.id || !r.ha_ports()) {
            let other = |o: &&Rule| o.id != rule.id;
            let at_frontend = rule.frontend().and_then(|f| frontends.get(&f.id)).filter(other);
            let at_pool = rule.pools().into_iter().find_map(|(p, _)| pools.get(&p.id).filter(other));
            if let Some(first) = at_frontend.filter(|_| rule.ha_ports()) {
                report(rule, *first, "the frontend has HA ports already", findings);
            } else if lb.tier() == Tier::Gateway {
                continue;
            } else if let Some(first) = at_frontend.or(at_pool).filter(|first| !both_float(rule, **first)) {
                let what = if at_frontend.is_some() { "on one frontend" } else { "for one pool" };
                report(rule, *first, &format!("HA ports and another rule {what} need floating IP, both of them"), findings);
            } else if at_frontend.or(at_pool).is_none() && !both_float(rule, ha) && ha.floating_ip() == Some(false) {
                let finding = CODE
                    .at(rule.name_span(), format!("{} stands beside {}, which is HA ports", rule.called(), ha.called()))
                    .level(Level::Warning)
                    .azure(None)
                    .because(ha.span_of("frontend_port"), "HA ports without floating IP")
                    .help("Azure documents such a rule as the only one of its load balancer: write a load balancer for each");
                findings.push(*rule, finding);
            }
        }
    }
}

/// Whether both have floating IP, or it is not known.
fn both_float(a: Rule, b: Rule) -> bool {
    a.floating_ip() != Some(false) && b.floating_ip() != Some(false)
}

fn report(rule: Rule, first: Rule, why: &str, findings: &mut Findings) {
    let (culprit, other) = if rule.id > first.id { (rule, first) } else { (first, rule) };
    let apart = culprit.frontend() != other.frontend();
    let floating = [culprit, other].into_iter().filter(|r| r.floating_ip() == Some(false));
    let floating: Vec<Edit> = floating.map(|r| edits::set(*r, "floating_ip", "true")).collect();
    let both_float = [culprit, other].iter().all(|r| r.floating_ip() == Some(true));
    let azure = if both_float { Some("RulesUseSameBackendPortProtocolAndPoolAndFrontendIPWithFloatingIPEnabled") } else { CODE.azure_error };
    findings.push(
        *culprit,
        CODE.at(culprit.name_span(), format!("{} cannot stand beside {}: {why}", culprit.called(), other.called()))
            .azure(azure)
            .because(other.name_span(), if other.ha_ports() { "HA ports" } else { "the other rule" })
            .help("with `floating_ip: true` on all of them each needs a frontend of its own if it is HA ports")
            .way_if(apart && !floating.is_empty(), "write `floating_ip: true` in both".to_owned(), floating),
    );
}
