//! What a machine that joins a scale set may be.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{Given, Mode, View, Vm, Vmss};

rule! {
    machine_in_scale_set "LBX2093" "machine-in-scale-set" Error
    "a machine that cannot join its scale set",
    from: ["VM-017", "VM-022"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for vm in view.all::<Vm>().filter(|v| !v.existing()) {
        let Some(vmss) = vm.vmss().is() else {
            if vm.given("vmss") == Given::No
                && let Some(slot) = vm.slot("fault_domain").filter(|_| vm.given("fault_domain") == Given::Yes)
            {
                findings.push(
                    vm.0,
                    CODE.at(slot.key_span, format!("`fault_domain` is for a machine of a scale set, and `{}` is in none", vm.path()))
                        .azure(None)
                        .help("write `vmss: …`, or remove `fault_domain`")
                        .offer_without(vm.0, "fault_domain"),
                );
            }
            continue;
        };
        judge(vm, vmss, findings);
    }
}

fn judge(vm: Vm, vmss: Vmss, findings: &mut Findings) {
    let here = vm.span_of("vmss");
    let mut say = |span: Span, message: String, because: (Span, &str), error: Option<&'static str>, of_zones: bool| {
        let properties = ["vmss", "availability_set", "proximity_group", "zones", "fault_domain"];
        let at_fault = |p: &&str| vm.slot(p).is_some_and(|s| s.expr_span.contains(span));
        let property = properties.into_iter().find(at_fault).unwrap_or_default();
        let finding = CODE.at(span, message).because(because.0, because.1).azure(error);
        // Where the scale set is in zones, a machine of it is in one of them.
        let zone = vmss.zones().and_then(|zones| zones.first().copied()).filter(|_| of_zones);
        findings.push(vm.0, match zone {
            Some(zone) => finding.offer_set(vm.0, "zones", &format!("[{zone}]")),
            None => finding.offer_without(vm.0, property),
        });
    };
    if vmss.mode() == Some(Mode::Uniform) {
        say(
            here,
            format!("`{}` is Uniform and makes all its machines itself", vmss.path()),
            (vmss.span_of("mode"), "its mode; a Flexible one takes machines in"),
            None,
            false,
        );
        return;
    }
    if vmss.existing()
        && let (Some(theirs), Some(slot)) = (vmss.text("group"), vmss.slot("group"))
        && let Some(own) = vm.view.topology.deploy.and_then(|d| vm.view.thing(d).text("group"))
        && !own.eq_ignore_ascii_case(&theirs)
    {
        say(
            here,
            format!("`{}` is in the resource group `{theirs}`, and its machines are in the same one, not in `{own}`", vmss.path()),
            (slot.value.span, "its group"),
            None,
            false,
        );
    }
    if vm.given("availability_set") == Given::Yes {
        say(
            vm.span_of("availability_set"),
            format!("`{}` is in a scale set, so in no availability set", vm.path()),
            (here, "the scale set"),
            Some("VmssDoesNotSupportAttachingExistingAvsetVM"),
            false,
        );
    }
    if vm.given("proximity_group") == Given::Yes && vmss.given("proximity_group") == Given::No {
        say(
            vm.span_of("proximity_group"),
            format!("`{}` is in a scale set that stands in no proximity group", vm.path()),
            (here, "the scale set"),
            Some("VmssDoesNotSupportAttachingPPGVM"),
            false,
        );
    }
    if let (Some(own), Some(theirs)) = (vm.zones(), vmss.zones()) {
        match own[..] {
            [zone] if !theirs.contains(&zone) => say(
                vm.span_of("zones"),
                format!(
                    "`{}` is in zone {zone}; its scale set is {}",
                    vm.path(),
                    if theirs.is_empty() { "in none".to_owned() } else { format!("in {}", words(&theirs)) }
                ),
                (vmss.name_span(), "the scale set"),
                None,
                true,
            ),
            [] if !theirs.is_empty() => say(
                here,
                format!("`{}` is in no zone; its scale set is in {}", vm.path(), words(&theirs)),
                (vmss.span_of("zones"), "the scale set's zones"),
                None,
                true,
            ),
            _ => {}
        }
    }
    if let (Some(own), Some(count)) = (vm.num("fault_domain"), vmss.num("fault_domains"))
        && own.hi >= count.lo
        && vmss.slot("fault_domains").is_some()
    {
        say(
            vm.span_of("fault_domain"),
            format!("`{}` has {} fault domains, counted from 0; here it may be {}", vmss.path(), count.lo, own.hi),
            (vmss.span_of("fault_domains"), "their number"),
            None,
            false,
        );
    }
}

fn words(zones: &[i64]) -> String {
    zones.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}
