//! Source files and places in them. Everything else speaks of a `Span`; only this file turns one into
//! a line and a column.

use std::ops::Range;

use std::collections::BTreeMap;

use codespan_reporting::files::{Error, Files};

/// Gives the text of the files that a source names in `use`, `file(…)` and `json_file(…)`.
/// Names are what [`beside`] makes of them, so one file has one name however it is reached.
pub trait Loader {
    /// The text of a file.
    fn load(&mut self, name: &str) -> Result<String, LoadError>;
}

/// The most bytes of one source file.
pub const SIZE_LIMIT: u64 = 16 << 20;

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// There is none.
    Missing,
    /// It is a directory.
    Directory,
    /// The system refuses, in its words.
    Refused(String),
    /// More bytes than the limit.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The most that is read.
        limit: u64,
    },
    /// Not text.
    NotUtf8 {
        /// The text with a replacement character for what is no UTF-8.
        lossy: String,
        /// Where in `lossy` the first of them stands.
        at: usize,
        /// The byte that is wrong there.
        byte: u8,
    },
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Missing => write!(f, "there is no such file"),
            LoadError::Directory => write!(f, "it is a directory"),
            LoadError::Refused(why) => write!(f, "{why}"),
            LoadError::TooLarge { size, limit } => {
                write!(f, "it has {size} bytes, and at most {limit} are read ({} MiB)", limit >> 20)
            }
            LoadError::NotUtf8 { byte, at, .. } => {
                write!(f, "it is not UTF-8: byte 0x{byte:02X} at offset {at} begins no character")
            }
        }
    }
}

/// A loader over texts in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub BTreeMap<String, String>);

impl Loader for Memory {
    fn load(&mut self, name: &str) -> Result<String, LoadError> {
        self.0.get(name).cloned().ok_or(LoadError::Missing)
    }
}

/// The name of the file that `from` calls `path`: relative to its directory, without `.` and needless `..`.
pub fn beside(from: &str, path: &str) -> String {
    let directory = match from.rfind('/') {
        Some(at) if !from.starts_with('<') => &from[..=at],
        Some(_) | None => "",
    };
    if path.starts_with('/') { normal(path) } else { normal(&format!("{directory}{path}")) }
}

/// A path without `.`, double slashes and needless `..`.
pub fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            // There is nothing above the root.
            ".." if path.starts_with('/') && parts.is_empty() => {}
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// One source file of a compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in a file; both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// From the start of `self` to the end of `last`.
    pub fn to(self, last: Span) -> Span {
        Span { file: self.file, start: self.start, end: last.end.max(self.start) }
    }

    /// The empty place right behind this span.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// The empty place right before this span.
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// As a range of byte offsets.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A line and a column, both from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Byte offset.
    pub offset: usize,
}

/// A file's name and text.
#[derive(Debug)]
pub struct Source {
    /// As the user wrote it on the command line or in `use`; `<std/web_tier.lbx>` for the library.
    pub name: String,
    /// The text.
    pub text: String,
    line_starts: Vec<u32>,
}

/// All files of one compilation.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Takes in a file.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
        self.files.push(Source { name: name.into(), text, line_starts });
        FileId(self.files.len() as u32 - 1)
    }

    /// A file's name.
    pub fn name_of(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].name
    }

    /// A file's text.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text(span.file)[span.range()]
    }

    /// The line (from 1) on which a span starts.
    pub fn line(&self, span: Span) -> usize {
        self.files[span.file.0 as usize].line_of(span.start) + 1
    }

    /// Where a span starts.
    pub fn start(&self, span: Span) -> Position {
        self.position(span.file, span.start)
    }

    /// Where a span ends.
    pub fn end(&self, span: Span) -> Position {
        self.position(span.file, span.end)
    }

    /// Line and column of an offset.
    pub fn position(&self, file: FileId, offset: u32) -> Position {
        let source = &self.files[file.0 as usize];
        let line = source.line_of(offset);
        let start = source.line_starts[line] as usize;
        Position {
            line: line + 1,
            column: source.text[start..offset as usize].chars().count() + 1,
            offset: offset as usize,
        }
    }

    /// All files in the order they were taken in.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }
}

impl Source {
    fn line_of(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset) - 1
    }
}

impl<'a> Files<'a> for Sources {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.files.get(id.0 as usize).map(|f| f.name.as_str()).ok_or(Error::FileMissing)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.files.get(id.0 as usize).map(|f| f.text.as_str()).ok_or(Error::FileMissing)
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        self.files.get(id.0 as usize).map(|f| f.line_of(byte_index as u32)).ok_or(Error::FileMissing)
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        let file = self.files.get(id.0 as usize).ok_or(Error::FileMissing)?;
        let start = file
            .line_starts
            .get(line_index)
            .copied()
            .ok_or(Error::LineTooLarge { given: line_index, max: file.line_starts.len().saturating_sub(1) })?;
        let end = file.line_starts.get(line_index + 1).copied().unwrap_or(file.text.len() as u32);
        Ok(start as usize..end as usize)
    }
}

/// How the file `main` would call the file `name`: what outputs say of their sources, wherever these lie.
pub fn seen_from(main: &str, name: &str) -> String {
    if name.starts_with('<') || name.starts_with('/') != main.starts_with('/') {
        return name.to_owned();
    }
    let here: Vec<&str> = main.rsplit_once('/').map_or(Vec::new(), |(directory, _)| directory.split('/').collect());
    let there: Vec<&str> = name.split('/').collect();
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let up = here[shared..].iter().map(|_| "..");
    up.chain(there[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normal() {
        let check = |from: &str, path: &str, want: &str| assert_eq!(beside(from, path), want, "{from} {path}");
        check("web.lbx", "./net.lbx", "net.lbx");
        check("a/web.lbx", "./net.lbx", "a/net.lbx");
        check("a/web.lbx", "../net.lbx", "net.lbx");
        check("web.lbx", "../net.lbx", "../net.lbx");
        check("../web.lbx", "../net.lbx", "../../net.lbx");
        check("/a/web.lbx", "../../net.lbx", "/net.lbx");
        check("a/web.lbx", "/net.lbx", "/net.lbx");
        check("<stdin>", "b//net.lbx", "b/net.lbx");
        check("<std/tier.lbx>", "x.sh", "x.sh");
    }

    #[test]
    fn a_file_seen_from_another() {
        let check = |main: &str, name: &str, want: &str| assert_eq!(seen_from(main, name), want, "{main} {name}");
        check("web.lbx", "web.lbx", "web.lbx");
        check("/home/me/web.lbx", "/home/me/web.lbx", "web.lbx");
        check("/home/me/web.lbx", "/home/you/net.lbx", "../you/net.lbx");
        check("a/web.lbx", "a/b/net.lbx", "b/net.lbx");
        check("a/web.lbx", "../net.lbx", "../../net.lbx");
        check("web.lbx", "../net.lbx", "../net.lbx");
        check("a/web.lbx", "<std/web_tier.lbx>", "<std/web_tier.lbx>");
        check("web.lbx", "/etc/net.lbx", "/etc/net.lbx");
    }

    #[test]
    fn positions_count_characters() {
        let mut sources = Sources::default();
        let file = sources.add("a", "é\r\nab");
        let at = sources.position(file, 5);
        assert_eq!((at.line, at.column, at.offset), (2, 2, 5));
        let end = sources.position(file, 6);
        assert_eq!((end.line, end.column), (2, 3));
    }
}
