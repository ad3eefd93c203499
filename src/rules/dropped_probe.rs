//! A deny that takes the probe away, and with it every machine.

use std::collections::BTreeSet;

use super::{Findings, packets};
use crate::flow::{Ports, Probing, Protocol};
use crate::topology::{NodeId, NsgRule, Rule, View};

rule! {
    dropped_probe "LBX1902" "dropped-probe" Warning
    "a security group drops a load balancer's probes",
    from: ["NSG-017", "LB-081"]
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    let view = flow.view();
    let mut told: BTreeSet<(NodeId, NodeId)> = BTreeSet::new();
    let mut asked: BTreeSet<(NodeId, NodeId)> = BTreeSet::new();
    for rule in view.all::<Rule>() {
        let Some(probe) = rule.probe().is() else { continue };
        for (pool, _) in rule.pools() {
            if !asked.insert((probe.id, pool.id)) {
                continue;
            }
            for member in flow.sorts(pool).iter() {
                let Probing::Down(step, by) = flow.probing(probe, member) else { continue };
                let Some(denier) = view.typed::<NsgRule>(by) else { continue };
                if !told.insert((probe.id, by)) {
                    continue;
                }
                let ports = Ports::of(view, &probe.get("port")).unwrap_or_else(Ports::all);
                let words = packets::port_words(view, &ports);
                let Some(nsg) = denier.nsg() else { continue };
                let culprit = if denier.existing() { probe.0 } else { denier.0 };
                let mut diagnostic = CODE.at(
                    if denier.existing() { probe.name_span() } else { denier.span() },
                    format!("probe `{}` never gets to {words} of `{}`, so no new connection does", probe.path(), member.name),
                );
                if denier.existing() {
                    diagnostic = diagnostic.because(step.span, step.text.clone());
                } else {
                    diagnostic = diagnostic.because(probe.span(), "the probe");
                }
                if let (Some(target), Some(port)) = (member.end.example(), ports.example()) {
                    let target = if target.is_ipv6() { format!("[{target}]") } else { target.to_string() };
                    diagnostic = diagnostic.note(format!("a packet that is dropped: tcp 168.63.129.16:50000 -> {target}:{port}"));
                }
                diagnostic = match packets::allow(nsg, Some(denier), "probe", Protocol::Tcp, "AzureLoadBalancer", &ports) {
                    Some((line, edit)) => diagnostic
                        .help(format!("let probes in before `{}` decides", denier.node().symbol))
                        .with_fix(format!("write `{line}`"), false, vec![edit]),
                    None => diagnostic.help(format!("let `AzureLoadBalancer` in to {words} before `{}` decides", denier.node().symbol)),
                };
                findings.push(culprit, diagnostic);
            }
        }
    }
}
