//! A security group on the subnet of an application gateway lets Azure's own manager in.

use super::Findings;
use super::edits::WayOut;
use super::raw_members::{body, provider_type, thing_of, value_at};
use crate::schema::Kind;
use crate::topology::{NsgRule, Subnet, V, Value, View};

rule! {
    application_gateway_security_group "LBX1870" "application-gateway-security-group" Warning
    "a security group that keeps the manager of an application gateway out",
    from: []
}

/// The ports by which gateways of the second version are managed.
const MANAGED: (i64, i64) = (65_200, 65_535);

fn check(view: &View, findings: &mut Findings) {
    for gateway in view.of_kind(Kind::Resource).filter(|r| !r.existing()) {
        if !provider_type(gateway).is_some_and(|t| t.eq_ignore_ascii_case("Microsoft.Network/applicationGateways")) {
            continue;
        }
        let body = body(gateway);
        let second = value_at(&body, "properties.sku.tier").and_then(Value::as_str).is_some_and(|t| t.to_ascii_lowercase().ends_with("_v2"));
        if !second {
            continue;
        }
        let configs = value_at(&body, "properties.gatewayIPConfigurations").map(Value::items).unwrap_or_default();
        for config in configs {
            let named = value_at(config, "properties.subnet.id").and_then(|id| thing_of(view, id));
            let Some(subnet) = named.filter(|t| t.kind() == Kind::Subnet).map(Subnet) else { continue };
            let Some(nsg) = subnet.nsg().is().filter(|g| !g.existing() && g.node().raw.is_empty()) else { continue };
            if nsg.rules().any(lets_in) {
                continue;
            }
            let taken: Vec<i64> = nsg.rules().filter(|r| !r.outbound()).filter_map(|r| r.num("priority")?.single()).collect();
            let free = (100..4096).step_by(10).find(|p| !taken.contains(p)).unwrap_or(4096);
            let line = format!("allow {free} manager = tcp GatewayManager -> *:{}..{}", MANAGED.0, MANAGED.1);
            findings.push(
                gateway,
                CODE.at(gateway.name_span(), format!("Azure manages it by ports {} to {}, and `{}` lets nobody in there", MANAGED.0, MANAGED.1, nsg.path()))
                    .because(nsg.name_span(), "the security group of its subnet")
                    .help(format!("write `{line}`"))
                    .offer_line(nsg.0, &line),
            );
        }
    }
}

/// Whether a rule lets the manager in; where something of it is not known, it does.
fn lets_in(rule: NsgRule) -> bool {
    if !rule.allows() || rule.outbound() || !rule.text("protocol").as_deref().is_none_or(|p| matches!(p, "tcp" | "any")) {
        return false;
    }
    let ports = rule.ports("destination_port").is_none_or(|p| {
        p.any || p.ranges.iter().any(|(from, to)| from.lo <= MANAGED.0 && MANAGED.1 <= to.hi)
    });
    let source = rule.get("source");
    let items = if source.items().is_empty() { std::slice::from_ref(&source) } else { source.items() };
    ports
        && items.iter().any(|item| match &item.v {
            V::Word(word) | V::Str(word) => matches!(word.split('.').next().unwrap_or(word), "GatewayManager" | "Internet" | "AzureCloud" | "*"),
            V::Cidr(net) => net.prefix_len() == 0,
            V::Address(_) | V::Thing(_) | V::Family(_) => false,
            _ => true,
        })
}
