//! A scale set behind a load balancer that operators cannot reach.

use super::{Findings, edits};
use crate::diag::{Diagnostic, Edit, Level};
use crate::source::Span;
use crate::topology::{Frontend, IpConfig, Lb, Mode, NodeId, Pool, Tier, View, Vmss};

rule! {
    scale_set_without_inbound_nat "LBX3040" "scale-set-without-inbound-nat" Error
    "a scale set behind a load balancer without a NAT pool or NAT rule", from: [], lacking
}

const NAME: &str = "scale-set-without-inbound-nat";

/// Where a scale set joins a pool of a load balancer of this file.
struct Joint<'v> {
    config: IpConfig<'v>,
    pool: Pool<'v>,
    span: Span,
    lb: Lb<'v>,
}

fn check(view: &View, findings: &mut Findings) {
    let mut reached: Vec<NodeId> = Vec::new();
    for lb in view.all::<Lb>() {
        reached.extend(lb.nat_rules().filter_map(|r| r.pool()).map(|pool| pool.id));
    }
    reached.sort_unstable();
    for set in view.all::<Vmss>().filter(|s| !s.existing()) {
        let mut joints: Vec<Joint> = Vec::new();
        let mut satisfied = false;
        let mut hidden = false;
        for config in set.nics().flat_map(|n| n.ip_configs()) {
            // A NAT pool from outside counts as well as one that is known.
            satisfied |= !config.rows.get("nat_pools").items().is_empty();
            hidden |= config.rows.get("pools").items().len() > config.pools().len();
            for (pool, span) in config.pools() {
                satisfied |= reached.binary_search(&pool.id).is_ok();
                let lb = pool.lb();
                // What an existing one has beside what is stated is not known; a Gateway takes no NAT rules and a
                // Global one no machines.
                if !lb.existing() && !matches!(lb.tier(), Tier::Gateway | Tier::Global) {
                    joints.push(Joint { config, pool, span, lb });
                } else {
                    hidden = true;
                }
            }
        }
        let of_public = joints.iter().find(|j| j.lb.public() == Some(true));
        if joints.is_empty() && hidden && !satisfied {
            findings.undecided(*set, &CODE);
        }
        let Some(joint) = of_public.or(joints.first()).filter(|_| !satisfied) else { continue };
        if joint.lb.public().is_none() {
            findings.undecided(*set, &CODE);
            continue;
        }
        // Beside an internal load balancer there may be a way in from inside the network, which no line has to say.
        let inside = joints.iter().any(|j| j.lb.public() == Some(false));
        findings.push(*set, finding(set, joint, of_public.is_some(), inside));
    }
}

fn finding(set: Vmss, joint: &Joint, public: bool, inside: bool) -> Diagnostic {
    let lb = joint.lb;
    let kind = if public { "public" } else { "internal" };
    let mut finding = CODE
        .at(joint.span, format!("operators have no way in to {}: it is behind {}, and no NAT pool or NAT rule leads to it", set.called(), lb.called()))
        .because(lb.name_span(), format!("{kind}, without NAT for this pool"))
        .note("the guideline gives every scale set at least one; Azure takes it as it is");
    if !public || inside {
        finding = finding.level(Level::Warning);
    }
    for (title, edits) in lines(set, joint) {
        finding = finding.with_fix(title, false, edits);
    }
    finding.with_fix(format!("waive it: `waive {NAME} because \"…\"`"), false, vec![edits::waiver_in(*set, NAME)])
}

/// The lines that would open a way in: a NAT pool for a Uniform set, a NAT rule for either.
fn lines(set: Vmss, joint: &Joint) -> Vec<(String, Vec<Edit>)> {
    let (lb, pool) = (joint.lb, joint.pool);
    let usable = |f: &Frontend| f.public() == lb.public() && f.node().keys.is_empty();
    let Some(frontend) = lb.frontends().find(usable) else { return Vec::new() };
    // A name that is reached through a module or a family is not simply written.
    let plain = lb.node().keys.is_empty() && pool.node().keys.is_empty() && lb.node().instance == set.node().instance;
    if !plain || lb.node().full_span.file != set.node().full_span.file {
        return Vec::new();
    }
    let machines = set.most_at_once().unwrap_or(100).clamp(1, 1000);
    let Some(first) = free_range(lb, frontend, machines.max(100)) else { return Vec::new() };
    let last = first + machines.max(100) - 1;
    let (name, port) = if is_windows(set) { ("rdp", 3389) } else { ("ssh", 22) };
    let flow = format!("tcp {}:{first}..{last} ->", frontend.node().symbol);
    let mut out = Vec::new();
    if set.mode() == Some(Mode::Uniform)
        && let Some(slot) = joint.config.rows.slot("pools")
    {
        let line = format!("nat_pool {name} = {flow} :{port}");
        let member = format!("nat_pools: [{}.{name}]", lb.node().symbol);
        let title = format!("write `{line}` in `{}` and `{member}` in the nic", lb.path());
        let edits = vec![edits::line_at_end(*lb, &line), Edit { span: slot.value.span.after(), text: format!(", {member}") }];
        out.push((title, edits));
    }
    let line = format!("nat_rule {name} = {flow} {}:{port}", pool.node().symbol);
    out.push((format!("write `{line}` in `{}`", lb.path()), vec![edits::line_at_end(*lb, &line)]));
    out
}

/// The first port from 50000 on at which so many ports of a frontend are free.
fn free_range(lb: Lb, frontend: Frontend, size: i64) -> Option<i64> {
    let mut taken: Vec<(i64, i64)> = Vec::new();
    for inbound in lb.inbound().into_iter().filter(|i| i.frontend() == Some(frontend)) {
        taken.extend(inbound.frontend_ports()?.ranges.iter().map(|(a, b)| (a.lo, b.hi)));
    }
    taken.sort_unstable();
    let mut first = 50_000;
    for (lo, hi) in taken {
        if lo < first + size && hi >= first {
            first = hi + 1;
        }
    }
    (first + size - 1 <= 65_534).then_some(first)
}

fn is_windows(set: Vmss) -> bool {
    set.text("os").as_deref() == Some("Windows") || set.text("image").is_some_and(|i| i.to_lowercase().contains("windows"))
}
