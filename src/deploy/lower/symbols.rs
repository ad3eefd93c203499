//! Identifiers of resources and variables. They are made of letters, digits and `_`, unique whatever the case of their
//! letters, and no word that Bicep or a shell knows already.

use std::collections::BTreeSet;

use super::Lower;
use crate::schema;
use crate::topology::NodeId;

/// Words of Bicep's grammar, its types and functions: a symbol of that name would hide them.
const BICEP: &str = "any array asserts assert as az base64 base64tojson base64tostring bool by cidrhost cidrsubnet \
    coalesce concat contains dateadd datetimefromepoch datetimetoepoch datauri datauritostring dependson deployer \
    deployment else empty endswith environment existing extends extension extensionresourceid fail false filter first \
    flatten for format from func getsecret groupby guid if import in indexof int intersection items join json last \
    lastindexof length list listkeys loadfileasbase64 loadjsoncontent loadtextcontent loadyamlcontent \
    managementgroup managementgroupresourceid map mapvalues max metadata min mod module newguid null object \
    objectkeys of output padleft param parsecidr picknames pickzones provider providers range readenvironmentvariable \
    reduce reference replace resource resourcegroup resourceid resourceinput resourceoutput secureobject securestring \
    shallowmerge skip sort split startswith string subscription subscriptionresourceid substring sys take targetscope \
    tenant tenantresourceid test this tobject toobject tologicalzone tologicalzones tophysicalzone tophysicalzones \
    tolower toupper trim true type typeof union uniquestring uri uricomponent uricomponenttostring using utcnow var \
    void with";

/// Variables that bash sets, reads or protects, those that az and ours are steered by, and words of its grammar.
const SHELL: &str = "bash bashopts bashpid bash_env columns comp_words compreply coproc directory dirstack do done \
    editor elif env epochrealtime epochseconds esac euid fcedit fi fignore funcname function globignore group groups \
    histcmd histfile histsize home hostfile hostname hosttype ifs inputrc lang lc_all lineno lines location logname \
    machtype mail mailpath mapfile oldpwd optarg opterr optind ostype path pipestatus posixly_correct ppid \
    prompt_command ps0 ps1 ps2 ps3 ps4 pwd random readline_line reply rg seconds select shell shellopts shlvl \
    srandom subscription_id term then time timeformat tmout tmpdir uid until user while";

/// Names that are given out already, in lower case.
#[derive(Debug)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// None but what is reserved, and these.
    pub(super) fn new<'n>(taken: impl Iterator<Item = &'n str>) -> Names {
        let reserved = BICEP.split_whitespace().chain(SHELL.split_whitespace()).map(str::to_owned);
        Names(reserved.chain(taken.map(|name| identifier(name).to_lowercase())).collect())
    }

    /// A name that is free: as wanted, else with `suffix` behind it, else with the first number that makes it so.
    pub(super) fn take(&mut self, wanted: &str, suffix: &str) -> String {
        let wanted = identifier(wanted);
        let longer = format!("{wanted}_{suffix}");
        for candidate in [&wanted, &longer] {
            if self.0.insert(candidate.to_lowercase()) {
                return candidate.clone();
            }
        }
        let mut number = 2;
        loop {
            let candidate = format!("{longer}_{number}");
            if self.0.insert(candidate.to_lowercase()) {
                return candidate;
            }
            number += 1;
        }
    }
}

/// Letters, digits and `_` only, and no digit in front.
pub(super) fn identifier(text: &str) -> String {
    let mut out: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, '_');
    }
    out
}

impl Lower<'_> {
    /// What a thing would be called: module instances, what it stands in, its symbol, its keys.
    pub(super) fn wanted_symbol(&self, id: NodeId) -> String {
        let node = self.topology.node(id);
        let mut own =
            if node.symbol.is_empty() { schema::row(node.kind).word.to_owned() } else { node.symbol.to_string() };
        for key in &node.keys {
            own.push('_');
            own.push_str(key);
        }
        if let Some(parent) = node.parent {
            return format!("{}_{own}", self.wanted_symbol(parent));
        }
        let mut instance = node.instance;
        while let Some(at) = instance {
            let used = &self.topology.instances[at.index()];
            own = format!("{}_{own}", used.symbol);
            instance = used.outer;
        }
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_free_and_fit() {
        let mut names = Names::new(["www", "vm-size"].into_iter());
        let mut check = |wanted: &str, want: &str| assert_eq!(names.take(wanted, "lb"), want, "{wanted}");
        check("edge", "edge");
        check("Edge", "Edge_lb");
        check("edge", "edge_lb_2");
        check("www", "www_lb");
        check("vm_size", "vm_size_lb");
        check("resource", "resource_lb");
        check("path", "path_lb");
        check("2nd-tier", "_2nd_tier");
        check("", "_");
    }
}
