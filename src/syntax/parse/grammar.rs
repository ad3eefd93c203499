//! The parser that pest makes of `grammar/lbx.pest`.
#![allow(missing_docs, reason = "the derive writes the rules as an enum without documentation")]

use std::num::NonZeroUsize;
use std::sync::Mutex;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/lbx.pest"]
struct Lbx;

/// Why a text is not what one rule wants.
pub(super) struct Failure {
    /// Byte offset of the token that does not fit.
    pub(super) at: usize,
    /// What would have fitted there.
    pub(super) expected: Vec<Rule>,
}

/// Matches one rule at the start of `text`.
pub(super) fn run(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Failure> {
    allow_calls(text.len());
    Lbx::parse(rule, text).map_err(|error| {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        Failure { at, expected }
    })
}

/// A bound on the engine's work that grows with the text: some ten times what honest text needs. The engine has one
/// bound for the process, so it is only ever raised.
fn allow_calls(bytes: usize) {
    static ALLOWED: Mutex<usize> = Mutex::new(0);
    let wanted = 20_000_000 + bytes.saturating_mul(100);
    let mut allowed = ALLOWED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if wanted > *allowed {
        *allowed = wanted;
        pest::set_call_limit(NonZeroUsize::new(wanted));
    }
}

/// A rule's parts, read from left to right, without line breaks, comments and commas.
pub(super) struct Parts<'t> {
    pairs: Pairs<'t, Rule>,
    next: Option<Pair<'t, Rule>>,
}

impl<'t> Parts<'t> {
    pub(super) fn of(pair: Pair<'t, Rule>) -> Parts<'t> {
        let mut parts = Parts { pairs: pair.into_inner(), next: None };
        parts.advance();
        parts
    }

    fn advance(&mut self) {
        self.next = self.pairs.find(|p| !matches!(p.as_rule(), Rule::newline | Rule::comment | Rule::comma));
    }

    /// The rule of the next part.
    pub(super) fn peek(&self) -> Option<Rule> {
        self.next.as_ref().map(Pair::as_rule)
    }

    /// The next part, to look at.
    pub(super) fn peek_pair(&self) -> Option<&Pair<'t, Rule>> {
        self.next.as_ref()
    }

    /// Where the next part begins.
    pub(super) fn peek_start(&self) -> Option<usize> {
        self.next.as_ref().map(|p| p.as_span().start())
    }

    /// The next part, if it is of this rule.
    pub(super) fn want(&mut self, rule: Rule) -> Option<Pair<'t, Rule>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Pair<'t, Rule>;

    fn next(&mut self) -> Option<Pair<'t, Rule>> {
        let part = self.next.take();
        if part.is_some() {
            self.advance();
        }
        part
    }
}
