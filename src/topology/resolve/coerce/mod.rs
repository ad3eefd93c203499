//! Values against rows: is this what the property takes?

use crate::codes;
use crate::diag::{Diagnostic, Edit, nearest};
use crate::schema::{Kind, Prop, Ty};
use crate::source::{FileId, Span};
use crate::syntax::ast::Expr;
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::resolve::params::{as_ty, type_word};
use crate::topology::resolve::paths::Want;
use crate::topology::{Late, NodeId, ParamType, ScopeId, Text, V, Value};

mod scalars;
mod secrets;
mod sorts;
mod things;
mod words;

/// What a check says: the value as the row wants it, or why not.
type Checked = Result<Value, Box<Diagnostic>>;

impl<'a> Resolver<'a, '_> {
    /// A property's value, checked against its row.
    pub(in crate::topology::resolve) fn typed(
        &mut self,
        e: &'a Expr,
        row: &'static Prop,
        scope: ScopeId,
        id: NodeId,
    ) -> Value {
        let want = Want::of(row.ty);
        let value = match row.ty {
            Ty::Any | Ty::Map => self.free_form(e, scope),
            _ => self.eval(e, scope, &want),
        };
        if value.is_missing() || matches!(value.v, V::Unknown | V::None) {
            return value;
        }
        if row.name == "amount" && matches!(value.v, V::Percent(_)) {
            return value;
        }
        if !row.late && self.is_late(&value) && !self.topology.node(id).existing {
            let what = self.origin_of_lateness(&value);
            let mut diagnostic = codes::MUST_BE_KNOWN
                .at(value.span, format!("the compiler must know `{}`, and this is known only at deployment", row.name));
            if let Some((name, span)) = what {
                diagnostic = diagnostic
                    .because(span, format!("`{name}` is a param"))
                    .help(format!("`--set {name}=VALUE` makes it a compile-time value, or write a `let` instead"));
            }
            return self.missing(value.span, diagnostic);
        }
        let value = match self.check(value, row.ty, row.name) {
            Ok(value) => value,
            Err(diagnostic) => {
                let at = diagnostic.primary.span;
                return self.missing(at, *diagnostic);
            }
        };
        if let Some(secret) = self.leak(&value, row) {
            return self.missing(value.span, secret);
        }
        value
    }

    /// The value of an argument, checked against its type.
    pub(in crate::topology::resolve) fn argument_value(
        &mut self,
        e: &'a Expr,
        ty: &Option<ParamType>,
        scope: ScopeId,
    ) -> Value {
        match ty {
            Some(ty) => self.of_type(e, ty, scope),
            None => Value::new(V::Missing, e.span),
        }
    }

    /// A value of a param's type.
    pub(in crate::topology::resolve) fn of_type(&mut self, e: &'a Expr, ty: &ParamType, scope: ScopeId) -> Value {
        let row = as_ty(ty);
        let mut want = Want::of(row);
        want.words &= !matches!(ty, ParamType::Str(..));
        let value = self.eval(e, scope, &want);
        if matches!(value.v, V::Missing | V::None | V::Unknown) {
            return value;
        }
        let checked = match ty {
            ParamType::List(of) => self.list_of(value, of),
            ParamType::Secret if self.sort(&value) == Sort::Secret => Ok(value),
            ParamType::Ref(kind) if *kind != Kind::Resource => self.check(value, row, type_word(ty)),
            _ => self.check(value, row, type_word(ty)),
        };
        match checked {
            Ok(value) => value,
            Err(diagnostic) => self.missing(e.span, *diagnostic),
        }
    }

    fn list_of(&mut self, value: Value, of: &ParamType) -> Checked {
        match &value.v {
            V::List(items) => {
                let items: Result<Vec<Value>, _> = items
                    .iter()
                    .map(|i| {
                        if matches!(i.v, V::Missing) {
                            Ok(i.clone())
                        } else {
                            self.check(i.clone(), as_ty(of), type_word(of))
                        }
                    })
                    .collect();
                Ok(Value::new(V::List(items?.into()), value.span))
            }
            _ if matches!(self.sort(&value), Sort::List | Sort::Any) => Ok(value),
            _ => {
                let (text, span) = (self.sources.slice(value.span).to_owned(), value.span);
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("a list is wanted here: `[{text}]`")).fix(
                    format!("write `[{text}]`"),
                    span,
                    format!("[{text}]"),
                )))
            }
        }
    }

    /// A free-form value: JSON. Names of things do not stand there alone.
    pub(in crate::topology::resolve) fn free_form(&mut self, e: &'a Expr, scope: ScopeId) -> Value {
        let value = self.eval(e, scope, &Want::anything());
        self.plain(value)
    }

    /// Takes bare things out of a free-form value, with a word on what to write.
    fn plain(&mut self, value: Value) -> Value {
        let span = value.span;
        match &value.v {
            V::List(items) => {
                let items: Vec<Value> = items.iter().map(|i| self.plain(i.clone())).collect();
                Value::new(V::List(items.into()), span)
            }
            V::Map(entries) => {
                let entries: Vec<(Text, Value)> =
                    entries.iter().map(|(k, v)| (k.clone(), self.plain(v.clone()))).collect();
                Value::new(V::Map(entries.into()), span)
            }
            _ => self.readable(value),
        }
    }

    /// A value where text, numbers and JSON stand: a thing alone is none of these.
    pub(in crate::topology::resolve) fn readable(&mut self, value: Value) -> Value {
        let bare = match &value.v {
            V::Thing(_) | V::Family(_) | V::Scope(_) => true,
            V::Late(late) => matches!(&**late, Late::Choice(_)),
            _ => false,
        };
        if !bare {
            return value;
        }
        let text = self.sources.slice(value.span).to_owned();
        let what = self.describe(&value);
        let diagnostic = codes::WRONG_TYPE
            .at(value.span, format!("`{text}` is {what}, and a value is wanted here"))
            .offer(format!("write `{text}.id`"), value.span.after(), ".id")
            .offer(format!("write `{text}.name`"), value.span.after(), ".name");
        self.missing(value.span, diagnostic)
    }

    /// Whether a value is one that the row takes.
    fn check(&mut self, value: Value, ty: Ty, name: &str) -> Checked {
        let span = value.span;
        if matches!(value.v, V::Missing | V::Unknown | V::None) {
            return Ok(value);
        }
        // Both branches of an `if` are checked each.
        if let Some(Late::If(condition, then, otherwise)) = value.as_late() {
            let (condition, then, otherwise) = (condition.clone(), then.clone(), otherwise.clone());
            let then = self.check(then, ty, name)?;
            let otherwise = self.check(otherwise, ty, name)?;
            return Ok(Value::late(Late::If(condition, then, otherwise), span));
        }
        match ty {
            Ty::Any => Ok(value),
            Ty::Map => self.sorted(value, &[Sort::Map], "a map"),
            Ty::Str(least, most) => self.text(value, least, most, name),
            Ty::Int(lo, hi) => match value.v {
                V::Int(i) => bounded(value, i, lo, hi, name),
                _ => self.sorted(value, &[Sort::Int], "a whole number"),
            },
            Ty::Number => self.sorted(value, &[Sort::Int, Sort::Number], "a number"),
            Ty::Bool => match value.as_str() {
                Some(word @ ("true" | "false" | "yes" | "no" | "on" | "off")) => {
                    let right = if matches!(word, "true" | "yes" | "on") { "true" } else { "false" };
                    Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is `true` or `false`")).fix(
                        format!("write `{right}`"),
                        span,
                        right,
                    )))
                }
                _ => self.sorted(value, &[Sort::Bool], "`true` or `false`"),
            },
            Ty::Secret => match self.sort(&value) {
                Sort::Secret | Sort::Any => Ok(value),
                _ if value.as_late().is_some() => Ok(value),
                _ => {
                    let mut finding = codes::PLAIN_SECRET
                        .at(span, format!("`{name}` is a secret, and what is written in a file is none"))
                        .help(format!("declare `param {name}: secret`, which is asked for at deployment"));
                    // Inside a module no param of the file is seen.
                    if span.file == FileId(0) && self.topology.params.iter().all(|p| &*p.name != name) {
                        let edits = vec![
                            Edit { span: Span::new(span.file, 0, 0), text: format!("param {name}: secret\n\n") },
                            Edit { span, text: name.to_owned() },
                        ];
                        finding = finding.with_fix(format!("declare `param {name}: secret`"), false, edits);
                    }
                    Err(Box::new(finding))
                }
            },
            Ty::SshKey => self.ssh_key(value),
            Ty::Port => match value.v {
                V::Int(i) => bounded(value, i, 0, 65_535, name),
                _ => self.sorted(value, &[Sort::Int], "a port, 0 to 65535"),
            },
            Ty::PortOrRange => self.port_or_range(value, false),
            Ty::Ports => self.port_or_range(value, true),
            Ty::Cidr => self.network(value, true, name),
            Ty::Address => self.network(value, false, name),
            Ty::Duration(unit, lo, hi) => self.duration(value, unit, lo, hi, name),
            Ty::IntRange => self.int_range(value, name),
            Ty::TimeRange => self.time_range(value),
            Ty::Days => self.days(value),
            Ty::Percent(lo, hi) => match value.v {
                V::Percent(p) => bounded(value, p, lo, hi, name),
                V::Int(i) => Err(Box::new(codes::WRONG_UNIT.at(span, format!("`{name}` is a share: `{i}%`")).fix(
                    format!("write `{i}%`"),
                    span,
                    format!("{i}%"),
                ))),
                _ => self.sorted(value, &[Sort::Int, Sort::Percent], "a share, such as `20%`"),
            },
            Ty::Disk => match value.v {
                V::Disk(gib) => bounded(value, gib, 1, 65_536, name),
                V::Int(i) => {
                    Err(Box::new(codes::WRONG_UNIT.at(span, format!("a disk's size has a unit: `{i}GiB`")).fix(
                        format!("write `{i}GiB`"),
                        span,
                        format!("{i}GiB"),
                    )))
                }
                _ => self.sorted(value, &[Sort::Int], "a disk size, such as `128GiB`"),
            },
            Ty::VmSize => self.vm_size(value),
            Ty::Region => self.region(value),
            Ty::Image => self.image(value),
            Ty::Zones => self.zones(value),
            Ty::Word(words) => self.one_of_words(value, words, name, true),
            Ty::OpenWord(words) => self.one_of_words(value, words, name, false),
            Ty::Ref(kinds) => self.reference(value, kinds),
            Ty::List(of) => self.list(value, *of, name),
            Ty::OneOf(tys) => self.any_ty(value, tys, name),
        }
    }

    fn sorted(&mut self, value: Value, sorts: &[Sort], wanted: &str) -> Checked {
        let sort = self.sort(&value);
        if sorts.contains(&sort) || sort == Sort::Any {
            return Ok(value);
        }
        let what = self.describe(&value);
        let span = value.span;
        let diagnostic = codes::WRONG_TYPE.at(span, format!("{wanted} is wanted here, and this is {what}"));
        Err(Box::new(match (&value.v, sorts.first()) {
            (V::Str(s), Some(Sort::Int)) if s.parse::<i64>().is_ok() => {
                diagnostic.fix(format!("write `{s}`"), span, s.to_string())
            }
            (V::Word(word), _) => self.with_nearest(diagnostic, word, span),
            _ => diagnostic,
        }))
    }

    /// A word where none is wanted was meant as a name.
    fn with_nearest(&self, diagnostic: Diagnostic, word: &str, span: Span) -> Diagnostic {
        let names: Vec<&str> = self.topology.params.iter().map(|p| &*p.name).collect();
        match nearest(word, names) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
            None => diagnostic,
        }
    }
}

/// A number in its bounds.
fn bounded(value: Value, number: i64, lo: i64, hi: i64, name: &str) -> Checked {
    if (lo..=hi).contains(&number) {
        return Ok(value);
    }
    let span = value.span;
    let what = if name == "a port" { format!("port {number}") } else { format!("`{name}` of {number}") };
    let message = if number < lo {
        format!("{what} is below {lo}, the least")
    } else {
        format!("{what} is above {hi}, the most")
    };
    Err(Box::new(codes::OUT_OF_RANGE.at(span, message)))
}
