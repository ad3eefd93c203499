//! References: the nearest thing of a name that fits what the place asks for.

use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::schema::{self, Kind, Ty};
use crate::source::Span;
use crate::syntax::ast::{Ref, Trailer};
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::resolve::scopes::{Bound, Decl};
use crate::topology::{Fact, Late, ScopeId, Text, V, Value};

mod explain;
mod follow;

use follow::by_kind;

/// What a place asks for.
#[derive(Clone, Debug)]
pub(in crate::topology::resolve) struct Want {
    /// Things of these kinds. `Kind::Resource`: of any kind that has an id.
    pub(in crate::topology::resolve) kinds: Vec<Kind>,
    /// Values.
    pub(in crate::topology::resolve) values: bool,
    /// Things of any kind: nothing in particular is wanted.
    pub(in crate::topology::resolve) things: bool,
    /// A word that names nothing is Azure's own.
    pub(in crate::topology::resolve) words: bool,
}

impl Want {
    /// Nothing in particular.
    pub(in crate::topology::resolve) fn anything() -> Want {
        Want { kinds: Vec::new(), values: true, things: true, words: false }
    }

    /// A value, and no thing.
    pub(in crate::topology::resolve) fn value() -> Want {
        Want { kinds: Vec::new(), values: true, things: false, words: false }
    }

    /// What a row takes.
    pub(in crate::topology::resolve) fn of(ty: Ty) -> Want {
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
pub(in crate::topology::resolve) enum Meaning {
    Value(Value),
    /// Things of one kind and symbol; keys still to be said.
    Things(Kind, Vec<Decl>),
}

impl<'a> Resolver<'a, '_> {
    pub(in crate::topology::resolve) fn path(&mut self, path: &'a Ref, scope: ScopeId, want: &Want) -> Value {
        self.path_scopes.push(scope);
        let value = self.path_from(path, scope, want);
        self.path_scopes.pop();
        value
    }

    /// The scope that the indices of a path are read in.
    pub(in crate::topology::resolve) fn index_scope(&self) -> ScopeId {
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
            // A line that could not be read may declare it, and that has been said.
            None if self.is_lost(&path.head) => return Value::new(V::Missing, path.span),
            None => self.unknown(path, scope, want),
        };
        self.missing(path.span, diagnostic)
    }

    /// Whether a broken line of the same file holds this word.
    fn is_lost(&self, name: &crate::syntax::ast::Name) -> bool {
        self.files.files.iter().any(|(_, ast)| ast.file == name.span.file && ast.lost.contains(&name.text))
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
                    None => diagnostic.help(format!("it has {}", crate::topology::resolve::declare::list(&facts))),
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

fn as_text(value: Value) -> Value {
    match value.v {
        V::Word(w) => Value::new(V::Str(w), value.span),
        _ => value,
    }
}
