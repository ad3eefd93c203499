//! Source files and places in them. Everything else speaks of a `Span`; only this file turns one into
//! a line and a column.

use std::ops::Range;

use codespan_reporting::files::{Error, Files};

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
