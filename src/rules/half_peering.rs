//! A peering is one direction; packets flow when both are there.

use std::collections::BTreeSet;

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{NodeId, Peering, View, Vnet};

rule! {
    half_peering "LBX4051" "half-peering" Warning
    "only one half of a peering is there",
    from: [], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let halves: BTreeSet<(NodeId, NodeId)> = view
        .all::<Peering>()
        .filter_map(|p| Some((p.parent()?.id, p.one_of::<Vnet>("remote").is()?.id)))
        .collect();
    for peering in view.all::<Peering>().filter(|p| !p.existing()) {
        let Some(near) = peering.parent() else { continue };
        let Some(far) = peering.one_of::<Vnet>("remote").is() else { continue };
        // With itself is refused-peering's.
        if far.id != near.id && !halves.contains(&(far.id, near.id)) {
            let line = format!("peering back = {}", near.node().symbol);
            let edits = vec![edits::line_at_end(far.0, &line)];
            let title = format!("write `{line}` in `vnet {}`", far.node().symbol);
            let help = if far.existing() {
                format!("if it is there, say so: `{line}` in `existing vnet {}`", far.node().symbol)
            } else {
                format!("write `{line}` in `vnet {}`", far.node().symbol)
            };
            findings.push(
                peering.0,
                CODE.at(peering.name_span(), format!("packets flow only when `{}` has its half of the peering too", far.path()))
                    .because(far.name_span(), "the other network")
                    .help(help)
                    .way_if(!far.existing(), title, edits),
            );
        }
    }
}
