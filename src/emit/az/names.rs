//! The script's variables: every name once, none that bash or az gives a meaning.

use std::collections::BTreeSet;

/// Names of the script's own, and lower-case ones that programs read from the environment.
const TAKEN: &[&str] = &[
    "account",
    "compact",
    "count",
    "create_group",
    "deployment",
    "elements",
    "group",
    "group_facts",
    "group_id",
    "group_location",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "ftp_proxy",
    "auto_resume",
    "histchars",
    "json_token",
    "option",
    "problems",
    "providers",
    "subscription",
    "tenant",
];

/// Gives out names.
#[derive(Debug)]
pub(super) struct Names(BTreeSet<String>);

impl Default for Names {
    fn default() -> Names {
        Names(TAKEN.iter().map(|name| (*name).to_owned()).collect())
    }
}

impl Names {
    /// A variable's name after a wish.
    pub(super) fn variable(&mut self, wish: &str) -> String {
        let mut name = snake(wish);
        // Bash's and az's own variables are in capitals; a digit begins no name; `_` is bash's.
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name = format!("x_{}", name.trim_start_matches('_'));
        }
        if TAKEN.contains(&name.as_str()) {
            name = format!("the_{name}");
        }
        self.unique(name)
    }

    /// The name, or the name with the first number that makes it new.
    pub(super) fn unique(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let mut number = 2;
        while !self.0.insert(candidate.clone()) {
            candidate = format!("{name}_{number}");
            number += 1;
        }
        candidate
    }
}

/// `publicIPAddress`, `public-ip-address` → `public_ip_address`
pub(super) fn snake(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).map(|at| chars[at]);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && chars.get(at + 1).is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wish: &str, name: &str) {
        assert_eq!(Names::default().variable(wish), name);
    }

    #[test]
    fn names_of_variables() {
        check("adminKey", "admin_key");
        check("publicIPAddress", "public_ip_address");
        check("vm-size", "vm_size");
        check("PATH", "path");
        check("_x", "x");
        check("2nd", "x_2nd");
        check("é", "x_");
        check("group", "the_group");
        check("http_proxy", "the_http_proxy");
        let mut names = Names::default();
        let all: Vec<String> = ["a", "A", "a_2", "a"].iter().map(|wish| names.variable(wish)).collect();
        assert_eq!(all, ["a", "a_2", "a_2_2", "a_3"]);
    }
}
