//! What only scale sets have.

use crate::diag::Diagnostic;
use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{DataDisk, Given, InstancePublicIp, Machine, Spot, Thing, View};

rule! {
    scale_set_only "LBX2020" "scale-set-only" Error
    "a property of scale sets on a machine that is none",
    from: ["VM-110", "LB-129", "F099"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vm(vm) = machine else { continue };
        let mut say = |culprit: Thing, span: Span, what: &str, way: &str, out: &dyn Fn(Diagnostic) -> Diagnostic| {
            let finding = CODE.at(span, format!("`{}` is a single machine, and {what} is for scale sets", vm.path()));
            findings.push(culprit, out(finding.help(way)));
        };
        for spot in vm.parts::<Spot>() {
            for property in ["restore", "base_regular", "regular_above_base"] {
                if let Some(slot) = spot.slot(property).filter(|_| spot.given(property) == Given::Yes) {
                    say(spot.0, slot.key_span, &format!("`{property}`"), "remove it", &|f| f.offer_without(spot.0, property));
                }
            }
        }
        for disk in vm.parts::<DataDisk>() {
            for property in ["iops", "mbps"] {
                if let Some(slot) = disk.slot(property).filter(|_| disk.given(property) == Given::Yes) {
                    say(disk.0, slot.key_span, &format!("`{property}`"), "remove it, and set the speed of the disk itself", &|f| f.offer_without(disk.0, property));
                }
            }
        }
        for nic in vm.nics() {
            for config in nic.ip_configs() {
                if let Some((_, span)) = config.nat_pools().first() {
                    say(config.rows, *span, "a NAT pool", "give it a `nat_rule` of its own and name that in `nat_rules`", &|f| f.offer_drop(config.rows, &["nat_pools"], *span));
                }
                for address in config.rows.parts::<InstancePublicIp>() {
                    say(address.0, address.name_span(), "`instance_public_ip`", "declare a `public_ip` and name it: `public_ip: NAME`", &|f| f.offer_removal(address.0));
                }
            }
        }
    }
}
