//! The file with what was done. Whoever rotates it may rename it: the next line goes into a new one.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use deelbaar_sync::poison::lock;
use tracing_subscriber::fmt::MakeWriter;

/// That of this program.
static KEPT: OnceLock<LogFile> = OnceLock::new();

/// A file that is added to. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct LogFile(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    file: Mutex<File>,
}

/// One line being written.
pub(super) struct Line<'a>(MutexGuard<'a, File>);

impl LogFile {
    /// Opens the file of this program, or makes it.
    pub(super) fn start(path: PathBuf) -> io::Result<Self> {
        let file = Self::open(path)?;
        Ok(KEPT.get_or_init(|| file).clone())
    }

    fn open(path: PathBuf) -> io::Result<Self> {
        let file = Mutex::new(added_to(&path)?);
        Ok(Self(Arc::new(Shared { path, file })))
    }

    /// The file, opened again when another one or none has its name now. Where that fails the one of before goes on.
    fn current(&self) -> MutexGuard<'_, File> {
        let mut file = lock(&self.0.file);
        if !is_still(&file, &self.0.path)
            && let Ok(again) = added_to(&self.0.path)
        {
            *file = again;
        }
        file
    }
}

fn added_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: std::fs::Metadata| (found.dev(), found.ino());
    file.metadata().map(place).ok() == std::fs::metadata(path).map(place).ok()
}

/// An open file cannot be renamed there.
#[cfg(not(unix))]
fn is_still(_file: &File, _path: &Path) -> bool {
    true
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self.current())
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether this program keeps such a file.
pub(super) fn is_kept() -> bool {
    KEPT.get().is_some()
}

/// Makes the file anew where it was renamed, without waiting for a line.
pub(super) fn reopen() {
    if let Some(kept) = KEPT.get() {
        drop(kept.current());
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn after_a_rename_the_next_line_goes_into_a_new_file() {
        let dir = tempfile::tempdir().unwrap();
        let (path, older) = (dir.path().join("audit.log"), dir.path().join("audit.log.1"));
        let log = LogFile::open(path.clone()).unwrap();
        let line = |text: &str| log.make_writer().write_all(text.as_bytes()).unwrap();
        line("one\n");
        std::fs::rename(&path, &older).unwrap();
        line("two\n");
        line("three\n");
        let read = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_eq!((read(&older).as_str(), read(&path).as_str()), ("one\n", "two\nthree\n"));
        // Where a new one cannot be made nothing is lost.
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        line("four\n");
        std::fs::remove_dir(&path).unwrap();
        line("five\n");
        assert_eq!(read(&path), "five\n");
    }
}
