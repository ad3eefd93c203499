//! Commas where a list is wanted: `vnet core 10.30.0.0/16, fd00:30::/48 {`. The comma ended the statement, so what
//! follows reads as lines of their own; here the two are put together again, and the block is not lost.

use super::Builder;
use super::grammar::{self, Pair, Parts, Rule};
use crate::codes;
use crate::source::Span;
use crate::syntax::ast::*;

/// A list that is one by its commas.
struct Cut {
    /// Where the list begins.
    first: Span,
    /// What its items are called.
    items: &'static str,
    /// The statement is lost; a block or definition is kept.
    lost: bool,
}

impl<'t> Builder<'t> {
    /// Takes `part`, and what follows it in the same way, for the rest of a list in the statement before.
    pub(super) fn list_by_commas(&mut self, stmts: &mut [Stmt], part: &Pair<'t>, rest: &mut Parts<'t>) -> bool {
        let Some(before) = stmts.last_mut() else { return false };
        if !self.only_comma(before.span.end as usize, part.start()) {
            return false;
        }
        if part.start() < self.swallow {
            self.keep_block(before, part.clone());
            before.span = before.span.to(self.of(part));
            if let Some(tail) = rest.want(Rule::tail) {
                before.span = before.span.to(self.of(&tail));
                self.keep_block(before, tail);
            }
            return true;
        }
        let Some(cut) = self.cut(before, part) else { return false };
        let Some(mut last) = self.item(part) else { return false };
        let mut tail = part.clone();
        if rest.peek() == Some(Rule::tail) {
            return false;
        }
        while let Some(next) = rest.peek_pair() {
            let follows = matches!(next.as_rule(), Rule::junk | Rule::node)
                && self.only_comma(self.of(&tail).end as usize, next.start());
            let Some(item) = self.item(next).filter(|_| follows) else { break };
            last = item;
            let Some(next) = rest.next() else { break };
            tail = next;
            if rest.peek() == Some(Rule::tail) {
                // What stands wrongly behind the last item is part of the same mistake.
                let Some(next) = rest.next() else { break };
                tail = next;
                break;
            }
        }
        let whole = cut.first.to(last);
        let text = format!("[{}]", self.slice(whole).split(',').map(str::trim).collect::<Vec<_>>().join(", "));
        let shown = if cut.items == "ports" { self.with_host(before, &text) } else { text.clone() };
        let finding = codes::WANTS_LIST.at(whole, format!("several {} are a list: `{shown}`", cut.items));
        self.say(finding.fix(format!("write `{text}`"), whole, text));
        before.span = before.span.to(self.of(&tail));
        if cut.lost {
            before.kind = StmtKind::Junk;
            self.throw_away(before.span);
        } else {
            self.keep_block(before, tail);
            self.lose(whole);
        }
        true
    }

    /// Whether nothing but one comma, on the same line, stands between two offsets.
    fn only_comma(&self, from: usize, to: usize) -> bool {
        self.text.get(from..to).is_some_and(|between| between.trim_matches([' ', '\t']) == ",")
    }

    fn keep_block(&mut self, before: &mut Stmt, part: Pair<'t>) {
        let start = before.span.start as usize;
        let end = self.of(&part);
        if let StmtKind::Node(node) = &mut before.kind {
            node.broken = true;
            let block = Parts::of(part).find(|p| p.as_rule() == Rule::block).filter(|_| node.block.is_none());
            if let Some(block) = block {
                node.block = Some(self.block(block, start));
                before.span = before.span.to(end);
            }
        }
    }

    /// `*:[80, 443]`
    fn with_host(&self, before: &Stmt, ports: &str) -> String {
        let host = match &before.kind {
            StmtKind::Node(node) => node.definition.as_ref().and_then(|d| flow_of(d)).and_then(|f| f.to.host.as_ref()),
            _ => None,
        };
        match host {
            Some(Host::Any(_)) => format!("*:{ports}"),
            Some(Host::Value(value)) => format!("{}:{ports}", self.slice(value.span)),
            None => format!(":{ports}"),
        }
    }

    /// Where the list would begin in the statement before.
    fn cut(&self, before: &Stmt, part: &Pair<'t>) -> Option<Cut> {
        let plain = part.as_rule() == Rule::node;
        match &before.kind {
            StmtKind::Property(Property { value, .. })
            | StmtKind::Let(Let { value, .. })
            | StmtKind::Output(Let { value, .. })
                if !plain || self.alone_on_line(before.span, part) =>
            {
                Some(Cut { first: value.span, items: "values", lost: true })
            }
            StmtKind::Node(node) if node.block.is_none() && !node.broken => match &node.definition {
                None if node.heads.len() > 1 && !plain => {
                    let items = if matches!(&*node.kind.head.text, "vnet" | "subnet") { "prefixes" } else { "values" };
                    Some(Cut { first: node.heads.last()?.span(), items, lost: false })
                }
                Some(definition) => {
                    let to = &flow_of(definition)?.to;
                    match (&to.port, &to.host) {
                        (Some(port), _) if !plain => Some(Cut { first: port.span(), items: "ports", lost: false }),
                        (None, Some(Host::Value(host))) => {
                            Some(Cut { first: host.span, items: "frontends", lost: false })
                        }
                        _ => None,
                    }
                }
                None => None,
            },
            _ => None,
        }
    }

    /// Whether a statement and what follows its comma have a line for themselves, so that the comma does not stand in
    /// a block of one line.
    fn alone_on_line(&self, before: Span, part: &Pair<'_>) -> bool {
        let head = &self.text[..before.start as usize];
        let ends = self.text[part.end()..].split('\n').next().unwrap_or("");
        let dotted = part.as_str().contains('.');
        head.trim_end_matches([' ', '\t']).ends_with('\n') && !ends.contains('}') || dotted
    }

    /// Where an item of a list stands, if that is what a part is: a value, perhaps with a block behind it.
    fn item(&self, part: &Pair<'t>) -> Option<Span> {
        let start = part.start();
        let block = part.clone().into_inner().find(|p| p.as_rule() == Rule::block);
        let end = block.map_or(part.end(), |p| p.start());
        let text = self.text[start..end].trim_end_matches([' ', '\t']);
        let span = self.span(start, start + text.len());
        if self.is_reported(span) || text.contains(['\n', '{']) {
            return None;
        }
        let value = grammar::run(Rule::expr, text, start).ok()?.next()?;
        (value.end() == start + text.len()).then_some(span)
    }
}

fn flow_of(definition: &Definition) -> Option<&Flow> {
    match definition {
        Definition::Flow(flow) | Definition::NsgRule { flow, .. } => Some(flow),
        _ => None,
    }
}
