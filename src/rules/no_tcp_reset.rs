//! TCP resets that are turned off.

use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    no_tcp_reset "LBX1618" "no-tcp-reset" Hint
    "TCP resets that are turned off", from: ["LB-100"]
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard) {
        let inbound = lb.inbound().into_iter().map(|i| i.thing());
        for part in inbound.chain(lb.outbounds().map(|o| o.0)) {
            let carries = part.text("protocol").is_some_and(|p| &*p == "tcp" || part.kind() == crate::schema::Kind::Outbound && &*p == "any");
            if !carries || part.slot("tcp_reset").is_none() || part.flag("tcp_reset") != Some(false) {
                continue;
            }
            findings.push(
                part,
                CODE.at(part.span_of("tcp_reset"), format!("{} lets idle connections die without a word to either end", part.called()))
                    .offer("write `true`", part.span_of("tcp_reset"), "true")
                    .help("with a reset both ends learn of it at once; leave `tcp_reset` out: it is on by itself"),
            );
        }
    }
}
