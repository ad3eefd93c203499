//! Extensions are the agent's work.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Extension, Health, Linux, View, Windows};

rule! {
    extension_without_agent "LBX2073" "extension-without-agent" Error
    "extensions on a machine whose agent is switched off",
    from: ["VM-120"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let blocks = thing.parts::<Linux>().map(|b| b.0).chain(thing.parts::<Windows>().map(|b| b.0));
        let Some(block) = blocks.into_iter().find(|b| b.flag("agent") == Some(false)) else { continue };
        let health = thing.parts::<Health>().find(|h| !h.by_probe()).map(|h| h.0);
        let Some(first) = thing.parts::<Extension>().map(|e| e.0).next().or(health) else { continue };
        findings.push(
            block,
            CODE.at(block.span_of("agent"), format!("the agent of `{}` is switched off, and it runs the extensions", thing.path()))
                .because(first.name_span(), "runs through the agent")
                .help("remove `agent: false`").offer_without(block, "agent"),
        );
    }
}
