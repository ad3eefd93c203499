//! `raw` that sets what a word of lbx writes: the two would disagree, and the checks would see only one.

use super::Findings;
use super::raw_members::expand;
use crate::schema::{self, By};
use crate::topology::{NodeId, V, Value, View};

rule! { raw_over_a_word "LBX6093" "raw-over-a-word" Error
"a `raw` member that a word of lbx writes", from: [] }

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let node = view.topology.node(id);
        if node.raw.is_empty() || !view.present(id) {
            continue;
        }
        for prop in schema::row(node.kind).props().filter(|p| !p.arm.path.is_empty()) {
            // A path by hand may end in an object that `raw` may well add to: only a value there is in the way.
            let path = expand(prop.arm.path, node.kind);
            let path = path.split("[]").next().unwrap_or(&path).to_owned();
            for (value, _) in node.raw.iter().filter(|(_, cond)| view.holds(*cond)) {
                let Some(found) = value_at(value, &path) else { continue };
                if prop.arm.by == By::Hand && matches!(found.v, V::Map(_)) {
                    continue;
                }
                findings.push(
                    view.thing(id),
                    CODE.at(found.span, format!("`{}` writes `{path}`: say it with that word", prop.name))
                        .help("what lbx has a word for cannot be set by `raw`, since the checks would not see it"),
                );
            }
        }
    }
}

fn value_at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |at, key| match &at.v {
        V::Map(entries) => entries.iter().find(|(k, _)| &**k == key).map(|(_, v)| v),
        _ => None,
    })
}
