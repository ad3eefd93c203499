//! Why a line is no statement: the rule that its first words select is tried on it alone, and the token where that
//! fails is the mistake. `mistakes` knows what many a mistake was meant to be.

use super::Builder;
use super::grammar::{self, Rule};
use super::tokens::{self, Sort, Token};
use crate::codes;
use crate::diag::Edit;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};

/// What a line set out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Property,
    Node,
    Valued,
    Probe,
    Flow,
    NsgRule,
    Route,
    Scale,
    Param,
    Let,
    Output,
    Use,
    Module,
    For,
    If,
    Expect,
    Waive,
    Raw,
    /// It does not begin like any statement.
    Nothing,
}

impl Line {
    /// The line that a rule reads.
    pub(super) fn of(rule: Rule) -> Line {
        match rule {
            Rule::property => Line::Property,
            Rule::valued => Line::Valued,
            Rule::probe => Line::Probe,
            Rule::flow_def => Line::Flow,
            Rule::nsg_rule => Line::NsgRule,
            Rule::route => Line::Route,
            Rule::scale => Line::Scale,
            Rule::param => Line::Param,
            Rule::let_s => Line::Let,
            Rule::output => Line::Output,
            Rule::use_s => Line::Use,
            Rule::module => Line::Module,
            Rule::for_s => Line::For,
            Rule::if_s => Line::If,
            Rule::expect => Line::Expect,
            Rule::waive => Line::Waive,
            Rule::raw => Line::Raw,
            _ => Line::Node,
        }
    }

    /// What the first words of a line make of it.
    pub(super) fn guess(tokens: &[Token<'_>]) -> Line {
        let Some(first) = tokens.first() else { return Line::Nothing };
        if matches!(first.sort, Sort::Word | Sort::String) && tokens.get(1).is_some_and(|t| t.is(":")) {
            return Line::Property;
        }
        if first.sort != Sort::Word {
            return Line::Nothing;
        }
        let word = if first.is("existing") { tokens.get(1).map_or("", |t| t.text) } else { first.text };
        match word {
            "frontend" | "member" | "peering" | "extension" | "resource" => Line::Valued,
            "probe" => Line::Probe,
            "rule" | "nat_rule" | "nat_pool" | "outbound" => Line::Flow,
            "allow" | "deny" => Line::NsgRule,
            "route" => Line::Route,
            "out" | "in" => Line::Scale,
            "param" => Line::Param,
            "let" => Line::Let,
            "output" => Line::Output,
            "use" => Line::Use,
            "module" => Line::Module,
            "for" => Line::For,
            "if" => Line::If,
            "else" => Line::Nothing,
            "expect" => Line::Expect,
            "waive" => Line::Waive,
            "raw" => Line::Raw,
            _ => Line::Node,
        }
    }

    fn rule(self) -> Rule {
        match self {
            Line::Property => Rule::property,
            Line::Node | Line::Nothing => Rule::node,
            Line::Valued => Rule::valued,
            Line::Probe => Rule::probe,
            Line::Flow => Rule::flow_def,
            Line::NsgRule => Rule::nsg_rule,
            Line::Route => Rule::route,
            Line::Scale => Rule::scale,
            Line::Param => Rule::param,
            Line::Let => Rule::let_s,
            Line::Output => Rule::output,
            Line::Use => Rule::use_s,
            Line::Module => Rule::module,
            Line::For => Rule::for_s,
            Line::If => Rule::if_s,
            Line::Expect => Rule::expect,
            Line::Waive => Rule::waive,
            Line::Raw => Rule::raw,
        }
    }

    /// A block or a definition.
    pub(super) fn is_node(self) -> bool {
        matches!(self, Line::Node | Line::Valued | Line::Probe | Line::Flow | Line::NsgRule | Line::Route | Line::Scale)
    }

    /// A brace in it opens a map, not a block.
    pub(super) fn holds_values(self) -> bool {
        matches!(self, Line::Property | Line::Param | Line::Let | Line::Output | Line::Use | Line::Waive | Line::Raw)
    }
}

/// Where a line fails, and what is known about it.
pub(super) struct Trouble<'t> {
    /// What the line set out to be.
    pub(super) line: Line,
    /// All of it, without its block.
    pub(super) tokens: Vec<Token<'t>>,
    /// Where it fails.
    pub(super) at: usize,
    /// The token there; `None` at the line's end.
    pub(super) found: Option<Token<'t>>,
    /// The token before it.
    pub(super) before: Option<Token<'t>>,
    /// What would have fitted.
    pub(super) expected: Vec<&'static str>,
}

impl Trouble<'_> {
    /// Whether this would have fitted.
    pub(super) fn wants(&self, what: &str) -> bool {
        self.expected.contains(&what)
    }
}

pub(super) const END: &str = "the end of the line";
pub(super) const VALUE: &str = "a value";
const FILE: &str = "a file in quotes, or `std.` and a name";
pub(super) const NAME: &str = "a name";

/// What a rule is called in a message; `None` for what need not be said.
fn phrase(rule: Rule, line: Line) -> Option<&'static str> {
    Some(match rule {
        Rule::newline | Rule::EOI | Rule::comment => END,
        Rule::comma => "`,`",
        Rule::arrow | Rule::bad_arrow => "`->`",
        Rule::eq => "`=`",
        Rule::colon => "`:`",
        Rule::lbrace | Rule::block | Rule::body => "`{`",
        Rule::rbracket => "`]`",
        Rule::rparen => "`)`",
        Rule::lparen | Rule::args_decl => "`(`",
        Rule::dots => "`..`",
        Rule::quote => "`\"`",
        Rule::text_end => "`\"\"\"`",
        Rule::interp_end | Rule::rbrace => "`}`",
        Rule::kw_param => "`param`",
        Rule::kw_as => "`as`",
        Rule::kw_in => "`in`",
        Rule::kw_then => "`then`",
        Rule::kw_else => "`else`",
        Rule::kw_because => "`because`",
        Rule::kw_by => "`by`",
        Rule::kw_to => "`to`",
        Rule::kw_when => "`when`",
        Rule::kw_over => "`over`",
        Rule::kw_reaches => "`reaches`",
        Rule::kw_allowed => "`allowed`",
        Rule::kw_blocked => "`blocked`",
        Rule::kw_via | Rule::via => "`via`",
        Rule::kw_except => "`except`",
        Rule::outcome => "`reaches`, `allowed`, `blocked` or `via`",
        Rule::cmp => "a comparison",
        Rule::type_ => "a type",
        Rule::int if line == Line::NsgRule => "a priority, 100..4096",
        Rule::priority => "a priority, 100..4096",
        Rule::int => "a whole number",
        Rule::word if matches!(line, Line::Flow | Line::NsgRule | Line::Probe | Line::Expect) => "a protocol",
        Rule::flow | Rule::probe_spec => "a protocol",
        Rule::word | Rule::name | Rule::key | Rule::arg => NAME,
        Rule::kind => "a kind",
        Rule::endpoint | Rule::host => "an address or a name",
        Rule::port => "a port",
        Rule::port_ref => "`:` and a port",
        Rule::path => "a path",
        Rule::map if line == Line::Raw => "`{`",
        Rule::string if line == Line::Waive => "a reason in quotes",
        Rule::string if line == Line::Use => FILE,
        Rule::expr
        | Rule::if_expr
        | Rule::value
        | Rule::head_atom
        | Rule::head_range
        | Rule::list
        | Rule::map
        | Rule::paren
        | Rule::named
        | Rule::args
        | Rule::ref_
        | Rule::string
        | Rule::text
        | Rule::duration
        | Rule::percent
        | Rule::disk
        | Rule::ip
        | Rule::time
        | Rule::number
        | Rule::whole
        | Rule::true_
        | Rule::false_
        | Rule::none_ => VALUE,
        _ => return None,
    })
}

/// What would have fitted, each said once, the likely ones first.
fn phrases(rules: &[Rule], line: Line) -> Vec<&'static str> {
    let mut said: Vec<&'static str> = Vec::new();
    for rule in rules {
        if let Some(phrase) = phrase(*rule, line)
            && !said.contains(&phrase)
        {
            said.push(phrase);
        }
    }
    if said.iter().any(|p| !matches!(*p, "`..`" | "a comparison")) {
        said.retain(|p| !matches!(*p, "`..`" | "a comparison"));
    }
    if said.contains(&"`]`") || said.contains(&"`)`") {
        said.retain(|p| *p != END);
    }
    if said.contains(&"`->`") {
        said.retain(|p| *p != "`:`");
    }
    if said.contains(&VALUE) && !said.contains(&END) {
        said.retain(|p| !matches!(*p, NAME | "`{`" | "`(`" | "`[`"));
    }
    if said.contains(&FILE) {
        said.retain(|p| *p != NAME);
    }
    if said.contains(&END) {
        said.retain(|p| !matches!(*p, "`}`" | "`,`"));
    }
    if said.contains(&"an address or a name") {
        said.retain(|p| !matches!(*p, VALUE | "`:`"));
    }
    said
}

/// "`a`, `b` or `c`"
fn one_of(phrases: &[&str]) -> String {
    match phrases {
        [] => String::new(),
        [one] => (*one).to_string(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl<'t> Builder<'t> {
    /// Says what is wrong with a line, and where.
    pub(super) fn explain_junk(&mut self, header: Span, whole: Span, line: Line, tokens: &[Token<'t>]) -> usize {
        let reach = if line.is_node() || line == Line::Nothing { header } else { whole };
        let start = reach.start as usize;
        let (at, expected) = if line == Line::Nothing {
            (start, vec!["a statement"])
        } else {
            match grammar::run(line.rule(), self.slice(reach), start) {
                Err(failure) => (failure.at, phrases(&failure.expected, line)),
                Ok(mut pairs) => (pairs.next().map_or(start, |p| self.of(&p).end as usize), vec!["`,`", END]),
            }
        };
        self.explain(line, at, expected, tokens.to_vec())
    }

    /// Says what is wrong with a line of a map.
    pub(super) fn explain_entry(&mut self, span: Span) {
        if self.is_reported(span) {
            return;
        }
        let start = span.start as usize;
        let tokens = tokens::tokens(self.text, start, span.end as usize);
        let (at, expected) = match grammar::run(Rule::entry, self.slice(span), start) {
            Err(failure) => (failure.at, phrases(&failure.expected, Line::Property)),
            Ok(_) => (start, vec![NAME]),
        };
        self.explain(Line::Property, at, expected, tokens);
    }

    /// Says what is wrong behind a statement that is complete without it.
    pub(super) fn explain_tail(&mut self, statement: Span, tail: Span, line: Line) {
        if self.is_reported(tail) {
            return;
        }
        let start = statement.start as usize;
        let text = self.slice(tail);
        let end = tail.start as usize + text.find(['{', '\n']).unwrap_or(text.len());
        let tokens = tokens::tokens(self.text, start, end);
        let expected = if line == Line::Scale { vec!["`over`", "`{`", "`,`", END] } else { vec!["`,`", END] };
        self.explain(line, tail.start as usize, expected, tokens);
    }

    fn explain(&mut self, line: Line, at: usize, expected: Vec<&'static str>, tokens: Vec<Token<'t>>) -> usize {
        let at = at + self.text[at..].len() - self.text[at..].trim_start_matches([' ', '\t']).len();
        let found =
            tokens::token_at(self.text, at).filter(|t| !t.text.starts_with('/') || !self.text[at..].starts_with("//"));
        let before = tokens.iter().rev().find(|t| t.end() <= at).copied();
        let trouble = Trouble { line, tokens, at, found, before, expected };
        if !self.mistake(&trouble) {
            self.plainly(&trouble);
        }
        at
    }

    /// The message that only says what would have fitted.
    fn plainly(&mut self, trouble: &Trouble<'t>) {
        if self.unclosed_bracket(trouble) {
            return;
        }
        let span = match trouble.found {
            Some(token) => self.span(token.start, token.end()),
            None => {
                let end = trouble.before.map_or(trouble.at, |t| t.end());
                self.span(end, end)
            }
        };
        let mut expected = trouble.expected.clone();
        if expected.contains(&END) {
            expected.retain(|p| !matches!(*p, "`,`" | END));
            expected.extend(["`,`", END]);
        }
        let what = if expected.is_empty() { "something else".to_string() } else { one_of(&expected) };
        let after = match trouble.before {
            Some(token) if expected.contains(&END) && token.text.len() <= 40 => format!(" after `{}`", token.text),
            _ => String::new(),
        };
        self.say(codes::SYNTAX.at(span, format!("expected {what}{after}")));
    }

    /// A line that ends inside brackets: the bracket is the mistake.
    fn unclosed_bracket(&mut self, trouble: &Trouble<'t>) -> bool {
        let closes = trouble.wants("`]`") || trouble.wants("`)`");
        if !closes || trouble.found.is_some_and(|t| !matches!(t.text, "}" | "{")) {
            return false;
        }
        let mut open: Vec<&Token<'t>> = Vec::new();
        for token in trouble.tokens.iter().filter(|t| t.end() <= trouble.at && t.sort == Sort::Mark) {
            match token.text {
                "[" | "(" => open.push(token),
                "]" | ")" => {
                    open.pop();
                }
                _ => {}
            }
        }
        let Some(bracket) = open.last() else { return false };
        let span = self.span(bracket.start, bracket.end());
        let end = trouble.before.map_or(trouble.at, |t| t.end());
        let close = if bracket.text == "[" { "]" } else { ")" };
        let finding = codes::UNCLOSED_BRACKET
            .at(span, format!("this `{}` is not closed", bracket.text))
            .because(self.span(end, end), format!("expected `,` or `{close}` here"))
            .offer(format!("write `{close}` at the end"), self.span(end, end), close);
        self.say(finding);
        true
    }

    /// An arrow: the right one, or one that was meant so.
    pub(super) fn arrow(&mut self, pair: &super::grammar::Pair<'_>) {
        if pair.as_rule() == Rule::bad_arrow {
            let span = self.of(pair);
            let finding = codes::SYNTAX.at(span, "expected `->`");
            let finding = match pair.as_str() {
                "<->" => finding.note("a flow has one direction; what comes back belongs to it").offer(
                    "write `->`",
                    span,
                    "->",
                ),
                "<-" => finding.help("traffic is written from its sender: `FROM -> TO`"),
                _ => finding.fix("write `->`", span, "->"),
            };
            self.say(finding);
        }
    }

    /// An NSG rule without its priority; `at` is where its name begins.
    pub(super) fn missing_priority(&mut self, at: usize) -> Expr {
        let end = tokens::token_at(self.text, at).map_or(at, |t| t.end());
        self.spoilt = true;
        let finding = codes::SYNTAX.at(self.span(at, end), "expected a priority, 100..4096");
        let free = self.free_priority(at);
        self.say(
            finding
                .help("rules are tried from the lowest number to the highest; leave gaps of ten between them")
                .offer(format!("write `{free}`"), self.span(at, at), format!("{free} ")),
        );
        Expr { kind: ExprKind::None, span: self.span(at, at) }
    }

    /// A priority that none of the rules around a place has, behind those above it.
    fn free_priority(&self, at: usize) -> i64 {
        let priority = |line: &str| {
            let mut words = line.split_whitespace();
            matches!(words.next(), Some("allow" | "deny")).then_some(())?;
            words.find(|w| *w != "outbound")?.parse::<i64>().ok()
        };
        let ends = |line: &&str| line.contains("nsg ") || line.trim_start().starts_with('}');
        let above = self.text[..at].lines().rev().skip(1).take(200).take_while(|l| !ends(l)).filter_map(priority);
        let last = above.max();
        let below: Vec<i64> =
            self.text[at..].lines().skip(1).take(200).take_while(|l| !ends(l)).filter_map(priority).collect();
        let mut free = last.map_or(100, |last| last + 10);
        while below.contains(&free) {
            free += 1;
        }
        free.clamp(100, 4096)
    }

    /// A block that never ends; `at` is where that became certain.
    pub(super) fn missing_brace(&mut self, owner: usize, open: usize, at: usize) {
        let title = self.title(owner, open);
        let line = self.line(open);
        let next = self.text[at..].trim_start_matches(['\r', '\n']);
        let start = self.text.len() - next.len();
        let opened = self.span(open, open + 1);
        let finding = if next.is_empty() {
            let end = self.last_code(at);
            codes::MISSING_BRACE
                .at(self.last_char(end), format!("at the end of the file: `}}` missing for {title} (line {line})"))
        } else {
            let tokens = tokens::tokens(self.text, start, start + next.find('\n').unwrap_or(next.len()));
            let words: Vec<&str> = tokens.iter().take(2).take_while(|t| t.sort == Sort::Word).map(|t| t.text).collect();
            let end = tokens.first().map_or(start, |t| t.end());
            let (words, here) = (words.join(" "), self.line(start));
            let message = format!("before `{words}` (line {here}): `}}` missing for {title} (line {line})");
            codes::MISSING_BRACE.at(self.span(start, end), message)
        };
        let mut finding = finding.because(opened, "this `{` is not closed");
        // A `}` that is indented like the block's first line was meant to close it, so one inside is missing.
        let indent = self.indent(owner).len();
        let mut inside = false;
        let mut line = open;
        for text in self.text[open..at].split_inclusive('\n') {
            let blanks = super::literal::indentation(text, text.len());
            if line > open && blanks == indent && text[blanks..].starts_with('}') {
                let brace = self.span(line + blanks, line + blanks + 1);
                inside = true;
                finding =
                    finding.because(brace, format!("this `}}` looks like the end of {title} but closes a block in it"));
                break;
            }
            line += text.len();
        }
        // Where one inside is missing nobody knows where it belongs; one here only makes the braces come out even.
        let end = self.last_code(at);
        let edit = Edit { span: self.span(end, end), text: "\n}".to_owned() };
        self.say(finding.with_fix("close it here", !inside, vec![edit]));
    }

    /// Where the last code before an offset ends.
    fn last_code(&self, at: usize) -> usize {
        let mut end = self.text[..at].trim_end().len();
        let before = self.comments.partition_point(|c| (c.span.start as usize) < end);
        for comment in self.comments[..before].iter().rev() {
            // Blanks at its end belong to a comment.
            if (comment.span.end as usize) < end {
                break;
            }
            end = self.text[..comment.span.start as usize].trim_end().len();
        }
        end
    }

    /// The character that ends at an offset.
    fn last_char(&self, end: usize) -> Span {
        let length = self.text[..end].chars().next_back().map_or(0, char::len_utf8);
        self.span(end - length, end)
    }

    /// "`vnet core`": the first words of the statement that a brace belongs to.
    fn title(&self, owner: usize, open: usize) -> String {
        let tokens = tokens::tokens(self.text, owner, open.max(owner));
        let words: Vec<&str> = tokens.iter().take(2).map(|t| t.text).collect();
        if words.is_empty() { "this map".to_string() } else { format!("`{}`", words.join(" ")) }
    }

    /// A `}` that closes nothing.
    pub(super) fn stray_brace(&mut self, span: Span, before: &[Stmt]) {
        let mut finding = codes::STRAY_BRACE.at(span, "this `}` closes nothing");
        // Near by only: a file may hold nothing but braces.
        if let Some(last) = before.iter().rev().take(16).find(|s| !matches!(s.kind, StmtKind::Junk))
            && self.slice(last.span).ends_with('}')
        {
            let end = self.last_char(last.span.end as usize);
            finding = finding.because(end, "the block before it ends here");
        }
        self.say(finding.fix("remove it", span, ""));
    }
}
