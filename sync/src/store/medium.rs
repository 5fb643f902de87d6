//! What a store file lies on: a file that remembers that the disk failed. Tests look over its shoulder, and disturb it.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use redb::backends::FileBackend;
use redb::{DatabaseError, StorageBackend};

use super::error::DiskError;

/// Locks are those of the file below.
macro_rules! locks_of {
    ($file:ident) => {
        locks_of! { $file:
            try_lock_range -> bool, try_lock_shared_range -> bool, lock_range -> (), lock_shared_range -> (),
            unlock_range -> (), query_lock_range -> bool
        }
    };
    ($file:ident: $($lock:ident -> $answer:ty),*) => {
        $(fn $lock(
            &self,
            start: std::ops::Bound<u64>,
            end: std::ops::Bound<u64>,
        ) -> Result<$answer, redb::BackendError> {
            self.$file.$lock(start, end)
        })*
    };
}

mod lazy;
#[cfg(test)]
pub(crate) mod watched;

use lazy::Lazy;
#[cfg(test)]
pub(crate) use lazy::fuzzed as lazy_fuzzed;

/// Whether the disk failed. Then redb takes nothing any more until the file is opened again.
#[derive(Debug, Clone, Default)]
pub(super) struct Failed(Arc<OnceLock<io::ErrorKind>>);

impl Failed {
    pub(super) fn is_set(&self) -> bool {
        self.0.get().is_some()
    }

    /// What the disk said first.
    pub(super) fn why(&self) -> Option<DiskError> {
        self.0.get().map(|kind| io::Error::from(*kind).into())
    }

    fn unless_fine<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| {
            // Only the first counts.
            self.0.get_or_init(|| error.kind());
        })
    }
}

/// The file as redb sees it.
#[derive(Debug)]
pub(super) struct Medium {
    #[cfg(not(test))]
    file: Lazy<FileBackend>,
    #[cfg(test)]
    file: Lazy<watched::Watched>,
    failed: Failed,
}

impl Medium {
    /// An existing file.
    pub(super) fn of(path: &Path, failed: &Failed) -> Result<Self, DatabaseError> {
        let file = FileBackend::new(OpenOptions::new().read(true).write(true).open(path)?)?;
        #[cfg(test)]
        let file = watched::Watched::new(path, file);
        Ok(Self { file: Lazy::on(file)?, failed: failed.clone() })
    }
}

impl StorageBackend for Medium {
    fn len(&self) -> io::Result<u64> {
        self.failed.unless_fine(self.file.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.failed.unless_fine(self.file.read(offset, out))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.failed.unless_fine(self.file.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.failed.unless_fine(self.file.sync_data())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.failed.unless_fine(self.file.write(offset, data))
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    locks_of!(file);
}
