//! A public address of one family on an ip configuration of the other.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{InstancePublicIp, Known, Nic, View};

rule! {
    machine_address_version "LBX1825" "machine-address-version" Error
    "a public address of another family than the machine's own",
    from: [], refused
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for config in nic.ip_configs() {
            let Some(own) = config.version() else { continue };
            if let Known::Is(ip) = config.public_ip()
                && let Some(theirs) = ip.version().filter(|v| *v != own)
            {
                findings.push(
                    config.rows,
                    CODE.at(config.rows.span_of("public_ip"), format!("{} is {theirs}, and {} {own}", ip.called(), config.rows.called()))
                        .because(ip.span_of("version"), "the address")
                        .help(format!("write an `ip` block with `version: {theirs}` for it, beside the IPv4 one"))
                        .offer_without(config.rows, "public_ip"),
                );
            }
            for each in config.rows.parts::<InstancePublicIp>() {
                if let Some(theirs) = each.text("version").filter(|v| *v != own) {
                    findings.push(
                        each.0,
                        CODE.at(each.span_of("version"), format!("the address is {theirs}, and {} {own}", config.rows.called()))
                            .because(config.rows.span_of("version"), "the machine's own")
                            .offer_set(each.0, "version", &own),
                    );
                }
            }
        }
    }
}
