//! What fixes make of the sources: rounds of compiling, taking every fix that disturbs no other, and looking whether that
//! made anything worse. Pure: texts in, texts out; reading and writing files is for `cli`.
//!
//! A round takes the fixes of one rank alone (syntax, then the language, then the rules), since what a broken line hides
//! is not known before it is mended. A fix is kept only if its finding is gone and nothing new is wrong; one that would take
//! a comment with it, or that still has a place to fill in (`…`), is left to the reader.

mod apply;
mod judge;

use std::collections::BTreeMap;

use crate::compile::{Compilation, Options, compile};
use crate::diag::{Code, Diagnostic, Fix, Level};
use crate::source::{FileId, LoadError, Loader, Sources};
use crate::syntax;
use apply::Change;
use judge::Tally;

/// The most rounds.
pub const ROUNDS: usize = 10;

/// The most compilations of all sources that one run is worth.
const TRIES: usize = 256;

/// A source to fix, with all it uses.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// How it is compiled.
    pub options: Options,
}

/// Which fixes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// Those that are certain.
    Certain,
    /// Where none is, the first that is offered, too.
    Offers,
}

/// A fix that was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The finding's code.
    pub code: &'static Code,
    /// The fix's title.
    pub title: String,
    /// The file of its first edit.
    pub file: String,
}

/// What came out.
#[derive(Debug)]
pub struct Fixed {
    /// The compilations of the fixed sources, one for each job.
    pub compilations: Vec<Compilation>,
    /// The texts that differ: name → before and after.
    pub texts: BTreeMap<String, (String, String)>,
    /// What was done, in order.
    pub kept: Vec<Kept>,
    /// In how many rounds.
    pub rounds: usize,
}

/// The fix of a finding that would be taken, if any.
pub fn taken<'d>(diagnostic: &'d Diagnostic, sources: &Sources, root: &str, take: Take) -> Option<&'d Fix> {
    let ready = |fix: &&Fix| {
        !fix.edits.is_empty()
            && fix.edits.iter().all(|e| !e.text.contains('…') && ours(root, sources.name_of(e.span.file)))
    };
    let certain = diagnostic.fixes.iter().filter(ready).find(|f| f.certain);
    match take {
        Take::Certain => certain,
        Take::Offers => certain.or_else(|| diagnostic.fixes.iter().find(ready)),
    }
}

/// Whether a file is the root itself, or lies in its directory or below: neither the library nor what others own.
fn ours(root: &str, name: &str) -> bool {
    if name == root {
        return true;
    }
    if root.starts_with('<') || name.starts_with('<') {
        return false;
    }
    let directory = root.rfind('/').map_or("", |at| &root[..=at]);
    let inside = name.strip_prefix(directory);
    inside.is_some_and(|rest| !rest.starts_with('/') && !rest.starts_with("../"))
}

/// Fixes the jobs together: a module that several use is changed once, and must be right for all of them.
pub fn fix(jobs: &[Job], loader: &mut dyn Loader, take: Take) -> Fixed {
    let mut run = Run { jobs, loader, texts: BTreeMap::new(), tries: 0 };
    let mut compilations = run.compile(&BTreeMap::new());
    let mut tally = Tally::of(&compilations);
    let mut kept = Vec::new();
    let mut rounds = 0;
    while rounds < ROUNDS && run.tries < TRIES {
        let mut progress = false;
        for rank in 0..judge::RANKS {
            let candidates = candidates(jobs, &compilations, take, rank);
            let chosen = apply::disjoint(candidates);
            if chosen.is_empty() {
                continue;
            }
            let base = originals(&compilations);
            let mut round = Round { base: &base, before: &tally, accepted: Vec::new(), best: None };
            round.keep(&mut run, &chosen);
            if let Some((changed, after)) = round.best.take() {
                let accepted = std::mem::take(&mut round.accepted);
                kept.extend(accepted.into_iter().flat_map(|at| chosen[at].kept()));
                for (name, text) in changed {
                    run.texts.insert(name, text);
                }
                tally = Tally::of(&after);
                compilations = after;
                progress = true;
                break; // what was hidden may be of a lower rank
            }
        }
        if !progress {
            break;
        }
        rounds += 1;
    }
    let texts = run.before_and_after();
    let laid_out = laid_out(&texts);
    if !laid_out.is_empty() {
        let after = run.compile(&laid_out);
        if Tally::of(&after).no_worse(&tally) {
            compilations = after;
            run.texts.extend(laid_out);
        }
    }
    let mut texts = run.before_and_after();
    texts.retain(|_, (before, after)| before != after);
    Fixed { compilations, texts, kept, rounds }
}

/// Texts that were in the one layout before they were changed, in it again.
fn laid_out(texts: &BTreeMap<String, (String, String)>) -> BTreeMap<String, String> {
    let format = |text: &str| syntax::format(text, &syntax::parse(FileId(0), text).ast);
    let mut out = BTreeMap::new();
    for (name, (before, after)) in texts {
        let parsed = syntax::parse(FileId(0), after);
        if format(before) != *before || parsed.diagnostics.iter().any(|d| d.level == Level::Error) {
            continue;
        }
        let neat = syntax::format(after, &parsed.ast);
        if neat != *after {
            out.insert(name.clone(), neat);
        }
    }
    out
}

/// The text of every file that was compiled.
fn originals(compilations: &[Compilation]) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for sources in compilations.iter().map(|c| &c.sources) {
        for file in sources.ids() {
            out.entry(sources.name_of(file).to_owned()).or_insert_with(|| sources.text(file).to_owned());
        }
    }
    out
}

/// A fix that may be taken.
#[derive(Debug)]
struct Candidate {
    changes: Vec<Change>,
    /// The findings that it fixes: several may want the same.
    findings: Vec<(judge::Key, &'static Code, String)>,
    certain: bool,
}

impl Candidate {
    fn kept(&self) -> impl Iterator<Item = Kept> + '_ {
        let file = self.changes.first().map(|c| c.file.clone()).unwrap_or_default();
        self.findings.iter().map(move |(_, code, title)| Kept { code, title: title.clone(), file: file.clone() })
    }
}

fn candidates(jobs: &[Job], compilations: &[Compilation], take: Take, rank: usize) -> Vec<Candidate> {
    let mut found: BTreeMap<Vec<Change>, Candidate> = BTreeMap::new();
    let mut comments = apply::Comments::default();
    for (job, compilation) in jobs.iter().zip(compilations) {
        let sources = &compilation.sources;
        for diagnostic in compilation.diagnostics.iter().filter(|d| judge::rank(d.code) == rank) {
            let Some(fix) = taken(diagnostic, sources, &job.name, take) else { continue };
            let Some(changes) = apply::changes(fix, sources) else { continue };
            if !comments.survive(&changes, fix, sources) {
                continue;
            }
            let key = judge::Key::of(diagnostic, sources);
            let candidate = found.entry(changes.clone()).or_insert_with(|| Candidate {
                changes,
                findings: Vec::new(),
                certain: true,
            });
            candidate.certain &= fix.certain;
            if candidate.findings.iter().all(|(known, ..)| *known != key) {
                candidate.findings.push((key, diagnostic.code, fix.title.clone()));
            }
        }
    }
    found.into_values().collect()
}

/// All that stays the same from round to round.
struct Run<'a> {
    jobs: &'a [Job],
    loader: &'a mut dyn Loader,
    /// What was changed so far.
    texts: BTreeMap<String, String>,
    tries: usize,
}

impl Run<'_> {
    /// Compiles every job, with `changed` on top of what was changed before.
    fn compile(&mut self, changed: &BTreeMap<String, String>) -> Vec<Compilation> {
        self.tries += 1;
        let Run { jobs, loader, texts, .. } = self;
        let mut overlay = Overlay { layers: [changed, texts], beneath: &mut **loader };
        jobs.iter()
            .map(|job| {
                let text = overlay.own(&job.name).unwrap_or_else(|| job.text.clone());
                compile(&job.name, text, &mut overlay, &job.options)
            })
            .collect()
    }

    fn before_and_after(&mut self) -> BTreeMap<String, (String, String)> {
        let mut out = BTreeMap::new();
        for (name, after) in &self.texts {
            let before = match self.jobs.iter().find(|job| job.name == *name) {
                Some(job) => Ok(job.text.clone()),
                None => self.loader.load(name),
            };
            if let Ok(before) = before {
                out.insert(name.clone(), (before, after.clone()));
            }
        }
        out
    }
}

/// One round: the fixes that were chosen, and as many of them as can be kept.
struct Round<'a> {
    base: &'a BTreeMap<String, String>,
    before: &'a Tally,
    accepted: Vec<usize>,
    best: Option<(BTreeMap<String, String>, Vec<Compilation>)>,
}

impl Round<'_> {
    /// Keeps all of them, or looks for those that can be kept.
    fn keep(&mut self, run: &mut Run, chosen: &[Candidate]) {
        let mut waiting: Vec<Vec<usize>> = vec![(0..chosen.len()).collect()];
        while let Some(batch) = waiting.pop() {
            if run.tries >= TRIES {
                return;
            }
            let trial: Vec<usize> = self.accepted.iter().chain(&batch).copied().collect();
            let fixes: Vec<&Candidate> = trial.iter().map(|at| &chosen[*at]).collect();
            let changed = apply::apply(self.base, fixes.iter().flat_map(|fix| &fix.changes));
            let after = run.compile(&changed);
            if Tally::of(&after).better(self.before, &fixes) {
                self.accepted = trial;
                self.best = Some((changed, after));
            } else if batch.len() > 1 {
                let (left, right) = batch.split_at(batch.len() / 2);
                waiting.push(right.to_vec());
                waiting.push(left.to_vec());
            }
        }
    }
}

/// Changed texts on top of a loader.
struct Overlay<'a> {
    layers: [&'a BTreeMap<String, String>; 2],
    beneath: &'a mut dyn Loader,
}

impl Overlay<'_> {
    fn own(&self, name: &str) -> Option<String> {
        self.layers.iter().find_map(|layer| layer.get(name)).cloned()
    }
}

impl Loader for Overlay<'_> {
    fn load(&mut self, name: &str) -> Result<String, LoadError> {
        match self.own(name) {
            Some(text) => Ok(text),
            None => self.beneath.load(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_root_are_ours() {
        let check = |root: &str, name: &str, want: bool| assert_eq!(ours(root, name), want, "{root} {name}");
        check("web.lbx", "web.lbx", true);
        check("web.lbx", "parts/net.lbx", true);
        check("web.lbx", "../net.lbx", false);
        check("web.lbx", "/etc/net.lbx", false);
        check("a/web.lbx", "a/net.lbx", true);
        check("a/web.lbx", "net.lbx", false);
        check("../web.lbx", "../net.lbx", true);
        check("../web.lbx", "../../net.lbx", false);
        check("/a/web.lbx", "/a/b.lbx", true);
        check("web.lbx", "<std/web_tier.lbx>", false);
        check("<stdin>", "<stdin>", true);
        check("<stdin>", "net.lbx", false);
    }
}
