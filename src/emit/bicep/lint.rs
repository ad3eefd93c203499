//! What the author wrote on purpose and Bicep's linter would remark on: there the rule is switched off, at that place.

use super::tree::{Key, Tree};

pub(super) const USER: &str = "adminusername-should-not-be-literal";
pub(super) const HOST: &str = "no-hardcoded-env-urls";
pub(super) const IMAGE: &str = "use-stable-vm-image";
pub(super) const UNUSED: &str = "no-unused-params";
pub(super) const SECRET_NAME: &str = "secure-secrets-in-params";
pub(super) const SECRET_OUTPUT: &str = "outputs-should-not-contain-secrets";
pub(super) const SUFFIX: &str = "decompiler-cleanup";

/// Hosts that differ between Azure's clouds.
const HOSTS: &[&str] = &[
    "api.loganalytics.io",
    "azuredatalakeanalytics.net",
    "azuredatalakestore.net",
    "batch.core.windows.net",
    "core.windows.net",
    "database.windows.net",
    "datalake.azure.net",
    "gallery.azure.com",
    "graph.windows.net",
    "login.microsoftonline.com",
    "management.azure.com",
    "management.core.windows.net",
    "region.asazure.windows.net",
    "trafficmanager.net",
    "vault.azure.net",
];

/// The rules that a member of an object draws.
pub(super) fn of_member(parent: &str, key: &Key, value: &Tree, literal: bool) -> Vec<&'static str> {
    let mut off = of_value(value);
    if let Key::Name(name) = key {
        if name == "adminUsername" && literal {
            off.push(USER);
        }
        let image = parent == "imageReference" && matches!(name.as_str(), "offer" | "sku" | "version");
        if image && value.as_text().is_some_and(|text| text.to_ascii_lowercase().contains("preview")) {
            off.push(IMAGE);
        }
    }
    off
}

/// The rules that a value draws wherever it stands; containers have lines of their own for what is in them.
pub(super) fn of_value(value: &Tree) -> Vec<&'static str> {
    if matches!(value, Tree::Array(_) | Tree::Object(_)) {
        return Vec::new();
    }
    let mut found = false;
    value.each_text(&mut |text| found |= names_host(text));
    if found { vec![HOST] } else { Vec::new() }
}

fn names_host(text: &str) -> bool {
    // Most texts are words.
    if !text.contains('.') {
        return false;
    }
    let text = text.to_ascii_lowercase();
    HOSTS.iter().any(|host| {
        text.match_indices(host).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + host.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

/// Whether a param's name sounds like a secret's.
pub(super) fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "pwd", "secret", "accountkey", "acctkey"].iter().any(|word| name.contains(word))
        && !["secretpermissions", "secretversion", "secreturi", "secreturl", "secretname"]
            .iter()
            .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_as_whole_names() {
        assert!(names_host("https://x.blob.core.windows.net/"));
        assert!(names_host("management.azure.com"));
        assert!(!names_host("mycore.windows.networks"));
        assert!(!names_host("https://example.com"));
    }

    #[test]
    fn secrets_by_name() {
        assert!(sounds_secret("adminPassword"));
        assert!(!sounds_secret("secretName"));
        assert!(!sounds_secret("admin_user"));
    }
}
