//! Two outbound rules with one frontend.

use std::collections::HashMap;

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::source::Span;
use crate::topology::{Lb, NodeId, Outbound, View, protocols_meet};

rule! {
    outbound_frontend_taken "LBX3003" "outbound-frontend-taken" Error
    "two outbound rules with one frontend",
    azure: "MoreThanOneOutboundRuleUsingSameFrontendIPConfigurationAndProtocolIsNotSupported",
    from: ["LB-165", "F046"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        // At most a tcp and a udp rule share a frontend without an error, so each list is short.
        let mut first: HashMap<NodeId, Vec<(Outbound, Span)>> = HashMap::new();
        for outbound in lb.outbounds() {
            let Some(protocol) = outbound.protocol() else { continue };
            for (frontend, span) in outbound.frontends() {
                let others = first.entry(frontend.id).or_default();
                let met = others.iter().find(|(o, _)| o.protocol().is_some_and(|p| protocols_meet(&p, &protocol)));
                match met.copied() {
                    Some((other, _)) if other.id == outbound.id => continue,
                    Some((other, there)) => {
                        let (name, mut edits) = edits::new_frontend(*lb, "leave");
                        edits.push(Edit { span, text: name.clone() });
                        findings.push(
                            *outbound,
                            CODE.at(span, format!("{} serves {} already", frontend.called(), other.called()))
                                .because(there, "used here")
                                .help(
                                    "give each pool a frontend of its own, or let the machines of both join one pool; \
                                    one rule for tcp and one for udp may share a frontend",
                                )
                                .way(format!("give it a frontend `{name}` with an address of its own"), false, edits),
                        );
                    }
                    None => others.push((outbound, span)),
                }
            }
        }
    }
}
