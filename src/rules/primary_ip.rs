//! The first address of a nic is an IPv4 one.

use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Given, IpConfig, Nic, View};

rule! {
    primary_ip "LBX2081" "primary-ip" Error
    "a nic with no first address, with two, or with an IPv6 one as the first",
    from: ["VM-069", "VM-070"], refused, lacking
}

fn check(view: &View, findings: &mut Findings) {
    for nic in view.all::<Nic>().filter(|n| !n.existing()) {
        let configs = nic.ip_configs();
        let said: Vec<&IpConfig> = configs
            .iter()
            .filter(|c| c.rows.id != nic.id && c.rows.given("primary") == Given::Yes && c.rows.flag("primary") == Some(true))
            .collect();
        for second in said.iter().skip(1) {
            findings.push(
                second.rows,
                CODE.at(second.rows.span_of("primary"), format!("`{}` has a first address already", nic.path()))
                    .because(said[0].rows.span_of("primary"), "this one")
                    .offer_without(second.rows, "primary"),
            );
        }
        let none = configs.len() > 1 || configs.first().is_some_and(|c| c.rows.id != nic.id);
        if none && configs.iter().all(|c| c.rows.slot("primary").is_some() && c.rows.flag("primary") == Some(false)) {
            let at = configs[0].rows.span_of("primary");
            findings.push(
                configs[0].rows,
                CODE.at(at, format!("no address of `{}` is the first one", nic.path()))
                    .azure(Some("VMScaleSetNetworkInterfaceConfigurationMustHaveOneIpConfigAsPrimary"))
                    .offer("write `true`", at, "true"),
            );
        }
        let Some(first) = nic.primary_config() else { continue };
        if first.version().as_deref() != Some("IPv6") {
            continue;
        }
        let other = configs.iter().find(|c| c.version().as_deref() == Some("IPv4"));
        let finding = CODE.at(
            first.rows.span_of("version"),
            format!("the first address of `{}` is an IPv6 one; it has to be IPv4", nic.path()),
        );
        findings.push(
            first.rows,
            match other {
                Some(other) if said.is_empty() => finding
                    .because(other.rows.name_span(), "this one is IPv4")
                    .help(format!("put `ip {}` before it", other.rows.node().symbol))
                    .way_if(other.rows.id != nic.id, "mark the other as the first".to_owned(), vec![edits::set(other.rows, "primary", "true")]),
                Some(other) => finding.because(other.rows.name_span(), "this one could be the first"),
                None => finding.help("add an IPv4 one before it: no nic has IPv6 alone"),
            },
        );
    }
}
