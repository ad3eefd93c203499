//! The negative control: outputs of real sources, each spoilt in one place as a bug would spoil it. The judges that the suite
//! uses must see every one. A change whose place is not found is a failure, so that none can pass by not being made.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::emit_files;
use crate::judges::{self, Emitted, Finding, Judge};
use crate::support;

/// What is spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Template,
    Bicep,
    Params,
    Script,
}

/// How it is spoilt.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// The first of these texts becomes that one.
    Text(&'static str, &'static str),
    /// The line that begins so is gone.
    Line(&'static str),
    /// The script's two sections whose headings end so change places.
    Swap(&'static str, &'static str),
    /// The script's section whose heading ends so is gone.
    Section(&'static str),
    /// The template's resource of that name is gone, and nothing waits for it.
    Resource(&'static str),
}

use Change::{Line, Resource, Section, Swap, Text};
use Part::{Bicep, Params, Script, Template};

/// What is wrong, in which example, where, how, and who must see it.
type Corruption = (&'static str, &'static str, Part, Change, Judge);

const CORRUPTIONS: &[Corruption] = &[
    // ARM JSON
    ("a dropped property", "shop", Template, Text("\"intervalInSeconds\": 5,", ""), Judge::State),
    ("a changed port", "shop", Template, Text("\"backendPort\": 22,", "\"backendPort\": 23,"), Judge::State),
    (
        "swapped ports",
        "shop",
        Template,
        Text("\"frontendPortRangeStart\": 50000", "\"frontendPortRangeStart\": 50119"),
        Judge::State,
    ),
    ("a lost zone", "shop", Template, Text("\"2\",\n        \"3\"", "\"2\""), Judge::State),
    (
        "a missing dependency",
        "shop",
        Template,
        Text(",\n        \"[resourceId('Microsoft.Network/natGateways', 'egress')]\"\n      ]", "\n      ]"),
        Judge::Order,
    ),
    (
        "a circle of dependencies",
        "shop",
        Template,
        Text(
            "\"[resourceId('Microsoft.Network/virtualNetworks', 'shop')]\",\n",
            "\"[resourceId('Microsoft.Network/virtualNetworks', 'shop')]\",\n\
             \"[resourceId('Microsoft.Insights/autoscaleSettings', 'web-autoscale')]\",\n",
        ),
        Judge::Order,
    ),
    ("another API version", "shop", Template, Text("\"2026-04-01\"", "\"2025-04-01\""), Judge::State),
    ("a lost tag", "shop", Template, Text(",\n      \"stage\": \"[parameters('stage')]\"", ""), Judge::State),
    (
        "an inverted condition",
        "new-or-existing",
        Template,
        Text("\"condition\": \"[parameters('public')]\"", "\"condition\": \"[not(parameters('public'))]\""),
        Judge::State,
    ),
    (
        "a lost condition",
        "new-or-existing",
        Template,
        Text("\"condition\": \"[equals(parameters('network'), 'new')]\",", ""),
        Judge::State,
    ),
    ("the id of another part", "shop", Template, Text("'edge', 'www')", "'edge', 'out')"), Judge::State),
    ("a missing resource", "shop", Template, Resource("out"), Judge::State),
    ("a secret that is plain", "windows-iis", Template, Text("\"securestring\"", "\"string\""), Judge::Params),
    ("another default", "shop", Template, Text("\"defaultValue\": 12", "\"defaultValue\": 13"), Judge::State),
    ("another bound", "shop", Template, Text("\"maxValue\": 30", "\"maxValue\": 300"), Judge::Params),
    (
        "seconds for minutes",
        "shop",
        Template,
        Text("\"idleTimeoutInMinutes\": 15", "\"idleTimeoutInMinutes\": 900"),
        Judge::State,
    ),
    (
        "a lost tier",
        "shop",
        Template,
        Text("\"name\": \"Standard\",\n        \"tier\": \"Regional\"", "\"name\": \"Standard\""),
        Judge::State,
    ),
    (
        "a property that Azure does not have",
        "shop",
        Template,
        Text("\"disableOutboundSnat\"", "\"outboundSnat\""),
        Judge::Types,
    ),
    ("text for a number", "shop", Template, Text("\"probeThreshold\": 2", "\"probeThreshold\": \"2\""), Judge::Types),
    ("a word that Azure does not have", "shop", Template, Text("\"Http\"", "\"Http2\""), Judge::State),
    ("another output", "shop", Template, Text("'http://{0}'", "'https://{0}'"), Judge::Outputs),
    // The script
    ("a wrong flag", "shop", Script, Text("--allocation-method Static", "--allocation Static"), Judge::Options),
    ("a flag's other value", "shop", Script, Text("--idle-timeout 15", "--idle-timeout 4"), Judge::State),
    ("a lost zone", "shop", Script, Text("--zone 1 2 3", "--zone 1 2"), Judge::State),
    ("an unquoted value", "shop", Script, Text("--dns-name \"shop-$stage\"", "--dns-name shop-$stage"), Judge::Lint),
    (
        "another API version",
        "shop",
        Script,
        Text("web?api-version=2026-04-01", "web?api-version=2025-04-01"),
        Judge::State,
    ),
    ("a lost tag", "shop", Script, Text("--tags app=shop \"stage=$stage\"", "--tags app=shop"), Judge::State),
    (
        "an inverted condition",
        "new-or-existing",
        Script,
        Text("if [[ $public == true ]]; then\n  az", "if [[ $public != true ]]; then\n  az"),
        Judge::State,
    ),
    ("a lost wait", "shop", Script, Line("wait_for edge "), Judge::Order),
    (
        "a command that does not wait",
        "shop",
        Script,
        Text("az network nat gateway create", "az network nat gateway create --no-wait"),
        Judge::Order,
    ),
    ("a wrong order", "shop", Script, Swap("network interface node_1_main", "virtual machine node_1"), Judge::Order),
    ("a missing command", "shop", Script, Section("public IP address out"), Judge::State),
    (
        "the body of another resource",
        "shop",
        Script,
        Text("$providers/Microsoft.Network/loadBalancers/orders?", "$providers/Microsoft.Network/loadBalancers/data?"),
        Judge::State,
    ),
    (
        "a secret that is plain",
        "windows-iis",
        Script,
        Text("--admin-password SECRET", "--admin-password TEXT"),
        Judge::Params,
    ),
    ("another default", "shop", Script, Text("|| peak=12", "|| peak=11"), Judge::State),
    ("a lost check", "shop", Script, Line("check_int --peak"), Judge::Refusals),
    (
        "the id of another resource",
        "shop",
        Script,
        Text(
            "\"$providers/Microsoft.Network/networkSecurityGroups/data\"",
            "\"$providers/Microsoft.Network/networkSecurityGroups/web\"",
        ),
        Judge::State,
    ),
    ("a lost comma", "shop", Script, Text("\"backendPort\": 22,", "\"backendPort\": 22"), Judge::State),
    ("text for a number", "shop", Script, Text("\"priority\": 100", "\"priority\": \"100\""), Judge::State),
    (
        "a lost subscription",
        "shop",
        Script,
        Text("--subscription \"$subscription\" --name www", "--name www"),
        Judge::State,
    ),
    (
        "chatter",
        "shop",
        Script,
        Text(
            "--zone 1 2 3 --tags app=shop \"stage=$stage\" --output none --only-show-errors",
            "--zone 1 2 3 --tags app=shop \"stage=$stage\" --output none",
        ),
        Judge::Options,
    ),
    ("another output", "shop", Script, Text("\"http://$output_url\"", "\"https://$output_url\""), Judge::Outputs),
    ("an unclosed quote", "shop", Script, Text("\"http://$output_url\"", "\"http://$output_url"), Judge::State),
    // Bicep
    ("a dropped property", "shop", Bicep, Line("          probeThreshold: 2"), Judge::Bicep),
    ("a changed port", "shop", Bicep, Text("backendPort: 22\n", "backendPort: 23\n"), Judge::Bicep),
    ("a lost zone", "shop", Bicep, Text("    '2'\n    '3'\n", "    '2'\n"), Judge::Bicep),
    (
        "a missing dependency",
        "shop",
        Bicep,
        Text("id: out.id", "id: resourceId('Microsoft.Network/publicIPAddresses', 'out')"),
        Judge::Order,
    ),
    ("another API version", "shop", Bicep, Text("@2026-04-01", "@2025-04-01"), Judge::Bicep),
    ("a lost tag", "shop", Bicep, Line("  stage: stage"), Judge::Bicep),
    ("an inverted condition", "new-or-existing", Bicep, Text("= if (public)", "= if (!public)"), Judge::Bicep),
    ("the id of another part", "shop", Bicep, Text("'edge', 'www')", "'edge', 'out')"), Judge::Bicep),
    ("a secret that is plain", "windows-iis", Bicep, Line("@secure()"), Judge::Bicep),
    ("another default", "shop", Bicep, Text("param peak int = 12", "param peak int = 13"), Judge::Bicep),
    ("a lost bound", "shop", Bicep, Line("@maxValue(30)"), Judge::Bicep),
    ("seconds for minutes", "shop", Bicep, Text("idleTimeoutInMinutes: 15", "idleTimeoutInMinutes: 900"), Judge::Bicep),
    (
        "a lost tier",
        "shop",
        Bicep,
        Text("    name: 'Standard'\n    tier: 'Regional'", "    name: 'Standard'"),
        Judge::Bicep,
    ),
    ("another output", "shop", Bicep, Text("'http://${", "'https://${"), Judge::Bicep),
    ("another layout", "shop", Bicep, Text("  name: 'edge'", "  name:  'edge'"), Judge::Bicep),
    ("an unquoted value", "shop", Bicep, Text("requestPath: '/healthz'", "requestPath: healthz"), Judge::Bicep),
    ("a param without a value", "windows-iis", Params, Line("param admin_password"), Judge::Bicep),
    ("a param of no name", "windows-iis", Params, Text("param admin_user", "param adminUser"), Judge::Bicep),
];

impl Change {
    fn made(self, text: &str) -> Option<String> {
        match self {
            Text(from, to) => text.contains(from).then(|| text.replacen(from, to, 1)),
            Line(start) => {
                let at = text.find(&format!("\n{start}"))? + 1;
                let end = at + text[at..].find('\n')? + 1;
                Some(format!("{}{}", &text[..at], &text[end..]))
            }
            Section(heading) => {
                let mut sections = sections(text);
                let at = sections.iter().position(|section| headed(section, heading))?;
                sections.remove(at);
                Some(sections.concat())
            }
            Swap(one, other) => {
                let mut sections = sections(text);
                let one = sections.iter().position(|section| headed(section, one))?;
                let other = sections.iter().position(|section| headed(section, other))?;
                sections.swap(one, other);
                Some(sections.concat())
            }
            Resource(name) => {
                let mut template: Value = serde_json::from_str(text).ok()?;
                let resources = template["resources"].as_array_mut()?;
                let at = resources.iter().position(|resource| resource["name"] == name)?;
                resources.remove(at);
                for resource in resources {
                    if let Some(waits) = resource["dependsOn"].as_array_mut() {
                        waits.retain(|id| id.as_str().is_some_and(|id| !id.ends_with(&format!("'{name}')]"))));
                    }
                }
                Some(template.to_string())
            }
        }
    }
}

/// A script in pieces, each but the first with a heading that says where in the source it comes from.
fn sections(script: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for line in script.split_inclusive('\n') {
        if line.starts_with("# ") && line.contains(".lbx:") {
            sections.push(String::new());
        }
        if let Some(last) = sections.last_mut() {
            last.push_str(line);
        }
    }
    sections
}

fn headed(section: &str, heading: &str) -> bool {
    section.lines().next().is_some_and(|line| line.ends_with(&format!("  {heading}")))
}

fn emitted(example: &str) -> Emitted {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(format!("{example}.lbx"));
    Emitted::of(&emit_files::deployment(&path).expect("an example has no errors"))
}

/// What the judges of a part say.
fn judged(emitted: &Emitted, part: Part, expected: Judge) -> Vec<Finding> {
    if matches!(part, Bicep | Params) {
        let mut server = support::bicep::server("corruptions");
        return server.as_deref_mut().map(|server| judges::compiled(server, emitted, 0)).unwrap_or_default();
    }
    let mut found: Vec<Finding> = (0..3).flat_map(|turn| judges::quick(emitted, turn)).collect();
    match expected {
        Judge::Lint => found.extend(judges::linted(emitted)),
        Judge::Refusals => found.extend(judges::refused(emitted)),
        _ => {}
    }
    found
}

#[test]
fn every_corruption_is_seen() {
    let tools = support::bicep::server("every_corruption_is_seen").is_some();
    let shellcheck = std::process::Command::new("shellcheck").arg("--version").output().is_ok();
    for example in ["shop", "new-or-existing", "windows-iis"] {
        let right = emitted(example);
        let mut said: Vec<Finding> = (0..3).flat_map(|turn| judges::quick(&right, turn)).collect();
        let mut server = support::bicep::server("corruptions");
        said.extend(judges::slow(server.as_deref_mut(), &right, 0));
        assert!(said.is_empty(), "{example} as it is: {said:#?}");
    }
    let mut table = String::new();
    let mut missed = Vec::new();
    let mut seen = 0;
    for (what, example, part, change, expected) in CORRUPTIONS {
        let right = emitted(example);
        let mut wrong = right.clone();
        let place = match part {
            Template => &mut wrong.template,
            Bicep => &mut wrong.bicep,
            Script => &mut wrong.script,
            Params => wrong.params.as_mut().expect("the example has params"),
        };
        match change.made(place) {
            Some(text) => *place = text,
            None => missed.push(format!("{what} ({part:?} of {example}): its place is not there")),
        }
        assert!(wrong != right || missed.last().is_some(), "{what}: nothing is changed");
        // What needs a tool that is not there is not judged.
        let official = matches!(expected, Judge::Lint | Judge::Bicep) || (*part == Bicep);
        if official && !(if *expected == Judge::Lint { shellcheck } else { tools }) {
            continue;
        }
        let said = judged(&wrong, *part, *expected);
        let mut who: Vec<Judge> = said.iter().map(|(judge, _)| *judge).collect();
        who.sort();
        who.dedup();
        let _ = writeln!(table, "{part:?} of {example}: {what}: {who:?}");
        if who.contains(expected) {
            seen += 1;
        } else {
            missed.push(format!("{what} ({part:?} of {example}): {expected:?} does not see it; {said:?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed\n{}", missed.len(), CORRUPTIONS.len(), missed.join("\n"));
    support::say(&format!("{table}{seen} of {} corruptions seen", CORRUPTIONS.len()));
    assert!(seen >= 30, "{seen} corruptions judged");
}
