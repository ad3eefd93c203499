//! Words: Azure's own, and lbx's for images, regions, sizes, days.

use super::Checked;
use crate::azure;
use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::resolve::Resolver;
use crate::topology::resolve::eval::Sort;
use crate::topology::{Late, V, Value};

impl Resolver<'_, '_> {
    pub(super) fn days(&mut self, value: Value) -> Checked {
        let span = value.span;
        let day = |v: &Value| match v.as_str() {
            Some(word) => DAYS.iter().position(|d| *d == word).ok_or_else(|| {
                let diagnostic = codes::UNKNOWN_VALUE.at(v.span, format!("`{word}` is no day"));
                Box::new(match nearest(word, DAYS.iter().copied()).or_else(|| long_day(word)) {
                    Some(near) => diagnostic.fix(format!("write `{near}`"), v.span, near),
                    None => diagnostic.help(format!("the days are {}", crate::topology::resolve::declare::list(DAYS))),
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

    pub(super) fn vm_size(&mut self, value: Value) -> Checked {
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

    pub(super) fn region(&mut self, value: Value) -> Checked {
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

    pub(super) fn image(&mut self, value: Value) -> Checked {
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
                        .help(format!("the words are {}", crate::topology::resolve::declare::list(&image_words()))),
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

    pub(super) fn unknown_image(&self, alias: &str, span: Span) -> Diagnostic {
        let words = image_words();
        let diagnostic = codes::UNKNOWN_VALUE.at(span, format!("no image `{alias}`"));
        match value_hint("image", alias).or_else(|| nearest(alias, words.iter().copied())) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
            None => diagnostic.help(format!(
                "the words are {}; others are `\"publisher:offer:sku:version\"`",
                crate::topology::resolve::declare::list(&words)
            )),
        }
    }

    pub(super) fn one_of_words(
        &mut self,
        value: Value,
        words: &'static [&'static str],
        name: &str,
        closed: bool,
    ) -> Checked {
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
                    self.report(
                        diagnostic.help(format!("what is known is {}", crate::topology::resolve::declare::list(words))),
                    );
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
                    codes::UNKNOWN_VALUE
                        .at(span, format!("`{name}` is {}", crate::topology::resolve::declare::list(words)))
                        .fix(format!("write `{near}`"), span, near),
                )),
                None => self.sorted(value, &[], &format!("one of {}", crate::topology::resolve::declare::list(words))),
            },
            _ => self.sorted(value, &[], &format!("one of {}", crate::topology::resolve::declare::list(words))),
        }
    }

    /// A param that may be a word which the property does not take.
    pub(super) fn param_words(&self, value: &Value, words: &[&str], closed: bool) -> Option<Diagnostic> {
        let Some(Late::Param(p)) = value.as_late() else { return None };
        let param = self.topology.param(*p);
        let Some(crate::topology::Allowed::Values(values)) = &param.allowed else { return None };
        let wrong = values.iter().find_map(|v| match v {
            V::Str(s) | V::Word(s) if !words.contains(&&**s) => Some(s.clone()),
            _ => None,
        })?;
        closed.then(|| {
            codes::UNKNOWN_VALUE
                .at(
                    value.span,
                    format!(
                        "`{}` may be \"{wrong}\", and this takes {}",
                        param.name,
                        crate::topology::resolve::declare::list(words)
                    ),
                )
                .because(param.span, "declared here")
        })
    }

    /// A word that is none of those wanted, reported.
    pub(in crate::topology::resolve) fn unknown_word(
        &mut self,
        word: &str,
        span: Span,
        words: &[&str],
        name: &str,
    ) -> Value {
        let diagnostic = self.unknown_word_diagnostic(word, span, words, name);
        self.missing(span, diagnostic)
    }

    pub(super) fn unknown_word_diagnostic(&self, word: &str, span: Span, words: &[&str], name: &str) -> Diagnostic {
        let shown = name.replace('_', " ");
        let diagnostic = codes::UNKNOWN_VALUE.at(span, format!("no {shown} `{word}`"));
        let same = words.iter().find(|w| w.eq_ignore_ascii_case(word)).copied();
        match value_hint(name, word).or(same).or_else(|| nearest(word, words.iter().copied())) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near),
            None => diagnostic.help(format!("it is one of {}", crate::topology::resolve::declare::list(words))),
        }
    }
}

pub(super) const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `Mon`, `mon`: the day whose name begins so.
pub(super) fn long_day(word: &str) -> Option<&'static str> {
    let folded = word.to_lowercase();
    (folded.len() >= 2).then(|| DAYS.iter().find(|d| d.to_lowercase().starts_with(&folded)).copied()).flatten()
}

pub(super) fn value_hint(name: &str, word: &str) -> Option<&'static str> {
    crate::topology::resolve::hints::VALUES
        .iter()
        .find(|(n, wrong, _)| *n == name && *wrong == word)
        .map(|(_, _, right)| *right)
}

pub(super) fn image_words() -> Vec<&'static str> {
    azure::images::ALL.iter().map(|i| i.alias).collect()
}

pub(super) fn urn(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == 4 && parts.iter().all(|p| !p.is_empty())
}
