//! Values as expressions. `none` prints as nothing: a property is not written, an element is left out, a string gets
//! `""`.

use super::At;
use super::cond::{choice, when};
use crate::deploy::{Element, Expr, Func, Step, Target, Type};
use crate::schema::Kind;
use crate::topology::{self as top, Fact, Late, NodeId, Text, V, Value, fold};

/// How a value becomes an expression at some place.
pub(super) type Convert<'c, 'l> = &'c dyn Fn(At<'l>, &Value) -> Expr;

impl<'l> At<'l> {
    /// A value as it is; null where there is none.
    pub(super) fn expr(self, value: &Value) -> Expr {
        match &value.v {
            V::Missing | V::Unknown | V::None | V::Scope(_) => Expr::Null,
            V::Bool(b) => Expr::Bool(*b),
            V::Int(i) | V::Percent(i) | V::Disk(i) => Expr::Int(*i),
            V::Number(n) => Expr::Number(*n),
            V::Str(s) | V::Word(s) => Expr::str(&**s),
            V::Cidr(_) | V::Address(_) | V::Duration(_) | V::Time(_) => {
                Expr::Str(fold::display(value).unwrap_or_default())
            }
            V::Range(ends) => self.joined(&[&ends.0, &Value::text("-", value.span), &ends.1]),
            V::Any => Expr::str("*"),
            V::List(_) | V::Family(_) => Expr::List(self.elements(value, &At::expr)),
            V::Map(entries) => self.map(entries),
            V::Thing(id) => self.id(*id),
            V::Late(late) => self.late(late, value),
        }
    }

    fn late(self, late: &Late, value: &Value) -> Expr {
        match late {
            Late::Param(id) => self.param(*id),
            Late::Let(id) => match self.lower.vars.get(id.index()) {
                Some(Some(var)) if !self.inline => Expr::Var(*var),
                _ => self.expr(&self.lower.topology.lets[id.index()].value),
            },
            Late::Fact(fact) => Expr::Fact(*fact),
            Late::Choice(nodes) => self.among(nodes, |id| self.id(id)),
            Late::Attr(of, attr) => self.attr(of, attr),
            Late::Join(parts) => self.joined(&parts.iter().collect::<Vec<_>>()),
            Late::Call(func, args) => self.call(*func, args),
            Late::Not(_) | Late::And(..) | Late::Or(..) | Late::Compare(..) => self.truth(value),
            Late::If(c, a, b) => choice(self.truth(c), self.expr(a), self.expr(b)),
            Late::Index(list, index) => {
                let index = self.expr(index);
                match self.expr(list) {
                    Expr::ListCall(id, name, mut steps) => {
                        steps.push(Step::Index(index));
                        Expr::ListCall(id, name, steps)
                    }
                    Expr::State(target, mut steps) => {
                        steps.push(Step::Index(index));
                        Expr::State(target, steps)
                    }
                    list => Expr::Index(Box::new(list), Box::new(index)),
                }
            }
            Late::Member(map, name) => match self.expr(map) {
                Expr::ListCall(id, call, mut steps) => {
                    steps.push(Step::Member(name.to_string()));
                    Expr::ListCall(id, call, steps)
                }
                Expr::State(target, mut steps) => {
                    steps.push(Step::Member(name.to_string()));
                    Expr::State(target, steps)
                }
                map => Expr::Member(Box::new(map), name.to_string()),
            },
            Late::Arm(text) => Expr::Arm(text.to_string()),
        }
    }

    fn param(self, id: top::ParamId) -> Expr {
        match self.lower.params.get(id.index()) {
            Some(Some(param)) => Expr::Param(*param),
            // Of another deployment: its default is the best that can be said.
            _ => match &self.lower.topology.param(id).default {
                Some(default) if !default.is_none() => self.expr(default),
                _ => Expr::str(""),
            },
        }
    }

    /// A map in free form. `none` in it prints as `""`, in an ARM body it is left out.
    fn map(self, entries: &[(Text, Value)]) -> Expr {
        let mut members = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let value = if self.arm_body { self.expr(value) } else { self.choose(value, &Expr::str(""), &At::expr) };
            if value != Expr::Null {
                members.push((key.to_string(), value));
            }
        }
        Expr::Object(members)
    }

    /// A value as text.
    pub(super) fn text(self, value: &Value) -> Expr {
        match &value.v {
            V::Late(late) => match &**late {
                Late::If(c, a, b) => choice(self.truth(c), self.text(a), self.text(b)),
                Late::Let(id) if self.given(value) != Expr::Bool(true) => {
                    self.text(&self.lower.topology.lets[id.index()].value)
                }
                _ => match self.lower.type_of(value) {
                    Type::String => self.expr(value),
                    // As `true` and `false` are written when they are known.
                    Type::Bool => choice_text(self.truth(value)),
                    Type::Int | Type::Array | Type::Object => Expr::Call(Func::ToString, vec![self.expr(value)]),
                },
            },
            V::Range(_) | V::Any => self.expr(value),
            V::List(_) | V::Map(_) => Expr::Call(Func::String, vec![self.expr(value)]),
            V::Thing(_) => self.expr(value),
            _ => Expr::Str(fold::display(value).unwrap_or_default()),
        }
    }

    /// Text put together.
    pub(super) fn joined(self, parts: &[&Value]) -> Expr {
        let mut out: Vec<Expr> = Vec::new();
        for part in parts {
            // Late numbers stand in a text as they are.
            let part = match part.as_late() {
                Some(Late::Param(_) | Late::Let(_) | Late::Call(..) | Late::Index(..) | Late::Member(..))
                    if self.lower.type_of(part) == Type::Int && self.given(part) == Expr::Bool(true) =>
                {
                    self.expr(part)
                }
                _ => self.text(part),
            };
            push_text(&mut out, part);
        }
        match out.len() {
            0 => Expr::str(""),
            1 => match out.remove(0) {
                text @ Expr::Str(_) => text,
                other => match parts {
                    [one] if self.lower.type_of(one) == Type::Int => Expr::Call(Func::ToString, vec![other]),
                    _ => other,
                },
            },
            _ => Expr::Concat(out),
        }
    }

    /// A value by `convert`, or `otherwise` where it is `none`.
    pub(super) fn choose(self, value: &Value, otherwise: &Expr, convert: Convert<'_, 'l>) -> Expr {
        match &value.v {
            V::None | V::Missing | V::Unknown => otherwise.clone(),
            V::Late(late) => match &**late {
                Late::If(c, a, b) => {
                    choice(self.truth(c), self.choose(a, otherwise, convert), self.choose(b, otherwise, convert))
                }
                Late::Let(id) if self.given(value) != Expr::Bool(true) => {
                    self.choose(&self.lower.topology.lets[id.index()].value, otherwise, convert)
                }
                Late::Choice(nodes) => self.among(nodes, |id| convert(self, &Value::new(V::Thing(id), value.span))),
                // What is not given prints as `""` anyhow.
                Late::Param(_) if *otherwise == Expr::str("") => convert(self, value),
                Late::Param(_) => choice(self.given(value), convert(self, value), otherwise.clone()),
                _ => convert(self, value),
            },
            _ => convert(self, value),
        }
    }

    /// The elements of a list that is known as such; what may be none has a condition.
    pub(super) fn elements(self, value: &Value, convert: Convert<'_, 'l>) -> Vec<Element> {
        let mut out = Vec::new();
        for item in value.items() {
            match &item.v {
                V::None | V::Missing | V::Unknown => {}
                V::Family(ids) => {
                    for id in &**ids {
                        let there = self.holds(self.lower.topology.node(*id).cond);
                        if there != Expr::Bool(false) {
                            let thing = Value::new(V::Thing(*id), item.span);
                            out.push(Element { value: convert(self, &thing), condition: when(there) });
                        }
                    }
                }
                _ => {
                    let there = self.given(item);
                    if there != Expr::Bool(false) {
                        out.push(Element { value: self.sure(item, convert), condition: when(there) });
                    }
                }
            }
        }
        out
    }

    /// A value by `convert`, where it is already known not to be `none`.
    fn sure(self, value: &Value, convert: Convert<'_, 'l>) -> Expr {
        match value.as_late() {
            Some(Late::If(c, a, b)) => match (self.given(a), self.given(b)) {
                (_, Expr::Bool(false)) => self.sure(a, convert),
                (Expr::Bool(false), _) => self.sure(b, convert),
                _ => choice(self.truth(c), self.sure(a, convert), self.sure(b, convert)),
            },
            Some(Late::Let(id)) if self.given(value) != Expr::Bool(true) => {
                self.sure(&self.lower.topology.lets[id.index()].value, convert)
            }
            Some(Late::Choice(nodes)) => self.among(nodes, |id| convert(self, &Value::new(V::Thing(id), value.span))),
            _ => convert(self, value),
        }
    }

    /// A list, each element in an object of one member where `wrap` names it; a single value is a list of itself.
    pub(super) fn list(self, value: &Value, wrap: Option<&str>, convert: Convert<'_, 'l>) -> Expr {
        let wrapped = |at: At<'l>, value: &Value| wrap_in(wrap, convert(at, value));
        match value.as_late() {
            Some(Late::If(c, a, b)) if self.lower.is_list(a) || self.lower.is_list(b) => {
                choice(self.truth(c), self.list(a, wrap, convert), self.list(b, wrap, convert))
            }
            Some(Late::Let(id)) if self.lower.is_list(value) => {
                let inner = &self.lower.topology.lets[id.index()].value;
                if wrap.is_none() && self.given(value) == Expr::Bool(true) {
                    return self.expr(value);
                }
                self.list(inner, wrap, convert)
            }
            Some(_) if self.lower.is_list(value) => match wrap {
                Some(member) => Expr::Each(Box::new(self.expr(value)), member.to_owned()),
                None => self.expr(value),
            },
            _ if value.is_none() || value.is_missing() => Expr::Null,
            _ => Expr::List(self.elements(value, &wrapped)),
        }
    }

    /// One thing or another, by which is there; the last one needs no condition.
    pub(super) fn among(self, nodes: &[NodeId], f: impl Fn(NodeId) -> Expr) -> Expr {
        let mut out = Expr::Null;
        for (at, id) in nodes.iter().enumerate().rev() {
            let value = f(*id);
            let there = self.holds(self.lower.topology.node(*id).cond);
            out = if at + 1 == nodes.len() && there != Expr::Bool(false) { value } else { choice(there, value, out) };
        }
        out
    }

    /// The id of a thing.
    pub(super) fn id(self, id: NodeId) -> Expr {
        match self.target(id) {
            Some(target) => Expr::Id(target),
            None => Expr::Null,
        }
    }

    /// A thing as a resource, or as something inside one.
    pub(super) fn target(self, id: NodeId) -> Option<Target> {
        if let Some(resource) = self.lower.res[id.index()] {
            return Some(Target { resource, child: Vec::new() });
        }
        let node = self.lower.topology.node(id);
        let mut target = self.target(node.parent?)?;
        let segment = match node.kind {
            Kind::Subnet => "subnets",
            Kind::Peering => "virtualNetworkPeerings",
            Kind::NsgRule => "securityRules",
            Kind::Route => "routes",
            Kind::Frontend => "frontendIPConfigurations",
            Kind::Pool => "backendAddressPools",
            Kind::Member => "loadBalancerBackendAddresses",
            Kind::Probe => "probes",
            Kind::Rule => "loadBalancingRules",
            Kind::NatRule => "inboundNatRules",
            Kind::NatPool => "inboundNatPools",
            Kind::Outbound => "outboundRules",
            Kind::Extension => "extensions",
            Kind::Nic => "networkInterfaceConfigurations",
            Kind::Ip => "ipConfigurations",
            _ => return Some(target),
        };
        target.child.push((segment.to_owned(), self.text(&node.name)));
        Some(target)
    }

    fn call(self, func: top::Func, args: &[Value]) -> Expr {
        use top::Func as F;
        let mut exprs: Vec<Expr> = args.iter().map(|a| self.expr(a)).collect();
        let func = match func {
            F::Lower => Func::ToLower,
            F::Upper => Func::ToUpper,
            F::Take => Func::Take,
            F::Replace => Func::Replace,
            F::Split => Func::Split,
            F::JoinList => Func::Join,
            F::Length => Func::Length,
            F::Min => Func::Min,
            F::Max => Func::Max,
            F::Mod => Func::Mod,
            F::Div => Func::Div,
            F::Add => Func::Add,
            F::Sub => Func::Sub,
            F::Mul => Func::Mul,
            F::Base64 => Func::Base64,
            F::CidrSubnet => Func::CidrSubnet,
            F::CidrHost => Func::CidrHost,
            F::Unique | F::Guid => {
                exprs = args.iter().map(|a| self.text(a)).collect();
                exprs.insert(0, Expr::Fact(Fact::GroupId));
                if func == F::Unique { Func::UniqueString } else { Func::Guid }
            }
            F::UniqueString => {
                exprs = args.iter().map(|a| self.text(a)).collect();
                Func::UniqueString
            }
            F::NewGuid => Func::NewGuid,
            F::Json => Func::String,
            F::Child => return self.child(args),
            F::ListCall => return self.list_call(args),
        };
        // A text that may be none is `""`.
        if matches!(func, Func::ToLower | Func::ToUpper | Func::Replace | Func::Split | Func::Base64)
            && let (Some(first), Some(value)) = (exprs.first_mut(), args.first())
        {
            *first = self.text(value);
        }
        Expr::Call(func, exprs)
    }

    fn child(self, args: &[Value]) -> Expr {
        let [of, kind, name] = args else { return Expr::Null };
        let (kind, name) = (self.text(kind), self.text(name));
        let one = |id: NodeId| match (self.target(id), &kind) {
            (Some(mut target), Expr::Str(kind)) => {
                target.child.push((kind.clone(), name.clone()));
                Expr::Id(target)
            }
            _ => Expr::Null,
        };
        match &of.v {
            V::Thing(id) => one(*id),
            V::Late(late) => match &**late {
                Late::Choice(nodes) => self.among(nodes, one),
                _ => {
                    let mut parts = Vec::new();
                    for part in [self.expr(of), Expr::str("/"), kind.clone(), Expr::str("/"), name.clone()] {
                        push_text(&mut parts, part);
                    }
                    Expr::Concat(parts)
                }
            },
            _ => Expr::Null,
        }
    }

    fn list_call(self, args: &[Value]) -> Expr {
        let [of, name] = args else { return Expr::Null };
        let Some(name) = name.as_str() else { return Expr::Null };
        let one = |id: NodeId| match self.target(id) {
            Some(target) if target.child.is_empty() => Expr::ListCall(target.resource, name.to_owned(), Vec::new()),
            _ => Expr::Null,
        };
        match &of.v {
            V::Thing(id) => one(*id),
            V::Late(late) => match &**late {
                Late::Choice(nodes) => self.among(nodes, one),
                _ => match self.lower.id_kind(of).and_then(|kind| self.lower.outside(self.expr(of), kind)) {
                    Some(target) => Expr::ListCall(target.resource, name.to_owned(), Vec::new()),
                    None => Expr::Null,
                },
            },
            _ => Expr::Null,
        }
    }
}

fn choice_text(c: Expr) -> Expr {
    choice(c, Expr::str("true"), Expr::str("false"))
}

fn wrap_in(wrap: Option<&str>, value: Expr) -> Expr {
    match wrap {
        Some(member) => Expr::Object(vec![(member.to_owned(), value)]),
        None => value,
    }
}

/// Adds a part to a text: neighbours that are known become one.
fn push_text(out: &mut Vec<Expr>, part: Expr) {
    match part {
        Expr::Concat(parts) => parts.into_iter().for_each(|part| push_text(out, part)),
        Expr::Str(text) if text.is_empty() => {}
        Expr::Str(text) => match out.last_mut() {
            Some(Expr::Str(last)) => last.push_str(&text),
            _ => out.push(Expr::Str(text)),
        },
        Expr::Int(number) => push_text(out, Expr::Str(number.to_string())),
        part => out.push(part),
    }
}
