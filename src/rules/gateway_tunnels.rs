//! Tunnels that a pool lacks, or cannot have.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::limits::TUNNELS_PER_POOL;
use crate::topology::{Pool, Tier, Tunnel, View};

rule! {
    gateway_tunnels "LBX1062" "gateway-tunnels" Error
    "tunnels that a pool lacks, or cannot have", from: ["LB-219"], refused, lacking }

fn check(view: &View, findings: &mut Findings) {
    for pool in view.all::<Pool>().filter(|p| !p.existing()) {
        let tunnels: Vec<Tunnel> = pool.tunnels().collect();
        let lb = pool.lb();
        match (lb.tier() == Tier::Gateway, &tunnels[..]) {
            (true, []) => findings.push(
                *pool,
                CODE.at(pool.name_span(), format!("{} has no tunnel, by which its machines get the packets", pool.called()))
                    .help("write `tunnel Internal { id: 800, port: 10800 }` and `tunnel External { id: 801, port: 10801 }`")
                    .way(
                        "write both tunnels".to_owned(),
                        false,
                        vec![edits::line_in(
                            *pool,
                            "tunnel Internal { id: 800, port: 10800 }\n  tunnel External { id: 801, port: 10801 }",
                        )],
                    ),
            ),
            (false, [first, ..]) => findings.push(
                **first,
                CODE.at(first.span(), format!("a tunnel is for a Gateway load balancer, which {} is not", lb.called()))
                    .because(lb.span(), "no `Gateway` here")
                    .help("remove it, or write `Gateway` behind the name")
                    .way("remove the tunnels".to_owned(), false, tunnels.iter().map(|t| edits::remove(**t)).collect()),
            ),
            (true, all) if all.len() > TUNNELS_PER_POOL => findings.push(
                *all[TUNNELS_PER_POOL],
                CODE.at(
                    all[TUNNELS_PER_POOL].span(),
                    format!("{} has {} tunnels; the most is {TUNNELS_PER_POOL}", pool.called(), all.len()),
                )
                .help("one `Internal` and one `External` tunnel carry both directions")
                .offer_removal(*all[TUNNELS_PER_POOL]),
            ),
            (true, [a, b]) => alike(*a, *b, findings),
            (true, _) | (false, []) => {}
        }
    }
}

/// Two tunnels of a pool differ in type, identifier and port.
fn alike(a: Tunnel, b: Tunnel, findings: &mut Findings) {
    for (property, word) in [("id", "identifier"), ("port", "port")] {
        let (Some(x), Some(y)) = (a.num(property), b.num(property)) else { continue };
        if let Some(value) = x.may_equal(&y) {
            findings.push(
                *b,
                CODE.at(b.span_of(property), format!("both tunnels have the {word} {value}"))
                    .because(a.span_of(property), "here too")
                    .help("the machines tell the two directions apart by it: choose another")
                    .offer_set(*b, property, &(value + 1).to_string()),
            );
        }
    }
    if let (Some(x), Some(y)) = (a.text("type"), b.text("type"))
        && x == y
    {
        findings.push(
            *b,
            CODE.at(b.span_of("type"), format!("both tunnels are {x}"))
                .because(a.span_of("type"), "here too")
                .help("write `Internal` and `External`")
                .offer_set(*b, "type", if &*x == "External" { "Internal" } else { "External" }),
        );
    }
}
