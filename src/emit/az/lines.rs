//! Lines of a script, and their layout.

/// What stands on one line, or on lines that belong together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// Written as it is; only its first line is indented, because the others may lie in quotes or a here-document.
    Code(String),
    /// A command's words, of which an option and its values are one; broken where it grows too long.
    Command(Vec<String>),
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
            Line::Command(words) => {
                let whole = words.join(" ");
                if indent + whole.len() <= WIDTH || words.len() < 2 {
                    out.push_str(&format!("{margin}{whole}\n"));
                } else {
                    let mut column = indent + words[0].len();
                    out.push_str(&format!("{margin}{}", words[0]));
                    for word in &words[1..] {
                        if column + 1 + word.len() > WIDTH - 2 {
                            out.push_str(&format!(" \\\n{margin}  {word}"));
                            column = indent + 2 + word.len();
                        } else {
                            out.push_str(&format!(" {word}"));
                            column += 1 + word.len();
                        }
                    }
                    out.push('\n');
                }
            }
        }
    }
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
    if !otherwise.is_empty() {
        lines.push(Line::Code("else".to_owned()));
        lines.push(Line::Indented(otherwise));
    }
    lines.push(Line::Code("fi".to_owned()));
    lines
}
