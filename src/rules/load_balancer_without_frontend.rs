//! A load balancer that has parts but no frontend.

use super::Findings;
use crate::diag::Level;
use crate::topology::{Lb, View};

rule! { load_balancer_without_frontend "LBX1001" "load-balancer-without-frontend" Error
"a load balancer that has parts but no frontend",
azure: "LoadBalancerWithoutFrontendIPCantHaveChildResources", from: ["LB-011", "F042"], refused, lacking }

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing() && lb.frontends().next().is_none()) {
        let first = lb.node().children.iter().find(|id| view.present(**id)).map(|id| view.thing(*id));
        let help = "add `frontend NAME = SOURCE`, where SOURCE is a public_ip or a subnet";
        let finding = match first {
            Some(part) => CODE
                .at(lb.name_span(), format!("{} has no frontend, but other parts", lb.called()))
                .because(part.name_span(), format!("{} needs one", part.called())),
            None => CODE
                .at(lb.name_span(), format!("{} has no frontend, so nothing reaches it", lb.called()))
                .level(Level::Warning)
                .azure(None),
        };
        findings.push(*lb, finding.help(help));
    }
}
