//! Autoscale settings: a resource of its own beside its scale set.
//! A weekly profile never ends by itself: the base profile comes back with a companion of a name that Azure knows,
//! `{"name":"default","for":"weekend"}`, which recurs at the end of the hours.

use super::body::{Body, Items};
use super::rows::PLAIN;
use super::{At, Made};
use crate::deploy::{Element, Expr, Func};
use crate::schema::Kind;
use crate::topology::{Node, NodeId, V, Value};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAY: i64 = 24 * 60;

impl<'l> At<'l> {
    /// Its `name`, else the scale set's with `-autoscale` behind it.
    pub(super) fn autoscale_name(self, node: &'l Node) -> Expr {
        let set = self.lower.parent(node).map_or(Expr::str(""), |set| self.text(&set.name));
        let default = match set {
            Expr::Str(name) => Expr::Str(format!("{name}-autoscale")),
            Expr::Concat(mut parts) => {
                match parts.last_mut() {
                    Some(Expr::Str(last)) => last.push_str("-autoscale"),
                    _ => parts.push(Expr::str("-autoscale")),
                }
                Expr::Concat(parts)
            }
            name => Expr::Concat(vec![name, Expr::str("-autoscale")]),
        };
        self.prop_or(node, "name", &At::text, default)
    }

    pub(super) fn autoscale(self, node: &'l Node, made: &mut Made) {
        let Some(set) = node.parent else { return };
        made.body.set("properties.name", self.autoscale_name(node));
        made.body.set("properties.targetResourceUri", self.id(set));
        self.rows(node, &mut made.body, PLAIN);
        let base_rules = self.children(node, Kind::ScaleRule);
        let rules = |rules: &[&'l Node]| self.scale_rules(set, rules);
        let list = "properties.profiles";
        let mut profiles = Items::default();
        let base_name = self.prop(node, "profile_name", &At::text);
        let mut base = Body::default();
        base.set("name", base_name.clone());
        self.capacity(node, &mut base);
        base.set("rules", rules(&base_rules));
        profiles.push(base.finish(), Expr::Bool(true));
        for (at, rule) in base_rules.iter().enumerate() {
            self.part(made, format!("{list}[0].rules[{at}]"), rule);
        }
        for profile in self.children(node, Kind::Profile) {
            let within = At { cond: profile.cond, ..self };
            let there = self.holds(profile.cond);
            let mut own = within.children(profile, Kind::ScaleRule);
            if own.is_empty() && !within.closed(profile) {
                own.clone_from(&base_rules);
            }
            let mut body = Body::default();
            body.set("name", within.text(&profile.name));
            within.capacity(profile, &mut body);
            body.set("rules", within.scale_rules(set, &own));
            let week = within.week(profile);
            match &week {
                Some(week) => body.set("recurrence", within.recurrence(profile, &week.days, week.start)),
                None => within.fixed(profile, &mut body),
            }
            within.raw(profile, &mut body);
            if let Some(at) = profiles.push(body.finish(), there.clone()) {
                self.part(made, format!("{list}[{at}]"), profile);
            }
            if let Some(week) = week {
                let mut companion = Body::default();
                companion.set("name", companion_name(&base_name, &within.text(&profile.name)));
                self.capacity(node, &mut companion);
                companion.set("rules", rules(&base_rules));
                companion.set("recurrence", within.recurrence(profile, &week.last_days, week.end));
                if let Some(at) = profiles.push(companion.finish(), there) {
                    self.part(made, format!("{list}[{at}]"), profile);
                }
            }
        }
        made.body.set(list, profiles.finish());
        let mut notifications = Items::default();
        for block in self.children(node, Kind::Notify) {
            let within = At { cond: block.cond, ..self };
            let mut body = Body::default();
            body.set("operation", Expr::str("Scale"));
            within.rows(block, &mut body, PLAIN);
            let hooks = within.prop(block, "webhooks", &|at, v| at.list(v, Some("serviceUri"), &At::expr));
            body.set("webhooks", hooks);
            if let Some(at) = notifications.push(body.finish(), self.holds(block.cond)) {
                self.part(made, format!("properties.notifications[{at}]"), block);
            }
        }
        made.body.set("properties.notifications", notifications.finish());
    }

    /// Azure wants the three numbers as strings.
    fn capacity(self, node: &'l Node, body: &mut Body) {
        let least = self.bound(node, false);
        body.set("capacity.minimum", text_of(least.clone()));
        body.set("capacity.maximum", text_of(self.bound(node, true)));
        body.set("capacity.default", text_of(self.prop_or(node, "default", &At::expr, least)));
    }

    /// Whether a profile's range leaves nothing to decide.
    fn closed(self, node: &'l Node) -> bool {
        self.bound(node, false) == self.bound(node, true)
    }

    fn scale_rules(self, set: NodeId, rules: &[&'l Node]) -> Expr {
        let elements = rules.iter().filter_map(|rule| {
            let there = self.holds(rule.cond);
            let value = At { cond: rule.cond, ..self }.scale_rule(set, rule);
            (there != Expr::Bool(false)).then(|| Element { value, condition: super::when(there) })
        });
        Expr::List(elements.collect())
    }

    fn scale_rule(self, set: NodeId, node: &'l Node) -> Expr {
        let mut body = Body::default();
        let metric = self.prop(node, "metric", &|at, v| match &v.v {
            V::Word(word) if &**word == "cpu" => Expr::str("Percentage CPU"),
            _ => at.text(v),
        });
        body.set("metricTrigger.metricName", metric);
        body.set("metricTrigger.metricResourceUri", self.prop_or(node, "resource", &At::expr, self.id(set)));
        let operator = self.prop(node, "operator", &|at, v| match v.as_str() {
            Some(">") => Expr::str("GreaterThan"),
            Some(">=") => Expr::str("GreaterThanOrEqual"),
            Some("<") => Expr::str("LessThan"),
            Some("<=") => Expr::str("LessThanOrEqual"),
            Some("==") => Expr::str("Equals"),
            Some("!=") => Expr::str("NotEquals"),
            _ => at.expr(v),
        });
        body.set("metricTrigger.operator", operator);
        body.set("metricTrigger.threshold", self.prop(node, "threshold", &At::expr));
        let direction = self.prop(node, "direction", &|at, v| match v.as_str() {
            Some("out") => Expr::str("Increase"),
            Some("in") => Expr::str("Decrease"),
            _ => at.expr(v),
        });
        body.set("scaleAction.direction", direction);
        let percent = self.prop(node, "amount", &|_, v| {
            Expr::str(if matches!(v.v, V::Percent(_)) { "PercentChangeCount" } else { "ChangeCount" })
        });
        let change = self.prop(node, "change", &|_, v| match v.as_str() {
            Some("to") => Expr::str("ExactCount"),
            _ => percent.clone(),
        });
        body.set("scaleAction.type", change);
        body.set("scaleAction.value", text_of(self.prop(node, "amount", &At::expr)));
        self.rows(node, &mut body, PLAIN);
        let dimensions = self.prop(node, "dimensions", &|at, v| match &v.v {
            V::Map(entries) => Expr::list(entries.iter().map(|(name, values)| {
                Expr::Object(vec![
                    ("DimensionName".to_owned(), Expr::str(&**name)),
                    ("Operator".to_owned(), Expr::str("Equals")),
                    ("Values".to_owned(), at.list(values, None, &At::text)),
                ])
            })),
            _ => at.expr(v),
        });
        body.set("metricTrigger.dimensions", dimensions);
        body.finish()
    }

    fn fixed(self, node: &'l Node, body: &mut Body) {
        body.set("fixedDate.timeZone", self.prop(node, "time_zone", &At::text));
        for (property, path) in [("from", "fixedDate.start"), ("to", "fixedDate.end")] {
            let date = self.prop(node, property, &|at, v| match v.as_str() {
                // Azure wants seconds too.
                Some(date) if date.len() == 16 => Expr::Str(format!("{date}:00")),
                _ => at.text(v),
            });
            body.set(path, date);
        }
    }

    fn recurrence(self, node: &'l Node, days: &[&'static str], minutes: i64) -> Expr {
        let mut body = Body::default();
        body.set("frequency", Expr::str("Week"));
        body.set("schedule.timeZone", self.prop(node, "time_zone", &At::text));
        body.set("schedule.days", Expr::list(days.iter().map(|d| Expr::str(*d))));
        body.set("schedule.hours", Expr::list([Expr::Int(minutes / 60)]));
        body.set("schedule.minutes", Expr::list([Expr::Int(minutes % 60)]));
        body.finish()
    }

    /// The hours of a weekly profile; they are known now.
    fn week(self, node: &'l Node) -> Option<Week> {
        let written = |name: &str| node.slots.iter().find(|s| s.row.name == name).map(|s| &s.value);
        let V::Range(ends) = &written("hours")?.v else { return None };
        let (V::Time(start), V::Time(end)) = (&ends.0.v, &ends.1.v) else { return None };
        let (start, end) = (i64::from(*start), i64::from(*end));
        let days = days(written("days")?);
        let over_midnight = end < start;
        let last_days = days.iter().map(|day| DAYS[(day + usize::from(over_midnight)) % 7]).collect();
        Some(Week { days: days.iter().map(|day| DAYS[*day]).collect(), start, last_days, end: end % DAY })
    }
}

struct Week {
    days: Vec<&'static str>,
    start: i64,
    /// The days on which it ends.
    last_days: Vec<&'static str>,
    end: i64,
}

/// A list of days, or a range of them, which may run over Sunday.
fn days(value: &Value) -> Vec<usize> {
    let day = |v: &Value| DAYS.iter().position(|d| v.as_str() == Some(*d));
    match &value.v {
        V::Range(ends) => match (day(&ends.0), day(&ends.1)) {
            (Some(first), Some(last)) => (0..=(last + 7 - first) % 7).map(|i| (first + i) % 7).collect(),
            _ => Vec::new(),
        },
        _ => value
            .items()
            .iter()
            .flat_map(|v| if matches!(v.v, V::Range(_)) { days(v) } else { day(v).into_iter().collect() })
            .collect(),
    }
}

/// The name by which Azure knows what a companion ends.
fn companion_name(base: &Expr, profile: &Expr) -> Expr {
    let quoted = |e: &Expr| match e {
        Expr::Str(text) => vec![Expr::Str(serde_json::Value::from(text.as_str()).to_string())],
        late => vec![Expr::str("\""), late.clone(), Expr::str("\"")],
    };
    let mut parts: Vec<Expr> = Vec::new();
    let mut push = |part: Expr| match (parts.last_mut(), part) {
        (Some(Expr::Str(last)), Expr::Str(text)) => last.push_str(&text),
        (_, part) => parts.push(part),
    };
    push(Expr::str("{\"name\":"));
    quoted(base).into_iter().for_each(&mut push);
    push(Expr::str(",\"for\":"));
    quoted(profile).into_iter().for_each(&mut push);
    push(Expr::str("}"));
    match parts.len() {
        1 => parts.remove(0),
        _ => Expr::Concat(parts),
    }
}

fn text_of(value: Expr) -> Expr {
    match value {
        Expr::Int(number) => Expr::Str(number.to_string()),
        Expr::If(c, a, b) => Expr::If(c, Box::new(text_of(*a)), Box::new(text_of(*b))),
        Expr::Null | Expr::Str(_) => value,
        value => Expr::Call(Func::ToString, vec![value]),
    }
}
