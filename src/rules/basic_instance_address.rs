//! Addresses of machines are of the load balancer's SKU, and Basic is gone.

use super::{Findings, edits};
use crate::azure::limits::BASIC_RETIRED;
use crate::topology::{Mode, Nic, Tier, View};

rule! {
    basic_instance_address "LBX1721" "basic-instance-address" Error
    "Basic public addresses for the machines of a scale set",
    azure: "DifferentSkuLoadBalancerAndPublicIPAddressNotAllowedInVMSS", from: ["VM-078", "IP-003", "LB-187"]
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        // In a Uniform set the SKU is not to be written at all.
        if nic.machine().and_then(|m| m.mode()) != Some(Mode::Flexible) {
            continue;
        }
        for config in nic.ip_configs() {
            let Some(address) = config.instance_public_ip().filter(|a| a.text("sku").as_deref() == Some("Basic")) else {
                continue;
            };
            let standard = config.pools().into_iter().find(|(p, _)| p.lb().tier() != Tier::Basic);
            let span = address.span_of("sku");
            let finding = match standard {
                Some((pool, there)) => CODE
                    .at(span, format!("the load balancer `{}` is a Standard one, and the machines' addresses are Basic", pool.lb().path()))
                    .because(there, "they are behind it"),
                None => CODE.at(span, format!("Basic public addresses retired on {BASIC_RETIRED}")).azure(None),
            };
            findings.push(
                address.0,
                finding
                    .help("leave `sku` out: they are then Standard")
                    .with_fix("write `Standard`", true, vec![edits::set(address.0, "sku", "Standard")]),
            );
        }
    }
}
