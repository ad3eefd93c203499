//! What Azure's descriptions say of members that are written word for word, in `resource` and `raw`: bounds, words, and
//! what has to go together. The rows of lbx hold the same for its own words.

use super::Findings;
use super::raw_members::{arm_place, body, value_at};
use crate::azure::reserved;
use crate::azure::stated::{self, Bound};
use crate::diag::Diagnostic;
use crate::schema::Kind;
use crate::source::Span;
use crate::topology::{Lb, NodeId, Text, Thing, Tier, V, Value, View, Vmss};

rule! {
    stated_bounds "LBX1818" "stated-bounds" Warning
    "a verbatim member beyond what Azure says of it", from: []
}

fn check(view: &View, findings: &mut Findings) {
    for at in 0..view.topology.nodes.len() {
        let id = NodeId(at as u32);
        let node = view.topology.node(id);
        if node.existing || !view.present(id) || node.body.is_empty() && node.raw.is_empty() {
            continue;
        }
        let thing = view.thing(id);
        let Some((ty, place)) = arm_place(thing) else { continue };
        let mut say = |said: Diagnostic| findings.push(thing, said.note(format!("the type is {ty}")));
        if thing.kind() == Kind::Resource {
            let whole = body(thing);
            bounds(&ty, "", &whole, &mut say);
            together(&ty, &whole, &mut say);
        }
        for (value, _) in node.raw.iter().filter(|(_, cond)| view.holds(*cond)) {
            bounds(&ty, &place, value, &mut say);
            beside_words(thing, value, &mut say);
        }
    }
}

/// Each fact that lies in a fragment, which stands at a place of the resource's body.
fn bounds(ty: &str, place: &str, value: &Value, say: &mut dyn FnMut(Diagnostic)) {
    for (path, bound) in stated::of(ty) {
        let rest = match path.strip_prefix(place) {
            Some(rest) if place.is_empty() => rest,
            Some(rest) if rest.starts_with('.') => &rest[1..],
            _ => continue,
        };
        each(value, rest, &mut |found| {
            if let Some(broken) = broken(bound, found) {
                say(CODE.at(found.span, format!("in `{path}`: {broken}")));
            }
        });
    }
}

fn broken(bound: Bound, value: &Value) -> Option<String> {
    match (&value.v, bound) {
        (_, Bound::Replaced(by)) => Some(format!("it is deprecated in favour of {by}")),
        (V::Int(i), _) => bound.broken_by_int(*i),
        (V::Str(text) | V::Word(text), _) if !text.starts_with('[') => bound.broken_by_text(text),
        (V::Bool(false), Bound::True) => Some("`false` is not taken; leave it out".to_owned()),
        (V::List(items), Bound::Items(most)) if items.len() > most => Some(format!("{} items are more than {most}", items.len())),
        _ => None,
    }
}

/// Tells every value at a path with `[]` in it.
fn each<'v>(value: &'v Value, path: &str, tell: &mut dyn FnMut(&'v Value)) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
    let name = step.trim_end_matches("[]");
    let Some(found) = value_at(value, name) else { return };
    let inside: Vec<&Value> = if name.len() == step.len() { vec![found] } else { found.items().iter().collect() };
    for one in inside {
        match rest {
            Some(rest) => each(one, rest, tell),
            None => tell(one),
        }
    }
}

fn list<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut all = Vec::new();
    each(value, path, &mut |v| all.push(v));
    all
}

fn word(value: &Value, path: &str) -> Option<Text> {
    value_at(value, path).and_then(Value::as_str).map(Text::from)
}

fn is(value: &Value, path: &str, wanted: &str) -> bool {
    word(value, path).is_some_and(|w| w.eq_ignore_ascii_case(wanted))
}

fn flag(value: &Value, path: &str) -> Option<bool> {
    value_at(value, path).and_then(Value::as_bool)
}

fn at(value: &Value, path: &str) -> Span {
    value_at(value, path).map_or(value.span, |v| v.span)
}

/// What has to go together in a whole body.
fn together(ty: &str, body: &Value, say: &mut dyn FnMut(Diagnostic)) {
    match ty.to_ascii_lowercase().as_str() {
        "microsoft.network/loadbalancers" => load_balancer(body, say),
        "microsoft.network/networksecuritygroups" => {
            let rules = list(body, "properties.securityRules[]");
            twice(&rules, &["properties.priority", "properties.direction"], "priority and direction", say);
        }
        "microsoft.network/virtualnetworks" => {
            list(body, "properties.subnets[]").into_iter().for_each(|s| subnet(s, say));
            let remote = list(body, "properties.virtualNetworkPeerings[].properties.useRemoteGateways");
            let mut on = remote.into_iter().filter(|v| v.as_bool() == Some(true));
            if let (Some(first), Some(second)) = (on.next(), on.next()) {
                say(CODE.at(second.span, "one peering of a network may use remote gateways").because(first.span, "here already"));
            }
        }
        "microsoft.network/virtualnetworks/subnets" => subnet(body, say),
        "microsoft.network/networkinterfaces" => {
            let servers = list(body, "properties.dnsSettings.dnsServers[]");
            let azure = servers.iter().find(|s| s.as_str().is_some_and(|t| t.eq_ignore_ascii_case("AzureProvidedDNS")));
            if let Some(azure) = azure.filter(|_| servers.len() > 1) {
                say(CODE.at(azure.span, "`AzureProvidedDNS` stands alone, or not at all"));
            }
        }
        "microsoft.network/publicipaddresses" => {
            let plan = value_at(body, "properties.ddosSettings.ddosProtectionPlan");
            if let Some(plan) = plan.filter(|_| !is(body, "properties.ddosSettings.protectionMode", "Enabled")) {
                say(CODE.at(plan.span, "a plan of one's own needs `protectionMode: Enabled`"));
            }
        }
        "microsoft.network/bastionhosts" => {
            let path = "properties.sessionRecordingConfiguration.identity";
            let user = format!("{path}.userAssignedIdentityId");
            if is(body, &format!("{path}.type"), "SystemAssigned") && value_at(body, &user).is_some() {
                say(CODE.at(at(body, &user), "a user-assigned identity is not named where the type is `SystemAssigned`"));
            }
        }
        "microsoft.compute/virtualmachinescalesets" => {
            scale_set(body, say);
            if let Some(profile) = value_at(body, "properties.virtualMachineProfile") {
                machine(profile, say);
            }
        }
        "microsoft.compute/virtualmachines" => {
            if let Some(properties) = value_at(body, "properties") {
                machine(properties, say);
            }
        }
        _ => {}
    }
}

/// Two elements that agree in these members.
fn twice(elements: &[&Value], members: &[&str], what: &str, say: &mut dyn FnMut(Diagnostic)) {
    let mut seen: std::collections::BTreeMap<String, Span> = std::collections::BTreeMap::new();
    for element in elements {
        let parts: Option<Vec<String>> = members
            .iter()
            .map(|m| match value_at(element, m).map(|v| &v.v) {
                Some(V::Str(s) | V::Word(s)) => Some(s.to_lowercase()),
                Some(V::Int(i)) => Some(i.to_string()),
                _ => None,
            })
            .collect();
        let Some(parts) = parts else { continue };
        let span = at(element, members[0]);
        match seen.entry(parts.join("|")) {
            std::collections::btree_map::Entry::Occupied(first) => {
                say(CODE.at(span, format!("two rules have one {what}")).because(*first.get(), "here already"));
            }
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(span);
            }
        }
    }
}

fn load_balancer(body: &Value, say: &mut dyn FnMut(Diagnostic)) {
    if is(body, "properties.mode", "Advanced") && !is(body, "sku.name", "Standard") {
        say(CODE.at(at(body, "properties.mode"), "`Advanced` needs the SKU `Standard`"));
    }
    let (rules, pools) = (list(body, "properties.inboundNatRules[]"), list(body, "properties.inboundNatPools[]"));
    if let (Some(rule), Some(pool)) = (rules.first(), pools.first()) {
        say(CODE.at(rule.span, "a load balancer has NAT rules or NAT pools, not both").because(pool.span, "a NAT pool"));
    }
    for rule in &rules {
        let (from, to) = ("properties.frontendPortRangeStart", "properties.frontendPortRangeEnd");
        let range = value_at(rule, from).is_some();
        if range != value_at(rule, to).is_some() || range && value_at(rule, "properties.backendAddressPool").is_none() {
            let span = if range { at(rule, from) } else { at(rule, to) };
            say(CODE.at(span, "a range of ports has both its ends, and a `backendAddressPool`"));
        }
    }
    for probe in list(body, "properties.probes[]") {
        let path = value_at(probe, "properties.requestPath");
        match (is(probe, "properties.protocol", "Tcp"), path) {
            (true, Some(path)) if !path.is_none() => say(CODE.at(path.span, "a TCP probe has no `requestPath`")),
            (false, None) if word(probe, "properties.protocol").is_some() => {
                say(CODE.at(at(probe, "properties.protocol"), "an HTTP probe needs a `requestPath`"));
            }
            _ => {}
        }
    }
    let lb_rules = list(body, "properties.loadBalancingRules[]");
    for rule in lb_rules.iter().chain(&rules).chain(&pools).chain(&list(body, "properties.outboundRules[]")) {
        if is(rule, "properties.protocol", "Udp") && flag(rule, "properties.enableTcpReset") == Some(true) {
            say(CODE.at(at(rule, "properties.enableTcpReset"), "`enableTcpReset` is for TCP, and this rule is for UDP"));
        }
    }
}

fn subnet(subnet: &Value, say: &mut dyn FnMut(Diagnostic)) {
    if let Some(scope) = value_at(subnet, "properties.sharingScope")
        && flag(subnet, "properties.defaultOutboundAccess") != Some(false)
    {
        say(CODE.at(scope.span, "a shared subnet needs `defaultOutboundAccess: false`"));
    }
}

fn scale_set(body: &Value, say: &mut dyn FnMut(Diagnostic)) {
    let zones = value_at(body, "zones").map_or(0, |z| z.items().len());
    if flag(body, "properties.zoneBalance") == Some(true) && zones < 2 {
        say(CODE.at(at(body, "properties.zoneBalance"), "`zoneBalance` needs more than one zone"));
    }
    let external = "properties.externalHealthPolicy.enabled";
    let probe = value_at(body, "properties.virtualMachineProfile.networkProfile.healthProbe");
    if let Some(probe) = probe.filter(|_| flag(body, external) == Some(true)) {
        say(CODE.at(at(body, external), "health is told from outside or by a probe, not both").because(probe.span, "the probe"));
    }
    let automatic = "properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade";
    let updates = "properties.virtualMachineProfile.osProfile.windowsConfiguration.enableAutomaticUpdates";
    if flag(body, automatic) == Some(true) && flag(body, updates) == Some(true) {
        say(CODE.at(at(body, updates), "automatic upgrades of the image exclude updates in the guest").because(at(body, automatic), "here"));
    }
    if let Some(count) = value_at(body, "properties.resiliencyPolicy.zoneAllocationPolicy.maxZoneCount")
        && !is(body, "placement.zonePlacementPolicy", "Auto")
    {
        say(CODE.at(count.span, "`maxZoneCount` needs `zonePlacementPolicy: Auto`"));
    }
}

/// What the model of a scale set and a machine share.
fn machine(profile: &Value, say: &mut dyn FnMut(Diagnostic)) {
    if let Some(user) = word(profile, "osProfile.adminUsername").filter(|u| reserved::is_user(u)) {
        say(CODE.at(at(profile, "osProfile.adminUsername"), format!("Azure keeps the user name `{user}`")));
    }
    let password = "osProfile.adminPassword";
    if word(profile, password).is_some_and(|p| reserved::PASSWORDS.contains(&&*p)) {
        say(CODE.at(at(profile, password), "no machine takes this password"));
    }
    let extensions = value_at(profile, "extensionProfile.extensions").is_some_and(|e| !e.items().is_empty());
    let allowed = "osProfile.allowExtensionOperations";
    if extensions && flag(profile, allowed) == Some(false) {
        say(CODE.at(at(profile, allowed), "`false` only where there are no extensions"));
    }
    patches(profile, say);
    let firmware = value_at(profile, "securityProfile.uefiSettings");
    if let Some(firmware) = firmware
        && word(profile, "securityProfile.securityType").is_none_or(|t| t.eq_ignore_ascii_case("Standard"))
        && value_at(profile, "securityProfile.securityType").is_none_or(|t| t.as_late().is_none())
    {
        say(CODE.at(firmware.span, "`uefiSettings` needs a `securityType` other than `Standard`"));
    }
    let agent = "securityProfile.proxyAgentSettings.addProxyAgentExtension";
    if flag(profile, agent) == Some(true) && value_at(profile, "osProfile.windowsConfiguration").is_some() {
        say(CODE.at(at(profile, agent), "`addProxyAgentExtension` is for Linux"));
    }
    if is(profile, "storageProfile.osDisk.managedDisk.storageAccountType", "UltraSSD_LRS") {
        let span = at(profile, "storageProfile.osDisk.managedDisk.storageAccountType");
        say(CODE.at(span, "an ultra disk is no disk to start from"));
    }
    let disks = list(profile, "storageProfile.dataDisks[]");
    let mut luns: Vec<i64> = Vec::new();
    for lun in disks.iter().filter_map(|d| value_at(d, "lun")) {
        let Some(number) = lun.as_int() else { continue };
        if luns.contains(&number) {
            say(CODE.at(lun.span, format!("two data disks have the number {number}")));
        }
        luns.push(number);
    }
    if let Some(price) = value_at(profile, "billingProfile.maxPrice")
        && let V::Int(number) = price.v
        && number <= 0
        && number != -1
    {
        say(CODE.at(price.span, "a price limit is above 0, or -1 for none"));
    }
}

fn patches(profile: &Value, say: &mut dyn FnMut(Diagnostic)) {
    for system in ["osProfile.windowsConfiguration", "osProfile.linuxConfiguration"] {
        let Some(config) = value_at(profile, system) else { continue };
        let windows = system.contains("windows");
        let agent_off = flag(config, "provisionVMAgent") == Some(false);
        let updates = flag(config, "enableAutomaticUpdates");
        let mode = word(config, "patchSettings.patchMode").map(|m| m.to_lowercase());
        let span = at(config, "patchSettings.patchMode");
        match mode.as_deref() {
            Some("manual") if windows && updates == Some(true) => {
                say(CODE.at(span, "`Manual` needs `enableAutomaticUpdates: false`"));
            }
            Some("automaticbyos") if windows && updates == Some(false) => {
                say(CODE.at(span, "`AutomaticByOS` needs `enableAutomaticUpdates: true`"));
            }
            Some("automaticbyplatform") if agent_off || windows && updates == Some(false) => {
                say(CODE.at(span, "`AutomaticByPlatform` needs the agent, and on Windows automatic updates"));
            }
            _ => {}
        }
        if is(config, "patchSettings.assessmentMode", "AutomaticByPlatform") && agent_off {
            say(CODE.at(at(config, "patchSettings.assessmentMode"), "`AutomaticByPlatform` needs the agent"));
        }
        let hot = "patchSettings.enableHotpatching";
        if flag(config, hot) == Some(true) && (agent_off || mode.as_deref() != Some("automaticbyplatform")) {
            say(CODE.at(at(config, hot), "hotpatching needs the agent and `patchMode: AutomaticByPlatform`"));
        }
    }
}

/// A member in `raw` that does not go with what words say in the same thing.
fn beside_words(thing: Thing, raw: &Value, say: &mut dyn FnMut(Diagnostic)) {
    match thing.kind() {
        Kind::Lb if Lb(thing).tier() == Tier::Basic && is(raw, "properties.mode", "Advanced") => {
            say(CODE.at(at(raw, "properties.mode"), "`Advanced` needs a Standard load balancer").because(thing.span_of("tier"), "Basic"));
        }
        Kind::Subnet if value_at(raw, "properties.sharingScope").is_some() && thing.flag("default_outbound") == Some(true) => {
            say(CODE
                .at(at(raw, "properties.sharingScope"), "a shared subnet needs `default_outbound: false`")
                .because(thing.span_of("default_outbound"), "here"));
        }
        Kind::PublicIp if thing.text("ddos").as_deref() != Some("Enabled") => {
            if let Some(plan) = value_at(raw, "properties.ddosSettings.ddosProtectionPlan") {
                say(CODE.at(plan.span, "a plan of one's own needs `ddos: Enabled`"));
            }
        }
        Kind::Vmss => {
            let external = "properties.externalHealthPolicy.enabled";
            if flag(raw, external) == Some(true) && !Vmss(thing).health_sources().is_empty() {
                say(CODE.at(at(raw, external), "health is told from outside, or by `health` or an extension, not both"));
            }
            let count = "properties.resiliencyPolicy.zoneAllocationPolicy.maxZoneCount";
            if value_at(raw, count).is_some() && !is(raw, "placement.zonePlacementPolicy", "Auto") {
                say(CODE.at(at(raw, count), "`maxZoneCount` needs `zonePlacementPolicy: Auto`"));
            }
            off_with_extensions(thing, raw, "properties.virtualMachineProfile", say);
        }
        Kind::Vm => off_with_extensions(thing, raw, "properties", say),
        _ => {}
    }
}

fn off_with_extensions(thing: Thing, raw: &Value, profile: &str, say: &mut dyn FnMut(Diagnostic)) {
    let path = format!("{profile}.osProfile.allowExtensionOperations");
    let Some(extension) = thing.children(Kind::Extension).next() else { return };
    if flag(raw, &path) == Some(false) {
        say(CODE.at(at(raw, &path), "`false` only where there are no extensions").because(extension.name_span(), "an extension"));
    }
}
