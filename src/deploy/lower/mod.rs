//! Topology → deployment. Total: what comes in is valid, so nothing here can fail or complain.
//! What a row of the schema says is done by `rows`, for all kinds alike; the files of the families hold what rows
//! cannot say. Conditions stay in the tree: on a resource, a member, an element of a list.

mod addresses;
mod attributes;
mod autoscale;
mod body;
mod cond;
mod expr;
mod image;
mod load_balancer;
mod machine;
mod network;
mod nic;
mod params;
mod rows;
mod symbols;
mod types;
mod verbatim;
mod vm;
mod vmss;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use self::body::{Body, Parts};
use self::cond::{choice, when};
use self::symbols::Names;
use super::{Deployment, Expr, Func, Origin, ParamId, ResId, Resource, Scope, VarId, order};
use crate::azure::versions;
use crate::rules::Valid;
use crate::schema::{self, Kind};
use crate::source::{Sources, Span, seen_from};
use crate::topology::{self, CondId, Fact, Late, Node, NodeId, Outbound, Topology, V, Value, Variant, View};

/// What will exist in Azure.
pub fn lower(valid: &Valid, sources: &Sources) -> Deployment {
    let topology = valid.topology();
    let mut lower = Lower {
        topology,
        sources,
        view: View::new(topology, Variant::default()),
        res: vec![None; topology.nodes.len()],
        members: BTreeMap::new(),
        made: 0,
        vars: vec![None; topology.lets.len()],
        params: Vec::new(),
        ports: ports(topology),
        outside: RefCell::new(Vec::new()),
    };
    let mut next = 0;
    for param in &topology.params {
        lower.params.push((!param.foreign).then(|| {
            next += 1;
            ParamId(next - 1)
        }));
    }
    let plan = lower.plan();
    let lets = lower.plan_vars();
    let lets = lower.always_given(lets);
    for (at, id) in lets.iter().enumerate() {
        lower.vars[id.index()] = Some(VarId(at));
    }
    let deployment = lower.make(&plan, &lets);
    finish(deployment)
}

/// Leaves out what nothing names, and puts everything in order.
fn finish(mut deployment: Deployment) -> Deployment {
    drop_unread(&mut deployment);
    params::drop_unused(&mut deployment);
    order::sort(&mut deployment);
    deployment
}

/// An existing resource that nothing reads is a fact for the rules alone.
fn drop_unread(deployment: &mut Deployment) {
    let count = deployment.resources.len();
    let mut read = vec![false; count];
    let mut open: Vec<ResId> = (0..count).filter(|at| !deployment.resources[*at].existing).map(ResId).collect();
    for output in &deployment.outputs {
        let mut named = BTreeSet::new();
        order::names_in(deployment, &output.value, &mut named);
        if let Some(condition) = &output.condition {
            order::names_in(deployment, condition, &mut named);
        }
        open.extend(named);
    }
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut read[id.0], true) {
            open.extend(order::direct(deployment, id));
        }
    }
    let mut new = Vec::with_capacity(count);
    let mut next = 0;
    for read in &read {
        new.push(ResId(next));
        next += usize::from(*read);
    }
    let mut at = 0;
    deployment.resources.retain(|_| {
        at += 1;
        read[at - 1]
    });
    // Unread variables may still name what is gone; they go right after.
    deployment.renumber(&new);
}

/// `ports_per_instance: max` as a number: what fits in every variant.
fn ports(topology: &Topology) -> BTreeMap<NodeId, u64> {
    let mut out: BTreeMap<NodeId, u64> = BTreeMap::new();
    let is_max = |id: &NodeId| {
        let slots = &topology.node(*id).slots;
        slots.iter().any(|s| s.row.name == "ports_per_instance" && says_max(&s.value))
    };
    if !topology.of_kind(Kind::Outbound).iter().any(is_max) {
        return out;
    }
    for variant in topology::variants(topology).unwrap_or_default() {
        let view = View::new(topology, variant);
        for outbound in view.all::<Outbound>().filter(|o| is_max(&o.id)) {
            if let Some(budget) = outbound.budget() {
                let most = budget.most();
                out.entry(outbound.id).and_modify(|least| *least = most.min(*least)).or_insert(most);
            }
        }
    }
    out
}

fn says_max(value: &Value) -> bool {
    match &value.v {
        V::Word(word) | V::Str(word) => &**word == "max",
        V::Late(late) => match &**late {
            Late::If(_, a, b) => says_max(a) || says_max(b),
            _ => false,
        },
        _ => false,
    }
}

/// What lowering knows while it makes resources.
struct Lower<'l> {
    topology: &'l Topology,
    sources: &'l Sources,
    /// The topology with every condition open: for what is asked about numbers.
    view: View<'l>,
    /// The resource that a node is.
    res: Vec<Option<ResId>>,
    /// The resource that holds a pool's address members.
    members: BTreeMap<NodeId, ResId>,
    /// How many resources the nodes make.
    made: usize,
    vars: Vec<Option<VarId>>,
    params: Vec<Option<ParamId>>,
    ports: BTreeMap<NodeId, u64>,
    /// Resources of which only an id from outside is known, and of which something is read.
    outside: RefCell<Vec<(Expr, Kind)>>,
}

/// A place where expressions are made.
#[derive(Clone, Copy)]
struct At<'l> {
    lower: &'l Lower<'l>,
    /// What holds there already.
    cond: CondId,
    /// The resource whose body it is.
    own: Option<ResId>,
    /// Variables cannot be named there.
    inline: bool,
    /// In maps `none` means that a member is left out: they are ARM bodies, not data for someone.
    arm_body: bool,
}

/// A resource in the making.
struct Made {
    body: Body,
    parts: Parts,
}

/// What becomes a resource.
#[derive(Clone, Copy)]
enum Plan {
    /// A thing.
    Thing(NodeId),
    /// The address members of a pool.
    Members(NodeId),
}

impl<'l> Lower<'l> {
    fn at(&'l self, cond: CondId, own: Option<ResId>) -> At<'l> {
        At { lower: self, cond, own, inline: false, arm_body: false }
    }

    fn origin(&self, span: Span) -> Origin {
        let main = self.sources.ids().next().map_or("", |main| self.sources.name_of(main));
        let file = seen_from(main, self.sources.name_of(span.file));
        Origin { span, file, line: self.sources.line(span) }
    }

    fn parent(&self, node: &Node) -> Option<&'l Node> {
        node.parent.map(|id| self.topology.node(id))
    }

    /// Gives every resource its id, in source order.
    fn plan(&mut self) -> Vec<Plan> {
        let mut plan = Vec::new();
        for (at, node) in self.topology.nodes.iter().enumerate() {
            let id = NodeId(at as u32);
            if self.is_resource(node) {
                self.res[at] = Some(ResId(plan.len()));
                plan.push(Plan::Thing(id));
            } else if node.kind == Kind::Pool && !node.existing && self.has_addresses(node) {
                self.members.insert(id, ResId(plan.len()));
                plan.push(Plan::Members(id));
            }
        }
        self.made = plan.len();
        plan
    }

    fn is_resource(&self, node: &Node) -> bool {
        let parent = self.parent(node).map(|p| p.kind);
        match node.kind {
            Kind::Deploy => false,
            Kind::Peering => !node.existing,
            Kind::Autoscale => !node.existing,
            Kind::Nic => parent != Some(Kind::Vmss),
            Kind::Extension => parent == Some(Kind::Vm),
            _ => parent.is_none(),
        }
    }

    fn make(&'l self, plan: &[Plan], lets: &[topology::LetId]) -> Deployment {
        let taken = self.topology.params.iter().map(|p| &*p.name);
        let mut names = Names::new(taken.chain(self.topology.outputs.iter().map(|o| &*o.name)));
        let vars: Vec<String> =
            lets.iter().map(|id| names.take(&self.topology.lets[id.index()].name, "value")).collect();
        let symbols: Vec<String> = plan
            .iter()
            .map(|what| match what {
                Plan::Thing(id) | Plan::Members(id) => {
                    let word = schema::row(self.topology.node(*id).kind).word;
                    names.take(&self.wanted_symbol(*id), word)
                }
            })
            .collect();
        let mut resources: Vec<Resource> = plan
            .iter()
            .zip(symbols)
            .enumerate()
            .map(|(at, (what, symbol))| match what {
                Plan::Thing(id) => self.thing(*id, ResId(at), symbol),
                Plan::Members(id) => self.pool_members(*id, ResId(at), symbol),
            })
            .collect();
        self.one_after_another(plan, &mut resources);
        let vars = self.make_vars(lets, &vars);
        let params = self.make_params();
        let outputs = self.make_outputs();
        for (id, kind) in self.outside.borrow().iter() {
            let row = schema::row(*kind);
            resources.push(Resource {
                symbol: names.take(&format!("given_{}", row.word), "id"),
                ty: row.arm.to_owned(),
                api: api(row.arm),
                name: Expr::str(""),
                parent: None,
                scope: Scope::Id(id.clone()),
                existing: true,
                condition: None,
                body: Vec::new(),
                depends_on: Vec::new(),
                doc: None,
                origin: params.first().map_or_else(|| resources[0].origin.clone(), |p| p.origin.clone()),
                parts: Vec::new(),
            });
        }
        let deploy = self.topology.deploy.map(|id| self.topology.node(id));
        let known = |name: &str| {
            let slot = deploy?.slots.iter().find(|s| s.row.name == name)?;
            slot.value.as_str().map(str::to_owned)
        };
        Deployment {
            doc: self.topology.doc.as_ref().map(ToString::to_string),
            group: known("group"),
            subscription: known("subscription"),
            params,
            vars,
            resources,
            outputs,
        }
    }

    /// Azure refuses a second write to a network or load balancer while the first is going on, so the children that
    /// are resources of their own come one after another.
    fn one_after_another(&self, plan: &[Plan], resources: &mut [Resource]) {
        let mut last: BTreeMap<ResId, ResId> = BTreeMap::new();
        for (at, what) in plan.iter().enumerate() {
            let (Plan::Thing(id) | Plan::Members(id)) = what;
            let serial = matches!(self.topology.node(*id).kind, Kind::Subnet | Kind::Peering | Kind::Pool);
            if !serial || resources[at].existing {
                continue;
            }
            if let Some(parent) = resources[at].parent
                && let Some(before) = last.insert(parent, ResId(at))
            {
                resources[at].depends_on.push(before);
            }
        }
    }

    fn thing(&'l self, id: NodeId, own: ResId, symbol: String) -> Resource {
        let node = self.topology.node(id);
        let at = self.at(node.cond, Some(own));
        let (ty, api) = at.arm_type(node);
        let mut made = Made { body: Body::default(), parts: Parts::new() };
        let mut depends_on = BTreeSet::new();
        if !node.existing {
            at.body_of(node, &mut made);
            depends_on = at.depends(node);
            depends_on.remove(&own);
        }
        let (parent, prefix) = at.arm_parent(node);
        let own_name = at.arm_name(node);
        let name = match prefix {
            Some(prefix) => at.path_name(prefix, own_name),
            None => own_name,
        };
        Resource {
            symbol,
            ty,
            api,
            name,
            parent,
            scope: at.scope(node),
            existing: node.existing,
            // Of an existing one too: where it is not there, its name may be nothing.
            condition: when(self.at(CondId::ALWAYS, None).holds(node.cond)),
            body: made.body.finish_resource(),
            depends_on: depends_on.into_iter().collect(),
            doc: node.doc.as_ref().map(ToString::to_string),
            origin: self.origin(node.span),
            parts: made.parts,
        }
    }
}

/// The API version of a type that the compiler emits.
fn api(ty: &str) -> String {
    versions::current(ty).unwrap_or_default().to_owned()
}

impl<'l> At<'l> {
    fn arm_type(self, node: &Node) -> (String, String) {
        let ty = match node.kind {
            Kind::Subnet => "Microsoft.Network/virtualNetworks/subnets",
            Kind::Peering => "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
            Kind::Extension => "Microsoft.Compute/virtualMachines/extensions",
            Kind::Resource => return verbatim::arm_type(node),
            kind => schema::row(kind).arm,
        };
        (ty.to_owned(), api(ty))
    }

    fn arm_name(self, node: &'l Node) -> Expr {
        match node.kind {
            Kind::Autoscale => self.autoscale_name(node),
            _ => self.text(&node.name),
        }
    }

    /// The resource that a resource is a child of; where that is only part of one, its path as a prefix of the name.
    fn arm_parent(self, node: &'l Node) -> (Option<ResId>, Option<super::Target>) {
        let named = match node.kind {
            Kind::Peering | Kind::Extension => node.parent,
            Kind::Subnet => self.one_thing(node, "vnet"),
            Kind::Resource => self.one_thing(node, "parent"),
            _ => None,
        };
        match named.and_then(|id| self.target(id)) {
            Some(target) if target.child.is_empty() => (Some(target.resource), None),
            Some(target) => (None, Some(target)),
            None => (None, None),
        }
    }

    fn path_name(self, prefix: super::Target, own: Expr) -> Expr {
        let mut parts = vec![Expr::Name(prefix.resource)];
        for (_, name) in prefix.child {
            parts.extend([Expr::str("/"), name]);
        }
        parts.extend([Expr::str("/"), own]);
        Expr::Concat(parts)
    }

    /// The thing that a property names; of a choice the first.
    fn one_thing(self, node: &Node, property: &str) -> Option<NodeId> {
        let slot = node.slots.iter().find(|s| s.row.name == property)?;
        match &slot.value.v {
            V::Thing(id) => Some(*id),
            V::Late(late) => match &**late {
                Late::Choice(nodes) => nodes.first().copied(),
                _ => None,
            },
            _ => None,
        }
    }

    fn scope(self, node: &'l Node) -> Scope {
        if node.kind == Kind::Resource
            && let Some(target) = self.one_thing(node, "scope").and_then(|id| self.target(id))
        {
            return Scope::On(target.resource);
        }
        if !node.existing {
            return Scope::Group;
        }
        let written = |name: &str| node.slots.iter().find(|s| s.row.name == name && !s.value.is_none());
        if let Some(id) = written("id") {
            return Scope::Id(self.text(&id.value));
        }
        let group = written("group").map(|s| self.text(&s.value));
        let subscription = written("subscription").map(|s| self.text(&s.value));
        match (group, subscription) {
            // A nic of an existing machine is where the machine is.
            (None, None) => match self.lower.parent(node) {
                Some(parent) => match self.scope(parent) {
                    other @ Scope::Other { .. } => other,
                    Scope::Group | Scope::On(_) | Scope::Id(_) => Scope::Group,
                },
                None => Scope::Group,
            },
            (group, subscription) => Scope::Other { group: group.unwrap_or(Expr::Fact(Fact::GroupName)), subscription },
        }
    }

    fn body_of(self, node: &'l Node, made: &mut Made) {
        if schema::row(node.kind).prop("location").is_some() {
            made.body.set("location", self.location(node));
            made.body.set("tags", self.tags(node));
        }
        match node.kind {
            Kind::Vnet => self.vnet(node, made),
            Kind::Subnet => self.subnet(node, &mut made.body),
            Kind::Peering => self.peering(node, &mut made.body),
            Kind::Nsg => self.nsg(node, made),
            Kind::Asg => made.body.open("properties"),
            Kind::RouteTable => self.route_table(node, made),
            Kind::PublicIp => self.public_ip(node, &mut made.body),
            Kind::PublicIpPrefix => self.rows(node, &mut made.body, rows::PLAIN),
            Kind::NatGateway => self.nat_gateway(node, &mut made.body),
            Kind::Lb => self.lb(node, made),
            Kind::Vmss => self.vmss(node, made),
            Kind::Vm => self.vm(node, made),
            Kind::Nic => self.nic(node, made),
            Kind::Extension => {
                made.body.set("location", self.location(node));
                self.extension(node, &mut made.body);
            }
            Kind::Autoscale => self.autoscale(node, made),
            Kind::AvailabilitySet => {
                self.rows(node, &mut made.body, rows::PLAIN);
                made.body.set("sku.name", Expr::str("Aligned"));
            }
            Kind::ProximityGroup => {
                made.body.open("properties");
                self.rows(node, &mut made.body, rows::PLAIN);
            }
            Kind::Resource => self.verbatim(node, &mut made.body),
            // Parts of resources; `is_resource` makes none of them one.
            Kind::Deploy
            | Kind::NsgRule
            | Kind::Route
            | Kind::Frontend
            | Kind::Pool
            | Kind::Member
            | Kind::Tunnel
            | Kind::Probe
            | Kind::Rule
            | Kind::NatRule
            | Kind::NatPool
            | Kind::Outbound
            | Kind::Admin
            | Kind::Ip
            | Kind::InstancePublicIp
            | Kind::OsDisk
            | Kind::DataDisk
            | Kind::Certificate
            | Kind::Spot
            | Kind::Windows
            | Kind::Linux
            | Kind::Health
            | Kind::Upgrade
            | Kind::Repairs
            | Kind::ScaleIn
            | Kind::Profile
            | Kind::ScaleRule
            | Kind::Notify => {}
        }
        self.raw(node, &mut made.body);
    }

    /// Its own, else that of what it stands in, else `deploy`'s, else the group's.
    fn location(self, node: &'l Node) -> Expr {
        let otherwise = match self.lower.parent(node) {
            Some(parent) => self.location(parent),
            None => match self.lower.topology.deploy {
                Some(deploy) => {
                    let deploy = self.lower.topology.node(deploy);
                    self.prop_or(deploy, "location", &At::expr, Expr::Fact(Fact::GroupLocation))
                }
                None => Expr::Fact(Fact::GroupLocation),
            },
        };
        // What exists says where it is only where that is written.
        self.prop_or(node, "location", &At::expr, otherwise)
    }

    /// Those of `deploy` and its own, which win.
    fn tags(self, node: &'l Node) -> Expr {
        let map = |at: At<'l>, value: &Value| match &value.v {
            V::Map(entries) => Expr::Object(
                entries.iter().map(|(k, v)| (k.to_string(), at.choose(v, &Expr::str(""), &At::text))).collect(),
            ),
            _ => at.expr(value),
        };
        let base = match self.lower.topology.deploy {
            Some(deploy) => self.prop(self.lower.topology.node(deploy), "tags", &map),
            None => Expr::Null,
        };
        with_own(base, self.prop(node, "tags", &map))
    }

    /// What it says explicitly, and what stands in it.
    fn depends(self, node: &'l Node) -> BTreeSet<ResId> {
        let mut found = BTreeSet::new();
        for slot in node.slots.iter().filter(|s| s.row.name == "depends_on") {
            params::each(&slot.value, &mut |value| match &value.v {
                V::Thing(id) => found.extend(self.resource_of(*id)),
                V::Family(ids) => found.extend(ids.iter().flat_map(|id| self.resource_of(*id))),
                V::Late(late) => {
                    if let Late::Choice(nodes) = &**late {
                        found.extend(nodes.iter().flat_map(|id| self.resource_of(*id)));
                    }
                }
                _ => {}
            });
        }
        for child in node.children.iter().filter(|id| self.lower.res[id.index()].is_none()) {
            let child = self.lower.topology.node(*child);
            // In a scale set an extension's order is among its extensions.
            if child.kind != Kind::Extension {
                found.extend(self.depends(child));
            }
        }
        found
    }

    /// The resource to wait for when a thing must be there: nothing, where it is there already.
    fn resource_of(self, id: NodeId) -> Option<ResId> {
        if self.lower.topology.node(id).existing {
            return None;
        }
        if let Some(members) = self.lower.members.get(&id) {
            return Some(*members);
        }
        match self.lower.res[id.index()] {
            Some(resource) => Some(resource),
            None => self.resource_of(self.lower.topology.node(id).parent?),
        }
    }

    /// Notes where an element of the body was written.
    fn part(self, made: &mut Made, path: String, node: &Node) {
        made.parts.push((path, self.lower.origin(node.span)));
    }
}

/// Tags joined: a name in another case is the same name.
fn with_own(base: Expr, own: Expr) -> Expr {
    match (base, own) {
        (base, Expr::Null) => base,
        (Expr::Null, own) => own,
        (Expr::Object(mut members), Expr::Object(own)) => {
            for (name, value) in own {
                match members.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(&name)) {
                    Some(same) => *same = (name, value),
                    None => members.push((name, value)),
                }
            }
            Expr::Object(members)
        }
        (base, Expr::If(c, a, b)) => choice(*c, with_own(base.clone(), *a), with_own(base, *b)),
        (base, own) => Expr::Call(Func::Union, vec![base, own]),
    }
}
