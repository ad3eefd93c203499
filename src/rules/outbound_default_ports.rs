//! Azure's own table of SNAT ports for a pool that grows.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::snat::default_ports;
use crate::diag::Level;
use crate::topology::{Machine, Outbound, View};

rule! {
    outbound_default_ports "LBX3008" "outbound-default-ports" Warning
    "Azure's own table of SNAT ports for a pool that grows", from: ["LB-163", "LB-164", "F255"]
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        if outbound.num("ports_per_instance").and_then(|n| n.single()) != Some(0) {
            continue;
        }
        let span = outbound.span_of("ports_per_instance");
        let Some(budget) = outbound.budget() else {
            let finding = CODE.at(span, "0 is Azure's own table, which gives fewer ports the larger the pool is");
            findings.push(*outbound, finding.level(Level::Hint).help("write a multiple of 8").offer_set(*outbound, "ports_per_instance", "1024"));
            continue;
        };
        let least: i64 = outbound.pool().map_or(0, |pool| pool.users().iter().map(|(c, _)| at_least(c.nic.machine())).sum());
        let table = |machines: i64| default_ports(u64::try_from(machines).unwrap_or(0));
        let (few, many) = (table(least.max(1)), table(budget.machines.hi));
        let finding = if few == many && many.is_some() {
            CODE.at(span, "0 is Azure's own table, which gives fewer ports the larger the pool is").level(Level::Hint)
        } else {
            let at_most = many.map_or("an undocumented number".to_owned(), |n| n.to_string());
            CODE.at(
                span,
                format!(
                    "between {least} and {} machines Azure's table goes from {} to {at_most} ports each and cuts connections",
                    budget.machines.most(view),
                    few.unwrap_or_default()
                ),
            )
        };
        findings.push(*outbound, finding.help(format!("write {}, which is the most at the largest scale, or less", budget.most())).offer_set(*outbound, "ports_per_instance", "max"));
    }
}

/// The fewest machines that a scale set may come to.
fn at_least(machine: Option<Machine>) -> i64 {
    match machine {
        Some(Machine::Vmss(set)) => match set.autoscale().and_then(|a| a.least()) {
            Some(least) => least.lo,
            None => set.num("instances").map_or(0, |n| n.lo),
        },
        Some(Machine::Vm(_)) | None => 1,
    }
}
