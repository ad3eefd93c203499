//! `lbxc init`: a first file that compiles.

use super::args::Init;
use super::out::{Failure, Reporter};
use super::{FINE, files};

/// What is written. The tests compile it.
pub(super) const START: &str = include_str!("start.lbx");

pub(super) fn run(args: &Init, reporter: &Reporter) -> Result<u8, Failure> {
    let mut path = args.name.clone();
    if path.file_name().is_none() {
        return Err(Failure::Usage(format!("`{}` names no file", path.display())));
    }
    if path.extension().is_none_or(|extension| extension != "lbx") {
        path.as_mut_os_string().push(".lbx");
    }
    files::create(&path, START)?;
    let name = path.display();
    reporter.say(&format!(
        "wrote {name}\n\nnext:\n  lbxc check {name}            what is wrong with it: nothing yet\n  \
         lbxc build {name} --out out  ARM JSON, Bicep and an az script"
    ));
    Ok(FINE)
}
