//! What rules about packets share: the line that lets packets in, and where it belongs.

use std::collections::BTreeSet;

use super::edits;
use crate::diag::Edit;
use crate::flow::{Ports, Protocol};
use crate::topology::{Nsg, NsgRule, View};

/// Rules of a source stand at these priorities.
const PRIORITIES: std::ops::RangeInclusive<i64> = 100..=4096;

/// A line that lets packets in before `before` decides: its words, and the edit that writes it. `None` where the group is
/// not this file's or has no room.
pub(in crate::rules) fn allow(
    nsg: Nsg,
    before: Option<NsgRule>,
    name: &str,
    protocol: Protocol,
    source: &str,
    ports: &Ports,
) -> Option<(String, Edit)> {
    if nsg.existing() || nsg.node().instance.is_some() {
        return None;
    }
    let inbound = || nsg.rules().filter(|rule| !rule.outbound());
    let taken: BTreeSet<i64> = inbound().filter_map(|rule| rule.num("priority").and_then(|n| n.single())).collect();
    let priority = match before {
        Some(rule) => {
            let limit = rule.num("priority").and_then(|n| n.single())?;
            (*PRIORITIES.start()..limit).rev().find(|p| !taken.contains(p))?
        }
        None => {
            let last = taken.last().copied().unwrap_or(*PRIORITIES.start() - 10);
            let next = (last / 10 + 1) * 10;
            if PRIORITIES.contains(&next) { next } else { PRIORITIES.rev().find(|p| !taken.contains(p))? }
        }
    };
    let free = |name: &str| !nsg.rules().any(|rule| *rule.node().symbol == *name);
    let name = (1..).map(|n| if n == 1 { name.to_owned() } else { format!("{name}_{n}") }).find(|name| free(name))?;
    let (first, last) = ports.hull();
    let port = match ports {
        Ports::Late(..) => return None,
        Ports::Known(set) if set.is_all() => "*".to_owned(),
        Ports::Known(_) if first == last => first.to_string(),
        Ports::Known(_) => format!("{first}..{last}"),
    };
    let line = format!("allow {priority} {name} = {} {source} -> *:{port}", protocol.word());
    let edit = edits::line_at_end(nsg.0, &line);
    Some((line, edit))
}

/// `port 8080`, `ports 80..90`, "the port that a param decides".
pub(in crate::rules) fn port_words(view: &View, ports: &Ports) -> String {
    match ports {
        Ports::Known(set) if set.is_all() => "any port".to_owned(),
        Ports::Known(_) => {
            let (first, last) = ports.hull();
            if first == last { format!("port {first}") } else { format!("ports {first}..{last}") }
        }
        Ports::Late(value, _) => match view.num(value).and_then(|n| n.single()) {
            Some(port) => format!("port {port}"),
            None => "the port that a param decides".to_owned(),
        },
    }
}
