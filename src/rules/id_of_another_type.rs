//! An id of one type where another is wanted: Azure answers only when it is deployed.

use super::Findings;
use super::ids::{id_of, kind_type};
use super::raw_members::{provider_type, thing_of};
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::topology::{NodeId, ParamType, Thing, Value, View};

rule! {
    id_of_another_type "LBX1801" "id-of-another-type" Error
    "an id whose type is not the one that is wanted",
    azure: "InvalidJsonReferenceWrongType", from: ["F023"], refused
}

fn check(view: &View, findings: &mut Findings) {
    let topology = view.topology;
    if topology.nodes.is_empty() {
        return;
    }
    for param in &topology.params {
        let (ParamType::Ref(kind), Some(default)) = (&param.ty, &param.default) else { continue };
        judge(view, view.thing(NodeId(0)), *kind, default, param.ty_span, findings);
    }
    for at in 0..topology.nodes.len() {
        let thing = view.thing(NodeId(at as u32));
        if !thing.existing() && view.present(thing.id) {
            named(view, thing, findings);
        }
        if !thing.existing() || !view.present(thing.id) {
            continue;
        }
        if let Some(slot) = thing.slot("id") {
            judge(view, thing, thing.kind(), &slot.value, thing.span(), findings);
        }
    }
}

fn judge(view: &View, culprit: Thing, kind: Kind, value: &Value, wanted: Span, findings: &mut Findings) {
    let (Some(arm), Some(id)) = (kind_type(kind), id_of(view, value)) else { return };
    if id.ty.eq_ignore_ascii_case(arm) {
        return;
    }
    let word = schema::row(kind).word;
    findings.push(
        culprit,
        CODE.at(value.span, format!("this is the id of a `{}`, and a {word} is a `{arm}`", id.ty))
            .because(wanted, format!("a {word} is wanted"))
            .help(format!("write the id of a {word}, or another kind")),
    );
}

/// Properties that name a resource of a kind that the language has no word for, and its type.
const WANTED: [(&str, &str, &str); 6] = [
    ("capacity_reservation", "Microsoft.Compute/capacityReservationGroups", "a capacity reservation group"),
    ("ddos_plan", "Microsoft.Network/ddosProtectionPlans", "a DDoS protection plan"),
    ("encryption_set", "Microsoft.Compute/diskEncryptionSets", "a disk encryption set"),
    ("host_group", "Microsoft.Compute/hostGroups", "a group of hosts"),
    ("identity", "Microsoft.ManagedIdentity/userAssignedIdentities", "a user-assigned identity"),
    ("vault", "Microsoft.KeyVault/vaults", "a key vault"),
];

/// Resources of another type than a property wants.
fn named(view: &View, thing: Thing, findings: &mut Findings) {
    for (property, arm_type, what) in WANTED {
        if thing.slot(property).is_none() {
            continue;
        }
        let value = thing.get(property);
        let items = if value.items().is_empty() { std::slice::from_ref(&value) } else { value.items() };
        for item in items {
            let item = view.reduce(item);
            let (found, there) = match thing_of(view, &item) {
                Some(named) => {
                    let ty = if named.kind() == Kind::Resource { provider_type(named) } else { kind_type(named.kind()).map(str::to_owned) };
                    (ty, Some(named.name_span()))
                }
                None => (id_of(view, &item).map(|id| id.ty), None),
            };
            let Some(found) = found.filter(|ty| !ty.eq_ignore_ascii_case(arm_type)) else { continue };
            let mut finding = CODE
                .at(item.span, format!("`{property}` names {what}, a `{arm_type}`; this is a `{found}`"))
                .azure(None)
                .help(format!("name a resource of the type `{arm_type}`"));
            if let Some(there) = there {
                finding = finding.because(there, "it stands here");
            }
            findings.push(thing, finding);
        }
    }
}
