//! Nobody could log in: Azure makes no machine without a key or a password.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::azure::images::Os;
use crate::diag::{Level, Edit};
use crate::topology::{Late, Admin, Given, Machine, Thing, View, ParamType};

rule! {
    machine_without_login "LBX2001" "machine-without-login" Error
    "a machine has neither key nor password",
    azure: "Authentication using either SSH or by user name and password must be enabled in Linux profile.",
    from: ["VM-091", "VM-092"], refused,
    lacking
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        if thing.existing() || machine.is_empty_set() {
            continue;
        }
        match thing.parts::<Admin>().next() {
            Some(admin) => judge(view, machine, admin.0, findings),
            None if machine.image().is_platform() => findings.push(
                thing,
                CODE.at(thing.name_span(), format!("`{}` has no `admin`: nobody could log in", thing.path()))
                    .azure(None)
                    .help("write `admin { user: \"…\", ssh: … }`, or `password: …` with a `secret`")
                    .way("write `admin`".to_owned(), false, log_in(view, machine, None)),
            ),
            None => {}
        }
    }
}

fn judge(view: &View, machine: Machine, admin: Thing, findings: &mut Findings) {
    let (password, ssh) = (admin.given("password"), admin.given("ssh"));
    let windows = machine.os() == Some(Os::Windows);
    // On Windows, and the source has a password for another choice of the deployer's: what a deployer may choose
    // wrongly is no error of the source, since no param can say what another may be.
    let chosen = windows && admin.slot("password").is_some_and(|s| matches!(s.value.as_late(), Some(Late::If(..))));
    let ssh = if windows { Given::No } else { ssh };
    let maybe = match (password, ssh) {
        (Given::No, Given::No) => None,
        (Given::No, Given::Maybe(p)) | (Given::Maybe(p), Given::No | Given::Maybe(_)) => Some(p),
        _ => return,
    };
    let what = if windows { "no password, which Windows needs" } else { "neither key nor password" };
    let mut finding = match maybe {
        None => CODE.at(admin.name_span(), format!("`admin` of `{}` has {what}", machine.thing().path())),
        Some(p) => {
            let param = view.topology.param(p);
            CODE.at(
                admin.name_span(),
                format!("`{}` may be `none`, and `admin` of `{}` then has {what}", param.name, machine.thing().path()),
            )
            .because(param.name_span, "`none` is its default")
            .help(format!("leave the default of `{}` out, so that it is asked for", param.name))
        }
    };
    if windows {
        finding = finding.azure(None);
    }
    if chosen {
        finding = finding.level(Level::Warning);
    }
    if maybe.is_none() {
        finding = finding.help(if windows {
            "write `password: …` with a `secret`"
        } else {
            "write `ssh: …` with an `ssh_key`, or `password: …` with a `secret`"
        });
    }
    if maybe.is_none() {
        finding = finding.way("name a key or password".to_owned(), false, log_in(view, machine, Some(admin)));
    }
    findings.push(admin, finding);
}

/// The edits that let somebody log in: by a param of the source, or by one that is added above the machine.
fn log_in(view: &View, machine: Machine, admin: Option<Thing>) -> Vec<Edit> {
    let windows = machine.os() == Some(Os::Windows);
    let (property, ty, word) =
        if windows { ("password", ParamType::Secret, "secret") } else { ("ssh", ParamType::SshKey, "ssh_key") };
    let thing = machine.thing();
    let mut edits = Vec::new();
    let known = view.topology.params.iter().find(|p| p.ty == ty && !p.foreign && !p.optional());
    let name = match known {
        Some(param) => param.name.to_string(),
        None => {
            let name = if windows { "admin_password" } else { "admin_key" };
            edits.push(Edit { span: thing.node().full_span.before(), text: format!("param {name}: {word}\n\n") });
            name.to_owned()
        }
    };
    match admin {
        Some(admin) => edits.push(edits::set(admin, property, &name)),
        None => edits.push(edits::line_in(thing, &format!("admin {{ user: \"azureuser\", {property}: {name} }}"))),
    }
    edits
}
