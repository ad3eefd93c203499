//! The parser that pest makes of `grammar/lbx.pest`.
#![allow(missing_docs, reason = "the derive writes the rules as an enum without documentation")]

use std::num::NonZeroUsize;
use std::sync::Mutex;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/lbx.pest"]
struct Lbx;

/// Why a text is not what one rule wants.
pub(super) struct Failure {
    /// Where in the file the token is that does not fit.
    pub(super) at: usize,
    /// What would have fitted there.
    pub(super) expected: Vec<Rule>,
}

/// Matches one rule at the start of `text`, which stands in the file from `base`.
pub(super) fn run(rule: Rule, text: &str, base: usize) -> Result<Pairs<'_>, Failure> {
    allow_calls(text.len());
    Lbx::parse(rule, text).map(|pairs| Pairs { pairs, base }).map_err(|error| {
        let at = base
            + match error.location {
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

/// What a rule has matched, and where in the file.
#[derive(Clone)]
pub(super) struct Pair<'t> {
    pair: iterators::Pair<'t, Rule>,
    base: usize,
}

impl<'t> Pair<'t> {
    pub(super) fn as_rule(&self) -> Rule {
        self.pair.as_rule()
    }

    pub(super) fn as_str(&self) -> &'t str {
        self.pair.as_str()
    }

    /// Its first byte, in the file.
    pub(super) fn start(&self) -> usize {
        self.base + self.pair.as_span().start()
    }

    /// One past its last byte, in the file.
    pub(super) fn end(&self) -> usize {
        self.base + self.pair.as_span().end()
    }

    pub(super) fn into_inner(self) -> Pairs<'t> {
        Pairs { pairs: self.pair.into_inner(), base: self.base }
    }
}

/// What several rules have matched, in order.
pub(super) struct Pairs<'t> {
    pairs: iterators::Pairs<'t, Rule>,
    base: usize,
}

impl<'t> Iterator for Pairs<'t> {
    type Item = Pair<'t>;

    fn next(&mut self) -> Option<Pair<'t>> {
        self.pairs.next().map(|pair| Pair { pair, base: self.base })
    }
}

impl DoubleEndedIterator for Pairs<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.pairs.next_back().map(|pair| Pair { pair, base: self.base })
    }
}

/// A rule's parts, read from left to right, without line breaks, comments and commas.
pub(super) struct Parts<'t> {
    pairs: Pairs<'t>,
    next: Option<Pair<'t>>,
}

impl<'t> Parts<'t> {
    pub(super) fn of(pair: Pair<'t>) -> Parts<'t> {
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
    pub(super) fn peek_pair(&self) -> Option<&Pair<'t>> {
        self.next.as_ref()
    }

    /// Where the next part begins.
    pub(super) fn peek_start(&self) -> Option<usize> {
        self.next.as_ref().map(Pair::start)
    }

    /// The next part, if it is of this rule.
    pub(super) fn want(&mut self, rule: Rule) -> Option<Pair<'t>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Pair<'t>;

    fn next(&mut self) -> Option<Pair<'t>> {
        let part = self.next.take();
        if part.is_some() {
            self.advance();
        }
        part
    }
}
