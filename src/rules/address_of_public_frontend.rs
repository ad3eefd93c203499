//! A private address on a frontend with a public one.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Frontend, View};

rule! { address_of_public_frontend "LBX1009" "address-of-public-frontend" Error
"a private address on a frontend with a public one", from: ["F019"] }

fn check(view: &View, findings: &mut Findings) {
    for frontend in view.all::<Frontend>().filter(|f| !f.existing() && f.public() == Some(true)) {
        for property in ["address", "version"] {
            let Some(slot) = frontend.slot(property) else { continue };
            if frontend.get(property).is_none() {
                continue;
            }
            findings.push(
                *frontend,
                CODE.at(
                    slot.key_span.to(slot.value.span),
                    format!("`{property}` is for a frontend in a subnet, but {} is public", frontend.called()),
                )
                .because(frontend.span_of("source"), "this is its address")
                .help("leave it out, or name a subnet").offer_without(*frontend, property),
            );
        }
    }
}
