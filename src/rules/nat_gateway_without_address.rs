//! A NAT gateway translates to addresses of its own.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{NatGateway, View};

rule! {
    nat_gateway_without_address "LBX4070" "nat-gateway-without-address" Error
    "a NAT gateway has no address",
    from: ["NAT-004", "F240"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for gateway in view.all::<NatGateway>().filter(|g| !g.existing()) {
        let none = |property: &str| {
            gateway.slot(property).is_none() || view.reduce(&gateway.get(property)).items().iter().all(|i| view.reduce(i).is_none())
        };
        if none("public_ips") && none("prefixes") {
            let name = edits::fresh(gateway.0, &format!("{}_ip", gateway.node().symbol));
            let edits = vec![
                edits::set(gateway.0, "public_ips", &format!("[{name}]")),
                edits::line_after(gateway.0, &format!("\npublic_ip {name} {{ zones: [1, 2, 3] }}")),
            ];
            findings.push(
                gateway.0,
                CODE.at(gateway.name_span(), format!("`{}` has no public address, so nothing gets out through it", gateway.path()))
                    .help("write `public_ips: [NAME]` with a `public_ip`, or `prefixes: [NAME]`")
                    .way(format!("give it a public_ip `{name}`"), false, edits),
            );
        }
    }
}
