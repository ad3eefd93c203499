//! Clients choose the ports they send from.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{NsgRule, View};

rule! {
    source_port_of_clients "LBX1871" "source-port-of-clients" Hint
    "a rule that wants clients to send from a certain port",
    from: []
}

/// Below it no client sends by itself.
const FIRST_OF_CLIENTS: i64 = 1024;

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing() && r.allows() && !r.outbound()) {
        if rule.text("protocol").as_deref() != Some("tcp") || rule.slot("source_port").is_none() {
            continue;
        }
        let Some(source) = rule.ports("source_port").filter(|p| !p.any) else { continue };
        let same = rule.ports("destination_port").is_some_and(|to| {
            !to.any && source.single().is_some() && source.single() == to.single()
        });
        let low = source.ranges.iter().all(|(_, to)| to.hi < FIRST_OF_CLIENTS);
        if same || low {
            findings.push(
                rule.0,
                CODE.at(rule.span_of("source_port"), "clients send from ports of their own choice, hardly ever from this one")
                    .because(rule.span_of("destination_port"), "the port that they send to")
                    .help("leave the source's port out")
                    .offer_cut("it", colon_and(rule)),
            );
        }
    }
}

/// The source's port with the colon before it.
fn colon_and(rule: NsgRule) -> crate::source::Span {
    let span = rule.span_of("source_port");
    crate::source::Span { start: span.start.saturating_sub(1), ..span }
}
