//! What only Flexible scale sets have.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{DataDisk, Given, InstancePublicIp, Machine, Mode, OsDisk, Spot, Thing, V, View, Vmss};

rule! {
    flexible_only "LBX2013" "flexible-only" Error
    "a property of Flexible scale sets on a Uniform one",
    from: ["VM-078", "VM-110", "VM-113"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        if let Machine::Vmss(vmss) = machine
            && vmss.mode() == Some(Mode::Uniform)
            && !vmss.existing()
        {
            judge(vmss, findings);
        }
    }
}

fn judge(vmss: Vmss, findings: &mut Findings) {
    let mut say = |culprit: Thing, property: &str, span: Span, what: &str, way: &str| {
        let finding = CODE
            .at(span, format!("`{}` is Uniform, and {what} is for Flexible scale sets", vmss.path()))
            .because(vmss.span_of("mode"), "its mode");
        findings.push(culprit, finding.help(way).offer_without(culprit, property));
    };
    let given = |thing: Thing, name: &str| thing.given(name) == Given::Yes;
    if matches!(vmss.get("size").v, V::List(_)) {
        say(vmss.0, "", vmss.span_of("size"), "a mix of sizes", "name one size, or make the scale set Flexible");
    }
    for spot in vmss.parts::<Spot>() {
        for property in ["base_regular", "regular_above_base"] {
            if let Some(slot) = spot.slot(property).filter(|_| given(spot.0, property)) {
                say(spot.0, property, slot.key_span, "a mix of spot and regular machines", "remove it: a Uniform set is all spot or not at all");
            }
        }
    }
    let disks = vmss.parts::<OsDisk>().map(|d| d.0).chain(vmss.parts::<DataDisk>().map(|d| d.0));
    for part in disks.chain(vmss.nics().map(|n| n.0)) {
        if let Some(slot) = part.slot("delete").filter(|_| given(part, "delete")) {
            say(part, "delete", slot.key_span, "`delete`", "remove it: with a machine of a Uniform set all its parts go");
        }
    }
    for nic in vmss.nics() {
        for config in nic.ip_configs() {
            for address in config.rows.parts::<InstancePublicIp>() {
                if let Some(slot) = address.slot("sku").filter(|_| given(address.0, "sku")) {
                    say(address.0, "sku", slot.key_span, "the SKU of an instance's address", "remove it: here it follows the load balancer");
                }
            }
        }
    }
}
