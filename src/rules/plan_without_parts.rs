//! A plan is taken from an image that has publisher, offer and sku.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{ImageFacts, View};

rule! {
    plan_without_parts "LBX2068" "plan-without-parts" Error
    "`plan: from_image` with an image that has no plan to take",
    azure: "MarketplacePurchaseEligibilityFailed", from: ["VM-099"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(plan) = thing.text("plan").filter(|_| thing.slot("plan").is_some()) else { continue };
        let span = thing.span_of("plan");
        if &*plan == "from_image" {
            let why = match machine.image() {
                ImageFacts::Alias(image) => format!("`{}` is the platform's own and has no plan", image.alias),
                ImageFacts::Id(_) => "an id says nothing of a plan".to_owned(),
                _ => continue,
            };
            findings.push(
                thing,
                CODE.at(span, format!("no plan can be taken from this image: {why}"))
                    .because(thing.span_of("image"), "the image")
                    .help("remove `plan`, or write its parts: `plan: \"publisher:product:name\"`")
                    .offer_without(thing, "plan"),
            );
        } else if plan.split(':').filter(|p| !p.is_empty()).count() != 3 {
            findings.push(
                thing,
                CODE.at(span, format!("a plan has three parts, `publisher:product:name`; this one is `{plan}`")).azure(None),
            );
        }
    }
}
