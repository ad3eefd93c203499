//! A frontend of a public IP prefix that is to take traffic.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Lb, Source, View};

rule! { prefix_frontend_takes_traffic "LBX1015" "prefix-frontend-takes-traffic" Error
"a frontend of a public IP prefix that is to take traffic", from: ["LB-026", "IP-020"], refused }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for inbound in lb.inbound() {
            let Some(frontend) = inbound.frontend() else { continue };
            let Source::Prefix(prefix) = frontend.source() else { continue };
            let thing = inbound.thing();
            let address = edits::fresh(*frontend, &format!("{}_ip", frontend.node().symbol));
            let line = format!("public_ip {address} {{ prefix: {} }}", prefix.node().symbol);
            let mut edits = vec![edits::line_after(*prefix, &line)];
            edits.push(edits::set(*frontend, "source", &address));
            let near = !prefix.existing() && prefix.node().instance == frontend.node().instance;
            findings.push(
                thing,
                CODE.at(
                    thing.span_of("frontend"),
                    format!("{} is {}, which takes no traffic from outside", frontend.called(), prefix.called()),
                )
                .because(frontend.span_of("source"), "a prefix is for outbound rules only")
                .help("take a frontend with a public_ip; the address may come from the prefix: `public_ip www { prefix: … }`")
                .way_if(near, format!("take one address: `{line}`"), edits),
            );
        }
    }
}
