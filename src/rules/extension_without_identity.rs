//! Extensions that sign in as the machine's own identity.

use super::Findings;
use super::edits::WayOut;
use crate::diag::Level;
use crate::topology::{Extension, Given, Mode, View};

rule! {
    extension_without_identity "LBX1850" "extension-without-identity" Warning
    "an extension that signs in as its machine, which has no identity",
    from: [], lacking
}

/// Extensions that do, in lower case; whether an identity of the user's own serves as well; whether they fail without one, rather
/// than run and do nothing until a policy gives the machine one.
const SIGN_IN: [(&str, bool, bool); 8] = [
    ("aadloginforwindows", false, true),
    ("aadsshloginforlinux", false, true),
    ("azuremonitorlinuxagent", true, false),
    ("azuremonitorwindowsagent", true, false),
    ("configurationforlinux", true, false),
    ("configurationforwindows", true, false),
    ("keyvaultforlinux", true, true),
    ("keyvaultforwindows", true, true),
];

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        // What is written verbatim may be the identity.
        if thing.existing() || thing.given("identity") != Given::No || !thing.node().raw.is_empty() {
            continue;
        }
        for extension in thing.parts::<Extension>() {
            let Some((_, kind, _)) = extension.parts_of_type() else { continue };
            let folded = kind.to_ascii_lowercase();
            let Some((_, users_own, fails)) = SIGN_IN.iter().find(|(name, ..)| *name == folded) else { continue };
            // A Flexible scale set has identities of the user's own only.
            let flexible = machine.mode() == Some(Mode::Flexible);
            let finding = CODE
                .at(extension.span_of("type"), format!("`{kind}` signs in as its machine, and `{}` has no identity", thing.path()))
                .because(thing.name_span(), "the machine")
                .level(if *fails { Level::Warning } else { Level::Hint });
            findings.push(
                extension.0,
                match (flexible, users_own) {
                    (true, true) => finding.help("give it one of your own: `identity: …` with the resource of a user-assigned identity"),
                    (true, false) => finding.help("it wants the machine's own identity, which a Uniform scale set and a vm can have"),
                    (false, _) => finding.help("write `identity: SystemAssigned`").offer_set(thing, "identity", "SystemAssigned"),
                },
            );
        }
    }
}
