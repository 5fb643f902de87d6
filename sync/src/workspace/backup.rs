//! A backup: one encrypted file with everything of a workspace but the device's own key.
//!
//! ```text
//! 0   8  magic "DLBRBAK\0"
//! 8   1  version (1)
//! 9   12 Argon2id: memory in KiB, passes, lanes; big-endian
//! 21  16 Argon2id: salt
//! 37  24 nonce
//! 61     the contents (postcard), sealed with XChaCha20-Poly1305 under the 32 bytes that Argon2id gives;
//!        associated data: bytes 0..37
//!     16 tag
//!     16 BLAKE3 of all above, truncated: tells a damaged file from a wrong passphrase
//! ```
//! The device's signing key is not in it. A log that goes on from an older copy would fork; so a restored workspace is a
//! new device with a log of its own, which must be enrolled like any other. See [`super::introduction`].

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use deelbaar_schema::charter::Founding;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::space::Refusal;
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::keys::Root;
use super::{Identity, Person, Workspace, WorkspaceError, random, random_key};
use crate::clock::Clock;
use crate::store::seal::{OVERHEAD, open_under, seal_under};
use crate::store::{
    Area, DiskError, Kdf, OpenError, Passphrase, SALT, Store, StoreError, create_private_file, sync_dir,
};

const MAGIC: &[u8; 8] = b"DLBRBAK\0";
const VERSION: u8 = 1;
const HEADER: usize = 9 + Kdf::LENGTH + SALT;
const CHECK: usize = 16;
/// Values of the device that go along, by the names that `replica` and `net` gave them. The tests notice another name.
const WITHDRAWN: &str = "withdrawn in ";
const PEERS: &str = "peers";

/// Why a backup cannot be made or restored. Nothing was changed.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is a file with that name already.
    #[error("there is a file with that name already")]
    Exists,
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
    Unsound(Refusal),
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
        if !passphrase.is_long_enough() {
            return Err(WorkspaceError::ShortPassphrase);
        }
        if path.try_exists().map_err(BackupError::from)? {
            return Err(BackupError::Exists.into());
        }
        let plain = Zeroizing::new(encoding::encode(&self.contents()?)?);
        let sealed = seal(&plain, passphrase, work)?;
        Ok(write(path, &sealed)?)
    }

    fn contents(&self) -> Result<Contents, WorkspaceError> {
        let spaces = [self.municipality.space(), self.region.space()];
        let mut names: Vec<String> = spaces.iter().map(|space| format!("{WITHDRAWN}{space}")).collect();
        names.push(PEERS.to_owned());
        let (records, remembered) = self.store.read(|snapshot| {
            let mut records = [Vec::new(), Vec::new()];
            for (space, kept) in spaces.iter().zip(&mut records) {
                snapshot.heads(space.as_bytes(), .., |arrival, head| {
                    kept.push(Kept { head: head?, body: snapshot.body(space.as_bytes(), arrival)? });
                    Ok::<_, StoreError>(())
                })?;
            }
            let mut remembered = Vec::new();
            for name in names {
                if let Some(value) = snapshot.get(Area::Local, &name)? {
                    remembered.push((name, value));
                }
            }
            Ok::<_, StoreError>((records, remembered))
        })?;
        let seed = |root| self.root_key(root).map(|key| Zeroizing::new(key.seed()));
        Ok(Contents {
            made: self.clock.now(),
            municipality: self.identity.municipality.clone(),
            region: self.identity.region.clone(),
            person: self.person(),
            seeds: Root::ALL.map(seed),
            locked: self.has_passphrase(),
            records,
            remembered,
        })
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
        let (plain, work) = open(&fs::read(file).map_err(BackupError::from)?, passphrase)?;
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
            sync_dir(dir.parent().unwrap_or(dir)).map_err(BackupError::from)?;
            Ok(restored)
        });
        if restored.is_err() && staging.exists() {
            drop(fs::remove_dir_all(&staging));
        }
        restored
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
        Ok::<_, StoreError>(())
    })?;
    identity.save(&store)?;
    if contents.locked {
        store.set_passphrase(Some((passphrase, work)))?;
    }
    drop(store);
    let workspace = Workspace::open_unsettled(dir, Some(passphrase), clock.clone())?;
    if let Some((_, refusal)) = workspace.municipality.verify()?.1.or(workspace.region.verify()?.1) {
        return Err(BackupError::Unsound(refusal).into());
    }
    workspace.settle()?;
    Ok(Restored {
        made: contents.made,
        records: (contents.records[0].len(), contents.records[1].len()),
        roots: workspace.roots(),
        locked: contents.locked,
        enrolled: workspace.is_enrolled(),
    })
}

fn header(work: Kdf, salt: &[u8; SALT]) -> Vec<u8> {
    [MAGIC.as_slice(), &[VERSION], &work.to_bytes(), salt].concat()
}

fn seal(plain: &[u8], passphrase: &Passphrase, work: Kdf) -> Result<Vec<u8>, WorkspaceError> {
    let salt = random::<SALT>()?;
    let mut bytes = header(work, &salt);
    let key = work.derive(passphrase, &salt)?;
    let sealed = seal_under(&key, &bytes, plain)?;
    bytes.extend_from_slice(&sealed);
    let check = blake3::hash(&bytes);
    bytes.extend_from_slice(&check.as_bytes()[..CHECK]);
    Ok(bytes)
}

fn open(bytes: &[u8], passphrase: &Passphrase) -> Result<(Zeroizing<Vec<u8>>, Kdf), WorkspaceError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(BackupError::Foreign)?;
    match rest.first() {
        Some(&VERSION) => {}
        Some(&found) => return Err(BackupError::Newer { found }.into()),
        None => return Err(BackupError::Damaged.into()),
    }
    let damaged = || WorkspaceError::from(BackupError::Damaged);
    let (checked, check) = bytes.split_last_chunk::<CHECK>().ok_or_else(damaged)?;
    if check != &blake3::hash(checked).as_bytes()[..CHECK] || checked.len() < HEADER + OVERHEAD {
        return Err(damaged());
    }
    let (header, sealed) = checked.split_at(HEADER);
    let (work, salt) = header[9..].split_first_chunk::<{ Kdf::LENGTH }>().ok_or_else(damaged)?;
    let work = Kdf::from_bytes(*work).ok_or_else(damaged)?;
    let key = work.derive(passphrase, salt.try_into().map_err(|_size| damaged())?)?;
    let plain = open_under(&key, header, sealed).ok_or(BackupError::WrongPassphrase)?;
    Ok((plain, work))
}

/// Writes the file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = path.with_file_name(name);
    if fresh.try_exists()? {
        fs::remove_file(&fresh)?;
    }
    let written = (|| {
        let mut file: File = create_private_file(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&fresh, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        sync_dir(folder.unwrap_or(Path::new(".")))?;
        Ok(())
    })();
    if written.is_err() {
        drop(fs::remove_file(&fresh));
    }
    written
}
