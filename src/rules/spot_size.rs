//! Sizes that are never spare.

use super::Findings;
use crate::azure::sizes::Size;
use crate::topology::{Spot, View};

rule! {
    spot_size "LBX2053" "spot-size" Error
    "a size that there are no spot machines of",
    azure: "SkuNotAvailable", from: ["VM-109"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(spot) = thing.parts::<Spot>().next() else { continue };
        for (size, span) in machine.sizes() {
            let why = match Size::parse(&size) {
                Some(parsed) if parsed.family == "B" => "sizes of the B series",
                _ if size.to_ascii_lowercase().ends_with("_promo") => "promo sizes",
                _ => continue,
            };
            findings.push(
                thing,
                CODE.at(span, format!("there are no spot machines of {why}: `{size}`"))
                    .because(spot.name_span(), "spot")
                    .help("choose a size of another series, `Standard_D2s_v5` for example")
                    .offer("write `Standard_D2s_v5`", span, "Standard_D2s_v5"),
            );
        }
    }
}
