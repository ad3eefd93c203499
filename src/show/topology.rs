//! The resolved topology as a tree or as JSON: every property with its value and where that came from, and what
//! follows from all of them together: who listens where, which port leads to which instance, how many ports each
//! has for its way out.

use serde::Serialize;

use super::json::pretty;
use super::ledger::{self, Ledger};
use super::params;
use super::value::{self, text};
use crate::rules;
use crate::schema::{self, Default, Kind, Place};
use crate::source::Sources;
use crate::topology::{
    Frontend, Health, IpConfig, Judged, Machine, Mode, NatPool, NatRule, Num, Outbound, Pool, Probe, Rule, Source,
    Thing, TooMany, Topology, V, View, Vmss, variants,
};

/// What a topology is in each of its variants; variants that look the same are one.
#[derive(Debug, Serialize)]
pub struct Shown {
    version: u32,
    /// What the deployment can be given.
    params: Vec<params::Shown>,
    variants: Vec<Variant>,
}

#[derive(Debug, Serialize)]
struct Variant {
    /// When it is so; nothing where it always is.
    when: Option<String>,
    things: Vec<Item>,
    /// What the numbers rest on.
    ledger: Ledger,
}

#[derive(Debug, PartialEq, Serialize)]
struct Item {
    kind: &'static str,
    /// As the source wrote it, on one line.
    written: String,
    path: String,
    existing: bool,
    file: String,
    line: usize,
    properties: Vec<Property>,
    /// What follows from it and others.
    facts: Vec<String>,
    parts: Vec<Item>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Property {
    name: &'static str,
    value: String,
    /// `written`, `default`, `derived`.
    from: &'static str,
    /// The line, or the reason.
    why: String,
    /// Stands in the head already, in the same words.
    #[serde(skip)]
    said: bool,
}

/// Looks at a topology.
pub fn of(sources: &Sources, topology: &Topology) -> Result<Shown, TooMany> {
    let all = variants(topology)?;
    let mut looks: Vec<(Vec<Item>, Ledger, Vec<usize>)> = Vec::new();
    for (at, variant) in all.iter().enumerate() {
        let view = View::new(topology, variant.clone());
        let look = Look { sources, view: &view };
        let things = (0..topology.nodes.len() as u32)
            .map(|id| view.thing(crate::topology::NodeId(id)))
            .filter(|thing| thing.node().parent.is_none() && view.present(thing.id))
            .map(|thing| look.item(thing))
            .collect();
        let ledger = ledger::of(sources, &view);
        match looks.iter_mut().find(|(known, numbers, _)| *known == things && *numbers == ledger) {
            Some((.., ats)) => ats.push(at),
            None => looks.push((things, ledger, vec![at])),
        }
    }
    let variants = looks
        .into_iter()
        .map(|(things, ledger, at)| Variant { when: rules::when(topology, &all, &at), things, ledger })
        .collect();
    Ok(Shown { version: 1, params: params::of(sources, topology), variants })
}

/// As one JSON document.
pub fn json(shown: &Shown) -> String {
    pretty(shown)
}

/// As a tree: what it is on the left, where it comes from on the right.
pub fn tree(shown: &Shown) -> String {
    let mut out = aligned(params::lines(&shown.params));
    for variant in &shown.variants {
        if !out.is_empty() {
            out.push('\n');
        }
        if let Some(when) = &variant.when {
            out.push_str(&format!("when {when}:\n\n"));
        }
        let mut lines = Vec::new();
        for (at, item) in variant.things.iter().enumerate() {
            if at > 0 {
                lines.push((String::new(), String::new()));
            }
            branch(&mut lines, item, "", "", &item.file);
        }
        let main = variant.things.first().map_or("", |item| &item.file);
        lines.extend(ledger::lines(&variant.ledger, main));
        out.push_str(&aligned(lines));
    }
    out
}

/// Lines of two columns.
fn aligned(lines: Vec<(String, String)>) -> String {
    let width = lines
        .iter()
        .filter(|(_, right)| !right.is_empty())
        .map(|(left, _)| left.chars().count())
        .filter(|w| *w <= 76)
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for (left, right) in lines {
        let padding = width.saturating_sub(left.chars().count()) + 2;
        let line = format!("{left}{}{right}", " ".repeat(padding));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn branch(lines: &mut Vec<(String, String)>, item: &Item, lead: &str, rest: &str, file: &str) {
    let place = if item.file == file && !rest.is_empty() {
        format!("line {}", item.line)
    } else {
        format!("{}:{}", item.file, item.line)
    };
    lines.push((format!("{lead}{}", item.written), place));
    let bar = if item.parts.is_empty() { "    " } else { "│   " };
    for fact in &item.facts {
        lines.push((format!("{rest}{bar}→ {fact}"), String::new()));
    }
    for property in item.properties.iter().filter(|property| !property.said) {
        lines.push((format!("{rest}{bar}{}: {}", property.name, property.value), property.why.clone()));
    }
    for (at, part) in item.parts.iter().enumerate() {
        let last = at + 1 == item.parts.len();
        let (lead, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        branch(lines, part, &format!("{rest}{lead}"), &format!("{rest}{below}"), file);
    }
}

struct Look<'v> {
    sources: &'v Sources,
    view: &'v View<'v>,
}

impl<'v> Look<'v> {
    fn item(&self, thing: Thing<'v>) -> Item {
        let node = thing.node();
        let row = schema::row(node.kind);
        // Heads end with their last word, which may stand behind what messages underline.
        let words = node.slots.iter().filter(|slot| slot.row.place == Place::Head).map(|slot| slot.value.span);
        let own = words.chain([node.name_span]).filter(|span| node.full_span.contains(*span));
        let head = own.fold(node.span, |head, span| if span.end > head.end { head.to(span) } else { head });
        let written = value::one_line(self.sources.slice(head));
        let made = node.instance.is_some() || !node.keys.is_empty();
        let path = thing.path();
        Item {
            kind: row.word,
            written: if made { format!("{} {path}: {written}", row.word) } else { written },
            path,
            existing: node.existing,
            file: self.sources.name_of(node.span.file).to_owned(),
            line: self.sources.line(node.span),
            properties: row.props().filter_map(|prop| self.property(thing, prop)).collect(),
            facts: self.facts(thing),
            parts: node
                .children
                .iter()
                .filter(|id| self.view.present(**id))
                .map(|id| self.item(self.view.thing(*id)))
                .collect(),
        }
    }

    fn property(&self, thing: Thing<'v>, prop: &'static schema::Prop) -> Option<Property> {
        if let Some(slot) = thing.slot(prop.name) {
            let shown = self.shown(&slot.value);
            let line = self.sources.line(slot.value.span);
            let why = match slot.value.span.file == thing.span().file {
                true => format!("line {line}"),
                false => format!("{}:{line}", self.sources.name_of(slot.value.span.file)),
            };
            let words = value::one_line(self.sources.slice(slot.value.span));
            let said = prop.place == Place::Head && (shown == words || shown.ends_with(&format!(".{words}")));
            return Some(Property { name: prop.name, value: shown, from: "written", why, said });
        }
        // What a load balancer's probe tells is asked at the probe's own pace.
        let by_probe = self.view.typed(thing.id).is_some_and(|health: Health| health.by_probe());
        if thing.existing() || by_probe {
            return None;
        }
        let default = |value: String, why: &str| {
            Some(Property { name: prop.name, value, from: "default", why: why.to_owned(), said: false })
        };
        match prop.default {
            Default::Nothing | Default::Required => None,
            Default::Bool(_) | Default::Int(_) | Default::Word(_) | Default::Seconds(_) | Default::Percent(_) => {
                default(self.text_of(&thing.get(prop.name)), "default")
            }
            Default::Derived(why) => {
                let value = self.derived(thing, prop.name)?;
                let said = prop.name == "name" && value == format!("\"{}\"", thing.node().symbol);
                Some(Property { name: prop.name, value, from: "derived", why: format!("default: {why}"), said })
            }
        }
    }

    /// What a default comes to that the words of its row only describe.
    fn derived(&self, thing: Thing<'v>, name: &str) -> Option<String> {
        let typed = |flag: Option<bool>| flag.map(|flag| flag.to_string());
        match (thing.kind(), name) {
            (Kind::Autoscale, "name") => {
                let set = thing.parent()?.azure_name()?;
                Some(format!("\"{set}-autoscale\""))
            }
            (_, "name") => thing.azure_name().filter(|name| !name.is_empty()).map(|name| format!("\"{name}\"")),
            (Kind::Nic, "location") if thing.parent().is_some_and(|parent| parent.kind() == Kind::Vmss) => None,
            (_, "location") => {
                let deploy = self.view.topology.deploy?;
                let location = self.view.thing(deploy);
                (thing.id != deploy).then(|| location.slot("location").map(|slot| self.shown(&slot.value)))?
            }
            (Kind::Rule, "snat") => {
                let rule: Rule = self.view.typed(thing.id)?;
                let public = rule.frontend()?.public()?;
                if public { typed(rule.snat()) } else { None }
            }
            (Kind::Rule | Kind::NatRule | Kind::NatPool, "tcp_reset") => {
                (thing.text("protocol").as_deref() == Some("tcp")).then(|| "true".to_owned())
            }
            (Kind::Vmss, "overprovision") => {
                let vmss: Vmss = self.view.typed(thing.id)?;
                if vmss.mode() == Some(Mode::Uniform) { typed(vmss.overprovision()) } else { None }
            }
            (Kind::Vmss, "instances") => {
                let vmss: Vmss = self.view.typed(thing.id)?;
                Some(number(&vmss.autoscale()?.least()?))
            }
            _ => None,
        }
    }

    /// A value with what it comes to, where that is more than the words.
    fn shown(&self, value: &crate::topology::Value) -> String {
        let reduced = self.view.reduce(value);
        let written = value::one_line(self.sources.slice(value.span));
        let words = match reduced.as_str() {
            // `Standard_D2s_v5`, `/healthz`: the language wants no quotes there, so none are shown.
            Some(text) if text == written => written,
            Some(_) | None => self.text_of(&reduced),
        };
        let late = matches!(reduced.v, V::Late(_));
        match self.view.num(&reduced) {
            Some(num) if late && num.lo == num.hi => format!("{words} ({})", num.lo),
            Some(num) if late => format!("{words} ({}..{})", num.lo, num.hi),
            Some(_) | None => words,
        }
    }

    fn text_of(&self, value: &crate::topology::Value) -> String {
        text(self.sources, self.view.topology, value)
    }

    fn facts(&self, thing: Thing<'v>) -> Vec<String> {
        let mut facts = Vec::new();
        match thing.kind() {
            Kind::Frontend => self.view.typed(thing.id).into_iter().for_each(|f| self.frontend(f, &mut facts)),
            Kind::Pool => self.view.typed(thing.id).into_iter().for_each(|p| self.pool(p, &mut facts)),
            Kind::Rule => self.view.typed(thing.id).into_iter().for_each(|r| self.rule(r, &mut facts)),
            Kind::NatPool => self.view.typed(thing.id).into_iter().for_each(|n| self.nat_pool(n, &mut facts)),
            Kind::NatRule => self.view.typed(thing.id).into_iter().for_each(|n| self.nat_rule(n, &mut facts)),
            Kind::Outbound => self.view.typed(thing.id).into_iter().for_each(|o| self.outbound(o, &mut facts)),
            Kind::Probe => self.view.typed(thing.id).into_iter().for_each(|p| self.probe(p, &mut facts)),
            Kind::Vmss => {
                let vmss: Option<Vmss> = self.view.typed(thing.id);
                if let Some(most) = vmss.and_then(|vmss| vmss.most_instances()) {
                    facts.push(at_most(&most, "instances", self.view));
                }
            }
            _ => {}
        }
        facts
    }

    fn frontend(&self, frontend: Frontend<'v>, facts: &mut Vec<String>) {
        let version = frontend.version().map(|v| format!(", {v}")).unwrap_or_default();
        match frontend.source() {
            Source::PublicIp(_) | Source::Prefix(_) => facts.push(format!("public{version}")),
            Source::Subnet(_) => facts.push(format!("internal{version}")),
            Source::Unknown => {}
        }
    }

    fn pool(&self, pool: Pool<'v>, facts: &mut Vec<String>) {
        let mut members: Vec<String> = pool.users().iter().map(|(config, _)| machine(*config, self.view)).collect();
        members.dedup();
        members.extend(pool.members().map(|member| format!("address {}", self.text_of(&member.get("target")))));
        facts.push(if members.is_empty() { "nobody is in it".to_owned() } else { members.join(", ") });
    }

    fn rule(&self, rule: Rule<'v>, facts: &mut Vec<String>) {
        if let Some(outbound) = rule.sharing_outbound() {
            facts.push(format!("the way out is `{}`", outbound.path()));
        }
    }

    fn probe(&self, probe: Probe<'v>, facts: &mut Vec<String>) {
        let lb = probe.lb();
        let users: Vec<String> =
            lb.rules().filter(|rule| rule.probe().is() == Some(probe)).map(|rule| rule.path()).collect();
        let sets = self.view.all::<Vmss>().filter(|set| set.health().and_then(|h| h.probe()) == Some(probe));
        let users: Vec<String> = users.into_iter().chain(sets.map(|set| format!("{}'s health", set.path()))).collect();
        facts.push(if users.is_empty() { "nobody asks it".to_owned() } else { format!("of {}", users.join(", ")) });
    }

    fn nat_pool(&self, pool: NatPool<'v>, facts: &mut Vec<String>) {
        let ports = pool.frontend_ports();
        for (config, _) in pool.users() {
            let Some(Machine::Vmss(set)) = config.nic.machine() else { continue };
            let most = set.most_instances();
            let Some((first, last)) = ports.as_ref().and_then(|p| p.ranges.first()).map(|(a, b)| (a.lo, b.hi)) else {
                continue;
            };
            let back = pool.get("backend_port");
            facts.push(each(&set.path(), first, last, most.map(|m| m.hi), &self.text_of(&back)));
        }
    }

    fn nat_rule(&self, rule: NatRule<'v>, facts: &mut Vec<String>) {
        let back = self.text_of(&rule.get("backend_port"));
        let range = rule.frontend_ports().and_then(|p| p.ranges.first().map(|(a, b)| (a.lo, b.hi)));
        match (rule.pool(), range) {
            (Some(pool), Some((first, last))) => {
                for (config, _) in pool.users() {
                    let most = match config.nic.machine() {
                        Some(Machine::Vmss(set)) => set.most_instances().map(|m| m.hi),
                        Some(Machine::Vm(_)) => Some(1),
                        None => None,
                    };
                    facts.push(each(&machine_path(config), first, last, most, &back));
                }
            }
            (Some(_), None) => {}
            (None, _) => {
                facts.extend(rule.users().iter().map(|(config, _)| format!("to {}:{back}", machine_path(*config))));
            }
        }
    }

    fn outbound(&self, outbound: Outbound<'v>, facts: &mut Vec<String>) {
        let Some(budget) = outbound.budget() else { return };
        let each = match outbound.get("ports_per_instance").v {
            V::Word(_) => format!("{} ports each (`max`)", budget.most()),
            V::Int(0) => "as many as Azure's table gives".to_owned(),
            V::Int(ports) => format!("{ports} ports each, of {} that fit", budget.most()),
            _ => format!("at most {} ports each", budget.most()),
        };
        let (ports, machines) = (budget.available(), at_most(&budget.machines, "machines", self.view));
        let addresses =
            if budget.addresses() == 1 { "1 address" } else { &format!("{} addresses", budget.addresses()) };
        facts.push(format!("{each}: {ports} ports of {addresses} for {machines}"));
    }
}

/// One port of a range for each instance.
fn each(who: &str, first: i64, last: i64, most: Option<i64>, back: &str) -> String {
    let size = last - first + 1;
    match most {
        Some(most) if most >= 1 => {
            let end = first + most.min(size) - 1;
            format!("{who} instance N at {first}+N → :{back}; {first}..{end} for {most} of at most {size}")
        }
        Some(_) | None => format!("{who} instance N at {first}+N → :{back}; at most {size} instances"),
    }
}

fn machine_path(config: IpConfig) -> String {
    config.nic.machine().map_or_else(|| config.nic.path(), |machine| machine.thing().path())
}

fn machine(config: IpConfig, view: &View) -> String {
    let path = machine_path(config);
    match config.nic.machine() {
        Some(Machine::Vmss(set)) => match set.most_instances() {
            Some(most) => format!("{path}: {}", at_most(&most, "instances", view)),
            None => format!("{path}: any number of instances"),
        },
        Some(Machine::Vm(_)) | None => path,
    }
}

/// `at most 40 instances, by param `peak``
fn at_most(num: &Num, what: &str, view: &View) -> String {
    match num.judged {
        Judged::Exact => format!("{} {what}", num.hi),
        Judged::Promised(param) | Judged::Default(param) => {
            format!("at most {} {what}, by param `{}`", num.hi, view.topology.param(param).name)
        }
    }
}

fn number(num: &Num) -> String {
    if num.lo == num.hi { num.lo.to_string() } else { format!("{}..{}", num.lo, num.hi) }
}
