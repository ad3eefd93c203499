//! A script with values for its params, and what must be there before it runs.

use std::collections::BTreeSet;
use std::path::Path;

use lbxc::deploy::{Deployment, Expr, Func, Output, ResId, Scope, Target, Type};
use lbxc::emit::{arm, az};
use serde_json::{Value, json};

use super::world::SUBSCRIPTION;
use crate::{emit_az, emit_files, support};

/// A script and one set of values.
pub(super) struct Case {
    pub(super) file: String,
    /// Which set: the first has the defaults.
    pub(super) turn: usize,
    /// Nothing can be chosen.
    pub(super) is_only: bool,
    pub(super) deployment: Deployment,
    pub(super) script: String,
    /// The template with its secrets plain, so that the evaluator does not keep them as expressions.
    pub(super) template: Value,
    /// By the template's names; what is not here has its default.
    pub(super) values: Vec<(String, Value)>,
    /// The params: the template's name and the script's environment variable.
    pub(super) params: Vec<(String, String)>,
}

impl Case {
    /// Every example and every prototype, with each set of values that there is.
    pub(super) fn all() -> Vec<Case> {
        let mut found: Vec<Case> = Vec::new();
        for path in emit_files::files() {
            // Files that are wrong are other tests' affair.
            let Ok(deployment) = emit_files::deployment(&path) else { continue };
            let mut first = Case::new(&path, &deployment, 0);
            let others = [1, 2].map(|turn| Case::new(&path, &deployment, turn));
            first.is_only = others.iter().all(|other| other.values == first.values);
            let is_only = first.is_only;
            found.push(first);
            found.extend(others.into_iter().filter(|_| !is_only));
        }
        found
    }

    fn new(path: &Path, deployment: &Deployment, turn: usize) -> Case {
        Case::of(&path.file_name().unwrap_or_default().to_string_lossy(), deployment, turn)
    }

    /// A deployment from a file of that name.
    pub(super) fn of(file: &str, deployment: &Deployment, turn: usize) -> Case {
        let file = file.to_owned();
        let mut deployment = deployment.clone();
        // az knows this one alone.
        deployment.subscription = deployment.subscription.map(|_| SUBSCRIPTION.into());
        let deployment = &deployment;
        let script = az::script(deployment, &file);
        let secret: Value = serde_json::from_str(&arm::template(deployment)).expect("a template is JSON");
        let template = emit_az::run::revealed(&secret);
        // Template and script have the params in the same order.
        let names = template["parameters"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
        let params: Vec<(String, String)> = names.zip(emit_az::agree::environment(&script)).collect();
        let mut values = Vec::new();
        for (at, (name, _)) in params.iter().enumerate() {
            let declared = &secret["parameters"][name];
            let several = declared.get("allowedValues").is_some() || declared["type"] == "bool";
            if let Some(value) = special(deployment, at) {
                values.push((name.clone(), value));
            } else if declared.get("defaultValue").is_none() || (turn > 0 && several) {
                // Not the bounds of numbers: Azure would refuse many of them.
                let turn = if several { turn } else { 0 };
                values.push((name.clone(), support::agree::placeholder(name, declared, turn)));
            }
        }
        Case { file, turn, is_only: false, deployment: deployment.clone(), script, template, values, params }
    }

    pub(super) fn name(&self) -> String {
        format!("{} with values {}", self.file, self.turn)
    }

    /// The region in which others are expected too: that of what uses networks.
    pub(super) fn location(&self) -> &str {
        let users = ["virtualMachineScaleSets", "networkInterfaces", "loadBalancers"];
        let rows = self.template["resources"].as_array().into_iter().flatten();
        let user = |row: &&Value| row["type"].as_str().is_some_and(|ty| users.iter().any(|user| ty.ends_with(user)));
        let place = rows.filter(user).find_map(|row| row["location"].as_str());
        place.filter(|place| !place.starts_with('[')).unwrap_or("westeurope")
    }

    /// The script's environment variables for values.
    pub(super) fn environment(&self, values: &[(String, Value)]) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let of = |name: &String| self.params.iter().find(|(known, _)| known == name).map(|(_, env)| env.clone());
        values.iter().filter_map(|(name, value)| Some((of(name)?, text(value)))).collect()
    }

    /// A template that has nothing but the ids of what must be there.
    pub(super) fn existing(&self) -> Value {
        let mut asks = self.deployment.clone();
        let mut targets: Vec<Target> = Vec::new();
        let mut add = |target: Target| {
            let top = |mut id: ResId| {
                while let Some(parent) = self.deployment.resources[id.0].parent {
                    id = parent;
                }
                id
            };
            let exists = |id: ResId| self.deployment.resources[id.0].existing;
            if (exists(target.resource) || exists(top(target.resource)) && !target.child.is_empty())
                && !targets.contains(&target)
            {
                targets.push(target);
            }
        };
        for (at, resource) in self.deployment.resources.iter().enumerate() {
            add(Target { resource: ResId(at), child: Vec::new() });
            for expr in resource.exprs() {
                expr.each(&mut |e| match e {
                    Expr::Id(target) | Expr::State(target, _) => add(target.clone()),
                    _ => {}
                });
            }
        }
        for value in self.deployment.outputs.iter().map(|output| &output.value) {
            value.each(&mut |e| {
                if let Expr::Id(target) | Expr::State(target, _) = e {
                    add(target.clone());
                }
            });
        }
        for resource in &mut asks.resources {
            resource.existing = true;
            resource.body.clear();
            resource.depends_on.clear();
        }
        asks.outputs = targets
            .into_iter()
            .enumerate()
            .map(|(at, target)| {
                let resource = &self.deployment.resources[target.resource.0];
                Output {
                    name: format!("id{at}"),
                    ty: Type::String,
                    condition: resource.condition.clone(),
                    value: Expr::Id(target),
                    doc: None,
                    origin: resource.origin.clone(),
                }
            })
            .collect();
        let template = serde_json::from_str(&arm::template(&asks)).expect("a template is JSON");
        emit_az::run::revealed(&template)
    }
}

/// A value for a param that a word of its type would not do for.
fn special(deployment: &Deployment, at: usize) -> Option<Value> {
    let param = &deployment.params[at];
    if let Some(default) = &param.default {
        let mut random = false;
        default.each(&mut |e| random |= matches!(e, Expr::Call(Func::NewGuid, _)));
        return random.then(|| "5f0ed0ba-0f4c-4d54-8d4f-6f9ac4e5e7a1".into());
    }
    if param.ty != Type::String {
        return None;
    }
    let is_param = |e: &Expr| matches!(e, Expr::Param(id) if id.0 == at);
    let mut ty = None;
    for resource in &deployment.resources {
        if let Scope::Id(id) = &resource.scope {
            id.each(&mut |e| {
                if is_param(e) {
                    ty = Some(resource.ty.clone());
                }
            });
        }
        for expr in resource.exprs() {
            expr.each(&mut |e| {
                let Expr::Object(members) = e else { return };
                for (key, value) in members {
                    let Expr::Object(inner) = value else { continue };
                    if inner.iter().any(|(name, value)| name == "id" && is_param(value)) {
                        ty = ty.take().or(type_of(key));
                    }
                }
            });
        }
    }
    if let Some(ty) = ty {
        return Some(some_id(&ty, &param.name).into());
    }
    let lower = param.name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let text = if has(&["location", "region"]) {
        "westeurope"
    } else if has(&["ssh", "key"]) && !param.secure {
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3RzLXRlc3RzLXRlc3RzLXRlc3RzLXRlc3RzLXRl tests"
    } else {
        return None;
    };
    param.allowed.is_empty().then(|| text.into())
}

/// The type of what a member of that name refers to.
fn type_of(member: &str) -> Option<String> {
    let ty = match member {
        "subnet" => "virtualNetworks/subnets",
        "networkSecurityGroup" => "networkSecurityGroups",
        "publicIPAddress" => "publicIPAddresses",
        "routeTable" => "routeTables",
        "natGateway" => "natGateways",
        _ => return None,
    };
    Some(format!("Microsoft.Network/{ty}"))
}

/// The id of something elsewhere.
fn some_id(ty: &str, name: &str) -> String {
    let mut words = ty.split('/');
    let provider = words.next().unwrap_or_default();
    let below: String = words.map(|word| format!("/{word}/{name}")).collect();
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/elsewhere/providers/{provider}{below}")
}

/// Groups and resources with these ids, such as others may have made them.
pub(super) fn others(ids: &BTreeSet<String>, location: &str) -> (Vec<Value>, Vec<Value>) {
    let (mut groups, mut resources) = (Vec::<Value>::new(), Vec::<Value>::new());
    for id in ids {
        let Some((scope, below)) = id.split_once("/providers/") else { continue };
        let group = json!({
            "id": scope,
            "name": scope.rsplit('/').next(),
            "type": "Microsoft.Resources/resourceGroups",
            "location": "westeurope",
            "properties": { "provisioningState": "Succeeded" },
        });
        if !groups.iter().any(|known| known["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(scope))) {
            groups.push(group);
        }
        let words: Vec<&str> = below.split('/').collect();
        // A part of something: what it is a part of comes first.
        for end in (3..=words.len()).step_by(2) {
            let id = format!("{scope}/providers/{}", words[..end].join("/"));
            let known = |row: &Value| row["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(&id));
            if !resources.iter().any(known) {
                let ty: Vec<&str> = words[1..end].iter().step_by(2).copied().collect();
                let number = resources.len();
                let mut row = resource(&id, &format!("{}/{}", words[0], ty.join("/")), number);
                row["location"] = location.into();
                resources.push(row);
            }
        }
    }
    // A probe is active where a rule uses it.
    let probes: Vec<String> = resources
        .iter()
        .filter_map(|row| row["id"].as_str().filter(|id| id.to_lowercase().contains("/probes/")).map(str::to_owned))
        .collect();
    for id in probes {
        let (lb, name) = id.split_once("/probes/").expect("it has that");
        for (word, name, properties) in [
            ("frontendIPConfigurations", "entry", json!({})),
            (
                "loadBalancingRules",
                name,
                json!({
                    "protocol": "Tcp", "frontendPort": 7, "backendPort": 7, "probe": { "id": id },
                    "frontendIPConfiguration": { "id": format!("{lb}/frontendIPConfigurations/entry") },
                }),
            ),
        ] {
            let id = format!("{lb}/{word}/{name}");
            if !resources.iter().any(|row| row["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(&id))) {
                let ty = format!("Microsoft.Network/loadBalancers/{word}");
                resources.push(json!({ "id": id, "name": name, "type": ty, "properties": properties }));
            }
        }
    }
    (groups, resources)
}

/// Prefixes of subnets that are there, where a source names addresses in them.
const PREFIXES: &[(&str, &str)] =
    &[("serversubnet", "10.0.1.0/24"), ("InternalSubnet", "172.16.136.64/26"), ("ExternalSubnet", "172.16.136.0/26")];

/// Something that is there, with what others read of it.
fn resource(id: &str, ty: &str, number: usize) -> Value {
    let name = id.rsplit('/').next();
    let parent = id.rsplitn(3, '/').last().unwrap_or_default();
    let mut body = json!({ "id": id, "name": name, "type": ty, "location": "westeurope", "properties": {} });
    let properties = match ty.to_ascii_lowercase().as_str() {
        "microsoft.network/virtualnetworks" => json!({ "addressSpace": { "addressPrefixes": ["10.0.0.0/8"] } }),
        "microsoft.network/virtualnetworks/subnets" => {
            let known = PREFIXES.iter().find(|(known, _)| name.is_some_and(|name| name.eq_ignore_ascii_case(known)));
            let prefix =
                known.map_or_else(|| format!("10.{}.0.0/16", 201 + number % 50), |(_, prefix)| (*prefix).to_owned());
            json!({ "addressPrefix": prefix })
        }
        "microsoft.network/loadbalancers" | "microsoft.network/publicipaddresses" => {
            body["sku"] = json!({ "name": "Standard", "tier": "Regional" });
            if ty.to_ascii_lowercase().ends_with("addresses") {
                json!({ "publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4" })
            } else {
                json!({})
            }
        }
        "microsoft.network/loadbalancers/probes" => json!({ "protocol": "Tcp", "port": 80 }),
        "microsoft.network/loadbalancers/inboundnatpools" => json!({
            "protocol": "Tcp", "frontendPortRangeStart": 50000, "frontendPortRangeEnd": 50099, "backendPort": 22,
            "frontendIPConfiguration": { "id": format!("{parent}/frontendIPConfigurations/entry") },
        }),
        "microsoft.compute/virtualmachinescalesets" => {
            body["sku"] = json!({ "name": "Standard_D2s_v5", "capacity": 2 });
            json!({ "orchestrationMode": "Uniform", "upgradePolicy": { "mode": "Manual" }, "virtualMachineProfile": {} })
        }
        _ => json!({}),
    };
    body["properties"] = properties;
    body
}
