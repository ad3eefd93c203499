//! With few machines one is more than a fifth.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::diag::Level;
use crate::topology::{Machine, Upgrade, View};

rule! {
    rolling_without_tolerance "LBX2043" "rolling-without-tolerance" Warning
    "one unhealthy machine stops a rolling upgrade",
    azure: "MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade", from: ["VM-055", "F153"]
}

/// Of all machines, and of those that are upgraded.
const SHARES: [&str; 2] = ["max_unhealthy_upgraded", "max_unhealthy"];

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(count) = vmss.instances().map(|n| n.lo).filter(|n| *n > 0) else { continue };
        for upgrade in vmss.parts::<Upgrade>().filter(|u| u.text("mode").as_deref() == Some("Rolling")) {
            // A share of nothing is meant so.
            if upgrade.num("max_unhealthy_upgraded").and_then(|n| n.single()) == Some(0) {
                continue;
            }
            let share = |name: &'static str| {
                let share = upgrade.num(name)?.single()?;
                (share > 0 && count.saturating_mul(share) < 100).then_some((name, share))
            };
            let low: Vec<(&str, i64)> = SHARES.iter().filter_map(|name| share(name)).collect();
            let written = low.iter().find(|(name, _)| upgrade.slot(name).is_some());
            let Some((property, share)) = written.or(low.first()).copied() else { continue };
            let needed = ((100 + count - 1) / count).min(100);
            let all: Vec<String> = low.iter().map(|(name, _)| format!("`{name}: {needed}%`")).collect();
            let (there, lacking): (Vec<&str>, Vec<&str>) =
                low.iter().map(|(name, _)| *name).partition(|name| upgrade.slot(name).is_some());
            let mut edits: Vec<_> =
                there.iter().map(|name| edits::set(upgrade.0, name, &format!("{needed}%"))).collect();
            let lines: Vec<String> = lacking.iter().map(|name| format!("{name}: {needed}%")).collect();
            if !lines.is_empty() {
                edits.push(edits::line_in(upgrade.0, &lines.join(", ")));
            }
            let words = all.join(" and ");
            let finding = CODE.at(
                upgrade.span_of(property),
                format!("{share}% of {count} machines is less than one, so one that fails stops the upgrade"),
            );
            findings.push(
                upgrade.0,
                // Azure's own shares are nobody's mistake.
                if written.is_some() { finding } else { finding.level(Level::Hint) }
                .because(vmss.name_span(), format!("`{}` starts with {count}", vmss.path()))
                .help(format!("if one may fail, write {words}; if none may, `max_unhealthy_upgraded: 0%`"))
                .way_if(!upgrade.existing(), format!("write {words}"), edits),
            );
        }
    }
}
