//! Which names Azure takes, by ARM type (NAME-001 to NAME-006, and the naming table of the catalogue).

/// The characters a kind of name may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Letters, digits, `_`, `.`, `-`; the first a letter or digit, the last one of these or `_`.
    Network,
    /// Not one of ``\/"[]:|<>+=;,?*@&``, not beginning with `_`, not ending with `.` or `-`.
    Machine,
    /// Letters, digits, `_`, `-`; the first a letter or digit.
    Identity,
    /// Letters, digits, `_`, `(`, `)`, `.`, `-`; not ending with `.`.
    Group,
    /// Letters, digits, `_`, `(`, `)`, `.`, `-`.
    Deployment,
    /// Not one of `<>%&\?/`, not ending with `.` or a blank.
    Loose,
}

/// The rule for one ARM type's names.
#[derive(Clone, Copy, Debug)]
pub struct NameRule {
    /// The ARM type; of an element of a resource the type it would have as a child.
    pub arm: &'static str,
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// What they may be.
    pub alphabet: Alphabet,
}

const fn rule(arm: &'static str, min: usize, max: usize, alphabet: Alphabet) -> NameRule {
    NameRule { arm, min, max, alphabet }
}

/// All rules.
pub static ALL: &[NameRule] = &[
    rule("Microsoft.Network/virtualNetworks", 2, 64, Alphabet::Network),
    rule("Microsoft.Network/virtualNetworks/subnets", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/networkSecurityGroups", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/networkSecurityGroups/securityRules", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/applicationSecurityGroups", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/routeTables", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/routeTables/routes", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/publicIPAddresses", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/publicIPPrefixes", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/natGateways", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/networkInterfaces", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/networkInterfaces/ipConfigurations", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/frontendIPConfigurations", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/backendAddressPools", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/probes", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/loadBalancingRules", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/inboundNatRules", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/inboundNatPools", 1, 80, Alphabet::Network),
    rule("Microsoft.Network/loadBalancers/outboundRules", 1, 80, Alphabet::Network),
    rule("Microsoft.Compute/virtualMachineScaleSets", 1, 64, Alphabet::Machine),
    rule("Microsoft.Compute/virtualMachines", 1, 64, Alphabet::Machine),
    rule("Microsoft.Compute/availabilitySets", 1, 80, Alphabet::Network),
    rule("Microsoft.Compute/proximityPlacementGroups", 1, 80, Alphabet::Network),
    rule("Microsoft.ManagedIdentity/userAssignedIdentities", 3, 128, Alphabet::Identity),
    rule("Microsoft.Insights/autoscaleSettings", 1, 260, Alphabet::Loose),
    rule("Microsoft.Resources/resourceGroups", 1, 90, Alphabet::Group),
    rule("Microsoft.Resources/deployments", 1, 64, Alphabet::Deployment),
];

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// Fewer characters than these.
    TooShort(usize),
    /// More characters than these.
    TooLong(usize),
    /// This character may not stand in it.
    Char(char),
    /// It may not begin with this character.
    First(char),
    /// It may not end with this character.
    Last(char),
}

/// The rule of an ARM type.
pub fn rule_of(arm: &str) -> Option<&'static NameRule> {
    ALL.iter().find(|rule| rule.arm.eq_ignore_ascii_case(arm))
}

/// What is wrong with a name of that ARM type, first things first; nothing is known of other types.
pub fn check(arm: &str, name: &str) -> Option<NameProblem> {
    rule_of(arm).and_then(|rule| rule.check(name))
}

impl NameRule {
    /// What is wrong with a name.
    pub fn check(&self, name: &str) -> Option<NameProblem> {
        let length = name.chars().count();
        if length < self.min {
            return Some(NameProblem::TooShort(self.min));
        }
        if length > self.max {
            return Some(NameProblem::TooLong(self.max));
        }
        let alphabet = self.alphabet;
        if let Some(c) = name.chars().find(|c| !alphabet.holds(*c)) {
            return Some(NameProblem::Char(c));
        }
        if let Some(c) = name.chars().next().filter(|c| !alphabet.begins(*c)) {
            return Some(NameProblem::First(c));
        }
        name.chars().next_back().filter(|c| !alphabet.ends(*c)).map(NameProblem::Last)
    }
}

impl Alphabet {
    /// Whether a name may hold this character.
    pub fn holds(self, c: char) -> bool {
        let plain = c.is_ascii_alphanumeric();
        match self {
            Alphabet::Network => plain || matches!(c, '_' | '.' | '-'),
            Alphabet::Machine => !c.is_control() && !"\\/\"[]:|<>+=;,?*@&#".contains(c),
            Alphabet::Identity => plain || matches!(c, '_' | '-'),
            Alphabet::Group => c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | '.' | '-'),
            Alphabet::Deployment => plain || matches!(c, '_' | '(' | ')' | '.' | '-'),
            Alphabet::Loose => !c.is_control() && !"<>%&\\?/#".contains(c),
        }
    }

    fn begins(self, c: char) -> bool {
        match self {
            Alphabet::Network | Alphabet::Identity => c.is_ascii_alphanumeric(),
            Alphabet::Machine => c != '_',
            Alphabet::Group | Alphabet::Deployment | Alphabet::Loose => true,
        }
    }

    fn ends(self, c: char) -> bool {
        match self {
            Alphabet::Network => c.is_ascii_alphanumeric() || c == '_',
            Alphabet::Machine => !matches!(c, '.' | '-'),
            Alphabet::Group => c != '.',
            Alphabet::Loose => !matches!(c, '.' | ' '),
            Alphabet::Identity | Alphabet::Deployment => true,
        }
    }

    /// The rule in words, for a message.
    pub const fn words(self) -> &'static str {
        match self {
            Alphabet::Network => {
                "letters, digits, `_`, `.` and `-`, beginning with a letter or digit and ending with one or `_`"
            }
            Alphabet::Machine => "no `\\/\"[]:|<>+=;,?*@&#`, not beginning with `_` and not ending with `.` or `-`",
            Alphabet::Identity => "letters, digits, `_` and `-`, beginning with a letter or digit",
            Alphabet::Group => "letters, digits, `_`, `(`, `)`, `.` and `-`, not ending with `.`",
            Alphabet::Deployment => "letters, digits, `_`, `(`, `)`, `.` and `-`",
            Alphabet::Loose => "no `<>%&\\?/#`, not ending with `.` or a blank",
        }
    }
}

/// Whether a label of a public address is one: a lower-case letter, then letters, digits and `-`, 3..63 characters, no `-`
/// at the end (IP-007).
pub fn is_dns_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes[0].is_ascii_lowercase()
        && bytes[bytes.len() - 1] != b'-'
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}
