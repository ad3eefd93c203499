//! Licenses that only some publishers' images take.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{ImageFacts, View};

rule! {
    license_of_another_image "LBX1856" "license-of-another-image" Warning
    "a license for images of another publisher",
    from: []
}

/// Publishers whose images are of one distribution, in lower case.
const DISTRIBUTIONS: [(&str, &str); 11] = [
    ("almalinux", "AlmaLinux"),
    ("canonical", "Ubuntu"),
    ("credativ", "Debian"),
    ("debian", "Debian"),
    ("kinvolk", "Flatcar"),
    ("microsoftcblmariner", "Azure Linux"),
    ("openlogic", "CentOS"),
    ("oracle", "Oracle Linux"),
    ("redhat", "Red Hat"),
    ("resf", "Rocky Linux"),
    ("suse", "SUSE"),
];

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(license) = thing.text("license").filter(|_| !thing.existing()) else { continue };
        let wanted = match license.split('_').next().map(str::to_ascii_uppercase).as_deref() {
            Some("RHEL") => "redhat",
            Some("SLES") => "suse",
            Some("UBUNTU") => "canonical",
            _ => continue,
        };
        let publisher = match machine.image() {
            ImageFacts::Alias(image) => image.publisher.to_ascii_lowercase(),
            ImageFacts::Urn([Some(publisher), ..]) => publisher.to_ascii_lowercase(),
            _ => continue,
        };
        let of = |name: &str| DISTRIBUTIONS.iter().find(|(p, _)| *p == name).map(|(_, d)| *d);
        // Other publishers may sell images on top of any distribution.
        if let (Some(is), Some(wants)) = (of(&publisher), of(wanted))
            && publisher != wanted
        {
            findings.push(
                thing,
                CODE.at(thing.span_of("license"), format!("`{license}` is a license of {wants}, and the image is {is}"))
                    .because(thing.span_of("image"), "the image")
                    .help("remove `license`, or choose an image that it is for")
                    .offer_without(thing, "license"),
            );
        }
    }
}
