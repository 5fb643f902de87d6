//! One store file: how redb is opened, checked and written.

use std::path::Path;

use redb::{Builder, Database, Durability, ReadableDatabase, WriteTransaction};

use super::disk;
use super::error::{DiskError, OpenError, StoreError};
use super::keyfile::KeyFile;
use super::medium::{Failed, Medium};
use super::passphrase::Wrap;
use super::rows::{BODIES, CACHE, HEADS, LOCAL, META, failed, guarded};
use super::seal::{FORMAT, Sealer, TableId};

/// Bytes of pages that redb keeps in memory. Its own default is 1 GiB, too much for a desktop with several spaces.
const PAGE_CACHE: usize = 8 * 1024 * 1024;
const FORMAT_ROW: &str = "format";
const CHECK_ROW: &str = "check";

/// An open store file with its keys.
pub(super) struct Open {
    pub(super) db: Database,
    pub(super) sealer: Sealer,
    pub(super) generation: u64,
    /// Seals the next key; `None` without a passphrase.
    pub(super) wrap: Option<Wrap>,
    failed: Failed,
}

/// What opens a store file again.
pub(super) struct Closed {
    sealer: Sealer,
    generation: u64,
    wrap: Option<Wrap>,
}

impl Open {
    /// Whether the disk failed, so that redb takes nothing any more.
    pub(super) fn failed(&self) -> bool {
        self.failed.is_set()
    }

    /// What the disk said when it failed.
    pub(super) fn why_failed(&self) -> Option<DiskError> {
        self.failed.why()
    }

    /// A fresh key for the next generation of the file.
    pub(super) fn next_key(&self, wrap: Option<Wrap>) -> Result<KeyFile, StoreError> {
        KeyFile::fresh(self.generation.checked_add(1).ok_or(StoreError::TooLarge)?, wrap)
    }

    /// The same in a file in `dir` without free pages. It is opened again: so redb goes on behind what is live (`medium::lazy`).
    pub(super) fn trimmed(mut self, dir: &Path) -> Result<Self, StoreError> {
        guarded(|| self.db.compact())?;
        let path = disk::store_path(dir, self.generation);
        guarded(|| self.db.close())?;
        let failed = Failed::default();
        let db = guarded(|| builder().create_with_backend(Medium::of(&path, &failed)?))?;
        Ok(Self { db, failed, ..self })
    }

    /// Lets go of the file.
    pub(super) fn close(self) -> Closed {
        if let Err(error) = guarded(|| self.db.close()) {
            tracing::debug!(%error, "the store did not close cleanly");
        }
        Closed { sealer: self.sealer, generation: self.generation, wrap: self.wrap }
    }
}

/// Begins a transaction that is on disk, in two phases, once it is committed.
///
/// Two phases, because redb then never goes back to the previous commit when the newest one fails its checksums:
/// it reports damage, where the faster way would silently lose the last transaction.
pub(super) fn begin_write(db: &Database) -> Result<WriteTransaction, StoreError> {
    guarded(|| {
        let mut transaction = db.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        transaction.set_two_phase_commit(true);
        Ok::<_, redb::Error>(transaction)
    })
}

/// Creates the store file that `key` names, and `fill`s it in the first and only transaction.
///
/// The file is durable on return. It does not count until the key file is committed.
pub(super) fn create(
    dir: &Path,
    key: &KeyFile,
    fill: impl FnOnce(&WriteTransaction, &Sealer) -> Result<(), StoreError>,
) -> Result<Open, StoreError> {
    let path = disk::store_path(dir, key.generation);
    disk::remove(&path)?;
    // redb would create the file with the permissions of any other file.
    disk::create_private_file(&path)?;
    let sealer = Sealer::new(&key.key);
    let failed = Failed::default();
    let db = guarded(|| builder().create_with_backend(Medium::of(&path, &failed)?))?;
    let transaction = begin_write(&db)?;
    {
        let mut meta = guarded(|| transaction.open_table(META))?;
        let check = sealer.seal(TableId::Meta, CHECK_ROW.as_bytes(), &[&key.generation.to_be_bytes()])?;
        guarded(|| meta.insert(FORMAT_ROW, [FORMAT].as_slice()).map(drop))?;
        guarded(|| meta.insert(CHECK_ROW, check.as_slice()).map(drop))?;
        // A table exists from its first opening for writing; readers rely on all of them.
        guarded(|| transaction.open_table(HEADS).map(drop))?;
        guarded(|| transaction.open_table(BODIES).map(drop))?;
        guarded(|| transaction.open_table(LOCAL).map(drop))?;
        guarded(|| transaction.open_table(CACHE).map(drop))?;
    }
    fill(&transaction, &sealer)?;
    guarded(|| transaction.commit())?;
    disk::sync_dir(dir)?;
    Ok(Open { db, sealer, generation: key.generation, wrap: key.wrap.clone(), failed })
}

/// Opens the store file that `key` names. Every page is checked, and what a crash left behind is put right.
///
/// A file that fails the check is left as it is.
pub(super) fn open(dir: &Path, key: &KeyFile) -> Result<Open, OpenError> {
    let closed = Closed { sealer: Sealer::new(&key.key), generation: key.generation, wrap: key.wrap.clone() };
    let file = closed.file(dir)?;
    Ok(closed.with(file))
}

impl Closed {
    /// Opens the file.
    pub(super) fn file(&self, dir: &Path) -> Result<(Database, Failed), OpenError> {
        checked_file(dir, self)
    }

    /// What is open with that file.
    pub(super) fn with(self, (db, failed): (Database, Failed)) -> Open {
        Open { db, sealer: self.sealer, generation: self.generation, wrap: self.wrap, failed }
    }
}

fn checked_file(dir: &Path, closed: &Closed) -> Result<(Database, Failed), OpenError> {
    let path = disk::store_path(dir, closed.generation);
    if !path.try_exists()? {
        return Err(OpenError::StoreMissing);
    }
    // redb would make an empty file into a new store.
    if path.metadata()?.len() == 0 {
        return Err(OpenError::Damaged);
    }
    let failed = Failed::default();
    let checked = || builder().set_check_integrity_on_open(true).create_with_backend(Medium::of(&path, &failed)?);
    let db = guarded_open(checked)?;
    check(&db, &closed.sealer, closed.generation)?;
    Ok((db, failed))
}

/// The redb settings that all ways of opening share.
pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(PAGE_CACHE);
    builder
}

/// Runs a redb call that opens a file.
pub(super) fn guarded_open<T>(call: impl FnOnce() -> Result<T, redb::DatabaseError>) -> Result<T, OpenError> {
    guarded(|| {
        // Errors that only opening can have pass through as values: `guarded` knows the others.
        Ok::<_, redb::Error>(match call() {
            Ok(db) => Ok(db),
            Err(redb::DatabaseError::DatabaseAlreadyOpen | redb::DatabaseError::LockProtocolMismatch) => {
                Err(OpenError::InUse)
            }
            Err(redb::DatabaseError::UpgradeRequired(found)) => Err(OpenError::NewerFormat { found: u32::from(found) }),
            Err(error) => Err(failed(error.into()).into()),
        })
    })?
}

/// Tells a newer format and a wrong key from damage.
pub(super) fn check(db: &impl ReadableDatabase, sealer: &Sealer, generation: u64) -> Result<(), OpenError> {
    let transaction = guarded(|| db.begin_read())?;
    let meta = guarded(|| transaction.open_table(META))?;
    let row = |name: &'static str| {
        let found = guarded(|| meta.get(name).map(|row| row.map(|value| value.value().to_vec())));
        found?.ok_or(StoreError::DamagedStore)
    };
    match row(FORMAT_ROW)?.as_slice() {
        [FORMAT] => {}
        [found] => {
            return Err(OpenError::NewerFormat { found: u32::from(*found) });
        }
        _ => return Err(OpenError::Damaged),
    }
    match sealer.open(TableId::Meta, CHECK_ROW.as_bytes(), &row(CHECK_ROW)?) {
        Some(opened) if opened == generation.to_be_bytes() => Ok(()),
        Some(_) => Err(OpenError::Damaged),
        None => Err(OpenError::WrongKey),
    }
}
