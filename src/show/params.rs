//! What a deployment can be given: each param with its type, what `in` promises, and its default.

use serde::Serialize;

use super::value::{self, text};
use crate::source::Sources;
use crate::topology::{Allowed, Param, ParamType, Topology, Value};

/// A param.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Shown {
    name: String,
    /// As the source wrote it: `string(3..24)`.
    r#type: String,
    /// The lowest and the highest number that `in` promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    /// Every value that `in` promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<String>>,
    /// In the spelling of the language; a late one as it is written. Nothing where a value must be given, and for a secret.
    default: Option<String>,
    /// `required`, `default`, or `none` for one that may be left out.
    without: &'static str,
    secret: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    file: String,
    line: usize,
}

#[derive(Debug, PartialEq, Serialize)]
struct Range {
    least: i64,
    most: i64,
}

/// Every param of the deployment, in the order of the source.
pub(super) fn of(sources: &Sources, topology: &Topology) -> Vec<Shown> {
    topology
        .params
        .iter()
        .filter(|param| !param.foreign && !param.set)
        .map(|param| shown(sources, topology, param))
        .collect()
}

fn shown(sources: &Sources, topology: &Topology, param: &Param) -> Shown {
    let (range, values) = match &param.allowed {
        None => (None, None),
        Some(Allowed::Range(least, most)) => (Some(Range { least: *least, most: *most }), None),
        Some(Allowed::Values(values)) => {
            let words = values.iter().map(|v| text(sources, topology, &Value::new(v.clone(), param.span)));
            (None, Some(words.collect()))
        }
    };
    let secret = is_secret(&param.ty);
    let default = param.default.as_ref().filter(|_| !secret);
    Shown {
        name: param.name.to_string(),
        r#type: value::one_line(sources.slice(param.ty_span)),
        range,
        values: values.filter(|_| !secret),
        default: default.map(|default| text(sources, topology, default)),
        without: match &param.default {
            None => "required",
            Some(default) if default.is_none() => "none",
            Some(_) => "default",
        },
        secret,
        description: param.doc.as_ref().map(|doc| value::one_line(doc)),
        file: sources.name_of(param.span.file).to_owned(),
        line: sources.line(param.span),
    }
}

/// Whether a value of the type, or a part of one, is a secret.
fn is_secret(ty: &ParamType) -> bool {
    match ty {
        ParamType::Secret => true,
        ParamType::List(of) => is_secret(of),
        _ => false,
    }
}

/// The section of the tree: what it is on the left, where it stands and whether it must be given on the right.
pub(super) fn lines(params: &[Shown]) -> Vec<(String, String)> {
    if params.is_empty() {
        return Vec::new();
    }
    let main = params[0].file.as_str();
    let mut lines = vec![("params".to_owned(), main.to_owned())];
    for (at, param) in params.iter().enumerate() {
        let (lead, below) = if at + 1 == params.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let set = match (&param.range, &param.values) {
            (Some(range), _) => format!(" in {}..{}", range.least, range.most),
            (None, Some(values)) => format!(" in [{}]", values.join(", ")),
            (None, None) => String::new(),
        };
        let default = param.default.as_ref().map(|default| format!(" = {default}")).unwrap_or_default();
        let place =
            if param.file == main { format!("line {}", param.line) } else { format!("{}:{}", param.file, param.line) };
        let given = if param.without == "required" { ", must be given" } else { "" };
        lines.push((format!("{lead}{}: {}{set}{default}", param.name, param.r#type), format!("{place}{given}")));
        if let Some(description) = &param.description {
            lines.push((format!("{below}  → {description}"), String::new()));
        }
    }
    lines
}
