//! How an extension's type is written, and which system it is for.

use crate::diag::Edit;
use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::images::Os;
use crate::source::Span;
use crate::topology::{Extension, View};

rule! {
    extension_type "LBX2072" "extension-type" Error
    "an extension's type is none, or one of the other system",
    from: ["VM-049", "VM-121"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        for extension in thing.parts::<Extension>().filter(|e| !e.existing()) {
            let Some(text) = extension.text("type") else { continue };
            let span = extension.span_of("type");
            let Some((_, kind, version)) = extension.parts_of_type() else {
                findings.push(
                    extension.0,
                    CODE.at(span, format!("an extension's type is `PUBLISHER/TYPE@VERSION`; this is `{text}`"))
                        .help("`\"Microsoft.Azure.Extensions/CustomScript@2.1\"` for example"),
                );
                continue;
            };
            let parts: Vec<&str> = version.split('.').collect();
            if parts.len() != 2 || parts.iter().any(|p| p.is_empty() || !p.chars().all(|c| c.is_ascii_digit())) {
                let short = parts.iter().take(2).copied().collect::<Vec<_>>().join(".");
                let first = text.rsplit_once('@').map_or(&*text, |(first, _)| first);
                let whole = format!("{first}@{}", if short.contains('.') { short.clone() } else { format!("{version}.0") });
                findings.push(
                    extension.0,
                    CODE.at(span, format!("an extension's version is `MAJOR.MINOR`; this is `{version}`"))
                        .help(format!("write `@{}`", if short.contains('.') { short } else { format!("{version}.0") }))
                        .way_if(
                        parts.iter().all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_digit())),
                        format!("write `\"{whole}\"`"),
                        vec![Edit { span, text: format!("\"{whole}\"") }],
                    ),
                );
            }
            if extension.is_application_health() {
                health(extension, &version, span, findings);
            }
            let wrong = match (machine.os(), kind.to_ascii_lowercase().as_str()) {
                (Some(Os::Linux), "applicationhealthwindows") => Some("ApplicationHealthLinux"),
                (Some(Os::Windows), "applicationhealthlinux") => Some("ApplicationHealthWindows"),
                _ => None,
            };
            if let (Some(right), Some(os)) = (wrong, machine.os()) {
                findings.push(
                    extension.0,
                    CODE.at(span, format!("`{kind}` is for the other system; `{}` is {}", thing.path(), os.name()))
                        .help(format!("write `{right}`, or let `health http :8080 /healthz` write it")).fix(format!("write `{right}`"), span, format!("\"{}\"", text.replace(&*kind, right))),
                );
            }
        }
    }
}

/// The application health extension has one publisher and two versions.
fn health(extension: Extension, version: &str, span: Span, findings: &mut Findings) {
    let Some((publisher, kind, _)) = extension.parts_of_type() else { return };
    if !publisher.eq_ignore_ascii_case("Microsoft.ManagedServices") {
        findings.push(
            extension.0,
            CODE.at(span, format!("`{kind}` is published by `Microsoft.ManagedServices`, not by `{publisher}`"))
                .help("let `health http :8080 /healthz` write it"),
        );
    } else if version.split('.').count() == 2 && !matches!(version, "1.0" | "2.0") {
        findings.push(
            extension.0,
            CODE.at(span, format!("`{kind}` has the versions 1.0 and 2.0; this is {version}"))
                .help("1.0 knows healthy and unhealthy, 2.0 more states"),
        );
    }
}
