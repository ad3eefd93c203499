//! Ways of patching that need the agent, or Windows' own updates.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{HealthSource, Linux, Machine, Thing, View, Windows};

rule! {
    patch_mode_mismatch "LBX2037" "patch-mode-mismatch" Error
    "a way of patching without what it needs",
    from: ["VM-063"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        for block in thing.parts::<Linux>() {
            judge(block.0, findings);
        }
        for block in thing.parts::<Windows>() {
            judge(block.0, findings);
            windows(block.0, findings);
        }
        health(machine, findings);
    }
}

fn judge(block: Thing, findings: &mut Findings) {
    if block.flag("agent") != Some(false) {
        return;
    }
    for property in ["patch_mode", "assessment_mode"] {
        if block.text(property).as_deref() == Some("AutomaticByPlatform") {
            findings.push(
                block,
                CODE.at(block.span_of(property), "the platform patches through the machine's agent, which is not there")
                    .because(block.span_of("agent"), "switched off here")
                    .help("remove `agent: false`").offer_without(block, "agent"),
            );
        }
    }
}

fn windows(block: Thing, findings: &mut Findings) {
    let mode = block.text("patch_mode");
    let updates = block.slot("automatic_updates").and_then(|_| block.flag("automatic_updates"));
    match (mode.as_deref(), updates) {
        (Some("Manual"), Some(true)) => findings.push(
            block,
            CODE.at(block.span_of("patch_mode"), "`Manual` patching and automatic updates exclude each other")
                .because(block.span_of("automatic_updates"), "switched on here")
                .help("write `automatic_updates: false`")
                .offer_set(block, "automatic_updates", "false"),
        ),
        (Some(mode @ ("AutomaticByOS" | "AutomaticByPlatform")), Some(false)) => findings.push(
            block,
            CODE.at(block.span_of("patch_mode"), format!("`{mode}` needs automatic updates"))
                .because(block.span_of("automatic_updates"), "switched off here")
                .help("remove `automatic_updates: false`")
                .offer_without(block, "automatic_updates"),
        ),
        _ => {}
    }
    if block.flag("hotpatching") == Some(true) && mode.as_deref().is_none_or(|m| m != "AutomaticByPlatform") {
        let unknown = block.slot("patch_mode").is_some() && mode.is_none();
        if !unknown {
            findings.push(
                block,
                CODE.at(block.span_of("hotpatching"), "hotpatching needs `patch_mode: AutomaticByPlatform`")
                    .help("write `patch_mode: AutomaticByPlatform`")
                    .offer_set(block, "patch_mode", "AutomaticByPlatform"),
            );
        }
    }
}

/// The platform patches the machines of a scale set by what the health extension says. Terraform refuses it otherwise;
/// nobody has written down Azure's answer.
fn health(machine: Machine, findings: &mut Findings) {
    let Machine::Vmss(vmss) = machine else { return };
    let asks = vmss.health_sources().into_iter().any(|s| match s {
        HealthSource::Block(block) => !block.by_probe(),
        HealthSource::Extension(_) => true,
    });
    if asks || vmss.existing() {
        return;
    }
    for block in vmss.parts::<Linux>().map(|b| b.0).chain(vmss.parts::<Windows>().map(|b| b.0)) {
        if block.text("patch_mode").as_deref() == Some("AutomaticByPlatform") {
            findings.push(
                block,
                CODE.at(
                    block.span_of("patch_mode"),
                    format!("the platform patches the machines of `{}` by their health, and no extension tells it", vmss.path()),
                )
                .level(Level::Warning)
                .help("write `health http :8080 /healthz`"),
            );
        }
    }
}
