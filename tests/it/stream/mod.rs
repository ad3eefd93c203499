//! x
use crate::judges;
#[test]
fn examples_too() {
    let mut n = 0;
    let t = std::time::Instant::now();
    for path in crate::emit_files::files() {
        let Ok(dep) = crate::emit_files::deployment(&path) else { continue };
        let emitted = judges::Emitted::of(&dep);
        for turn in 0..3 {
            for f in judges::quick(&emitted, turn) {
                n += 1;
                if n < 60 {
                    eprintln!("{} {turn}: {f:?}", path.file_name().unwrap().display());
                }
            }
        }
    }
    eprintln!("{n} {:?}", t.elapsed());
}
