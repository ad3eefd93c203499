//! Judges every `expect` in every variant, and says what was found: each failure by itself, all that is undecided at once.

use std::rc::Rc;

use crate::codes;
use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Edit};
use crate::flow::{Fate, Flow, Journey, Lack, Verdict, Why, witness};
use crate::source::Span;
use crate::topology::{Expect, NodeId, Nsg, NsgRule, Outcome, Topology, V, Variant, View};

/// More steps than this say less.
const MOST_STEPS: usize = 5;

/// The claims that were found wrong or undecided.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Per claim: what was said first, and the variants in which it fails.
    failed: Vec<(usize, Diagnostic, Vec<usize>)>,
    /// Per claim: what is lacking, and the variants in which it is undecided.
    undecided: Vec<(usize, Vec<Lack>, Vec<usize>)>,
}

impl Claims {
    /// Judges all claims in a variant.
    pub(super) fn judge<'v>(&mut self, topology: &'v Topology, packets: &dyn Fn() -> Rc<Flow<'v>>, variant: usize) {
        for (at, expect) in topology.expects.iter().enumerate() {
            let flow = packets();
            match flow.judge(expect) {
                Verdict::Holds | Verdict::Silent => {}
                Verdict::Fails(journey, why) => self.fail(at, variant, || failure(&flow, expect, &journey, why)),
                Verdict::TooFewPorts(way, ports) => self.fail(at, variant, || too_few(&flow, expect, way, ports)),
                Verdict::Undecided(lacks) => match self.undecided.iter_mut().find(|(of, ..)| *of == at) {
                    Some((_, known, variants)) => {
                        known.extend(
                            lacks.into_iter().filter(|l| !known.iter().any(|k| k.what == l.what)).collect::<Vec<_>>(),
                        );
                        variants.push(variant);
                    }
                    None => self.undecided.push((at, lacks, vec![variant])),
                },
            }
        }
    }

    fn fail(&mut self, at: usize, variant: usize, diagnostic: impl Fn() -> Diagnostic) {
        match self.failed.iter_mut().find(|(of, ..)| *of == at) {
            Some((.., variants)) => variants.push(variant),
            None => self.failed.push((at, diagnostic(), vec![variant])),
        }
    }

    /// What is to be said.
    pub(super) fn say(self, topology: &Topology, variants: &[Variant]) -> Vec<Diagnostic> {
        let when = |at: &[usize]| super::check::when(topology, variants, at);
        let undecided = self.undecided_words(topology, variants, &when);
        let mut out: Vec<Diagnostic> = self
            .failed
            .into_iter()
            .map(|(_, diagnostic, at)| match when(&at) {
                Some(words) => diagnostic.note(format!("this holds when {words}")),
                None => diagnostic,
            })
            .collect();
        out.extend(undecided);
        out
    }

    fn undecided_words(
        &self,
        topology: &Topology,
        variants: &[Variant],
        when: &dyn Fn(&[usize]) -> Option<String>,
    ) -> Option<Diagnostic> {
        let (first, ..) = self.undecided.first()?;
        let mut lacks: Vec<&Lack> = Vec::new();
        for lack in self.undecided.iter().flat_map(|(_, lacks, _)| lacks) {
            if !lacks.iter().any(|known| known.what == lack.what) {
                lacks.push(lack);
            }
        }
        let what: Vec<&str> = lacks.iter().map(|lack| &*lack.what).take(MOST_STEPS).collect();
        let more = if lacks.len() > what.len() {
            format!(" and {} more facts", lacks.len() - what.len())
        } else {
            String::new()
        };
        let mut stated: BTreeMap<NodeId, Vec<String>> = BTreeMap::new();
        let mut diagnostic = codes::UNDECIDED_EXPECT
            .at(topology.expects[*first].span, format!("undecided, since nobody stated {}{more}", list(&what)));
        for (at, _, variants) in &self.undecided {
            let span = topology.expects[*at].span;
            let words = when(variants).map(|words| format!(" when {words}")).unwrap_or_default();
            if at != first {
                diagnostic = diagnostic.because(span, format!("this one is undecided too{words}"));
            } else if !words.is_empty() {
                diagnostic = diagnostic.here(format!("undecided{words}"));
            }
        }
        for lack in lacks {
            let words = if lack.line.is_empty() {
                lack.what.clone()
            } else {
                format!("if it is so, write here `{}`", lack.line)
            };
            diagnostic = diagnostic.because(lack.span, words);
            if let Some(home) = lack.home.filter(|_| lack.line.ends_with(": none")) {
                stated.entry(home).or_default().push(lack.line.clone());
            }
        }
        let view = View::new(topology, variants.first()?.clone());
        let edits: Vec<Edit> =
            stated.iter().map(|(id, lines)| super::edits::line_in(view.thing(*id), &lines.join(", "))).collect();
        if !edits.is_empty() {
            diagnostic = diagnostic.with_fix("state that there is none of these", false, edits);
        }
        Some(diagnostic)
    }
}

fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn failure(flow: &Flow, expect: &Expect, journey: &Journey, why: Why) -> Diagnostic {
    let packet = witness(flow, journey);
    let message = match why {
        Why::Stopped => match &journey.fate {
            Fate::Unanswered(member, _) => format!("`{packet}` gets to `{}`, and its answer is lost", member.name),
            _ => format!("`{packet}` does not get through"),
        },
        Why::Through => match &journey.fate {
            Fate::Arrives(member) | Fate::Unanswered(member, _) => {
                format!("`{packet}` gets through, to `{}`", member.name)
            }
            _ => format!("`{packet}` gets through"),
        },
        Why::Elsewhere => match (&journey.fate, &expect.outcome) {
            (Fate::Arrives(member), Outcome::Reaches(target, _)) => {
                format!(
                    "`{packet}` gets to `{}`, and not to `{}` at the port that is claimed",
                    member.name,
                    flow.shown(&flow.view().reduce(target))
                )
            }
            _ => format!("`{packet}` gets to no machine of this file"),
        },
        Why::OtherWay => {
            let via = expect.via.as_ref().map(|via| flow.shown(&flow.view().reduce(via))).unwrap_or_default();
            format!("`{packet}` does not pass `{via}`")
        }
    };
    let mut diagnostic = codes::FAILED_EXPECT.at(expect.span, message);
    if let Fate::Stopped(step) = &journey.fate
        && let Some((nsg, rule)) = step.dropped
        && why == Why::Stopped
        && let Some(source) = source_words(flow, expect)
        && let Some(nsg) = flow.view().typed::<Nsg>(nsg)
        && let Some((line, edit)) = super::packets::allow(
            nsg,
            rule.and_then(|id| flow.view().typed::<NsgRule>(id)),
            "expected",
            journey.packets.protocol,
            &source,
            &journey.packets.ports,
        )
    {
        diagnostic = diagnostic.with_fix(format!("let them in: `{line}`"), false, vec![edit]);
    }
    let steps = &journey.packets.steps;
    let from = steps.len().saturating_sub(MOST_STEPS);
    let mut said: Vec<Span> = Vec::new();
    let decided = match &journey.fate {
        Fate::Stopped(step) | Fate::Unanswered(_, step) => Some(step),
        Fate::Arrives(_) | Fate::Leaves => None,
    };
    for step in steps[from..].iter().chain(decided) {
        if !said.contains(&step.span) {
            said.push(step.span);
            diagnostic = diagnostic.because(step.span, step.text.clone());
        }
    }
    diagnostic
}

fn too_few(flow: &Flow, expect: &Expect, way: crate::topology::NodeId, ports: i64) -> Diagnostic {
    let span = expect.min_ports.as_ref().map_or(expect.span, |v| v.span);
    let thing = flow.view().thing(way);
    codes::FAILED_EXPECT
        .at(span, format!("at the largest scale each machine has {ports} ports by `{}`", thing.path()))
        .because(thing.span(), "the way out")
        .help("add addresses to it, or lower the number of machines")
}

/// The senders of a claim as the source of a rule, where they are one word.
fn source_words(flow: &Flow, expect: &Expect) -> Option<String> {
    let from = flow.view().reduce(&expect.from);
    match &from.v {
        V::Word(word) | V::Str(word) => Some(word.to_string()),
        V::Cidr(net) => Some(net.to_string()),
        V::Address(address) => Some(address.to_string()),
        _ => None,
    }
}
