//! Choices, and values of every type by chance: literals, params, `let`s, and what functions make of them.

use std::collections::BTreeMap;

use super::tree::{Tree, block, line};

/// What the loader holds beside a program.
pub(super) const FILES: &[(&str, &str)] = &[
    ("init.sh", "#!/bin/bash\nset -eu\necho \"${HOME} it's $(id) \\\\ `x`\"\n"),
    ("init.yaml", "#cloud-config\nhostname: {{host}}\nruncmd:\n  - echo '{{text}}' \"${HOME}\"\n"),
    ("data.json", "{ \"a\": [1, 2.5, true, null, \"it's [x]\"], \"b\": { \"c-d\": \"${x}\" } }\n"),
    (
        "lib.lbx",
        "let shared = 8443\nlet names = [\"one\", \"two\"]\nparam suffix: string(0..8) = \"lib\"\n\n\
         module guard(port: port = 22, from: cidr = 203.0.113.0/24) {\n  nsg inner {\n    \
         allow 100 only = tcp from -> *:port\n  }\n  output id = inner.id\n}\n\noutput label = \"lib-${suffix}\"\n",
    ),
    (
        "platform.lbx",
        "deploy { group: \"rg-platform\", location: westeurope }\nparam fact: string = \"f\"\n\
         vnet shared 10.200.0.0/16 {\n  subnet app 10.200.1.0/24 { nsg: none, route_table: none }\n}\n\
         public_ip door { zones: [1, 2, 3] }\noutput place = \"${fact}-x\"\n",
    ),
];

/// Makes the choices of one program.
pub(super) struct Gen {
    state: u64,
    number: usize,
    /// Params and `let`s that were asked for, by name, in that order.
    declared: Vec<(String, Tree)>,
    known: BTreeMap<String, usize>,
    /// Other top-level statements that islands share.
    pub(super) shared: Vec<Tree>,
    /// Inside a loop, the loop's variable.
    pub(super) turn: Option<&'static str>,
    /// Inside a module.
    pub(super) module: bool,
}

impl Gen {
    pub(super) fn new(seed: u64) -> Gen {
        // Neighbouring seeds are to have nothing in common.
        let mut state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Gen {
            state: (state ^ (state >> 31)) | 1,
            number: 0,
            declared: Vec::new(),
            known: BTreeMap::new(),
            shared: Vec::new(),
            turn: None,
            module: false,
        }
    }

    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        ((self.state >> 11) % sides.max(1) as u64) as usize
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    pub(super) fn of<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.roll(items.len())]
    }

    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.roll((high - low + 1) as usize) as i64
    }

    /// A new number.
    pub(super) fn fresh(&mut self) -> usize {
        self.number += 1;
        self.number
    }

    /// A name that nothing else has.
    pub(super) fn name(&mut self, words: &[&str]) -> String {
        let number = self.fresh();
        format!("{}{number}", self.of(words))
    }

    pub(super) fn declarations(&mut self) -> Vec<Tree> {
        std::mem::take(&mut self.declared).into_iter().map(|(_, tree)| tree).collect()
    }

    /// A top-level param or `let`, declared once.
    pub(super) fn declare(&mut self, name: &str, written: &str) -> String {
        if !self.known.contains_key(name) {
            let number = self.known.len();
            self.known.insert(name.to_owned(), number);
            let doc = self.doc();
            let doc = if written.starts_with("param") { doc } else { None };
            self.declared.push((name.to_owned(), line(written).doc(doc)));
        }
        name.to_owned()
    }

    pub(super) fn doc(&mut self) -> Option<String> {
        const DOCS: &[&str] = &[
            "The public web tier.",
            "It's 100 % \"quoted\", with ${braces} and [brackets].",
            "Zeichen: äöü €, '''x''', `y`, $HOME, \\n.",
            "first line",
        ];
        if self.chance(30) { Some(self.of(DOCS).to_owned()) } else { None }
    }

    // ---- conditions: few params, so that the variants stay few ----

    /// A condition over few params.
    pub(super) fn condition(&mut self) -> String {
        match self.roll(9) {
            0..=2 => self.flag(),
            3 | 4 => format!("{} == \"prod\"", self.stage()),
            5 => format!("not {}", self.flag()),
            6 => format!("{} and {} != \"dev\"", self.flag(), self.stage()),
            7 => format!("({} or {} == \"dev\")", self.flag(), self.stage()),
            _ => format!("{} != \"prod\"", self.stage()),
        }
    }

    pub(super) fn flag(&mut self) -> String {
        self.declare("public", "param public: bool = true")
    }

    pub(super) fn stage(&mut self) -> String {
        self.declare("stage", "param stage: string in [\"dev\", \"test\", \"prod\"] = \"prod\"")
    }

    pub(super) fn key(&mut self) -> String {
        self.declare("key", "param key: ssh_key")
    }

    pub(super) fn secret(&mut self) -> String {
        match self.roll(3) {
            0 => self.declare("random", "param random: secret = new_guid()"),
            _ => self.declare("password", "param password: secret"),
        }
    }

    // ---- values for places ----

    pub(super) fn bool(&mut self) -> String {
        match self.roll(10) {
            0 => self.flag(),
            1 => format!("not {}", self.flag()),
            2 => format!("{} == \"prod\"", self.stage()),
            3 => format!("if {} then true else false", self.flag()),
            4..=6 => "true".into(),
            _ => "false".into(),
        }
    }

    /// A whole number of a range, perhaps one that only a deployment knows.
    pub(super) fn int(&mut self, low: i64, high: i64) -> String {
        let number = self.between(low, high);
        match self.roll(8) {
            0 if high > low => {
                let name = format!("int_{low}_{high}");
                self.declare(&name, &format!("param {name}: int in {low}..{high} = {number}"))
            }
            1 => format!("if {} then {number} else {low}", self.condition()),
            2 if low + 2 <= number => format!("{} + 2", number - 2),
            3 => {
                let name = format!("let_{number}");
                self.declare(&name, &format!("let {name} = {number}"))
            }
            4 => format!("max({number}, {low})"),
            5 => format!("min({number}, {high})"),
            _ => number.to_string(),
        }
    }

    /// One of these words, perhaps by a condition.
    pub(super) fn word(&mut self, words: &[&str]) -> String {
        let word = self.of(words);
        if self.chance(10) {
            format!("if {} then {} else {word}", self.flag(), self.of(words))
        } else {
            word.to_owned()
        }
    }

    /// Availability zones: all of them.
    pub(super) fn zones(&mut self) -> String {
        match self.roll(6) {
            0 => self.declare("zones", "param zones: zones = [1, 2, 3]"),
            _ => "[1, 2, 3]".to_owned(),
        }
    }

    pub(super) fn port(&mut self, port: u16) -> String {
        match self.roll(6) {
            0 => {
                let name = format!("port_{port}");
                self.declare(&name, &format!("param {name}: port in [{port}] = {port}"))
            }
            1 => {
                let name = format!("at_{port}");
                self.declare(&name, &format!("let {name} = {port}"))
            }
            _ => port.to_string(),
        }
    }

    pub(super) fn minutes(&mut self, low: i64, high: i64) -> String {
        match self.between(low, high) {
            minutes if minutes % 60 == 0 => format!("{}h", minutes / 60),
            minutes => format!("{minutes}m"),
        }
    }

    /// Free text: everything that makes a string.
    pub(super) fn text(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.roll(9) {
                0 => self.declare("text", "param text: string = \"Web\""),
                1 => self.declare("prefix", "param prefix: string(2..8) = \"shop\""),
                2 => self.stage(),
                3 => self
                    .of(&["deploy.group", "deploy.group_id", "deploy.subscription", "deploy.tenant", "deploy.name"])
                    .into(),
                4 => self.of(&["deploy.group_location", "deploy.location"]).into(),
                5 => self.declare("maybe", "param maybe: string = none"),
                _ => self.literal(),
            };
        }
        let d = depth - 1;
        match self.roll(23) {
            0 => format!("lower({})", self.plain()),
            1 => format!("upper({})", self.plain()),
            2 => format!("take({}, {})", self.plain(), self.between(1, 9)),
            3 => format!("replace({}, {}, {})", self.text(d), self.literal(), self.text(d)),
            4 => format!("split(\"a-b-c\", \"-\")[{}]", self.roll(3)),
            5 => format!("join({}, {})", self.list(d), self.literal()),
            6 => format!("base64({})", self.text(d)),
            7 => format!("unique({})", self.text(d)),
            8 => format!("unique_string({}, {})", self.text(d), self.text(0)),
            9 => format!("guid({}, \"x\")", self.text(d)),
            10 => format!("json({})", if self.chance(50) { self.map(d) } else { self.list(d) }),
            11 => format!("if {} then {} else {}", self.condition(), self.text(d), self.text(d)),
            12 => {
                let stage = self.stage();
                self.declare(
                    "table",
                    "let table = { dev: \"small\", test: \"it's\", prod: \"${large}\" }"
                        .replace("${large}", "big")
                        .as_str(),
                );
                format!("table[{stage}]")
            }
            13 => "\"${cidr_host(10.1.0.0/24, 4)}\"".into(),
            14 => {
                let net = self.declare("range_cidr", "param range_cidr: cidr = 10.99.0.0/16");
                format!("\"${{cidr_subnet({net}, 24, {})}}\"", self.roll(9))
            }
            15 => self.of(&["arm(\"toUpper('abc')\")", "arm(\"concat('a', resourceGroup().name)\")"]).into(),
            16 => "file(\"init.sh\")".into(),
            17 => format!("file(\"init.yaml\", {{ host: {}, text: {} }})", self.text(0), self.text(0)),
            18 => format!("\"n${{{}}}\"", self.number(d)),
            19 => {
                let base = self.plain();
                let number = self.fresh();
                self.declare(&format!("base{number}"), &format!("let base{number} = lower({base})"))
            }
            _ => format!(
                "\"{}${{{}}}-x\"",
                self.of(&["", "a ", "it's ", "[", "{"]),
                self.text(d).replace("\"\"\"", "\"")
            ),
        }
    }

    /// Text of ASCII letters.
    fn plain(&mut self) -> String {
        match self.roll(4) {
            0 => self.declare("text", "param text: string = \"Web\""),
            1 => self.declare("prefix", "param prefix: string(2..8) = \"shop\""),
            2 => "deploy.group".into(),
            _ => format!("\"{}\"", self.of(&["Web", "x-Y", "A b'c", "Zz9"])),
        }
    }

    pub(super) fn literal(&mut self) -> String {
        let text = self.of(&[
            "plain",
            "it's",
            "a \\\"b\\\"",
            "$HOME `id` $(x)",
            "[x]",
            "[[y",
            "{0}",
            "'''",
            "\\\\n",
            "line\\nnext",
            "tab\\there",
            "@file",
            "-leading",
            "",
            "ünï €",
            "$${x}",
            "\\u{1F600}",
            "k=v",
            "//no comment",
            " blanks ",
        ]);
        format!("\"{text}\"")
    }

    /// A free whole number.
    pub(super) fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.roll(3) {
                0 => self.declare("count", "param count: int in 2..9 = 3"),
                _ => self.between(0, 50).to_string(),
            };
        }
        let d = depth - 1;
        match self.roll(9) {
            0 => format!("({} + {})", self.number(d), self.number(d)),
            1 => format!("({} - {})", self.number(d), self.number(d)),
            2 => format!("{} * {}", self.number(0), self.number(0)),
            3 => format!("min({}, {})", self.number(d), self.number(d)),
            4 => format!("max({}, {})", self.number(d), self.number(d)),
            5 => format!("mod({}, 7)", self.number(d)),
            6 => format!("div({}, 3)", self.number(d)),
            7 => format!("length({})", self.list(d)),
            _ => format!("length({})", self.plain()),
        }
    }

    pub(super) fn list(&mut self, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        match self.roll(6) {
            0 => format!("split({}, \"-\")", self.text(d)),
            1 => self.declare("items", "param items: list(string) = [\"a\", \"b\"]"),
            _ => {
                let mut items: Vec<String> = (0..1 + self.roll(3)).map(|_| self.text(d)).collect();
                if self.chance(30) {
                    items.push(format!("if {} then {}", self.condition(), self.text(0)));
                }
                if self.chance(10) {
                    items.push("none".into());
                }
                format!("[{}]", items.join(", "))
            }
        }
    }

    pub(super) fn map(&mut self, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        let mut members = Vec::new();
        for at in 0..1 + self.roll(3) {
            let key = self.of(&["a", "camelCase", "\"with space\"", "\"[x]\"", "\"it's\""]).to_owned();
            let key = match key.strip_suffix('"') {
                Some(open) => format!("{open}{at}\""),
                None => format!("{key}{at}"),
            };
            let value = match self.roll(8) {
                0 => self.number(d),
                1 => self.bool(),
                2 => self.list(d),
                3 if depth > 0 => self.map(d),
                4 => "json_file(\"data.json\")".into(),
                5 => "0.5".into(),
                _ => self.text(d),
            };
            members.push(format!("{key}: {value}"));
        }
        format!("{{ {} }}", members.join(", "))
    }

    pub(super) fn tags(&mut self) -> String {
        match self.roll(5) {
            0 => self.declare("labels", "param labels: map = { owner: \"net\" }"),
            _ => format!("{{ owner: {}, \"cost center\": \"4711\" }}", self.tag()),
        }
    }

    fn tag(&mut self) -> String {
        match self.roll(4) {
            0 => format!("\"${{{}}}-x\"", self.stage()),
            1 => self.declare("text", "param text: string = \"Web\""),
            2 => format!("if {} then \"it's\" else \"$x\"", self.flag()),
            _ => "\"team [net]\"".into(),
        }
    }

    // ---- places ----

    /// Adds a property, so many times in a hundred.
    pub(super) fn may(&mut self, percent: usize, into: &mut Vec<Tree>, property: impl FnOnce(&mut Gen) -> String) {
        if self.chance(percent) {
            let written = property(self);
            into.push(line(written));
        }
    }

    /// What every resource may have.
    pub(super) fn common(&mut self, symbol: &str, into: &mut Vec<Tree>) {
        if self.turn.is_none() && !self.module {
            self.may(12, into, |g| {
                let prefix = g.declare("prefix", "param prefix: string(2..8) = \"shop\"");
                format!("name: \"${{{prefix}}}-{symbol}\"")
            });
        }
        self.may(12, into, |g| format!("tags: {}", g.tags()));
        self.may(6, into, |_| "location: deploy.location".into());
        if self.chance(5) && !self.module {
            let identity = self.identity();
            into.push(line(format!("depends_on: [{identity}]")));
        }
    }

    /// A part's own Azure name.
    pub(super) fn part_name(&mut self, symbol: &str, into: &mut Vec<Tree>) {
        if self.turn.is_none() {
            self.may(15, into, |_| format!("name: \"{symbol}-x\""));
        }
    }

    /// A shared verbatim identity.
    pub(super) fn identity(&mut self) -> String {
        self.verbatim(
            "who",
            "resource who = \"Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31\"",
            vec![line("location: deploy.location")],
        )
    }

    /// A top-level statement that is made once.
    pub(super) fn verbatim(&mut self, name: &str, head: &str, inside: Vec<Tree>) -> String {
        if !self.known.contains_key(name) {
            self.known.insert(name.to_owned(), 0);
            let doc = self.doc();
            self.shared.push(block(head, inside).doc(doc));
        }
        name.to_owned()
    }
}
