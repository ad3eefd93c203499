//! What a load balancer with parts in another subscription has to obey.

use super::{Findings, edits};
use crate::diag::Edit;
use crate::source::Span;
use crate::topology::{Lb, Known, Pool, Source, Text, Thing, Tier, View, Vnet};

rule! {
    cross_subscription "LBX1613" "cross-subscription" Error
    "a load balancer with parts in another subscription that cannot have them",
    from: ["LB-024", "LB-150", "LB-224", "LB-232", "LB-237", "LB-239"], refused
}

/// A part of a load balancer that is in another subscription, and where it is named.
#[derive(Clone, Copy)]
struct Foreign<'v> {
    part: Thing<'v>,
    named: Thing<'v>,
    span: Span,
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let Some(home) = view.topology.deploy.and_then(|id| view.thing(id).text("subscription")) else { continue };
        let Some(foreign) = foreign(lb, &home) else { continue };
        let mut say = |culprit: Thing, span: Span, message: String, help: &str, fix: Option<(&str, Vec<Edit>)>| {
            let finding = CODE.at(span, message).because(foreign.span, format!("{} is in another subscription", foreign.named.called()));
            let finding = finding.help(help);
            findings.push(
                culprit,
                match fix {
                    Some((title, edits)) => finding.with_fix(title, false, edits),
                    None => finding,
                },
            );
        };
        match lb.tier() {
            Tier::Global | Tier::Gateway => {
                let word = lb.text("tier").unwrap_or_default();
                say(
                    foreign.part,
                    foreign.span,
                    format!("{} is {word}, whose parts are all in its own subscription", lb.called()),
                    "name what is in the subscription of `deploy`",
                    None,
                );
                continue;
            }
            Tier::Standard | Tier::Basic => {}
        }
        for pool in lb.pools().filter(|p| p.get("sync_mode").is_none() || p.get("vnet").is_none()) {
            say(
                *pool,
                pool.name_span(),
                format!("{} spans subscriptions, so {} needs `sync_mode` and `vnet`", lb.called(), pool.called()),
                "write `sync_mode: Automatic` and `vnet: NAME` in every pool of it",
                lines(pool),
            );
        }
        for nat in lb.nat_pools() {
            say(
                *nat,
                nat.name_span(),
                format!("{} spans subscriptions, and takes no NAT pool", lb.called()),
                "write a `nat_rule` with a range and a pool",
                Some(edits::as_nat_rule(nat)).filter(|edits| !edits.is_empty()).map(|edits| ("write `nat_rule`", edits)),
            );
        }
        for frontend in lb.frontends().filter(|f| matches!(f.one("gateway"), Known::Is(_))) {
            say(
                *frontend,
                frontend.span_of("gateway"),
                format!("{} spans subscriptions, and is led through no Gateway", lb.called()),
                "leave `gateway` out",
                frontend.slot("gateway").map(|slot| ("leave `gateway` out", vec![edits::without(slot)])),
            );
        }
        one_network(lb, &mut say);
    }
}

/// The lines that a pool lacks, where the network of its machines is known.
fn lines(pool: Pool<'_>) -> Option<(&'static str, Vec<Edit>)> {
    let mut line = Vec::new();
    if pool.get("sync_mode").is_none() {
        line.push("sync_mode: Automatic".to_owned());
    }
    if pool.get("vnet").is_none() {
        let vnet = pool.users().into_iter().find_map(|(c, _)| c.nic.subnet().is()?.vnet())?;
        line.push(format!("vnet: {}", vnet.path()));
    }
    Some(("write what is missing", vec![edits::line_in(pool.0, &line.join(", "))]))
}

/// An internal one stands in one network with all its pools.
fn one_network<'v>(lb: Lb<'v>, say: &mut impl FnMut(Thing<'v>, Span, String, &str, Option<(&str, Vec<Edit>)>)) {
    let inside = lb.frontends().find_map(|f| match f.source() {
        Source::Subnet(subnet) => subnet.vnet(),
        _ => None,
    });
    let Some(vnet) = inside else { return };
    for pool in lb.pools() {
        let Some(other) = pool.one_of::<Vnet>("vnet").is().filter(|v| v.id != vnet.id) else { continue };
        let twice = other.existing() && vnet.existing() && other.azure_name() == vnet.azure_name();
        if !twice {
            say(
                *pool,
                pool.span_of("vnet"),
                format!("{} is of `{}`, and the frontend of {} in `{}`", pool.called(), other.path(), lb.called(), vnet.path()),
                "an internal load balancer over subscriptions stands in one network with its pools",
                None,
            );
        }
    }
}

/// The first part that is certainly in another subscription than what is deployed.
fn foreign<'v>(lb: Lb<'v>, home: &str) -> Option<Foreign<'v>> {
    let away = |named: Thing<'v>| subscription(named).is_some_and(|s| !s.eq_ignore_ascii_case(home));
    let frontends = lb.frontends().filter_map(|f| {
        let named = match f.source() {
            Source::PublicIp(ip) => ip.0,
            Source::Prefix(prefix) => prefix.0,
            Source::Subnet(subnet) => subnet.vnet().map_or(subnet.0, |v| v.0),
            Source::Unknown => return None,
        };
        Some(Foreign { part: f.0, named, span: f.span_of("source") })
    });
    let pools = lb.pools().filter_map(|p: Pool| {
        let vnet = p.one_of::<Vnet>("vnet").is()?;
        Some(Foreign { part: p.0, named: vnet.0, span: p.span_of("vnet") })
    });
    frontends.chain(pools).find(|f| away(f.named))
}

/// The subscription that an existing thing states, by itself or in its id.
fn subscription(thing: Thing) -> Option<Text> {
    if !thing.existing() {
        return None;
    }
    if let Some(id) = thing.text("id") {
        let mut parts = id.split('/').skip_while(|part| !part.eq_ignore_ascii_case("subscriptions"));
        return parts.nth(1).map(Text::from);
    }
    thing.text("subscription")
}
