//! A first look at the text, byte by byte: comments, characters that no lbx text holds, strings without an end, and
//! how deep brackets nest. What it finds it reports, so that the parser, which recurses, meets no surprises.

use crate::codes;
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::MAX_DEPTH;
use crate::syntax::ast::Comment;

/// What editors may write at the beginning of a file, and what is no part of it.
pub(super) const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// What the first look found.
pub(super) struct Scan {
    /// Every comment in order.
    pub(super) comments: Vec<Comment>,
    /// One for each mistake found here; a broken line that holds one of them is not explained again.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where the file can be cut: declarations at whose beginning nothing is open. Behind the first bracket that does
    /// not fit there are none.
    pub(super) pieces: Vec<usize>,
    /// Nested so deep that the parser must not try.
    pub(super) too_deep: bool,
}

/// What is open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// `{`; whether it is the body of an `if`, `for` or `module`, which may hold resources.
    Curly {
        body: bool,
    },
    Square,
    Paren,
    /// `"`, at this offset.
    Quote(usize),
    /// `"""`, at this offset.
    Text(usize),
    /// `${`, at this offset.
    Hole(usize),
}

impl Open {
    fn nests(self) -> bool {
        !matches!(self, Open::Quote(_) | Open::Text(_))
    }
}

struct Scanner<'t> {
    file: FileId,
    text: &'t str,
    open: Vec<Open>,
    /// Brackets among `open`.
    depth: usize,
    line_start: usize,
    /// A bracket or a string did not fit.
    ragged: bool,
    out: Scan,
}

/// Looks through a text.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let out = Scan { comments: Vec::new(), diagnostics: Vec::new(), pieces: Vec::new(), too_deep: false };
    let mut scanner = Scanner { file, text, open: Vec::new(), depth: 0, line_start: 0, ragged: false, out };
    scanner.run();
    scanner.out
}

impl Scanner<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = if self.text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        self.line_start = at;
        while at < bytes.len() && !self.out.too_deep {
            let byte = bytes[at];
            if byte == b'\n' {
                self.newline(at);
                at += 1;
                continue;
            }
            if byte < b' ' || byte == 0x7F {
                at = self.control(at);
                continue;
            }
            at = match self.open.last() {
                Some(Open::Quote(_) | Open::Text(_)) => self.in_string(at),
                _ => self.in_code(at),
            };
        }
        if !self.out.too_deep {
            self.end_strings(bytes.len());
            if let Some(Open::Text(start)) = self.open.iter().find(|o| matches!(o, Open::Text(_))) {
                let span = Span::new(self.file, *start, start + 3);
                self.report(
                    codes::UNCLOSED_STRING
                        .at(span, "this text has no end")
                        .help("close it with a line that holds only `\"\"\"`"),
                );
            }
        }
    }

    fn in_string(&mut self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        let in_text = matches!(self.open.last(), Some(Open::Text(_)));
        if rest.starts_with(b"$${") {
            at + 3
        } else if rest.starts_with(b"${") {
            self.push(Open::Hole(at), at);
            at + 2
        } else if in_text && rest.starts_with(b"\"\"\"") {
            self.open.pop();
            at + 3
        } else if !in_text && rest[0] == b'"' {
            self.open.pop();
            at + 1
        } else if !in_text && rest[0] == b'\\' && rest.get(1).is_some_and(|b| *b >= b' ') {
            at + 1 + self.text[at + 1..].chars().next().map_or(0, char::len_utf8)
        } else {
            at + 1
        }
    }

    fn in_code(&mut self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        match rest[0] {
            b'"' if rest.starts_with(b"\"\"\"") => {
                self.open.push(Open::Text(at));
                at + 3
            }
            b'"' => {
                self.open.push(Open::Quote(at));
                at + 1
            }
            b'/' if rest.starts_with(b"//") => {
                let length = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                let mut end = at + length;
                while end > at && self.text.as_bytes()[end - 1] == b'\r' {
                    end -= 1;
                }
                let doc = rest.starts_with(b"///") && !rest.starts_with(b"////");
                self.out.comments.push(Comment { span: Span::new(self.file, at, end), doc });
                for inner in at..end {
                    let byte = self.text.as_bytes()[inner];
                    if (byte < b' ' && byte != b'\t') || byte == 0x7F {
                        self.control(inner);
                    }
                }
                end
            }
            b'{' => {
                let body = self.opens_body(at);
                self.push(Open::Curly { body }, at);
                at + 1
            }
            b'[' => {
                self.push(Open::Square, at);
                at + 1
            }
            b'(' => {
                self.push(Open::Paren, at);
                at + 1
            }
            close @ (b'}' | b']' | b')') => {
                self.close(close);
                at + 1
            }
            _ => at + 1,
        }
    }

    fn push(&mut self, open: Open, at: usize) {
        self.open.push(open);
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.out.too_deep = true;
            let message = format!("brackets nest deeper than {MAX_DEPTH} here");
            let finding = codes::TOO_DEEP.at(Span::new(self.file, at, at + 1), message);
            self.report(finding.help("perhaps brackets above are not closed; else name the inner parts with `let`"));
        }
    }

    fn pop(&mut self) {
        if self.open.pop().is_some_and(Open::nests) {
            self.depth -= 1;
        }
    }

    fn close(&mut self, close: u8) {
        let fits = |open: &Open| match close {
            b'}' => matches!(open, Open::Curly { .. } | Open::Hole(_)),
            b']' => matches!(open, Open::Square),
            _ => matches!(open, Open::Paren),
        };
        // A `}` ends what stands open inside it; the other two close only their own kind.
        let reach = if close == b'}' { self.open.len() } else { 1 };
        let found = self.open.iter().rev().take(reach).take_while(|o| o.nests()).position(fits);
        self.ragged |= found != Some(0);
        for _ in 0..found.map_or(0, |n| n + 1) {
            self.pop();
        }
    }

    /// Whether the `{` at this offset belongs to an `if`, `for` or `module`.
    fn opens_body(&self, at: usize) -> bool {
        let line = self.text[self.line_start..at].trim_start_matches([' ', '\t']);
        let length = line.bytes().take(8).take_while(u8::is_ascii_alphanumeric).count();
        line.starts_with(['}', ')']) || matches!(&line[..length], "if" | "for" | "module" | "else")
    }

    fn newline(&mut self, at: usize) {
        self.end_strings(at);
        self.line_start = at + 1;
        let in_text = self.open.iter().any(|o| !o.nests());
        if !in_text && begins_declaration(&self.text[at + 1..]) {
            if self.open.is_empty() && !self.ragged {
                self.out.pieces.push(at + 1);
            }
            let keep = self.open.iter().rposition(|o| matches!(o, Open::Curly { body: true })).map_or(0, |n| n + 1);
            self.ragged |= self.open.len() > keep;
            while self.open.len() > keep {
                self.pop();
            }
        }
    }

    /// At a line's end: strings that must end on their line and have not.
    fn end_strings(&mut self, at: usize) {
        let end = self.text[..at].trim_end_matches([' ', '\t', '\r']).len();
        let top = match self.open.last() {
            Some(Open::Quote(_) | Open::Hole(_)) => self.open.len() - 1,
            _ => return,
        };
        // The outermost string of this line that everything above it was opened in.
        let mut outer = None;
        for index in (0..=top).rev() {
            match self.open[index] {
                Open::Quote(start) => outer = Some((index, start)),
                Open::Text(_) => break,
                _ => {}
            }
        }
        let Some((index, start)) = outer else { return };
        let hole = self.open[index..].iter().find_map(|o| if let Open::Hole(at) = o { Some(*at) } else { None });
        while self.open.len() > index {
            self.pop();
        }
        let finding = match hole {
            Some(hole) => codes::UNCLOSED_STRING
                .at(Span::new(self.file, hole, hole + 2), "`${` without its `}`")
                .because(Span::new(self.file, start, start + 1), "in this string")
                .help("a plain `${` is written `$${`"),
            None => codes::UNCLOSED_STRING
                .at(Span::new(self.file, start, end.max(start + 1)), "this string does not end on its line")
                .help("close it with `\"`; several lines stand between lines of `\"\"\"`"),
        };
        self.report(finding);
    }

    fn control(&mut self, at: usize) -> usize {
        let byte = self.text.as_bytes()[at];
        let harmless = byte == b'\t' || byte == b'\r' && self.text.as_bytes().get(at + 1) == Some(&b'\n');
        if !harmless {
            let message = match byte {
                b'\r' => "a carriage return without a line feed".to_string(),
                0 => "a NUL character".to_string(),
                _ => format!("the control character U+{byte:04X}"),
            };
            let span = Span::new(self.file, at, at + 1);
            let finding = codes::BAD_CHARACTER.at(span, message);
            self.report(match byte {
                b'\r' => finding.fix("write a line break", span, "\n"),
                _ => finding.fix("remove it", span, ""),
            });
        }
        at + 1
    }

    fn report(&mut self, finding: Diagnostic) {
        self.ragged = true;
        self.out.diagnostics.push(finding);
    }
}

/// Words that begin a resource or a sentence of the file and never stand inside a resource's block. The grammar's
/// `top_kw` says the same.
const DECLARATIONS: &[&str] = &[
    "deploy",
    "param",
    "let",
    "use",
    "module",
    "expect",
    "output",
    "existing",
    "vnet",
    "nsg",
    "asg",
    "route_table",
    "public_ip_prefix",
    "public_ip",
    "nat_gateway",
    "lb",
    "vmss",
    "vm",
    "availability_set",
    "proximity_group",
    "resource",
];

/// Whether a line proves that every resource's block above it has ended.
pub(super) fn begins_declaration(line: &str) -> bool {
    let length = line.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'_')).unwrap_or(line.len());
    let rest = &line[length..];
    DECLARATIONS.contains(&&line[..length])
        && rest.starts_with([' ', '\t'])
        && !rest.trim_start_matches([' ', '\t']).starts_with([':', '='])
}
