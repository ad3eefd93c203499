//! Rules and machines whose product is more than a frontend takes.

use super::Findings;
use crate::azure::limits::{BACKENDS_PER_FRONTEND, BACKENDS_PER_LB};
use crate::ledger;
use crate::topology::{Lb, View};

rule! {
    backends_per_frontend "LBX1019" "backends-per-frontend" Error
    "rules and machines whose product is more than a frontend takes", from: ["LB-045", "LB-201"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let help = "every rule counts each machine of its pool: fewer rules, or machines spread over several load balancers";
        let backends = ledger::backends(lb);
        for (id, sum) in &backends.of_frontend {
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
        let all = backends.all();
        if all > BACKENDS_PER_LB {
            findings.push(
                *lb,
                CODE.at(lb.name_span(), format!("the rules of {} lead to {all} machines in all; the most is {BACKENDS_PER_LB}", lb.called()))
                    .help(help),
            );
        }
    }
}
