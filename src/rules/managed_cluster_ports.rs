//! SNAT ports of a managed cluster's nodes, which its own load balancer has to have.

use super::Findings;
use super::raw_members::{body, provider_type, thing_of, value_at};
use crate::azure::snat::PORTS_PER_ADDRESS;
use crate::schema::Kind;
use crate::topology::{PublicIpPrefix, V, Value, View};

rule! {
    managed_cluster_ports "LBX1808" "managed-cluster-ports" Error
    "more SNAT ports for a managed cluster's nodes than its addresses have",
    azure: "InvalidLoadBalancerProfileAllocatedOutboundPorts", from: ["F146"], refused
}

const PROFILE: &str = "properties.networkProfile.loadBalancerProfile";

fn check(view: &View, findings: &mut Findings) {
    for cluster in view.of_kind(Kind::Resource).filter(|t| !t.existing()) {
        if !provider_type(cluster).is_some_and(|ty| ty.eq_ignore_ascii_case("Microsoft.ContainerService/managedClusters")) {
            continue;
        }
        let body = body(cluster);
        let Some(profile) = value_at(&body, PROFILE) else { continue };
        let Some(written) = value_at(profile, "allocatedOutboundPorts") else { continue };
        let Some(ports) = view.num(written).map(|n| n.lo).filter(|n| *n > 0) else { continue };
        if ports % 8 != 0 {
            findings.push(
                cluster,
                CODE.at(written.span, format!("ports are given in blocks of 8, and {ports} is no multiple of it"))
                    .help(format!("write {} or {}", ports / 8 * 8, ports / 8 * 8 + 8)),
            );
            continue;
        }
        let (Some(addresses), Some(nodes)) = (addresses(view, profile), nodes(view, &body)) else { continue };
        let available = addresses.saturating_mul(PORTS_PER_ADDRESS as i64);
        let wanted = nodes.saturating_mul(ports);
        if wanted <= available || nodes == 0 {
            continue;
        }
        let most = available / nodes / 8 * 8;
        let mut finding = CODE.at(
            written.span,
            format!("{ports} ports for each of {nodes} nodes, those of an upgrade included, are {wanted}; there are {available}"),
        );
        if let Some(pools) = value_at(&body, "properties.agentPoolProfiles") {
            finding = finding.because(pools.span, "the nodes");
        }
        findings.push(
            cluster,
            finding
                .help(format!("write {most} or less, or give the cluster more outbound addresses"))
                .offer(format!("write `{most}`"), written.span, most.to_string()),
        );
    }
}

/// Outbound addresses; one where nothing is said.
fn addresses(view: &View, profile: &Value) -> Option<i64> {
    if let Some(count) = value_at(profile, "managedOutboundIPs.count") {
        return view.num(count).map(|n| n.hi);
    }
    if let Some(ips) = value_at(profile, "outboundIPs.publicIPs") {
        return i64::try_from(ips.items().len()).ok();
    }
    match value_at(profile, "outboundIPPrefixes.publicIPPrefixes") {
        Some(prefixes) => prefixes.items().iter().try_fold(0i64, |sum, prefix| {
            let thing = thing_of(view, value_at(prefix, "id")?).filter(|t| t.kind() == Kind::PublicIpPrefix)?;
            Some(sum + PublicIpPrefix(thing).addresses()?)
        }),
        None => Some(1),
    }
}

/// The most nodes for certain, with those that an upgrade adds.
fn nodes(view: &View, body: &Value) -> Option<i64> {
    let pools = value_at(body, "properties.agentPoolProfiles")?;
    pools.items().iter().try_fold(0i64, |sum, pool| {
        let scales = value_at(pool, "enableAutoScaling").is_some_and(|v| v.as_bool() == Some(true));
        let count = value_at(pool, if scales { "maxCount" } else { "count" }).map_or(Some(1), |v| view.num(v).map(|n| n.lo))?;
        let surge = match value_at(pool, "upgradeSettings.maxSurge").map(|v| &v.v) {
            Some(V::Str(text)) => match text.strip_suffix('%') {
                Some(share) => (count * share.trim().parse::<i64>().ok()? + 99) / 100,
                None => text.parse::<i64>().ok()?,
            },
            Some(V::Int(i)) => *i,
            Some(_) => return None,
            None => 1,
        };
        Some(sum.saturating_add(count).saturating_add(surge))
    })
}
