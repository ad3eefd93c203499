//! Edits that several rules offer. A rule says which statement goes, comes or changes; commas, line ends and indentation
//! are for `syntax::edit`, which every fix passes.

use ipnet::IpNet;

use crate::diag::{Diagnostic, Edit};
use crate::schema::Place;
use crate::source::Span;
use crate::topology::{Mode, NatGateway, NatPool, Pool, Probe, Slot, Subnet, Thing, V, View, Vmss, Vnet};

/// The statement of a property goes.
pub(in crate::rules) fn without(slot: &Slot) -> Edit {
    let whole = if slot.row.place == Place::Head { slot.expr_span } else { slot.key_span.to(slot.expr_span) };
    Edit { span: whole, text: String::new() }
}

/// A thing goes, block and all.
pub(in crate::rules) fn remove(thing: Thing) -> Edit {
    Edit { span: thing.node().full_span, text: String::new() }
}

/// One item of a list goes, or whatever else stands at a place.
pub(in crate::rules) fn cut(span: Span) -> Edit {
    Edit { span, text: String::new() }
}

/// One of the things that a list property names goes, and the whole property with the last of them. `None` where the place
/// is not in it, or where something must be named.
pub(in crate::rules) fn without_item(thing: Thing, property: &str, span: Span) -> Option<Edit> {
    let slot = thing.slot(property).filter(|s| s.expr_span.contains(span))?;
    let others = slot.value.items().iter().any(|item| item.span != span);
    if others && slot.expr_span != span {
        return Some(cut(span));
    }
    (slot.row.place != Place::Head).then(|| without(slot))
}

/// A private network that no network of the file has, instead of one of that length; nothing where subnets stand in it.
pub(in crate::rules) fn other_network(vnet: Vnet, instead: &IpNet) -> Option<IpNet> {
    if !vnet.subnets().is_empty() || instead.prefix_len() < 16 || instead.max_prefix_len() != 32 {
        return None;
    }
    let free = free_network(vnet.view)?;
    IpNet::new(free.addr(), instead.prefix_len()).ok()
}

/// A private network that no network of the file has.
pub(in crate::rules) fn free_network(view: &View) -> Option<IpNet> {
    let taken: Vec<IpNet> = view.all::<Vnet>().flat_map(|v| v.prefixes()).map(|(net, _)| net).collect();
    let candidates = (0..=255u8).filter_map(|n| format!("10.{n}.0.0/16").parse::<IpNet>().ok());
    let overlap = |a: &IpNet, b: &IpNet| a.contains(b) || b.contains(a);
    candidates.into_iter().find(|c| !taken.iter().any(|t| overlap(t, c)))
}

/// One more item in a list that may be written as one value, in front of the others or behind them.
pub(in crate::rules) fn one_more(slot: &Slot, item: &str, in_front: bool) -> Option<Edit> {
    let items = slot.value.items();
    match (&slot.value.v, items.first(), items.last()) {
        (V::Cidr(net), ..) => {
            let text = if in_front { format!("[{item}, {net}]") } else { format!("[{net}, {item}]") };
            Some(Edit { span: slot.expr_span, text })
        }
        (V::List(_), Some(first), Some(last))
            if slot.expr_span.contains(first.span) && slot.expr_span != first.span =>
        {
            let (span, text) = if in_front {
                (first.span.before(), format!("{item}, "))
            } else {
                (last.span.after(), format!(", {item}"))
            };
            Some(Edit { span, text })
        }
        _ => None,
    }
}

/// An IPv6 prefix for a subnet, and one for its network where that has none; nothing where they are not this file's.
pub(in crate::rules) fn second_family(subnet: Subnet) -> Vec<Edit> {
    let Some(vnet) = subnet.vnet().filter(|v| !v.existing() && v.all_known()) else { return Vec::new() };
    if subnet.existing() || !subnet.node().keys.is_empty() || !vnet.node().keys.is_empty() {
        return Vec::new();
    }
    let six = vnet.prefixes().into_iter().map(|(net, _)| net).find(|net| matches!(net, IpNet::V6(_)));
    let whole: Option<IpNet> = six.or_else(|| "fd00:db8::/48".parse().ok());
    let taken: Vec<IpNet> = vnet.subnets().iter().flat_map(|s| s.prefixes()).map(|(net, _)| net).collect();
    let own = whole.and_then(|net| net.subnets(64).ok()).and_then(|mut all| {
        all.by_ref().take(1024).find(|net| !taken.iter().any(|t| t.contains(net) || net.contains(t)))
    });
    let (Some(whole), Some(own)) = (whole, own) else { return Vec::new() };
    let more = |thing: Thing, net: IpNet| one_more(thing.slot("prefixes")?, &net.to_string(), false);
    let Some(here) = more(*subnet, own) else { return Vec::new() };
    match six {
        Some(_) => vec![here],
        None => more(*vnet, whole).map(|there| vec![there, here]).unwrap_or_default(),
    }
}

/// A line of its own behind a thing.
pub(in crate::rules) fn line_after(thing: Thing, line: &str) -> Edit {
    Edit { span: thing.node().full_span.after(), text: format!("\n{line}") }
}

/// A symbol that nothing has: `base`, or with a number behind it.
pub(in crate::rules) fn fresh(thing: Thing, base: &str) -> String {
    let is_free = |name: &str| !thing.view.topology.has_name(name);
    let numbered = (2..1000).map(|n| format!("{base}{n}"));
    std::iter::once(base.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
}

/// A public frontend with an address of its own for a load balancer: its symbol, and the edits that make it.
pub(in crate::rules) fn new_frontend(lb: Thing, base: &str) -> (String, Vec<Edit>) {
    let frontend = fresh(lb, base);
    let address = fresh(lb, &format!("{}_{frontend}", lb.node().symbol));
    let edits = vec![
        line_in(lb, &format!("frontend {frontend} = {address}")),
        line_after(lb, &format!("\npublic_ip {address} {{ zones: [1, 2, 3] }}")),
    ];
    (frontend, edits)
}

/// The host of a flow's end that has only a port: what stands before its colon.
pub(in crate::rules) fn before_port(thing: Thing, port: &str, host: &str) -> Edit {
    let span = thing.span_of(port);
    let colon = Span { start: span.start.saturating_sub(1), end: span.start.saturating_sub(1), ..span };
    Edit { span: colon, text: host.to_owned() }
}

/// A NAT pool as a NAT rule to the pool that its machines are in; nothing where they are in none, or in several.
pub(in crate::rules) fn as_nat_rule(nat_pool: NatPool) -> Vec<Edit> {
    let users = nat_pool.users();
    let mut pools: Vec<Pool> = users.iter().flat_map(|(c, _)| c.pools()).map(|(p, _)| p).collect();
    pools.retain(|p| p.lb() == nat_pool.lb());
    pools.dedup();
    let [pool] = pools[..] else { return Vec::new() };
    let word = nat_pool.span();
    let word = Span { end: word.start + "nat_pool".len() as u32, ..word };
    let mut edits = vec![
        Edit { span: word, text: "nat_rule".to_owned() },
        before_port(*nat_pool, "backend_port", &pool.node().symbol),
    ];
    edits.extend(users.iter().filter_map(|(c, span)| without_item(c.rows, "nat_pools", *span)));
    edits
}

/// The application health extension asking what a probe asks; empty where its port is not known.
pub(in crate::rules) fn own_health(probe: Probe) -> String {
    let Some(port) = probe.num("port").and_then(|p| p.single()) else { return String::new() };
    let protocol = probe.protocol();
    let path = probe.text("path").map(|p| format!(" {p}")).unwrap_or_default();
    format!("health {} :{port}{path}", protocol.as_deref().unwrap_or("tcp"))
}

/// A source of health for a scale set: the probe of a rule that serves it, by itself or by the extension, as its mode takes
/// it.
pub(in crate::rules) fn health(vmss: Vmss) -> String {
    let pools: Vec<Pool> = vmss.nics().flat_map(|n| n.ip_configs()).flat_map(|c| c.pools()).map(|(p, _)| p).collect();
    let serving = pools.iter().flat_map(|p| p.lb().rules().collect::<Vec<_>>());
    let mut serving = serving.filter(|r| r.pools().iter().any(|(p, _)| pools.contains(p)));
    match serving.find_map(|r| r.probe().is()) {
        Some(probe) if vmss.mode() == Some(Mode::Uniform) => format!("health {}", probe.path()),
        Some(probe) if !own_health(probe).is_empty() => own_health(probe),
        Some(_) | None => "health http :8080 /healthz".to_owned(),
    }
}

/// A NAT gateway for a subnet: one that is there, or a new one with an address of its own. What it does, and the edits.
pub(in crate::rules) fn nat_gateway(view: &View, subnet: Subnet) -> (String, Vec<Edit>) {
    let near = |thing: Thing| thing.node().instance == subnet.node().instance && thing.node().keys.is_empty();
    if subnet.existing() || !subnet.node().keys.is_empty() {
        return (String::new(), Vec::new());
    }
    let serves = |g: &NatGateway| g.subnets().first().and_then(|s| s.vnet()).is_none_or(|v| Some(v) == subnet.vnet());
    if let Some(gateway) = view.all::<NatGateway>().find(|g| near(**g) && serves(g)) {
        let name = gateway.path();
        return (
            format!("write `nat_gateway: {name}` in {}", subnet.called()),
            vec![set(*subnet, "nat_gateway", &name)],
        );
    }
    new_nat_gateway(subnet)
}

/// A NAT gateway of its own for a subnet.
pub(in crate::rules) fn new_nat_gateway(subnet: Subnet) -> (String, Vec<Edit>) {
    let near = |thing: Thing| thing.node().instance == subnet.node().instance && thing.node().keys.is_empty();
    let Some(vnet) = subnet.vnet().filter(|v| !v.existing() && near(**v)) else { return (String::new(), Vec::new()) };
    let name = fresh(*vnet, "egress");
    let line = format!("\npublic_ip {name} {{ zones: [1, 2, 3] }}\n\nnat_gateway {name} {{ public_ips: [{name}] }}");
    let edits = vec![set(*subnet, "nat_gateway", &name), line_after(*vnet, &line)];
    (format!("give {} a nat_gateway `{name}` with an address of its own", subnet.called()), edits)
}

/// A property gets that value: in place of the one that counts here, or on a line of its own.
pub(in crate::rules) fn set(thing: Thing, name: &str, value: &str) -> Edit {
    match thing.slot(name) {
        Some(slot) => {
            // Of an `if` expression only the branch that counts here.
            let branch = thing.get(name).span;
            let span = if slot.expr_span.contains(branch) { branch } else { slot.expr_span };
            Edit { span, text: value.to_owned() }
        }
        None => line_in(thing, &format!("{name}: {value}")),
    }
}

/// A line at the start of a thing's block; a block where it has none.
pub(in crate::rules) fn line_in(thing: Thing, line: &str) -> Edit {
    let node = thing.node();
    let Some(open) = node.block_open else {
        return Edit { span: node.full_span.after(), text: format!(" {{ {line} }}") };
    };
    let children = node.children.iter().map(|id| thing.view.topology.node(*id).span);
    let first = node.slots.iter().map(|s| s.key_span).chain(children).filter(|s| s.start >= open.end);
    let text = match first.map(|s| s.start).min() {
        // No room for a line break: all of it stands on one line.
        Some(start) if start - open.end < 3 => format!(" {line},"),
        _ => format!("\n{}{line}", "  ".repeat(depth(thing))),
    };
    Edit { span: open.after(), text }
}

/// A line behind the last child of a thing; at the start of its block where it has none.
pub(in crate::rules) fn line_at_end(thing: Thing, line: &str) -> Edit {
    let node = thing.node();
    let inside = |span: &Span| node.full_span.contains(*span);
    let children = node.children.iter().map(|id| thing.view.topology.node(*id));
    // What stands in a loop or under a condition is a bracket deeper.
    let last = children
        .filter(|c| c.keys.len() == node.keys.len() && c.cond == node.cond)
        .map(|c| c.full_span)
        .filter(inside)
        .max_by_key(|s| s.end);
    match last {
        Some(last) => Edit { span: last.after(), text: format!("\n{}{line}", "  ".repeat(depth(thing))) },
        None => line_in(thing, line),
    }
}

/// How deep what stands in a thing's block is indented.
fn depth(thing: Thing) -> usize {
    let mut depth = 1;
    let mut at = thing.node().parent;
    while let Some(id) = at {
        depth += 1;
        at = thing.view.topology.node(id).parent;
    }
    depth
}

/// `waive RULE because "…"` in a thing's block.
pub(in crate::rules) fn waiver_in(thing: Thing, rule: &str) -> Edit {
    line_in(thing, &format!("waive {rule} because \"…\""))
}

/// Ways out in one call each. Every title is an instruction. Nothing is offered where there is nothing to change, or where
/// the thing is there already and is not ours.
pub(in crate::rules) trait WayOut: Sized {
    /// One fix.
    fn way(self, title: String, certain: bool, edits: Vec<Edit>) -> Self;

    /// One way to choose, where it is one.
    fn way_if(self, is: bool, title: String, edits: Vec<Edit>) -> Self {
        if is { self.way(title, false, edits) } else { self }
    }

    /// A property gets a value; to choose.
    fn offer_set(self, thing: Thing, name: &str, value: &str) -> Self {
        self.set(thing, name, value, false)
    }

    /// A property gets a value; certain.
    fn fix_set(self, thing: Thing, name: &str, value: &str) -> Self {
        self.set(thing, name, value, true)
    }

    /// A property goes; to choose.
    fn offer_without(self, thing: Thing, name: &str) -> Self {
        self.without(thing, name, false)
    }

    /// A property goes; certain.
    fn fix_without(self, thing: Thing, name: &str) -> Self {
        self.without(thing, name, true)
    }

    /// A thing goes; to choose.
    fn offer_removal(self, thing: Thing) -> Self {
        self.removal(thing, false)
    }

    /// One item of a list goes, or whatever else stands at a place; to choose.
    fn offer_cut(self, what: &str, span: Span) -> Self {
        self.way(format!("remove {what}"), false, vec![cut(span)])
    }

    /// One of the things that a list property names goes; to choose.
    fn offer_drop(self, thing: Thing, properties: &[&str], span: Span) -> Self {
        if thing.existing() {
            return self;
        }
        let found = properties.iter().find_map(|p| Some((*p, without_item(thing, p, span)?)));
        match found {
            Some((property, edit)) => self.way(format!("leave it out of `{property}`"), false, vec![edit]),
            None => self,
        }
    }

    /// A line comes into a thing's block, behind its children; to choose.
    fn offer_line(self, thing: Thing, line: &str) -> Self {
        if thing.existing() {
            return self;
        }
        self.way(format!("write `{}`", line.trim()), false, vec![line_at_end(thing, line)])
    }

    /// A property gets a value.
    fn set(self, thing: Thing, name: &str, value: &str, certain: bool) -> Self {
        let slot = thing.slot(name);
        if slot.is_none() && thing.existing() {
            return self;
        }
        let title = match slot {
            Some(slot) if slot.row.place == Place::Head => format!("write `{value}`"),
            _ => format!("write `{name}: {value}`"),
        };
        self.way(title, certain, vec![set(thing, name, value)])
    }

    /// A property goes.
    fn without(self, thing: Thing, name: &str, certain: bool) -> Self {
        match thing.slot(name) {
            Some(slot) if slot.row.place != Place::Head => {
                self.way(format!("remove `{name}`"), certain, vec![without(slot)])
            }
            _ => self,
        }
    }

    /// A thing goes.
    fn removal(self, thing: Thing, certain: bool) -> Self {
        if thing.existing() {
            return self;
        }
        let word = crate::schema::row(thing.kind()).word;
        let symbol = &thing.node().symbol;
        let what = if symbol.is_empty() { format!("`{word}`") } else { format!("{word} `{symbol}`") };
        self.way(format!("remove {what}"), certain, vec![remove(thing)])
    }
}

impl WayOut for Diagnostic {
    fn way(self, title: String, certain: bool, edits: Vec<Edit>) -> Diagnostic {
        self.with_fix(title, certain, edits)
    }
}
