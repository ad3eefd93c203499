//! Subnets that belong to a service.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::reserved;
use crate::diag::Edit;
use crate::topology::{Frontend, Nic, Source, Subnet, View};

rule! {
    machine_in_reserved_subnet "LBX2091" "machine-in-reserved-subnet" Warning
    "a machine or frontend in a subnet that belongs to a service",
    azure: "ResourceNotPermittedOnDelegatedSubnet", from: ["NET-025", "F128"]
}

fn check(view: &View, findings: &mut Findings) {
    let nics = view.all::<Nic>().map(|nic| (nic.0, nic.subnet().is(), nic.span_of("subnet"), "nics"));
    let frontends = view.all::<Frontend>().map(|f| match f.source() {
        Source::Subnet(subnet) => (f.0, Some(subnet), f.span_of("source"), "frontends"),
        _ => (f.0, None, f.span_of("source"), "frontends"),
    });
    for (culprit, subnet, span, what) in nics.chain(frontends).filter(|(t, ..)| !t.existing()) {
        let Some(subnet) = subnet else { continue };
        let free = |s: &Subnet| {
            s.slot("delegation").is_none() && s.azure_name().is_some_and(|n| reserved::subnet(&n).is_none())
        };
        let others = subnet.vnet().map(|v| v.subnets()).unwrap_or_default();
        let other = others.into_iter().find(free).map(|s| s.path()).unwrap_or_default();
        let edits = vec![Edit { span, text: other.clone() }];
        if let Some(delegation) = subnet.text("delegation") {
            findings.push(
                culprit,
                CODE.at(span, format!("`{}` is delegated to {delegation}, which alone may put anything into it", subnet.path()))
                    .because(subnet.span_of("delegation"), "delegated here")
                    .help("choose a subnet without a delegation")
                    .way_if(!other.is_empty(), format!("write `{other}`"), edits),
            );
        } else if let Some(reserved) = subnet.azure_name().and_then(|n| reserved::subnet(&n)) {
            findings.push(
                culprit,
                CODE.at(span, format!("`{}` is for {}, not for {what}", reserved.name, reserved.purpose))
                    .because(subnet.name_span(), "the subnet")
                    .azure(None)
                    .help("choose another subnet")
                    .way_if(!other.is_empty(), format!("write `{other}`"), edits),
            );
        }
    }
}
