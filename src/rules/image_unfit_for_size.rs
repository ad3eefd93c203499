//! An image that does not start on the size of the machine: another processor, another generation.

use super::Findings;
use super::edits::{self, WayOut};
use crate::azure::images::{self, Image};
use crate::azure::sizes::Size;
use crate::topology::{ImageFacts, View};

rule! {
    image_unfit_for_size "LBX1819" "image-unfit-for-size" Error
    "an image that does not start on the machine's size",
    azure: "BadRequest", from: [], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() {
            continue;
        }
        // Whether it is for Arm is known of both; the generation of the listed ones only.
        let (arm, generation) = match machine.image() {
            ImageFacts::Alias(image) => (image.sku.contains("arm64"), Some(image.generation)),
            ImageFacts::Urn([_, Some(offer), Some(sku), _]) => {
                let told = |text: &str| text.to_ascii_lowercase().contains("arm64");
                if !told(&offer) && !told(&sku) {
                    continue;
                }
                (true, None)
            }
            _ => continue,
        };
        for (name, span) in machine.sizes() {
            let Some(size) = Size::parse(&name) else { continue };
            let known = crate::azure::sizes::is_listed(&name);
            let Some(said) = why(arm, generation, &size, &name, known) else { continue };
            // The same system for the other processors, or of the other generation.
            let like = |image: &Image| {
                let bare = |alias: &str| alias.replace("_arm64", "").replace("_gen2", "");
                matches!(machine.image(), ImageFacts::Alias(own) if bare(own.alias) == bare(image.alias))
            };
            let arm_of = |image: &Image| image.sku.contains("arm64");
            let fits =
                |image: &Image| why(arm_of(image), Some(image.generation), &size, &name, known).is_none();
            let other = images::ALL.iter().find(|image| like(image) && fits(image)).map_or("", |image| image.alias);
            findings.push(
                thing,
                CODE.at(span, said)
                    .because(thing.span_of("image"), "the image")
                    .help("choose another size, or the image made for this one: `ubuntu_24_04_arm64`, `windows_2019_gen2`")
                    .way_if(!other.is_empty(), format!("write `image: {other}`"), vec![edits::set(thing, "image", other)]),
            );
        }
    }
}

/// Why an image does not start on a size; nothing where it may.
fn why(arm: bool, generation: Option<u8>, size: &Size, name: &str, known: bool) -> Option<String> {
    if size.is_arm() != arm {
        let (image, wanted) = if arm { ("Arm", "x64") } else { ("x64", "Arm") };
        Some(format!("the image is for {image} processors, and `{name}` has {wanted} ones"))
    } else if generation == Some(2) && size.lacks_generation_2() && known {
        Some(format!("the image is of the second generation, and `{name}` starts the first only"))
    } else if generation == Some(1) && (size.needs_generation_2() || size.family == "DC" && size.version > 1) {
        Some(format!("the image is of the first generation, and `{name}` starts the second only"))
    } else {
        None
    }
}
