//! More SNAT ports than the addresses have for all machines.

use super::Findings;
use crate::topology::{Outbound, View};

rule! {
    outbound_ports_over_budget "LBX3005" "outbound-ports-over-budget" Error
    "more SNAT ports than the addresses have for all machines",
    azure: "SpecifiedAllocatedOutboundPortsForOutboundRuleExceedsTotalNumberOfAvailablePorts",
    from: ["LB-160", "LB-161", "LB-162", "LB-174", "F172"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let (Some(ports), Some(budget)) = (outbound.num("ports_per_instance"), outbound.budget()) else { continue };
        let machines = budget.machines.hi.max(0);
        let wanted = machines.saturating_mul(ports.hi);
        let available = i64::try_from(budget.available()).unwrap_or(i64::MAX);
        if wanted <= available {
            continue;
        }
        let span = outbound.span_of("ports_per_instance");
        let most = budget.most();
        let addresses = crate::azure::snat::PORTS_PER_ADDRESS;
        let needed = u64::try_from(wanted).unwrap_or(0).saturating_add(budget.inbound).div_ceil(addresses);
        let mut finding = CODE
            .at(
                span,
                format!(
                    "{} ports for each of {} machines are {wanted}, and there are {available}",
                    ports.most(view),
                    budget.machines.most(view)
                ),
            )
            .note(format!("there are {}", budget.words(view)));
        for joined in budget.joined.iter().take(4) {
            finding = finding.because(joined.span, format!("{} is in the pool", joined.who.called()));
        }
        finding = finding.help(format!("write {most} or less, or `max`; for {} each, {needed} addresses are needed", ports.hi));
        if ports.judged == crate::topology::Judged::Exact {
            finding = finding.offer("write `max`", span, "max");
        }
        findings.push(*outbound, finding);
    }
}
