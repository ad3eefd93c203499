//! Standard is closed: without a security group nothing gets in from the internet.

use std::collections::HashSet;

use super::Findings;
use crate::topology::{Known, Pool, Tier, View};

rule! {
    closed_without_security_group "LBX6003" "closed-without-security-group" Warning
    "machines behind a public address have no security group, so nothing gets in",
    from: ["NSG-012", "NET-028", "LB-082", "LB-246", "F256"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut told = HashSet::new();
    for pool in view.all::<Pool>() {
        let lb = pool.lb();
        let public = lb.frontends().any(|f| f.public() == Some(true));
        // Without a group no probe comes by IPv6, from wherever the packets are.
        let six = !lb.existing() && lb.tier() != Tier::Global && lb.probes().next().is_some();
        if !public && !six {
            continue;
        }
        for (config, span) in pool.users() {
            let nic = config.nic;
            if !public && config.version().as_deref() != Some("IPv6") {
                continue;
            }
            let Some(subnet) = nic.subnet().is() else { continue };
            if nic.existing() || nic.nsg() != Known::No || subnet.nsg() != Known::No {
                continue;
            }
            if !told.insert(nic.id) {
                continue;
            }
            let words = if public {
                format!("`{}` is behind a public address, and nothing from there gets in without a security group", nic.path())
            } else {
                format!("`{}` is probed by IPv6, and no probe gets in without a security group", nic.path())
            };
            findings.push(
                nic.0,
                CODE.at(span, words)
                    .because(subnet.name_span(), "its subnet has none either")
                    .help("declare `nsg NAME { allow 100 web = tcp Internet -> *:PORT }` and name it in the subnet: `nsg: NAME`"),
            );
        }
    }
}
