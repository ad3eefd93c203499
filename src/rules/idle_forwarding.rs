//! What a route leads to has to pass packets on.

use super::Findings;
use crate::topology::{Nic, Route, View};

rule! {
    idle_forwarding "LBX4042" "idle-forwarding" Warning
    "a route leads to a nic that passes nothing on",
    from: ["NET-035"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for route in view.all::<Route>() {
        let Some(nic) = route.one_of::<Nic>("next_hop").is() else { continue };
        let off = nic.slot("ip_forwarding").is_none() || nic.flag("ip_forwarding") == Some(false);
        if off && !nic.existing() {
            findings.push(
                nic.0,
                CODE.at(nic.span_of("ip_forwarding"), format!("`{}` takes only packets that are meant for it; a route leads others here", nic.path()))
                    .because(route.name_span(), "the route")
                    .help("write `ip_forwarding: true` in the nic"),
            );
        }
    }
}
