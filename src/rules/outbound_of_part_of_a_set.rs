//! An outbound rule whose pool holds some machines of a set and not the others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, edits};
use crate::source::Span;
use crate::topology::{Known, Machine, NodeId, Outbound, Thing, View, Vm};

rule! {
    outbound_of_part_of_a_set "LBX1603" "outbound-of-part-of-a-set" Warning
    "an outbound rule whose pool holds some machines of a set and not the others", from: ["LB-062"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut of_set: BTreeMap<NodeId, Vec<Vm>> = BTreeMap::new();
    for vm in view.all::<Vm>() {
        for set in sets(vm) {
            of_set.entry(set.id).or_default().push(vm);
        }
    }
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let Some(pool) = outbound.pool() else { continue };
        let mut inside: BTreeSet<NodeId> = BTreeSet::new();
        let mut met: BTreeMap<NodeId, (Vm, Span)> = BTreeMap::new();
        for (config, span) in pool.users() {
            let Some(Machine::Vm(vm)) = config.nic.machine() else { continue };
            inside.insert(vm.id);
            for set in sets(vm) {
                met.entry(set.id).or_insert((vm, span));
            }
        }
        for (set, (vm, span)) in &met {
            let all = of_set.get(set).map_or(&[][..], Vec::as_slice);
            let Some(out) = all.iter().find(|v| !inside.contains(&v.id) && !v.existing() && joins_known(**v)) else { continue };
            let Some(nic) = out.nics().next() else { continue };
            let mut finding = CODE
                .at(
                    nic.name_span(),
                    format!("{} of {} is not in {}, by which {} leaves", out.called(), view.thing(*set).called(), pool.called(), vm.called()),
                )
                .because(*span, "in the pool")
                .because(outbound.name_span(), "the outbound rule of the pool")
                .help("an outbound rule works where all machines of the set are in its pool");
            if nic.ip_configs().len() == 1 && nic.slot("pools").is_none() && nic.parts::<crate::topology::Ip>().next().is_none() {
                let line = format!("pools: [{}]", pool.path());
                finding = finding.with_fix(format!("write `{line}`"), false, vec![edits::line_in(nic.0, &line)]);
            }
            findings.push(out.0, finding);
        }
    }
}

/// The sets that a machine stands in.
fn sets(vm: Vm<'_>) -> Vec<Thing<'_>> {
    let mut all = Vec::new();
    if let Known::Is(set) = vm.availability_set() {
        all.push(set.0);
    }
    if let Known::Is(set) = vm.vmss() {
        all.push(set.0);
    }
    all
}

/// Whether all pools of a machine are known.
fn joins_known(vm: Vm) -> bool {
    vm.nics().flat_map(|n| n.ip_configs()).all(|c| c.rows.all_things_known("pools"))
}
