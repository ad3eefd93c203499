//! A machine is given one version of a certificate.

use super::Findings;
use crate::topology::{Certificate, V, View};

rule! {
    unversioned_certificate "LBX1706" "unversioned-certificate" Warning
    "a certificate whose URL names no version",
    from: ["VM-137"]
}

fn check(view: &View, findings: &mut Findings) {
    for certificate in view.all::<Certificate>().filter(|c| !c.existing()) {
        for url in certificate.get("urls").items() {
            let url = view.reduce(url);
            let V::Str(text) = &url.v else { continue };
            let path = text.split_once("://").map_or(&**text, |(_, rest)| rest);
            let mut parts = path.trim_end_matches('/').split('/').skip(1);
            if !parts.next().is_some_and(|p| p.eq_ignore_ascii_case("secrets")) {
                continue;
            }
            if parts.next().is_some() && parts.next().is_none() {
                findings.push(
                    certificate.0,
                    CODE.at(url.span, format!("`{text}` names no version, and a machine is given a certain one"))
                        .note("a new version is a new model; the old secret must stay while a machine may start again with it")
                        .help("write the version behind it: `…/secrets/NAME/VERSION`")
                        .offer("write the version", url.span, format!("\"{}/…\"", text.trim_end_matches('/'))),
                );
            }
        }
    }
}
