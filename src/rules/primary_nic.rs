//! A machine has one first nic.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Nic, View};

rule! {
    primary_nic "LBX2080" "primary-nic" Error
    "a machine with no first nic, with two, or with too many",
    from: ["VM-067", "VM-068"], refused, lacking
}

/// NICs that the largest machines take.
const MOST: usize = 8;

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() {
            continue;
        }
        let nics = machine.nics();
        if nics.is_empty() && !machine.is_empty_set() {
            let subnet = view.all::<crate::topology::Subnet>().next().map(|s| s.path()).unwrap_or_default();
            findings.push(
                thing,
                CODE.at(thing.name_span(), format!("`{}` has no nic", thing.path()))
                    .help("write `nic main { subnet: … }` in it")
                    .way_if(!subnet.is_empty(), format!("write `nic main {{ subnet: {subnet} }}`"), vec![edits::line_at_end(thing, &format!("nic main {{ subnet: {subnet} }}"))]),
            );
            continue;
        }
        if nics.len() > MOST {
            findings.push(
                thing,
                CODE.at(nics[MOST].name_span(), format!("a machine has at most {MOST} nics; `{}` has {}", thing.path(), nics.len()))
                    .because(thing.name_span(), "the machine"),
            );
        }
        let said: Vec<&Nic> = nics.iter().filter(|n| n.slot("primary").is_some() && n.flag("primary") == Some(true)).collect();
        for second in said.iter().skip(1) {
            findings.push(
                second.0,
                CODE.at(second.span_of("primary"), format!("`{}` has a first nic already", thing.path()))
                    .because(said[0].span_of("primary"), "this one")
                    .help("leave one `primary: true`").offer_without(second.0, "primary"),
            );
        }
        let all_deny = !nics.is_empty() && nics.iter().all(|n| n.slot("primary").is_some() && n.flag("primary") == Some(false));
        if all_deny {
            findings.push(
                nics[0].0,
                CODE.at(nics[0].span_of("primary"), format!("no nic of `{}` is the first", thing.path()))
                    .help("remove `primary: false` from one of them")
                    .offer_without(nics[0].0, "primary"),
            );
        }
    }
}
