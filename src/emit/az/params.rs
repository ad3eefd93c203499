//! The params: options and environment variables, what they must be, and the usage text.

use std::collections::BTreeSet;

use super::lines::{Line, choice};
use super::names::snake;
use super::quote::quote;
use super::writer::{ParamVar, Writer};
use crate::deploy::{Expr, Form, Param, ParamId, Type};

/// Options that are the script's own.
const OWN: &[&str] = &["--group", "--create-group", "--subscription", "--deployment-name", "--help"];

impl Writer<'_> {
    /// Gives every param its variable, its option and its environment variable.
    pub(super) fn declare(&mut self) {
        let mut options: Vec<String> = OWN.iter().map(|own| (*own).to_owned()).collect();
        let mut envs: Vec<String> = Vec::new();
        for param in &self.dep.params {
            let name = self.names.variable(&param.name);
            let words = param.name.replace('_', "-").trim_matches('-').to_owned();
            let words = if words.is_empty() { "value".to_owned() } else { words };
            let mut option = format!("--{words}");
            if OWN.contains(&option.as_str()) {
                option = format!("--param-{words}");
            }
            let option = unused(&mut options, option, '-');
            let env = unused(&mut envs, format!("LBX_{}", snake(&words).to_ascii_uppercase()), '_');
            let late = param.default.as_ref().is_some_and(|default| !is_plain(default));
            self.params.push(ParamVar { name, option, env, late, checks: BTreeSet::new() });
        }
        self.find_logins();
    }

    /// Params that name a machine's user or the machine itself, of a machine that is certainly made.
    fn find_logins(&mut self) {
        for resource in &self.dep.resources {
            let ty = resource.ty.as_str();
            let profile: &[&str] = if ty.eq_ignore_ascii_case("Microsoft.Compute/virtualMachines") {
                &["properties", "osProfile"]
            } else if ty.eq_ignore_ascii_case("Microsoft.Compute/virtualMachineScaleSets") {
                &["properties", "virtualMachineProfile", "osProfile"]
            } else {
                continue;
            };
            if resource.existing || resource.condition.is_some() {
                continue;
            }
            let Some(profile) = inside(&resource.body, profile) else { continue };
            let [windows, linux] =
                ["windowsConfiguration", "linuxConfiguration"].map(|name| member(profile, name).is_some());
            if let Some(Expr::Param(id)) = member(profile, "adminUsername") {
                let checks = &mut self.params[id.0].checks;
                checks.insert("check_user");
                if windows {
                    checks.insert("check_windows_user");
                }
            }
            // Where keys let people in, or may do so, Azure does not look at the password.
            let keys = match member(profile, "linuxConfiguration") {
                None => false,
                Some(Expr::Object(linux)) => {
                    let off = member(linux, "disablePasswordAuthentication");
                    member(linux, "ssh").is_some() || off.is_some_and(|off| *off != Expr::Bool(false))
                }
                Some(_) => true,
            };
            if let (false, Some(Expr::Param(id))) = (keys, member(profile, "adminPassword")) {
                self.params[id.0].checks.insert(match (windows, linux) {
                    (true, false) => "check_password 8 123",
                    (false, true) => "check_password 6 72",
                    _ => "check_password 6 123",
                });
            }
            let check = match (windows, linux) {
                (true, false) => "check_windows_host",
                (false, true) => "check_linux_host",
                _ => continue,
            };
            let names = ["computerName", "computerNamePrefix"].into_iter().filter_map(|name| member(profile, name));
            let mut open: Vec<&Expr> = names.collect();
            while let Some(part) = open.pop() {
                match part {
                    Expr::Param(id) => drop(self.params[id.0].checks.insert(check)),
                    Expr::Concat(parts) => open.extend(parts),
                    Expr::Var(id) => open.push(&self.dep.vars[id.0].value),
                    Expr::Name(id) => open.push(&self.dep.resources[id.0].name),
                    _ => {}
                }
            }
        }
    }

    /// Takes what the environment says. A variable of the same name that was there already says nothing.
    pub(super) fn take_environment(&mut self) {
        if self.params.is_empty() {
            return;
        }
        let mut words = vec!["unset -v".to_owned()];
        words.extend(self.params.iter().map(|param| param.name.clone()));
        self.lines.push(Line::Command(words));
        for at in 0..self.params.len() {
            let ParamVar { name, env, .. } = &self.params[at];
            let line = format!("[[ -z ${{{env}+set}} ]] || {name}=${env}");
            self.code(line);
        }
    }

    /// The arms of the `case` that reads options.
    pub(super) fn option_arms(&self) -> Vec<Line> {
        self.params.iter().map(|param| Line::Code(format!("{}) {}=$2 ;;", param.option, param.name))).collect()
    }

    /// Defaults that are plain, and every check.
    pub(super) fn check_params(&mut self) {
        for at in 0..self.params.len() {
            let param = &self.dep.params[at];
            let ParamVar { name, option, env, .. } = &self.params[at];
            let (name, option, env) = (name.clone(), option.clone(), env.clone());
            let checks = self.checks(at);
            match &param.default {
                None => {
                    let missing =
                        Line::Code(format!("problems+=({})", quote(&format!("{option} (or {env}) is missing"))));
                    self.lines.extend(choice(&format!("-z ${{{name}+set}}"), vec![missing], checks));
                }
                Some(default) if !is_plain(default) => {
                    if !checks.is_empty() {
                        self.lines.extend(choice(&format!("-n ${{{name}+set}}"), checks, Vec::new()));
                    }
                }
                Some(default) => {
                    let value = self.typed(default, param.ty);
                    self.code(format!("[[ -n ${{{name}+set}} ]] || {name}={}", value.assigned()));
                    self.lines.extend(checks);
                }
            }
        }
    }

    /// What a param's value must be.
    fn checks(&mut self, at: usize) -> Vec<Line> {
        let param = &self.dep.params[at];
        let ParamVar { name, option, .. } = &self.params[at];
        let bound = |bound: Option<i64>| bound.map_or("-".to_owned(), |bound| bound.to_string());
        let mut out = Vec::new();
        let mut say = |line: String| out.push(Line::Code(line));
        let option = quote(option);
        match param.ty {
            Type::Int => {
                say(format!("check_int {option} \"${name}\" {} {}", bound(param.min), bound(param.max)));
            }
            Type::Bool => say(format!("check_bool {option} \"${name}\"")),
            Type::Array | Type::Object => {
                let ty = if param.ty == Type::Array { "array" } else { "object" };
                say(format!("check_json {option} {ty} \"${name}\""));
                say(format!("{name}=$compact"));
                if param.min_length.is_some() || param.max_length.is_some() {
                    say(format!(
                        "check_length {option} \"${{#elements[@]}}\" {} {} elements",
                        bound(param.min_length),
                        bound(param.max_length)
                    ));
                }
            }
            Type::String => {
                if param.min_length.is_some() || param.max_length.is_some() {
                    say(format!(
                        "check_length {option} \"$(length \"${name}\")\" {} {} characters",
                        bound(param.min_length),
                        bound(param.max_length)
                    ));
                } else if param.default.is_none() && param.allowed.is_empty() {
                    // Somebody's variable was not set.
                    say(format!(
                        "[[ -n ${name} ]] || problems+=({})",
                        quote(&format!("{} is empty", &self.params[at].option))
                    ));
                }
            }
        }
        let form = param.form.map(|form| match form {
            Form::Address => "check_address",
            Form::Cidr => "check_cidr",
            Form::Size => "check_size",
        });
        let maybe = match &param.default {
            Some(Expr::Str(text)) if text.is_empty() => format!("[[ -z ${name} ]] || "),
            _ => String::new(),
        };
        for check in form.iter().chain(&self.params[at].checks) {
            match param.ty {
                Type::String => say(format!("{maybe}{check} {option} \"${name}\"")),
                Type::Array => {
                    say("for element in \"${elements[@]}\"; do".to_owned());
                    say(format!("  {check} {option} \"${{element//[\\\"\\\\]/}}\""));
                    say("done".to_owned());
                }
                Type::Int | Type::Bool | Type::Object => {}
            }
        }
        if !param.allowed.is_empty() {
            let allowed: Vec<String> = param.allowed.iter().filter_map(literal).collect();
            let words = allowed.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ");
            match param.ty {
                Type::Array => {
                    say("for element in \"${elements[@]}\"; do".to_owned());
                    say(format!("  check_one_of {option} \"$element\" {words}"));
                    say("done".to_owned());
                }
                // A secret is not shown.
                Type::String if param.secure => {
                    let patterns = allowed.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" | ");
                    say(format!("case ${name} in"));
                    say(format!("  {patterns}) ;;"));
                    say(format!(
                        "  *) problems+=({}) ;;",
                        quote(&format!("{} is none of the accepted values", &self.params[at].option))
                    ));
                    say("esac".to_owned());
                }
                Type::Object => say(format!("check_one_of {option} \"$compact\" {words}")),
                Type::String | Type::Int | Type::Bool => say(format!("check_one_of {option} \"${name}\" {words}")),
            }
        }
        out
    }

    /// The params' lines of the usage text.
    pub(super) fn usage_lines(&mut self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        for at in 0..self.params.len() {
            let param = &self.dep.params[at];
            let default = param.default.as_ref().filter(|default| is_plain(default));
            let default = default.and_then(|default| self.typed(default, param.ty).literal());
            lines.push(usage_line(param, &self.params[at], default.as_deref()));
        }
        lines
    }
}

/// A default that is computed, and its checks.
pub(super) fn late_default(w: &mut Writer<'_>, id: ParamId) {
    let param = &w.dep.params[id.0];
    let name = w.params[id.0].name.clone();
    let Some(default) = &param.default else { return };
    let outer = std::mem::replace(&mut w.in_defaults, true);
    let lines = w.at(&param.name, |w| {
        let before = std::mem::take(&mut w.lines);
        let value = w.typed(default, param.ty);
        w.code(format!("{name}={}", value.assigned()));
        let checks = w.checks(id.0);
        w.lines.extend(checks);
        std::mem::replace(&mut w.lines, before)
    });
    w.lines.extend(choice(&format!("-z ${{{name}+set}}"), lines, Vec::new()));
    // The caller puts these lines among the defaults, whatever asked for them.
    let lines = std::mem::take(&mut w.lines);
    w.defaults.extend(lines);
    w.in_defaults = outer;
}

fn unused(taken: &mut Vec<String>, wish: String, joint: char) -> String {
    let mut name = wish.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{wish}{joint}{number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}

/// Whether a default is known now.
fn is_plain(e: &Expr) -> bool {
    match e {
        Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Number(_) | Expr::Str(_) => true,
        Expr::List(items) => items.iter().all(|item| item.condition.is_none() && is_plain(&item.value)),
        Expr::Object(members) => members.iter().all(|(_, value)| is_plain(value)),
        _ => false,
    }
}

/// The members of the object at a path, where it is written plainly.
fn inside<'e>(mut members: &'e [(String, Expr)], path: &[&str]) -> Option<&'e [(String, Expr)]> {
    for name in path {
        match member(members, name)? {
            Expr::Object(inner) => members = inner,
            _ => return None,
        }
    }
    Some(members)
}

fn member<'e>(members: &'e [(String, Expr)], name: &str) -> Option<&'e Expr> {
    members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// A literal as the option's value has it; JSON inside lists.
fn literal(e: &Expr) -> Option<String> {
    match e {
        Expr::Str(text) => Some(text.clone()),
        Expr::Int(i) => Some(i.to_string()),
        Expr::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

fn usage_line(param: &Param, var: &ParamVar, default: Option<&str>) -> (String, String) {
    let word = match param.ty {
        Type::String if param.secure => "SECRET",
        Type::String => "TEXT",
        Type::Int => "INT",
        Type::Bool => "true|false",
        Type::Array => "JSON-ARRAY",
        Type::Object => "JSON-OBJECT",
    };
    let mut facts = Vec::new();
    if let Some(doc) = &param.doc {
        let doc = super::quote::comment(&doc.replace('\n', " "));
        facts.push(doc.trim_end_matches('.').to_owned());
    }
    let allowed: Vec<String> = param.allowed.iter().filter_map(literal).collect();
    if !allowed.is_empty() {
        facts.push(format!("one of {}", allowed.join(", ")));
    }
    let range = |what: &str, min: Option<i64>, max: Option<i64>| match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}{what}")),
        (Some(min), None) => Some(format!("at least {min}{what}")),
        (None, Some(max)) => Some(format!("at most {max}{what}")),
        (None, None) => None,
    };
    facts.extend(range("", param.min, param.max));
    let unit = if param.ty == Type::String { " characters" } else { " elements" };
    facts.extend(range(unit, param.min_length, param.max_length));
    match (&param.default, default) {
        (None, _) => facts.push("required".to_owned()),
        (Some(_), Some("")) => facts.push("may be left out".to_owned()),
        (Some(_), Some(default)) => facts.push(format!("default: {}", super::quote::comment(default))),
        (Some(_), None) => facts.push("default: computed".to_owned()),
    }
    facts.push(format!("[{}]", var.env));
    (format!("{} {word}", var.option), facts.join("; "))
}
