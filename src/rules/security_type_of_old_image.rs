//! Security types need the second generation of machines.

use super::Findings;
use super::edits::WayOut;
use crate::azure::images;
use crate::azure::sizes::Size;
use crate::topology::{ImageFacts, View};

rule! {
    security_type_of_old_image "LBX2067" "security-type-of-old-image" Warning
    "a security type with an image or size of another sort",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(kind) = thing.text("security_type").filter(|t| &**t != "Standard") else { continue };
        let here = thing.span_of("security_type");
        if let ImageFacts::Alias(image) = machine.image()
            && image.generation == 1
        {
            findings.push(
                thing,
                CODE.at(thing.span_of("image"), format!("`{kind}` needs an image of the second generation; `{}` is of the first", image.alias))
                    .because(here, "asked for here")
                    .help("choose a newer image")
                    .offer_set(thing, "image", newer(image.alias)),
            );
        }
        for (size, span) in machine.sizes() {
            let confidential = Size::parse(&size).is_none_or(|s| s.family.contains('C') || s.family.starts_with('N'));
            if &*kind == "ConfidentialVM" && !confidential {
                findings.push(
                    thing,
                    CODE.at(span, format!("confidential machines have sizes of the DC and EC series; `{size}` is none"))
                        .because(here, "asked for here")
                        .help("choose one, `Standard_DC2as_v5` for example")
                        .offer("write `Standard_DC2as_v5`", span, "Standard_DC2as_v5"),
                );
            }
        }
    }
}

/// The image of the second generation that is nearest to one of the first.
fn newer(alias: &str) -> &'static str {
    let second = format!("{alias}_gen2");
    match images::find(&second) {
        Some(image) => image.alias,
        None if alias.starts_with("windows") => "windows_2022",
        None => "ubuntu_24_04",
    }
}
