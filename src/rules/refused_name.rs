//! Names that Azure does not take. A length that only some value of a param reaches is a warning.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use super::ids::arm_type;
use crate::azure::names::{self, NameProblem};
use crate::diag::Level;
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::topology::{NodeId, Thing, V, View};

rule! {
    refused_name "LBX6010" "refused-name" Error
    "a name that Azure does not take",
    azure: "InvalidResourceName",
    from: ["NAME-001", "NAME-002", "NAME-003", "NAME-008", "LB-001", "LB-002", "F035", "NAME-004", "NAME-006"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let thing = view.thing(id);
        if thing.existing() || !view.present(id) {
            continue;
        }
        if thing.kind() == Kind::Deploy {
            group(thing, findings);
            continue;
        }
        // What has no name of its own is called after its parent.
        if !schema::row(thing.kind()).named && thing.slot("name").is_none() {
            continue;
        }
        let Some(rule) = arm_type(thing).and_then(|arm| names::rule_of(&arm)) else { continue };
        let value = view.reduce(&thing.node().name);
        let span = written(thing);
        let word = schema::row(thing.kind()).word;
        if let V::Str(name) = &value.v {
            // A verbatim part may carry the names of what it is part of, as it does in a template; how many, `name-parts` says.
            let parts = thing.kind() == Kind::Resource;
            let name = if parts { name.rsplit('/').next().unwrap_or(name) } else { name };
            let Some(problem) = rule.check(name) else { continue };
            let finding = match problem {
                NameProblem::TooShort(least) => {
                    CODE.at(span, format!("the name of a {word} has at least {least} characters; `{name}` has {}", name.chars().count()))
                }
                NameProblem::TooLong(most) => {
                    CODE.at(span, format!("the name of a {word} has at most {most} characters; `{name}` has {}", name.chars().count()))
                }
                NameProblem::Char(c) => CODE
                    .at(span, format!("the name of a {word} does not hold `{c}`: `{name}`"))
                    .help(format!("it takes {}", rule.alphabet.words())),
                NameProblem::First(c) => CODE
                    .at(span, format!("the name of a {word} does not begin with `{c}`: `{name}`"))
                    .help(format!("it takes {}", rule.alphabet.words())),
                NameProblem::Last(c) => CODE
                    .at(span, format!("the name of a {word} does not end with `{c}`: `{name}`"))
                    .help(format!("it takes {}", rule.alphabet.words())),
            };
            let plain: String = match problem {
                NameProblem::TooShort(_) => String::new(),
                NameProblem::TooLong(most) => name.chars().take(most).collect(),
                NameProblem::Char(_) => name.chars().map(|c| if rule.alphabet.holds(c) { c } else { '-' }).collect(),
                NameProblem::First(c) => name.trim_start_matches(c).to_owned(),
                NameProblem::Last(c) => name.trim_end_matches(c).to_owned(),
            };
            let fits = rule.check(&plain).is_none();
            let edits = vec![edits::set(thing, "name", &format!("\"{plain}\""))];
            findings.push(thing, finding.way_if(fits, format!("write `name: \"{plain}\"`"), edits));
        } else if let Some((least, most)) = view.text_length(&value)
            && most > rule.max
        {
            let finding = CODE.at(
                span,
                format!("the name of a {word} has at most {} characters; this one may have {most}", rule.max),
            );
            let finding = if least > rule.max { finding } else { finding.level(Level::Warning) };
            findings.push(thing, finding.help("give its `param` a shorter type, such as `string(1..40)`"));
        }
    }
}

/// The resource group of the file, which scripts create and read.
fn group(deploy: Thing, findings: &mut Findings) {
    let (Some(name), Some(rule)) = (deploy.text("group"), names::rule_of("Microsoft.Resources/resourceGroups")) else {
        return;
    };
    let words = match rule.check(&name) {
        None => return,
        Some(NameProblem::TooShort(_)) => "a resource group has a name".to_owned(),
        Some(NameProblem::TooLong(most)) => {
            format!("the name of a resource group has at most {most} characters; this one has {}", name.chars().count())
        }
        Some(NameProblem::Char(c) | NameProblem::First(c)) => format!("the name of a resource group does not hold `{c}`: `{name}`"),
        Some(NameProblem::Last(c)) => format!("the name of a resource group does not end with `{c}`: `{name}`"),
    };
    findings.push(
        deploy,
        CODE.at(deploy.span_of("group"), words).help(format!("it takes {}", rule.alphabet.words())).azure(None),
    );
}

/// Where the name is written: `name:`, else the symbol.
fn written(thing: Thing) -> Span {
    thing.slot("name").map_or(thing.name_span(), |slot| slot.value.span)
}
