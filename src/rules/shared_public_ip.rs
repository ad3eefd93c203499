//! A public address that two things use.

use std::collections::BTreeMap;

use crate::diag::{Edit, Diagnostic};
use crate::rules::edits::{self, WayOut};
use super::Findings;
use super::raw_members::{body, provider_type, thing_of, value_at};
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Frontend, Known, NatGateway, Nic, NodeId, PublicIp, Source, Thing, V, Value, View};

rule! { shared_public_ip "LBX1004" "shared-public-ip" Error
"a public address that two things use", azure: "PublicIPReferencedByMultipleIPConfigs", from: ["LB-023", "IP-013"], refused }

fn check(view: &View, findings: &mut Findings) {
    let mut first: BTreeMap<NodeId, (Thing, Span)> = BTreeMap::new();
    for (ip, user, span) in users(view) {
        let Some((other, there)) = first.insert(ip.id, (user, span)) else { continue };
        first.insert(ip.id, (other, there));
        let ((user, span), (other, there)) =
            if user.existing() { ((other, there), (user, span)) } else { ((user, span), (other, there)) };
        if user.existing() {
            continue;
        }
        let finding = CODE.at(span, format!("{} serves {} already", ip.called(), other.called()))
                .because(there, "used here")
                .help(format!("give {} an address of its own", user.called()));
                findings.push(user, of_its_own(finding, PublicIp(ip), user, span));
    }
}

/// A second address like the first, where the first is written here as well.
fn of_its_own(finding: Diagnostic, ip: PublicIp, user: Thing, span: Span) -> Diagnostic {
        if user.kind() == Kind::Resource || ip.existing() || ip.node().instance != user.node().instance || !user.node().keys.is_empty() {
            return finding;
        }
        let name = edits::fresh(*ip, format!("{}_{}", ip.node().symbol, user.node().symbol).trim_end_matches('_'));
        let mut parts = Vec::new();
        if let Some(zones) = ip.zones().filter(|z| !z.is_empty()) {
            parts.push(format!("zones: {zones:?}"));
        }
        if ip.text("version").as_deref() == Some("IPv6") {
            parts.push("version: IPv6".to_owned());
        }
        let line = format!("public_ip {name} {{ {} }}", parts.join(", "));
        let edits = vec![edits::line_after(*ip, &line), Edit { span, text: name.clone() }];
        finding.way(format!("add public_ip `{name}` for it"), false, edits)
}

/// Every use of a public address: address, user, place.
fn users<'v>(view: &'v View<'v>) -> Vec<(Thing<'v>, Thing<'v>, Span)> {
    let mut users: Vec<(Thing, Thing, Span)> = Vec::new();
    for frontend in view.all::<Frontend>() {
        if let Source::PublicIp(ip) = frontend.source() {
            users.push((*ip, *frontend, frontend.span_of("source")));
        }
    }
    for nic in view.all::<Nic>() {
        for config in nic.ip_configs() {
            if let Known::Is(ip) = config.public_ip() {
                users.push((*ip, config.rows, config.rows.span_of("public_ip")));
            }
        }
    }
    for gateway in view.all::<NatGateway>() {
        users.extend(gateway.things("public_ips").into_iter().map(|(ip, span)| (ip, *gateway, span)));
    }
    for resource in view.of_kind(Kind::Resource).filter(|r| !r.existing()) {
        if provider_type(resource).is_some_and(|t| t.to_ascii_lowercase().starts_with("microsoft.network/")) {
            named_in(view, resource, &body(resource), &mut users);
        }
    }
    users.sort_by_key(|(_, user, span)| (user.id, *span));
    users
}

/// The addresses that a verbatim resource of the network takes: `publicIPAddress: { id: … }`, wherever it stands.
fn named_in<'v>(view: &'v View<'v>, resource: Thing<'v>, value: &Value, users: &mut Vec<(Thing<'v>, Thing<'v>, Span)>) {
    match &value.v {
        V::List(items) => items.iter().for_each(|item| named_in(view, resource, item, users)),
        V::Map(entries) => {
            for (key, inner) in entries.iter() {
                let id = value_at(inner, "id").filter(|_| key.eq_ignore_ascii_case("publicIPAddress"));
                match id.and_then(|id| Some((thing_of(view, id).filter(|t| t.kind() == Kind::PublicIp)?, id.span))) {
                    Some((ip, span)) => users.push((ip, resource, span)),
                    None => named_in(view, resource, inner, users),
                }
            }
        }
        _ => {}
    }
}
