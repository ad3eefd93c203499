//! Idle connections end after four minutes, and neither side hears of it.

use super::Findings;
use crate::topology::{Lb, Thing, Tier, View};

rule! {
    silent_idle_drop "LBX1810" "silent-idle-drop" Warning
    "idle connections are cut early and in silence", from: ["F229"]
}

/// The timeout where nothing is written, in seconds.
const DEFAULT: u64 = 240;

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard) {
        let inbound = lb.inbound().into_iter().map(|i| i.thing());
        let outbound = lb.outbounds().map(|o| o.0);
        let all: Vec<Thing> = inbound.chain(outbound).collect();
        for rule in all {
            let silent = rule.slot("tcp_reset").is_some() && rule.flag("tcp_reset") == Some(false);
            let tcp = rule.text("protocol").is_some_and(|p| &*p != "udp");
            // With floating IP the machine itself answers, and the timeout does not count.
            if !silent || !tcp || rule.seconds("idle") != Some(DEFAULT) || rule.flag("floating_ip") == Some(true) {
                continue;
            }
            findings.push(
                rule,
                CODE.at(
                    rule.span_of("tcp_reset"),
                    format!("{} forgets a connection after four idle minutes and tells neither side", rule.called()),
                )
                .help("leave `tcp_reset` out, which is `true`, so that both sides hear of it; or write a longer `idle`, up to 30m"),
            );
        }
    }
}
