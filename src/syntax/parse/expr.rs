//! Expressions: references, lists, maps, calls, and how operators bind.

use super::Builder;
use super::grammar::{Pair, Parts, Rule};
use crate::codes;
use crate::source::Span;
use crate::syntax::MAX_DEPTH;
use crate::syntax::ast::*;

/// How many operators one expression may chain: each nests the tree one deeper.
const MAX_OPERATORS: usize = 200;

/// How strongly an operator binds, loosest first.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binds {
    Or,
    And,
    Not,
    Compare,
    Range,
    Sum,
    Product,
    Nothing,
}

impl Binds {
    fn tighter(self) -> Binds {
        match self {
            Binds::Or => Binds::And,
            Binds::And => Binds::Not,
            Binds::Not => Binds::Compare,
            Binds::Compare => Binds::Range,
            Binds::Range => Binds::Sum,
            Binds::Sum => Binds::Product,
            Binds::Product | Binds::Nothing => Binds::Nothing,
        }
    }
}

#[derive(Clone, Copy)]
enum Operator {
    Binary(BinaryOp),
    Range,
}

impl Operator {
    fn binds(self) -> Binds {
        match self {
            Operator::Range => Binds::Range,
            Operator::Binary(BinaryOp::Or) => Binds::Or,
            Operator::Binary(BinaryOp::And) => Binds::And,
            Operator::Binary(BinaryOp::Compare(_)) => Binds::Compare,
            Operator::Binary(BinaryOp::Add | BinaryOp::Sub) => Binds::Sum,
            Operator::Binary(BinaryOp::Mul) => Binds::Product,
        }
    }
}

/// A piece of a chain of operators and operands.
enum Link {
    Value(Expr),
    Not(Span),
    Operator(Operator, Span),
}

/// The comparison that these characters are.
pub(super) fn comparison(text: &str) -> CompareOp {
    match text {
        "==" => CompareOp::Eq,
        "!=" => CompareOp::Ne,
        "<" => CompareOp::Lt,
        "<=" => CompareOp::Le,
        ">" => CompareOp::Gt,
        _ => CompareOp::Ge,
    }
}

impl Builder<'_> {
    /// An `expr`, or a `value`, which is one that is no map.
    pub(super) fn expr(&mut self, pair: Pair<'_>) -> Option<Expr> {
        if self.depth >= MAX_DEPTH {
            let finding = codes::TOO_DEEP.at(self.of(&pair), format!("values nest deeper than {MAX_DEPTH} here"));
            self.say(finding.help("name the inner parts with `let`"));
            self.spoilt = true;
            return Some(Expr { span: self.of(&pair), kind: ExprKind::None });
        }
        self.depth += 1;
        let built = self.expr_inner(pair);
        self.depth -= 1;
        built
    }

    fn expr_inner(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let mut parts = Parts::of(pair);
        match parts.peek()? {
            Rule::if_expr => {
                let pair = parts.next()?;
                return self.if_expr(pair);
            }
            Rule::expr => {
                let pair = parts.next()?;
                return self.expr_inner(pair);
            }
            _ => {}
        }
        let mut chain = Vec::new();
        for part in parts {
            let span = self.of(&part);
            chain.push(match part.as_rule() {
                Rule::kw_not => Link::Not(span),
                Rule::kw_or => Link::Operator(Operator::Binary(BinaryOp::Or), span),
                Rule::kw_and => Link::Operator(Operator::Binary(BinaryOp::And), span),
                Rule::cmp => Link::Operator(Operator::Binary(BinaryOp::Compare(comparison(part.as_str()))), span),
                Rule::dots => Link::Operator(Operator::Range, span),
                Rule::plus => Link::Operator(Operator::Binary(BinaryOp::Add), span),
                Rule::minus => Link::Operator(Operator::Binary(BinaryOp::Sub), span),
                Rule::times => Link::Operator(Operator::Binary(BinaryOp::Mul), span),
                _ => Link::Value(self.atom(part)?),
            });
        }
        if chain.len() == 1 {
            return match chain.pop()? {
                Link::Value(value) => Some(value),
                _ => None,
            };
        }
        let operators = chain.iter().filter(|l| !matches!(l, Link::Value(_))).count();
        if operators > MAX_OPERATORS {
            let value = chain.into_iter().find_map(|l| if let Link::Value(value) = l { Some(value) } else { None })?;
            let message = format!("{operators} operators in one value; the most is {MAX_OPERATORS}");
            self.say(codes::TOO_DEEP.at(value.span, message).help("name parts of it with `let`"));
            self.spoilt = true;
            return Some(value);
        }
        let mut links = chain.into_iter().peekable();
        self.bind(&mut links, Binds::Or)
    }

    fn bind(&mut self, links: &mut std::iter::Peekable<std::vec::IntoIter<Link>>, least: Binds) -> Option<Expr> {
        let mut left = match links.next()? {
            Link::Value(value) => value,
            Link::Not(span) => {
                if least > Binds::Not {
                    self.spoilt = true;
                    self.say(codes::SYNTAX.at(span, "`not` stands here in parentheses: `(not …)`"));
                }
                let value = self.bind(links, Binds::Not)?;
                Expr { span: span.to(value.span), kind: ExprKind::Not(Box::new(value)) }
            }
            Link::Operator(..) => return None,
        };
        let mut last: Option<Binds> = None;
        while let Some(Link::Operator(operator, span)) = links.peek() {
            let (operator, span, binds) = (*operator, *span, operator.binds());
            if binds < least {
                break;
            }
            if last == Some(binds) && binds == Binds::Compare {
                self.spoilt = true;
                self.say(codes::SYNTAX.at(span, "comparisons do not chain; join two of them with `and`"));
            } else if last == Some(binds) && binds == Binds::Range {
                self.spoilt = true;
                self.say(codes::SYNTAX.at(span, "a range has two ends"));
            }
            last = Some(binds);
            links.next();
            let right = self.bind(links, binds.tighter())?;
            let both = left.span.to(right.span);
            let pair = Box::new((left, right));
            let kind = match operator {
                Operator::Binary(op) => ExprKind::Binary(op, pair),
                Operator::Range => ExprKind::Range(pair),
            };
            left = Expr { kind, span: both };
        }
        Some(left)
    }

    fn if_expr(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let span = self.of(&pair);
        let mut parts = Parts::of(pair);
        parts.want(Rule::kw_if)?;
        let condition = parts.want(Rule::expr)?;
        let condition = self.expr(condition)?;
        parts.want(Rule::kw_then)?;
        let then = parts.want(Rule::expr)?;
        let then = self.expr(then)?;
        let otherwise = match parts.want(Rule::kw_else) {
            Some(_) => {
                let otherwise = parts.want(Rule::expr)?;
                Some(self.expr(otherwise)?)
            }
            None => None,
        };
        Some(Expr { kind: ExprKind::If(Box::new((condition, then, otherwise))), span })
    }

    /// A value without operators.
    pub(super) fn atom(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let span = self.of(&pair);
        let kind = match pair.as_rule() {
            Rule::head_atom => {
                let inner = Parts::of(pair).next()?;
                return self.atom(inner);
            }
            Rule::string => self.string(pair)?,
            Rule::text => self.text_block(pair)?,
            Rule::list => ExprKind::List(self.exprs(pair)?),
            Rule::map => self.map(pair)?,
            Rule::paren => {
                let inner = Parts::of(pair).find(|p| p.as_rule() == Rule::expr)?;
                ExprKind::Paren(Box::new(self.expr(inner)?))
            }
            Rule::named => {
                let mut parts = Parts::of(pair);
                let name = self.word(&parts.want(Rule::word)?);
                match parts.want(Rule::args) {
                    Some(args) => {
                        let args = self.exprs(args)?;
                        ExprKind::Call(Box::new(Call { name, args, trailers: self.trailers(parts)? }))
                    }
                    None => ExprKind::Ref(Ref { head: name, trailers: self.trailers(parts)?, span }),
                }
            }
            Rule::ref_ => ExprKind::Ref(self.reference(pair)?),
            _ => self.literal(&pair)?,
        };
        Some(Expr { kind, span })
    }

    fn exprs(&mut self, pair: Pair<'_>) -> Option<Vec<Expr>> {
        let mut values = Vec::new();
        for part in Parts::of(pair).filter(|p| p.as_rule() == Rule::expr) {
            values.push(self.expr(part)?);
        }
        Some(values)
    }

    fn map(&mut self, pair: Pair<'_>) -> Option<ExprKind> {
        let start = pair.start();
        let mut entries: Vec<(Name, Expr)> = Vec::new();
        let mut parts = Parts::of(pair);
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::entry => {
                    let whole = self.of(&part);
                    let outer = std::mem::replace(&mut self.spoilt, false);
                    let mut inner = Parts::of(part);
                    let key = inner.next()?;
                    let key = self.plain(key)?;
                    inner.want(Rule::colon)?;
                    let value = inner.want(Rule::expr)?;
                    let value = self.expr(value)?;
                    match parts.want(Rule::map_tail) {
                        Some(tail) => {
                            let tail = self.of(&tail);
                            self.spoilt = true;
                            self.explain_tail(whole, tail, super::explain::Line::Property);
                            self.throw_away(whole.to(tail));
                        }
                        None => entries.push((key, value)),
                    }
                    self.spoilt |= outer;
                }
                Rule::map_junk => {
                    let span = self.of(&part);
                    self.spoilt = true;
                    self.explain_entry(span);
                    self.throw_away(span);
                }
                Rule::missing_rbrace => {
                    self.spoilt = true;
                    let at = part.start();
                    self.missing_brace(start, start, at);
                }
                _ => {}
            }
        }
        Some(ExprKind::Map(entries))
    }

    /// A path of names.
    pub(super) fn reference(&mut self, pair: Pair<'_>) -> Option<Ref> {
        let span = self.of(&pair);
        let mut parts = Parts::of(pair);
        let head = self.word(&parts.want(Rule::word)?);
        Some(Ref { head, trailers: self.trailers(parts)?, span })
    }

    fn trailers(&mut self, parts: Parts<'_>) -> Option<Vec<Trailer>> {
        let mut trailers = Vec::new();
        for part in parts.filter(|p| p.as_rule() == Rule::trailer) {
            let mut inner = Parts::of(part);
            let first = inner.next()?;
            trailers.push(match first.as_rule() {
                Rule::dot => {
                    let name = inner.next()?;
                    Trailer::Member(self.plain(name)?)
                }
                _ => {
                    let span = self.of(&first);
                    let mut index = Parts::of(first);
                    index.want(Rule::lbracket)?;
                    let what = index.next()?;
                    if what.as_rule() == Rule::all {
                        Trailer::All(span)
                    } else {
                        Trailer::Index(self.expr(what)?, span)
                    }
                }
            });
        }
        Some(trailers)
    }

    /// One value, or a range of two.
    pub(super) fn head_range(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let mut parts = Parts::of(pair);
        let from = parts.next()?;
        let from = self.atom(from)?;
        if parts.want(Rule::dots).is_none() {
            return Some(from);
        }
        let to = parts.next()?;
        let to = self.atom(to)?;
        Some(Expr { span: from.span.to(to.span), kind: ExprKind::Range(Box::new((from, to))) })
    }

    /// `host:port`
    pub(super) fn endpoint(&mut self, pair: Pair<'_>) -> Option<Endpoint> {
        let span = self.of(&pair);
        let (mut host, mut port) = (None, None);
        for part in Parts::of(pair) {
            match part.as_rule() {
                Rule::host => {
                    let inner = Parts::of(part).next()?;
                    host = Some(match inner.as_rule() {
                        Rule::star => Host::Any(self.of(&inner)),
                        _ => Host::Value(self.atom(inner)?),
                    });
                }
                Rule::port => {
                    let inner = Parts::of(part).next()?;
                    port = Some(match inner.as_rule() {
                        Rule::star => Port::Any(self.of(&inner)),
                        _ => Port::Value(self.head_range(inner)?),
                    });
                }
                _ => {}
            }
        }
        Some(Endpoint { host, port, span })
    }
}
