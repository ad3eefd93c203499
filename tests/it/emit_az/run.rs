//! Runs a script against an `az` that records what it is asked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support;
use crate::support::bicep::Bicep;

/// The subscription that the recorder answers with.
pub(crate) const SUBSCRIPTION: &str = "11111111-1111-1111-1111-111111111111";

/// One call of `az`.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) args: Vec<String>,
    pub(crate) body: Option<String>,
    /// It asks Azure Resource Manager, and changes nothing.
    pub(crate) asks: bool,
}

impl Call {
    /// The value of an option.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let at = self.args.iter().position(|arg| arg == name)?;
        self.args.get(at + 1).map(String::as_str)
    }

    /// The values of an option.
    pub(crate) fn options(&self, name: &str) -> Vec<&str> {
        let Some(at) = self.args.iter().position(|arg| arg == name) else { return Vec::new() };
        self.args[at + 1..].iter().map(String::as_str).take_while(|arg| !arg.starts_with("--")).collect()
    }
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) calls: Vec<Call>,
}

/// A folder with the script and its `az`.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    /// Environment variables of the script.
    pub(crate) env: Vec<(String, String)>,
    /// The recorder is a function of the script's shell: no process for a call.
    quick: bool,
}

impl Stage {
    pub(crate) fn new(script: &str) -> Stage {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        fs::write(path.join("shop.sh"), script).expect("the folder is ours");
        fs::create_dir(path.join("bin")).expect("the folder is ours");
        let fake = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/fake-az");
        fs::copy(fake, path.join("bin/az")).expect("the recorder is there");
        Stage { folder, env: Vec::new(), quick: false }
    }

    /// A stage for many scripts: an empty `PATH` in front, and the recorder inside the shell.
    pub(crate) fn quick(script: &str) -> Stage {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("shop.sh"), script).expect("the folder is ours");
        Stage { folder, env: Vec::new(), quick: true }
    }

    fn fake(&self) -> PathBuf {
        self.folder.path().join("fake")
    }

    /// One run.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let fake = self.fake();
        for entry in fs::read_dir(&fake).into_iter().flatten().flatten() {
            if entry.path().is_file() {
                fs::remove_file(entry.path()).expect("the folder is ours");
            }
        }
        fs::create_dir_all(&fake).expect("the folder is ours");
        fs::write(fake.join("count"), "0\n").expect("the folder is ours");
        fs::write(fake.join("asked"), "0\n").expect("the folder is ours");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("bash");
        command.arg("shop.sh").args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("FAKE", &fake).env("PATH", format!("{}:{path}", self.folder.path().join("bin").display()));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        if self.quick {
            command.env("BASH_ENV", PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/fake-az.bash"));
        }
        let output = command.output().expect("bash runs");
        let mut calls = if self.quick { logged(&fake) } else { Vec::new() };
        for at in 0.. {
            let Ok(args) = fs::read(fake.join(format!("{at}.args"))) else { break };
            let args = String::from_utf8(args).expect("arguments are text");
            let body = fs::read(fake.join(format!("{at}.body"))).ok();
            calls.push(Call {
                args: args.trim_end_matches('\0').split('\0').map(str::to_owned).collect(),
                body: body.map(|body| String::from_utf8(body).expect("a body is text")),
                asks: fake.join(format!("{at}.asks")).exists(),
            });
        }
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            calls,
        }
    }

    /// Runs until every question that the script asks has the answer that Microsoft's engine gives.
    pub(crate) fn run_answered(&self, server: &mut Bicep, args: &[&str]) -> Result<Run, String> {
        let folder = self.folder.path();
        self.run_asking(args, &mut |template, values| Ok(snapshot(server, folder, template, values)?["outputs"].take()))
    }

    /// The same, with outputs of templates from elsewhere.
    pub(crate) fn run_asking(&self, args: &[&str], outputs: &mut Outputs<'_>) -> Result<Run, String> {
        for _ in 0..6 {
            let run = self.run(args);
            let mut new = false;
            let questions: Vec<&Call> = run.calls.iter().filter(|call| call.asks).collect();
            for (at, call) in questions.iter().enumerate() {
                let folder = self.fake().join("answers").join((at + 1).to_string());
                if folder.exists() {
                    continue;
                }
                new = true;
                fs::create_dir_all(&folder).expect("the folder is ours");
                let body: Value = serde_json::from_str(call.body.as_deref().unwrap_or_default())
                    .map_err(|e| format!("{e}: {call:?}"))?;
                for (name, answer) in answers(outputs, &body)? {
                    fs::write(folder.join(name), answer).expect("the folder is ours");
                }
            }
            if !new {
                return Ok(run);
            }
        }
        Err("it asks again and again".to_owned())
    }
}

/// Gives the outputs of a template with these values.
pub(crate) type Outputs<'o> = dyn FnMut(&Value, &[(String, Value)]) -> Result<Value, String> + 'o;

/// The calls that the recorder inside the shell wrote down.
fn logged(fake: &Path) -> Vec<Call> {
    let log = fs::read(fake.join("log")).unwrap_or_default();
    let mut words = log.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned());
    let mut calls = Vec::new();
    while let Some(count) = words.next().and_then(|count| count.parse().ok()) {
        let args: Vec<String> = words.by_ref().take(count).collect();
        let body = words.next().filter(|body| !body.is_empty());
        let asks = body.is_some() && args.iter().any(|arg| arg.contains("/Microsoft.Resources/deployments/"));
        calls.push(Call { args, body, asks });
    }
    calls
}

fn answers(outputs: &mut Outputs<'_>, body: &Value) -> Result<Vec<(String, String)>, String> {
    let template = revealed(&body["properties"]["template"]);
    let values: Vec<(String, Value)> = body["properties"]["parameters"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, given)| (name.clone(), given["value"].clone()))
        .collect();
    let given = outputs(&template, &values)?;
    let mut answers = Vec::new();
    for (name, _) in template["outputs"].as_object().into_iter().flatten() {
        let answer = match &given[name]["value"] {
            Value::String(text) => text.clone(),
            Value::Null => match &given[name] {
                Value::String(text) => text.clone(),
                // An output whose condition is false.
                _ => "None".to_owned(),
            },
            other => other.to_string(),
        };
        answers.push((name.clone(), answer));
    }
    Ok(answers)
}

/// What a template deploys, by Microsoft's engine.
pub(crate) fn snapshot(
    server: &mut Bicep,
    folder: &Path,
    template: &Value,
    values: &[(String, Value)],
) -> Result<Value, String> {
    fs::write(folder.join("t.json"), template.to_string()).map_err(|e| e.to_string())?;
    let params = folder.join("t.bicepparam");
    fs::write(&params, format!("using './t.json'\n{}", support::agree::given(values))).map_err(|e| e.to_string())?;
    server.snapshot(&params)
}

/// A template whose secrets are plain: the engine keeps secret ones as expressions.
pub(crate) fn revealed(template: &Value) -> Value {
    let mut template = template.clone();
    for (_, declared) in template["parameters"].as_object_mut().into_iter().flatten() {
        let plain = match declared["type"].as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
            "securestring" => "string",
            "secureobject" => "object",
            _ => continue,
        };
        declared["type"] = plain.into();
    }
    template
}

/// What the calls leave in Azure, as the engine's snapshot says it.
pub(crate) fn state(run: &Run) -> Result<Value, String> {
    let mut resources: BTreeMap<String, Value> = BTreeMap::new();
    for call in &run.calls {
        let Some((id, mut resource)) = sent(call)? else { continue };
        let (_, below) = id.rsplit_once("/providers/").unwrap_or_default();
        let words: Vec<&str> = below.split('/').collect();
        let (types, names): (Vec<&str>, Vec<&str>) =
            (words.iter().skip(1).step_by(2).copied().collect(), words.iter().skip(2).step_by(2).copied().collect());
        resource["id"] = id.clone().into();
        resource["type"] = format!("{}/{}", words[0], types.join("/")).into();
        resource["name"] = names.join("/").into();
        resources.insert(id.to_lowercase(), resource);
    }
    Ok(Value::Array(resources.into_values().collect()))
}

/// The id and the body that a call sends.
pub(crate) fn sent(call: &Call) -> Result<Option<(String, Value)>, String> {
    if call.args[0] == "rest" {
        if call.option("--method") != Some("put") || call.asks {
            return Ok(None);
        }
        let url = call.option("--url").unwrap_or_default();
        let (id, api) = url.split_once("?api-version=").ok_or_else(|| format!("{url} has no version"))?;
        let body = call.body.as_deref().ok_or_else(|| format!("{url} has no body"))?;
        let mut body: Value = serde_json::from_str(body).map_err(|error| format!("{url}: {error}"))?;
        body["apiVersion"] = api.into();
        return Ok(Some((decoded(id), body)));
    }
    let Some((ty, body)) = plain(call)? else { return Ok(None) };
    let group = call.option("--resource-group").ok_or("a command without a group")?;
    let mut id = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}");
    if call.option("--subscription") != Some(SUBSCRIPTION) {
        return Err(format!("another subscription: {:?}", call.args));
    }
    let name = call.option("--name").ok_or("a command without a name")?;
    match (ty.rsplit_once('/'), call.option("--vnet-name")) {
        (Some((parent, own)), Some(vnet)) => id.push_str(&format!("/providers/{parent}/{vnet}/{own}/{name}")),
        _ => id.push_str(&format!("/providers/{ty}/{name}")),
    }
    Ok(Some((id, body)))
}

/// What `az` 2.91 sends for a plain command, as it was recorded.
fn plain(call: &Call) -> Result<Option<(&'static str, Value)>, String> {
    let words: Vec<&str> = call.args.iter().take_while(|arg| !arg.starts_with("--")).map(String::as_str).collect();
    let ty = match words.join(" ").as_str() {
        "network public-ip create" => "Microsoft.Network/publicIPAddresses",
        "network public-ip prefix create" => "Microsoft.Network/publicIPPrefixes",
        "network nsg create" => "Microsoft.Network/networkSecurityGroups",
        "network asg create" => "Microsoft.Network/applicationSecurityGroups",
        "network nat gateway create" => "Microsoft.Network/natGateways",
        "network vnet peering create" => "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "identity create" => "Microsoft.ManagedIdentity/userAssignedIdentities",
        _ => return Ok(None),
    };
    let mut body = json!({});
    let mut set = |path: &str, value: Value| {
        let mut at = &mut body;
        for part in path.split('.') {
            at = &mut at[part];
        }
        *at = value;
    };
    let text = |option: &str| call.option(option).map(Value::from);
    // What is no number or boolean stays text, and shows as a difference.
    let int = |option: &str| call.option(option).map(|text| text.parse::<i64>().map_or(text.into(), Value::from));
    let bool = |option: &str| call.option(option).map(|text| text.parse::<bool>().map_or(text.into(), Value::from));
    let list = |option: &str| {
        let values = call.options(option);
        (!values.is_empty()).then(|| Value::from(values))
    };
    let ids = |option: &str| {
        let values = call.options(option);
        (!values.is_empty()).then(|| values.iter().map(|id| json!({ "id": id })).collect::<Value>())
    };
    let pairs = || {
        let pairs = call.options("--tags");
        let pairs = pairs.iter().map(|pair| pair.split_once('=').unwrap_or((*pair, "")));
        let object: serde_json::Map<String, Value> = pairs.map(|(k, v)| (k.to_owned(), v.into())).collect();
        (!object.is_empty()).then_some(Value::Object(object))
    };
    for (path, value) in [
        ("location", text("--location")),
        ("sku.name", text("--sku")),
        ("sku.tier", text("--tier")),
        ("zones", list("--zone")),
        ("tags", pairs()),
        ("properties.publicIPAllocationMethod", text("--allocation-method")),
        ("properties.publicIPAddressVersion", text("--version")),
        ("properties.idleTimeoutInMinutes", int("--idle-timeout")),
        ("properties.prefixLength", int("--length")),
        ("properties.dnsSettings.domainNameLabel", text("--dns-name")),
        ("properties.dnsSettings.domainNameLabelScope", text("--dns-name-scope")),
        ("properties.ddosSettings.protectionMode", text("--ddos-protection-mode")),
        ("properties.publicIpAddresses", ids("--public-ip-addresses")),
        ("properties.publicIpPrefixes", ids("--public-ip-prefixes")),
        ("properties.publicIpAddressesV6", ids("--pip-addresses-v6")),
        ("properties.publicIpPrefixesV6", ids("--pip-prefixes-v6")),
        ("properties.remoteVirtualNetwork.id", text("--remote-vnet")),
        ("properties.allowVirtualNetworkAccess", bool("--allow-vnet-access")),
        ("properties.allowForwardedTraffic", bool("--allow-forwarded-traffic")),
        ("properties.allowGatewayTransit", bool("--allow-gateway-transit")),
        ("properties.useRemoteGateways", bool("--use-remote-gateways")),
    ] {
        if let Some(value) = value {
            set(path, value);
        }
    }
    Ok(Some((ty, body)))
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let digits = String::from_utf8(digits).expect("two digits");
            bytes.push(u8::from_str_radix(&digits, 16).expect("two digits"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("a path is text")
}
