//! Windows asks Azure for its activation, from an address of Azure.

use std::net::{IpAddr, Ipv4Addr};

use super::{Findings, edits};
use crate::azure::images::Os;
use crate::diag::Level;
use crate::topology::{Machine, Route, RouteTable, Subnet, V, View};

/// Azure's servers for activation, TCP 1688.
const SERVERS: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(20, 118, 99, 224)),
    IpAddr::V4(Ipv4Addr::new(40, 83, 235, 53)),
    IpAddr::V4(Ipv4Addr::new(23, 102, 135, 246)),
];

rule! {
    windows_activation_routed_away "LBX1709" "windows-activation-routed-away" Warning
    "a default route takes the activation of Windows with it",
    from: ["NET-036"]
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>() {
        let Some(table) = subnet.route_table().is().filter(|t| !t.existing()) else { continue };
        let Some((route, level)) = away(table) else { continue };
        let windows = subnet.nics().into_iter().filter_map(|n| n.machine()).find(|m| m.os() == Some(Os::Windows));
        let Some(machine) = windows.filter(|m| !m.thing().existing()) else { continue };
        findings.push(table.0, said(subnet, table, route, level, machine));
    }
}

fn said(subnet: Subnet, table: RouteTable, route: Route, level: Level, machine: Machine) -> crate::diag::Diagnostic {
    let lines: Vec<String> = SERVERS
        .iter()
        .enumerate()
        .map(|(at, server)| format!("route activation{} = {server}/32 -> Internet", at + 1))
        .collect();
    CODE.at(route.span_of("next_hop"), format!("`{}` is a Windows machine, and its activation goes this way too", machine.thing().path()))
        .level(level)
        .because(machine.thing().name_span(), "the machine")
        .because(subnet.span_of("route_table"), "its subnet's routes")
        .note("Azure activates machines on TCP 1688, and only those that ask from an address of Azure")
        .help("lead Azure's activation servers to `Internet`, and give the subnet a way out")
        .with_fix("add routes for them", false, vec![edits::line_at_end(table.0, &lines.join("\n  "))])
}

/// The default route that leads the servers away. An appliance may still pass them on.
fn away(table: RouteTable) -> Option<(Route, Level)> {
    let mut default = None;
    for route in table.parts::<Route>() {
        let hop = route.get("next_hop").v;
        match (route.get("prefix").v, &hop) {
            (V::Cidr(net), V::Word(word) | V::Str(word)) if net.prefix_len() == 0 && net.addr().is_ipv4() => {
                match &**word {
                    "VirtualNetworkGateway" | "None" => default = Some((route, Level::Warning)),
                    _ => return None,
                }
            }
            (V::Cidr(net), V::Address(_) | V::Thing(_)) if net.prefix_len() == 0 && net.addr().is_ipv4() => {
                default = Some((route, Level::Hint));
            }
            (V::Cidr(net), V::Word(word) | V::Str(word)) => {
                if &**word == "Internet" && SERVERS.iter().any(|s| net.contains(s)) {
                    return None;
                }
            }
            (V::Cidr(_), _) => {}
            // A service tag, or nobody knows: it may hold the servers.
            _ => return None,
        }
    }
    default
}
