//! Two rules that take one port of a frontend.

use std::collections::BTreeMap;

use crate::azure::limits::FRONTEND_PORT_MAX;
use super::Findings;
use crate::topology::{Inbound, Lb, NodeId, Ports, Text, View, protocols_meet};

rule! {
    duplicate_frontend_port "LBX1012" "duplicate-frontend-port" Error
    "two rules that take one port of a frontend",
    from: ["LB-090", "LB-135", "LB-136", "LB-147"], refused
}

/// Who takes which ports.
struct Claim<'v> {
    by: Inbound<'v>,
    protocol: Text,
    ports: Ports,
    lo: i64,
    hi: i64,
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut claims: BTreeMap<NodeId, Vec<Claim>> = BTreeMap::new();
        for by in lb.inbound() {
            let (Some(frontend), Some(protocol), Some(ports)) = (by.frontend(), by.protocol(), by.frontend_ports())
            else {
                continue;
            };
            let ends = ports.ranges.iter().fold(None, |ends: Option<(i64, i64)>, (a, b)| {
                let (lo, hi) = ends.unwrap_or((a.lo, b.hi));
                Some((lo.min(a.lo), hi.max(b.hi)))
            });
            // HA ports have rules of their own.
            let Some((lo, hi)) = ends.filter(|_| !ports.any) else { continue };
            claims.entry(frontend.id).or_default().push(Claim { by, protocol, ports, lo, hi });
        }
        for claims in claims.values_mut() {
            sweep(claims, findings);
        }
    }
}

/// Goes through the ports upwards and keeps only the claims that may still be met.
fn sweep(claims: &mut [Claim], findings: &mut Findings) {
    claims.sort_by_key(|c| (c.lo, c.by.thing().id));
    let free = claims.iter().map(|c| c.hi).max().unwrap_or(0) + 1;
    let mut open: Vec<&Claim> = Vec::new();
    for claim in claims.iter() {
        open.retain(|o| o.hi >= claim.lo);
        let met = open.iter().find_map(|o| {
            let port = protocols_meet(&o.protocol, &claim.protocol).then(|| o.ports.overlap(&claim.ports))??;
            Some((*o, port))
        });
        if let Some((other, port)) = met {
            report(other, claim, port, free, findings);
        }
        open.push(claim);
    }
}

fn report(a: &Claim, b: &Claim, port: i64, free: i64, findings: &mut Findings) {
    let (first, second) = if a.by.thing().id < b.by.thing().id { (a, b) } else { (b, a) };
    let thing = second.by.thing();
    let frontend = second.by.frontend().map_or(String::new(), |f| f.called());
    let may = if first.ports.single().is_some() && second.ports.single().is_some() { "takes" } else { "holds" };
    let mut finding = CODE
        .at(
            second.ports.span(),
            format!("{} {may} port {port} of {frontend}, which {} has already", thing.called(), first.by.thing().called()),
        )
        .because(first.ports.span(), "taken here");
    if first.protocol != second.protocol {
        finding = finding.note("`any` is tcp and udp");
    }
    finding = finding.help("choose another port, or another frontend");
    if second.ports.single().is_some() && thing.node().keys.is_empty() && free <= i64::from(FRONTEND_PORT_MAX) {
        finding = finding.offer(format!("write `{free}`"), second.ports.span(), free.to_string());
    }
    findings.push(thing, finding);
}
