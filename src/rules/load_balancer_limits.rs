//! More frontends or rules than one load balancer takes.

use super::Findings;
use super::edits::{self, WayOut};
use crate::azure::limits;
use crate::ledger;
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
        inbound(lb, findings);
    }
}

/// Rules and NAT rules together; a NAT pool counts once for every machine of its scale set.
fn inbound(lb: Lb, findings: &mut Findings) {
    let rules = ledger::inbound_rules(lb);
    let (count, written, most) = (rules.count(), rules.written, rules.most);
    if count <= most || lb.existing() && rules.pools.is_empty() {
        return;
    }
    let mut finding = CODE.at(
        lb.name_span(),
        format!("{} comes to {count} rules and NAT rules; the most is {most}", lb.called()),
    );
    if !rules.pools.is_empty() {
        finding = finding
            .azure(Some("LoadBalancerInboundRuleCountLimitExceededByVMScaleSet"))
            .note(format!("{written} are written, the others come from NAT pools: one for each machine"))
            .help("a `nat_rule` with a pool counts once, however many machines the pool has");
        let one = rules.pools.iter().map(|(_, pool, _)| edits::as_nat_rule(*pool)).find(|edits| !edits.is_empty());
        if let Some(edits) = one {
            finding = finding.way("write `nat_rule`, with the machines' pool".to_owned(), false, edits);
        }
        for (span, pool, machines) in rules.pools {
            finding = finding.because(span, format!("{} makes {}", pool.called(), machines.most(lb.view)));
        }
    }
    findings.push(*lb, finding);
}
