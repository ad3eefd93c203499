//! Modules, and files taken in by `use`.

use std::collections::HashMap;

use super::scopes::{Bound, Decl};
use super::{Place, Resolver, load};
use crate::codes;
use crate::diag::nearest;
use crate::schema::Kind;
use crate::source::Span;
use crate::syntax::ast::{self, Module, Ref, Stmt, StmtKind, Trailer, Use, UseTarget};
use crate::topology::{CondId, Instance, InstanceId, ScopeId, Text, V, Value};

impl<'a> Resolver<'a, '_> {
    /// `use …`: the scope of a file under an alias.
    pub(super) fn use_file(&mut self, stmt: &'a Stmt, used: &'a Use, place: &Place) {
        let files = self.files;
        let from = files.files[self.scope(place.scope).file].0.clone();
        let name = load::target_name(&from, &used.target);
        let Some(file) = files.find(&name) else { return }; // said when it was not found
        let target = match &used.target {
            UseTarget::File(written) => written.span,
            UseTarget::Library(path) => path.span,
        };
        let foreign = used.existing.is_some();
        if file == self.scope(place.scope).file {
            self.report(codes::IMPORT_CYCLE.at(target, "this file uses itself"));
            return;
        }
        if file == 0 || self.uses(file, self.scope(place.scope).file) {
            let names = format!("`{from}` → `{name}` → … → `{from}`");
            self.report(codes::IMPORT_CYCLE.at(target, format!("files use each other in a circle: {names}")));
            return;
        }
        let ast = &files.files[file].1;
        let deploy = ast.stmts.iter().find(|s| is_deploy(s));
        if let (Some(deploy), false) = (deploy, foreign) {
            let line = self.sources.line(deploy.span);
            let shown = self.sources.slice(target).to_owned();
            let keyword = Span { end: target.start, ..stmt.span };
            self.report(
                codes::BUILT_ON_ITS_OWN
                    .at(target, format!("{shown} has a `deploy` (line {line}), so it is built on its own"))
                    .because(deploy.span, "its `deploy`")
                    .fix("write `use existing`", keyword, "use existing "),
            );
        }
        // What was meant is clear, so the rest is read with it.
        let foreign = foreign || deploy.is_some();
        let scope = self.file_scope(file, foreign, ast, place);
        if let UseTarget::Library(path) = &used.target
            && used.alias.is_none()
        {
            // `use std.web_tier` brings the module itself.
            let Some(Trailer::Member(module)) = path.trailers.first() else { return };
            match self.scope(scope).values.get(&module.text).map(|b| b.to.clone()) {
                Some(Bound::Module(found, within)) => {
                    self.bind(place.scope, &module.text, module.span, Bound::Module(found, within));
                }
                Some(Bound::Value(_) | Bound::Let(_)) | None => {
                    debug_assert!(false, "each file of the library has a module of its own name");
                }
            }
            return;
        }
        let Some(alias) = &used.alias else {
            let stem = name.rsplit('/').next().unwrap_or(&name).trim_end_matches(".lbx").replace('.', "_");
            self.report(codes::MISSING_NAME.at(target, "what is in the file is reached through a name").fix(
                format!("write `as {stem}`"),
                target.after(),
                format!(" as {stem}"),
            ));
            return;
        };
        self.bind(place.scope, &alias.text, alias.span, Bound::Value(Value::new(V::Scope(scope), alias.span)));
    }

    /// Whether a file uses another, directly or through others.
    fn uses(&self, from: usize, to: usize) -> bool {
        let mut open = vec![from];
        let mut seen = vec![from];
        while let Some(at) = open.pop() {
            let (name, ast) = &self.files.files[at];
            for stmt in &ast.stmts {
                let StmtKind::Use(used) = &stmt.kind else { continue };
                let Some(next) = self.files.find(&load::target_name(name, &used.target)) else { continue };
                if next == to {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        false
    }

    /// A file's declarations, once however often it is used.
    fn file_scope(&mut self, file: usize, foreign: bool, ast: &'a ast::Ast, place: &Place) -> ScopeId {
        let foreign = foreign || place.foreign;
        if let Some(scope) = self.file_scopes.get(&(file, foreign)) {
            return *scope;
        }
        let scope = self.new_scope(None, file, None);
        self.file_scopes.insert((file, foreign), scope);
        let place = Place { scope, cond: CondId::ALWAYS, node: None, instance: None, keys: Vec::new(), foreign };
        self.declare_all(&ast.stmts, &place);
        self.settle(scope);
        scope
    }

    /// The module that a kind path names.
    pub(super) fn find_module(&mut self, path: &Ref, scope: ScopeId) -> Option<(&'a Module, ScopeId)> {
        let mut at = Some(scope);
        while let Some(id) = at {
            if let Some(binding) = self.scope(id).values.get(&path.head.text) {
                let mut to = binding.to.clone();
                for trailer in &path.trailers {
                    let Trailer::Member(name) = trailer else { return None };
                    let Bound::Value(Value { v: V::Scope(inner), .. }) = to else { return None };
                    to = self.scope(inner).values.get(&name.text)?.to.clone();
                }
                return match to {
                    Bound::Module(module, within) => Some((module, within)),
                    Bound::Value(_) | Bound::Let(_) => None,
                };
            }
            at = self.scope(id).parent;
        }
        None
    }

    pub(super) fn visible_modules(&self, scope: ScopeId) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = Some(scope);
        while let Some(id) = at {
            for (name, binding) in &self.scope(id).values {
                match &binding.to {
                    Bound::Module(..) => out.push(name.to_string()),
                    Bound::Value(Value { v: V::Scope(inner), .. }) => {
                        let modules = self.scope(*inner).values.iter();
                        out.extend(
                            modules
                                .filter(|(_, b)| matches!(b.to, Bound::Module(..)))
                                .map(|(n, _)| format!("{name}.{n}")),
                        );
                    }
                    Bound::Value(_) | Bound::Let(_) => {}
                }
            }
            at = self.scope(id).parent;
        }
        out.sort();
        out
    }

    /// `tier orders { subnet: net.core.app }`
    pub(super) fn instantiate(
        &mut self,
        stmt: &'a Stmt,
        node: &'a ast::Node,
        module: &'a Module,
        within: ScopeId,
        place: &Place,
    ) {
        let at = node.kind.span;
        if place.node.is_some() {
            self.report(
                codes::MISPLACED.at(
                    at,
                    format!("the module `{}` makes resources, so it cannot stand in a block", module.name.text),
                ),
            );
            return;
        }
        if let Some(existing) = node.existing {
            self.report(codes::MISPLACED.at(existing, "a module makes things; `existing` is said inside it"));
        }
        let name = match (node.heads.first(), &node.name) {
            (_, Some(name)) => Some(name.clone()),
            (Some(ast::Head::Value(e)), None) => super::nodes::name_of(e),
            _ => None,
        };
        let Some(name) = name else {
            self.report(
                codes::MISSING_NAME.at(
                    at.after(),
                    format!("a use of a module needs a name: `{} NAME {{ … }}`", self.sources.slice(at)),
                ),
            );
            return;
        };
        if let Some(extra) = node.heads.get(1) {
            self.report(
                codes::UNEXPECTED_HEAD.at(extra.span(), "the arguments of a module stand in its block").help(format!(
                    "write `{} {} {{ ARGUMENT: VALUE }}`",
                    self.sources.slice(at),
                    name.text
                )),
            );
        }
        if self.stands_in(place.instance, module) {
            self.report(
                codes::MODULE_RECURSION
                    .at(at, format!("`{}` uses itself", module.name.text))
                    .because(module.name.span, "the module"),
            );
            return;
        }
        if !self.instantiated.contains(&module.name.span) {
            self.instantiated.push(module.name.span);
        }
        let file = self.scope(within).file;
        let scope = self.new_scope(Some(within), file, None);
        let mut full = name.text.to_string();
        for key in &place.keys {
            full.push_str(&format!("-{key}"));
        }
        if let Some(outer) = place.instance {
            full = format!("{}-{full}", self.topology.instances[outer.index()].symbol);
        }
        let instance = InstanceId(self.topology.instances.len() as u32);
        self.topology.instances.push(Instance {
            symbol: full.as_str().into(),
            span: at.to(name.span),
            module: module.name.text.clone(),
            module_span: module.name.span,
            outer: place.instance,
        });
        self.arguments(stmt, node, module, scope, place);
        let own = Value::text(full.as_str(), name.span);
        self.bind_instance(place.scope, &name, scope, &place.keys);
        self.scopes[scope.index()]
            .values
            .entry("instance".into())
            .or_insert(super::scopes::Binding { to: Bound::Value(own), span: name.span });
        let inner = Place {
            scope,
            cond: place.cond,
            node: None,
            instance: Some(instance),
            keys: Vec::new(),
            foreign: place.foreign,
        };
        self.declare_all(&module.body.stmts, &inner);
        self.settle(scope);
    }

    /// Whether a use of a module stands, however deep, in a use of it.
    fn stands_in(&self, mut at: Option<InstanceId>, module: &Module) -> bool {
        while let Some(id) = at {
            let instance = &self.topology.instances[id.index()];
            if instance.module_span == module.name.span {
                return true;
            }
            at = instance.outer;
        }
        false
    }

    /// Modules of the file that is built which nothing instantiates: their names and types are checked all the same, with
    /// arguments of which nothing is known. What they make is thrown away.
    pub(super) fn unused_modules(&mut self) {
        let Some(file) = self.file_scopes.get(&(0, false)).copied() else { return };
        let mut unused: Vec<(&'a Module, ScopeId)> = self
            .scope(file)
            .values
            .values()
            .filter_map(|b| if let Bound::Module(module, within) = b.to { Some((module, within)) } else { None })
            .filter(|(module, within)| *within == file && !self.instantiated.contains(&module.name.span))
            .collect();
        unused.sort_by_key(|(module, _)| module.name.span);
        for (module, within) in unused {
            let (nodes, params, lets) =
                (self.topology.nodes.len(), self.topology.params.len(), self.topology.lets.len());
            let (conds, conditions) = (self.topology.conds.len(), self.topology.conditions.len());
            let (expects, waivers) = (self.topology.expects.len(), self.topology.waivers.len());
            let scope = self.new_scope(Some(within), self.scope(within).file, None);
            for (arg, _) in &module.args {
                let value = match self.param_type(&arg.ty) {
                    Some(ty) => self.unknown_argument(arg, ty),
                    None => Value::new(V::Missing, arg.name.span),
                };
                self.bind(scope, &arg.name.text, arg.name.span, Bound::Value(value));
            }
            let own = Value::text(module.name.text.clone(), module.name.span);
            let binding = super::scopes::Binding { to: Bound::Value(own), span: module.name.span };
            self.scopes[scope.index()].values.entry("instance".into()).or_insert(binding);
            let instance = InstanceId(self.topology.instances.len() as u32);
            self.topology.instances.push(Instance {
                symbol: module.name.text.clone(),
                span: module.name.span,
                module: module.name.text.clone(),
                module_span: module.name.span,
                outer: None,
            });
            let place = Place {
                scope,
                cond: CondId::ALWAYS,
                node: None,
                instance: Some(instance),
                keys: Vec::new(),
                foreign: false,
            };
            self.declare_all(&module.body.stmts, &place);
            self.settle_all();
            self.evaluate_from(nodes);
            self.topology.nodes.truncate(nodes);
            self.drafts.truncate(nodes);
            self.topology.params.truncate(params);
            self.topology.lets.truncate(lets);
            self.topology.conds.truncate(conds);
            self.topology.conditions.truncate(conditions);
            self.topology.expects.truncate(expects);
            self.topology.waivers.truncate(waivers);
        }
    }

    /// An argument of which only the type is known.
    fn unknown_argument(&mut self, arg: &'a ast::Param, ty: crate::topology::ParamType) -> Value {
        use crate::topology::{Late, Param, ParamId};
        let id = ParamId(self.topology.params.len() as u32);
        let optional = arg.default.as_ref().is_some_and(|d| matches!(d.kind, ast::ExprKind::None));
        self.topology.params.push(Param {
            name: arg.name.text.clone(),
            ty,
            allowed: None,
            allowed_span: None,
            default: optional.then(|| Value::new(V::None, arg.name.span)),
            span: arg.span,
            name_span: arg.name.span,
            ty_span: arg.ty.span,
            doc: None,
            foreign: true,
            set: false,
        });
        Value::late(Late::Param(id), arg.name.span)
    }

    /// The instance's name: a value in its scope; in a loop a map from key to instance in the scopes around.
    fn bind_instance(&mut self, scope: ScopeId, name: &ast::Name, instance: ScopeId, _keys: &[Text]) {
        let mut value = Value::new(V::Scope(instance), name.span);
        let mut at = scope;
        self.bind(at, &name.text, name.span, Bound::Value(value.clone()));
        while let (Some(key), Some(parent)) = (self.scope(at).turn.clone(), self.scope(at).parent) {
            // Around the loop the instances of all turns are one map, read by `shop[1]`.
            value = Value::new(V::Map([(key.clone(), value)].into()), name.span);
            match self.scopes[parent.index()].values.get_mut(&name.text) {
                Some(binding) if binding.span == name.span => {
                    if let Bound::Value(Value { v: V::Map(entries), .. }) = &binding.to {
                        let merged = merge(entries, &value);
                        binding.to = Bound::Value(Value::new(V::Map(merged.into()), name.span));
                    }
                }
                Some(_) | None => self.bind(parent, &name.text, name.span, Bound::Value(value.clone())),
            }
            at = parent;
        }
    }

    fn arguments(&mut self, stmt: &'a Stmt, node: &'a ast::Node, module: &'a Module, scope: ScopeId, place: &Place) {
        let mut given: HashMap<Text, &'a ast::Property> = HashMap::new();
        let mut broken = Self::unclosed(node.block.as_ref());
        for inner in node.block.iter().flat_map(|b| &b.stmts) {
            match &inner.kind {
                StmtKind::Property(property) => {
                    let key = &property.key;
                    if module.args.iter().all(|(arg, _)| arg.name.text != key.text) {
                        broken = true;
                        let known: Vec<&str> = module.args.iter().map(|(a, _)| &*a.name.text).collect();
                        let diagnostic = codes::UNKNOWN_PROPERTY
                            .at(key.span, format!("the module `{}` has no argument `{}`", module.name.text, key.text))
                            .because(module.name.span, "the module");
                        self.report(match nearest(&key.text, known.iter().copied()) {
                            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                                format!("write `{near}`"),
                                key.span,
                                near,
                            ),
                            None => diagnostic.help(format!("it has {}", super::declare::list(&known))),
                        });
                    } else if let Some(first) = given.get(&key.text) {
                        let first = first.key.span;
                        self.report(
                            codes::DUPLICATE_PROPERTY
                                .at(key.span, format!("`{}` is given twice", key.text))
                                .because(first, "first given here")
                                .offer("remove it", key.span.to(property.value.span), ""),
                        );
                    } else {
                        given.insert(key.text.clone(), property);
                    }
                }
                StmtKind::Junk => broken = true,
                _ => {
                    broken = true;
                    self.report(
                        codes::MISPLACED.at(inner.span, "a use of a module holds its arguments and nothing else"),
                    );
                }
            }
        }
        let header = node.kind.span.to(node.heads.first().map_or(stmt.span.before(), |h| h.span()));
        for (arg, _) in &module.args {
            let ty = self.param_type(&arg.ty);
            let value = match given.get(&arg.name.text) {
                Some(property) => {
                    let value = self.argument_value(&property.value, &ty, place.scope);
                    self.within_promise(arg, &ty, &value, scope);
                    value
                }
                None => match &arg.default {
                    Some(default) => self.argument_value(default, &ty, scope),
                    None => {
                        if !broken {
                            self.report(
                                codes::MISSING_PROPERTY
                                    .at(header, format!("the module `{}` needs `{}`", module.name.text, arg.name.text))
                                    .because(arg.span, "this argument has no default"),
                            );
                        }
                        Value::new(V::Missing, header)
                    }
                },
            };
            self.bind(scope, &arg.name.text, arg.name.span, Bound::Value(value));
        }
    }

    /// Declares that nothing of the name's kinds is known to be made by two files.
    pub(super) fn decls<'s>(&'s self, scope: ScopeId, name: &str) -> &'s [Decl] {
        self.scope(scope).things.get(name).map_or(&[], Vec::as_slice)
    }
}

fn merge(entries: &[(Text, Value)], more: &Value) -> Vec<(Text, Value)> {
    let mut out = entries.to_vec();
    if let V::Map(new) = &more.v {
        for (key, value) in new.iter() {
            match out.iter_mut().find(|(k, _)| k == key) {
                Some((_, old)) => {
                    if let V::Map(inner) = &old.v {
                        *old = Value::new(V::Map(merge(inner, value).into()), old.span);
                    }
                }
                None => out.push((key.clone(), value.clone())),
            }
        }
    }
    out
}

fn is_deploy(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Node(node) => {
            node.kind.trailers.is_empty() && crate::schema::by_word(&node.kind.head.text) == Some(Kind::Deploy)
        }
        _ => false,
    }
}
