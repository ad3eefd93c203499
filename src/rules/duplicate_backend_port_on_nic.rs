//! Two ways to one port of a machine.

use std::collections::{BTreeMap, HashMap};

use crate::rules::edits::WayOut;
use super::Findings;
use crate::source::Span;
use crate::topology::{Inbound, IpConfig, Lb, Machine, Nic, NodeId, Text, View};

rule! {
    duplicate_backend_port_on_nic "LBX1037" "duplicate-backend-port-on-nic" Error
    "two ways to one port of a machine", azure: "RulesUseSameBackendPortProtocolAndIPConfig",
    from: ["LB-093", "LB-094", "F066", "F067", "F068", "VM-075"], refused
}

/// What leads to an ip configuration: by which rule, and where the configuration names the pool or rule.
#[derive(Clone, Copy)]
struct Lead<'v> {
    by: Inbound<'v>,
    source: NodeId,
    span: Span,
    lb: Lb<'v>,
    public: Option<bool>,
}

fn check(view: &View, findings: &mut Findings) {
    let mut of_pool: HashMap<NodeId, Vec<Inbound>> = HashMap::new();
    let mut types: HashMap<NodeId, Option<bool>> = HashMap::new();
    for lb in view.all::<Lb>() {
        types.insert(lb.id, lb.public());
        for by in lb.inbound() {
            for (pool, _) in by.pools() {
                of_pool.entry(pool.id).or_default().push(by);
            }
        }
    }
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        for config in nic.ip_configs() {
            let leads = leads(config, &of_pool, &types);
            clashes(config, &leads, findings);
        }
    }
}

/// Everything that leads to an ip configuration; nothing where it names a single pool or rule.
fn leads<'v>(
    config: IpConfig<'v>,
    of_pool: &HashMap<NodeId, Vec<Inbound<'v>>>,
    types: &HashMap<NodeId, Option<bool>>,
) -> Vec<Lead<'v>> {
    let (pools, rules, nat_pools) = (config.pools(), config.nat_rules(), config.nat_pools());
    if pools.len() + rules.len() + nat_pools.len() < 2 {
        return Vec::new();
    }
    let lead = |by: Inbound<'v>, source: NodeId, span: Span, lb: Lb<'v>| {
        let public = types.get(&lb.id).copied().flatten();
        Lead { by, source, span, lb, public }
    };
    let mut leads = Vec::new();
    for (pool, span) in pools {
        let of_pool = of_pool.get(&pool.id).map_or(&[][..], Vec::as_slice);
        leads.extend(of_pool.iter().map(|by| lead(*by, pool.id, span, pool.lb())));
    }
    leads.extend(rules.iter().map(|(r, span)| lead(Inbound::NatRule(*r), r.id, *span, r.lb())));
    leads.extend(nat_pools.iter().map(|(p, span)| lead(Inbound::NatPool(*p), p.id, *span, p.lb())));
    leads
}

fn clashes(config: IpConfig, leads: &[Lead], findings: &mut Findings) {
    let mut first: BTreeMap<(Text, i64, bool), Lead> = BTreeMap::new();
    for lead in leads {
        let Some(protocol) = lead.by.protocol() else { continue };
        let Some(port) = lead.by.backend_ports().filter(|p| !p.any).and_then(|p| p.single()) else { continue };
        let Some(public) = lead.public else { continue };
        if lead.by.floating_ip() != Some(false) {
            continue;
        }
        let other = *first.entry((protocol.clone(), port, public)).or_insert(*lead);
        if other.source == lead.source {
            continue; // of one pool: said at the rules
        }
        let (culprit, there) = if lead.span.start >= other.span.start { (lead, &other) } else { (&other, lead) };
        let vmss = matches!(config.nic.machine(), Some(Machine::Vmss(_)));
        let mut finding = CODE
            .at(
                culprit.span,
                format!(
                    "{} and {} both lead to {protocol} port {port} of {}",
                    there.by.thing().called(),
                    culprit.by.thing().called(),
                    config.nic.called()
                ),
            )
            .because(there.by.thing().span_of("backend_port"), "one")
            .because(culprit.by.thing().span_of("backend_port"), "the other");
        if culprit.lb.id != there.lb.id {
            let kind = if public { "public" } else { "internal" };
            finding = finding.note(format!("both load balancers are {kind}")).azure(Some(if vmss {
                "RulesOfSameLoadBalancerTypeUseSameBackendPortProtocolAndVmssIPConfig"
            } else {
                "RulesOfSameLoadBalancerTypeUseSameBackendPortProtocolAndIPConfig"
            }));
        }
        findings.push(config.rows, finding.help("name only one of them here, or let one lead to another port").offer_drop(config.rows, &["pools", "nat_rules", "nat_pools"], culprit.span));
    }
}
