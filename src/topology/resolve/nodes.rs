//! Things: a block of a known kind becomes a node with its properties still to evaluate.

use super::scopes::Decl;
use super::{Draft, DraftSlot, Place, Resolver, State};
use crate::codes;
use crate::diag::nearest;
use crate::schema::{self, Form, Kind, KindRow, Place as Where, Prop};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Head, Name, Property, Stmt};
use crate::topology::{Node, NodeId, Slot, Text, V, Value};

impl<'a> Resolver<'a, '_> {
    /// A block of a kind of the language.
    pub(super) fn node(&mut self, stmt: &'a Stmt, written: &'a ast::Node, kind: Kind, place: &Place) {
        let row = schema::row(kind);
        if !self.may_stand(written, row, place) {
            if let Some(parent) = place.node {
                self.drafts[parent.index()].broken = true;
            }
            return;
        }
        if kind == Kind::Deploy && !self.one_deploy(written, place) {
            return;
        }
        let mut heads = written.heads.iter().collect::<Vec<_>>();
        let name = self.take_name(written, row, &mut heads);
        let Some(name) = name else { return };
        let last = written.heads.last().map_or(written.kind.span, Head::span);
        let header = last.to(definition_end(written).unwrap_or(last));
        let start = written.existing.unwrap_or(written.kind.span);
        let parent_existing = place.node.is_some_and(|p| self.topology.node(p).existing);
        // An autoscale setting of an existing scale set is made: it is a resource of its own. Of a file that is built on
        // its own nothing is.
        let made = matches!(kind, Kind::Autoscale | Kind::Profile | Kind::ScaleRule | Kind::Notify);
        let existing = written.existing.is_some() || place.foreign || (parent_existing && !made);
        let id = NodeId(self.topology.nodes.len() as u32);
        let (symbol, name_span) = name.map_or((Text::from(""), written.kind.span), |n| (n.text.clone(), n.span));
        let block = written.block.as_ref();
        self.topology.nodes.push(Node {
            kind,
            symbol: symbol.clone(),
            keys: place.keys.clone(),
            name: Value::new(V::None, name_span),
            span: start.to(header),
            name_span,
            full_span: stmt.span,
            block_open: block.map(|b| b.open),
            parent: place.node,
            children: Vec::new(),
            cond: place.cond,
            existing,
            instance: place.instance,
            slots: Vec::new(),
            body: Vec::new(),
            raw: Vec::new(),
            waivers: Vec::new(),
            cut: written.broken,
            doc: stmt.doc.as_ref().map(|d| d.text.clone()),
        });
        let file = self.scope(place.scope).file;
        let scope = self.new_scope(Some(place.scope), file, None);
        self.drafts.push(Draft {
            undefined: false,
            scope,
            slots: Vec::new(),
            body: Vec::new(),
            raw: Vec::new(),
            broken: written.broken || Self::unclosed(block),
            named: State::Absent,
        });
        if let Some(parent) = place.node {
            self.topology.nodes[parent.index()].children.push(id);
        }
        if kind == Kind::Deploy && !place.foreign {
            self.topology.deploy = Some(id);
            self.topology.doc = stmt.doc.as_ref().map(|d| d.text.clone());
        }
        if !symbol.is_empty() {
            self.declare_thing(place.scope, &symbol, Decl { node: id, kind, keys: Vec::new() });
        }
        let inner = Place { scope, node: Some(id), keys: Vec::new(), ..place.clone() };
        self.heads(id, written, row, &heads, place);
        if let Some(block) = block {
            self.declare_all(&block.stmts, &inner);
        }
    }

    /// Whether a kind may stand where it does; says so where not.
    fn may_stand(&mut self, written: &ast::Node, row: &'static KindRow, place: &Place) -> bool {
        let word = &written.kind.head.text;
        let parent = place.node.map(|p| self.topology.node(p).kind);
        let fine = match parent {
            Some(parent) => row.parents.contains(&parent),
            None => row.top,
        };
        if fine {
            if let (Some(existing), Some(_)) = (written.existing, parent) {
                self.report(
                    codes::MISPLACED.at(existing, "`existing` is said of the whole resource, not of a part").fix(
                        "remove `existing`",
                        existing.to(written.kind.span.before()),
                        "",
                    ),
                );
            }
            return true;
        }
        let stands: Vec<&str> = row.parents.iter().map(|p| schema::row(*p).word).collect();
        let at = written.kind.span;
        let where_to = match (row.top, stands.is_empty()) {
            (true, true) => "it stands in the file".to_owned(),
            (true, false) => format!("it stands in the file or in {}", super::declare::list(&stands)),
            (false, _) => format!("it stands in {}", super::declare::list(&stands)),
        };
        let diagnostic = match parent {
            Some(parent) => {
                let parent = schema::row(parent);
                if let Some(p) = parent.prop(word) {
                    codes::NOT_A_BLOCK
                        .at(at, format!("`{}` is a property of `{}`: write `{word}: …`", p.name, parent.word))
                } else {
                    codes::MISPLACED.at(at, format!("`{word}` cannot stand in a `{}`; {where_to}", parent.word))
                }
            }
            None => codes::MISPLACED.at(at, format!("`{word}` cannot stand here; {where_to}")),
        };
        self.report(diagnostic);
        false
    }

    fn one_deploy(&mut self, written: &ast::Node, place: &Place) -> bool {
        if place.foreign {
            return true;
        }
        let at = written.kind.span;
        if self.scope(place.scope).file != 0 {
            // A file taken in by `use`: said where it is used.
            return false;
        }
        if place.cond != super::CondId::ALWAYS || self.scope(place.scope).parent.is_some() {
            self.report(codes::MISPLACED.at(at, "`deploy` stands in the file itself, not inside something"));
            return false;
        }
        if let Some(first) = self.topology.deploy {
            let first = self.topology.node(first).name_span;
            self.report(
                codes::DUPLICATE_NAME
                    .at(at, "a file has one `deploy`")
                    .because(first, "the first one")
                    .help("move its properties there"),
            );
            return false;
        }
        true
    }

    /// The name of a block: `Some(None)` for kinds without one, `None` where it is missing (reported).
    fn take_name(
        &mut self,
        written: &'a ast::Node,
        row: &'static KindRow,
        heads: &mut Vec<&'a Head>,
    ) -> Option<Option<Name>> {
        if let Some(name) = &written.name {
            if !row.named && written.definition.is_none() {
                self.report(codes::UNEXPECTED_HEAD.at(name.span, format!("a `{}` has no name", row.word)));
            }
            return Some(Some(name.clone()));
        }
        if !row.named {
            return Some(None);
        }
        let name = match heads.first() {
            Some(Head::Value(e)) => name_of(e),
            _ => None,
        };
        match name {
            Some(name) => {
                heads.remove(0);
                Some(Some(name))
            }
            None => {
                if written.broken {
                    return None; // the parser has said what the line should be
                }
                let word = row.word;
                let at = heads.first().map_or(written.kind.span.after(), |h| h.span());
                if let Some(Head::Value(e)) = heads.first()
                    && let ast::ExprKind::Ref(r) = &e.kind
                    && matches!(r.trailers[..], [ast::Trailer::Index(..)])
                {
                    let name = &r.head.text;
                    self.report(
                        codes::UNEXPECTED_HEAD
                            .at(
                                at,
                                format!(
                                    "several of a `{word}` are a loop: `for i in 1..3 {{ {word} {name} {{ … }} }}`"
                                ),
                            )
                            .help(format!("`{name}` is then all of them, and `{name}[2]` is one")),
                    );
                    return None;
                }
                self.report(
                    codes::MISSING_NAME
                        .at(at, format!("a `{word}` needs a name: `{word} NAME …`"))
                        .help("a name is a word, or stands in quotes"),
                );
                None
            }
        }
    }

    /// `key: value` in a block.
    pub(super) fn property(&mut self, id: NodeId, property: &'a Property, place: &Place) {
        let node = self.topology.node(id);
        let (kind, existing) = (node.kind, node.existing);
        let row = schema::row(kind);
        let key = &property.key;
        let prop = row.prop(&key.text).filter(|p| p.place != Where::Head);
        if kind == Kind::Resource && prop.is_none() {
            if let Some((_, first, cond, _)) =
                self.drafts[id.index()].body.iter().find(|(name, _, _, _)| *name == key.text)
            {
                let (first, cond) = (first.span, *cond);
                if !self.exclusive(cond, place.cond) {
                    self.duplicate(property, first);
                }
            }
            self.drafts[id.index()].body.push((key.text.clone(), &property.value, place.cond, place.scope));
            return;
        }
        let Some(prop) = prop else {
            self.unknown_property(id, row, property, place);
            return;
        };
        if prop.place == Where::Existing && !existing {
            self.report(
                codes::MISPLACED
                    .at(
                        key.span,
                        format!("`{}` is said of something existing; this `{}` is created", key.text, row.word),
                    )
                    .help("write `existing` before the kind, or remove the line"),
            );
            return;
        }
        let rivals =
            self.drafts[id.index()].slots.iter().filter(|s| std::ptr::eq(s.row, prop) || s.row.name == prop.name);
        let clash = rivals.map(|s| (s.key_span, s.cond)).collect::<Vec<_>>();
        if let Some((first, _)) = clash.into_iter().find(|(_, cond)| !self.exclusive(*cond, place.cond)) {
            self.duplicate(property, first);
            return;
        }
        if prop.name == "name" && matches!(self.drafts[id.index()].named, State::Absent) {
            self.drafts[id.index()].named = State::Written(&property.value);
        }
        self.drafts[id.index()].slots.push(DraftSlot {
            row: prop,
            key_span: key.span,
            expr_span: property.value.span,
            cond: place.cond,
            scope: place.scope,
            state: State::Written(&property.value),
        });
    }

    fn duplicate(&mut self, property: &Property, first: Span) {
        let key = &property.key;
        self.report(
            codes::DUPLICATE_PROPERTY
                .at(key.span, format!("`{}` stands twice in this block", key.text))
                .because(first, "first written here")
                .offer("remove it", key.span.to(property.value.span), ""),
        );
    }

    fn unknown_property(&mut self, id: NodeId, row: &'static KindRow, property: &'a Property, place: &Place) {
        let key = &property.key;
        self.drafts[id.index()].broken = true;
        let name = if row.kind == Kind::NsgRule { "an NSG rule".to_owned() } else { format!("`{}`", row.word) };
        if let Some(head) = row.props().find(|p| p.name == &*key.text && p.place == Where::Head) {
            let value = self.sources.slice(property.value.span).to_owned();
            if !self.drafts[id.index()].undefined {
                self.report(super::hints::belongs_in_head(self.topology.node(id), row, head, property, &value));
            }
            // What was meant is clear, so the rest is read with it.
            if self.drafts[id.index()].slots.iter().all(|s| s.row.name != head.name) {
                self.fill_row(id, head, property.key.span, State::Written(&property.value), place);
            }
            return;
        }
        if let Some(hint) = super::hints::property(row.kind, &key.text) {
            let diagnostic = hint.apply(self.sources, key, property, &name);
            self.report(diagnostic);
            return;
        }
        if let Some(child) = schema::by_word(&key.text).map(schema::row).filter(|c| c.parents.contains(&row.kind)) {
            let value = self.sources.slice(property.value.span).to_owned();
            let simple = matches!(property.value.kind, ast::ExprKind::Ref(_));
            self.report(if simple && !child.head.is_empty() && !child.named {
                let line = format!("{} {value}", child.word);
                codes::UNKNOWN_PROPERTY
                    .at(key.span, format!("`{}` is a block in {name}: write `{line}`", key.text))
                    .fix(format!("write `{line}`"), key.span.to(property.value.span), line)
            } else {
                codes::UNKNOWN_PROPERTY
                    .at(key.span, format!("`{}` is a block in {name}: write `{} {{ … }}`", key.text, child.word))
            });
            return;
        }
        if let Some(meant) = self.by_value(row, property) {
            let what = self.sources.slice(property.value.span).to_owned();
            self.report(
                codes::UNKNOWN_PROPERTY
                    .at(key.span, format!("no property `{}` in {name}; `{meant}` takes {what}", key.text))
                    .fix(format!("write `{meant}`"), key.span, meant),
            );
            return;
        }
        let known: Vec<&str> = row
            .props()
            .filter(|p| p.place == Where::Block || (p.place == Where::Existing && self.topology.node(id).existing))
            .map(|p| p.name)
            .collect();
        let diagnostic = codes::UNKNOWN_PROPERTY.at(key.span, format!("no property `{}` in {name}", key.text));
        let near = super::hints::near_property(&key.text, &known).or_else(|| nearest(&key.text, known.iter().copied()));
        self.report(match near {
            Some(near) => {
                diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), key.span, near)
            }
            None if known.is_empty() => diagnostic.help(format!("{name} has no properties of its own")),
            None => diagnostic.help(format!("it has {}", super::declare::list(&known))),
        });
    }

    /// The one list property of this kind that takes the things which the value names.
    fn by_value(&mut self, row: &'static KindRow, property: &'a Property) -> Option<&'static str> {
        let ast::ExprKind::List(items) = &property.value.kind else { return None };
        let ast::ExprKind::Ref(first) = &items.first()?.kind else { return None };
        let scope = self.file_scopes.get(&(0, false)).copied()?;
        let kinds: Vec<Kind> = self.scope(scope).things.get(&first.head.text)?.iter().map(|d| d.kind).collect();
        let mut fitting = row.props().filter(
            |p| matches!(p.ty, schema::Ty::List(schema::Ty::Ref(wanted)) if wanted.iter().any(|k| kinds.contains(k))),
        );
        let one = fitting.next()?;
        fitting.next().is_none().then_some(one.name)
    }

    /// Adds a property that the head or the definition fills.
    pub(super) fn fill(&mut self, id: NodeId, name: &'static str, span: Span, state: State<'a>, place: &Place) {
        let row = schema::row(self.topology.node(id).kind);
        let Some(prop) = row.prop(name) else {
            debug_assert!(false, "{}: no row `{name}`", row.word);
            return;
        };
        self.fill_row(id, prop, span, state, place);
    }

    pub(super) fn fill_row(&mut self, id: NodeId, row: &'static Prop, key_span: Span, state: State<'a>, place: &Place) {
        let expr_span = if let State::Written(expr) = &state { expr.span } else { key_span };
        let (cond, scope) = (place.cond, place.scope);
        self.drafts[id.index()].slots.push(DraftSlot { row, key_span, expr_span, cond, scope, state });
    }

    /// The value of a property, evaluated when first needed; slots of one name in different branches become one value.
    pub(super) fn slot_value(&mut self, id: NodeId, name: &str) -> Option<Value> {
        let at: Vec<usize> = (0..self.drafts[id.index()].slots.len())
            .filter(|i| self.drafts[id.index()].slots[*i].row.name == name)
            .collect();
        match at[..] {
            [] => None,
            [one] => Some(self.evaluate_slot(id, one)),
            _ => None,
        }
    }

    /// Evaluates one slot against its row, once.
    pub(super) fn evaluate_slot(&mut self, id: NodeId, at: usize) -> Value {
        let slot = &mut self.drafts[id.index()].slots[at];
        let (row, key_span, scope) = (slot.row, slot.key_span, slot.scope);
        match std::mem::replace(&mut slot.state, State::Busy) {
            State::Done(value) => {
                self.drafts[id.index()].slots[at].state = State::Done(value.clone());
                value
            }
            State::Busy => {
                let what = format!("`{}` of `{}`", row.name, self.topology.path(id));
                self.circle(&what, key_span)
            }
            State::Written(expr) => {
                let what = format!("`{}` of `{}`", row.name, self.topology.path(id));
                self.evaluating.push((what, expr.span));
                let value = self.typed(expr, row, scope, id);
                self.evaluating.pop();
                self.drafts[id.index()].slots[at].state = State::Done(value.clone());
                value
            }
            State::Absent => Value::new(V::None, key_span),
        }
    }

    /// The second pass: every property of every thing.
    pub(super) fn evaluate_all(&mut self) {
        self.evaluate_from(0);
        self.evaluate_outputs();
    }

    /// The same from one node on, with everything that is not evaluated yet.
    pub(super) fn evaluate_from(&mut self, first: usize) {
        for at in first..self.topology.nodes.len() {
            let id = NodeId(at as u32);
            for slot in 0..self.drafts[at].slots.len() {
                let value = self.evaluate_slot(id, slot);
                let draft = &self.drafts[at].slots[slot];
                let (key_span, expr_span) = (draft.key_span, draft.expr_span);
                let slot = Slot { row: draft.row, value, key_span, expr_span, cond: draft.cond };
                self.topology.nodes[at].slots.push(slot);
            }
            for (name, expr, cond, scope) in std::mem::take(&mut self.drafts[at].body) {
                let value = self.free_form(expr, scope);
                self.topology.nodes[at].body.push((name, value, cond));
            }
            for (expr, cond, scope) in std::mem::take(&mut self.drafts[at].raw) {
                let value = self.free_form(expr, scope);
                self.topology.nodes[at].raw.push((value, cond));
            }
            self.topology.nodes[at].name = self.azure_name(id);
            self.lacks(id);
        }
        self.evaluate_expects();
        // What nobody reads is checked all the same.
        for thunk in 0..self.thunks.len() {
            self.force(thunk);
        }
    }

    fn evaluate_outputs(&mut self) {
        for at in 0..self.topology.outputs.len() {
            let V::Int(thunk) = self.topology.outputs[at].value.v else { continue };
            let value = self.force(thunk as usize);
            let mut value = self.readable(value);
            if let Some((secret, declared)) = self.secret_in(&value) {
                let name = self.topology.outputs[at].name.clone();
                self.report(
                    codes::SECRET_IN_PLAIN_PLACE
                        .at(value.span, format!("the secret `{secret}` would be readable in the output `{name}`"))
                        .because(declared, "declared here")
                        .help("outputs stay in the history of the group; whoever may read the secret reads it where it is kept"),
                );
                value = Value::new(V::Missing, value.span);
            }
            self.topology.outputs[at].value = value;
        }
    }

    /// What must be written and is not.
    fn lacks(&mut self, id: NodeId) {
        let node = self.topology.node(id);
        let row = schema::row(node.kind);
        if node.existing || self.drafts[id.index()].broken {
            return;
        }
        let (word, header, path) = (row.word, node.span, self.topology.path(id));
        let owed = super::hints::owed(&self.topology, id);
        for prop in row.props().filter(|p| p.default == schema::Default::Required || owed.contains(&p.name)) {
            let node = self.topology.node(id);
            let written = node.slots.iter().filter(|s| s.row.name == prop.name);
            let state: Vec<bool> = written.map(|s| s.value.is_none()).collect();
            // `probe: none` says that there is none.
            let said_none = prop.name == "probe" && !state.is_empty();
            if state.contains(&false) || said_none {
                continue;
            }
            if let Some(diagnostic) = super::hints::lacking(self, id, prop) {
                self.report(diagnostic);
                continue;
            }
            if super::hints::may_lack(self, id, prop) {
                continue;
            }
            let name = if path == word { format!("this `{word}`") } else { format!("`{path}`") };
            self.report(
                codes::MISSING_PROPERTY
                    .at(header, format!("{name} lacks `{}`", prop.name))
                    .help(format!("write {}", super::hints::example(prop))),
            );
        }
    }
}

/// Where a definition ends.
fn definition_end(written: &ast::Node) -> Option<Span> {
    use ast::Definition as D;
    Some(match written.definition.as_ref()? {
        D::Value(e) => e.span,
        D::Probe(p) => p.path.as_ref().map_or(p.port.span, |e| e.span),
        D::Flow(f) => f.span,
        D::Route { to, .. } => to.span,
        D::NsgRule { flow, .. } => flow.span,
        D::Scale(s) => s.over.as_ref().map_or(s.threshold.span, |e| e.span),
    })
}

/// A head that can be a name: a plain word or a string.
pub(super) fn name_of(e: &Expr) -> Option<Name> {
    match &e.kind {
        ast::ExprKind::Ref(r) if r.trailers.is_empty() => Some(r.head.clone()),
        ast::ExprKind::Str(parts) => match &parts[..] {
            [] => None,
            [ast::StrPart::Text(text)] => Some(Name { text: text.clone(), span: e.span, quoted: true }),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a form takes a definition at all.
pub(super) fn takes_definition(form: Form) -> bool {
    !matches!(form, Form::Block)
}
