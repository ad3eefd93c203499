//! Values against rows: is this what the property takes?

use super::eval::Sort;
use super::params::{as_ty, type_word};
use super::paths::Want;
use super::{Resolver, ScopeId};
use crate::azure;
use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::schema::{self, Kind, Prop, Ty, Unit};
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::topology::{Func, Late, NodeId, ParamType, Text, V, Value};

/// What a check says: the value as the row wants it, or why not.
type Checked = Result<Value, Box<Diagnostic>>;

impl<'a> Resolver<'a, '_> {
    /// A property's value, checked against its row.
    pub(super) fn typed(&mut self, e: &'a Expr, row: &'static Prop, scope: ScopeId, id: NodeId) -> Value {
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
    pub(super) fn argument_value(&mut self, e: &'a Expr, ty: &Option<ParamType>, scope: ScopeId) -> Value {
        match ty {
            Some(ty) => self.of_type(e, ty, scope),
            None => Value::new(V::Missing, e.span),
        }
    }

    /// A value of a param's type.
    pub(super) fn of_type(&mut self, e: &'a Expr, ty: &ParamType, scope: ScopeId) -> Value {
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
    pub(super) fn free_form(&mut self, e: &'a Expr, scope: ScopeId) -> Value {
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
    pub(super) fn readable(&mut self, value: Value) -> Value {
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
                _ => Err(Box::new(
                    codes::PLAIN_SECRET
                        .at(span, format!("`{name}` is a secret, and what is written in a file is none"))
                        .help(format!("declare `param {name}: secret`, which is asked for at deployment")),
                )),
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

    fn text(&mut self, value: Value, least: u32, most: u32, name: &str) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) => {
                let length = s.chars().count();
                if length < least as usize || length > most as usize {
                    let bound =
                        if most == u32::MAX { format!("at least {least}") } else { format!("{least} to {most}") };
                    return Err(Box::new(
                        codes::OUT_OF_RANGE
                            .at(span, format!("{length} characters are outside the {bound} of `{name}`")),
                    ));
                }
                Ok(value)
            }
            V::Word(w) => {
                let diagnostic = codes::WRONG_TYPE.at(span, format!("text stands in quotes: `\"{w}\"`")).fix(
                    format!("write `\"{w}\"`"),
                    span,
                    format!("\"{w}\""),
                );
                Err(Box::new(diagnostic))
            }
            V::Int(_) | V::Number(_) | V::Bool(_) => {
                let text = self.sources.slice(span).to_owned();
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is text: `\"{text}\"`")).fix(
                    format!("write `\"{text}\"`"),
                    span,
                    format!("\"{text}\""),
                )))
            }
            _ => self.sorted(value, &[Sort::Str, Sort::Secret, Sort::Other, Sort::Ref(Kind::Resource)], "text"),
        }
    }

    fn ssh_key(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) => {
                let known = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "sk-ssh-ed25519@", "sk-ecdsa-sha2-"];
                if known.iter().any(|k| s.trim_start().starts_with(k)) {
                    return Ok(value);
                }
                Err(Box::new(
                    codes::WRONG_TYPE
                        .at(span, "this is no public SSH key: it begins with its type, such as `ssh-ed25519 `")
                        .help("the key is the one line of a `.pub` file; `file(\"id.pub\")` reads it"),
                ))
            }
            _ => self.sorted(value, &[Sort::Str, Sort::Secret], "a public SSH key"),
        }
    }

    fn port_or_range(&mut self, value: Value, list: bool) -> Checked {
        let span = value.span;
        match &value.v {
            V::Any => Ok(value),
            V::Range(ends) => {
                let (from, to) = (ends.0.clone(), ends.1.clone());
                let from = self.check(from, Ty::Port, "a port")?;
                let to = self.check(to, Ty::Port, "a port")?;
                if let (V::Int(a), V::Int(b)) = (&from.v, &to.v)
                    && a > b
                {
                    return Err(Box::new(codes::OUT_OF_RANGE.at(span, format!("the range {a}..{b} is empty")).fix(
                        format!("write `{b}..{a}`"),
                        span,
                        format!("{b}..{a}"),
                    )));
                }
                Ok(Value::new(V::Range(std::sync::Arc::new((from, to))), span))
            }
            V::List(items) if list => {
                let items: Result<Vec<Value>, _> = items.iter().map(|i| self.port_or_range(i.clone(), false)).collect();
                Ok(Value::new(V::List(items?.into()), span))
            }
            V::List(_) => Err(Box::new(
                codes::WRONG_TYPE.at(span, "one port or one range stands here; several are rules of their own"),
            )),
            _ => self.check(value, Ty::Port, "a port"),
        }
    }

    fn network(&mut self, value: Value, net: bool, name: &str) -> Checked {
        let span = value.span;
        let wanted = if net { "a network, such as `10.0.0.0/16`" } else { "an address, such as `10.0.0.4`" };
        match (&value.v, net) {
            (V::Cidr(_), true) | (V::Address(_), false) => Ok(value),
            (V::Str(s), _) if looks_like_ip(s) => {
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("{wanted} is wanted here, without quotes")).fix(
                    format!("write `{s}`"),
                    span,
                    s.to_string(),
                )))
            }
            (V::Address(a), true) => {
                let length = if a.is_ipv4() { 32 } else { 128 };
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is a network; this is an address")).offer(
                    format!("write `{a}/{length}`"),
                    span,
                    format!("{a}/{length}"),
                )))
            }
            (V::Cidr(n), false) => {
                Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is one address; this is a network")).offer(
                    format!("write `{}`", n.addr()),
                    span,
                    n.addr().to_string(),
                )))
            }
            (V::Str(_), _) => self.sorted(value, &[], wanted),
            _ => self.sorted(value, &[Sort::Str, Sort::Other], wanted),
        }
    }

    fn duration(&mut self, value: Value, unit: Unit, lo: u64, hi: u64, name: &str) -> Checked {
        let span = value.span;
        match value.v {
            V::Duration(s) => {
                if unit == Unit::Minutes && s % 60 != 0 {
                    let up = s.div_ceil(60);
                    return Err(Box::new(
                        codes::WRONG_UNIT.at(span, format!("`{name}` is in whole minutes: `{up}m`")).fix(
                            format!("write `{up}m`"),
                            span,
                            format!("{up}m"),
                        ),
                    ));
                }
                if s < lo || s > hi {
                    let (shown, lo_, hi_) = (short(s), short(lo), short(hi));
                    let nearest = if s < lo { &lo_ } else { &hi_ };
                    let bounds = if hi >= i32::MAX as u64 {
                        format!("below {lo_}, the least")
                    } else {
                        format!("outside {lo_}..{hi_}")
                    };
                    return Err(Box::new(
                        codes::OUT_OF_RANGE.at(span, format!("`{name}` of {shown} is {bounds}")).offer(
                            format!("write `{nearest}`"),
                            span,
                            nearest.clone(),
                        ),
                    ));
                }
                Ok(value)
            }
            V::Int(i) => {
                let unit = if unit == Unit::Minutes { "m" } else { "s" };
                Err(Box::new(codes::WRONG_UNIT.at(span, format!("a duration has a unit: `{i}{unit}`")).offer(
                    format!("write `{i}{unit}`"),
                    span,
                    format!("{i}{unit}"),
                )))
            }
            _ => self.sorted(value, &[Sort::Duration], "a duration, such as `5m`"),
        }
    }

    fn int_range(&mut self, value: Value, name: &str) -> Checked {
        let span = value.span;
        match &value.v {
            V::Range(ends) => {
                let ty = Ty::Int(0, 1_000_000);
                let (from, to) = (ends.0.clone(), ends.1.clone());
                let from = self.check(from, ty, name)?;
                let to = self.check(to, ty, name)?;
                if let (V::Int(a), V::Int(b)) = (&from.v, &to.v)
                    && a > b
                {
                    return Err(Box::new(codes::OUT_OF_RANGE.at(span, format!("the range {a}..{b} is empty")).fix(
                        format!("write `{b}..{a}`"),
                        span,
                        format!("{b}..{a}"),
                    )));
                }
                Ok(Value::new(V::Range(std::sync::Arc::new((from, to))), span))
            }
            _ => self.sorted(value, &[], "a range, such as `2..10`,"),
        }
    }

    fn time_range(&mut self, value: Value) -> Checked {
        match &value.v {
            V::Range(ends) if matches!((&ends.0.v, &ends.1.v), (V::Time(_), V::Time(_))) => Ok(value),
            _ => self.sorted(value, &[], "a range of times of day, such as `08:00..18:00`,"),
        }
    }

    fn days(&mut self, value: Value) -> Checked {
        let span = value.span;
        let day = |v: &Value| match v.as_str() {
            Some(word) => DAYS.iter().position(|d| *d == word).ok_or_else(|| {
                let diagnostic = codes::UNKNOWN_VALUE.at(v.span, format!("`{word}` is no day"));
                Box::new(match nearest(word, DAYS.iter().copied()).or_else(|| long_day(word)) {
                    Some(near) => diagnostic.fix(format!("write `{near}`"), v.span, near),
                    None => diagnostic.help(format!("the days are {}", super::declare::list(DAYS))),
                })
            }),
            None => Err(Box::new(codes::WRONG_TYPE.at(v.span, "a day, `Monday` to `Sunday`, is wanted here"))),
        };
        let days: Vec<usize> = match &value.v {
            V::Range(ends) => {
                let (from, to) = (day(&ends.0)?, day(&ends.1)?);
                // Saturday..Monday runs over the end of the week.
                (0..=(to + 7 - from) % 7).map(|i| (from + i) % 7).collect()
            }
            _ => value.items().iter().map(day).collect::<Result<_, _>>()?,
        };
        let days: Vec<Value> = days.into_iter().map(|d| Value::new(V::Word(DAYS[d].into()), span)).collect();
        Ok(Value::new(V::List(days.into()), span))
    }

    fn vm_size(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) | V::Word(s) => {
                if !azure::sizes::is_known(s) {
                    let diagnostic = codes::UNKNOWN_VM_SIZE.at(span, format!("no VM size `{s}` is known"));
                    let all = azure::sizes::names().iter().map(String::as_str);
                    // Letters in another order first: `D2_v6s` is `D2s_v6`.
                    let letters = |text: &str| {
                        let mut letters: Vec<char> = text.to_lowercase().chars().collect();
                        letters.sort_unstable();
                        letters
                    };
                    let same = all.clone().find(|name| letters(name) == letters(s));
                    self.report(match same.or_else(|| nearest(s, all)) {
                        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).offer(
                            format!("write `{near}`"),
                            span,
                            near,
                        ),
                        None => diagnostic,
                    });
                }
                Ok(Value::new(V::Str(s.clone()), span))
            }
            _ => self.sorted(value, &[Sort::Str], "a VM size, such as `Standard_D2s_v5`,"),
        }
    }

    fn region(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) | V::Word(s) => {
                let folded = azure::regions::fold(s);
                match azure::regions::find(s) {
                    Some(region) if region.name != &**s => {
                        let right = region.name;
                        return Err(Box::new(
                            codes::UNKNOWN_VALUE.at(span, format!("the region is written `{right}`")).fix(
                                format!("write `{right}`"),
                                span,
                                right,
                            ),
                        ));
                    }
                    Some(_) => {}
                    None if &**s == "global" => {}
                    None => {
                        let diagnostic = codes::UNKNOWN_REGION.at(span, format!("no region `{s}` is known"));
                        let all = azure::regions::ALL.iter().map(|r| r.name);
                        self.report(match nearest(&folded, all) {
                            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).offer(
                                format!("write `{near}`"),
                                span,
                                near,
                            ),
                            None => diagnostic,
                        });
                    }
                }
                Ok(Value::new(V::Str(s.clone()), span))
            }
            _ => self.sorted(value, &[Sort::Str], "a region, such as `westeurope`,"),
        }
    }

    fn image(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::Word(alias) => {
                if azure::images::find(alias).is_some() {
                    return Ok(value);
                }
                Err(Box::new(self.unknown_image(alias, span)))
            }
            V::Str(text) => {
                if text.starts_with('/') || urn(text) {
                    return Ok(value);
                }
                if azure::images::find(text).is_some() {
                    let word = text.clone();
                    return Err(Box::new(
                        codes::WRONG_TYPE.at(span, format!("`{word}` is a word of lbx: write it without quotes")).fix(
                            format!("write `{word}`"),
                            span,
                            word.to_string(),
                        ),
                    ));
                }
                Err(Box::new(
                    codes::UNKNOWN_VALUE
                        .at(
                            span,
                            "an image is a word such as `ubuntu_24_04`, `\"publisher:offer:sku:version\"`, or an id",
                        )
                        .help(format!("the words are {}", super::declare::list(&image_words()))),
                ))
            }
            V::Late(late) => match &**late {
                // The three colons of a URN are written, even where its parts are late.
                Late::Join(parts) => {
                    let colons: usize = parts.iter().filter_map(Value::as_str).map(|s| s.matches(':').count()).sum();
                    let id = parts.first().and_then(Value::as_str).is_some_and(|s| s.starts_with('/'));
                    if colons == 3 || id || colons == 0 {
                        Ok(value)
                    } else {
                        Err(Box::new(
                            codes::UNKNOWN_VALUE
                                .at(span, format!("an image has four parts with three colons, and this has {colons}")),
                        ))
                    }
                }
                _ => self.sorted(value, &[Sort::Str, Sort::Other, Sort::Ref(Kind::Resource)], "an image"),
            },
            _ => self.sorted(value, &[Sort::Str], "an image"),
        }
    }

    fn unknown_image(&self, alias: &str, span: Span) -> Diagnostic {
        let words = image_words();
        let diagnostic = codes::UNKNOWN_VALUE.at(span, format!("no image `{alias}`"));
        match value_hint("image", alias).or_else(|| nearest(alias, words.iter().copied())) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
            None => diagnostic.help(format!(
                "the words are {}; others are `\"publisher:offer:sku:version\"`",
                super::declare::list(&words)
            )),
        }
    }

    fn zones(&mut self, value: Value) -> Checked {
        let span = value.span;
        match &value.v {
            V::List(items) => {
                let mut out = Vec::new();
                for item in items.iter() {
                    let item = match &item.v {
                        V::Str(s) if matches!(&**s, "1" | "2" | "3") => {
                            return Err(Box::new(codes::WRONG_TYPE.at(item.span, "zones are numbers").fix(
                                format!("write `{s}`"),
                                item.span,
                                s.to_string(),
                            )));
                        }
                        V::Int(i) if !(1..=3).contains(i) => {
                            return Err(Box::new(
                                codes::OUT_OF_RANGE.at(item.span, format!("zone {i} is outside 1..3")),
                            ));
                        }
                        V::Int(_) => item.clone(),
                        _ => self.sorted(item.clone(), &[Sort::Int, Sort::Str], "a zone, 1 to 3,")?,
                    };
                    if out.contains(&item) && item.as_late().is_none() {
                        return Err(Box::new(codes::OUT_OF_RANGE.at(item.span, "this zone stands twice")));
                    }
                    out.push(item);
                }
                Ok(Value::new(V::List(out.into()), span))
            }
            V::Int(i) => Err(Box::new(codes::WRONG_TYPE.at(span, format!("zones are a list: `[{i}]`")).fix(
                format!("write `[{i}]`"),
                span,
                format!("[{i}]"),
            ))),
            V::Range(ends) => match (&ends.0.v, &ends.1.v) {
                (V::Int(a), V::Int(b)) if *a >= 1 && *b <= 3 && a <= b => {
                    let zones: Vec<String> = (*a..=*b).map(|i| i.to_string()).collect();
                    let text = format!("[{}]", zones.join(", "));
                    Err(Box::new(codes::WRONG_TYPE.at(span, format!("zones are a list: `{text}`")).fix(
                        format!("write `{text}`"),
                        span,
                        text,
                    )))
                }
                _ => self.sorted(value, &[Sort::List], "a list of zones, such as `[1, 2, 3]`,"),
            },
            _ => self.sorted(value, &[Sort::List], "a list of zones, such as `[1, 2, 3]`,"),
        }
    }

    fn one_of_words(&mut self, value: Value, words: &'static [&'static str], name: &str, closed: bool) -> Checked {
        let span = value.span;
        match &value.v {
            V::Str(s) | V::Word(s) => {
                let tag = matches!(name, "source" | "destination" | "prefix");
                if words.contains(&&**s) || (tag && !matches!(azure::tags::find(s), azure::tags::Known::No)) {
                    return Ok(Value::new(V::Word(s.clone()), span));
                }
                let same = words.iter().find(|w| w.eq_ignore_ascii_case(s)).map(|w| (*w).to_owned());
                let same = same.or_else(|| tag.then(|| azure::tags::canonical(s)).flatten());
                if let Some(right) = same {
                    return Err(Box::new(codes::UNKNOWN_VALUE.at(span, format!("it is written `{right}`")).fix(
                        format!("write `{right}`"),
                        span,
                        right,
                    )));
                }
                if !closed && !tag {
                    let diagnostic = codes::UNKNOWN_WORD.at(span, format!("`{s}` is not known as a value of `{name}`"));
                    if let Some(near) = nearest(s, words.iter().copied()) {
                        return Err(Box::new(diagnostic.help(format!("did you mean `{near}`?")).offer(
                            format!("write `{near}`"),
                            span,
                            near,
                        )));
                    }
                    self.report(diagnostic.help(format!("what is known is {}", super::declare::list(words))));
                    return Ok(Value::new(V::Word(s.clone()), span));
                }
                let s = s.clone();
                Err(Box::new(self.unknown_word_diagnostic(&s, span, words, name)))
            }
            V::Late(_) => {
                if let Some(problem) = self.param_words(&value, words, closed) {
                    return Err(Box::new(problem));
                }
                self.sorted(value, &[Sort::Str, Sort::Other], "a word")
            }
            V::Bool(b) => match value_hint(name, if *b { "true" } else { "false" }) {
                Some(near) => Err(Box::new(
                    codes::UNKNOWN_VALUE.at(span, format!("`{name}` is {}", super::declare::list(words))).fix(
                        format!("write `{near}`"),
                        span,
                        near,
                    ),
                )),
                None => self.sorted(value, &[], &format!("one of {}", super::declare::list(words))),
            },
            _ => self.sorted(value, &[], &format!("one of {}", super::declare::list(words))),
        }
    }

    /// A param that may be a word which the property does not take.
    fn param_words(&self, value: &Value, words: &[&str], closed: bool) -> Option<Diagnostic> {
        let Some(Late::Param(p)) = value.as_late() else { return None };
        let param = self.topology.param(*p);
        let Some(super::super::Allowed::Values(values)) = &param.allowed else { return None };
        let wrong = values.iter().find_map(|v| match v {
            V::Str(s) | V::Word(s) if !words.contains(&&**s) => Some(s.clone()),
            _ => None,
        })?;
        closed.then(|| {
            codes::UNKNOWN_VALUE
                .at(
                    value.span,
                    format!("`{}` may be \"{wrong}\", and this takes {}", param.name, super::declare::list(words)),
                )
                .because(param.span, "declared here")
        })
    }

    /// A word that is none of those wanted, reported.
    pub(super) fn unknown_word(&mut self, word: &str, span: Span, words: &[&str], name: &str) -> Value {
        let diagnostic = self.unknown_word_diagnostic(word, span, words, name);
        self.missing(span, diagnostic)
    }

    fn unknown_word_diagnostic(&self, word: &str, span: Span, words: &[&str], name: &str) -> Diagnostic {
        let shown = name.replace('_', " ");
        let diagnostic = codes::UNKNOWN_VALUE.at(span, format!("no {shown} `{word}`"));
        let same = words.iter().find(|w| w.eq_ignore_ascii_case(word)).copied();
        match value_hint(name, word).or(same).or_else(|| nearest(word, words.iter().copied())) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
            None => diagnostic.help(format!("it is one of {}", super::declare::list(words))),
        }
    }

    fn reference(&mut self, value: Value, kinds: &'static [Kind]) -> Checked {
        let span = value.span;
        let any = kinds.contains(&Kind::Resource);
        match &value.v {
            V::Thing(id) => {
                let kind = self.topology.node(*id).kind;
                if kinds.contains(&kind) || (any && schema::row(kind).named) {
                    return Ok(value);
                }
            }
            V::Family(ids) => {
                let name = self.sources.slice(span).to_owned();
                let keys: Vec<String> = ids
                    .iter()
                    .filter_map(|id| self.topology.node(*id).keys.first())
                    .take(6)
                    .map(|k| format!("`{name}[{k}]`"))
                    .collect();
                return Err(Box::new(
                    codes::FAMILY_INDEX
                        .at(span, format!("`{name}` is a family of {}, and one is wanted here", ids.len()))
                        .help(keys.join(", ")),
                ));
            }
            V::Str(s) if any && s.starts_with('/') => return Ok(value),
            V::Late(late) => match (&**late, self.sort(&value)) {
                (Late::Choice(_), _) => return Ok(value),
                (_, Sort::Ref(kind)) if kinds.contains(&kind) || any || kind == Kind::Resource => return Ok(value),
                (_, Sort::Any) => return Ok(value),
                (Late::Attr(..) | Late::Call(Func::Child, _) | Late::Join(_), Sort::Str) if any => return Ok(value),
                _ => {}
            },
            V::List(items) if items.len() == 1 => {
                let one = self.sources.slice(items[0].span).to_owned();
                return Err(Box::new(codes::WRONG_TYPE.at(span, "one thing is wanted here, and this is a list").fix(
                    format!("write `{one}`"),
                    span,
                    one,
                )));
            }
            _ => {}
        }
        let what = self.describe(&value);
        let words: Vec<String> = kinds.iter().map(|k| format!("a {}", schema::row(*k).word)).collect();
        let quoted = value.as_str().filter(|s| super::eval::is_word(s)).map(str::to_owned);
        let diagnostic =
            codes::WRONG_KIND.at(span, format!("{} is wanted here, and this is {what}", words.join(" or ")));
        Err(Box::new(match quoted {
            Some(name) if matches!(value.v, V::Str(_)) => diagnostic
                .help("things are referred to by their name, without quotes")
                .offer(format!("write `{name}`"), span, name),
            _ => diagnostic,
        }))
    }

    fn list(&mut self, value: Value, of: Ty, name: &str) -> Checked {
        let span = value.span;
        match &value.v {
            V::List(items) => {
                let mut out = Vec::new();
                for item in items.iter() {
                    out.push(self.check(item.clone(), of, name)?);
                }
                Ok(Value::new(V::List(out.into()), span))
            }
            V::Family(ids) => {
                let things: Vec<Value> = ids.iter().map(|id| Value::new(V::Thing(*id), span)).collect();
                let things: Result<Vec<Value>, _> = things.into_iter().map(|t| self.check(t, of, name)).collect();
                Ok(Value::new(V::List(things?.into()), span))
            }
            V::Late(late)
                if !matches!(&**late, Late::Choice(_)) && matches!(self.sort(&value), Sort::List | Sort::Any) =>
            {
                Ok(value)
            }
            _ => {
                // One where a list is wanted: what it is decides whether brackets are all that lacks.
                let text = self.sources.slice(span).to_owned();
                let single = value.clone();
                match self.check(single, of, name) {
                    Ok(_) => Err(Box::new(codes::WRONG_TYPE.at(span, format!("`{name}` is a list: `[{text}]`")).fix(
                        format!("write `[{text}]`"),
                        span,
                        format!("[{text}]"),
                    ))),
                    Err(diagnostic) => Err(diagnostic),
                }
            }
        }
    }

    /// The first type that takes the value; else the words of the one that is nearest to it.
    fn any_ty(&mut self, value: Value, tys: &'static [Ty], name: &str) -> Checked {
        let said = self.diagnostics.len();
        let mut problems: Vec<(Ty, Box<Diagnostic>)> = Vec::new();
        for ty in tys {
            match self.check(value.clone(), *ty, name) {
                Ok(checked) => return Ok(checked),
                Err(problem) => {
                    self.diagnostics.truncate(said);
                    problems.push((*ty, problem));
                }
            }
        }
        let words: Vec<&'static str> = all_words(tys);
        if let (Some(word), false) = (value.as_str(), words.is_empty())
            && !matches!(value.v, V::Str(_))
        {
            return Err(Box::new(self.unknown_word_diagnostic(word, value.span, &words, name)));
        }
        if let V::Bool(b) = value.v
            && let Some(near) = value_hint(name, if b { "true" } else { "false" })
        {
            return Err(Box::new(
                codes::UNKNOWN_VALUE
                    .at(value.span, format!("`{name}` is not `true` or `false`; did you mean `{near}`?"))
                    .fix(format!("write `{near}`"), value.span, near),
            ));
        }
        let with_fix = problems.iter().position(|(_, p)| !p.fixes.is_empty());
        let list = problems.iter().position(|(ty, _)| matches!(ty, Ty::List(_)) && matches!(value.v, V::List(_)));
        let at = list.or(with_fix).unwrap_or(0);
        match problems.into_iter().nth(at) {
            Some((_, problem)) => Err(problem),
            None => Ok(value),
        }
    }

    /// A secret that flows into a place where it can be read.
    fn leak(&self, value: &Value, row: &'static Prop) -> Option<Diagnostic> {
        let fine = matches!(row.name, "password" | "ssh" | "custom_data" | "protected_settings");
        if fine {
            return None;
        }
        let (name, span) = self.secret_in(value)?;
        Some(
            codes::SECRET_IN_PLAIN_PLACE
                .at(value.span, format!("the secret `{name}` would be readable in `{}`", row.name))
                .because(span, "declared here")
                .help("a secret may go to `password`, `ssh`, `custom_data` and `protected_settings`"),
        )
    }

    /// A secret param inside a value.
    pub(super) fn secret_in(&self, value: &Value) -> Option<(Text, Span)> {
        match &value.v {
            V::List(items) => items.iter().find_map(|i| self.secret_in(i)),
            V::Map(entries) => entries.iter().find_map(|(_, v)| self.secret_in(v)),
            V::Late(late) => match &**late {
                Late::Param(p) => {
                    let param = self.topology.param(*p);
                    (param.ty == ParamType::Secret).then(|| (param.name.clone(), param.name_span))
                }
                Late::Let(l) => self.secret_in(&self.topology.lets[l.index()].value),
                Late::Compare(_, _, b) if b.is_none() => None,
                // The condition tells nothing but whether it is given.
                Late::If(_, a, b) => self.secret_in(a).or_else(|| self.secret_in(b)),
                other => {
                    let mut found = None;
                    super::finish::parts(other, &mut |v| found = found.take().or_else(|| self.secret_in(v)));
                    found
                }
            },
            _ => None,
        }
    }

    fn is_late(&self, value: &Value) -> bool {
        match &value.v {
            V::Late(late) => match &**late {
                Late::Choice(_) => false,
                Late::If(_, a, b) => self.is_late(a) || self.is_late(b),
                _ => true,
            },
            V::List(items) => items.iter().any(|i| self.is_late(i)),
            V::Map(entries) => entries.iter().any(|(_, v)| self.is_late(v)),
            _ => false,
        }
    }

    /// The param that makes a value late.
    fn origin_of_lateness(&self, value: &Value) -> Option<(Text, Span)> {
        match &value.v {
            V::List(items) => items.iter().find_map(|i| self.origin_of_lateness(i)),
            V::Late(late) => match &**late {
                Late::Param(p) => {
                    let param = self.topology.param(*p);
                    Some((param.name.clone(), param.name_span))
                }
                Late::Let(l) => self.origin_of_lateness(&self.topology.lets[l.index()].value),
                other => {
                    let mut found = None;
                    super::finish::parts(other, &mut |v| found = found.take().or_else(|| self.origin_of_lateness(v)));
                    found
                }
            },
            _ => None,
        }
    }

    /// What a value is, as far as types go.
    pub(super) fn sort(&self, value: &Value) -> Sort {
        match &value.v {
            V::Missing | V::Unknown | V::None => Sort::Any,
            V::Bool(_) => Sort::Bool,
            V::Int(_) => Sort::Int,
            V::Number(_) => Sort::Number,
            V::Str(_) | V::Word(_) => Sort::Str,
            V::Cidr(_) | V::Address(_) => Sort::Other,
            V::Time(_) | V::Range(_) | V::Any | V::Scope(_) => Sort::Duration,
            V::Duration(_) => Sort::Duration,
            V::Percent(_) => Sort::Percent,
            V::Disk(_) => Sort::Int,
            V::List(_) | V::Family(_) => Sort::List,
            V::Map(_) => Sort::Map,
            V::Thing(id) => Sort::Ref(self.topology.node(*id).kind),
            V::Late(late) => self.late_sort(late),
        }
    }

    fn late_sort(&self, late: &Late) -> Sort {
        match late {
            Late::Param(p) => match &self.topology.param(*p).ty {
                ParamType::Str(..) | ParamType::SshKey | ParamType::VmSize | ParamType::Region | ParamType::Image => {
                    Sort::Str
                }
                ParamType::Cidr | ParamType::Address => Sort::Other,
                ParamType::Int | ParamType::Port | ParamType::Disk => Sort::Int,
                ParamType::Number => Sort::Number,
                ParamType::Bool => Sort::Bool,
                ParamType::Secret => Sort::Secret,
                ParamType::Zones | ParamType::List(_) => Sort::List,
                ParamType::Map => Sort::Map,
                ParamType::Ref(kind) => Sort::Ref(*kind),
                ParamType::Duration => Sort::Duration,
                ParamType::Percent => Sort::Percent,
            },
            Late::Let(l) => self.sort(&self.topology.lets[l.index()].value),
            Late::Fact(_) | Late::Join(_) => Sort::Str,
            Late::Choice(ids) => ids.first().map_or(Sort::Any, |id| Sort::Ref(self.topology.node(*id).kind)),
            Late::Attr(_, crate::topology::Attr::Path(_)) | Late::Arm(_) | Late::Index(..) | Late::Member(..) => {
                Sort::Any
            }
            Late::Attr(_, crate::topology::Attr::Id) => Sort::Ref(Kind::Resource),
            Late::Attr(..) => Sort::Str,
            Late::Not(_) | Late::And(..) | Late::Or(..) | Late::Compare(..) => Sort::Bool,
            Late::If(_, a, b) => {
                if a.is_none() {
                    self.sort(b)
                } else {
                    self.sort(a)
                }
            }
            Late::Call(func, args) => match func {
                Func::Lower
                | Func::Upper
                | Func::Replace
                | Func::JoinList
                | Func::Base64
                | Func::Unique
                | Func::UniqueString
                | Func::Guid
                | Func::NewGuid
                | Func::Json => Sort::Str,
                Func::Take => args.first().map_or(Sort::Str, |a| self.sort(a)),
                Func::Split => Sort::List,
                Func::Length | Func::Min | Func::Max | Func::Mod | Func::Div | Func::Add | Func::Sub | Func::Mul => {
                    Sort::Int
                }
                Func::CidrSubnet | Func::CidrHost => Sort::Other,
                Func::Child => Sort::Ref(Kind::Resource),
                Func::ListCall => Sort::Any,
            },
        }
    }

    /// A value in a message: "the vnet `core`", "a string".
    pub(super) fn describe(&self, value: &Value) -> String {
        match &value.v {
            V::Thing(id) => {
                let node = self.topology.node(*id);
                format!("the {} `{}`", schema::row(node.kind).word, self.topology.path(*id))
            }
            V::Family(ids) => match ids.first() {
                Some(id) => format!("a family of {}s", schema::row(self.topology.node(*id).kind).word),
                None => "an empty family".to_owned(),
            },
            V::Scope(_) => "a module instance or an alias".to_owned(),
            V::Str(s) if s.chars().count() <= 30 && !s.contains('\n') => format!("the string \"{s}\""),
            V::Word(w) => format!("the word `{w}`"),
            V::Int(i) => format!("the number {i}"),
            V::Cidr(n) => format!("the network {n}"),
            V::Address(a) => format!("the address {a}"),
            V::Duration(s) => format!("the duration {}", short(*s)),
            V::Percent(p) => format!("{p}%"),
            V::Disk(d) => format!("the size {d}GiB"),
            V::Time(_) => "a time of day".to_owned(),
            V::Range(_) => "a range".to_owned(),
            V::Any => "`*`".to_owned(),
            V::Bool(b) => format!("`{b}`"),
            V::None => "`none`".to_owned(),
            V::Late(late) => match &**late {
                Late::Param(p) => {
                    let param = self.topology.param(*p);
                    format!("the {} param `{}`", type_word(&param.ty), param.name)
                }
                Late::Choice(ids) => match ids.first() {
                    Some(id) => {
                        format!("the {} `{}`", schema::row(self.topology.node(*id).kind).word, self.topology.path(*id))
                    }
                    None => "a thing".to_owned(),
                },
                _ => self.sort(value).words(),
            },
            _ => self.sort(value).words(),
        }
    }
}

const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `Mon`, `mon`: the day whose name begins so.
fn long_day(word: &str) -> Option<&'static str> {
    let folded = word.to_lowercase();
    (folded.len() >= 2).then(|| DAYS.iter().find(|d| d.to_lowercase().starts_with(&folded)).copied()).flatten()
}

fn value_hint(name: &str, word: &str) -> Option<&'static str> {
    super::hints::VALUES.iter().find(|(n, wrong, _)| *n == name && *wrong == word).map(|(_, _, right)| *right)
}

fn image_words() -> Vec<&'static str> {
    azure::images::ALL.iter().map(|i| i.alias).collect()
}

fn urn(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == 4 && parts.iter().all(|p| !p.is_empty())
}

fn looks_like_ip(text: &str) -> bool {
    let address = text.split('/').next().unwrap_or(text);
    address.parse::<std::net::IpAddr>().is_ok()
}

fn all_words(tys: &[Ty]) -> Vec<&'static str> {
    tys.iter()
        .flat_map(|t| match t {
            Ty::Word(words) | Ty::OpenWord(words) => words.to_vec(),
            Ty::OneOf(inner) => all_words(inner),
            Ty::List(inner) => all_words(std::slice::from_ref(*inner)),
            _ => Vec::new(),
        })
        .collect()
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

/// A duration as lbx writes it.
pub(super) fn short(seconds: u64) -> String {
    if seconds == 0 {
        return "0s".to_owned();
    }
    [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")]
        .iter()
        .scan(seconds, |rest, (size, unit)| {
            let n = *rest / size;
            *rest %= size;
            Some(if n > 0 { format!("{n}{unit}") } else { String::new() })
        })
        .collect()
}
