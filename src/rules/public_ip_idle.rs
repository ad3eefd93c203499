//! A rule's idle timeout that differs from its public address's.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, Source, View};

rule! {
    public_ip_idle "LBX1040" "public-ip-idle" Hint
    "a rule's idle timeout that differs from its public address's", from: ["LB-099"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            let thing = inbound.thing();
            if thing.slot("idle").is_none() || inbound.protocol().as_deref() == Some("udp") {
                continue;
            }
            let Some(Source::PublicIp(ip)) = inbound.frontend().map(|f| f.source()) else { continue };
            let (Some(own), Some(address)) = (thing.seconds("idle"), ip.seconds("idle")) else { continue };
            if own == address {
                continue;
            }
            findings.push(
                thing,
                CODE.at(
                    thing.span_of("idle"),
                    format!("{} says {} minutes, which Azure documents to win over these {}", ip.called(), address / 60, own / 60),
                )
                .because(ip.span_of("idle"), "the address")
                .help(format!("write `idle: {}m` on the public_ip too, which takes 4m..30m", own / 60))
                .way_if(
                    !ip.existing() && own <= 30 * 60,
                    format!("write `idle: {}m` in {}", own / 60, ip.called()),
                    vec![edits::set(*ip, "idle", &format!("{}m", own / 60))],
                )
                .offer_set(thing, "idle", &format!("{}m", address / 60)),
            );
        }
    }
}
