//! A pool to which nothing leads and which nothing leaves.

use std::collections::HashSet;

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, NodeId, View};

rule! { pool_without_rule "LBX1021" "pool-without-rule" Warning
"a pool to which nothing leads and which nothing leaves", from: ["LB-061", "LB-192"], lacking }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut used: HashSet<NodeId> = HashSet::new();
        for inbound in lb.inbound() {
            used.extend(inbound.pools().iter().map(|(pool, _)| pool.id));
        }
        used.extend(lb.outbounds().filter_map(|o| o.pool()).map(|pool| pool.id));
        for pool in lb.pools().filter(|pool| !used.contains(&pool.id)) {
            let mut finding = CODE.at(
                pool.name_span(),
                format!("no rule leads to {}, so its members get no packets by it and no way out", pool.called()),
            );
            if let Some((config, span)) = pool.users().first() {
                finding = finding.because(*span, format!("{} is in it", config.nic.called()));
            }
            let users = pool.users();
            let leave = users.iter().filter_map(|(config, span)| edits::without_item(config.rows, "pools", *span));
            let gone: Vec<Edit> = leave.chain([edits::remove(*pool)]).collect();
            findings.push(
                *pool,
                finding.help(format!(
                    "add `rule NAME = tcp FRONTEND:PORT -> {}:PORT {{ probe: … }}`, or remove the pool",
                    pool.node().symbol
    )).way(format!("remove pool `{}`", pool.node().symbol), false, gone),
            );
        }
    }
}
