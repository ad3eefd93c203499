//! Two networks are peered once, and no network with itself.

use std::collections::HashMap;

use super::Findings;
use super::edits::WayOut;
use crate::topology::{NodeId, Peering, View, Vnet};

rule! {
    refused_peering "LBX1831" "refused-peering" Error
    "a network peered with itself, or twice with another",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    let mut first: HashMap<(NodeId, NodeId), Peering> = HashMap::new();
    for peering in view.all::<Peering>().filter(|p| !p.existing()) {
        let (Some(near), Some(far)) = (peering.parent(), peering.one_of::<Vnet>("remote").is()) else { continue };
        let span = peering.span_of("remote");
        if far.id == near.id {
            findings.push(
                peering.0,
                CODE.at(span, format!("`{}` is peered with itself", near.path()))
                    .help("name the other network")
                    .offer_removal(peering.0),
            );
            continue;
        }
        let other = *first.entry((near.id, far.id)).or_insert(peering);
        // A verbatim member may peer some of the subnets only, which goes several times.
        if other.id != peering.id && peering.node().raw.is_empty() && other.node().raw.is_empty() {
            findings.push(
                peering.0,
                CODE.at(span, format!("`{}` is peered with `{}` already", near.path(), far.path()))
                    .because(other.name_span(), "by this one")
                    .help("keep one of the two")
                    .offer_removal(peering.0),
            );
        }
    }
}
