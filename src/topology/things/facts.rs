//! What can be said of a property without knowing its value: whether it is given, its zones, how long its text is.

use super::super::{Late, ParamId, ParamType, Region, Thing, V, Value, View};
use crate::topology::Func;

/// Whether a property is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// As this optional param is.
    Maybe(ParamId),
    /// Nobody knows.
    Unknown,
}

impl View<'_> {
    /// Whether a value is given.
    pub fn given(&self, value: &Value) -> Given {
        let value = self.reduce(value);
        let late = match &value.v {
            V::None => return Given::No,
            V::Missing | V::Unknown => return Given::Unknown,
            V::Late(late) => late,
            _ => return Given::Yes,
        };
        match &**late {
            Late::Param(p) => match self.region(*p) {
                Some(Region::Is(V::None)) => Given::No,
                Some(_) => Given::Yes,
                None if self.topology.param(*p).foreign => Given::Unknown,
                None if self.topology.param(*p).optional() => Given::Maybe(*p),
                None => Given::Yes,
            },
            Late::If(_, a, b) => match (self.given(a), self.given(b)) {
                (a, b) if a == b => a,
                _ => Given::Unknown,
            },
            Late::Let(id) => self.given(&self.topology.lets[id.index()].value),
            Late::Index(..) | Late::Member(..) => Given::Unknown,
            _ => Given::Yes,
        }
    }

    /// The fewest and the most characters that a text may have, where both are known.
    pub fn text_length(&self, value: &Value) -> Option<(usize, usize)> {
        let value = self.reduce(value);
        let late = match &value.v {
            V::Str(s) | V::Word(s) => {
                let length = s.chars().count();
                return Some((length, length));
            }
            V::Int(i) => {
                let length = i.to_string().len();
                return Some((length, length));
            }
            V::None => return Some((0, 0)),
            V::Late(late) => late,
            _ => return None,
        };
        match &**late {
            Late::Param(p) => self.param_length(*p),
            Late::Let(id) => self.text_length(&self.topology.lets[id.index()].value),
            Late::Join(parts) => parts.iter().try_fold((0usize, 0usize), |(lo, hi), part| {
                let (a, b) = self.text_length(part)?;
                Some((lo.saturating_add(a), hi.saturating_add(b)))
            }),
            Late::If(_, a, b) => {
                let ((a, b), (c, d)) = (self.text_length(a)?, self.text_length(b)?);
                Some((a.min(c), b.max(d)))
            }
            Late::Call(Func::Lower | Func::Upper, args) => self.text_length(args.first()?),
            Late::Call(Func::Take, args) => {
                let most = usize::try_from(args.get(1)?.as_int()?).ok()?;
                let (lo, hi) = self.text_length(args.first()?).unwrap_or((0, usize::MAX));
                Some((lo.min(most), hi.min(most)))
            }
            Late::Call(Func::Unique | Func::UniqueString, _) => Some((13, 13)),
            Late::Call(Func::Guid | Func::NewGuid, _) => Some((36, 36)),
            _ => None,
        }
    }

    fn param_length(&self, id: ParamId) -> Option<(usize, usize)> {
        let param = self.topology.param(id);
        if let Some(super::super::Allowed::Values(values)) = &param.allowed {
            let lengths: Option<Vec<usize>> = values
                .iter()
                .map(|v| match v {
                    V::Str(s) | V::Word(s) => Some(s.chars().count()),
                    V::Int(i) => Some(i.to_string().len()),
                    _ => None,
                })
                .collect();
            let lengths = lengths?;
            return Some((*lengths.iter().min()?, *lengths.iter().max()?));
        }
        match param.ty {
            ParamType::Str(lo, Some(hi)) => {
                let lo = if param.optional() { 0 } else { lo.unwrap_or(0) };
                Some((lo as usize, hi as usize))
            }
            ParamType::Str(..) => self.text_length(param.default.as_ref()?),
            _ => None,
        }
    }
}

impl Thing<'_> {
    /// Whether a property is given; what is written counts, not a default.
    pub fn given(self, name: &str) -> Given {
        match self.slot(name) {
            Some(slot) => self.view.given(&slot.value),
            None if self.existing() => Given::Unknown,
            None => Given::No,
        }
    }

    /// The zones in `zones`, ascending; empty where there are none, `None` where only a deployment knows them.
    pub fn zones(self) -> Option<Vec<i64>> {
        let value = self.get("zones");
        match &value.v {
            V::None => Some(Vec::new()),
            V::List(items) => {
                let zones: Option<Vec<i64>> = items.iter().map(|i| self.view.num(i).and_then(|n| n.single())).collect();
                let mut zones = zones?;
                zones.sort_unstable();
                zones.dedup();
                Some(zones)
            }
            V::Int(i) => Some(vec![*i]),
            _ => None,
        }
    }

    /// Whether all that a property names are things of this file, so that nothing is hidden in an id.
    pub fn all_things_known(self, name: &str) -> bool {
        let value = self.get(name);
        match &value.v {
            V::Missing | V::Unknown => false,
            _ => value.items().iter().all(|i| matches!(self.view.reduce(i).v, V::Thing(_) | V::Family(_) | V::None)),
        }
    }
}
