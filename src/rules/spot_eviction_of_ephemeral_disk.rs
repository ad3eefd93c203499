//! A machine whose disk is on its host cannot be kept without the host.

use super::Findings;
use crate::topology::{Given, OsDisk, Spot, View};

rule! {
    spot_eviction_of_ephemeral_disk "LBX2051" "spot-eviction-of-ephemeral-disk" Error
    "an evicted machine with an ephemeral disk is to be kept",
    from: ["VM-107"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        let Some(disk) = thing.parts::<OsDisk>().find(|d| d.given("ephemeral") == Given::Yes) else { continue };
        for spot in thing.parts::<Spot>().filter(|s| s.text("eviction").as_deref() == Some("Deallocate")) {
            findings.push(
                spot.0,
                CODE.at(spot.span_of("eviction"), format!("`{}` has an ephemeral disk, which goes with its host: `Deallocate` would lose it", thing.path()))
                    .because(disk.span_of("ephemeral"), "the disk")
                    .fix("write `Delete`", spot.span_of("eviction"), "Delete"),
            );
        }
    }
}
