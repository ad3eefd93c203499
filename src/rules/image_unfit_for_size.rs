//! An image that does not start on the size of the machine: another processor, another generation.

use super::Findings;
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
            let known = crate::azure::sizes::canonical(&name).is_some();
            let why = if size.is_arm() != arm {
                let (image, wanted) = if arm { ("Arm", "x64") } else { ("x64", "Arm") };
                format!("the image is for {image} processors, and `{name}` has {wanted} ones")
            } else if generation == Some(2) && size.lacks_generation_2() && known {
                format!("the image is of the second generation, and `{name}` starts the first only")
            } else if generation == Some(1) && (size.needs_generation_2() || size.family == "DC" && size.version > 1) {
                format!("the image is of the first generation, and `{name}` starts the second only")
            } else {
                continue;
            };
            findings.push(
                thing,
                CODE.at(span, why)
                    .because(thing.span_of("image"), "the image")
                    .help("choose another size, or the image made for this one: `ubuntu_24_04_arm64`, `windows_2019_gen2`"),
            );
        }
    }
}
