//! A rule of a security group that never decides anything.

use std::collections::BTreeMap;

use super::{Findings, edits};
use crate::azure::limits;
use crate::diag::Level;
use crate::flow::{Direction, Flow};
use crate::topology::{NodeId, Nsg, NsgRule, Subnet, View};

rule! {
    shadowed_security_rule "LBX1903" "shadowed-security-rule" Warning
    "a rule of a security group comes too late: earlier ones match all of its packets",
    from: ["NSG-020"]
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    let view = flow.view();
    let homes = homes(view);
    for nsg in view.all::<Nsg>().filter(|nsg| !nsg.existing()) {
        // Azure refuses a larger group anyway, and comparing its rules would take long.
        if nsg.rules().count() > limits::NSG_RULES {
            continue;
        }
        // Azure wants each of Bastion's rules written, whether it decides or not.
        let bastion = |s: &&Subnet| s.azure_name().is_some_and(|n| n.eq_ignore_ascii_case("AzureBastionSubnet"));
        if homes.get(&nsg.id).filter(bastion).is_some() {
            continue;
        }
        for direction in [Direction::In, Direction::Out] {
            judge(&flow, nsg, direction, homes.get(&nsg.id).copied(), findings);
        }
    }
}

/// A subnet that uses each group: there its words mean something.
fn homes<'v>(view: &'v View<'v>) -> BTreeMap<NodeId, Subnet<'v>> {
    let mut homes = BTreeMap::new();
    for subnet in view.all::<Subnet>() {
        if let Some(nsg) = subnet.nsg().is() {
            homes.entry(nsg.id).or_insert(subnet);
        }
        for nic in subnet.nics() {
            if let Some(nsg) = nic.nsg().is() {
                homes.entry(nsg.id).or_insert(subnet);
            }
        }
    }
    homes
}

fn judge<'v>(flow: &Flow<'v>, nsg: Nsg<'v>, direction: Direction, home: Option<Subnet<'v>>, findings: &mut Findings) {
    let view = flow.view();
    for shadowed in flow.chain(nsg, direction, home).shadowed() {
        let Some(rule) = view.typed::<NsgRule>(shadowed.rule) else { continue };
        let verb = if rule.allows() { "allow" } else { "deny" };
        let others: Vec<NsgRule> = shadowed.by.iter().filter_map(|id| view.typed(*id)).collect();
        let mut diagnostic = match &others[..] {
            [one] => CODE.at(rule.span(), format!("`{verb} {}` never decides: `{}` matches all of its packets before", rule.node().symbol, one.node().symbol)),
            _ => CODE.at(rule.span(), format!("`{verb} {}` never decides: rules before it match all of its packets", rule.node().symbol)),
        };
        for other in others.iter().take(4) {
            diagnostic = diagnostic.because(other.span(), if other.allows() { "this one lets them pass" } else { "this one drops them" });
        }
        let title = format!("remove `{}`", rule.node().symbol);
        diagnostic = if shadowed.differs {
            diagnostic.help("give it a smaller number, or remove it").with_fix(title, false, vec![edits::remove(rule.0)])
        } else {
            diagnostic.level(Level::Hint).help("it changes nothing, so it can go").with_fix(title, false, vec![edits::remove(rule.0)])
        };
        findings.push(rule.0, diagnostic);
    }
}
