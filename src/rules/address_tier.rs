//! A frontend whose address is of another tier than the load balancer.

use super::Findings;
use crate::topology::{Lb, Source, Tier, View};

rule! {
    address_tier "LBX1070" "address-tier" Error
    "a frontend whose address is of another tier than the load balancer", from: ["LB-203"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let global = lb.tier() == Tier::Global;
        let wanted = if global { "Global" } else { "Regional" };
        for frontend in lb.frontends() {
            let address = match frontend.source() {
                Source::PublicIp(ip) => ip.0,
                Source::Prefix(prefix) => prefix.0,
                Source::Subnet(subnet) if global => {
                    findings.push(
                        *frontend,
                        CODE.at(frontend.span_of("source"), format!("{} is Global, and {} is private", lb.called(), subnet.called()))
                            .because(lb.span_of("tier"), "a Global load balancer has public frontends only")
                            .help("name a public_ip with `tier: Global`"),
                    );
                    continue;
                }
                Source::Subnet(_) | Source::Unknown => continue,
            };
            let Some(tier) = address.text("tier").filter(|tier| &**tier != wanted) else { continue };
            let mut finding = CODE
                .at(
                    frontend.span_of("source"),
                    format!("{} is {tier}, but {} is {wanted}", address.called(), lb.called()),
                )
                .because(address.name_span(), "the address");
            if !address.existing() {
                finding = match address.slot("tier") {
                    Some(slot) => finding.offer(format!("write `tier: {wanted}`"), slot.value.span, wanted),
                    None => finding.with_fix(
                        format!("write `tier: {wanted}`"),
                        false,
                        vec![super::edits::line_in(address, &format!("tier: {wanted}"))],
                    ),
                };
            }
            findings.push(*frontend, finding);
        }
    }
}
