//! Conditions: presence conditions and late booleans as expressions, simplified where that is plain.

use super::At;
use crate::deploy::{Expr, Func};
use crate::topology::{CompareOp, Cond, CondId, Late, V, Value};

/// `if(c, a, b)`, decided where it can be.
pub(super) fn choice(c: Expr, a: Expr, b: Expr) -> Expr {
    match c {
        Expr::Bool(true) => a,
        Expr::Bool(false) => b,
        _ if a == b => a,
        // A condition that is the value: `if(c, true, false)`.
        _ if a == Expr::Bool(true) && b == Expr::Bool(false) => c,
        _ if a == Expr::Bool(false) && b == Expr::Bool(true) => not(c),
        c => {
            let a = settled(a, &c, true);
            let b = settled(b, &c, false);
            if a == b { a } else { Expr::If(Box::new(c), Box::new(a), Box::new(b)) }
        }
    }
}

/// A value where a condition is known to hold, or not to: `if(c, if(c, x, y), z)` asks twice.
pub(super) fn settled(value: Expr, known: &Expr, holds: bool) -> Expr {
    match value {
        Expr::If(c, a, b) => match follows(&c, known, holds) {
            Some(true) => settled(*a, known, holds),
            Some(false) => settled(*b, known, holds),
            None => {
                let (a, b) = (settled(*a, known, holds), settled(*b, known, holds));
                if a == b { a } else { Expr::If(c, Box::new(a), Box::new(b)) }
            }
        },
        value => value,
    }
}

/// What a condition is where another one is known.
fn follows(c: &Expr, known: &Expr, holds: bool) -> Option<bool> {
    if c == known {
        return Some(holds);
    }
    match (c, known) {
        (Expr::Call(Func::Not, args), _) => follows(args.first()?, known, holds).map(|b| !b),
        (_, Expr::Call(Func::Not, args)) => follows(c, args.first()?, !holds),
        (_, Expr::Call(Func::And, args)) if holds => args.iter().find_map(|a| follows(c, a, true)),
        (_, Expr::Call(Func::Or, args)) if !holds => args.iter().find_map(|a| follows(c, a, false)),
        (Expr::Call(Func::And, args), _) => {
            let parts: Vec<Option<bool>> = args.iter().map(|a| follows(a, known, holds)).collect();
            match () {
                () if parts.contains(&Some(false)) => Some(false),
                () if parts.iter().all(|p| *p == Some(true)) => Some(true),
                () => None,
            }
        }
        (Expr::Call(Func::Or, args), _) => {
            let parts: Vec<Option<bool>> = args.iter().map(|a| follows(a, known, holds)).collect();
            match () {
                () if parts.contains(&Some(true)) => Some(true),
                () if parts.iter().all(|p| *p == Some(false)) => Some(false),
                () => None,
            }
        }
        _ => None,
    }
}

/// The opposite.
pub(super) fn not(c: Expr) -> Expr {
    match c {
        Expr::Bool(b) => Expr::Bool(!b),
        Expr::Call(Func::Not, mut args) if args.len() == 1 => args.remove(0),
        Expr::Call(Func::Less, args) => Expr::Call(Func::GreaterOrEquals, args),
        Expr::Call(Func::LessOrEquals, args) => Expr::Call(Func::Greater, args),
        Expr::Call(Func::Greater, args) => Expr::Call(Func::LessOrEquals, args),
        Expr::Call(Func::GreaterOrEquals, args) => Expr::Call(Func::Less, args),
        c => Expr::Call(Func::Not, vec![c]),
    }
}

/// Both.
pub(super) fn and(a: Expr, b: Expr) -> Expr {
    joined(Func::And, true, a, b)
}

/// One of them.
pub(super) fn or(a: Expr, b: Expr) -> Expr {
    joined(Func::Or, false, a, b)
}

fn joined(func: Func, neutral: bool, a: Expr, b: Expr) -> Expr {
    let parts = |e: Expr| match e {
        Expr::Call(f, args) if f == func => args,
        other => vec![other],
    };
    let mut all: Vec<Expr> = Vec::new();
    for part in parts(a).into_iter().chain(parts(b)) {
        match part {
            Expr::Bool(b) if b == neutral => {}
            Expr::Bool(b) => return Expr::Bool(b),
            part if all.contains(&part) => {}
            part => {
                if all.contains(&not(part.clone())) {
                    return Expr::Bool(!neutral);
                }
                all.push(part);
            }
        }
    }
    match all.len() {
        0 => Expr::Bool(neutral),
        1 => all.remove(0),
        _ => Expr::Call(func, all),
    }
}

/// As the condition of something: `None` where it always holds.
pub(super) fn when(c: Expr) -> Option<Expr> {
    (c != Expr::Bool(true)).then_some(c)
}

/// When an expression that may be null is not.
pub(super) fn filled(e: &Expr) -> Expr {
    match e {
        Expr::Null => Expr::Bool(false),
        Expr::If(c, a, b) => {
            let (yes, no) = (filled(a), filled(b));
            if yes == no {
                return yes;
            }
            or(and((**c).clone(), yes), and(not((**c).clone()), no))
        }
        _ => Expr::Bool(true),
    }
}

impl<'l> At<'l> {
    /// A presence condition, as far as it does not follow from the place's own.
    pub(super) fn holds(self, cond: CondId) -> Expr {
        if cond == self.cond || cond == CondId::ALWAYS {
            return Expr::Bool(true);
        }
        let given = self.conjuncts(self.cond);
        let mut all = Expr::Bool(true);
        for (value, holds) in self.conjuncts(cond) {
            if given.contains(&(value, holds)) {
                continue;
            }
            if given.contains(&(value, !holds)) {
                return Expr::Bool(false);
            }
            let value = self.truth(value);
            all = and(all, if holds { value } else { not(value) });
        }
        all
    }

    /// The conjuncts of a condition, outermost first.
    fn conjuncts(self, cond: CondId) -> Vec<(&'l Value, bool)> {
        let mut all = Vec::new();
        let mut at = cond;
        while let Some(Cond::And { outer, value, holds }) = self.lower.topology.conds.get(at.index()) {
            all.push((value, *holds));
            at = *outer;
        }
        all.reverse();
        all
    }

    /// A value as a condition.
    pub(super) fn truth(self, value: &Value) -> Expr {
        let Some(late) = value.as_late() else {
            return Expr::Bool(value.as_bool() == Some(true));
        };
        // What the place itself depends on holds there.
        if let Some((_, holds)) = self.conjuncts(self.cond).into_iter().find(|(given, _)| *given == value) {
            return Expr::Bool(holds);
        }
        match late {
            Late::Not(a) => not(self.truth(a)),
            Late::And(a, b) => and(self.truth(a), self.truth(b)),
            Late::Or(a, b) => or(self.truth(a), self.truth(b)),
            Late::Compare(op, a, b) => self.compare(*op, a, b),
            Late::If(c, a, b) => choice(self.truth(c), self.truth(a), self.truth(b)),
            Late::Param(_)
            | Late::Let(_)
            | Late::Fact(_)
            | Late::Choice(_)
            | Late::Attr(..)
            | Late::Join(_)
            | Late::Call(..)
            | Late::Index(..)
            | Late::Member(..)
            | Late::Arm(_) => self.expr(value),
        }
    }

    fn compare(self, op: CompareOp, a: &Value, b: &Value) -> Expr {
        let (func, negated) = match op {
            CompareOp::Eq => (Func::Equals, false),
            CompareOp::Ne => (Func::Equals, true),
            CompareOp::Lt => (Func::Less, false),
            CompareOp::Le => (Func::LessOrEquals, false),
            CompareOp::Gt => (Func::Greater, false),
            CompareOp::Ge => (Func::GreaterOrEquals, false),
        };
        let plain = match (&a.v, &b.v) {
            (V::None, _) => not(self.given(b)),
            (_, V::None) => not(self.given(a)),
            _ => Expr::Call(func, vec![self.expr(a), self.expr(b)]),
        };
        if negated { not(plain) } else { plain }
    }

    /// When a value is not `none`.
    pub(super) fn given(self, value: &Value) -> Expr {
        match &value.v {
            V::None | V::Missing | V::Unknown => Expr::Bool(false),
            V::Late(late) => match &**late {
                Late::Param(id) if self.lower.topology.param(*id).optional() => {
                    not(Expr::Call(Func::Equals, vec![self.expr(value), Expr::str("")]))
                }
                Late::Let(id) => self.given(&self.lower.topology.lets[id.index()].value),
                Late::If(c, a, b) => {
                    let (a, b) = (self.given(a), self.given(b));
                    if a == b {
                        return a;
                    }
                    let c = self.truth(c);
                    or(and(c.clone(), a), and(not(c), b))
                }
                Late::Param(_)
                | Late::Fact(_)
                | Late::Choice(_)
                | Late::Attr(..)
                | Late::Join(_)
                | Late::Call(..)
                | Late::Not(_)
                | Late::And(..)
                | Late::Or(..)
                | Late::Compare(..)
                | Late::Index(..)
                | Late::Member(..)
                | Late::Arm(_) => Expr::Bool(true),
            },
            _ => Expr::Bool(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::ParamId;

    fn p(at: usize) -> Expr {
        Expr::Param(ParamId(at))
    }

    #[test]
    fn conditions_are_simplified() {
        let less = Expr::Call(Func::Less, vec![p(0), Expr::Int(3)]);
        let at_least = Expr::Call(Func::GreaterOrEquals, vec![p(0), Expr::Int(3)]);
        assert_eq!(not(less.clone()), at_least);
        assert_eq!(not(not(p(0))), p(0));
        assert_eq!(and(p(0), Expr::Bool(true)), p(0));
        assert_eq!(and(p(0), not(p(0))), Expr::Bool(false));
        assert_eq!(or(p(0), not(p(0))), Expr::Bool(true));
        assert_eq!(or(less.clone(), at_least), Expr::Bool(true));
        assert_eq!(and(and(p(0), p(1)), p(0)), Expr::Call(Func::And, vec![p(0), p(1)]));
    }

    #[test]
    fn what_is_known_is_not_asked_again() {
        let inner = choice(p(0), Expr::Int(1), Expr::Null);
        assert_eq!(choice(not(p(0)), inner.clone(), Expr::Int(2)), choice(not(p(0)), Expr::Null, Expr::Int(2)));
        let both = and(p(0), p(1));
        assert_eq!(choice(both.clone(), inner, Expr::Null), choice(both, Expr::Int(1), Expr::Null));
        assert_eq!(choice(p(0), Expr::Bool(true), Expr::Bool(false)), p(0));
        assert_eq!(
            filled(&choice(p(0), Expr::Int(1), choice(p(1), Expr::Int(2), Expr::Null))),
            or(p(0), and(not(p(0)), p(1)))
        );
    }
}
