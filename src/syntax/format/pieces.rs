//! A line in pieces: text that stays together, and bracketed groups that can be opened up over several lines when the
//! line is too long.

use super::{Formatter, WIDTH};

/// A part of a line.
pub(super) enum Piece {
    /// Stays on its line.
    Text(String),
    /// `[…]`, `(…)`, `{…}`
    Group(Group),
    /// `"""…"""`: the lines between, without their indentation. `None` for a line of its own that must not move.
    Lines(Vec<String>),
    /// A text that spans lines and is kept as it is, for its lines cannot be moved.
    Raw(String),
}

/// What brackets hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A list, the arguments of a call or of a module: commas.
    Items,
    /// One value in parentheses.
    Paren,
    /// A map: no commas when opened up.
    Map,
}

/// A bracketed group.
pub(super) struct Group {
    pub(super) sort: Sort,
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) items: Vec<Item>,
    /// It cannot stand on one line.
    pub(super) opened: bool,
    /// From behind the opening bracket to before the closing one, in the source.
    pub(super) inside: (usize, usize),
}

/// One value in a group.
pub(super) struct Item {
    pub(super) pieces: Vec<Piece>,
    /// Where it stands in the source.
    pub(super) span: (usize, usize),
}

/// Adds text to the last piece of text, or begins one.
pub(super) fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_string())),
    }
}

/// All on one line, if that is possible at all.
pub(super) fn flat(pieces: &[Piece]) -> Option<String> {
    let mut line = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => line.push_str(text),
            Piece::Group(group) => line.push_str(&flat_group(group)?),
            Piece::Lines(_) | Piece::Raw(_) => return None,
        }
    }
    Some(line)
}

fn flat_group(group: &Group) -> Option<String> {
    if group.opened {
        return None;
    }
    let items: Option<Vec<String>> = group.items.iter().map(|item| flat(&item.pieces)).collect();
    let items = items?.join(", ");
    let pad = if group.sort == Sort::Map && !items.is_empty() { " " } else { "" };
    Some(format!("{}{pad}{items}{pad}{}", group.open, group.close))
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

impl Formatter<'_> {
    /// Lays a line out that begins in column `at` (from 0) of a line indented by `indent`, and behind which `behind`
    /// columns are needed. As few groups are opened as make it fit, the last one first.
    pub(super) fn lay_out(&self, pieces: &[Piece], indent: usize, at: usize, behind: usize) -> String {
        let flats: Vec<Option<usize>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Some(width(text)),
                Piece::Group(group) => flat_group(group).map(|line| width(&line)),
                Piece::Lines(_) | Piece::Raw(_) => None,
            })
            .collect();
        let mut opened: Vec<bool> = flats.iter().map(Option::is_none).collect();
        if !fits(pieces, &flats, &opened, indent, at, behind) {
            let mut trial = opened.clone();
            for index in (0..pieces.len()).rev() {
                if matches!(&pieces[index], Piece::Group(group) if !group.items.is_empty()) && !trial[index] {
                    trial[index] = true;
                    if fits(pieces, &flats, &trial, indent, at, behind) {
                        // Those behind may not be needed any more: a map stays open for ever, and the next run of
                        // the formatter would close what stands behind it.
                        for behind_it in (index + 1..pieces.len()).rev().filter(|at| !opened[*at]) {
                            let was = std::mem::replace(&mut trial[behind_it], false);
                            trial[behind_it] = was && !fits(pieces, &flats, &trial, indent, at, behind);
                        }
                        opened = trial;
                        break;
                    }
                }
            }
        }
        let mut out = String::new();
        for (piece, opened) in pieces.iter().zip(opened) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Group(group) if opened => out.push_str(&self.open_up(group, indent)),
                Piece::Group(group) => out.push_str(&flat_group(group).unwrap_or_default()),
                Piece::Lines(lines) => {
                    let blanks = " ".repeat(indent + 2);
                    out.push_str("\"\"\"\n");
                    for line in lines {
                        if !line.is_empty() {
                            out.push_str(&blanks);
                            out.push_str(line);
                        }
                        out.push('\n');
                    }
                    out.push_str(&blanks);
                    out.push_str("\"\"\"");
                }
                Piece::Raw(text) => out.push_str(text),
            }
        }
        out
    }

    /// A group with a line for each of its items.
    fn open_up(&self, group: &Group, indent: usize) -> String {
        let blanks = " ".repeat(indent + 2);
        let mut out = group.open.to_string();
        let mut last = group.inside.0;
        for (index, item) in group.items.iter().enumerate() {
            self.comments_between(&mut out, last, item.span.0, &blanks, group.sort == Sort::Map && index > 0);
            out.push('\n');
            if group.sort == Sort::Map && index > 0 && self.empty_line_before(item.span.0, last) {
                out.push('\n');
            }
            out.push_str(&blanks);
            let comma = if group.sort == Sort::Items { "," } else { "" };
            out.push_str(&self.lay_out(&item.pieces, indent + 2, indent + 2, comma.len()));
            out.push_str(comma);
            last = item.span.1;
        }
        self.comments_between(&mut out, last, group.inside.1, &blanks, false);
        out.push('\n');
        out.push_str(&blanks[2..]);
        out.push_str(group.close);
        out
    }

    /// Comments between two places: the first behind what stands before it if it stood on its line, the others on
    /// lines of their own.
    fn comments_between(&self, out: &mut String, from: usize, to: usize, blanks: &str, spaced: bool) {
        let mut last = from;
        for comment in self.comments(from, to) {
            let at = comment.span.start as usize;
            let text = self.slice(comment.span).trim_end();
            if self.text[last..at].contains('\n') {
                out.push('\n');
                if spaced && self.empty_line_before(at, last) {
                    out.push('\n');
                }
                out.push_str(blanks);
                out.push_str(text);
            } else {
                out.push(' ');
                out.push_str(text);
            }
            last = comment.span.end as usize;
        }
    }

    /// Whether an empty line stands right above `at`, below what ends at `after` or the last comment behind that.
    fn empty_line_before(&self, at: usize, after: usize) -> bool {
        let last = self.comments(after, at).last().map_or(after, |c| c.span.end as usize);
        self.text[last..at].bytes().filter(|b| *b == b'\n').count() > 1
    }
}

/// Whether every line that does not lie inside an opened group is short enough.
fn fits(pieces: &[Piece], flats: &[Option<usize>], opened: &[bool], indent: usize, at: usize, behind: usize) -> bool {
    let mut column = at;
    for (index, piece) in pieces.iter().enumerate() {
        if !opened[index] {
            column += flats[index].unwrap_or(0);
            continue;
        }
        match piece {
            Piece::Group(group) => {
                if column + width(group.open) > WIDTH {
                    return false;
                }
                column = indent + width(group.close);
            }
            _ => column = indent + 5,
        }
    }
    column + behind <= WIDTH
}
