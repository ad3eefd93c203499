//! Shares and pauses belong to upgrades that go batch by batch.

use super::{Findings, edits};
use crate::topology::{Given, Upgrade, View};

/// What is written to Azure only where machines are replaced batch by batch.
const BATCHES: [&str; 4] = ["max_batch", "max_unhealthy", "max_unhealthy_upgraded", "pause"];

rule! {
    idle_upgrade_shares "LBX1718" "idle-upgrade-shares" Warning
    "how an upgrade goes batch by batch, where none does",
    from: ["VM-054"]
}

fn check(view: &View, findings: &mut Findings) {
    for upgrade in view.all::<Upgrade>().filter(|u| !u.existing()) {
        let Some(mode) = upgrade.text("mode").filter(|m| &**m != "Rolling") else { continue };
        let off = upgrade.given("automatic_os") == Given::No || upgrade.flag("automatic_os") == Some(false);
        let said: Vec<_> = BATCHES.iter().filter_map(|name| upgrade.slot(name)).collect();
        let Some(first) = said.first().filter(|_| off) else { continue };
        let words: Vec<String> = said.iter().map(|s| format!("`{}`", s.row.name)).collect();
        let mut finding = CODE.at(
            first.key_span,
            format!("nothing goes batch by batch here, so {} would not count and is left out", words.join(", ")),
        );
        finding = finding.because(upgrade.span_of("mode"), format!("`{mode}`"));
        finding = finding
            .help("write `upgrade Rolling`, or `automatic_os: true`, or remove them")
            .with_fix("remove them", false, said.iter().map(|s| edits::without(s)).collect());
        findings.push(upgrade.0, finding);
    }
}
