//! A subnet is delegated to a service that there is.

use super::Findings;
use crate::azure::delegations;
use crate::diag::{Level, nearest};
use crate::topology::{Subnet, View};

rule! {
    unknown_delegation "LBX1832" "unknown-delegation" Warning
    "a subnet delegated to a service by a name that is none",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let Some(service) = subnet.text("delegation").filter(|s| !delegations::is_known(s)) else { continue };
        let span = subnet.span_of("delegation");
        let provider = service.split('/').next().unwrap_or_default();
        let of_provider = delegations::of_provider(provider);
        let meant = nearest(&service, delegations::SERVICES.iter().copied());
        let (finding, offered) = if let Some(near) = meant {
            (CODE.at(span, format!("no service `{service}` is known that takes a subnet")), vec![near])
        } else if !service.contains('/') {
            let said = format!("`{service}` names no type; a service that takes a subnet is called `PROVIDER/TYPE`");
            (CODE.at(span, said), of_provider)
        } else if !of_provider.is_empty() {
            // The provider is one that takes subnets, its type may be newer than the list.
            let said = format!("nothing is known of `{service}` that takes a subnet, but of its provider");
            (CODE.at(span, said).level(Level::Hint), of_provider)
        } else {
            continue;
        };
        let finding = match offered[..] {
            [] => finding.help("`az network vnet subnet list-available-delegations` lists those of a region"),
            _ => finding.help(format!("did you mean `{}`?", offered.join("` or `"))),
        };
        let write = |finding: crate::diag::Diagnostic, name: &&str| {
            finding.offer(format!("write `\"{name}\"`"), span, format!("\"{name}\""))
        };
        findings.push(subnet.0, offered.iter().fold(finding, write));
    }
}
