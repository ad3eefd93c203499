//! What is read of a thing: its name, and what only Azure knows, such as an address it gave out.

use super::At;
use super::cond::choice;
use crate::deploy::{Expr, Func, Step};
use crate::schema::Kind;
use crate::topology::{self as top, Attr, Late, NodeId, V, Value};

impl<'l> At<'l> {
    /// The name of a thing; of a resource as a reference to it, except in that resource itself.
    fn name(self, id: NodeId) -> Expr {
        match self.lower.res[id.index()] {
            Some(resource) if self.own != Some(resource) => Expr::Name(resource),
            _ => self.text(&self.lower.topology.node(id).name),
        }
    }

    pub(super) fn attr(self, of: &Value, attr: &Attr) -> Expr {
        match &of.v {
            V::Thing(id) => self.attr_of(*id, attr),
            V::Late(late) => match &**late {
                Late::Choice(nodes) => self.among(nodes, |id| self.attr_of(id, attr)),
                Late::If(c, a, b) => choice(self.truth(c), self.attr(a, attr), self.attr(b, attr)),
                Late::Let(id) => self.attr(&self.lower.topology.lets[id.index()].value, attr),
                _ => self.attr_outside(of, attr),
            },
            V::None => Expr::Null,
            _ => self.attr_outside(of, attr),
        }
    }

    /// Of an id from outside.
    fn attr_outside(self, of: &Value, attr: &Attr) -> Expr {
        let id = self.expr(of);
        let kind = self.lower.id_kind(of);
        let state = |steps: &[&str]| {
            let steps = steps.iter().map(|s| Step::Member((*s).to_owned())).collect();
            match kind.and_then(|kind| self.lower.outside(id.clone(), kind)) {
                Some(target) => Expr::State(target, steps),
                None => Expr::Null,
            }
        };
        match attr {
            Attr::Id => id,
            Attr::Name => {
                let parts = Expr::Call(Func::Split, vec![id, Expr::str("/")]);
                Expr::Call(Func::Last, vec![parts])
            }
            Attr::Address if kind == Some(Kind::PublicIp) => state(&["properties", "ipAddress"]),
            Attr::Address => match state(&["properties", "ipConfigurations"]) {
                Expr::State(target, mut steps) => {
                    steps.push(Step::Index(Expr::Int(0)));
                    steps.push(Step::Member("properties".to_owned()));
                    steps.push(Step::Member("privateIPAddress".to_owned()));
                    Expr::State(target, steps)
                }
                other => other,
            },
            Attr::Fqdn => state(&["properties", "dnsSettings", "fqdn"]),
            Attr::PrincipalId => state(&["identity", "principalId"]),
            Attr::Path(_) => Expr::Null,
        }
    }

    /// The address of a thing.
    pub(super) fn address(self, of: &Value) -> Expr {
        self.attr(of, &Attr::Address)
    }

    fn attr_of(self, id: NodeId, attr: &Attr) -> Expr {
        match attr {
            Attr::Id => self.id(id),
            Attr::Name => self.name(id),
            Attr::Address => self.address_of(id),
            Attr::Fqdn => self.fqdn_of(id),
            Attr::PrincipalId => self.state(id, &["identity", "principalId"]),
            Attr::Path(steps) => match self.target(id) {
                Some(target) => {
                    let steps = steps.iter().map(|step| match step {
                        top::Step::Member(name) => Step::Member(name.to_string()),
                        top::Step::Index(index) => Step::Index(self.expr(index)),
                    });
                    Expr::State(target, steps.collect())
                }
                None => Expr::Null,
            },
        }
    }

    fn state(self, id: NodeId, path: &[&str]) -> Expr {
        match self.target(id) {
            Some(target) => Expr::State(target, path.iter().map(|s| Step::Member((*s).to_owned())).collect()),
            None => Expr::Null,
        }
    }

    fn address_of(self, id: NodeId) -> Expr {
        let node = self.lower.topology.node(id);
        match node.kind {
            Kind::PublicIp => self.state(id, &["properties", "ipAddress"]),
            Kind::Frontend => {
                let run_time = self.frontend_state(id);
                let internal = self.prop_or(node, "address", &At::expr, run_time);
                self.prop(node, "source", &|at, source| {
                    let public = match &source.v {
                        V::Thing(s) if at.lower.topology.node(*s).kind == Kind::PublicIp => true,
                        V::Thing(_) => false,
                        _ => at.lower.id_kind(source) == Some(Kind::PublicIp),
                    };
                    if public { at.attr(source, &Attr::Address) } else { internal.clone() }
                })
            }
            Kind::Nic => {
                let first = node.children.iter().map(|c| self.lower.topology.node(*c)).find(|c| c.kind == Kind::Ip);
                let rows = first.unwrap_or(node);
                let mut run_time = self.state(id, &["properties", "ipConfigurations"]);
                if let Expr::State(_, steps) = &mut run_time {
                    steps.push(Step::Index(Expr::Int(0)));
                    steps.push(Step::Member("properties".to_owned()));
                    steps.push(Step::Member("privateIPAddress".to_owned()));
                }
                self.prop_or(rows, "address", &At::expr, run_time)
            }
            _ => Expr::Null,
        }
    }

    /// A frontend's private address as Azure gave it: by its place in the load balancer's list, which depends on what
    /// conditions leave out before it.
    fn frontend_state(self, id: NodeId) -> Expr {
        let Some(lb) = self.lower.topology.node(id).parent else { return Expr::Null };
        let node = self.lower.topology.node(lb);
        let mut sure = 0;
        let mut index: Option<Expr> = None;
        let around = At { cond: self.lower.topology.node(id).cond, ..self };
        for child in node.children.iter().take_while(|c| **c != id) {
            let child = self.lower.topology.node(*child);
            if child.kind != Kind::Frontend {
                continue;
            }
            match around.holds(child.cond) {
                Expr::Bool(true) => sure += 1,
                Expr::Bool(false) => {}
                there => {
                    let one = choice(there, Expr::Int(1), Expr::Int(0));
                    index = Some(match index {
                        Some(sum) => Expr::Call(Func::Add, vec![sum, one]),
                        None => one,
                    });
                }
            }
        }
        let index = match index {
            None => Expr::Int(sure),
            Some(sum) if sure == 0 => sum,
            Some(sum) => Expr::Call(Func::Add, vec![Expr::Int(sure), sum]),
        };
        match self.state(lb, &["properties", "frontendIPConfigurations"]) {
            Expr::State(target, mut steps) => {
                steps.push(Step::Index(index));
                steps.push(Step::Member("properties".to_owned()));
                steps.push(Step::Member("privateIPAddress".to_owned()));
                Expr::State(target, steps)
            }
            other => other,
        }
    }

    fn fqdn_of(self, id: NodeId) -> Expr {
        let node = self.lower.topology.node(id);
        match node.kind {
            Kind::PublicIp => self.state(id, &["properties", "dnsSettings", "fqdn"]),
            Kind::Frontend => self.prop(node, "source", &|at, source| at.attr(source, &Attr::Fqdn)),
            _ => Expr::Null,
        }
    }
}
