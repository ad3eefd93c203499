//! Strict balance goes before scaling.

use super::{Findings, edits};
use crate::topology::{Vmss, View};

rule! {
    strict_zone_balance "LBX1701" "strict-zone-balance" Warning
    "a scale set that scales only where its zones stay even",
    from: ["VM-028"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>().filter(|v| !v.existing()) {
        let Some(autoscale) = vmss.autoscale().filter(|_| vmss.flag("zone_balance") == Some(true)) else { continue };
        let mut finding = CODE
            .at(
                vmss.span_of("zone_balance"),
                format!("`{}` refuses every step that would leave its zones uneven, while a zone is down too", vmss.path()),
            )
            .because(autoscale.name_span(), "these steps")
            .help("write `zone_balance: false`: Azure then keeps the zones as even as it can");
        finding = finding.with_fix("write `false`", false, vec![edits::set(vmss.0, "zone_balance", "false")]);
        findings.push(vmss.0, finding);
    }
}
