//! Standard is closed: without a security group nothing gets in from the internet.

use super::Findings;
use crate::topology::{Known, Pool, View};

rule! {
    closed_without_security_group "LBX6003" "closed-without-security-group" Warning
    "machines behind a public address have no security group, so nothing gets in",
    from: ["NSG-012", "NET-028", "LB-082", "LB-246", "F256"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut told = Vec::new();
    for pool in view.all::<Pool>() {
        let lb = pool.lb();
        if !lb.frontends().any(|f| f.public() == Some(true)) {
            continue;
        }
        for (config, span) in pool.users() {
            let nic = config.nic;
            let Some(subnet) = nic.subnet().is() else { continue };
            if nic.existing() || nic.nsg() != Known::No || subnet.nsg() != Known::No || told.contains(&nic.id) {
                continue;
            }
            told.push(nic.id);
            findings.push(
                nic.0,
                CODE.at(span, format!("`{}` is behind a public address, and nothing from there gets in without a security group", nic.path()))
                    .because(subnet.name_span(), "its subnet has none either")
                    .help("declare `nsg NAME { allow 100 web = tcp Internet -> *:PORT }` and name it in the subnet: `nsg: NAME`"),
            );
        }
    }
}
