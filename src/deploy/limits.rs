//! ARM's own limits, said before there is any output. Numbers with their sources; sizes are counted low, so that
//! nothing is refused that would pass.

use std::fmt;

use super::{Deployment, Element, Expr, Origin, Resource, Step, Target};
use crate::codes;
use crate::diag::Diagnostic;

/// Resources of a template (ARM-003).
const RESOURCES: usize = 800;
/// Parameters of a template (ARM-001).
const PARAMS: usize = 256;
/// Variables of a template (ARM-002; some clouds still take 256 only).
const VARS: usize = 512;
/// Outputs of a template (ARM-004).
const OUTPUTS: usize = 64;
/// Characters of one expression (ARM-005).
const EXPRESSION: usize = 24_576;
/// Characters of one text in Bicep (ARM-005).
const TEXT: usize = 131_072;
/// Bytes of one resource (ARM-005).
const RESOURCE_BYTES: usize = 1 << 20;
/// Bytes of a template (ARM-005).
const TEMPLATE_BYTES: usize = 4 << 20;

/// What a template cannot hold, and what it cannot wait for.
pub fn check(deployment: &Deployment) -> Vec<Diagnostic> {
    let mut found = super::start::check(deployment);
    let mut made: Vec<&Resource> = deployment.resources.iter().filter(|r| !r.existing).collect();
    made.sort_by_key(|r| r.origin.span);
    let split = "split the file: what stands on its own can be built on its own, and `use existing` reads it";
    count(&mut found, "resources", RESOURCES, made.iter().map(|r| &r.origin), split);
    let fewer = "give what is always the same a `let` instead";
    count(&mut found, "parameters", PARAMS, deployment.params.iter().map(|p| &p.origin), fewer);
    let fewer = "values that no param is part of cost nothing; write the others where they are used";
    count(&mut found, "variables", VARS, deployment.vars.iter().map(|v| &v.origin), fewer);
    let fewer = "an output may be a map of many values";
    count(&mut found, "outputs", OUTPUTS, deployment.outputs.iter().map(|o| &o.origin), fewer);
    let mut bytes = 0;
    let mut full = false;
    for resource in made {
        let mut own = 0;
        for (name, value) in &resource.body {
            own += name.len() + 3 + json(value);
            expressions(&mut found, value, &Path::Top(name), &resource.origin);
        }
        expressions(&mut found, &resource.name, &Path::Top("name"), &resource.origin);
        if own > RESOURCE_BYTES {
            found.push(
                codes::TEMPLATE_LIMIT
                    .at(
                        resource.origin.span,
                        format!("this resource has {own} bytes in ARM, which takes at most {RESOURCE_BYTES} (1 MiB)"),
                    )
                    .help("let its machines load large texts from a storage account"),
            );
        }
        bytes += own;
        if bytes > TEMPLATE_BYTES && !std::mem::replace(&mut full, true) {
            found.push(
                codes::TEMPLATE_LIMIT
                    .at(
                        resource.origin.span,
                        format!(
                            "up to here the template has {bytes} bytes, and ARM takes at most {TEMPLATE_BYTES} (4 MiB)"
                        ),
                    )
                    .help(split),
            );
        }
    }
    for var in &deployment.vars {
        expressions(&mut found, &var.value, &Path::Top(&var.name), &var.origin);
    }
    for output in &deployment.outputs {
        expressions(&mut found, &output.value, &Path::Top(&output.name), &output.origin);
    }
    found
}

/// Blames the first that is too many.
fn count<'o>(
    found: &mut Vec<Diagnostic>,
    what: &str,
    most: usize,
    mut all: impl ExactSizeIterator<Item = &'o Origin>,
    help: &str,
) {
    let number = all.len();
    if let Some(origin) = all.nth(most) {
        found.push(
            codes::TEMPLATE_LIMIT
                .at(origin.span, format!("the deployment has {number} {what}, and a template holds at most {most}"))
                .help(help.to_owned()),
        );
    }
}

/// Where a value stands in its resource: written out only for a message.
enum Path<'p> {
    Top(&'p str),
    Member(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Top(name) => f.write_str(name),
            Path::Member(above, name) => write!(f, "{above}.{name}"),
            Path::Item(above, at) => write!(f, "{above}[{at}]"),
        }
    }
}

/// Blames every expression in a value that is too long.
fn expressions(found: &mut Vec<Diagnostic>, value: &Expr, path: &Path<'_>, origin: &Origin) {
    match value {
        Expr::Object(members) => {
            for (name, value) in members {
                expressions(found, value, &Path::Member(path, name), origin);
            }
        }
        Expr::List(items) if items.iter().all(|i| i.condition.is_none()) => {
            for (at, item) in items.iter().enumerate() {
                expressions(found, &item.value, &Path::Item(path, at), origin);
            }
        }
        Expr::Str(s) if s.len() > TEXT && s.chars().count() > TEXT => found.push(
            codes::TEMPLATE_LIMIT
                .at(
                    origin.span,
                    format!(
                        "the value of `{path}` has {} characters, and a text in Bicep has at most {TEXT}",
                        s.chars().count()
                    ),
                )
                .help("let what reads it load it from a storage account"),
        ),
        Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Number(_) | Expr::Str(_) => {}
        late => {
            let length = text(late);
            if length > EXPRESSION {
                found.push(
                    codes::TEMPLATE_LIMIT
                        .at(
                            origin.span,
                            format!(
                                "the value of `{path}` is an expression of {length} characters, and ARM takes at most {EXPRESSION}"
                            ),
                        )
                        .help("take what only a deployment knows out of the large text: a text without it is no expression"),
                );
            }
        }
    }
}

/// Bytes of a value in JSON.
fn json(value: &Expr) -> usize {
    match value {
        Expr::Null => 0,
        Expr::Bool(_) => 4,
        Expr::Int(_) | Expr::Number(_) => 1,
        Expr::Str(s) => s.len() + 2,
        Expr::List(items) if items.iter().all(|i| i.condition.is_none()) => {
            2 + items.iter().map(|i| json(&i.value) + 1).sum::<usize>()
        }
        Expr::Object(members) => 2 + members.iter().map(|(n, v)| n.len() + 4 + json(v)).sum::<usize>(),
        late => 4 + text(late),
    }
}

/// Characters of an expression.
fn text(value: &Expr) -> usize {
    let all = |parts: &[Expr]| parts.iter().map(|p| text(p) + 1).sum::<usize>();
    match value {
        Expr::Null | Expr::Bool(_) => 6,
        Expr::Int(_) | Expr::Number(_) => 1,
        Expr::Str(s) => s.chars().count() + 2,
        Expr::List(items) => {
            let element = |i: &Element| text(&i.value) + 1 + i.condition.as_ref().map_or(0, text);
            13 + items.iter().map(element).sum::<usize>()
        }
        Expr::Object(members) => 14 + members.iter().map(|(n, v)| n.chars().count() + 4 + text(v)).sum::<usize>(),
        Expr::Keyed(members) => 14 + members.iter().map(|(k, v)| text(k) + text(v) + 2).sum::<usize>(),
        Expr::Each(list, _) => 20 + text(list),
        Expr::Param(_) | Expr::Var(_) => 14,
        Expr::Fact(_) => 14,
        Expr::Id(target) => target_text(target),
        Expr::Name(_) => 2,
        Expr::State(target, steps) => 13 + target_text(target) + steps_text(steps),
        Expr::ListCall(_, name, steps) => name.len() + 20 + steps_text(steps),
        Expr::Concat(parts) => 8 + all(parts),
        Expr::Call(_, parts) => 4 + all(parts),
        Expr::If(c, a, b) => 6 + text(c) + text(a) + text(b),
        Expr::Index(list, index) => text(list) + text(index) + 2,
        Expr::Member(map, name) => text(map) + name.len() + 1,
        Expr::Arm(text) => text.chars().count(),
    }
}

fn target_text(target: &Target) -> usize {
    14 + target.child.iter().map(|(ty, name)| ty.len() + 1 + text(name)).sum::<usize>()
}

fn steps_text(steps: &[Step]) -> usize {
    steps
        .iter()
        .map(|step| match step {
            Step::Member(name) => name.len() + 1,
            Step::Index(index) => text(index) + 2,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::{Output, Type};
    use crate::source::{FileId, Span};

    fn origin(at: usize) -> Origin {
        Origin { span: Span::new(FileId(0), at, at + 1), file: "a.lbx".to_owned(), line: at }
    }

    fn output(at: usize, value: Expr) -> Output {
        Output { name: format!("o{at}"), ty: Type::String, value, condition: None, doc: None, origin: origin(at) }
    }

    #[track_caller]
    fn check_outputs(outputs: Vec<Output>, want: &[(u32, &str)]) {
        let deployment = Deployment { outputs, ..Deployment::default() };
        let found: Vec<(u32, String)> =
            check(&deployment).into_iter().map(|d| (d.primary.span.start, d.message)).collect();
        let want: Vec<(u32, String)> = want.iter().map(|(at, text)| (*at, (*text).to_owned())).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn the_first_that_is_too_many_is_blamed() {
        check_outputs((0..64).map(|at| output(at, Expr::Int(1))).collect(), &[]);
        check_outputs(
            (0..66).map(|at| output(at, Expr::Int(1))).collect(),
            &[(64, "the deployment has 66 outputs, and a template holds at most 64")],
        );
    }

    #[test]
    fn long_texts_are_fine_until_they_are_expressions() {
        let long = "x".repeat(30_000);
        check_outputs(vec![output(3, Expr::str(long.clone()))], &[]);
        check_outputs(
            vec![output(3, Expr::str("x".repeat(131_073)))],
            &[(3, "the value of `o3` has 131073 characters, and a text in Bicep has at most 131072")],
        );
        let joined = Expr::Concat(vec![Expr::str(long), Expr::Fact(super::super::Fact::GroupName)]);
        check_outputs(
            vec![output(3, joined)],
            &[(3, "the value of `o3` is an expression of 30026 characters, and ARM takes at most 24576")],
        );
    }
}
