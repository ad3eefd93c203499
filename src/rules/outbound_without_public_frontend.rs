//! An outbound rule of a load balancer that is not a public Standard one.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Lb, Tier, View};

rule! {
    outbound_without_public_frontend "LBX3001" "outbound-without-public-frontend" Error
    "an outbound rule of a load balancer that is not a public Standard one",
    from: ["LB-156", "LB-208", "F108"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        for outbound in lb.outbounds() {
            if let Some((word, span)) = match lb.tier() {
                Tier::Global | Tier::Gateway | Tier::Basic => lb.text("tier").map(|word| (word, lb.span_of("tier"))),
                Tier::Standard => None,
            } {
                findings.push(
                    *outbound,
                    CODE.at(outbound.name_span(), format!("{} cannot stand in a {word} load balancer", outbound.called()))
                        .because(span, "said here")
                        .help("outbound rules belong to a regional public Standard load balancer, or take a nat_gateway")
                        .offer_removal(*outbound),
                );
                continue;
            }
            for (frontend, span) in outbound.frontends().into_iter().filter(|(f, _)| f.public() == Some(false)) {
                findings.push(
                    *outbound,
                    CODE.at(span, format!("{} is internal, so nothing leaves by it", frontend.called()))
                        .because(frontend.span_of("source"), "its address is private")
                        .help(
                            "write a public load balancer with this outbound rule only, whose pool the machines join too, \
                            or a nat_gateway for their subnet",
                        )
                        .offer_removal(*outbound),
                );
            }
        }
    }
}
