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

/// `osDisk`, `os-disk` → `os_disk`
pub(super) fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            if lower {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
            lower = false;
        } else if c.is_ascii_alphanumeric() {
            out.push(c);
            lower = true;
        } else if !out.ends_with('_') {
            out.push('_');
            lower = false;
        }
    }
    out.trim_end_matches('_').to_owned()
}
