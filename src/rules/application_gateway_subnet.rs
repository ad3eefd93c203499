//! An application gateway keeps its subnet for itself, and its network is that of its machines.

use super::Findings;
use super::edits::{self, WayOut};
use crate::source::Span;
use crate::topology::{Attr, Func, Late, Nic, Subnet, Text, Thing, V, Value, View};

rule! {
    application_gateway_subnet "LBX1717" "application-gateway-subnet" Error
    "machines in the subnet of the application gateway in front of them, or in another network",
    from: ["VM-086"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let Some(subnet) = nic.subnet().is() else { continue };
        for config in nic.ip_configs() {
            let pools = config.rows.get("app_gateway_pools");
            let Some((gateway, theirs, place)) = pools.items().iter().find_map(|p| subnet_of_gateway(view, p)) else {
                continue;
            };
            let network = |s: Subnet| s.vnet().map(|v| v.id);
            let words = if theirs.id == subnet.id {
                format!("`{}` is the subnet of the application gateway `{}`, which takes no machines", subnet.path(), gateway.path())
            } else if let (Some(own), Some(other)) = (network(subnet), network(theirs))
                && own != other
            {
                format!("the application gateway `{}` stands in another network than `{}`", gateway.path(), subnet.path())
            } else {
                continue;
            };
            let free = |s: &Subnet| s.id != theirs.id && s.slot("delegation").is_none() && s.node().keys.is_empty();
            let others = theirs.vnet().map(|v| v.subnets()).unwrap_or_default();
            let other = others.into_iter().find(free).map(|s| s.path()).unwrap_or_default();
            findings.push(
                nic.0,
                CODE.at(nic.span_of("subnet"), words)
                    .because(place, "the gateway's subnet")
                    .because(config.rows.span_of("app_gateway_pools"), "the gateway is in front of these machines")
                    .help("give the machines a subnet of their own in the gateway's network")
                    .way_if(!other.is_empty(), format!("write `subnet: {other}`"), vec![edits::set(nic.0, "subnet", &other)]),
            );
            break;
        }
    }
}

/// The gateway of a pool's id, its subnet, and where that is written.
fn subnet_of_gateway<'v>(view: &'v View<'v>, pool: &Value) -> Option<(Thing<'v>, Subnet<'v>, Span)> {
    let pool = view.reduce(pool);
    let Late::Call(Func::Child, args) = pool.as_late()? else { return None };
    let gateway = thing(view, args.first()?)?;
    let members = &gateway.node().body;
    let (_, properties, _) = members.iter().find(|(k, _, cond)| &**k == "properties" && view.holds(*cond))?;
    let properties = view.reduce(properties);
    let configs = view.reduce(member(&properties, "gatewayIPConfigurations")?);
    let config = view.reduce(configs.items().first()?);
    let inner = view.reduce(member(&config, "properties")?);
    let subnet = view.reduce(member(&inner, "subnet")?);
    let id = member(&subnet, "id")?;
    let found = thing(view, id)?;
    (found.kind() == crate::schema::Kind::Subnet).then_some((gateway, Subnet(found), id.span))
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let V::Map(entries) = &value.v else { return None };
    entries.iter().find(|(key, _): &&(Text, Value)| &**key == name).map(|(_, value)| value)
}

/// The thing that an id names.
fn thing<'v>(view: &'v View<'v>, id: &Value) -> Option<Thing<'v>> {
    match &view.reduce(id).v {
        V::Thing(id) => Some(view.thing(*id)),
        V::Late(late) => match &**late {
            Late::Attr(of, Attr::Id) => thing(view, of),
            _ => None,
        },
        _ => None,
    }
}
