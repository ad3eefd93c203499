//! Values: what bash computes itself, and what it reads or asks for.

use super::ask::Form;
use super::lines::choice;
use super::quote::{Text, quote};
use super::test::Test;
use super::writer::{Wanted, Writer};
use crate::deploy::{Deployment, Expr, Fact, Func, Scope, Target, Type};
use crate::emit::walk;

/// What a value is, as far as it is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not given.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Text.
    Text,
    /// A list or an object, as JSON.
    Json,
    /// Anything.
    Unknown,
}

impl From<Type> for Kind {
    fn from(ty: Type) -> Kind {
        match ty {
            Type::String => Kind::Text,
            Type::Int => Kind::Int,
            Type::Bool => Kind::Bool,
            Type::Array | Type::Object => Kind::Json,
        }
    }
}

/// Whether JSON may hold a value of this type as it stands in its variable.
pub(super) fn is_safe(ty: Type) -> bool {
    ty != Type::String
}

/// Whether a value may turn out not to be there.
pub(super) fn has_null(dep: &Deployment, e: &Expr) -> bool {
    match e {
        Expr::Null => true,
        Expr::If(_, a, b) => has_null(dep, a) || has_null(dep, b),
        Expr::Var(id) => has_null(dep, &dep.vars[id.0].value),
        _ => false,
    }
}

/// Whether something holds for a value or any inside it, variables' values too.
pub(super) fn any(dep: &Deployment, e: &Expr, is: &dyn Fn(&Expr) -> bool) -> bool {
    let mut found = false;
    let mut vars = Vec::new();
    walk::expr(e, &mut |e| {
        found |= is(e);
        if let Expr::Var(id) = e {
            vars.push(id.0);
        }
    });
    found || vars.into_iter().any(|id| any(dep, &dep.vars[id].value, is))
}

impl Writer<'_> {
    /// What a value is.
    pub(super) fn kind(&self, e: &Expr) -> Kind {
        match e {
            Expr::Null => Kind::Null,
            Expr::Bool(_) => Kind::Bool,
            Expr::Int(_) => Kind::Int,
            Expr::Number(_) => Kind::Unknown,
            Expr::Str(_) | Expr::Fact(_) | Expr::Id(_) | Expr::Name(_) | Expr::Concat(_) => Kind::Text,
            Expr::List(_) | Expr::Object(_) | Expr::Keyed(_) | Expr::Each(..) => Kind::Json,
            Expr::Param(id) => self.dep.params[id.0].ty.into(),
            Expr::Var(id) => self.dep.vars[id.0].ty.into(),
            Expr::State(..) | Expr::ListCall(..) | Expr::Arm(_) => Kind::Unknown,
            Expr::Call(func, args) => match func {
                Func::ToLower
                | Func::ToUpper
                | Func::Replace
                | Func::Join
                | Func::Base64
                | Func::CidrSubnet
                | Func::CidrHost
                | Func::UniqueString
                | Func::Guid
                | Func::NewGuid
                | Func::String
                | Func::ToString => Kind::Text,
                Func::Take => args.first().map_or(Kind::Unknown, |arg| self.kind(arg)),
                Func::Split | Func::Union | Func::Strings => Kind::Json,
                Func::Last => Kind::Unknown,
                Func::Length | Func::Min | Func::Max | Func::Mod | Func::Div | Func::Add | Func::Sub | Func::Mul => {
                    Kind::Int
                }
                Func::Equals
                | Func::Not
                | Func::And
                | Func::Or
                | Func::Less
                | Func::LessOrEquals
                | Func::Greater
                | Func::GreaterOrEquals
                | Func::Empty => Kind::Bool,
            },
            Expr::If(_, a, b) => match (self.kind(a), self.kind(b)) {
                (a, b) if a == b => a,
                (Kind::Null, other) | (other, Kind::Null) => other,
                _ => Kind::Unknown,
            },
            Expr::Index(..) | Expr::Member(..) => match self.chosen(e) {
                Some(inner) => self.kind(&inner),
                None => Kind::Unknown,
            },
        }
    }

    /// `{ a: 1, b: 2 }[key]` as a chain of `if`, where each key that can occur has its value here.
    pub(super) fn chosen(&self, e: &Expr) -> Option<Expr> {
        match e {
            Expr::Member(container, name) => match self.container(container)? {
                Expr::Object(members) => {
                    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| self.settled(value))
                }
                Expr::If(c, a, b) => Some(Expr::If(
                    c,
                    Box::new(self.chosen(&Expr::Member(a, name.clone()))?),
                    Box::new(self.chosen(&Expr::Member(b, name.clone()))?),
                )),
                _ => None,
            },
            Expr::Index(container, index) => match (self.container(container)?, index.as_ref()) {
                (Expr::Object(members), Expr::Str(name)) => {
                    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| self.settled(value))
                }
                (Expr::List(items), Expr::Int(at)) if items.iter().all(|item| item.condition.is_none()) => {
                    items.get(usize::try_from(*at).ok()?).map(|item| self.settled(&item.value))
                }
                (Expr::Object(members), Expr::Param(id)) => {
                    let allowed = &self.dep.params[id.0].allowed;
                    let mut values = Vec::new();
                    for key in allowed {
                        let Expr::Str(key) = key else { return None };
                        let (_, value) = members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
                        values.push((key, self.settled(value)));
                    }
                    let (_, last) = values.pop()?;
                    Some(values.into_iter().rev().fold(last, |otherwise, (key, value)| {
                        let test = Expr::Call(Func::Equals, vec![Expr::Param(*id), Expr::Str(key.clone())]);
                        Expr::If(Box::new(test), Box::new(value), Box::new(otherwise))
                    }))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The literal that something is indexed in.
    fn container(&self, e: &Expr) -> Option<Expr> {
        match e {
            Expr::Object(_) | Expr::List(_) | Expr::If(..) => Some(e.clone()),
            Expr::Var(id) => self.container(&self.dep.vars[id.0].value),
            Expr::Index(..) | Expr::Member(..) => self.chosen(e),
            _ => None,
        }
    }

    fn settled(&self, e: &Expr) -> Expr {
        self.chosen(e).unwrap_or_else(|| e.clone())
    }

    /// A value as a variable of this type holds it: JSON for lists and objects, `true` and `false` for booleans.
    pub(super) fn typed(&mut self, e: &Expr, ty: Type) -> Text {
        match ty {
            Type::String => self.text(e),
            Type::Int => self.int(e),
            Type::Bool => self.boolean(e),
            Type::Array | Type::Object => self.document(e, None),
        }
    }

    /// A value made text, as ARM does.
    pub(super) fn text(&mut self, e: &Expr) -> Text {
        match e {
            // A value that is not there is text without anything in it.
            Expr::Null => Text::lit(""),
            Expr::Bool(true) => Text::lit("True"),
            Expr::Bool(false) => Text::lit("False"),
            Expr::Int(i) => Text::lit(i.to_string()),
            Expr::Number(n) => Text::lit(serde_json::Value::from(*n).to_string()),
            Expr::Str(text) => Text::lit(text.clone()),
            Expr::List(_) | Expr::Object(_) | Expr::Keyed(_) | Expr::Each(..) => self.json_text(e),
            Expr::Param(id) => {
                let value = self.param(*id);
                self.spelled(value, self.dep.params[id.0].ty)
            }
            Expr::Var(id) => {
                let value = self.var(*id);
                self.spelled(value, self.dep.vars[id.0].ty)
            }
            Expr::Fact(fact) => self.fact(*fact),
            Expr::Id(target) => self.id(target),
            Expr::Name(id) => match &self.dep.resources[id.0].scope {
                // The name is the id's last word.
                Scope::Id(_) if self.dep.resources[id.0].parent.is_none() => {
                    let id = self.id_of(*id);
                    if let Some(literal) = id.literal() {
                        return Text::lit(literal.rsplit('/').next().unwrap_or_default());
                    }
                    let id = match id.as_var() {
                        Some(name) => name.to_owned(),
                        None => self.keep(&id, true).as_var().unwrap_or_default().to_owned(),
                    };
                    Text::code(format!("${{{id}##*/}}"))
                }
                Scope::Id(_) | Scope::Group | Scope::Other { .. } | Scope::On(_) => self.name_of(*id),
            },
            Expr::State(target, path) => self.state(target, path, Form::Text),
            Expr::ListCall(resource, function, path) => self.list_call(*resource, function, path, Form::Text),
            Expr::Concat(parts) => {
                let mut out = Text::default();
                for part in parts {
                    let part = self.text(part);
                    out.append(part);
                }
                out
            }
            Expr::Call(func, args) => self.call(e, *func, args),
            Expr::If(c, a, b) => self.choose(c, a, b, |w, e| w.text(e), false),
            Expr::Index(..) | Expr::Member(..) => match self.chosen(e) {
                Some(inner) => self.text(&inner),
                None => self.ask(e, Form::Text),
            },
            Expr::Arm(_) => self.ask(e, Form::Text),
        }
    }

    /// What a typed variable's value is as text.
    fn spelled(&mut self, value: Text, ty: Type) -> Text {
        match (ty, value.as_var()) {
            (Type::Bool, _) => {}
            // JSON inside text is text: its quotes are characters like others.
            (Type::Array | Type::Object, Some(name)) => return Text::var(name, false),
            (Type::Array | Type::Object | Type::String | Type::Int, _) => return value,
        }
        match value.literal().as_deref() {
            Some("true") => return Text::lit("True"),
            Some(_) => return Text::lit("False"),
            None => {}
        }
        let name = self.fresh();
        self.code(format!("{name}=False"));
        self.code(format!("[[ {} != true ]] || {name}=True", value.word().trim_matches('"')));
        Text::var(name, true)
    }

    /// One value or another.
    fn choose(&mut self, c: &Expr, a: &Expr, b: &Expr, each: fn(&mut Self, &Expr) -> Text, safe: bool) -> Text {
        let test = self.test(c);
        if let Test::Known(known) = test {
            return each(self, if known { a } else { b });
        }
        let name = self.fresh();
        self.set_either(&name, (c, a, b), each);
        Text::var(name, safe)
    }

    /// Sets a variable to one value or another; a choice inside a choice sets the same one.
    fn set_either(&mut self, name: &str, (c, a, b): (&Expr, &Expr, &Expr), each: fn(&mut Self, &Expr) -> Text) {
        let test = self.test(c);
        let set = |w: &mut Self, e: &Expr| match e {
            Expr::If(c, a, b) => w.set_either(name, (c, a, b), each),
            _ => {
                let value = each(w, e);
                w.code(format!("{name}={}", value.assigned()));
            }
        };
        match test.written() {
            Some(written) => {
                let then = self.branch(c, true, |w| set(w, a));
                let otherwise = self.branch(c, false, |w| set(w, b));
                self.lines.extend(choice(&written, then, otherwise));
            }
            None if test == Test::Known(true) => set(self, a),
            None => set(self, b),
        }
    }

    fn boolean(&mut self, e: &Expr) -> Text {
        match e {
            Expr::Null => Text::lit("false"),
            Expr::Bool(b) => Text::lit(b.to_string()),
            Expr::Param(id) => self.param(*id),
            Expr::Var(id) => self.var(*id),
            Expr::State(target, path) => self.state(target, path, Form::Json),
            Expr::ListCall(resource, function, path) => self.list_call(*resource, function, path, Form::Json),
            Expr::Arm(_) => self.ask(e, Form::Bool),
            Expr::Index(..) | Expr::Member(..) => match self.chosen(e) {
                Some(inner) => self.boolean(&inner),
                None => self.ask(e, Form::Bool),
            },
            Expr::If(c, a, b) if self.kind(e) == Kind::Bool => self.choose(c, a, b, |w, e| w.boolean(e), true),
            _ if self.kind(e) == Kind::Bool => {
                let test = self.test(e);
                match test.written() {
                    None => Text::lit(if test == Test::Known(true) { "true" } else { "false" }),
                    // Asked for as a whole: the answer is in a variable already.
                    Some(written) => {
                        let name = self.fresh();
                        self.code(format!("{name}=false"));
                        self.lines.extend(choice(
                            &written,
                            vec![super::lines::Line::Code(format!("{name}=true"))],
                            Vec::new(),
                        ));
                        Text::var(name, true)
                    }
                }
            }
            _ => self.ask(e, Form::Bool),
        }
    }

    fn int(&mut self, e: &Expr) -> Text {
        match e {
            Expr::Int(i) => Text::lit(i.to_string()),
            Expr::Param(id) => self.param(*id),
            Expr::Var(id) => self.var(*id),
            Expr::If(c, a, b) if self.kind(e) == Kind::Int => self.choose(c, a, b, |w, e| w.int(e), true),
            Expr::Call(Func::Length, args) if args.len() == 1 && self.kind(&args[0]) == Kind::Text => {
                let text = self.text(&args[0]);
                match text.literal() {
                    Some(text) => Text::lit(text.encode_utf16().count().to_string()),
                    None => {
                        let name = self.fresh();
                        self.code(format!("{name}=$(length {})", text.word()));
                        Text::var(name, true)
                    }
                }
            }
            Expr::Call(
                func @ (Func::Min | Func::Max | Func::Mod | Func::Div | Func::Add | Func::Sub | Func::Mul),
                args,
            ) if args.len() >= 2 && args.iter().all(|arg| self.kind(arg) == Kind::Int) => {
                let mut parts = Vec::new();
                for arg in args {
                    parts.push(self.operand(arg));
                }
                let mut left = parts.remove(0);
                for right in parts {
                    left = match func {
                        Func::Min => format!("({left} < {right} ? {left} : {right})"),
                        Func::Max => format!("({left} > {right} ? {left} : {right})"),
                        Func::Mod => format!("({left} % {right})"),
                        Func::Div => format!("({left} / {right})"),
                        Func::Add => format!("({left} + {right})"),
                        Func::Sub => format!("({left} - {right})"),
                        _ => format!("({left} * {right})"),
                    };
                }
                Text::code(format!("$({left})"))
            }
            Expr::Index(..) | Expr::Member(..) if self.chosen(e).is_some() => match self.chosen(e) {
                Some(inner) => self.int(&inner),
                None => Text::default(),
            },
            _ => self.text(e),
        }
    }

    /// Part of a calculation.
    fn operand(&mut self, e: &Expr) -> String {
        let value = self.int(e);
        if let Some(literal) = value.literal() {
            return if literal.starts_with('-') { format!("({literal})") } else { literal };
        }
        match value.0.as_slice() {
            [super::quote::Piece::Var { name, .. }] => name.clone(),
            [super::quote::Piece::Code(code)] if code.len() < 60 => match code.strip_prefix("$(") {
                Some(inner) => inner[..inner.len() - 1].to_owned(),
                None => code.clone(),
            },
            _ => self.keep(&value, true).as_var().unwrap_or_default().to_owned(),
        }
    }

    fn call(&mut self, e: &Expr, func: Func, args: &[Expr]) -> Text {
        match (func, args) {
            // Other letters than ASCII's are known to be there: ARM has their cases and lengths.
            (Func::ToLower | Func::ToUpper | Func::Take, [arg, ..])
                if self.kind(arg) == Kind::Text
                    && any(self.dep, arg, &|e| matches!(e, Expr::Str(text) if !text.is_ascii())) =>
            {
                self.ask(e, Form::Text)
            }
            (Func::ToLower | Func::ToUpper, [arg]) => {
                let text = self.part(arg);
                let lower = func == Func::ToLower;
                if let Some(text) = text.literal() {
                    return Text::lit(if lower { text.to_lowercase() } else { text.to_uppercase() });
                }
                let name = self.variable_of(text);
                self.ascii(arg, &name);
                let value = Text::code(format!("${{{name}{}}}", if lower { ",," } else { "^^" }));
                self.keep(&value, false)
            }
            (Func::Take, [arg, count]) if self.kind(arg) == Kind::Text && self.kind(count) == Kind::Int => {
                let (text, count) = (self.part(arg), self.operand(count));
                if let (Some(text), Ok(count)) = (text.literal(), count.parse::<usize>()) {
                    return Text::lit(text.chars().take(count).collect::<String>());
                }
                let name = self.variable_of(text);
                self.ascii(arg, &name);
                // A negative number takes nothing.
                let count = if count.parse::<usize>().is_ok() { count } else { format!("{count} > 0 ? {count} : 0") };
                let value = Text::code(format!("${{{name}:0:{count}}}"));
                self.keep(&value, false)
            }
            (Func::Replace, [text, old, new]) => {
                let (text, old, new) = (self.part(text), self.part(old), self.part(new));
                match (text.literal(), old.literal(), new.literal()) {
                    (Some(text), Some(old), Some(new)) if !old.is_empty() => {
                        return Text::lit(text.replace(&old, &new));
                    }
                    (_, Some(old), _) if !old.is_empty() => {}
                    // What is replaced may be empty: ARM says what it thinks of that.
                    _ => return self.ask(e, Form::Text),
                }
                let name = self.variable_of(text);
                let (old, new) = (self.word_or_variable(old), self.word_or_variable(new));
                let value = format!("${{{name}//{old}/{new}}}");
                let kept = self.fresh();
                self.code(format!("{kept}={value}"));
                Text::var(kept, false)
            }
            (Func::Base64, [arg]) => {
                let text = self.text(arg);
                if let Some(text) = text.literal() {
                    use base64::Engine;
                    return Text::lit(base64::engine::general_purpose::STANDARD.encode(text));
                }
                let name = self.fresh();
                self.code(format!("{name}=$(to_base64 {})", text.word()));
                Text::var(name, true)
            }
            (Func::Join, [Expr::List(items), separator])
                if items.iter().all(|item| {
                    item.condition.is_none() && !has_null(self.dep, &item.value) && self.kind(&item.value) != Kind::Json
                }) =>
            {
                let separator = self.text(separator);
                let mut out = Text::default();
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.append(separator.clone());
                    }
                    let part = self.text(&item.value);
                    out.append(part);
                }
                out
            }
            (Func::NewGuid, []) => {
                let name = self.fresh();
                self.code(format!("{name}=$(new_guid)"));
                Text::var(name, true)
            }
            (Func::ToString, [arg]) => self.text(arg),
            (Func::String, [arg]) => match self.kind(arg) {
                Kind::Json => self.json_text(arg),
                Kind::Text | Kind::Int | Kind::Bool => self.text(arg),
                Kind::Null | Kind::Unknown => self.ask(e, Form::Text),
            },
            _ => match self.kind(e) {
                Kind::Bool => {
                    let value = self.boolean(e);
                    self.spelled(value, Type::Bool)
                }
                Kind::Int if self.can_count(func, args) => self.int(e),
                _ => self.ask(e, Form::Text),
            },
        }
    }

    /// An argument's text.
    fn part(&mut self, e: &Expr) -> Text {
        self.inside(|w| w.text(e))
    }

    fn inside<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        if self.hints.last().is_some_and(|hint| hint == "part") { f(self) } else { self.at("part", f) }
    }

    /// Text that is cut or changes its case is checked where it can be anything.
    fn ascii(&mut self, e: &Expr, name: &str) {
        if !self.is_ascii(e) {
            self.code(format!("check_ascii \"${name}\""));
        }
    }

    fn is_ascii(&self, e: &Expr) -> bool {
        match e {
            Expr::Str(text) => text.is_ascii(),
            Expr::Bool(_) | Expr::Int(_) => true,
            Expr::Fact(fact) => !matches!(fact, Fact::GroupName | Fact::GroupId),
            Expr::Param(id) => {
                let param = &self.dep.params[id.0];
                matches!(param.ty, Type::Int | Type::Bool)
                    || !param.allowed.is_empty() && param.allowed.iter().all(|value| self.is_ascii(value))
            }
            Expr::Var(id) => self.is_ascii(&self.dep.vars[id.0].value),
            Expr::Concat(parts) => parts.iter().all(|part| self.is_ascii(part)),
            Expr::If(_, a, b) => self.is_ascii(a) && self.is_ascii(b),
            Expr::Call(func, _) => matches!(
                func,
                Func::ToLower | Func::ToUpper | Func::Take | Func::UniqueString | Func::Guid | Func::Base64
            ),
            _ => false,
        }
    }

    fn can_count(&self, func: Func, args: &[Expr]) -> bool {
        match func {
            Func::Length => args.len() == 1 && self.kind(&args[0]) == Kind::Text,
            _ => args.len() >= 2 && args.iter().all(|arg| self.kind(arg) == Kind::Int),
        }
    }

    /// JSON text without blanks, as `string()` writes it.
    fn json_text(&mut self, e: &Expr) -> Text {
        let document = self.document(e, None);
        if document.literal().is_some() || document.as_var().is_some() {
            return match document.as_var() {
                Some(name) => Text::var(name, false),
                None => document,
            };
        }
        let name = self.fresh();
        self.code(format!("{name}={}", document.word()));
        Text::var(name, false)
    }

    /// A variable that holds a text.
    fn variable_of(&mut self, text: Text) -> String {
        match text.as_var() {
            Some(name) => name.to_owned(),
            None => self.inside(|w| w.keep(&text, false)).as_var().unwrap_or_default().to_owned(),
        }
    }

    /// A text as it may stand inside `${x//old/new}`.
    fn word_or_variable(&mut self, text: Text) -> String {
        match text.literal() {
            // A bare slash would end the pattern.
            Some(literal) => {
                let word = quote(&literal);
                if word == literal { format!("'{literal}'") } else { word }
            }
            None => format!("\"${}\"", self.variable_of(text)),
        }
    }

    fn fact(&mut self, fact: Fact) -> Text {
        let (wanted, name) = match fact {
            Fact::GroupName => (None, "group"),
            Fact::Subscription => (None, "subscription"),
            Fact::GroupId => (Some(Wanted::GroupId), "group_id"),
            Fact::GroupLocation => (Some(Wanted::GroupLocation), "group_location"),
            Fact::Tenant => (Some(Wanted::Tenant), "tenant"),
            Fact::DeploymentName => (Some(Wanted::Deployment), "deployment"),
        };
        self.wanted.extend(wanted);
        // Azure's own values; none of them holds anything that JSON would take for something else.
        Text::var(name, true)
    }

    /// The id of a resource or of something in it.
    pub(super) fn id(&mut self, target: &Target) -> Text {
        let mut out = self.id_of(target.resource);
        for (word, name) in &target.child {
            out.push(&format!("/{word}/"));
            let before = self.lines.len();
            let text = self.at("part_name", |w| w.text(name));
            let late = any(self.dep, name, &|e| matches!(e, Expr::State(..) | Expr::ListCall(..)));
            if text.literal().is_none() && !late && self.lines.len() == before {
                let word = text.word();
                // What is not there may have no name.
                let maybe = if text.as_var().is_some() { format!("[[ -z {word} ]] || ") } else { String::new() };
                self.check(vec![super::lines::Line::Code(format!("{maybe}check_name {word}"))]);
            }
            out.append(text);
        }
        out
    }
}
