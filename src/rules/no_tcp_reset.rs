//! TCP resets that are turned off.

use super::Findings;
use crate::diag::Level;
use crate::topology::{Lb, Tier, View};

rule! {
    no_tcp_reset "LBX1618" "no-tcp-reset" Hint
    "TCP resets that are turned off", from: ["LB-100", "F229"]
}

/// The idle timeout where nothing is written, in seconds.
const DEFAULT: u64 = 240;

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard) {
        let inbound = lb.inbound().into_iter().map(|i| i.thing());
        for part in inbound.chain(lb.outbounds().map(|o| o.0)) {
            let carries = part.text("protocol").is_some_and(|p| &*p == "tcp" || part.kind() == crate::schema::Kind::Outbound && &*p == "any");
            if !carries || part.slot("tcp_reset").is_none() || part.flag("tcp_reset") != Some(false) {
                continue;
            }
            // With the short default connections that merely pause are cut, and hang.
            let early = part.seconds("idle") == Some(DEFAULT) && part.flag("floating_ip") != Some(true);
            findings.push(
                part,
                CODE.at(part.span_of("tcp_reset"), format!("{} lets idle connections die without a word to either end", part.called()))
                    .level(if early { Level::Warning } else { Level::Hint })
                    .offer("write `true`", part.span_of("tcp_reset"), "true")
                    .help("with a reset both ends learn of it at once; leave `tcp_reset` out: it is on by itself"),
            );
        }
    }
}
