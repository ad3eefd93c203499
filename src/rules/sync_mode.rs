//! `sync_mode` on a pool that cannot have it.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Pool, Tier, View, Vnet};

rule! {
    sync_mode "LBX1058" "sync-mode" Error
    "`sync_mode` on a pool that cannot have it", from: ["LB-232", "LB-234"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let vnets: Vec<Vnet> = view.all::<Vnet>().collect();
    for pool in view.all::<Pool>().filter(|p| !p.existing()) {
        let Some(slot) = pool.slot("sync_mode") else { continue };
        if pool.get("sync_mode").is_none() {
            continue;
        }
        let lb = pool.lb();
        if lb.tier() != Tier::Standard {
            findings.push(
                *pool,
                CODE.at(slot.key_span, format!("{} is {}, and `sync_mode` is for Standard ones", lb.called(), lb.text("tier").unwrap_or_default()))
                    .because(lb.span_of("tier"), "said here")
                    .help("leave it out").offer_without(*pool, "sync_mode"),
            );
        } else if pool.get("vnet").is_none() {
            findings.push(
                *pool,
                CODE.at(slot.key_span, format!("{} has a `sync_mode` and names no `vnet`", pool.called()))
                    .help("write `vnet: NAME` beside it").way_if(
                        vnets.len() == 1,
                        format!("write `vnet: {}`", vnets.first().map(|v| v.path()).unwrap_or_default()),
                        vnets.first().map(|v| edits::set(*pool, "vnet", &v.path())).into_iter().collect(),
                    )
                    .offer_without(*pool, "sync_mode"),
            );
        }
    }
}
