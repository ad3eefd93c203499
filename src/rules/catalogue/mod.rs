//! What is known about Azure, entry by entry, and where each entry went: the data behind
//! `docs/rules/catalogue.md`.
//!
//! `NAME.entries.tsv` lists a catalogue: id, kind, what is needed to decide it, grade of the evidence, a word for it.
//! An entry that a rule decides is named in the rule's `from:`. Every other one has a line in `NAME.tsv`: id, outcome,
//! how or why; `[code]` in it names a code of lbxc.

use std::collections::BTreeMap;

use crate::diag::Code;

/// A collection of facts about Azure.
#[derive(Debug)]
pub struct Catalogue {
    /// The stem of its files.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    entries: &'static str,
    outcomes: &'static str,
}

/// One fact of a catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its id in the catalogue.
    pub id: &'static str,
    /// What Azure does about it: refuses it, takes it in silence, …
    pub kind: &'static str,
    /// What is needed to decide it, joined by `+`.
    pub needs: &'static str,
    /// How good the evidence is.
    pub grade: &'static str,
    /// A few words, or Azure's error code.
    pub about: &'static str,
}

/// Where an entry went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A rule decides it.
    Rule,
    /// A code of the language decides it, where a property's type or bounds do.
    Code,
    /// Nothing in the language can say it.
    Unwritable,
    /// The emitters obey it.
    Emitter,
    /// It speaks of changes to what exists, and binds whoever plans them.
    Planner,
    /// Nothing checks it.
    Unchecked,
}

impl Outcome {
    /// All, in the order of the tables.
    pub const ALL: [Outcome; 6] =
        [Outcome::Rule, Outcome::Code, Outcome::Unwritable, Outcome::Emitter, Outcome::Planner, Outcome::Unchecked];

    /// Its word in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Rule => "rule",
            Outcome::Code => "code",
            Outcome::Unwritable => "unwritable",
            Outcome::Emitter => "emitter",
            Outcome::Planner => "planner",
            Outcome::Unchecked => "unchecked",
        }
    }
}

/// A line that says where an entry went that no rule names.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The entry's id.
    pub id: &'static str,
    /// Where it went; nothing where the word is none of the outcomes.
    pub outcome: Option<Outcome>,
    /// How, or why not.
    pub how: &'static str,
}

/// All catalogues.
pub static ALL: &[Catalogue] = &[
    Catalogue {
        name: "lb",
        title: "Load balancers",
        entries: include_str!("lb.entries.tsv"),
        outcomes: include_str!("lb.tsv"),
    },
    Catalogue {
        name: "vmss_net",
        title: "Scale sets, networks and addresses",
        entries: include_str!("vmss_net.entries.tsv"),
        outcomes: include_str!("vmss_net.tsv"),
    },
    Catalogue {
        name: "cases",
        title: "Failures that people reported",
        entries: include_str!("cases.entries.tsv"),
        outcomes: include_str!("cases.tsv"),
    },
    Catalogue {
        name: "stated",
        title: "What the published types state",
        entries: include_str!("stated.entries.tsv"),
        outcomes: include_str!("stated.tsv"),
    },
];

impl Catalogue {
    /// Its entries, in its own order.
    pub fn entries(&self) -> Vec<Entry> {
        let columns = |line: &'static str| {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            Entry { id: next(), kind: next(), needs: next(), grade: next(), about: next() }
        };
        self.entries.lines().map(columns).collect()
    }

    /// The lines about entries that no rule names.
    pub fn lines(&self) -> Vec<Line> {
        let columns = |line: &'static str| {
            let mut columns = line.splitn(3, '\t');
            let mut next = || columns.next().unwrap_or_default();
            let (id, word, how) = (next(), next(), next());
            Line { id, outcome: Outcome::ALL.into_iter().find(|o| o.word() == word), how }
        };
        self.outcomes.lines().map(columns).collect()
    }

    /// Every entry with the rules that name it and the line that speaks of it.
    pub fn account(&self, codes: &[&'static Code]) -> Vec<Account> {
        let mut rules: BTreeMap<&str, Vec<&'static Code>> = BTreeMap::new();
        for code in codes {
            for id in code.sources {
                rules.entry(id).or_default().push(code);
            }
        }
        let lines: BTreeMap<&str, Line> = self.lines().into_iter().map(|line| (line.id, line)).collect();
        let account = |entry: Entry| Account {
            entry,
            rules: rules.get(entry.id).cloned().unwrap_or_default(),
            line: lines.get(entry.id).copied(),
        };
        self.entries().into_iter().map(account).collect()
    }
}

/// An entry and what is said of it.
#[derive(Debug)]
pub struct Account {
    /// The entry.
    pub entry: Entry,
    /// The rules that name it.
    pub rules: Vec<&'static Code>,
    /// The line about it.
    pub line: Option<Line>,
}

impl Account {
    /// Where it went.
    pub fn outcome(&self) -> Option<Outcome> {
        if self.rules.is_empty() { self.line?.outcome } else { Some(Outcome::Rule) }
    }

    /// What stands in the source is enough to decide it.
    pub fn is_static(&self) -> bool {
        self.entry.kind != "day2" && self.entry.needs.split('+').all(|w| matches!(w, "static" | "counts" | "regions"))
    }
}

/// The codes that a line names: `[out-of-range]`.
pub fn named(how: &str) -> Vec<&str> {
    let inside = |part: &'_ str| part.split_once(']').map(|(name, _)| name.len());
    how.split('[').skip(1).filter_map(|part| inside(part).map(|end| &part[..end])).collect()
}
