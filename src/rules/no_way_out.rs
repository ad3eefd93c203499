//! Machines that reach nothing outside their network. Said only where every way out is known to be missing.

use super::Findings;
use crate::azure::images::Os;
use crate::flow::route::Hop;
use crate::flow::snat::Way;
use crate::flow::{Far, Flow, Protocol, space};
use crate::rules::edits::{self, WayOut};
use crate::topology::{IpConfig, Known, Mode, Route, V, View};

rule! {
    no_way_out "LBX6001" "no-way-out" Warning
    "a machine reaches nothing outside its network",
    azure: "OutboundConnectivityNotEnabledOnVM",
    from: ["VM-011", "NET-018", "NET-021", "NET-023", "LB-103", "LB-130", "LB-175", "LB-177", "LB-178", "F084", "F222", "F233", "F235"], lacking
}

fn check(_: &View, findings: &mut Findings) {
    let flow = findings.packets();
    let view = flow.view();
    for machine in view.machines() {
        let thing = machine.thing();
        let nics = machine.nics();
        if thing.existing() || nics.is_empty() || machine.is_empty_set() {
            continue;
        }
        if nics.iter().any(|n| n.ip_configs().into_iter().any(|config| may_get_out(&flow, config))) {
            continue;
        }
        let Some(subnet) = nics[0].subnet().is() else { continue };
        let needs = match machine.os() {
            Some(Os::Windows) => "activation, updates and most extensions need one",
            _ => "updates, packages and most extensions need one",
        };
        // Past a default route of the table's own no NAT gateway is asked.
        let everywhere = |r: &Route| matches!(r.get("prefix").v, V::Cidr(net) if net.prefix_len() == 0);
        let routed = subnet.route_table().is().is_some_and(|t| t.parts::<Route>().any(|r| everywhere(&r)));
        let (title, edits) = edits::nat_gateway(view, subnet);
        let finding = CODE.at(nics[0].span_of("subnet"), format!("`{}` has no way out of its network", thing.path()));
        let joins = nics[0].ip_configs().into_iter().filter(|c| c.loses_default()).flat_map(|c| c.pools()).next();
        let finding = match joins.filter(|_| subnet.flag("default_outbound") == Some(true)) {
            Some((pool, span)) => finding
                .because(span, format!("in a pool of {}, Azure's own way is gone", pool.lb().called()))
                .because(subnet.span_of("default_outbound"), "which counts no more"),
            None => finding.because(subnet.name_span(), "this subnet gives none"),
        };
        findings.push(
            nics[0].0,
            finding
                // Only of Flexible sets this answer of Azure's is known; elsewhere the machines are made and stay alone.
                .azure(CODE.azure_error.filter(|_| machine.mode() == Some(Mode::Flexible)))
                .note(needs)
                .help(if routed {
                    "lead the default route to `Internet` or to an appliance; or, if nothing has to get out, `waive no-way-out because \"…\"`".to_owned()
                } else {
                    format!("give `{}` a `nat_gateway`; or, if nothing has to get out, `waive no-way-out because \"…\"`", subnet.path())
                })
                .way_if(!edits.is_empty() && !routed, title, edits),
        );
    }
}

/// Whether packets of an address get out, as far as anybody knows. What an appliance or a gateway does with them is theirs.
fn may_get_out<'v>(flow: &Flow<'v>, config: IpConfig<'v>) -> bool {
    let Known::Is(subnet) = config.nic.subnet() else { return true };
    // Another rule speaks of addresses behind the first one.
    if !config.primary() && !config.pools().is_empty() {
        return true;
    }
    if subnet.route_table() != Known::No {
        let family = if config.version().as_deref() == Some("IPv6") { space::ipv6() } else { space::ipv4() };
        let (hops, lacks) = flow.hops(subnet, &Far::every(flow.internet().intersect(&family)));
        let led = |hop: &Hop| matches!(hop, Hop::Appliance(..) | Hop::Gateway(_));
        if !lacks.is_empty() || hops.iter().any(|(_, hop)| led(hop)) {
            return true;
        }
        // Where every route drops them, nothing else matters.
        if !hops.iter().any(|(_, hop)| matches!(hop, Hop::Internet | Hop::Local)) {
            return false;
        }
    }
    !matches!(flow.way_out(config, Protocol::Tcp), Way::Nobody)
}
