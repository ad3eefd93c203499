//! A machine stands behind one public and one internal load balancer at most, all of one SKU.

use std::collections::BTreeMap;

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::source::Span;
use crate::topology::{Lb, Machine, Mode, NodeId, Tier, View};

rule! {
    load_balancers_of_one_type "LBX2086" "load-balancers-of-one-type" Error
    "a machine behind two public or two internal load balancers, or behind two SKUs",
    azure: "VMScaleSetCannotUseMultipleLoadBalancersOfSameType",
    from: ["VM-074", "VM-031", "LB-014", "LB-046", "LB-182", "LB-186", "F085", "VM-007"], refused
}

/// Public or internal, as far as its frontends tell; a Gateway one is neither.
fn public(lb: Lb) -> Option<bool> {
    if lb.tier() == Tier::Gateway {
        return None;
    }
    let kinds: Vec<Option<bool>> = lb.frontends().map(|f| f.public()).collect();
    match kinds.first() {
        Some(Some(first)) if kinds.iter().all(|k| k == &Some(*first)) => Some(*first),
        _ => None,
    }
}

fn check(view: &View, findings: &mut Findings) {
    let mut sets: BTreeMap<(NodeId, bool), (Lb, Machine, Span)> = BTreeMap::new();
    for machine in view.machines() {
        let mut seen: Vec<(Lb, Option<bool>, Span)> = Vec::new();
        let set = match machine {
            Machine::Vm(vm) => vm.availability_set().is(),
            Machine::Vmss(_) => None,
        };
        for config in machine.nics().into_iter().flat_map(|n| n.ip_configs()) {
            let pools = config.pools().into_iter().map(|(p, span)| (p.lb(), span));
            let all = pools.chain(config.nat_pools().into_iter().map(|(p, span)| (p.lb(), span)));
            for (lb, span) in all {
                if seen.iter().any(|(l, ..)| l.id == lb.id) {
                    continue;
                }
                let kind = public(lb);
                if let Some((other, _, there)) = seen.iter().find(|(_, k, _)| kind.is_some() && *k == kind) {
                    let word = if kind == Some(true) { "public" } else { "internal" };
                    let finding = CODE
                        .at(span, format!("`{}` stands behind the {word} load balancer `{}` already", machine.thing().path(), other.path()))
                        .because(*there, "here");
                    // Of single machines with several nics some sources say that it works.
                    let finding = if machine.vmss().is_some() {
                        finding.help("one public and one internal load balancer serve a scale set at most; move the pool into the other one")
                    } else {
                        let azure = (kind == Some(false)).then_some("AnotherInternalLoadBalancerExists");
                        finding
                            .level(Level::Warning)
                            .azure(azure)
                            .help("Azure documents one public and one internal load balancer per machine; a pool of addresses is exempt")
                    };
                    findings.push(config.rows, finding.offer_drop(config.rows, &["pools", "nat_pools"], span));
                } else if let (Some(kind), Some(set)) = (kind, set) {
                    let (other, of, there) = *sets.entry((set.id, kind)).or_insert((lb, machine, span));
                    if other.id != lb.id && of != machine {
                        let word = if kind { "public" } else { "internal" };
                        let azure = (!kind).then_some("AnotherInternalLoadBalancerExists");
                        findings.push(
                            config.rows,
                            CODE.at(
                                span,
                                format!("`{}` stands behind the {word} load balancer `{}`, and `{}` of the same availability set behind `{}`", machine.thing().path(), lb.path(), of.thing().path(), other.path()),
                            )
                            .level(Level::Warning)
                            .azure(azure)
                            .because(there, "the other machine")
                            .because(machine.thing().span_of("availability_set"), "the availability set")
                            .help("Azure documents one public and one internal load balancer per availability set; a pool of addresses is exempt"),
                        );
                    }
                }
                if let Some((other, _, there)) = seen.iter().find(|(l, ..)| (l.tier() == Tier::Basic) != (lb.tier() == Tier::Basic)) {
                    findings.push(
                        config.rows,
                        CODE.at(span, format!("`{}` and `{}` are of different SKUs; a machine stands behind one", lb.path(), other.path()))
                            .because(*there, "the other load balancer")
                            .azure(None)
                            .offer_drop(config.rows, &["pools", "nat_pools"], span),
                    );
                }
                basic(machine, lb, span, config.rows, findings);
                seen.push((lb, kind, span));
            }
        }
    }
}

/// A Basic load balancer that is there already serves neither several zones nor placement groups, nor a Flexible set.
fn basic(machine: Machine, lb: Lb, span: Span, culprit: crate::topology::Thing, findings: &mut Findings) {
    let Machine::Vmss(vmss) = machine else { return };
    if lb.tier() != Tier::Basic || vmss.existing() {
        return;
    }
    let zones = vmss.zones().is_some_and(|z| z.len() > 1);
    let wide = vmss.flag("single_placement_group") == Some(false) && vmss.slot("single_placement_group").is_some();
    let (why, azure) = if vmss.mode() == Some(Mode::Flexible) {
        ("is Flexible", None)
    } else if zones {
        ("stands in several zones", Some("VMScaleSetCannotReferenceLoadbalancerWhenLargeScaleOrCrossAZ"))
    } else if wide {
        ("has several placement groups", Some("VMScaleSetCannotReferenceLoadbalancerWhenLargeScaleOrCrossAZ"))
    } else {
        return;
    };
    findings.push(
        culprit,
        CODE.at(span, format!("`{}` {why}, which a Basic load balancer does not serve", vmss.path()))
            .because(lb.span_of("tier"), "Basic")
            .azure(azure)
            .help(format!("write `lb {}`, which is a Standard one", lb.node().symbol)),
    );
}
