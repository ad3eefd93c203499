//! Azure's regions.

/// A region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// `westeurope`
    pub name: &'static str,
    /// `West Europe`
    pub display: &'static str,
    /// Whether it has availability zones; `None` where that is not sure.
    pub zones: Option<bool>,
}

const fn zonal(name: &'static str, display: &'static str) -> Region {
    Region { name, display, zones: Some(true) }
}

const fn plain(name: &'static str, display: &'static str) -> Region {
    Region { name, display, zones: Some(false) }
}

const fn unsure(name: &'static str, display: &'static str) -> Region {
    Region { name, display, zones: None }
}

/// All that are known, in the order of their names. The list may be older than Azure: an unknown region is at most a
/// warning.
pub static ALL: &[Region] = &[
    plain("australiacentral", "Australia Central"),
    plain("australiacentral2", "Australia Central 2"),
    zonal("australiaeast", "Australia East"),
    plain("australiasoutheast", "Australia Southeast"),
    zonal("austriaeast", "Austria East"),
    unsure("belgiumcentral", "Belgium Central"),
    zonal("brazilsouth", "Brazil South"),
    plain("brazilsoutheast", "Brazil Southeast"),
    zonal("canadacentral", "Canada Central"),
    plain("canadaeast", "Canada East"),
    zonal("centralindia", "Central India"),
    zonal("centralus", "Central US"),
    unsure("centraluseuap", "Central US EUAP"),
    zonal("chilecentral", "Chile Central"),
    plain("chinaeast", "China East"),
    plain("chinaeast2", "China East 2"),
    unsure("chinaeast3", "China East 3"),
    plain("chinanorth", "China North"),
    plain("chinanorth2", "China North 2"),
    zonal("chinanorth3", "China North 3"),
    unsure("denmarkeast", "Denmark East"),
    zonal("eastasia", "East Asia"),
    zonal("eastus", "East US"),
    zonal("eastus2", "East US 2"),
    unsure("eastus2euap", "East US 2 EUAP"),
    unsure("eastus3", "East US 3"),
    zonal("francecentral", "France Central"),
    plain("francesouth", "France South"),
    plain("germanynorth", "Germany North"),
    zonal("germanywestcentral", "Germany West Central"),
    zonal("indonesiacentral", "Indonesia Central"),
    zonal("israelcentral", "Israel Central"),
    unsure("israelnorthwest", "Israel Northwest"),
    zonal("italynorth", "Italy North"),
    zonal("japaneast", "Japan East"),
    unsure("japanwest", "Japan West"),
    plain("jioindiacentral", "Jio India Central"),
    plain("jioindiawest", "Jio India West"),
    zonal("koreacentral", "Korea Central"),
    plain("koreasouth", "Korea South"),
    unsure("malaysiasouth", "Malaysia South"),
    zonal("malaysiawest", "Malaysia West"),
    zonal("mexicocentral", "Mexico Central"),
    zonal("newzealandnorth", "New Zealand North"),
    plain("northcentralus", "North Central US"),
    zonal("northeurope", "North Europe"),
    zonal("norwayeast", "Norway East"),
    plain("norwaywest", "Norway West"),
    zonal("polandcentral", "Poland Central"),
    zonal("qatarcentral", "Qatar Central"),
    zonal("southafricanorth", "South Africa North"),
    plain("southafricawest", "South Africa West"),
    zonal("southcentralus", "South Central US"),
    zonal("southeastasia", "Southeast Asia"),
    unsure("southeastus", "Southeast US"),
    plain("southindia", "South India"),
    zonal("spaincentral", "Spain Central"),
    zonal("swedencentral", "Sweden Central"),
    plain("swedensouth", "Sweden South"),
    zonal("switzerlandnorth", "Switzerland North"),
    plain("switzerlandwest", "Switzerland West"),
    unsure("taiwannorth", "Taiwan North"),
    unsure("taiwannorthwest", "Taiwan Northwest"),
    plain("uaecentral", "UAE Central"),
    zonal("uaenorth", "UAE North"),
    zonal("uksouth", "UK South"),
    plain("ukwest", "UK West"),
    plain("usdodcentral", "US DoD Central"),
    plain("usdodeast", "US DoD East"),
    plain("usgovarizona", "US Gov Arizona"),
    plain("usgovtexas", "US Gov Texas"),
    zonal("usgovvirginia", "US Gov Virginia"),
    plain("westcentralus", "West Central US"),
    zonal("westeurope", "West Europe"),
    plain("westindia", "West India"),
    plain("westus", "West US"),
    zonal("westus2", "West US 2"),
    zonal("westus3", "West US 3"),
];

/// The region of that name, or of that display name.
pub fn find(name: &str) -> Option<&'static Region> {
    let folded = fold(name);
    ALL.iter().find(|r| r.name == folded)
}

/// Regions that have two fault domains for machines without zones, by Azure's own list (VM-023). It is older than some
/// regions, and a region may have got a third since.
const TWO_FAULT_DOMAINS: [&str; 13] = [
    "australiaeast",
    "australiasoutheast",
    "brazilsouth",
    "canadaeast",
    "centralindia",
    "japaneast",
    "japanwest",
    "southeastasia",
    "southindia",
    "uksouth",
    "ukwest",
    "westcentralus",
    "westus2",
];

/// The most fault domains in a region, where a list says less than three.
pub fn fault_domains(name: &str) -> Option<i64> {
    TWO_FAULT_DOMAINS.contains(&&*fold(name)).then_some(2)
}

/// A name as ARM compares it: without blanks, in lower case.
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase).collect()
}

/// Regions that have no `StandardV2` NAT gateway (NAT-019, as of November 2025).
pub static WITHOUT_STANDARD_V2_NAT: &[&str] = &[
    "canadaeast",
    "centralindia",
    "chilecentral",
    "indonesiacentral",
    "israelnorthwest",
    "malaysiawest",
    "qatarcentral",
    "uaecentral",
];

/// Regions in which a Global load balancer and its address can be created (LB-204).
pub static GLOBAL_LB_HOMES: &[&str] = &[
    "centralus",
    "eastasia",
    "eastus2",
    "northeurope",
    "southeastasia",
    "uksouth",
    "usgovvirginia",
    "westeurope",
    "westus",
];
