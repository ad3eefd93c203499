//! NAT pools are a Uniform matter.

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
            findings.push(
                config.rows,
                CODE.at(span, format!("`{}` is Flexible, and Flexible scale sets take no NAT pool", machine.thing().path()))
                    .because(pool.name_span(), "the NAT pool")
                    .help(format!(
                        "a `nat_rule` with a pool serves both modes: in `{}` write `nat_rule {} = tcp FRONTEND:50000..50119 -> POOL:22`",
                        lb.path(),
                        pool.node().symbol
                    )),
            );
        }
    }
}
