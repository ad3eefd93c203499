//! Rules and machines whose product is more than a frontend takes.

use std::collections::{BTreeMap, HashMap};

use super::Findings;
use crate::azure::limits::{BACKENDS_PER_FRONTEND, BACKENDS_PER_LB};
use crate::topology::{Frontend, Lb, Machine, NodeId, Pool, View};

rule! {
    backends_per_frontend "LBX1019" "backends-per-frontend" Error
    "rules and machines whose product is more than a frontend takes", from: ["LB-045", "LB-201"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let mut sizes: HashMap<NodeId, u64> = HashMap::new();
        let mut of_frontend: BTreeMap<NodeId, u64> = BTreeMap::new();
        let mut add = |pool: Pool, frontend: Frontend| {
            let size = *sizes.entry(pool.id).or_insert_with(|| machines(pool));
            let sum = of_frontend.entry(frontend.id).or_default();
            *sum = sum.saturating_add(size);
        };
        for inbound in lb.inbound() {
            let Some(frontend) = inbound.frontend() else { continue };
            for (pool, _) in inbound.pools() {
                add(pool, frontend);
            }
        }
        for outbound in lb.outbounds() {
            let Some(pool) = outbound.pool() else { continue };
            for (frontend, _) in outbound.frontends() {
                add(pool, frontend);
            }
        }
        let help = "every rule counts each machine of its pool: fewer rules, or machines spread over several load balancers";
        let mut all: u64 = 0;
        for (id, sum) in &of_frontend {
            all = all.saturating_add(*sum);
            if *sum > BACKENDS_PER_FRONTEND {
                let frontend = view.thing(*id);
                findings.push(
                    frontend,
                    CODE.at(
                        frontend.name_span(),
                        format!(
                            "the rules of {} lead to {sum} machines in all; the most is {BACKENDS_PER_FRONTEND}",
                            frontend.called()
                        ),
                    )
                    .help(help),
                );
            }
        }
        if all > BACKENDS_PER_LB {
            findings.push(
                *lb,
                CODE.at(lb.name_span(), format!("the rules of {} lead to {all} machines in all; the most is {BACKENDS_PER_LB}", lb.called()))
                    .help(help),
            );
        }
    }
}

/// The most ip configurations in a pool, as far as they are known.
fn machines(pool: Pool) -> u64 {
    let listed = pool.members().count() as u64;
    pool.users().iter().fold(listed, |sum, (config, _)| {
        let count = match config.nic.machine() {
            Some(Machine::Vmss(set)) => set.most_instances().map_or(0, |n| u64::try_from(n.hi).unwrap_or(0)),
            Some(Machine::Vm(_)) | None => 1,
        };
        sum.saturating_add(count)
    })
}
