//! Edits made fit for the text they change. Whoever offers a fix knows spans and not the text between them, so what
//! takes a statement or an item out says only that; its comma, or its line, goes with it here. What adds a line gets the
//! indentation of the place and a line of its own.

use crate::diag::{Edit, Fix};
use crate::source::{FileId, Span};

/// How far back the beginning of a line is looked for: lines that no person writes must not cost anything.
const LONGEST_LINE: usize = 4096;

/// Makes the edits of a fix fit. `text` gives the text of a file.
pub fn fit<'a>(fix: &mut Fix, text: impl Fn(FileId) -> &'a str) {
    for edit in &mut fix.edits {
        let text = text(edit.span.file);
        if text.get(edit.span.range()).is_none() {
            continue;
        }
        if edit.text.is_empty() {
            edit.span = with_separator(text, edit.span);
        } else if edit.span.start == edit.span.end && edit.text.starts_with('\n') {
            *edit = own_line(text, edit);
        }
    }
    fix.edits.sort_by_key(|e| (e.span.file, e.span.start, e.span.end));
    // Two neighbours that both go may both claim the comma between them.
    let mut merged: Vec<Edit> = Vec::new();
    for edit in fix.edits.drain(..) {
        match merged.last_mut() {
            Some(last)
                if last.text.is_empty()
                    && edit.text.is_empty()
                    && last.span.file == edit.span.file
                    && edit.span.start < last.span.end =>
            {
                last.span.end = last.span.end.max(edit.span.end);
            }
            _ => merged.push(edit),
        }
    }
    fix.edits = merged;
}

/// What stands beside a place, blanks left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// The beginning or end of a line.
    Line,
    Comma,
    Bracket,
    Comment,
    Other,
}

/// The span of a whole statement or item together with what separates it from the next; any other span as it is.
fn with_separator(text: &str, span: Span) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let blank = |c: char| c == ' ' || c == '\t';
    let left = text[..start].trim_end_matches(blank).len();
    let right = |from: usize| text.len() - text[from..].trim_start_matches(blank).len();
    let before = match text[..left].chars().next_back() {
        None | Some('\n') => Beside::Line,
        Some(',') => Beside::Comma,
        Some('{' | '[' | '(') => Beside::Bracket,
        Some(_) => Beside::Other,
    };
    let kind = |at: usize| match text[at..].chars().next() {
        None | Some('\n' | '\r') => Beside::Line,
        Some(',') => Beside::Comma,
        Some('}' | ']' | ')') => Beside::Bracket,
        Some('/') if text[at..].starts_with("//") => Beside::Comment,
        Some(_) => Beside::Other,
    };
    let next = right(end);
    let behind_comma = if kind(next) == Beside::Comma { right(next + 1) } else { next };
    let line_end = |at: usize| at + text[at..].find('\n').map_or(text.len() - at, |n| n + 1);
    let (from, to) = match (before, kind(next)) {
        (Beside::Other, _) | (_, Beside::Other) => (start, end),
        (Beside::Line, Beside::Line) => (left, line_end(next)),
        (Beside::Line, Beside::Comma) if kind(behind_comma) == Beside::Line => (left, line_end(behind_comma)),
        (Beside::Bracket, Beside::Comma) if kind(behind_comma) == Beside::Line => (start, next + 1),
        (_, Beside::Comma) => (start, behind_comma),
        (Beside::Line, Beside::Comment | Beside::Bracket) => (start, next),
        (Beside::Bracket, Beside::Bracket) => (left, next),
        (Beside::Bracket, _) => (left, end),
        (Beside::Comma, _) => (left - 1, end),
        (Beside::Comment, _) => (start, end),
    };
    Span::new(span.file, from, to)
}

/// An insertion of whole lines: indented as the place wants it, and with nothing behind it on its last line.
fn own_line(text: &str, edit: &Edit) -> Edit {
    let at = edit.span.start as usize;
    let rest = &text[at..];
    let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
    let behind = line.trim_start();
    // A comment behind the place stays where it is, and the line goes below it.
    let at = if behind.starts_with("//") || behind.trim_end().is_empty() { at + line.trim_end().len() } else { at };
    let inside = text[..edit.span.start as usize].ends_with(['{', '[', '(']);
    let mut first = edit.span.start.saturating_sub(LONGEST_LINE as u32) as usize;
    while !text.is_char_boundary(first) {
        first += 1;
    }
    let window = &text[first..edit.span.start as usize];
    let start = window.rfind('\n').map_or(0, |n| n + 1);
    let indent = &window[start..];
    let indent = &indent[..indent.len() - indent.trim_start_matches([' ', '\t']).len()];
    let indent = format!("{indent}{}", if inside { "  " } else { "" });
    let lines = edit.text.trim_start_matches('\n');
    let own = lines.len() - lines.trim_start_matches(' ').len();
    let ending = if text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')) { "\r\n" } else { "\n" };
    let mut out = String::new();
    for line in lines.lines() {
        let common = line.bytes().take_while(|b| *b == b' ').count().min(own);
        out.push_str(ending);
        if !line.trim().is_empty() {
            out.push_str(&indent);
            out.push_str(&line[common..]);
        }
    }
    if !(behind.starts_with("//") || behind.trim_end().is_empty()) {
        out.push_str(ending);
        out.push_str(if inside { &indent } else { "" });
    }
    Edit { span: Span::new(edit.span.file, at, at), text: out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    /// `~` stands before and behind what the edit covers.
    fn after(marked: &str, with: &str) -> String {
        let mut parts = marked.split('~');
        let (before, covered, behind) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let text = format!("{before}{covered}{behind}");
        let span = Span::new(FileId(0), before.len(), before.len() + covered.len());
        let mut fix = Fix { title: String::new(), certain: true, edits: vec![Edit { span, text: with.to_owned() }] };
        fit(&mut fix, |_| text.as_str());
        let mut out = text.clone();
        for edit in fix.edits.iter().rev() {
            out.replace_range(edit.span.range(), &edit.text);
        }
        out
    }

    #[test]
    fn what_goes_takes_its_separator_along() {
        let check = |marked: &str, want: &str| assert_eq!(after(marked, ""), want, "{marked:?}");
        check("a {\n  ~b: 1~\n  c: 2\n}\n", "a {\n  c: 2\n}\n");
        check("a {\n  ~b: 1~, // why\n  c: 2\n}\n", "a {\n  // why\n  c: 2\n}\n");
        check("a {\n  ~b: 1~ // why\n}\n", "a {\n  // why\n}\n");
        check("a { ~b: 1~, c: 2 }", "a { c: 2 }");
        check("a { b: 1, ~c: 2~ }", "a { b: 1 }");
        check("a { b: 1, ~c: 2~, d: 3 }", "a { b: 1, d: 3 }");
        check("a { ~b: 1~ }", "a {}");
        check("x: [~a~, b]", "x: [b]");
        check("x: [a, ~b~]", "x: [a]");
        check("x: [~a~]", "x: []");
        check("x: [\n  ~a~,\n  b,\n]", "x: [\n  b,\n]");
        check("let a = 1~;~\n", "let a = 1\n");
        check("~rule x = 1~", "");
        check("a {\r\n  ~b: 1~\r\n}\r\n", "a {\r\n}\r\n");
    }

    #[test]
    fn what_comes_gets_a_line_of_its_own() {
        let check = |marked: &str, want: &str| assert_eq!(after(marked, "\n x: 1"), want, "{marked:?}");
        check("a {~~\n  b: 1\n}\n", "a {\n  x: 1\n  b: 1\n}\n");
        check("a {~~ // why\n  b: 1\n}\n", "a { // why\n  x: 1\n  b: 1\n}\n");
        check("  a {~~   b: 1 }\n", "  a {\n    x: 1\n       b: 1 }\n");
        check("a {\n  b: 1~~\n}\n", "a {\n  b: 1\n  x: 1\n}\n");
        check("a {~~\r\n}\r\n", "a {\r\n  x: 1\r\n}\r\n");
    }

    #[test]
    fn neighbours_share_their_comma() {
        let text = "a { b: 1, c: 2 }";
        let remove = |from, to| Edit { span: Span::new(FileId(0), from, to), text: String::new() };
        let mut fix = Fix { title: String::new(), certain: true, edits: vec![remove(4, 8), remove(10, 14)] };
        fit(&mut fix, |_| text);
        assert_eq!(fix.edits, [remove(4, 14)]);
    }
}
