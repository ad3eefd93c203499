//! A machine in a proximity group: its size is one of the group's, and its availability set stands in the group as well.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{AvailabilitySet, Known, Machine, ProximityGroup, View};

rule! {
    misfit_proximity_group "LBX1872" "misfit-proximity-group" Warning
    "a machine that its proximity group does not take",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(group) = thing.one_of::<ProximityGroup>("proximity_group").is().filter(|_| !thing.existing()) else { continue };
        let here = thing.span_of("proximity_group");
        let wanted = group.get("vm_sizes");
        let sizes: Vec<&str> = wanted.items().iter().filter_map(|v| v.as_str()).collect();
        if !group.existing() && !sizes.is_empty() && sizes.len() == wanted.items().len() {
            for (size, span) in machine.sizes() {
                if !sizes.iter().any(|s| s.eq_ignore_ascii_case(&size)) {
                    findings.push(
                        thing,
                        CODE.at(span, format!("`{size}` is none of the sizes that proximity group `{}` was made for", group.path()))
                            .because(group.span_of("vm_sizes"), "its sizes")
                            .help("name it there as well"),
                    );
                }
            }
        }
        let Machine::Vm(vm) = machine else { continue };
        let Some(set) = vm.availability_set().is().filter(|s: &AvailabilitySet| !s.existing()) else { continue };
        let misfit = match set.one_of::<ProximityGroup>("proximity_group") {
            Known::Is(other) => other.id != group.id,
            Known::No => true,
            Known::Unknown => false,
        };
        if misfit {
            findings.push(
                thing,
                CODE.at(here, format!("the machines of availability set `{}` stand where it stands, and that is not in `{}`", set.path(), group.path()))
                    .because(set.name_span(), "the availability set")
                    .help(format!("write `proximity_group: {}` in the set", group.path()))
                    .offer_set(set.0, "proximity_group", &group.path()),
            );
        }
    }
}
