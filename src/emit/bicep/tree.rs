//! Bicep's expressions as a tree, and their text on one line.

use crate::emit::arm::is_word;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// A symbol, a number, `true`, `null`.
    Atom(String),
    /// A string, put together or not.
    Str(Vec<Part>),
    /// `name(arguments)`
    Call(String, Vec<Tree>),
    /// `base.name(arguments)`
    Method(Box<Tree>, String, Vec<Tree>),
    /// `base.name`
    Member(Box<Tree>, String),
    /// `base!`
    Assert(Box<Tree>),
    /// `base[index]`
    Index(Box<Tree>, Box<Tree>),
    /// `condition ? yes : no`
    Ternary(Box<Tree>, Box<Tree>, Box<Tree>),
    /// `left op right`
    Binary(Op, Box<Tree>, Box<Tree>),
    /// `!operand`
    Not(Box<Tree>),
    /// `name => body`
    Lambda(String, Box<Tree>),
    /// `[…]`
    Array(Vec<Item>),
    /// `{…}`
    Object(Vec<(Key, Item)>),
}

/// A value on a line of its own, and the linter's rules that are off for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) value: Tree,
    pub(super) off: Vec<&'static str>,
}

/// A member's name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    Name(String),
    Computed(Tree),
}

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Text(String),
    Hole(Tree),
}

/// Operators, from loose to tight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Op {
    Or,
    And,
    Equals,
    NotEquals,
    Less,
    LessOrEquals,
    Greater,
    GreaterOrEquals,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
}

impl Op {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Op::Or => "||",
            Op::And => "&&",
            Op::Equals => "==",
            Op::NotEquals => "!=",
            Op::Less => "<",
            Op::LessOrEquals => "<=",
            Op::Greater => ">",
            Op::GreaterOrEquals => ">=",
            Op::Add => "+",
            Op::Sub => "-",
            Op::Mul => "*",
            Op::Div => "/",
            Op::Mod => "%",
        }
    }

    fn level(self) -> u8 {
        match self {
            Op::Or => 2,
            Op::And => 3,
            Op::Equals | Op::NotEquals => 4,
            Op::Less | Op::LessOrEquals | Op::Greater | Op::GreaterOrEquals => 5,
            Op::Add | Op::Sub => 6,
            Op::Mul | Op::Div | Op::Mod => 7,
        }
    }
}

impl Tree {
    pub(super) fn text(text: impl Into<String>) -> Tree {
        Tree::Str(vec![Part::Text(text.into())])
    }

    pub(super) fn atom(text: impl Into<String>) -> Tree {
        Tree::Atom(text.into())
    }

    pub(super) fn member(self, name: &str) -> Tree {
        if is_word(name) {
            Tree::Member(Box::new(self), name.to_owned())
        } else {
            Tree::Index(Box::new(self), Box::new(Tree::text(name)))
        }
    }

    pub(super) fn binary(op: Op, left: Tree, right: Tree) -> Tree {
        Tree::Binary(op, Box::new(left), Box::new(right))
    }

    /// A string without holes.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Tree::Str(parts) => match parts.as_slice() {
                [] => Some(""),
                [Part::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// How tightly it holds together: what is looser than its place wants stands in parentheses.
    pub(super) fn level(&self) -> u8 {
        match self {
            Tree::Lambda(_, _) => 0,
            Tree::Ternary(_, _, _) => 1,
            Tree::Binary(op, _, _) => op.level(),
            Tree::Not(_) => 8,
            Tree::Atom(text) if text.starts_with('-') => 8,
            Tree::Atom(_)
            | Tree::Str(_)
            | Tree::Call(_, _)
            | Tree::Method(_, _, _)
            | Tree::Member(_, _)
            | Tree::Assert(_)
            | Tree::Index(_, _)
            | Tree::Array(_)
            | Tree::Object(_) => 9,
        }
    }

    /// The levels that the two sides of an operator need.
    pub(super) fn sides(op: Op) -> (u8, u8) {
        (op.level(), op.level() + 1)
    }

    /// Whether a list or an object stands in it: Bicep takes none inside `${…}`.
    pub(super) fn has_container(&self) -> bool {
        match self {
            Tree::Array(_) | Tree::Object(_) => true,
            Tree::Atom(_) => false,
            Tree::Str(parts) => parts.iter().any(|part| match part {
                Part::Text(_) => false,
                Part::Hole(hole) => hole.has_container(),
            }),
            Tree::Call(_, arguments) => arguments.iter().any(Tree::has_container),
            Tree::Method(base, _, arguments) => base.has_container() || arguments.iter().any(Tree::has_container),
            Tree::Member(base, _) | Tree::Assert(base) | Tree::Not(base) | Tree::Lambda(_, base) => {
                base.has_container()
            }
            Tree::Index(base, index) => base.has_container() || index.has_container(),
            Tree::Ternary(a, b, c) => a.has_container() || b.has_container() || c.has_container(),
            Tree::Binary(_, a, b) => a.has_container() || b.has_container(),
        }
    }

    /// Every string literal in it.
    pub(super) fn each_text(&self, visit: &mut dyn FnMut(&str)) {
        match self {
            Tree::Atom(_) => {}
            Tree::Str(parts) => parts.iter().for_each(|part| match part {
                Part::Text(text) => visit(text),
                Part::Hole(hole) => hole.each_text(visit),
            }),
            Tree::Call(_, arguments) => arguments.iter().for_each(|argument| argument.each_text(visit)),
            Tree::Method(base, _, arguments) => {
                base.each_text(visit);
                arguments.iter().for_each(|argument| argument.each_text(visit));
            }
            Tree::Member(base, _) | Tree::Assert(base) | Tree::Not(base) | Tree::Lambda(_, base) => {
                base.each_text(visit)
            }
            Tree::Index(a, b) | Tree::Binary(_, a, b) => {
                a.each_text(visit);
                b.each_text(visit);
            }
            Tree::Ternary(a, b, c) => {
                a.each_text(visit);
                b.each_text(visit);
                c.each_text(visit);
            }
            Tree::Array(items) => items.iter().for_each(|item| item.value.each_text(visit)),
            Tree::Object(members) => members.iter().for_each(|(key, item)| {
                if let Key::Computed(key) = key {
                    key.each_text(visit);
                }
                item.value.each_text(visit);
            }),
        }
    }
}

/// A tree on one line.
pub(super) fn flat(tree: &Tree) -> String {
    match tree {
        Tree::Atom(text) => text.clone(),
        Tree::Str(parts) => line_string(parts),
        Tree::Call(name, arguments) => format!("{name}({})", list(arguments)),
        Tree::Method(base, name, arguments) => format!("{}.{name}({})", within(base, 9), list(arguments)),
        Tree::Member(base, name) => format!("{}.{name}", within(base, 9)),
        Tree::Assert(base) => format!("{}!", within(base, 9)),
        Tree::Index(base, index) => format!("{}[{}]", within(base, 9), flat(index)),
        Tree::Ternary(condition, yes, no) => {
            format!("{} ? {} : {}", within(condition, 2), within(yes, 2), flat(no))
        }
        Tree::Binary(op, left, right) => {
            let (l, r) = Tree::sides(*op);
            format!("{} {} {}", within(left, l), op.sign(), within(right, r))
        }
        Tree::Not(operand) => format!("!{}", within(operand, 8)),
        Tree::Lambda(name, body) => format!("{name} => {}", flat(body)),
        Tree::Array(items) => {
            format!("[{}]", items.iter().map(|item| flat(&item.value)).collect::<Vec<_>>().join(", "))
        }
        Tree::Object(members) if members.is_empty() => "{}".into(),
        Tree::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, item)| format!("{}: {}", key(name), flat(&item.value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

fn within(tree: &Tree, level: u8) -> String {
    if tree.level() < level { format!("({})", flat(tree)) } else { flat(tree) }
}

fn list(arguments: &[Tree]) -> String {
    arguments.iter().map(flat).collect::<Vec<_>>().join(", ")
}

/// A member's name: in quotes where it is no word.
pub(super) fn key(key: &Key) -> String {
    match key {
        Key::Name(name) if is_word(name) && !matches!(name.as_str(), "true" | "false" | "null") => name.clone(),
        Key::Name(name) => flat(&Tree::text(name)),
        Key::Computed(tree) => flat(tree),
    }
}

/// A string between single quotes.
pub(super) fn line_string(parts: &[Part]) -> String {
    let mut out = String::from("'");
    for part in parts {
        match part {
            Part::Text(text) => escape(text, &mut out),
            Part::Hole(hole) => {
                out.push_str("${");
                out.push_str(&flat(hole));
                out.push('}');
            }
        }
    }
    out.push('\'');
    out
}

fn escape(text: &str, out: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | '\'' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
}

/// A string over several lines between three quotes, where its text allows that.
pub(super) fn block_string(parts: &[Part]) -> Option<String> {
    let texts = || {
        parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Hole(_) => None,
        })
    };
    let safe = |text: &str| {
        !text.contains("'''")
            && text.chars().all(|c| c == '\n' || c == '\t' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')))
    };
    let closed = !matches!(parts.last(), Some(Part::Text(text)) if text.ends_with('\''));
    if !closed || !texts().any(|text| text.contains('\n')) || !texts().all(safe) {
        return None;
    }
    if parts.len() == texts().count() {
        return Some(format!("'''\n{}'''", texts().collect::<String>()));
    }
    // A hole begins with as many `$` as the string does; the text may not hold that many before a `{`.
    let dollars = (1..4).map(|n| "$".repeat(n)).find(|dollars| {
        let hole = format!("{dollars}{{");
        texts().all(|text| !text.contains(&hole) && !text.ends_with('$'))
    })?;
    let mut out = format!("{dollars}'''\n");
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Hole(hole) => out.push_str(&format!("{dollars}{{{}}}", flat(hole))),
        }
    }
    out.push_str("'''");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tree: &Tree, want: &str) {
        assert_eq!(flat(tree), want);
    }

    #[test]
    fn strings_are_escaped() {
        check(&Tree::text("it's ${x} \\ $5"), r"'it\'s \${x} \\ $5'");
        check(&Tree::text("a\n\u{7}"), r"'a\n\u{7}'");
        let parts = vec![Part::Text("$".into()), Part::Hole(Tree::atom("x"))];
        check(&Tree::Str(parts), "'$${x}'");
    }

    #[test]
    fn parentheses_stand_where_they_are_needed() {
        let or = Tree::binary(Op::Or, Tree::atom("a"), Tree::atom("b"));
        check(&Tree::Not(Box::new(or.clone())), "!(a || b)");
        check(&Tree::binary(Op::And, or.clone(), Tree::atom("c")), "(a || b) && c");
        check(&Tree::binary(Op::Or, or, Tree::atom("c")), "a || b || c");
        let less = Tree::binary(Op::Sub, Tree::atom("a"), Tree::binary(Op::Sub, Tree::atom("b"), Tree::atom("c")));
        check(&less, "a - (b - c)");
        let choice = |c: &str, yes, no| Tree::Ternary(Box::new(Tree::atom(c)), Box::new(yes), Box::new(no));
        let inner = choice("d", Tree::atom("1"), Tree::atom("2"));
        check(&choice("c", inner.clone(), inner.clone()), "c ? (d ? 1 : 2) : d ? 1 : 2");
        check(&inner.member("a"), "(d ? 1 : 2).a");
    }

    #[test]
    fn several_lines_only_where_the_text_allows_it() {
        let block = |text: &str| block_string(&[Part::Text(text.into())]);
        assert_eq!(block("one line"), None);
        assert_eq!(block("a\n"), Some("'''\na\n'''".into()));
        assert_eq!(block("a\nb'"), None);
        assert_eq!(block("a\r\n"), None);
        let parts = [Part::Text("a ${b}\n".into()), Part::Hole(Tree::atom("x"))];
        assert_eq!(block_string(&parts), Some("$$'''\na ${b}\n$${x}'''".into()));
    }

    #[test]
    fn keys_are_quoted_where_they_must_be() {
        let name = |text: &str| key(&Key::Name(text.into()));
        assert_eq!([name("a"), name("a-b"), name("null"), name("resource")], ["a", "'a-b'", "'null'", "resource"]);
    }
}
