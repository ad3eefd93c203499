//! Names in a template: what the source allows and a template does not is spelt another way, the same one in ARM JSON and
//! in Bicep, so that one parameter file fits both.

use std::collections::BTreeSet;

use crate::deploy::Deployment;

/// Words that Bicep keeps for itself where a symbol stands.
const RESERVED: &[&str] = &[
    "any",
    "array",
    "az",
    "bool",
    "false",
    "int",
    "null",
    "object",
    "resourceinput",
    "resourceoutput",
    "string",
    "sys",
    "this",
    "true",
];

/// The names of a deployment's parts, each in the order of the part.
pub(super) struct Names {
    pub(super) params: Vec<String>,
    pub(super) vars: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) outputs: Vec<String>,
}

impl Names {
    /// Names that are words, and of which no two are one but for letter case.
    pub(super) fn of(deployment: &Deployment) -> Names {
        let mut taken = BTreeSet::new();
        let mut all = |names: Vec<&str>| names.into_iter().map(|name| unique(name, &mut taken)).collect();
        let params = all(deployment.params.iter().map(|param| param.name.as_str()).collect());
        let vars = all(deployment.vars.iter().map(|var| var.name.as_str()).collect());
        let resources = all(deployment.resources.iter().map(|resource| resource.symbol.as_str()).collect());
        let mut taken = BTreeSet::new();
        let outputs = deployment.outputs.iter().map(|output| unique(&output.name, &mut taken)).collect();
        Names { params, vars, resources, outputs }
    }

    /// Whether a symbol hides the function of that name.
    pub(super) fn hide(&self, function: &str) -> bool {
        [&self.params, &self.vars, &self.resources].into_iter().flatten().any(|name| name == function)
    }
}

fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut word: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        word.insert(0, '_');
    }
    if RESERVED.contains(&word.to_ascii_lowercase().as_str()) {
        word.push_str("Value");
    }
    let mut found = word.clone();
    let mut turn = 2;
    while !taken.insert(found.to_ascii_lowercase()) {
        found = format!("{word}{turn}");
        turn += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words_and_stay_apart() {
        let mut taken = BTreeSet::new();
        let made: Vec<String> =
            ["web", "Web", "vm-size", "vm_size", "2nd", "string"].iter().map(|name| unique(name, &mut taken)).collect();
        assert_eq!(made, ["web", "Web2", "vm_size", "vm_size2", "_2nd", "stringValue"]);
    }
}
