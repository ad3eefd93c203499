//! Within a pool all addresses of scale sets are of one family.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{Pool, Text, View};

rule! {
    pool_of_both_families "LBX2084" "pool-of-both-families" Error
    "IPv4 and IPv6 addresses of scale sets in one pool",
    azure: "AllNicIpConfigurationsOfLbBackendPoolOnVMScaleSetMustHaveSamePrivateIpAddressVersion",
    from: ["LB-193", "LB-106", "F002"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>() {
        let mut first: Option<(Text, Span)> = None;
        for (config, span) in pool.users() {
            let Some(version) = config.version() else { continue };
            if config.rows.existing() || config.nic.machine().and_then(|m| m.vmss()).is_none() {
                continue;
            }
            match &first {
                None => first = Some((version, span)),
                Some((other, there)) if *other != version => findings.push(
                    config.rows,
                    CODE.at(span, format!("`{}` has {other} members; this address is {version}", pool.path()))
                        .because(*there, format!("an {other} address"))
                        .help(format!("declare a pool for {version} in `{}`", pool.lb().path()))
                        .offer_drop(config.rows, &["pools"], span),
                ),
                Some(_) => {}
            }
        }
    }
}
