//! What several tests share.

pub(crate) mod agree;
pub(crate) mod bicep;
pub(crate) mod dice;
pub(crate) mod evaluate;
pub(crate) mod normal;
pub(crate) mod reader;

use std::path::Path;

/// The project's directory.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Says something past the harness, which would keep it to itself.
pub(crate) fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The template and the script of a file, where it has no error.
pub(crate) fn outputs(name: &str, text: &str) -> Option<(String, String)> {
    let options = lbxc::compile::Options::default();
    let compilation = lbxc::compile::compile(name, text.to_owned(), &mut lbxc::source::Memory::default(), &options);
    let deployment = compilation.deployment.as_ref()?;
    Some((lbxc::emit::arm::template(deployment), lbxc::emit::az::script(deployment, name)))
}
