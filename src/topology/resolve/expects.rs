//! `expect`: its names are resolved here; whether it holds is for the packet model to say.

use super::paths::Want;
use super::{Place, Resolver};
use crate::codes;
use crate::schema::{self, Kind};
use crate::source::Span;
use crate::syntax::ast::{self, Endpoint, Host, Port, StmtKind};
use crate::topology::{Expect, Outcome, V, Value};

/// An `expect` that waits for the second pass.
pub(super) struct Draft<'a> {
    pub(super) expect: &'a ast::Expect,
    pub(super) span: Span,
    pub(super) place: Place,
}

const SENDERS: &[Kind] = &[Kind::Vm, Kind::Vmss, Kind::Subnet, Kind::Vnet];
const DESTINATIONS: &[Kind] = &[Kind::Frontend, Kind::Vm, Kind::Vmss, Kind::Pool];
const TARGETS: &[Kind] = &[Kind::Vm, Kind::Vmss, Kind::Pool];
const ON_THE_WAY: &[Kind] = &[Kind::Frontend, Kind::NatGateway, Kind::PublicIp];

impl<'a> Resolver<'a, '_> {
    pub(super) fn evaluate_expects(&mut self) {
        let drafts = std::mem::take(&mut self.expects);
        for draft in drafts {
            self.expect(&draft);
        }
    }

    fn expect(&mut self, draft: &Draft<'a>) {
        let (expect, scope) = (draft.expect, draft.place.scope);
        let words = ["tcp", "udp", "icmp", "esp", "ah", "any"];
        if !words.contains(&&*expect.protocol.text) {
            self.unknown_word(&expect.protocol.text, expect.protocol.span, &words, "protocol");
        }
        let from = self.end(&expect.from, scope, SENDERS, true);
        if let Some(port) = &expect.from.port {
            let any = matches!(port, Port::Any(_));
            if !any {
                self.port_of(port, scope);
            }
        }
        let except = expect.except.as_ref().map(|e| self.eval(e, scope, &Want::value()));
        let to = self.end(&expect.to, scope, DESTINATIONS, true);
        let port = match &expect.to.port {
            Some(port) => Some(self.port_of(port, scope)),
            None => {
                if matches!(&*expect.protocol.text, "tcp" | "udp" | "any") {
                    let at = expect.to.span;
                    self.report(codes::MISSING_PORT.at(at, "the destination needs a port; `:*` is every port").fix(
                        "write `:*`",
                        at.after(),
                        ":*",
                    ));
                }
                None
            }
        };
        let outcome = match &expect.outcome {
            Some(ast::Outcome::Reaches(target)) => {
                let value = self.target_of(target, scope, &to);
                let port = target.port.as_ref().map(|p| self.port_of(p, scope));
                if port.is_none() {
                    let at = target.span;
                    self.report(
                        codes::MISSING_PORT.at(at, "what is reached needs a port: the one on the machines").offer(
                            "write `:*`, whatever port",
                            at.after(),
                            ":*",
                        ),
                    );
                }
                Outcome::Reaches(value, port)
            }
            Some(ast::Outcome::Blocked(span)) => {
                if expect.via.is_some() {
                    self.report(
                        codes::UNEXPECTED_HEAD.at(*span, "what is blocked passes nothing, so `via` says nothing"),
                    );
                }
                Outcome::Blocked
            }
            Some(ast::Outcome::Allowed(_)) | None => Outcome::Allowed,
        };
        let via = expect.via.as_ref().map(|path| {
            let want = Want { kinds: ON_THE_WAY.to_vec(), values: false, things: false, words: false };
            self.path(path, scope, &want)
        });
        let mut min_ports = None;
        for stmt in expect.block.iter().flat_map(|b| &b.stmts) {
            match &stmt.kind {
                StmtKind::Property(p) if &*p.key.text == "min_ports" => {
                    let value = self.eval(&p.value, scope, &Want::value());
                    if !matches!(value.v, V::Int(_) | V::Missing) {
                        self.report(
                            codes::MUST_BE_KNOWN
                                .at(value.span, "`min_ports` is a whole number that the compiler knows"),
                        );
                    }
                    if expect.via.is_none() {
                        self.report(
                            codes::MISPLACED.at(p.key.span, "`min_ports` goes with `via` a frontend or NAT gateway"),
                        );
                    }
                    min_ports = Some(value);
                }
                StmtKind::Property(p) => self.report(
                    codes::UNKNOWN_PROPERTY
                        .at(p.key.span, format!("no property `{}` in `expect`", p.key.text))
                        .help("the one there is, is `min_ports`"),
                ),
                StmtKind::Junk => {}
                _ => self.report(codes::MISPLACED.at(stmt.span, "an `expect` holds `min_ports` and nothing else")),
            }
        }
        self.topology.expects.push(Expect {
            protocol: expect.protocol.text.clone(),
            from,
            except,
            to,
            port,
            outcome,
            via,
            min_ports,
            cond: draft.place.cond,
            span: draft.span,
        });
    }

    fn end(&mut self, endpoint: &'a Endpoint, scope: super::ScopeId, kinds: &[Kind], tags: bool) -> Value {
        match &endpoint.host {
            Some(Host::Value(e)) => {
                let want = Want { kinds: kinds.to_vec(), values: true, things: false, words: tags };
                let value = self.eval(e, scope, &want);
                if let V::Word(word) = &value.v
                    && matches!(crate::azure::tags::find(word), crate::azure::tags::Known::No)
                {
                    let named = |node: &&crate::topology::Node| node.parent.is_none() && node.symbol == *word;
                    if let Some(other) = self.topology.nodes.iter().find(named) {
                        let words: Vec<&str> = kinds.iter().map(|kind| schema::row(*kind).word).collect();
                        let diagnostic = codes::WRONG_KIND
                            .at(
                                value.span,
                                format!(
                                    "`{word}` is a `{}`, which is no end of packets here",
                                    schema::row(other.kind).word
                                ),
                            )
                            .because(other.name_span, "declared here")
                            .help(format!(
                                "what can stand here is a {}, an address, a network or a service tag",
                                words.join(", a ")
                            ));
                        return self.missing(value.span, diagnostic);
                    }
                    let names: Vec<String> = self
                        .topology
                        .nodes
                        .iter()
                        .enumerate()
                        .filter(|(_, n)| kinds.contains(&n.kind))
                        .map(|(at, _)| self.topology.path(super::NodeId(at as u32)))
                        .collect();
                    let word = word.clone();
                    let diagnostic = codes::UNKNOWN_NAME.at(value.span, format!("nothing here is called `{word}`"));
                    let near = crate::diag::nearest(&word, names.iter().map(String::as_str));
                    let diagnostic = match near {
                        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                            format!("write `{near}`"),
                            value.span,
                            near,
                        ),
                        None => diagnostic,
                    };
                    return self.missing(value.span, diagnostic);
                }
                value
            }
            Some(Host::Any(span)) => Value::new(V::Any, *span),
            None => {
                let at = endpoint.span;
                let diagnostic = codes::MISSING_DEFINITION.at(at.before(), "who is missing here");
                self.missing(at, diagnostic)
            }
        }
    }

    /// The machines or the pool that packets reach.
    fn target_of(&mut self, endpoint: &'a Endpoint, scope: super::ScopeId, to: &Value) -> Value {
        let want = [TARGETS, &[Kind::Frontend]].concat();
        let value = self.end(endpoint, scope, &want, false);
        let V::Thing(id) = value.v else { return value };
        if self.topology.node(id).kind != Kind::Frontend {
            return value;
        }
        let host = match &endpoint.host {
            Some(Host::Value(e)) => e.span,
            _ => endpoint.span,
        };
        let shown = self.sources.slice(host).to_owned();
        let mut diagnostic =
            codes::WRONG_KIND.at(host, format!("`{shown}` is a frontend; `reaches` names machines or a pool"));
        if let Some(pool) = self.pool_behind(to) {
            diagnostic = diagnostic.help(format!("`{pool}` is where the packets lead")).offer(
                format!("write `{pool}`"),
                host,
                pool,
            );
        }
        self.missing(value.span, diagnostic)
    }

    /// The pool that the rules of a frontend lead to, where it is one.
    fn pool_behind(&mut self, to: &Value) -> Option<String> {
        let V::Thing(frontend) = to.v else { return None };
        let lb = self.topology.node(frontend).parent?;
        let rules: Vec<super::NodeId> = self
            .topology
            .node(lb)
            .children
            .iter()
            .copied()
            .filter(|c| self.topology.node(*c).kind == Kind::Rule)
            .collect();
        let mut pools = Vec::new();
        for rule in rules {
            let at = self.slot_value(rule, "frontend");
            if !matches!(at, Some(Value { v: V::Thing(f), .. }) if f == frontend) {
                continue;
            }
            if let Some(Value { v: V::Thing(pool), .. }) = self.slot_value(rule, "pool")
                && !pools.contains(&pool)
            {
                pools.push(pool);
            }
        }
        match pools[..] {
            [one] => Some(self.topology.path(one)),
            _ => None,
        }
    }

    fn port_of(&mut self, port: &'a Port, scope: super::ScopeId) -> Value {
        match port {
            Port::Any(span) => Value::new(V::Any, *span),
            Port::Value(e) => {
                let value = self.eval(e, scope, &Want::value());
                match value.v {
                    V::Int(i) if !(0..=65_535).contains(&i) => {
                        let diagnostic = codes::OUT_OF_RANGE.at(value.span, format!("port {i} is outside 0..65535"));
                        self.missing(value.span, diagnostic)
                    }
                    V::Int(_) | V::Range(_) | V::Missing | V::Late(_) => value,
                    _ => {
                        let what = self.describe(&value);
                        let diagnostic =
                            codes::WRONG_TYPE.at(value.span, format!("a port is wanted here, and this is {what}"));
                        self.missing(value.span, diagnostic)
                    }
                }
            }
        }
    }
}
