//! Two properties that only mean something together.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, Nic, View};

rule! {
    auxiliary_pair "LBX2089" "auxiliary-pair" Error
    "`auxiliary_mode` without `auxiliary_sku`, or the other way round",
    from: ["VM-085"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for (one, other) in [("auxiliary_mode", "auxiliary_sku"), ("auxiliary_sku", "auxiliary_mode")] {
            if nic.given(one) == Given::Yes && nic.given(other) == Given::No && nic.text(one).as_deref() != Some("None") {
                findings.push(
                    nic.0,
                    CODE.at(nic.span_of(one), format!("`{one}` goes with `{other}`, which is missing"))
                        .help(format!("write `{other}: …` beside it"))
                        .offer_set(nic.0, other, if other == "auxiliary_sku" { "A1" } else { "AcceleratedConnections" })
                        .offer_without(nic.0, one),
                );
            }
        }
    }
}
