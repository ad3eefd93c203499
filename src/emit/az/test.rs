//! Conditions, as they stand between `[[` and `]]`.

use super::expr::{Kind, has_null};
use super::quote::{Piece, Text, quote};
use super::writer::Writer;
use crate::deploy::{Expr, Func, Type};

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// Known now.
    Known(bool),
    /// A comparison; the left side is nothing where the operator has one side.
    Is(String, &'static str, String),
    /// The opposite.
    Not(Box<Test>),
    /// All of them.
    All(Vec<Test>),
    /// One of them.
    Any(Vec<Test>),
}

impl Test {
    fn not(self) -> Test {
        match self {
            Test::Known(known) => Test::Known(!known),
            Test::Not(inner) => *inner,
            Test::Is(left, operator, right) => Test::Is(left, opposite(operator), right),
            Test::All(_) | Test::Any(_) => Test::Not(Box::new(self)),
        }
    }

    fn all(tests: Vec<Test>) -> Test {
        let mut left = Vec::new();
        for test in tests {
            match test {
                Test::Known(false) => return Test::Known(false),
                Test::Known(true) => {}
                Test::All(inner) => left.extend(inner),
                Test::Is(..) | Test::Not(_) | Test::Any(_) => left.push(test),
            }
        }
        match left.len() {
            0 => Test::Known(true),
            1 => left.remove(0),
            _ => Test::All(left),
        }
    }

    fn any(tests: Vec<Test>) -> Test {
        Test::all(tests.into_iter().map(Test::not).collect()).not_all()
    }

    /// `not (all)` as `any`, so that people read what was written.
    fn not_all(self) -> Test {
        match self {
            Test::All(inner) => Test::Any(inner.into_iter().map(Test::not).collect()),
            Test::Known(_) | Test::Is(..) | Test::Not(_) | Test::Any(_) => self.not(),
        }
    }

    /// Between the brackets; `None` when it is known.
    pub(super) fn written(&self) -> Option<String> {
        match self {
            Test::Known(_) => None,
            Test::Is(left, operator, right) if left.is_empty() => Some(format!("{operator} {right}")),
            Test::Is(left, operator, right) => Some(format!("{left} {operator} {right}")),
            Test::Not(inner) => Some(format!("! ( {} )", inner.written().unwrap_or_default())),
            Test::All(inner) => Some(joined(inner, " && ")),
            Test::Any(inner) => Some(joined(inner, " || ")),
        }
    }
}

fn opposite(operator: &'static str) -> &'static str {
    match operator {
        "==" => "!=",
        "!=" => "==",
        "-z" => "-n",
        "-n" => "-z",
        "-eq" => "-ne",
        "-ne" => "-eq",
        "-lt" => "-ge",
        "-ge" => "-lt",
        "-gt" => "-le",
        "-le" => "-gt",
        other => unreachable!("`{other}` is an operator that no test here has"),
    }
}

fn joined(tests: &[Test], with: &str) -> String {
    let parts: Vec<String> = tests
        .iter()
        .map(|test| {
            let written = test.written().unwrap_or_default();
            match test {
                Test::All(_) | Test::Any(_) => format!("( {written} )"),
                Test::Known(_) | Test::Is(..) | Test::Not(_) => written,
            }
        })
        .collect();
    parts.join(with)
}

impl Writer<'_> {
    /// A condition.
    pub(super) fn test(&mut self, e: &Expr) -> Test {
        match e {
            Expr::Bool(known) => Test::Known(*known),
            Expr::Call(Func::Not, args) if args.len() == 1 => self.test(&args[0]).not(),
            Expr::Call(Func::And, args) => {
                let tests = args.iter().map(|arg| self.test(arg)).collect();
                Test::all(tests)
            }
            Expr::Call(Func::Or, args) => {
                let tests = args.iter().map(|arg| self.test(arg)).collect();
                Test::any(tests)
            }
            Expr::Call(Func::Equals, args) if args.len() == 2 => self.equal(e, &args[0], &args[1]),
            Expr::Call(Func::Empty, args) if args.len() == 1 => self.empty(e, &args[0]),
            Expr::Call(func @ (Func::Less | Func::LessOrEquals | Func::Greater | Func::GreaterOrEquals), args)
                if args.len() == 2 && args.iter().all(|arg| self.kind(arg) == Kind::Int) =>
            {
                let operator = match func {
                    Func::Less => "-lt",
                    Func::LessOrEquals => "-le",
                    Func::Greater => "-gt",
                    _ => "-ge",
                };
                let (left, right) = (self.typed(&args[0], Type::Int), self.typed(&args[1], Type::Int));
                Test::Is(side(left.word()), operator, side(right.word()))
            }
            Expr::If(c, a, b) => {
                let (c, a, b) = (self.test(c), self.test(a), self.test(b));
                Test::any(vec![Test::all(vec![c.clone(), a]), Test::all(vec![c.not(), b])])
            }
            _ => {
                let value = self.typed(e, Type::Bool);
                match value.literal().as_deref() {
                    Some("true") => Test::Known(true),
                    Some("false") => Test::Known(false),
                    Some(_) | None => Test::Is(side(value.word()), "==", "true".to_owned()),
                }
            }
        }
    }

    /// Whether a value is there: `If(c, v, Null)` is, where `c` holds.
    pub(super) fn present(&mut self, e: &Expr) -> Test {
        match e {
            Expr::Null => Test::Known(false),
            Expr::If(c, a, b) if has_null(self.dep, a) || has_null(self.dep, b) => {
                let c = self.test(c);
                let (a, b) = (self.present(a), self.present(b));
                Test::any(vec![Test::all(vec![c.clone(), a]), Test::all(vec![c.not(), b])])
            }
            Expr::Var(id) if has_null(self.dep, e) => self.present(&self.dep.vars[id.0].value),
            _ => Test::Known(true),
        }
    }

    fn equal(&mut self, whole: &Expr, left: &Expr, right: &Expr) -> Test {
        if *right == Expr::Null {
            return self.present(left).not();
        }
        if *left == Expr::Null {
            return self.present(right).not();
        }
        // A literal is what something is compared with.
        if is_literal(left) && !is_literal(right) {
            return self.equal(whole, right, left);
        }
        match (self.kind(left), self.kind(right)) {
            (Kind::Bool, Kind::Bool) => match right {
                Expr::Bool(true) => self.test(left),
                Expr::Bool(false) => self.test(left).not(),
                _ => {
                    let (a, b) = (self.test(left), self.test(right));
                    Test::any(vec![Test::all(vec![a.clone(), b.clone()]), Test::all(vec![a.not(), b.not()])])
                }
            },
            (Kind::Int, Kind::Int) => {
                let (a, b) = (self.typed(left, Type::Int), self.typed(right, Type::Int));
                Test::Is(side(a.word()), "-eq", side(b.word()))
            }
            (Kind::Text, Kind::Text) => {
                let (a, b) = (self.text(left), self.text(right));
                match (a.literal(), b.literal()) {
                    (Some(a), Some(b)) => Test::Known(a == b),
                    (_, Some(b)) if b.is_empty() => is_empty(&a),
                    (_, Some(b)) => {
                        let b = quote(&b);
                        Test::Is(side(a.word()), "==", b)
                    }
                    (_, None) => Test::Is(side(a.word()), "==", b.word()),
                }
            }
            _ => self.asked_test(whole),
        }
    }

    fn empty(&mut self, whole: &Expr, e: &Expr) -> Test {
        match (self.kind(e), e) {
            (Kind::Null, _) => Test::Known(true),
            (Kind::Text, _) => {
                let there = self.present(e);
                let text = self.text(e);
                let empty = is_empty(&text);
                Test::any(vec![there.not(), empty])
            }
            // A param's JSON was freed of its blanks.
            (Kind::Json, Expr::Param(id)) => {
                let array = self.dep.params[id.0].ty == Type::Array;
                let text = self.param(*id);
                Test::Is(side(text.word()), "==", if array { "'[]'" } else { "'{}'" }.to_owned())
            }
            (Kind::Json, Expr::List(items)) if items.iter().all(|item| item.condition.is_none()) => {
                Test::Known(items.is_empty())
            }
            _ => self.asked_test(whole),
        }
    }

    /// A test that only Azure Resource Manager can make.
    fn asked_test(&mut self, e: &Expr) -> Test {
        let answer = self.ask(e, super::ask::Form::Bool);
        Test::Is(side(answer.word()), "==", "true".to_owned())
    }
}

fn is_empty(text: &Text) -> Test {
    let some = |piece: &Piece| matches!(piece, Piece::Lit(text) if !text.is_empty());
    match text.literal() {
        Some(text) => Test::Known(text.is_empty()),
        None if text.0.iter().any(some) => Test::Known(false),
        None => Test::Is(String::new(), "-z", side(text.word())),
    }
}

/// The left side of a test needs no quotes around a variable.
fn side(word: String) -> String {
    match word.strip_prefix("\"$").and_then(|rest| rest.strip_suffix('"')) {
        Some(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => format!("${name}"),
        Some(_) | None => word,
    }
}

fn is_literal(e: &Expr) -> bool {
    matches!(e, Expr::Str(_) | Expr::Int(_) | Expr::Bool(_))
}
