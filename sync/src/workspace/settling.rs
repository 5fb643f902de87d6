//! What follows from the records and is not done yet, done by one at a time. A disk that refuses ends nothing: it is done as
//! soon as the disk lets it, and until then people and monitors are told.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::{Workspace, WorkspaceError};
use crate::poison::lock;
use crate::replica::{self, AppendError, OpenReplicaError};
use crate::store::{DiskError, OpenError, StoreError};

/// Held while what is due is done; and what the disk said the last time.
#[derive(Default)]
pub(super) struct Settling {
    turn: Mutex<()>,
    /// Held while what was begun in both spaces is finished. Taken after `turn`.
    pending: Mutex<()>,
    refused: Mutex<Option<String>>,
    /// When the last confirmations of deletions were written.
    confirmed: Mutex<VecDeque<Instant>>,
    /// Whether something was not done because the own clock is not believed.
    for_clock: AtomicBool,
}

/// So many records with confirmations a device writes at once, and then one each [`BETWEEN`]: every device says so of every
/// withdrawal, and each record goes to all. What waits goes with the next `settle`, which comes each minute.
const AT_ONCE: usize = 8;
const BETWEEN: Duration = Duration::from_secs(55);
/// After so many times that long without one the first few go at once again.
const BURST: u32 = 8;

/// When deletions are confirmed beyond the first few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    /// One record each [`BETWEEN`].
    InTurn,
    AllNow,
}

impl Settling {
    /// Whether a record with confirmations may be written now.
    pub(super) fn may_confirm(&self) -> bool {
        let written = lock(&self.confirmed);
        let lately = written.iter().filter(|then| then.elapsed() < BETWEEN * BURST).count();
        lately < AT_ONCE || written.back().is_some_and(|last| last.elapsed() >= BETWEEN)
    }

    /// One was written.
    pub(super) fn note_confirmed(&self) {
        let mut written = lock(&self.confirmed);
        written.retain(|then| then.elapsed() < BETWEEN * BURST);
        written.push_back(Instant::now());
    }

    pub(super) fn note_waits_for_clock(&self, waits: bool) {
        self.for_clock.store(waits, Ordering::Relaxed);
    }

    pub(super) fn waits_for_clock(&self) -> bool {
        self.for_clock.load(Ordering::Relaxed)
    }

    /// As if what was written were a minute older.
    #[cfg(test)]
    pub(super) fn as_a_minute_later(&self) {
        let mut written = self.confirmed.lock().unwrap();
        *written = written.iter().filter_map(|then| then.checked_sub(BETWEEN)).collect();
    }

    pub(super) fn pending_turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.pending)
    }
}

impl WorkspaceError {
    /// What the disk said, when that is what went wrong.
    pub fn disk(&self) -> Option<&DiskError> {
        match self {
            Self::Store(StoreError::Disk(disk))
            | Self::Open(OpenError::Disk(disk))
            | Self::Append(AppendError::Store(StoreError::Disk(disk)))
            | Self::Replica(OpenReplicaError::Store(StoreError::Disk(disk))) => Some(disk),
            _ => None,
        }
    }
}

impl Workspace {
    /// Does whatever follows from the records and is not done yet: own enrolment, saying again what stands in closed logs,
    /// publishing what was consented to, withdrawing what was withdrawn, dropping files that nothing names any more,
    /// confirming what was purged, and saying which publications that emptied. Does nothing
    /// when nothing is due. After an error nothing is lost: what is not done stays due.
    pub fn settle(&self) -> Result<(), WorkspaceError> {
        self.settle_and(Owed::InTurn)
    }

    /// The same for a program that stops then: every deletion is confirmed now, since in a minute nobody is there.
    pub fn settle_at_the_end(&self) -> Result<(), WorkspaceError> {
        self.settle_and(Owed::AllNow)
    }

    fn settle_and(&self, confirmations: Owed) -> Result<(), WorkspaceError> {
        // Two at once would both find the same due, and do it twice.
        let _turn = lock(&self.settling.turn);
        if self.store.disk_refuses().is_some() {
            // Perhaps it was only full for a while: nothing else may be due by which that shows.
            self.store.try_disk().ok();
        }
        let settled = self.settle_now(confirmations);
        let refused = settled.as_ref().err().and_then(WorkspaceError::disk).map(DiskError::to_string);
        *lock(&self.settling.refused) = refused;
        settled
    }

    /// Each step is tried, also when one before it was refused; the first error is told.
    fn settle_now(&self, confirmations: Owed) -> Result<(), WorkspaceError> {
        let before = self.finish_pending().and(self.enrol_self()).and(self.say_again());
        let carried = self.carry_out_consents();
        // What was withdrawn is deleted before that is confirmed; what is withdrawn meanwhile is confirmed the next time.
        let deleted = self.purges_to_confirm();
        let confirmed = self.sweep_files().and_then(|()| self.confirm_purges(&deleted, confirmations));
        before.and(carried).and(confirmed).and(self.say_what_was_emptied())
    }

    /// The same where nobody can do anything about a disk that refuses: what is due waits for the disk.
    pub(super) fn settle_as_far_as_the_disk_lets(&self) -> Result<(), WorkspaceError> {
        match self.settle() {
            Err(error) if error.disk().is_some() => {
                tracing::error!("what is due waits for the disk: {error}");
                Ok(())
            }
            settled => settled,
        }
    }

    /// What the disk said when it last kept this device from doing what is due or from keeping what came; `None` when it let it.
    pub fn disk_refuses(&self) -> Option<String> {
        let settling = lock(&self.settling.refused).clone();
        settling.or_else(|| self.store.disk_refuses())
    }

    /// Whether something was removed of which the store still holds what a fresh key will make unreadable. Nobody sees it any
    /// more, and it is not confirmed as deleted before that is done.
    pub fn is_deletion_unfinished(&self) -> bool {
        replica::is_rekey_due(&self.store).unwrap_or(false)
    }
}
