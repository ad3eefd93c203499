//! Subnets that belong to a service.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::reserved;
use crate::topology::{Nic, View, Subnet};

rule! {
    machine_in_reserved_subnet "LBX2091" "machine-in-reserved-subnet" Warning
    "a machine in a subnet that belongs to a service",
    azure: "ResourceNotPermittedOnDelegatedSubnet", from: ["NET-025", "F128"]
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let Some(subnet) = nic.subnet().is() else { continue };
        let span = nic.span_of("subnet");
        let free = |s: &Subnet| {
            s.slot("delegation").is_none() && s.azure_name().is_some_and(|n| reserved::subnet(&n).is_none())
        };
        let others = subnet.vnet().map(|v| v.subnets()).unwrap_or_default();
        let other = others.into_iter().find(free).map(|s| s.path()).unwrap_or_default();
        let edits = vec![edits::set(nic.0, "subnet", &other)];
        if let Some(delegation) = subnet.text("delegation") {
            findings.push(
                nic.0,
                CODE.at(span, format!("`{}` is delegated to {delegation}, which alone may put nics into it", subnet.path()))
                    .because(subnet.span_of("delegation"), "delegated here")
                    .help("choose a subnet without a delegation")
                    .way_if(!other.is_empty(), format!("write `subnet: {other}`"), edits),
            );
        } else if let Some(reserved) = subnet.azure_name().and_then(|n| reserved::subnet(&n)) {
            findings.push(
                nic.0,
                CODE.at(span, format!("`{}` is for {}, not for machines", reserved.name, reserved.purpose))
                    .because(subnet.name_span(), "the subnet")
                    .azure(None)
                    .help("choose another subnet")
                    .way_if(!other.is_empty(), format!("write `subnet: {other}`"), edits),
            );
        }
    }
}
