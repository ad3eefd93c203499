//! A Basic load balancer, which Azure has retired.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::limits::BASIC_RETIRED;
use crate::topology::{Lb, Tier, View};

rule! { basic_load_balancer "LBX1005" "basic-load-balancer" Error
"a Basic load balancer, which Azure has retired", from: ["LB-005", "LB-139"] }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.tier() == Tier::Basic) {
        findings.push(
            *lb,
            CODE.at(lb.span_of("tier"), format!("{} is Basic, which Azure retired on {BASIC_RETIRED}", lb.called()))
                .help("leave `Basic` out: the load balancer is then Standard, and so must its public addresses be")
                .way(
                    "remove `Basic`".to_owned(),
                    false,
                    vec![edits::cut(lb.name_span().after().to(lb.slot("tier").map_or(lb.name_span(), |s| s.expr_span)))],
                ),
        );
    }
}
