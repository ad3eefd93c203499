//! What a template deploys, computed here: the functions that lbxc writes and no others, fast enough for thousands of
//! templates. Microsoft's own engine judges a share of the same templates, so a slip here shows as a difference there.
//!
//! Run-time state is text that says whose it is: `state of ID PATH`, which is what the recorder answers a script too.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine;
use ipnet::IpNet;
use serde_json::{Map, Value, json};

use super::reader::Reader;

const SUBSCRIPTION: &str = "11111111-1111-1111-1111-111111111111";

/// The resources and outputs of a template, in the shape of the engine's snapshot.
pub(crate) fn deploys(template: &Value, values: &[(String, Value)]) -> Result<Value, String> {
    let evaluator = Evaluator::new(template, values)?;
    let mut resources = Vec::new();
    for resource in template["resources"].as_array().into_iter().flatten() {
        if !evaluator.holds(resource)? {
            continue;
        }
        let mut done = Map::new();
        for (key, value) in resource.as_object().into_iter().flatten() {
            if !matches!(key.as_str(), "condition" | "dependsOn" | "metadata" | "scope") {
                done.insert(key.clone(), evaluator.value(value)?);
            }
        }
        done.insert("id".into(), evaluator.id(resource)?.into());
        resources.push(Value::Object(done));
    }
    let mut outputs = Map::new();
    for (name, output) in template["outputs"].as_object().into_iter().flatten() {
        if evaluator.holds(output)? {
            outputs
                .insert(name.clone(), json!({ "type": output["type"], "value": evaluator.value(&output["value"])? }));
        }
    }
    Ok(json!({ "predictedResources": resources, "outputs": outputs, "diagnostics": [] }))
}

/// A resource and its place in the order of things.
pub(crate) struct Ordered {
    /// Its id, in lower case.
    pub(crate) id: String,
    /// Its condition holds.
    pub(crate) there: bool,
    /// The ids that it waits for, in lower case.
    pub(crate) waits: Vec<String>,
    /// Everything else that it says; nothing where it is not there.
    pub(crate) rest: Value,
}

/// The resources of a template, and what each waits for.
pub(crate) fn order(template: &Value, values: &[(String, Value)]) -> Result<Vec<Ordered>, String> {
    let evaluator = Evaluator::new(template, values)?;
    let mut all = Vec::new();
    for resource in template["resources"].as_array().into_iter().flatten() {
        let mut waits = Vec::new();
        for other in resource["dependsOn"].as_array().into_iter().flatten() {
            waits.push(text(&evaluator.value(other)?).to_lowercase());
        }
        let mut rest = resource.clone();
        if let Some(members) = rest.as_object_mut() {
            for key in ["dependsOn", "condition", "metadata", "name"] {
                members.remove(key);
            }
        }
        let there = evaluator.holds(resource)?;
        let rest = if there { evaluator.value(&rest)? } else { Value::Null };
        all.push(Ordered { id: evaluator.id(resource)?.to_lowercase(), there, waits, rest });
    }
    Ok(all)
}

struct Evaluator<'t> {
    template: &'t Value,
    params: BTreeMap<String, Value>,
    vars: RefCell<BTreeMap<String, Value>>,
}

/// An expression.
enum Tree {
    Text(String),
    Number(i64),
    Call(String, Vec<Tree>),
    Member(Box<Tree>, String),
    Index(Box<Tree>, Box<Tree>),
}

type Bound<'a> = Option<(&'a str, &'a Value)>;

impl Evaluator<'_> {
    fn new<'t>(template: &'t Value, values: &[(String, Value)]) -> Result<Evaluator<'t>, String> {
        let mut evaluator = Evaluator { template, params: BTreeMap::new(), vars: RefCell::default() };
        for (name, value) in values {
            evaluator.params.insert(name.to_lowercase(), value.clone());
        }
        // A default may need others, which may stand below it.
        for _ in 0..8 {
            for (name, declared) in template["parameters"].as_object().into_iter().flatten() {
                if evaluator.params.contains_key(&name.to_lowercase()) {
                    continue;
                }
                let Some(default) = declared.get("defaultValue") else {
                    return Err(format!("param {name} has no value"));
                };
                if let Ok(value) = evaluator.value(default) {
                    evaluator.params.insert(name.to_lowercase(), value);
                }
            }
        }
        Ok(evaluator)
    }

    fn holds(&self, of: &Value) -> Result<bool, String> {
        match of.get("condition") {
            None => Ok(true),
            Some(condition) => self.value(condition)?.as_bool().ok_or_else(|| format!("{condition} is no bool")),
        }
    }

    fn id(&self, resource: &Value) -> Result<String, String> {
        let ty = text(&resource["type"]);
        let name = text(&self.value(&resource["name"])?);
        let root = match resource.get("scope") {
            Some(scope) => text(&self.value(scope)?),
            None => group_id(),
        };
        joined_id(&root, &ty, &name.split('/').map(str::to_owned).collect::<Vec<_>>())
    }

    fn value(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => self.string(text)?,
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?,
            Value::Object(members) => {
                let mut done = Map::new();
                for (key, value) in members {
                    done.insert(text(&self.string(key)?), self.value(value)?);
                }
                Value::Object(done)
            }
            other => other.clone(),
        })
    }

    fn string(&self, text: &str) -> Result<Value, String> {
        if !(text.starts_with('[') && text.ends_with(']')) {
            return Ok(text.into());
        }
        if let Some(rest) = text.strip_prefix("[[") {
            return Ok(format!("[{rest}").into());
        }
        let mut reader = Reader { rest: &text[1..text.len() - 1], signs: "_-" };
        let tree = read(&mut reader).ok_or_else(|| format!("cannot read `{text}`"))?;
        if !reader.rest.trim().is_empty() {
            return Err(format!("cannot read `{}` of `{text}`", reader.rest));
        }
        self.tree(&tree, None).map_err(|error| format!("{error} in `{text}`"))
    }

    fn tree(&self, tree: &Tree, bound: Bound) -> Result<Value, String> {
        match tree {
            Tree::Text(text) => Ok(text.as_str().into()),
            Tree::Number(number) => Ok((*number).into()),
            Tree::Member(base, name) => member(&self.tree(base, bound)?, name),
            Tree::Index(base, index) => match (self.tree(base, bound)?, self.tree(index, bound)?) {
                (base, Value::String(name)) => member(&base, &name),
                (Value::String(state), Value::Number(at)) if state.starts_with("state of ") => {
                    Ok(format!("{state}[{at}]").into())
                }
                (Value::Array(items), Value::Number(at)) => {
                    let item = at.as_u64().and_then(|at| items.get(at as usize));
                    item.cloned().ok_or_else(|| format!("no element {at}"))
                }
                (base, index) => Err(format!("{base} has no {index}")),
            },
            Tree::Call(name, arguments) => self.call(name, arguments, bound),
        }
    }

    fn call(&self, name: &str, arguments: &[Tree], bound: Bound) -> Result<Value, String> {
        let at = |at: usize| match arguments.get(at) {
            Some(argument) => self.tree(argument, bound),
            None => Err(format!("{name} lacks an argument")),
        };
        let string = |index: usize| match at(index)? {
            Value::String(text) => Ok(text),
            other => Err(format!("{name}: {other} is no string")),
        };
        let int = |index: usize| {
            let value = at(index)?;
            value.as_i64().ok_or_else(|| format!("{name}: {value} is no number"))
        };
        let bool = |index: usize| {
            let value = at(index)?;
            value.as_bool().ok_or_else(|| format!("{name}: {value} is no bool"))
        };
        let all = || arguments.iter().map(|argument| self.tree(argument, bound)).collect::<Result<Vec<_>, _>>();
        Ok(match name.to_ascii_lowercase().as_str() {
            "parameters" => {
                let wanted = string(0)?;
                let known = self.params.get(&wanted.to_lowercase());
                known.cloned().ok_or_else(|| format!("no param {wanted}"))?
            }
            "variables" => {
                let wanted = string(0)?.to_lowercase();
                if let Some(known) = self.vars.borrow().get(&wanted) {
                    return Ok(known.clone());
                }
                let mut all = self.template["variables"].as_object().into_iter().flatten();
                let found = all.find(|(name, _)| name.to_lowercase() == wanted);
                let value = self.value(found.ok_or_else(|| format!("no variable {wanted}"))?.1)?;
                self.vars.borrow_mut().insert(wanted, value.clone());
                value
            }
            "if" => return at(if bool(0)? { 1 } else { 2 }),
            "and" => Value::Bool((0..arguments.len()).map(bool).collect::<Result<Vec<_>, _>>()?.into_iter().all(|b| b)),
            "or" => Value::Bool((0..arguments.len()).map(bool).collect::<Result<Vec<_>, _>>()?.into_iter().any(|b| b)),
            "not" => (!bool(0)?).into(),
            "equals" => (at(0)? == at(1)?).into(),
            "less" => (int(0)? < int(1)?).into(),
            "lessorequals" => (int(0)? <= int(1)?).into(),
            "greater" => (int(0)? > int(1)?).into(),
            "greaterorequals" => (int(0)? >= int(1)?).into(),
            "true" => true.into(),
            "false" => false.into(),
            "null" => Value::Null,
            "json" => serde_json::from_str(&string(0)?).map_err(|error| error.to_string())?,
            "tolower" => string(0)?.to_lowercase().into(),
            "toupper" => string(0)?.to_uppercase().into(),
            "take" => match at(0)? {
                Value::Array(items) => items.into_iter().take(int(1)?.max(0) as usize).collect(),
                other => {
                    let units: Vec<u16> = text(&other).encode_utf16().take(int(1)?.max(0) as usize).collect();
                    String::from_utf16_lossy(&units).into()
                }
            },
            "replace" => string(0)?.replace(&string(1)?, &string(2)?).into(),
            "split" => string(0)?.split(&string(1)?).map(Value::from).collect(),
            "join" => match at(0)? {
                Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(&string(1)?).into(),
                other => return Err(format!("join: {other} is no list")),
            },
            "length" => match at(0)? {
                Value::Array(items) => items.len().into(),
                Value::Object(members) => members.len().into(),
                other => text(&other).encode_utf16().count().into(),
            },
            "min" => (0..arguments.len()).map(int).collect::<Result<Vec<_>, _>>()?.into_iter().min().into(),
            "max" => (0..arguments.len()).map(int).collect::<Result<Vec<_>, _>>()?.into_iter().max().into(),
            "add" => (int(0)? + int(1)?).into(),
            "sub" => (int(0)? - int(1)?).into(),
            "mul" => (int(0)? * int(1)?).into(),
            "div" => int(0)?.checked_div(int(1)?).ok_or("division by nothing")?.into(),
            "mod" => int(0)?.checked_rem(int(1)?).ok_or("division by nothing")?.into(),
            "base64" => base64::engine::general_purpose::STANDARD.encode(string(0)?).into(),
            "string" => text(&at(0)?).into(),
            "concat" => {
                let parts = all()?;
                if parts.iter().any(Value::is_array) {
                    parts.into_iter().flat_map(|part| part.as_array().cloned().unwrap_or_default()).collect()
                } else if parts.iter().any(Value::is_null) {
                    return Err("concat of null".into());
                } else {
                    parts.iter().map(text).collect::<String>().into()
                }
            }
            "format" => format(&string(0)?, &all()?[1..])?.into(),
            "createarray" => all()?.into(),
            "createobject" => {
                let mut members = Map::new();
                let mut parts = all()?.into_iter();
                while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
                    members.insert(text(&key), value);
                }
                members.into()
            }
            "union" => {
                let mut merged = Map::new();
                for part in all()? {
                    deep(&mut merged, part.as_object().cloned().unwrap_or_default());
                }
                merged.into()
            }
            "empty" => match at(0)? {
                Value::Null => true,
                Value::String(text) => text.is_empty(),
                Value::Array(items) => items.is_empty(),
                Value::Object(members) => members.is_empty(),
                other => return Err(format!("empty of {other}")),
            }
            .into(),
            "last" => match at(0)? {
                Value::Array(mut items) => items.pop().unwrap_or_default(),
                other => return Err(format!("last of {other}")),
            },
            "map" => {
                let Some(Tree::Call(lambda, parts)) = arguments.get(1) else { return Err("map lacks a lambda".into()) };
                let (Some(Tree::Text(item)), Some(body), "lambda") = (parts.first(), parts.get(1), lambda.as_str())
                else {
                    return Err("map lacks a lambda".into());
                };
                let items = at(0)?;
                let items = items.as_array().ok_or("map of no list")?;
                items.iter().map(|value| self.tree(body, Some((item, value)))).collect::<Result<_, _>>()?
            }
            "lambdavariables" => match bound {
                Some((name, value)) if name == string(0)? => value.clone(),
                _ => return Err("no such lambda variable".into()),
            },
            "resourceid" => {
                let mut words = all()?.iter().map(text).collect::<Vec<_>>();
                let ty = words.iter().position(|word| word.contains('/')).ok_or("no type")?;
                let names = words.split_off(ty + 1);
                let ty = words.pop().unwrap_or_default();
                let root = match words.as_slice() {
                    [] => group_id(),
                    [group] => format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}"),
                    [subscription, group] => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
                    _ => return Err("too much before the type".into()),
                };
                joined_id(&root, &ty, &names)?.into()
            }
            "extensionresourceid" => {
                let words = all()?.iter().map(text).collect::<Vec<_>>();
                joined_id(&words[0], &words[1], &words[2..])?.into()
            }
            "reference" => match arguments.len() {
                3 => format!("state of {} ", string(0)?).into(),
                _ => format!("state of {} properties", string(0)?).into(),
            },
            listing if listing.starts_with("list") => format!("state of {}/{name} ", string(0)?).into(),
            "resourcegroup" => json!({ "name": "rg", "id": group_id(), "location": "westeurope" }),
            "subscription" => {
                json!({ "subscriptionId": SUBSCRIPTION, "id": format!("/subscriptions/{SUBSCRIPTION}") })
            }
            "tenant" => json!({ "tenantId": "22222222-2222-2222-2222-222222222222" }),
            "deployment" => json!({ "name": "main" }),
            // Not Azure's values, but the same for the same arguments.
            "uniquestring" => hashed(&all()?, 13).into(),
            "guid" => {
                let hash = hashed(&all()?, 32);
                format!("{}-{}-{}-{}-{}", &hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..]).into()
            }
            "cidrsubnet" => {
                let net: IpNet = string(0)?.parse().map_err(|_| "no network")?;
                let mut inner = net.subnets(int(1)? as u8).map_err(|error| error.to_string())?;
                inner.nth(int(2)? as usize).ok_or("no such subnet")?.to_string().into()
            }
            "cidrhost" => match string(0)?.parse().map_err(|_| "no network")? {
                IpNet::V4(net) => {
                    let host = u32::from(net.network()) + int(1)? as u32 + 1;
                    std::net::Ipv4Addr::from(host).to_string().into()
                }
                IpNet::V6(net) => {
                    let host = u128::from(net.network()) + int(1)? as u128 + 1;
                    std::net::Ipv6Addr::from(host).to_string().into()
                }
            },
            _ => return Err(format!("no function {name}")),
        })
    }
}

fn group_id() -> String {
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/rg")
}

fn joined_id(root: &str, ty: &str, names: &[String]) -> Result<String, String> {
    let mut types = ty.split('/');
    let mut id = format!("{root}/providers/{}", types.next().unwrap_or_default());
    let types: Vec<&str> = types.collect();
    if types.len() != names.len() {
        return Err(format!("{ty} has not the names {names:?}"));
    }
    for (ty, name) in types.iter().zip(names) {
        id.push_str(&format!("/{ty}/{name}"));
    }
    Ok(id)
}

/// A value made text, as ARM does.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Null => String::new(),
        other => json_text(other),
    }
}

/// JSON with the escapes that ARM writes.
pub(crate) fn json_text(value: &Value) -> String {
    value.to_string().replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn member(base: &Value, name: &str) -> Result<Value, String> {
    match base {
        Value::String(state) if state.starts_with("state of ") => {
            let dot = if state.ends_with(' ') { "" } else { "." };
            Ok(format!("{state}{dot}{name}").into())
        }
        Value::Object(members) => {
            let found = members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone()).ok_or_else(|| format!("no member {name}"))
        }
        other => Err(format!("{other} has no member {name}")),
    }
}

fn deep(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(more)) => deep(inner, more),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}

fn format(pattern: &str, values: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => {
                chars.next();
                out.push(c);
            }
            '{' => {
                let number: String = chars.by_ref().take_while(|c| *c != '}').collect();
                let at: usize = number.parse().map_err(|_| format!("a hole `{number}`"))?;
                out.push_str(&text(values.get(at).ok_or("a hole without a value")?));
            }
            '}' => return Err("a brace alone".into()),
            c => out.push(c),
        }
    }
    Ok(out)
}

fn hashed(parts: &[Value], length: usize) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut out = String::new();
    while out.len() < length {
        for byte in parts.iter().flat_map(|part| (text(part) + "\n").into_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        out.push_str(&format!("{hash:016x}"));
    }
    out.truncate(length);
    out
}

fn read(reader: &mut Reader) -> Option<Tree> {
    let mut tree = first(reader)?;
    loop {
        if reader.eat('.') {
            tree = Tree::Member(Box::new(tree), reader.word());
        } else if reader.eat('[') {
            tree = Tree::Index(Box::new(tree), Box::new(read(reader)?));
            if !reader.eat(']') {
                return None;
            }
        } else {
            return Some(tree);
        }
    }
}

fn first(reader: &mut Reader) -> Option<Tree> {
    if reader.eat('\'') {
        return reader.text().map(Tree::Text);
    }
    let word = reader.word();
    if !reader.eat('(') {
        return word.parse().ok().map(Tree::Number);
    }
    let mut arguments = Vec::new();
    while !reader.eat(')') {
        arguments.push(read(reader)?);
        reader.eat(',');
    }
    Some(Tree::Call(word, arguments))
}

#[test]
fn what_a_template_says_is_computed() {
    let template = json!({
        "parameters": { "n": { "type": "int", "defaultValue": 3 }, "s": { "type": "string" } },
        "variables": { "v": "[concat(parameters('s'), '-', string(parameters('n')))]" },
        "resources": [{
            "condition": "[greater(parameters('n'), 2)]", "type": "A.B/c/d", "apiVersion": "1",
            "name": "[format('{0}/{{x}}', variables('v'))]", "properties": { "[parameters('s')]": "[[b]" }
        }],
        "outputs": { "ids": { "type": "array",
            "value": "[map(createArray(1, if(equals(parameters('s'), 'it''s'), 2, 3)), lambda('i', createObject('id', lambdaVariables('i'))))]" } }
    });
    let done = deploys(&template, &[("s".into(), "it's".into())]).expect("it can be evaluated");
    assert_eq!(done["predictedResources"][0]["id"], format!("{}/providers/A.B/c/it's-3/d/{{x}}", group_id()));
    assert_eq!(done["predictedResources"][0]["properties"], json!({ "it's": "[b]" }));
    assert_eq!(done["outputs"]["ids"]["value"], json!([{ "id": 1 }, { "id": 2 }]));
}
