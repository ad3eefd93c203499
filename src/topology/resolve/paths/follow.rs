//! Paths, step by step: children, attributes, keys, elements, families.

use super::{Meaning, Want};
use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::syntax::ast::Trailer;
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::resolve::scopes::Decl;
use crate::topology::{Attr, Late, NodeId, ScopeId, Text, V, Value};

impl<'a> Resolver<'a, '_> {
    /// Follows a path from one meaning of its head.
    pub(in crate::topology::resolve) fn follow(
        &mut self,
        meaning: Meaning,
        trailers: &'a [Trailer],
        so_far: Span,
        want: &Want,
    ) -> Result<Vec<Value>, Box<Diagnostic>> {
        let Some((step, rest)) = trailers.split_first() else { return Ok(vec![self.as_value(meaning, so_far)]) };
        let span = so_far.to(step.span());
        // A list of things behind a `let` or an argument reads like the things themselves.
        let meaning = match meaning {
            Meaning::Value(value) => self.opened(value),
            things => things,
        };
        match (step, meaning) {
            (_, Meaning::Value(Value { v: V::Missing, .. })) => Ok(vec![Value::new(V::Missing, span)]),
            (_, Meaning::Value(Value { v: V::Unknown, .. })) => Ok(vec![Value::new(V::Unknown, span)]),
            (_, Meaning::Value(Value { v: V::None, .. })) => Err(Box::new(
                codes::UNKNOWN_NAME.at(step.span(), format!("`{}` is `none` here", self.sources.slice(so_far))),
            )),
            (Trailer::Member(name), Meaning::Things(kind, decls)) => {
                if let Some(family) = self.family_without_index(kind, &decls, so_far) {
                    return Err(family);
                }
                if kind == Kind::Resource
                    && let Some(value) = self.verbatim(&decls, trailers, so_far)
                {
                    return value.map(|v| vec![v]);
                }
                let mut children: Vec<Decl> = Vec::new();
                for decl in &decls {
                    let scope = self.drafts[decl.node.index()].scope;
                    if self.decls(scope, &name.text).is_empty() {
                        self.settle(scope);
                    }
                    children.extend_from_slice(self.decls(scope, &name.text));
                }
                if children.is_empty() {
                    let value = self.attribute(kind, &decls, &name.text, span);
                    return match value {
                        Some(value) => self.follow(Meaning::Value(value), rest, span, want),
                        None => Err(Box::new(self.no_part(kind, &decls, name, so_far))),
                    };
                }
                self.any_of(by_kind(&children), rest, span, want)
            }
            (Trailer::Member(name), Meaning::Value(Value { v: V::Scope(inner), .. })) => {
                let found = self.exported(inner, &name.text, span);
                if found.is_empty() {
                    return Err(Box::new(self.not_exported(inner, name, so_far)));
                }
                self.any_of(found, rest, span, want)
            }
            (Trailer::Member(name), Meaning::Value(value)) => {
                let next = self.member(&value, name, span, so_far)?;
                self.follow(Meaning::Value(next), rest, span, want)
            }
            (Trailer::Index(index, _), meaning) => {
                let scope = self.index_scope();
                let index = self.eval(index, scope, &Want { words: true, ..Want::value() });
                if index.is_missing() {
                    return Ok(vec![Value::new(V::Missing, span)]);
                }
                let next = self.indexed(meaning, &index, span, so_far)?;
                self.follow(next, rest, span, want)
            }
            (Trailer::All(_), Meaning::Things(kind, decls)) => {
                let mut out = Vec::new();
                for decl in decls {
                    let one = Meaning::Things(kind, vec![Decl { keys: Vec::new(), ..decl }]);
                    out.extend(self.follow(one, rest, span, want)?);
                }
                Ok(vec![Value::new(V::List(out.into()), span)])
            }
            (Trailer::All(all), Meaning::Value(value)) => match value.v {
                V::List(items) => {
                    let mut out = Vec::new();
                    for item in items.iter() {
                        out.extend(self.follow(Meaning::Value(item.clone()), rest, span, want)?);
                    }
                    Ok(vec![Value::new(V::List(out.into()), span)])
                }
                _ => Err(Box::new(
                    codes::FAMILY_INDEX
                        .at(*all, format!("`{}` is no family, so it has no `[*]`", self.sources.slice(so_far))),
                )),
            },
        }
    }

    pub(super) fn any_of(
        &mut self,
        meanings: Vec<Meaning>,
        rest: &'a [Trailer],
        span: Span,
        want: &Want,
    ) -> Result<Vec<Value>, Box<Diagnostic>> {
        let mut out = Vec::new();
        let mut problem = None;
        for meaning in meanings {
            match self.follow(meaning, rest, span, want) {
                Ok(values) => out.extend(values),
                Err(diagnostic) => problem = Some(diagnostic),
            }
        }
        match problem {
            Some(problem) if out.is_empty() => Err(problem),
            _ => Ok(out),
        }
    }

    /// A value that is a thing reads like the thing.
    pub(super) fn opened(&self, value: Value) -> Meaning {
        let decl = |id: &NodeId, keys: Vec<Text>| Decl { node: *id, kind: self.topology.node(*id).kind, keys };
        match &value.v {
            V::Thing(id) => Meaning::Things(self.topology.node(*id).kind, vec![decl(id, Vec::new())]),
            V::Family(ids) if !ids.is_empty() => {
                let keyed = ids.iter().map(|id| decl(id, self.topology.node(*id).keys.clone()));
                Meaning::Things(self.topology.node(ids[0]).kind, keyed.collect())
            }
            V::Late(late) => match &**late {
                Late::Choice(ids) if !ids.is_empty() => Meaning::Things(
                    self.topology.node(ids[0]).kind,
                    ids.iter().map(|id| decl(id, Vec::new())).collect(),
                ),
                _ => Meaning::Value(value),
            },
            _ => Meaning::Value(value),
        }
    }

    pub(super) fn as_value(&self, meaning: Meaning, span: Span) -> Value {
        match meaning {
            Meaning::Value(value) => Value { span, ..value },
            Meaning::Things(_, decls) => match &decls[..] {
                [one] if one.keys.is_empty() => Value::new(V::Thing(one.node), span),
                _ if decls.iter().all(|d| d.keys.is_empty()) => {
                    Value::late(Late::Choice(decls.iter().map(|d| d.node).collect()), span)
                }
                _ => Value::new(V::Family(decls.iter().map(|d| d.node).collect()), span),
            },
        }
    }

    pub(super) fn member(
        &mut self,
        value: &Value,
        name: &crate::syntax::ast::Name,
        span: Span,
        so_far: Span,
    ) -> Result<Value, Box<Diagnostic>> {
        let key = &name.text;
        match &value.v {
            V::Map(entries) => match entries.iter().find(|(k, _)| k == key) {
                Some((_, found)) => Ok(Value { span, ..found.clone() }),
                None => {
                    let keys: Vec<&str> = entries.iter().map(|(k, _)| &**k).collect();
                    let diagnostic = codes::UNKNOWN_NAME
                        .at(name.span, format!("`{}` has no key `{key}`", self.sources.slice(so_far)));
                    Err(Box::new(match nearest(key, keys.iter().copied()) {
                        Some(near) => diagnostic.fix(format!("write `{near}`"), name.span, near),
                        None => diagnostic.help(format!("it has {}", crate::topology::resolve::declare::list(&keys))),
                    }))
                }
            },
            V::Late(late) => match (&**late, self.sort(value)) {
                (Late::If(c, a, b), _) if !a.is_none() && !b.is_none() => {
                    let (c, a, b) = (c.clone(), a.clone(), b.clone());
                    let a = self.member_of_any(a, name, span, so_far)?;
                    let b = self.member_of_any(b, name, span, so_far)?;
                    Ok(Value::late(Late::If(c, a, b), span))
                }
                (_, Sort::Ref(_)) => match &**key {
                    "id" => Ok(Value { span, ..value.clone() }),
                    "name" => Ok(Value::late(Late::Attr(value.clone(), Attr::Name), span)),
                    _ => Err(Box::new(
                        codes::UNKNOWN_NAME
                            .at(
                                name.span,
                                format!("of an id from outside only `.id` and `.name` are known, not `.{key}`"),
                            )
                            .help("declare it `existing`, and say what is known of it"),
                    )),
                },
                (Late::Attr(target, Attr::Path(steps)), _) => {
                    let mut steps = steps.clone();
                    steps.push(crate::topology::Step::Member(key.clone()));
                    Ok(Value::late(Late::Attr(target.clone(), Attr::Path(steps)), span))
                }
                (_, Sort::Map | Sort::Any) => Ok(Value::late(Late::Member(value.clone(), key.clone()), span)),
                (_, sort) => Err(Box::new(codes::WRONG_TYPE.at(
                    name.span,
                    format!("`{}` is {}, so it has no `.{key}`", self.sources.slice(so_far), sort.words()),
                ))),
            },
            _ => {
                let what = self.describe(value);
                Err(Box::new(
                    codes::WRONG_TYPE
                        .at(name.span, format!("`{}` is {what}, so it has no `.{key}`", self.sources.slice(so_far))),
                ))
            }
        }
    }

    pub(super) fn member_of_any(
        &mut self,
        value: Value,
        name: &crate::syntax::ast::Name,
        span: Span,
        so_far: Span,
    ) -> Result<Value, Box<Diagnostic>> {
        match self.opened(value) {
            Meaning::Value(value) => self.member(&value, name, span, so_far),
            Meaning::Things(kind, decls) => {
                let mut children = Vec::new();
                for decl in &decls {
                    let scope = self.drafts[decl.node.index()].scope;
                    children.extend_from_slice(self.decls(scope, &name.text));
                }
                if let Some(first) = by_kind(&children).into_iter().next() {
                    return Ok(self.as_value(first, span));
                }
                self.attribute(kind, &decls, &name.text, span)
                    .ok_or_else(|| Box::new(self.no_part(kind, &decls, name, so_far)))
            }
        }
    }

    pub(super) fn indexed(
        &mut self,
        meaning: Meaning,
        index: &Value,
        span: Span,
        so_far: Span,
    ) -> Result<Meaning, Box<Diagnostic>> {
        let shown = self.sources.slice(so_far).to_owned();
        let key: Option<Text> = match &index.v {
            V::Int(i) => Some(i.to_string().into()),
            V::Str(s) | V::Word(s) => Some(s.clone()),
            _ => None,
        };
        match meaning {
            Meaning::Things(kind, decls) => {
                let Some(key) = key else {
                    return Err(Box::new(
                        codes::MUST_BE_KNOWN.at(index.span, "which one of a family is meant is known to the compiler"),
                    ));
                };
                if decls.iter().all(|d| d.keys.is_empty()) {
                    return Err(Box::new(
                        codes::FAMILY_INDEX
                            .at(index.span, format!("`{shown}` is one {}, no family", schema::row(kind).word)),
                    ));
                }
                let chosen: Vec<Decl> = decls
                    .iter()
                    .filter(|d| d.keys.first() == Some(&key))
                    .map(|d| Decl { keys: d.keys[1..].to_vec(), ..d.clone() })
                    .collect();
                if chosen.is_empty() {
                    let mut keys: Vec<&str> = decls.iter().filter_map(|d| d.keys.first()).map(|k| &**k).collect();
                    keys.dedup();
                    return Err(Box::new(
                        codes::FAMILY_INDEX
                            .at(index.span, format!("`{shown}` has no turn `{key}`"))
                            .help(format!("its keys are {}", crate::topology::resolve::declare::list(&keys))),
                    ));
                }
                Ok(Meaning::Things(kind, chosen))
            }
            Meaning::Value(value) => match (&value.v, &index.v) {
                (V::Map(entries), V::Int(_) | V::Str(_) | V::Word(_)) => {
                    let key = key.unwrap_or_else(|| "".into());
                    match entries.iter().find(|(k, _)| *k == key) {
                        Some((_, found)) => Ok(Meaning::Value(Value { span, ..found.clone() })),
                        None => {
                            let keys: Vec<&str> = entries.iter().map(|(k, _)| &**k).collect();
                            Err(Box::new(
                                codes::UNKNOWN_NAME
                                    .at(index.span, format!("`{shown}` has no key `{key}`"))
                                    .help(format!("it has {}", crate::topology::resolve::declare::list(&keys))),
                            ))
                        }
                    }
                }
                (V::List(items), V::Int(at)) => match usize::try_from(*at).ok().and_then(|at| items.get(at)) {
                    Some(found) => Ok(Meaning::Value(Value { span, ..found.clone() })),
                    None => Err(Box::new(codes::OUT_OF_RANGE.at(
                        index.span,
                        format!("`{shown}` has {} elements, counted from 0, and no element {at}", items.len()),
                    ))),
                },
                (V::List(_) | V::Map(_) | V::Late(_), _) => {
                    if let Some(Late::Attr(target, Attr::Path(steps))) = value.as_late() {
                        let mut steps = steps.clone();
                        steps.push(crate::topology::Step::Index(index.clone()));
                        return Ok(Meaning::Value(Value::late(Late::Attr(target.clone(), Attr::Path(steps)), span)));
                    }
                    Ok(Meaning::Value(Value::late(Late::Index(value.clone(), index.clone()), span)))
                }
                _ => {
                    let what = self.describe(&value);
                    Err(Box::new(
                        codes::WRONG_TYPE.at(index.span, format!("`{shown}` is {what}, so it has no elements")),
                    ))
                }
            },
        }
    }

    /// What a module instance or an alias lets be read: outputs first, then values and things.
    pub(super) fn exported(&mut self, scope: ScopeId, name: &Text, span: Span) -> Vec<Meaning> {
        self.settle(scope);
        if let Some((thunk, _)) = self.scope(scope).outputs.get(name).copied() {
            return vec![Meaning::Value(self.force_let(thunk))];
        }
        self.named(scope, name, span)
    }
}

/// Declarations of one symbol, by kind.
pub(super) fn by_kind(decls: &[Decl]) -> Vec<Meaning> {
    let mut out: Vec<(Kind, Vec<Decl>)> = Vec::new();
    for decl in decls {
        match out.iter_mut().find(|(kind, _)| *kind == decl.kind) {
            Some((_, same)) => same.push(decl.clone()),
            None => out.push((decl.kind, vec![decl.clone()])),
        }
    }
    out.into_iter().map(|(kind, decls)| Meaning::Things(kind, decls)).collect()
}
