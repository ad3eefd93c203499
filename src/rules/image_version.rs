//! How the version of an image is written.

use super::Findings;
use crate::topology::{ImageFacts, View};

rule! {
    image_version "LBX1722" "image-version" Error
    "an image's version that is none",
    from: ["VM-098"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let ImageFacts::Urn([.., Some(version)]) = machine.image() else { continue };
        let numbers = version.split('.').filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())).count();
        if thing.existing() || &*version == "latest" || (numbers == 3 && version.split('.').count() == 3) {
            continue;
        }
        let span = thing.span_of("image");
        let mut finding = CODE.at(
            span,
            format!("the version of an image is `latest` or three numbers, `MAJOR.MINOR.BUILD`; this is `{version}`"),
        );
        if let Some(text) = thing.text("image")
            && let Some(head) = text.strip_suffix(&*version)
        {
            let meant = version.eq_ignore_ascii_case("latest");
            let edit = crate::diag::Edit { span, text: format!("\"{head}latest\"") };
            finding = finding.with_fix("write `latest`", meant, vec![edit]);
        }
        findings.push(thing, finding.help("`az vm image list --all --publisher … --offer …` lists the versions"));
    }
}
