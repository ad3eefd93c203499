//! What two spellings of one deployment may differ in is taken away, and nothing that Azure minds: letter case of ids, types
//! and locations, null and nothing, order where names tell elements apart, and the spelling of what stayed an expression.

use serde_json::{Map, Value};

use super::reader::Reader;

/// The differences between two snapshots, one line each.
pub(crate) fn differences(left: &Value, right: &Value) -> Vec<String> {
    let (left, right) = (normal(left), normal(right));
    let mut found = Vec::new();
    walk(&left, &right, "", &mut found);
    found
}

fn walk(left: &Value, right: &Value, path: &str, found: &mut Vec<String>) {
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let of = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                walk(&of(a), &of(b), &format!("{path}/{key}"), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().for_each(|(i, (a, b))| walk(a, b, &format!("{path}/{i}"), found));
        }
        _ if left == right => {}
        _ => found.push(format!("{path}: {left} ≠ {right}")),
    }
}

fn normal(snapshot: &Value) -> Value {
    let mut resources = Map::new();
    for resource in snapshot["predictedResources"].as_array().into_iter().flatten() {
        let mut clean = clean(resource);
        for member in ["type", "name", "location"] {
            if let Some(text) = clean.get(member).and_then(Value::as_str).filter(|text| !is_expression(text)) {
                clean[member] = text.to_lowercase().replace(' ', "").into();
            }
        }
        let id = clean["id"].to_string();
        let key = (0..).map(|turn| format!("{id}#{turn}")).find(|key| !resources.contains_key(key));
        resources.insert(key.unwrap_or(id), clean);
    }
    let mut outputs = clean(&snapshot["outputs"]);
    if outputs.is_null() {
        outputs = Value::Object(Map::new());
    }
    Value::Object(Map::from_iter([
        ("resources".to_owned(), Value::Object(resources)),
        ("outputs".to_owned(), outputs),
        ("diagnostics".to_owned(), snapshot["diagnostics"].clone()),
    ]))
}

fn clean(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), clean(v))).collect()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(clean).collect();
            for key in ["name", "id"] {
                let mut names: Vec<String> =
                    items.iter().filter_map(|item| item.get(key)?.as_str()).map(str::to_lowercase).collect();
                names.sort();
                names.dedup();
                if names.len() == items.len() {
                    items.sort_by_key(|item| item[key].as_str().map(str::to_lowercase));
                    break;
                }
            }
            Value::Array(items)
        }
        Value::String(text) if is_expression(text) => canonical(text).into(),
        Value::String(text) if text.starts_with("/subscriptions/") || text.starts_with("/providers/") => {
            text.to_lowercase().into()
        }
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 => Value::from(float as i64),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

fn is_expression(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(")]") || text.starts_with('[') && text.ends_with(']') && text.contains('(')
}

/// One spelling of an expression: `format` as `concat`, neighbouring literals joined, functions in lower case.
fn canonical(text: &str) -> String {
    let inner = &text[1..text.len() - 1];
    let mut reader = Reader { rest: inner, signs: "_.-" };
    match read(&mut reader) {
        Some(tree) if reader.rest.trim().is_empty() => format!("[{}]", print(&one_spelling(tree))),
        _ => text.to_owned(),
    }
}

enum Tree {
    Text(String),
    Number(String),
    Call(String, Vec<Tree>, Vec<Step>),
}

enum Step {
    Member(String),
    Index(Tree),
}

fn read(reader: &mut Reader) -> Option<Tree> {
    if reader.eat('\'') {
        return reader.text().map(Tree::Text);
    }
    let word = reader.word();
    if word.is_empty() {
        return None;
    }
    if !reader.eat('(') {
        return Some(Tree::Number(word));
    }
    let mut arguments = Vec::new();
    while !reader.eat(')') {
        arguments.push(read(reader)?);
        reader.eat(',');
    }
    let mut steps = Vec::new();
    loop {
        if reader.eat('.') {
            steps.extend(reader.word().split('.').map(|name| Step::Member(name.to_owned())));
        } else if reader.eat('[') {
            steps.push(Step::Index(read(reader)?));
            if !reader.eat(']') {
                return None;
            }
        } else {
            return Some(Tree::Call(word.to_lowercase(), arguments, steps));
        }
    }
}

fn one_spelling(tree: Tree) -> Tree {
    let Tree::Call(mut name, arguments, steps) = tree else { return tree };
    let mut arguments: Vec<Tree> = arguments.into_iter().map(one_spelling).collect();
    if name == "format" {
        let pattern = match arguments.first() {
            Some(Tree::Text(pattern)) => pattern.clone(),
            _ => return Tree::Call(name, arguments, steps),
        };
        let mut values: Vec<Option<Tree>> = arguments.drain(1..).map(Some).collect();
        arguments = holes(&pattern, &mut values);
        name = "concat".into();
    }
    if name == "concat" && arguments.iter().any(|argument| matches!(argument, Tree::Text(_))) {
        let mut merged: Vec<Tree> = Vec::new();
        for argument in arguments {
            let inner = match argument {
                Tree::Call(name, inner, steps) if name == "concat" && steps.is_empty() => inner,
                other => vec![other],
            };
            for part in inner {
                match (merged.last_mut(), part) {
                    (Some(Tree::Text(before)), Tree::Text(text)) => before.push_str(&text),
                    (_, part) => merged.push(part),
                }
            }
        }
        merged.retain(|part| !matches!(part, Tree::Text(text) if text.is_empty()));
        arguments = merged;
    }
    Tree::Call(name, arguments, steps)
}

fn holes(pattern: &str, values: &mut [Option<Tree>]) -> Vec<Tree> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let (sign, after) = rest[at..].split_at(1);
        if let Some(after) = after.strip_prefix(sign) {
            text.push_str(sign);
            rest = after;
        } else {
            let (number, after) = after.split_once('}').expect("a hole ends");
            parts.push(Tree::Text(std::mem::take(&mut text)));
            let index: usize = number.parse().expect("a hole is a number");
            parts.push(values[index].take().expect("each value is used once"));
            rest = after;
        }
    }
    parts.push(Tree::Text(text + rest));
    parts
}

fn print(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Tree::Number(word) => word.clone(),
        Tree::Call(name, arguments, steps) => {
            let arguments: Vec<String> = arguments.iter().map(print).collect();
            let steps: String = steps
                .iter()
                .map(|step| match step {
                    Step::Member(name) => format!(".{name}"),
                    Step::Index(index) => format!("[{}]", print(index)),
                })
                .collect();
            format!("{name}({}){steps}", arguments.join(", "))
        }
    }
}

#[test]
fn spellings_of_one_expression() {
    let same = |a: &str, b: &str| assert_eq!(canonical(a), canonical(b));
    same("[format('{0}-x{{', reference('a').b)]", "[CONCAT(reference('a').b, '-x', '{')]");
    same("[f(concat('a', concat('b', g())))]", "[f(format('ab{0}', g()))]");
    assert_ne!(canonical("[f('a')]"), canonical("[f('A')]"));
}

/// Neighbouring quotes made one: the engine's snapshot shows two as one inside a resource, where an expression made the
/// string. In outputs, and in the evaluation here, they are as they are.
pub(crate) fn single_quotes(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let mut out = text.clone();
            while out.contains("''") {
                out = out.replace("''", "'");
            }
            out.into()
        }
        Value::Array(items) => items.iter().map(single_quotes).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), single_quotes(value))).collect(),
        other => other.clone(),
    }
}
