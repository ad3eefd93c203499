//! Whole numbers that may depend on params: judged over every value that a param promises.
//! A number is kept as a sum of params where it is one, so that `p` and `p + 1` are never taken for equal.

use super::view::View;
use super::{Allowed, Func, Late, ParamId, Region, V, Value, fold, variants};
use crate::source::Span;

/// Why a number is what it is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is written.
    Exact,
    /// A param promises a range or a list with `in`.
    Promised(ParamId),
    /// A param without `in`, judged by its default.
    Default(ParamId),
}

/// A whole number, or all that it may be.
#[derive(Clone, Debug)]
pub struct Num {
    /// The least it may be.
    pub lo: i64,
    /// The most it may be.
    pub hi: i64,
    /// Why.
    pub judged: Judged,
    /// The expression.
    pub span: Span,
    /// As a sum over params, where it is one.
    sum: Option<Sum>,
}

/// `constant + Σ factor · param`, with the bounds of each param.
#[derive(Clone, Debug, PartialEq)]
struct Sum {
    constant: i64,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    param: ParamId,
    factor: i64,
    /// What the param may be, ascending; a range when `whole` is set.
    values: Vec<i64>,
    whole: bool,
}

impl Num {
    /// A number that is written.
    pub fn exact(value: i64, span: Span) -> Num {
        Num { lo: value, hi: value, judged: Judged::Exact, span, sum: Some(Sum { constant: value, terms: Vec::new() }) }
    }

    /// Its only value.
    pub fn single(&self) -> Option<i64> {
        (self.lo == self.hi).then_some(self.lo)
    }

    /// The one param that it is, and what is added to it.
    pub fn of_param(&self) -> Option<(ParamId, i64)> {
        match &self.sum.as_ref()?.terms[..] {
            [Term { param, factor: 1, .. }] => Some((*param, self.sum.as_ref()?.constant)),
            _ => None,
        }
    }

    /// A value it may take above `most`.
    pub fn above(&self, most: i64) -> Option<i64> {
        (self.hi > most).then_some(self.hi)
    }

    /// A value it may take below `least`.
    pub fn below(&self, least: i64) -> Option<i64> {
        (self.lo < least).then_some(self.lo)
    }

    /// A value that both may take at once.
    pub fn may_equal(&self, other: &Num) -> Option<i64> {
        overlap((self, self), (other, other))
    }

    /// The sum of two.
    pub fn plus(self, other: Num) -> Num {
        let (judged, span) =
            if self.judged == Judged::Exact { (other.judged, other.span) } else { (self.judged, self.span) };
        let sum = self.sum.as_ref().zip(other.sum.as_ref()).map(|(a, b)| a.plus(b, 1));
        Num { lo: self.lo.saturating_add(other.lo), hi: self.hi.saturating_add(other.hi), judged, span, sum }
    }

    /// Whether it may be larger than the other, for some values of the params.
    pub fn may_exceed(&self, other: &Num) -> bool {
        size(other, self).1 > 1
    }

    /// The larger of two, end by end.
    pub fn max(self, other: Num) -> Num {
        if self.lo >= other.hi {
            return self;
        }
        if other.lo >= self.hi {
            return other;
        }
        let (judged, span) = if self.hi >= other.hi { (self.judged, self.span) } else { (other.judged, other.span) };
        Num { lo: self.lo.max(other.lo), hi: self.hi.max(other.hi), judged, span, sum: None }
    }

    /// A value it may take that is no multiple of `factor`.
    pub fn off_multiple(&self, factor: i64) -> Option<i64> {
        let wrong = |v: &i64| v % factor != 0;
        let candidates: Vec<i64> = match self.sum.as_ref().map(|s| (s, &s.terms[..])) {
            Some((sum, [])) => vec![sum.constant],
            Some((sum, [term])) => {
                let at = |v: i64| sum.constant.saturating_add(term.factor.saturating_mul(v));
                match term.values[..] {
                    [lo, hi] if term.whole && lo < hi => vec![at(lo), at(lo + 1)],
                    _ => term.values.iter().map(|v| at(*v)).collect(),
                }
            }
            _ => self.single().into_iter().collect(),
        };
        candidates.into_iter().find(wrong)
    }

    /// For messages: `80`, or "up to 40, which `peak` allows".
    pub fn most(&self, view: &View) -> String {
        match self.judged {
            Judged::Exact => self.hi.to_string(),
            Judged::Promised(p) if self.lo != self.hi => {
                format!("{} (param `{}` allows it)", self.hi, view.topology.param(p).name)
            }
            Judged::Promised(p) | Judged::Default(p) => {
                format!("{} (param `{}`)", self.hi, view.topology.param(p).name)
            }
        }
    }
}

/// Ports of a flow: ranges whose ends may depend on params.
#[derive(Clone, Debug)]
pub struct Ports {
    /// Each with both ends included.
    pub ranges: Vec<(Num, Num)>,
    /// Whether it was written `*`.
    pub any: bool,
}

impl Ports {
    /// A port that both hold.
    pub fn overlap(&self, other: &Ports) -> Option<i64> {
        self.ranges.iter().find_map(|a| other.ranges.iter().find_map(|b| overlap((&a.0, &a.1), (&b.0, &b.1))))
    }

    /// The only port, where there is one.
    pub fn single(&self) -> Option<i64> {
        match &self.ranges[..] {
            [(a, b)] if a.single().is_some() && a.single() == b.single() => a.single(),
            _ => None,
        }
    }

    /// The least number of ports it may hold, all ranges together.
    pub fn least_size(&self) -> i64 {
        self.ranges.iter().map(|(a, b)| size(a, b).0).sum()
    }

    /// Whether a known port is certainly within.
    pub fn surely_holds(&self, port: i64) -> bool {
        self.ranges.iter().any(|(a, b)| a.hi <= port && port <= b.lo)
    }

    /// Where it was written.
    pub fn span(&self) -> Span {
        match (self.ranges.first(), self.ranges.last()) {
            (Some((a, _)), Some((_, b))) if a.span.file == b.span.file => a.span.to(b.span),
            (Some((a, _)), _) => a.span,
            _ => unreachable!("`View::ports` makes at least one range"),
        }
    }
}

/// The least and the most numbers in `a..b`.
fn size(a: &Num, b: &Num) -> (i64, i64) {
    match (&a.sum, &b.sum) {
        (Some(x), Some(y)) => {
            let (lo, hi) = y.minus(x).bounds();
            (lo + 1, hi + 1)
        }
        _ => (b.lo - a.hi + 1, b.hi - a.lo + 1),
    }
}

/// A number that lies in both ranges at once, for some values of the params.
fn overlap(a: (&Num, &Num), b: (&Num, &Num)) -> Option<i64> {
    if a.0.lo.max(b.0.lo) > a.1.hi.min(b.1.hi) {
        return None;
    }
    let (Some(a0), Some(a1), Some(b0), Some(b1)) = (&a.0.sum, &a.1.sum, &b.0.sum, &b.1.sum) else {
        // Not sums: only what holds for certain counts, so that nothing is blamed that may never happen.
        let certain = a.0.hi.max(b.0.hi) <= a.1.lo.min(b.1.lo);
        return certain.then(|| a.0.hi.max(b.0.hi));
    };
    // All four are one sum and a constant: the params say nothing more.
    if let [Some(a1), Some(b0), Some(b1)] = [a1, b0, b1].map(|s| s.beyond(a0)) {
        return (b0.max(0) <= a1.min(b1)).then(|| a.0.lo.saturating_add(b0.max(0)));
    }
    let mut params: Vec<&Term> = Vec::new();
    for term in [a0, a1, b0, b1].iter().flat_map(|s| &s.terms) {
        if !params.iter().any(|t| t.param == term.param) {
            params.push(term);
        }
    }
    if let [only] = params[..]
        && only.whole
        && let [lo, hi] = only.values[..]
    {
        let at = least_between(lo, hi, &[(a0, a1), (b0, b1), (a0, b1), (b0, a1)], only.param)?;
        let at = [(only.param, at)];
        return Some(a0.at(&at).max(b0.at(&at)));
    }
    assignments(&params).into_iter().find_map(|at| {
        let start = a0.at(&at).max(b0.at(&at));
        let end = a1.at(&at).min(b1.at(&at));
        (start <= end).then_some(start)
    })
}

/// The least value of a param at which, of every pair, the first is not above the second.
fn least_between(mut lo: i64, mut hi: i64, pairs: &[(&Sum, &Sum)], param: ParamId) -> Option<i64> {
    for (low, high) in pairs {
        let slack = high.minus(low);
        let factor = slack.terms.iter().find(|t| t.param == param).map_or(0, |t| t.factor);
        // constant + factor * value >= 0
        match factor {
            0 if slack.constant < 0 => return None,
            0 => {}
            f if f > 0 => lo = lo.max(slack.constant.saturating_neg().saturating_add(f - 1).div_euclid(f)),
            f => hi = hi.min(slack.constant.div_euclid(f.saturating_neg())),
        }
    }
    (lo <= hi).then_some(lo)
}

/// Values of the params to try: all of a list, all of two short ranges, else the corners.
fn assignments(params: &[&Term]) -> Vec<Vec<(ParamId, i64)>> {
    let mut out = vec![Vec::new()];
    for term in params {
        let values: Vec<i64> = match term.values[..] {
            [lo, hi] if term.whole && params.len() == 2 && hi - lo <= 255 => (lo..=hi).collect(),
            _ => term.values.clone(),
        };
        if out.len() * values.len() > 70_000 {
            return out;
        }
        out = out
            .into_iter()
            .flat_map(|at: Vec<(ParamId, i64)>| {
                values.iter().map(move |v| {
                    let mut at = at.clone();
                    at.push((term.param, *v));
                    at
                })
            })
            .collect();
    }
    out
}

impl Sum {
    fn at(&self, at: &[(ParamId, i64)]) -> i64 {
        self.terms.iter().fold(self.constant, |sum, t| {
            let value = at.iter().find(|(p, _)| *p == t.param).map_or(t.values[0], |(_, v)| *v);
            sum.saturating_add(t.factor.saturating_mul(value))
        })
    }

    fn bounds(&self) -> (i64, i64) {
        self.terms.iter().fold((self.constant, self.constant), |(lo, hi), t| {
            let ends = [t.values[0], t.values[t.values.len() - 1]].map(|v| t.factor.saturating_mul(v));
            (lo.saturating_add(ends[0].min(ends[1])), hi.saturating_add(ends[0].max(ends[1])))
        })
    }

    fn plus(&self, other: &Sum, sign: i64) -> Sum {
        let mut out = self.clone();
        out.constant = out.constant.saturating_add(sign * other.constant);
        for term in &other.terms {
            match out.terms.iter_mut().find(|t| t.param == term.param) {
                Some(same) => same.factor += sign * term.factor,
                None => out.terms.push(Term { factor: sign * term.factor, ..term.clone() }),
            }
        }
        out.terms.retain(|t| t.factor != 0);
        out
    }

    /// How much more it is than a sum of the same params.
    fn beyond(&self, other: &Sum) -> Option<i64> {
        let difference = self.minus(other);
        difference.terms.is_empty().then_some(difference.constant)
    }

    fn minus(&self, other: &Sum) -> Sum {
        self.plus(other, -1)
    }

    fn times(&self, factor: i64) -> Sum {
        let mut out = self.clone();
        out.constant = out.constant.saturating_mul(factor);
        for term in &mut out.terms {
            term.factor = term.factor.saturating_mul(factor);
        }
        out.terms.retain(|t| t.factor != 0);
        out
    }
}

impl View<'_> {
    /// A whole number, or `None` where nothing is known of it.
    pub fn num(&self, value: &Value) -> Option<Num> {
        self.num_within(value, 0)
    }

    /// The ports of a flow's end; `None` where nothing is known of one of them.
    pub fn ports(&self, value: &Value) -> Option<Ports> {
        let value = self.reduce(value);
        let mut ranges = Vec::new();
        let mut any = false;
        for item in value.items() {
            let item = self.reduce(item);
            match &item.v {
                V::Any => {
                    any = true;
                    ranges.push((Num::exact(0, item.span), Num::exact(65_535, item.span)));
                }
                V::Range(ends) => ranges.push((self.num(&ends.0)?, self.num(&ends.1)?)),
                V::None => {}
                _ => {
                    let port = self.num(&item)?;
                    ranges.push((port.clone(), port));
                }
            }
        }
        (!ranges.is_empty()).then_some(Ports { ranges, any })
    }

    fn num_within(&self, value: &Value, depth: u32) -> Option<Num> {
        if depth > 64 {
            return None;
        }
        let value = self.reduce(value);
        let span = value.span;
        match &value.v {
            V::Int(i) | V::Disk(i) | V::Percent(i) => return Some(Num::exact(*i, span)),
            V::Late(_) => {}
            _ => return None,
        }
        match value.as_late()? {
            Late::Param(p) => self.param_num(*p, span, depth),
            Late::Call(
                func @ (Func::Add | Func::Sub | Func::Mul | Func::Min | Func::Max | Func::Mod | Func::Div),
                args,
            ) => {
                let [a, b] = &args[..] else { return None };
                let (a, b) = (self.num_within(a, depth + 1)?, self.num_within(b, depth + 1)?);
                combine(*func, a, b, span)
            }
            Late::If(_, a, b) => {
                let (a, b) = (self.num_within(a, depth + 1)?, self.num_within(b, depth + 1)?);
                let judged = if a.judged == Judged::Exact { b.judged } else { a.judged };
                Some(Num { lo: a.lo.min(b.lo), hi: a.hi.max(b.hi), judged, span, sum: None })
            }
            _ => None,
        }
    }

    fn param_num(&self, id: ParamId, span: Span, depth: u32) -> Option<Num> {
        let param = self.topology.param(id);
        let mut term = match &param.allowed {
            Some(Allowed::Range(lo, hi)) => Term { param: id, factor: 1, values: vec![*lo, *hi], whole: true },
            Some(Allowed::Values(values)) => {
                let mut ints: Vec<i64> =
                    values.iter().filter_map(|v| if let V::Int(i) = v { Some(*i) } else { None }).collect();
                ints.sort_unstable();
                if ints.is_empty() {
                    return None;
                }
                Term { param: id, factor: 1, values: ints, whole: false }
            }
            None => return self.default_num(id, span, depth),
        };
        if let Some(Region::Between(lo, hi)) = self.region(id) {
            if term.whole {
                term.values = vec![term.values[0].max(*lo), term.values[1].min(*hi)];
            } else {
                term.values.retain(|v| lo <= v && v <= hi);
            }
            if term.values.is_empty() {
                return None;
            }
        }
        let (lo, hi) = (term.values[0], term.values[term.values.len() - 1]);
        let sum = Some(Sum { constant: 0, terms: vec![term] });
        Some(Num { lo, hi, judged: Judged::Promised(id), span, sum })
    }

    /// A param that promises nothing: the whole of its type where asked for, else its default where that lies in
    /// the variant's piece, else the end of the piece.
    fn default_num(&self, id: ParamId, span: Span, depth: u32) -> Option<Num> {
        let param = self.topology.param(id);
        let (lo, hi) = match self.region(id) {
            Some(Region::Between(lo, hi)) => (*lo, *hi),
            _ => variants::int_bounds(self.topology, id),
        };
        if self.widened == Some(id) {
            let term = Term { param: id, factor: 1, values: vec![lo, hi], whole: true };
            let sum = Some(Sum { constant: 0, terms: vec![term] });
            return Some(Num { lo, hi, judged: Judged::Default(id), span, sum });
        }
        let default = self.num_within(param.default.as_ref()?, depth + 1)?;
        if lo <= default.lo && default.hi <= hi {
            return Some(Num { judged: Judged::Default(id), span, ..default });
        }
        let nearest = if default.hi < lo { lo } else { hi };
        Some(Num { judged: Judged::Default(id), ..Num::exact(nearest, span) })
    }
}

fn combine(func: Func, a: Num, b: Num, span: Span) -> Option<Num> {
    let judged = match (a.judged, b.judged) {
        (Judged::Exact, other) => other,
        (one, _) => one,
    };
    let sum = match (func, &a.sum, &b.sum) {
        (Func::Add, Some(x), Some(y)) => Some(x.plus(y, 1)),
        (Func::Sub, Some(x), Some(y)) => Some(x.minus(y)),
        (Func::Mul, Some(x), Some(y)) if x.terms.is_empty() => Some(y.times(x.constant)),
        (Func::Mul, Some(x), Some(y)) if y.terms.is_empty() => Some(x.times(y.constant)),
        _ => None,
    };
    if let Some(sum) = sum {
        let (lo, hi) = sum.bounds();
        return Some(Num { lo, hi, judged, span, sum: Some(sum) });
    }
    let mut corners = Vec::new();
    for x in [a.lo, a.hi] {
        for y in [b.lo, b.hi] {
            corners.push(fold::arithmetic(func, x, y)?);
        }
    }
    let (mut lo, mut hi) = (*corners.iter().min()?, *corners.iter().max()?);
    if func == Func::Mod && a.single().is_none() {
        (lo, hi) = (0, b.hi.max(1) - 1);
    }
    Some(Num { lo, hi, judged, span, sum: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    /// `constant + factor · p`, p in 10..20
    fn num(constant: i64, factor: i64) -> Num {
        let term = Term { param: ParamId(0), factor, values: vec![10, 20], whole: true };
        let sum = Sum { constant, terms: if factor == 0 { Vec::new() } else { vec![term] } };
        let (lo, hi) = sum.bounds();
        Num { lo, hi, judged: Judged::Exact, span: Span::new(FileId(0), 0, 0), sum: Some(sum) }
    }

    #[test]
    fn one_param_is_solved_not_tried() {
        let check = |a: (i64, i64), b: (i64, i64), want: Option<i64>| {
            let (a, b) = (num(a.0, a.1), num(b.0, b.1));
            assert_eq!(a.may_equal(&b), want, "{a:?} {b:?}");
        };
        check((0, 1), (15, 0), Some(15));
        check((0, 1), (21, 0), None);
        check((0, 1), (1, 1), None);
        check((0, 2), (31, 0), None);
        check((0, 2), (32, 0), Some(32));
        check((100, -1), (85, 0), Some(85));
        check((100, -1), (91, 0), None);
        check((0, 1), (25, -1), None);
        check((0, 1), (28, -1), Some(14));
    }

    #[test]
    fn multiples_are_asked_of_every_value() {
        let check = |n: Num, want: Option<i64>| assert_eq!(n.off_multiple(8), want, "{n:?}");
        check(num(16, 0), None);
        check(num(17, 0), Some(17));
        check(num(0, 8), None);
        check(num(0, 1), Some(10));
    }
}
