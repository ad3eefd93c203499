//! What only Uniform scale sets have.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{DataDisk, Given, Machine, Mode, Upgrade, V, View, Vmss};

rule! {
    uniform_only "LBX2012" "uniform-only" Error
    "a property of Uniform scale sets on a Flexible one",
    from: ["VM-006", "VM-008", "VM-015", "VM-057", "VM-104"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        if let Machine::Vmss(vmss) = machine
            && vmss.mode() == Some(Mode::Flexible)
            && !vmss.existing()
        {
            judge(view, vmss, findings);
        }
    }
}

fn judge(view: &View, vmss: Vmss, findings: &mut Findings) {
    if let Some(slot) = vmss.slot("overprovision").filter(|_| vmss.given("overprovision") == Given::Yes) {
        findings.push(
            vmss.0,
            CODE.at(slot.key_span, format!("`{}` is Flexible and never overprovisions", vmss.path()))
                .help("remove `overprovision`")
                .without(vmss.0, "overprovision", vmss.flag("overprovision") == Some(false)),
        );
    }
    for item in vmss.get("identity").items() {
        let item = view.reduce(item);
        if matches!(&item.v, V::Word(w) | V::Str(w) if &**w == "SystemAssigned") {
            findings.push(
                vmss.0,
                CODE.at(item.span, format!("`{}` is Flexible, and its machines take user-assigned identities only", vmss.path()))
                    .help("name an identity: `identity: NAME`")
                    .offer_drop(vmss.0, &["identity"], item.span),
            );
        }
    }
    for upgrade in vmss.parts::<Upgrade>() {
        if let Some(slot) = upgrade.slot("rollback").filter(|_| upgrade.flag("rollback") == Some(true)) {
            findings.push(
                upgrade.0,
                CODE.at(slot.key_span, format!("`{}` is Flexible and does not roll a failed upgrade back", vmss.path()))
                    .help("remove `rollback`").offer_without(upgrade.0, "rollback"),
            );
        }
        if let Some(slot) = upgrade.slot("automatic_os").filter(|_| upgrade.flag("automatic_os") == Some(true)) {
            let surging = upgrade.flag("max_surge") == Some(true);
            let finding = CODE
                .at(slot.key_span, format!("`{}` is Flexible, for which Azure lists automatic upgrades of the image as unsupported", vmss.path()))
                .help("let the guest patch itself: `linux { patch_mode: AutomaticByPlatform }`")
                .offer_without(upgrade.0, "automatic_os");
            // Only together with max_surge do all sources agree.
            findings.push(upgrade.0, if surging { finding } else { finding.level(Level::Warning) });
        }
    }
    for disk in vmss.parts::<DataDisk>() {
        for property in ["iops", "mbps"] {
            if let Some(slot) = disk.slot(property).filter(|_| disk.given(property) == Given::Yes) {
                findings.push(
                    disk.0,
                    CODE.at(slot.key_span, format!("`{}` is Flexible, and its model sets no speed of a disk", vmss.path()))
                        .help(format!("remove `{property}`, or make the scale set Uniform"))
                        .offer_without(disk.0, property),
                );
            }
        }
    }
}
