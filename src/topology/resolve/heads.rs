//! What stands between a kind and its block, and after the `=` of a definition, becomes properties.

use super::nodes::takes_definition;
use super::{Place, Resolver, State};
use crate::codes;
use crate::schema::{self, Form, Kind, KindRow, Ty};
use crate::source::Span;
use crate::syntax::ast::{self, Definition, Endpoint, Expr, ExprKind, Flow, Head, Host, Port};
use crate::topology::{NodeId, V, Value};

impl<'a> Resolver<'a, '_> {
    pub(super) fn heads(
        &mut self,
        id: NodeId,
        written: &'a ast::Node,
        row: &'static KindRow,
        heads: &[&'a Head],
        place: &Place,
    ) {
        match &written.definition {
            Some(definition) => self.definition(id, written, row, definition, place),
            None if written.broken => {} // the parser has said what is wrong with it
            None if takes_definition(row.form) => self.undefined(id, row),
            None => {}
        }
        if row.kind == Kind::Health {
            self.health(id, heads, place);
            return;
        }
        let mut wanted = row.head.iter();
        for head in heads {
            match (wanted.next(), head) {
                (Some(name), Head::Value(expr)) => {
                    self.fill(id, name, expr.span, State::Written(expr), place);
                }
                (Some(_) | None, _) => {
                    self.drafts[id.index()].broken = true;
                    let word = row.word;
                    let diagnostic = super::hints::unexpected_head(self.sources, row, head, written);
                    self.report(diagnostic.unwrap_or_else(|| {
                        codes::UNEXPECTED_HEAD
                            .at(head.span(), format!("this cannot stand between `{word}` and its block"))
                            .help(format!("a `{word}` is written `{}`", super::hints::shape(row)))
                    }));
                    break;
                }
            }
        }
    }

    /// A definition that is missing altogether: fine for something existing.
    fn undefined(&mut self, id: NodeId, row: &'static KindRow) {
        if !self.topology.node(id).existing && !matches!(row.form, Form::Value(_)) {
            self.drafts[id.index()].broken = true;
            self.drafts[id.index()].undefined = true;
            let node = self.topology.node(id);
            let at = node.name_span.after();
            let node = self.topology.node(id);
            self.report(
                codes::MISSING_DEFINITION
                    .at(at, format!("`{} {}` lacks its definition", row.word, node.symbol))
                    .help(format!("write `{}`", super::hints::shape(row))),
            );
        }
    }

    fn definition(
        &mut self,
        id: NodeId,
        written: &'a ast::Node,
        row: &'static KindRow,
        definition: &'a Definition,
        place: &Place,
    ) {
        match (row.form, definition) {
            (Form::Value(name), Definition::Value(expr)) => {
                self.fill(id, name, expr.span, State::Written(expr), place);
            }
            (Form::Probe, Definition::Probe(probe)) => {
                self.word(id, "protocol", &probe.protocol, place);
                self.fill(id, "port", probe.port.span, State::Written(&probe.port), place);
                if let Some(path) = &probe.path {
                    self.fill(id, "path", path.span, State::Written(path), place);
                }
            }
            (Form::Flow, Definition::Flow(flow)) => self.flow(id, row, flow, place),
            (Form::Route, Definition::Route { from, to }) => {
                self.host(id, "prefix", from, place);
                self.host(id, "next_hop", to, place);
            }
            (Form::NsgRule, Definition::NsgRule { outbound, priority, flow }) => {
                self.done(id, "access", V::Word(written.kind.head.text.clone()), written.kind.span, place);
                if let Some(span) = outbound {
                    self.done(id, "direction", V::Word("outbound".into()), *span, place);
                }
                self.fill(id, "priority", priority.span, State::Written(priority), place);
                self.word(id, "protocol", &flow.protocol, place);
                self.host(id, "source", &flow.from, place);
                if let Some(port) = &flow.from.port {
                    self.port(id, "source_port", port, place);
                }
                self.host(id, "destination", &flow.to, place);
                match &flow.to.port {
                    Some(port) => self.port(id, "destination_port", port, place),
                    None if matches!(&*flow.protocol.text, "tcp" | "udp" | "any") => {
                        self.portless(id, flow.to.span, "the destination needs a port");
                    }
                    None => {}
                }
            }
            (Form::Scale, Definition::Scale(scale)) => {
                self.done(id, "direction", V::Word(written.kind.head.text.clone()), written.kind.span, place);
                let change = if scale.to { "to" } else { "by" };
                self.done(id, "change", V::Word(change.into()), scale.amount.span.before(), place);
                self.fill(id, "amount", scale.amount.span, State::Written(&scale.amount), place);
                self.fill(id, "metric", scale.metric.span, State::Written(&scale.metric), place);
                self.done(id, "operator", V::Word(operator(scale.op).into()), scale.op_span, place);
                self.fill(id, "threshold", scale.threshold.span, State::Written(&scale.threshold), place);
                if let Some(over) = &scale.over {
                    self.fill(id, "window", over.span, State::Written(over), place);
                }
            }
            (_, other) => {
                self.drafts[id.index()].broken = true;
                let at = definition_span(other);
                let diagnostic = super::hints::unexpected_definition(row, at);
                self.report(diagnostic);
            }
        }
    }

    fn flow(&mut self, id: NodeId, row: &'static KindRow, flow: &'a Flow, place: &Place) {
        self.word(id, "protocol", &flow.protocol, place);
        if row.kind == Kind::Outbound {
            self.host(id, "pool", &flow.from, place);
            self.host(id, "frontends", &flow.to, place);
            for port in [&flow.from.port, &flow.to.port].into_iter().flatten() {
                self.report(
                    codes::UNEXPECTED_HEAD
                        .at(port.span(), "an outbound rule has no ports; it gives every member its own")
                        .help("remove the port"),
                );
            }
            return;
        }
        self.host(id, "frontend", &flow.from, place);
        match &flow.from.port {
            Some(port) => self.port(id, "frontend_port", port, place),
            None => self.portless(id, flow.from.span, "the frontend needs a port"),
        }
        if flow.to.host.is_some() {
            if row.kind == Kind::NatPool {
                self.drafts[id.index()].broken = true;
                self.report(
                    codes::UNEXPECTED_HEAD
                        .at(flow.to.span, "a NAT pool names no backend pool; the scale set's nic names the NAT pool")
                        .help("write `-> :PORT`"),
                );
            } else {
                self.host(id, "pool", &flow.to, place);
            }
        } else if row.kind == Kind::Rule {
            self.drafts[id.index()].broken = true;
            self.report(
                codes::MISSING_DEFINITION.at(flow.to.span.before(), "the destination needs a pool: `-> POOL:PORT`"),
            );
        }
        match &flow.to.port {
            Some(port) => self.port(id, "backend_port", port, place),
            None => self.portless(id, flow.to.span, "the destination needs a port"),
        }
    }

    /// A flow's end without a port never means "all".
    fn portless(&mut self, id: NodeId, at: Span, message: &str) {
        self.drafts[id.index()].broken = true;
        self.report(codes::MISSING_PORT.at(at, message).help("write `:PORT` behind it; `:*` is every port").offer(
            "write `:*`, every port",
            at.after(),
            ":*",
        ));
    }

    fn word(&mut self, id: NodeId, name: &'static str, word: &ast::Name, place: &Place) {
        let row = schema::row(self.topology.node(id).kind);
        let words = match row.prop(name).map(|p| p.ty) {
            Some(Ty::Word(words)) => words,
            _ => &[],
        };
        let value = if words.contains(&&*word.text) {
            V::Word(word.text.clone())
        } else {
            let value = self.unknown_word(&word.text, word.span, words, name);
            value.v
        };
        self.done(id, name, value, word.span, place);
    }

    fn done(&mut self, id: NodeId, name: &'static str, v: V, span: Span, place: &Place) {
        self.fill(id, name, span, State::Done(Value::new(v, span)), place);
    }

    fn host(&mut self, id: NodeId, name: &'static str, endpoint: &'a Endpoint, place: &Place) {
        match &endpoint.host {
            Some(Host::Any(span)) => {
                let row = schema::row(self.topology.node(id).kind);
                if row.kind == Kind::NsgRule {
                    self.done(id, name, V::Any, *span, place);
                } else {
                    self.drafts[id.index()].broken = true;
                    self.report(codes::WRONG_TYPE.at(*span, format!("`*` cannot be the {name} of a `{}`", row.word)));
                }
            }
            Some(Host::Value(expr)) => self.fill(id, name, expr.span, State::Written(expr), place),
            None => {
                self.drafts[id.index()].broken = true;
                self.report(
                    codes::MISSING_DEFINITION
                        .at(endpoint.span.before(), format!("the {} is missing here", name.replace('_', " "))),
                );
            }
        }
    }

    fn port(&mut self, id: NodeId, name: &'static str, port: &'a Port, place: &Place) {
        match port {
            Port::Any(span) => self.done(id, name, V::Any, *span, place),
            Port::Value(expr) => self.fill(id, name, expr.span, State::Written(expr), place),
        }
    }

    /// `health PROBE` or `health PROTOCOL :PORT [PATH]`.
    fn health(&mut self, id: NodeId, heads: &[&'a Head], place: &Place) {
        match heads {
            [Head::Value(probe)] => self.fill(id, "probe", probe.span, State::Written(probe), place),
            [Head::Value(Expr { kind: ExprKind::Ref(word), .. }), Head::Port(port, _), rest @ ..]
                if word.trailers.is_empty() =>
            {
                self.word(id, "protocol", &word.head, place);
                self.fill(id, "port", port.span, State::Written(port), place);
                match rest {
                    [] => {}
                    [Head::Path(path)] => self.done(id, "path", V::Str(path.text.clone()), path.span, place),
                    [Head::Value(path)] => self.fill(id, "path", path.span, State::Written(path), place),
                    [_, more, ..] => self.odd_health(id, more.span()),
                    [Head::Port(..)] => self.odd_health(id, rest[0].span()),
                }
            }
            _ => {
                let at = heads.first().map_or(self.topology.node(id).name_span.after(), |h| h.span());
                self.odd_health(id, at);
            }
        }
    }

    fn odd_health(&mut self, id: NodeId, at: Span) {
        self.drafts[id.index()].broken = true;
        self.report(
            codes::UNEXPECTED_HEAD
                .at(at, "`health` takes a probe of a load balancer, or a protocol and a port")
                .help("write `health edge.probe` or `health http :8080 /healthz`"),
        );
    }
}

fn operator(op: ast::CompareOp) -> &'static str {
    use ast::CompareOp as Op;
    match op {
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
    }
}

/// All of a definition.
pub(super) fn definition_span(definition: &Definition) -> Span {
    match definition {
        Definition::Value(e) => e.span,
        Definition::Probe(p) => p.protocol.span.to(p.path.as_ref().map_or(p.port.span, |e| e.span)),
        Definition::Flow(f) => f.span,
        Definition::Route { from, to } => from.span.to(to.span),
        Definition::NsgRule { priority, flow, .. } => priority.span.to(flow.span),
        Definition::Scale(s) => s.amount.span.to(s.over.as_ref().map_or(s.threshold.span, |e| e.span)),
    }
}
