//! ARM expressions: what stands between `[` and `]`, and when something has to.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use crate::deploy::{Deployment, Element, Expr, Fact, Func, ResId, Resource, Scope, Step, Target};
use crate::emit::names::Names;

/// The type of a backend pool as a resource of its own.
const POOLS: &str = "Microsoft.Network/loadBalancers/backendAddressPools";

/// Prints expressions of one deployment.
pub(in crate::emit) struct Printer<'a> {
    pub(in crate::emit) deployment: &'a Deployment,
    pub(in crate::emit) names: &'a Names,
    /// Backend pools that stand in a load balancer's body and are resources of their own as well, by their load balancer.
    pub(in crate::emit) pools: BTreeMap<ResId, Vec<&'a Resource>>,
}

/// What stands in JSON for an expression.
pub(super) fn bracketed(expression: &str) -> Value {
    Value::String(format!("[{expression}]"))
}

/// Text as a JSON string that ARM does not take for an expression.
pub(super) fn literal(text: &str) -> String {
    if text.starts_with('[') && text.ends_with(']') { format!("[{text}") } else { text.to_owned() }
}

/// Text inside an expression.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl<'a> Printer<'a> {
    /// For a whole template.
    pub(super) fn new(deployment: &'a Deployment, names: &'a Names) -> Printer<'a> {
        let mut pools: BTreeMap<ResId, Vec<&Resource>> = BTreeMap::new();
        for resource in deployment.resources.iter().filter(|r| r.ty == POOLS && !r.existing) {
            if let Some(parent) = resource.parent {
                pools.entry(parent).or_default().push(resource);
            }
        }
        Printer { deployment, names, pools }
    }
}

impl Printer<'_> {
    /// A value as JSON: literally as far as it is literal.
    pub(super) fn value(&self, expr: &Expr) -> Value {
        match expr {
            Expr::Null => Value::Null,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(value) => Value::from(*value),
            Expr::Number(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
            Expr::Str(text) => Value::String(literal(text)),
            Expr::List(elements) if elements.iter().all(|element| element.condition.is_none()) => {
                elements.iter().map(|element| self.value(&element.value)).collect()
            }
            Expr::Object(members) => members
                .iter()
                .filter(|(_, value)| *value != Expr::Null)
                .map(|(key, value)| (literal(key), self.value(value)))
                .collect::<Map<_, _>>()
                .into(),
            Expr::Keyed(members) => members
                .iter()
                .map(|(key, value)| {
                    let key = match self.value(key) {
                        Value::String(text) => text,
                        other => other.to_string(),
                    };
                    (key, self.value(value))
                })
                .collect::<Map<_, _>>()
                .into(),
            Expr::Concat(parts) => match joined(parts).as_slice() {
                [] => Value::String(String::new()),
                [Expr::Str(text)] => Value::String(literal(text)),
                _ => bracketed(&self.text(expr)),
            },
            Expr::Name(id) => self.value(&self.deployment.resources[id.0].name_for_reading()),
            Expr::List(_)
            | Expr::Each(_, _)
            | Expr::Param(_)
            | Expr::Var(_)
            | Expr::Fact(_)
            | Expr::Id(_)
            | Expr::State(_, _)
            | Expr::ListCall(_, _, _)
            | Expr::Call(_, _)
            | Expr::If(_, _, _)
            | Expr::Index(_, _)
            | Expr::Member(_, _)
            | Expr::Arm(_) => bracketed(&self.text(expr)),
        }
    }

    /// A value as an expression, without brackets.
    pub(in crate::emit) fn text(&self, expr: &Expr) -> String {
        match expr {
            Expr::Null => "null()".into(),
            Expr::Bool(value) => format!("{value}()"),
            Expr::Int(value) => value.to_string(),
            Expr::Number(value) => format!("json('{value}')"),
            Expr::Str(text) => quoted(text),
            Expr::List(elements) => self.list(elements),
            Expr::Object(members) => {
                let members = members.iter().filter(|(_, value)| *value != Expr::Null);
                call("createObject", members.flat_map(|(key, value)| [quoted(key), self.text(value)]))
            }
            Expr::Keyed(members) => {
                call("createObject", members.iter().flat_map(|(key, value)| [self.text(key), self.text(value)]))
            }
            Expr::Each(list, member) => {
                format!(
                    "map({}, lambda('item', createObject({}, lambdaVariables('item'))))",
                    self.text(list),
                    quoted(member)
                )
            }
            Expr::Param(id) => format!("parameters('{}')", self.names.params[id.0]),
            Expr::Var(id) => format!("variables('{}')", self.names.vars[id.0]),
            Expr::Fact(fact) => fact_text(*fact).into(),
            Expr::Id(target) => self.id(target),
            Expr::Name(id) => self.text(&self.deployment.resources[id.0].name_for_reading()),
            Expr::State(target, path) => self.state(target, path),
            Expr::ListCall(id, function, path) => {
                let target = Target { resource: *id, child: Vec::new() };
                format!("{function}({}, '{}'){}", self.id(&target), self.api(*id), self.steps(path))
            }
            Expr::Concat(parts) => self.concat(&joined(parts)),
            Expr::Call(Func::Strings, parts) => {
                let each = "lambda('item', string(lambdaVariables('item')))".to_owned();
                call("map", parts.iter().map(|part| self.text(part)).chain([each]))
            }
            Expr::Call(func, parts) => call(function(*func), parts.iter().map(|part| self.text(part))),
            Expr::If(condition, yes, no) => call("if", [self.text(condition), self.text(yes), self.text(no)]),
            Expr::Index(base, index) => format!("{}[{}]", self.text(base), self.text(index)),
            Expr::Member(base, name) => format!("{}{}", self.text(base), member(name)),
            Expr::Arm(text) => text.clone(),
        }
    }

    /// The id of a resource or of a part of it.
    pub(super) fn id(&self, target: &Target) -> String {
        let resource = &self.deployment.resources[target.resource.0];
        let (root, mut names) = self.chain(target.resource);
        let mut ty = resource.ty.clone();
        if let Scope::Id(id) = &self.deployment.resources[root.0].scope {
            // The type of what is known by its id says which segments are its own.
            let own = self.deployment.resources[root.0].ty.matches('/').count();
            let mut tail: Vec<(String, Expr)> =
                ty.split('/').skip(own + 1).map(str::to_owned).zip(names.drain(1..)).collect();
            tail.extend(target.child.iter().cloned());
            return self.below(id, &tail);
        }
        for (child, name) in &target.child {
            ty.push('/');
            ty.push_str(child);
            names.push(name.clone());
        }
        let mut arguments = vec![quoted(&ty)];
        arguments.extend(names.iter().map(|name| self.text(name)));
        match &self.deployment.resources[root.0].scope {
            Scope::Group => {
                // With the group it is the same id. Without, the decompiler of Bicep takes it for the resource beside the
                // load balancer, which needs the load balancer, and finds itself in a circle.
                let own = self.pools.get(&target.resource);
                let alone = |name: &Expr| own.is_some_and(|pools| pools.iter().any(|pool| pool.name == *name));
                if matches!(target.child.as_slice(), [(ty, name)] if ty == "backendAddressPools" && alone(name)) {
                    arguments.insert(0, fact_text(Fact::GroupName).into());
                }
                call("resourceId", arguments)
            }
            Scope::Other { group, subscription } => {
                arguments.insert(0, self.text(group));
                if let Some(subscription) = subscription {
                    arguments.insert(0, self.text(subscription));
                }
                call("resourceId", arguments)
            }
            Scope::On(on) => {
                arguments.insert(0, self.id(&Target { resource: *on, child: Vec::new() }));
                call("extensionResourceId", arguments)
            }
            Scope::Id(_) => unreachable!("ids have been answered above"),
        }
    }

    /// A full name of a resource: its parents' names and its own, with `/` between.
    pub(super) fn full_name(&self, id: ResId) -> Value {
        let (_, names) = self.chain(id);
        let mut parts = Vec::new();
        for (i, name) in names.iter().enumerate() {
            if i > 0 {
                parts.push(Expr::str("/"));
            }
            parts.push(name.clone());
        }
        self.value(&if parts.len() == 1 { parts.remove(0) } else { Expr::Concat(parts) })
    }

    /// The outermost parent, and the names from it down.
    fn chain(&self, id: ResId) -> (ResId, Vec<Expr>) {
        let resource = &self.deployment.resources[id.0];
        match resource.parent {
            Some(parent) => {
                let (root, mut names) = self.chain(parent);
                names.push(resource.name.clone());
                (root, names)
            }
            None => (id, vec![resource.name_for_reading()]),
        }
    }

    /// An id made longer: `format('{0}/subnets/{1}', id, name)`.
    fn below(&self, id: &Expr, tail: &[(String, Expr)]) -> String {
        let mut parts = vec![id.clone()];
        for (ty, name) in tail {
            parts.push(Expr::Str(format!("/{ty}/")));
            parts.push(name.clone());
        }
        if parts.len() == 1 { self.text(id) } else { self.concat(&joined(&parts)) }
    }

    fn state(&self, target: &Target, path: &[Step]) -> String {
        let (id, api) = (self.id(target), self.api(target.resource));
        match path {
            [Step::Member(first), rest @ ..] if first == "properties" => {
                format!("reference({id}, '{api}'){}", self.steps(rest))
            }
            _ => format!("reference({id}, '{api}', 'full'){}", self.steps(path)),
        }
    }

    fn api(&self, id: ResId) -> &str {
        &self.deployment.resources[id.0].api
    }

    fn steps(&self, path: &[Step]) -> String {
        path.iter()
            .map(|step| match step {
                Step::Member(name) => member(name),
                Step::Index(index) => format!("[{}]", self.text(index)),
            })
            .collect()
    }

    fn list(&self, elements: &[Element]) -> String {
        let chunks: Vec<String> = chunks(elements)
            .into_iter()
            .map(|(condition, values)| {
                let array = call("createArray", values.iter().map(|value| self.text(value)));
                match condition {
                    Some(condition) => call("if", [self.text(condition), array, "createArray()".into()]),
                    None => array,
                }
            })
            .collect();
        match chunks.as_slice() {
            [] => "createArray()".into(),
            [one] => one.clone(),
            _ => call("concat", chunks),
        }
    }

    /// `format` where its pattern reads well, else `concat`: a script's own braces would have to be doubled.
    fn concat(&self, parts: &[Expr]) -> String {
        let plain = parts.iter().all(|part| match part {
            Expr::Str(text) => !text.contains(['{', '}', '\n']),
            _ => true,
        });
        match parts {
            [] => "''".into(),
            [Expr::Str(text)] => quoted(text),
            _ if plain || parts.iter().any(may_be_null) || parts.len() == 1 => {
                let mut pattern = String::new();
                let mut arguments = Vec::new();
                for part in parts {
                    if let Expr::Str(text) = part {
                        pattern.push_str(&text.replace('{', "{{").replace('}', "}}"));
                    } else {
                        pattern.push_str(&format!("{{{}}}", arguments.len()));
                        arguments.push(self.text(part));
                    }
                }
                arguments.insert(0, quoted(&pattern));
                call("format", arguments)
            }
            _ => call("concat", parts.iter().map(|part| self.text(part))),
        }
    }
}

/// `concat` refuses null, `format` prints nothing for it.
fn may_be_null(expr: &Expr) -> bool {
    match expr {
        Expr::Null => true,
        Expr::If(_, yes, no) => may_be_null(yes) || may_be_null(no),
        _ => false,
    }
}

/// Neighbours in a list that are there under the same condition.
pub(in crate::emit) fn chunks(elements: &[Element]) -> Vec<(Option<&Expr>, Vec<&Expr>)> {
    let mut chunks: Vec<(Option<&Expr>, Vec<&Expr>)> = Vec::new();
    for element in elements {
        match chunks.last_mut() {
            Some((condition, values)) if *condition == element.condition.as_ref() => values.push(&element.value),
            _ => chunks.push((element.condition.as_ref(), vec![&element.value])),
        }
    }
    chunks
}

/// Parts of a string, those inside parts opened, and neighbouring literals joined.
pub(in crate::emit) fn joined(parts: &[Expr]) -> Vec<Expr> {
    let mut flat: Vec<Expr> = Vec::new();
    for part in parts {
        let inner = match part {
            Expr::Concat(inner) => joined(inner),
            Expr::Int(value) => vec![Expr::Str(value.to_string())],
            other => vec![other.clone()],
        };
        for part in inner {
            match (flat.last_mut(), part) {
                (Some(Expr::Str(before)), Expr::Str(text)) => before.push_str(&text),
                (_, Expr::Str(text)) if text.is_empty() => {}
                (_, part) => flat.push(part),
            }
        }
    }
    flat
}

fn call(name: &str, arguments: impl IntoIterator<Item = String>) -> String {
    format!("{name}({})", arguments.into_iter().collect::<Vec<_>>().join(", "))
}

fn member(name: &str) -> String {
    if is_word(name) { format!(".{name}") } else { format!("[{}]", quoted(name)) }
}

/// Whether a member can be written with a dot.
pub(in crate::emit) fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn fact_text(fact: Fact) -> &'static str {
    match fact {
        Fact::GroupName => "resourceGroup().name",
        Fact::GroupId => "resourceGroup().id",
        Fact::GroupLocation => "resourceGroup().location",
        Fact::Subscription => "subscription().subscriptionId",
        Fact::Tenant => "tenant().tenantId",
        Fact::DeploymentName => "deployment().name",
    }
}

/// ARM's name of a function; Bicep has the same for those that it has no operator for.
pub(in crate::emit) fn function(func: Func) -> &'static str {
    match func {
        Func::ToLower => "toLower",
        Func::ToUpper => "toUpper",
        Func::Take => "take",
        Func::Replace => "replace",
        Func::Split => "split",
        Func::Join => "join",
        Func::Length => "length",
        Func::Min => "min",
        Func::Max => "max",
        Func::Mod => "mod",
        Func::Div => "div",
        Func::Add => "add",
        Func::Sub => "sub",
        Func::Mul => "mul",
        Func::Base64 => "base64",
        Func::CidrSubnet => "cidrSubnet",
        Func::CidrHost => "cidrHost",
        Func::UniqueString => "uniqueString",
        Func::Guid => "guid",
        Func::NewGuid => "newGuid",
        Func::String | Func::ToString => "string",
        Func::Equals => "equals",
        Func::Not => "not",
        Func::And => "and",
        Func::Or => "or",
        Func::Less => "less",
        Func::LessOrEquals => "lessOrEquals",
        Func::Greater => "greater",
        Func::GreaterOrEquals => "greaterOrEquals",
        Func::Empty => "empty",
        Func::Union => "union",
        Func::Last => "last",
        // Printed with a lambda, which this is the function of.
        Func::Strings => "map",
    }
}
