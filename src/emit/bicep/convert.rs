//! Values of a deployment as Bicep expressions.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::deploy::{Deployment, Element, Expr, Fact, Func, ResId, Scope, Step, Target};
use crate::emit::arm::{chunks, function, joined};
use crate::emit::names::Names;

use super::arm_text;
use super::lint;
use super::tree::{Item, Key, Op, Part, Tree};

/// Functions of the namespace `az`; all others are in `sys`.
const AZ: &[&str] = &[
    "deployment",
    "environment",
    "extensionResourceId",
    "managementGroup",
    "managementGroupResourceId",
    "pickZones",
    "providers",
    "reference",
    "resourceGroup",
    "resourceId",
    "subscription",
    "subscriptionResourceId",
    "tenant",
    "tenantResourceId",
    "toLogicalZone",
    "toLogicalZones",
    "toPhysicalZone",
    "toPhysicalZones",
];

/// Turns the expressions of one deployment into Bicep's.
pub(super) struct Converter<'a> {
    pub(super) deployment: &'a Deployment,
    pub(super) names: &'a Names,
    /// What each resource waits for.
    pub(super) order: &'a [Vec<ResId>],
    /// The resource whose body is written: it cannot use its own symbol.
    pub(super) owner: Option<usize>,
    /// The resources whose symbols have been used.
    pub(super) used: RefCell<BTreeSet<usize>>,
}

impl Converter<'_> {
    /// A value.
    pub(super) fn tree(&self, expr: &Expr) -> Tree {
        match expr {
            Expr::Null => Tree::atom("null"),
            Expr::Bool(value) => Tree::atom(value.to_string()),
            Expr::Int(value) => Tree::atom(value.to_string()),
            Expr::Number(value) => self.call("json", vec![Tree::text(value.to_string())]),
            Expr::Str(text) => Tree::text(text),
            Expr::List(elements) => self.list(elements),
            Expr::Object(members) => self.object("", members),
            Expr::Keyed(members) => Tree::Object(
                members.iter().map(|(key, value)| (self.computed(key), self.item("", None, value))).collect(),
            ),
            Expr::Each(list, member) => {
                let item = Item { value: Tree::atom("item"), off: Vec::new() };
                let body = Tree::Object(vec![(Key::Name(member.clone()), item)]);
                self.call("map", vec![self.tree(list), Tree::Lambda("item".into(), Box::new(body))])
            }
            Expr::Param(id) => Tree::atom(&self.names.params[id.0]),
            Expr::Var(id) => Tree::atom(&self.names.vars[id.0]),
            Expr::Fact(fact) => self.fact(*fact),
            Expr::Id(target) => self.id(target),
            Expr::Name(id) => match self.symbol(id.0) {
                Some(symbol) => symbol.member("name"),
                None => self.tree(&self.deployment.resources[id.0].name_for_reading()),
            },
            Expr::State(target, path) => self.state(target, path),
            Expr::ListCall(id, name, path) => {
                let call = match self.read_symbol(id.0) {
                    Some(symbol) => Tree::Method(Box::new(symbol), name.clone(), Vec::new()),
                    None => self.call(name, self.id_and_api(&Target { resource: *id, child: Vec::new() })),
                };
                self.steps(call, path)
            }
            Expr::Concat(parts) => self.concat(&joined(parts)),
            Expr::Call(func, parts) => self.function(*func, parts),
            Expr::If(condition, yes, no) => {
                Tree::Ternary(Box::new(self.tree(condition)), Box::new(self.tree(yes)), Box::new(self.tree(no)))
            }
            Expr::Index(base, index) => match index.as_ref() {
                Expr::Str(key) => self.tree(base).member(key),
                index => Tree::Index(Box::new(self.tree(base)), Box::new(self.tree(index))),
            },
            Expr::Member(base, name) => self.tree(base).member(name),
            Expr::Arm(text) => arm_text::tree(text, self).unwrap_or_else(|| Tree::atom(text)),
        }
    }

    /// An object; `parent` is the member that it is the value of.
    pub(super) fn object(&self, parent: &str, members: &[(String, Expr)]) -> Tree {
        let members = members.iter().filter(|(_, value)| *value != Expr::Null);
        Tree::Object(
            members.map(|(name, value)| (Key::Name(name.clone()), self.item(parent, Some(name), value))).collect(),
        )
    }

    /// A member's value.
    pub(super) fn item(&self, parent: &str, name: Option<&str>, expr: &Expr) -> Item {
        let value = match (expr, name) {
            (Expr::Object(members), Some(name)) => self.object(name, members),
            _ => self.tree(expr),
        };
        let key = Key::Name(name.unwrap_or_default().to_owned());
        let literal = match expr {
            Expr::Var(id) => matches!(self.deployment.vars[id.0].value, Expr::Str(_)),
            _ => value.as_text().is_some(),
        };
        let off = lint::of_member(parent, &key, &value, literal);
        Item { value, off }
    }

    /// A call of a function that a symbol may hide.
    pub(super) fn call(&self, name: &str, arguments: Vec<Tree>) -> Tree {
        Tree::Call(self.qualified(name), arguments)
    }

    /// A function's name, with its namespace where a symbol hides it.
    pub(super) fn qualified(&self, name: &str) -> String {
        if !self.names.hide(name) {
            return name.to_owned();
        }
        let az = AZ.contains(&name) || name.starts_with("list");
        format!("{}.{name}", if az { "az" } else { "sys" })
    }

    /// A string from parts that are no strings next to each other.
    pub(super) fn interpolated(&self, parts: Vec<Part>) -> Tree {
        let complex = parts.iter().any(|part| match part {
            Part::Text(_) => false,
            Part::Hole(hole) => hole.has_container(),
        });
        if !complex {
            return Tree::Str(parts);
        }
        let mut pattern = String::new();
        let mut arguments = Vec::new();
        for part in parts {
            match part {
                Part::Text(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
                Part::Hole(hole) => {
                    pattern.push_str(&format!("{{{}}}", arguments.len()));
                    arguments.push(hole);
                }
            }
        }
        arguments.insert(0, Tree::text(pattern));
        self.call("format", arguments)
    }

    /// Elements that are always there, and those that are there under a condition.
    fn list(&self, elements: &[Element]) -> Tree {
        let arrays: Vec<Tree> = chunks(elements)
            .into_iter()
            .map(|(condition, values)| {
                let items = values.into_iter().map(|value| self.tree(value));
                let array = Tree::Array(items.map(|value| Item { off: lint::of_value(&value), value }).collect());
                match condition {
                    Some(condition) => Tree::Ternary(
                        Box::new(self.tree(condition)),
                        Box::new(array),
                        Box::new(Tree::Array(Vec::new())),
                    ),
                    None => array,
                }
            })
            .collect();
        match arrays.len() {
            0 => Tree::Array(Vec::new()),
            1 => arrays.into_iter().next().unwrap_or(Tree::Array(Vec::new())),
            _ => self.call("concat", arrays),
        }
    }

    fn computed(&self, key: &Expr) -> Key {
        match self.tree(key) {
            Tree::Str(parts) => match parts.as_slice() {
                [Part::Text(text)] => Key::Name(text.clone()),
                _ => Key::Computed(Tree::Str(parts)),
            },
            other => Key::Computed(Tree::Str(vec![Part::Hole(other)])),
        }
    }

    /// A string put together.
    fn concat(&self, parts: &[Expr]) -> Tree {
        match parts {
            [] => Tree::text(""),
            [Expr::Str(text)] => Tree::text(text),
            [one] => self.call("string", vec![self.tree(one)]),
            _ => self.interpolated(run_together(parts.iter().map(|part| self.tree(part)))),
        }
    }

    fn function(&self, func: Func, parts: &[Expr]) -> Tree {
        let op = match func {
            Func::Or => Op::Or,
            Func::And => Op::And,
            Func::Equals => Op::Equals,
            Func::Less => Op::Less,
            Func::LessOrEquals => Op::LessOrEquals,
            Func::Greater => Op::Greater,
            Func::GreaterOrEquals => Op::GreaterOrEquals,
            Func::Add => Op::Add,
            Func::Sub => Op::Sub,
            Func::Mul => Op::Mul,
            Func::Div => Op::Div,
            Func::Mod => Op::Mod,
            Func::Not => return self.not(parts),
            Func::Strings => {
                let each = self.call("string", vec![Tree::atom("item")]);
                let parts = parts.iter().map(|part| self.tree(part));
                return self.call("map", parts.chain([Tree::Lambda("item".into(), Box::new(each))]).collect());
            }
            Func::ToLower
            | Func::ToUpper
            | Func::Take
            | Func::Replace
            | Func::Split
            | Func::Join
            | Func::Length
            | Func::Min
            | Func::Max
            | Func::Base64
            | Func::CidrSubnet
            | Func::CidrHost
            | Func::UniqueString
            | Func::Guid
            | Func::NewGuid
            | Func::String
            | Func::ToString
            | Func::Empty
            | Func::Union
            | Func::Last => return self.call(function(func), parts.iter().map(|part| self.tree(part)).collect()),
        };
        chain(op, parts.iter().map(|part| self.tree(part)))
    }

    fn not(&self, parts: &[Expr]) -> Tree {
        let inner: Vec<Tree> = parts.iter().map(|part| self.tree(part)).collect();
        negated(chain(Op::And, inner.into_iter()))
    }

    fn fact(&self, fact: Fact) -> Tree {
        let (name, member) = match fact {
            Fact::GroupName => ("resourceGroup", "name"),
            Fact::GroupId => ("resourceGroup", "id"),
            Fact::GroupLocation => ("resourceGroup", "location"),
            Fact::Subscription => ("subscription", "subscriptionId"),
            Fact::Tenant => ("tenant", "tenantId"),
            Fact::DeploymentName => ("deployment", "name"),
        };
        self.call(name, Vec::new()).member(member)
    }

    /// Whether a resource is declared in the file.
    pub(super) fn is_declared(&self, index: usize) -> bool {
        let resource = &self.deployment.resources[index];
        let by_id = matches!(resource.scope, Scope::Id(_));
        !by_id && !resource.api.is_empty() && resource.parent.is_none_or(|parent| self.is_declared(parent.0))
    }

    /// A resource's symbol, where it has one and it can be used here.
    pub(super) fn symbol(&self, index: usize) -> Option<Tree> {
        if self.owner == Some(index) || !self.is_declared(index) {
            return None;
        }
        self.used.borrow_mut().insert(index);
        Some(Tree::atom(&self.names.resources[index]))
    }

    /// A resource's symbol for reading what only the run time knows.
    fn read_symbol(&self, index: usize) -> Option<Tree> {
        let conditional = self.deployment.resources[index].condition.is_some();
        let symbol = self.symbol(index)?;
        Some(if conditional { Tree::Assert(Box::new(symbol)) } else { symbol })
    }

    /// The id of a resource or of a part of it.
    pub(super) fn id(&self, target: &Target) -> Tree {
        let base = match self.symbol(target.resource.0) {
            Some(symbol) => symbol.member("id"),
            None => match self.root_id(target.resource) {
                Some((id, tail)) => {
                    let tail: Vec<(String, Expr)> = tail.into_iter().chain(target.child.iter().cloned()).collect();
                    return self.below(id, &tail);
                }
                None => return self.resource_id(target),
            },
        };
        self.below(base, &target.child)
    }

    fn below(&self, base: Tree, tail: &[(String, Expr)]) -> Tree {
        if tail.is_empty() {
            return base;
        }
        let names =
            tail.iter().flat_map(|(ty, name)| [Tree::Str(vec![Part::Text(format!("/{ty}/"))]), self.tree(name)]);
        self.interpolated(run_together(std::iter::once(base).chain(names)))
    }

    /// Of what is known by its id, or is a child of that: the id, and the segments below it.
    fn root_id(&self, id: ResId) -> Option<(Tree, Vec<(String, Expr)>)> {
        let resource = &self.deployment.resources[id.0];
        match (&resource.scope, resource.parent) {
            (Scope::Id(known), _) => Some((self.tree(known), Vec::new())),
            (_, Some(parent)) => {
                let (root, mut tail) = self.root_id(parent)?;
                tail.push((resource.ty.rsplit('/').next().unwrap_or_default().to_owned(), resource.name.clone()));
                Some((root, tail))
            }
            (Scope::Group | Scope::Other { .. } | Scope::On(_), None) => None,
        }
    }

    /// An id without a symbol: of a part of the resource that is being written, of what is not declared.
    fn resource_id(&self, target: &Target) -> Tree {
        let resource = &self.deployment.resources[target.resource.0];
        let mut names = Vec::new();
        let mut root = target.resource;
        let mut at = Some(target.resource);
        while let Some(id) = at {
            root = id;
            names.insert(0, self.tree(&Expr::Name(id)));
            at = self.deployment.resources[id.0].parent;
        }
        let mut ty = resource.ty.clone();
        for (child, name) in &target.child {
            ty.push('/');
            ty.push_str(child);
            names.push(self.tree(name));
        }
        names.insert(0, Tree::text(ty));
        match &self.deployment.resources[root.0].scope {
            Scope::Group | Scope::Id(_) => self.call("resourceId", names),
            Scope::Other { group, subscription } => {
                names.insert(0, self.tree(group));
                if let Some(subscription) = subscription {
                    names.insert(0, self.tree(subscription));
                }
                self.call("resourceId", names)
            }
            Scope::On(on) => {
                names.insert(0, self.id(&Target { resource: *on, child: Vec::new() }));
                self.call("extensionResourceId", names)
            }
        }
    }

    fn state(&self, target: &Target, path: &[Step]) -> Tree {
        let symbol = if target.child.is_empty() { self.read_symbol(target.resource.0) } else { None };
        if let Some(symbol) = symbol {
            return self.steps(symbol, path);
        }
        let mut arguments = self.id_and_api(target);
        match path {
            [Step::Member(first), rest @ ..] if first == "properties" => {
                self.steps(self.call("reference", arguments), rest)
            }
            _ => {
                arguments.push(Tree::text("full"));
                self.steps(self.call("reference", arguments), path)
            }
        }
    }

    fn id_and_api(&self, target: &Target) -> Vec<Tree> {
        vec![self.id(target), Tree::text(&self.deployment.resources[target.resource.0].api)]
    }

    fn steps(&self, base: Tree, path: &[Step]) -> Tree {
        path.iter().fold(base, |base, step| match step {
            Step::Member(name) => base.member(name),
            Step::Index(Expr::Str(key)) => base.member(key),
            Step::Index(index) => Tree::Index(Box::new(base), Box::new(self.tree(index))),
        })
    }
}

/// Values as the parts of one string: strings opened, neighbouring text joined.
pub(super) fn run_together(values: impl Iterator<Item = Tree>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for value in values {
        let inner = match value {
            Tree::Str(inner) => inner,
            other => vec![Part::Hole(other)],
        };
        for part in inner {
            match (parts.last_mut(), part) {
                (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
                (_, part) => parts.push(part),
            }
        }
    }
    parts
}

/// Operands with an operator between.
pub(super) fn chain(op: Op, operands: impl Iterator<Item = Tree>) -> Tree {
    operands.reduce(|left, right| Tree::binary(op, left, right)).unwrap_or_else(|| Tree::atom("true"))
}

/// The opposite of a condition.
pub(super) fn negated(tree: Tree) -> Tree {
    match tree {
        Tree::Binary(Op::Equals, left, right) => Tree::Binary(Op::NotEquals, left, right),
        Tree::Binary(Op::NotEquals, left, right) => Tree::Binary(Op::Equals, left, right),
        Tree::Not(inner) => *inner,
        other => Tree::Not(Box::new(other)),
    }
}
