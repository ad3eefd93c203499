//! A machine's own address of another SKU than its load balancer.

use super::Findings;
use super::edits::WayOut;
use crate::source::Span;
use crate::topology::{IpConfig, Lb, Nic, Tier, View};

rule! {
    machine_address_sku "LBX1619" "machine-address-sku" Error
    "a machine's own address of another SKU than its load balancer", from: ["LB-014"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for config in nic.ip_configs() {
            // A Basic address that is made here is an error by itself, and so is a Basic load balancer.
            let Some(address) = config.public_ip().is().filter(|a| a.existing() && a.sku().as_deref() == Some("Basic")) else {
                continue;
            };
            let Some((lb, joins)) = standard(config) else { continue };
            findings.push(
                config.rows,
                CODE.at(
                    config.rows.span_of("public_ip"),
                    format!("{} is Basic, and {} is Standard: the two must agree", address.called(), lb.called()),
                )
                .because(joins, "behind it")
                .because(address.span_of("sku"), "its SKU")
                .help("upgrade the address to Standard, or give the machine another")
                .offer_without(config.rows, "public_ip"),
            );
        }
    }
}

/// The Standard load balancer that an ip configuration stands behind.
fn standard<'v>(config: IpConfig<'v>) -> Option<(Lb<'v>, Span)> {
    let pools = config.pools().into_iter().map(|(p, span)| (p.lb(), span));
    let nat = config.nat_rules().into_iter().map(|(r, span)| (r.lb(), span));
    let says = |lb: &Lb| lb.tier() == Tier::Standard && (!lb.existing() || lb.slot("tier").is_some());
    pools.chain(nat).find(|(lb, _)| says(lb))
}
