//! Rules of a security group that never decide, because earlier ones match all of their packets.

use super::filter::{Chain, slabs};
use super::space::Addresses;
use crate::topology::NodeId;

/// A rule that never decides.
#[derive(Debug)]
pub struct Shadowed {
    /// It.
    pub rule: NodeId,
    /// The earlier ones, in their order.
    pub by: Vec<NodeId>,
    /// Whether one of them decides otherwise.
    pub differs: bool,
}

impl Chain<'_> {
    /// The rules that never decide. Earlier rules count that match the machine, the protocol and the source port of all
    /// packets; what they match of ports and far addresses is put together.
    pub fn shadowed(&self) -> Vec<Shadowed> {
        let mut out = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let Some(rule) = entry.decider.rule() else { continue };
            if entry.ports.sure != entry.ports.may || at == 0 {
                continue;
            }
            let spreads = self.index.find(entry.ports.may.hull().unwrap_or((0, 0)));
            let earlier = spreads.iter().filter(|other| **other < at).map(|other| &self.entries[*other].ports);
            let mut by = Vec::new();
            let covered = slabs(&entry.ports.may, earlier).iter().all(|slab| self.covers(at, slab, &mut by));
            if covered {
                by.sort_unstable();
                by.dedup();
                let differs = by.iter().any(|other| self.entries[*other].allow != entry.allow);
                let by = by.into_iter().filter_map(|other| self.entries[other].decider.rule()).collect();
                out.push(Shadowed { rule, by, differs });
            }
        }
        out
    }

    /// Rules for addresses outside those that the machines of the group have.
    pub fn strangers(&self, within: &Addresses) -> Vec<NodeId> {
        let stranger = |entry: &&super::filter::Entry| entry.near.is_literal() && !entry.near.may().meets(within);
        self.entries.iter().filter(stranger).filter_map(|entry| entry.decider.rule()).collect()
    }

    /// Whether rules before one match all of its packets to ports that each matches as a whole.
    fn covers(&self, at: usize, ports: &super::space::PortSet, by: &mut Vec<usize>) -> bool {
        let entry = &self.entries[at];
        let Some(hull) = ports.hull() else { return true };
        let mut found = self.index.find(hull);
        found.retain(|other| *other < at);
        found.sort_unstable();
        let mut painted = Addresses::none();
        let mut used = Vec::new();
        for other in found {
            let earlier = &self.entries[other];
            let same = earlier.protocol.is_none() || earlier.protocol == entry.protocol;
            if !same
                || !earlier.ports.sure.covers(ports)
                || !earlier.source_ports.sure.covers(&entry.source_ports.may)
                || !earlier.near.covers(&entry.near)
            {
                continue;
            }
            if earlier.far.covers(&entry.far) {
                by.push(other);
                return true;
            }
            if entry.far.is_plain() && earlier.far.sure().meets(entry.far.may()) {
                painted = painted.union(earlier.far.sure());
                used.push(other);
                if painted.covers(entry.far.may()) {
                    by.extend(used);
                    return true;
                }
            }
        }
        false
    }
}
