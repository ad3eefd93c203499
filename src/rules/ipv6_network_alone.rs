//! A network has IPv4 addresses, since each nic needs one.

use ipnet::IpNet;

use super::Findings;
use super::edits::WayOut;
use crate::diag::Edit;
use crate::topology::{V, View, Vnet};

rule! {
    ipv6_network_alone "LBX1833" "ipv6-network-alone" Warning
    "a network with IPv6 addresses only",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for vnet in view.all::<Vnet>().filter(|v| !v.existing() && v.all_known()) {
        let prefixes = vnet.prefixes();
        if prefixes.iter().any(|(net, _)| matches!(net, IpNet::V4(_))) {
            continue;
        }
        let Some(slot) = vnet.slot("prefixes") else { continue };
        let free = free(view);
        let edit = match (&slot.value.v, &prefixes[..], free) {
            (V::Cidr(net), _, Some(free)) => {
                Some(Edit { span: slot.expr_span, text: format!("[{free}, {net}]") })
            }
            (V::List(_), [(_, first), ..], Some(free)) if slot.expr_span.start < first.start => {
                let at = crate::source::Span { end: first.start, ..*first };
                Some(Edit { span: at, text: format!("{free}, ") })
            }
            _ => None,
        };
        let title = free.map(|free| format!("add `{free}`")).unwrap_or_default();
        findings.push(
            vnet.0,
            CODE.at(vnet.span_of("prefixes"), format!("`{}` has IPv6 addresses only, and every nic needs one of IPv4", vnet.path()))
                .help("give it a network of either family: `[10.0.0.0/16, fd00:db8::/48]`")
                .way_if(edit.is_some(), title, edit.into_iter().collect()),
        );
    }
}

/// A private network that no network of the file has.
fn free(view: &View) -> Option<IpNet> {
    let taken: Vec<IpNet> = view.all::<Vnet>().flat_map(|v| v.prefixes()).map(|(net, _)| net).collect();
    let candidates = (0..=255u8).filter_map(|n| format!("10.{n}.0.0/16").parse::<IpNet>().ok());
    let overlaps = |a: &IpNet, b: &IpNet| a.contains(b) || b.contains(a);
    candidates.into_iter().find(|c| !taken.iter().any(|t| overlaps(t, c)))
}
