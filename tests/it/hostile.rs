//! Ten thousand strings that mean something to a shell, to `az`, to ARM, to Bicep or to JSON: each arrives as it was written,
//! through all three outputs, wherever the language takes a free string.
//!
//! Many stand in one source, so that the official compiler and bash run a few dozen times and not ten thousand.

use std::fmt::Write as _;

use lbxc::compile::{Options, compile};
use lbxc::diag::Level;
use lbxc::source::Memory;
use serde_json::{Value, json};

use crate::emit_az::run::{revealed, snapshot};
use crate::judges::{self, Emitted};
use crate::support::{self, agree, dice::Dice, evaluate, normal::single_quotes};

/// Pieces of strings.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "'''",
    "''",
    "\"\"\"",
    "$",
    "${",
    "$${",
    "${x}",
    "$(id)",
    "`id`",
    "`",
    "\\",
    "\\\\",
    "\\n",
    "\\u0041",
    "\\'",
    "[",
    "]",
    "[[",
    "]]",
    "[parameters('x')]",
    "[x",
    "{",
    "}",
    "{{",
    "}}",
    "{0}",
    "{{host}}",
    "(",
    ")",
    "@",
    "@file",
    "@-",
    "@/etc/passwd",
    "k=@x",
    "-",
    "--",
    "-x",
    "--body",
    "--tags",
    "=",
    "&",
    "&&",
    "|",
    ";",
    "<",
    ">",
    "<<JSON",
    "\nJSON\n",
    "\nUSAGE\n",
    "\nEOF\n",
    "!",
    "!!",
    "#",
    "# x",
    "//",
    "/*",
    "*/",
    "*",
    "?",
    "~",
    "%",
    "%s",
    "%00",
    "^",
    ",",
    ":",
    ".",
    "..",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\u{1}",
    "\u{7}",
    "\u{8}",
    "\u{b}",
    "\u{c}",
    "\u{1b}[31m",
    "\u{1f}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{e000}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "中文",
    "שלום",
    "مرحبا",
    "😀",
    "👩‍👩‍👧",
    "𝒳",
    "\u{10ffff}",
    "null",
    "true",
    "0",
    "1e5",
    "None",
    "a",
    "Zz9",
    "name",
    "function",
    "resourceGroup().id",
    "lower",
    "\\${",
    "$'x'",
    "\"$HOME\"",
    "\\\n",
];

impl Dice {
    fn hostile(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.roll(7) {
            match self.roll(12) {
                0 => text.extend(char::from_u32(self.roll(0x11_0000) as u32).filter(|c| *c != '\0')),
                1 => text.extend(char::from_u32(1 + self.roll(0xff) as u32)),
                _ => text.push_str(PIECES[self.roll(PIECES.len())]),
            }
        }
        text
    }
}

/// A string as it is written in a source.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // `${` is a hole; an escape in its place is none.
            '$' => out.push_str("\\u{24}"),
            c if c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ' => out.push(c),
            c => drop(write!(out, "\\u{{{:x}}}", c as u32)),
        }
    }
    out.push('"');
    out
}

/// One source, and what must come out of it.
struct Batch {
    source: String,
    /// Where in the evaluated template, and what must be there.
    wanted: Vec<(String, Value)>,
    /// Values for its params, beside the defaults.
    given: Vec<(String, Value)>,
}

const SETTINGS: usize = 220;
const HOLES: usize = 40;
const KEYS: usize = 30;
const OUTPUTS: usize = 60;
const TAGS: usize = 12;
const DEFAULTS: usize = 25;
const GIVEN: usize = 25;
const DESCRIPTIONS: usize = 15;

fn batch(dice: &mut Dice) -> Batch {
    let mut take = |count: usize| -> Vec<String> { (0..count).map(|_| dice.hostile()).collect() };
    let (settings, holes, outputs) = (take(SETTINGS), take(HOLES), take(OUTPUTS));
    let (defaults, given, descriptions) = (take(DEFAULTS), take(GIVEN), take(DESCRIPTIONS));
    let keys: Vec<String> = take(KEYS).into_iter().enumerate().map(|(at, key)| format!("{key}{at}")).collect();
    let tags: Vec<String> = take(TAGS).into_iter().map(|tag| tag.chars().take(200).collect()).collect();
    let (custom, user) = (take(12).concat(), take(12).concat());
    // A doc comment is a line.
    let line = |text: &String| -> String { text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect() };
    let docs: Vec<String> = descriptions.iter().map(|text| format!("x {}.", line(text))).collect();

    let mut source = String::from("deploy { group: \"rg(1)\", location: westeurope }\nparam word: string = \"w\"\n");
    for (at, text) in defaults.iter().enumerate() {
        let doc = &docs[at % docs.len()];
        let _ = writeln!(source, "/// {doc}\nparam default{at}: string = {}", literal(text));
    }
    for at in 0..GIVEN {
        let _ = writeln!(source, "param given{at}: string = none");
    }
    source.push_str("vnet net 10.0.0.0/16 {\n  subnet app 10.0.0.0/24\n");
    let list = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join(", ");
    let pairs = list(&mut tags.iter().enumerate().map(|(at, tag)| format!("t{at}: {}", literal(tag))));
    let _ = writeln!(source, "  tags: {{ {pairs} }}\n}}");
    let few = list(&mut tags.iter().take(3).enumerate().map(|(at, tag)| format!("t{at}: {}", literal(tag))));
    let _ = writeln!(source, "public_ip www {{ zones: [1, 2, 3], tags: {{ {few} }} }}");
    source.push_str("nsg guard {\n");
    for (at, doc) in docs.iter().enumerate() {
        let _ = writeln!(source, "  /// {doc}\n  allow {} r{at} = tcp 203.0.113.0/24 -> *:{}", 100 + at, 1000 + at);
    }
    source.push_str("}\n");
    let _ = writeln!(
        source,
        "vm box {{\n  image: ubuntu_24_04\n  size: Standard_B2s_v2\n  zones: [1]\n  admin {{ user: \"ops\", ssh: \"ssh-ed25519 AAAA x\" }}\n  \
         nic main {{ subnet: net.app, nsg: guard }}\n  custom_data: {}\n  user_data: {}\n  \
         extension x = \"Contoso.Shop/Agent@1.0\" {{\n    settings: {{",
        literal(&custom),
        literal(&user)
    );
    let _ = writeln!(source, "      plain: [{}]", list(&mut settings.iter().map(|text| literal(text))));
    // With something late in it, a string takes the ways of expressions.
    let late = list(&mut holes.iter().map(|text| format!("\"${{word}}{}", &literal(text)[1..])));
    let _ = writeln!(source, "      late: [{late}]");
    let upper = list(&mut holes.iter().map(|text| format!("if word == {0} then {0} else word", literal(text))));
    let _ = writeln!(source, "      equal: [{upper}]");
    let members = list(&mut keys.iter().map(|key| format!("{}: 1", literal(key))));
    let _ = writeln!(source, "      keys: {{ {members} }}");
    let named =
        list(&mut (0..DEFAULTS).map(|at| format!("default{at}")).chain((0..GIVEN).map(|at| format!("given{at}"))));
    let _ = writeln!(source, "      params: [{named}]");
    let inside = list(&mut (0..GIVEN).map(|at| format!("\"<${{given{at}}}>\"")));
    let _ = writeln!(source, "      inside: [{inside}]");
    source.push_str("      text: json([given0, given1, default0])\n    }\n  }\n}\n");
    for (at, texts) in outputs.chunks(10).enumerate() {
        let _ = writeln!(source, "output list{at} = [{}]", list(&mut texts.iter().map(|text| literal(text))));
    }
    for (at, text) in outputs.iter().take(8).enumerate() {
        let _ = writeln!(source, "output text{at} = {}", literal(text));
    }
    let encoded = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(text)
    };
    let s = "/extensions/properties/settings";
    let all: Vec<&String> = defaults.iter().chain(&given).collect();
    let mut wanted = vec![
        (format!("{s}/plain"), json!(settings)),
        (format!("{s}/late"), holes.iter().map(|text| format!("w{text}")).collect()),
        (format!("{s}/equal"), holes.iter().map(|_| "w").collect()),
        (format!("{s}/keys"), Value::Object(keys.iter().map(|key| (key.clone(), 1.into())).collect())),
        (format!("{s}/params"), json!(all)),
        (format!("{s}/inside"), given.iter().map(|text| format!("<{text}>")).collect()),
        ("/virtualMachines/properties/osProfile/customData".to_owned(), encoded(&custom).into()),
        ("/virtualMachines/properties/userData".to_owned(), encoded(&user).into()),
        (
            "/virtualNetworks/tags".to_owned(),
            Value::Object(tags.iter().enumerate().map(|(at, tag)| (format!("t{at}"), tag.clone().into())).collect()),
        ),
        (
            "/publicIPAddresses/tags".to_owned(),
            Value::Object(
                tags.iter().take(3).enumerate().map(|(at, tag)| (format!("t{at}"), tag.clone().into())).collect(),
            ),
        ),
    ];
    for (at, texts) in outputs.chunks(10).enumerate() {
        wanted.push((format!("outputs/list{at}/value"), json!(texts)));
    }
    for (at, doc) in docs.iter().enumerate() {
        let path = format!("/networkSecurityGroups/properties/securityRules/{at}/properties/description");
        wanted.push((path, doc.clone().into()));
    }
    let given = given.into_iter().enumerate().map(|(at, text)| (format!("given{at}"), text.into())).collect();
    Batch { source, wanted, given }
}

/// A value of an evaluated template: `/TYPE/path` of the resource whose type ends so, or a path from the top.
fn found<'p>(predicted: &'p Value, path: &str) -> Option<&'p Value> {
    let Some(path) = path.strip_prefix('/') else {
        // The engine shows an output as its value.
        let path = format!("/{path}");
        return predicted.pointer(&path).or_else(|| predicted.pointer(path.strip_suffix("/value")?));
    };
    let (ty, path) = path.split_once('/')?;
    let mut resources = predicted["predictedResources"].as_array()?.iter();
    let ends = |resource: &&Value| resource["type"].as_str().is_some_and(|text| text.ends_with(&format!("/{ty}")));
    resources.find(ends)?.pointer(&format!("/{path}"))
}

#[test]
fn ten_thousand_strings_arrive_unchanged() {
    let mut server = support::bicep::server("ten_thousand_strings_arrive_unchanged");
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let each = SETTINGS + HOLES * 2 + KEYS + OUTPUTS + TAGS + DEFAULTS + GIVEN * 2 + DESCRIPTIONS;
    let mut strings = 0;
    let mut turn = 0;
    while strings < 10_000 {
        turn += 1;
        let batch = batch(&mut dice);
        let mut memory = Memory::default();
        let compiled = compile("main.lbx", batch.source.clone(), &mut memory, &Options::default());
        let errors: Vec<String> = compiled
            .diagnostics
            .iter()
            .filter(|d| d.level == Level::Error)
            .map(|d| format!("{}: {}", d.code.name, d.message))
            .collect();
        assert!(errors.is_empty(), "batch {turn}: {errors:#?}\n{}", batch.source);
        let emitted = Emitted::of(&compiled.deployment.expect("no errors"));
        let template: Value = serde_json::from_str(&emitted.template).expect("a template is JSON");
        let predicted = evaluate::deploys(&revealed(&template), &batch.given).expect("it can be evaluated");
        for (path, value) in &batch.wanted {
            assert_eq!(found(&predicted, path), Some(value), "batch {turn}: {path} of the template");
        }
        let mut said = judges::with(&emitted, &template, &batch.given);
        if let Some(server) = &mut server {
            said.extend(judges::compiled(server, &emitted, 0));
            let folder = tempfile::tempdir().expect("a folder");
            let arm = snapshot(server, folder.path(), &revealed(&template), &batch.given).expect("the engine takes it");
            let bicep = agree::state_of(server, &emitted.bicep, &batch.given).expect("Bicep takes it");
            for (path, value) in &batch.wanted {
                for (name, state) in [("the template, by Microsoft's engine", &arm), ("Bicep", &bicep)] {
                    let there = found(state, path).map(single_quotes);
                    assert_eq!(there, Some(single_quotes(value)), "batch {turn}: {path} of {name}");
                }
            }
        }
        if turn == 1 {
            said.extend(judges::linted(&emitted));
        }
        assert!(said.is_empty(), "batch {turn}: {said:#?}");
        strings += each;
    }
    support::say(&format!("{strings} strings in {turn} sources"));
}
