//! What stands in a zone takes addresses of that zone, or of all.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{
    Frontend, Given, IpConfig, Lb, Machine, NatGateway, NodeId, Pool, PublicIp, Source, Thing, Tier, View,
};

rule! {
    zone_mismatch "LBX2092" "zone-mismatch" Warning
    "a machine in one zone with an address or a frontend in another",
    from: ["VM-025", "LB-032"]
}

fn check(view: &View, findings: &mut Findings) {
    addresses(view, findings);
    for lb in view.all::<Lb>().filter(|lb| lb.tier() == Tier::Standard) {
        frontends(lb, findings);
    }
}

/// A frontend in one zone whose machines stand in others: then either zone is enough to fail.
fn frontends(lb: Lb, findings: &mut Findings) {
    let mut outside: BTreeMap<(NodeId, i64), Option<(Machine, Span)>> = BTreeMap::new();
    let mut said: BTreeSet<NodeId> = BTreeSet::new();
    for inbound in lb.inbound() {
        let Some(frontend) = inbound.frontend().filter(|f| !f.existing()) else { continue };
        let Some((zone, owner, place)) = zone_of(frontend) else { continue };
        for (pool, _) in inbound.pools() {
            let found = *outside.entry((pool.id, zone)).or_insert_with(|| elsewhere(pool, zone));
            let Some((machine, span)) = found else { continue };
            if !said.insert(frontend.id) {
                continue;
            }
            let finding = CODE
                .at(
                    frontend.name_span(),
                    format!("{} is in zone {zone} alone, {} is not: the loss of either zone takes it down", frontend.called(), machine.thing().called()),
                )
                .because(place, format!("zone {zone}"))
                .because(machine.thing().span_of("zones"), "the machines' zones")
                .because(span, "in the pool")
                .help("write `zones: [1, 2, 3]` where the frontend's zones are written, or keep the machines in its zone");
            findings.push(
                *frontend,
                if owner.existing() { finding } else { finding.offer("write `[1, 2, 3]`", place, "[1, 2, 3]") },
            );
        }
    }
}

/// The one zone of a frontend's address, whose it is, and where it is written.
fn zone_of<'v>(frontend: Frontend<'v>) -> Option<(i64, Thing<'v>, Span)> {
    let owner = match frontend.source() {
        Source::PublicIp(ip) => ip.0,
        Source::Prefix(prefix) => prefix.0,
        Source::Subnet(_) => frontend.0,
        Source::Unknown => return None,
    };
    match owner.zones()?[..] {
        [zone] => Some((zone, owner, owner.span_of("zones"))),
        _ => None,
    }
}

/// A machine of a pool that may stand in another zone.
fn elsewhere<'v>(pool: Pool<'v>, zone: i64) -> Option<(Machine<'v>, Span)> {
    pool.users().into_iter().find_map(|(config, span)| {
        let machine = config.nic.machine().filter(|m| !m.thing().existing())?;
        machine.thing().zones()?.iter().any(|z| *z != zone).then_some((machine, span))
    })
}

fn addresses(view: &View, findings: &mut Findings) {
    for (machine, zone, config, ip) in zonal(view) {
        let thing = machine.thing();
        let Some(theirs) = ip.zones() else { continue };
        let said = match theirs[..] {
            [their] if their != zone => {
                format!("`{}` is in zone {zone}, its address `{}` in zone {their}", thing.path(), ip.path())
            }
            [] if unsaid(ip) => {
                format!("`{}` is in zone {zone}, and its address `{}` says no zone", thing.path(), ip.path())
            }
            _ => continue,
        };
        let finding = CODE
            .at(config.rows.span_of("public_ip"), said)
            .because(if theirs.is_empty() { ip.name_span() } else { ip.span_of("zones") }, "the address")
            .because(thing.span_of("zones"), "the machine")
            .help(format!("write `zones: [{zone}]` or `zones: [1, 2, 3]` at the address"));
        findings.push(
            config.rows,
            if theirs.is_empty() {
                finding
                    .note("where Azure makes such an address without a zone, it refuses it at a machine in one")
                    .offer_set(ip.0, "zones", "[1, 2, 3]")
            } else {
                finding.offer_set(ip.0, "zones", &format!("[{zone}]"))
            },
        );
    }
}

/// Machines in a zone with the addresses of their own.
fn zonal<'v>(view: &'v View<'v>) -> Vec<(Machine<'v>, i64, IpConfig<'v>, PublicIp<'v>)> {
    let mut out = Vec::new();
    for machine in view.machines().into_iter().filter(|m| matches!(m, Machine::Vm(_)) && !m.thing().existing()) {
        let Some([zone]) = machine.thing().zones().as_deref().map(<[i64]>::to_vec).and_then(|z| <[i64; 1]>::try_from(z).ok())
        else {
            continue;
        };
        for config in machine.nics().into_iter().flat_map(|n| n.ip_configs()) {
            if let Some(ip) = config.public_ip().is() {
                out.push((machine, zone, config, ip));
            }
        }
    }
    out
}

/// An address of this file's own about whose zones nothing is written, neither by it nor by its prefix.
fn unsaid(ip: PublicIp) -> bool {
    !ip.existing()
        && ip.sku().as_deref() == Some("Standard")
        && ip.text("tier").as_deref() != Some("Global")
        && ip.given("prefix") == Given::No
}

/// The addresses whose unsaid zones are spoken of where a machine or NAT gateway in a zone has them.
pub(in crate::rules) fn spoken_of(view: &View) -> BTreeSet<NodeId> {
    let machines = zonal(view).into_iter().map(|(.., ip)| ip).filter(|ip| unsaid(*ip)).map(|ip| ip.id);
    let gateways = view.all::<NatGateway>().filter(|g| g.text("sku").as_deref() == Some("Standard"));
    let gateways = gateways.filter(|g| !g.existing() && g.zones().is_some_and(|z| z.len() == 1));
    let named = gateways.flat_map(|g| [g.things("public_ips"), g.things("prefixes")].concat()).map(|(t, _)| t.id);
    machines.chain(named).collect()
}
