//! Extensions that run on one system only, other than the one that tells health, which `extension-type` judges.

use super::Findings;
use crate::azure::images::Os;
use crate::diag::Edit;
use crate::topology::{Extension, View};

rule! {
    extension_of_another_system "LBX1851" "extension-of-another-system" Warning
    "an extension that does not run on the machine's system",
    from: []
}

/// What there is for both systems: Linux, Windows.
const PAIRS: [(&str, &str); 11] = [
    ("Microsoft.Azure.Extensions/CustomScript", "Microsoft.Compute/CustomScriptExtension"),
    ("Microsoft.Azure.Monitor/AzureMonitorLinuxAgent", "Microsoft.Azure.Monitor/AzureMonitorWindowsAgent"),
    ("Microsoft.EnterpriseCloud.Monitoring/OmsAgentForLinux", "Microsoft.EnterpriseCloud.Monitoring/MicrosoftMonitoringAgent"),
    (
        "Microsoft.Azure.Monitoring.DependencyAgent/DependencyAgentLinux",
        "Microsoft.Azure.Monitoring.DependencyAgent/DependencyAgentWindows",
    ),
    ("Microsoft.Azure.ActiveDirectory/AADSSHLoginForLinux", "Microsoft.Azure.ActiveDirectory/AADLoginForWindows"),
    ("Microsoft.Azure.KeyVault/KeyVaultForLinux", "Microsoft.Azure.KeyVault/KeyVaultForWindows"),
    ("Microsoft.Azure.Security/AzureDiskEncryptionForLinux", "Microsoft.Azure.Security/AzureDiskEncryption"),
    ("Microsoft.Azure.NetworkWatcher/NetworkWatcherAgentLinux", "Microsoft.Azure.NetworkWatcher/NetworkWatcherAgentWindows"),
    ("Microsoft.Azure.Diagnostics/LinuxDiagnostic", "Microsoft.Azure.Diagnostics/IaaSDiagnostics"),
    ("Microsoft.OSTCExtensions/VMAccessForLinux", "Microsoft.Compute/VMAccessAgent"),
    ("Microsoft.GuestConfiguration/ConfigurationforLinux", "Microsoft.GuestConfiguration/ConfigurationforWindows"),
];

/// What only Windows has.
const WINDOWS: [&str; 5] = [
    "Microsoft.Powershell/DSC",
    "Microsoft.Compute/JsonADDomainExtension",
    "Microsoft.Compute/BGInfo",
    "Microsoft.Azure.Security/IaaSAntimalware",
    "Microsoft.SqlServer.Management/SqlIaaSAgent",
];

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Some(os) = machine.os() else { continue };
        let thing = machine.thing();
        for extension in thing.parts::<Extension>().filter(|e| !e.existing()) {
            let Some((publisher, kind, _)) = extension.parts_of_type() else { continue };
            let name = format!("{publisher}/{kind}");
            let pair = PAIRS.iter().find_map(|(linux, windows)| match os {
                Os::Linux => windows.eq_ignore_ascii_case(&name).then_some(*linux),
                Os::Windows => linux.eq_ignore_ascii_case(&name).then_some(*windows),
            });
            let alone = os == Os::Linux && WINDOWS.iter().any(|w| w.eq_ignore_ascii_case(&name));
            if pair.is_none() && !alone {
                continue;
            }
            let span = extension.span_of("type");
            let finding = CODE
                .at(span, format!("`{kind}` does not run on {}, which `{}` is", os.name(), thing.path()))
                .because(thing.span_of("image"), "its image says so");
            findings.push(
                extension.0,
                match pair {
                    Some(right) => {
                        let version = if right.ends_with("/CustomScript") { "2.1" } else if right.ends_with("/CustomScriptExtension") { "1.10" } else { "1.0" };
                        finding
                            .help(format!("`{right}` is its like for {}", os.name()))
                            .with_fix(format!("write `{right}`"), false, vec![Edit { span, text: format!("\"{right}@{version}\"") }])
                    }
                    None => finding.help("remove it, or choose a Windows image"),
                },
            );
        }
    }
}
