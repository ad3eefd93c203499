//! An address of an outbound rule that no machine is given a port of.

use super::Findings;
use super::edits::WayOut;
use crate::azure::snat::PORTS_PER_ADDRESS;
use crate::topology::{Outbound, View};

rule! {
    idle_outbound_address "LBX1809" "idle-outbound-address" Warning
    "an address of an outbound rule that serves no machine", from: ["F224"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>().filter(|o| !o.existing()) {
        let Some(ports) = outbound.num("ports_per_instance").filter(|n| n.hi > 0) else { continue };
        let Some(budget) = outbound.budget() else { continue };
        let machines = u64::try_from(budget.machines.hi).unwrap_or(0);
        let [_, .., (last, span, addresses)] = &budget.frontends[..] else { continue };
        let before = budget.addresses().saturating_sub(*addresses).saturating_mul(PORTS_PER_ADDRESS);
        let wanted = machines.saturating_mul(u64::try_from(ports.hi).unwrap_or(0));
        if machines == 0 || wanted > before.saturating_sub(budget.inbound) {
            continue;
        }
        findings.push(
            *outbound,
            CODE.at(
                *span,
                format!("{} ports for each of {machines} machines are {wanted}, which the addresses before {} have", ports.hi, last.called()),
            )
            .because(outbound.span_of("ports_per_instance"), "more addresses do not give a machine more ports than this")
            .note(format!("machines are given their ports from one address after the other; `{}` is not reached", last.path()))
            .help(format!("write `ports_per_instance: {}`, or `max`, or remove the address", budget.most()))
            .offer_set(*outbound, "ports_per_instance", "max"),
        );
    }
}
