//! What leaves by a frontend without the Gateway that sees what comes in.

use super::{Findings, edits};
use crate::topology::{Given, Lb, Tier, View};

rule! {
    unchained_outbound "LBX1617" "unchained-outbound" Warning
    "an outbound rule past the Gateway that sees what comes in", from: ["LB-223"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Standard) {
        let Some(chained) = lb.frontends().find(|f| f.given("gateway") == Given::Yes) else { continue };
        for outbound in lb.outbounds() {
            for (frontend, span) in outbound.frontends().into_iter().filter(|(f, _)| f.given("gateway") == Given::No) {
                let mut finding = CODE
                    .at(span, format!("what leaves by {} does not pass the Gateway, as what comes in by {} does", frontend.called(), chained.called()))
                    .because(chained.span_of("gateway"), "led through a Gateway")
                    .help("write the same `gateway` at the frontend of the outbound rule, or say by a waiver that only one way is inspected");
                if let Some(gateway) = chained.one("gateway").is()
                    && gateway.node().instance.is_none()
                    && frontend.node().instance.is_none()
                    && gateway.node().keys.is_empty()
                {
                    let line = format!("gateway: {}", gateway.path());
                    finding = finding.with_fix(format!("write `{line}`"), false, vec![edits::line_in(*frontend, &line)]);
                }
                findings.push(*outbound, finding);
            }
        }
    }
}
