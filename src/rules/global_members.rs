//! A member that the tier of its load balancer does not take.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{Known, Pool, Tier, View};

rule! {
    global_members "LBX1072" "global-members" Error
    "a member that the tier of its load balancer does not take", from: ["LB-205", "LB-212"], refused
}

const WANTED: &str = "its members are public frontends of regional Standard load balancers: `member NAME = LB.FRONTEND`";

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let lb = pool.lb();
        let global = lb.tier() == Tier::Global;
        for member in pool.members().filter(|m| !m.existing()) {
            let span = member.span_of("target");
            let Some(frontend) = member.frontend() else {
                if global && member.address().is_some() {
                    findings.push(
                        *member,
                        CODE.at(span, format!("{} is Global and takes no addresses", lb.called()))
                            .because(lb.span_of("tier"), "said here")
                            .help(WANTED)
                            .offer_removal(*member),
                    );
                }
                continue;
            };
            let regional = frontend.lb();
            if !global {
                findings.push(
                    *member,
                    CODE.at(span, format!("{} is a frontend, which only a Global load balancer takes", frontend.called()))
                        .because(lb.span(), "no `Global` here")
                        .help("machines join a pool by `pools: […]` on their nic; an address is a member too")
                        .offer_removal(*member),
                );
            } else if matches!(regional.tier(), Tier::Global | Tier::Gateway | Tier::Basic) {
                findings.push(
                    *member,
                    CODE.at(span, format!("{} is no regional Standard load balancer", regional.called()))
                        .because(regional.span_of("tier"), "said here")
                        .help(WANTED)
                        .offer_removal(*member),
                );
            } else if frontend.public() == Some(false) {
                findings.push(
                    *member,
                    CODE.at(span, format!("{} is internal", frontend.called()))
                        .because(frontend.span_of("source"), "its address is private")
                        .help(WANTED)
                        .offer_removal(*member),
                );
            } else if let Known::Is(_) = frontend.one("gateway") {
                findings.push(
                    *member,
                    CODE.at(span, format!("{} is led through a Gateway, which a Global load balancer does not go along with", frontend.called()))
                        .level(Level::Warning)
                        .because(frontend.span_of("gateway"), "here")
                        .help("take a frontend that is not led through one"),
                );
            }
        }
        if !global {
            continue;
        }
        for (config, span) in pool.users().into_iter().filter(|(c, _)| !c.nic.existing()) {
            findings.push(
                config.rows,
                CODE.at(span, format!("{} is Global and takes no machines", lb.called()))
                    .because(lb.span_of("tier"), "said here")
                    .help(WANTED)
                    .offer_drop(config.rows, &["pools"], span),
            );
        }
    }
}
