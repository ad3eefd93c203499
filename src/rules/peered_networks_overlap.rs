//! Networks that are joined have no address in common.

use super::Findings;
use super::edits::{self, WayOut};
use super::overlapping_subnets::overlaps;
use crate::topology::{Peering, View, Vnet};

rule! {
    peered_networks_overlap "LBX4050" "peered-networks-overlap" Error
    "two peered networks have addresses in common",
    azure: "VnetAddressSpacesOverlap", from: ["NET-006"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let mut done = Vec::new();
    for peering in view.all::<Peering>() {
        let Some(near) = peering.parent().map(Vnet) else { continue };
        let Some(far) = peering.one_of::<Vnet>("remote").is() else { continue };
        let pair = (near.id.min(far.id), near.id.max(far.id));
        if near.id == far.id || done.contains(&pair) || peering.existing() {
            continue;
        }
        done.push(pair);
        let parts = [near, far].into_iter().flat_map(|v| v.prefixes().into_iter().map(move |(net, span)| (net, span, v.0)));
        for ((a, a_span, first), (b, b_span, second), _) in overlaps(parts.collect()) {
            if first.id == second.id {
                continue;
            }
            let (own, other) = if first.id == near.id { ((a, a_span), (b, b_span)) } else { ((b, b_span), (a, a_span)) };
            // The one of this file's own that has no subnets yet can be moved.
            let ours = [(far, other), (near, own)].into_iter();
            let moved = ours.filter(|(v, _)| !v.existing()).find_map(|(v, (net, span))| Some((edits::other_network(v, &net)?, span)));
            let text = moved.map(|(net, _)| net.to_string()).unwrap_or_default();
            let edit = moved.map(|(_, span)| crate::diag::Edit { span, text: text.clone() });
            findings.push(
                peering.0,
                CODE.at(peering.span_of("remote"), format!("`{}` of `{}` and `{}` of `{}` overlap, so they cannot be peered", own.0, near.path(), other.0, far.path()))
                    .because(own.1, format!("`{}`", near.path()))
                    .because(other.1, format!("`{}`", far.path()))
                    .help("give one of them another prefix")
                    .way_if(moved.is_some(), format!("write `{text}`"), edit.into_iter().collect()),
            );
            break;
        }
    }
}
