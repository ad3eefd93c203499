//! The pieces that ARM's expressions are made of. What they are put together to is for whoever reads.

/// What is left to read.
pub(crate) struct Reader<'t> {
    pub(crate) rest: &'t str,
    /// What a word holds beside letters and digits.
    pub(crate) signs: &'static str,
}

impl Reader<'_> {
    /// Takes a sign, if it is the next thing.
    pub(crate) fn eat(&mut self, sign: char) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes a word; an empty one if something else comes next.
    pub(crate) fn word(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || self.signs.contains(c)));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word.to_owned()
    }

    /// The rest of a text whose first quote was taken; `None` where it does not end.
    pub(crate) fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let end = self.rest.find('\'')?;
            text.push_str(&self.rest[..end]);
            self.rest = &self.rest[end + 1..];
            match self.rest.strip_prefix('\'') {
                Some(rest) => self.rest = rest,
                None => return Some(text),
            }
            text.push('\'');
        }
    }
}
