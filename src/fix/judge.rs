//! Whether a change made anything worse: the findings before and after, counted.

use std::collections::{BTreeMap, BTreeSet};

use super::Candidate;
use crate::compile::Compilation;
use crate::diag::{Code, Diagnostic, Level};
use crate::source::Sources;

/// How many ranks there are.
pub(super) const RANKS: usize = 3;

/// What a code hangs on: 0 syntax, 1 the language, 2 rules. While something of a lower rank is wrong, some of a higher one
/// is hidden.
pub(super) fn rank(code: &Code) -> usize {
    match code.id.get(..5) {
        Some("LBX00") => 0,
        Some("LBX01") if code.id < "LBX0191" => 1,
        Some(_) | None => 2,
    }
}

/// What makes a finding the same in two compilations that differ elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    file: String,
    start: u32,
    end: u32,
    code: &'static str,
    message: String,
}

impl Key {
    pub(super) fn of(diagnostic: &Diagnostic, sources: &Sources) -> Key {
        let span = diagnostic.primary.span;
        Key {
            file: sources.name_of(span.file).to_owned(),
            start: span.start,
            end: span.end,
            code: diagnostic.code.id,
            message: diagnostic.message.clone(),
        }
    }
}

/// The findings of all jobs, counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Every finding, by code.
    by_code: BTreeMap<&'static str, usize>,
    /// Every finding, by code and message.
    by_message: BTreeMap<(&'static str, String), usize>,
    /// Errors and warnings, by rank and code.
    wrong: [BTreeMap<&'static str, usize>; RANKS],
    /// Errors alone.
    errors: usize,
}

impl Tally {
    pub(super) fn of(compilations: &[Compilation]) -> Tally {
        let mut tally = Tally::default();
        let mut seen = BTreeSet::new();
        for compilation in compilations {
            for diagnostic in &compilation.diagnostics {
                let key = Key::of(diagnostic, &compilation.sources);
                if compilations.len() > 1 && !seen.insert(key) {
                    continue;
                }
                let id = diagnostic.code.id;
                *tally.by_code.entry(id).or_default() += 1;
                *tally.by_message.entry((id, diagnostic.message.clone())).or_default() += 1;
                if diagnostic.level <= Level::Warning {
                    *tally.wrong[rank(diagnostic.code)].entry(id).or_default() += 1;
                }
                tally.errors += usize::from(diagnostic.level == Level::Error);
            }
        }
        tally
    }

    fn total(&self, rank: usize) -> usize {
        self.wrong[rank].values().sum()
    }

    /// Whether no code has more errors or warnings than before.
    pub(super) fn no_worse(&self, before: &Tally) -> bool {
        let more = |rank: usize| self.wrong[rank].iter().any(|(id, n)| before.wrong[rank].get(id).unwrap_or(&0) < n);
        !(0..RANKS).any(more)
    }

    /// Whether the fixes did what they say and nothing new is wrong.
    pub(super) fn better(&self, before: &Tally, fixes: &[&Candidate]) -> bool {
        let rank = fixes.iter().flat_map(|f| &f.findings).map(|(_, code, _)| rank(code)).min().unwrap_or(0);
        if rank == RANKS - 1 {
            let mut fixed: BTreeMap<&str, usize> = BTreeMap::new();
            for (key, ..) in fixes.iter().flat_map(|f| &f.findings) {
                *fixed.entry(key.code).or_default() += 1;
            }
            let gone = |(id, n): (&&str, &usize)| {
                self.by_code.get(*id).unwrap_or(&0) + n <= *before.by_code.get(*id).unwrap_or(&0)
            };
            return fixed.iter().all(gone) && self.no_worse(before);
        }
        let mut fixed: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        for (key, ..) in fixes.iter().flat_map(|f| &f.findings) {
            *fixed.entry((key.code, key.message.clone())).or_default() += 1;
        }
        let gone = |(key, n): (&(&'static str, String), &usize)| {
            self.by_message.get(key).unwrap_or(&0) + n <= *before.by_message.get(key).unwrap_or(&0)
        };
        let lower = |below: usize| (0..below).all(|r| self.total(r) <= before.total(r));
        // What was meant is known where a fix is certain, so what it brings to light was wrong before as well.
        let certain = fixes.iter().all(|f| f.certain);
        let quiet = if certain { lower(rank.max(1)) } else { lower(rank + 1) && self.errors <= before.errors };
        fixed.iter().all(gone) && quiet
    }
}
