//! A rule from one IP version to the other.

use std::collections::HashMap;

use super::Findings;
use super::edits::WayOut;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::topology::{Inbound, Lb, NodeId, Pool, Text, View};

rule! {
    ip_version_mismatch "LBX1043" "ip-version-mismatch" Error
    "a rule from one IP version to the other", from: ["LB-106", "LB-131", "LB-209"]
}

/// The only IP version of what is in a pool, and a member that shows it; `None` where there are none or both.
type Version<'v> = Option<(Text, Span, String)>;

fn check(view: &View, findings: &mut Findings) {
    let mut versions: HashMap<NodeId, Version> = HashMap::new();
    for lb in view.all::<Lb>() {
        for outbound in lb.outbounds() {
            let Some(pool) = outbound.pool() else { continue };
            let Some((version, there, member)) = versions.entry(pool.id).or_insert_with(|| version_of(pool)).clone() else { continue };
            for (frontend, span) in outbound.frontends() {
                let Some(other) = frontend.version().filter(|other| *other != version) else { continue };
                findings.push(
                    outbound.0,
                    CODE.at(span, format!("{} is {other}, but what is in {} is {version}", frontend.called(), pool.called()))
                        .because(there, format!("{member} is {version}"))
                        .level(crate::diag::Level::Warning)
                        .help("packets leave by an address of their own version: write an outbound rule for each"),
                );
            }
        }
        for inbound in lb.inbound() {
            let thing = inbound.thing();
            let Some(frontend) = inbound.frontend() else { continue };
            let Some(version) = frontend.version() else { continue };
            for (pool, span) in inbound.pools() {
                let of_pool = versions.entry(pool.id).or_insert_with(|| version_of(pool));
                let Some((other, there, member)) = of_pool else { continue };
                if *other != version {
                    let finding = CODE
                        .at(span, format!("{} is {version}, but what is in {} is {other}", frontend.called(), pool.called()))
                        .because(*there, format!("{member} is {other}"));
                    findings.push(thing, close(finding));
                }
            }
            let users = match inbound {
                Inbound::NatRule(rule) => rule.users(),
                Inbound::NatPool(pool) => pool.users(),
                Inbound::Rule(_) => Vec::new(),
            };
            for (config, span) in users {
                let Some(other) = config.version().filter(|other| *other != version) else { continue };
                let finding = CODE
                    .at(span, format!("{} is {other}, but {} is {version}", config.rows.called(), frontend.called()))
                    .because(thing.span_of("frontend"), format!("{} takes its packets here", thing.called()));
                findings.push(config.rows, close(finding).offer_drop(config.rows, &["nat_rules", "nat_pools"], span));
            }
        }
    }
}

fn close(finding: Diagnostic) -> Diagnostic {
    finding.help("a load balancer does not translate between IPv4 and IPv6: write a pool and a rule for each")
}

fn version_of(pool: Pool) -> Version {
    let mut found: Version = None;
    let mut take = |version: Text, span: Span, what: String| match &found {
        None => {
            found = Some((version, span, what));
            true
        }
        Some((first, ..)) => *first == version,
    };
    for (config, span) in pool.users() {
        if !take(config.version()?, span, config.rows.called()) {
            return None;
        }
    }
    for member in pool.members() {
        let version = match (member.address(), member.frontend()) {
            (Some(address), _) => Text::from(if address.is_ipv4() { "IPv4" } else { "IPv6" }),
            (None, Some(frontend)) => frontend.version()?,
            (None, None) => return None,
        };
        if !take(version, member.span_of("target"), member.called()) {
            return None;
        }
    }
    found
}
