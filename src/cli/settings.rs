//! `lbxc.toml`, the project's settings: the nearest one at or above a source's directory counts.
//!
//! ```toml
//! [lints]
//! unbounded-param = "deny"    # allow, warn, deny
//!
//! [waive]
//! scale-set-without-inbound-nat = "operators come in over the bastion"
//! ```

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::files;
use super::input::Input;
use super::levels::unknown;
use super::out::Reporter;
use crate::codes::{SETTINGS, UNREADABLE};
use crate::compile::code;
use crate::diag::{Diagnostic, Levels, Setting};
use crate::source::{FileId, Sources, Span};

const NAME: &str = "lbxc.toml";

/// The levels that hold for a source, or what is wrong with the settings.
pub(super) fn of(input: &Input, reporter: &Reporter) -> Result<Levels, (Sources, Vec<Diagnostic>)> {
    let Some(path) = find(input) else { return Ok(Levels::default()) };
    reporter.detail(&format!("settings of {}", path.display()));
    let mut sources = Sources::default();
    match files::read(&path) {
        Ok(text) => {
            let file = sources.add(shown(&path), text.as_str());
            let (levels, diagnostics) = levels(file, &text);
            if diagnostics.is_empty() { Ok(levels) } else { Err((sources, diagnostics)) }
        }
        Err(error) => {
            let file = sources.add(shown(&path), "");
            let message = format!("cannot read `{}`: {error}", shown(&path));
            Err((sources, vec![UNREADABLE.at(Span::new(file, 0, 0), message)]))
        }
    }
}

fn find(input: &Input) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let start = match &input.path {
        Some(path) => here.join(path.parent()?),
        None => here,
    };
    start.ancestors().map(|directory| directory.join(NAME)).find(|path| path.is_file())
}

/// Relative to where we are, so that reports do not depend on the machine.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).to_string_lossy().into_owned()
}

fn levels(file: FileId, text: &str) -> (Levels, Vec<Diagnostic>) {
    let mut levels = Levels::default();
    let mut diagnostics = Vec::new();
    let span = |range: Range<usize>| Span::new(file, range.start.min(text.len()), range.end.min(text.len()));
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            diagnostics.push(SETTINGS.at(span(error.span().unwrap_or(0..0)), message));
            return (levels, diagnostics);
        }
    };
    for (section, value) in &table {
        let DeValue::Table(entries) = value.get_ref() else {
            diagnostics.push(
                SETTINGS
                    .at(span(section.span()), format!("`{}` is no section of {NAME}", section.get_ref()))
                    .help("the sections are `[lints]` and `[waive]`"),
            );
            continue;
        };
        let waive = match section.get_ref().as_ref() {
            "lints" => false,
            "waive" => true,
            other => {
                diagnostics.push(
                    SETTINGS
                        .at(span(section.span()), format!("no section `{other}` in {NAME}"))
                        .help("the sections are `[lints]` and `[waive]`"),
                );
                continue;
            }
        };
        for (name, value) in entries {
            let setting = match (waive, value.get_ref()) {
                (false, DeValue::String(word)) if word == "allow" => Setting::Allow,
                (false, DeValue::String(word)) if word == "warn" => Setting::Warn,
                (false, DeValue::String(word)) if word == "deny" => Setting::Deny,
                (true, DeValue::String(reason)) if !reason.trim().is_empty() => Setting::Allow,
                (false, _) => {
                    let message = "expected `\"allow\"`, `\"warn\"` or `\"deny\"`";
                    diagnostics.push(SETTINGS.at(span(value.span()), message));
                    continue;
                }
                (true, _) => {
                    diagnostics.push(SETTINGS.at(span(value.span()), "expected the reason, in quotes"));
                    continue;
                }
            };
            let name_span = span(name.span());
            match code(name.get_ref()).map(|code| (code, levels.set(code, setting))) {
                Some((_, Ok(()))) => {}
                Some((code, Err(why))) => {
                    diagnostics.push(SETTINGS.at(name_span, format!("`{}` cannot be lowered: {why}", code.name)));
                }
                None => diagnostics.push(SETTINGS.at(name_span, unknown(name.get_ref()))),
            }
        }
    }
    diagnostics.sort_by_key(|d| d.primary.span.start);
    (levels, diagnostics)
}
