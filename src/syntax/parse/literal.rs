//! Literals: numbers with their units, strings with their escapes.

use super::Builder;
use super::grammar::{Pair, Parts, Rule};
use crate::codes;
use crate::source::Span;
use crate::syntax::ast::{ExprKind, Name, StrPart};

/// Seconds in a unit of time.
fn seconds(unit: u8) -> u64 {
    match unit {
        b'd' => 86_400,
        b'h' => 3_600,
        b'm' => 60,
        _ => 1,
    }
}

fn duration(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text;
    while let Some(end) = rest.bytes().position(|b| b.is_ascii_alphabetic()) {
        let count: u64 = rest[..end].parse().ok()?;
        total = total.checked_add(count.checked_mul(seconds(rest.as_bytes()[end]))?)?;
        rest = &rest[end + 1..];
    }
    // Kept within what a signed number of seconds can hold, so that later sums cannot overflow unseen.
    (total <= u64::from(u32::MAX)).then_some(total)
}

impl Builder<'_> {
    /// A whole number, a percentage or a size, for which there is room in 64 bits.
    fn whole(&mut self, digits: &str, span: Span) -> i64 {
        digits.parse().unwrap_or_else(|_| {
            self.spoilt = true;
            self.say(codes::BAD_LITERAL.at(span, format!("`{}` is too large a number", self.slice(span))));
            0
        })
    }

    /// A number, `10m`, `20%`, `128GiB`, `08:00`, an address, or one of the three words.
    pub(super) fn literal(&mut self, pair: &Pair<'_>) -> Option<ExprKind> {
        let (text, span) = (pair.as_str(), self.of(pair));
        Some(match pair.as_rule() {
            Rule::none_ => ExprKind::None,
            Rule::true_ => ExprKind::Bool(true),
            Rule::false_ => ExprKind::Bool(false),
            Rule::ip => ExprKind::Ip(text.into()),
            Rule::int | Rule::whole => ExprKind::Int(self.whole(text, span)),
            Rule::number if text.contains('.') => ExprKind::Number(text.parse().ok()?),
            Rule::number => ExprKind::Int(self.whole(text, span)),
            Rule::percent => ExprKind::Percent(self.whole(text.trim_end_matches('%'), span)),
            Rule::disk => {
                let count = self.whole(&text[..text.len() - 3], span);
                let unit = if text.ends_with("TiB") { 1024 } else { 1 };
                ExprKind::Disk(count.checked_mul(unit).unwrap_or_else(|| self.whole("", span)))
            }
            Rule::duration => ExprKind::Duration(duration(text).unwrap_or_else(|| {
                self.spoilt = true;
                self.say(codes::BAD_LITERAL.at(span, format!("`{text}` is too long a time")));
                0
            })),
            Rule::time => self.time(text, span)?,
            _ => return None,
        })
    }

    fn time(&mut self, text: &str, span: Span) -> Option<ExprKind> {
        let (hours, minutes) = text.split_once(':')?;
        let (h, m): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        if h > 23 || m > 59 {
            self.spoilt = true;
            self.say(
                codes::BAD_LITERAL.at(span, format!("`{text}` is no time of day; they go from `00:00` to `23:59`")),
            );
        } else if hours.len() < 2 {
            let full = format!("0{text}");
            let message = format!("a time of day has two digits each: `{full}`");
            self.say(codes::BAD_LITERAL.at(span, message).fix(format!("write `{full}`"), span, full));
        }
        Some(ExprKind::Time(h * 60 + m))
    }

    /// A string that must be plain, as a name.
    pub(super) fn plain(&mut self, pair: Pair<'_>) -> Option<Name> {
        let span = self.of(&pair);
        if pair.as_rule() == Rule::word {
            return Some(self.word(&pair));
        }
        let mut text = String::new();
        for part in Parts::of(pair) {
            match part.as_rule() {
                Rule::chars => self.escapes(part.as_str(), part.start(), &mut text),
                Rule::interp => {
                    self.spoilt = true;
                    let message = "a name or a path here is plain text, without `${…}`";
                    self.say(codes::SYNTAX.at(self.of(&part), message));
                }
                _ => {}
            }
        }
        Some(Name { text: text.into(), span, quoted: true })
    }

    /// `"…"`
    pub(super) fn string(&mut self, pair: Pair<'_>) -> Option<ExprKind> {
        let mut parts = Pieces::default();
        for part in Parts::of(pair) {
            match part.as_rule() {
                Rule::chars => self.escapes(part.as_str(), part.start(), &mut parts.text),
                Rule::interp => {
                    let value = self.interp(part)?;
                    parts.push(value);
                }
                _ => {}
            }
        }
        Some(ExprKind::Str(parts.finish()))
    }

    /// Resolves the escapes of a run of characters that begins at an offset.
    fn escapes(&mut self, raw: &str, at: usize, out: &mut String) {
        let mut rest = raw;
        while let Some(found) = rest.find(['\\', '$']) {
            out.push_str(&rest[..found]);
            let here = at + raw.len() - rest.len() + found;
            rest = &rest[found..];
            if let Some(after) = rest.strip_prefix("$${") {
                out.push_str("${");
                rest = after;
                continue;
            }
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
                continue;
            }
            let mut chars = rest[1..].chars();
            let Some(escape) = chars.next() else { break };
            let mut length = 1 + escape.len_utf8();
            match escape {
                '"' | '\\' => out.push(escape),
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'u' => {
                    let code = rest[2..].strip_prefix('{').and_then(|r| r.split_once('}'));
                    let valid = code.and_then(|(hex, _)| {
                        let plain = !hex.is_empty() && hex.len() <= 6 && hex.bytes().all(|b| b.is_ascii_hexdigit());
                        let value = if plain { u32::from_str_radix(hex, 16).ok() } else { None };
                        value.and_then(char::from_u32).map(|c| (c, hex.len() + 4))
                    });
                    match valid {
                        Some((c, whole)) => {
                            out.push(c);
                            length = whole;
                        }
                        None => {
                            let span = self.span(here, here + 2);
                            let message = "`\\u` wants a character's number in braces, like `\\u{e9}`";
                            self.say(codes::BAD_ESCAPE.at(span, message));
                        }
                    }
                }
                other => {
                    let span = self.span(here, here + length);
                    let message = format!("no escape `\\{other}`; a backslash itself is written `\\\\`");
                    let finding = codes::BAD_ESCAPE.at(span, message);
                    self.say(finding.fix(format!("write `\\\\{other}`"), span, format!("\\\\{other}")));
                    out.push('\\');
                    out.push(other);
                }
            }
            rest = &rest[length..];
        }
        out.push_str(rest);
    }

    /// `"""…"""`: the indentation of the closing line is taken off every line.
    pub(super) fn text_block(&mut self, pair: Pair<'_>) -> Option<ExprKind> {
        let span = self.of(&pair);
        let body = &self.text[span.start as usize + 3..span.end as usize - 3];
        let closing = body.rfind('\n').map(|at| &body[at + 1..]);
        let opening = body.split('\n').next().unwrap_or(body);
        let blank = |line: &str| line.trim_matches([' ', '\t', '\r']).is_empty();
        let indent = match closing {
            Some(line) if blank(line) && blank(opening) => line.len(),
            _ => {
                self.spoilt = true;
                let message = "a text stands between lines that hold only `\"\"\"`";
                let finding = codes::SYNTAX.at(self.span(span.start as usize, span.start as usize + 3), message);
                self.say(finding.help("a short string stands in `\"`"));
                return Some(ExprKind::Str(Vec::new()));
            }
        };
        let mut parts = Pieces::default();
        let mut first = true;
        let mut line_start = false;
        for part in Parts::of(pair) {
            match part.as_rule() {
                Rule::text_chars => {
                    let mut raw = part.as_str();
                    if std::mem::take(&mut first) {
                        raw = raw.split_once('\n').map_or("", |(_, rest)| rest);
                        line_start = true;
                    }
                    let mut lines = raw.split('\n').peekable();
                    while let Some(line) = lines.next() {
                        let last = lines.peek().is_none();
                        let line = if last { line } else { line.strip_suffix('\r').unwrap_or(line) };
                        let taken = if line_start { indentation(line, indent) } else { 0 };
                        parts.text.push_str(&line[taken..].replace("$${", "${"));
                        if !last {
                            parts.text.push('\n');
                        }
                        line_start = !last;
                    }
                }
                Rule::interp => {
                    first = false;
                    line_start = false;
                    let value = self.interp(part)?;
                    parts.push(value);
                }
                _ => {}
            }
        }
        Some(ExprKind::Str(parts.finish()))
    }

    fn interp(&mut self, pair: Pair<'_>) -> Option<crate::syntax::ast::Expr> {
        let inner = Parts::of(pair).want(Rule::expr)?;
        self.expr(inner)
    }
}

/// How many of the first `most` bytes of a line are blanks.
pub(in crate::syntax) fn indentation(line: &str, most: usize) -> usize {
    line.bytes().take(most).take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// The pieces of a string under way.
#[derive(Default)]
struct Pieces {
    parts: Vec<StrPart>,
    text: String,
}

impl Pieces {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(StrPart::Text(std::mem::take(&mut self.text).into()));
        }
    }

    fn push(&mut self, value: crate::syntax::ast::Expr) {
        self.flush();
        self.parts.push(StrPart::Expr(value));
    }

    fn finish(mut self) -> Vec<StrPart> {
        self.flush();
        self.parts
    }
}
