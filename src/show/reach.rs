//! Who can talk to whom, by which way, and the statement that decides: the packet model as a table or as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::json::pretty;
use crate::diag;
use crate::flow::space::{self, Addresses};
use crate::flow::{Far, Fate, Flow, Journey, Ports, Protocol, Step, witness};
use crate::rules;
use crate::schema::Kind;
use crate::source::{FileId, Sources, Span};
use crate::topology::{Frontend, Lb, NodeId, TooMany, Topology, V, Value, View, variants};

/// What is asked: nothing given is everybody.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Who sends: a name, `Internet`, an address or a network.
    pub from: Option<String>,
    /// To whom, with a port or without.
    pub to: Option<String>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Problem {
    /// Too many variants.
    TooMany(TooMany),
    /// A name that nothing has, with the nearest one.
    Unknown(String, Option<String>),
}

/// Who reaches whom, in each variant; variants with the same answer are one.
#[derive(Debug, Serialize)]
pub struct Reached {
    version: u32,
    variants: Vec<Variant>,
}

#[derive(Debug, Serialize)]
struct Variant {
    /// When it is so; nothing where it always is.
    when: Option<String>,
    flows: Vec<Row>,
}

/// Packets with one fate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Row {
    from: String,
    protocol: String,
    to: String,
    ports: String,
    /// `reaches`, `leaves`, `blocked`, `unanswered`, `undecided`.
    verdict: &'static str,
    /// Who gets them, or by what they leave.
    target: Option<String>,
    /// At which port of the machine.
    target_ports: Option<String>,
    /// What decides.
    by: Option<Place>,
    /// A packet for an example.
    packet: String,
    /// What they meet.
    path: Vec<Place>,
    /// What nobody stated.
    lacking: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Place {
    file: String,
    line: usize,
    text: String,
}

/// One end of a question.
#[derive(Clone, Debug)]
struct End {
    name: String,
    value: Value,
    ports: Option<Ports>,
}

/// Answers a question about a topology.
pub fn of(sources: &Sources, topology: &Topology, query: &Query) -> Result<Reached, Problem> {
    let all = variants(topology).map_err(Problem::TooMany)?;
    let from = query.from.as_deref().map(|text| end(topology, text)).transpose()?;
    let to = query.to.as_deref().map(|text| end(topology, text)).transpose()?;
    let mut looks: Vec<(Vec<Row>, Vec<usize>)> = Vec::new();
    for (at, variant) in all.iter().enumerate() {
        let view = View::new(topology, variant.clone());
        let flow = Flow::of(&view);
        let look = Look { sources, view: &view, flow: &flow };
        let rows = look.rows(from.as_ref(), to.as_ref());
        match looks.iter_mut().find(|(known, _)| *known == rows) {
            Some((_, ats)) => ats.push(at),
            None => looks.push((rows, vec![at])),
        }
    }
    let variants =
        looks.into_iter().map(|(flows, at)| Variant { when: rules::when(topology, &all, &at), flows }).collect();
    Ok(Reached { version: 1, variants })
}

/// As one JSON document.
pub fn json(reached: &Reached) -> String {
    pretty(reached)
}

/// As a table.
pub fn table(reached: &Reached) -> String {
    let mut out = String::new();
    for variant in &reached.variants {
        if let Some(when) = &variant.when {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&format!("when {when}:\n\n"));
        }
        if variant.flows.is_empty() {
            out.push_str("nobody talks to anybody here\n");
            continue;
        }
        let head = ["FROM", "TO", "GETS TO", "DECIDED BY"].map(str::to_owned);
        let cells: Vec<[String; 4]> = [head].into_iter().chain(variant.flows.iter().map(Row::cells)).collect();
        let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        for row in &cells {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cell.chars().count() + 2));
            }
            line.push_str(&row[3]);
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

impl Row {
    fn cells(&self) -> [String; 4] {
        let target = match (&self.target, &self.target_ports) {
            (Some(target), Some(ports)) => format!("{target}:{ports}"),
            (Some(target), None) => target.clone(),
            (None, _) => String::new(),
        };
        let gets = match self.verdict {
            "reaches" => target,
            "leaves" => format!("leaves by {target}"),
            "unanswered" => format!("{target}, unanswered"),
            "undecided" if target.is_empty() => "?".to_owned(),
            "undecided" => format!("? {target}"),
            _ => "-".to_owned(),
        };
        let by = match (&self.lacking[..], &self.by) {
            ([], Some(place)) => format!("{}:{} {}", place.file, place.line, place.text),
            ([], None) => "nothing stops them".to_owned(),
            (lacking, _) => format!("nobody stated {}", lacking.join(", ")),
        };
        let to = match self.ports.as_str() {
            "" => format!("{} {}", self.protocol, self.to),
            ports => format!("{} {}:{ports}", self.protocol, self.to),
        };
        [self.from.clone(), to, gets, by]
    }
}

/// What a word of the command line means.
fn end(topology: &Topology, text: &str) -> Result<End, Problem> {
    let nowhere = Span::new(FileId(0), 0, 0);
    let made = |name: &str, v: V, ports| End { name: name.to_owned(), value: Value::new(v, nowhere), ports };
    if let Some(v) = host(topology, text) {
        return Ok(made(text, v, None));
    }
    if let Some((name, port)) = text.rsplit_once(':') {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        let ports = match port {
            "*" => Some(Ports::all()),
            _ => match port.split_once("..") {
                Some((a, b)) => {
                    a.parse().ok().zip(b.parse().ok()).map(|(a, b)| Ports::Known(space::PortSet::range(a, b)))
                }
                None => port.parse().ok().map(Ports::one),
            },
        };
        if let (Some(v), Some(ports)) = (host(topology, name), ports) {
            return Ok(made(name, v, Some(ports)));
        }
    }
    let names: BTreeSet<String> = named(topology).into_keys().collect();
    let near = diag::nearest(text, names.iter().map(String::as_str)).map(str::to_owned);
    Err(Problem::Unknown(text.to_owned(), near))
}

fn host(topology: &Topology, text: &str) -> Option<V> {
    if let Some(ids) = named(topology).get(text) {
        return Some(match ids[..] {
            [one] => V::Thing(one),
            _ => V::Family(ids.clone().into()),
        });
    }
    if let Ok(address) = text.parse() {
        return Some(V::Address(address));
    }
    if let Ok(net) = text.parse::<ipnet::IpNet>() {
        return Some(V::Cidr(net.trunc()));
    }
    crate::azure::tags::canonical(text).map(|tag| V::Word(tag.into()))
}

/// Things that send or receive, by their paths; families by theirs without the index too.
fn named(topology: &Topology) -> BTreeMap<String, Vec<NodeId>> {
    let mut out: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for kind in [Kind::Vm, Kind::Vmss, Kind::Nic, Kind::Subnet, Kind::Vnet, Kind::Frontend, Kind::Pool] {
        for id in topology.of_kind(kind) {
            let path = topology.path(*id);
            if let Some((family, _)) = path.split_once('[').filter(|_| path.ends_with(']')) {
                out.entry(family.to_owned()).or_default().push(*id);
            }
            let known = out.entry(path).or_default();
            // A pool and a scale set may share a name: machines come first.
            if known.is_empty() {
                known.push(*id);
            }
        }
    }
    out
}

struct Look<'v> {
    sources: &'v Sources,
    view: &'v View<'v>,
    flow: &'v Flow<'v>,
}

impl<'v> Look<'v> {
    fn rows(&self, from: Option<&End>, to: Option<&End>) -> Vec<Row> {
        let internet = End {
            name: "Internet".to_owned(),
            value: Value::new(V::Word("Internet".into()), Span::new(FileId(0), 0, 0)),
            ports: None,
        };
        let machines = self.machines();
        let froms: Vec<&End> = match from {
            Some(from) => vec![from],
            None => [&internet].into_iter().chain(&machines).collect(),
        };
        let mut rows = Vec::new();
        for sender in froms {
            match to {
                Some(to) => self.ask(sender, to, &mut rows),
                None => {
                    let outside = !matches!(sender.value.v, V::Thing(_) | V::Family(_));
                    for frontend in self.view.all::<Frontend>() {
                        if from.is_none() && frontend.public().is_some_and(|public| public != outside) {
                            continue;
                        }
                        let to = End {
                            name: frontend.path(),
                            value: Value::new(V::Thing(frontend.id), frontend.span()),
                            ports: None,
                        };
                        self.ask(sender, &to, &mut rows);
                    }
                    if !outside {
                        self.ask(sender, &internet, &mut rows);
                    }
                }
            }
        }
        merge_protocols(rows)
    }

    /// All machines, families as one.
    fn machines(&self) -> Vec<End> {
        let mut families: Vec<(String, Vec<NodeId>)> = Vec::new();
        for machine in self.view.machines() {
            let thing = machine.thing();
            if machine.nics().is_empty() {
                continue;
            }
            let path = thing.path();
            let name = path.split_once('[').filter(|_| path.ends_with(']')).map_or(&*path, |(family, _)| family);
            match families.iter_mut().find(|(known, _)| known == name) {
                Some((_, ids)) => ids.push(thing.id),
                None => families.push((name.to_owned(), vec![thing.id])),
            }
        }
        let end = |(name, ids): (String, Vec<NodeId>)| {
            let v = if let [one] = ids[..] { V::Thing(one) } else { V::Family(ids.into()) };
            End { name, value: Value::new(v, Span::new(FileId(0), 0, 0)), ports: None }
        };
        families.into_iter().map(end).collect()
    }

    fn ask(&self, from: &End, to: &End, rows: &mut Vec<Row>) {
        let frontend: Option<Frontend> = match to.value.v {
            V::Thing(id) => self.view.typed(id),
            _ => None,
        };
        match (frontend, &to.ports) {
            (Some(frontend), None) => {
                let lb: Lb = frontend.lb();
                for listener in self.flow.listeners(lb).iter().filter(|l| l.frontend == Some(frontend)) {
                    let Some(ports) = self.flow.frontend_ports(listener.inbound) else { continue };
                    let protocols: Vec<Protocol> =
                        listener.protocols.iter().copied().filter(|p| p.has_ports()).collect();
                    self.follow(from, to, &protocols, &ports, rows);
                }
            }
            (_, ports) => {
                let ports = ports.clone().unwrap_or_else(Ports::all);
                self.follow(from, to, &[Protocol::Tcp, Protocol::Udp], &ports, rows);
            }
        }
    }

    fn follow(&self, from: &End, to: &End, protocols: &[Protocol], ports: &Ports, rows: &mut Vec<Row>) {
        let Some((senders, network)) = self.flow.senders_of(&from.value, &to.value, &Addresses::none()) else { return };
        for protocol in protocols {
            let journeys = self.flow.journeys(&[*protocol], &senders, network, &to.value, ports).unwrap_or_default();
            for journey in &journeys {
                let row = self.row(from, to, &senders, journey);
                match rows.iter_mut().find(|known| alike(known, &row)) {
                    Some(_) => {}
                    None => rows.push(row),
                }
            }
        }
    }

    fn row(&self, from: &End, to: &End, senders: &[Far<'v>], journey: &Journey<'v>) -> Row {
        let packets = &journey.packets;
        let sender = match &packets.from {
            Far::Every(set, ..) => {
                let all = senders.iter().find_map(|s| match s {
                    Far::Every(all, ..) if all.covers(set) => Some(all),
                    _ => None,
                });
                match all.map(|all| all.minus(set)) {
                    Some(others) if others.is_empty() => from.name.clone(),
                    // The shorter of the two ways to say it.
                    Some(others) if others.ranges().len() < set.ranges().len() => {
                        format!("{} except {}", from.name, space::words(&others, 2))
                    }
                    _ => format!("{} ({})", from.name, space::words(set, 2)),
                }
            }
            _ => from.name.clone(),
        };
        let verdict = match &journey.fate {
            _ if !journey.certain() => "undecided",
            Fate::Arrives(_) => "reaches",
            Fate::Leaves => "leaves",
            Fate::Unanswered(..) => "unanswered",
            Fate::Stopped(_) => "blocked",
        };
        let (target, target_ports) = match &journey.fate {
            Fate::Arrives(member) | Fate::Unanswered(member, _) => {
                let name = match member.alike.len() {
                    0 => member.name.clone(),
                    more => format!("{} and {more} more", member.name),
                };
                (Some(name), Some(self.ports(&packets.ports)))
            }
            Fate::Leaves => (Some(self.way(packets.way, &packets.passed)), None),
            Fate::Stopped(_) => (None, None),
        };
        let outside = matches!(packets.to, Far::Every(..)) && matches!(journey.fate, Fate::Leaves | Fate::Stopped(_));
        let part = match &packets.to {
            Far::Every(set, ..) if outside && !set.is_empty() && self.is_part(to, set) => {
                format!("{} ({})", to.name, space::words(set, 2))
            }
            _ => to.name.clone(),
        };
        let ports = if packets.protocol.has_ports() { self.ports(&packets.sent_to) } else { String::new() };
        Row {
            from: sender,
            protocol: packets.protocol.word().to_owned(),
            to: part,
            ports,
            verdict,
            target,
            target_ports,
            by: journey.decided().map(|step| self.place(step)),
            packet: witness(self.flow, journey),
            path: packets.steps.iter().map(|step| self.place(step)).collect(),
            lacking: packets.lacks.iter().map(|lack| lack.what.clone()).collect(),
        }
    }

    /// Whether addresses outside are fewer than the whole Internet.
    fn is_part(&self, to: &End, set: &Addresses) -> bool {
        let whole = self.flow.internet();
        let named = matches!(&to.value.v, V::Word(word) if word.eq_ignore_ascii_case("Internet"));
        let family = |family: &Addresses| whole.intersect(family) == *set;
        named && *set != *whole && !family(&space::ipv4()) && !family(&space::ipv6())
    }

    /// By what packets leave.
    fn way(&self, way: Option<NodeId>, passed: &[NodeId]) -> String {
        match way.or(passed.last().copied()) {
            Some(id) => self.view.topology.path(id),
            None => "a route".to_owned(),
        }
    }

    fn ports(&self, ports: &Ports) -> String {
        let set = ports.may();
        if set.is_all() {
            return "*".to_owned();
        }
        let part = |&(a, b): &(u16, u16)| if a == b { a.to_string() } else { format!("{a}..{b}") };
        set.ranges().iter().map(part).collect::<Vec<_>>().join(",")
    }

    fn place(&self, step: &Step) -> Place {
        Place {
            file: self.sources.name_of(step.span.file).to_owned(),
            line: self.sources.line(step.span),
            text: step.text.replace('`', ""),
        }
    }
}

/// Rows that say the same of other machines of a family.
fn alike(a: &Row, b: &Row) -> bool {
    let said = |r: &Row| {
        (
            r.from.clone(),
            r.protocol.clone(),
            r.to.clone(),
            r.ports.clone(),
            r.verdict,
            r.target.clone(),
            r.target_ports.clone(),
            r.by.clone(),
            r.lacking.clone(),
        )
    };
    said(a) == said(b)
}

/// What holds for TCP and UDP alike is one row.
fn merge_protocols(rows: Vec<Row>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        let twin = out.iter_mut().find(|known| {
            known.protocol == "tcp"
                && row.protocol == "udp"
                && alike(&Row { protocol: "udp".to_owned(), ..(**known).clone() }, &row)
        });
        match twin {
            Some(twin) => twin.protocol = "any".to_owned(),
            None => out.push(row),
        }
    }
    out
}
