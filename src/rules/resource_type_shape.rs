//! The type of a verbatim resource: `PROVIDER/TYPE@API-VERSION`.

use crate::rules::edits::WayOut;
use crate::diag::Edit;
use super::Findings;
use crate::schema::Kind;
use crate::topology::View;

rule! { resource_type_shape "LBX6095" "resource-type-shape" Error
"a verbatim resource whose type is not `PROVIDER/TYPE@API-VERSION`", from: [] }

fn check(view: &View, findings: &mut Findings) {
    for thing in view.of_kind(Kind::Resource) {
        let Some(text) = thing.text("type") else { continue };
        let span = thing.span_of("type");
        let (ty, version) = text.split_once('@').map_or((&*text, None), |(ty, version)| (ty, Some(version)));
        let parts: Vec<&str> = ty.split('/').collect();
        let word = |s: &&str| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if parts.len() < 2 || !parts.iter().all(word) || !parts[0].contains('.') {
            findings.push(
                thing,
                CODE.at(span, format!("`{ty}` is no resource type"))
                    .help("it is written `PROVIDER/TYPE`, such as `Microsoft.Storage/storageAccounts`"),
            );
            continue;
        }
        match version {
            Some(version) if !is_version(version) => findings.push(
                thing,
                CODE.at(span, format!("`{version}` is no API version"))
                    .help("it is a date, `2023-05-01`, perhaps with `-preview` behind it"),
            ),
            None if !thing.existing() => findings.push(
                thing,
                CODE.at(span, "a resource that is created needs an API version")
                    .help(format!("write `\"{ty}@2023-05-01\"`, with a version that Azure publishes for it"))
                    .way_if(
                    span.end > span.start,
                    format!("write `\"{ty}@…\"`, with a version that Azure publishes for it"),
                    vec![Edit { span, text: format!("\"{ty}@…\"") }],
                ),
            ),
            Some(_) | None => {}
        }
    }
}

/// `2023-05-01`, `2023-05-01-preview`
fn is_version(text: &str) -> bool {
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let digits = date.split('-').map(str::len).collect::<Vec<_>>() == [4, 2, 2]
        && date.chars().all(|c| c.is_ascii_digit() || c == '-');
    digits && (rest.is_empty() || rest.strip_prefix('-').is_some_and(|r| !r.is_empty() && r.chars().all(char::is_alphanumeric)))
}
