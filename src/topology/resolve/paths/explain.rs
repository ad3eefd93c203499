//! What to say of a path that leads nowhere, to the wrong thing, or to several.

use super::Want;
use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::syntax::ast::Ref;
use crate::topology::resolve::Resolver;
use crate::topology::resolve::scopes::Decl;
use crate::topology::{Late, NodeId, ScopeId, V, Value};

/// What other languages put before the name of a value.
const ROOTS: [&str; 6] = ["local", "locals", "param", "parameters", "params", "var"];

/// The literal that a word of another language is.
fn literal_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "True" | "TRUE" | "yes" | "Yes" | "on" | "enabled" | "Enabled" => "true",
        "False" | "FALSE" | "no" | "No" | "off" | "disabled" | "Disabled" => "false",
        "null" | "Null" | "NULL" | "nil" | "None" | "undefined" => "none",
        _ => return None,
    })
}

impl Resolver<'_, '_> {
    pub(super) fn does_not_fit(&self, value: &Value, path: &Ref, want: &Want) -> Diagnostic {
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
    pub(super) fn elsewhere(&self, name: &str, want: &Want) -> Option<String> {
        let fits = |n: &&crate::topology::Node| {
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
    pub(super) fn ambiguous(&mut self, fitting: &[Value], path: &Ref) -> Value {
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

    pub(super) fn unknown(&self, path: &Ref, scope: ScopeId, want: &Want) -> Diagnostic {
        let name = &path.head.text;
        let wanted = match &want.kinds[..] {
            [kind] if !want.values => schema::row(*kind).word,
            _ => "name",
        };
        let diagnostic = codes::UNKNOWN_NAME.at(path.head.span, format!("no {wanted} `{name}` here"));
        if let Some(literal) = literal_of(name).filter(|_| path.trailers.is_empty()) {
            return diagnostic.help(format!("did you mean `{literal}`?")).fix(
                format!("write `{literal}`"),
                path.head.span,
                literal,
            );
        }
        if ROOTS.contains(&&**name)
            && let Some(first) = path.trailers.first()
        {
            let inner = self.sources.slice(first.span()).trim_start_matches('.').to_owned();
            let root = path.head.span.to(first.span());
            return diagnostic.help(format!("names stand as they are: `{inner}`")).fix(
                format!("write `{inner}`"),
                root,
                inner,
            );
        }
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
            return diagnostic.help(format!("there is {}", crate::topology::resolve::declare::list(&there)));
        }
        if want.kinds.is_empty() && path.trailers.is_empty() {
            return diagnostic.help(format!("text stands in quotes: `\"{name}\"`"));
        }
        diagnostic
    }

    pub(super) fn no_part(
        &self,
        kind: Kind,
        decls: &[Decl],
        name: &crate::syntax::ast::Name,
        so_far: Span,
    ) -> Diagnostic {
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
            None => diagnostic.help(format!("it has {}", crate::topology::resolve::declare::list(&names))),
        }
    }

    pub(super) fn not_exported(&self, scope: ScopeId, name: &crate::syntax::ast::Name, so_far: Span) -> Diagnostic {
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
            None => diagnostic.help(format!("it has {}", crate::topology::resolve::declare::list(&names))),
        }
    }

    /// A family where one thing is wanted.
    pub(super) fn family_without_index(&self, kind: Kind, decls: &[Decl], at: Span) -> Option<Box<Diagnostic>> {
        let keyed = decls.iter().find(|d| !d.keys.is_empty())?;
        let name = self.sources.slice(at);
        let keys: Vec<String> =
            decls.iter().take(6).filter_map(|d| d.keys.first()).map(|k| format!("`{name}[{k}]`")).collect();
        let _ = keyed;
        let finding = codes::FAMILY_INDEX
            .at(at, format!("`{name}` is a family of {} {}s; say which", decls.len(), schema::row(kind).word))
            .help(format!("{}; `{name}[*]` goes over all of them", keys.join(", ")));
        let first = decls.iter().find_map(|d| d.keys.first()).map(|k| match k.parse::<i64>() {
            Ok(_) => format!("{name}[{k}]"),
            Err(_) => format!("{name}[\"{k}\"]"),
        });
        Some(Box::new(match first {
            Some(first) => finding.offer(format!("write `{first}`"), at, first),
            None => finding,
        }))
    }
}
