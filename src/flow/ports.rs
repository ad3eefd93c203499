//! Ports that a source writes: numbers, or what only a deployment knows. A late port is held together with the
//! expression it comes from, so that the same expression at both ends is the same port.

use super::addresses::Match;
use super::space::{PortSet, Ranges};
use crate::topology::{V, Value, View};

/// The ports that packets go to.
#[derive(Clone, Debug, PartialEq)]
pub enum Ports {
    /// Numbers.
    Known(PortSet),
    /// One port, or one range of them, that a param decides: the expression, and all that it may be.
    Late(Value, PortSet),
}

impl Ports {
    /// Every port.
    pub fn all() -> Ports {
        Ports::Known(PortSet::all())
    }

    /// One port.
    pub fn one(port: u16) -> Ports {
        Ports::Known(Ranges::point(port))
    }

    /// What is written, `None` where nothing at all is known of it.
    pub fn of(view: &View, value: &Value) -> Option<Ports> {
        let spread = Spread::of(view, value, false);
        match &spread.late[..] {
            [] if spread.may == spread.sure => (!spread.sure.is_empty()).then_some(Ports::Known(spread.sure)),
            [late] => Some(Ports::Late(late.clone(), spread.may)),
            _ => None,
        }
    }

    /// The least and the greatest port that it may be.
    pub fn hull(&self) -> (u16, u16) {
        let (Ports::Known(set) | Ports::Late(_, set)) = self;
        set.hull().unwrap_or((0, u16::MAX))
    }

    /// All that it may be.
    pub fn may(&self) -> &PortSet {
        let (Ports::Known(set) | Ports::Late(_, set)) = self;
        set
    }

    /// A port to show.
    pub fn example(&self) -> Option<u16> {
        let set = self.may();
        [80, 443].into_iter().find(|p| set.contains(*p) && set.is_all()).or_else(|| set.first())
    }
}

/// The ports of a rule: those that it certainly means and those that it may mean.
#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// Certainly.
    pub sure: PortSet,
    /// Perhaps: these and more.
    pub may: PortSet,
    /// What only a deployment knows.
    pub late: Vec<Value>,
}

impl Spread {
    /// Every port.
    pub fn any() -> Spread {
        Spread { sure: PortSet::all(), may: PortSet::all(), late: Vec::new() }
    }

    /// What is written. `any`: nothing written is every port.
    pub fn of(view: &View, value: &Value, any: bool) -> Spread {
        let value = view.reduce(value);
        if value.items().is_empty() {
            return if any { Spread::any() } else { Spread::default() };
        }
        let (mut sure, mut may, mut late) = (Vec::new(), Vec::new(), Vec::new());
        for item in value.items() {
            let item = view.reduce(item);
            let ends = match &item.v {
                V::Any => {
                    sure.push((0, u16::MAX));
                    may.push((0, u16::MAX));
                    continue;
                }
                V::Word(w) | V::Str(w) if &**w == "*" => return Spread::any(),
                V::Range(ends) => view.num(&ends.0).zip(view.num(&ends.1)),
                _ => view.num(&item).map(|n| (n.clone(), n)),
            };
            let Some((from, to)) = ends else {
                may.push((0, u16::MAX));
                late.push(item);
                continue;
            };
            let port = |p: i64| u16::try_from(p.clamp(0, i64::from(u16::MAX))).unwrap_or(u16::MAX);
            may.push((port(from.lo), port(to.hi)));
            if from.lo == from.hi && to.lo == to.hi {
                sure.push((port(from.lo), port(to.hi)));
            } else {
                if matches!(item.v, V::Range(_)) && from.hi <= to.lo {
                    sure.push((port(from.hi), port(to.lo)));
                }
                late.push(item);
            }
        }
        Spread { sure: Ranges::of(sure), may: Ranges::of(may), late }
    }

    /// Whether it is every port.
    pub fn is_any(&self) -> bool {
        self.sure.is_all()
    }

    /// Whether it holds for ports, all or none of which it means.
    pub fn holds(&self, ports: &PortSet) -> Match {
        if self.sure.covers(ports) {
            Match::Sure
        } else if self.may.meets(ports) {
            Match::May
        } else {
            Match::No
        }
    }

    /// The same for a port that may be late.
    pub fn holds_for(&self, ports: &Ports) -> Match {
        match ports {
            Ports::Known(set) => self.holds(set),
            Ports::Late(value, _) if self.late.contains(value) => Match::Sure,
            Ports::Late(_, hull) => self.holds(hull),
        }
    }
}
