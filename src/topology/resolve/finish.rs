//! Names in Azure, and what is known only when everything has been evaluated.

use super::{Resolver, State};
use crate::codes;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Late, NodeId, V, Value};

impl Resolver<'_, '_> {
    /// A thing's Azure name: as written, else its symbol with the keys of its loops behind it and, for a resource in a
    /// module instance, the instance's before it.
    pub(super) fn azure_name(&mut self, id: NodeId) -> Value {
        match std::mem::replace(&mut self.drafts[id.index()].named, State::Busy) {
            State::Done(value) => {
                self.drafts[id.index()].named = State::Done(value.clone());
                value
            }
            State::Busy => {
                let (what, at) =
                    (format!("the name of `{}`", self.topology.path(id)), self.topology.node(id).name_span);
                self.circle(&what, at)
            }
            state => {
                let written = if matches!(state, State::Written(_)) { self.slot_value(id, "name") } else { None };
                let value = match written {
                    Some(value) if !value.is_none() => value,
                    _ => self.default_name(id),
                };
                self.drafts[id.index()].named = State::Done(value.clone());
                value
            }
        }
    }

    fn default_name(&self, id: NodeId) -> Value {
        let node = self.topology.node(id);
        let mut name = node.symbol.to_string();
        for key in &node.keys {
            name.push_str(&format!("-{key}"));
        }
        let at = node.name_span;
        if node.parent.is_none() {
            if let Some(instance) = node.instance {
                name = format!("{}-{name}", self.topology.instances[instance.index()].symbol);
            }
        } else if let Some(machine) = node.parent.map(|p| self.topology.node(p))
            && node.kind == Kind::Nic
            && machine.kind == Kind::Vm
            && let Some(parent) = node.parent
        {
            // A vm's nic is a resource: its name holds the vm's.
            return match self.drafts[parent.index()].named.clone() {
                State::Done(Value { v: V::Str(s), .. }) => Value::text(format!("{s}-{name}"), at),
                State::Done(value) if value.as_late().is_some() => {
                    Value::late(Late::Join(vec![value, Value::text(format!("-{name}"), at)]), at)
                }
                _ => Value::text(format!("{}-{name}", machine.symbol), at),
            };
        }
        Value::text(name, at)
    }

    /// Defaults of params wait until everything is declared.
    pub(super) fn evaluate_defaults(&mut self) {
        for (id, written, scope) in std::mem::take(&mut self.defaults) {
            self.default(id, written, scope);
        }
        self.circular_defaults();
    }

    /// Params whose defaults need each other.
    fn circular_defaults(&mut self) {
        for at in 0..self.topology.params.len() {
            let start = super::super::ParamId(at as u32);
            let mut open = vec![start];
            let mut seen = Vec::new();
            while let Some(next) = open.pop() {
                let Some(default) = &self.topology.param(next).default else { continue };
                let mut needs = Vec::new();
                params_in(default, &mut needs);
                if needs.contains(&start) {
                    let (name, span) = (self.topology.param(start).name.clone(), self.topology.param(start).name_span);
                    let circle = codes::CYCLE.at(span, format!("the default of `{name}` needs `{name}` itself"));
                    self.report(circle);
                    self.topology.params[at].default = Some(Value::new(V::Missing, span));
                    break;
                }
                for next in needs {
                    if !seen.contains(&next) {
                        seen.push(next);
                        open.push(next);
                    }
                }
            }
        }
    }

    /// Says that something needs itself, with everything on the way.
    pub(super) fn circle(&mut self, what: &str, at: Span) -> Value {
        let start = self.evaluating.iter().position(|(w, _)| w == what).unwrap_or(0);
        let path: Vec<(String, Span)> = self.evaluating[start..].to_vec();
        let names: Vec<&str> = path.iter().map(|(w, _)| w.as_str()).chain([what]).collect();
        let mut diagnostic = codes::CYCLE.at(at, format!("{what} needs itself: {}", names.join(" → ")));
        for (name, span) in path.iter().skip(1) {
            diagnostic = diagnostic.because(*span, format!("{name} is needed here"));
        }
        self.missing(at, diagnostic)
    }

    /// What is known only now: things made by a loop may sort before their parents' later children, and so on.
    pub(super) fn finish(&mut self) {
        self.foreign_groups();
        self.run_time_circles();
    }

    /// Things of a file taken in by `use existing` are in the group and region that its `deploy` names.
    fn foreign_groups(&mut self) {
        let mut groups: Vec<(crate::source::FileId, Vec<super::super::Slot>)> = Vec::new();
        for node in self.topology.nodes.iter().filter(|n| n.kind == Kind::Deploy && n.existing) {
            let place = ["group", "subscription", "location"];
            groups.push((node.span.file, node.slots.iter().filter(|s| place.contains(&s.row.name)).cloned().collect()));
        }
        for node in &mut self.topology.nodes {
            if !node.existing || node.parent.is_some() || node.kind == Kind::Deploy {
                continue;
            }
            let Some((_, slots)) = groups.iter().find(|(file, _)| *file == node.span.file) else { continue };
            for slot in slots {
                let row = crate::schema::row(node.kind).prop(slot.row.name);
                if let Some(row) = row
                    && node.slots.iter().all(|s| s.row.name != slot.row.name && s.row.name != "id")
                {
                    node.slots.push(super::super::Slot { row, ..slot.clone() });
                }
            }
        }
    }

    /// Resources whose run-time state needs each other: ARM would refuse the circle of `dependsOn`.
    fn run_time_circles(&mut self) {
        let edges: Vec<Vec<(NodeId, Span)>> =
            (0..self.topology.nodes.len()).map(|at| self.needs(NodeId(at as u32))).collect();
        // Colours: 0 not seen, 1 on the way, 2 done. Iterative, so that depth is no matter.
        let mut colour = vec![0u8; edges.len()];
        let mut found: Vec<Vec<(NodeId, Span)>> = Vec::new();
        for start in 0..edges.len() {
            if colour[start] != 0 {
                continue;
            }
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            colour[start] = 1;
            while let Some((at, next)) = path.last_mut() {
                match edges[*at].get(*next) {
                    Some((to, _)) => {
                        *next += 1;
                        let to = to.index();
                        if colour[to] == 0 {
                            colour[to] = 1;
                            path.push((to, 0));
                        } else if colour[to] == 1 {
                            let from = path.iter().position(|(n, _)| *n == to).unwrap_or(0);
                            found.push(path[from..].iter().map(|(n, i)| edges[*n][*i - 1]).collect());
                        }
                    }
                    None => {
                        colour[*at] = 2;
                        path.pop();
                    }
                }
            }
        }
        for circle in found {
            let names: Vec<String> = circle.iter().map(|(n, _)| format!("`{}`", self.topology.path(*n))).collect();
            let Some((last, at)) = circle.last().copied() else { continue };
            let first = names.last().cloned().unwrap_or_default();
            let words = if circle.len() == 1 {
                format!("`{}` needs itself", self.topology.path(last))
            } else {
                format!("{first} needs itself: {first} → {}", names.join(" → "))
            };
            let mut diagnostic = codes::CYCLE.at(at, words);
            for (node, span) in &circle[..circle.len() - 1] {
                diagnostic = diagnostic.because(*span, format!("`{}` is needed here", self.topology.path(*node)));
            }
            self.report(diagnostic);
        }
    }

    /// The resources that a resource needs to be there first, with everything in it that is no resource of its own.
    fn needs(&self, own: NodeId) -> Vec<(NodeId, Span)> {
        let node = self.topology.node(own);
        if node.existing || !self.is_resource(own) {
            return Vec::new();
        }
        let mut out: Vec<(NodeId, Span)> = Vec::new();
        let mut open = vec![own];
        while let Some(at) = open.pop() {
            let node = self.topology.node(at);
            // Of a network in an NSG's rule only the prefixes are written, so it need not be there.
            let by_prefix = node.kind == Kind::NsgRule;
            // Of a next hop the address is written; where the source says it, the hop need not be there.
            let by_address = node.kind == Kind::Route;
            let values = node.slots.iter().map(|s| &s.value).chain(node.body.iter().map(|(_, v, _)| v));
            for value in values.chain(node.raw.iter().map(|(v, _)| v)) {
                things_in(value, &mut |id, span| {
                    if by_prefix && matches!(self.topology.node(id).kind, Kind::Vnet | Kind::Subnet) {
                        return;
                    }
                    if by_address && self.has_fixed_address(id) {
                        return;
                    }
                    let other = self.resource_of(id);
                    if other != own && !self.topology.node(other).existing && !out.iter().any(|(n, _)| *n == other) {
                        out.push((other, span));
                    }
                });
            }
            for child in &node.children {
                if !self.is_resource(*child) {
                    open.push(*child);
                } else if self.topology.node(*child).kind == Kind::Nic {
                    out.push((*child, self.topology.node(*child).name_span));
                }
            }
        }
        out
    }

    /// Whether the source says the address of a frontend or NIC, in every variant.
    fn has_fixed_address(&self, id: NodeId) -> bool {
        let node = self.topology.node(id);
        let Some(slot) = node.slots.iter().find(|s| s.row.name == "address") else { return false };
        let maybe = match &slot.value.v {
            V::None | V::Missing => true,
            V::Late(late) => matches!(**late, Late::If(..)),
            _ => false,
        };
        matches!(node.kind, Kind::Frontend | Kind::Nic) && slot.cond == node.cond && !maybe
    }

    /// Whether a thing is a resource of its own in Azure.
    fn is_resource(&self, id: NodeId) -> bool {
        let node = self.topology.node(id);
        match node.parent.map(|p| self.topology.node(p).kind) {
            None => true,
            Some(Kind::Vm) => matches!(node.kind, Kind::Nic | Kind::Extension),
            Some(_) => matches!(node.kind, Kind::Peering | Kind::Autoscale),
        }
    }

    /// The resource that a thing is, or is a part of.
    fn resource_of(&self, mut id: NodeId) -> NodeId {
        while !self.is_resource(id) {
            let Some(parent) = self.topology.node(id).parent else { break };
            id = parent;
        }
        id
    }
}

/// Every thing that a value names.
pub(super) fn things_in(value: &Value, take: &mut impl FnMut(NodeId, Span)) {
    match &value.v {
        V::Thing(id) => take(*id, value.span),
        V::Family(ids) => ids.iter().for_each(|id| take(*id, value.span)),
        V::List(items) => items.iter().for_each(|i| things_in(i, take)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| things_in(v, take)),
        V::Range(ends) => {
            things_in(&ends.0, take);
            things_in(&ends.1, take);
        }
        V::Late(late) => match &**late {
            Late::Choice(ids) => ids.iter().for_each(|id| take(*id, value.span)),
            other => parts(other, &mut |v| things_in(v, take)),
        },
        _ => {}
    }
}

fn params_in(value: &Value, out: &mut Vec<super::super::ParamId>) {
    match &value.v {
        V::List(items) => items.iter().for_each(|i| params_in(i, out)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| params_in(v, out)),
        V::Late(late) => match &**late {
            Late::Param(p) => out.push(*p),
            other => parts(other, &mut |v| params_in(v, out)),
        },
        _ => {}
    }
}

/// The values directly inside a late one.
pub(super) fn parts(late: &Late, take: &mut dyn FnMut(&Value)) {
    match late {
        Late::Param(_) | Late::Let(_) | Late::Fact(_) | Late::Choice(_) | Late::Arm(_) => {}
        Late::Attr(v, _) | Late::Not(v) | Late::Member(v, _) => take(v),
        Late::Join(vs) | Late::Call(_, vs) => vs.iter().for_each(take),
        Late::And(a, b) | Late::Or(a, b) | Late::Compare(_, a, b) | Late::Index(a, b) => {
            take(a);
            take(b);
        }
        Late::If(c, a, b) => {
            take(c);
            take(a);
            take(b);
        }
    }
}
