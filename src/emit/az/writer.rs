//! The script under construction: its sections, its variables, and what it found out it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Asked;
use super::lines::Line;
use super::names::Names;
use super::quote::Text;
use crate::deploy::{Deployment, Expr, Func, ParamId, ResId, Scope, VarId};

/// What the script asks `az` once, at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// The tenant.
    Tenant,
    /// The group's id, with Azure's own capitals.
    GroupId,
    /// The group's location.
    GroupLocation,
    /// The deployment's name.
    Deployment,
}

/// A param's place in the script.
#[derive(Debug)]
pub(super) struct ParamVar {
    /// Its variable.
    pub(super) name: String,
    /// Its option, with the hyphens.
    pub(super) option: String,
    /// Its environment variable.
    pub(super) env: String,
    /// Its default is computed and not yet written.
    pub(super) late: bool,
    /// What is refused in it because of where it goes: functions of `runtime`.
    pub(super) checks: BTreeSet<&'static str>,
}

/// Writes one script.
pub(super) struct Writer<'a> {
    pub(super) dep: &'a Deployment,
    pub(super) names: Names,
    pub(super) params: Vec<ParamVar>,
    /// The section that is being written.
    pub(super) lines: Vec<Line>,
    /// Defaults that are computed.
    pub(super) defaults: Vec<Line>,
    /// Variables, names and ids.
    pub(super) values: Vec<Line>,
    /// Something in there is checked.
    pub(super) checked: bool,
    /// Computed defaults are being written: what they need comes before everything else.
    pub(super) in_defaults: bool,
    pub(super) wanted: BTreeSet<Wanted>,
    /// What Azure Resource Manager is asked before the first step.
    pub(super) asked: Vec<Asked>,
    pub(super) asked_before: BTreeMap<String, Text>,
    /// What holds where the writer is.
    pub(super) under: Vec<Expr>,
    /// What was read in this step, by nesting.
    pub(super) read: Vec<BTreeMap<String, Text>>,
    /// Words from which variables get their names.
    pub(super) hints: Vec<String>,
    /// What the template calls things.
    pub(super) arm_names: crate::emit::names::Names,
    vars: Vec<Option<Text>>,
    res_names: Vec<Option<Text>>,
    res_ids: Vec<Option<Text>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(dep: &'a Deployment) -> Writer<'a> {
        Writer {
            dep,
            names: Names::default(),
            params: Vec::new(),
            lines: Vec::new(),
            defaults: Vec::new(),
            values: Vec::new(),
            checked: false,
            in_defaults: false,
            wanted: BTreeSet::new(),
            asked: Vec::new(),
            asked_before: BTreeMap::new(),
            under: Vec::new(),
            read: vec![BTreeMap::new()],
            hints: Vec::new(),
            arm_names: crate::emit::names::Names::of(dep),
            vars: vec![None; dep.vars.len()],
            res_names: vec![None; dep.resources.len()],
            res_ids: vec![None; dep.resources.len()],
        }
    }

    /// Adds a line.
    pub(super) fn code(&mut self, line: impl Into<String>) {
        self.lines.push(Line::Code(line.into()));
    }

    /// A new variable, named after where the writer is.
    pub(super) fn fresh(&mut self) -> String {
        // Neither `properties` nor a number says anything.
        let says = |hint: &&str| *hint != "properties" && !hint.chars().all(|c| c.is_ascii_digit());
        let said: Vec<&str> = self.hints.iter().map(String::as_str).filter(says).collect();
        let wish = said[said.len().saturating_sub(2)..].join("_");
        self.names.variable(if wish.is_empty() { "value" } else { &wish })
    }

    /// Does something where the next part of a name is known.
    pub(super) fn at<T>(&mut self, hint: &str, f: impl FnOnce(&mut Self) -> T) -> T {
        self.hints.push(hint.to_owned());
        let done = f(self);
        self.hints.pop();
        done
    }

    /// A new variable with this value.
    pub(super) fn keep(&mut self, value: &Text, safe: bool) -> Text {
        let name = self.fresh();
        self.code(format!("{name}={}", value.assigned()));
        Text::var(name, safe)
    }

    /// The lines that something writes where a condition has this value.
    pub(super) fn branch(&mut self, condition: &Expr, holds: bool, f: impl FnOnce(&mut Self)) -> Vec<Line> {
        let condition = if holds { condition.clone() } else { Expr::Call(Func::Not, vec![condition.clone()]) };
        self.under.push(condition);
        self.read.push(BTreeMap::new());
        let outer = std::mem::take(&mut self.lines);
        f(self);
        let inner = std::mem::replace(&mut self.lines, outer);
        self.read.pop();
        self.under.pop();
        inner
    }

    /// Something that is true of the whole script, whatever branch needs it first.
    pub(super) fn hoisted<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let under = std::mem::take(&mut self.under);
        let read = std::mem::replace(&mut self.read, vec![BTreeMap::new()]);
        let hints = std::mem::take(&mut self.hints);
        let outer = std::mem::take(&mut self.lines);
        let done = f(self);
        let lines = std::mem::replace(&mut self.lines, outer);
        self.hints = hints;
        self.read = read;
        self.under = under;
        if self.in_defaults {
            self.defaults.extend(lines)
        } else {
            self.values.extend(lines)
        }
        done
    }

    /// Lines that look at values before the first step, each once.
    pub(super) fn check(&mut self, lines: Vec<Line>) {
        self.checked = true;
        let sections = [&self.values, &self.defaults];
        if sections.iter().all(|section| !section.windows(lines.len()).any(|there| there == lines)) {
            self.values.extend(lines);
        }
    }

    /// A line of those, where values are being written.
    fn check_once(&mut self, line: String) {
        self.checked = true;
        let line = Line::Code(line);
        if !self.values.contains(&line) && !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// A param's variable, after its default.
    pub(super) fn param(&mut self, id: ParamId) -> Text {
        if std::mem::replace(&mut self.params[id.0].late, false) {
            self.hoisted(|w| super::params::late_default(w, id));
        }
        Text::var(self.params[id.0].name.clone(), super::expr::is_safe(self.dep.params[id.0].ty))
    }

    /// A variable.
    pub(super) fn var(&mut self, id: VarId) -> Text {
        if let Some(text) = &self.vars[id.0] {
            return text.clone();
        }
        let var = &self.dep.vars[id.0];
        let text = self.hoisted(|w| {
            w.at(&var.name, |w| {
                let value = w.typed(&var.value, var.ty);
                // A name of a name is no help to a reader.
                if value.as_var().is_some() || value.literal().is_some() {
                    return value;
                }
                w.keep(&value, super::expr::is_safe(var.ty))
            })
        });
        self.vars[id.0] = Some(text.clone());
        text
    }

    /// A resource's name; of a child the last segment. One that is only known now is checked before it enters ids.
    pub(super) fn name_of(&mut self, id: ResId) -> Text {
        if let Some(text) = &self.res_names[id.0] {
            return text.clone();
        }
        let resource = &self.dep.resources[id.0];
        let text = self.hoisted(|w| {
            w.at(&format!("{}_name", resource.symbol), |w| {
                let text = w.text(&resource.name);
                if text.literal().is_some() {
                    return text;
                }
                let kept = match text.as_var() {
                    Some(name) => Text::var(name, true),
                    None => w.keep(&text, true),
                };
                // Names of several parts stand apart by slashes.
                let check =
                    if resource.parent.is_none() && resource.ty.matches('/').count() > 1 { "id" } else { "name" };
                // What is not there may have no name.
                let maybe = if resource.existing || resource.condition.is_some() {
                    format!("[[ -z {} ]] || ", kept.inside())
                } else {
                    String::new()
                };
                w.check_once(format!("{maybe}check_{check} {}", kept.word()));
                kept
            })
        });
        self.res_names[id.0] = Some(text.clone());
        text
    }

    /// A resource's id.
    pub(super) fn id_of(&mut self, id: ResId) -> Text {
        if let Some(text) = &self.res_ids[id.0] {
            return text.clone();
        }
        let text = self.make_id(id);
        self.res_ids[id.0] = Some(text.clone());
        text
    }

    fn make_id(&mut self, id: ResId) -> Text {
        let resource = &self.dep.resources[id.0];
        if let Some(parent) = resource.parent {
            let mut text = self.id_of(parent);
            let own = resource.ty.rsplit('/').next().unwrap_or_default();
            text.push(&format!("/{own}/"));
            text.append(self.name_of(id));
            return text;
        }
        let mut text = match &resource.scope {
            Scope::Id(given) => {
                return self.hoisted(|w| {
                    w.at(&format!("{}_id", resource.symbol), |w| {
                        let text = w.text(given);
                        if text.literal().is_some() {
                            return text;
                        }
                        let kept = match text.as_var() {
                            Some(name) => Text::var(name, true),
                            None => w.keep(&text, true),
                        };
                        w.check_once(format!("[[ -z {} ]] || check_id {}", kept.inside(), kept.word()));
                        kept
                    })
                });
            }
            Scope::Group => Text::var("providers", true),
            Scope::On(other) => self.id_of(*other).then("/providers"),
            Scope::Other { group, subscription } => {
                let mut text = Text::lit("/subscriptions/");
                match subscription {
                    Some(given) => {
                        let part = self.segment(id, "subscription", given);
                        text.append(part);
                    }
                    None => text.append(Text::var("subscription", true)),
                }
                text.push("/resourceGroups/");
                let part = self.segment(id, "group", group);
                text.append(part);
                text.then("/providers")
            }
        };
        let name = self.name_of(id);
        // A type of several words without a parent has its parents' names in its own.
        let mut words = resource.ty.split('/');
        text.push(&format!("/{}", words.next().unwrap_or_default()));
        let words: Vec<&str> = words.collect();
        match (words.as_slice(), name.literal()) {
            (many, Some(literal)) if literal.split('/').count() == many.len() => {
                for (word, name) in many.iter().zip(literal.split('/')) {
                    text.push(&format!("/{word}/{name}"));
                }
            }
            ([first, second], None) => {
                text.push(&format!("/{first}/"));
                let name = name.word();
                let bare = name.trim_matches(|c| c == '"' || c == '$').to_owned();
                text.0.push(super::quote::Piece::Code(format!("${{{bare}%%/*}}")));
                text.push(&format!("/{second}/"));
                text.0.push(super::quote::Piece::Code(format!("${{{bare}#*/}}")));
            }
            (many, _) => {
                text.push(&format!("/{}/", many.join("/")));
                text.append(name);
            }
        }
        text
    }

    /// Part of the id of something elsewhere.
    fn segment(&mut self, id: ResId, what: &str, given: &Expr) -> Text {
        let symbol = &self.dep.resources[id.0].symbol;
        self.hoisted(|w| {
            w.at(&format!("{symbol}_{what}"), |w| {
                let text = w.text(given);
                if text.literal().is_some() {
                    return text;
                }
                let kept = match text.as_var() {
                    Some(name) => Text::var(name, true),
                    None => w.keep(&text, true),
                };
                w.check_once(format!("[[ -z {} ]] || check_name {}", kept.inside(), kept.word()));
                kept
            })
        })
    }
}
