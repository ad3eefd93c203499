//! How many machines a scale set may have, `autoscale` included.

use super::Findings;
use crate::azure::{limits, sizes::Size};
use crate::topology::{Autoscale, ImageFacts, Machine, Mode, Num, Profile, View, Vmss};

rule! {
    too_many_instances "LBX2015" "too-many-instances" Error
    "a scale set may get more machines than it can have",
    azure: "OperationNotAllowed", from: ["VM-018", "VM-019", "AS-001", "AS-002"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        let (most, why) = limit(machine, vmss);
        let autoscale = vmss.autoscale();
        // Above 1000 the property's own bounds say so.
        let bounded = most < limits::INSTANCES as i64;
        let counts = vmss.slot("instances").filter(|_| bounded).and_then(|_| vmss.num("instances"));
        let ends = autoscale.into_iter().flat_map(|a: Autoscale| {
            a.most().into_iter().chain(a.profiles().filter_map(Profile::most)).collect::<Vec<Num>>()
        });
        for count in counts.into_iter().chain(ends) {
            if count.above(most).is_some() {
                findings.push(
                    vmss.0,
                    CODE.at(
                        count.span,
                        format!("`{}` has at most {most} machines{why}; here it may get {}", vmss.path(), count.most(view)),
                    )
                    .because(vmss.name_span(), "the scale set")
                    .azure(if most == limits::INSTANCES as i64 { None } else { CODE.azure_error })
                    .offer(format!("write `{most}`"), count.span, most.to_string()),
                );
            }
        }
    }
}

fn limit(machine: Machine, vmss: Vmss) -> (i64, String) {
    let all = limits::INSTANCES as i64;
    match vmss.mode() {
        Some(Mode::Uniform) if vmss.flag("single_placement_group") == Some(true) => {
            // One group for each zone; the documentation says 100, Azure's own message 300 with three zones.
            let zones = vmss.zones().map_or(3, |z| z.len().max(1)) as i64;
            (limits::INSTANCES_SINGLE_GROUP as i64 * zones, " in a single placement group".to_owned())
        }
        Some(Mode::Uniform) => match machine.image() {
            ImageFacts::Id(id) if is_managed_image(&id) => {
                (limits::INSTANCES_MANAGED_IMAGE as i64, " from an image outside a gallery".to_owned())
            }
            _ => (all, String::new()),
        },
        Some(Mode::Flexible) => {
            let spread = vmss.num("fault_domains").is_some_and(|n| n.lo > 1);
            let slow = machine
                .sizes()
                .iter()
                .any(|(s, _)| Size::parse(s).is_some_and(|s| s.lacks_memory_preserving_updates()));
            if spread && slow {
                (limits::INSTANCES_FIXED_SPREADING as i64, " of this size over several fault domains".to_owned())
            } else {
                (all, String::new())
            }
        }
        None => (all, String::new()),
    }
}

fn is_managed_image(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    id.contains("/providers/microsoft.compute/images/")
}
