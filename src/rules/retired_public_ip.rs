//! Basic addresses are gone, and dynamic ones with them.

use super::Findings;
use crate::azure::limits;
use crate::diag::Edit;
use crate::topology::{PublicIp, View};

rule! {
    retired_public_ip "LBX4060" "retired-public-ip" Error
    "a public address of a kind that is not made any more",
    from: ["IP-002", "IP-003", "LB-022"]
}

fn check(view: &View, findings: &mut Findings) {
    for ip in view.all::<PublicIp>().filter(|i| !i.existing()) {
        let basic = ip.sku().as_deref() == Some("Basic");
        if basic {
            let mut edits = vec![Edit { span: ip.span_of("sku"), text: "Standard".to_owned() }];
            if ip.text("allocation").as_deref() == Some("Dynamic") {
                edits.push(Edit { span: ip.span_of("allocation"), text: "Static".to_owned() });
            }
            findings.push(
                ip.0,
                CODE.at(ip.span_of("sku"), format!("Basic public addresses retired on {}", limits::BASIC_RETIRED))
                    .with_fix("write `Standard`", true, edits),
            );
        }
        if ip.text("allocation").as_deref() == Some("Dynamic") && !basic {
            findings.push(
                ip.0,
                CODE.at(ip.span_of("allocation"), format!("a {} address is always `Static`", ip.sku().as_deref().unwrap_or("Standard")))
                    .fix("write `Static`", ip.span_of("allocation"), "Static"),
            );
        }
    }
}
