//! Files that a person keeps outside a workspace: written whole or not at all, never over another one unasked, and readable by
//! their owner only. To let others read one is up to that person.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::store::{DiskError, sync_dir};

/// What to do with a file that has that name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and fail.
    Keep,
    /// Put the new one in its place.
    Replace,
}

/// Why a file was not written. What was there is as it was.
#[derive(Debug, Error)]
pub enum WriteError {
    /// There is a file with that name already.
    #[error("there is a file with that name already")]
    Exists,
    /// There is no such folder.
    #[error("there is no such folder")]
    NoFolder,
    /// It is a folder, or no name.
    #[error("that is not the name of a file")]
    NoName,
    /// The disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NoFolder,
            io::ErrorKind::IsADirectory | io::ErrorKind::InvalidFilename => Self::NoName,
            _ => Self::Disk(error.into()),
        }
    }
}

/// A step of writing, in order. A kill may come before any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Create,
    Write,
    Sync,
    Name,
}

/// Writes `bytes` to `path`: on disk, under that name and complete, on return.
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), WriteError> {
    write_watched(path, bytes, existing, &|_| Ok(()))
}

/// [`write`] for what is not in memory as a whole: `fill` gives it, piece by piece.
pub(crate) fn write_with(
    path: &Path,
    existing: Existing,
    fill: impl FnMut(&mut File) -> io::Result<()>,
) -> Result<(), WriteError> {
    write_steps(path, existing, fill, &|_| Ok(()))
}

/// [`write`] with somebody who may stop it before each step, as a full disk or a kill does.
pub(crate) fn write_watched(
    path: &Path,
    bytes: &[u8],
    existing: Existing,
    before: &dyn Fn(Step) -> io::Result<()>,
) -> Result<(), WriteError> {
    write_steps(path, existing, |file| file.write_all(bytes), before)
}

fn write_steps(
    path: &Path,
    existing: Existing,
    mut give: impl FnMut(&mut File) -> io::Result<()>,
    before: &dyn Fn(Step) -> io::Result<()>,
) -> Result<(), WriteError> {
    let fresh = fresh_name(path).ok_or(WriteError::NoName)?;
    if path.is_dir() {
        return Err(WriteError::NoName);
    }
    if existing == Existing::Keep && path.try_exists()? {
        return Err(WriteError::Exists);
    }
    remove_leftover(&fresh)?;
    let written = (|| {
        before(Step::Create)?;
        let mut file = create(&fresh)?;
        before(Step::Write)?;
        give(&mut file)?;
        before(Step::Sync)?;
        file.sync_all()?;
        drop(file);
        before(Step::Name)?;
        give_name(&fresh, path, existing)?;
        Ok(sync_dir(&folder_of(path))?)
    })();
    if written.is_err() {
        drop(fs::remove_file(&fresh));
    }
    written
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

const UNFINISHED: &str = ".deelbaar-new";

/// Whether a file is one that was not finished.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(UNFINISHED)
}

/// The name while it is being written. Only this program uses such names, so what a kill left behind may go.
fn fresh_name(path: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(path.file_name()?);
    name.push(UNFINISHED);
    Some(path.with_file_name(name))
}

/// Removes what a kill left of a file that was being written to `path`.
pub(crate) fn clear_unfinished(path: &Path) -> Result<(), WriteError> {
    fresh_name(path).map_or(Ok(()), |fresh| remove_leftover(&fresh))
}

fn remove_leftover(fresh: &Path) -> Result<(), WriteError> {
    match fs::remove_file(fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // On systems without Unix permissions the access list of the user's profile protects the file.
    options.open(path)
}

/// A second file of that name may have come meanwhile: a hard link never takes its place. Where the file system has no
/// links, such as on a stick, only the check before is left.
fn give_name(fresh: &Path, path: &Path, existing: Existing) -> io::Result<()> {
    if existing == Existing::Keep {
        match fs::hard_link(fresh, path) {
            Ok(()) => return fs::remove_file(fresh),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) if path.try_exists()? => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {}
        }
    }
    fs::rename(fresh, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 4] = [Step::Create, Step::Write, Step::Sync, Step::Name];

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_never_written_over_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("dossier.md");
        write(&path, b"een", Existing::Keep).unwrap();
        assert!(matches!(write(&path, b"twee", Existing::Keep), Err(WriteError::Exists)));
        assert_eq!(fs::read(&path).unwrap(), b"een");
        write(&path, b"twee", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"twee");
        assert_eq!(names(dir.path()), ["dossier.md"]);
    }

    #[test]
    fn one_that_came_between_looking_and_naming_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("dossier.md");
        let faster = |step| if step == Step::Name { fs::write(&path, "van een ander") } else { Ok(()) };
        let late = write_watched(&path, b"te laat", Existing::Keep, &faster);
        assert!(matches!(late, Err(WriteError::Exists)), "{late:?}");
        assert_eq!(fs::read(&path).unwrap(), b"van een ander");
        assert_eq!(names(dir.path()), ["dossier.md"]);
    }

    #[test]
    fn a_full_disk_or_a_missing_right_at_any_step_leaves_what_was_there() {
        use io::ErrorKind::{PermissionDenied, StorageFull};
        for (step, kind) in STEPS.into_iter().flat_map(|step| [StorageFull, PermissionDenied].map(|kind| (step, kind)))
        {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("kaart.html");
            fs::write(&path, "oud").unwrap();
            let fails = |at| if at == step { Err(kind.into()) } else { Ok(()) };
            let error = write_watched(&path, b"nieuw", Existing::Replace, &fails).unwrap_err();
            match kind {
                StorageFull => assert!(matches!(error, WriteError::Disk(DiskError::Full)), "{error}"),
                _ => assert!(matches!(error, WriteError::Disk(DiskError::Denied)), "{error}"),
            }
            assert_eq!(fs::read(&path).unwrap(), b"oud");
            assert_eq!(names(dir.path()), ["kaart.html"], "{step:?}");
        }
    }

    #[test]
    fn what_is_no_place_for_a_file_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &Path| write(path, b"x", Existing::Replace);
        assert!(matches!(write(&dir.path().join("nergens/x.md")), Err(WriteError::NoFolder)));
        assert!(matches!(write(dir.path()), Err(WriteError::NoName)));
        assert!(matches!(write(Path::new("/")), Err(WriteError::NoName)));
        fs::write(dir.path().join("bestand"), "x").unwrap();
        assert!(matches!(write(&dir.path().join("bestand/x.md")), Err(WriteError::NoFolder)));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_readable_by_its_owner_only_also_when_it_takes_the_place_of_another() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kaart.html");
        fs::write(&path, "oud").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"sleutel", Existing::Replace).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_a_kill_left_behind_is_cleared_away() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("dossier.md");
        fs::write(fresh_name(&path).unwrap(), "half").unwrap();
        write(&path, b"heel", Existing::Keep).unwrap();
        assert_eq!(names(dir.path()), ["dossier.md"]);
    }
}
