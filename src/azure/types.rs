//! What Azure publishes about the shape of its resources: properties, JSON types, enums, flags. It knows names and shapes,
//! nothing else: a port of 99999999 and a wrong relation between two properties pass.
//!
//! The tables in `types/` are those of the package that Bicep itself uses (`types/NOTICE.md`), one version of each type, and
//! are read when first asked for.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Tables {
    resources: BTreeMap<String, Resource>,
    types: BTreeMap<String, Object>,
}

#[derive(Deserialize)]
struct Resource {
    version: String,
    body: String,
    /// Paths that older versions had.
    #[serde(default)]
    gone: Vec<String>,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    properties: BTreeMap<String, Record>,
    #[serde(rename = "additionalProperties")]
    additional: Option<Box<Record>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(rename = "type")]
    ty: String,
    items: Option<Box<Record>>,
    #[serde(rename = "enum", default)]
    words: Vec<String>,
    #[serde(default)]
    open: bool,
    min: Option<i64>,
    max: Option<i64>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    sensitive: bool,
}

/// One member of a type.
#[derive(Clone, Debug)]
pub struct Member {
    /// `string`, `int`, `bool`, `any`, `array` or `object`.
    pub json: &'static str,
    /// The words it takes.
    pub words: &'static [String],
    /// Whether it takes others as well.
    pub open: bool,
    /// Whether it must be written.
    pub required: bool,
    /// Whether only Azure writes it.
    pub read_only: bool,
    /// Whether it is a secret.
    pub sensitive: bool,
}

/// What a body has that its type does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeFinding {
    /// Where: `properties.probes[0].properties.port`.
    pub path: String,
    /// What sort of thing.
    pub kind: FindingKind,
    /// In words, lower case, without a full stop.
    pub message: String,
    /// The name that may have been meant.
    pub suggestion: Option<String>,
}

/// Sorts of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// A property that no table has.
    Unknown,
    /// A required property is missing.
    Missing,
    /// Another JSON type.
    WrongType,
    /// A word outside a closed set.
    Word,
    /// A number or length out of its bounds.
    Bounds,
    /// A property that only Azure writes.
    ReadOnly,
    /// Another spelling than the published one, which Azure takes: another case, `"80"` for 80.
    Spelling,
}

/// The tables that hold a provider's types.
fn tables(arm_type: &str) -> &'static Tables {
    static NETWORK: OnceLock<Tables> = OnceLock::new();
    static COMPUTE: OnceLock<Tables> = OnceLock::new();
    static OTHER: OnceLock<Tables> = OnceLock::new();
    let provider = arm_type.split('/').next().unwrap_or_default();
    let (cell, text) = if provider.eq_ignore_ascii_case("Microsoft.Network") {
        (&NETWORK, include_str!("types/network.json"))
    } else if provider.eq_ignore_ascii_case("Microsoft.Compute") {
        (&COMPUTE, include_str!("types/compute.json"))
    } else {
        (&OTHER, include_str!("types/other.json"))
    };
    cell.get_or_init(|| serde_json::from_str(text).expect("the tables are part of the program; a test reads them all"))
}

fn resource(arm_type: &str) -> Option<(&'static Tables, &'static str, &'static Resource)> {
    let tables = tables(arm_type);
    let (name, found) = tables.resources.iter().find(|(name, _)| name.eq_ignore_ascii_case(arm_type))?;
    Some((tables, name.as_str(), found))
}

/// The API version that first had a member, by type and path; only of members later than their type.
fn since(arm_type: &str) -> Option<&'static BTreeMap<String, String>> {
    static SINCE: OnceLock<BTreeMap<String, BTreeMap<String, String>>> = OnceLock::new();
    let all = SINCE.get_or_init(|| {
        serde_json::from_str(include_str!("types/since.json"))
            .expect("the tables are part of the program; a test reads them all")
    });
    all.get(arm_type)
}

/// All types that there are tables of, with the version of each.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    ["Microsoft.Compute", "Microsoft.Network", ""]
        .into_iter()
        .flat_map(|provider| tables(provider).resources.iter().map(|(name, r)| (name.as_str(), r.version.as_str())))
}

/// The version of the table of a type, where there is one.
pub fn version(arm_type: &str) -> Option<&'static str> {
    resource(arm_type).map(|(_, _, r)| r.version.as_str())
}

/// A type's name as Azure writes it.
pub fn canonical(arm_type: &str) -> Option<&'static str> {
    resource(arm_type).map(|(_, name, _)| name)
}

/// The member at a path such as `properties.probes[].properties.port`, from the resource's body.
pub fn member(arm_type: &str, path: &str) -> Option<Member> {
    let (tables, _, found) = resource(arm_type)?;
    let mut object = tables.types.get(&found.body)?;
    let mut record: Option<&'static Record> = None;
    for part in path.split('.') {
        if let Some(before) = record {
            object = before.object(tables)?;
        }
        let name = part.trim_end_matches("[]");
        let mut next = object.properties.get(name).or(object.additional.as_deref())?;
        for _ in 0..(part.len() - name.len()) / 2 {
            next = next.items.as_deref()?;
        }
        record = Some(next);
    }
    record.map(Record::member)
}

/// The names of the members at a path, in alphabetical order; of the body itself where the path is empty.
pub fn members(arm_type: &str, path: &str) -> Vec<&'static str> {
    let Some((tables, _, found)) = resource(arm_type) else { return Vec::new() };
    let mut object = tables.types.get(&found.body);
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let name = part.trim_end_matches("[]");
        object = object.and_then(|o| o.properties.get(name)).and_then(|mut record| {
            for _ in 0..(part.len() - name.len()) / 2 {
                record = record.items.as_deref()?;
            }
            record.object(tables)
        });
    }
    object.map(|o| o.properties.keys().map(String::as_str).collect()).unwrap_or_default()
}

impl Record {
    fn object(&'static self, tables: &'static Tables) -> Option<&'static Object> {
        self.ty.strip_prefix('#').and_then(|name| tables.types.get(name))
    }

    fn member(&'static self) -> Member {
        Member {
            json: if self.ty.starts_with('#') { "object" } else { &self.ty },
            words: &self.words,
            open: self.open,
            required: self.required,
            read_only: self.read_only,
            sensitive: self.sensitive,
        }
    }
}

/// Members of a resource that belong to the template, not to its type.
const TEMPLATE_MEMBERS: [&str; 12] = [
    "metadata",
    "type",
    "apiVersion",
    "name",
    "id",
    "dependsOn",
    "condition",
    "copy",
    "comments",
    "scope",
    "resources",
    "existing",
];

/// What a resource's body has that its published type does not, in the body's order; nothing where the type is unknown.
/// An API version other than the table's is judged by the newest table as far as that is fair: nothing is missing in it,
/// what was dropped since is known, and a preview may have anything.
pub fn check(arm_type: &str, api_version: &str, body: &Value) -> Vec<TypeFinding> {
    let Some((tables, name, found)) = resource(arm_type) else { return Vec::new() };
    let (Some(object), Value::Object(members)) = (tables.types.get(&found.body), body) else {
        return Vec::new();
    };
    let mut check = Check {
        tables,
        gone: &found.gone,
        same_version: api_version == found.version,
        newer: api_version > found.version.as_str() || api_version.ends_with("-preview"),
        // a preview may have anything before its time
        since: since(name).filter(|_| is_date(api_version)).map(|since| (api_version.to_owned(), since)),
        findings: Vec::new(),
    };
    check.object(object, members, &mut Path::default(), true);
    check.findings
}

/// What a fragment has that its published type does not, at a path such as `properties.probes[]`: for `raw` in an element.
pub fn check_part(arm_type: &str, path: &str, part: &Map<String, Value>) -> Vec<TypeFinding> {
    let Some((tables, _, found)) = resource(arm_type) else { return Vec::new() };
    let mut object = tables.types.get(&found.body);
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let name = step.trim_end_matches("[]");
        object = object.and_then(|o| o.properties.get(name).or(o.additional.as_deref())).and_then(|mut record| {
            for _ in 0..(step.len() - name.len()) / 2 {
                record = record.items.as_deref()?;
            }
            record.object(tables)
        });
    }
    let Some(object) = object else { return Vec::new() };
    // a fragment is merged into what is there, so nothing is missing in it
    let mut check =
        Check { tables, gone: &found.gone, same_version: false, newer: false, since: None, findings: Vec::new() };
    check.object(object, part, &mut Path::default(), path.is_empty());
    check.findings
}

/// Where the check stands: as it is shown, and with `[]` for any index.
#[derive(Default)]
struct Path {
    shown: String,
    general: String,
}

impl Path {
    fn inside<R>(&mut self, name: &str, f: impl FnOnce(&mut Path) -> R) -> R {
        let (shown, general) = (self.shown.len(), self.general.len());
        for text in [&mut self.shown, &mut self.general] {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
        let result = f(self);
        self.shown.truncate(shown);
        self.general.truncate(general);
        result
    }

    fn item<R>(&mut self, index: usize, f: impl FnOnce(&mut Path) -> R) -> R {
        let (shown, general) = (self.shown.len(), self.general.len());
        self.shown.push_str(&format!("[{index}]"));
        self.general.push_str("[]");
        let result = f(self);
        self.shown.truncate(shown);
        self.general.truncate(general);
        result
    }
}

struct Check {
    tables: &'static Tables,
    gone: &'static [String],
    same_version: bool,
    newer: bool,
    /// The version that is written, and since when there are which members.
    since: Option<(String, &'static BTreeMap<String, String>)>,
    findings: Vec<TypeFinding>,
}

/// `2023-05-01`, and nothing behind it.
fn is_date(version: &str) -> bool {
    version.len() == 10 && version.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

impl Check {
    fn say(&mut self, path: &Path, kind: FindingKind, message: String, suggestion: Option<String>) {
        self.findings.push(TypeFinding { path: path.shown.clone(), kind, message, suggestion });
    }

    fn object(&mut self, object: &'static Object, members: &Map<String, Value>, path: &mut Path, top: bool) {
        // another resource's id stands where its whole body is published
        let only_id = members.len() == 1 && members.contains_key("id");
        for (name, value) in members {
            if (top && TEMPLATE_MEMBERS.contains(&name.as_str())) || is_expression(name) {
                continue;
            }
            if name == "copy" && !object.properties.contains_key("copy") {
                self.copy(object, value, path);
                continue;
            }
            path.inside(name, |path| self.member(object, name, value, path));
        }
        if only_id || !self.same_version {
            return;
        }
        for (name, record) in &object.properties {
            let given = members.keys().any(|key| key.eq_ignore_ascii_case(name)) || copies(members, name);
            let excused = given || record.read_only || (top && name == "name");
            if record.required && !excused {
                path.inside(name, |path| {
                    self.say(path, FindingKind::Missing, format!("`{name}` is required"), None);
                });
            }
        }
    }

    fn member(&mut self, object: &'static Object, name: &str, value: &Value, path: &mut Path) {
        if let Some((version, since)) = &self.since
            && let Some(first) = since.get(&path.general).filter(|first| *first > version)
        {
            let message =
                format!("`{name}` came with API version {first}, and this resource is written with {version}");
            self.say(path, FindingKind::Unknown, message, None);
            return;
        }
        if let Some(record) = object.properties.get(name) {
            self.value(record, value, path);
        } else if let Some((spelt, record)) =
            object.properties.iter().find(|(spelt, _)| spelt.eq_ignore_ascii_case(name))
        {
            let message = format!("`{name}` is published as `{spelt}`");
            self.say(path, FindingKind::Spelling, message, Some(spelt.clone()));
            self.value(record, value, path);
        } else if let Some(record) = object.additional.as_deref() {
            self.value(record, value, path);
        } else if !self.newer && (self.same_version || !self.gone.iter().any(|gone| covers(gone, &path.general))) {
            let near = nearest(name, object.properties.keys().map(String::as_str));
            self.say(path, FindingKind::Unknown, format!("no property `{name}` is published"), near);
        }
    }

    /// A loop of the template language: each name in it becomes a property with a list.
    fn copy(&mut self, object: &'static Object, value: &Value, path: &mut Path) {
        for (i, turn) in value.as_array().into_iter().flatten().enumerate() {
            let (Some(name), Some(input)) = (turn.get("name").and_then(Value::as_str), turn.get("input")) else {
                continue;
            };
            if let Some(items) = object.properties.get(name).and_then(|r| r.items.as_deref()) {
                path.inside("copy", |path| path.item(i, |path| path.inside("input", |p| self.value(items, input, p))));
            }
        }
    }

    fn value(&mut self, record: &'static Record, value: &Value, path: &mut Path) {
        if record.read_only && path.general != "id" && !path.general.ends_with(".id") {
            self.say(path, FindingKind::ReadOnly, "only Azure writes it".to_owned(), None);
            return;
        }
        if value.is_null() || value.as_str().is_some_and(is_expression) {
            return;
        }
        match (record.ty.as_str(), value) {
            ("any", _) => {}
            ("string", Value::String(text)) => self.text(record, text, path),
            ("bool", Value::Bool(_)) => {}
            // numbers with a fraction are published as whole ones
            ("int", Value::Number(number)) => {
                if let Some(n) = number.as_i64()
                    && (record.min.is_some_and(|min| n < min) || record.max.is_some_and(|max| n > max))
                {
                    let bounds = bounds(record.min, record.max);
                    self.say(path, FindingKind::Bounds, format!("{n} is out of {bounds}"), None);
                }
            }
            ("array", Value::Array(items)) => {
                let length = items.len() as u64;
                if record.max_length.is_some_and(|max| length > max)
                    || record.min_length.is_some_and(|min| length < min)
                {
                    let bounds = bounds(record.min_length, record.max_length);
                    self.say(path, FindingKind::Bounds, format!("{length} items are out of {bounds}"), None);
                }
                if let Some(of) = record.items.as_deref() {
                    for (i, item) in items.iter().enumerate() {
                        path.item(i, |path| self.value(of, item, path));
                    }
                }
            }
            (ty, Value::Object(members)) if ty.starts_with('#') => {
                if let Some(object) = record.object(self.tables) {
                    self.object(object, members, path, false);
                }
            }
            ("int", Value::String(text)) if text.parse::<i64>().is_ok() => self.spelling("a number", path),
            ("bool", Value::String(text)) if text.parse::<bool>().is_ok() => self.spelling("`true` or `false`", path),
            ("string", Value::Number(_) | Value::Bool(_)) => self.spelling("a string", path),
            (ty, _) => {
                let wanted = match ty {
                    "string" => "a string",
                    "int" => "a number",
                    "bool" => "`true` or `false`",
                    "array" => "a list",
                    _ => "an object",
                };
                self.say(path, FindingKind::WrongType, format!("{wanted} is published here"), None);
            }
        }
    }

    fn spelling(&mut self, wanted: &str, path: &Path) {
        self.say(path, FindingKind::Spelling, format!("{wanted} is published here"), None);
    }

    fn text(&mut self, record: &'static Record, text: &str, path: &Path) {
        if !record.words.is_empty() && !record.words.iter().any(|word| word == text) {
            if let Some(word) = record.words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
                let message = format!("`{text}` is published as `{word}`");
                self.say(path, FindingKind::Spelling, message, Some(word.clone()));
            } else if !record.open && !self.newer {
                let words = record.words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
                let near = nearest(text, record.words.iter().map(String::as_str));
                self.say(path, FindingKind::Word, format!("`{text}` is none of {words}"), near);
            }
        }
        let length = text.chars().count() as u64;
        if record.max_length.is_some_and(|max| length > max) || record.min_length.is_some_and(|min| length < min) {
            let bounds = bounds(record.min_length, record.max_length);
            self.say(path, FindingKind::Bounds, format!("{length} characters are out of {bounds}"), None);
        }
    }
}

/// Whether a string is an expression of the template language.
fn is_expression(text: &str) -> bool {
    text.starts_with('[') && !text.starts_with("[[")
}

/// Whether a loop of the template language makes this property.
fn copies(members: &Map<String, Value>, name: &str) -> bool {
    members
        .get("copy")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .any(|turn| turn.get("name").and_then(Value::as_str).is_some_and(|n| n.eq_ignore_ascii_case(name)))
}

/// Whether a path is this one or stands in it.
fn covers(gone: &str, path: &str) -> bool {
    path.strip_prefix(gone.trim_end_matches("[]")).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn bounds<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> String {
    let side = |end: Option<T>| end.map(|n| n.to_string()).unwrap_or_default();
    format!("{}..{}", side(min), side(max))
}

fn nearest<'a>(word: &str, of: impl Iterator<Item = &'a str>) -> Option<String> {
    of.map(|name| (strsim::jaro_winkler(&word.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(score, _)| *score > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_owned())
}
