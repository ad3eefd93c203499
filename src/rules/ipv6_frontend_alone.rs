//! IPv6 frontends without an IPv4 one.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Frontend, Lb, Tier, View};

rule! { ipv6_frontend_alone "LBX1014" "ipv6-frontend-alone" Error
"IPv6 frontends without an IPv4 one",
azure: "AtleastOneIpV4RequiredForIpV6LbFrontendIpConfiguration", from: ["LB-036"], refused, lacking }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() != Tier::Global) {
        let frontends: Vec<Frontend> = lb.frontends().collect();
        let [first, ..] = frontends[..] else { continue };
        if !frontends.iter().all(|f| f.version().as_deref() == Some("IPv6")) {
            continue;
        }
        let (name, edits) = edits::new_frontend(*lb, "v4");
        findings.push(
            *first,
            CODE.at(first.span_of("source"), format!("{} is IPv6, and {} has no IPv4 frontend", first.called(), lb.called()))
                .help("add an IPv4 frontend; it needs no rules")
                .way(format!("add frontend `{name}` with an IPv4 address"), false, edits),
        );
    }
}
