//! Ids of resources as people write them: a path, or a call of `resourceId` in words of ARM.

use super::raw_members::provider_type;
use crate::schema::{self, Kind};
use crate::topology::{Fact, Func, Late, Thing, V, Value, View};

/// What an id says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Id {
    /// `Microsoft.Network/loadBalancers/probes`, as written.
    pub ty: String,
    /// The names, outermost first; none of them where one is computed.
    pub names: Option<Vec<String>>,
    /// The subscription that it names.
    pub subscription: Option<String>,
    /// The group that it names; `None`: the deployment's own.
    pub group: Option<String>,
}

/// The ARM type of a kind; of an element of a resource the type it would have as a child.
pub(in crate::rules) fn kind_type(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        // The name of a nic in a scale set is an element's.
        Kind::Nic => "Microsoft.Network/networkInterfaces",
        Kind::Ip => "Microsoft.Network/networkInterfaces/ipConfigurations",
        Kind::Subnet => "Microsoft.Network/virtualNetworks/subnets",
        Kind::Peering => "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        Kind::NsgRule => "Microsoft.Network/networkSecurityGroups/securityRules",
        Kind::Route => "Microsoft.Network/routeTables/routes",
        Kind::Frontend => "Microsoft.Network/loadBalancers/frontendIPConfigurations",
        Kind::Pool => "Microsoft.Network/loadBalancers/backendAddressPools",
        Kind::Probe => "Microsoft.Network/loadBalancers/probes",
        Kind::Rule => "Microsoft.Network/loadBalancers/loadBalancingRules",
        Kind::NatRule => "Microsoft.Network/loadBalancers/inboundNatRules",
        Kind::NatPool => "Microsoft.Network/loadBalancers/inboundNatPools",
        Kind::Outbound => "Microsoft.Network/loadBalancers/outboundRules",
        Kind::Resource => return None,
        _ => return Some(schema::row(kind).arm).filter(|arm| arm.contains('/')),
    })
}

/// The ARM type of a thing, of a kind or verbatim.
pub(in crate::rules) fn arm_type(thing: Thing) -> Option<String> {
    match thing.kind() {
        Kind::Resource => provider_type(thing),
        Kind::Extension if thing.parent().is_some_and(|p| p.kind() == Kind::Vm) => {
            Some("Microsoft.Compute/virtualMachines/extensions".to_owned())
        }
        kind => kind_type(kind).map(str::to_owned),
    }
}

/// The id that a value is, as far as it is written.
pub(in crate::rules) fn id_of(view: &View, value: &Value) -> Option<Id> {
    match &value.v {
        V::Str(text) => path(text),
        V::Late(late) => match &**late {
            Late::Arm(text) => call(text),
            Late::Let(id) => id_of(view, &view.topology.lets[id.index()].value),
            Late::Join(parts) => joined(view, parts),
            Late::Call(Func::Child, args) => {
                let (parent, ty, name) = (args.first()?, args.get(1)?.as_str()?, args.get(2)?.as_str()?);
                let mut id = id_of(view, parent)?;
                id.ty = format!("{}/{ty}", id.ty);
                id.names.as_mut()?.push(name.to_owned());
                Some(id)
            }
            _ => None,
        },
        _ => None,
    }
}

/// `"${deploy.group_id}/providers/…"`
fn joined(view: &View, parts: &[Value]) -> Option<Id> {
    let (first, rest) = parts.split_first()?;
    if !matches!(first.as_late(), Some(Late::Fact(Fact::GroupId))) {
        return None;
    }
    let texts: Option<Vec<String>> = rest.iter().map(|p| view.reduce(p).as_str().map(str::to_owned)).collect();
    resource(&texts?.concat())
}

/// `/subscriptions/S/resourceGroups/G/providers/P/T/N`
fn path(text: &str) -> Option<Id> {
    if !text.get(..15)?.eq_ignore_ascii_case("/subscriptions/") {
        return None;
    }
    let at = text.to_ascii_lowercase().rfind("/providers/")?;
    let mut id = resource(&text[at..])?;
    let scope: Vec<&str> = text[..at].split('/').collect();
    id.subscription = scope.get(2).map(|s| (*s).to_owned());
    id.group = scope.get(4).map(|s| (*s).to_owned());
    Some(id)
}

/// `/providers/P/T/N/T/N`
fn resource(text: &str) -> Option<Id> {
    let rest = text.get(..11).filter(|p| p.eq_ignore_ascii_case("/providers/")).map(|_| &text[11..])?;
    let parts: Vec<&str> = rest.split('/').collect();
    let (provider, pairs) = parts.split_first()?;
    if pairs.is_empty() || !pairs.len().is_multiple_of(2) || pairs.iter().any(|p| p.is_empty()) {
        return None;
    }
    let types: Vec<&str> = pairs.iter().step_by(2).copied().collect();
    let names: Vec<String> = pairs.iter().skip(1).step_by(2).map(|s| (*s).to_owned()).collect();
    Some(Id { ty: format!("{provider}/{}", types.join("/")), names: Some(names), subscription: None, group: None })
}

/// `resourceId('P/T', 'N')`, perhaps with a subscription and a group before the type.
fn call(text: &str) -> Option<Id> {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']');
    if let Some(literal) = quoted(text) {
        return path(literal);
    }
    let head = text.get(..11).filter(|h| h.eq_ignore_ascii_case("resourceId("))?;
    let inside = text[head.len()..].strip_suffix(')')?;
    if inside.contains('(') {
        // A name that is computed: only the type can be told.
        let ty = inside.split(',').filter_map(quoted).find(|t| is_type(t))?;
        return Some(Id { ty: ty.to_owned(), names: None, subscription: None, group: None });
    }
    let arguments: Vec<&str> = inside.split(',').collect();
    let at = arguments.iter().position(|a| quoted(a).is_some_and(is_type))?;
    let ty = quoted(arguments[at])?.to_owned();
    let names: Option<Vec<String>> = arguments[at + 1..].iter().map(|a| quoted(a).map(str::to_owned)).collect();
    let names = names.filter(|n| n.len() == ty.split('/').count() - 1);
    let (subscription, group) = match &arguments[..at] {
        [] => (None, None),
        [group] => (None, Some(quoted(group).unwrap_or("?").to_owned())),
        [subscription, group, ..] => {
            (Some(quoted(subscription).unwrap_or("?").to_owned()), Some(quoted(group).unwrap_or("?").to_owned()))
        }
    };
    Some(Id { ty, names, subscription, group })
}

fn quoted(argument: &str) -> Option<&str> {
    argument.trim().strip_prefix('\'')?.strip_suffix('\'')
}

fn is_type(text: &str) -> bool {
    text.split_once('/').is_some_and(|(provider, rest)| provider.contains('.') && !rest.is_empty())
}
