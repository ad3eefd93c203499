//! IPv4 and IPv6 configurations in one pool.

use super::Findings;
use crate::topology::{Machine, Pool, View};

rule! {
    mixed_ip_versions "LBX1044" "mixed-ip-versions" Error
    "IPv4 and IPv6 configurations in one pool",
    azure: "AllNicIpConfigurationsOfLbBackendPoolOnVMScaleSetMustHaveSamePrivateIpAddressVersion",
    from: ["LB-193", "F002"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let users = pool.users();
        let mut known = users.iter().filter_map(|(c, span)| c.version().map(|v| (*c, *span, v)));
        let Some((first, there, version)) = known.next() else { continue };
        let Some((config, span, other)) = known.find(|(c, _, v)| *v != version && !c.nic.existing()) else { continue };
        let finding = CODE
            .at(span, format!("{} is {other}, but {} in the same pool is {version}", config.rows.called(), first.rows.called()))
            .because(there, format!("the first member of {}", pool.called()))
            .help(format!("write a pool for {other} with rules of its own"));
        let set = matches!(config.nic.machine(), Some(Machine::Vmss(_)));
        findings.push(config.rows, if set { finding } else { finding.azure(None) });
    }
}
