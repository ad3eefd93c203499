//! A probe's `count`, which Azure ignores.

use super::Findings;
use crate::topology::{Probe, View};

rule! { ignored_probe_count "LBX1026" "ignored-probe-count" Warning
"a probe's `count`, which Azure ignores", from: ["LB-070", "F243"] }

fn check(view: &View, findings: &mut Findings) {
    for probe in view.all::<Probe>().filter(|p| !p.existing()) {
        let Some(count) = probe.slot("count") else { continue };
        if probe.get("count").is_none() || probe.slot("threshold").is_some() {
            continue;
        }
        findings.push(
            *probe,
            CODE.at(count.key_span, "Azure ignores `count`; how many answers decide is `threshold`")
                .fix("write `threshold`", count.key_span, "threshold"),
        );
    }
}
