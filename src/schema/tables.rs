//! The rows.

use super::{Kind, KindRow};

/// Every kind, in the order of the reference.
pub static ALL: &[&KindRow] = &[];

/// The row of a kind.
pub fn row(kind: Kind) -> &'static KindRow {
    ALL.iter().find(|r| r.kind == kind).expect("every kind has a row; a test says so")
}
