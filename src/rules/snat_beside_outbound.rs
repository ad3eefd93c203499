//! Implicit SNAT beside an outbound rule.

use super::Findings;
use crate::diag::Level;
use crate::topology::{Rule, View};

rule! {
    snat_beside_outbound "LBX3020" "snat-beside-outbound" Error
    "implicit SNAT beside an outbound rule",
    azure: "LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule",
    from: ["LB-102", "LB-172"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<Rule>().filter(|r| !r.existing()) {
        // Not written, it is off beside an outbound rule.
        if rule.slot("snat").is_none() || rule.flag("snat") != Some(true) {
            continue;
        }
        let Some(frontend) = rule.frontend() else { continue };
        let span = rule.span_of("snat");
        let at_frontend = rule
            .lb()
            .outbounds()
            .find_map(|o| o.frontends().into_iter().find(|(f, _)| *f == frontend).map(|(_, there)| (o, there)));
        let finding = if let Some((outbound, there)) = at_frontend {
            CODE.at(span, format!("{} has the same frontend as {}, so its own SNAT must be off", rule.called(), outbound.called()))
                .because(there, "what leaves uses this frontend")
        } else if let Some(outbound) = rule.sharing_outbound() {
            CODE.at(span, format!("{} leads to the same pool as {}, so its machines have two ways out", rule.called(), outbound.called()))
                .because(outbound.span_of("pool"), "the pool leaves by this rule")
                .level(Level::Warning)
                .azure(None)
        } else {
            continue;
        };
        findings.push(*rule, finding.help("leave `snat` out: it is off by itself here").fix("write `snat: false`", span, "false"));
    }
}
