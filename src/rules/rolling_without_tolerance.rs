//! With few machines one is more than a fifth.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{Machine, Upgrade, View};

rule! {
    rolling_without_tolerance "LBX2043" "rolling-without-tolerance" Hint
    "one unhealthy machine stops a rolling upgrade",
    azure: "MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade", from: ["VM-055", "F153"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(count) = vmss.instances().map(|n| n.lo).filter(|n| *n > 0) else { continue };
        for upgrade in vmss.parts::<Upgrade>().filter(|u| u.text("mode").as_deref() == Some("Rolling")) {
            let Some(share) = upgrade.num("max_unhealthy_upgraded").and_then(|n| n.single()) else { continue };
            if share > 0 && count * share < 100 {
                let needed = (100 + count - 1) / count;
                // Who wrote the share wanted some tolerance.
                let written = upgrade.slot("max_unhealthy_upgraded").is_some();
                findings.push(
                    upgrade.0,
                    CODE.at(
                        upgrade.span_of("max_unhealthy_upgraded"),
                        format!("{share}% of {count} machines is less than one, so one that fails stops the upgrade"),
                    )
                    .level(if written { Level::Warning } else { Level::Hint })
                    .because(vmss.name_span(), format!("`{}` starts with {count}", vmss.path()))
                    .help(format!("if one may fail, write `max_unhealthy_upgraded: {}%`", needed.min(100)))
                    .offer_set(upgrade.0, "max_unhealthy_upgraded", &format!("{}%", needed.min(100))),
                );
            }
        }
    }
}
