//! The ports that are tried first.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{NsgRule, V, View};

rule! {
    open_admin_port "LBX4030" "open-admin-port" Hint
    "a port for operators is open to the internet",
    from: ["NSG-031"]
}

fn check(view: &View, findings: &mut Findings) {
    for rule in view.all::<NsgRule>().filter(|r| r.allows() && !r.outbound() && !r.existing()) {
        let value = rule.get("source");
        let everyone = value.items().iter().any(|i| match &view.reduce(i).v {
            V::Any => true,
            V::Word(w) | V::Str(w) => w.eq_ignore_ascii_case("Internet"),
            V::Cidr(net) => net.prefix_len() == 0,
            _ => false,
        });
        let Some(ports) = rule.ports("destination_port").filter(|p| everyone && !p.any) else { continue };
        for (port, name) in [(22, "SSH"), (3389, "RDP")] {
            if ports.surely_holds(port) {
                findings.push(
                    rule.0,
                    CODE.at(rule.span_of("source"), format!("everybody may try to log in by {name}, port {port}"))
                        .help("name the addresses that operators come from, or use a bastion")
                        .offer_set(rule.0, "source", "VirtualNetwork"),
                );
            }
        }
    }
}
