//! One cause, one finding: what every turn of a loop says of one statement is said once, and of two rules that see one
//! mistake from two sides the one speaks that says more.

use std::collections::HashMap;

use crate::diag::{Diagnostic, Level};
use crate::source::Span;
use crate::topology::{InstanceId, NodeId, Topology};

/// At one place the first of the two speaks and the second is silent, unless it is the graver one.
const ECHOES: &[(&str, &str)] = &[
    ("forbidden-network", "public-address-space"),
    ("duplicate-backend-port-on-nic", "load-balancers-of-one-type"),
    ("idle-of-floating-ip", "public-ip-idle"),
    ("nat-rules-beside-nat-pools", "nat-v1-retirement"),
    ("nat-without-machine", "nat-v1-retirement"),
    ("private-link-service", "private-link-to-addresses"),
    ("probes-on-one-port", "probe-beside-the-service"),
    ("routed-network-tag", "wide-virtual-network"),
    ("spot-size", "unknown-vm-size"),
    ("stated-bounds", "unregistered-feature"),
    ("unknown-metric", "one-way-autoscale"),
    ("shared-public-ip", "repeated-entry"),
];

/// Takes out what another finding says at the same place.
pub(super) fn drop_echoes(diagnostics: &mut Vec<Diagnostic>) {
    let mut said: HashMap<(&str, Span), Level> = HashMap::new();
    for diagnostic in diagnostics.iter() {
        if ECHOES.iter().any(|(speaks, _)| *speaks == diagnostic.code.name) {
            said.insert((diagnostic.code.name, diagnostic.primary.span), diagnostic.level);
        }
    }
    if said.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let mut over = ECHOES.iter().filter(|(_, silent)| *silent == diagnostic.code.name);
        !over.any(|(speaks, _)| {
            said.get(&(*speaks, diagnostic.primary.span)).is_some_and(|level| *level <= diagnostic.level)
        })
    });
}

/// What makes two findings one: code, place, the statement of the thing at fault, its module, the variants, and what is said
/// but for the turns.
type Key = (&'static str, Span, Span, Option<InstanceId>, Vec<String>, String);

/// Says once what several turns of a loop are found to be wrong for, naming the other turns.
pub(super) fn one_per_statement(topology: &Topology, found: &mut Vec<(NodeId, Diagnostic)>) {
    let mut first: HashMap<Key, usize> = HashMap::new();
    let mut others: Vec<Vec<NodeId>> = vec![Vec::new(); found.len()];
    let mut kept = vec![true; found.len()];
    for (at, (node, diagnostic)) in found.iter().enumerate() {
        let thing = topology.node(*node);
        let keys = keys(topology, *node);
        if keys.is_empty() {
            continue;
        }
        let span = diagnostic.primary.span;
        let said = keys.iter().fold(diagnostic.message.clone(), |said, key| said.replace(&turn(key), "[]"));
        let key = (diagnostic.code.id, span, thing.full_span, thing.instance, diagnostic.notes.clone(), said);
        let one = *first.entry(key).or_insert(at);
        // Two of one thing are two findings, whatever place they share.
        if found[one].0 != *node {
            others[one].push(*node);
            kept[at] = false;
        }
    }
    let mut at = 0;
    found.retain_mut(|(_, diagnostic)| {
        others[at].dedup();
        if let Some(words) = turns(topology, &others[at]) {
            diagnostic.notes.push(words);
        }
        at += 1;
        kept[at - 1]
    });
}

/// The turns that a thing stands in, its parents' too.
fn keys(topology: &Topology, node: NodeId) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut at = Some(node);
    while let Some(id) = at {
        keys.extend(topology.node(id).keys.iter().map(|key| &**key));
        at = topology.node(id).parent;
    }
    keys
}

/// A turn as paths write it.
fn turn(key: &str) -> String {
    format!("[{key}]")
}

/// `` the same holds for `m[2]`, `m[3]` and 7 more ``
fn turns(topology: &Topology, nodes: &[NodeId]) -> Option<String> {
    const NAMED: usize = 3;
    if nodes.is_empty() {
        return None;
    }
    let named: Vec<String> = nodes.iter().take(NAMED).map(|id| format!("`{}`", topology.path(*id))).collect();
    let rest = nodes.len() - named.len();
    Some(match (rest, named.split_last()) {
        (0, Some((last, []))) => format!("the same holds for {last}"),
        (0, Some((last, before))) => format!("the same holds for {} and {last}", before.join(", ")),
        _ => format!("the same holds for {} and {rest} more", named.join(", ")),
    })
}
