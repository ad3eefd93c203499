//! Networks, subnets, peerings, security groups, route tables.

use super::body::{Body, Items};
use super::cond::choice;
use super::rows::{PLAIN, only};
use super::{At, Made};
use crate::deploy::{Element, Expr};
use crate::schema::Kind;
use crate::topology::{Late, Node, V, Value};

impl<'l> At<'l> {
    pub(super) fn vnet(self, node: &'l Node, made: &mut Made) {
        self.rows(node, &mut made.body, PLAIN);
        let plan = self.prop(node, "ddos_plan", &At::expr);
        if plan != Expr::Null {
            let protected = choice(self.is_given(node, "ddos_plan"), Expr::Bool(true), Expr::Null);
            made.body.set("properties.enableDdosProtection", protected);
            made.body.set("properties.ddosProtectionPlan.id", plan);
        }
        self.named_elements(node, Kind::Subnet, "properties.subnets", At::subnet, made);
    }

    /// The properties of a subnet, in its network or alone.
    pub(super) fn subnet(self, node: &'l Node, body: &mut Body) {
        let prefixes = self.prop(node, "prefixes", &|at, v| at.list(v, None, &At::expr));
        self.one_or_many("properties.addressPrefix", "properties.addressPrefixes", prefixes, body);
        self.rows(node, body, PLAIN);
        let endpoints = self.prop(node, "service_endpoints", &|at, v| at.list(v, Some("service"), &At::expr));
        body.set("properties.serviceEndpoints", endpoints);
        let delegation = self.prop(node, "delegation", &|at, v| {
            let service = at.expr(v);
            let properties = Expr::Object(vec![("serviceName".to_owned(), service)]);
            let name = match v.as_str() {
                Some(service) => Expr::Str(service.replace('/', ".")),
                None => Expr::str("delegation"),
            };
            Expr::list([Expr::Object(vec![("name".to_owned(), name), ("properties".to_owned(), properties)])])
        });
        body.set("properties.delegations", delegation);
    }

    /// A list under its plural, its only element under the singular.
    fn one_or_many(self, one: &str, many: &str, list: Expr, body: &mut Body) {
        match only(&list) {
            Some(value) => body.set(one, value.clone()),
            None => body.set(many, list),
        }
    }

    pub(super) fn peering(self, node: &'l Node, body: &mut Body) {
        self.rows(node, body, PLAIN);
    }

    pub(super) fn nsg(self, node: &'l Node, made: &mut Made) {
        made.body.set("properties.securityRules", Items::default().finish_always());
        self.named_elements(node, Kind::NsgRule, "properties.securityRules", At::nsg_rule, made);
    }

    fn nsg_rule(self, node: &'l Node, body: &mut Body) {
        if let Some(doc) = &node.doc {
            body.set("properties.description", Expr::str(&**doc));
        }
        let access = self.prop(node, "access", &|at, v| match v.as_str() {
            Some("allow") => Expr::str("Allow"),
            Some("deny") => Expr::str("Deny"),
            _ => at.expr(v),
        });
        let direction = self.prop_or(
            node,
            "direction",
            &|_, v| Expr::str(if v.as_str() == Some("outbound") { "Outbound" } else { "Inbound" }),
            Expr::str("Inbound"),
        );
        let protocol = self.prop(node, "protocol", &|at, v| match v.as_str() {
            Some("any") => Expr::str("*"),
            Some("tcp") => Expr::str("Tcp"),
            Some("udp") => Expr::str("Udp"),
            Some("icmp") => Expr::str("Icmp"),
            Some("esp") => Expr::str("Esp"),
            Some("ah") => Expr::str("Ah"),
            _ => at.expr(v),
        });
        body.set("properties.access", access);
        body.set("properties.direction", direction);
        self.rows(node, body, PLAIN);
        body.set("properties.protocol", protocol);
        for side in ["source", "destination"] {
            self.side(node, side, body);
            let ports = self.prop_or(
                node,
                &format!("{side}_port"),
                &|at, v| at.list(v, None, &At::text),
                Expr::list([Expr::str("*")]),
            );
            let (one, many) = (format!("properties.{side}PortRange"), format!("properties.{side}PortRanges"));
            self.one_or_many(&one, &many, ports, body);
        }
    }

    /// Where packets come from or go to: prefixes, or security groups.
    fn side(self, node: &'l Node, side: &str, body: &mut Body) {
        let mut prefixes = Expr::Null;
        let mut groups = Expr::Null;
        for slot in node.slots.iter().filter(|s| s.row.name == side) {
            let there = self.holds(slot.cond);
            let within = At { cond: slot.cond, ..self };
            let (plain, asgs) = within.ends(&slot.value);
            prefixes = choice(there.clone(), plain, prefixes);
            groups = choice(there, asgs, groups);
        }
        let (one, many) = (format!("properties.{side}AddressPrefix"), format!("properties.{side}AddressPrefixes"));
        self.one_or_many(&one, &many, prefixes, body);
        body.set(&format!("properties.{side}ApplicationSecurityGroups"), groups);
    }

    /// The prefixes of an end, and its application security groups.
    fn ends(self, value: &Value) -> (Expr, Expr) {
        if self.lower.is_list(value) && value.as_late().is_some() {
            return (self.expr(value), Expr::Null);
        }
        let (mut prefixes, mut groups) = (Vec::new(), Vec::new());
        for item in value.items() {
            self.end(item, Expr::Bool(true), &mut prefixes, &mut groups);
        }
        let list = |items: Vec<Element>| if items.is_empty() { Expr::Null } else { Expr::List(items) };
        (list(prefixes), list(groups))
    }

    fn end(self, value: &Value, when: Expr, prefixes: &mut Vec<Element>, groups: &mut Vec<Element>) {
        use super::cond::{and, not};
        if when == Expr::Bool(false) {
            return;
        }
        let things = match &value.v {
            V::None | V::Missing | V::Unknown => return,
            V::Thing(id) => vec![*id],
            V::Family(ids) => ids.to_vec(),
            V::Late(late) => match &**late {
                Late::Choice(ids) => ids.clone(),
                Late::If(c, a, b) => {
                    let c = self.truth(c);
                    self.end(a, and(when.clone(), c.clone()), prefixes, groups);
                    self.end(b, and(when, not(c)), prefixes, groups);
                    return;
                }
                _ => {
                    let there = and(when, self.given(value));
                    prefixes.push(Element { value: self.expr(value), condition: super::when(there) });
                    return;
                }
            },
            _ => {
                prefixes.push(Element { value: self.expr(value), condition: super::when(when) });
                return;
            }
        };
        for id in things {
            let node = self.lower.topology.node(id);
            let there = and(when.clone(), self.holds(node.cond));
            if there == Expr::Bool(false) {
                continue;
            }
            if node.kind == Kind::Asg {
                let value = Expr::Object(vec![("id".to_owned(), self.id(id))]);
                groups.push(Element { value, condition: super::when(there) });
                continue;
            }
            // A network or subnet stands for its prefixes.
            let within = At { cond: node.cond, ..self };
            for slot in node.slots.iter().filter(|s| s.row.name == "prefixes") {
                let there = and(there.clone(), within.holds(slot.cond));
                if within.lower.is_list(&slot.value) && slot.value.as_late().is_some() {
                    continue;
                }
                for element in within.elements(&slot.value, &At::expr) {
                    let there = match element.condition {
                        Some(condition) => and(there.clone(), condition),
                        None => there.clone(),
                    };
                    prefixes.push(Element { value: element.value, condition: super::when(there) });
                }
            }
        }
    }

    pub(super) fn route_table(self, node: &'l Node, made: &mut Made) {
        self.rows(node, &mut made.body, PLAIN);
        self.named_elements(node, Kind::Route, "properties.routes", At::route, made);
    }

    fn route(self, node: &'l Node, body: &mut Body) {
        self.rows(node, body, PLAIN);
        let hop_type = self.prop(node, "next_hop", &|_, v| match v.as_str() {
            Some(word @ ("Internet" | "VnetLocal" | "VirtualNetworkGateway" | "None")) => Expr::str(word),
            _ => Expr::str("VirtualAppliance"),
        });
        body.set("properties.nextHopType", hop_type);
        let address = self.prop(node, "next_hop", &|at, v| match (&v.v, v.as_str()) {
            (V::Thing(_), _) => at.address(v),
            (_, Some("Internet" | "VnetLocal" | "VirtualNetworkGateway" | "None")) => Expr::Null,
            _ => at.expr(v),
        });
        body.set("properties.nextHopIpAddress", address);
    }
}
