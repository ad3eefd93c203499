//! Reading sources and writing outputs. Every way in which a file can refuse has its own words.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::out::Failure;
use crate::codes::UNWRITABLE;
use crate::source::{LoadError, Loader, SIZE_LIMIT};

/// Reads the files that sources name.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// What was read, in order.
    pub(super) read: Vec<String>,
}

impl Loader for Disk {
    fn load(&mut self, name: &str) -> Result<String, LoadError> {
        let text = read(Path::new(name))?;
        self.read.push(name.to_owned());
        Ok(text)
    }
}

/// The text of a file.
pub(super) fn read(path: &Path) -> Result<String, LoadError> {
    let metadata = fs::metadata(path).map_err(|e| refused(&e))?;
    if metadata.is_dir() {
        return Err(LoadError::Directory);
    }
    if metadata.len() > SIZE_LIMIT {
        return Err(LoadError::TooLarge { size: metadata.len(), limit: SIZE_LIMIT });
    }
    decode(File::open(path).map_err(|e| refused(&e))?)
}

/// The text that a stream gives; a stream does not say its size beforehand.
pub(super) fn decode(stream: impl Read) -> Result<String, LoadError> {
    let mut bytes = Vec::new();
    stream.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(|e| refused(&e))?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(LoadError::TooLarge { size: bytes.len() as u64, limit: SIZE_LIMIT });
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        LoadError::NotUtf8 { lossy: String::from_utf8_lossy(error.as_bytes()).into_owned(), at, byte }
    })
}

fn refused(error: &io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::Missing,
        io::ErrorKind::IsADirectory => LoadError::Directory,
        _ => LoadError::Refused(words(error)),
    }
}

/// The system's words, without its number and in our case.
pub(super) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A file to be written.
#[derive(Debug)]
pub(super) struct Output {
    /// Where.
    pub(super) path: PathBuf,
    /// What.
    pub(super) text: String,
    /// Whether it is a program.
    pub(super) executable: bool,
}

/// Writes all of them or, as far as the system lets us, none: each goes to a temporary file beside its target
/// first, and only when all are on the disk are they renamed. A file that is already what it should be keeps its time, so
/// that nothing built on it is built again. Returns what was written.
pub(super) fn write(outputs: &[Output]) -> Result<Vec<&Output>, Failure> {
    let mut ready = Vec::new();
    for output in outputs {
        let target = target(&output.path);
        if target.is_dir() {
            return Err(unwritable(&output.path, "it is a directory"));
        }
        if stands(output, &target) {
            continue;
        }
        let temporary = temporary(output, &target).map_err(|e| unwritable(&output.path, &words(&e)))?;
        ready.push((output, target, temporary));
    }
    let mut written = Vec::new();
    for (output, target, temporary) in ready {
        temporary.persist(target).map_err(|e| unwritable(&output.path, &words(&e.error)))?;
        written.push(output);
    }
    Ok(written)
}

/// Whether a file holds this text already, and can be run if it must be.
fn stands(output: &Output, target: &Path) -> bool {
    let Ok(metadata) = fs::metadata(target) else { return false };
    #[cfg(unix)]
    if output.executable && std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 == 0 {
        return false;
    }
    metadata.is_file()
        && metadata.len() == output.text.len() as u64
        && fs::read(target).is_ok_and(|there| there == output.text.as_bytes())
}

/// A link keeps pointing where it points: what is replaced is the file behind it.
fn target(path: &Path) -> PathBuf {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        Ok(_) | Err(_) => path.to_owned(),
    }
}

fn temporary(output: &Output, target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lbxc-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The user's mask takes away from these what it takes away from any new file.
        builder.permissions(fs::Permissions::from_mode(if output.executable { 0o777 } else { 0o666 }));
    }
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(output.text.as_bytes())?;
    file.flush()?;
    Ok(file)
}

/// Replaces a source by another text, and keeps who may read it.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    replace_all(&[(path, text)])
}

/// Replaces several sources, or, as far as the system lets us, none.
pub(super) fn replace_all(sources: &[(&Path, &str)]) -> Result<(), Failure> {
    let mut ready = Vec::new();
    for (path, text) in sources {
        let fail = |e: &io::Error| unwritable(path, &words(e));
        let target = target(path);
        let permissions = fs::metadata(&target).map_err(|e| fail(&e))?.permissions();
        if permissions.readonly() {
            return Err(unwritable(path, "it is read-only"));
        }
        let output = Output { path: path.to_path_buf(), text: (*text).to_owned(), executable: false };
        let temporary = temporary(&output, &target).map_err(|e| fail(&e))?;
        temporary.as_file().set_permissions(permissions).map_err(|e| fail(&e))?;
        ready.push((path, target, temporary));
    }
    for (path, target, temporary) in ready {
        temporary.persist(target).map_err(|e| unwritable(path, &words(&e.error)))?;
    }
    Ok(())
}

/// Makes a new file, and never touches one that is there.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let output = Output { path: path.to_owned(), text: text.to_owned(), executable: false };
    let temporary = temporary(&output, path).map_err(|e| unwritable(path, &words(&e)))?;
    temporary.persist_noclobber(path).map_err(|e| match e.error.kind() {
        io::ErrorKind::AlreadyExists => unwritable(path, "it exists already, and is left as it is"),
        _ => unwritable(path, &words(&e.error)),
    })?;
    Ok(())
}

/// Makes a directory and those above it.
pub(super) fn directory(path: &Path) -> Result<(), Failure> {
    if path.exists() && !path.is_dir() {
        return Err(unwritable(path, "it is no directory"));
    }
    fs::create_dir_all(path).map_err(|e| unwritable(path, &words(&e)))
}

fn unwritable(path: &Path, why: &str) -> Failure {
    Failure::Trouble(&UNWRITABLE, format!("cannot write `{}`: {why}", path.display()))
}
