//! The pages of `docs/rules/`: an index, a page for each group of codes, and where the catalogues' entries went.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::catalogue;
use crate::diag::Code;
use crate::{codes, rules};

/// Where the pages stand.
pub const HOME: &str = "docs/rules";

/// A page that speaks of some codes.
struct Chapter {
    stem: &'static str,
    title: &'static str,
    codes: Vec<&'static Code>,
}

/// The groups of codes: those of the language first, then the rules' own, each by id.
fn chapters() -> Vec<Chapter> {
    let language = Chapter { stem: "language", title: "Syntax, names and types", codes: codes::ALL.to_vec() };
    let group = |group: &'static rules::Group| Chapter {
        stem: group.page,
        title: group.title,
        codes: group.rules.iter().map(|rule| rule.code).collect(),
    };
    let mut chapters: Vec<Chapter> = std::iter::once(language).chain(rules::GROUPS.iter().map(group)).collect();
    for chapter in &mut chapters {
        chapter.codes.sort_by_key(|code| code.id);
    }
    chapters
}

/// The file and the heading that explain a code: `nat.md#no-way-out`.
pub fn place(code: &Code) -> String {
    static STEMS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
        let chapters = chapters();
        let stems = chapters.iter().flat_map(|chapter| chapter.codes.iter().map(|code| (code.name, chapter.stem)));
        stems.collect()
    });
    format!("{}.md#{}", STEMS.get(code.name).copied().unwrap_or("README"), code.name)
}

/// Every page: the name of its file, and its text.
pub fn pages() -> Vec<(String, String)> {
    let chapters = chapters();
    let codes: Vec<&'static Code> = chapters.iter().flat_map(|chapter| chapter.codes.iter().copied()).collect();
    let mut pages =
        vec![("README.md".to_owned(), index(&chapters, &codes)), ("catalogue.md".to_owned(), catalogue::page(&codes))];
    pages.extend(chapters.iter().map(|chapter| (format!("{}.md", chapter.stem), chapter.page())));
    pages
}

/// The index: every code by group, and the counts of the catalogues.
fn index(chapters: &[Chapter], codes: &[&'static Code]) -> String {
    let mut out = String::from(
        "# Every finding of lbxc\n\nMade from the pages of the codes, which `lbxc explain CODE` prints and whose examples are \
         tests; do not edit. *error*: Azure refuses it, or it certainly cannot work; *warning*: dangerous, or going away; \
         *hint*: style, or a choice that cannot be changed later. Whatever Azure does not refuse itself can be waived in \
         the source: `waive NAME because \"…\"`.\n\n| page | codes |\n|---|---|\n",
    );
    for chapter in chapters {
        out.push_str(&format!("| [{}]({}.md) | {} |\n", chapter.title, chapter.stem, chapter.codes.len()));
    }
    for chapter in chapters {
        let rows: Vec<String> = chapter.codes.iter().map(|code| row(code, &place(code))).collect();
        out.push_str(&format!("\n## {}\n\n{HEAD}{}", chapter.title, rows.concat()));
    }
    out.push_str("\n## What the catalogues say and where it went\n\n");
    out.push_str(&catalogue::summary(codes));
    out.push_str("\n[Entry by entry](catalogue.md).\n");
    out
}

const HEAD: &str = "| code | name | level | |\n|---|---|---|---|\n";

fn row(code: &Code, link: &str) -> String {
    format!("| {} | [{}]({link}) | {} | {} |\n", code.id, code.name, code.level.word(), code.summary)
}

impl Chapter {
    fn page(&self) -> String {
        let rows: Vec<String> = self.codes.iter().map(|code| row(code, &format!("#{}", code.name))).collect();
        let mut out = format!(
            "# {}\n\nOne of the pages of [every finding](README.md); made from the pages of the codes, do not edit.\n\n{HEAD}{}",
            self.title,
            rows.concat()
        );
        for code in &self.codes {
            out.push_str(&section(code));
        }
        out
    }
}

/// What a code's own page says, a heading deeper.
fn section(code: &Code) -> String {
    let refused = if code.refused_by_azure { " · cannot be waived" } else { "" };
    let azure = code.azure_error.map(|error| format!(" · Azure: `{error}`")).unwrap_or_default();
    let rests = match code.sources {
        [] => String::new(),
        ids => format!(" · rests on [{}](catalogue.md)", ids.join(", ")),
    };
    let mut out = format!("\n## {}\n\n{} · {}{azure}{refused}{rests}\n", code.name, code.id, code.level.word());
    let mut fenced = false;
    for line in code.page.trim_end().lines().skip_while(|line| line.starts_with("# ")) {
        fenced ^= line.starts_with("```");
        let deeper = if !fenced && line.starts_with("##") { "#" } else { "" };
        out.push_str(&format!("{deeper}{line}\n"));
    }
    out
}
