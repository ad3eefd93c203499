//! A security group on Bastion's subnet lets through what Bastion needs.

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Nsg, NsgRule, Subnet, Text, V, View};

rule! {
    bastion_security_group "LBX1863" "bastion-security-group" Warning
    "a security group on Bastion's subnet that keeps out what Bastion needs",
    from: []
}

/// What must stand in it: direction, port, what each side may be called (besides `*`), and a line for it.
struct Need {
    outbound: bool,
    port: u16,
    /// Words for the end that is not Bastion.
    ends: &'static [&'static str],
    what: &'static str,
    line: &'static str,
}

const NEEDS: [Need; 3] = [
    Need {
        outbound: false,
        port: 443,
        ends: &["GatewayManager", "Internet"],
        what: "port 443 from `GatewayManager`",
        line: "bastion-control = tcp GatewayManager -> *:443",
    },
    Need {
        outbound: true,
        port: 22,
        ends: &["VirtualNetwork"],
        what: "ports 22 and 3389 to `VirtualNetwork`",
        line: "bastion-machines = tcp * -> VirtualNetwork:[22, 3389]",
    },
    Need {
        outbound: true,
        port: 443,
        ends: &["AzureCloud", "Internet"],
        what: "port 443 to `AzureCloud`",
        line: "bastion-cloud = tcp * -> AzureCloud:443",
    },
];

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        if !subnet.azure_name().is_some_and(|n| n.eq_ignore_ascii_case("AzureBastionSubnet")) {
            continue;
        }
        let Some(nsg) = subnet.nsg().is().filter(|g| !g.existing() && g.node().raw.is_empty()) else { continue };
        for need in &NEEDS {
            if nsg.rules().any(|r| serves(r, need)) {
                continue;
            }
            let outbound = if need.outbound { "outbound " } else { "" };
            let line = format!("allow {outbound}{} {}", free(nsg, need.outbound), need.line);
            findings.push(
                subnet.0,
                CODE.at(subnet.span_of("nsg"), format!("Bastion needs {}, which `{}` does not allow", need.what, nsg.path()))
                    .because(nsg.name_span(), "the security group")
                    .help("the default rules do not count here: Azure wants each of them written")
                    .offer_line(nsg.0, &line),
            );
        }
    }
}

/// Whether a rule may be what is needed; where something of it is not known, it is.
fn serves(rule: NsgRule, need: &Need) -> bool {
    if !rule.allows() || rule.outbound() != need.outbound {
        return false;
    }
    let protocol = rule.text("protocol");
    if !protocol.as_deref().is_none_or(|p| matches!(p, "tcp" | "any")) {
        return false;
    }
    let (end, ports) = if need.outbound { ("destination", "destination_port") } else { ("source", "destination_port") };
    let number = i64::from(need.port);
    let port = rule.ports(ports).is_none_or(|p| p.ranges.iter().any(|(from, to)| from.lo <= number && number <= to.hi));
    let value = rule.get(end);
    let items = if value.items().is_empty() { std::slice::from_ref(&value) } else { value.items() };
    port && items.iter().any(|item| match &item.v {
        V::Word(word) | V::Str(word) => fits(word, need),
        // Addresses are those of the network, and never of all of Azure.
        V::Cidr(net) => net.prefix_len() == 0 || need.ends.contains(&"VirtualNetwork"),
        V::Address(_) | V::Thing(_) | V::Family(_) => need.ends.contains(&"VirtualNetwork"),
        // Anyone, and what only a deployment knows.
        _ => true,
    })
}

fn fits(word: &Text, need: &Need) -> bool {
    &**word == "*" || need.ends.iter().any(|e| e.eq_ignore_ascii_case(word.split('.').next().unwrap_or(word)))
}

/// A priority that nothing has.
fn free(nsg: Nsg, outbound: bool) -> i64 {
    let taken: Vec<i64> =
        nsg.rules().filter(|r| r.outbound() == outbound).filter_map(|r| r.num("priority")?.single()).collect();
    (100..4096).step_by(10).find(|p| !taken.contains(p)).unwrap_or(4096)
}
