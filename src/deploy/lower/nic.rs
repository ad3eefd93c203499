//! NICs: a resource of its own in a vm and alone, a configuration in a scale set's profile.

use super::body::{Body, Items};
use super::cond::{choice, not, or};
use super::rows::PLAIN;
use super::{At, Made, addresses};
use crate::deploy::Expr;
use crate::schema::{self, IP_ROWS, Kind};
use crate::topology::{Mode, Node};

/// Whose NIC it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Host {
    /// A vm's, or nobody's: an address may be fixed.
    Machine,
    /// A scale set's.
    ScaleSet(Option<Mode>),
}

impl<'l> At<'l> {
    /// A NIC as a resource.
    pub(super) fn nic(self, node: &'l Node, made: &mut Made) {
        self.ip_configurations(node, Host::Machine, "", made);
        self.nic_rows(node, &mut made.body);
    }

    /// A scale set's NICs.
    pub(super) fn nic_configurations(self, set: &'l Node, mode: Option<Mode>, path: &str, made: &mut Made) -> Expr {
        let nics = self.children(set, Kind::Nic);
        let mut items = Items::default();
        for nic in &nics {
            let within = At { cond: nic.cond, ..self };
            let at = items.len();
            let mut inner = Made { body: Body::default(), parts: Vec::new() };
            inner.body.set("name", within.text(&nic.name));
            inner.body.set("properties.primary", within.primary(nic, &nics));
            within.nic_rows(nic, &mut inner.body);
            inner.body.set("properties.deleteOption", within.prop(nic, "delete", &At::expr));
            within.ip_configurations(nic, Host::ScaleSet(mode), &format!("{path}[{at}]."), &mut inner);
            within.raw(nic, &mut inner.body);
            if items.push(inner.body.finish(), self.holds(nic.cond)).is_some() {
                self.part(made, format!("{path}[{at}]"), nic);
                made.parts.append(&mut inner.parts);
            }
        }
        items.finish()
    }

    /// Of several, whether it is the primary one: the one that says so, else the first that is there.
    pub(super) fn primary(self, node: &'l Node, all: &[&'l Node]) -> Expr {
        let said = |n: &Node| n.slots.iter().any(|s| s.row.name == "primary" && s.value.as_bool() == Some(true));
        let otherwise = if all.iter().any(|n| said(n)) {
            Expr::Bool(false)
        } else {
            let before = all.iter().take_while(|n| !std::ptr::eq(**n, node));
            not(before.fold(Expr::Bool(false), |any, n| or(any, self.holds(n.cond))))
        };
        self.prop_or(node, "primary", &At::truth, otherwise)
    }

    /// What stands beside the ip configurations.
    fn nic_rows(self, node: &'l Node, body: &mut Body) {
        // The row of `delete` goes to the machine that owns it.
        let rows = schema::row(Kind::Nic).own.iter();
        self.rows_of(&[node], rows, body, PLAIN);
    }

    fn ip_configurations(self, nic: &'l Node, host: Host, path: &str, made: &mut Made) {
        let blocks = self.children(nic, Kind::Ip);
        let list = "properties.ipConfigurations";
        let mut items = Items::default();
        if blocks.is_empty() {
            let mut body = Body::default();
            body.set("name", Expr::str("ipconfig1"));
            self.ip_configuration(nic, nic, host, &mut body);
            items.push(body.finish(), Expr::Bool(true));
        }
        for block in &blocks {
            let within = At { cond: block.cond, ..self };
            let mut body = Body::default();
            body.set("name", within.text(&block.name));
            // The only one is the primary one without a word.
            if blocks.len() > 1 || block.slots.iter().any(|s| s.row.name == "primary") {
                body.set("properties.primary", within.primary(block, &blocks));
            }
            within.ip_configuration(nic, block, host, &mut body);
            within.raw(block, &mut body);
            if let Some(at) = items.push(body.finish(), self.holds(block.cond)) {
                self.part(made, format!("{path}{list}[{at}]"), block);
            }
        }
        made.body.set(list, items.finish());
    }

    /// `rows`: where the configuration's rows stand.
    fn ip_configuration(self, nic: &'l Node, rows: &'l Node, host: Host, body: &mut Body) {
        body.set("properties.subnet.id", self.prop(nic, "subnet", &At::expr));
        if host == Host::Machine {
            let method = choice(self.is_given(rows, "address"), Expr::str("Static"), Expr::str("Dynamic"));
            body.set("properties.privateIPAllocationMethod", method);
            body.set("properties.privateIPAddress", self.prop(rows, "address", &At::expr));
        }
        self.rows_of(&[rows], IP_ROWS.iter(), body, PLAIN);
        if let Host::ScaleSet(mode) = host {
            let addresses = self.children(rows, Kind::InstancePublicIp);
            let made = self.pick(&addresses, &|at, node| at.instance_public_ip(node, mode));
            body.set("properties.publicIPAddressConfiguration", made);
        }
    }

    fn instance_public_ip(self, node: &'l Node, mode: Option<Mode>) -> Expr {
        let mut body = Body::default();
        body.set("name", self.text(&node.name));
        self.rows(node, &mut body, PLAIN);
        body.set("properties.ipTags", self.prop(node, "routing", &|at, v| addresses::routing(at, v)));
        if mode == Some(Mode::Flexible) {
            body.set("sku.name", self.prop_or(node, "sku", &At::expr, Expr::str("Standard")));
        }
        self.raw(node, &mut body);
        body.finish()
    }
}
