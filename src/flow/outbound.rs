//! The way out of the networks: routes, and who translates.

use super::addresses::End;
use super::filter::Direction;
use super::packets::{Fate, Journey, Packets};
use super::route::Hop;
use super::snat::Way;
use super::world::Link;
use super::{Flow, Lack};
use crate::topology::{Frontend, Nic, Source, Subnet, Thing};

impl<'v> Flow<'v> {
    /// Packets go out of the networks: the sender's groups and routes, and who translates them.
    pub fn to_internet(&self, packets: Packets<'v>, out: &mut Vec<Journey<'v>>) {
        let Some(end) = packets.sending() else {
            out.push(Journey { packets, fate: Fate::Leaves });
            return;
        };
        for packets in self.through(packets, &end, Direction::Out, out) {
            let (parts, lacks) = match end.subnet {
                Some(subnet) => self.hops(subnet, &packets.to),
                None => (vec![(packets.to.clone(), Hop::Internet)], Vec::new()),
            };
            for (to, hop) in parts {
                let mut part = packets.clone();
                part.to = to;
                part.lacks.extend(lacks.iter().cloned());
                match hop {
                    Hop::Internet | Hop::Local => self.translate(part, &end, &lacks, out),
                    Hop::Nowhere(Some(route)) => {
                        let text = format!("route `{}` drops them", route.path());
                        out.push(part.stopped_unless(&lacks, route.span(), text));
                    }
                    Hop::Nowhere(None) => {
                        let beyond = end.subnet.and_then(|subnet| self.beyond(subnet));
                        let lacks: Vec<Lack> = lacks.iter().cloned().chain(beyond).collect();
                        let span =
                            end.subnet.map_or_else(|| self.view().topology.nodes[0].name_span, |s| s.name_span());
                        out.push(part.stopped_unless(&lacks, span, "no route leads to these private addresses"));
                    }
                    Hop::Appliance(route, who) => {
                        part.passed.extend(who.map(|t| t.id));
                        part.step(route.span(), format!("route `{}` hands them to an appliance", route.path()));
                        self.to_appliance(part, &end, who, out);
                    }
                    Hop::Gateway(route) => {
                        part.step(route.span(), format!("route `{}` hands them to a gateway", route.path()));
                        out.push(Journey { packets: part, fate: Fate::Leaves });
                    }
                }
            }
        }
    }

    /// An appliance gets packets only where a peering leads to it.
    fn to_appliance(&self, packets: Packets<'v>, end: &End<'v>, who: Option<Thing<'v>>, out: &mut Vec<Journey<'v>>) {
        let mut packets = packets;
        let home = who.and_then(|thing| {
            let frontend: Option<Frontend> = self.view().typed(thing.id);
            let nic: Option<Nic> = self.view().typed(thing.id);
            let subnet = match (frontend.map(|f| f.source()), nic) {
                (Some(Source::Subnet(subnet)), _) => Some(subnet),
                (_, Some(nic)) => nic.subnet().is(),
                _ => None,
            };
            subnet.and_then(Subnet::vnet)
        });
        if let (Some(from), Some(to)) = (end.vnet, home) {
            match self.world.link(from, to) {
                Link::Open => {}
                Link::Unknown(lack) => packets.lacks.push(lack),
                Link::Shut => {
                    let text = format!("no peering leads from `{}` to the appliance in `{}`", from.path(), to.path());
                    out.push(packets.stopped(from.name_span(), text));
                    return;
                }
            }
        }
        out.push(Journey { packets, fate: Fate::Leaves });
    }

    /// They leave by whoever translates them; `routes`: what is not known of those that led here.
    fn translate(&self, packets: Packets<'v>, end: &End<'v>, routes: &[Lack], out: &mut Vec<Journey<'v>>) {
        let mut packets = packets;
        let way = self.way_of(end, packets.protocol);
        let who = self.world.called(end);
        match &way {
            Way::Nobody => {
                let span = end.subnet.map_or(
                    end.config.map_or(
                        packets.steps.first().map_or(self.view().topology.nodes[0].name_span, |s| s.span),
                        |c| c.nic.name_span(),
                    ),
                    |s| s.name_span(),
                );
                out.push(packets.stopped_unless(routes, span, format!("`{who}` has no way out of its network")));
            }
            Way::Unknown(lacks) => {
                packets.lacks.extend(lacks.iter().cloned());
                if lacks.is_empty() {
                    let span = end.subnet.map_or_else(|| self.view().topology.nodes[0].name_span, |s| s.name_span());
                    packets.lacks.push(Lack::of(span, format!("the way out of `{who}`"), "nat_gateway: GATEWAY"));
                }
                out.push(Journey { packets, fate: Fate::Leaves });
            }
            _ => {
                if let Some(thing) = way.thing() {
                    packets.way = Some(thing.id);
                    packets.step(thing.span(), format!("they leave by `{}`", thing.path()));
                }
                packets.passed.extend(way.passes());
                out.push(Journey { packets, fate: Fate::Leaves });
            }
        }
    }
}
