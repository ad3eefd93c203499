//! Edits as changes of named texts: chosen so that none disturbs another, and applied.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Candidate;
use crate::diag::Fix;
use crate::source::{FileId, Sources};
use crate::syntax;

/// An edit, by its file's name, so that two compilations mean the same by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) file: String,
    start: usize,
    end: usize,
    text: String,
}

impl Change {
    fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether both can be applied, in either order, to the same end.
    fn disturbs(&self, other: &Change) -> bool {
        let apart = self.file != other.file || self.end < other.start || other.end < self.start;
        !apart && self != other && !self.beside(other)
    }

    /// Whether both add whole lines, or whole items, at one place.
    fn beside(&self, other: &Change) -> bool {
        let empty = |c: &Change| c.start == c.end;
        let whole = |c: &Change, o: &Change| {
            (c.text.starts_with(['\n', '\r']) && o.text.starts_with(['\n', '\r']))
                || (c.text.ends_with(',') && o.text.ends_with(','))
        };
        self.start == other.start && empty(self) && empty(other) && whole(self, other)
    }
}

/// The edits of a fix; `None` where one of them does not fit its text.
pub(super) fn changes(fix: &Fix, sources: &Sources) -> Option<Vec<Change>> {
    let mut changes: Vec<Change> = Vec::new();
    for edit in &fix.edits {
        let range = edit.span.range();
        sources.text(edit.span.file).get(range.clone())?;
        let file = sources.name_of(edit.span.file).to_owned();
        changes.push(Change { file, start: range.start, end: range.end, text: edit.text.clone() });
    }
    changes.sort();
    changes.dedup();
    let disjoint = changes.windows(2).all(|w| w[0].file != w[1].file || w[0].end <= w[1].start);
    let idle = changes.iter().all(|c| c.start == c.end && c.text.is_empty());
    (disjoint && !idle).then_some(changes)
}

/// Those that can be taken together: first come, first served, in the order of the sources.
pub(super) fn disjoint(candidates: Vec<Candidate>) -> Vec<Candidate> {
    // By file, what was taken, keyed by its start. Two neighbours are enough to look at: taken changes do not overlap.
    let mut taken: BTreeMap<(String, usize), Vec<Change>> = BTreeMap::new();
    let mut out = Vec::new();
    for candidate in candidates {
        let clashes = candidate.changes.iter().any(|change| {
            let from = (change.file.clone(), 0);
            let to = (change.file.clone(), change.end);
            let before = taken.range(from..=to).rev().take(2);
            before.flat_map(|(_, changes)| changes).any(|other| change.disturbs(other))
        });
        if clashes {
            continue;
        }
        for change in &candidate.changes {
            taken.entry((change.file.clone(), change.start)).or_default().push(change.clone());
        }
        out.push(candidate);
    }
    out
}

/// The texts that changes make; only those that differ.
pub(super) fn apply<'c>(
    base: &BTreeMap<String, String>,
    changes: impl Iterator<Item = &'c Change>,
) -> BTreeMap<String, String> {
    let mut by_file: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_file.entry(&change.file).or_default().push(change);
    }
    let mut out = BTreeMap::new();
    for (file, mut changes) in by_file {
        let Some(text) = base.get(file) else { continue };
        changes.sort();
        changes.dedup();
        let mut new = String::with_capacity(text.len());
        let mut at = 0;
        for change in changes {
            new.push_str(text.get(at..change.start).unwrap_or_default());
            new.push_str(&change.text);
            at = at.max(change.end);
        }
        new.push_str(text.get(at..).unwrap_or_default());
        out.insert(file.to_owned(), new);
    }
    out
}

/// Where the comments of each file stand, looked up once.
#[derive(Default)]
pub(super) struct Comments {
    by_file: BTreeMap<String, Vec<Range<usize>>>,
}

impl Comments {
    /// Whether every comment that the changes cover stands in what they write instead.
    pub(super) fn survive(&mut self, changes: &[Change], fix: &Fix, sources: &Sources) -> bool {
        let text_of = |name: &str| {
            let file: Option<FileId> = fix.edits.iter().map(|e| e.span.file).find(|f| sources.name_of(*f) == name);
            file.map(|file| sources.text(file)).unwrap_or_default()
        };
        changes.iter().all(|change| {
            let text = text_of(&change.file);
            let covered = text.get(change.range()).unwrap_or_default();
            if !covered.contains("//") {
                return true;
            }
            let comments = self.by_file.entry(change.file.clone()).or_insert_with(|| {
                syntax::parse(FileId(0), text).ast.comments.iter().map(|c| c.span.range()).collect()
            });
            let first = comments.partition_point(|c| c.end <= change.start);
            comments[first..]
                .iter()
                .take_while(|c| c.start < change.end)
                .all(|c| change.text.contains(text.get(c.clone()).unwrap_or_default()))
        })
    }
}
