//! Text with shell expansions in it, and the three ways in which it is written: as a word, inside double quotes,
//! in a here-document. Invariant: nothing that a user wrote reaches the script but through this file.

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Literally this.
    Lit(String),
    /// A variable's value; `safe` when JSON may hold it as it is.
    Var {
        /// The variable.
        name: String,
        /// No character in it means anything to JSON.
        safe: bool,
    },
    /// An expansion whose value JSON may hold as it is: `$((a + b))`, `$(esc "$x")`.
    Code(String),
}

/// Text that is known when the script runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text(pub(super) Vec<Piece>);

impl Text {
    /// Literal text.
    pub(super) fn lit(text: impl Into<String>) -> Text {
        Text(vec![Piece::Lit(text.into())])
    }

    /// A variable's value.
    pub(super) fn var(name: impl Into<String>, safe: bool) -> Text {
        Text(vec![Piece::Var { name: name.into(), safe }])
    }

    /// An expansion.
    pub(super) fn code(code: impl Into<String>) -> Text {
        Text(vec![Piece::Code(code.into())])
    }

    /// Adds literal text.
    pub(super) fn push(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Piece::Lit(last)) => last.push_str(text),
            Some(Piece::Var { .. } | Piece::Code(_)) | None => self.0.push(Piece::Lit(text.to_owned())),
        }
    }

    /// Adds another text.
    pub(super) fn append(&mut self, other: Text) {
        for piece in other.0 {
            match piece {
                Piece::Lit(text) => self.push(&text),
                Piece::Var { .. } | Piece::Code(_) => self.0.push(piece),
            }
        }
    }

    /// With something added.
    pub(super) fn then(mut self, text: &str) -> Text {
        self.push(text);
        self
    }

    /// What it is, if no expansion is in it.
    pub(super) fn literal(&self) -> Option<String> {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Lit(text) => Some(text.as_str()),
                Piece::Var { .. } | Piece::Code(_) => None,
            })
            .collect()
    }

    /// The variable that it is as a whole.
    pub(super) fn as_var(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Var { name, .. }] => Some(name),
            _ => None,
        }
    }

    /// One word of a command.
    pub(super) fn word(&self) -> String {
        match self.literal() {
            Some(text) => quote(&text),
            None => format!("\"{}\"", self.inside()),
        }
    }

    /// What is assigned to a variable. A bare word there may be a command's name, and look like a forgotten `$(…)`.
    pub(super) fn assigned(&self) -> String {
        let word = self.word();
        match self.literal() {
            Some(text) if text == word && text.starts_with(|c: char| c.is_ascii_alphabetic()) => format!("'{text}'"),
            Some(_) | None => word,
        }
    }

    /// As it stands between double quotes.
    pub(super) fn inside(&self) -> String {
        self.written(&['\\', '"', '$', '`'])
    }

    /// As it stands in a here-document whose delimiter is not quoted.
    pub(super) fn in_document(&self) -> String {
        self.written(&['\\', '$', '`'])
    }

    fn written(&self, special: &[char]) -> String {
        let mut out = String::new();
        for (at, piece) in self.0.iter().enumerate() {
            match piece {
                Piece::Lit(text) => {
                    for c in text.chars() {
                        if special.contains(&c) {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                }
                Piece::Var { name, .. } => {
                    let glued = match self.0.get(at + 1) {
                        Some(Piece::Lit(next)) => {
                            next.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '[')
                        }
                        Some(Piece::Var { .. } | Piece::Code(_)) | None => false,
                    };
                    if glued {
                        out.push_str(&format!("${{{name}}}"));
                    } else {
                        out.push_str(&format!("${name}"));
                    }
                }
                Piece::Code(code) => out.push_str(code),
            }
        }
        out
    }

    /// As a JSON string.
    pub(super) fn json(&self) -> Text {
        let mut out = Text::lit("\"");
        for piece in &self.0 {
            match piece {
                Piece::Lit(text) => out.push(&json_escaped(text)),
                Piece::Var { name: _, safe: true } | Piece::Code(_) => out.0.push(piece.clone()),
                Piece::Var { name, safe: false } => out.0.push(Piece::Code(format!("$(esc \"${name}\")"))),
            }
        }
        out.then("\"")
    }
}

/// A literal as one word.
pub(super) fn quote(text: &str) -> String {
    // In single quotes these look like expansions that somebody forgot.
    if text.contains(['$', '`']) {
        return format!("\"{}\"", Text::lit(text).inside());
    }
    // Inside a test this ends it.
    if text == "]]" {
        return "']]'".to_owned();
    }
    // NUL cannot stand in a word at all; Azure takes it nowhere either.
    shlex::Quoter::new().allow_nul(true).quote(text).map(|word| word.into_owned()).unwrap_or_default()
}

/// What stands between the quotes of a JSON string, with the escapes that ARM's `string()` writes.
pub(super) fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1]
        .replace('\u{85}', "\\u0085")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A comment's text: one line, whatever was in it.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn words() {
        for (text, word) in
            [("web", "web"), ("]]", "']]'"), ("]", "]"), ("a b", "'a b'"), ("$x", "\"\\$x\""), ("", "''")]
        {
            assert_eq!(quote(text), word, "{text}");
        }
    }
}
