//! JSON documents with late values in them. A member or element that is there only under a condition is a variable
//! that holds it, with its comma, or nothing.

use super::ask::Form;
use super::expr::{Kind, has_null};
use super::lines::{Line, choice};
use super::quote::{Piece, Text, json_escaped, quote};
use super::test::Test;
use super::writer::Writer;
use crate::deploy::{Expr, Type};

/// One member or element.
struct Item<'a> {
    /// `"key": `, with late keys.
    key: Text,
    /// A word for variables.
    hint: String,
    value: &'a Expr,
    condition: Option<&'a Expr>,
}

/// The widest document that stands on one line inside another.
const INLINE: usize = 76;

impl Writer<'_> {
    /// A value as JSON: on lines, indented by so many steps; or, with `None`, without a blank.
    pub(super) fn document(&mut self, e: &Expr, indent: Option<usize>) -> Text {
        match e {
            Expr::Null => Text::lit("null"),
            Expr::Bool(b) => Text::lit(b.to_string()),
            Expr::Int(i) => Text::lit(i.to_string()),
            Expr::Number(n) => Text::lit(serde_json::Value::from(*n).to_string()),
            Expr::Str(text) => Text::lit(format!("\"{}\"", json_escaped(text))),
            Expr::List(elements) => {
                let items = elements
                    .iter()
                    .enumerate()
                    .map(|(at, element)| Item {
                        key: Text::default(),
                        hint: at.to_string(),
                        value: &element.value,
                        condition: element.condition.as_ref(),
                    })
                    .collect();
                self.composite(items, ('[', ']'), indent)
            }
            Expr::Object(members) => {
                let items = members
                    .iter()
                    .map(|(key, value)| Item {
                        key: Text::lit(format!("\"{}\":{}", json_escaped(key), blank(indent))),
                        hint: key.clone(),
                        value,
                        condition: None,
                    })
                    .collect();
                self.composite(items, ('{', '}'), indent)
            }
            Expr::Keyed(members) => {
                let mut items = Vec::new();
                for (at, (key, value)) in members.iter().enumerate() {
                    let key = self.at("key", |w| w.text(key)).json().then(&format!(":{}", blank(indent)));
                    items.push(Item { key, hint: at.to_string(), value, condition: None });
                }
                self.composite(items, ('{', '}'), indent)
            }
            Expr::Each(..) => self.ask(e, Form::Json),
            Expr::State(target, path) => self.state(target, path, Form::Json),
            Expr::ListCall(resource, function, path) => self.list_call(*resource, function, path, Form::Json),
            Expr::Arm(_) => self.ask(e, Form::Json),
            Expr::Index(..) | Expr::Member(..) => match self.chosen(e) {
                Some(inner) => self.document(&inner, indent),
                None => self.ask(e, Form::Json),
            },
            Expr::Param(_) | Expr::Var(_) | Expr::Fact(_) | Expr::Id(_) | Expr::Name(_) | Expr::Concat(_) => {
                self.scalar(e)
            }
            Expr::Call(..) | Expr::If(..) => match self.kind(e) {
                Kind::Json | Kind::Unknown | Kind::Null => match e {
                    Expr::If(c, a, b) => self.either(c, a, b, indent),
                    _ => self.ask(e, Form::Json),
                },
                Kind::Bool | Kind::Int | Kind::Text => self.scalar(e),
            },
        }
    }

    fn scalar(&mut self, e: &Expr) -> Text {
        match self.kind(e) {
            Kind::Bool => self.typed(e, Type::Bool),
            Kind::Int => self.typed(e, Type::Int),
            Kind::Json => match e {
                Expr::Param(id) => self.param(*id),
                Expr::Var(id) => self.var(*id),
                _ => self.ask(e, Form::Json),
            },
            Kind::Text | Kind::Null | Kind::Unknown => self.text(e).json(),
        }
    }

    /// One document or another, in a variable.
    fn either(&mut self, c: &Expr, a: &Expr, b: &Expr, indent: Option<usize>) -> Text {
        let test = self.test(c);
        let Some(written) = test.written() else {
            return self.document(if test == Test::Known(true) { a } else { b }, indent);
        };
        let name = self.fresh();
        // `fragment` sets it by its name, which no tool sees.
        self.code(format!("{name}=''"));
        let then = self.branch(c, true, |w| {
            let document = w.document(a, indent);
            w.fragment(&name, document);
        });
        let otherwise = self.branch(c, false, |w| {
            let document = w.document(b, indent);
            w.fragment(&name, document);
        });
        self.lines.extend(choice(&written, then, otherwise));
        Text::var(name, true)
    }

    /// Sets a variable to a piece of JSON.
    fn fragment(&mut self, name: &str, document: Text) {
        match document.literal() {
            Some(text) if !text.contains('\n') => self.code(format!("{name}={}", quote(&text))),
            Some(text) => self.lines.push(Line::Document(vec![format!("fragment {name}")], "'JSON'", text)),
            None if document.as_var().is_some() => self.code(format!("{name}={}", document.word())),
            None => {
                let text = document.in_document();
                self.lines.push(Line::Document(vec![format!("fragment {name}")], "JSON", text));
            }
        }
    }

    fn composite(&mut self, items: Vec<Item<'_>>, (open, close): (char, char), indent: Option<usize>) -> Text {
        let inner = indent.map(|indent| indent + 1);
        let line = |indent: Option<usize>| match indent {
            Some(indent) => format!("\n{}", "  ".repeat(indent)),
            None => String::new(),
        };
        // `Ok` is always there; `Err` is the name of a variable.
        let mut parts: Vec<Result<Text, String>> = Vec::new();
        let first_fixed = items.iter().position(|item| self.is_fixed(item));
        for (at, item) in items.iter().enumerate() {
            if self.is_fixed(item) {
                let value = self.at(&item.hint, |w| w.document(item.value, inner));
                let mut part = item.key.clone();
                part.append(value);
                parts.push(Ok(part));
                continue;
            }
            // Before the first that is always there, the comma follows; after it, it precedes.
            let before = first_fixed.is_some_and(|fixed| at < fixed);
            let wrap = |mut text: Text| {
                if before {
                    let mut out = std::mem::take(&mut text);
                    out.push(&format!(",{}", line(inner)));
                    out
                } else {
                    let mut out = Text::lit(format!(",{}", line(inner)));
                    out.append(text);
                    out
                }
            };
            let name = self.at(&item.hint, |w| {
                let name = w.fresh();
                w.code(format!("{name}=''"));
                w.optional(&name, item.condition, item, inner, &wrap);
                name
            });
            parts.push(Err(name));
        }
        if parts.is_empty() {
            return Text::lit(format!("{open}{close}"));
        }
        if let Some(text) = one_line(&parts, open, close, indent) {
            return text;
        }
        let mut out = Text::lit(open.to_string());
        if first_fixed.is_none() {
            let names: Vec<&String> = parts.iter().filter_map(|part| part.as_ref().err()).collect();
            let all = match names.as_slice() {
                [one] => (*one).clone(),
                many => {
                    let all = self.fresh();
                    let many: String = many.iter().map(|name| format!("${name}")).collect();
                    self.code(format!("{all}=\"{many}\""));
                    all
                }
            };
            out.0.push(Piece::Code(format!("${{{all}#,}}")));
        } else {
            out.push(&line(inner));
            let mut comma = false;
            for part in parts {
                match part {
                    Ok(part) => {
                        if comma {
                            out.push(&format!(",{}", line(inner)));
                        }
                        comma = true;
                        out.append(part);
                    }
                    Err(name) => out.append(Text::var(name, true)),
                }
            }
        }
        out.push(&line(indent));
        out.push(&close.to_string());
        out
    }

    fn is_fixed(&self, item: &Item<'_>) -> bool {
        item.condition.is_none() && !has_null(self.dep, item.value)
    }

    /// Sets a variable where a member is there.
    fn optional(
        &mut self,
        name: &str,
        condition: Option<&Expr>,
        item: &Item<'_>,
        indent: Option<usize>,
        wrap: &dyn Fn(Text) -> Text,
    ) {
        let whole = item.value;
        match condition {
            Some(condition) => self.guarded(name, condition, Some(whole), None, item, indent, wrap),
            None => self.set_optional(name, whole, item, indent, wrap),
        }
    }

    fn set_optional(
        &mut self,
        name: &str,
        value: &Expr,
        item: &Item<'_>,
        indent: Option<usize>,
        wrap: &dyn Fn(Text) -> Text,
    ) {
        match value {
            Expr::Null => {}
            Expr::If(c, a, b) if has_null(self.dep, value) => {
                self.guarded(name, c, Some(a), Some(b), item, indent, wrap);
            }
            Expr::Var(id) if has_null(self.dep, value) => {
                let inner = &self.dep.vars[id.0].value;
                self.set_optional(name, inner, item, indent, wrap);
            }
            _ => {
                let document = self.document(value, indent);
                let mut text = item.key.clone();
                text.append(document);
                self.fragment(name, wrap(text));
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one branch of one member: they have no other life together")]
    fn guarded(
        &mut self,
        name: &str,
        condition: &Expr,
        then: Option<&Expr>,
        otherwise: Option<&Expr>,
        item: &Item<'_>,
        indent: Option<usize>,
        wrap: &dyn Fn(Text) -> Text,
    ) {
        let test = self.test(condition);
        let set = |w: &mut Self, holds: bool, value: Option<&Expr>| {
            w.branch(condition, holds, |w| {
                if let Some(value) = value {
                    w.set_optional(name, value, item, indent, wrap);
                }
            })
        };
        match test.written() {
            None if test == Test::Known(true) => {
                let lines = set(self, true, then);
                self.lines.extend(lines);
            }
            None => {
                let lines = set(self, false, otherwise);
                self.lines.extend(lines);
            }
            Some(written) => {
                let a = set(self, true, then);
                let b = set(self, false, otherwise);
                self.lines.extend(choice(&written, a, b));
            }
        }
    }
}

fn blank(indent: Option<usize>) -> &'static str {
    if indent.is_some() { " " } else { "" }
}

/// A short list of plain values, or an object with one of them, on one line.
fn one_line(parts: &[Result<Text, String>], open: char, close: char, indent: Option<usize>) -> Option<Text> {
    indent?;
    if open == '{' && parts.len() != 1 {
        return None;
    }
    let mut out = Text::lit(if open == '{' { "{ ".to_owned() } else { open.to_string() });
    for (at, part) in parts.iter().enumerate() {
        let part = part.as_ref().ok()?;
        if at > 0 {
            out.push(", ");
        }
        out.append(part.clone());
    }
    out.push(&if open == '{' { " }".to_owned() } else { close.to_string() });
    let written = out.in_document();
    (!written.contains('\n') && written.len() <= INLINE).then_some(out)
}
