//! A probe that one slow answer turns.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits::PROBE_INTERVAL_MIN;
use crate::topology::{Probe, View};

rule! { hasty_probe "LBX1028" "hasty-probe" Hint
"a probe that one slow answer turns", from: ["LB-084"] }

fn check(view: &View, findings: &mut Findings) {
    for probe in view.all::<Probe>().filter(|p| !p.existing()) {
        let hasty = probe.seconds("interval").is_some_and(|s| s <= PROBE_INTERVAL_MIN);
        let once = probe.num("threshold").and_then(|n| n.single()) == Some(1);
        if hasty && once {
            findings.push(
                *probe,
                CODE.at(probe.span_of("threshold"), format!("one slow answer within {PROBE_INTERVAL_MIN}s takes a machine out"))
                    .help("write `threshold: 2`, or a longer `interval`")
                    .offer_set(*probe, "threshold", "2"),
            );
        }
    }
}
