//! Standard is closed: without a security group nothing gets in from the internet.

use std::collections::HashSet;

use super::Findings;
use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use crate::topology::{Known, Nic, Pool, Subnet, Text, Thing, Tier, View};

rule! {
    closed_without_security_group "LBX6003" "closed-without-security-group" Warning
    "machines behind a public address have no security group, so nothing gets in",
    from: ["NSG-012", "NET-028", "LB-082", "LB-246", "F256"], lacking
}

fn check(view: &View, findings: &mut Findings) {
    let mut told = HashSet::new();
    for pool in view.all::<Pool>() {
        let lb = pool.lb();
        let public = lb.frontends().any(|f| f.public() == Some(true));
        // Without a group no probe comes by IPv6, from wherever the packets are.
        let six = !lb.existing() && lb.tier() != Tier::Global && lb.probes().next().is_some();
        if !public && !six {
            continue;
        }
        for (config, span) in pool.users() {
            let nic = config.nic;
            if !public && config.version().as_deref() != Some("IPv6") {
                continue;
            }
            let Some(subnet) = nic.subnet().is() else { continue };
            if nic.existing() || nic.nsg() != Known::No || subnet.nsg() != Known::No {
                continue;
            }
            if !told.insert(nic.id) {
                continue;
            }
            let words = if public {
                format!("`{}` is behind a public address, and nothing from there gets in without a security group", nic.path())
            } else {
                format!("`{}` is probed by IPv6, and no probe gets in without a security group", nic.path())
            };
            let (title, edits) = let_in(pool, nic, subnet);
            findings.push(
                nic.0,
                CODE.at(span, words)
                    .because(subnet.name_span(), "its subnet has none either")
                    .help("declare `nsg NAME { allow 100 web = tcp Internet -> *:PORT }` and name it in the subnet: `nsg: NAME`")
                    .way_if(public && !edits.is_empty(), title, edits),
            );
        }
    }
}

/// A security group that lets in what the rules of the pool's load balancer take.
fn let_in(pool: Pool, nic: Nic, subnet: Subnet) -> (String, Vec<Edit>) {
    let lb = pool.lb();
    let near = |thing: Thing| thing.node().instance == nic.node().instance && thing.node().keys.is_empty();
    if lb.existing() || !near(*lb) || !near(*subnet) {
        return (String::new(), Vec::new());
    }
    let mut seen: Vec<(Text, i64)> = Vec::new();
    for rule in lb.rules().filter(|r| r.pools().iter().any(|(p, _)| *p == pool)) {
        let port = rule.backend_ports().filter(|p| !p.any).and_then(|p| p.single());
        if let (Some(protocol), Some(port)) = (rule.protocol(), port)
            && !seen.contains(&(protocol.clone(), port))
        {
            seen.push((protocol, port));
        }
    }
    if seen.is_empty() {
        return (String::new(), Vec::new());
    }
    let name = edits::fresh(*lb, "guard");
    let rule = |(at, (protocol, port)): (usize, &(Text, i64))| {
        format!("  allow {} port{port}_{protocol} = {protocol} Internet -> *:{port}\n", 100 + at * 10)
    };
    let rules: String = seen.iter().take(20).enumerate().map(rule).collect();
    let culprit = if subnet.existing() { *nic } else { *subnet };
    let edits =
        vec![edits::line_after(*lb, &format!("\nnsg {name} {{\n{rules}}}")), edits::set(culprit, "nsg", &name)];
    (format!("let in what the rules take: nsg `{name}` for `{}`", culprit.path()), edits)
}
