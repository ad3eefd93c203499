//! What wrong lines were meant to be: the mistakes that newcomers make, each with its own words and, where what was
//! meant is certain, its fix. Long because every mistake is a few lines of its own, and they are tried in one order.

use super::Builder;
use super::explain::{END, Line, NAME, Trouble, VALUE};
use super::tokens::{Sort, Token};
use crate::codes;
use crate::diag::{Diagnostic, Edit, nearest};
use crate::source::Span;
use crate::syntax::ast::*;

/// What a unit of another language is called here.
fn unit(written: &str) -> Option<&'static str> {
    Some(match written.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "g" | "gb" | "gi" | "gib" => "GiB",
        "t" | "tb" | "ti" | "tib" => "TiB",
        "%" | "percent" => "%",
        _ => return None,
    })
}

/// What other languages name values with.
const VALUE_WORDS: &[&str] = &["var", "const", "def", "set", "local", "val", "variable"];

/// What other tools call things that are defined.
const ALIASES: [(&str, &str); 9] = [
    ("frontend_ip", "frontend"),
    ("health_probe", "probe"),
    ("inbound_nat_pool", "nat_pool"),
    ("inbound_nat_rule", "nat_rule"),
    ("lb_probe", "probe"),
    ("lb_rule", "rule"),
    ("load_balancing_rule", "rule"),
    ("outbound_rule", "outbound"),
    ("security_rule", "allow"),
];

/// Whether a block that goes on with `=` was meant to name a value, so that it declares no thing.
pub(super) fn names_value(node: &Node) -> bool {
    let word = &*node.kind.head.text;
    node.existing.is_none() && (VALUE_WORDS.contains(&word) || nearest(word, ["let", "output"]).is_some())
}

/// The type that a literal has, as far as one token tells.
fn type_of(token: Option<&Token<'_>>) -> Option<&'static str> {
    let token = token?;
    match token.sort {
        Sort::String => Some("string"),
        Sort::Number if token.text.bytes().all(|b| b.is_ascii_digit()) => Some("int"),
        Sort::Word if matches!(token.text, "true" | "false") => Some("bool"),
        _ => None,
    }
}

/// One kind of mistake.
type Detector<'t> = fn(&Builder<'t>, &Trouble<'t>) -> Option<Diagnostic>;

impl<'t> Builder<'t> {
    /// Says what a line was probably meant to be, if that is known.
    pub(super) fn mistake(&mut self, trouble: &Trouble<'t>) -> bool {
        let detectors: [Detector<'t>; 18] = [
            Builder::character,
            Builder::decorator,
            Builder::lost_else,
            Builder::dashed_range,
            Builder::unit,
            Builder::mark,
            Builder::equals,
            Builder::colon,
            Builder::block_of_property,
            Builder::scale_word,
            Builder::inbound,
            Builder::late_priority,
            Builder::param_without_colon,
            Builder::no_equals,
            Builder::member,
            Builder::peering,
            Builder::addresses,
            Builder::call,
        ];
        match detectors.iter().find_map(|detect| detect(self, trouble)) {
            Some(finding) => {
                if finding.code == &codes::WANTS_LIST {
                    self.swallow = finding.primary.span.end as usize;
                }
                self.say(finding);
                true
            }
            None => false,
        }
    }

    fn token(&self, token: &Token<'_>) -> Span {
        self.span(token.start, token.end())
    }

    /// The rest of the line from an offset, without a comment.
    fn rest_of_line(&self, at: usize) -> &'t str {
        let line = self.text[at..].split('\n').next().unwrap_or("");
        line.split("//").next().unwrap_or(line).trim_end()
    }

    /// How far the line of an offset is indented.
    pub(super) fn indent(&self, at: usize) -> &'t str {
        let line = &self.text[self.text[..at].rfind('\n').map_or(0, |n| n + 1)..at];
        &line[..super::literal::indentation(line, line.len())]
    }

    /// Characters that look like others.
    fn character(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.sort == Sort::Mark)?;
        let c = found.text.chars().next()?;
        let span = self.token(&found);
        let write = |message: String, plain: &str| {
            Some(codes::BAD_CHARACTER.at(span, message).fix(format!("write `{plain}`"), span, plain))
        };
        match c {
            '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{2018}' | '\u{2019}' | '\u{00AB}' | '\u{00BB}' => {
                let line = self.rest_of_line(found.start);
                let edits = line
                    .char_indices()
                    .filter(|(_, c)| matches!(*c as u32, 0x201C..=0x201E | 0x2018 | 0x2019 | 0xAB | 0xBB))
                    .map(|(at, c)| Edit {
                        span: self.span(found.start + at, found.start + at + c.len_utf8()),
                        text: "\"".into(),
                    })
                    .collect();
                let message = format!("`{c}` is no quotation mark of lbx; strings stand in `\"`");
                Some(codes::BAD_CHARACTER.at(span, message).with_fix("write `\"`", true, edits))
            }
            '\u{2013}' | '\u{2014}' | '\u{2212}' => write(format!("`{c}` looks like a minus but is none"), "-"),
            _ if !c.is_ascii() && (c.is_whitespace() || matches!(c as u32, 0x200B..=0x200F | 0x2060 | 0xFEFF)) => {
                let message =
                    format!("the character U+{:04X} looks like a blank, or like nothing, but is neither", c as u32);
                Some(codes::BAD_CHARACTER.at(span, message).fix("write a blank", span, " "))
            }
            _ if !c.is_ascii() && c.is_alphanumeric() => {
                let message =
                    format!("`{c}` cannot stand in a word, which has letters from `a` to `z`, digits, `_` and `-`");
                Some(codes::BAD_CHARACTER.at(span, message).help("other names stand in quotes"))
            }
            _ => None,
        }
    }

    /// `@secure()` above a param.
    fn decorator(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let first = t.tokens.first().filter(|first| first.is("@"))?;
        let name = t.tokens.get(1).map_or("", |n| n.text);
        let span = self.span(first.start, t.tokens.last()?.end());
        if name != "secure" {
            let finding = codes::SYNTAX.at(span, format!("there is no `@{name}` in lbx"));
            return Some(finding.help("a line `/// …` describes what stands below it; `in` bounds a param"));
        }
        let finding = codes::SYNTAX.at(span, "a value that is never shown has the type `secret`: `param p: secret`");
        let below = &self.text[span.end as usize..];
        let param = span.end as usize + below.len() - below.trim_start().len();
        let line = super::tokens::tokens(self.text, param, param + self.rest_of_line(param).len());
        match &line[..] {
            [word, _, colon, ty, ..] if word.is("param") && colon.is(":") => Some(finding.with_fix(
                "write it as the type",
                true,
                vec![
                    Edit { span: self.span(first.start, param), text: String::new() },
                    Edit { span: self.token(ty), text: "secret".into() },
                ],
            )),
            _ => Some(finding),
        }
    }

    /// An `else` that does not follow the `}` on its line, or is spelt otherwise.
    fn lost_else(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.sort == Sort::Word)?;
        let span = self.token(&found);
        if matches!(found.text, "elif" | "elsif" | "elseif") {
            return Some(codes::SYNTAX.at(span, "another condition is `else if`").fix(
                "write `else if`",
                span,
                "else if",
            ));
        }
        if !found.is("else") || t.tokens.first().is_none_or(|first| first.start != found.start) {
            return None;
        }
        let before = self.text[..found.start].trim_end();
        let finding = codes::SYNTAX.at(span, "`else` stands on the line of the `}` before it: `} else {`");
        if !before.ends_with('}') {
            return Some(codes::SYNTAX.at(span, "`else` without an `if` before it"));
        }
        Some(finding.fix("join the lines", self.span(before.len(), found.start), " "))
    }

    /// `50000-50099`
    fn dashed_range(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.sort == Sort::Number && t.wants("a port"))?;
        let (from, to) = found.text.split_once('-')?;
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(from) || !digits(to) {
            return None;
        }
        let meant = format!("{from}..{to}");
        let finding = codes::SYNTAX.at(self.token(&found), format!("a range has two dots: `{meant}`"));
        Some(finding.fix(format!("write `{meant}`"), self.token(&found), meant))
    }

    /// `scale_out when cpu > 75%`
    fn scale_word(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let first = t.tokens.first()?;
        let word = match first.text {
            "scale_out" | "scale-out" | "scaleout" => "out",
            "scale_in" | "scale-in" | "scalein" => "in",
            _ => return None,
        };
        let message = format!("a scale rule is written `{word} by 1 when METRIC > THRESHOLD over WINDOW`");
        Some(codes::SYNTAX.at(self.token(first), message).help("`cpu > 75%` and `over 10m` for example"))
    }

    /// `allow inbound 100 web = …`
    fn inbound(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let verb = t.tokens.first().filter(|f| f.is("allow") || f.is("deny"))?;
        let word = t.tokens.get(1).filter(|w| matches!(w.text, "inbound" | "Inbound" | "in"))?;
        let number = t.tokens.get(2).filter(|n| n.sort == Sort::Number)?;
        let finding = codes::SYNTAX.at(self.token(word), "a rule is inbound where it does not say `outbound`");
        let gap = self.span(verb.end(), number.start);
        Some(finding.fix(format!("remove `{}`", word.text), gap, " "))
    }

    /// `allow web 100 = …`
    fn late_priority(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        t.tokens.first().filter(|f| f.is("allow") || f.is("deny"))?;
        let at = 1 + usize::from(t.tokens.get(1).is_some_and(|w| w.is("outbound")));
        let name = t.tokens.get(at).filter(|n| n.sort == Sort::Word)?;
        let number = t.tokens.get(at + 1).filter(|n| n.sort == Sort::Number)?;
        t.tokens.get(at + 2).filter(|e| e.is("="))?;
        let whole = self.span(name.start, number.end());
        let meant = format!("{} {}", number.text, name.text);
        let finding = codes::SYNTAX.at(whole, format!("the priority stands before the name: `{meant}`"));
        Some(finding.fix(format!("write `{meant}`"), whole, meant))
    }

    /// `param key string`
    fn param_without_colon(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| t.line == Line::Param && f.sort == Sort::Word && t.wants("`:`"))?;
        let before = t.before?;
        let message = format!("the type of a param stands behind a colon: `param {}: {}`", before.text, found.text);
        let finding = codes::SYNTAX.at(self.token(&found), message);
        Some(finding.fix("write `:`", self.token(&before).after(), ":"))
    }

    /// `15 m`, `90sec`, `20 %`, `512GB`
    fn unit(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found?;
        let span = self.token(&found);
        if let Some(number) = t.before.filter(|b| b.sort == Sort::Number && b.text.bytes().all(|c| c.is_ascii_digit()))
            && let Some(unit) = unit(found.text).filter(|_| found.sort != Sort::String && t.wants(END))
        {
            let meant = format!("{}{unit}", number.text);
            let message =
                format!("expected `,` or the end of the line after `{}`; did you mean `{meant}`?", number.text);
            let whole = self.token(&number).to(span);
            return Some(codes::SYNTAX.at(span, message).fix(format!("write `{meant}`"), whole, meant));
        }
        if found.sort != Sort::Number {
            return None;
        }
        if let Some((left, right)) = found.text.split_once('-').filter(|_| t.wants(VALUE) || t.wants(END))
            && left.bytes().all(|b| b.is_ascii_digit())
            && t.line.holds_values()
        {
            let meant = format!("{left} - {right}");
            let finding = codes::SYNTAX.at(span, format!("a minus stands between blanks: `{meant}`"));
            return Some(finding.fix(format!("write `{meant}`"), span, meant));
        }
        let digits = found.text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, rest) = found.text.split_at(digits);
        if rest.is_empty() || rest.starts_with(['.', '%']) {
            return None;
        }
        let names = t.line == Line::Node && t.tokens.get(1).is_some_and(|n| n.start == found.start);
        if names || t.wants(NAME) {
            let message = format!("a name begins with a letter, so `{}` stands in quotes", found.text);
            let quoted = format!("\"{}\"", found.text);
            return Some(codes::SYNTAX.at(span, message).offer(format!("write `{quoted}`"), span, quoted));
        }
        if !t.wants(VALUE) || !rest.bytes().all(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        Some(match unit(rest) {
            Some(unit) => {
                let meant = format!("{count}{unit}");
                let finding = codes::BAD_LITERAL.at(span, format!("no unit `{rest}`; did you mean `{meant}`?"));
                finding.fix(format!("write `{meant}`"), span, meant)
            }
            None => codes::BAD_LITERAL
                .at(span, format!("`{}` is no value: no unit `{rest}`", found.text))
                .help("times end in `s`, `m`, `h` or `d`, sizes in `GiB` or `TiB`"),
        })
    }

    /// Marks of other languages.
    fn mark(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.sort == Sort::Mark)?;
        let span = self.token(&found);
        let say = |message: &str| codes::SYNTAX.at(span, message);
        let instead = |message: &str, text: &str| Some(say(message).fix(format!("write `{text}`"), span, text));
        match found.text {
            ";" => Some(say("a statement ends at the end of its line, without `;`").fix("remove it", span, "")),
            "#" => instead("a comment begins with `//`", "//"),
            "/*" => Some(say("a comment begins with `//` and ends with its line; there are no others")),
            "&&" => instead("`and` joins conditions", "and"),
            "||" => instead("`or` joins conditions", "or"),
            "!" => instead("a condition is negated by `not`", "not "),
            "?" => Some(say("a choice is written `if c then a else b`")),
            "%" if t.wants(END) => Some(say("a remainder is `mod(a, b)`")),
            "/" if t.wants(END) && t.line != Line::Node => Some(say("a division is `div(a, b)`")),
            "$" => {
                let rest = self.rest_of_line(found.start);
                let name = rest.strip_prefix("${").and_then(|r| r.split_once('}')).map(|(name, _)| name);
                let finding = say("outside of strings a name stands as it is, without `$`");
                Some(match name {
                    Some(name) => {
                        let whole = self.span(found.start, found.start + name.len() + 3);
                        finding.fix(format!("write `{name}`"), whole, name)
                    }
                    None => finding.fix("remove it", span, ""),
                })
            }
            "'" => {
                let finding = say("strings stand in double quotes");
                let rest = &self.rest_of_line(found.start)[1..];
                match rest.find('\'') {
                    Some(end) if !rest[..end].contains(['"', '\\']) => {
                        let whole = self.span(found.start, found.start + end + 2);
                        let text = format!("\"{}\"", &rest[..end]);
                        Some(finding.fix(format!("write `{text}`"), whole, text))
                    }
                    _ => Some(finding),
                }
            }
            _ => None,
        }
    }

    /// An `=` where none belongs.
    fn equals(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.is("="))?;
        let span = self.token(&found);
        let before = t.before?;
        let after = t.tokens.iter().find(|n| n.start >= found.end());
        match t.line {
            Line::If => Some(codes::SYNTAX.at(span, "`==` compares").fix("write `==`", span, "==")),
            Line::For if t.wants("`in`") => Some(codes::SYNTAX.at(span, "expected `in`").fix("write `in`", span, "in")),
            Line::Param if t.wants("`:`") => {
                let ty = type_of(after);
                let name = before.text;
                let message = match (ty, after) {
                    (Some(ty), Some(value)) => format!("a param says its type: `param {name}: {ty} = {}`", value.text),
                    _ => format!("a param says its type: `param {name}: TYPE = …`"),
                };
                let finding = codes::SYNTAX.at(span, message);
                Some(match ty {
                    Some(ty) => finding.fix(format!("say `{ty}`"), self.token(&before).after(), format!(": {ty}")),
                    None => finding,
                })
            }
            Line::Node => self.node_equals(t, found, before, after),
            _ => None,
        }
    }

    fn node_equals(
        &self,
        t: &Trouble<'t>,
        found: Token<'t>,
        before: Token<'t>,
        after: Option<&Token<'t>>,
    ) -> Option<Diagnostic> {
        let span = self.token(&found);
        let first = t.tokens.first()?;
        if first.start == before.start {
            let message = format!("a property is written with a colon: `{}: …`", first.text);
            let fix = format!("write `{}:`", first.text);
            return Some(codes::SYNTAX.at(span, message).fix(fix, self.span(first.end(), found.end()), ":"));
        }
        let name = t.tokens.get(1)?;
        if VALUE_WORDS.contains(&first.text) && name.start == before.start {
            let word = self.token(first);
            let finding = codes::SYNTAX.at(word, format!("a value is named by `let {} = …`", name.text));
            return Some(finding.fix("write `let`", word, "let"));
        }
        const DEFINING: [&str; 15] = [
            "let",
            "output",
            "frontend",
            "member",
            "peering",
            "extension",
            "resource",
            "probe",
            "rule",
            "nat_rule",
            "nat_pool",
            "outbound",
            "route",
            "allow",
            "deny",
        ];
        // A rule of an NSG has a priority before its name.
        let shaped = |near: &&str| name.start == before.start || matches!(*near, "allow" | "deny");
        let alias = ALIASES.iter().find(|(alias, _)| *alias == first.text).map(|(_, word)| *word);
        if let Some(near) = alias.or_else(|| nearest(first.text, DEFINING)).filter(shaped) {
            let word = self.token(first);
            let finding = codes::SYNTAX.at(word, format!("`{}` defines nothing; did you mean `{near}`?", first.text));
            return Some(finding.fix(format!("write `{near}`"), word, near));
        }
        let kind = if first.is("existing") { name.text } else { first.text };
        if let Some(value) = after.filter(|v| first.is("existing") && v.sort == Sort::String) {
            let property = format!("name: {}", value.text);
            let finding = codes::UNEXPECTED_DEFINITION.at(span, format!("the Azure name is a property: `{property}`"));
            let rest = self.rest_of_line(value.end());
            let open = rest.trim_start();
            let (end, text) = match open.strip_prefix('{') {
                Some(inside) if inside.trim().is_empty() => {
                    let indent = self.indent(first.start);
                    (value.end() + rest.len() - inside.len(), format!("{{\n{indent}  {property}"))
                }
                Some(inside) => (value.end() + rest.len() - inside.len(), format!("{{ {property},")),
                None => (value.end(), format!("{{ {property} }}")),
            };
            return Some(finding.fix(format!("write `{property}`"), self.span(found.start, end), text));
        }
        if kind == "pool" {
            return Some(self.pool_members(t, found, before));
        }
        let message = format!("a `{kind}` takes no `=`; what it cannot be without stands behind its name");
        let finding = codes::UNEXPECTED_DEFINITION.at(span, message).help("its properties stand in `{ … }`");
        Some(match after {
            Some(value) => finding.offer("remove it", self.span(found.start, value.start), ""),
            None => finding,
        })
    }

    /// `pool regions = [east.www, west.www]`
    fn pool_members(&self, t: &Trouble<'t>, found: Token<'t>, before: Token<'t>) -> Diagnostic {
        let rest: Vec<&Token<'t>> = t.tokens.iter().filter(|n| n.start >= found.end()).collect();
        let words = |list: &[&Token<'t>]| -> Vec<String> {
            let (first, last) = (list.first().map_or(0, |n| n.start), list.last().map_or(0, |n| n.end()));
            self.text[first..last].split(',').map(|s| s.trim().to_string()).filter(|s| !s.is_empty()).collect()
        };
        let items = match &rest[..] {
            [open, inside @ .., close] if open.is("[") && close.is("]") => words(inside),
            [] => Vec::new(),
            one => words(one),
        };
        let plain = |s: &String| s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':'));
        let names: Vec<String> = items
            .iter()
            .enumerate()
            .map(|(n, item)| {
                let head = item.split('.').next().unwrap_or(item);
                let twin = items.iter().filter(|i| i.split('.').next() == Some(head)).count() > 1;
                let word = head.bytes().next().is_some_and(|b| b.is_ascii_alphabetic()) && !head.contains(':');
                if word && !twin { head.to_string() } else { format!("m{}", n + 1) }
            })
            .collect();
        let example = match (names.first(), items.first()) {
            (Some(name), Some(item)) if plain(item) => format!("`member {name} = {item}`"),
            _ => "`member NAME = …`".to_string(),
        };
        let message = format!("a pool takes no value; its members stand inside, one a line: {example}");
        let finding = codes::UNEXPECTED_DEFINITION.at(self.token(&found), message);
        let Some(last) = rest.last().filter(|_| !items.is_empty() && items.iter().all(plain)) else { return finding };
        if !self.rest_of_line(last.end()).is_empty() {
            return finding;
        }
        let indent = self.indent(before.start);
        let mut text = " {\n".to_string();
        for (name, item) in names.iter().zip(&items) {
            text.push_str(&format!("{indent}  member {name} = {item}\n"));
        }
        text.push_str(indent);
        text.push('}');
        finding.fix("write its members", self.span(before.end(), last.end()), text)
    }

    /// A `:` where none belongs.
    fn colon(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.is(":"))?;
        let span = self.token(&found);
        let before = t.before?;
        let after: Vec<&Token<'t>> = t.tokens.iter().filter(|n| n.start >= found.end()).collect();
        let to_equals = |message: String| {
            let finding = codes::SYNTAX.at(span, message);
            Some(finding.fix("write `=`", self.span(before.end(), found.end()), " ="))
        };
        match t.line {
            Line::Output | Line::Let if t.wants("`=`") => {
                let word = if t.line == Line::Let { "let" } else { "output" };
                match &after[..] {
                    [ty, equals, ..] if ty.sort == Sort::Word && equals.is("=") => {
                        let message = "`let` and `output` have the type of their value, so none is written";
                        let typed = self.span(found.start, ty.end());
                        let gone = self.span(before.end(), ty.end());
                        Some(codes::SYNTAX.at(typed, message).fix("remove it", gone, ""))
                    }
                    _ => to_equals(format!("expected `=`: `{word} {} = …`", before.text)),
                }
            }
            Line::Valued | Line::Probe | Line::Flow | Line::NsgRule | Line::Route
                if t.tokens.iter().all(|n| n.start >= found.start || !n.is("=")) =>
            {
                to_equals(format!("expected `=`: a definition is `{} {} = …`", t.tokens.first()?.text, before.text))
            }
            Line::Param if t.wants(END) || t.wants("`=`") => {
                to_equals("the default of a param stands behind `=`".to_owned())
            }
            Line::Node if after.is_empty() => {
                let message = "a block has no colon before its `{`";
                Some(codes::SYNTAX.at(span, message).fix("remove it", self.span(before.end(), found.end()), ""))
            }
            _ => None,
        }
    }

    /// `upgrade: Rolling {`
    fn block_of_property(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.is("{") && t.line == Line::Property && t.wants(END))?;
        let (key, colon) = (t.tokens.first()?, t.tokens.get(1).filter(|c| c.is(":"))?);
        let head = self.text[colon.end()..found.start].trim();
        let message = format!("a property has no block; a block has no colon: `{} {head} {{`", key.text);
        let gap = self.span(key.end(), colon.end());
        Some(codes::SYNTAX.at(self.token(&found), message).because(self.token(colon), "this colon").fix(
            "remove the colon",
            gap,
            "",
        ))
    }

    /// A definition without its `=`.
    fn no_equals(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let defines = matches!(
            t.line,
            Line::Valued | Line::Probe | Line::Flow | Line::NsgRule | Line::Route | Line::Let | Line::Output
        );
        let found = t.found.filter(|f| defines && !matches!(f.text, "=" | "." | "{"))?;
        let before = t.before?;
        let named = match t.line {
            Line::NsgRule | Line::Route | Line::Let | Line::Output => t.wants("`=`"),
            _ => t.tokens.get(1).is_some_and(|name| name.start == before.start),
        };
        if !named || t.tokens.iter().any(|n| n.start < found.start && n.is("=")) {
            return None;
        }
        let finding = codes::SYNTAX.at(self.token(&found), "expected `=`");
        Some(if found.sort == Sort::Mark && !matches!(found.text, "[" | "(" | "*") {
            finding
        } else {
            finding.fix("write `=`", self.token(&before).after(), " =")
        })
    }

    /// `member east.www`
    fn member(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let first = t.tokens.first().filter(|first| first.is("member"))?;
        t.found.filter(|f| f.is("."))?;
        let name = t.tokens.get(1)?;
        let path = self.rest_of_line(name.start).split([' ', '\t', '{', ',']).next()?;
        let message = format!("a member has a name: `member {} = {path}`", name.text);
        let span = self.span(name.start, name.start + path.len());
        let text = format!("{} = {path}", name.text);
        Some(codes::SYNTAX.at(self.token(first).to(span), message).fix(format!("write `member {text}`"), span, text))
    }

    /// `peering a = spoke <-> hub`
    fn peering(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let first = t.tokens.first().filter(|first| first.is("peering"))?;
        let found = t.found.filter(|f| matches!(f.text, "<->" | "->" | "<-" | "=>" | "-->"))?;
        let other = t.tokens.iter().find(|n| n.start >= found.end()).map_or("hub", |n| n.text);
        let own = t.before.map_or("spoke", |b| b.text);
        let message =
            format!("a peering stands in its vnet and is one direction: `peering {other} = {other}` in `vnet {own}`");
        let finding = codes::SYNTAX.at(self.token(&found), message).because(self.token(first), "this peering");
        Some(finding.help(format!("the other direction is `peering {own} = {own}` in `vnet {other}`")))
    }

    /// `tcp 10.0.0.0/8, 192.168.0.0/16 -> …`
    fn addresses(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.is(",") && t.wants("`->`"))?;
        let opens = t.tokens.iter().position(|n| n.is("=") || n.is("expect"))?;
        let protocol = t.tokens.get(opens + 1)?;
        let begin = t.tokens.get(opens + 2).filter(|n| n.start < found.start)?.start;
        let line = self.rest_of_line(protocol.end());
        let arrow = protocol.end() + line.find("->")?;
        let items = self.text[begin..arrow].trim_end();
        let whole = self.span(begin, begin + items.len());
        let list = format!("[{items}]");
        let finding = codes::WANTS_LIST.at(whole, format!("several addresses are a list: `{list}`"));
        let mut finding = if items.contains(['[', ' ']) && items.contains(": ") {
            finding
        } else {
            finding.fix(format!("write `{list}`"), whole, list)
        };
        // What the comma cut off is part of this mistake.
        finding.primary.span = whole;
        Some(finding)
    }

    /// `lower (name)`
    fn call(&self, t: &Trouble<'t>) -> Option<Diagnostic> {
        let found = t.found.filter(|f| f.is("(") && t.wants(END))?;
        let before = t.before.filter(|b| b.sort == Sort::Word && t.line.holds_values() && b.end() < found.start)?;
        let message = format!("a call has no blank before its `(`: `{}(…)`", before.text);
        let blank = self.span(before.end(), found.start);
        Some(codes::SYNTAX.at(self.token(&found), message).fix("remove the blank", blank, ""))
    }

    /// A block that reads well but is something else.
    pub(super) fn judge_node(&mut self, mut node: Node) -> StmtKind {
        let word = |head: Option<&Head>| match head {
            Some(Head::Value(Expr { kind: ExprKind::Ref(r), .. })) if r.trailers.is_empty() => Some(r.head.clone()),
            _ => None,
        };
        if node.existing.is_none()
            && node.block.is_none()
            && word(node.heads.first()).is_some_and(|w| &*w.text == "param")
            && let (Some(name), Some(Head::Port(ty, _))) = (word(node.heads.get(1)), node.heads.get(2))
        {
            let span = node.kind.span.to(ty.span);
            let kind = &node.kind.head.text;
            let secret = matches!(&**kind, "secret" | "secure" | "sensitive");
            let ty = if secret { "secret" } else { self.slice(ty.span) };
            let meant = format!("param {}: {ty}", name.text);
            let message = match secret {
                true => format!("a value that is never shown has the type `secret`: `{meant}`"),
                false => format!("no word stands before `param`: `{meant}`"),
            };
            self.say(codes::SYNTAX.at(span, message).fix(format!("write `{meant}`"), span, meant));
            let ty = Name { text: ty.into(), span, quoted: false };
            let ty = Type { name: ty, arg: None, span };
            return StmtKind::Param(Box::new(Param { name, ty, within: None, default: None, span }));
        }
        let mut end = node.kind.span;
        for head in &mut node.heads {
            let span = head.span();
            if let Head::Port(value, colon) = head
                && colon.start == end.end
                && &*node.kind.head.text != "health"
            {
                let message = "no colon behind a name: what a block cannot be without follows as it is";
                let gap = Span { end: value.span.start, ..*colon };
                self.diagnostics.push(codes::SYNTAX.at(*colon, message).fix("remove it", gap, " "));
                *head = Head::Value(value.clone());
            }
            end = span;
        }
        StmtKind::Node(Box::new(node))
    }
}
