//! What a param has to promise so that a number stays within its bounds.

use crate::diag::{Diagnostic, Edit};
use crate::rules::edits::WayOut;
use crate::topology::{Allowed, Judged, Num, Topology, V};

/// Says which param lets a number out of `least..most`, and offers what keeps it in.
pub(in crate::rules) fn explained(
    topology: &Topology,
    finding: Diagnostic,
    num: &Num,
    least: i64,
    most: i64,
) -> Diagnostic {
    let finding = match num.judged {
        Judged::Exact => return finding,
        Judged::Promised(p) => {
            let param = topology.param(p);
            finding
                .because(param.name_span, format!("`{}` allows it", param.name))
                .help(format!("let `in` keep `{}` within {least}..{most}", param.name))
        }
        Judged::Default(p) => {
            let param = topology.param(p);
            finding.because(param.name_span, format!("with the default of `{}`", param.name))
        }
    };
    let Some((title, edits)) = narrowed(topology, num, least, most) else { return finding };
    finding.way(title, false, edits)
}

/// A promise, or a default, that keeps the number within bounds; nothing where none of what is promised does.
fn narrowed(topology: &Topology, num: &Num, least: i64, most: i64) -> Option<(String, Vec<Edit>)> {
    let (id, added) = num.of_param()?;
    let param = topology.param(id);
    let (least, most) = (least.checked_sub(added)?, most.checked_sub(added)?);
    let default = param.default.as_ref().filter(|d| matches!(d.v, V::Int(_)) && param.span.contains(d.span));
    let outside = default.filter(|d| d.as_int().is_some_and(|i| i < least || i > most));
    let mut edits = Vec::new();
    let title = match (&param.allowed, param.allowed_span) {
        (Some(Allowed::Range(lo, hi)), Some(span)) => {
            let (lo, hi) = ((*lo).max(least), (*hi).min(most));
            if lo > hi {
                return None;
            }
            edits.push(Edit { span, text: format!("{lo}..{hi}") });
            format!("write `in {lo}..{hi}`")
        }
        (Some(Allowed::Values(values)), Some(span)) => {
            let kept: Vec<String> = values
                .iter()
                .filter_map(|v| if let V::Int(i) = v { Some(*i) } else { None })
                .filter(|i| (least..=most).contains(i))
                .map(|i| i.to_string())
                .collect();
            if kept.is_empty() {
                return None;
            }
            let text = format!("[{}]", kept.join(", "));
            edits.push(Edit { span, text: text.clone() });
            format!("write `in {text}`")
        }
        (None, _) if outside.is_some() => "write another default".to_owned(),
        _ => return None,
    };
    if let Some(default) = outside {
        let nearest = default.as_int()?.clamp(least, most);
        edits.push(Edit { span: default.span, text: nearest.to_string() });
        if param.allowed.is_none() {
            return Some((format!("write `= {nearest}`"), edits));
        }
    }
    Some((title, edits))
}
