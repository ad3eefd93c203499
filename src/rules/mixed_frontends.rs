//! Public and internal frontends in one load balancer.

use super::Findings;
use crate::topology::{Lb, View};

rule! { mixed_frontends "LBX1002" "mixed-frontends" Warning
"public and internal frontends in one load balancer", from: ["LB-013"] }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut known = lb.frontends().filter_map(|f| f.public().map(|public| (f, public)));
        let Some((first, public)) = known.next() else { continue };
        let Some((other, _)) = known.find(|(_, p)| *p != public) else { continue };
        let word = |public: bool| if public { "public" } else { "internal" };
        findings.push(
            *other,
            CODE.at(
                other.span_of("source"),
                format!("{} is {}, but {} is {}", other.called(), word(!public), first.called(), word(public)),
            )
            .because(first.span_of("source"), format!("makes `{}` {}", lb.path(), word(public)))
            .help("the address of its frontends makes a load balancer public or internal: write two load balancers"),
        );
    }
}
