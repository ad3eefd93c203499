//! Two ways of not failing together that exclude each other.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Given, View, Vm};

rule! {
    zones_with_availability_set "LBX2094" "zones-with-availability-set" Error
    "a machine in a zone and in an availability set",
    from: ["VM-025"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for vm in view.all::<Vm>().filter(|v| !v.existing()) {
        if vm.given("availability_set") == Given::Yes && vm.zones().is_some_and(|z| !z.is_empty()) {
            findings.push(
                vm.0,
                CODE.at(vm.span_of("availability_set"), format!("`{}` is in a zone, so in no availability set", vm.path()))
                    .because(vm.span_of("zones"), "its zone")
                    .help("keep one of the two: a zone protects against more")
                    .offer_without(vm.0, "availability_set")
                    .offer_without(vm.0, "zones"),
            );
        }
        if let Some(zones) = vm.zones()
            && zones.len() > 1
        {
            findings.push(
                vm.0,
                CODE.at(vm.span_of("zones"), format!("a machine stands in one zone; `{}` names {}", vm.path(), zones.len()))
                    .help("write one, or make a scale set")
                    .offer_set(vm.0, "zones", &format!("[{}]", zones[0])),
            );
        }
    }
}
