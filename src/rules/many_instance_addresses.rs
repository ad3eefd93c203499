//! Public addresses for every machine of a large set.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{InstancePublicIp, View, Vmss};

/// Addresses of machines of one scale set beyond which Azure advises against them (VM-080).
const ADVISED: i64 = 500;

rule! {
    many_instance_addresses "LBX1719" "many-instance-addresses" Hint
    "more public addresses of machines than Azure advises",
    azure: "PublicIPCountLimitReached", from: ["VM-080"]
}

fn check(view: &View, findings: &mut Findings) {
    for vmss in view.all::<Vmss>().filter(|v| !v.existing()) {
        let Some(most) = vmss.most_instances() else { continue };
        let addresses: Vec<InstancePublicIp> =
            vmss.nics().flat_map(|n| n.ip_configs()).flat_map(|c| c.rows.parts::<InstancePublicIp>()).collect();
        let Some(first) = addresses.first() else { continue };
        let all = most.hi.saturating_mul(addresses.len() as i64);
        if all > ADVISED {
            findings.push(
                first.0,
                CODE.at(
                    first.name_span(),
                    format!("`{}` may get {all} public addresses, and more than {ADVISED} are not advised", vmss.path()),
                )
                .because(most.span, "the most machines")
                .note("each counts for the quota of the region")
                .help("let the machines leave by a `nat_gateway`, and enter by a load balancer")
                .offer_removal(first.0),
            );
        }
    }
}
