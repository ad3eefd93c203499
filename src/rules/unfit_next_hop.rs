//! What a route may lead to: an address inside.

use super::Findings;
use crate::topology::{Frontend, Given, Nic, Route, View};

rule! {
    unfit_next_hop "LBX4041" "unfit-next-hop" Error
    "a route leads to what cannot pass packets on",
    from: ["NET-029"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for route in view.all::<Route>().filter(|r| !r.existing()) {
        let span = route.span_of("next_hop");
        if let Some(nic) = route.one_of::<Nic>("next_hop").is() {
            let address = nic.primary_config().map(|c| c.rows.given("address"));
            if !nic.existing() && address == Some(Given::No) {
                findings.push(
                    route.0,
                    CODE.at(span, format!("`{}` has no `address`, and a route needs one that stays", nic.path()))
                        .because(nic.name_span(), "the nic")
                        .help("write `address: …` in the nic"),
                );
            }
            continue;
        }
        let Some(frontend) = route.one_of::<Frontend>("next_hop").is() else { continue };
        if frontend.public() == Some(true) {
            findings.push(
                route.0,
                CODE.at(span, format!("`{}` has a public address; a route leads to an address of the network", frontend.path()))
                    .because(frontend.span_of("source"), "its address")
                    .help("name an internal frontend, or `Internet`"),
            );
        }
    }
}
