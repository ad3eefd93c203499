//! Extensions wait for one another.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Extension, Given, NodeId, View};

rule! {
    extension_order "LBX2071" "extension-order" Error
    "extensions that wait for each other, or for one without settings",
    from: ["VM-117", "ARM-008"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let extensions: Vec<Extension> = machine.thing().parts().collect();
        let edges: BTreeMap<NodeId, Vec<NodeId>> = extensions
            .iter()
            .map(|e| (e.id, e.named::<Extension>("depends_on").iter().map(|(d, _)| d.id).collect()))
            .collect();
        let looped = in_circles(&edges);
        for extension in &extensions {
            for (needed, span) in extension.named::<Extension>("depends_on") {
                if looped.get(&extension.id).is_some_and(|c| looped.get(&needed.id) == Some(c)) {
                    findings.push(
                        extension.0,
                        CODE.at(span, format!("`{}` and `{}` wait for each other", extension.node().symbol, needed.node().symbol))
                            .because(needed.name_span(), "this one waits as well")
                            .offer_drop(extension.0, &["depends_on"], span),
                    );
                } else if machine.vmss().is_some() && needed.given("settings") == Given::No && !needed.existing() {
                    findings.push(
                        extension.0,
                        CODE.at(span, format!("`{}` is waited for, so Azure wants `settings` in it", needed.node().symbol))
                            .because(needed.name_span(), "it has none")
                            .help(format!("write `settings: {{}}` in `{}`", needed.node().symbol))
                            .fix_set(needed.0, "settings", "{}"),
                    );
                }
            }
        }
    }
}

/// Which circle each node of a circle is on: the nodes that are left when those without predecessors or successors
/// have been taken away, again and again, numbered by what they reach.
fn in_circles(edges: &BTreeMap<NodeId, Vec<NodeId>>) -> BTreeMap<NodeId, usize> {
    let mut index: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut reach: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for start in edges.keys() {
        let mut seen: Vec<NodeId> = Vec::new();
        let mut todo = edges[start].clone();
        while let Some(next) = todo.pop() {
            if !seen.contains(&next) {
                seen.push(next);
                todo.extend(edges.get(&next).into_iter().flatten());
            }
        }
        reach.insert(*start, seen);
    }
    for (at, node) in edges.keys().enumerate() {
        let Some(back) = reach.get(node).filter(|r| r.contains(node)) else { continue };
        let mates = back.iter().filter(|m| reach.get(m).is_some_and(|r| r.contains(node)));
        let known = mates.filter_map(|m| index.get(m).copied()).next();
        index.insert(*node, known.unwrap_or(at));
    }
    index
}
