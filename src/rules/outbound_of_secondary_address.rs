//! A secondary IPv4 configuration in the pool of an outbound rule.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Outbound, View};

rule! {
    outbound_of_secondary_address "LBX3031" "outbound-of-secondary-address" Error
    "a secondary IPv4 configuration in the pool of an outbound rule",
    azure: "OutboundRuleCannotBeUsedWithBackendAddressPoolThatIsReferencedBySecondaryIpConfigs",
    from: ["LB-167"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for outbound in view.all::<Outbound>() {
        let Some(pool) = outbound.pool() else { continue };
        for (config, span) in pool.users() {
            if config.primary() || config.nic.existing() || config.version().as_deref() != Some("IPv4") {
                continue;
            }
            findings.push(
                config.rows,
                CODE.at(span, format!("{} is not its nic's first, and {} leaves by {}", config.rows.called(), pool.called(), outbound.called()))
                    .because(outbound.span_of("pool"), "the outbound rule")
                    .help("let the primary ip configuration join the pool; a second nic is fine too")
                    .offer_drop(config.rows, &["pools"], span),
            );
        }
    }
}
