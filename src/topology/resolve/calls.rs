//! Functions of the language.

use super::paths::Want;
use super::{Resolver, ScopeId};
use crate::codes;
use crate::diag::{Diagnostic, nearest};
use crate::source::{Span, beside};
use crate::syntax::ast::{Call, Name};
use crate::topology::{Func, Late, Text, V, Value, fold};

/// A function: its name, how many arguments, what it is in ARM.
struct Function {
    name: &'static str,
    least: usize,
    most: usize,
    func: Option<Func>,
    shape: &'static str,
}

const fn function(name: &'static str, least: usize, most: usize, func: Func, shape: &'static str) -> Function {
    Function { name, least, most, func: Some(func), shape }
}

const fn special(name: &'static str, least: usize, most: usize, shape: &'static str) -> Function {
    Function { name, least, most, func: None, shape }
}

static FUNCTIONS: &[Function] = &[
    special("file", 1, 2, "file(\"path\", { key: value })"),
    special("json_file", 1, 1, "json_file(\"path\")"),
    special("arm", 1, 1, "arm(\"expression\")"),
    special("call", 2, 2, "call(resource, \"listKeys\")"),
    special("child", 3, 3, "child(resource, \"type\", \"name\")"),
    function("json", 1, 1, Func::Json, "json(value)"),
    function("lower", 1, 1, Func::Lower, "lower(text)"),
    function("upper", 1, 1, Func::Upper, "upper(text)"),
    function("take", 2, 2, Func::Take, "take(text, count)"),
    function("replace", 3, 3, Func::Replace, "replace(text, what, by)"),
    function("split", 2, 2, Func::Split, "split(text, separator)"),
    function("join", 2, 2, Func::JoinList, "join(list, separator)"),
    function("length", 1, 1, Func::Length, "length(list)"),
    function("min", 2, 2, Func::Min, "min(a, b)"),
    function("max", 2, 2, Func::Max, "max(a, b)"),
    function("mod", 2, 2, Func::Mod, "mod(a, b)"),
    function("div", 2, 2, Func::Div, "div(a, b)"),
    function("base64", 1, 1, Func::Base64, "base64(text)"),
    function("cidr_subnet", 3, 3, Func::CidrSubnet, "cidr_subnet(network, length, index)"),
    function("cidr_host", 2, 2, Func::CidrHost, "cidr_host(network, index)"),
    function("unique", 0, 16, Func::Unique, "unique(…)"),
    function("unique_string", 1, 16, Func::UniqueString, "unique_string(…)"),
    function("guid", 1, 16, Func::Guid, "guid(…)"),
    function("new_guid", 0, 0, Func::NewGuid, "new_guid()"),
];

/// The names of the functions.
pub fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name)
}

impl<'a> Resolver<'a, '_> {
    pub(super) fn call(&mut self, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        let name = &call.name;
        let Some(function) = FUNCTIONS.iter().find(|f| f.name == &*name.text) else {
            let diagnostic = self.unknown_function(name, span);
            return self.missing(span, diagnostic);
        };
        let count = call.args.len();
        if count < function.least || count > function.most {
            let wanted = match (function.least, function.most) {
                (a, b) if a == b => format!("{a}"),
                (a, b) => format!("{a} to {b}"),
            };
            let diagnostic = codes::WRONG_ARGUMENTS
                .at(span, format!("`{}` takes {wanted} arguments, and here are {count}", function.name))
                .help(format!("it is written `{}`", function.shape));
            return self.missing(span, diagnostic);
        }
        let value = match (function.func, function.name) {
            (Some(func), _) => self.plain_call(func, call, span, scope),
            (None, "file") => self.file(call, span, scope),
            (None, "json_file") => self.json_file(call, span, scope),
            (None, "arm") => self.arm(call, span, scope),
            (None, "call") => self.list_call(call, span, scope),
            (None, _) => self.child_id(call, span, scope),
        };
        self.trailing(value, call, span)
    }

    /// What reads a call's answer: `call(x, "listKeys").keys[0].value`.
    fn trailing(&mut self, value: Value, call: &'a Call, span: Span) -> Value {
        if call.trailers.is_empty() || value.is_missing() {
            return value;
        }
        let meaning = super::paths::Meaning::Value(value);
        let head = call.args.last().map_or(call.name.span, |a| a.span);
        match self.follow(meaning, &call.trailers, call.name.span.to(head), &Want::anything()) {
            Ok(values) => values.into_iter().next().map_or(Value::new(V::Missing, span), |v| Value { span, ..v }),
            Err(diagnostic) => self.missing(span, *diagnostic),
        }
    }

    fn plain_call(&mut self, func: Func, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        let mut args = Vec::new();
        for arg in &call.args {
            let value = self.eval(arg, scope, &Want { words: false, ..Want::value() });
            let value = match func {
                Func::Json => value,
                _ => self.readable(value),
            };
            args.push(value);
        }
        if args.iter().any(Value::is_missing) {
            return Value::new(V::Missing, span);
        }
        if func == Func::NewGuid && self.in_default().is_none() {
            let diagnostic = codes::MISPLACED
                .at(
                    span,
                    "`new_guid()` gives another answer at every deployment, so it stands in a param's default alone",
                )
                .help("`guid(…)` gives the same answer for the same arguments");
            return self.missing(span, diagnostic);
        }
        if matches!(func, Func::Min | Func::Max | Func::Mod | Func::Div) {
            let b = args.remove(1);
            let a = args.remove(0);
            return self.arithmetic(func, a, b, span);
        }
        if let Some(problem) = self.argument_problem(func, &args) {
            return self.missing(span, problem);
        }
        let late = args.iter().any(contains_late);
        match fold::call(func, &args) {
            Some(v) => Value::new(v, span),
            None if late || matches!(func, Func::Unique | Func::UniqueString | Func::Guid | Func::NewGuid) => {
                Value::late(Late::Call(func, args), span)
            }
            None => {
                let whats: Vec<String> = args.iter().map(|a| self.describe(a)).collect();
                let diagnostic = codes::WRONG_ARGUMENTS
                    .at(span, format!("`{}` has no answer for {}", call.name.text, whats.join(" and ")));
                self.missing(span, diagnostic)
            }
        }
    }

    /// An argument of a type that the function cannot take.
    fn argument_problem(&self, func: Func, args: &[Value]) -> Option<Diagnostic> {
        use super::eval::Sort;
        let text = |at: usize| matches!(self.sort(&args[at]), Sort::Str | Sort::Secret | Sort::Any | Sort::Other);
        let int = |at: usize| matches!(self.sort(&args[at]), Sort::Int | Sort::Any);
        let bad = match func {
            Func::Lower | Func::Upper | Func::Base64 => (!text(0)).then_some(0),
            Func::Replace => (0..3).find(|i| !text(*i)),
            Func::Split => (0..2).find(|i| !text(*i)),
            Func::Take => (!int(1)).then_some(1),
            Func::JoinList => (!matches!(self.sort(&args[0]), Sort::List | Sort::Any)).then_some(0),
            Func::CidrSubnet => (1..3).find(|i| !int(*i)),
            Func::CidrHost => (!int(1)).then_some(1),
            _ => None,
        }?;
        let what = self.describe(&args[bad]);
        Some(codes::WRONG_ARGUMENTS.at(args[bad].span, format!("{what} cannot stand here")))
    }

    fn unknown_function(&self, name: &Name, span: Span) -> Diagnostic {
        let written = &*name.text;
        if written == "resourceGroup" {
            return codes::UNKNOWN_FUNCTION
                .at(name.span, "no function `resourceGroup`; facts of the deployment are read from `deploy`")
                .fix("write `deploy.group_location`", span, "deploy.group_location");
        }
        match super::hints::FUNCTIONS.iter().find(|(wrong, _, _)| *wrong == written) {
            Some((_, right, why)) => {
                let why = if why.is_empty() { format!("did you mean `{right}`?") } else { (*why).to_owned() };
                let diagnostic = codes::UNKNOWN_FUNCTION.at(name.span, format!("no function `{written}`; {why}"));
                if matches!(written, "concat" | "format" | "substring") {
                    diagnostic
                } else {
                    diagnostic.fix(format!("write `{right}`"), name.span, *right)
                }
            }
            None => {
                let names = FUNCTIONS.iter().map(|f| f.name);
                let diagnostic = codes::UNKNOWN_FUNCTION.at(name.span, format!("no function `{written}`"));
                match nearest(written, names.clone()) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                        format!("write `{near}`"),
                        name.span,
                        near,
                    ),
                    None => {
                        let names: Vec<String> = names.map(|n| format!("`{n}`")).collect();
                        diagnostic.help(format!("the functions are {}", names.join(", ")))
                    }
                }
            }
        }
    }

    /// A known text argument.
    fn known_text(&mut self, call: &'a Call, at: usize, scope: ScopeId) -> Result<(Text, Span), Value> {
        let value = self.eval(&call.args[at], scope, &Want::value());
        match &value.v {
            V::Str(text) => Ok((text.clone(), value.span)),
            V::Missing => Err(value),
            V::Late(_) => {
                let diagnostic = codes::MUST_BE_KNOWN.at(value.span, "the compiler must know this text");
                Err(self.missing(value.span, diagnostic))
            }
            _ => {
                let what = self.describe(&value);
                let diagnostic =
                    codes::WRONG_ARGUMENTS.at(value.span, format!("a string is wanted here, and this is {what}"));
                Err(self.missing(value.span, diagnostic))
            }
        }
    }

    fn read(&mut self, path: &str, at: Span, scope: ScopeId) -> Option<Text> {
        let from = self.files.files[self.scope(scope).file].0.clone();
        let name = beside(&from, path);
        if let Some(known) = self.texts.get(&name) {
            return known.clone();
        }
        let text = match self.loader.load(&name) {
            Ok(text) => Some(Text::from(text)),
            Err(error) => {
                let diagnostic = super::load::unreadable(at, path, &error);
                self.report(diagnostic);
                None
            }
        };
        self.texts.insert(name, text.clone());
        text
    }

    /// `file("p", { k: v })`: the text, each `{{k}}` replaced.
    fn file(&mut self, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        let (path, at) = match self.known_text(call, 0, scope) {
            Ok(found) => found,
            Err(missing) => return missing,
        };
        let Some(text) = self.read(&path, at, scope) else { return Value::new(V::Missing, span) };
        let Some(holes) = call.args.get(1) else { return Value::text(text, span) };
        let holes = self.eval(holes, scope, &Want::value());
        let entries = match &holes.v {
            V::Map(entries) => entries.to_vec(),
            V::Missing => return holes,
            _ => {
                let what = self.describe(&holes);
                let diagnostic = codes::WRONG_ARGUMENTS
                    .at(holes.span, format!("a map from hole to value is wanted here, and this is {what}"));
                return self.missing(span, diagnostic);
            }
        };
        let mut parts: Vec<Value> = Vec::new();
        let mut used: Vec<Text> = Vec::new();
        let mut rest: &str = &text;
        while let Some(open) = rest.find("{{") {
            let Some(close) = rest[open..].find("}}") else { break };
            let key = rest[open + 2..open + close].trim();
            let found = entries.iter().find(|(k, _)| &**k == key);
            match found {
                Some((key, value)) => {
                    parts.push(Value::text(&rest[..open], span));
                    let value = self.readable(value.clone());
                    if value.is_missing() {
                        return Value::new(V::Missing, span);
                    }
                    parts.push(value);
                    used.push(key.clone());
                    rest = &rest[open + close + 2..];
                }
                None => {
                    // Braces of the text's own: kept as they are.
                    parts.push(Value::text(&rest[..open + 2], span));
                    rest = &rest[open + 2..];
                }
            }
        }
        parts.push(Value::text(rest, span));
        for (key, value) in &entries {
            if !used.contains(key) {
                self.report(
                    codes::UNUSED_HOLE
                        .at(value.span, format!("`{path}` has no `{{{{{key}}}}}`, so this fills nothing")),
                );
            }
        }
        super::eval::joined(parts, span)
    }

    fn json_file(&mut self, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        let (path, at) = match self.known_text(call, 0, scope) {
            Ok(found) => found,
            Err(missing) => return missing,
        };
        let Some(text) = self.read(&path, at, scope) else { return Value::new(V::Missing, span) };
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(json) => from_json(&json, span),
            Err(error) => {
                let diagnostic = codes::BAD_JSON.at(
                    at,
                    format!("`{path}` is no JSON: line {}, column {}: {}", error.line(), error.column(), plain(&error)),
                );
                self.missing(span, diagnostic)
            }
        }
    }

    fn arm(&mut self, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        match self.known_text(call, 0, scope) {
            Ok((text, at)) => {
                let inner = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
                if inner.is_empty() {
                    let diagnostic = codes::WRONG_ARGUMENTS.at(at, "an ARM expression is wanted here");
                    return self.missing(span, diagnostic);
                }
                // `[…]` around the whole is how templates write it; the brackets are ours to add.
                let text = if text.trim().starts_with('[') && text.trim().ends_with(']') { inner } else { text.trim() };
                Value::late(Late::Arm(text.into()), span)
            }
            Err(missing) => missing,
        }
    }

    fn resource(&mut self, call: &'a Call, scope: ScopeId) -> Value {
        let want = Want { kinds: vec![crate::schema::Kind::Resource], ..Want::value() };
        let value = self.eval(&call.args[0], scope, &Want { values: false, ..want });
        match &value.v {
            V::Thing(_) | V::Missing | V::Late(_) => value,
            _ => {
                let what = self.describe(&value);
                let diagnostic =
                    codes::WRONG_ARGUMENTS.at(value.span, format!("a resource is wanted here, and this is {what}"));
                self.missing(value.span, diagnostic)
            }
        }
    }

    fn list_call(&mut self, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        let target = self.resource(call, scope);
        match self.known_text(call, 1, scope) {
            _ if target.is_missing() => target,
            Ok((name, at)) if !name.starts_with("list") || !name.chars().all(|c| c.is_ascii_alphanumeric()) => {
                let diagnostic = codes::WRONG_ARGUMENTS
                    .at(at, format!("`{name}` is no call of ARM's: their names begin with `list`"))
                    .help("`listKeys` is the usual one");
                self.missing(span, diagnostic)
            }
            Ok((name, at)) => Value::late(Late::Call(Func::ListCall, vec![target, Value::text(name, at)]), span),
            Err(missing) => missing,
        }
    }

    fn child_id(&mut self, call: &'a Call, span: Span, scope: ScopeId) -> Value {
        let target = self.resource(call, scope);
        let kind = self.known_text(call, 1, scope);
        let name = self.eval(&call.args[2], scope, &Want::value());
        let name = self.readable(name);
        match kind {
            _ if target.is_missing() || name.is_missing() => Value::new(V::Missing, span),
            Ok((kind, at)) => Value::late(Late::Call(Func::Child, vec![target, Value::text(kind, at), name]), span),
            Err(missing) => missing,
        }
    }

    /// Whether a param's default is being evaluated.
    fn in_default(&self) -> Option<()> {
        self.evaluating.is_empty().then_some(())
    }
}

fn contains_late(value: &Value) -> bool {
    match &value.v {
        V::Late(_) => true,
        V::List(items) => items.iter().any(contains_late),
        V::Map(entries) => entries.iter().any(|(_, v)| contains_late(v)),
        _ => false,
    }
}

fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// JSON as a value.
pub(super) fn from_json(json: &serde_json::Value, span: Span) -> Value {
    use serde_json::Value as Json;
    let v = match json {
        Json::Null => V::None,
        Json::Bool(b) => V::Bool(*b),
        Json::Number(n) => n.as_i64().map_or_else(|| V::Number(n.as_f64().unwrap_or_default()), V::Int),
        Json::String(s) => V::Str(s.as_str().into()),
        Json::Array(items) => V::List(items.iter().map(|i| from_json(i, span)).collect()),
        Json::Object(entries) => V::Map(entries.iter().map(|(k, v)| (k.as_str().into(), from_json(v, span))).collect()),
    };
    Value::new(v, span)
}
