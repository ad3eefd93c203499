//! Plain `az` commands, as data: which ARM path is which option. A command *takes* what it maps out of a copy of the
//! body; only where nothing is left, and where `az` adds nothing that Azure would not have put there itself, is the
//! step that command. Everything else is sent with its exact body.

mod network;

pub(super) use network::COMMANDS;

use super::expr::{Kind, any};
use super::lines::{Line, choice};
use super::quote::{Text, quote};
use super::writer::Writer;
use crate::deploy::{Element, Expr, Func, Param, ResId, Scope, Type};

/// A command that creates or replaces a resource in one request.
#[derive(Debug)]
pub(super) struct Command {
    /// `Microsoft.Network/publicIPAddresses`
    pub(super) ty: &'static str,
    /// The words after `az`.
    pub(super) words: &'static str,
    /// The option that names the parent, for a child.
    pub(super) parent: Option<&'static str>,
    /// What it maps, in the order in which it is written.
    pub(super) flags: &'static [Flag],
    /// Paths that must be in the body: where they are not, `az` would write something of its own.
    pub(super) needs: &'static [&'static str],
}

/// An ARM path and its option.
#[derive(Debug)]
pub(super) struct Flag {
    pub(super) path: &'static str,
    pub(super) option: &'static str,
    pub(super) shape: Shape,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A scalar.
    One,
    /// A list of scalars.
    Many,
    /// `{ "id": … }`
    Id,
    /// A list of those.
    Ids,
    /// An object of texts, as `key=value`.
    Pairs,
}

pub(super) const fn flag(path: &'static str, option: &'static str, shape: Shape) -> Flag {
    Flag { path, option, shape }
}

/// The command for a type.
pub(super) fn command(ty: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.ty.eq_ignore_ascii_case(ty))
}

/// An option and its value.
type Taken = (&'static Flag, Expr);

/// What a command takes out of a body: the options with their values, and the rest.
pub(super) fn take(command: &Command, body: &[(String, Expr)]) -> (Vec<Taken>, Vec<(String, Expr)>) {
    let mut rest = body.to_vec();
    let mut taken = Vec::new();
    for flag in command.flags {
        if let Some(value) = remove(&mut rest, flag.path, flag.shape) {
            taken.push((flag, value));
        }
    }
    (taken, rest)
}

/// Takes what has this shape from a path. Objects that it leaves empty go with it.
fn remove(members: &mut Vec<(String, Expr)>, path: &str, shape: Shape) -> Option<Expr> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let at = members.iter().position(|(key, _)| key == first)?;
    match rest {
        None => fits(&members[at].1, shape).then(|| members.remove(at).1),
        Some(rest) => {
            let Expr::Object(inner) = &mut members[at].1 else { return None };
            let value = remove(inner, rest, shape)?;
            if inner.is_empty() {
                members.remove(at);
            }
            Some(value)
        }
    }
}

/// Whether a value has a shape, literally.
fn fits(e: &Expr, shape: Shape) -> bool {
    let elements = |is: fn(&Expr) -> bool| match e {
        Expr::List(items) => !items.is_empty() && items.iter().all(|item| item.condition.is_none() && is(&item.value)),
        _ => false,
    };
    match shape {
        Shape::One => is_scalar(e),
        Shape::Many => elements(is_scalar),
        Shape::Id => is_id(e),
        Shape::Ids => elements(is_id),
        Shape::Pairs => match e {
            Expr::Object(members) => !members.is_empty() && members.iter().all(|(_, value)| is_scalar(value)),
            _ => false,
        },
    }
}

fn is_scalar(e: &Expr) -> bool {
    !matches!(
        e,
        Expr::Null
            | Expr::List(_)
            | Expr::Object(_)
            | Expr::Keyed(_)
            | Expr::Each(..)
            | Expr::If(..)
            | Expr::Number(_)
            | Expr::State(..)
            | Expr::ListCall(..)
            | Expr::Arm(_)
    )
}

fn is_id(e: &Expr) -> bool {
    match e {
        // az wants the shape of an id and refuses others; what somebody hands over may have another.
        Expr::Object(members) => matches!(members.as_slice(), [(key, Expr::Id(_))] if key == "id"),
        _ => false,
    }
}

impl Writer<'_> {
    /// The plain command of a resource, if it leaves exactly what its body says.
    pub(super) fn plain(&mut self, id: ResId) -> Option<()> {
        let resource = &self.dep.resources[id.0];
        let command = command(&resource.ty)?;
        let (taken, rest) = take(command, &resource.body);
        let has = |path: &str| taken.iter().any(|(flag, _)| flag.path == path);
        if resource.scope != Scope::Group || !rest.is_empty() || !command.needs.iter().all(|path| has(path)) {
            return None;
        }
        let parent = match (resource.parent, command.parent) {
            (Some(parent), Some(option)) => {
                let above = &self.dep.resources[parent.0];
                if above.scope != Scope::Group || !self.tame(&above.name) {
                    return None;
                }
                Some((parent, option))
            }
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return None,
        };
        if !self.tame(&resource.name) || !taken.iter().all(|(flag, value)| self.can_stand(flag, value)) {
            return None;
        }
        let mut words = vec![
            format!("az {}", command.words),
            "--resource-group \"$group\"".to_owned(),
            "--subscription \"$subscription\"".to_owned(),
        ];
        if let Some((parent, option)) = parent {
            words.push(format!("{option} {}", self.name_of(parent).word()));
        }
        words.push(format!("--name {}", self.name_of(id).word()));
        self.at(&resource.symbol, |w| {
            for (flag, value) in &taken {
                w.at(flag.path.rsplit('.').next().unwrap_or_default(), |w| {
                    let values = w.values(flag, value);
                    words.push(format!("{} {}", flag.option, values.join(" ")));
                });
            }
        });
        words.push("--output none".to_owned());
        words.push("--only-show-errors".to_owned());
        self.command(words);
        Some(())
    }

    /// Whether a value can stand on a command line and mean the same.
    fn can_stand(&self, flag: &Flag, value: &Expr) -> bool {
        match (flag.shape, value) {
            (Shape::One, value) => self.tame(value),
            (Shape::Many, Expr::List(items)) => items.iter().all(|item| self.tame(&item.value)),
            (Shape::Pairs, Expr::Object(members)) => members.iter().all(|(key, value)| {
                is_tame(key) && !key.contains(' ') && self.kind(value) == Kind::Text && self.bounded(value)
            }),
            // The parts of an id were checked.
            (Shape::Id | Shape::Ids, _) => true,
            (Shape::Many | Shape::Pairs, _) => false,
        }
    }

    /// Known and harmless, or late and checked before the command.
    fn tame(&self, e: &Expr) -> bool {
        match e {
            Expr::Str(text) => is_tame(text),
            Expr::Int(i) => *i >= 0,
            Expr::Bool(_) => true,
            Expr::Concat(parts) => parts.iter().all(|part| match part {
                Expr::Str(_) => true,
                other => self.tame(other),
            }),
            _ => match self.kind(e) {
                Kind::Text | Kind::Int | Kind::Bool => !super::expr::has_null(self.dep, e),
                Kind::Null | Kind::Json | Kind::Unknown => false,
            },
        }
    }

    /// Text that can only be harmless.
    fn bounded(&self, e: &Expr) -> bool {
        match e {
            Expr::Str(text) => is_tame(text),
            Expr::Param(id) => {
                let Param { allowed, ty, .. } = &self.dep.params[id.0];
                *ty == Type::String
                    && !allowed.is_empty()
                    && allowed.iter().all(|value| matches!(value, Expr::Str(text) if is_tame(text)))
            }
            _ => false,
        }
    }

    fn values(&mut self, flag: &Flag, value: &Expr) -> Vec<String> {
        match (flag.shape, value) {
            (Shape::Many | Shape::Ids, Expr::List(items)) => {
                items.iter().map(|Element { value, .. }| self.argument(value)).collect()
            }
            (Shape::Pairs, Expr::Object(members)) => members
                .iter()
                .map(|(key, value)| {
                    let mut pair = Text::lit(format!("{key}="));
                    let value = self.text(value);
                    pair.append(value);
                    match pair.literal() {
                        Some(text) if text.chars().all(|c| c.is_ascii_alphanumeric() || "=._-".contains(c)) => text,
                        Some(_) | None => pair.word(),
                    }
                })
                .collect(),
            _ => vec![self.argument(value)],
        }
    }

    fn argument(&mut self, e: &Expr) -> String {
        if let Expr::Object(members) = e
            && let [(_, id)] = members.as_slice()
        {
            return self.text(id).word();
        }
        match self.kind(e) {
            Kind::Bool => self.typed(e, Type::Bool).word(),
            Kind::Int => self.typed(e, Type::Int).word(),
            Kind::Text | Kind::Null | Kind::Json | Kind::Unknown => {
                let text = self.ahead(e);
                match text.literal() {
                    Some(text) => quote(&text),
                    None => {
                        // A name was checked where it was made; Azure's own facts need no check.
                        if !text.0.iter().all(|piece| matches!(piece, super::quote::Piece::Var { safe: true, .. })) {
                            self.check_word(e, &text);
                        }
                        text.word()
                    }
                }
            }
        }
    }

    /// A text, computed before the first step where it can be, so that what is wrong with it stops the script there.
    fn ahead(&mut self, e: &Expr) -> Text {
        let Some(condition) = self.known_condition(e) else { return self.text(e) };
        let outer = std::mem::take(&mut self.lines);
        let read = std::mem::replace(&mut self.read, vec![Default::default()]);
        let text = self.text(e);
        self.read = read;
        let lines = std::mem::replace(&mut self.lines, outer);
        match condition {
            None => self.values.extend(lines),
            Some(test) => self.values.extend(choice(&test, lines, Vec::new())),
        }
        text
    }

    /// Checks a text before the first step where it is known by then, else where the command is.
    fn check_word(&mut self, e: &Expr, text: &Text) {
        let check = Line::Code(format!("check_word {}", text.word()));
        match self.known_condition(e) {
            Some(None) => self.check(vec![check]),
            Some(Some(test)) => self.check(choice(&test, vec![check], Vec::new())),
            None => {
                self.lines.push(check);
                self.code("refuse_problems");
            }
        }
    }

    /// What holds where the writer is, as a test; nothing where that, or a value, needs what a step before it made.
    fn known_condition(&mut self, e: &Expr) -> Option<Option<String>> {
        let condition = match self.under.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            many => Some(Expr::Call(Func::And, many.to_vec())),
        };
        let is_late = |e: &Expr| any(self.dep, e, &|e| matches!(e, Expr::State(..) | Expr::ListCall(..)));
        if is_late(e) || condition.as_ref().is_some_and(is_late) {
            return None;
        }
        Some(condition.and_then(|condition| self.hoisted(|w| w.test(&condition)).written()))
    }
}

/// Text that `az` takes for itself: no `@file`, no JSON, no option, no shorthand.
fn is_tame(text: &str) -> bool {
    text == "*"
        || (text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && text != "null"
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.:/ -".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(members: &[(&str, Expr)]) -> Expr {
        Expr::Object(members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    }

    /// A body in which every path of a command has a value of its shape.
    fn full(command: &Command) -> Vec<(String, Expr)> {
        let mut body = Vec::new();
        for flag in command.flags {
            put(&mut body, flag.path, sample(flag.shape));
        }
        body
    }

    fn sample(shape: Shape) -> Expr {
        let target = crate::deploy::Target { resource: ResId(0), child: Vec::new() };
        let id = object(&[("id", Expr::Id(target))]);
        match shape {
            Shape::One => Expr::str("x"),
            Shape::Many => Expr::list([Expr::str("1"), Expr::str("2")]),
            Shape::Id => id,
            Shape::Ids => Expr::list([id]),
            Shape::Pairs => object(&[("a", Expr::str("b"))]),
        }
    }

    fn put(members: &mut Vec<(String, Expr)>, path: &str, value: Expr) {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        if !members.iter().any(|(key, _)| key == first) {
            members.push((first.to_owned(), Expr::Object(Vec::new())));
        }
        let at = members.iter().position(|(key, _)| key == first).expect("just made");
        match (rest, &mut members[at].1) {
            (Some(rest), Expr::Object(inner)) => put(inner, rest, value),
            (_, slot) => *slot = value,
        }
    }

    fn sorted(e: &Expr) -> Expr {
        match e {
            Expr::Object(members) => {
                let mut members: Vec<(String, Expr)> =
                    members.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Expr::Object(members)
            }
            other => other.clone(),
        }
    }

    /// What is taken and what is left are the body: nothing is lost, nothing is there twice.
    #[track_caller]
    fn check(command: &Command, body: &[(String, Expr)], left: usize) {
        let (taken, rest) = take(command, body);
        assert_eq!(rest.len(), left, "{}: {rest:?}", command.ty);
        let mut again = rest;
        for (flag, value) in taken {
            put(&mut again, flag.path, value);
        }
        assert_eq!(sorted(&Expr::Object(again)), sorted(&Expr::Object(body.to_vec())), "{}", command.ty);
    }

    #[test]
    fn taken_and_rest_are_the_body() {
        for command in COMMANDS {
            check(command, &full(command), 0);
            let mut more = full(command);
            put(&mut more, "properties.something.new", Expr::Bool(true));
            check(command, &more, 1);
            let mut other = full(command);
            put(
                &mut other,
                "location",
                Expr::If(Box::new(Expr::Bool(true)), Box::new(Expr::str("x")), Box::new(Expr::Null)),
            );
            check(command, &other, 1);
        }
    }

    #[test]
    fn what_is_needed_is_mapped() {
        for command in COMMANDS {
            for path in command.needs {
                assert!(command.flags.iter().any(|flag| flag.path == *path), "{}: {path}", command.ty);
            }
        }
    }

    #[test]
    fn text_that_az_would_read_otherwise() {
        for text in ["@file", "k=@file", "-x", "", "null", "[a]", "{a:b}", "'a'", "a'b", "a b=c", "$x", "a\nb", "ü"] {
            assert!(!is_tame(text), "{text}");
        }
        for text in ["*", "10.0.0.0/16", "2001:db8::/32", "Standard_D2s_v5", "West Europe", "a.b-c_d"] {
            assert!(is_tame(text), "{text}");
        }
    }
}
