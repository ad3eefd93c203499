//! Packets on their way, and how the way ends.

use std::rc::Rc;

use super::Lack;
use super::addresses::{End, Far};
use super::filter::Protocol;
use super::members::Member;
use super::ports::Ports;
use super::space::{self, PortSet};
use crate::source::Span;
use crate::topology::NodeId;

/// Something that packets met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The statement.
    pub span: Span,
    /// What it did.
    pub text: String,
    /// The security group and the rule that dropped them, where one did.
    pub dropped: Option<(NodeId, Option<NodeId>)>,
}

/// Packets that have met the same so far.
#[derive(Clone, Debug)]
pub struct Packets<'v> {
    /// Their protocol.
    pub protocol: Protocol,
    /// Who sends.
    pub from: Far<'v>,
    /// The machine that sends, where it is one of this file.
    pub sender: Option<Rc<End<'v>>>,
    /// From which ports.
    pub source_ports: PortSet,
    /// To whom.
    pub to: Far<'v>,
    /// How messages call the destination.
    pub to_name: String,
    /// To which ports, as they are now.
    pub ports: Ports,
    /// To which ports they were sent.
    pub sent_to: Ports,
    /// What they met.
    pub steps: Vec<Step>,
    /// What they passed: translators, next hops, Gateway frontends.
    pub passed: Vec<NodeId>,
    /// The statement that translated their source.
    pub way: Option<NodeId>,
    /// What would have to be known.
    pub lacks: Vec<Lack>,
}

/// How it ended.
#[derive(Clone, Debug)]
pub enum Fate<'v> {
    /// A machine has them.
    Arrives(Member<'v>),
    /// They are on their way through the Internet, or with an appliance or gateway.
    Leaves,
    /// A machine has them, and its answers do not come back.
    Unanswered(Member<'v>, Step),
    /// They are dropped.
    Stopped(Step),
}

/// Packets and what became of them. It is certain where nothing is lacking.
#[derive(Clone, Debug)]
pub struct Journey<'v> {
    /// The packets.
    pub packets: Packets<'v>,
    /// What became of them.
    pub fate: Fate<'v>,
}

impl Journey<'_> {
    /// Whether nothing is lacking to say so.
    pub fn certain(&self) -> bool {
        self.packets.lacks.is_empty()
    }

    /// Whether the packets get where they are going and answers come back.
    pub fn succeeds(&self) -> bool {
        matches!(self.fate, Fate::Arrives(_) | Fate::Leaves)
    }

    /// The statement that decided, where one did.
    pub fn decided(&self) -> Option<&Step> {
        match &self.fate {
            Fate::Stopped(step) | Fate::Unanswered(_, step) => Some(step),
            Fate::Arrives(_) | Fate::Leaves => self.packets.steps.last(),
        }
    }
}

impl<'v> Packets<'v> {
    /// Packets at their start.
    pub fn new(protocol: Protocol, from: Far<'v>, to: Far<'v>, to_name: String, ports: Ports) -> Packets<'v> {
        let sender = match &from {
            Far::One(end) => Some(Rc::clone(end)),
            Far::Every(..) | Far::Tag(_) => None,
        };
        Packets {
            protocol,
            from,
            sender,
            source_ports: PortSet::all(),
            to,
            to_name,
            sent_to: ports.clone(),
            ports,
            steps: Vec::new(),
            passed: Vec::new(),
            way: None,
            lacks: Vec::new(),
        }
    }

    pub(super) fn step(&mut self, span: Span, text: impl Into<String>) {
        self.steps.push(Step { span, text: text.into(), dropped: None });
    }

    pub(super) fn stopped(mut self, span: Span, text: impl Into<String>) -> Journey<'v> {
        self.lacks.clear();
        self.perhaps_stopped(span, text)
    }

    /// Stopped, if routes that are not known do not lead past it.
    pub(super) fn stopped_unless(mut self, routes: &[Lack], span: Span, text: impl Into<String>) -> Journey<'v> {
        self.lacks = routes.to_vec();
        self.perhaps_stopped(span, text)
    }

    /// Stopped, if what is lacking does not say otherwise.
    pub(super) fn perhaps_stopped(self, span: Span, text: impl Into<String>) -> Journey<'v> {
        Journey { packets: self, fate: Fate::Stopped(Step { span, text: text.into(), dropped: None }) }
    }

    /// The sender as far as it is known, for its security groups.
    pub(super) fn sending(&self) -> Option<Rc<End<'v>>> {
        match (&self.sender, &self.from) {
            (Some(end), _) => Some(Rc::clone(end)),
            (None, Far::Every(set, subnet, vnet)) if vnet.is_some() => Some(Rc::new(End {
                config: None,
                subnet: *subnet,
                vnet: *vnet,
                within: (**set).clone(),
                six: set.first().is_some_and(|first| !space::ipv4().contains(first)),
                asgs: Vec::new(),
                asgs_known: false,
            })),
            _ => None,
        }
    }
}
