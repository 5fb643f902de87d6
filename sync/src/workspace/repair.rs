//! Taking up a workspace of which the store is damaged: everything that can be read, and of that whatever holds, goes into a new
//! file. The damaged one stays beside it with its key until the next fresh key (decision 0006).
//!
//! Where every head is still there this is the same device. Where one is lost it may be the last that this device wrote, and a log
//! that went on from the one before would fork: then it becomes a new device of the same person, as after a restore.

use std::fs;
use std::path::{Path, PathBuf};

use deelbaar_schema::record::WireRecord;
use deelbaar_schema::space::SpaceState;

use super::backup::{self, BackupError};
use super::{Identity, Workspace, WorkspaceError, random_key};
use crate::clock::Clock;
use crate::replica::{OpenReplicaError, Replica, is_rekey_due, written_name};
use crate::store::{Alone, Area, Damaged, OpenError, Passphrase, Store, StoreError};

/// So many records are given to a replica at once.
const AT_ONCE: usize = 256;

/// What came of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Records that hold: of the own municipality, of the region.
    pub records: (u64, u64),
    /// Records that were there and are not any more: at least so many.
    pub lost: u64,
    /// Shared texts that are asked of other devices.
    pub texts: usize,
    /// Settings of this device that are gone.
    pub settings: u64,
    /// Whether it is the same device as before. Otherwise it is a new one of the same person.
    pub same_device: bool,
    /// Whether a copy of the damaged file stays in the folder: not where a deletion was not finished in it.
    pub kept: bool,
    /// Whether it takes part: a new device that holds no key of the municipality must be let in by a colleague.
    pub enrolled: bool,
}

impl Workspace {
    /// Repairs the workspace in `dir`. [`WorkspaceError::Sound`]: there is nothing to repair. After any other error the folder is as
    /// it was. Needs room for a second store and a copy of the first.
    pub fn repair(dir: &Path, passphrase: Option<&Passphrase>, clock: &Clock) -> Result<Repaired, WorkspaceError> {
        if is_sound(dir, passphrase, clock)? {
            clear_unfinished(dir);
            return Err(WorkspaceError::Sound);
        }
        let alone = Alone::with(dir)?;
        let staging = staging(dir);
        clear(&staging)?;
        let repaired = repair_into(&staging, &alone, passphrase, clock);
        let cleared = clear(&staging);
        let repaired = repaired?;
        if let Err(error) = cleared {
            tracing::warn!(%error, "what a repair needed stays beside the folder");
        }
        Ok(repaired)
    }
}

/// Whether everything opens and holds, but for shared texts that are asked of others anyway.
fn is_sound(dir: &Path, passphrase: Option<&Passphrase>, clock: &Clock) -> Result<bool, WorkspaceError> {
    match Workspace::open_unsettled(dir, passphrase, clock.clone()) {
        Ok(workspace) => Ok(workspace.municipality.verify()?.1.is_none()),
        Err(error) if error.is_damage() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes what a repair of `dir` left behind that was killed, with everything in it. Where one may still go on it stays.
pub(super) fn clear_unfinished(dir: &Path) {
    backup::clear_unfinished(&staging(dir));
}

/// Where the new store is made: beside the folder, on the same disk.
fn staging(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".repairing");
    dir.with_file_name(name)
}

fn clear(staging: &Path) -> Result<(), BackupError> {
    if staging.try_exists()? {
        fs::remove_dir_all(staging)?;
    }
    Ok(())
}

fn repair_into(
    staging: &Path,
    alone: &Alone,
    passphrase: Option<&Passphrase>,
    clock: &Clock,
) -> Result<Repaired, WorkspaceError> {
    let (store, losses) = alone.salvage_to(staging, passphrase, clock)?;
    store.clear_caches()?;
    // The damaged file may hold in its free pages what was to be deleted. Then no copy of it stays; nor where nobody knows, as the
    // mark of that may be among the settings that are gone.
    let unfinished = is_rekey_due(&store)? || losses.settings > 0;
    let damaged = if unfinished { Damaged::Goes } else { Damaged::Stays };
    // Without it nobody knows whose this is.
    let identity = Identity::load(&store)?;
    let own = store.count(identity.municipality.space()?.as_bytes())?;
    let had = own + store.count(identity.region.space()?.as_bytes())? + losses.untraced;
    drop(store);
    let same = if losses.heads + losses.untraced == 0 { as_it_was(staging, passphrase, clock)? } else { None };
    let same_device = same.is_some();
    let workspace = match same {
        Some(workspace) => workspace,
        None => anew(staging, passphrase, clock)?,
    };
    let records = (workspace.municipality.count(), workspace.region.count());
    if !same_device {
        // It enrols itself, where it can: that was not there before.
        workspace.settle_as_far_as_the_disk_lets()?;
    }
    let repaired = Repaired {
        records,
        lost: had.saturating_sub(records.0 + records.1),
        texts: workspace.region.wants().len(),
        settings: losses.settings,
        same_device,
        kept: damaged == Damaged::Stays,
        enrolled: workspace.is_enrolled(),
    };
    drop(workspace);
    alone.replace_with(staging, damaged)?;
    Ok(repaired)
}

/// The workspace with the identity that it had, when all of it holds.
fn as_it_was(dir: &Path, passphrase: Option<&Passphrase>, clock: &Clock) -> Result<Option<Workspace>, WorkspaceError> {
    match Workspace::open_unsettled(dir, passphrase, clock.clone()) {
        Ok(workspace) if workspace.municipality.verify()?.1.is_none() => Ok(Some(workspace)),
        Ok(_) => Ok(None),
        Err(error) if error.is_damage() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The workspace of a new device of the same person, with every record that holds.
fn anew(dir: &Path, passphrase: Option<&Passphrase>, clock: &Clock) -> Result<Workspace, WorkspaceError> {
    let store = Store::open_with(dir, passphrase, clock)?;
    let identity = Identity::load(&store)?;
    let before = identity.device();
    let identity = identity.of_device(&random_key()?);
    let spaces = [identity.municipality.space()?, identity.region.space()?];
    let [own, region] = [readable(&store, spaces[0].as_bytes())?, readable(&store, spaces[1].as_bytes())?];
    store.write::<_, StoreError>(|tx| {
        for space in &spaces {
            tx.remove_space(space.as_bytes())?;
            tx.delete(Area::Local, &written_name(space))?;
        }
        Ok(())
    })?;
    backup::takes_the_place_of(&store, &before, clock.now())?;
    identity.save(&store)?;
    // So that nothing of what was removed here stays in free pages.
    store.rekey()?;
    drop(store);
    let workspace = Workspace::open_unsettled(dir, passphrase, clock.clone())?;
    take_over(&workspace.municipality, &own)?;
    take_over(&workspace.region, &region)?;
    Ok(workspace)
}

/// The records of a space, in order of arrival: a text that cannot be read is left out, a head that cannot with all of it.
fn readable(store: &Store, space: &[u8; 32]) -> Result<Vec<WireRecord>, StoreError> {
    let mut records = Vec::new();
    for arrival in 0..store.count(space)? {
        let Some(head) = unless_damaged(store.head(space, arrival))? else { continue };
        let body = unless_damaged(store.body(space, arrival))?;
        records.push(WireRecord { head, body });
    }
    Ok(records)
}

fn unless_damaged<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Err(StoreError::Damaged(_)) => Ok(None),
        read => read,
    }
}

/// Lets a replica judge records as those of a peer, again as long as that brings something: what one needs may come after it.
fn take_over<S: SpaceState>(replica: &Replica<S>, records: &[WireRecord]) -> Result<(), StoreError> {
    loop {
        let (before, mut refused) = (replica.count(), false);
        for some in records.chunks(AT_ONCE) {
            refused |= !replica.accept(some.to_vec())?.refused.is_empty();
        }
        if !refused || replica.count() == before {
            return Ok(());
        }
    }
}

impl WorkspaceError {
    /// Whether what is kept on this device is damaged, so that a [repair](Workspace::repair) may help.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. }
            | Self::Encoding(_)
            | Self::Open(OpenError::Damaged)
            | Self::Replica(OpenReplicaError::Record(_) | OpenReplicaError::Damaged(_) | OpenReplicaError::State) => {
                true
            }
            Self::Store(error) | Self::Replica(OpenReplicaError::Store(error)) => {
                matches!(error, StoreError::Damaged(_) | StoreError::DamagedStore | StoreError::DamagedSetting)
            }
            _ => false,
        }
    }
}
