//! A param without `in` is judged by its default. Here it is judged over its whole type as well: what then breaks
//! another rule is said once, at the param, with the bound that helps. The rule runs the others on widened views.

use std::collections::{BTreeSet, HashSet};

use super::{ALL, Findings, Rule};
use crate::diag::{Diagnostic, Level};
use crate::source::Span;
use crate::topology::{NodeId, ParamId, ParamType, Region, Topology, V, Variant, View, mentions};

rule! {
    unbounded_param "LBX6020" "unbounded-param" Warning
    "another value of a param than its default breaks a rule",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    // Within its own runs it is silent.
    if view.widened.is_some() || view.topology.nodes.is_empty() {
        return;
    }
    let params = candidates(view.topology);
    if params.is_empty() {
        return;
    }
    let before: HashSet<Key> = run(view, ALL).iter().map(key).collect();
    for id in params {
        let (lo, hi) = bounds(view, id);
        if lo >= hi {
            continue;
        }
        let wide = narrowed(view, id, lo, hi);
        let mut broken: Vec<(NodeId, Diagnostic)> =
            run(&wide, ALL).into_iter().filter(|f| !before.contains(&key(f))).collect();
        broken.sort_by_key(|(_, d)| (d.code.id, d.primary.span));
        let Some((_, first)) = broken.first() else { continue };
        if let Some(rule) = ALL.iter().find(|r| r.code == first.code) {
            report(view, id, (lo, hi), rule, first, &before, findings);
        }
    }
}

type Key = (&'static str, Span, NodeId);

fn key((node, diagnostic): &(NodeId, Diagnostic)) -> Key {
    (diagnostic.code.id, diagnostic.primary.span, *node)
}

/// The errors that some rules find.
fn run(view: &View, rules: &[&Rule]) -> Vec<(NodeId, Diagnostic)> {
    let mut findings = Findings::of(view);
    for rule in rules.iter().filter(|r| r.code != &CODE) {
        (rule.check)(view, &mut findings);
    }
    findings.found.into_iter().filter(|(_, d)| d.level == Level::Error).collect()
}

/// Numbers without `in` that stand for more than text.
fn candidates(topology: &Topology) -> Vec<ParamId> {
    let wanted = |id: &ParamId| {
        let param = topology.param(*id);
        matches!(param.ty, ParamType::Int | ParamType::Port) && param.allowed.is_none() && !param.foreign
    };
    let mut out = BTreeSet::new();
    for node in &topology.nodes {
        for slot in &node.slots {
            mentions(topology, &slot.value, false, &mut |id| {
                if wanted(&id) {
                    out.insert(id);
                }
            });
        }
    }
    out.into_iter().collect()
}

/// What it may be in this variant. Nobody means the ends of the range of ports, 0 and 65535.
fn bounds(view: &View, id: ParamId) -> (i64, i64) {
    let (lo, hi) = match view.topology.param(id).ty {
        ParamType::Port => (1, 65_534),
        _ => (i64::from(i32::MIN), i64::from(i32::MAX)),
    };
    match view.region(id) {
        Some(Region::Between(a, b)) => (lo.max(*a), hi.min(*b)),
        Some(Region::Is(V::Int(i))) => (*i, *i),
        Some(_) | None => (lo, hi),
    }
}

fn narrowed<'t>(view: &View<'t>, id: ParamId, lo: i64, hi: i64) -> View<'t> {
    let mut variant: Variant = view.variant.clone();
    variant.regions.retain(|(p, _)| *p != id);
    variant.regions.push((id, Region::Between(lo, hi)));
    View::widened(view.topology, variant, Some(id))
}

fn report(
    view: &View,
    id: ParamId,
    (lo, hi): (i64, i64),
    rule: &Rule,
    first: &Diagnostic,
    before: &HashSet<Key>,
    findings: &mut Findings,
) {
    let param = view.topology.param(id);
    let good = |from: i64, to: i64| -> bool {
        run(&narrowed(view, id, from, to), &[rule]).iter().all(|f| before.contains(&key(f)))
    };
    let default = param.default.as_ref().and_then(|d| view.num(d)).and_then(|n| n.single());
    let start = default.into_iter().chain([1, 2, 8080]).find(|n| lo <= *n && *n <= hi && good(*n, *n));
    let name = &param.name;
    let mut finding = match start {
        Some(start) => {
            let most = furthest(start, hi, |n| good(start, n));
            let least = furthest(start, lo, |n| good(n, start));
            let bad = if most < hi { most + 1 } else { least - 1 };
            CODE.at(param.name_span, format!("`{name}` may be {bad} as well, and that breaks `{}`", first.code.name))
                .help(format!("promise what it will be: `in {least}..{most}`"))
                .offer(format!("write `in {least}..{most}`"), param.ty_span.after(), format!(" in {least}..{most}"))
        }
        None => CODE
            .at(param.name_span, format!("`{name}` may be any number, and some break `{}`", first.code.name))
            .help("promise what it will be, with `in`"),
    };
    finding = finding.because(first.primary.span, first.message.clone());
    findings.push(view.thing(NodeId(0)), finding);
}

/// The number furthest from `start` towards `end` up to which it holds.
fn furthest(start: i64, end: i64, holds: impl Fn(i64) -> bool) -> i64 {
    if holds(end) {
        return end;
    }
    let (mut good, mut bad) = (start, end);
    while (bad - good).abs() > 1 {
        let middle = good + (bad - good) / 2;
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}
