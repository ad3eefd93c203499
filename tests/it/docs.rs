//! What the documentation shows is lbx.

use lbxc::source::Sources;
use lbxc::syntax;

#[test]
fn blocks_of_the_language_page_are_well_formed() {
    let page = include_str!("../../docs/language.md");
    let mut blocks = 0;
    for (i, rest) in page.split("```lbx\n").enumerate().skip(1) {
        let text = rest.split("\n```").next().unwrap_or_default().to_owned();
        let mut sources = Sources::default();
        let file = sources.add("language.md", text.clone());
        let found = syntax::parse(file, &text).diagnostics;
        assert!(found.is_empty(), "block {i}: {found:#?}");
        blocks += 1;
    }
    assert!(blocks >= 8, "only {blocks} blocks");
}
