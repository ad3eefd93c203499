//! What a machine calls itself. Sources disagree about the prefix (15, 9 and 58 characters are all written down), so
//! only what all refuse is an error; a length that a param merely allows is a warning.

use super::Findings;
use crate::rules::edits::WayOut;
use crate::azure::images::Os;
use crate::azure::limits;
use crate::diag::Level;
use crate::source::Span;
use crate::topology::{Machine, Thing, V, Value, View};

rule! {
    refused_computer_name "LBX2005" "refused-computer-name" Error
    "a machine's own name is too long, or holds what it may not",
    azure: "InvalidParameter", from: ["VM-088", "NAME-003", "F028"], refused
}

/// What the API's own text says about prefixes, whatever the system.
const PREFIX_SURE: usize = 15;

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() || machine.is_empty_set() {
            continue;
        }
        let property = if machine.vmss().is_some() { "computer_name_prefix" } else { "computer_name" };
        let (value, span) = match thing.slot(property) {
            Some(slot) => (view.reduce(&slot.value), slot.value.span),
            None => match thing.slot("name") {
                Some(slot) => (view.reduce(&slot.value), slot.value.span),
                None => (view.reduce(&thing.node().name), thing.name_span()),
            },
        };
        length(view, machine, property, &value, span, findings);
        if let V::Str(name) = &value.v {
            characters(machine, property, name, span, findings);
        }
    }
}

fn length(view: &View, machine: Machine, property: &str, value: &Value, span: Span, findings: &mut Findings) {
    let Some((least, most)) = view.text_length(value) else { return };
    let thing = machine.thing();
    let (sure, advised) = match (machine.os(), machine.vmss().is_some()) {
        (Some(Os::Windows), true) => (PREFIX_SURE, limits::WINDOWS_PREFIX_MAX),
        (Some(Os::Windows), false) => (limits::WINDOWS_NAME_MAX, limits::WINDOWS_NAME_MAX),
        (Some(Os::Linux), true) => (limits::LINUX_PREFIX_MAX, limits::LINUX_PREFIX_MAX),
        (Some(Os::Linux), false) => (limits::LINUX_NAME_MAX, limits::LINUX_NAME_MAX),
        (None, _) => return,
    };
    if most <= advised {
        return;
    }
    let os = machine.os().map_or("", Os::name);
    let what = if machine.vmss().is_some() { "prefix of computer names" } else { "computer name" };
    let has = if least == most { format!("has {most}") } else { format!("may have {most}") };
    let mut finding = CODE.at(span, format!("a {what} on {os} has at most {advised} characters; this one {has}"));
    if least <= sure {
        finding = finding.level(Level::Warning);
    }
    if thing.slot(property).is_none() {
        finding = finding.note(format!("without `{property}` it is the resource's name"));
    }
    finding = finding.help(format!("write a shorter `{property}: \"…\"`"));
    if let V::Str(name) = &value.v {
        let short: String = name.chars().take(advised).collect();
        let short = short.trim_end_matches('-');
        finding = finding.set(thing, property, &format!("\"{short}\""), false);
    }
    findings.push(thing, finding);
}

fn characters(machine: Machine, property: &str, name: &str, span: Span, findings: &mut Findings) {
    let thing: Thing = machine.thing();
    let finding = match machine.os() {
        Some(Os::Windows) if !name.is_empty() && name.chars().all(|c| c.is_ascii_digit()) => {
            CODE.at(span, format!("a computer name on Windows is not all digits: `{name}`"))
        }
        Some(Os::Windows) => {
            let Some(bad) = name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') else { return };
            CODE.at(span, format!("a computer name on Windows is made of letters, digits and `-`; `{name}` holds `{bad}`"))
        }
        Some(Os::Linux) => {
            let bad = name.chars().find(|c| "\\/\"[]:|<>+=;,?*@&~!#$%^()_{}'` ".contains(*c));
            match bad {
                Some(bad) => CODE.at(span, format!("a computer name does not hold `{bad}`: `{name}`")),
                None if name.ends_with('.') => {
                    CODE.at(span, format!("a computer name does not end with `.`: `{name}`"))
                }
                None => return,
            }
        }
        None => return,
    };
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let plain = if plain.chars().all(|c| c.is_ascii_digit()) { format!("vm{plain}") } else { plain };
    let finding = finding.help(format!("write another `{property}: \"…\"`"));
    findings.push(thing, finding.offer_set(thing, property, &format!("\"{plain}\"")));
}
