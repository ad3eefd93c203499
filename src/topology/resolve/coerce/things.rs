//! References, lists, and properties that take one of several types.

use super::Checked;
use super::words::value_hint;
use crate::codes;
use crate::diag::Diagnostic;
use crate::schema::{self, Kind, Ty};
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::{Func, Late, V, Value};

impl Resolver<'_, '_> {
    pub(super) fn reference(&mut self, value: Value, kinds: &'static [Kind]) -> Checked {
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
        let quoted = value.as_str().filter(|s| crate::topology::resolve::eval::is_word(s)).map(str::to_owned);
        let diagnostic =
            codes::WRONG_KIND.at(span, format!("{} is wanted here, and this is {what}", words.join(" or ")));
        Err(Box::new(match quoted {
            Some(name) if matches!(value.v, V::Str(_)) => diagnostic
                .help("things are referred to by their name, without quotes")
                .offer(format!("write `{name}`"), span, name),
            _ => diagnostic,
        }))
    }

    pub(super) fn list(&mut self, value: Value, of: Ty, name: &str) -> Checked {
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
    pub(super) fn any_ty(&mut self, value: Value, tys: &'static [Ty], name: &str) -> Checked {
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
        // Of the right type, and only too large or too small.
        let bounds = problems.iter().position(|(_, p)| p.code == &codes::OUT_OF_RANGE);
        let at = list.or(bounds).or(with_fix).unwrap_or(0);
        match problems.into_iter().nth(at) {
            Some((_, problem)) => Err(problem),
            None => Ok(value),
        }
    }
}

pub(super) fn all_words(tys: &[Ty]) -> Vec<&'static str> {
    tys.iter()
        .flat_map(|t| match t {
            Ty::Word(words) | Ty::OpenWord(words) => words.to_vec(),
            Ty::OneOf(inner) => all_words(inner),
            Ty::List(inner) => all_words(std::slice::from_ref(*inner)),
            _ => Vec::new(),
        })
        .collect()
}
