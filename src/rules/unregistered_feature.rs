//! Members that a subscription takes only after it has been registered for them.

use super::Findings;
use super::raw_members::{arm_place, body, value_at};
use crate::schema::Kind;
use crate::topology::{NodeId, Thing, Value, View};

rule! {
    unregistered_feature "LBX1804" "unregistered-feature" Warning
    "a member that most subscriptions refuse",
    azure: "InvalidParameter", from: ["F026"]
}

/// Type, path, and what the member is.
const GATED: [(&str, &str, &str); 2] = [
    ("Microsoft.Compute/virtualMachineScaleSets", "properties.constrainedMaximumCapacity", "what a scale set may grow to at most is told by Azure"),
    ("Microsoft.Compute/virtualMachineScaleSets", "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[].properties.ipConfigurations[].properties.privateIPAddressPrefixLength", "blocks of addresses for a nic"),
];

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let node = view.topology.node(id);
        if node.existing || !view.present(id) {
            continue;
        }
        let thing = view.thing(id);
        if node.kind == Kind::Resource
            && !node.body.is_empty()
            && let Some((ty, _)) = arm_place(thing)
        {
            judge(thing, &ty, "", &body(thing), findings);
        }
        for (value, _) in node.raw.iter().filter(|(_, cond)| view.holds(*cond)) {
            if let Some((ty, path)) = arm_place(thing) {
                judge(thing, &ty, &path, value, findings);
            }
        }
    }
}

fn judge(thing: Thing, ty: &str, place: &str, value: &Value, findings: &mut Findings) {
    for (gated, path, what) in GATED.iter().filter(|(t, ..)| t.eq_ignore_ascii_case(ty)) {
        let Some(rest) = path.strip_prefix(place).map(|r| r.trim_start_matches('.')) else { continue };
        if rest.contains("[]") {
            continue;
        }
        let Some(found) = value_at(value, rest) else { continue };
        let name = rest.rsplit('.').next().unwrap_or(rest);
        findings.push(
            thing,
            CODE.at(found.span, format!("`{name}` of a `{gated}` is refused unless the subscription is registered for it"))
                .note(format!("{what}; it is published, but behind a feature of the subscription"))
                .help("leave it out, or `waive unregistered-feature because \"…\"` where the subscription is registered"),
        );
    }
}
