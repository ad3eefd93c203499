//! A verbatim ARM expression in Bicep's words: operators for functions, names for `parameters('…')`.

use crate::emit::arm::is_word;

use super::convert::{Converter, chain, negated, run_together};
use super::lint;
use super::tree::{Item, Key, Op, Part, Tree};

/// Functions as Bicep spells them; ARM does not mind letter case.
const FUNCTIONS: &[&str] = &[
    "array",
    "base64",
    "base64ToJson",
    "base64ToString",
    "bool",
    "cidrHost",
    "cidrSubnet",
    "coalesce",
    "concat",
    "contains",
    "dataUri",
    "dataUriToString",
    "dateTimeAdd",
    "dateTimeFromEpoch",
    "dateTimeToEpoch",
    "deployment",
    "empty",
    "endsWith",
    "environment",
    "extensionResourceId",
    "first",
    "flatten",
    "format",
    "guid",
    "indexOf",
    "int",
    "intersection",
    "items",
    "join",
    "json",
    "last",
    "lastIndexOf",
    "length",
    "managementGroup",
    "managementGroupResourceId",
    "max",
    "min",
    "newGuid",
    "objectKeys",
    "padLeft",
    "parseCidr",
    "pickZones",
    "providers",
    "range",
    "reference",
    "replace",
    "resourceGroup",
    "resourceId",
    "shallowMerge",
    "skip",
    "split",
    "startsWith",
    "string",
    "subscription",
    "subscriptionResourceId",
    "substring",
    "take",
    "tenant",
    "tenantResourceId",
    "toLogicalZone",
    "toLogicalZones",
    "toLower",
    "toPhysicalZone",
    "toPhysicalZones",
    "toUpper",
    "trim",
    "tryGet",
    "tryIndexFromEnd",
    "union",
    "uniqueString",
    "uri",
    "uriComponent",
    "uriComponentToString",
    "utcNow",
];

/// The expression, if it is one.
pub(super) fn tree(text: &str, converter: &Converter) -> Option<Tree> {
    let mut reader = Reader { rest: text, converter };
    let tree = reader.expression()?;
    reader.rest.trim_start().is_empty().then_some(tree)
}

struct Reader<'t, 'c> {
    rest: &'t str,
    converter: &'c Converter<'c>,
}

impl Reader<'_, '_> {
    fn eat(&mut self, sign: char) -> bool {
        let trimmed = self.rest.trim_start();
        match trimmed.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn expression(&mut self) -> Option<Tree> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '\'' => self.string().map(Tree::text),
            c if c == '-' || c.is_ascii_digit() => {
                let number = self.take(|c| c == '-' || c.is_ascii_digit());
                number.parse::<i64>().ok().map(|number| Tree::atom(number.to_string()))
            }
            _ => self.call(),
        }
    }

    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('\'')?;
        let mut text = String::new();
        loop {
            text.push_str(&self.take(|c| c != '\''));
            self.rest = self.rest.strip_prefix('\'')?;
            if !self.rest.starts_with('\'') {
                return Some(text);
            }
            text.push('\'');
            self.rest = &self.rest[1..];
        }
    }

    fn call(&mut self) -> Option<Tree> {
        let name = self.take(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        if name.is_empty() || !self.eat('(') {
            return None;
        }
        let mut arguments = Vec::new();
        if !self.eat(')') {
            loop {
                arguments.push(self.expression()?);
                if self.eat(')') {
                    break;
                }
                if !self.eat(',') {
                    return None;
                }
            }
        }
        let mut tree = self.translated(&name, arguments)?;
        loop {
            if self.eat('.') {
                self.rest = self.rest.trim_start();
                let member = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
                if !is_word(&member) {
                    return None;
                }
                tree = tree.member(&member);
            } else if self.eat('[') {
                let index = self.expression()?;
                if !self.eat(']') {
                    return None;
                }
                tree = match index.as_text() {
                    Some(key) => tree.member(key),
                    None => Tree::Index(Box::new(tree), Box::new(index)),
                };
            } else {
                return Some(tree);
            }
        }
    }

    fn translated(&self, name: &str, mut arguments: Vec<Tree>) -> Option<Tree> {
        let lower = name.to_ascii_lowercase();
        let op = match lower.as_str() {
            "or" => Some(Op::Or),
            "and" => Some(Op::And),
            "equals" => Some(Op::Equals),
            "less" => Some(Op::Less),
            "lessorequals" => Some(Op::LessOrEquals),
            "greater" => Some(Op::Greater),
            "greaterorequals" => Some(Op::GreaterOrEquals),
            "add" => Some(Op::Add),
            "sub" => Some(Op::Sub),
            "mul" => Some(Op::Mul),
            "div" => Some(Op::Div),
            "mod" => Some(Op::Mod),
            _ => None,
        };
        if let Some(op) = op {
            return Some(chain(op, arguments.into_iter()));
        }
        match (lower.as_str(), arguments.as_mut_slice()) {
            ("true" | "false" | "null", []) => Some(Tree::atom(lower)),
            ("json", [text]) if matches!(text.as_text(), Some("null" | "true" | "false")) => {
                Some(Tree::atom(text.as_text().unwrap_or_default()))
            }
            ("parameters", [name]) => {
                let names = self.converter.deployment.params.iter().map(|param| &param.name);
                self.named(name.as_text()?, names, &self.converter.names.params)
            }
            ("variables", [name]) => {
                let names = self.converter.deployment.vars.iter().map(|var| &var.name);
                self.named(name.as_text()?, names, &self.converter.names.vars)
            }
            ("not", [_]) => Some(negated(arguments.remove(0))),
            ("if", [condition, yes, no]) => {
                Some(Tree::Ternary(Box::new(condition.clone()), Box::new(yes.clone()), Box::new(no.clone())))
            }
            ("createarray", _) => {
                let items = arguments.into_iter().map(|value| Item { off: lint::of_value(&value), value });
                Some(Tree::Array(items.collect()))
            }
            ("createobject", members) if members.len() % 2 == 0 => {
                let members = members.chunks(2).map(|pair| {
                    let key = match (&pair[0], pair[0].as_text()) {
                        (_, Some(name)) => Key::Name(name.to_owned()),
                        (Tree::Str(_), None) => Key::Computed(pair[0].clone()),
                        (other, None) => Key::Computed(Tree::Str(vec![Part::Hole(other.clone())])),
                    };
                    (key, Item { off: lint::of_value(&pair[1]), value: pair[1].clone() })
                });
                Some(Tree::Object(members.collect()))
            }
            ("concat", parts) if parts.iter().any(|part| matches!(part, Tree::Str(_))) => {
                Some(self.converter.interpolated(run_together(arguments.into_iter())))
            }
            _ => {
                let plain = lower.rsplit('.').next().unwrap_or_default();
                let known = FUNCTIONS.iter().find(|known| known.eq_ignore_ascii_case(plain));
                let name = known.map_or(name, |known| *known);
                Some(self.converter.call(name, arguments))
            }
        }
    }

    fn named<'n>(&self, name: &str, sources: impl Iterator<Item = &'n String>, printed: &[String]) -> Option<Tree> {
        let found = sources.zip(printed).find(|(source, _)| source.eq_ignore_ascii_case(name));
        found.map(|(_, printed)| Tree::atom(printed))
    }
}
