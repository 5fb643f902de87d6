//! The encrypted store: one directory per workspace.
//!
//! It keeps records (an immutable *head* and a removable *body*) in spaces, in order of arrival, and named values of
//! this device. It knows nothing of what the bytes mean.
//!
//! | file | mode | holds |
//! | --- | --- | --- |
//! | `key` | 0600 | which generation counts and the key that opens it (`keyfile`) |
//! | `store-<generation>.redb` | 0600 | all rows, sealed (`rows`, `runs`, `seal`) |
//! | `attempts` | 0600 | after a wrong passphrase: how many, and when (`attempts`) |
//! | `lock` | 0600 | nothing; held while the workspace is open |
//! | `files/` | 0700 | pieces of files, sealed (`crate::files`) |
//! | `key.new`, `damaged.*` | 0600 | a key that is not in use yet; what a salvage left (`docs/protocol.md`, section 7) |
//!
//! Promises:
//! - A write transaction that returned `Ok` survives a kill or a power cut; one that did not leaves nothing.
//! - Without the key file nobody can read a value, a name or a space id in the store file. Number and length of rows
//!   show, and which rows belong to the same space.
//! - A value that was altered, or moved to another row, reads as damaged, never as something else. Not noticed is
//!   the removal of rows by somebody who rewrites the file's checksums, nor an older copy of the whole directory.
//!   Nor one case of bad luck: a bit of redb's header that names the current commit, flipped after a kill and before
//!   the next opening, brings back the state before the last transaction (whole, never mixed).
//! - After [`Store::rekey`] what was removed before is unreadable, within the limits said there.
//!
//! Never call a store from inside a closure that the same store is running ([`Store::read`], [`Store::write`] and the
//! visitors): with a rekey waiting in another thread that would wait for ever (`held`). Use the closure's argument. Nor
//! wait there for a thread that has yet to ask the store for something.

mod attempts;
mod compact;
mod copy;
mod disk;
mod error;
mod file;
#[cfg(test)]
pub(crate) mod fuzzed;
mod held;
mod keyfile;
mod medium;
mod parts;
mod passphrase;
mod rekey;
mod rows;
mod runs;
pub(crate) mod seal;
mod snapshot;
mod transaction;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use medium::watched;

use std::fmt;
use std::fs::File;
use std::ops::RangeBounds;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

use redb::ReadableDatabase;

pub use compact::Room;
pub use copy::Losses;
pub(crate) use disk::{create_private_dir, create_private_file, sync_dir};
pub use error::{DamagedRecord, DiskError, OpenError, Part, StoreError};
pub(crate) use passphrase::SALT;
pub use passphrase::{Kdf, Passphrase};
pub(crate) use rekey::{Alone, Damaged};
pub use snapshot::Snapshot;
pub use transaction::Transaction;

use file::{Closed, Open};
use held::Held;
use keyfile::{KeyFile, Locked};
use rekey::Unclear;

use rows::guarded;
#[cfg(test)]
use seal::TableId;

use crate::clock::Clock;
use crate::poison::lock;

/// Which named values are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// This device's secrets and settings. There is no other copy.
    Local,
    /// What can be dropped and built again from the records.
    Cache,
}

/// Written to see whether the disk has room, and taken away again.
const ROOM: &str = "room";

/// An open workspace. Clones share it; it closes when the last one is dropped.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    dir: PathBuf,
    /// Before `lock`, so that it closes first.
    state: RwLock<State>,
    /// Held by whoever writes another file of the store. Taken before `state`.
    compacting: Mutex<()>,
    /// Held while somebody does what a mark says is due.
    moving: Mutex<()>,
    /// How often something was written, or somebody wanted the file alone.
    touched: AtomicU64,
    /// How compaction went.
    tidying: Mutex<compact::Tidying>,
    /// What the disk said when the last write failed; nothing after one that did not.
    refused: Mutex<Option<String>>,
    _lock: File,
    #[cfg(test)]
    watch: Mutex<Option<Watch>>,
}

impl Shared {
    /// Whoever copies the file beside all this gives up.
    fn touch(&self) {
        self.touched.fetch_add(1, Ordering::AcqRel);
    }
}

enum State {
    Open(Box<Open>),
    /// The disk failed and the file could not be opened again yet: the next use tries.
    Closed(Closed),
    /// After a failure that leaves open which key is on the disk: the next use finds out.
    Unclear(Box<Unclear>),
}

impl Default for State {
    /// What is there for a moment while another state takes its place.
    fn default() -> Self {
        Self::Unclear(Box::default())
    }
}

impl State {
    fn open(&self) -> Result<&Open, StoreError> {
        match self {
            Self::Open(open) => Ok(open),
            Self::Closed(_) | Self::Unclear(_) => Err(StoreError::MustReopen),
        }
    }
}

#[cfg(test)]
type Watch = Box<dyn Fn(rekey::Step) + Send>;

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Whether `dir` holds a workspace, even one that [`open`](Self::open) will refuse.
    pub fn exists(dir: &Path) -> Result<bool, DiskError> {
        keyfile::workspace_in(dir)
    }

    /// Creates an empty workspace in `dir`, with a fresh random key, and opens it.
    ///
    /// `dir` may exist; it and its files become readable by their owner only. A creation that was cut short counts as
    /// no workspace and is started over.
    pub fn create(dir: &Path) -> Result<Self, OpenError> {
        if keyfile::workspace_in(dir)? {
            return Err(OpenError::AlreadyExists);
        }
        disk::create_private_dir(dir)?;
        let lock = disk::lock(dir)?;
        // Another process may have been faster.
        if keyfile::workspace_in(dir)? {
            return Err(OpenError::AlreadyExists);
        }
        let key = KeyFile::fresh(1, None)?;
        key.stage(dir)?;
        let open = file::create(dir, &key, |_, _| Ok(()))?;
        keyfile::commit(dir)?;
        rekey::remove_leftovers(dir, key.generation)?;
        Ok(Self::with(dir, lock, open))
    }

    /// Opens the workspace in `dir`, after checking every page of it (about as long as reading the file takes).
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_with(dir, None, &Clock::system())
    }

    /// [`open`](Self::open) for a workspace that may be locked with a passphrase. A wrong one is counted, and makes the
    /// next try wait.
    pub fn open_with(dir: &Path, passphrase: Option<&Passphrase>, clock: &Clock) -> Result<Self, OpenError> {
        if !keyfile::workspace_in(dir)? {
            return Err(OpenError::NotFound);
        }
        let lock = disk::lock(dir)?;
        let key = unlock(dir, passphrase, clock)?;
        let open = file::open(dir, &key)?;
        rekey::remove_leftovers(dir, key.generation)?;
        Ok(Self::with(dir, lock, open))
    }

    /// Whether a process has the workspace in `dir` open now.
    pub fn in_use(dir: &Path) -> Result<bool, DiskError> {
        match disk::lock(dir) {
            Ok(_freed_at_once) => Ok(false),
            Err(OpenError::InUse) => Ok(true),
            Err(OpenError::Disk(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Whether the workspace in `dir` is locked with a passphrase. Needs no passphrase, and changes nothing.
    pub fn is_locked(dir: &Path) -> Result<bool, OpenError> {
        Ok(Locked::read(dir)?.needs_passphrase())
    }

    fn with(dir: &Path, lock: File, open: Open) -> Self {
        Self {
            shared: Arc::new(Shared {
                dir: dir.to_owned(),
                state: RwLock::new(State::Open(Box::new(open))),
                compacting: Mutex::default(),
                moving: Mutex::default(),
                touched: AtomicU64::default(),
                tidying: Mutex::default(),
                refused: Mutex::default(),
                _lock: lock,
                #[cfg(test)]
                watch: Mutex::default(),
            }),
        }
    }

    /// Runs `change` and writes all it did as one transaction, on disk on return. If `change` or the writing fails,
    /// or `change` panics, nothing is written. Other writers wait; readers do not.
    pub fn write<T, E: From<StoreError>>(
        &self,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.with_open(|open| {
            let written = (|| {
                let transaction = file::begin_write(&open.db)?;
                let mut changes = Transaction::new(&transaction, &open.sealer)?;
                let result = change(&mut changes)?;
                changes.finish()?;
                guarded(|| transaction.commit())?;
                self.shared.touch();
                Ok(result)
            })();
            let why = if written.is_ok() { Some(None) } else { open.why_failed().map(|why| Some(why.to_string())) };
            if let Some(why) = why {
                *lock(&self.shared.refused) = why;
            }
            written
        })
    }

    /// What the disk said when it did not take the last that was to be written; `None` when it took it.
    pub fn disk_refuses(&self) -> Option<String> {
        lock(&self.shared.refused).clone()
    }

    /// Finds out whether the disk takes again what it refused: as much as a few records are.
    pub(crate) fn try_disk(&self) -> Result<(), StoreError> {
        self.write::<_, StoreError>(|tx| tx.put(Area::Local, ROOM, &vec![0; 64 * 1024]))?;
        self.write(|tx| tx.delete(Area::Local, ROOM))
    }

    /// Runs `look` on the store as it is now. Writers do not wait for it; a rekey does.
    pub fn read<T, E: From<StoreError>>(&self, look: impl FnOnce(&Snapshot<'_>) -> Result<T, E>) -> Result<T, E> {
        self.with_open(|open| {
            let transaction = guarded(|| open.db.begin_read())?;
            look(&Snapshot::new(&transaction, &open.sealer)?)
        })
    }

    /// [`Snapshot::count`] of this moment.
    pub fn count(&self, space: &[u8; 32]) -> Result<u64, StoreError> {
        self.read(|snapshot| snapshot.count(space))
    }

    /// [`Snapshot::heads`] of this moment.
    pub fn heads<E: From<StoreError>>(
        &self,
        space: &[u8; 32],
        range: impl RangeBounds<u64>,
        visit: impl FnMut(u64, Result<Vec<u8>, StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.read(|snapshot| snapshot.heads(space, range, visit))
    }

    /// [`Snapshot::bodies`] of this moment.
    pub fn bodies<E: From<StoreError>>(
        &self,
        space: &[u8; 32],
        range: impl RangeBounds<u64>,
        visit: impl FnMut(u64, Result<Vec<u8>, StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.read(|snapshot| snapshot.bodies(space, range, visit))
    }

    /// [`Snapshot::head`] of this moment.
    pub fn head(&self, space: &[u8; 32], arrival: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|snapshot| snapshot.head(space, arrival))
    }

    /// [`Snapshot::body`] of this moment.
    pub fn body(&self, space: &[u8; 32], arrival: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|snapshot| snapshot.body(space, arrival))
    }

    /// [`Snapshot::get`] of this moment.
    pub fn get(&self, area: Area, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|snapshot| snapshot.get(area, name))
    }

    /// Every setting and cache, opened.
    #[cfg(test)]
    pub(crate) fn all_named(&self) -> Vec<Vec<u8>> {
        use redb::{ReadableDatabase as _, ReadableTable as _};
        let mut all = Vec::new();
        let read: Result<(), StoreError> = self.with_open(|open| {
            let transaction = open.db.begin_read().unwrap();
            for (id, table) in [(TableId::Local, rows::LOCAL), (TableId::Cache, rows::CACHE)] {
                for row in transaction.open_table(table).unwrap().iter().unwrap() {
                    let (key, sealed) = row.unwrap();
                    all.extend(open.sealer.open(id, key.value(), sealed.value()));
                }
            }
            Ok(())
        });
        read.unwrap();
        all
    }

    /// Drops every value of [`Area::Cache`].
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method's path is tied to one lifetime")]
    pub fn clear_caches(&self) -> Result<(), StoreError> {
        self.write(|transaction| transaction.clear_caches())
    }

    /// The folder of the workspace.
    pub(crate) fn folder(&self) -> &Path {
        &self.shared.dir
    }

    fn with_open<T, E: From<StoreError>>(&self, run: impl FnOnce(&Open) -> Result<T, E>) -> Result<T, E> {
        run(self.working()?.open()?)
    }

    /// For whoever does what a mark says is due, so that it is done once.
    pub(crate) fn moving(&self) -> MutexGuard<'_, ()> {
        lock(&self.shared.moving)
    }

    /// The open file; opened again when the disk failed before. A full disk that has room again needs no restart.
    fn working(&self) -> Result<Held<RwLockReadGuard<'_, State>>, StoreError> {
        let state = self.shared.hold();
        if state.open().is_ok_and(|open| !open.failed()) {
            return Ok(state);
        }
        drop(state);
        drop(self.recovered()?);
        Ok(self.shared.hold())
    }

    /// The same, for whoever replaces the file.
    fn recovered(&self) -> Result<Held<RwLockWriteGuard<'_, State>>, StoreError> {
        self.shared.touch();
        let mut state = self.shared.seize();
        let (now, result) = match std::mem::take(&mut *state) {
            State::Open(open) if open.failed() => self.opened_again(open.close()),
            State::Closed(closed) => self.opened_again(closed),
            State::Unclear(unclear) => match unclear.settled(&self.shared.dir) {
                Ok(open) => (State::Open(Box::new(open)), Ok(())),
                Err(error) => (State::Unclear(unclear), Err(error)),
            },
            fine @ State::Open(_) => (fine, Ok(())),
        };
        *state = now;
        result.map(|()| state).map_err(|error| match error {
            OpenError::Disk(disk) => disk.into(),
            OpenError::Damaged => StoreError::DamagedStore,
            _ => StoreError::MustReopen,
        })
    }

    fn opened_again(&self, closed: Closed) -> (State, Result<(), OpenError>) {
        match closed.file(&self.shared.dir) {
            Ok(file) => {
                tracing::warn!("the disk failed before; the store was opened again, with all that was written");
                (State::Open(Box::new(closed.with(file))), Ok(()))
            }
            Err(error) => (State::Closed(closed), Err(error)),
        }
    }
}

/// The key in `dir`, opened with the passphrase where it takes one.
fn unlock(dir: &Path, passphrase: Option<&Passphrase>, clock: &Clock) -> Result<KeyFile, OpenError> {
    let locked = Locked::read(dir)?;
    if !locked.needs_passphrase() {
        return locked.unlock(None)?.ok_or(OpenError::DamagedKey);
    }
    if !disk::store_path(dir, locked.generation).try_exists()? {
        return Err(OpenError::StoreMissing);
    }
    let passphrase = passphrase.ok_or(OpenError::PassphraseNeeded)?;
    attempts::counted(dir, clock, || locked.unlock(Some(passphrase)))
}
