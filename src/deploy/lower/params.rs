//! Params, variables and outputs.

use super::cond::{not, when};
use super::{At, Lower};
use crate::deploy::{self, Expr, Form, Func, Type, VarId};
use crate::topology::{Allowed, Attr, CondId, Late, LetId, ParamType, V, Value};

/// The ARM type of a param's type.
pub(super) fn param_type(ty: &ParamType) -> Type {
    match ty {
        ParamType::Int
        | ParamType::Number
        | ParamType::Port
        | ParamType::Duration
        | ParamType::Percent
        | ParamType::Disk => Type::Int,
        ParamType::Bool => Type::Bool,
        ParamType::Zones | ParamType::List(_) => Type::Array,
        ParamType::Map => Type::Object,
        ParamType::Str(..)
        | ParamType::Secret
        | ParamType::SshKey
        | ParamType::Cidr
        | ParamType::Address
        | ParamType::VmSize
        | ParamType::Region
        | ParamType::Image
        | ParamType::Ref(_) => Type::String,
    }
}

/// What the text of a param is, or each text of a list.
fn form(ty: &ParamType) -> Option<Form> {
    match ty {
        ParamType::Address => Some(Form::Address),
        ParamType::Cidr => Some(Form::Cidr),
        ParamType::VmSize => Some(Form::Size),
        ParamType::List(inner) if !matches!(**inner, ParamType::List(_)) => form(inner),
        _ => None,
    }
}

impl<'l> Lower<'l> {
    /// The params of this deployment, in source order.
    pub(super) fn make_params(&'l self) -> Vec<deploy::Param> {
        // A param's default may not name a variable.
        let at = At { inline: true, ..self.at(CondId::ALWAYS, None) };
        let mut out = Vec::new();
        for param in self.topology.params.iter().filter(|p| !p.foreign) {
            let zones = matches!(param.ty, ParamType::Zones);
            let optional = param.optional();
            let default = param.default.as_ref().map(|default| match default.v {
                V::None => Expr::str(""),
                _ if zones => at.zones(default),
                _ => at.expr(default),
            });
            let (mut min, mut max, mut allowed) = (None, None, Vec::new());
            match &param.allowed {
                Some(Allowed::Range(lo, hi)) => (min, max) = (Some(*lo), Some(*hi)),
                Some(Allowed::Values(values)) => {
                    let values = values.iter().map(|v| Value::new(v.clone(), param.span));
                    allowed = values.map(|v| if zones { at.zones(&v) } else { at.expr(&v) }).collect();
                    // The default must be one of the allowed values.
                    if optional {
                        allowed.push(Expr::str(""));
                    }
                }
                None if param.ty == ParamType::Port => (min, max) = (Some(0), Some(65_535)),
                None => {}
            }
            let (mut min_length, mut max_length) = (None, None);
            if let ParamType::Str(least, most) = param.ty {
                // `""` is what "not given" prints as, so it must be allowed.
                min_length = least.filter(|_| !optional).map(i64::from);
                max_length = most.map(i64::from);
            }
            out.push(deploy::Param {
                name: param.name.to_string(),
                ty: param_type(&param.ty),
                secure: param.ty == ParamType::Secret,
                default,
                form: form(&param.ty),
                allowed,
                min,
                max,
                min_length,
                max_length,
                doc: param.doc.as_ref().map(ToString::to_string),
                origin: self.origin(param.name_span),
            });
        }
        out
    }

    /// Which late `let`s become variables, each after those it needs: those without run-time state, and which are
    /// always given.
    pub(super) fn plan_vars(&mut self) -> Vec<LetId> {
        let count = self.topology.lets.len();
        let mut order = Vec::new();
        let mut seen = vec![false; count];
        for first in 0..count {
            let mut open = vec![(first, false)];
            while let Some((at, done)) = open.pop() {
                if done {
                    order.push(LetId(at as u32));
                    continue;
                }
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                open.push((at, true));
                let mut needs = Vec::new();
                each(&self.topology.lets[at].value, &mut |v| {
                    if let Some(Late::Let(id)) = v.as_late() {
                        needs.push(id.index());
                    }
                });
                open.extend(needs.into_iter().rev().map(|at| (at, false)));
            }
        }
        let mut state = vec![false; count];
        let mut made = Vec::new();
        for id in order {
            let value = &self.topology.lets[id.index()].value;
            each(value, &mut |v| match v.as_late() {
                Some(Late::Let(inner)) => state[id.index()] |= state[inner.index()],
                Some(Late::Attr(_, attr)) => state[id.index()] |= !matches!(attr, Attr::Id | Attr::Name),
                Some(Late::Call(crate::topology::Func::ListCall | crate::topology::Func::NewGuid, _)) => {
                    state[id.index()] = true;
                }
                _ => {}
            });
            if !state[id.index()] {
                made.push(id);
            }
        }
        made
    }

    /// The variables that `plan_vars` chose.
    pub(super) fn make_vars(&'l self, lets: &[LetId], names: &[String]) -> Vec<deploy::Var> {
        lets.iter()
            .zip(names)
            .map(|(id, name)| {
                let written = &self.topology.lets[id.index()];
                deploy::Var {
                    name: name.clone(),
                    value: self.at(CondId::ALWAYS, None).expr(&written.value),
                    ty: self.type_of(&written.value),
                    origin: self.origin(written.span),
                }
            })
            .collect()
    }

    /// Which of the chosen `let`s are always given; the rest is put in where it is used.
    pub(super) fn always_given(&'l self, lets: Vec<LetId>) -> Vec<LetId> {
        let at = self.at(CondId::ALWAYS, None);
        lets.into_iter().filter(|id| at.given(&self.topology.lets[id.index()].value) == Expr::Bool(true)).collect()
    }

    /// The outputs, in source order.
    pub(super) fn make_outputs(&'l self) -> Vec<deploy::Output> {
        self.topology
            .outputs
            .iter()
            .map(|output| {
                let at = self.at(output.cond, None);
                let ty = self.type_of(&output.value);
                let nothing = match ty {
                    Type::String => Expr::str(""),
                    Type::Int | Type::Bool | Type::Array | Type::Object => Expr::Null,
                };
                deploy::Output {
                    name: output.name.to_string(),
                    ty,
                    value: at.choose(&output.value, &nothing, &At::expr),
                    condition: when(self.at(CondId::ALWAYS, None).holds(output.cond)),
                    doc: output.doc.as_ref().map(ToString::to_string),
                    origin: self.origin(output.name_span),
                }
            })
            .collect()
    }
}

/// Calls `f` on a value and on all inside it.
pub(super) fn each(value: &Value, f: &mut dyn FnMut(&Value)) {
    f(value);
    match &value.v {
        V::List(items) => items.iter().for_each(|v| each(v, f)),
        V::Map(entries) => entries.iter().for_each(|(_, v)| each(v, f)),
        V::Range(ends) => {
            each(&ends.0, f);
            each(&ends.1, f);
        }
        V::Late(late) => match &**late {
            Late::Param(_) | Late::Let(_) | Late::Fact(_) | Late::Choice(_) | Late::Arm(_) => {}
            Late::Attr(of, _) | Late::Not(of) | Late::Member(of, _) => each(of, f),
            Late::Join(parts) | Late::Call(_, parts) => parts.iter().for_each(|v| each(v, f)),
            Late::And(a, b) | Late::Or(a, b) | Late::Compare(_, a, b) | Late::Index(a, b) => {
                each(a, f);
                each(b, f);
            }
            Late::If(c, a, b) => [c, a, b].into_iter().for_each(|v| each(v, f)),
        },
        _ => {}
    }
}

impl<'l> At<'l> {
    /// Zones: numbers, printed as strings.
    pub(super) fn zones(self, value: &Value) -> Expr {
        let numbers = match value.as_late() {
            Some(Late::Param(id)) => match &self.lower.topology.params[id.index()].ty {
                ParamType::List(inner) => **inner == ParamType::Int,
                _ => false,
            },
            _ => false,
        };
        if numbers {
            return Expr::Call(Func::Strings, vec![self.expr(value)]);
        }
        self.list(value, None, &|at, zone| match at.lower.type_of(zone) {
            Type::Int => at.text(zone),
            _ => at.expr(zone),
        })
    }

    /// The opposite of a boolean.
    pub(super) fn inverse(self, value: &Value) -> Expr {
        not(self.truth(value))
    }

    /// Text in base64; what is known is encoded here.
    pub(super) fn base64(self, value: &Value) -> Expr {
        use base64::Engine as _;
        match self.text(value) {
            Expr::Str(text) => Expr::Str(base64::engine::general_purpose::STANDARD.encode(text)),
            text => Expr::Call(Func::Base64, vec![text]),
        }
    }
}

/// Drops the variables and params that nothing names.
pub(super) fn drop_unused(deployment: &mut deploy::Deployment) {
    let mut used_vars = vec![false; deployment.vars.len()];
    let mut used_params = vec![false; deployment.params.len()];
    let mark = |expr: &Expr, vars: &mut Vec<usize>, params: &mut Vec<usize>| {
        expr.each(&mut |e| match e {
            Expr::Var(id) => vars.push(id.0),
            Expr::Param(id) => params.push(id.0),
            Expr::Arm(text) => {
                // Word for word: whatever it names is used.
                params.extend((0..deployment.params.len()).filter(|at| text.contains(&deployment.params[*at].name)));
                vars.extend((0..deployment.vars.len()).filter(|at| text.contains(&deployment.vars[*at].name)));
            }
            _ => {}
        });
    };
    let (mut vars, mut params) = (Vec::new(), Vec::new());
    for expr in deployment.resources.iter().flat_map(deploy::Resource::exprs) {
        mark(expr, &mut vars, &mut params);
    }
    for output in &deployment.outputs {
        mark(&output.value, &mut vars, &mut params);
        if let Some(condition) = &output.condition {
            mark(condition, &mut vars, &mut params);
        }
    }
    loop {
        let (mut more_vars, mut more_params) = (Vec::new(), Vec::new());
        for at in vars.drain(..) {
            if !std::mem::replace(&mut used_vars[at], true) {
                mark(&deployment.vars[at].value, &mut more_vars, &mut more_params);
            }
        }
        for at in params.drain(..) {
            if !std::mem::replace(&mut used_params[at], true)
                && let Some(default) = &deployment.params[at].default
            {
                mark(default, &mut more_vars, &mut more_params);
            }
        }
        if more_vars.is_empty() && more_params.is_empty() {
            break;
        }
        (vars, params) = (more_vars, more_params);
    }
    let numbers = |used: &[bool]| -> Vec<usize> {
        let mut next = 0;
        used.iter()
            .map(|used| {
                let at = next;
                next += usize::from(*used);
                at
            })
            .collect()
    };
    let (new_vars, new_params) = (numbers(&used_vars), numbers(&used_params));
    let mut at = 0;
    deployment.vars.retain(|_| {
        at += 1;
        used_vars[at - 1]
    });
    at = 0;
    deployment.params.retain(|_| {
        at += 1;
        used_params[at - 1]
    });
    deployment.each_mut(&mut |e| match e {
        Expr::Var(VarId(at)) => *at = new_vars[*at],
        Expr::Param(deploy::ParamId(at)) => *at = new_params[*at],
        _ => {}
    });
}
