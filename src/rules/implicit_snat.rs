//! Machines whose only way out is the SNAT of a load-balancing rule.

use std::collections::{HashMap, HashSet};

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Known, Lb, NodeId, Rule, Tier, View};

rule! {
    implicit_snat "LBX3021" "implicit-snat" Hint
    "machines whose only way out is the SNAT of a load-balancing rule", from: ["LB-104", "LB-176", "LB-181", "F261"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard && lb.public() == Some(true)) {
        let mut seen: HashSet<NodeId> = HashSet::new();
        let rules: Vec<Rule> = lb.rules().filter(|r| r.snat() == Some(true)).collect();
        let mut of_pool: HashMap<NodeId, Vec<Rule>> = HashMap::new();
        for rule in &rules {
            for (pool, _) in rule.pools() {
                of_pool.entry(pool.id).or_default().push(*rule);
            }
        }
        for rule in rules {
            for (pool, _) in rule.pools() {
                if !seen.insert(pool.id) {
                    continue;
                }
                let bare = pool.users().into_iter().find(|(config, _)| {
                    config.nic.subnet().is().is_some_and(|s| s.nat_gateway() == Known::No)
                        && config.instance_public_ip().is_none()
                        && config.public_ip() == Known::No
                });
                let Some((config, span)) = bare else { continue };
                let protocols: Vec<_> = of_pool.get(&pool.id).into_iter().flatten().filter_map(|r| r.protocol()).collect();
                let only = match protocols.first() {
                    Some(first) if &**first != "any" && protocols.iter().all(|p| p == first) => match &**first {
                        "tcp" => "for TCP only: UDP, by which time and names are asked, goes nowhere",
                        _ => "for UDP only: whatever is fetched by TCP is not",
                    },
                    _ => "for these rules' protocols only",
                };
                let frontend = rule.frontend().map(|f| f.node().symbol.to_string()).unwrap_or_default();
                let name = edits::fresh(*lb, "out");
                let line =
                    format!("outbound {name} = any {} -> {frontend} {{ ports_per_instance: max }}", pool.node().symbol);
                let mut edits = vec![edits::line_at_end(*lb, &line)];
                edits.extend(rule.slot("snat").map(|_| edits::set(*rule, "snat", "false")));
                findings.push(
                    *rule,
                    CODE.at(
                        rule.name_span(),
                        format!("the way out of {} is this rule's own, with few ports and {only}", config.nic.called()),
                    )
                    .because(span, "in the pool")
                    .help(format!(
                        "write `outbound out = any {} -> FRONTEND {{ ports_per_instance: max }}`, or a nat_gateway for the subnet",
                        pool.node().symbol
                    ))
                    .way_if(!frontend.is_empty(), format!("write `{line}`"), edits),
                );
            }
        }
    }
}
