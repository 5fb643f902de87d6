//! What a store file lies on: a file that remembers that the disk failed. Tests look over its shoulder, and disturb it.

use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::backends::FileBackend;
use redb::{BackendError, DatabaseError, StorageBackend};

#[cfg(test)]
pub(crate) mod watched;

/// Whether the disk failed. Then redb takes nothing any more until the file is opened again.
#[derive(Debug, Clone, Default)]
pub(super) struct Failed(Arc<AtomicBool>);

impl Failed {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    fn unless_fine<T, E>(&self, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.0.store(true, Ordering::Release);
        }
        result
    }
}

/// The file as redb sees it.
#[derive(Debug)]
pub(super) struct Medium {
    #[cfg(not(test))]
    file: FileBackend,
    #[cfg(test)]
    file: watched::Watched,
    failed: Failed,
}

impl Medium {
    /// An existing file.
    pub(super) fn of(path: &Path, failed: &Failed) -> Result<Self, DatabaseError> {
        let file = FileBackend::new(OpenOptions::new().read(true).write(true).open(path)?)?;
        #[cfg(test)]
        let file = watched::Watched::new(path, file);
        Ok(Self { file, failed: failed.clone() })
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

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}
