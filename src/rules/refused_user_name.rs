//! Names of users that Azure keeps, and how long one may be.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::images::Os;
use crate::azure::reserved;
use crate::diag::Diagnostic;
use crate::topology::{Admin, Machine, View};

rule! {
    refused_user_name "LBX2004" "refused-user-name" Error
    "Azure takes no user of that name",
    azure: "InvalidParameter", from: ["VM-089", "F027"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        for admin in machine.thing().parts::<Admin>().filter(|a| !a.existing()) {
            if let Some(user) = admin.text("user")
                && let Some(finding) = judge(machine, &user, admin.span_of("user"))
            {
                findings.push(admin.0, finding.offer_set(admin.0, "user", "\"azureuser\""));
            }
        }
    }
}

fn judge(machine: Machine, user: &str, at: crate::source::Span) -> Option<Diagnostic> {
    if reserved::is_user(user) {
        return Some(CODE.at(at, format!("Azure keeps the user name `{user}`")).help("choose another, `azureuser` for example"));
    }
    let length = user.chars().count();
    match machine.os() {
        Some(Os::Windows) if length > reserved::WINDOWS_USER_MAX => Some(CODE.at(
            at,
            format!(
                "a user name on Windows has at most {} characters; `{user}` has {length}",
                reserved::WINDOWS_USER_MAX
            ),
        )),
        Some(Os::Windows) if user.ends_with('.') => {
            Some(CODE.at(at, format!("a user name on Windows does not end with `.`: `{user}`")))
        }
        Some(Os::Windows) => {
            let bad = user.chars().find(|c| "\\/\"[]:|<>+=;,?*@".contains(*c))?;
            Some(CODE.at(at, format!("a user name on Windows does not hold `{bad}`: `{user}`")))
        }
        _ => None,
    }
}
