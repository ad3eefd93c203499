//! More frontends or rules than one load balancer takes.

use super::Findings;
use crate::azure::limits;
use crate::topology::{Lb, Tier, View};

rule! { load_balancer_limits "LBX1016" "load-balancer-limits" Error
"more frontends or rules than one load balancer takes", from: ["LB-038", "LB-105", "LB-169", "F041", "F150"], refused }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>() {
        let basic = lb.tier() == Tier::Basic;
        let frontends = lb.frontends().count();
        let most = if basic { limits::FRONTENDS_BASIC } else { limits::FRONTENDS };
        if frontends > most && !lb.existing() {
            findings.push(
                *lb,
                CODE.at(lb.name_span(), format!("{} has {frontends} frontends; the most is {most}", lb.called()))
                    .azure(Some("LoadBalancerFrontendIPConfigurationCountLimitReached"))
                    .help("spread them over several load balancers"),
            );
        }
        let outbounds = lb.outbounds().count();
        if outbounds > limits::OUTBOUND_RULES && !lb.existing() {
            findings.push(
                *lb,
                CODE.at(
                    lb.name_span(),
                    format!("{} has {outbounds} outbound rules; the most is {}", lb.called(), limits::OUTBOUND_RULES),
                )
                .help("spread them over several load balancers"),
            );
        }
        inbound(lb, if basic { limits::LB_RULES_BASIC } else { limits::LB_RULES }, findings);
    }
}

/// Rules and NAT rules together; a NAT pool counts once for every machine of its scale set.
fn inbound(lb: Lb, most: usize, findings: &mut Findings) {
    let written = lb.rules().count() + lb.nat_rules().count();
    let mut count = written as i64;
    let mut pools = Vec::new();
    for pool in lb.nat_pools() {
        let Some((config, span)) = pool.users().into_iter().next() else { continue };
        let Some(crate::topology::Machine::Vmss(set)) = config.nic.machine() else { continue };
        let Some(machines) = set.most_instances() else { continue };
        count = count.saturating_add(machines.hi);
        pools.push((span, pool.called(), machines.most(lb.view)));
    }
    if count <= most as i64 || lb.existing() && pools.is_empty() {
        return;
    }
    let mut finding = CODE.at(
        lb.name_span(),
        format!("{} comes to {count} rules and NAT rules; the most is {most}", lb.called()),
    );
    if !pools.is_empty() {
        finding = finding
            .azure(Some("LoadBalancerInboundRuleCountLimitExceededByVMScaleSet"))
            .note(format!("{written} are written, the others come from NAT pools: one for each machine"))
            .help("a `nat_rule` with a pool counts once, however many machines the pool has");
        for (span, pool, machines) in pools {
            finding = finding.because(span, format!("{pool} makes {machines}"));
        }
    }
    findings.push(*lb, finding);
}
