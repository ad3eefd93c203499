//! A machine's own address of another SKU than its load balancer.

use super::Findings;
use crate::source::Span;
use crate::topology::{IpConfig, Lb, Mode, Nic, Tier, View};

rule! {
    machine_address_sku "LBX1619" "machine-address-sku" Error
    "a machine's own address of another SKU than its load balancer", from: ["LB-187", "LB-014"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for config in nic.ip_configs() {
            let Some((lb, joins)) = standard(config) else { continue };
            // In a Uniform scale set it cannot be written at all, which another rule says.
            let flexible = nic.machine().and_then(|m| m.mode()) == Some(Mode::Flexible);
            if let Some(address) = config.instance_public_ip().filter(|a| flexible && a.text("sku").as_deref() == Some("Basic")) {
                let span = address.span_of("sku");
                findings.push(
                    address.0,
                    CODE.at(span, format!("{} is Basic, and {} is Standard: the two must agree", address.called(), lb.called()))
                        .because(joins, "behind it")
                        .fix("write `Standard`", span, "Standard"),
                );
            }
            // A Basic address that is made here is an error by itself.
            let Some(address) = config.public_ip().is().filter(|a| a.existing() && a.sku().as_deref() == Some("Basic")) else { continue };
            findings.push(
                config.rows,
                CODE.at(config.rows.span_of("public_ip"), format!("{} is Basic, and {} is Standard: the two must agree", address.called(), lb.called()))
                    .because(joins, "behind it")
                    .because(address.span_of("sku"), "its SKU")
                    .help("upgrade the address to Standard, or give the machine another"),
            );
        }
    }
}

/// The Standard load balancer that an ip configuration stands behind.
fn standard<'v>(config: IpConfig<'v>) -> Option<(Lb<'v>, Span)> {
    let pools = config.pools().into_iter().map(|(p, span)| (p.lb(), span));
    let nat = config.nat_pools().into_iter().map(|(p, span)| (p.lb(), span));
    let says = |lb: &Lb| lb.tier() == Tier::Standard && (!lb.existing() || lb.slot("tier").is_some());
    pools.chain(nat).find(|(lb, _)| says(lb))
}
