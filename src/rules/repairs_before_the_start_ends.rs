//! A machine that is still being set up is not unhealthy.

use super::{Findings, edits};
use crate::topology::{Repairs, View, Vmss};

/// The longest grace, in seconds (VM-044).
const LONGEST: u64 = 90 * 60;

rule! {
    repairs_before_the_start_ends "LBX1702" "repairs-before-the-start-ends" Warning
    "machines may be replaced while their extensions still run",
    from: ["VM-045"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>().filter(|v| !v.existing() && v.slot("extensions_budget").is_some()) {
        let Some(budget) = vmss.seconds("extensions_budget") else { continue };
        for repairs in vmss.parts::<Repairs>() {
            let Some(grace) = repairs.seconds("grace").filter(|g| *g < budget.min(LONGEST)) else { continue };
            let minutes = budget.min(LONGEST).div_ceil(60);
            let mut finding = CODE
                .at(
                    repairs.span_of("grace"),
                    format!(
                        "a machine counts as unhealthy after {} minutes, and its extensions may take {}",
                        grace / 60,
                        budget / 60
                    ),
                )
                .because(vmss.span_of("extensions_budget"), "the time for extensions")
                .help(format!("write `grace: {minutes}m`, or let the extensions end sooner"));
            let edit = edits::set(repairs.0, "grace", &format!("{minutes}m"));
            finding = finding.with_fix(format!("write `grace: {minutes}m`"), false, vec![edit]);
            findings.push(repairs.0, finding);
        }
    }
}
