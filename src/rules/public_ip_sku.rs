//! A frontend whose public address has another SKU than the load balancer.

use super::Findings;
use crate::topology::{Lb, Source, Tier, View};

rule! { public_ip_sku "LBX1003" "public-ip-sku" Error
"a frontend whose public address has another SKU than the load balancer",
azure: "PublicIPAndLBSkuDoNotMatch", from: ["LB-020", "LB-021", "F061", "IP-001", "IP-023"], refused }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let wanted = match lb.tier() {
            Tier::Basic => "Basic",
            Tier::Standard | Tier::Global | Tier::Gateway => "Standard",
        };
        for frontend in lb.frontends() {
            let address = match frontend.source() {
                Source::PublicIp(ip) => ip.0,
                Source::Prefix(prefix) => prefix.0,
                Source::Subnet(_) | Source::Unknown => continue,
            };
            let Some(sku) = address.text("sku").filter(|sku| &**sku != wanted) else { continue };
            let mut finding = CODE.at(
                frontend.span_of("source"),
                format!("{} is {sku}, but {} is {wanted}, and the two must agree", address.called(), lb.called()),
            );
            if let Some(slot) = address.slot("sku") {
                finding = finding.because(slot.value.span, "here");
                if wanted == "Standard" && !address.existing() {
                    finding = finding.fix("write `sku: Standard`", slot.value.span, "Standard");
                }
            }
            if &*sku == "StandardV2" {
                finding = finding.azure(None);
            }
            findings.push(*frontend, finding);
        }
    }
}
