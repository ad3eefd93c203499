//! Keys are a matter of `linuxConfiguration`, which Azure refuses with a Windows image.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::images::Os;
use crate::topology::{Admin, Given, View};

rule! {
    ssh_key_on_windows "LBX2002" "ssh-key-on-windows" Error
    "a Windows machine is given an SSH key",
    from: ["VM-091"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines().into_iter().filter(|m| m.os() == Some(Os::Windows)) {
        for admin in machine.thing().parts::<Admin>() {
            if let Some(slot) = admin.slot("ssh").filter(|_| admin.given("ssh") == Given::Yes) {
                findings.push(
                    admin.0,
                    CODE.at(slot.value.span, format!("`{}` is Windows, which takes no SSH key", machine.thing().path()))
                        .because(machine.thing().span_of("image"), "its image")
                        .help("give it a `password`; both systems in one file: `ssh: if os == \"Linux\" then key`")
                        .offer_without(admin.0, "ssh"),
                );
            }
        }
    }
}
