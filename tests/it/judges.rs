//! What judges the three outputs of one deployment. Each judge looks at texts and gives back what it has to say, so that the
//! negative control can ask it about spoilt ones.

use std::collections::{BTreeMap, BTreeSet};

use lbxc::deploy::Deployment;
use lbxc::emit::{arm, az, bicep};
use serde_json::Value;

use crate::emit_az::agree::{against, environment, lint, usage};
use crate::emit_az::commands;
use crate::emit_az::run::{Call, Run, Stage, revealed, sent, snapshot};
use crate::support::bicep::Bicep;
use crate::support::normal::single_quotes;
use crate::support::{agree, evaluate};

/// What the emitters write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Emitted {
    pub(crate) template: String,
    pub(crate) bicep: String,
    pub(crate) params: Option<String>,
    pub(crate) script: String,
}

impl Emitted {
    pub(crate) fn of(deployment: &Deployment) -> Emitted {
        Emitted {
            template: arm::template(deployment),
            bicep: bicep::file(deployment),
            params: bicep::params(deployment, "web"),
            script: az::script(deployment, "main.lbx"),
        }
    }
}

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Judge {
    /// The published types of every body.
    Types,
    /// Whether each resource waits for those that it names.
    Order,
    /// What the script's calls leave, against the template as evaluated here.
    State,
    /// What the script prints, against the template's outputs.
    Outputs,
    /// The options that `az` has.
    Options,
    /// How the script asks for the template's params.
    Params,
    /// Whether the script refuses what the template refuses.
    Refusals,
    /// `bash -n` and shellcheck.
    Lint,
    /// The Bicep compiler, linter and formatter, and Microsoft's engine on both templates.
    Bicep,
    /// What the script's calls leave, against Microsoft's engine.
    Engine,
    /// What the real `az` leaves in a stand-in for Azure Resource Manager.
    Az,
}

/// All of them.
pub(crate) const ALL: &[Judge] = &[
    Judge::Types,
    Judge::Order,
    Judge::State,
    Judge::Outputs,
    Judge::Options,
    Judge::Params,
    Judge::Refusals,
    Judge::Lint,
    Judge::Bicep,
    Judge::Engine,
    Judge::Az,
];

/// What a judge says.
pub(crate) type Finding = (Judge, String);

/// Everything that costs milliseconds. The turn chooses among the values that params may have.
pub(crate) fn quick(emitted: &Emitted, turn: usize) -> Vec<Finding> {
    match serde_json::from_str(&emitted.template) {
        Ok(template) => with(emitted, &template, &values(&template, turn)),
        Err(error) => vec![(Judge::Types, error.to_string())],
    }
}

/// The same with these values for the params.
pub(crate) fn with(emitted: &Emitted, template: &Value, values: &[(String, Value)]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let mut say = |judge: Judge, said: Vec<String>| found.extend(said.into_iter().map(|said| (judge, said)));
    say(Judge::Types, agree::wrong_bodies(template));
    say(Judge::Params, params(template, &emitted.script));
    let plain = revealed(template);
    say(Judge::Order, order(&plain, values).unwrap_or_else(|error| vec![error]));
    let predicted = match evaluate::deploys(&plain, values) {
        Ok(predicted) => predicted,
        Err(error) => {
            say(Judge::State, vec![format!("the template cannot be evaluated: {error}")]);
            return found;
        }
    };
    let run = match played(&emitted.script, template, values) {
        Ok(run) => run,
        Err(error) => {
            say(Judge::State, vec![error]);
            return found;
        }
    };
    let mut state = against(&predicted, &run, Value::clone);
    // `against` asks the options' judge as well.
    state.retain(|said| !said.starts_with('`'));
    say(Judge::State, state);
    say(Judge::Options, commands::complaints(&run.calls));
    say(Judge::Order, order_of_calls(&run.calls));
    if run.code == 0 {
        let wanted = printed(&predicted["outputs"]);
        if run.stdout != wanted {
            let differs = run.stdout.lines().zip(wanted.lines()).find(|(a, b)| a != b);
            say(Judge::Outputs, vec![format!("{differs:?} of {:?} and {wanted:?}", run.stdout)]);
        }
    }
    found
}

/// Everything that costs more: shellcheck, refused values, and with a server the official tools.
pub(crate) fn slow(server: Option<&mut Bicep>, emitted: &Emitted, turn: usize) -> Vec<Finding> {
    let mut found = linted(emitted);
    found.extend(refused(emitted));
    if let Some(server) = server {
        found.extend(compiled(server, emitted, turn));
        found.extend(engine(server, emitted, turn));
    }
    found
}

/// What bash and shellcheck say about the script.
pub(crate) fn linted(emitted: &Emitted) -> Vec<Finding> {
    lint(&emitted.script).into_iter().map(|said| (Judge::Lint, said)).collect()
}

/// What the script takes although the template refuses it.
pub(crate) fn refused(emitted: &Emitted) -> Vec<Finding> {
    let template = serde_json::from_str(&emitted.template).unwrap_or_default();
    refusals(&emitted.script, &template).into_iter().map(|said| (Judge::Refusals, said)).collect()
}

/// What the Bicep compiler, its linter, its formatter and the engine say about Bicep and ARM JSON.
pub(crate) fn compiled(server: &mut Bicep, emitted: &Emitted, turn: usize) -> Vec<Finding> {
    let (said, compiled) = agree::between(server, &emitted.template, &emitted.bicep, emitted.params.as_deref());
    let mut found: Vec<Finding> = said.into_iter().map(|said| (Judge::Bicep, said)).collect();
    if let Some(compiled) = compiled.filter(|compiled| compiled["resources"].is_array()) {
        // An error is a function that only the compiler writes; the engine has judged it above.
        let said = order(&revealed(&compiled), &values(&compiled, turn)).unwrap_or_default();
        found.extend(said.into_iter().map(|said| (Judge::Order, format!("in Bicep {said}"))));
    }
    found
}

/// What the script leaves, against Microsoft's engine.
pub(crate) fn engine(server: &mut Bicep, emitted: &Emitted, turn: usize) -> Vec<Finding> {
    let template = serde_json::from_str(&emitted.template).unwrap_or_default();
    engine_with(server, emitted, &template, &values(&template, turn))
}

/// The same with these values for the params.
pub(crate) fn engine_with(
    server: &mut Bicep,
    emitted: &Emitted,
    template: &Value,
    values: &[(String, Value)],
) -> Vec<Finding> {
    let plain = revealed(template);
    let folder = tempfile::tempdir().expect("a folder");
    let said = match snapshot(server, folder.path(), &plain, values) {
        Err(error) => vec![format!("the template is refused: {error}")],
        Ok(predicted) => {
            let mut stage = Stage::quick(&emitted.script);
            stage.env = environ(&emitted.script, template, values);
            match stage.run_answered(server, &["--group", "rg"]) {
                Ok(run) => against(&predicted, &run, single_quotes),
                Err(error) => vec![error],
            }
        }
    };
    said.into_iter().map(|said| (Judge::Engine, said)).collect()
}

/// Values outside the bounds that the template declares, and the script's answer to each: it must end before it calls `az`.
fn refusals(script: &str, template: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let given = values(template, 0);
    for (name, declared) in template["parameters"].as_object().into_iter().flatten() {
        let mut wrong: Vec<Value> = Vec::new();
        wrong.extend(declared["maxValue"].as_i64().map(|most| (most + 1).into()));
        wrong.extend(declared["minValue"].as_i64().map(|least| (least - 1).into()));
        wrong.extend(declared["maxLength"].as_u64().map(|most| "x".repeat(most as usize + 1).into()));
        match declared["type"].as_str().unwrap_or_default().to_lowercase().as_str() {
            "string" if declared["allowedValues"].is_array() => wrong.push("none of these".into()),
            "bool" | "int" => wrong.push("maybe".into()),
            _ => {}
        }
        for value in wrong {
            let mut values: Vec<(String, Value)> = given.iter().filter(|(known, _)| known != name).cloned().collect();
            values.push((name.clone(), value.clone()));
            match played(script, template, &values) {
                Ok(run) if run.code == 2 && run.calls.is_empty() => {}
                Ok(run) => found.push(format!("{name} = {value}: exit {} after {} calls", run.code, run.calls.len())),
                Err(error) => found.push(error),
            }
        }
    }
    found
}

/// Values for params; those that are random by default have one here.
pub(crate) fn values(template: &Value, turn: usize) -> Vec<(String, Value)> {
    let mut values = agree::chosen(template, turn);
    for (name, declared) in template["parameters"].as_object().into_iter().flatten() {
        let random = declared["defaultValue"].as_str().is_some_and(|text| text.to_lowercase().contains("newguid("));
        if random && !values.iter().any(|(known, _)| known == name) {
            values.push((name.clone(), "5ba7f6a0-5f2c-4a3e-9d65-1f9d34c0ab12".into()));
        }
    }
    values
}

/// A run of the script with these values, its questions answered by the evaluator.
pub(crate) fn played(script: &str, template: &Value, values: &[(String, Value)]) -> Result<Run, String> {
    let mut stage = Stage::quick(script);
    stage.env = environ(script, template, values);
    stage.run_asking(&["--group", "rg"], &mut |template, values| {
        Ok(evaluate::deploys(template, values)?["outputs"].take())
    })
}

fn environ(script: &str, template: &Value, values: &[(String, Value)]) -> Vec<(String, String)> {
    let names = environment(script);
    // Template and script have the params in the same order.
    let declared = template["parameters"].as_object().into_iter().flatten();
    let known: BTreeMap<&str, &String> = declared.zip(&names).map(|((name, _), env)| (name.as_str(), env)).collect();
    values
        .iter()
        .filter_map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            Some(((*known.get(name.as_str())?).clone(), text))
        })
        .collect()
}

/// How a script prints outputs.
fn printed(outputs: &Value) -> String {
    let mut out = String::new();
    for (name, output) in outputs.as_object().into_iter().flatten() {
        let value = match &output["value"] {
            Value::String(text) => text.clone(),
            other => evaluate::json_text(other),
        };
        out.push_str(&format!("{name}={value}\n"));
    }
    out
}

/// The usage text of a script against the template's params.
fn params(template: &Value, script: &str) -> Vec<String> {
    let rows: Vec<&str> = usage(script).lines().filter(|line| line.contains("[LBX_")).collect();
    let declared: Vec<(&String, &Value)> = template["parameters"].as_object().into_iter().flatten().collect();
    if rows.len() != declared.len() {
        return vec![format!("{} params in the template, {} in the script", declared.len(), rows.len())];
    }
    let mut found = Vec::new();
    for ((name, declared), row) in declared.iter().zip(rows) {
        let ty = declared["type"].as_str().unwrap_or_default().to_lowercase();
        let label = match ty.as_str() {
            "securestring" | "secureobject" => " SECRET",
            "int" => " INT",
            "bool" => " true|false",
            "array" => " JSON-ARRAY",
            "object" => " JSON-OBJECT",
            _ => " TEXT",
        };
        let required = declared.get("defaultValue").is_none();
        let mut wrong = !row.contains(label) || required != row.contains("required; [");
        for (bound, form) in [("minValue", "from"), ("maxValue", "to")] {
            let Some(bound) = declared[bound].as_i64().filter(|_| ty == "int") else { continue };
            wrong |= !row.contains(&bound.to_string()) && form != "from";
        }
        if wrong {
            found.push(format!("param {name} is {declared} in the template, in the script: {}", row.trim()));
        }
    }
    found
}

/// Each resource waits, itself or by others, for every resource that it names; nothing waits for what is not in the template.
fn order(template: &Value, values: &[(String, Value)]) -> Result<Vec<String>, String> {
    let all = evaluate::order(template, values)?;
    let there: BTreeMap<&str, &Vec<String>> =
        all.iter().filter(|one| one.there).map(|one| (one.id.as_str(), &one.waits)).collect();
    let known: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    let mut found = Vec::new();
    for one in all.iter().filter(|one| one.there) {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = one.waits.iter().map(String::as_str).collect();
        while let Some(next) = open.pop() {
            if !known.contains(next) {
                found.push(format!("{} waits for {next}, which is not in the template", one.id));
            }
            if reached.insert(next) {
                open.extend(there.get(next).into_iter().flat_map(|waits| waits.iter().map(String::as_str)));
            }
        }
        if reached.contains(one.id.as_str()) {
            found.push(format!("{} waits for itself", one.id));
        }
        let mut named = BTreeSet::new();
        // A resource may name its own parts, even those that become resources after it.
        ids(&one.rest, &mut |id| {
            if !id.to_lowercase().starts_with(&format!("{}/", one.id)) {
                named.extend(owner(&there, id));
            }
        });
        named.extend(one.id.rsplit_once('/').and_then(|(above, _)| owner(&there, above)));
        named.remove(one.id.as_str());
        for name in named.difference(&reached) {
            found.push(format!("{} names {name} and does not wait for it", one.id));
        }
    }
    Ok(found)
}

/// The longest of these ids that an id is or lies below.
fn owner<'k, V>(known: &BTreeMap<&'k str, V>, id: &str) -> Option<&'k str> {
    let id = id.to_lowercase();
    let mut rest = id.as_str();
    loop {
        if let Some((found, _)) = known.get_key_value(rest) {
            return Some(found);
        }
        (rest, _) = rest.rsplit_once('/')?;
    }
}

fn ids(value: &Value, each: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if text.starts_with("/subscriptions/") => each(text),
        Value::Array(items) => items.iter().for_each(|item| ids(item, each)),
        Value::Object(members) => {
            for (key, value) in members {
                if key.starts_with("/subscriptions/") {
                    each(key);
                }
                ids(value, each);
            }
        }
        _ => {}
    }
}

/// No call names what a later one makes, and each exact body is waited for before anything else happens.
fn order_of_calls(calls: &[Call]) -> Vec<String> {
    let mut found = Vec::new();
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for (at, call) in calls.iter().enumerate() {
        if let Ok(Some((id, _))) = sent(call) {
            made.entry(id.to_lowercase()).or_insert(at);
        }
    }
    let made: BTreeMap<&str, usize> = made.iter().map(|(id, at)| (id.as_str(), *at)).collect();
    for (at, call) in calls.iter().enumerate() {
        if let Ok(Some((id, body))) = sent(call) {
            let mut check = |other: &str| {
                let own = other.to_lowercase().starts_with(&format!("{}/", id.to_lowercase()));
                if let Some(other) = owner(&made, other).filter(|other| made[other] > at && !own) {
                    found.push(format!("{id} is sent before {other}, which it names"));
                }
            };
            ids(&body, &mut check);
            if let Some((above, _)) = id.rsplit_once('/') {
                check(above);
            }
        }
        if call.option("--method") == Some("put") {
            let url = call.option("--url");
            let waited = calls.get(at + 1).is_some_and(|next| {
                next.option("--url") == url && next.option("--query") == Some("properties.provisioningState")
            });
            if !waited {
                found.push(format!("{url:?} is not waited for"));
            }
        }
        if call.args.iter().any(|arg| arg == "--no-wait") {
            found.push(format!("{:?} does not wait", call.args));
        }
    }
    found
}
