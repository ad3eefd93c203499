//! What is there while nobody can tell how much is needed.

use super::{Findings, edits};
use crate::topology::{Autoscale, Lb, Thing, V, View};

rule! {
    no_machine_without_metrics "LBX1715" "no-machine-without-metrics" Hint
    "a scale set behind a load balancer that may stay empty while metrics are missing",
    from: ["AS-015"]
}

fn check(view: &View, findings: &mut Findings) {
    for setting in view.all::<Autoscale>().filter(|s| !s.existing() && s.flag("enabled") != Some(false)) {
        let Some(vmss) = setting.vmss() else { continue };
        let pool = vmss.nics().flat_map(|n| n.ip_configs()).flat_map(|c| c.pools()).next();
        let Some((pool, span)) = pool else { continue };
        for thing in std::iter::once(setting.0).chain(setting.profiles().map(|p| p.0)) {
            if let Some((place, most)) = empty(view, thing) {
                let lb: Lb = pool.lb();
                let enough = most.clamp(1, 2);
                let mut finding = CODE
                    .at(place, format!("while metrics are missing nothing starts a machine: the default of `{}` is 0", vmss.path()))
                    .because(span, format!("{} sends it traffic", lb.called()))
                    .help(format!("write a `default` that can carry the traffic, such as `default: {enough}`"));
                finding = finding.with_fix(format!("write `default: {enough}`"), false, vec![edits::set(thing, "default", &enough.to_string())]);
                findings.push(thing, finding);
            }
        }
    }
}

/// Where a default of 0 stands, and the most machines there may be.
fn empty(view: &View, thing: Thing) -> Option<(crate::source::Span, i64)> {
    let V::Range(ends) = &thing.get("range").v else { return None };
    let (least, most) = (view.num(&ends.0)?, view.num(&ends.1)?);
    let zero = match thing.slot("default") {
        Some(_) => thing.num("default")?.single() == Some(0),
        None => least.single() == Some(0),
    };
    let place = if thing.slot("default").is_some() { thing.span_of("default") } else { thing.span_of("range") };
    (zero && most.lo > 0).then_some((place, most.lo))
}
