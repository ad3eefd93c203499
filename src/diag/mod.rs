//! Diagnostics as plain data. The only way to make one is through the `Code` that owns it; how it looks is
//! decided by the renderers in `show/`.

mod levels;

pub use levels::{Levels, Setting};

use crate::source::Span;

/// How bad it is. Ordered: the worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Azure refuses it, or it certainly cannot work.
    Error,
    /// Dangerous, or going away.
    Warning,
    /// Style, or a choice that cannot be changed later.
    Hint,
    /// Something the reader should know; nothing to do.
    Note,
}

impl Level {
    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "hint",
            Level::Note => "note",
        }
    }
}

/// One kind of finding: its stable code, its name, and the page that explains it.
#[derive(Debug)]
pub struct Code {
    /// `LBX1012`: never reused.
    pub id: &'static str,
    /// `duplicate-frontend-port`: reads well after "allow".
    pub name: &'static str,
    /// The level unless the command line or a waiver says otherwise.
    pub level: Level,
    /// One line, for lists.
    pub summary: &'static str,
    /// The page that `lbxc explain` prints; its fenced examples are tests.
    pub page: &'static str,
    /// What Azure would answer, where the catalogue knows it.
    pub azure_error: Option<&'static str>,
    /// Ids of the catalogue's entries and cases it rests on; empty for the language's own codes.
    pub sources: &'static [&'static str],
    /// Azure itself refuses it, so nothing may lower it.
    pub refused_by_azure: bool,
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.id == other.id
    }
}

impl Code {
    /// A finding at `span`. `message`: lower case, no full stop, the user's names in backticks.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self,
            level: self.level,
            message: message.into(),
            primary: Label { span, message: String::new() },
            labels: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            fixes: Vec::new(),
            azure_error: self.azure_error,
        }
    }
}

/// A place and what is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty for the primary label.
    pub message: String,
}

/// A change of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// A way out that a tool can apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// An instruction: "write `image: ubuntu_24_04`".
    pub title: String,
    /// Certain: what was meant is known. Otherwise an offer to choose from.
    pub certain: bool,
    /// Disjoint edits, all applied together.
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: &'static Code,
    /// How bad, after levels and waivers.
    pub level: Level,
    /// What is wrong, with the limit and the value.
    pub message: String,
    /// What must change.
    pub primary: Label,
    /// The other parties.
    pub labels: Vec<Label>,
    /// Facts worth knowing.
    pub notes: Vec<String>,
    /// Instructions.
    pub helps: Vec<String>,
    /// Edits on offer.
    pub fixes: Vec<Fix>,
    /// What Azure would have answered.
    pub azure_error: Option<&'static str>,
}

impl Diagnostic {
    /// Words for the primary label, where the message alone does not say why this place.
    pub fn here(mut self, message: impl Into<String>) -> Self {
        self.primary.message = message.into();
        self
    }

    /// Another party, and why it matters.
    pub fn because(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// A fact worth knowing.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do next: an instruction.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// A certain fix: one replacement.
    pub fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(title, true, vec![Edit { span, text: text.into() }])
    }

    /// A fix to choose: one replacement.
    pub fn offer(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(title, false, vec![Edit { span, text: text.into() }])
    }

    /// A fix of several edits.
    pub fn with_fix(mut self, title: impl Into<String>, certain: bool, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { title: title.into(), certain, edits });
        self
    }

    /// The same finding at another level than its code's own.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// What Azure answers in this very case, where the code's own answer does not fit.
    pub fn azure(mut self, error: Option<&'static str>) -> Self {
        self.azure_error = error;
        self
    }
}

/// Sorts by place, then code, then message, and drops exact repetitions: the order of every report.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let place = |d: &Diagnostic| (d.primary.span.file, d.primary.span.start, d.primary.span.end);
        (place(a), a.code.id, &a.message).cmp(&(place(b), b.code.id, &b.message))
    });
    diagnostics.dedup();
}

/// The candidate nearest to `written`, for "did you mean": at most two edits, one below five letters.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = if written.chars().count() < 5 { 1 } else { 2 };
    let folded = written.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&folded, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, c)| (*distance, c.len()))
        .map(|(_, c)| c)
}
