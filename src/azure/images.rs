//! Images that have a word of their own, and publishers whose system is known.

/// The system of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    /// `Linux`
    Linux,
    /// `Windows`
    Windows,
}

impl Os {
    /// As ARM writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Os::Linux => "Linux",
            Os::Windows => "Windows",
        }
    }
}

/// An image with a word.
#[derive(Clone, Copy, Debug)]
pub struct Image {
    /// `ubuntu_24_04`
    pub alias: &'static str,
    /// Its publisher.
    pub publisher: &'static str,
    /// Its offer.
    pub offer: &'static str,
    /// Its sku.
    pub sku: &'static str,
    /// Its version: always the newest.
    pub version: &'static str,
    /// Its system.
    pub os: Os,
    /// The generation of machines it starts on.
    pub generation: u8,
}

impl Image {
    /// GiB of its disk, where that is sure.
    pub fn disk_size(&self) -> Option<i64> {
        if self.os == Os::Windows {
            Some(127)
        } else if self.alias.starts_with("ubuntu_") || self.alias.starts_with("debian_") {
            Some(30)
        } else {
            None
        }
    }
}

const fn linux(alias: &'static str, publisher: &'static str, offer: &'static str, sku: &'static str) -> Image {
    Image { alias, publisher, offer, sku, version: "latest", os: Os::Linux, generation: 2 }
}

const fn windows(alias: &'static str, sku: &'static str, generation: u8) -> Image {
    Image {
        alias,
        publisher: "MicrosoftWindowsServer",
        offer: "WindowsServer",
        sku,
        version: "latest",
        os: Os::Windows,
        generation,
    }
}

/// All of them. Images of the first generation are those that templates of their time use; with a second sku where one
/// exists.
pub static ALL: &[Image] = &[
    linux("ubuntu_24_04", "Canonical", "ubuntu-24_04-lts", "server"),
    linux("ubuntu_24_04_arm64", "Canonical", "ubuntu-24_04-lts", "server-arm64"),
    linux("ubuntu_22_04", "Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"),
    linux("ubuntu_22_04_arm64", "Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-arm64"),
    linux("ubuntu_20_04", "Canonical", "0001-com-ubuntu-server-focal", "20_04-lts-gen2"),
    Image { generation: 1, ..linux("ubuntu_18_04", "Canonical", "UbuntuServer", "18.04-LTS") },
    linux("debian_13", "Debian", "debian-13", "13-gen2"),
    linux("debian_12", "Debian", "debian-12", "12-gen2"),
    linux("debian_11", "Debian", "debian-11", "11-gen2"),
    linux("rhel_9", "RedHat", "RHEL", "9-lvm-gen2"),
    linux("rhel_8", "RedHat", "RHEL", "8-lvm-gen2"),
    linux("alma_9", "almalinux", "almalinux-x86_64", "9-gen2"),
    linux("alma_8", "almalinux", "almalinux-x86_64", "8-gen2"),
    linux("sles_15", "SUSE", "sles-15-sp6", "gen2"),
    linux("azure_linux_3", "MicrosoftCBLMariner", "azure-linux-3", "azure-linux-3-gen2"),
    linux("flatcar", "kinvolk", "flatcar-container-linux-free", "stable-gen2"),
    windows("windows_2025", "2025-datacenter-azure-edition", 2),
    windows("windows_2025_core", "2025-datacenter-azure-edition-core", 2),
    windows("windows_2022", "2022-datacenter-azure-edition", 2),
    windows("windows_2022_core", "2022-datacenter-azure-edition-core", 2),
    windows("windows_2019", "2019-Datacenter", 1),
    windows("windows_2019_gen2", "2019-datacenter-gensecond", 2),
    windows("windows_2016", "2016-Datacenter", 1),
    windows("windows_2016_gen2", "2016-datacenter-gensecond", 2),
];

/// The image of that word.
pub fn find(alias: &str) -> Option<&'static Image> {
    ALL.iter().find(|image| image.alias == alias)
}

/// Publishers whose images all have one system, in lower case.
static PUBLISHERS: &[(&str, Os)] = &[
    ("almalinux", Os::Linux),
    ("barracudanetworks", Os::Linux),
    ("canonical", Os::Linux),
    ("checkpoint", Os::Linux),
    ("cisco", Os::Linux),
    ("citrix", Os::Linux),
    ("credativ", Os::Linux),
    ("debian", Os::Linux),
    ("f5-networks", Os::Linux),
    ("fortinet", Os::Linux),
    ("kinvolk", Os::Linux),
    ("microsoftcblmariner", Os::Linux),
    ("microsoftsharepoint", Os::Windows),
    ("microsoftvisualstudio", Os::Windows),
    ("microsoftwindowsdesktop", Os::Windows),
    ("microsoftwindowsserver", Os::Windows),
    ("neo4j", Os::Linux),
    ("openlogic", Os::Linux),
    ("oracle", Os::Linux),
    ("paloaltonetworks", Os::Linux),
    ("redhat", Os::Linux),
    ("resf", Os::Linux),
    ("suse", Os::Linux),
];

/// The system of a publisher's images, where all have the same.
pub fn publisher_os(publisher: &str) -> Option<Os> {
    let lower = publisher.to_ascii_lowercase();
    PUBLISHERS.binary_search_by(|(name, _)| (*name).cmp(&lower)).ok().map(|i| PUBLISHERS[i].1)
}
