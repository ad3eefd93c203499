//! What tags may hold, and how many there are.

use super::Findings;
use crate::azure::limits;
use crate::source::Span;
use crate::topology::{NodeId, Thing, V, View};

rule! {
    refused_tag "LBX6012" "refused-tag" Error
    "a tag that Azure does not take",
    from: ["NAME-010"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let thing = view.thing(id);
        if thing.existing() || !view.present(id) {
            continue;
        }
        let Some(slot) = thing.slot("tags") else { continue };
        let V::Map(tags) = &view.reduce(&slot.value).v else { continue };
        if tags.len() > limits::TAGS {
            findings.push(
                thing,
                CODE.at(slot.key_span, format!("a resource has at most {} tags; here are {}", limits::TAGS, tags.len())),
            );
        }
        let mut names: Vec<String> = Vec::new();
        for (name, value) in tags.iter() {
            judge(thing, name, value.span, findings);
            if let Some(text) = view.reduce(value).as_str()
                && text.chars().count() > limits::TAG_VALUE
            {
                findings.push(
                    thing,
                    CODE.at(
                        value.span,
                        format!("a tag's value has at most {} characters; that of `{name}` has {}", limits::TAG_VALUE, text.chars().count()),
                    ),
                );
            }
            let folded = name.to_lowercase();
            if names.contains(&folded) {
                findings.push(thing, CODE.at(value.span, format!("the tag `{name}` is there already; upper and lower case are the same")));
            }
            names.push(folded);
        }
    }
}

fn judge(thing: Thing, name: &str, span: Span, findings: &mut Findings) {
    if name.is_empty() || name.chars().count() > limits::TAG_NAME {
        findings.push(
            thing,
            CODE.at(span, format!("a tag's name has 1 to {} characters; this one has {}", limits::TAG_NAME, name.chars().count())),
        );
    } else if let Some(c) = name.chars().find(|c| limits::TAG_NAME_FORBIDDEN.contains(*c)) {
        findings.push(
            thing,
            CODE.at(span, format!("a tag's name does not hold `{c}`: `{name}`"))
                .help(format!("it takes none of `{}`", limits::TAG_NAME_FORBIDDEN)),
        );
    }
}
