//! Metrics that no scale set has.

use super::Findings;
use crate::diag::nearest;
use crate::topology::{Given, ScaleRule, V, View};

rule! {
    unknown_metric "LBX1859" "unknown-metric" Warning
    "a metric that scale sets do not have",
    from: []
}

/// Those of scale sets that people scale by.
const KNOWN: [&str; 16] = [
    "Percentage CPU",
    "Available Memory Bytes",
    "Available Memory Percentage",
    "Network In Total",
    "Network Out Total",
    "Network In",
    "Network Out",
    "Disk Read Bytes",
    "Disk Write Bytes",
    "Disk Read Operations/Sec",
    "Disk Write Operations/Sec",
    "CPU Credits Consumed",
    "CPU Credits Remaining",
    "Inbound Flows",
    "Outbound Flows",
    "VmAvailabilityMetric",
];

/// How the many others begin, in lower case.
const BEGINNINGS: [&str; 12] = [
    "available memory",
    "cpu credits ",
    "data disk ",
    "disk ",
    "inbound flows",
    "network ",
    "os disk ",
    "os per disk ",
    "outbound flows",
    "per disk ",
    "premium ",
    "temp disk ",
];

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<ScaleRule>() {
        // Another resource, or what the guest sends by an agent, may have any metric.
        if rule.given("resource") != Given::No || rule.given("namespace") != Given::No {
            continue;
        }
        let value = rule.get("metric");
        let V::Str(metric) = &value.v else { continue };
        let folded = metric.to_ascii_lowercase();
        let of_guest = folded.contains(['\\', '/']) && !folded.ends_with("/sec");
        let known = KNOWN.iter().any(|k| k.eq_ignore_ascii_case(metric))
            || BEGINNINGS.iter().any(|b| folded.starts_with(b))
            || folded.starts_with("vm ");
        if known || of_guest || metric.contains("${") {
            continue;
        }
        let span = rule.span_of("metric");
        let finding = CODE.at(span, format!("a scale set has no metric `{metric}`"));
        let swapped = matches!(&*folded, "cpu percentage" | "cpu percent" | "cpu" | "cpupercentage" | "percentagecpu");
        let memory = folded.contains("memory");
        findings.push(
            rule.0,
            match nearest(metric, KNOWN) {
                _ if swapped => finding.help("the load of the processors is `cpu`").offer("write `cpu`", span, "cpu"),
                Some(near) => finding.offer(format!("write `{near}`"), span, format!("\"{near}\"")),
                None if memory => finding.help("Azure measures `\"Available Memory Bytes\"`, which falls as the load grows"),
                None => finding.help("a metric of something else needs `resource: …`, one from inside the guest `namespace: …`"),
            },
        );
    }
}
