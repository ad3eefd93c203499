//! Service endpoints of a subnet: each known, and once.

use super::Findings;
use crate::diag::nearest;
use crate::topology::{Subnet, View};

rule! {
    service_endpoints "LBX1828" "service-endpoints" Warning
    "service endpoints that are misspelt, or there twice",
    from: []
}

/// Those that Azure has.
const KNOWN: [&str; 12] = [
    "Microsoft.AzureActiveDirectory",
    "Microsoft.AzureCosmosDB",
    "Microsoft.CognitiveServices",
    "Microsoft.ContainerRegistry",
    "Microsoft.EventHub",
    "Microsoft.KeyVault",
    "Microsoft.ServiceBus",
    "Microsoft.Sql",
    "Microsoft.Storage",
    "Microsoft.Storage.Global",
    "Microsoft.Web",
    "Microsoft.Batch",
];

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let value = subnet.get("service_endpoints");
        let mut seen: Vec<(String, crate::source::Span)> = Vec::new();
        for item in value.items() {
            let Some(name) = item.as_str() else { continue };
            let folded = name.to_lowercase();
            // Storage in one region and in all are two ways to the same.
            let like = folded.strip_suffix(".global").unwrap_or(&folded).to_owned();
            if let Some((other, there)) = seen.iter().find(|(o, _)| o.strip_suffix(".global").unwrap_or(o) == like) {
                let what = if *other == folded { "stands here twice" } else { "and its like exclude each other" };
                findings.push(subnet.0, CODE.at(item.span, format!("`{name}` {what}")).because(*there, "here already"));
                continue;
            }
            if !KNOWN.iter().any(|k| k.eq_ignore_ascii_case(name)) {
                let said = CODE.at(item.span, format!("no service `{name}` is known to have endpoints"));
                findings.push(
                    subnet.0,
                    match nearest(name, KNOWN) {
                        Some(near) => said.offer(format!("write `{near}`"), item.span, format!("\"{near}\"")),
                        None => said.help("they are called as `Microsoft.Storage` or `Microsoft.KeyVault`"),
                    },
                );
            }
            seen.push((folded, item.span));
        }
    }
}
