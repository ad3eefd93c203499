//! Appliances of the marketplace are bought. Only publishers whose images are all sold are judged.

use super::{Findings, edits};
use crate::topology::{Given, ImageFacts, View};

/// Publishers of appliances, whose images come with a plan.
const SELLERS: [&str; 16] = [
    "a10networks",
    "arista-networks",
    "barracudanetworks",
    "bitnami",
    "checkpoint",
    "cisco",
    "citrix",
    "f5-networks",
    "fortinet",
    "juniper-networks",
    "kemptech",
    "netgate",
    "nginxinc",
    "paloaltonetworks",
    "sophos",
    "zscaler",
];

rule! {
    image_without_plan "LBX1723" "image-without-plan" Warning
    "an image that is sold, without its plan",
    azure: "MarketplacePurchaseEligibilityFailed", from: ["VM-099"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let ImageFacts::Urn([Some(publisher), offer, sku, _]) = machine.image() else { continue };
        let sold = SELLERS.contains(&publisher.to_ascii_lowercase().as_str());
        if thing.existing() || !sold || thing.given("plan") != Given::No {
            continue;
        }
        let name = |part: &Option<crate::topology::Text>| part.as_deref().map_or("…".to_owned(), str::to_owned);
        findings.push(
            thing,
            CODE.at(
                thing.span_of("image"),
                format!("`{publisher}` sells its images, and `{}` names no plan", thing.path()),
            )
            .note(format!("the terms are accepted once: az vm image terms accept --publisher {publisher} --offer {} --plan {}", name(&offer), name(&sku)))
            .help("write `plan: from_image`")
            .with_fix("write `plan: from_image`", false, vec![edits::line_in(thing, "plan: from_image")]),
        );
    }
}
