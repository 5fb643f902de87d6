//! Backups on a schedule: made without anybody, by a device that cannot open them.
//!
//! After something was withdrawn the next one is due at once, and takes the place of all that were made before it. A file
//! that somebody carried elsewhere is out of reach.

use std::fs;
use std::path::{Path, PathBuf};

use deelbaar_schema::encoding;
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::sealing::Sealing;
use super::{BackupError, Workspace, WorkspaceError};
use crate::file::{Existing, Step, WriteError, is_unfinished, write_watched};
use crate::replica::purges_in;
use crate::store::{Area, DiskError, Kdf, Passphrase, StoreError};

const NAME: &str = "backup schedule";
/// When a backup was last made, on a schedule or by hand.
const LAST: &str = "backup made";
const ENDING: &str = ".deelbaar";
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long after a failure it is tried again.
const AGAIN: i64 = 10 * 60 * 1000;

/// Where backups go, how often, and how many are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The folder: a full path.
    pub folder: PathBuf,
    /// How many days lie between two.
    pub every_days: u16,
    /// How many of the newest stay.
    pub keep: u16,
}

impl Schedule {
    /// The longest time between two.
    pub const MOST_DAYS: u16 = 366;
    /// The most that are kept.
    pub const MOST_KEPT: u16 = 100;

    fn check(&self) -> Result<(), BackupError> {
        let numbers = (1..=Self::MOST_DAYS).contains(&self.every_days) && (1..=Self::MOST_KEPT).contains(&self.keep);
        if !numbers {
            return Err(BackupError::Schedule);
        }
        if !self.folder.is_absolute() || !self.folder.is_dir() {
            return Err(WriteError::NoFolder.into());
        }
        Ok(())
    }
}

/// Why the last one was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// This user may not write there.
    Denied,
    /// The folder is not there: a disk that is not connected.
    NoFolder,
    /// Anything else.
    Other,
}

impl From<&WorkspaceError> for Trouble {
    fn from(error: &WorkspaceError) -> Self {
        match error {
            WorkspaceError::Backup(BackupError::File(WriteError::NoFolder)) => Self::NoFolder,
            WorkspaceError::Backup(BackupError::File(WriteError::Disk(disk)) | BackupError::Disk(disk)) => match disk {
                DiskError::Full => Self::Full,
                DiskError::Denied | DiskError::ReadOnly => Self::Denied,
                DiskError::Io(_) => Self::Other,
            },
            _ => Self::Other,
        }
    }
}

/// How it stands with backups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupStatus {
    /// The schedule, when there is one.
    pub schedule: Option<Schedule>,
    /// When one was last made, on a schedule or by hand.
    pub made: Option<Timestamp>,
    /// When the last try failed, and why.
    pub failed: Option<(Timestamp, Trouble)>,
    /// Something was withdrawn that older backups still hold.
    pub outdated: bool,
    /// It is time for one.
    pub due: bool,
    /// It should have been there already: it failed, or nobody was here to make it.
    pub overdue: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    schedule: Schedule,
    sealing: Sealing,
    /// When one was last made here.
    made: Option<Timestamp>,
    /// How many purges there had been by then.
    purges: u64,
    /// Older ones must go, and were not all removed yet.
    clearing: bool,
    failed: Option<(Timestamp, Trouble)>,
}

impl Kept {
    fn wants_new(&self, now: Timestamp, purges: u64) -> bool {
        let every = i64::from(self.schedule.every_days) * DAY;
        // A clock that was set back must not put it off for years.
        let is_over = |made: Timestamp| now.0 >= made.0.saturating_add(every) || made.0 > now.0.saturating_add(DAY);
        purges > self.purges || self.made.is_none_or(is_over)
    }

    fn may_try(&self, now: Timestamp) -> bool {
        self.failed.is_none_or(|(last, _)| now.0 >= last.0.saturating_add(AGAIN) || last.0 > now.0)
    }

    fn overdue(&self, now: Timestamp) -> bool {
        let late = i64::from(self.schedule.every_days + 1) * DAY;
        self.failed.is_some() || self.made.is_some_and(|made| now.0 >= made.0.saturating_add(late))
    }
}

impl Workspace {
    /// Makes backups on a schedule from now on, the first at once; `None` ends that. Without a passphrase the one of the
    /// schedule before stays.
    pub fn schedule_backups(
        &self,
        schedule: Option<Schedule>,
        passphrase: Option<(&Passphrase, Kdf)>,
    ) -> Result<(), WorkspaceError> {
        let Some(schedule) = schedule else {
            return Ok(self.store.write(|tx| tx.delete(Area::Local, NAME))?);
        };
        schedule.check()?;
        let sealing = match (passphrase, self.kept()?) {
            (Some((passphrase, work)), _) => Sealing::new(passphrase, work)?,
            (None, Some(kept)) => kept.sealing,
            (None, None) => return Err(WorkspaceError::ShortPassphrase),
        };
        self.keep(&Kept { schedule, sealing, made: None, purges: 0, clearing: false, failed: None })
    }

    /// How it stands.
    pub fn backup_status(&self) -> Result<BackupStatus, WorkspaceError> {
        let (now, kept) = (self.clock.now(), self.kept()?);
        let (last, purges) = self.store.read(|snapshot| {
            let last = snapshot.get(Area::Local, LAST)?;
            Ok::<_, StoreError>((last, purges_in(snapshot)?))
        })?;
        let made = last.and_then(|bytes| Some(Timestamp(i64::from_be_bytes(bytes.try_into().ok()?))));
        let Some(kept) = kept else { return Ok(BackupStatus { made, ..BackupStatus::default() }) };
        Ok(BackupStatus {
            made,
            failed: kept.failed,
            outdated: kept.made.is_some() && (kept.clearing || purges > kept.purges),
            due: (kept.clearing || kept.wants_new(now, purges)) && kept.may_try(now),
            overdue: kept.overdue(now),
            schedule: Some(kept.schedule),
        })
    }

    /// Makes the backup that is due, and removes the older ones that need not or may not stay. Where the file is; `None`
    /// when nothing was due. A failure is remembered, and tried again after ten minutes.
    pub fn make_due_backup(&self) -> Result<Option<PathBuf>, WorkspaceError> {
        self.make_due_backup_watched(&|_| Ok(()))
    }

    fn make_due_backup_watched(
        &self,
        before: &dyn Fn(Step) -> std::io::Result<()>,
    ) -> Result<Option<PathBuf>, WorkspaceError> {
        if !self.backup_status()?.due {
            return Ok(None);
        }
        let Some(mut kept) = self.kept()? else { return Ok(None) };
        let made = self.make(&mut kept, before);
        if let Err(error) = &made {
            kept.failed = Some((self.clock.now(), Trouble::from(error)));
            self.keep(&kept)?;
        }
        made
    }

    fn make(
        &self,
        kept: &mut Kept,
        before: &dyn Fn(Step) -> std::io::Result<()>,
    ) -> Result<Option<PathBuf>, WorkspaceError> {
        let folder = kept.schedule.folder.clone();
        let now = self.clock.now();
        let (contents, purges) = self.contents()?;
        let mut path = None;
        if kept.wants_new(now, purges) {
            let sealed = kept.sealing.seal(&contents.encode()?)?;
            let file = folder.join(self.file_name(now));
            write_watched(&file, &sealed, Existing::Replace, before).map_err(BackupError::from)?;
            kept.clearing |= purges > kept.purges;
            (kept.made, kept.purges, path) = (Some(now), purges, Some(file));
            self.keep(kept)?;
            self.note_backup(now)?;
        }
        let stay = if kept.clearing { 1 } else { usize::from(kept.schedule.keep) };
        remove_older(&folder, &self.beginning(&self.device().short()), path.as_deref(), stay)?;
        if kept.clearing {
            // Those of the device that this one took the place of hold what was withdrawn since, and nobody else removes them.
            for earlier in self.earlier_devices()? {
                remove_older(&folder, &self.beginning(&earlier), None, 0)?;
            }
        }
        (kept.clearing, kept.failed) = (false, None);
        self.keep(kept)?;
        Ok(path)
    }

    /// Remembers that a backup was made.
    pub(super) fn note_backup(&self, now: Timestamp) -> Result<(), StoreError> {
        self.store.write(|tx| tx.put(Area::Local, LAST, &now.0.to_be_bytes()))
    }

    /// Only files of one device have such a name: those of another one in the same folder stay.
    fn beginning(&self, device: &str) -> String {
        format!("deelbaar-{}-{device}-", self.code).to_lowercase()
    }

    fn file_name(&self, now: Timestamp) -> String {
        format!("{}{}{ENDING}", self.beginning(&self.device().short()), now.utc().format("%Y-%m-%d-%H%M%S"))
    }

    fn kept(&self) -> Result<Option<Kept>, WorkspaceError> {
        let bytes = self.store.get(Area::Local, NAME)?;
        Ok(bytes.map(|bytes| encoding::decode(&bytes)).transpose()?)
    }

    fn keep(&self, kept: &Kept) -> Result<(), WorkspaceError> {
        let bytes = encoding::encode(kept)?;
        Ok(self.store.write(|tx| tx.put(Area::Local, NAME, &bytes))?)
    }
}

/// Removes all files of one device but the `stay` newest; `made` always stays.
fn remove_older(folder: &Path, beginning: &str, made: Option<&Path>, stay: usize) -> Result<(), BackupError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(WriteError::from)? {
        let path = entry.map_err(WriteError::from)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.strip_prefix('.').is_some_and(|name| name.starts_with(beginning)) && is_unfinished(name) {
            // A kill left it behind.
            fs::remove_file(&path).map_err(WriteError::from)?;
        } else if name.starts_with(beginning) && name.ends_with(ENDING) && Some(path.as_path()) != made {
            found.push(path);
        }
    }
    // The names end in the moment: the newest comes last.
    found.sort();
    let stay = stay.saturating_sub(usize::from(made.is_some()));
    for path in &found[..found.len().saturating_sub(stay)] {
        fs::remove_file(path).map_err(WriteError::from)?;
    }
    Ok(())
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(super) mod fuzzed {
    use super::{Kept, NAME, Schedule, Sealing, Timestamp, Trouble, encoding};
    use crate::store::{Kdf, Passphrase};

    /// The name of a schedule in the store, and one.
    pub(crate) fn kept() -> (&'static str, Vec<u8>) {
        let quick = Kdf { memory: 8, passes: 1, lanes: 1 };
        let sealing = Sealing::new(&Passphrase::new("vier woorden van papier"), quick).unwrap();
        let schedule = Schedule { folder: "/nergens".into(), every_days: 1, keep: 3 };
        let (made, failed) = (Some(Timestamp(5)), Some((Timestamp(6), Trouble::Full)));
        let kept = Kept { schedule, sealing, made, purges: 2, clearing: false, failed };
        (NAME, encoding::encode(&kept).unwrap())
    }
}

#[cfg(test)]
mod tests;
