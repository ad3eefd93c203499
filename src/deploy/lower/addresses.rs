//! Public IP addresses and NAT gateways.

use super::At;
use super::body::Body;
use super::expr::Convert;
use super::rows::PLAIN;
use crate::deploy::{Element, Expr};
use crate::schema::Kind;
use crate::topology::{Node, V, Value};

/// The tag that sends packets out near their source. The other routing preference, Azure's own network, has none.
pub(super) fn routing(at: At<'_>, value: &Value) -> Expr {
    match value.as_str() {
        Some("Internet") => {
            let tag = vec![
                ("ipTagType".to_owned(), Expr::str("RoutingPreference")),
                ("tag".to_owned(), Expr::str("Internet")),
            ];
            Expr::list([Expr::Object(tag)])
        }
        Some(_) => Expr::Null,
        None => at.expr(value),
    }
}

impl<'l> At<'l> {
    pub(super) fn public_ip(self, node: &'l Node, body: &mut Body) {
        self.rows(node, body, PLAIN);
        body.set("properties.ipTags", self.prop(node, "routing", &|at, v| routing(at, v)));
    }

    pub(super) fn nat_gateway(self, node: &'l Node, body: &mut Body) {
        body.open("properties");
        self.rows(node, body, PLAIN);
        for (property, v4, v6) in [
            ("public_ips", "properties.publicIpAddresses", "properties.publicIpAddressesV6"),
            ("prefixes", "properties.publicIpPrefixes", "properties.publicIpPrefixesV6"),
        ] {
            for (path, of_v6) in [(v4, false), (v6, true)] {
                let pick: Convert<'_, 'l> = &|at, value| at.of_version(value, of_v6);
                body.set(path, self.prop(node, property, pick));
            }
        }
    }

    /// The addresses of one family in a list; null where there are none. What comes from outside counts as IPv4.
    fn of_version(self, value: &Value, v6: bool) -> Expr {
        let ids = self.list(value, Some("id"), &At::expr);
        let Expr::List(all) = ids else { return if v6 { Expr::Null } else { ids } };
        let mut kept: Vec<Element> = Vec::new();
        let mut at = 0;
        for item in value.items() {
            let things: Vec<Option<&Node>> = match &item.v {
                V::None | V::Missing | V::Unknown => Vec::new(),
                V::Thing(id) => vec![Some(self.lower.topology.node(*id))],
                V::Family(ids) => ids
                    .iter()
                    .map(|id| self.lower.topology.node(*id))
                    .filter(|node| self.holds(node.cond) != Expr::Bool(false))
                    .map(Some)
                    .collect(),
                _ => vec![self.first_thing(item)],
            };
            for thing in things {
                if let Some(element) = all.get(at)
                    && thing.is_some_and(is_v6) == v6
                {
                    kept.push(element.clone());
                }
                at += 1;
            }
        }
        if kept.is_empty() { Expr::Null } else { Expr::List(kept) }
    }

    /// The first thing that a late value may be.
    pub(super) fn first_thing(self, value: &Value) -> Option<&'l Node> {
        let mut found = None;
        super::params::each(value, &mut |v| {
            let id = match &v.v {
                V::Thing(id) => Some(*id),
                V::Late(late) => match &**late {
                    crate::topology::Late::Choice(nodes) => nodes.first().copied(),
                    _ => None,
                },
                _ => None,
            };
            if found.is_none() {
                found = id;
            }
        });
        found.map(|id| self.lower.topology.node(id))
    }
}

/// Whether an address or prefix is an IPv6 one.
pub(super) fn is_v6(node: &Node) -> bool {
    debug_assert!(matches!(node.kind, Kind::PublicIp | Kind::PublicIpPrefix));
    node.slots.iter().any(|s| s.row.name == "version" && s.value.as_str() == Some("IPv6"))
}
