//! A load balancer that has parts but no frontend.

use std::collections::HashSet;

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::diag::Level;
use crate::topology::{Lb, View, Frontend, PublicIp, NodeId, NatGateway, Nic};

rule! { load_balancer_without_frontend "LBX1001" "load-balancer-without-frontend" Error
"a load balancer that has parts but no frontend",
azure: "LoadBalancerWithoutFrontendIPCantHaveChildResources", from: ["LB-011", "F042"], refused, lacking }

fn check(view: &View, findings: &mut Findings) {
    // The public addresses that something has already.
    let frontends = view.all::<Frontend>().filter_map(|f| f.one_of::<PublicIp>("source").is()).map(|ip| ip.id);
    let mut taken: HashSet<NodeId> = frontends.collect();
    taken.extend(view.all::<NatGateway>().flat_map(|g| g.named::<PublicIp>("public_ips")).map(|(ip, _)| ip.id));
    taken.extend(view.all::<Nic>().flat_map(|n| n.ip_configs()).filter_map(|c| c.public_ip().is()).map(|ip| ip.id));
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
        let unused = view.all::<PublicIp>().find(|ip| !ip.existing() && taken.insert(ip.id));
        let (title, edits) = match unused {
            Some(ip) => {
                let line = format!("frontend {} = {}", edits::fresh(*lb, "www"), ip.node().symbol);
                (format!("write `{line}`"), vec![edits::line_in(*lb, &line)])
            }
            None => {
                let (name, edits) = edits::new_frontend(*lb, "www");
                (format!("add a frontend `{name}` with a public address"), edits)
            }
        };
        findings.push(*lb, finding.help(help).way(title, false, edits));
    }
}
