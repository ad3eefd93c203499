//! No address belongs to two subnets of a network, nor to two of its prefixes.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::diag::Edit;
use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{Thing, View, Vnet};

rule! {
    overlapping_subnets "LBX4002" "overlapping-subnets" Error
    "two subnets, or two prefixes of a network, overlap",
    azure: "NetcfgSubnetRangesOverlap", from: ["NET-006", "F047"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for vnet in view.all::<Vnet>() {
        let own: Vec<_> = vnet.prefixes().into_iter().map(|(net, span)| (net, span, vnet.0)).collect();
        for ((a, _, _), (b, span, _), there) in overlaps(own) {
            if !vnet.existing() {
                findings.push(
                    vnet.0,
                    CODE.at(span, format!("`{b}` and `{a}` overlap"))
                        .because(there, "the other prefix")
                        .azure(None)
                        .help("remove one of them, or choose another")
                        .offer_drop(vnet.0, &["prefixes"], span),
                );
            }
        }
        let subnets =
            vnet.subnets().into_iter().flat_map(|s| s.prefixes().into_iter().map(move |(net, span)| (net, span, s.0)));
        for ((a, _, first), (b, span, second), there) in overlaps(subnets.collect()) {
            // What is there already cannot be at fault.
            let (a, b, span, there, culprit, other) = if second.existing() && !first.existing() {
                (b, a, there, span, first, second)
            } else {
                (a, b, span, there, second, first)
            };
            if culprit.existing() {
                continue;
            }
            let free = free(vnet, &b);
            let text = free.map(|net| net.to_string()).unwrap_or_default();
            findings.push(
                culprit,
                CODE.at(span, format!("`{b}` overlaps `{a}` of `{}`", other.path()))
                    .because(there, "the other subnet")
                    .help("choose another prefix")
                    .way_if(free.is_some(), format!("write `{text}`"), vec![Edit { span, text: text.clone() }]),
            );
        }
    }
}

type Part<'v> = (IpNet, Span, Thing<'v>);

/// Pairs that overlap, each later one with the earlier one whose end it does not reach: sorted by start, one pass.
/// The pair is in source order; the third value is the first one's place.
pub(super) fn overlaps<'v>(mut parts: Vec<Part<'v>>) -> Vec<(Part<'v>, Part<'v>, Span)> {
    parts.sort_by_key(|(net, span, _)| (net.network(), net.prefix_len(), *span));
    let mut out = Vec::new();
    let mut widest: Option<Part> = None;
    for part in parts {
        if let Some(wide) = widest
            && same_family(&wide.0, &part.0)
            && wide.0.broadcast() >= part.0.network()
        {
            let (a, b) = if order(&wide) <= order(&part) { (wide, part) } else { (part, wide) };
            out.push((a, b, a.1));
            if wide.0.broadcast() >= part.0.broadcast() {
                continue;
            }
        }
        widest = Some(part);
    }
    out
}

/// The first network of that length in a network that no subnet has.
fn free(vnet: Vnet, like: &IpNet) -> Option<IpNet> {
    let taken: Vec<IpNet> = vnet.subnets().iter().flat_map(|s| s.prefixes()).map(|(net, _)| net).collect();
    if taken.len() > 256 {
        return None;
    }
    let spaces = vnet.prefixes().into_iter().filter(|(space, _)| same_family(space, like));
    let candidates = spaces.filter_map(|(space, _)| space.subnets(like.prefix_len()).ok()).flatten();
    candidates.take(1024).find(|net| taken.iter().all(|t| !t.contains(net) && !net.contains(t)))
}

fn order(part: &Part) -> (crate::topology::NodeId, u32) {
    (part.2.id, part.1.start)
}

fn same_family(a: &IpNet, b: &IpNet) -> bool {
    matches!((a.network(), b.network()), (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)))
}
