//! An upgrade of the image waits for health, but not for ever.

use super::{Findings, edits};
use crate::topology::{Upgrade, View, Vmss};

/// Within how many seconds a probe should tell (VM-064).
const SOON: i64 = 120;

rule! {
    slow_upgrade_probe "LBX1704" "slow-upgrade-probe" Hint
    "a probe that tells an upgrade of the image too late that a machine is unhealthy",
    from: ["VM-064"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>() {
        let Some(probe) = vmss.health().and_then(|h| h.probe()).filter(|p| !p.existing()) else { continue };
        let Some(upgrade) = vmss.parts::<Upgrade>().find(|u| u.flag("automatic_os") == Some(true)) else { continue };
        let (Some(interval), Some(threshold)) = (probe.seconds("interval"), probe.num("threshold").map(|n| n.hi)) else {
            continue;
        };
        let seconds = i64::try_from(interval).unwrap_or(i64::MAX).saturating_mul(threshold);
        if seconds <= SOON || threshold < 1 {
            continue;
        }
        let best = SOON / threshold;
        let mut finding = CODE
            .at(
                probe.span_of("interval"),
                format!("{} takes {seconds} seconds to call a machine unhealthy; an upgrade of the image wants it within {SOON}", probe.called()),
            )
            .because(upgrade.span_of("automatic_os"), "upgrades the image")
            .note("Azure waits 5 minutes for each batch, then puts the old disk back");
        if best >= 5 {
            let edit = edits::set(probe.0, "interval", &format!("{best}s"));
            finding = finding
                .help(format!("write `interval: {best}s`"))
                .with_fix(format!("write `interval: {best}s`"), false, vec![edit]);
        } else {
            finding = finding.help("lower `threshold`");
        }
        findings.push(probe.0, finding);
    }
}
