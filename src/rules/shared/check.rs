//! Runs every rule in every variant, merges what they find, applies waivers. The only maker of [`Valid`].

use std::collections::{BTreeMap, HashMap};

use super::expects::Claims;
use super::once::{drop_echoes, one_per_statement};
use crate::codes;
use crate::diag::{self, Code, Diagnostic, Level, Levels};
use crate::rules::{ALL, Findings};
use crate::source::Span;
use crate::topology::{self, NodeId, ParamId, Region, Topology, V, Variant, View};

/// A topology without errors: what `lower` takes.
#[derive(Debug)]
pub struct Valid(Topology);

impl Valid {
    /// The topology.
    pub fn topology(&self) -> &Topology {
        &self.0
    }
}

/// What checking says.
#[derive(Debug)]
pub struct Check {
    /// Every finding, waived ones left out, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The topology, if nothing is wrong with it.
    pub valid: Option<Valid>,
    /// The topology otherwise: `show` prints what there is.
    pub topology: Option<Topology>,
}

/// Checks a topology. `before`: what parsing and resolving found; an error among it means no `Valid`. `levels`: what
/// the caller asks for; a finding that is allowed is left out, and one that is denied is an error like any other.
pub fn check(topology: Topology, before: Vec<Diagnostic>, levels: &Levels) -> Check {
    let mut diagnostics = before;
    let broken = diagnostics.iter().any(|d| d.level == Level::Error);
    match topology::variants(&topology) {
        Ok(variants) => {
            let mut undecided = Vec::new();
            let mut claims = Claims::default();
            let mut found = run(&topology, &variants, broken, &mut undecided, &mut claims);
            waive(&topology, &mut found, broken, &undecided);
            one_per_statement(&topology, &mut found);
            diagnostics.extend(found.into_iter().map(|(_, d)| d));
            diagnostics.extend(claims.say(&topology, &variants));
        }
        Err(too_many) => diagnostics.push(too_many_variants(&topology, &too_many)),
    }
    levels.apply(&mut diagnostics);
    drop_echoes(&mut diagnostics);
    diag::sort(&mut diagnostics);
    if diagnostics.iter().any(|d| d.level == Level::Error) {
        Check { diagnostics, valid: None, topology: Some(topology) }
    } else {
        Check { diagnostics, valid: Some(Valid(topology)), topology: None }
    }
}

/// Every rule in every variant; what all variants share is said once, anything else names its variant.
fn run(
    topology: &Topology,
    variants: &[Variant],
    broken: bool,
    undecided: &mut Vec<(NodeId, &'static Code)>,
    claims: &mut Claims,
) -> Vec<(NodeId, Diagnostic)> {
    let mut merged: Vec<(NodeId, Diagnostic, Vec<usize>)> = Vec::new();
    let mut index: HashMap<(&'static str, Span, NodeId), Vec<usize>> = HashMap::new();
    for (at, variant) in variants.iter().enumerate() {
        let view = View::new(topology, variant.clone());
        let mut findings = Findings::of(&view);
        for rule in ALL.iter().filter(|rule| !(broken && rule.lacking)) {
            (rule.check)(&view, &mut findings);
        }
        if !broken {
            claims.judge(topology, &|| findings.packets(), at);
        }
        undecided.extend(findings.undecided);
        for (node, diagnostic) in findings.found {
            if topology.node(node).cut {
                continue;
            }
            let places = index.entry((diagnostic.code.id, diagnostic.primary.span, node)).or_default();
            match places.iter().find(|i| merged[**i].1 == diagnostic) {
                Some(same) => {
                    if merged[*same].2.last() != Some(&at) {
                        merged[*same].2.push(at);
                    }
                }
                None => {
                    places.push(merged.len());
                    merged.push((node, diagnostic, vec![at]));
                }
            }
        }
    }
    // The same finding in other words per variant (a number differs): the first variant's words stand for all.
    let mut spoken: BTreeMap<(Span, &'static str, NodeId), usize> = BTreeMap::new();
    let mut out: Vec<(NodeId, Diagnostic, Vec<usize>)> = Vec::new();
    for (node, diagnostic, at) in merged {
        let key = (diagnostic.primary.span, diagnostic.code.id, node);
        match spoken.get(&key) {
            Some(first) if out[*first].2.iter().all(|v| !at.contains(v)) => out[*first].2.extend(at),
            _ => {
                spoken.insert(key, out.len());
                out.push((node, diagnostic, at));
            }
        }
    }
    out.into_iter()
        .map(|(node, diagnostic, mut at)| {
            at.sort_unstable();
            let diagnostic = match when(topology, variants, &at) {
                Some(words) => diagnostic.note(format!("this holds when {words}")),
                None => diagnostic,
            };
            (node, within_module(topology, node, diagnostic))
        })
        .collect()
}

/// `` `addressing` is "dual" ``: the fewest params that tell these variants from the others; `None` where it is all.
pub fn when(topology: &Topology, variants: &[Variant], at: &[usize]) -> Option<String> {
    if at.len() == variants.len() {
        return None;
    }
    let first = &variants[at[0]];
    let matches = |keep: &[usize]| -> Vec<usize> {
        (0..variants.len()).filter(|v| keep.iter().all(|k| variants[*v].regions[*k] == first.regions[*k])).collect()
    };
    let mut keep: Vec<usize> = (0..first.regions.len()).collect();
    for candidate in 0..first.regions.len() {
        let fewer: Vec<usize> = keep.iter().copied().filter(|k| *k != candidate).collect();
        if matches(&fewer).iter().all(|v| at.contains(v)) {
            keep = fewer;
        }
    }
    let words: Vec<String> = keep.iter().map(|k| region_words(topology, &first.regions[*k])).collect();
    (!words.is_empty()).then(|| words.join(" and "))
}

fn region_words(topology: &Topology, (param, region): &(ParamId, Region)) -> String {
    let name = &topology.param(*param).name;
    match region {
        Region::Is(V::None) => format!("`{name}` is not given"),
        Region::Is(V::Str(s) | V::Word(s)) => format!("`{name}` is \"{s}\""),
        Region::Is(v) => {
            let value = topology::Value::new(v.clone(), topology.param(*param).span);
            format!("`{name}` is {}", topology::fold::display(&value).unwrap_or_default())
        }
        Region::Between(lo, hi) if lo == hi => format!("`{name}` is {lo}"),
        Region::Between(lo, hi) => {
            let (least, most) = (i64::from(i32::MIN), i64::from(i32::MAX));
            match (*lo == least, *hi == most) {
                (true, _) => format!("`{name}` is at most {hi}"),
                (_, true) => format!("`{name}` is at least {lo}"),
                _ => format!("`{name}` is between {lo} and {hi}"),
            }
        }
        Region::Other(without) if without.is_empty() => format!("`{name}` is given"),
        Region::Other(_) => format!("`{name}` is something else"),
    }
}

/// A mistake inside a module shows the place that used it, outermost last.
fn within_module(topology: &Topology, node: NodeId, mut diagnostic: Diagnostic) -> Diagnostic {
    let mut at = topology.node(node).instance;
    while let Some(id) = at {
        let instance = &topology.instances[id.index()];
        if !instance.span.contains(diagnostic.primary.span) {
            diagnostic = diagnostic.because(instance.span, format!("in `{}`, used here", instance.symbol));
        }
        at = instance.outer;
    }
    diagnostic
}

/// The waivers that count for a thing: its own, those of what it stands in, those of the file.
fn waivers(topology: &Topology, node: NodeId) -> Vec<&topology::Waiver> {
    let mut at = Some(node);
    let mut waivers: Vec<&topology::Waiver> = Vec::new();
    while let Some(id) = at {
        waivers.extend(&topology.node(id).waivers);
        at = topology.node(id).parent;
    }
    waivers.extend(&topology.waivers);
    waivers
}

/// Takes out what is waived, and reports waivers that waive nothing.
fn waive(
    topology: &Topology,
    found: &mut Vec<(NodeId, Diagnostic)>,
    broken: bool,
    undecided: &[(NodeId, &'static Code)],
) {
    let mut used: Vec<Span> = Vec::new();
    for (node, code) in undecided {
        used.extend(waivers(topology, *node).into_iter().filter(|w| &*w.rule == code.name).map(|w| w.span));
    }
    let mut refused: Vec<Diagnostic> = Vec::new();
    found.retain(|(node, diagnostic)| {
        let Some(waiver) = waivers(topology, *node).into_iter().find(|w| &*w.rule == diagnostic.code.name) else {
            return true;
        };
        used.push(waiver.span);
        if diagnostic.code.refused_by_azure && diagnostic.level == Level::Error {
            refused.push(
                codes::WAIVER_REFUSED
                    .at(waiver.span, format!("`{}` cannot be waived: Azure itself refuses it", waiver.rule))
                    .because(diagnostic.primary.span, diagnostic.message.clone()),
            );
            return true;
        }
        false
    });
    diag::sort(&mut refused);
    let all = topology.nodes.iter().flat_map(|n| &n.waivers).chain(&topology.waivers);
    let mut idle: Vec<&topology::Waiver> = all.filter(|w| !used.contains(&w.span)).collect();
    idle.dedup_by_key(|w| w.span);
    let root = NodeId(0);
    for diagnostic in refused {
        found.push((root, diagnostic));
    }
    if broken {
        return; // what a waiver waives may hang on the very line that is broken
    }
    for waiver in idle {
        let known = ALL.iter().map(|r| r.code.name).collect::<Vec<_>>();
        let diagnostic = if known.contains(&&*waiver.rule) {
            // Another `--set` may need it, so that it can go is not certain.
            let idle = codes::IDLE_WAIVER.at(waiver.span, format!("`{}` waives nothing here", waiver.rule));
            let idle = match found.iter().find(|(_, d)| d.code.name == &*waiver.rule) {
                Some((_, elsewhere)) => idle
                    .because(elsewhere.primary.span, "this is what it speaks of, in another block")
                    .help("a waiver counts for the block that it stands in, or for the whole file"),
                None => idle,
            };
            idle.offer("remove it", waiver.whole, "")
        } else {
            let unknown = codes::UNKNOWN_RULE.at(waiver.span, format!("no rule `{}`", waiver.rule));
            match diag::nearest(&waiver.rule, known.iter().copied()) {
                Some(near) => {
                    unknown.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), waiver.span, near)
                }
                None => unknown.help("`lbxc explain --list` names them all"),
            }
        };
        found.push((root, diagnostic));
    }
}

fn too_many_variants(topology: &Topology, too_many: &topology::TooMany) -> Diagnostic {
    let names: Vec<String> = too_many.params.iter().map(|p| format!("`{}`", topology.param(*p).name)).collect();
    let span = too_many.params.first().map_or_else(
        || topology.nodes.first().map_or(Span::new(crate::source::FileId(0), 0, 0), |n| n.name_span),
        |p| topology.param(*p).name_span,
    );
    codes::TOO_MANY_VARIANTS
        .at(
            span,
            format!(
                "the conditions on {} make {} variants; the most that are checked is {}",
                names.join(", "),
                too_many.count,
                topology::MOST
            ),
        )
        .help("split the file, or fix a param with `--set NAME=VALUE`")
}
