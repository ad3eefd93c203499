//! The stream: what the judges say about programs, those of people first.

use crate::{emit_files, judges};

/// The quick judges against examples and prototypes, which the official tools judge elsewhere: a judge that errs shows here.
#[test]
fn every_file_pleases_the_quick_judges() {
    let mut said = Vec::new();
    for path in emit_files::files() {
        let Ok(deployment) = emit_files::deployment(&path) else { continue };
        let emitted = judges::Emitted::of(&deployment);
        let found = (0..3).flat_map(|turn| judges::quick(&emitted, turn));
        said.extend(found.map(|found| format!("{}: {found:?}", path.display())));
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}
