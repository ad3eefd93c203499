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
            // `if(c, if(c, x, y), z)`
            let a = match a {
                Expr::If(inner, x, _) if *inner == c => *x,
                a => a,
            };
            let b = match b {
                Expr::If(inner, _, y) if *inner == c => *y,
                b => b,
            };
            Expr::If(Box::new(c), Box::new(a), Box::new(b))
        }
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
