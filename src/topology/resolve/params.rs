//! Params and their types, promises and defaults; `--set`.

use super::scopes::Bound;
use super::{Place, Resolver};
use crate::codes;
use crate::diag::nearest;
use crate::schema::{self, Kind, Ty, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, Stmt, Type, TypeArg};
use crate::topology::{Allowed, Late, Param, ParamId, ParamType, ScopeId, Text, V, Value};

/// The words of the types that a param or an argument may have, beside the kinds.
pub const TYPES: &[&str] = &[
    "string",
    "int",
    "number",
    "bool",
    "secret",
    "ssh_key",
    "port",
    "cidr",
    "address",
    "duration",
    "percent",
    "disk_size",
    "vm_size",
    "region",
    "image",
    "zones",
    "list",
    "map",
    "resource",
];

impl<'a> Resolver<'a, '_> {
    pub(super) fn param(&mut self, stmt: &'a Stmt, written: &'a ast::Param, place: &Place) {
        let ty = self.param_type(&written.ty);
        let Some(ty) = ty else {
            let missing = Value::new(V::Missing, written.name.span);
            self.bind(place.scope, &written.name.text, written.name.span, Bound::Value(missing));
            return;
        };
        if matches!(ty, ParamType::Duration | ParamType::Percent) {
            self.report(
                codes::UNKNOWN_TYPE
                    .at(
                        written.ty.span,
                        format!("a {} is compile-time only, so no param can be one", written.ty.name.text),
                    )
                    .help("a `let` can"),
            );
        }
        let allowed = written.within.as_ref().and_then(|e| self.promise(e, &ty, place.scope));
        let id = ParamId(self.topology.params.len() as u32);
        let name = self.unique_param(&written.name.text, place);
        self.topology.params.push(Param {
            name: name.clone(),
            ty: ty.clone(),
            allowed,
            allowed_span: written.within.as_ref().map(|within| within.span),
            default: None,
            span: stmt.span,
            name_span: written.name.span,
            ty_span: written.ty.span,
            doc: stmt.doc.as_ref().map(|d| d.text.clone()),
            foreign: place.foreign,
            set: false,
        });
        let set = if self.scope(place.scope).file == 0 && !place.foreign {
            self.sets.iter().rev().find(|(n, _)| *n == *written.name.text).map(|(_, v)| v.clone())
        } else {
            None
        };
        let value = match set {
            Some(text) => {
                self.topology.params[id.index()].set = true;
                self.set(&text, &ty, written)
            }
            None => Value::late(Late::Param(id), written.name.span),
        };
        self.bind(place.scope, &written.name.text, written.name.span, Bound::Value(value));
        if let Some(default) = &written.default {
            // A default may use other params, those below it too: it waits for the second pass.
            self.defaults.push((id, default, place.scope));
        }
    }

    /// Params of several files may share a name; in ARM each needs its own.
    fn unique_param(&self, name: &Text, place: &Place) -> Text {
        if self.topology.params.iter().all(|p| p.foreign || p.name != *name) || place.foreign {
            return name.clone();
        }
        let file = &self.files.files[self.scope(place.scope).file].0;
        let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".lbx");
        let stem: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        format!("{stem}_{name}").into()
    }

    /// The default of a param, checked against its type and promise.
    pub(super) fn default(&mut self, id: ParamId, written: &'a Expr, scope: ScopeId) {
        let ty = self.topology.param(id).ty.clone();
        let value = match (&ty, &written.kind) {
            (_, ExprKind::None) => {
                if !may_be_none(&ty) {
                    self.report(
                        codes::BAD_DEFAULT
                            .at(written.span, format!("`none` is no {}", type_word(&ty)))
                            .help("only what prints as a string can be left out"),
                    );
                }
                Value::new(V::None, written.span)
            }
            (ParamType::SshKey, ExprKind::Str(parts)) if parts.is_empty() => {
                self.report(
                    codes::BAD_DEFAULT.at(written.span, "`\"\"` is no SSH key; an optional param is `= none`").fix(
                        "write `none`",
                        written.span,
                        "none",
                    ),
                );
                Value::new(V::None, written.span)
            }
            (ParamType::Secret, ExprKind::Str(parts)) if parts.is_empty() => {
                self.report(
                    codes::BAD_DEFAULT
                        .at(written.span, "a secret's default is `none` or `new_guid()`; not given is `none`")
                        .fix("write `none`", written.span, "none"),
                );
                Value::new(V::None, written.span)
            }
            (ParamType::Secret, ExprKind::Call(call)) if &*call.name.text == "new_guid" => {
                self.eval_any(written, scope)
            }
            (ParamType::Secret, _) => {
                let diagnostic = codes::BAD_DEFAULT.at(
                    written.span,
                    "a secret's default is `none` or `new_guid()`: what is written here is no secret",
                );
                self.missing(written.span, diagnostic)
            }
            _ => self.of_type(written, &ty, scope),
        };
        let allowed = self.topology.param(id).allowed.clone();
        if let Some(allowed) = allowed
            && !value.is_none()
        {
            let name = self.topology.param(id).name.clone();
            self.kept(&name, &allowed, &value, "the default");
        }
        self.topology.params[id.index()].default = Some(value);
    }

    /// Reports a value that breaks a promise.
    fn kept(&mut self, name: &str, allowed: &Allowed, value: &Value, what: &str) {
        let broken = match (allowed, &value.v) {
            (Allowed::Range(lo, hi), V::Int(i) | V::Disk(i)) if i < lo || i > hi => Some(format!("{lo}..{hi}")),
            (Allowed::Values(values), v)
                if !matches!(v, V::Late(_) | V::Missing | V::Unknown) && !values.iter().any(|a| same(a, v)) =>
            {
                Some(shown(values))
            }
            _ => None,
        };
        if let Some(promise) = broken {
            let is = super::super::fold::display(value).unwrap_or_default();
            let finding = codes::BROKEN_PROMISE
                .at(value.span, format!("{what} `{is}` is not among what `{name}` allows: {promise}"));
            let near = match (allowed, &value.v) {
                (Allowed::Range(lo, hi), V::Int(i)) => Some((*i).clamp(*lo, *hi).to_string()),
                (Allowed::Range(lo, hi), V::Disk(i)) => Some(format!("{}GiB", (*i).clamp(*lo, *hi))),
                (Allowed::Values(values), V::Str(_)) => values.first().and_then(|v| match v {
                    V::Str(text) => Some(format!("\"{text}\"")),
                    _ => None,
                }),
                _ => None,
            };
            self.report(match near {
                Some(near) => finding.offer(format!("write `{near}`"), value.span, near),
                None => finding,
            });
        }
    }

    /// An argument's value against what its module promises.
    pub(super) fn within_promise(
        &mut self,
        arg: &'a ast::Param,
        ty: &Option<ParamType>,
        value: &Value,
        scope: ScopeId,
    ) {
        let (Some(ty), Some(within)) = (ty, &arg.within) else { return };
        let Some(allowed) = self.promise(within, ty, scope) else { return };
        if value.is_none() {
            return;
        }
        self.kept(&arg.name.text, &allowed, value, "the value");
        let Some(Late::Param(p)) = value.as_late() else { return };
        let param = self.topology.param(*p);
        let breaks = match (&allowed, &param.allowed) {
            (Allowed::Range(lo, hi), Some(Allowed::Range(from, to))) => from < lo || to > hi,
            (Allowed::Values(values), Some(Allowed::Values(may))) => {
                may.iter().any(|v| !values.iter().any(|a| same(a, v)))
            }
            _ => false,
        };
        if breaks {
            let (name, span) = (param.name.clone(), param.name_span);
            let promise = match &allowed {
                Allowed::Range(lo, hi) => format!("{lo}..{hi}"),
                Allowed::Values(values) => shown(values),
            };
            self.report(
                codes::BROKEN_PROMISE
                    .at(value.span, format!("`{name}` may be more than `{}` allows: {promise}", arg.name.text))
                    .because(span, "declared here")
                    .because(within.span, "the module's promise"),
            );
        }
    }

    fn promise(&mut self, written: &'a Expr, ty: &ParamType, scope: ScopeId) -> Option<Allowed> {
        let value = self.eval_any(written, scope);
        match &value.v {
            V::Range(ends) => match (&ends.0.v, &ends.1.v) {
                (V::Int(lo) | V::Disk(lo), V::Int(hi) | V::Disk(hi)) => {
                    if lo > hi {
                        let diagnostic = codes::BAD_PROMISE.at(written.span, format!("the range {lo}..{hi} is empty"));
                        self.report(diagnostic);
                        return None;
                    }
                    if !matches!(ty, ParamType::Int | ParamType::Port | ParamType::Disk) {
                        let word = type_word(ty);
                        self.report(
                            codes::BAD_PROMISE.at(
                                written.span,
                                format!("a range promises numbers; a {word} takes a list, `in [ … ]`"),
                            ),
                        );
                        return None;
                    }
                    Some(Allowed::Range(*lo, *hi))
                }
                (V::Missing, _) | (_, V::Missing) => None,
                _ => {
                    self.report(
                        codes::MUST_BE_KNOWN.at(written.span, "what a param promises is known to the compiler"),
                    );
                    None
                }
            },
            V::List(items) => {
                let mut values = Vec::new();
                for item in items.iter() {
                    match &item.v {
                        V::Late(_) => {
                            self.report(
                                codes::MUST_BE_KNOWN.at(item.span, "what a param promises is known to the compiler"),
                            );
                            return None;
                        }
                        V::Missing => return None,
                        v => values.push(v.clone()),
                    }
                }
                if values.is_empty() {
                    self.report(codes::BAD_PROMISE.at(written.span, "nothing is allowed here"));
                    return None;
                }
                Some(Allowed::Values(values))
            }
            V::Missing => None,
            _ => {
                self.report(
                    codes::BAD_PROMISE
                        .at(written.span, "a param promises a range or a list: `in 3..40`, `in [\"a\", \"b\"]`"),
                );
                None
            }
        }
    }

    /// The type that is written; `None` where there is none such (reported).
    pub(super) fn param_type(&mut self, written: &Type) -> Option<ParamType> {
        let word = &*written.name.text;
        Some(match (word, &written.arg) {
            ("string", None) => ParamType::Str(None, None),
            ("string", Some(TypeArg::Length(lo, hi))) => {
                if lo > hi || *lo < 0 {
                    self.report(codes::BAD_PROMISE.at(written.span, format!("the lengths {lo}..{hi} are empty")));
                }
                ParamType::Str(u32::try_from(*lo).ok(), u32::try_from(*hi).ok())
            }
            ("list", Some(TypeArg::Of(of))) => ParamType::List(Box::new(self.param_type(of)?)),
            ("list", None) => {
                let diagnostic = codes::UNKNOWN_TYPE.at(written.span, "a list of what?").offer(
                    "write `list(string)`",
                    written.span,
                    "list(string)",
                );
                self.report(diagnostic);
                return None;
            }
            (_, Some(_)) => {
                self.report(
                    codes::UNKNOWN_TYPE.at(written.span, format!("the type `{word}` takes nothing in parentheses")),
                );
                return None;
            }
            ("int", None) => ParamType::Int,
            ("number", None) => ParamType::Number,
            ("bool", None) => ParamType::Bool,
            ("secret", None) => ParamType::Secret,
            ("ssh_key", None) => ParamType::SshKey,
            ("port", None) => ParamType::Port,
            ("cidr", None) => ParamType::Cidr,
            ("address", None) => ParamType::Address,
            ("duration", None) => ParamType::Duration,
            ("percent", None) => ParamType::Percent,
            ("disk_size", None) => ParamType::Disk,
            ("vm_size", None) => ParamType::VmSize,
            ("region", None) => ParamType::Region,
            ("image", None) => ParamType::Image,
            ("zones", None) => ParamType::Zones,
            ("map", None) => ParamType::Map,
            (other, None) => match schema::by_word(other) {
                Some(kind) if schema::row(kind).named => ParamType::Ref(kind),
                _ => {
                    self.unknown_type(other, written.span);
                    return None;
                }
            },
        })
    }

    fn unknown_type(&mut self, word: &str, span: Span) {
        let diagnostic = match super::hints::TYPES.iter().find(|(wrong, _, _)| *wrong == word) {
            Some((_, right, "")) => codes::UNKNOWN_TYPE
                .at(span, format!("no type `{word}`; did you mean `{right}`?"))
                .fix(format!("write `{right}`"), span, *right),
            Some((_, right, why)) => codes::UNKNOWN_TYPE.at(span, format!("no type `{word}`; {why}")).fix(
                format!("write `{right}`"),
                span,
                *right,
            ),
            None => {
                let kinds = schema::ALL.iter().filter(|r| r.named).map(|r| r.word);
                let diagnostic = codes::UNKNOWN_TYPE.at(span, format!("no type `{word}`"));
                match nearest(word, TYPES.iter().copied().chain(kinds)) {
                    Some(near) => {
                        diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near)
                    }
                    None => diagnostic.help(format!(
                        "the types are {}, and the kinds, such as `subnet`",
                        super::declare::list(TYPES)
                    )),
                }
            }
        };
        self.report(diagnostic);
    }

    /// The value of `--set NAME=VALUE`.
    fn set(&mut self, text: &str, ty: &ParamType, written: &'a ast::Param) -> Value {
        let span = written.name.span;
        let v = match ty {
            ParamType::Int | ParamType::Port => text.parse().ok().map(V::Int),
            ParamType::Number => text.parse().ok().map(V::Number),
            ParamType::Disk => text.trim_end_matches("GiB").parse().ok().map(V::Disk),
            ParamType::Bool => text.parse().ok().map(V::Bool),
            ParamType::Cidr => text.parse::<ipnet::IpNet>().ok().filter(|n| n.addr() == n.network()).map(V::Cidr),
            ParamType::Address => text.parse().ok().map(V::Address),
            ParamType::Secret => {
                let diagnostic = codes::BAD_SETTING
                    .at(span, format!("`{}` is a secret: it is given at deployment", written.name.text));
                return self.missing(span, diagnostic);
            }
            ParamType::Zones | ParamType::List(_) | ParamType::Map => {
                serde_json::from_str::<serde_json::Value>(text).ok().map(|json| super::calls::from_json(&json, span).v)
            }
            ParamType::Str(..)
            | ParamType::SshKey
            | ParamType::VmSize
            | ParamType::Region
            | ParamType::Image
            | ParamType::Ref(_) => Some(if text == "none" { V::None } else { V::Str(text.into()) }),
            ParamType::Duration | ParamType::Percent => None,
        };
        match v {
            Some(v) => {
                let value = Value::new(v, span);
                if let Some(allowed) = self.topology.params.last().and_then(|p| p.allowed.clone()) {
                    self.kept(&written.name.text, &allowed, &value, "the value that is set,");
                }
                value
            }
            None => {
                let diagnostic = codes::BAD_SETTING
                    .at(span, format!("`{text}` is no {} (from `--set {}=…`)", type_word(ty), written.name.text));
                self.missing(span, diagnostic)
            }
        }
    }

    /// `--set` of something that is no param.
    pub(super) fn unused_sets(&mut self) {
        let names: Vec<String> =
            self.topology.params.iter().filter(|p| !p.foreign).map(|p| p.name.to_string()).collect();
        for (name, _) in self.sets {
            if !names.contains(name) {
                let at = Span::new(self.files.files[0].1.file, 0, 0);
                let diagnostic = codes::BAD_SETTING.at(at, format!("`--set {name}=…`: no param `{name}`"));
                let diagnostic = match nearest(name, names.iter().map(String::as_str)) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic,
                };
                self.report(diagnostic);
            }
        }
    }
}

/// Whether a param of that type may be left out.
fn may_be_none(ty: &ParamType) -> bool {
    match ty {
        ParamType::Str(..)
        | ParamType::Secret
        | ParamType::SshKey
        | ParamType::Cidr
        | ParamType::Address
        | ParamType::VmSize
        | ParamType::Region
        | ParamType::Image
        | ParamType::Ref(_) => true,
        ParamType::Int
        | ParamType::Number
        | ParamType::Bool
        | ParamType::Port
        | ParamType::Duration
        | ParamType::Percent
        | ParamType::Disk
        | ParamType::Zones
        | ParamType::List(_)
        | ParamType::Map => false,
    }
}

/// Text and a word are the same value.
fn same(a: &V, b: &V) -> bool {
    match (a, b) {
        (V::Str(a) | V::Word(a), V::Str(b) | V::Word(b)) => a == b,
        _ => a == b,
    }
}

fn shown(values: &[V]) -> String {
    let nowhere = Span::new(crate::source::FileId(0), 0, 0);
    let words: Vec<String> = values
        .iter()
        .map(|v| match v {
            V::Str(s) => format!("\"{s}\""),
            v => super::super::fold::display(&Value::new(v.clone(), nowhere)).unwrap_or_default(),
        })
        .collect();
    words.join(", ")
}

/// A type's word.
pub(super) fn type_word(ty: &ParamType) -> &'static str {
    match ty {
        ParamType::Str(..) => "string",
        ParamType::Int => "int",
        ParamType::Number => "number",
        ParamType::Bool => "bool",
        ParamType::Secret => "secret",
        ParamType::SshKey => "ssh_key",
        ParamType::Port => "port",
        ParamType::Cidr => "cidr",
        ParamType::Address => "address",
        ParamType::Duration => "duration",
        ParamType::Percent => "percent",
        ParamType::Disk => "disk size",
        ParamType::VmSize => "vm_size",
        ParamType::Region => "region",
        ParamType::Image => "image",
        ParamType::Zones => "list of zones",
        ParamType::List(_) => "list",
        ParamType::Map => "map",
        ParamType::Ref(kind) => schema::row(*kind).word,
    }
}

/// What a value of that type is checked against.
pub(super) fn as_ty(ty: &ParamType) -> Ty {
    static REFS: std::sync::OnceLock<Vec<[Kind; 1]>> = std::sync::OnceLock::new();
    let single = REFS.get_or_init(|| schema::ALL.iter().map(|r| [r.kind]).collect());
    match ty {
        ParamType::Str(lo, hi) => Ty::Str(lo.unwrap_or(0), hi.unwrap_or(u32::MAX)),
        ParamType::Int => Ty::Int(i64::from(i32::MIN), i64::from(i32::MAX)),
        ParamType::Number => Ty::Number,
        ParamType::Bool => Ty::Bool,
        ParamType::Secret => Ty::Secret,
        ParamType::SshKey => Ty::SshKey,
        ParamType::Port => Ty::Port,
        ParamType::Cidr => Ty::Cidr,
        ParamType::Address => Ty::Address,
        ParamType::Duration => Ty::Duration(Unit::Seconds, 0, u64::MAX),
        ParamType::Percent => Ty::Percent(0, 100),
        ParamType::Disk => Ty::Disk,
        ParamType::VmSize => Ty::VmSize,
        ParamType::Region => Ty::Region,
        ParamType::Image => Ty::Image,
        ParamType::Zones => Ty::Zones,
        ParamType::List(_) => Ty::Any,
        ParamType::Map => Ty::Map,
        ParamType::Ref(kind) => Ty::Ref(&single[*kind as usize]),
    }
}
