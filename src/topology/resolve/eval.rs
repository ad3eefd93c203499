//! Expressions → values.

use super::paths::Want;
use super::{Resolver, State};
use crate::codes;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, CompareOp, Expr, ExprKind, StrPart};
use crate::topology::{Func, Late, Let, LetId, ScopeId, Text, V, Value, fold};

impl<'a> Resolver<'a, '_> {
    /// The value of an expression where `want` is wanted. Names fall back to words where words are wanted.
    pub(super) fn eval(&mut self, e: &'a Expr, scope: ScopeId, want: &Want) -> Value {
        let span = e.span;
        match &e.kind {
            ExprKind::None => Value::new(V::None, span),
            ExprKind::Bool(b) => Value::new(V::Bool(*b), span),
            ExprKind::Int(i) => Value::new(V::Int(*i), span),
            ExprKind::Number(n) => Value::new(V::Number(*n), span),
            ExprKind::Duration(s) => Value::new(V::Duration(*s), span),
            ExprKind::Percent(p) => Value::new(V::Percent(*p), span),
            ExprKind::Disk(d) => Value::new(V::Disk(*d), span),
            ExprKind::Time(t) => Value::new(V::Time(*t), span),
            ExprKind::Ip(text) => self.ip(text, span),
            ExprKind::Str(parts) => self.string(parts, span, scope),
            ExprKind::List(items) => {
                let mut out = Vec::new();
                for item in items {
                    let value = self.eval(item, scope, want);
                    match &value.v {
                        V::None => {}
                        V::Family(ids) => out.extend(ids.iter().map(|id| Value::new(V::Thing(*id), value.span))),
                        _ => out.push(value),
                    }
                }
                Value::new(V::List(out.into()), span)
            }
            ExprKind::Map(entries) => {
                let mut out: Vec<(Text, Value)> = Vec::new();
                let inner = Want::anything();
                for (key, value) in entries {
                    let value = self.eval(value, scope, &inner);
                    if out.iter().any(|(k, _)| *k == key.text) {
                        self.report(
                            codes::DUPLICATE_PROPERTY
                                .at(key.span, format!("`{}` stands twice in this map", key.text))
                                .offer("remove it", key.span.to(value.span), ""),
                        );
                        continue;
                    }
                    out.push((key.text.clone(), value));
                }
                Value::new(V::Map(out.into()), span)
            }
            ExprKind::Paren(inner) => Value { span, ..self.eval(inner, scope, want) },
            ExprKind::Call(call) => self.call(call, span, scope),
            ExprKind::Ref(path) => self.path(path, scope, want),
            ExprKind::If(parts) => {
                let (condition, then, otherwise) = &**parts;
                let condition = self.condition_value(condition, scope);
                match condition.v {
                    V::Bool(true) => self.eval(then, scope, want),
                    V::Bool(false) => match otherwise {
                        Some(e) => self.eval(e, scope, want),
                        None => Value::new(V::None, span),
                    },
                    V::Missing => Value::new(V::Missing, span),
                    _ => {
                        self.remember(&condition);
                        let then = self.eval(then, scope, want);
                        let otherwise = match otherwise {
                            Some(e) => self.eval(e, scope, want),
                            None => Value::new(V::None, span),
                        };
                        if then.is_missing() || otherwise.is_missing() {
                            return Value::new(V::Missing, span);
                        }
                        Value::late(Late::If(condition, then, otherwise), span)
                    }
                }
            }
            ExprKind::Not(inner) => {
                let value = self.condition_value(inner, scope);
                negate(value, span)
            }
            ExprKind::Binary(op, sides) => self.binary(*op, &sides.0, &sides.1, span, scope),
            ExprKind::Range(ends) => {
                let inner = Want { things: false, ..want.clone() };
                let from = self.eval(&ends.0, scope, &inner);
                let to = self.eval(&ends.1, scope, &inner);
                Value::new(V::Range(std::sync::Arc::new((from, to))), span)
            }
        }
    }

    /// A value where nothing in particular is wanted.
    pub(super) fn eval_any(&mut self, e: &'a Expr, scope: ScopeId) -> Value {
        self.eval(e, scope, &Want::anything())
    }

    /// A condition: a boolean, known or late.
    pub(super) fn condition_value(&mut self, e: &'a Expr, scope: ScopeId) -> Value {
        let value = self.eval(e, scope, &Want::value());
        match &value.v {
            V::Bool(_) | V::Missing => value,
            V::Late(_) => match self.sort(&value) {
                Sort::Bool | Sort::Any => value,
                other => {
                    let diagnostic = codes::WRONG_TYPE
                        .at(value.span, format!("a condition is true or false, and this is {}", other.words()));
                    self.missing(value.span, diagnostic)
                }
            },
            _ => {
                let what = self.describe(&value);
                let diagnostic =
                    codes::WRONG_TYPE.at(value.span, format!("a condition is true or false, and this is {what}"));
                self.missing(value.span, diagnostic)
            }
        }
    }

    fn string(&mut self, parts: &'a [StrPart], span: Span, scope: ScopeId) -> Value {
        let mut out: Vec<Value> = Vec::new();
        for part in parts {
            match part {
                StrPart::Text(text) => out.push(Value::text(text.clone(), span)),
                StrPart::Expr(e) => {
                    let value = self.eval(e, scope, &Want::value());
                    let value = self.readable(value);
                    if value.is_missing() {
                        return Value::new(V::Missing, span);
                    }
                    if matches!(value.v, V::List(_) | V::Map(_) | V::Range(_)) {
                        let what = self.describe(&value);
                        let diagnostic = codes::WRONG_TYPE.at(value.span, format!("{what} cannot stand in a string"));
                        return self
                            .missing(span, diagnostic.help("`join(list, \",\")` and `json(v)` make text of it"));
                    }
                    out.push(value);
                }
            }
        }
        joined(out, span)
    }

    fn binary(&mut self, op: BinaryOp, a: &'a Expr, b: &'a Expr, span: Span, scope: ScopeId) -> Value {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let (a, b) = (self.condition_value(a, scope), self.condition_value(b, scope));
                logic(op == BinaryOp::And, a, b, span)
            }
            BinaryOp::Compare(op) => {
                let want = Want::anything();
                let (x, y) = (self.eval(a, scope, &want), self.eval(b, scope, &want));
                self.compare(op, x, y, span)
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
                let want = Want::value();
                let (x, y) = (self.eval(a, scope, &want), self.eval(b, scope, &want));
                let func = match op {
                    BinaryOp::Add => Func::Add,
                    BinaryOp::Sub => Func::Sub,
                    _ => Func::Mul,
                };
                self.arithmetic(func, x, y, span)
            }
        }
    }

    fn compare(&mut self, op: CompareOp, a: Value, b: Value, span: Span) -> Value {
        if a.is_missing() || b.is_missing() {
            return Value::new(V::Missing, span);
        }
        let thing = |v: &Value| matches!(v.v, V::Thing(_) | V::Family(_) | V::Scope(_));
        if a.is_none() || b.is_none() {
            let other = if a.is_none() { &b } else { &a };
            let given = match &other.v {
                V::None => Some(false),
                V::Late(late) => match &**late {
                    Late::Choice(_) | Late::Join(_) => Some(true),
                    _ => None,
                },
                _ => Some(true),
            };
            match (given, op) {
                (Some(given), CompareOp::Eq) => return Value::new(V::Bool(!given), span),
                (Some(given), CompareOp::Ne) => return Value::new(V::Bool(given), span),
                (None, CompareOp::Eq | CompareOp::Ne) => return Value::late(Late::Compare(op, a, b), span),
                _ => {
                    let diagnostic =
                        codes::WRONG_TYPE.at(span, "`none` has no order; it is compared with `==` and `!=`");
                    return self.missing(span, diagnostic);
                }
            }
        }
        if thing(&a) || thing(&b) {
            let diagnostic =
                codes::WRONG_TYPE.at(span, "a thing is compared with `none` alone; compare `.name` or `.id` instead");
            return self.missing(span, diagnostic);
        }
        let (x, y) = (self.sort(&a), self.sort(&b));
        if !x.comparable(&y) {
            let diagnostic = codes::WRONG_TYPE.at(span, format!("{} is compared with {}", x.words(), y.words()));
            return self.missing(span, diagnostic);
        }
        if let Some(never) = self.never_allowed(op, &a, &b).or_else(|| self.never_allowed(op, &b, &a)) {
            self.report(never);
        }
        match fold::compare(op, &a.v, &b.v) {
            Some(holds) => Value::new(V::Bool(holds), span),
            None => Value::late(Late::Compare(op, a, b), span),
        }
    }

    /// A param compared with something that it can never be.
    fn never_allowed(&self, op: CompareOp, a: &Value, b: &Value) -> Option<crate::diag::Diagnostic> {
        let Some(Late::Param(p)) = a.as_late() else { return None };
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return None;
        }
        let param = self.topology.param(*p);
        let (Some(super::super::Allowed::Values(values)), Some(text)) = (&param.allowed, b.as_str()) else {
            return None;
        };
        let words: Vec<&str> =
            values.iter().filter_map(|v| if let V::Str(s) | V::Word(s) = v { Some(&**s) } else { None }).collect();
        if words.contains(&text) {
            return None;
        }
        let diagnostic = codes::NEVER_HOLDS
            .at(b.span, format!("`{}` is never \"{text}\"", param.name))
            .because(param.name_span, format!("it is one of {}", words.join(", ")));
        Some(match crate::diag::nearest(text, words.iter().copied()) {
            Some(near) => diagnostic.fix(format!("write \"{near}\""), b.span, format!("\"{near}\"")),
            None => diagnostic,
        })
    }

    pub(super) fn arithmetic(&mut self, func: Func, a: Value, b: Value, span: Span) -> Value {
        if a.is_missing() || b.is_missing() {
            return Value::new(V::Missing, span);
        }
        for side in [&a, &b] {
            let sort = self.sort(side);
            if !matches!(sort, Sort::Int | Sort::Any) {
                let what = self.describe(side);
                let diagnostic =
                    codes::WRONG_TYPE.at(side.span, format!("whole numbers are wanted here, and this is {what}"));
                let text = matches!(sort, Sort::Str);
                let diagnostic = if text && func == Func::Add {
                    diagnostic.help("strings are put together in one: `\"${a}-${b}\"`")
                } else {
                    diagnostic
                };
                return self.missing(span, diagnostic);
            }
        }
        match (&a.v, &b.v) {
            (V::Int(x), V::Int(y)) => match fold::arithmetic(func, *x, *y) {
                Some(i) => Value::new(V::Int(i), span),
                None => {
                    let diagnostic =
                        codes::OUT_OF_RANGE.at(span, "this has no answer: a division by 0, or more than fits");
                    self.missing(span, diagnostic)
                }
            },
            _ => Value::late(Late::Call(func, vec![a, b]), span),
        }
    }

    /// The items of a `for`: key, first variable, second variable. `None` where it is no sequence (reported).
    pub(super) fn sequence(&mut self, e: &'a Expr, scope: ScopeId) -> Option<Vec<(Text, Value, Value)>> {
        let value = self.eval(e, scope, &Want::anything());
        let at = value.span;
        match &value.v {
            V::Range(ends) => match (&ends.0.v, &ends.1.v) {
                (V::Int(from), V::Int(to)) => {
                    if to - from >= 100_000 {
                        self.report(
                            codes::OUT_OF_RANGE
                                .at(at, format!("{} turns are more than the 100000 that fit", to - from + 1)),
                        );
                        return None;
                    }
                    let turn = |(index, i): (usize, i64)| {
                        (i.to_string().into(), Value::new(V::Int(index as i64), at), Value::new(V::Int(i), at))
                    };
                    Some((*from..=*to).enumerate().map(turn).collect())
                }
                (V::Missing, _) | (_, V::Missing) => None,
                _ => {
                    self.report(codes::MUST_BE_KNOWN.at(
                        at,
                        "a loop's turns are known to the compiler: a count that a param decides belongs to a scale set",
                    ));
                    None
                }
            },
            V::List(items) => {
                let items = items.to_vec();
                let turn = |(index, item): (usize, Value)| {
                    let key = self.item_key(&item, index);
                    (key, Value::new(V::Int(index as i64), item.span), item)
                };
                Some(items.into_iter().enumerate().map(turn).collect())
            }
            V::Map(entries) => {
                Some(entries.iter().map(|(k, v)| (k.clone(), Value::text(k.clone(), v.span), v.clone())).collect())
            }
            V::Family(ids) => {
                let turn = |id: &super::NodeId| {
                    let key = self.topology.node(*id).keys.last().cloned().unwrap_or_else(|| "".into());
                    (key.clone(), Value::text(key, at), Value::new(V::Thing(*id), at))
                };
                Some(ids.iter().map(turn).collect())
            }
            V::Missing => None,
            V::Late(_) => {
                self.report(codes::MUST_BE_KNOWN.at(
                    at,
                    "a loop's turns are known to the compiler: a count that a param decides belongs to a scale set",
                ));
                None
            }
            _ => {
                let what = self.describe(&value);
                self.report(
                    codes::WRONG_TYPE
                        .at(at, format!("a loop runs over a range, a list, a map or a family, and this is {what}")),
                );
                None
            }
        }
    }

    /// The KEY of an item: itself where it is a number, a word or text that can be one, a thing's symbol; else its index.
    fn item_key(&self, item: &Value, index: usize) -> Text {
        match &item.v {
            V::Int(i) => i.to_string().into(),
            V::Str(s) | V::Word(s) if is_word(s) => s.clone(),
            V::Thing(id) => {
                let node = self.topology.node(*id);
                match node.keys.last() {
                    Some(key) => format!("{}-{key}", node.symbol).into(),
                    None => node.symbol.clone(),
                }
            }
            _ => index.to_string().into(),
        }
    }

    /// A `let` or output, evaluated once. A late one becomes a variable of the deployment.
    pub(super) fn force(&mut self, at: usize) -> Value {
        let (name, span, scope) = {
            let thunk = &self.thunks[at];
            (thunk.name.clone(), thunk.span, thunk.scope)
        };
        match std::mem::replace(&mut self.thunks[at].state, State::Busy) {
            State::Done(value) => {
                self.thunks[at].state = State::Done(value.clone());
                value
            }
            State::Busy => self.circle(&format!("`{name}`"), span),
            State::Absent => Value::new(V::Missing, span),
            State::Written(e) => {
                self.evaluating.push((format!("`{name}`"), e.span));
                let value = self.eval(e, scope, &Want::anything());
                self.evaluating.pop();
                self.thunks[at].state = State::Done(value.clone());
                value
            }
        }
    }

    /// The value of a `let`; a late one that is a plain value is referred to by its name.
    pub(super) fn force_let(&mut self, at: usize) -> Value {
        let value = self.force(at);
        let plain = match value.as_late() {
            Some(Late::Param(_) | Late::Choice(_) | Late::Let(_) | Late::Fact(_) | Late::Attr(..) | Late::Arm(_))
            | None => false,
            Some(_) => !matches!(self.sort(&value), Sort::Ref(_) | Sort::Secret) && !holds_things(&value),
        };
        if !plain {
            return value;
        }
        let (name, span) = (self.thunks[at].name.clone(), self.thunks[at].span);
        let known = self.topology.lets.iter().position(|l| l.span == span && l.value == value);
        let id = known.unwrap_or_else(|| {
            let name = self.unique_let(&name);
            self.topology.lets.push(Let { name, value: value.clone(), span });
            self.topology.lets.len() - 1
        });
        Value::late(Late::Let(LetId(id as u32)), value.span)
    }

    fn unique_let(&self, name: &Text) -> Text {
        let taken = |n: &str| {
            self.topology.lets.iter().any(|l| &*l.name == n) || self.topology.params.iter().any(|p| &*p.name == n)
        };
        if !taken(name) {
            return name.clone();
        }
        (2..).map(|i| format!("{name}_{i}")).find(|n| !taken(n)).map_or_else(|| name.clone(), Into::into)
    }
}

/// What a value is, as far as types go.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sort {
    Str,
    Int,
    Number,
    Bool,
    Secret,
    List,
    Map,
    Ref(crate::schema::Kind),
    Duration,
    Percent,
    Other,
    Any,
}

impl Sort {
    pub(super) fn words(&self) -> String {
        match self {
            Sort::Str => "a string",
            Sort::Int => "a whole number",
            Sort::Number => "a number",
            Sort::Bool => "a boolean",
            Sort::Secret => "a secret",
            Sort::List => "a list",
            Sort::Map => "a map",
            Sort::Ref(kind) => return format!("a {}", crate::schema::row(*kind).word),
            Sort::Duration => "a duration",
            Sort::Percent => "a percentage",
            Sort::Other | Sort::Any => "something else",
        }
        .to_owned()
    }

    fn comparable(&self, other: &Sort) -> bool {
        use Sort as S;
        let number = |s: &Sort| matches!(s, S::Int | S::Number);
        let text = |s: &Sort| matches!(s, S::Str | S::Secret | S::Other);
        self == other
            || matches!(self, S::Any)
            || matches!(other, S::Any)
            || (number(self) && number(other))
            || (text(self) && text(other))
    }
}

/// `not v`
fn negate(value: Value, span: Span) -> Value {
    match &value.v {
        V::Bool(b) => Value::new(V::Bool(!b), span),
        V::Late(late) => match &**late {
            Late::Not(inner) => Value { span, ..inner.clone() },
            _ => Value::late(Late::Not(value), span),
        },
        _ => Value::new(V::Missing, span),
    }
}

fn logic(and: bool, a: Value, b: Value, span: Span) -> Value {
    match (a.as_bool(), b.as_bool()) {
        _ if a.is_missing() || b.is_missing() => Value::new(V::Missing, span),
        (Some(known), _) if known != and => Value::new(V::Bool(known), span),
        (_, Some(known)) if known != and => Value::new(V::Bool(known), span),
        (Some(_), _) => Value { span, ..b },
        (_, Some(_)) => Value { span, ..a },
        (None, None) => Value::late(if and { Late::And(a, b) } else { Late::Or(a, b) }, span),
    }
}

/// A string of parts: text next to text becomes one.
pub(super) fn joined(parts: Vec<Value>, span: Span) -> Value {
    let mut out: Vec<Value> = Vec::new();
    for part in parts {
        match (fold::display(&part), part.as_late()) {
            (Some(text), _) => match out.last_mut() {
                Some(Value { v: V::Str(last), .. }) => *last = format!("{last}{text}").into(),
                _ => out.push(Value::text(text, part.span)),
            },
            (None, Some(Late::Join(inner))) => out.extend(inner.iter().cloned()),
            (None, _) => out.push(part),
        }
    }
    match &out[..] {
        [] => Value::text("", span),
        [Value { v: V::Str(text), .. }] => Value::text(text.clone(), span),
        _ => Value::late(Late::Join(out), span),
    }
}

/// Whether a value names things or run-time state, so that it can be no variable.
fn holds_things(value: &Value) -> bool {
    let mut found = false;
    super::finish::things_in(value, &mut |_, _| found = true);
    found || state_in(value)
}

fn state_in(value: &Value) -> bool {
    match &value.v {
        V::List(items) => items.iter().any(state_in),
        V::Map(entries) => entries.iter().any(|(_, v)| state_in(v)),
        V::Scope(_) => true,
        V::Late(late) => match &**late {
            Late::Attr(..) | Late::Arm(_) | Late::Choice(_) => true,
            Late::Call(Func::ListCall | Func::Child, _) => true,
            other => {
                let mut found = false;
                super::finish::parts(other, &mut |v| found |= state_in(v));
                found
            }
        },
        _ => false,
    }
}

/// Whether text can be a word of lbx.
pub(super) fn is_word(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !text.ends_with('-')
}
