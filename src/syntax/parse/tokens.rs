//! The tokens of a line that is no statement: only as exact as messages need.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A word.
    Word,
    /// Something that begins with a digit.
    Number,
    /// A string, perhaps without its end.
    String,
    /// Anything else.
    Mark,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) sort: Sort,
    /// First byte, in the file.
    pub(super) start: usize,
    /// Its text.
    pub(super) text: &'t str,
}

impl Token<'_> {
    /// One past its last byte, in the file.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this word or mark.
    pub(super) fn is(&self, text: &str) -> bool {
        self.sort != Sort::String && self.text == text
    }
}

const MARKS: &[&str] = &["<->", "-->", "==>", "->", "=>", "<-", "==", "!=", "<=", ">=", "&&", "||", "..", "/*"];

/// The token at an offset, if the line goes on there.
pub(super) fn token_at(text: &str, at: usize) -> Option<Token<'_>> {
    let rest = &text[at..];
    let first = rest.chars().next().filter(|c| !matches!(c, '\n' | '\r'))?;
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let bytes = rest.as_bytes();
    let (sort, length) = if is_word(bytes[0]) {
        let number = bytes[0].is_ascii_digit();
        let mut end = 1;
        while let Some(byte) = bytes.get(end) {
            let joins = matches!(byte, b'-') || number && matches!(byte, b'.');
            let go_on = is_word(*byte) || joins && bytes.get(end + 1).copied().is_some_and(is_word);
            if !go_on {
                break;
            }
            end += 1;
        }
        if number && bytes.get(end) == Some(&b'%') {
            end += 1;
        }
        (if number { Sort::Number } else { Sort::Word }, end)
    } else if first == '"' {
        let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
        let mut escaped = false;
        let close = line[1..].find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        (Sort::String, close.map_or(line.len(), |at| at + 2))
    } else {
        let mark = MARKS.iter().find(|m| rest.starts_with(**m));
        (Sort::Mark, mark.map_or(first.len_utf8(), |m| m.len()))
    };
    Some(Token { sort, start: at, text: &rest[..length] })
}

/// The tokens from `start` to `end`, comments left out.
pub(super) fn tokens(text: &str, start: usize, end: usize) -> Vec<Token<'_>> {
    let text = &text[..end];
    let mut found = Vec::new();
    let mut at = start;
    while at < end {
        if text.as_bytes()[at].is_ascii_whitespace() {
            at += 1;
        } else if text[at..].starts_with("//") {
            at = text[at..].find('\n').map_or(end, |n| at + n);
        } else if let Some(token) = token_at(text, at) {
            at = token.end();
            found.push(token);
        } else {
            at += 1;
        }
    }
    found
}
