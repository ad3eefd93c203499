//! An HTTP probe on a port that HTTP probes cannot use.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Probe, View};

rule! { blocked_probe_port "LBX1025" "blocked-probe-port" Error
"an HTTP probe on a port that HTTP probes cannot use", from: ["LB-073"] }

/// Ports of other services, which Azure's HTTP client refuses.
const BLOCKED: [i64; 9] = [19, 21, 25, 70, 110, 119, 143, 220, 993];

fn check(view: &View, findings: &mut Findings) {
    for probe in view.all::<Probe>().filter(|p| p.protocol().as_deref() == Some("http")) {
        let Some(port) = probe.num("port").and_then(|n| n.single()) else { continue };
        if probe.existing() || !BLOCKED.contains(&port) {
            continue;
        }
        let mut by_tcp = vec![edits::set(*probe, "protocol", "tcp")];
        if let (Some(port), Some(path)) = (probe.slot("port"), probe.slot("path")) {
            by_tcp.push(edits::cut(port.expr_span.after().to(path.expr_span)));
        }
        findings.push(
            *probe,
            CODE.at(probe.span_of("port"), format!("an http probe cannot ask port {port}: every machine would be down"))
                .help("the ports 19, 21, 25, 70, 110, 119, 143, 220 and 993 are closed to it; ask another port, or by tcp")
                .way("ask by tcp".to_owned(), false, by_tcp),
        );
    }
}
