//! The custom script extension: one command, written once.

use super::Findings;
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
            [] => findings.push(
                extension.0,
                CODE.at(extension.name_span(), format!("{} says nothing of what it runs", extension.called()))
                    .help("write `commandToExecute` in `settings`, or in `protected_settings` where it holds a secret"),
            ),
            [first, second, ..] => findings.push(
                extension.0,
                CODE.at(*second, format!("{} has a command already; it is said once, in one of the two settings", extension.called()))
                    .because(*first, "here"),
            ),
            [_] => {}
        }
    }
}
