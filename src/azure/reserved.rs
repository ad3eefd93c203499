//! Names that Azure keeps for itself, and what it asks of users and passwords.

/// User names that no machine takes (VM-089).
pub static USERS: &[&str] = &[
    "1",
    "123",
    "a",
    "actuser",
    "adm",
    "admin",
    "admin1",
    "admin2",
    "administrator",
    "aspnet",
    "backup",
    "console",
    "david",
    "guest",
    "john",
    "owner",
    "root",
    "server",
    "sql",
    "support",
    "support_388945a0",
    "sys",
    "test",
    "test1",
    "test2",
    "test3",
    "user",
    "user1",
    "user2",
    "user3",
    "user4",
    "user5",
];

/// The longest user name on Windows (VM-089).
pub const WINDOWS_USER_MAX: usize = 20;
/// The longest user name on Linux (VM-089).
pub const LINUX_USER_MAX: usize = 64;

/// Passwords that no machine takes (VM-090, VM-091).
pub static PASSWORDS: &[&str] = &[
    "abc@123",
    "P@$$w0rd",
    "P@ssw0rd",
    "P@ssword123",
    "Pa$$word",
    "pass@word1",
    "Password!",
    "Password1",
    "Password22",
    "iloveyou!",
];

/// Characters of a password on Linux (VM-090).
pub const LINUX_PASSWORD: std::ops::RangeInclusive<usize> = 6..=72;
/// Characters of a password on Windows (VM-091).
pub const WINDOWS_PASSWORD: std::ops::RangeInclusive<usize> = 8..=123;
/// How many of lower case, upper case, digits and others a password mixes (VM-090, VM-091).
pub const PASSWORD_CLASSES: usize = 3;

/// Whether Azure keeps this user name.
pub fn is_user(name: &str) -> bool {
    USERS.iter().any(|user| user.eq_ignore_ascii_case(name))
}

/// A subnet whose name says what it is for.
#[derive(Clone, Copy, Debug)]
pub struct ReservedSubnet {
    /// Its name, with which case does not matter.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The longest prefix that it may have.
    pub longest_prefix: u8,
}

/// Subnets that only one service may use (NET-025, and the services' own pages for their sizes).
pub static SUBNETS: &[ReservedSubnet] = &[
    ReservedSubnet { name: "GatewaySubnet", purpose: "a VPN or ExpressRoute gateway", longest_prefix: 29 },
    ReservedSubnet { name: "AzureBastionSubnet", purpose: "a bastion", longest_prefix: 26 },
    ReservedSubnet { name: "AzureFirewallSubnet", purpose: "a firewall", longest_prefix: 26 },
    ReservedSubnet { name: "AzureFirewallManagementSubnet", purpose: "a firewall's own traffic", longest_prefix: 26 },
    ReservedSubnet { name: "RouteServerSubnet", purpose: "a route server", longest_prefix: 27 },
];

/// The reserved subnet of that name.
pub fn subnet(name: &str) -> Option<&'static ReservedSubnet> {
    SUBNETS.iter().find(|s| s.name.eq_ignore_ascii_case(name))
}

/// Words that a name with an address on the internet may not be (IP-010, NAME-008).
pub static WORDS: &[&str] = &[
    "ACCESS",
    "APP_BROWSERS",
    "APP_CODE",
    "APP_DATA",
    "APP_GLOBALRESOURCES",
    "APP_LOCALRESOURCES",
    "APP_THEMES",
    "APP_WEBREFERENCES",
    "AZURE",
    "BING",
    "BIZSPARK",
    "BIZTALK",
    "CORTANA",
    "DIRECTX",
    "DOTNET",
    "DYNAMICS",
    "EXCEL",
    "EXCHANGE",
    "FOREFRONT",
    "GROOVE",
    "HOLOLENS",
    "HYPERV",
    "KINECT",
    "LYNC",
    "MSDN",
    "O365",
    "OFFICE",
    "OFFICE365",
    "ONEDRIVE",
    "ONENOTE",
    "OUTLOOK",
    "POWERPOINT",
    "SHAREPOINT",
    "SKYPE",
    "VISIO",
    "VISUALSTUDIO",
    "WEB.CONFIG",
    "XBOX",
];

/// The reserved word because of which a name with an address on the internet is refused (IP-010).
pub fn word_in(name: &str) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    if let Some(word) = WORDS.iter().find(|w| **w == upper) {
        return Some(word);
    }
    if upper.starts_with("LOGIN") {
        return Some("LOGIN");
    }
    ["MICROSOFT", "WINDOWS"].into_iter().find(|word| upper.contains(word))
}
