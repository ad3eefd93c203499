//! Words that name no service. Azure adds some now and then, so it is a warning.

use super::Findings;
use crate::azure::tags::{self, Known};
use crate::diag::nearest;
use crate::source::Span;
use crate::topology::{NsgRule, Route, Thing, V, View};

rule! {
    unknown_service_tag "LBX4023" "unknown-service-tag" Warning
    "a word that is no service tag",
    azure: "SecurityRuleInvalidAddressPrefix", from: ["NSG-007", "F073"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| !r.existing()) {
        for property in ["source", "destination"] {
            for item in rule.get(property).items() {
                let item = view.reduce(item);
                if let V::Word(word) | V::Str(word) = &item.v {
                    judge(rule.0, word, item.span, findings);
                }
            }
        }
    }
    for route in view.all::<Route>().filter(|r| !r.existing()) {
        let value = route.get("prefix");
        if let V::Word(word) | V::Str(word) = &value.v {
            judge(route.0, word, route.span_of("prefix"), findings);
        }
    }
}

fn judge(culprit: Thing, word: &str, span: Span, findings: &mut Findings) {
    let finding = match tags::find(word) {
        Known::Yes => return,
        Known::Region => CODE.at(span, format!("`{word}` names no known region")),
        Known::NotRegional => {
            let plain = word.split('.').next().unwrap_or(word);
            CODE.at(span, format!("`{plain}` has no tags for single regions")).fix(format!("write `{plain}`"), span, plain)
        }
        Known::No => {
            let head = word.split('.').next().unwrap_or(word);
            let finding = CODE.at(span, format!("`{word}` is no service tag that is known"));
            let everyone = matches!(&*word.to_ascii_lowercase(), "any" | "all" | "everyone");
            match nearest(head, tags::ALL.iter().map(|t| t.name)) {
                _ if everyone => finding.fix("write `*`", span, "*"),
                Some(near) => {
                    let text = word.replacen(head, near, 1);
                    finding.help(format!("did you mean `{text}`?")).fix(format!("write `{text}`"), span, text)
                }
                None => finding.help("anyone is `*`; everybody outside the network `Internet`"),
            }
        }
    };
    findings.push(culprit, finding);
}
