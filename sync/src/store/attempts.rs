//! Wrong passphrases are counted beside the key, and each next try has to wait longer. It lasts over restarts.
//!
//! ```text
//! 0  4  number of wrong passphrases in a row, big-endian
//! 4  8  when the last one was tried: milliseconds since 1970, big-endian
//! 12 4  BLAKE3 of the above, truncated
//! ```
//! This slows down somebody at the keyboard. It does not stop whoever can write in the folder, or took a copy of it: they
//! remove the file, or try with a program of their own. Against them stands only the work of Argon2id and a long passphrase.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use super::disk;
use super::error::{DiskError, OpenError};
use crate::clock::Clock;

const NAME: &str = "attempts";
const STAGED: &str = "attempts.new";
const LENGTH: usize = 16;
/// Mistakes that cost nothing.
const FREE: u32 = 3;
/// The longest wait, in milliseconds.
const LONGEST: i64 = 15 * 60 * 1000;

/// Wrong passphrases since the last right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Attempts {
    wrong: u32,
    last: i64,
}

impl Attempts {
    /// A missing or damaged file counts as no attempts: it must never lock the owner out.
    fn read(dir: &Path) -> Self {
        let Ok(bytes) = fs::read(dir.join(NAME)) else { return Self::default() };
        Self::decode(&bytes).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (wrong, rest) = bytes.split_first_chunk()?;
        let (last, check) = rest.split_first_chunk()?;
        let attempts = Self { wrong: u32::from_be_bytes(*wrong), last: i64::from_be_bytes(*last) };
        (attempts.encode()[12..] == *check).then_some(attempts)
    }

    fn encode(self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        bytes[..4].copy_from_slice(&self.wrong.to_be_bytes());
        bytes[4..12].copy_from_slice(&self.last.to_be_bytes());
        let check = blake3::hash(&bytes[..12]);
        bytes[12..].copy_from_slice(&check.as_bytes()[..4]);
        bytes
    }

    fn write(self, dir: &Path) -> Result<(), DiskError> {
        let staged = dir.join(STAGED);
        disk::remove(&staged)?;
        let mut file = disk::create_private_file(&staged)?;
        file.write_all(&self.encode())?;
        file.sync_all()?;
        fs::rename(&staged, dir.join(NAME))?;
        disk::sync_dir(dir)
    }

    /// How long after the last wrong one the next may be tried: nothing, then 1, 2, 4 … seconds, at most a quarter of an hour.
    fn pause(self) -> i64 {
        match self.wrong.checked_sub(FREE) {
            None => 0,
            Some(over) => 1000_i64.checked_shl(over.min(20)).unwrap_or(LONGEST).min(LONGEST),
        }
    }

    fn wait(self, now: i64) -> Duration {
        let left = self.last.saturating_add(self.pause()).saturating_sub(now);
        Duration::from_millis(u64::try_from(left).unwrap_or(0))
    }
}

/// Runs `try_it` when it is time for another try. The try is counted on the disk before it is made.
pub(super) fn counted<T>(
    dir: &Path,
    clock: &Clock,
    try_it: impl FnOnce() -> Result<Option<T>, OpenError>,
) -> Result<T, OpenError> {
    let now = clock.now().0;
    let mut attempts = Attempts::read(dir);
    if attempts.last > now {
        // The clock was set back: the wait begins again, it does not grow.
        attempts.last = now;
        keep(dir, attempts);
    }
    let wait = attempts.wait(now);
    if !wait.is_zero() {
        return Err(OpenError::TooSoon { wait });
    }
    let counted = Attempts { wrong: attempts.wrong.saturating_add(1), last: now };
    keep(dir, counted);
    match try_it()? {
        Some(opened) => {
            disk::remove(&dir.join(NAME))?;
            Ok(opened)
        }
        None => Err(OpenError::WrongPassphrase { wait: counted.wait(now) }),
    }
}

/// On a full disk the workspace must still open, so a count that cannot be written is let go.
fn keep(dir: &Path, attempts: Attempts) {
    if let Err(error) = attempts.write(dir) {
        tracing::warn!(%error, "a wrong passphrase could not be counted");
    }
}

/// Removes what an interrupted count left behind.
pub(super) fn remove_leftovers(dir: &Path) -> Result<(), DiskError> {
    disk::remove(&dir.join(STAGED))
}
