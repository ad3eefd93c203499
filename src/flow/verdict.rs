//! A packet that a reader can picture, for a journey.

use super::addresses::Far;
use super::packets::{Fate, Journey};
use super::{Flow, Ports};

/// `tcp 203.0.113.7:50000 -> 10.0.1.4:8080`: a packet of a journey as it is where the journey ends.
pub fn witness(flow: &Flow, journey: &Journey) -> String {
    let packets = &journey.packets;
    let from = match &packets.from {
        Far::One(end) if end.within.is_empty() || end.config.is_none() && end.vnet.is_none() => match &packets.sender {
            Some(sender) => flow.world.called(sender),
            None => "somebody".to_owned(),
        },
        far => far.example().map_or_else(|| "somebody".to_owned(), |a| a.to_string()),
    };
    let to = match &journey.fate {
        Fate::Arrives(member) | Fate::Unanswered(member, _) => member.end.example(),
        Fate::Leaves | Fate::Stopped(_) => match &packets.to {
            Far::One(end) if end.vnet.is_none() && end.config.is_none() => None,
            far => far.example(),
        },
    };
    let to = to.map_or_else(|| packets.to_name.clone(), |a| a.to_string());
    if !packets.protocol.has_ports() {
        return format!("{} {from} -> {to}", packets.protocol.word());
    }
    let source = if packets.source_ports.contains(50_000) { Some(50_000) } else { packets.source_ports.first() };
    let port = match &packets.ports {
        Ports::Known(_) => packets.ports.example(),
        Ports::Late(_, set) => set.single().or_else(|| set.first()),
    };
    format!(
        "{} {} -> {}",
        packets.protocol.word(),
        joined(&from, source.map(i64::from)),
        joined(&to, port.map(i64::from))
    )
}

fn joined(host: &str, port: Option<i64>) -> String {
    match port {
        Some(port) if host.parse::<std::net::Ipv6Addr>().is_ok() => format!("[{host}]:{port}"),
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
