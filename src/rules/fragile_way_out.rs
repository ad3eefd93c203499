//! Azure's own way out for machines that have none.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Subnet, View};

rule! {
    fragile_way_out "LBX6002" "fragile-way-out" Hint
    "a subnet relies on Azure's default way out",
    from: ["NET-017", "NET-019"]
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        if subnet.flag("default_outbound") == Some(true) && subnet.nat_gateway().is().is_none() {
            let (title, mut edits) = edits::nat_gateway(view, subnet);
            edits.extend(subnet.slot("default_outbound").map(edits::without).filter(|_| !title.is_empty()));
            findings.push(
                subnet.0,
                CODE.at(subnet.span_of("default_outbound"), format!("machines of `{}` leave by addresses that are not yours and may change", subnet.path()))
                    .help("give it a `nat_gateway` and leave `default_outbound` out")
                    .way_if(!edits.is_empty(), title, edits),
            );
        }
    }
}
