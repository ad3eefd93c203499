//! Two rules that lead to one port of a pool.

use std::collections::HashMap;

use crate::diag::Edit;
use crate::rules::edits::{self, WayOut};
use super::Findings;
use crate::topology::{Inbound, Lb, NodeId, Num, Text, View};

rule! {
    duplicate_backend_port "LBX1036" "duplicate-backend-port" Error
    "two rules that lead to one port of a pool", azure: "RulesUseSameBackendPortProtocolAndPool",
    from: ["LB-091", "LB-092", "LB-137", "LB-138", "F071"], refused
}

/// What leads to a pool: the rule, its port, whether by floating IP, the frontend.
struct Lead<'v> {
    by: Inbound<'v>,
    port: Num,
    floating: bool,
    frontend: Option<NodeId>,
}

fn check(view: &View, findings: &mut Findings) {
    for lb in view.all::<Lb>().filter(|lb| !lb.existing()) {
        let mut known: HashMap<(NodeId, Text, i64), Vec<Lead>> = HashMap::new();
        let mut open: HashMap<(NodeId, Text), Vec<Lead>> = HashMap::new();
        for by in lb.inbound() {
            let (Some(protocol), Some(ports), Some(floating)) = (by.protocol(), by.backend_ports(), by.floating_ip())
            else {
                continue;
            };
            let [(port, _)] = &ports.ranges[..] else { continue };
            if ports.any {
                continue;
            }
            let frontend = by.frontend().map(|f| f.id);
            for (pool, _) in by.pools() {
                let lead = Lead { by, port: port.clone(), floating, frontend };
                let late = open.get(&(pool.id, protocol.clone())).map_or(&[][..], Vec::as_slice);
                let mut met = late.iter().find(|o| clash(o, &lead));
                match port.single() {
                    Some(exact) => {
                        let same = known.get(&(pool.id, protocol.clone(), exact)).map_or(&[][..], Vec::as_slice);
                        met = met.or_else(|| same.iter().find(|o| clash(o, &lead)));
                    }
                    // A port that depends on a param: few rules have one, and each is compared with all.
                    None => {
                        let of_pool = known.iter().filter(|((p, q, _), _)| *p == pool.id && *q == protocol);
                        let others = of_pool.flat_map(|(_, leads)| leads).filter(|o| clash(o, &lead));
                        met = met.or_else(|| others.min_by_key(|o| o.by.thing().id));
                    }
                }
                if let Some(other) = met {
                    report(other, &lead, pool.called(), findings);
                }
                match port.single() {
                    Some(exact) => known.entry((pool.id, protocol.clone(), exact)).or_default().push(lead),
                    None => open.entry((pool.id, protocol.clone())).or_default().push(lead),
                }
            }
        }
    }
}

fn clash(a: &Lead, b: &Lead) -> bool {
    a.floating == b.floating && (!a.floating || a.frontend == b.frontend) && a.port.may_equal(&b.port).is_some()
}

fn report(first: &Lead, second: &Lead, pool: String, findings: &mut Findings) {
    let thing = second.by.thing();
    let port = first.port.may_equal(&second.port).unwrap_or(second.port.lo);
    let finding = CODE
        .at(
            second.port.span,
            format!("{} leads to port {port} of {pool}, and so does {}", thing.called(), first.by.thing().called()),
        )
        .because(first.port.span, "the same pool and port");
    findings.push(
        thing,
        if second.floating {
            finding
                .azure(Some("RulesUseSameBackendPortProtocolAndPoolAndFrontendIPWithFloatingIPEnabled"))
                .help("take another port, or another frontend")
        } else {
            let rules = [first, second].into_iter().filter(|l| matches!(l.by, Inbound::Rule(_)));
            let floating: Vec<Edit> = rules.map(|l| edits::set(l.by.thing(), "floating_ip", "true")).collect();
            finding
                .help("let the machines listen on another port for it, or give both `floating_ip: true` and a frontend each")
                .way_if(
                    floating.len() == 2 && first.frontend != second.frontend,
                    "write `floating_ip: true` in both".to_owned(),
                    floating,
                )
        },
    );
}
