//! `raw` that sets what a word of lbx writes: the two would disagree, and the checks would see only one.

use super::Findings;
use super::raw_members::expand;
use crate::schema::{self, By, Kind, Prop};
use crate::topology::{NodeId, Thing, V, Value, View};

rule! { raw_over_a_word "LBX6093" "raw-over-a-word" Error
"a `raw` member that a word of lbx writes", from: ["F019", "F151"] }

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let node = view.topology.node(id);
        if node.raw.is_empty() || !view.present(id) {
            continue;
        }
        other_forms(view.thing(id), view, findings);
        for prop in schema::row(node.kind).props().filter(|p| !p.arm.path.is_empty()) {
            let path = row_path(prop.arm.path, node.kind);
            for (value, _) in node.raw.iter().filter(|(_, cond)| view.holds(*cond)) {
                let Some(found) = value_at(value, &path) else { continue };
                if !in_the_way(prop, found) {
                    continue;
                }
                findings.push(
                    view.thing(id),
                    CODE.at(found.span, format!("`{}` writes `{path}`: say it with that word", prop.name))
                        .help("what lbx has a word for cannot be set by `raw`, since the checks would not see it"),
                );
            }
        }
    }
}

/// Members that words of lbx write in another form, which a row's path does not show: kind, word, path, Azure's answer.
const OTHER_FORMS: [(Kind, &str, &str, Option<&str>); 31] = [
    (Kind::Frontend, "source", "properties.subnet", BOTH),
    (Kind::Frontend, "source", "properties.publicIPAddress", BOTH),
    (Kind::Frontend, "source", "properties.publicIPPrefix", None),
    (Kind::Frontend, "address", "properties.privateIPAllocationMethod", None),
    (Kind::Pool, "vnet", "properties.virtualNetwork", None),
    (Kind::Pool, "member", "properties.loadBalancerBackendAddresses", None),
    (Kind::Pool, "tunnel", "properties.tunnelInterfaces", None),
    (Kind::Member, "target", "properties.loadBalancerFrontendIPConfiguration", None),
    (Kind::Rule, "pool", "properties.backendAddressPools", POOLS),
    (Kind::Rule, "pool", "properties.backendAddressPool", POOLS),
    (Kind::NatRule, "frontend_port", "properties.frontendPortRangeStart", None),
    (Kind::NatRule, "frontend_port", "properties.frontendPortRangeEnd", None),
    (Kind::NatPool, "frontend_port", "properties.frontendPortRangeEnd", None),
    (Kind::Lb, "tier", "sku", None),
    (Kind::Lb, "frontend", "properties.frontendIPConfigurations", None),
    (Kind::Lb, "pool", "properties.backendAddressPools", None),
    (Kind::Lb, "probe", "properties.probes", None),
    (Kind::Lb, "rule", "properties.loadBalancingRules", None),
    (Kind::Lb, "nat_rule", "properties.inboundNatRules", None),
    (Kind::Lb, "nat_pool", "properties.inboundNatPools", None),
    (Kind::Lb, "outbound", "properties.outboundRules", None),
    (Kind::Vnet, "subnet", "properties.subnets", None),
    (Kind::Nsg, "allow` and `deny", "properties.securityRules", None),
    (Kind::RouteTable, "route", "properties.routes", None),
    (Kind::Subnet, "prefixes", "properties.addressPrefixes", None),
    (Kind::NsgRule, "source", "properties.sourceAddressPrefixes", None),
    (Kind::NsgRule, "destination", "properties.destinationAddressPrefixes", None),
    (Kind::NsgRule, "source_port", "properties.sourcePortRanges", None),
    (Kind::NsgRule, "destination_port", "properties.destinationPortRanges", None),
    (Kind::Route, "next_hop", "properties.nextHopIpAddress", None),
    (Kind::Nic, "ip", "properties.ipConfigurations", None),
];
const BOTH: Option<&str> = Some("FrontendIPConfigHasBothSubnetAndPublicIP");
const POOLS: Option<&str> =
    Some("LoadBalancingRuleBackendAdressPoolAndBackendAddressPoolsCannotBeSetAtTheSameTimeWithDifferentValue");

fn other_forms(thing: Thing, view: &View, findings: &mut Findings) {
    for (_, word, path, azure) in OTHER_FORMS.iter().filter(|(kind, ..)| *kind == thing.kind()) {
        for (value, _) in thing.node().raw.iter().filter(|(_, cond)| view.holds(*cond)) {
            let Some(found) = value_at(value, path) else { continue };
            // What a row names itself is said there.
            let rows = schema::row(thing.kind()).props().map(|p| (p, row_path(p.arm.path, thing.kind())));
            let said = |(prop, row): (&Prop, String)| row.starts_with(path) && value_at(value, &row).is_some_and(|v| in_the_way(prop, v));
            if rows.into_iter().any(said) {
                continue;
            }
            findings.push(
                thing,
                CODE.at(found.span, format!("`{word}` writes `{path}`: say it with that word"))
                    .azure(*azure)
                    .help("what lbx has a word for cannot be set by `raw`, since the checks would not see it"),
            );
        }
    }
}

/// A path by hand may end in an object that `raw` may well add to: only a value there is in the way.
fn in_the_way(prop: &Prop, found: &Value) -> bool {
    prop.arm.by != By::Hand || !matches!(found.v, V::Map(_))
}

fn row_path(path: &str, kind: Kind) -> String {
    let path = expand(path, kind);
    path.split("[]").next().unwrap_or(&path).to_owned()
}

fn value_at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |at, key| match &at.v {
        V::Map(entries) => entries.iter().find(|(k, _)| &**k == key).map(|(_, v)| v),
        _ => None,
    })
}
