//! Statements, blocks, and the lines that are neither.

use super::Builder;
use super::explain::Line;
use super::grammar::{Pair, Parts, Rule};
use super::tokens::{self, Sort};
use crate::codes;
use crate::source::Span;
use crate::syntax::ast::*;

impl<'t> Builder<'t> {
    /// The statements of a piece of a file, a block or a body, behind those that stand before them.
    pub(super) fn stmts(&mut self, pair: Pair<'t>, stmts: &mut Vec<Stmt>) {
        let mut parts = Parts::of(pair);
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::lbrace | Rule::rbrace | Rule::missing_rbrace | Rule::EOI => {}
                Rule::stray_rbrace => {
                    let span = self.of(&part);
                    self.stray_brace(span, stmts);
                    self.junk.push(span);
                    stmts.push(Stmt { kind: StmtKind::Junk, span, doc: None });
                }
                Rule::junk => {
                    if !self.list_by_commas(stmts, &part, &mut parts) {
                        let stmt = self.junk_line(part);
                        stmts.push(stmt);
                    }
                }
                Rule::node if self.list_by_commas(stmts, &part, &mut parts) => {}
                _ => {
                    let tail = parts.want(Rule::tail);
                    let stmt = self.stmt(part, tail);
                    stmts.push(stmt);
                }
            }
        }
    }

    /// `{ … }`; `owner` is where the statement begins that it belongs to.
    pub(super) fn block(&mut self, pair: Pair<'t>, owner: usize) -> Block {
        let (start, end) = (pair.start(), pair.end());
        let closed = pair.clone().into_inner().next_back().is_some_and(|last| last.as_rule() == Rule::rbrace);
        let mut stmts = Vec::new();
        self.stmts(pair, &mut stmts);
        if !closed {
            self.missing_brace(owner, start, end);
        }
        let close = closed.then(|| self.span(end - 1, end));
        Block { stmts, open: self.span(start, start + 1), close }
    }

    fn stmt(&mut self, pair: Pair<'t>, tail: Option<Pair<'t>>) -> Stmt {
        let mut span = self.of(&pair);
        let doc = self.doc_above(span.start as usize);
        let outer = std::mem::replace(&mut self.spoilt, false);
        let line = Line::of(pair.as_rule());
        let said = self.diagnostics.len();
        let mut kind = self.stmt_kind(pair).unwrap_or_else(|| {
            // The builder and the grammar disagree; the line is lost, but not silently.
            self.spoilt = true;
            StmtKind::Junk
        });
        if let Some(tail) = tail {
            let tail_span = self.of(&tail);
            // A block that turned out to be a param has been explained.
            if !(line == Line::Node && matches!(kind, StmtKind::Param(_))) {
                self.explain_tail(span, tail_span, line);
            }
            self.spoilt = true;
            let block = self.blocks(tail, span.start as usize).into_iter().next();
            span = span.to(tail_span);
            match &mut kind {
                StmtKind::Node(node) if super::mistakes::names_value(node) => kind = StmtKind::Junk,
                StmtKind::Node(node) => node.block = node.block.take().or(block),
                _ => {}
            }
        } else if self.spoilt && self.diagnostics.len() == said && !self.is_reported(span) {
            self.say(codes::SYNTAX.at(span, "this line cannot be read"));
        }
        if self.spoilt {
            match &mut kind {
                StmtKind::Node(node) => {
                    node.broken = true;
                    self.lose(span);
                }
                StmtKind::For(_) | StmtKind::If(_) | StmtKind::Module(_) => self.throw_away(span),
                _ => {
                    kind = StmtKind::Junk;
                    self.throw_away(span);
                }
            }
        }
        self.spoilt = outer;
        Stmt { kind, span, doc }
    }

    /// Each kind of statement has a function of its own: this one recurses through blocks, and in a build without
    /// optimization its frame would hold the parts of all of them.
    fn stmt_kind(&mut self, pair: Pair<'t>) -> Option<StmtKind> {
        let start = pair.start();
        let whole = self.of(&pair);
        let rule = pair.as_rule();
        let parts = Parts::of(pair);
        match rule {
            Rule::property => self.property(parts),
            Rule::node => self.plain_node(parts, start),
            Rule::valued | Rule::probe | Rule::flow_def => self.defined(parts, start),
            Rule::nsg_rule => self.nsg_rule(parts, start),
            Rule::route => self.route(parts, start),
            Rule::scale => self.scale(parts, start),
            Rule::param => self.param_stmt(parts, whole),
            Rule::let_s => self.value_stmt(parts).map(StmtKind::Let),
            Rule::output => self.value_stmt(parts).map(StmtKind::Output),
            Rule::use_s => self.use_stmt(parts),
            Rule::module => self.module(parts, start),
            Rule::for_s => self.for_stmt(parts, start),
            Rule::if_s => self.if_stmt(parts, start).map(|branch| StmtKind::If(Box::new(branch))),
            Rule::expect => self.expect(parts, start).map(|expect| StmtKind::Expect(Box::new(expect))),
            Rule::waive => self.waive(parts),
            Rule::raw => self.raw(parts),
            _ => None,
        }
    }

    fn property(&mut self, mut parts: Parts<'_>) -> Option<StmtKind> {
        let key = parts.next()?;
        let key = self.plain(key)?;
        parts.want(Rule::colon)?;
        let value = parts.want(Rule::expr)?;
        Some(StmtKind::Property(Property { key, value: self.expr(value)? }))
    }

    fn defined(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        let existing = parts.want(Rule::kw_existing).map(|p| self.of(&p));
        let kind = self.keyword(&parts.next()?);
        let name = parts.next()?;
        let name = Some(self.plain(name)?);
        let definition = match parts.want(Rule::eq) {
            Some(_) => Some(self.definition(parts.next()?)?),
            None => None,
        };
        Some(self.node(existing, kind, name, definition, parts, start))
    }

    fn nsg_rule(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        let kind = self.keyword(&parts.next()?);
        let outbound = parts.want(Rule::kw_outbound).map(|p| self.of(&p));
        let priority = match parts.want(Rule::priority) {
            Some(pair) => {
                let inner = Parts::of(pair).next()?;
                self.atom(inner)?
            }
            None => self.missing_priority(parts.peek_start()?),
        };
        let name = parts.next()?;
        let name = Some(self.plain(name)?);
        parts.want(Rule::eq)?;
        let flow = parts.want(Rule::flow)?;
        let flow = self.flow(flow)?;
        let definition = Some(Definition::NsgRule { outbound, priority, flow });
        Some(self.node(None, kind, name, definition, parts, start))
    }

    fn route(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        let kind = self.keyword(&parts.next()?);
        let name = parts.next()?;
        let name = Some(self.plain(name)?);
        parts.want(Rule::eq)?;
        let from = parts.want(Rule::endpoint)?;
        let from = self.endpoint(from)?;
        self.arrow(&parts.next()?);
        let to = parts.want(Rule::endpoint)?;
        let to = self.endpoint(to)?;
        Some(self.node(None, kind, name, Some(Definition::Route { from, to }), parts, start))
    }

    fn scale(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        let kind = self.keyword(&parts.next()?);
        let to = parts.next()?.as_rule() == Rule::kw_to;
        let amount = parts.want(Rule::head_atom)?;
        let amount = self.atom(amount)?;
        parts.want(Rule::kw_when)?;
        let metric = parts.want(Rule::head_atom)?;
        let metric = self.atom(metric)?;
        let op = parts.want(Rule::cmp)?;
        let (op, op_span) = (super::expr::comparison(op.as_str()), self.of(&op));
        let threshold = parts.want(Rule::head_atom)?;
        let threshold = self.atom(threshold)?;
        let over = match parts.want(Rule::kw_over) {
            Some(_) => {
                let window = parts.want(Rule::head_atom)?;
                Some(self.atom(window)?)
            }
            None => None,
        };
        let scale = Scale { to, amount, metric, op, op_span, threshold, over };
        Some(self.node(None, kind, None, Some(Definition::Scale(scale)), parts, start))
    }

    fn param_stmt(&mut self, mut parts: Parts<'_>, whole: Span) -> Option<StmtKind> {
        parts.want(Rule::kw_param)?;
        Some(StmtKind::Param(Box::new(self.param(parts, whole)?)))
    }

    fn value_stmt(&mut self, mut parts: Parts<'_>) -> Option<Let> {
        parts.next()?;
        let name = self.word(&parts.want(Rule::word)?);
        parts.want(Rule::eq)?;
        let value = parts.want(Rule::expr)?;
        Some(Let { name, value: self.expr(value)? })
    }

    fn use_stmt(&mut self, mut parts: Parts<'_>) -> Option<StmtKind> {
        parts.want(Rule::kw_use)?;
        let existing = parts.want(Rule::kw_existing).map(|p| self.of(&p));
        let target = parts.next()?;
        let target = match target.as_rule() {
            Rule::string => UseTarget::File(self.plain(target)?),
            _ => UseTarget::Library(self.reference(target)?),
        };
        let alias = match parts.want(Rule::kw_as) {
            Some(_) => Some(self.word(&parts.want(Rule::word)?)),
            None => None,
        };
        Some(StmtKind::Use(Use { existing, target, alias }))
    }

    fn module(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        parts.want(Rule::kw_module)?;
        let name = self.word(&parts.want(Rule::word)?);
        let mut args = Vec::new();
        for arg in Parts::of(parts.want(Rule::args_decl)?).filter(|p| p.as_rule() == Rule::arg) {
            let span = self.of(&arg);
            let doc = self.doc_above(span.start as usize);
            args.push((self.param(Parts::of(arg), span)?, doc));
        }
        let body = self.block(parts.want(Rule::body)?, start);
        Some(StmtKind::Module(Box::new(Module { name, args, body })))
    }

    fn for_stmt(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        parts.want(Rule::kw_for)?;
        let first = self.word(&parts.want(Rule::word)?);
        let (key, item) = match parts.want(Rule::word) {
            Some(second) => (Some(first), self.word(&second)),
            None => (None, first),
        };
        parts.want(Rule::kw_in)?;
        let sequence = parts.want(Rule::expr)?;
        let sequence = self.expr(sequence)?;
        let body = self.block(parts.want(Rule::body)?, start);
        Some(StmtKind::For(Box::new(For { key, item, sequence, body })))
    }

    fn waive(&mut self, mut parts: Parts<'_>) -> Option<StmtKind> {
        parts.want(Rule::kw_waive)?;
        let rule = self.word(&parts.want(Rule::word)?);
        parts.want(Rule::kw_because)?;
        let reason = parts.want(Rule::string)?;
        Some(StmtKind::Waive(Waive { rule, reason: self.plain(reason)? }))
    }

    fn raw(&mut self, mut parts: Parts<'_>) -> Option<StmtKind> {
        parts.want(Rule::kw_raw)?;
        let map = parts.want(Rule::map)?;
        Some(StmtKind::Raw(Raw { map: self.atom(map)? }))
    }

    /// A keyword in the place of a kind.
    fn keyword(&self, pair: &Pair<'_>) -> Ref {
        let head = self.word(pair);
        Ref { span: head.span, head, trailers: Vec::new() }
    }

    fn node(
        &mut self,
        existing: Option<Span>,
        kind: Ref,
        name: Option<Name>,
        definition: Option<Definition>,
        mut parts: Parts<'t>,
        start: usize,
    ) -> StmtKind {
        let block = parts.want(Rule::block).map(|pair| self.block(pair, start));
        StmtKind::Node(Box::new(Node { existing, kind, name, heads: Vec::new(), definition, block, broken: false }))
    }

    fn plain_node(&mut self, mut parts: Parts<'t>, start: usize) -> Option<StmtKind> {
        let existing = parts.want(Rule::kw_existing).map(|p| self.of(&p));
        let kind = parts.want(Rule::kind)?;
        let kind = self.reference(Parts::of(kind).next()?)?;
        let mut heads = Vec::new();
        let mut block = None;
        for part in parts {
            match part.as_rule() {
                Rule::port_ref => {
                    let (port, colon) = self.port_ref(part)?;
                    heads.push(Head::Port(port, colon));
                }
                Rule::path => heads.push(Head::Path(self.word(&part))),
                Rule::head_range => heads.push(Head::Value(self.head_range(part)?)),
                Rule::block => block = Some(self.block(part, start)),
                _ => return None,
            }
        }
        let node = Node { existing, kind, name: None, heads, definition: None, block, broken: false };
        Some(self.judge_node(node))
    }

    fn port_ref(&mut self, pair: Pair<'_>) -> Option<(Expr, Span)> {
        let mut parts = Parts::of(pair);
        let colon = self.of(&parts.want(Rule::colon)?);
        let port = parts.want(Rule::head_atom)?;
        Some((self.atom(port)?, colon))
    }

    fn definition(&mut self, pair: Pair<'t>) -> Option<Definition> {
        Some(match pair.as_rule() {
            Rule::value => Definition::Value(self.expr(pair)?),
            Rule::flow => Definition::Flow(self.flow(pair)?),
            _ => {
                let mut parts = Parts::of(pair);
                let protocol = self.word(&parts.want(Rule::word)?);
                let port = parts.want(Rule::port_ref)?;
                let (port, _) = self.port_ref(port)?;
                let path = match parts.next() {
                    Some(path) if path.as_rule() == Rule::path => {
                        let kind = ExprKind::Str(vec![StrPart::Text(path.as_str().into())]);
                        Some(Expr { kind, span: self.of(&path) })
                    }
                    Some(value) => Some(self.atom(value)?),
                    None => None,
                };
                Definition::Probe(ProbeSpec { protocol, port, path })
            }
        })
    }

    fn flow(&mut self, pair: Pair<'_>) -> Option<Flow> {
        let span = self.of(&pair);
        let mut parts = Parts::of(pair);
        let protocol = self.word(&parts.want(Rule::word)?);
        let from = parts.want(Rule::endpoint)?;
        let from = self.endpoint(from)?;
        self.arrow(&parts.next()?);
        let to = parts.want(Rule::endpoint)?;
        let to = self.endpoint(to)?;
        Some(Flow { protocol, from, to, span })
    }

    fn param(&mut self, mut parts: Parts<'_>, span: Span) -> Option<Param> {
        let name = self.word(&parts.want(Rule::word)?);
        parts.want(Rule::colon)?;
        let ty = parts.want(Rule::type_)?;
        let ty = self.type_of(ty)?;
        let within = match parts.want(Rule::kw_in) {
            Some(_) => {
                let set = parts.want(Rule::expr)?;
                Some(self.expr(set)?)
            }
            None => None,
        };
        let default = match parts.want(Rule::eq) {
            Some(_) => {
                let default = parts.want(Rule::expr)?;
                Some(self.expr(default)?)
            }
            None => None,
        };
        Some(Param { name, ty, within, default, span })
    }

    fn type_of(&mut self, pair: Pair<'_>) -> Option<Type> {
        let span = self.of(&pair);
        let mut parts = Parts::of(pair);
        let name = self.word(&parts.want(Rule::word)?);
        let arg = match parts.want(Rule::lparen) {
            Some(_) => {
                let first = parts.next()?;
                Some(if first.as_rule() == Rule::type_ {
                    TypeArg::Of(Box::new(self.type_of(first)?))
                } else {
                    let least = self.length(&first)?;
                    parts.want(Rule::dots)?;
                    TypeArg::Length(least, self.length(&parts.want(Rule::int)?)?)
                })
            }
            None => None,
        };
        Some(Type { name, arg, span })
    }

    fn length(&mut self, pair: &Pair<'_>) -> Option<i64> {
        match self.literal(pair)? {
            ExprKind::Int(value) => Some(value),
            _ => None,
        }
    }

    fn if_stmt(&mut self, mut parts: Parts<'t>, start: usize) -> Option<If> {
        parts.want(Rule::kw_if)?;
        let condition = parts.want(Rule::expr)?;
        let condition = self.expr(condition)?;
        let then = self.block(parts.want(Rule::body)?, start);
        let mut branches: Vec<(Expr, Block, Span)> = Vec::new();
        let mut branch = 0;
        let mut otherwise = None;
        while let Some(part) = parts.next() {
            if part.as_rule() == Rule::else_if {
                let at = part.start();
                let mut inner = Parts::of(part);
                inner.want(Rule::kw_else)?;
                let word = inner.want(Rule::kw_if)?;
                let word = self.of(&word);
                branch += 1;
                if branch == crate::syntax::MAX_DEPTH + 1 {
                    let message = format!("more than {} branches in one `if`", branches.len());
                    self.say(codes::TOO_DEEP.at(word, message));
                    self.spoilt = true;
                }
                let condition = inner.want(Rule::expr)?;
                let condition = self.expr(condition)?;
                let body = self.block(inner.want(Rule::body)?, at);
                if branches.len() < crate::syntax::MAX_DEPTH {
                    branches.push((condition, body, word));
                }
            } else if part.as_rule() == Rule::kw_else {
                let at = part.start();
                otherwise = Some(Else::Block(self.block(parts.want(Rule::body)?, at)));
            }
        }
        for (condition, then, word) in branches.into_iter().rev() {
            let end = match &otherwise {
                Some(Else::Block(block)) => block_end(block),
                Some(Else::If(_, span)) => *span,
                None => block_end(&then),
            };
            otherwise = Some(Else::If(Box::new(If { condition, then, otherwise }), word.to(end)));
        }
        Some(If { condition, then, otherwise })
    }

    fn expect(&mut self, mut parts: Parts<'t>, start: usize) -> Option<Expect> {
        parts.want(Rule::kw_expect)?;
        let protocol = self.word(&parts.want(Rule::word)?);
        let from = parts.want(Rule::endpoint)?;
        let from = self.endpoint(from)?;
        let except = match parts.want(Rule::kw_except) {
            Some(_) => {
                let set = parts.want(Rule::head_atom)?;
                Some(self.atom(set)?)
            }
            None => None,
        };
        self.arrow(&parts.next()?);
        let to = parts.want(Rule::endpoint)?;
        let to = self.endpoint(to)?;
        let (mut outcome, mut via) = (None, None);
        let mut claims = Parts::of(parts.want(Rule::outcome)?);
        while let Some(part) = claims.next() {
            match part.as_rule() {
                Rule::kw_reaches => {
                    let target = claims.want(Rule::endpoint)?;
                    outcome = Some(Outcome::Reaches(self.endpoint(target)?));
                }
                Rule::kw_allowed => outcome = Some(Outcome::Allowed(self.of(&part))),
                Rule::kw_blocked => outcome = Some(Outcome::Blocked(self.of(&part))),
                _ => {
                    let target = Parts::of(part).find(|p| p.as_rule() == Rule::ref_)?;
                    via = Some(self.reference(target)?);
                }
            }
        }
        let block = parts.want(Rule::block).map(|pair| self.block(pair, start));
        Some(Expect { protocol, from, except, to, outcome, via, block })
    }

    /// The blocks in what could not be read.
    fn blocks(&mut self, pair: Pair<'t>, owner: usize) -> Vec<Block> {
        let blocks: Vec<_> = Parts::of(pair).filter(|p| p.as_rule() == Rule::block).collect();
        blocks.into_iter().map(|pair| self.block(pair, owner)).collect()
    }

    /// A line that is no statement. Of a block or definition what can be known is kept: its kind, its name, its block.
    fn junk_line(&mut self, pair: Pair<'t>) -> Stmt {
        let span = self.of(&pair);
        let start = span.start as usize;
        let doc = self.doc_above(start);
        let first_block = pair.clone().into_inner().find(|p| p.as_rule() == Rule::block);
        let header_end = first_block.map_or(span.end as usize, |p| p.start());
        let header = self.span(start, start + self.text[start..header_end].trim_end_matches([' ', '\t']).len());
        let tokens = tokens::tokens(self.text, start, header.end as usize);
        let line = Line::guess(&tokens);
        let at = if self.is_reported(header) { start } else { self.explain_junk(header, span, line, &tokens) };
        self.lose(header);
        let kind = if line.holds_values() {
            None
        } else {
            let block = self.blocks(pair, start).into_iter().next();
            if line.is_node() { self.broken_node(&tokens, line, at, block) } else { None }
        };
        match kind {
            Some(kind) => Stmt { kind, span, doc },
            None => {
                self.throw_away(span);
                Stmt { kind: StmtKind::Junk, span, doc }
            }
        }
    }

    /// What is known of a block or definition whose first line could not be read beyond `at`.
    fn broken_node(
        &self,
        tokens: &[tokens::Token<'t>],
        line: Line,
        at: usize,
        block: Option<Block>,
    ) -> Option<StmtKind> {
        let name_of = |token: &tokens::Token<'t>| Name {
            text: token.text.trim_matches('"').into(),
            span: self.span(token.start, token.end()),
            quoted: token.sort == Sort::String,
        };
        let mut rest = tokens.iter().peekable();
        let existing = rest.next_if(|t| t.is("existing")).map(|t| self.span(t.start, t.end()));
        let kind = rest.next().filter(|t| t.sort == Sort::Word).map(&name_of)?;
        let mut heads = Vec::new();
        let name = match line {
            Line::NsgRule => {
                let equals = tokens.iter().position(|t| t.is("="));
                equals.and_then(|n| n.checked_sub(1)).map(|n| &tokens[n]).filter(|t| t.sort == Sort::Word)
            }
            Line::Node => {
                for token in rest.take_while(|t| t.sort == Sort::Word && t.end() <= at) {
                    let name = name_of(token);
                    let span = name.span;
                    let kind = ExprKind::Ref(Ref { head: name, trailers: Vec::new(), span });
                    heads.push(Head::Value(Expr { kind, span }));
                }
                None
            }
            Line::Scale => None,
            _ => rest.next().filter(|t| matches!(t.sort, Sort::Word | Sort::String)),
        };
        let kind = Ref { span: kind.span, head: kind, trailers: Vec::new() };
        let name = name.map(name_of);
        Some(StmtKind::Node(Box::new(Node { existing, kind, name, heads, definition: None, block, broken: true })))
    }

    /// Remembers a span as unreadable, and its words.
    pub(super) fn throw_away(&mut self, span: Span) {
        self.junk.push(span);
        self.lose(span);
    }

    /// Remembers the words of a span.
    pub(super) fn lose(&mut self, span: Span) {
        for token in tokens::tokens(self.text, span.start as usize, span.end as usize) {
            if token.sort == Sort::Word {
                self.lost.insert(token.text.into());
            }
        }
    }
}

fn block_end(block: &Block) -> Span {
    block.close.unwrap_or_else(|| block.stmts.last().map_or(block.open, |s| s.span))
}
