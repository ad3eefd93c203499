//! `Automatic` may take all machines down at once.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Machine, Upgrade, View};

rule! {
    unordered_upgrade "LBX2042" "unordered-upgrade" Warning
    "an upgrade may take every machine behind a load balancer down at once",
    from: ["VM-058"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let balanced = vmss.nics().flat_map(|n| n.ip_configs()).any(|c| !c.pools().is_empty());
        let several = vmss.most_instances().is_some_and(|n| n.lo > 1);
        if vmss.existing() || !balanced || !several {
            continue;
        }
        for upgrade in vmss.parts::<Upgrade>() {
            if upgrade.text("mode").as_deref() == Some("Automatic") {
                let mut edits = vec![edits::set(upgrade.0, "mode", "Rolling")];
                if vmss.health_sources().is_empty() {
                    edits.push(edits::line_in(vmss.0, &edits::health(vmss)));
                }
                findings.push(
                    upgrade.0,
                    CODE.at(
                        upgrade.span_of("mode"),
                        format!("`Automatic` upgrades the machines of `{}` in no order, perhaps all at once", vmss.path()),
                    )
                    .help("write `upgrade Rolling`, which goes batch by batch and needs a `health`")
                    .way("write `upgrade Rolling`".to_owned(), false, edits),
                );
            }
        }
    }
}
