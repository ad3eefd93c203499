//! Which rules hold for a port. For ranges of ports an interval tree without pointers; for one port a segment tree that
//! gives them one by one in their order, since the first few usually decide.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::space::PortSet;

/// Rules by their ports.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Rules that hold for every port.
    wide: Vec<usize>,
    /// By first port: first, last, rule.
    spans: Vec<(u16, u16, usize)>,
    /// The largest last port of the subtree whose root stands here.
    most: Vec<u16>,
    /// Where a rule begins or has ended: between two of these, the same rules hold.
    cuts: Vec<u16>,
    /// A segment tree over the pieces: the leaves stand in the second half.
    tree: Vec<Vec<usize>>,
}

impl Index {
    /// The index of rules in their order; a set that is every port is of a rule that holds for all.
    pub(super) fn of<'a>(ports: impl Iterator<Item = &'a PortSet>) -> Index {
        let mut index = Index::default();
        for (at, set) in ports.enumerate() {
            if set.is_all() {
                index.wide.push(at);
            } else {
                index.spans.extend(set.ranges().iter().map(|(from, to)| (*from, *to, at)));
            }
        }
        let ends = index.spans.iter().flat_map(|(from, to, _)| [Some(*from), to.checked_add(1)]);
        index.cuts = ends.flatten().collect();
        index.cuts.sort_unstable();
        index.cuts.dedup();
        index.tree = vec![Vec::new(); index.cuts.len() * 2];
        for &(from, to, at) in &index.spans {
            let half = index.cuts.len();
            let mut first = index.cuts.partition_point(|cut| *cut < from) + half;
            let mut last = index.cuts.partition_point(|cut| *cut <= to) + half;
            while first < last {
                if first % 2 == 1 {
                    index.tree[first].push(at);
                    first += 1;
                }
                if last % 2 == 1 {
                    last -= 1;
                    index.tree[last].push(at);
                }
                first /= 2;
                last /= 2;
            }
        }
        for node in &mut index.tree {
            node.sort_unstable();
        }
        index.spans.sort_unstable();
        index.most = vec![0; index.spans.len()];
        index.fill(0, index.spans.len());
        index
    }

    fn fill(&mut self, from: usize, to: usize) -> u16 {
        if from >= to {
            return 0;
        }
        let middle = from.midpoint(to);
        let most = self.spans[middle].1.max(self.fill(from, middle)).max(self.fill(middle + 1, to));
        self.most[middle] = most;
        most
    }

    /// The rules that may hold for some port of a range, in their order.
    pub(super) fn find(&self, (first, last): (u16, u16)) -> Vec<usize> {
        let mut out = self.wide.clone();
        let mut todo = vec![(0, self.spans.len())];
        while let Some((from, to)) = todo.pop() {
            if from >= to {
                continue;
            }
            let middle = from.midpoint(to);
            if self.most[middle] < first {
                continue;
            }
            todo.push((from, middle));
            let (start, end, at) = self.spans[middle];
            if start > last {
                continue;
            }
            if end >= first {
                out.push(at);
            }
            todo.push((middle + 1, to));
        }
        // A rule with several ranges may be there several times.
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The rules that may hold for a port, in their order, one by one.
    pub(super) fn ordered(&self, port: u16) -> Ordered<'_> {
        let mut lists: Vec<&[usize]> = vec![&self.wide];
        if let Some(piece) = self.cuts.partition_point(|cut| *cut <= port).checked_sub(1) {
            let mut node = piece + self.cuts.len();
            while node > 0 {
                lists.push(&self.tree[node]);
                node /= 2;
            }
        }
        let heads =
            lists.iter().enumerate().filter_map(|(list, rules)| Some(Reverse((*rules.first()?, list)))).collect();
        Ordered { lists, heads, last: None }
    }
}

/// Rules in their order, from several lists that each are in order.
pub(super) struct Ordered<'a> {
    lists: Vec<&'a [usize]>,
    heads: BinaryHeap<Reverse<(usize, usize)>>,
    last: Option<usize>,
}

impl Iterator for Ordered<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        loop {
            let Reverse((rule, list)) = self.heads.pop()?;
            let rest = &self.lists[list][1..];
            self.lists[list] = rest;
            if let Some(next) = rest.first() {
                self.heads.push(Reverse((*next, list)));
            }
            if self.last != Some(rule) {
                self.last = Some(rule);
                return Some(rule);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::space::Ranges;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_rule_is_found(rules in prop::collection::vec(prop::collection::vec((0u16..40, 0u16..40), 1..3), 0..20), port in 0u16..50, more in 0u16..9) {
            let sets: Vec<PortSet> = rules.iter().map(|ranges| Ranges::of(ranges.iter().map(|(a, b)| (*a.min(b), *a.max(b))))).collect();
            let index = Index::of(sets.iter());
            let holding = |ports: &PortSet| -> Vec<usize> {
                (0..sets.len()).filter(|at| sets[*at].meets(ports)).collect()
            };
            prop_assert_eq!(index.ordered(port).collect::<Vec<_>>(), holding(&PortSet::point(port)));
            prop_assert_eq!(index.find((port, port + more)), holding(&PortSet::range(port, port + more)));
        }
    }
}
