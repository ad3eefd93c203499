//! Heads, definitions and values in pieces.

use super::pieces::{Group, Item, Piece, Sort, flat, push};
use super::{Formatter, NAMELESS, is_reserved, is_word};
use crate::syntax::ast::*;
use crate::syntax::parse::indentation;

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Compare(op) => comparison(op),
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
    }
}

fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "==",
        CompareOp::Ne => "!=",
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
    }
}

impl<'a> Formatter<'a> {
    /// A name or key, without quotes that it does not need.
    pub(super) fn name(&self, name: &'a Name) -> &'a str {
        if is_word(&name.text) { &name.text } else { self.slice(name.span) }
    }

    pub(super) fn node(&self, node: &'a Node, out: &mut Vec<Piece>) {
        if node.existing.is_some() {
            push(out, "existing ");
        }
        self.path(&node.kind, out);
        let named = match &node.definition {
            Some(Definition::NsgRule { outbound, priority, .. }) => {
                push(out, if outbound.is_some() { " outbound " } else { " " });
                self.expr(priority, out);
                node.name.as_ref()
            }
            _ => node.name.as_ref(),
        };
        if let Some(name) = named {
            push(out, &format!(" {}", self.name(name)));
        }
        for (index, head) in node.heads.iter().enumerate() {
            push(out, " ");
            match head {
                Head::Port(port, _) => {
                    push(out, ":");
                    self.expr(port, out);
                }
                Head::Path(path) => push(out, &path.text),
                Head::Value(value) => match self.plain_name(node, index, value) {
                    Some(name) => push(out, name),
                    None => self.expr(value, out),
                },
            }
        }
        match &node.definition {
            None => {}
            Some(Definition::Value(value)) => {
                push(out, " = ");
                self.expr(value, out);
            }
            Some(Definition::Probe(probe)) => {
                push(out, &format!(" = {} :", probe.protocol.text));
                self.expr(&probe.port, out);
                if let Some(path) = &probe.path {
                    push(out, " ");
                    let bare = self.slice(path.span).starts_with('/');
                    if bare { push(out, self.slice(path.span)) } else { self.expr(path, out) }
                }
            }
            Some(Definition::Flow(flow)) => {
                push(out, " = ");
                self.flow(flow, false, out);
            }
            Some(Definition::NsgRule { flow, .. }) => {
                push(out, " = ");
                self.flow(flow, true, out);
            }
            Some(Definition::Route { from, to }) => {
                push(out, " = ");
                self.endpoint(from, false, out);
                push(out, " -> ");
                self.endpoint(to, false, out);
            }
            Some(Definition::Scale(scale)) => {
                push(out, if scale.to { " to " } else { " by " });
                self.expr(&scale.amount, out);
                push(out, " when ");
                self.expr(&scale.metric, out);
                push(out, &format!(" {} ", comparison(scale.op)));
                self.expr(&scale.threshold, out);
                if let Some(window) = &scale.over {
                    push(out, " over ");
                    self.expr(window, out);
                }
            }
        }
    }

    /// A block's name that was written in quotes without need.
    fn plain_name(&self, node: &'a Node, index: usize, value: &'a Expr) -> Option<&'a str> {
        let ExprKind::Str(parts) = &value.kind else { return None };
        let [StrPart::Text(text)] = &parts[..] else { return None };
        let nameless = node.kind.trailers.is_empty() && NAMELESS.contains(&&*node.kind.head.text);
        (index == 0 && !nameless && is_word(text) && !is_reserved(text)).then_some(&**text)
    }

    fn flow(&self, flow: &'a Flow, any_source: bool, out: &mut Vec<Piece>) {
        push(out, &format!("{} ", flow.protocol.text));
        self.endpoint(&flow.from, any_source, out);
        push(out, " -> ");
        self.endpoint(&flow.to, false, out);
    }

    /// `any_source`: every port is what is meant anyway, so `:*` is left out.
    fn endpoint(&self, endpoint: &'a Endpoint, any_source: bool, out: &mut Vec<Piece>) {
        match &endpoint.host {
            Some(Host::Any(_)) => push(out, "*"),
            Some(Host::Value(host)) => self.expr(host, out),
            None => {}
        }
        match &endpoint.port {
            Some(Port::Any(_)) if any_source && endpoint.host.is_some() => {}
            Some(Port::Any(_)) => push(out, ":*"),
            Some(Port::Value(port)) => {
                push(out, ":");
                self.expr(port, out);
            }
            None => {}
        }
    }

    pub(super) fn expect(&self, expect: &'a Expect, out: &mut Vec<Piece>) {
        push(out, &format!("expect {} ", expect.protocol.text));
        self.endpoint(&expect.from, true, out);
        if let Some(except) = &expect.except {
            push(out, " except ");
            self.expr(except, out);
        }
        push(out, " -> ");
        self.endpoint(&expect.to, false, out);
        match &expect.outcome {
            Some(Outcome::Reaches(target)) => {
                push(out, " reaches ");
                self.endpoint(target, false, out);
            }
            Some(Outcome::Allowed(_)) => push(out, " allowed"),
            Some(Outcome::Blocked(_)) => push(out, " blocked"),
            None => {}
        }
        if let Some(via) = &expect.via {
            push(out, " via ");
            self.path(via, out);
        }
    }

    pub(super) fn param(&self, param: &'a Param, out: &mut Vec<Piece>) {
        push(out, &format!("{}: ", param.name.text));
        self.type_of(&param.ty, out);
        if let Some(set) = &param.within {
            push(out, " in ");
            self.expr(set, out);
        }
        if let Some(default) = &param.default {
            push(out, " = ");
            self.expr(default, out);
        }
    }

    fn type_of(&self, ty: &'a Type, out: &mut Vec<Piece>) {
        push(out, &ty.name.text);
        match &ty.arg {
            Some(TypeArg::Length(least, most)) => push(out, &format!("({least}..{most})")),
            Some(TypeArg::Of(inner)) => {
                push(out, "(");
                self.type_of(inner, out);
                push(out, ")");
            }
            None => {}
        }
    }

    pub(super) fn path(&self, path: &'a Ref, out: &mut Vec<Piece>) {
        push(out, &path.head.text);
        self.trailers(&path.trailers, out);
    }

    fn trailers(&self, trailers: &'a [Trailer], out: &mut Vec<Piece>) {
        for trailer in trailers {
            match trailer {
                Trailer::Member(name) => push(out, &format!(".{}", self.name(name))),
                Trailer::Index(index, _) => {
                    push(out, "[");
                    self.expr(index, out);
                    push(out, "]");
                }
                Trailer::All(_) => push(out, "[*]"),
            }
        }
    }

    pub(super) fn expr(&self, expr: &'a Expr, out: &mut Vec<Piece>) {
        let (start, end) = (expr.span.start as usize, expr.span.end as usize);
        match &expr.kind {
            ExprKind::None
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Number(_)
            | ExprKind::Duration(_)
            | ExprKind::Percent(_)
            | ExprKind::Disk(_)
            | ExprKind::Time(_)
            | ExprKind::Ip(_) => push(out, self.slice(expr.span)),
            ExprKind::Str(parts) => self.string(expr, parts, out),
            ExprKind::List(items) => {
                // A list of maps keeps the lines that its author gave it, as maps do.
                let maps = items.iter().any(|i| matches!(i.kind, ExprKind::Map(_)));
                let lines = items.first().is_some_and(|i| self.text[start..i.span.start as usize].contains('\n'));
                let group = self.group("[", "]", items, (start + 1, end - 1), maps && lines);
                out.push(Piece::Group(group));
            }
            ExprKind::Map(entries) => out.push(Piece::Group(self.map(entries, (start + 1, end - 1)))),
            ExprKind::Paren(inner) => {
                if self.comments(start, inner.span.start as usize).is_empty()
                    && self.comments(inner.span.end as usize, end).is_empty()
                {
                    push(out, "(");
                    self.expr(inner, out);
                    push(out, ")");
                } else {
                    let mut group = self.group("(", ")", std::slice::from_ref(inner), (start + 1, end - 1), true);
                    group.sort = Sort::Paren;
                    out.push(Piece::Group(group));
                }
            }
            ExprKind::Call(call) => self.call(call, out),
            ExprKind::Ref(path) => self.path(path, out),
            ExprKind::If(parts) => {
                let (condition, then, otherwise) = &**parts;
                push(out, "if ");
                self.expr(condition, out);
                push(out, " then ");
                self.expr(then, out);
                if let Some(otherwise) = otherwise {
                    push(out, " else ");
                    self.expr(otherwise, out);
                }
            }
            ExprKind::Not(inner) => {
                push(out, "not ");
                self.expr(inner, out);
            }
            ExprKind::Binary(op, sides) => {
                self.expr(&sides.0, out);
                push(out, &format!(" {} ", operator(*op)));
                self.expr(&sides.1, out);
            }
            ExprKind::Range(ends) => {
                self.expr(&ends.0, out);
                push(out, "..");
                self.expr(&ends.1, out);
            }
        }
    }

    fn group(
        &self,
        open: &'static str,
        close: &'static str,
        values: &'a [Expr],
        inside: (usize, usize),
        opened: bool,
    ) -> Group {
        let mut items = Vec::new();
        let mut commented = false;
        let mut last = inside.0;
        for value in values {
            let mut pieces = Vec::new();
            self.expr(value, &mut pieces);
            let span = (value.span.start as usize, value.span.end as usize);
            commented |= !self.comments(last, span.0).is_empty();
            last = span.1;
            items.push(Item { pieces, span });
        }
        commented |= !self.comments(last, inside.1).is_empty();
        Group { sort: Sort::Items, open, close, items, opened: opened || commented, inside }
    }

    fn map(&self, entries: &'a [(Name, Expr)], inside: (usize, usize)) -> Group {
        let mut items = Vec::new();
        for (key, value) in entries {
            let mut pieces = Vec::new();
            push(&mut pieces, &format!("{}: ", self.name(key)));
            self.expr(value, &mut pieces);
            items.push(Item { pieces, span: (key.span.start as usize, value.span.end as usize) });
        }
        // A map stays on one line only where its author wrote it so.
        let lines = self.text[inside.0..inside.1].contains('\n');
        let opened = lines && !(items.is_empty() && self.comments(inside.0, inside.1).is_empty());
        Group { sort: Sort::Map, open: "{", close: "}", items, opened, inside }
    }

    /// A call. A map or text as its last argument is opened up in place: `file("x", {`.
    fn call(&self, call: &'a Call, out: &mut Vec<Piece>) {
        push(out, &call.name.text);
        let open = call.name.span.end as usize + 1;
        let close = self.end_of_args(call, open);
        let group = self.group("(", ")", &call.args, (open, close), false);
        let hugs = match call.args.last() {
            Some(last) if !group.opened => {
                let text = matches!(last.kind, ExprKind::Str(_)) && self.slice(last.span).starts_with("\"\"\"");
                matches!(last.kind, ExprKind::Map(_)) || text
            }
            _ => false,
        };
        let mut items = group.items;
        let flat_ones = hugs && items[..items.len() - 1].iter().all(|item| flat(&item.pieces).is_some());
        match items.pop() {
            Some(last) if flat_ones => {
                push(out, "(");
                for item in items {
                    push(out, &flat(&item.pieces).unwrap_or_default());
                    push(out, ", ");
                }
                out.extend(last.pieces);
                push(out, ")");
            }
            last => {
                items.extend(last);
                out.push(Piece::Group(Group { items, ..group }));
            }
        }
        self.trailers(&call.trailers, out);
    }

    /// Where the `)` of a call stands.
    fn end_of_args(&self, call: &Call, open: usize) -> usize {
        let mut at = call.args.last().map_or(open, |last| last.span.end as usize);
        // Only blanks, line breaks, a comma and comments can stand before it.
        while let Some(byte) = self.text.as_bytes().get(at) {
            match byte {
                b')' => break,
                b'/' => at = self.text[at..].find('\n').map_or(self.text.len(), |n| at + n),
                _ => at += 1,
            }
        }
        at.min(self.text.len())
    }

    /// A string, as it was written but for the blanks in its `${…}`; a text with its lines moved.
    fn string(&self, expr: &'a Expr, parts: &'a [StrPart], out: &mut Vec<Piece>) {
        let source = self.slice(expr.span);
        let values = parts.iter().filter_map(|p| if let StrPart::Expr(value) = p { Some(value) } else { None });
        if let Some(body) = source.strip_prefix("\"\"\"").and_then(|s| s.strip_suffix("\"\"\"")) {
            let tall =
                values.into_iter().any(|v| self.hole(v).is_none_or(|(from, to, _)| self.text[from..to].contains('\n')));
            if tall {
                out.push(Piece::Raw(source.replace("\r\n", "\n")));
                return;
            }
            let mut lines: Vec<&str> = body.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l)).collect();
            let indent = lines.pop().map_or(0, str::len);
            let lines = lines.iter().skip(1).map(|l| l[indentation(l, indent)..].to_string()).collect();
            out.push(Piece::Lines(lines));
            return;
        }
        let mut written = String::new();
        let mut last = expr.span.start as usize;
        for value in values {
            if let Some((from, to, Some(line))) = self.hole(value) {
                written.push_str(&self.text[last..from]);
                written.push_str(&line);
                last = to;
            }
        }
        written.push_str(&self.text[last..expr.span.end as usize]);
        if written.contains('\n') {
            out.push(Piece::Raw(written.replace("\r\n", "\n")));
        } else {
            push(out, &written);
        }
    }

    /// What stands between `${` and `}` around a value, and the same on one line if it can be.
    fn hole(&self, value: &'a Expr) -> Option<(usize, usize, Option<String>)> {
        let from = self.text[..value.span.start as usize].trim_end_matches([' ', '\t']).len();
        let rest = &self.text[value.span.end as usize..];
        let to = value.span.end as usize + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let mut pieces = Vec::new();
        self.expr(value, &mut pieces);
        Some((from, to, flat(&pieces)))
    }
}
