//! Compaction: what is live goes into a new file, so that the file stays within twice of that.
//!
//! The new file is written from a snapshot, beside everything else: nobody waits. It takes the place of the old one only when
//! nothing was written meanwhile, and otherwise is dropped, at once, and made another time. Waiting is for the last steps only,
//! which are those of a rekey: the key and one rename. So what was removed before is unreadable afterwards, as after a rekey.
//!
//! A device where somebody writes all day is held up for one copy after some tries in vain: the file would grow without end.
//! Where the disk has no room for a second file, or refused one, it is left for an hour: others need that room.

use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use redb::{ReadableDatabase, ReadableTableMetadata};

use super::Store;
use super::copy::{Copying, Pages};
use super::disk;
use super::error::{DiskError, StoreError};
use super::file::{self, Open};
use super::rekey::{Step, discard};
use super::rows::{BODIES, CACHE, HEADS, LOCAL, guarded};

use crate::poison::lock;

/// The file may be so many times as long as what is live in it.
const MOST: u64 = 2;
/// And so long in any case: writing anew what is short gains little, and each change of a cache needs room for a second one.
const LEAST: u64 = 512 * 1024;
/// What a file may take of which the work itself needs more than [`MOST`]: each time a cache is written, which may be most of what
/// is live, the old one still lies there, and often the one before.
const MOST_AT_WORK: u64 = 3;
/// So many times a new file is made beside everything else in vain; then others wait for the next one.
const IN_VAIN: u32 = 3;
/// How long the disk is left alone after it had no room, or failed.
const PAUSE: Duration = Duration::from_hours(1);
/// Room that others keep beside a new file.
const FOR_OTHERS: u64 = 16 * 1024 * 1024;

/// How compaction went so far in this run.
#[derive(Debug, Default)]
pub(super) struct Tidying {
    /// Tries in vain since the last that was not.
    in_vain: u32,
    /// When the disk last had no room, or failed.
    failed: Option<Instant>,
    /// What the last new file came to, or came to again by the work that goes on.
    packed: Option<Room>,
    /// What was found when the file was last looked at, if it needed nothing.
    fine: Option<Fine>,
}

/// A file that needed no compaction.
#[derive(Debug, Clone, Copy)]
struct Fine {
    length: u64,
    /// How long it might have been.
    most: u64,
}

impl Fine {
    /// Whether a file of that length need not be looked at again: to look is to go through every page.
    fn covers(self, length: u64) -> bool {
        length <= self.most && length.abs_diff(self.length) <= self.length / 8
    }
}

/// How much room a store takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Length of the file.
    pub file: u64,
    /// Keys and sealed values in it.
    pub live: u64,
}

impl Room {
    /// How long the file may be.
    pub fn most(&self) -> u64 {
        self.live.saturating_mul(MOST).max(LEAST)
    }

    /// How long it may be before writing it anew pays. `packed`: what the last time came to.
    ///
    /// There are rows for which redb needs twice their length. A file of those is written again when it is a quarter longer than
    /// the last time, for what is live by then: sooner would gain nothing. A short file says nothing about its rows.
    fn most_since(&self, packed: Option<Self>) -> u64 {
        let again = packed.filter(|packed| packed.file > LEAST).map_or(0, |packed| {
            let ratio = u128::from(packed.file) * u128::from(self.live) / u128::from(packed.live.max(1));
            let again = u64::try_from(ratio).unwrap_or(u64::MAX);
            again.saturating_add(again / 4)
        });
        self.most().max(again)
    }

    /// Whether it is as long again as it was before the last time, with about as much in it: to write it anew would not last.
    fn is_back(&self, packed: Option<Self>) -> bool {
        let same = packed.is_some_and(|packed| self.live.abs_diff(packed.live) <= packed.live / 4);
        same && self.file <= self.live.saturating_mul(MOST_AT_WORK)
    }
}

impl Store {
    /// How much room the store takes. Looks at every page.
    pub fn room(&self) -> Result<Room, StoreError> {
        let state = self.working()?;
        let open = state.open()?;
        let live = guarded(|| {
            let transaction = open.db.begin_read()?;
            let mut live = 0;
            for table in [HEADS, BODIES] {
                live += transaction.open_table(table)?.stats()?.stored_bytes();
            }
            for table in [LOCAL, CACHE] {
                live += transaction.open_table(table)?.stats()?.stored_bytes();
            }
            Ok::<_, redb::Error>(live)
        })?;
        Ok(Room { file: self.length_of(open)?, live })
    }

    fn length(&self) -> Result<u64, StoreError> {
        self.length_of(self.working()?.open()?)
    }

    fn length_of(&self, open: &Open) -> Result<u64, StoreError> {
        Ok(disk::store_path(&self.shared.dir, open.generation).metadata()?.len())
    }

    fn tidying(&self) -> MutexGuard<'_, Tidying> {
        lock(&self.shared.tidying)
    }

    /// Compacts the file where that pays and the disk has room for it. Returns whether it did. Cheap while the file is about as
    /// long as it was last time. After an error nothing is tried for an hour.
    pub fn compact_where_it_pays(&self) -> Result<bool, StoreError> {
        let length = self.length()?;
        let (rests, fine) = {
            let tidying = self.tidying();
            (tidying.failed.is_some_and(|failed| failed.elapsed() < PAUSE), tidying.fine)
        };
        if length <= LEAST || rests || fine.is_some_and(|fine| fine.covers(length)) {
            return Ok(false);
        }
        let room = self.room()?;
        let packed = self.tidying().packed;
        if room.file <= room.most_since(packed) {
            self.found_fine(room, packed);
            return Ok(false);
        }
        if room.is_back(packed) {
            self.found_fine(room, Some(room));
            return Ok(false);
        }
        match self.compact_in_turn(room) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => {
                self.tidying().failed = Some(Instant::now());
                return Err(error);
            }
        }
        let now = self.room()?;
        self.found_fine(now, Some(now));
        Ok(true)
    }

    fn found_fine(&self, room: Room, packed: Option<Room>) {
        let fine = Fine { length: room.file, most: room.most_since(packed) };
        *self.tidying() = Tidying { packed, fine: Some(fine), ..Tidying::default() };
    }

    /// Compacts beside everything else; after some tries in vain while others wait.
    fn compact_in_turn(&self, room: Room) -> Result<bool, StoreError> {
        let takes = room.live.saturating_add(room.live / 5).saturating_add(FOR_OTHERS);
        if disk::free(&self.shared.dir).is_some_and(|free| free < takes) {
            return Err(DiskError::Full.into());
        }
        let waited = self.tidying().in_vain >= IN_VAIN;
        if waited {
            tracing::info!("others wait while the store is compacted: it was tried beside them {IN_VAIN} times");
            self.rekey_and_trim()?;
        } else if !self.compact()? {
            self.tidying().in_vain += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// Whether a second file surely does not fit on the disk. To try would take the room that others need.
    pub(super) fn lacks_room_for_another(&self) -> Result<bool, StoreError> {
        let (Some(free), length) = (disk::free(&self.shared.dir), self.length()?) else { return Ok(false) };
        Ok(free < length && free < self.room()?.live)
    }

    /// As if the hour after a failure were over.
    #[cfg(test)]
    pub(super) fn forget_failure(&self) {
        self.tidying().failed = None;
    }

    /// Writes everything that is live into a new file under a fresh key, and lets go of the old one. `false`: somebody wrote
    /// meanwhile, so the old file stays.
    ///
    /// After an error the store works on as before, as after a [`rekey`](Self::rekey) that failed: on a full disk too.
    pub fn compact(&self) -> Result<bool, StoreError> {
        let shared = &*self.shared;
        let Ok(_alone) = shared.compacting.try_lock() else { return Ok(false) };
        let begun = shared.touched.load(Ordering::Acquire);
        let touched = || shared.touched.load(Ordering::Acquire) != begun;
        let (key, written) = {
            let state = self.working()?;
            let old = state.open()?;
            let key = old.next_key(old.wrap.clone())?;
            let source = guarded(|| old.db.begin_read())?;
            let written = file::create(&shared.dir, &key, |target, to| {
                Copying::of(&source, &old.sealer, target, to, Pages::AllReadable).unless(&touched).all().map(drop)
            });
            (key, written.and_then(|new| new.trimmed(&shared.dir)))
        };
        shared.reached(Step::StoreWritten);
        let mut state = shared.seize();
        // Nobody writes now. Whoever wrote since the snapshot was taken has said so.
        if touched() || state.open().is_err() {
            drop((state, written));
            discard(&shared.dir, key.generation);
            return Ok(false);
        }
        let staged = written.and_then(|new| {
            key.stage(&shared.dir)?;
            shared.reached(Step::KeyStaged);
            Ok(new)
        });
        self.replace(&mut state, staged, key.generation)?;
        Ok(true)
    }
}
