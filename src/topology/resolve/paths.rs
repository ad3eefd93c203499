//! References: the nearest thing of a name that fits what the place asks for.

use super::eval::Sort;
use super::scopes::{Bound, Decl};
use super::{Resolver, ScopeId};
use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::schema::{self, Kind, Ty};
use crate::source::Span;
use crate::syntax::ast::{Ref, Trailer};
use crate::topology::{Attr, Fact, Late, NodeId, Text, V, Value};

/// What a place asks for.
#[derive(Clone, Debug)]
pub(super) struct Want {
    /// Things of these kinds. `Kind::Resource`: of any kind that has an id.
    pub(super) kinds: Vec<Kind>,
    /// Values.
    pub(super) values: bool,
    /// Things of any kind: nothing in particular is wanted.
    pub(super) things: bool,
    /// A word that names nothing is Azure's own.
    pub(super) words: bool,
}

impl Want {
    /// Nothing in particular.
    pub(super) fn anything() -> Want {
        Want { kinds: Vec::new(), values: true, things: true, words: false }
    }

    /// A value, and no thing.
    pub(super) fn value() -> Want {
        Want { kinds: Vec::new(), values: true, things: false, words: false }
    }

    /// What a row takes.
    pub(super) fn of(ty: Ty) -> Want {
        let mut want = Want { kinds: Vec::new(), values: false, things: false, words: false };
        want.add(ty);
        want
    }

    fn add(&mut self, ty: Ty) {
        match ty {
            Ty::Ref(kinds) => self.kinds.extend(kinds),
            Ty::List(of) => self.add(*of),
            Ty::OneOf(tys) => tys.iter().for_each(|t| self.add(*t)),
            Ty::Word(_) | Ty::OpenWord(_) | Ty::VmSize | Ty::Region | Ty::Image | Ty::Days => {
                self.values = true;
                self.words = true;
            }
            Ty::Any | Ty::Map => {
                self.values = true;
                self.things = true;
            }
            _ => self.values = true,
        }
    }

    fn words_for(&self) -> String {
        let mut words: Vec<String> = self.kinds.iter().map(|k| format!("a {}", schema::row(*k).word)).collect();
        words.dedup();
        if self.values && self.kinds.is_empty() {
            words.push("a value".to_owned());
        }
        words.join(" or ")
    }
}

/// What a path may mean so far.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Value(Value),
    /// Things of one kind and symbol; keys still to be said.
    Things(Kind, Vec<Decl>),
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn path(&mut self, path: &'a Ref, scope: ScopeId, want: &Want) -> Value {
        self.path_scopes.push(scope);
        let value = self.path_from(path, scope, want);
        self.path_scopes.pop();
        value
    }

    /// The scope that the indices of a path are read in.
    pub(super) fn index_scope(&self) -> ScopeId {
        self.path_scopes.last().copied().unwrap_or(ScopeId(0))
    }

    fn path_from(&mut self, path: &'a Ref, scope: ScopeId, want: &Want) -> Value {
        let mut nearest_problem: Option<Diagnostic> = None;
        let mut at = Some(scope);
        while let Some(id) = at {
            let meanings = self.named(id, &path.head.text, path.head.span);
            if !meanings.is_empty() {
                let mut fitting: Vec<Value> = Vec::new();
                let mut problem: Option<Diagnostic> = None;
                for meaning in meanings {
                    match self.follow(meaning, &path.trailers, path.head.span, want) {
                        Ok(values) => {
                            for value in values {
                                let value = Value { span: path.span, ..value };
                                if self.fits(&value, want) {
                                    fitting.push(value);
                                } else if problem.is_none() {
                                    problem = Some(self.does_not_fit(&value, path, want));
                                }
                            }
                        }
                        Err(diagnostic) => problem = Some(*diagnostic),
                    }
                }
                match fitting.len() {
                    0 => nearest_problem = nearest_problem.or(problem),
                    1 => return fitting.remove(0),
                    _ => return self.ambiguous(&fitting, path),
                }
            }
            at = self.scope(id).parent;
        }
        if let Some(fact) = self.fact(path, scope) {
            return fact;
        }
        let text = self.sources.slice(path.span).to_owned();
        let plain = path.trailers.iter().all(|t| matches!(t, Trailer::Member(_)));
        if want.words && plain && (nearest_problem.is_none() || path.trailers.is_empty()) {
            return Value::new(V::Word(text.into()), path.span);
        }
        // A literal of a type of its own, where nothing in particular is wanted: a `let`, a map of sizes.
        let literal = |word: &str| {
            crate::azure::sizes::is_known(word)
                || crate::azure::images::find(word).is_some()
                || crate::azure::regions::find(word).is_some_and(|r| r.name == word)
        };
        if want.values && path.trailers.is_empty() && nearest_problem.is_none() && literal(&text) {
            return Value::new(V::Word(text.into()), path.span);
        }
        let diagnostic = match nearest_problem {
            Some(problem) => problem,
            None => self.unknown(path, scope, want),
        };
        self.missing(path.span, diagnostic)
    }

    /// What a name means in one scope.
    fn named(&mut self, scope: ScopeId, name: &Text, span: Span) -> Vec<Meaning> {
        let known = |this: &Self| this.scope(scope).values.contains_key(name) || !this.decls(scope, name).is_empty();
        if !known(self) && !self.scope(scope).pending.is_empty() {
            self.settle(scope);
        }
        let mut out = Vec::new();
        if let Some(binding) = self.scope(scope).values.get(name) {
            match binding.to.clone() {
                Bound::Value(value) => out.push(Meaning::Value(Value { span, ..value })),
                Bound::Let(thunk) => out.push(Meaning::Value(self.force_let(thunk))),
                Bound::Module(..) => {}
            }
        }
        out.extend(by_kind(self.decls(scope, name)));
        out
    }

    /// Follows a path from one meaning of its head.
    pub(super) fn follow(
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

    fn any_of(
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
    fn opened(&self, value: Value) -> Meaning {
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

    fn as_value(&self, meaning: Meaning, span: Span) -> Value {
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

    /// A family where one thing is wanted.
    fn family_without_index(&self, kind: Kind, decls: &[Decl], at: Span) -> Option<Box<Diagnostic>> {
        let keyed = decls.iter().find(|d| !d.keys.is_empty())?;
        let name = self.sources.slice(at);
        let keys: Vec<String> =
            decls.iter().take(6).filter_map(|d| d.keys.first()).map(|k| format!("`{name}[{k}]`")).collect();
        let _ = keyed;
        Some(Box::new(
            codes::FAMILY_INDEX
                .at(at, format!("`{name}` is a family of {} {}s; say which", decls.len(), schema::row(kind).word))
                .help(format!("{}; `{name}[*]` goes over all of them", keys.join(", "))),
        ))
    }

    fn member(
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
                        None => diagnostic.help(format!("it has {}", super::declare::list(&keys))),
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

    fn member_of_any(
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

    fn indexed(
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
                            .help(format!("its keys are {}", super::declare::list(&keys))),
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
                                    .help(format!("it has {}", super::declare::list(&keys))),
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
    fn exported(&mut self, scope: ScopeId, name: &Text, span: Span) -> Vec<Meaning> {
        self.settle(scope);
        if let Some((thunk, _)) = self.scope(scope).outputs.get(name).copied() {
            return vec![Meaning::Value(self.force_let(thunk))];
        }
        self.named(scope, name, span)
    }

    fn not_exported(&self, scope: ScopeId, name: &crate::syntax::ast::Name, so_far: Span) -> Diagnostic {
        let inner = self.scope(scope);
        let mut names: Vec<&str> =
            inner.outputs.keys().chain(inner.values.keys()).chain(inner.things.keys()).map(|k| &**k).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|n| *n != "instance");
        let diagnostic =
            codes::UNKNOWN_NAME.at(name.span, format!("`{}` has no `{}`", self.sources.slice(so_far), name.text));
        match nearest(&name.text, names.iter().copied()) {
            Some(near) => {
                diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), name.span, near)
            }
            None => diagnostic.help(format!("it has {}", super::declare::list(&names))),
        }
    }

    fn no_part(&self, kind: Kind, decls: &[Decl], name: &crate::syntax::ast::Name, so_far: Span) -> Diagnostic {
        let row = schema::row(kind);
        let mut names: Vec<String> = Vec::new();
        for decl in decls {
            let scope = self.drafts[decl.node.index()].scope;
            names.extend(self.scope(scope).things.keys().map(|k| k.to_string()));
        }
        names.sort();
        names.dedup();
        names.extend(["id".to_owned(), "name".to_owned()]);
        names.extend(row.attributes.iter().map(|a| a.name.to_owned()));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let diagnostic = codes::UNKNOWN_NAME
            .at(name.span, format!("the {} `{}` has no `{}`", row.word, self.sources.slice(so_far), name.text));
        match nearest(&name.text, names.iter().copied()) {
            Some(near) => {
                diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), name.span, near)
            }
            None => diagnostic.help(format!("it has {}", super::declare::list(&names))),
        }
    }

    /// Whether a value is what the place asks for.
    fn fits(&self, value: &Value, want: &Want) -> bool {
        let kind_fits = |kind: Kind| {
            want.things
                || want.kinds.contains(&kind)
                || (want.kinds.contains(&Kind::Resource) && schema::row(kind).named)
        };
        match &value.v {
            V::Missing | V::Unknown | V::None => true,
            V::Thing(id) => kind_fits(self.topology.node(*id).kind),
            V::Family(ids) => ids.first().is_none_or(|id| kind_fits(self.topology.node(*id).kind)),
            V::Scope(_) => want.things,
            V::List(items) => want.values || items.iter().all(|i| self.fits(i, want)),
            V::Late(late) => match (&**late, self.sort(value)) {
                (Late::Choice(ids), _) => ids.first().is_none_or(|id| kind_fits(self.topology.node(*id).kind)),
                (_, Sort::Ref(kind)) => want.values || kind_fits(kind),
                (_, Sort::Any) => true,
                _ => want.values || want.things || want.kinds.contains(&Kind::Resource),
            },
            _ => want.values,
        }
    }

    fn does_not_fit(&self, value: &Value, path: &Ref, want: &Want) -> Diagnostic {
        let what = self.describe(value);
        let text = self.sources.slice(path.span);
        let diagnostic =
            codes::WRONG_KIND.at(path.span, format!("`{text}` is {what}; {} is wanted here", want.words_for()));
        let thing = match &value.v {
            V::Thing(id) => Some(*id),
            _ => None,
        };
        match (thing, self.elsewhere(&path.head.text, want)) {
            (_, Some(other)) if path.trailers.is_empty() => {
                diagnostic.help(format!("`{other}` is one")).fix(format!("write `{other}`"), path.span, other)
            }
            (Some(id), _) if want.kinds.is_empty() => {
                let node = self.topology.node(id);
                let name = schema::row(node.kind).attributes.first().map_or("name", |a| a.name);
                diagnostic
                    .because(node.name_span, "declared here")
                    .help(format!("write `{text}.{name}` or `{text}.id`"))
            }
            (Some(id), _) => diagnostic.because(self.topology.node(id).name_span, "declared here"),
            (None, _) => diagnostic,
        }
    }

    /// The full path of a thing of that symbol that would fit, where there is exactly one.
    fn elsewhere(&self, name: &str, want: &Want) -> Option<String> {
        let fits = |n: &&super::super::Node| {
            &*n.symbol == name
                && n.keys.is_empty()
                && n.instance.is_none()
                && want.kinds.contains(&n.kind)
                && n.parent.is_some()
        };
        let mut found = self.topology.nodes.iter().enumerate().filter(|(_, n)| fits(n));
        let (at, _) = found.next()?;
        found.next().is_none().then(|| self.topology.path(NodeId(at as u32)))
    }

    /// Several meanings fit. Of attributes (`orders.id` of an nsg and a scale set) the machine's is taken, then the load
    /// balancer's, and a warning says so; of things themselves none is.
    fn ambiguous(&mut self, fitting: &[Value], path: &Ref) -> Value {
        let text = self.sources.slice(path.span).to_owned();
        let owner = |v: &Value| match v.as_late() {
            Some(Late::Attr(Value { v: V::Thing(id), .. }, _)) => Some(self.topology.node(*id).kind),
            _ => None,
        };
        let order = [Kind::Vmss, Kind::Vm, Kind::Lb, Kind::PublicIp, Kind::NatGateway, Kind::Vnet, Kind::Subnet];
        let owners: Option<Vec<Kind>> = fitting.iter().map(owner).collect();
        let first = owners.as_ref().and_then(|owners| {
            let kind = order.iter().find(|kind| owners.contains(kind))?;
            let at = owners.iter().position(|k| k == kind)?;
            owners.iter().filter(|k| *k == kind).nth(1).is_none().then_some((at, *kind))
        });
        if let (Some((at, kind)), Some(owners)) = (first, owners) {
            let words: Vec<&str> = owners.iter().map(|k| schema::row(*k).word).collect();
            self.report(
                codes::SEVERAL_OWNERS
                    .at(
                        path.span,
                        format!(
                            "`{text}` could be that of {}; the {}'s is taken",
                            words.join(" or "),
                            schema::row(kind).word
                        ),
                    )
                    .help("give them different symbols, and `name:` for what they share in Azure"),
            );
            return fitting[at].clone();
        }
        let whats: Vec<String> = fitting.iter().map(|v| self.describe(v)).collect();
        let mut diagnostic = codes::AMBIGUOUS_NAME
            .at(path.span, format!("`{text}` is {}: which one is meant?", whats.join(" and ")))
            .help("rename one of them");
        for value in fitting {
            if let V::Thing(id) = &value.v {
                let node = self.topology.node(*id);
                diagnostic = diagnostic.because(node.name_span, format!("the {}", schema::row(node.kind).word));
            }
        }
        self.missing(path.span, diagnostic)
    }

    fn unknown(&self, path: &Ref, scope: ScopeId, want: &Want) -> Diagnostic {
        let name = &path.head.text;
        let wanted = match &want.kinds[..] {
            [kind] if !want.values => schema::row(*kind).word,
            _ => "name",
        };
        let diagnostic = codes::UNKNOWN_NAME.at(path.head.span, format!("no {wanted} `{name}` here"));
        if path.trailers.is_empty()
            && let Some(other) = self.elsewhere(name, want)
        {
            return diagnostic.help(format!("`{other}` is one")).fix(format!("write `{other}`"), path.span, other);
        }
        let mut names: Vec<String> = Vec::new();
        let mut at = Some(scope);
        while let Some(id) = at {
            let inner = self.scope(id);
            names.extend(inner.values.keys().map(|k| k.to_string()));
            let fitting = inner.things.iter().filter(|(_, decls)| {
                !path.trailers.is_empty()
                    || want.things
                    || decls.iter().any(|d| want.kinds.contains(&d.kind) || want.kinds.contains(&Kind::Resource))
            });
            names.extend(fitting.map(|(k, _)| k.to_string()));
            at = inner.parent;
        }
        names.sort();
        names.dedup();
        if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
            return diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                path.head.span,
                near,
            );
        }
        let mut there: Vec<String> = (0..self.topology.nodes.len())
            .map(|i| NodeId(i as u32))
            .filter(|id| want.kinds.contains(&self.topology.node(*id).kind) && !want.things)
            .take(8)
            .map(|id| self.topology.path(id))
            .collect();
        there.dedup();
        if !there.is_empty() {
            let there: Vec<&str> = there.iter().map(String::as_str).collect();
            return diagnostic.help(format!("there is {}", super::declare::list(&there)));
        }
        if want.kinds.is_empty() && path.trailers.is_empty() {
            return diagnostic.help(format!("text stands in quotes: `\"{name}\"`"));
        }
        diagnostic
    }

    /// `deploy.group` and its kin.
    fn fact(&mut self, path: &Ref, scope: ScopeId) -> Option<Value> {
        if &*path.head.text == "resourceGroup" || &*path.head.text == "subscription" {
            return None;
        }
        if &*path.head.text != "deploy" {
            return None;
        }
        let [Trailer::Member(name)] = &path.trailers[..] else { return None };
        let foreign = self.foreign_file(scope);
        let fact = match &*name.text {
            "group" => Fact::GroupName,
            "group_id" => Fact::GroupId,
            "group_location" => Fact::GroupLocation,
            "subscription" => Fact::Subscription,
            "tenant" => Fact::Tenant,
            "name" => Fact::DeploymentName,
            "location" => {
                let deploy = if foreign { None } else { self.topology.deploy };
                let written = deploy.and_then(|id| self.slot_value(id, "location"));
                return Some(match written {
                    Some(value) if !value.is_none() => Value { span: path.span, ..as_text(value) },
                    _ if foreign => Value::new(V::Unknown, path.span),
                    _ => Value::late(Late::Fact(Fact::GroupLocation), path.span),
                });
            }
            other => {
                let facts = ["group", "group_id", "group_location", "location", "subscription", "tenant", "name"];
                let diagnostic = codes::UNKNOWN_NAME.at(name.span, format!("`deploy` has no `{other}`"));
                let diagnostic = match nearest(other, facts) {
                    Some(near) => diagnostic.fix(format!("write `{near}`"), name.span, near),
                    None => diagnostic.help(format!("it has {}", super::declare::list(&facts))),
                };
                return Some(self.missing(path.span, diagnostic));
            }
        };
        if foreign {
            return Some(Value::new(V::Unknown, path.span));
        }
        Some(Value::late(Late::Fact(fact), path.span))
    }

    /// Whether a scope belongs to a file taken in by `use existing`.
    fn foreign_file(&self, scope: ScopeId) -> bool {
        let mut at = scope;
        while let Some(parent) = self.scope(at).parent {
            at = parent;
        }
        self.file_scopes.iter().any(|((_, foreign), s)| *foreign && *s == at)
    }
}

/// Declarations of one symbol, by kind.
fn by_kind(decls: &[Decl]) -> Vec<Meaning> {
    let mut out: Vec<(Kind, Vec<Decl>)> = Vec::new();
    for decl in decls {
        match out.iter_mut().find(|(kind, _)| *kind == decl.kind) {
            Some((_, same)) => same.push(decl.clone()),
            None => out.push((decl.kind, vec![decl.clone()])),
        }
    }
    out.into_iter().map(|(kind, decls)| Meaning::Things(kind, decls)).collect()
}

fn as_text(value: Value) -> Value {
    match value.v {
        V::Word(w) => Value::new(V::Str(w), value.span),
        _ => value,
    }
}
