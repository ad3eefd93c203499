//! Lines of a script, and their layout.

/// What stands on one line, or on lines that belong together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// Written as it is; only its first line is indented, because the others may lie in quotes or a here-document.
    Code(String),
    /// A command's words, of which an option and its values are one; broken where it grows too long.
    Command(Vec<String>),
    /// A command that reads a here-document: its words, the delimiter as it is written, the text.
    Document(Vec<String>, &'static str, String),
    /// An empty line.
    Blank,
    /// Lines two columns further in.
    Indented(Vec<Line>),
}

/// The column after which a command is broken.
const WIDTH: usize = 120;

/// Writes lines.
pub(super) fn write(lines: &[Line], indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    for line in lines {
        match line {
            Line::Code(code) => out.push_str(&format!("{margin}{code}\n")),
            Line::Blank => out.push('\n'),
            Line::Indented(inner) => write(inner, indent + 2, out),
            Line::Command(words) => command(words, &margin, out),
            Line::Document(words, delimiter, text) => {
                let mut words = words.clone();
                words.push(format!("<<{delimiter}"));
                command(&words, &margin, out);
                out.push_str(&format!("{text}\n{}\n", delimiter.trim_matches('\'')));
            }
        }
    }
}

fn command(words: &[String], margin: &str, out: &mut String) {
    let whole = words.join(" ");
    let Some((first, rest)) = words.split_first() else { return };
    if margin.len() + whole.len() <= WIDTH {
        out.push_str(&format!("{margin}{whole}\n"));
        return;
    }
    let mut column = margin.len() + first.len();
    out.push_str(&format!("{margin}{first}"));
    for word in rest {
        if column + 1 + word.len() > WIDTH - 2 {
            out.push_str(&format!(" \\\n{margin}  {word}"));
            column = margin.len() + 2 + word.len();
        } else {
            out.push_str(&format!(" {word}"));
            column += 1 + word.len();
        }
    }
    out.push('\n');
}

/// `if`, with an `else` when there is something in it.
pub(super) fn choice(test: &str, then: Vec<Line>, otherwise: Vec<Line>) -> Vec<Line> {
    if then.is_empty() && otherwise.is_empty() {
        return Vec::new();
    }
    if then.is_empty() {
        return choice(&format!("! ( {test} )"), otherwise, Vec::new());
    }
    let mut lines = vec![Line::Code(format!("if [[ {test} ]]; then")), Line::Indented(then)];
    // An `if` alone in an `else` is an `elif`.
    let mut blocks = otherwise.iter().filter(|line| matches!(line, Line::Code(code) if code == "fi"));
    let alone = match (otherwise.first(), blocks.next(), blocks.next()) {
        (Some(Line::Code(first)), Some(last), None) => {
            first.starts_with("if [[") && otherwise.last().is_some_and(|line| std::ptr::eq(line, last))
        }
        _ => false,
    };
    if alone {
        for (at, line) in otherwise.into_iter().enumerate() {
            match line {
                Line::Code(code) if at == 0 => lines.push(Line::Code(format!("el{code}"))),
                other => lines.push(other),
            }
        }
        return lines;
    }
    if !otherwise.is_empty() {
        lines.push(Line::Code("else".to_owned()));
        lines.push(Line::Indented(otherwise));
    }
    lines.push(Line::Code("fi".to_owned()));
    lines
}
