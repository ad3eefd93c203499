//! The custom script extension: one command, written once.

use super::Findings;
use super::edits::{self, WayOut};
use super::raw_members::value_at;
use crate::source::Span;
use crate::topology::{Extension, Given, V, Value, View};

rule! {
    custom_script "LBX1823" "custom-script" Error
    "a custom script without a command, or with two",
    azure: "VMExtensionProvisioningError", from: [], refused, lacking
}

/// Members that say what is run.
const COMMANDS: [&str; 2] = ["commandToExecute", "script"];

fn check(view: &View, findings: &mut Findings) {
    for extension in view.all::<Extension>().filter(|e| !e.existing()) {
        let Some((publisher, kind, _)) = extension.parts_of_type() else { continue };
        let script = matches!(kind.to_ascii_lowercase().as_str(), "customscript" | "customscriptextension");
        let known = ["microsoft.azure.extensions", "microsoft.compute"].contains(&publisher.to_ascii_lowercase().as_str());
        if !script || !known {
            continue;
        }
        let parts: Vec<Value> = ["settings", "protected_settings"].iter().map(|p| extension.get(p)).collect();
        // Settings that are not written out may say anything.
        if !parts.iter().all(|v| matches!(v.v, V::Map(_) | V::None)) {
            continue;
        }
        let commands: Vec<Span> = parts
            .iter()
            .flat_map(|part| COMMANDS.iter().filter_map(|c| value_at(part, c)))
            .filter(|v| view.given(v) != Given::No)
            .map(|v| v.span)
            .collect();
        match &commands[..] {
            [] => {
                let free = ["settings", "protected_settings"].into_iter().find(|p| extension.slot(p).is_none());
                let line = free.map(|p| format!("{p}: {{ commandToExecute: \"…\" }}")).unwrap_or_default();
                findings.push(
                    extension.0,
                    CODE.at(extension.name_span(), format!("{} says nothing of what it runs", extension.called()))
                        .help("write `commandToExecute` in `settings`, or in `protected_settings` where it holds a secret")
                        .way_if(free.is_some(), format!("write `{line}`"), vec![edits::line_in(extension.0, &line)]),
                );
            }
            [first, second, ..] => {
                let said = CODE
                    .at(*second, format!("{} has a command already; it is said once, in one of the two settings", extension.called()))
                    .because(*first, "here");
                // Settings that say nothing else may go.
                let alone = ["settings", "protected_settings"].into_iter().find(|p| {
                    let one = matches!(&extension.get(p).v, V::Map(members) if members.len() == 1);
                    one && extension.slot(p).is_some_and(|s| s.expr_span.contains(*second))
                });
                findings.push(
                    extension.0,
                    match alone {
                        Some(property) => said.offer_without(extension.0, property),
                        None => said,
                    },
                );
            }
            [_] => {}
        }
    }
}
