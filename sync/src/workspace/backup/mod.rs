//! A backup: one encrypted file with everything of a workspace but the device's own key.
//!
//! The device's signing key is not in it. A log that goes on from an older copy would fork; so a restored workspace is a
//! new device with a log of its own, which must be enrolled like any other. See [`super::introduction`].

mod schedule;
mod sealing;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use deelbaar_schema::charter::Founding;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::keys::Root;
use super::{Identity, Person, Workspace, WorkspaceError, random_key};
use crate::clock::Clock;
use crate::file::{Existing, WriteError, write};
use crate::replica::{Why, purges_in};
use crate::store::{Area, DiskError, Kdf, OpenError, Passphrase, Store, StoreError, sync_dir};

pub use schedule::{BackupStatus, Schedule, Trouble};
use sealing::Sealing;

/// When the backup was made that this device was restored from.
const RESTORED: &str = "restored";
/// Values of the device that go along, by the names that `replica` and `net` gave them. The tests notice another name.
const WITHDRAWN: &str = "withdrawn in ";
const PEERS: &str = "peers";
/// The beginnings of the ids of the devices that this one took the place of, by being restored.
const EARLIER: &str = "earlier devices";

/// Why a backup cannot be made or restored. Nothing was changed.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The file was not written.
    #[error(transparent)]
    File(#[from] WriteError),
    /// There is no such file.
    #[error("there is no such file")]
    NoFile,
    /// Not a number of days or files that a schedule can have.
    #[error("a schedule has 1 to {} days and keeps 1 to {} files", Schedule::MOST_DAYS, Schedule::MOST_KEPT)]
    Schedule,
    /// Not a backup of this app.
    #[error("this is not a backup of Deelbaar")]
    Foreign,
    /// A later version of the app made it.
    #[error("the backup was made by a newer version (format {found})")]
    Newer {
        /// The format that was found.
        found: u8,
    },
    /// Cut short or altered.
    #[error("the backup is damaged")]
    Damaged,
    /// That is not the passphrase of the backup.
    #[error("that is not the passphrase of the backup")]
    WrongPassphrase,
    /// A record in it does not hold.
    #[error("a record in the backup does not hold: {0}")]
    Unsound(Why),
    /// The folder to restore into is not empty.
    #[error("the folder is not empty")]
    NotEmpty,
    /// The file.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        DiskError::from(error).into()
    }
}

/// One record as the store keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    head: Vec<u8>,
    body: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    made: Timestamp,
    municipality: Founding,
    region: Founding,
    person: Person,
    /// Of the municipality and the region, where the device held them.
    seeds: [Option<Zeroizing<[u8; 32]>>; 2],
    /// Whether the workspace was locked with a passphrase.
    locked: bool,
    /// Of the municipality's space and the region's, in order of arrival.
    records: [Vec<Kept>; 2],
    /// What the device remembers beside them: what was withdrawn, and where others were reached.
    remembered: Vec<(String, Vec<u8>)>,
}

impl Contents {
    fn encode(&self) -> Result<Zeroizing<Vec<u8>>, WorkspaceError> {
        Ok(Zeroizing::new(encoding::encode(self)?))
    }
}

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub made: Timestamp,
    /// Records: own municipality, region.
    pub records: (usize, usize),
    /// The root keys that were in it.
    pub roots: Vec<Root>,
    /// The workspace was locked; it now opens with the passphrase of the backup.
    pub locked: bool,
    /// The new device is enrolled: it held the municipality's key. Otherwise a colleague must let it in again.
    pub enrolled: bool,
}

impl Workspace {
    /// Writes a backup to `path`, which must not exist. It is of one moment; work can go on meanwhile.
    pub fn backup(&self, path: &Path, passphrase: &Passphrase, work: Kdf) -> Result<(), WorkspaceError> {
        if path.exists() {
            // Said before the work of Argon2id; looked at again when the file gets its name.
            return Err(BackupError::from(WriteError::Exists).into());
        }
        let sealing = Sealing::new(passphrase, work)?;
        let now = self.clock.now();
        let sealed = sealing.seal(&self.contents()?.0.encode()?)?;
        write(path, &sealed, Existing::Keep).map_err(BackupError::from)?;
        Ok(self.note_backup(now)?)
    }

    /// What goes into a backup, and how often something was purged by then.
    fn contents(&self) -> Result<(Contents, u64), WorkspaceError> {
        let spaces = [self.municipality.space(), self.region.space()];
        let mut names: Vec<String> = spaces.iter().map(|space| format!("{WITHDRAWN}{space}")).collect();
        names.push(PEERS.to_owned());
        let (records, remembered, purges) = self.store.read(|snapshot| {
            let mut records = [Vec::new(), Vec::new()];
            for (space, kept) in spaces.iter().zip(&mut records) {
                snapshot.heads(space.as_bytes(), .., |_, head| {
                    kept.push(Kept { head: head?, body: None });
                    Ok::<_, StoreError>(())
                })?;
                snapshot.bodies(space.as_bytes(), .., |arrival, body| {
                    let at = usize::try_from(arrival).ok().and_then(|at| kept.get_mut(at));
                    at.ok_or(StoreError::DamagedStore)?.body = Some(body?);
                    Ok::<_, StoreError>(())
                })?;
            }
            let mut remembered = Vec::new();
            for name in names {
                if let Some(value) = snapshot.get(Area::Local, &name)? {
                    remembered.push((name, value));
                }
            }
            Ok::<_, StoreError>((records, remembered, purges_in(snapshot)?))
        })?;
        let mut remembered = remembered;
        remembered.push((EARLIER.to_owned(), encoding::encode(&earlier_and(&self.store, &self.device())?)?));
        let seed = |root| self.root_key(root).map(|key| Zeroizing::new(key.seed()));
        let contents = Contents {
            made: self.clock.now(),
            municipality: self.identity.municipality.clone(),
            region: self.identity.region.clone(),
            person: self.person(),
            seeds: Root::ALL.map(seed),
            locked: self.has_passphrase(),
            records,
            remembered,
        };
        Ok((contents, purges))
    }

    /// When the backup was made that this device was restored from; `None` for any other device.
    pub fn restored_from(&self) -> Result<Option<Timestamp>, StoreError> {
        let made = self.store.get(Area::Local, RESTORED)?;
        Ok(made.and_then(|bytes| Some(Timestamp(i64::from_be_bytes(bytes.try_into().ok()?)))))
    }

    /// The beginnings of the ids of the devices that this one took the place of: backups of theirs may lie somewhere.
    fn earlier_devices(&self) -> Result<Vec<String>, StoreError> {
        earlier_devices(&self.store)
    }

    /// Puts the backup in `file` back into `dir`, which must be empty or absent, as a new device.
    ///
    /// Every signature, chain and rule is checked first. When anything fails `dir` is as it was.
    pub fn restore(
        file: &Path,
        dir: &Path,
        passphrase: &Passphrase,
        clock: &Clock,
    ) -> Result<Restored, WorkspaceError> {
        if Store::exists(dir).map_err(OpenError::from)? {
            return Err(OpenError::AlreadyExists.into());
        }
        if dir.try_exists().map_err(BackupError::from)?
            && fs::read_dir(dir).map_err(BackupError::from)?.next().is_some()
        {
            return Err(BackupError::NotEmpty.into());
        }
        let (plain, work) = sealing::open(&read(file)?, passphrase)?;
        let contents: Contents = encoding::decode(&plain).map_err(|_error| BackupError::Damaged)?;
        let staging = staging(dir);
        if staging.try_exists().map_err(BackupError::from)? {
            // Of a restore that was cut short: it never counted.
            fs::remove_dir_all(&staging).map_err(BackupError::from)?;
        }
        let restored = fill(&staging, &contents, (passphrase, work), clock).and_then(|restored| {
            if dir.try_exists().map_err(BackupError::from)? {
                fs::remove_dir(dir).map_err(BackupError::from)?;
            }
            fs::rename(&staging, dir).map_err(BackupError::from)?;
            sync_dir(&crate::file::folder_of(dir)).map_err(BackupError::from)?;
            Ok(restored)
        });
        if restored.is_err() && staging.exists() {
            drop(fs::remove_dir_all(&staging));
        }
        restored
    }
}

fn earlier_devices(store: &Store) -> Result<Vec<String>, StoreError> {
    let kept = store.get(Area::Local, EARLIER)?;
    Ok(kept.and_then(|bytes| encoding::decode(&bytes).ok()).unwrap_or_default())
}

fn earlier_and(store: &Store, device: &DeviceId) -> Result<Vec<String>, StoreError> {
    Ok(earlier_devices(store)?.into_iter().chain([device.short()]).collect())
}

/// Says that this store is of another device now than of `before`: since when, and whose backups may lie somewhere.
pub(super) fn takes_the_place_of(store: &Store, before: &DeviceId, now: Timestamp) -> Result<(), WorkspaceError> {
    let earlier = encoding::encode(&earlier_and(store, before)?)?;
    store.write::<_, StoreError>(|tx| {
        tx.put(Area::Local, EARLIER, &earlier)?;
        tx.put(Area::Local, RESTORED, &now.0.to_be_bytes())
    })?;
    Ok(())
}

/// Removes what a restore into `dir` left behind that was killed.
pub(super) fn clear_unfinished_restore(dir: &Path) {
    clear_unfinished(&staging(dir));
}

/// Removes what was prepared in `staging` and never counted: a whole workspace. Where somebody may still go on with it it stays.
pub(super) fn clear_unfinished(staging: &Path) {
    if !staging.exists() || Store::in_use(staging).unwrap_or(true) {
        return;
    }
    match fs::remove_dir_all(staging) {
        Ok(()) => tracing::info!("what an unfinished restore or repair left behind was removed"),
        Err(error) => tracing::warn!(kind = ?error.kind(), "what an unfinished restore or repair left behind stays"),
    }
}

/// Where a restore is prepared: beside `dir`, on the same disk.
fn staging(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    dir.with_file_name(name)
}

fn fill(
    dir: &Path,
    contents: &Contents,
    (passphrase, work): (&Passphrase, Kdf),
    clock: &Clock,
) -> Result<Restored, WorkspaceError> {
    let store = Store::create(dir)?;
    if contents.locked {
        // First: a kill must not leave all of it behind with its key in the open.
        store.set_passphrase(Some((passphrase, work)))?;
    }
    let [municipality, region] =
        [&contents.seeds[0], &contents.seeds[1]].map(|seed| seed.as_ref().map(|seed| SecretKey::from_seed(seed)));
    let identity = Identity::new(
        &random_key()?,
        (contents.municipality.clone(), municipality),
        (contents.region.clone(), region),
        contents.person.clone(),
    );
    let spaces = [contents.municipality.space()?, contents.region.space()?];
    store.write(|tx| {
        for (space, records) in spaces.iter().zip(&contents.records) {
            for kept in records {
                tx.append(space.as_bytes(), &kept.head, kept.body.as_deref())?;
            }
        }
        for (name, value) in &contents.remembered {
            tx.put(Area::Local, name, value)?;
        }
        tx.put(Area::Local, RESTORED, &contents.made.0.to_be_bytes())?;
        Ok::<_, StoreError>(())
    })?;
    identity.save(&store)?;
    drop(store);
    let workspace = Workspace::open_unsettled(dir, Some(passphrase), clock.clone())?;
    if let Some(flaw) = workspace.verify()?.into_iter().find_map(|(_, _, flaw)| flaw) {
        return Err(BackupError::Unsound(flaw.why).into());
    }
    workspace.settle_as_far_as_the_disk_lets()?;
    Ok(Restored {
        made: contents.made,
        records: (contents.records[0].len(), contents.records[1].len()),
        roots: workspace.roots(),
        locked: contents.locked,
        enrolled: workspace.is_enrolled(),
    })
}

/// The bytes of a backup. Any other file is not read further than its beginning, however large it is.
fn read(path: &Path) -> Result<Vec<u8>, BackupError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory | std::io::ErrorKind::NotADirectory => {
            BackupError::NoFile
        }
        _ => error.into(),
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.by_ref().take(sealing::BEGINNING as u64).read_to_end(&mut bytes).map_err(failed)?;
    if !sealing::begins(&bytes) {
        return Err(BackupError::Foreign);
    }
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// What the search for bytes that break a decoder reaches of backups.
#[cfg(test)]
pub(crate) mod fuzzed {
    use std::path::Path;

    use super::schedule::fuzzed::kept;
    pub(crate) use super::sealing::fuzzed::{opened, sealed};
    use super::sealing::fuzzed::{passphrase, seal};
    use super::{Area, Contents, EARLIER, RESTORED, Store, Workspace, encoding, takes_the_place_of};
    use crate::clock::Clock;

    pub(crate) fn contents(workspace: &Workspace) -> Vec<u8> {
        workspace.contents().unwrap().0.encode().unwrap().to_vec()
    }

    pub(crate) fn contents_decode(bytes: &[u8]) -> bool {
        let Ok(contents) = encoding::decode::<Contents>(bytes) else { return false };
        drop((contents.municipality.space(), contents.region.space()));
        true
    }

    /// Puts a whole file with these contents back, if they can be read.
    pub(crate) fn restores(dir: &Path, clock: &Clock, contents: &[u8]) -> bool {
        if encoding::decode::<Contents>(contents).is_err() {
            return false;
        }
        let (file, place) = (dir.join("backup"), dir.join("restored"));
        std::fs::write(&file, seal(contents)).unwrap();
        let restored = Workspace::restore(&file, &place, &passphrase(), clock).is_ok();
        assert_eq!(place.exists(), restored, "what is not restored leaves nothing behind");
        if restored {
            std::fs::remove_dir_all(&place).unwrap();
        }
        // Spoiled, hardly any of it is sound: each record is signed.
        true
    }

    /// What stands in the store about backups: its name, and such a value.
    pub(crate) fn stored() -> [(&'static str, Vec<u8>); 3] {
        let (schedule, kept) = kept();
        let earlier = encoding::encode(&vec!["0a1b2c3d".to_owned(), "ffee0011".to_owned()]).unwrap();
        [(schedule, kept), (EARLIER, earlier), (RESTORED, 1_780_000_000_000_i64.to_be_bytes().to_vec())]
    }

    /// Whether a workspace makes something of such a value.
    pub(crate) fn reads(workspace: &Workspace, name: &str, bytes: &[u8]) -> bool {
        workspace.store.write(|tx| tx.put(Area::Local, name, bytes)).unwrap();
        let status = workspace.backup_status();
        let earlier = workspace.earlier_devices().unwrap();
        let restored = workspace.restored_from().unwrap();
        let store: &Store = &workspace.store;
        takes_the_place_of(store, &workspace.device(), workspace.clock.now()).unwrap();
        let scheduled = status.is_ok_and(|status| status.schedule.is_some());
        workspace.store.write(|tx| tx.delete(Area::Local, name)).unwrap();
        match name {
            EARLIER => !earlier.is_empty(),
            RESTORED => restored.is_some(),
            _ => scheduled,
        }
    }
}
