//! Fewer probes in too short a time.

use super::Findings;
use crate::topology::{Probe, View};

rule! {
    probe_count_product "LBX1607" "probe-count-product" Warning
    "a probe whose `count` times its `interval` is below 10 seconds", from: ["LB-069"]
}

/// Seconds that all probes of a round take at least.
const LEAST: i64 = 10;

fn check(view: &View, findings: &mut Findings) {
    for probe in view.all::<Probe>().filter(|p| !p.existing()) {
        let (Some(count), Some(interval)) = (probe.num("count").map(|n| n.lo.max(1)), probe.seconds("interval")) else {
            continue;
        };
        let interval = i64::try_from(interval).unwrap_or(i64::MAX);
        let product = count.saturating_mul(interval);
        if product >= LEAST {
            continue;
        }
        let enough = LEAST.div_euclid(interval) + i64::from(LEAST.rem_euclid(interval) != 0);
        let mut finding = CODE
            .at(probe.span_of("count"), format!("{count} times {interval}s are {product}s; some of Azure's interfaces want {LEAST}s at least"))
            .note("Azure itself ignores `count`: how many answers decide is `threshold`")
            .offer(format!("write `{enough}`"), probe.span_of("count"), enough.to_string());
        if probe.slot("interval").is_some() {
            finding = finding.because(probe.span_of("interval"), "the interval");
        }
        findings.push(*probe, finding);
    }
}
