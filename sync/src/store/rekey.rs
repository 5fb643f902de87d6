//! Moving to a fresh key, so that what was removed cannot be read again, and saving a damaged store. Compaction (`compact`)
//! takes the same last steps.
//!
//! Steps, each durable before the next: the new key as `key.new`; the new store file; `key.new` renamed to `key`,
//! which is the commit point; the old key overwritten; the old store file removed. Before the commit point the old
//! key and file are valid and opening removes the new ones, after it the other way round.
//!
//! What this promises: removed bodies exist only in the old file, sealed under a key that the app no longer has.
//! What it cannot promise: an SSD, a copy-on-write or journalling file system, a snapshot or a backup may keep the
//! 32 bytes of the old key. Whoever gets both those and the old file can read it. Full-disk encryption covers that.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use redb::ReadableDatabase;

use super::attempts;
use super::copy::{self, Copying, Losses, Pages};
use super::disk;
use super::error::{DiskError, OpenError, StoreError};
use super::file::{self, Open};
use super::keyfile::{self, KeyFile, Locked, Superseded};
use super::passphrase::{Kdf, Passphrase, Wrap};
use super::rows::guarded;
use super::seal::Sealer;
use super::{Shared, State, Store, unlock};
use crate::clock::Clock;
use crate::poison::lock;

/// Where a salvage keeps the file and key it replaced, until the next rekey.
const DAMAGED_STORE: &str = "damaged.redb";
const DAMAGED_KEY: &str = "damaged.key";

/// The moments between which a crash can fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    KeyStaged,
    StoreWritten,
    Committed,
    OldKeyOverwritten,
    OldStoreRemoved,
}

impl Store {
    /// Writes everything that is live into a new file under a fresh random key, then destroys the old key and file.
    /// Bodies and values that were removed before are unreadable afterwards; the module says what that depends on.
    ///
    /// Takes time in proportion to the store's size and needs that much free disk; other uses wait.
    ///
    /// Caches are moved too: first overwrite or clear those that hold what was removed.
    /// [`StoreError::DamagedSetting`]: put or delete the damaged setting first. [`StoreError::MustReopen`]: it is
    /// unknown whether the new key is on disk; the next use reads it again, and fails until it can. After another error the store works on as before
    /// with all data, but what was removed may still be readable: try again.
    ///
    /// A passphrase stays as it is, without being asked again.
    pub fn rekey(&self) -> Result<(), StoreError> {
        self.rekey_under(|wrap| wrap, Ok)
    }

    /// The same, into a file without free pages at its end.
    pub(super) fn rekey_and_trim(&self) -> Result<(), StoreError> {
        self.rekey_under(|wrap| wrap, |new| new.trimmed(&self.shared.dir))
    }

    /// Locks the workspace with a passphrase, or with another one; `None` unlocks it for whoever can read the folder.
    ///
    /// This is a [`rekey`](Self::rekey), with its steps, promises and errors: a copy of the old key file, with the old
    /// passphrase or none, does not open what is written from now on.
    pub fn set_passphrase(&self, chosen: Option<(&Passphrase, Kdf)>) -> Result<(), StoreError> {
        let chosen = chosen.map(|(passphrase, kdf)| Wrap::fresh(passphrase, kdf)).transpose()?;
        self.rekey_under(|_old| chosen, Ok)
    }

    /// Whether opening takes a passphrase.
    pub fn has_passphrase(&self) -> Result<bool, StoreError> {
        Ok(self.working()?.open()?.wrap.is_some())
    }

    /// Whether the person who is here knows the passphrase. Wrong ones are counted as they are at opening.
    pub fn check_passphrase(&self, passphrase: &Passphrase, clock: &Clock) -> Result<(), OpenError> {
        let wrap = self.working()?.open()?.wrap.clone();
        let Some(wrap) = wrap else { return Ok(()) };
        attempts::counted(&self.shared.dir, clock, || Ok(wrap.is_of(passphrase)?.then_some(())))
    }

    fn rekey_under(
        &self,
        wrap: impl FnOnce(Option<Wrap>) -> Option<Wrap>,
        then: impl FnOnce(Open) -> Result<Open, StoreError>,
    ) -> Result<(), StoreError> {
        let shared = &*self.shared;
        if self.lacks_room_for_another()? {
            return Err(DiskError::Full.into());
        }
        // A compaction gives way.
        shared.touch();
        let _alone = lock(&shared.compacting);
        let mut state = self.recovered()?;
        let old = state.open()?;
        let key = old.next_key(wrap(old.wrap.clone()))?;
        let source = guarded(|| old.db.begin_read())?;
        let written = (|| {
            key.stage(&shared.dir)?;
            shared.reached(Step::KeyStaged);
            let new = file::create(&shared.dir, &key, |target, to| {
                Copying::of(&source, &old.sealer, target, to, Pages::AllReadable).all().map(drop)
            })?;
            let new = then(new)?;
            shared.reached(Step::StoreWritten);
            Ok(new)
        })();
        drop(source);
        self.replace(&mut state, written, key.generation)
    }

    /// Makes a new file count in place of the one that is open, and destroys the old key and file. Its key is staged.
    pub(super) fn replace(
        &self,
        state: &mut State,
        written: Result<Open, StoreError>,
        generation: u64,
    ) -> Result<(), StoreError> {
        let shared = &*self.shared;
        let (old, wrap) = state.open().map(|open| (open.generation, open.wrap.clone()))?;
        let superseded = Superseded::hold(&shared.dir);
        let new = match written {
            Ok(new) => new,
            Err(error) => {
                discard(&shared.dir, generation);
                return Err(error);
            }
        };
        let committed = keyfile::commit(&shared.dir);
        if let Err(error) = &committed
            && old_key_counts(&shared.dir, old)
        {
            tracing::debug!(%error, "a new key could not be put in place");
            drop(new);
            discard(&shared.dir, generation);
            return Ok(committed?);
        }
        // When the folder was not synced a power cut could bring back either key, so neither file may take another write.
        if committed.and_then(|()| disk::sync_dir(&shared.dir)).is_err() {
            let wraps = vec![wrap, new.wrap.clone()];
            *state = State::Unclear(Box::new(Unclear { wraps, old, superseded: Some(superseded) }));
            return Err(StoreError::MustReopen);
        }
        shared.reached(Step::Committed);
        if let State::Open(old) = std::mem::replace(state, State::Open(Box::new(new))) {
            old.close();
        }
        superseded.overwrite();
        shared.reached(Step::OldKeyOverwritten);
        remove_leftovers(&shared.dir, generation)?;
        remove_damaged(&shared.dir)?;
        disk::sync_dir(&shared.dir)?;
        shared.reached(Step::OldStoreRemoved);
        Ok(())
    }

    /// Opens a workspace that [`open`](Self::open) calls damaged, without what cannot be read any more, and says how
    /// much that is. An undamaged workspace is simply opened.
    ///
    /// Lost heads and bodies read as [`StoreError::Damaged`] and can be put back. Records at the very end of a space
    /// that are gone without a trace are not counted, and their arrival numbers are given out again. The damaged file
    /// and its key stay in the directory, for an expert, until the next [`rekey`](Self::rekey).
    ///
    /// Works on files that were closed properly before they were damaged; others stay [`OpenError::Damaged`].
    pub fn salvage(dir: &Path) -> Result<(Self, Losses), OpenError> {
        Self::salvage_with(dir, None, &Clock::system())
    }

    /// [`salvage`](Self::salvage) for a workspace that may be locked with a passphrase.
    pub fn salvage_with(
        dir: &Path,
        passphrase: Option<&Passphrase>,
        clock: &Clock,
    ) -> Result<(Self, Losses), OpenError> {
        if !keyfile::workspace_in(dir)? {
            return Err(OpenError::NotFound);
        }
        let lock = disk::lock(dir)?;
        let key = unlock(dir, passphrase, clock)?;
        let (open, losses) = match file::open(dir, &key) {
            Ok(open) => (open, Losses::default()),
            Err(OpenError::Damaged) => rescue(dir, &key)?,
            Err(error) => return Err(error),
        };
        remove_leftovers(dir, open.generation)?;
        Ok((Self::with(dir, lock, open), losses))
    }
}

/// What is known when it is unknown which key is on the disk.
#[derive(Default)]
pub(super) struct Unclear {
    /// What the passphrase gave before the rekey, and after it.
    wraps: Vec<Option<Wrap>>,
    /// The generation before the rekey.
    old: u64,
    /// The key file of that generation.
    superseded: Option<Superseded>,
}

impl Unclear {
    /// Opens the store that the key on the disk belongs to, as at a start. That this key stays is made sure of first.
    pub(super) fn settled(&self, dir: &Path) -> Result<Open, OpenError> {
        disk::sync_dir(dir)?;
        let key = Locked::read(dir)?.unlock_with(&self.wraps).ok_or(OpenError::PassphraseNeeded)?;
        let open = file::open(dir, &key)?;
        if key.generation != self.old
            && let Some(superseded) = &self.superseded
        {
            superseded.overwrite();
        }
        remove_leftovers(dir, key.generation)?;
        tracing::warn!("the disk failed while the store moved; it was opened again, with all that was written");
        Ok(open)
    }
}

/// Moves what is readable to the next generation.
fn rescue(dir: &Path, old: &KeyFile) -> Result<(Open, Losses), OpenError> {
    let new = KeyFile::fresh(old.generation.checked_add(1).ok_or(OpenError::Damaged)?, old.wrap.clone())?;
    let rescued = (|| {
        let (open, losses) = readable_of(dir, old, &new, dir)?;
        keep_damaged(dir, old.generation, Damaged::Stays)?;
        keyfile::commit(dir)?;
        disk::sync_dir(dir)?;
        Ok((open, losses))
    })();
    if rescued.is_err() && old_key_counts(dir, old.generation) {
        discard(dir, new.generation);
    }
    rescued
}

/// Writes what is readable of a damaged store into a new file in `to`, of which the key is staged.
fn readable_of(dir: &Path, old: &KeyFile, new: &KeyFile, to: &Path) -> Result<(Open, Losses), OpenError> {
    // Reading only: this open trusts the pages, and must not change the one copy there is.
    let path = disk::store_path(dir, old.generation);
    let db = file::guarded_open(|| file::builder().open_read_only(&path))?;
    let source = guarded(|| db.begin_read())?;
    let from = Sealer::new(&old.key);
    new.stage(to)?;
    let mut losses = Losses::default();
    let open = file::create(to, new, |target, to| {
        losses = Copying::of(&source, &from, target, to, Pages::SomeUnreadable).all()?;
        Ok(())
    })?;
    if copy::nothing_opens(losses, &open.db)? { Err(OpenError::WrongKey) } else { Ok((open, losses)) }
}

/// What becomes of a damaged store when another takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damaged {
    /// A copy of it and of its key stay beside the new one, until the next [`rekey`](Store::rekey).
    Stays,
    /// It goes, as what lay there already of an earlier one: it may give what was to be deleted.
    Goes,
}

/// Keeps copies of the damaged file and of its key under other names, or none.
fn keep_damaged(dir: &Path, generation: u64, damaged: Damaged) -> Result<(), DiskError> {
    if damaged == Damaged::Goes {
        return remove_damaged(dir);
    }
    fs::copy(disk::store_path(dir, generation), dir.join(DAMAGED_STORE))?;
    keyfile::copy_to(dir, &dir.join(DAMAGED_KEY))
}

/// Removes the copies of a damaged store and of its key, the key first and so that it cannot be read again.
fn remove_damaged(dir: &Path) -> Result<(), DiskError> {
    let key = dir.join(DAMAGED_KEY);
    Superseded::at(&key).overwrite();
    disk::remove(&key)?;
    disk::remove(&dir.join(DAMAGED_STORE))
}

/// A workspace that nobody else opens meanwhile.
pub(crate) struct Alone {
    dir: PathBuf,
    _lock: File,
}

impl Alone {
    /// Takes the workspace in `dir`.
    pub(crate) fn with(dir: &Path) -> Result<Self, OpenError> {
        if !keyfile::workspace_in(dir)? {
            return Err(OpenError::NotFound);
        }
        Ok(Self { dir: dir.to_owned(), _lock: disk::lock(dir)? })
    }

    /// What is readable of it, as a workspace of its own in `to`, which must not exist; and what is not. Nothing changes here, but
    /// that a wrong passphrase is counted.
    pub(crate) fn salvage_to(
        &self,
        to: &Path,
        passphrase: Option<&Passphrase>,
        clock: &Clock,
    ) -> Result<(Store, Losses), OpenError> {
        let old = unlock(&self.dir, passphrase, clock)?;
        disk::create_private_dir(to)?;
        let lock = disk::lock(to)?;
        let new = KeyFile::fresh(old.generation.checked_add(1).ok_or(OpenError::Damaged)?, old.wrap.clone())?;
        let (open, losses) = readable_of(&self.dir, &old, &new, to)?;
        keyfile::commit(to)?;
        disk::sync_dir(to)?;
        Ok((Store::with(to, lock, open), losses))
    }

    /// Puts the store of the workspace in `from`, which is closed, in the place of this one; the one that was here stays or goes.
    /// When this is cut short either of the two counts.
    pub(crate) fn replace_with(&self, from: &Path, damaged: Damaged) -> Result<(), OpenError> {
        let (old, new) = (Locked::read(&self.dir)?.generation, Locked::read(from)?.generation);
        if old == new {
            return Err(OpenError::AlreadyExists);
        }
        let path = disk::store_path(&self.dir, new);
        let superseded = Superseded::hold(&self.dir);
        let placed = (|| {
            keep_damaged(&self.dir, old, damaged)?;
            disk::remove(&path)?;
            fs::rename(disk::store_path(from, new), &path)?;
            keyfile::stage_from(from, &self.dir)?;
            keyfile::commit(&self.dir)
        })();
        if let Err(error) = placed {
            if old_key_counts(&self.dir, old) {
                discard(&self.dir, new);
                remove_damaged(&self.dir).ok();
            }
            return Err(error.into());
        }
        remove_leftovers(&self.dir, new)?;
        superseded.overwrite();
        Ok(())
    }
}

/// Whether the key file is surely still the old one. A network disk may report failure for a rename that it did, and
/// then the new store file is the one to keep.
fn old_key_counts(dir: &Path, generation: u64) -> bool {
    Locked::read(dir).is_ok_and(|current| current.generation == generation)
}

/// Removes the files of a generation that does not count, as far as possible; opening would do so too.
pub(super) fn discard(dir: &Path, generation: u64) {
    let removed = disk::remove(&disk::store_path(dir, generation)).and_then(|()| keyfile::unstage(dir));
    if let Err(error) = removed {
        tracing::warn!(%error, "files of an unfinished rekey stay until the workspace is opened again");
    }
}

/// Removes what crashes left behind: a staged key and the files of other generations.
///
/// Only for a generation that has been opened. The directory is synced first, because the rename that made this key
/// count may not have been durable when the previous process died.
pub(super) fn remove_leftovers(dir: &Path, generation: u64) -> Result<(), StoreError> {
    disk::sync_dir(dir)?;
    keyfile::unstage(dir)?;
    attempts::remove_leftovers(dir)?;
    for other in disk::generations(dir)? {
        if other != generation {
            disk::remove(&disk::store_path(dir, other))?;
        }
    }
    Ok(())
}

impl Shared {
    /// Lets tests look at the disk as a crash at this moment would leave it.
    #[cfg(test)]
    pub(super) fn reached(&self, step: Step) {
        if let Some(watch) = &*self.watch.lock().unwrap() {
            watch(step);
        }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the test version uses it")]
    pub(super) fn reached(&self, _step: Step) {}
}
