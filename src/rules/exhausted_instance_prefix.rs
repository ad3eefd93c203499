//! A prefix of public addresses is as large as it is.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::diag::Level;
use crate::topology::{InstancePublicIp, Machine, PublicIpPrefix, View};

rule! {
    exhausted_instance_prefix "LBX2087" "exhausted-instance-prefix" Error
    "a scale set may get more machines than its prefix has addresses",
    from: ["VM-079"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let Some(most) = vmss.most_instances() else { continue };
        for config in vmss.nics().flat_map(|n| n.ip_configs()) {
            for address in config.rows.parts::<InstancePublicIp>() {
                let Some(prefix) = address.one_of::<PublicIpPrefix>("prefix").is() else { continue };
                let Some(there) = prefix.addresses() else { continue };
                let extra = vmss.most_at_once().filter(|n| *n > there && most.above(there).is_none());
                if let Some(extra) = extra {
                    findings.push(
                        address.0,
                        CODE.at(
                            address.span_of("prefix"),
                            format!("`{}` has {there} addresses; while `{}` is renewed there may be {extra} machines", prefix.path(), vmss.path()),
                        )
                        .because(prefix.span_of("length"), format!("{there} addresses"))
                        .because(most.span, "the most machines otherwise")
                        .level(Level::Warning)
                        .help("take a larger prefix, or keep to fewer machines"),
                    );
                }
                if most.above(there).is_some() {
                    findings.push(
                        address.0,
                        CODE.at(
                            address.span_of("prefix"),
                            format!("`{}` has {there} addresses; `{}` may get {} machines", prefix.path(), vmss.path(), most.most(view)),
                        )
                        .because(prefix.span_of("length"), format!("{there} addresses"))
                        .because(most.span, "the most machines")
                        .help(format!("let it grow to {there} at most, or leave `prefix` out"))
                        .offer_without(address.0, "prefix"),
                    );
                }
            }
        }
    }
}
