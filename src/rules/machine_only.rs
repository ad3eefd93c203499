//! What only single machines have: a scale set's machines are made alike.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, Machine, View};

rule! {
    machine_only "LBX2021" "machine-only" Error
    "a property of single machines on a scale set",
    from: ["VM-073", "LB-124"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        for config in vmss.nics().flat_map(|n| n.ip_configs()) {
            for (property, why, way) in [
                ("address", "its machines get their addresses by themselves", "remove `address`"),
                ("public_ip", "one address cannot serve all its machines", "write `instance_public_ip NAME` in the nic: an address for each"),
                ("nat_rules", "a single NAT rule is for a single machine", "give the `nat_rule` a range and a pool, or use a `nat_pool`"),
                ("gateway", "Azure chains single machines and frontends only", "chain the frontend: `frontend NAME = … { gateway: … }`"),
            ] {
                if let Some(slot) = config.rows.slot(property).filter(|_| config.rows.given(property) == Given::Yes) {
                    findings.push(
                        config.rows,
                        CODE.at(slot.key_span, format!("`{}` is a scale set: {why}", vmss.path())).help(way).offer_without(config.rows, property),
                    );
                }
            }
        }
    }
}
