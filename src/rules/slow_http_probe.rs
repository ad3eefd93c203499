//! An HTTP probe whose interval is longer than it waits for an answer.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::limits::PROBE_HTTP_TIMEOUT;
use crate::topology::{Probe, View};

rule! { slow_http_probe "LBX1027" "slow-http-probe" Warning
"an HTTP probe whose interval is longer than it waits for an answer", from: ["LB-072"] }

fn check(view: &View, findings: &mut Findings) {
    for probe in view.all::<Probe>().filter(|p| !p.existing()) {
        let http = probe.protocol().is_some_and(|p| matches!(&*p, "http" | "https"));
        let Some(seconds) = probe.seconds("interval").filter(|s| http && *s > PROBE_HTTP_TIMEOUT) else { continue };
        findings.push(
            *probe,
            CODE.at(
                probe.span_of("interval"),
                format!("{} waits {PROBE_HTTP_TIMEOUT}s for an answer, whatever its interval of {seconds}s", probe.called()),
            )
            .help(format!("write {PROBE_HTTP_TIMEOUT}s or less"))
            .offer_set(*probe, "interval", &format!("{PROBE_HTTP_TIMEOUT}s")),
        );
    }
}
