//! What the application health extension asks, and what a probe leaves no room for.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::diag::Level;
use crate::topology::{Extension, Given, Health, Machine, V, View};

rule! {
    health_endpoint "LBX2041" "health-endpoint" Error
    "the application health extension is told what it cannot ask",
    azure: "VMExtensionProvisioningError", from: ["VM-050", "F096"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        for health in vmss.parts::<Health>() {
            if health.by_probe() {
                for property in ["interval", "count", "grace", "rich"] {
                    if let Some(slot) = health.slot(property) {
                        findings.push(
                            health.0,
                            CODE.at(slot.key_span, format!("`{property}` is for the application health extension; here a probe tells"))
                                .because(health.span_of("probe"), "the probe")
                                .level(Level::Warning)
                                .azure(None)
                                .help("set it at the probe itself")
                                .offer_without(health.0, property),
                        );
                    }
                }
                continue;
            }
            let protocol = health.text("protocol");
            match (protocol.as_deref(), health.given("path")) {
                (Some("tcp"), Given::Yes) => findings.push(
                    health.0,
                    CODE.at(health.span_of("path"), "`tcp` only opens a connection and asks for no path")
                        .help("remove the path, or write `http`")
                        .way("remove the path".to_owned(), false, vec![edits::cut(health.span_of("port").after().to(health.span_of("path")))])
                        .offer_set(health.0, "protocol", "http"),
                ),
                (Some(p @ ("http" | "https")), Given::No) => findings.push(
                    health.0,
                    CODE.at(health.span_of("protocol"), format!("`{p}` asks for a path, and there is none"))
                        .help(format!("write `health {p} :PORT /healthz`"))
                        .offer("ask for `/healthz`", health.span_of("port").after(), " /healthz"),
                ),
                _ => {}
            }
            if let Some(slot) = health.slot("grace")
                && health.flag("rich") == Some(false)
            {
                findings.push(
                    health.0,
                    CODE.at(slot.key_span, "`grace` needs `rich: true`").help("write `rich: true`, or remove `grace`").offer_set(health.0, "rich", "true").offer_without(health.0, "grace"),
                );
            }
        }
        for extension in vmss.parts::<Extension>().filter(|e| e.is_application_health()) {
            let V::Map(settings) = extension.get("settings").v else { continue };
            let text = |key: &str| {
                settings.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, v)| view.reduce(v))
            };
            let Some(protocol) = text("protocol").and_then(|v| v.as_str().map(str::to_ascii_lowercase)) else { continue };
            match (protocol.as_str(), text("requestPath")) {
                ("tcp", Some(path)) if !path.is_none() => findings.push(
                    extension.0,
                    CODE.at(path.span, "`tcp` only opens a connection and asks for no path").help("remove `requestPath`"),
                ),
                ("tcp", _) if text("port").is_none() => findings.push(
                    extension.0,
                    CODE.at(extension.span_of("settings"), "`tcp` asks a port, and there is no `port`"),
                ),
                ("http" | "https", None) => findings.push(
                    extension.0,
                    CODE.at(extension.span_of("settings"), format!("`{protocol}` asks for a path, and there is no `requestPath`")),
                ),
                _ => {}
            }
            for (key, lo, hi) in [("intervalInSeconds", 5, 60), ("numberOfProbes", 1, 24), ("gracePeriod", 0, 14_400)] {
                let Some(value) = text(key) else { continue };
                if let Some(number) = view.num(&value)
                    && let Some(bad) = number.below(lo).or(number.above(hi))
                {
                    findings.push(
                        extension.0,
                        CODE.at(value.span, format!("`{key}` is {lo} to {hi}; here it may be {bad}")),
                    );
                }
                if key == "gracePeriod" && extension.parts_of_type().is_some_and(|(.., version)| version.starts_with("1.")) {
                    findings.push(
                        extension.0,
                        CODE.at(value.span, "`gracePeriod` is for version 2.0 of the extension")
                            .because(extension.span_of("type"), "this version"),
                    );
                }
            }
        }
    }
}
