//! NAT pools are a Uniform matter.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Mode, NatPool, View};

rule! {
    nat_pool_on_flexible "LBX2010" "nat-pool-on-flexible" Error
    "a Flexible scale set names a NAT pool",
    from: ["VM-004", "LB-149", "F104"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<NatPool>() {
        for (config, span) in pool.users() {
            let Some(machine) = config.nic.machine() else { continue };
            if machine.mode() != Some(Mode::Flexible) {
                continue;
            }
            let lb = pool.lb();
            let as_rule = edits::as_nat_rule(pool);
            findings.push(
                config.rows,
                CODE.at(span, format!("`{}` is Flexible, and Flexible scale sets take no NAT pool", machine.thing().path()))
                    .because(pool.name_span(), "the NAT pool")
                    .help(format!(
                        "a `nat_rule` with a pool serves both modes: in `{}` write `nat_rule {} = tcp FRONTEND:50000..50119 -> POOL:22`",
                        lb.path(),
                        pool.node().symbol
                    ))
                    .way_if(
                    !as_rule.is_empty(),
                    format!("write nat_rule `{}` to the pool of its machines", pool.node().symbol),
                    as_rule,
                )
                .offer_drop(config.rows, &["nat_pools"], span),
            );
        }
    }
}
