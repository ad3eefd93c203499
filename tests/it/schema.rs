//! The rows are complete and agree with what Azure publishes.

use std::collections::BTreeSet;

use lbxc::schema::{self, Kind};

#[test]
fn every_kind_has_its_row_at_its_place() {
    for (i, row) in schema::ALL.iter().enumerate() {
        assert_eq!(row.kind as usize, i, "`{}` stands at the wrong place", row.word);
        assert_eq!(schema::row(row.kind).word, row.word);
    }
    assert_eq!(schema::ALL.len(), Kind::Resource as usize + 1);
}

#[test]
fn a_word_finds_its_kind() {
    for row in schema::ALL {
        assert_eq!(schema::by_word(row.word), Some(row.kind));
    }
    assert_eq!(schema::by_word("deny"), Some(Kind::NsgRule));
    assert_eq!(schema::by_word("in"), Some(Kind::ScaleRule));
    assert_eq!(schema::by_word("image"), None);
}

#[test]
fn properties_are_unique_and_heads_are_rows() {
    for row in schema::ALL {
        let mut seen = BTreeSet::new();
        for prop in row.props() {
            assert!(seen.insert(prop.name), "`{}` has two rows `{}`", row.word, prop.name);
        }
        for head in row.head {
            let prop = row.prop(head).unwrap_or_else(|| panic!("`{}` has no row `{head}`", row.word));
            assert_eq!(prop.place, schema::Place::Head);
        }
    }
}
