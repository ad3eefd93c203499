//! Where lines break: as `bicep format` breaks them, at a width of 120.
//!
//! A group is printed on one line where all of it fits, else each of its breaks becomes a line. What holds a break that
//! must be there (an object over several lines) makes every group around it break, except the last argument of a call.

use super::tree::{Item, Key, Part, Tree, block_string, flat, key, line_string};

const WIDTH: usize = 120;
/// Lists and objects of plain values up to this width stay on one line inside a call or a choice.
const SMALL: usize = 60;

/// A document.
pub(super) enum Doc {
    Text(String),
    /// A line, or this where its group fits on one line.
    Line(&'static str),
    /// A line in any case.
    Break,
    Group(Vec<Doc>),
    Indent(Vec<Doc>),
    Glue(Vec<Doc>),
    /// A last argument over several lines, whose first line alone has to fit.
    Tail(Vec<Doc>),
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    fn breaks(&self) -> bool {
        match self {
            Doc::Text(_) | Doc::Line(_) => false,
            Doc::Break | Doc::Tail(_) => true,
            Doc::Group(parts) | Doc::Indent(parts) | Doc::Glue(parts) => parts.iter().any(Doc::breaks),
        }
    }

    /// What it takes on one line, up to and with the first line of a tail.
    fn width(&self) -> usize {
        let mut width = 0;
        self.measure(&mut width);
        width
    }

    /// Adds to the width; false where a tail has been met.
    fn measure(&self, width: &mut usize) -> bool {
        match self {
            Doc::Text(text) => *width += text.encode_utf16().count(),
            Doc::Line(text) => *width += text.len(),
            Doc::Break => {}
            Doc::Tail(_) => {
                *width += 1;
                return false;
            }
            Doc::Group(parts) | Doc::Indent(parts) | Doc::Glue(parts) => {
                return parts.iter().all(|part| part.measure(width));
            }
        }
        true
    }
}

/// A group, or no group where something inside it breaks anyway.
fn group(parts: Vec<Doc>) -> Doc {
    if parts.iter().any(Doc::breaks) { Doc::Glue(parts) } else { Doc::Group(parts) }
}

/// The text of a document that starts at the left edge.
pub(super) fn print(doc: &Doc) -> String {
    let mut printer = Printer { out: String::new(), column: 0, pending: 0 };
    printer.doc(doc, 0, false);
    printer.out
}

struct Printer {
    out: String,
    column: usize,
    /// Levels of indentation that the next text begins with.
    pending: usize,
}

impl Printer {
    fn doc(&mut self, doc: &Doc, indent: usize, on_one_line: bool) {
        match doc {
            Doc::Text(text) => self.text(text),
            Doc::Line(text) if on_one_line => self.text(text),
            Doc::Line(_) | Doc::Break => {
                self.out.push('\n');
                self.column = 0;
                self.pending = indent;
            }
            Doc::Group(parts) => {
                self.indent();
                let fits = on_one_line || self.column + doc.width() <= WIDTH;
                parts.iter().for_each(|part| self.doc(part, indent, fits));
            }
            // What is on one line has no indentation, so its tail has none either.
            Doc::Indent(parts) => {
                let indent = indent + usize::from(!on_one_line);
                parts.iter().for_each(|part| self.doc(part, indent, on_one_line));
            }
            Doc::Glue(parts) => parts.iter().for_each(|part| self.doc(part, indent, on_one_line)),
            Doc::Tail(parts) => parts.iter().for_each(|part| self.doc(part, indent, false)),
        }
    }

    fn text(&mut self, text: &str) {
        self.indent();
        self.out.push_str(text);
        self.column += text.encode_utf16().count();
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.pending));
        self.column += 2 * self.pending;
        self.pending = 0;
    }
}

/// The document of an expression; `small` says that short lists and objects stay on one line here.
pub(super) fn doc(tree: &Tree, small: bool) -> Doc {
    match tree {
        Tree::Atom(text) => Doc::text(text),
        Tree::Str(parts) => string(parts),
        Tree::Call(name, args) => Doc::Glue(vec![Doc::text(name), arguments(args, small)]),
        Tree::Method(base, name, args) => {
            Doc::Glue(vec![operand(base, 9), Doc::text(format!(".{name}")), arguments(args, small)])
        }
        Tree::Member(base, name) => Doc::Glue(vec![operand(base, 9), Doc::text(format!(".{name}"))]),
        Tree::Assert(base) => Doc::Glue(vec![operand(base, 9), Doc::text("!")]),
        Tree::Index(base, index) => Doc::Glue(vec![operand(base, 9), Doc::text("["), doc(index, true), Doc::text("]")]),
        Tree::Ternary(condition, yes, no) => group(vec![Doc::Indent(vec![
            operand(condition, 2),
            Doc::Line(" "),
            Doc::text("? "),
            Doc::Indent(vec![operand(yes, 2)]),
            Doc::Line(" "),
            Doc::text(": "),
            Doc::Indent(vec![doc(no, true)]),
        ])]),
        Tree::Binary(op, left, right) => {
            let (l, r) = Tree::sides(*op);
            Doc::Glue(vec![operand(left, l), Doc::text(format!(" {} ", op.sign())), operand(right, r)])
        }
        Tree::Not(inner) => Doc::Glue(vec![Doc::text("!"), operand(inner, 8)]),
        Tree::Lambda(name, body) => Doc::Glue(vec![Doc::text(format!("{name} => ")), doc(body, true)]),
        Tree::Array(items) if items.is_empty() => Doc::text("[]"),
        Tree::Object(members) if members.is_empty() => Doc::text("{}"),
        Tree::Array(items) if small && is_small(tree) => {
            let items = items.iter().map(|item| doc(&item.value, true)).collect();
            group(vec![
                Doc::text("["),
                Doc::Indent(separated(items, Doc::Line(""), || Doc::Line(", "))),
                Doc::Line(""),
                Doc::text("]"),
            ])
        }
        Tree::Object(members) if small && is_small(tree) => {
            let members = members
                .iter()
                .map(|(name, item)| Doc::Glue(vec![Doc::text(format!("{}: ", key(name))), doc(&item.value, true)]))
                .collect();
            group(vec![
                Doc::text("{"),
                Doc::Indent(separated(members, Doc::Line(" "), || Doc::Line(", "))),
                Doc::Line(" "),
                Doc::text("}"),
            ])
        }
        Tree::Array(items) => block("[", items.iter().map(|item| (None, item)), "]"),
        Tree::Object(members) => block("{", members.iter().map(|(key, item)| (Some(key), item)), "}"),
    }
}

fn operand(tree: &Tree, level: u8) -> Doc {
    if tree.level() < level {
        Doc::Glue(vec![Doc::text("("), doc(tree, true), Doc::text(")")])
    } else {
        doc(tree, true)
    }
}

fn string(parts: &[Part]) -> Doc {
    Doc::Text(block_string(parts).unwrap_or_else(|| line_string(parts)))
}

fn separated(items: Vec<Doc>, first: Doc, between: impl Fn() -> Doc) -> Vec<Doc> {
    let mut out = vec![first];
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(between());
        }
        out.push(item);
    }
    out
}

/// Every item on a line of its own.
fn block<'t>(open: &str, items: impl Iterator<Item = (Option<&'t Key>, &'t Item)>, close: &str) -> Doc {
    let mut lines = Vec::new();
    for (name, item) in items {
        // A rule is off for the next line alone; what takes several lines is enclosed.
        let whole = item.value.as_text().is_none_or(|text| text.contains('\n'));
        let rules = item.off.join(" ");
        if !item.off.is_empty() {
            let directive = if whole { "#disable-diagnostics" } else { "#disable-next-line" };
            lines.extend([Doc::Break, Doc::text(format!("{directive} {rules}"))]);
        }
        lines.push(Doc::Break);
        lines.extend(name.map(|name| Doc::text(format!("{}: ", key(name)))));
        lines.push(doc(&item.value, false));
        if !item.off.is_empty() && whole {
            lines.extend([Doc::Break, Doc::text(format!("#restore-diagnostics {rules}"))]);
        }
    }
    Doc::Glue(vec![Doc::text(open), Doc::Indent(lines), Doc::Break, Doc::text(close)])
}

fn arguments(arguments: &[Tree], small: bool) -> Doc {
    let small = small || arguments.len() > 1;
    let mut docs: Vec<Doc> = arguments.iter().map(|argument| doc(argument, small)).collect();
    if docs.len() < 2 {
        docs.insert(0, Doc::text("("));
        docs.push(Doc::text(")"));
        return Doc::Glue(docs);
    }
    let last_is_container = matches!(arguments.last(), Some(Tree::Array(_) | Tree::Object(_)));
    let tail = last_is_container
        && docs.last().is_some_and(Doc::breaks)
        && docs.iter().rev().skip(1).all(|argument| !argument.breaks());
    if tail && let Some(last) = docs.pop() {
        docs.push(Doc::Tail(vec![last]));
    }
    let comma = || Doc::Glue(vec![Doc::text(","), Doc::Line(" ")]);
    let parts = vec![Doc::text("("), Doc::Indent(separated(docs, Doc::Line(""), comma)), Doc::Line(""), Doc::text(")")];
    if tail { Doc::Group(parts) } else { group(parts) }
}

/// Short, and nothing in it that has an inside.
fn is_small(tree: &Tree) -> bool {
    let plain = |item: &Item| item.off.is_empty() && !item.value.has_container() && !breaks_in_text(&item.value);
    let all = match tree {
        Tree::Array(items) => items.iter().all(plain),
        Tree::Object(members) => members.len() <= 3 && members.iter().all(|(_, item)| plain(item)),
        _ => false,
    };
    all && flat(tree).encode_utf16().count() <= SMALL
}

fn breaks_in_text(tree: &Tree) -> bool {
    let mut found = false;
    tree.each_text(&mut |text| found |= text.contains('\n'));
    found
}
