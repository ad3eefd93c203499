//! What a private link service stands on: its subnets, and the frontends of one load balancer.

use super::Findings;
use super::edits::WayOut;
use super::raw_members::{body, provider_type, thing_of, value_at};
use crate::schema::Kind;
use crate::topology::{Frontend, Given, Known, Lb, Subnet, Thing, Tier, Value, View};

rule! {
    private_link_service "LBX1805" "private-link-service" Error
    "a private link service on what cannot bear it",
    from: ["F060", "F112", "F113"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for service in view.of_kind(Kind::Resource).filter(|t| !t.existing()) {
        if !provider_type(service).is_some_and(|ty| ty.eq_ignore_ascii_case("Microsoft.Network/privateLinkServices")) {
            continue;
        }
        let body = body(service);
        for config in list(&body, "properties.ipConfigurations") {
            if let Some(id) = value_at(config, "properties.subnet.id")
                && let Some(subnet) = thing_of(view, id).filter(|t| t.kind() == Kind::Subnet)
            {
                policies(service, Subnet(subnet), id, findings);
            }
        }
        let mut first: Option<(Lb, Value)> = None;
        for named in list(&body, "properties.loadBalancerFrontendIpConfigurations") {
            let Some(id) = value_at(named, "id") else { continue };
            let Some(frontend) = thing_of(view, id).filter(|t| t.kind() == Kind::Frontend).map(Frontend) else { continue };
            let lb = frontend.lb();
            match &first {
                None => first = Some((lb, id.clone())),
                Some((other, there)) if other.id != lb.id => findings.push(
                    service,
                    CODE.at(id.span, format!("{} is a frontend of `{}`; all frontends of a private link service are of one load balancer", frontend.called(), lb.path()))
                        .because(there.span, format!("one of `{}`", other.path()))
                        .help("write a private link service for each load balancer"),
                ),
                Some(_) => {}
            }
            load_balancer(service, frontend, id, findings);
        }
    }
}

fn list<'v>(body: &'v Value, path: &str) -> &'v [Value] {
    value_at(body, path).map_or(&[], Value::items)
}

/// Policies are on unless the subnet says otherwise.
fn policies(service: Thing, subnet: Subnet, named: &Value, findings: &mut Findings) {
    let word = subnet.text("private_link_service_policies");
    let on = match subnet.given("private_link_service_policies") {
        Given::No => true,
        Given::Yes => word.is_some_and(|w| w.eq_ignore_ascii_case("Enabled")),
        Given::Maybe(_) | Given::Unknown => false,
    };
    if !on {
        return;
    }
    let culprit = if subnet.existing() { service } else { subnet.0 };
    let (here, there) = if subnet.existing() { (named.span, subnet.name_span()) } else { (subnet.span_of("private_link_service_policies"), named.span) };
    let said = CODE.at(here, format!("`{}` has its policies for private link services on, so none can stand in it", subnet.path()))
            .because(there, "the private link service")
            .azure(Some("PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled"))
            .help("write `private_link_service_policies: Disabled` in the subnet");
    findings.push(culprit, if subnet.existing() { said } else { said.offer_set(subnet.0, "private_link_service_policies", "Disabled") });
}

fn load_balancer(service: Thing, frontend: Frontend, named: &Value, findings: &mut Findings) {
    let lb = frontend.lb();
    if lb.tier() == Tier::Basic {
        findings.push(
            service,
            CODE.at(named.span, format!("{} is Basic, and a private link service needs a Standard load balancer", lb.called()))
                .because(lb.span_of("tier"), "Basic"),
        );
    }
    let at = |f: Known<Frontend>| f.is().map(|f| f.id) == Some(frontend.id);
    let rules = lb.nat_rules().map(|r| r.0).chain(lb.nat_pools().map(|p| p.0));
    if let Some(rule) = rules.into_iter().find(|r| at(r.one_of("frontend"))) {
        findings.push(
            service,
            CODE.at(named.span, format!("{} takes packets for {}, so no private link service can use it", frontend.called(), rule.called()))
                .because(rule.span_of("frontend"), "it is used here")
                .help("give the private link service a frontend of its own"),
        );
    }
}
