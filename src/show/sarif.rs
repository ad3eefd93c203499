//! SARIF 2.1.0, for code scanning and editors. The shapes are ours: the part of the standard that is used is
//! small, and `json!` keeps it readable.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Report, json::pretty, url};
use crate::diag::{Code, Diagnostic, Fix, Label, Level};
use crate::source::{FileId, Sources, Span};

/// Renders all reports as one run.
pub fn render(reports: &[Report]) -> String {
    let mut codes: BTreeMap<&str, &Code> = BTreeMap::new();
    for diagnostic in reports.iter().flat_map(|r| r.diagnostics) {
        codes.insert(diagnostic.code.id, diagnostic.code);
    }
    let index: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut seen = BTreeMap::new();
    let mut results = Vec::new();
    for report in reports {
        let mut places = Places { sources: report.sources, characters: BTreeMap::new() };
        for diagnostic in report.diagnostics {
            results.push(result(&mut places, diagnostic, index[diagnostic.code.id], &mut seen));
        }
    }
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "lbxc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.values().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    pretty(&document)
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint | Level::Note => "note",
    }
}

fn rule(code: &Code) -> Value {
    let mut rule = json!({
        "id": code.id,
        "name": code.name,
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": first_paragraph(code.page).unwrap_or_else(|| code.summary.to_owned()) },
        "help": { "text": code.page, "markdown": code.page },
        "defaultConfiguration": { "level": level(code.level) },
        "properties": {
            "azureError": code.azure_error,
            "refusedByAzure": code.refused_by_azure,
            "sources": code.sources,
        },
    });
    let url = url(code);
    if url.starts_with("https://") {
        rule["helpUri"] = Value::from(url);
    }
    rule
}

/// The page's first paragraph behind its title, as one line.
fn first_paragraph(page: &str) -> Option<String> {
    let body = page.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
    let lines: Vec<&str> = body.take_while(|line| !line.trim().is_empty() && !line.starts_with("```")).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

fn result(
    places: &mut Places,
    diagnostic: &Diagnostic,
    rule_index: usize,
    seen: &mut BTreeMap<[String; 3], usize>,
) -> Value {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.helps {
        text.push_str(&format!("\nhelp: {help}"));
    }
    for note in &diagnostic.notes {
        text.push_str(&format!("\nnote: {note}"));
    }
    let mut location = json!({ "physicalLocation": places.physical(diagnostic.primary.span) });
    if !diagnostic.primary.message.is_empty() {
        location["message"] = json!({ "text": diagnostic.primary.message });
    }
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": rule_index,
        "level": level(diagnostic.level),
        "message": { "text": text },
        "locations": [location],
        "partialFingerprints": { "lbxcFinding/v1": fingerprint(places.sources, diagnostic, seen) },
    });
    if !diagnostic.labels.is_empty() {
        let related = diagnostic.labels.iter().enumerate().map(|(id, label)| places.related(id, label));
        result["relatedLocations"] = Value::Array(related.collect());
    }
    // The standard's fixes are safe to apply as they stand; an offer is a choice and does not belong there.
    let fixes: Vec<Value> = diagnostic.fixes.iter().filter(|fix| fix.certain).map(|fix| places.fix(fix)).collect();
    if !fixes.is_empty() {
        result["fixes"] = Value::Array(fixes);
    }
    if let Some(azure) = diagnostic.azure_error {
        result["properties"] = json!({ "azureError": azure });
    }
    result
}

/// The same finding keeps its fingerprint while its line's words stay, wherever the line moves to.
fn fingerprint(sources: &Sources, diagnostic: &Diagnostic, seen: &mut BTreeMap<[String; 3], usize>) -> String {
    let span = diagnostic.primary.span;
    let text = sources.text(span.file);
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let key = [diagnostic.code.id.to_owned(), sources.name_of(span.file).to_owned(), words.join(" ")];
    let count = seen.entry(key.clone()).or_default();
    let hash = Sha256::digest(format!("{}\0{}\0{}\0{count}", key[0], key[1], key[2]));
    *count += 1;
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Turns spans into SARIF's regions.
struct Places<'a> {
    sources: &'a Sources,
    /// Per file, the number of characters before each line, so that an offset costs a line and not a file.
    characters: BTreeMap<FileId, Vec<usize>>,
}

impl Places<'_> {
    fn characters_before(&mut self, file: FileId, line: usize) -> usize {
        let text = self.sources.text(file);
        let starts = self.characters.entry(file).or_insert_with(|| {
            let mut sum = 0;
            let mut starts = vec![0];
            starts.extend(text.split_inclusive('\n').map(|line| {
                sum += line.chars().count();
                sum
            }));
            starts
        });
        starts.get(line - 1).copied().unwrap_or(0)
    }

    fn region(&mut self, span: Span) -> Value {
        let (start, end) = (self.sources.start(span), self.sources.end(span));
        let first = self.characters_before(span.file, start.line) + start.column - 1;
        let last = self.characters_before(span.file, end.line) + end.column - 1;
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": first,
            "charLength": last.saturating_sub(first),
            "byteOffset": start.offset,
            "byteLength": end.offset.saturating_sub(start.offset),
        })
    }

    fn artifact(&self, file: FileId) -> Value {
        json!({ "uri": uri(self.sources.name_of(file)) })
    }

    fn physical(&mut self, span: Span) -> Value {
        json!({ "artifactLocation": self.artifact(span.file), "region": self.region(span) })
    }

    fn related(&mut self, id: usize, label: &Label) -> Value {
        json!({ "id": id + 1, "physicalLocation": self.physical(label.span), "message": { "text": label.message } })
    }

    fn fix(&mut self, fix: &Fix) -> Value {
        // One change per file, in the order in which the fix names the files.
        let mut changes: Vec<(FileId, Vec<Value>)> = Vec::new();
        for edit in &fix.edits {
            let mut replacement = Map::new();
            replacement.insert("deletedRegion".into(), self.region(edit.span));
            replacement.insert("insertedContent".into(), json!({ "text": edit.text }));
            let replacement = Value::Object(replacement);
            match changes.iter_mut().find(|(file, _)| *file == edit.span.file) {
                Some((_, list)) => list.push(replacement),
                None => changes.push((edit.span.file, vec![replacement])),
            }
        }
        let changes: Vec<Value> = changes
            .into_iter()
            .map(|(file, list)| json!({ "artifactLocation": self.artifact(file), "replacements": list }))
            .collect();
        json!({ "description": { "text": fix.title }, "artifactChanges": changes })
    }
}

/// A file's name as a URI reference: `/` between parts, everything unusual in percent.
fn uri(name: &str) -> String {
    let mut out = String::from(if name.starts_with('/') { "file://" } else { "" });
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            b'\\' => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
