//! Bounds of members that Azure publishes in prose only, so that the types know nothing of them (`types.rs`).
//! Read from the descriptions of the package that `types/NOTICE.md` names. Deliberately absent: what other evidence speaks
//! against, and relations between members, which are the rule's business.

/// What a member may hold.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// A whole number, both ends included.
    Int(i64, i64),
    /// A number of seconds, minutes, …: at least this.
    Least(i64),
    /// Characters of a text.
    Chars(usize, usize),
    /// Items of a list, at most.
    Items(usize),
    /// A duration, in seconds, both ends included.
    Duration(u64, u64),
    /// One of these, in any case.
    Words(&'static [&'static str]),
    /// Only `true`.
    True,
    /// A port, a range of ports, or `*`.
    PortText,
    /// A date such as `2024-11-01`.
    Date,
    /// Nothing any more; what took its place.
    Replaced(&'static str),
}

/// One fact: type, path, bound.
pub type Fact = (&'static str, &'static str, Bound);

const LB: &str = "Microsoft.Network/loadBalancers";
const NSG: &str = "Microsoft.Network/networkSecurityGroups";
const VMSS: &str = "Microsoft.Compute/virtualMachineScaleSets";
const AUTOSCALE: &str = "Microsoft.Insights/autoscaleSettings";
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// All facts, by type.
pub static FACTS: &[Fact] = &[
    (LB, "properties.loadBalancingRules[].properties.frontendPort", Bound::Int(0, 65_534)),
    (LB, "properties.loadBalancingRules[].properties.backendPort", Bound::Int(0, 65_535)),
    // The documentation says up to 100, the description 30.
    (LB, "properties.loadBalancingRules[].properties.idleTimeoutInMinutes", Bound::Int(4, 100)),
    (LB, "properties.probes[].properties.port", Bound::Int(1, 65_535)),
    (LB, "properties.probes[].properties.intervalInSeconds", Bound::Least(5)),
    (LB, "properties.inboundNatPools[].properties.frontendPortRangeStart", Bound::Int(1, 65_534)),
    (LB, "properties.inboundNatPools[].properties.frontendPortRangeEnd", Bound::Int(1, 65_535)),
    (LB, "properties.inboundNatPools[].properties.backendPort", Bound::Int(1, 65_535)),
    (LB, "properties.inboundNatPools[].properties.idleTimeoutInMinutes", Bound::Int(4, 100)),
    (LB, "properties.inboundNatRules[].properties.frontendPort", Bound::Int(1, 65_534)),
    (LB, "properties.inboundNatRules[].properties.backendPort", Bound::Int(1, 65_535)),
    (LB, "properties.inboundNatRules[].properties.frontendPortRangeStart", Bound::Int(1, 65_534)),
    (LB, "properties.inboundNatRules[].properties.frontendPortRangeEnd", Bound::Int(1, 65_534)),
    (LB, "properties.inboundNatRules[].properties.idleTimeoutInMinutes", Bound::Int(4, 100)),
    ("Microsoft.Network/loadBalancers/inboundNatRules", "properties.frontendPort", Bound::Int(1, 65_534)),
    ("Microsoft.Network/loadBalancers/inboundNatRules", "properties.backendPort", Bound::Int(1, 65_535)),
    ("Microsoft.Network/loadBalancers/inboundNatRules", "properties.frontendPortRangeStart", Bound::Int(1, 65_534)),
    ("Microsoft.Network/loadBalancers/inboundNatRules", "properties.frontendPortRangeEnd", Bound::Int(1, 65_534)),
    ("Microsoft.Network/loadBalancers/inboundNatRules", "properties.idleTimeoutInMinutes", Bound::Int(4, 100)),
    (NSG, "properties.securityRules[].properties.priority", Bound::Int(100, 4096)),
    (NSG, "properties.securityRules[].properties.description", Bound::Chars(0, 140)),
    (NSG, "properties.securityRules[].properties.sourcePortRange", Bound::PortText),
    (NSG, "properties.securityRules[].properties.destinationPortRange", Bound::PortText),
    ("Microsoft.Network/networkSecurityGroups/securityRules", "properties.priority", Bound::Int(100, 4096)),
    ("Microsoft.Network/networkSecurityGroups/securityRules", "properties.description", Bound::Chars(0, 140)),
    ("Microsoft.Network/networkSecurityGroups/securityRules", "properties.sourcePortRange", Bound::PortText),
    ("Microsoft.Network/networkSecurityGroups/securityRules", "properties.destinationPortRange", Bound::PortText),
    ("Microsoft.Network/virtualNetworks", "properties.encryption.enforcement", Bound::Words(&["AllowUnencrypted"])),
    (VMSS, "properties.automaticRepairsPolicy.gracePeriod", Bound::Duration(10 * MINUTE, 90 * MINUTE)),
    (VMSS, "properties.externalHealthPolicy.expiryDuration", Bound::Duration(5 * MINUTE, 3 * HOUR)),
    (VMSS, "properties.externalHealthPolicy.gracePeriod", Bound::Duration(5 * MINUTE, 4 * HOUR)),
    (VMSS, "properties.constrainedMaximumCapacity", Bound::True),
    (VMSS, "placement.zonePlacementPolicy", Bound::Words(&["Auto"])),
    (VMSS, "properties.virtualMachineProfile.osProfile.computerNamePrefix", Bound::Chars(1, 58)),
    (VMSS, "properties.virtualMachineProfile.osProfile.adminUsername", Bound::Chars(1, 64)),
    (VMSS, "properties.virtualMachineProfile.osProfile.adminPassword", Bound::Chars(6, 123)),
    (
        VMSS,
        "properties.virtualMachineProfile.osProfile.windowsConfiguration.additionalUnattendContent[].content",
        Bound::Chars(0, 4095),
    ),
    (
        VMSS,
        "properties.virtualMachineProfile.extensionProfile.extensionsTimeBudget",
        Bound::Duration(15 * MINUTE, 2 * HOUR),
    ),
    (
        VMSS,
        "properties.virtualMachineProfile.scheduledEventsProfile.osImageNotificationProfile.notBeforeTimeout",
        Bound::Duration(15 * MINUTE, 15 * MINUTE),
    ),
    (
        VMSS,
        "properties.virtualMachineProfile.scheduledEventsProfile.terminateNotificationProfile.notBeforeTimeout",
        Bound::Duration(5 * MINUTE, 15 * MINUTE),
    ),
    (VMSS, "properties.spotRestorePolicy.restoreTimeout", Bound::Duration(15 * MINUTE, 2 * HOUR)),
    (VMSS, "properties.upgradePolicy.rollingUpgradePolicy.pauseTimeBetweenBatches", Bound::Duration(0, u64::MAX)),
    (VMSS, "properties.lifecycleHooksProfile.lifecycleHooks[].waitDuration", Bound::Duration(0, u64::MAX)),
    (
        VMSS,
        "properties.virtualMachineProfile.securityProfile.proxyAgentSettings.mode",
        Bound::Replaced("`mode` under `wireServer` and `imds`"),
    ),
    (VMSS, "properties.virtualMachineProfile.storageProfile.diskApiVersion", Bound::Date),
    (AUTOSCALE, "properties.profiles[].rules", Bound::Items(10)),
    (AUTOSCALE, "properties.profiles[].rules[].metricTrigger.timeGrain", Bound::Duration(MINUTE, 12 * HOUR)),
    (AUTOSCALE, "properties.profiles[].rules[].metricTrigger.timeWindow", Bound::Duration(5 * MINUTE, 12 * HOUR)),
    (AUTOSCALE, "properties.profiles[].rules[].scaleAction.cooldown", Bound::Duration(MINUTE, 7 * 24 * HOUR)),
    (AUTOSCALE, "properties.profiles[].recurrence.schedule.hours[]", Bound::Int(0, 23)),
    (AUTOSCALE, "properties.predictiveAutoscalePolicy.scaleLookAheadTime", Bound::Duration(MINUTE, HOUR)),
];

/// The facts of a type; a machine has those of a scale set's model.
pub fn of(arm_type: &str) -> Vec<(String, Bound)> {
    let machine = arm_type.eq_ignore_ascii_case("Microsoft.Compute/virtualMachines");
    let wanted = if machine { VMSS } else { arm_type };
    let facts = FACTS.iter().filter(|(ty, ..)| ty.eq_ignore_ascii_case(wanted));
    facts
        .filter_map(|(_, path, bound)| match path.strip_prefix("properties.virtualMachineProfile.") {
            Some(rest) if machine => Some((format!("properties.{rest}"), *bound)),
            _ if machine => None,
            _ => Some(((*path).to_owned(), *bound)),
        })
        .collect()
}

/// The seconds of a duration such as `PT1H30M` or `P7D`; `None` where it is none.
pub fn duration(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').map_or((rest, None), |(d, t)| (d, Some(t)));
    let mut seconds = units(days, &[('W', 7 * 24 * HOUR), ('D', 24 * HOUR)])?;
    if let Some(time) = time {
        if time.is_empty() {
            return None;
        }
        seconds = seconds.checked_add(units(time, &[('H', HOUR), ('M', MINUTE), ('S', 1)])?)?;
    }
    (rest.len() > usize::from(time.is_some())).then_some(seconds)
}

fn units(text: &str, units: &[(char, u64)]) -> Option<u64> {
    let mut rest = text;
    let mut sum = 0u64;
    for (sign, seconds) in units {
        let Some((number, behind)) = rest.split_once(*sign) else { continue };
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(*seconds)?)?;
        rest = behind;
    }
    rest.is_empty().then_some(sum)
}

impl Bound {
    /// What is wrong with a whole number, a text or a list's length, in words.
    pub fn broken_by_int(self, value: i64) -> Option<String> {
        match self {
            Bound::Int(least, most) if !(least..=most).contains(&value) => {
                Some(format!("{value} is outside {least}..{most}"))
            }
            Bound::Least(least) if value < least => Some(format!("{value} is below {least}, the least")),
            _ => None,
        }
    }

    /// The same of a text.
    pub fn broken_by_text(self, text: &str) -> Option<String> {
        match self {
            Bound::Chars(least, most) => {
                let length = text.chars().count();
                (!(least..=most).contains(&length)).then(|| format!("{length} characters are outside {least}..{most}"))
            }
            Bound::Words(words) if !words.iter().any(|w| w.eq_ignore_ascii_case(text)) => {
                Some(format!("`{text}` is not taken here, only `{}`", words.join("`, `")))
            }
            Bound::Duration(least, most) => match duration(text) {
                None => Some(format!("`{text}` is no duration; one is written as `PT10M`")),
                Some(seconds) if !(least..=most).contains(&seconds) => {
                    Some(format!("`{text}` is outside {}..{}", shown(least), shown(most)))
                }
                Some(_) => None,
            },
            Bound::PortText => (!is_port_text(text)).then(|| {
                format!("`{text}` is no port, no range such as `80-90` and no `*`; a list has a member of its own")
            }),
            Bound::Date => {
                let date = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
                (!date || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
                    .then(|| format!("`{text}` is no date; one is written as `2024-11-01`"))
            }
            Bound::Int(..) | Bound::Least(_) => text.parse::<i64>().ok().and_then(|value| self.broken_by_int(value)),
            _ => None,
        }
    }
}

fn shown(seconds: u64) -> String {
    if seconds.is_multiple_of(24 * HOUR) && seconds > 0 {
        format!("P{}D", seconds / (24 * HOUR))
    } else if seconds.is_multiple_of(HOUR) && seconds > 0 {
        format!("PT{}H", seconds / HOUR)
    } else {
        format!("PT{}M", seconds / MINUTE)
    }
}

fn is_port_text(text: &str) -> bool {
    let port = |text: &str| text.trim().parse::<u16>().is_ok();
    text == "*" || port(text) || text.split_once('-').is_some_and(|(a, b)| port(a) && port(b))
}
