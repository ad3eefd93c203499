//! Blocks that a thing has once.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::schema::{self, Kind};
use crate::topology::{NodeId, View};

rule! {
    second_block "LBX2022" "second-block" Error
    "a block that stands once stands twice",
    from: ["AS-005", "F116"], refused
}

/// Kinds of which a parent has one. A second `health` is another rule's matter.
const SINGLE: [Kind; 11] = [
    Kind::Admin,
    Kind::OsDisk,
    Kind::Spot,
    Kind::Windows,
    Kind::Linux,
    Kind::Upgrade,
    Kind::Repairs,
    Kind::ScaleIn,
    Kind::Autoscale,
    Kind::Notify,
    Kind::InstancePublicIp,
];

fn check(view: &View, findings: &mut Findings) {
    for kind in SINGLE {
        let mut first: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        for block in view.of_kind(kind) {
            let Some(parent) = block.parent() else { continue };
            match first.get(&parent.id) {
                Some(other) => {
                    let other = view.thing(*other);
                    let word = schema::row(kind).word;
                    let owner = parent.path();
                    findings.push(
                        block,
                        CODE.at(block.name_span(), format!("`{owner}` has its `{word}` already"))
                            .because(other.name_span(), "the first one")
                            .help("put both into one block").offer_removal(block),
                    );
                }
                None => {
                    first.insert(parent.id, block.id);
                }
            }
        }
    }
}
