//! Virtual machines.

use super::rows::PLAIN;
use super::{At, Made};
use crate::deploy::{Element, Expr};
use crate::schema::{self, Kind};
use crate::topology::Node;

impl<'l> At<'l> {
    pub(super) fn vm(self, node: &'l Node, made: &mut Made) {
        made.body.set("properties.hardwareProfile.vmSize", self.prop(node, "size", &At::expr));
        let own = schema::row(Kind::Vm).own.iter().filter(|row| row.name != "computer_name");
        self.rows_of(&[node], own, &mut made.body, PLAIN);
        self.machine(node, "properties", self.network_interfaces(node), made);
        made.body.set("properties.extensionsTimeBudget", self.extensions_budget(node));
    }

    /// The NICs, which are resources of their own. Which is the primary one is said only where there are several.
    fn network_interfaces(self, node: &'l Node) -> Expr {
        let nics: Vec<_> = node
            .children
            .iter()
            .map(|id| (*id, self.lower.topology.node(*id)))
            .filter(|(_, child)| child.kind == Kind::Nic)
            .collect();
        let all: Vec<&Node> = nics.iter().map(|(_, nic)| *nic).collect();
        let mut elements = Vec::new();
        for (id, nic) in &nics {
            let there = self.holds(nic.cond);
            if there == Expr::Bool(false) {
                continue;
            }
            let within = At { cond: nic.cond, ..self };
            let mut body = super::Body::default();
            body.set("id", within.id(*id));
            if all.len() > 1 {
                body.set("properties.primary", within.primary(nic, &all));
            }
            body.set("properties.deleteOption", within.prop(nic, "delete", &At::expr));
            elements.push(Element { value: body.finish(), condition: super::when(there) });
        }
        if elements.is_empty() {
            return Expr::Null;
        }
        Expr::Object(vec![("networkInterfaces".to_owned(), Expr::List(elements))])
    }
}
