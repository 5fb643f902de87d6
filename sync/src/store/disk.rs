//! The files of one workspace directory: names, permissions, lock and durable directory entries.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::{DiskError, OpenError};

const LOCK: &str = "lock";
const STORE_PREFIX: &str = "store-";
const STORE_SUFFIX: &str = ".redb";

/// Where the store file of a generation lives.
pub(super) fn store_path(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{STORE_PREFIX}{generation}{STORE_SUFFIX}"))
}

/// The generations that have a store file in `dir`.
pub(super) fn generations(dir: &Path) -> Result<Vec<u64>, DiskError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let generation = name
            .to_str()
            .and_then(|name| name.strip_prefix(STORE_PREFIX))
            .and_then(|name| name.strip_suffix(STORE_SUFFIX))
            .and_then(|number| number.parse::<u64>().ok());
        found.extend(generation);
    }
    Ok(found)
}

/// Creates `dir` and its parents, readable by the owner only.
pub(crate) fn create_private_dir(dir: &Path) -> Result<(), DiskError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(dir)?;
    // It may have been there before, with wider permissions.
    restrict(dir, 0o700)?;
    Ok(())
}

/// Creates a file that must not exist yet, readable by the owner only.
pub(crate) fn create_private_file(path: &Path) -> Result<File, DiskError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    Ok(options.open(path)?)
}

/// Takes away what group and others may do with `path`. Returns whether that was needed.
///
/// On systems without Unix permissions the access list of the user's profile protects the files.
pub(super) fn restrict(path: &Path, mode: u32) -> Result<bool, DiskError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = fs::metadata(path)?.permissions();
        let for_others = permissions.mode() & 0o077;
        if for_others == 0 {
            return Ok(false);
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        Ok(true)
    }
    #[cfg(not(unix))]
    {
        let (_, _) = (path, mode);
        Ok(false)
    }
}

/// Makes created, renamed and removed entries of `dir` survive a power cut.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), DiskError> {
    #[cfg(test)]
    super::watched::syncs(dir)?;
    #[cfg(unix)]
    match File::open(dir).and_then(|handle| handle.sync_all()) {
        // Some network file systems cannot sync a directory; they order entries themselves.
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            return Err(error.into());
        }
        _ => {}
    }
    #[cfg(not(unix))]
    let _: &Path = dir;
    Ok(())
}

/// How many bytes this user may still write on the disk of `dir`; `None` where the system does not tell.
pub(super) fn free(dir: &Path) -> Option<u64> {
    #[cfg(test)]
    if let Some(free) = super::watched::free(dir) {
        return Some(free);
    }
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(dir).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _: &Path = dir;
        None
    }
}

/// Removes a file; one that is not there is fine.
pub(super) fn remove(path: &Path) -> Result<(), DiskError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Takes the workspace for this handle, until the returned file is dropped.
///
/// The lock has a file of its own because rekeying replaces both the store and the key file: a lock on either
/// would leave a moment in which two processes each hold "the" lock.
pub(super) fn lock(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join(LOCK);
    let file = match create_private_file(&path) {
        Ok(file) => file,
        Err(DiskError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().read(true).write(true).open(&path)?
        }
        Err(error) => return Err(error.into()),
    };
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
