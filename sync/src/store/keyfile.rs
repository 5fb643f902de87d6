//! The key file: the one place where the key of a store comes from.
//!
//! ```text
//! 0   8  magic "DLBRKEY\0"
//! 8   1  version (1: the key lies here as it is, protected by file permissions only)
//! 9   8  generation, big-endian: names the store file
//! 17 32  store key
//! 49 16  BLAKE3 of all of the above, truncated: tells a damaged file from a foreign one
//! ```
//! A key wrapped by a passphrase or held by the system's keychain will be version 2; only this file changes.
//!
//! `key.new` is the next key before it counts. Beside a `key` it is the remains of an unfinished rekey. Without a
//! `key` it says that creation was never finished, which is how that differs from a lost key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::disk;
use super::error::{DiskError, OpenError, StoreError};
use super::seal::{StoreKey, random};

const NAME: &str = "key";
const STAGED: &str = "key.new";
const MAGIC: &[u8; 8] = b"DLBRKEY\0";
const VERSION: u8 = 1;
const SIGNED: usize = 49;
const LENGTH: usize = 65;

/// A generation of the store and the key that opens it.
pub(super) struct KeyFile {
    pub(super) generation: u64,
    pub(super) key: StoreKey,
}

impl KeyFile {
    /// A fresh random key.
    pub(super) fn fresh(generation: u64) -> Result<Self, StoreError> {
        let mut key = Zeroizing::new([0; 32]);
        random(&mut *key)?;
        Ok(Self { generation, key: StoreKey::new(key) })
    }

    /// Reads the key that counts. Takes read rights away from others if a copy or backup gave them.
    pub(super) fn read(dir: &Path) -> Result<Self, OpenError> {
        let path = dir.join(NAME);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(absent(dir)?),
            Err(error) => return Err(error.into()),
        };
        if disk::restrict(&path, 0o600)? {
            tracing::warn!("the key file was readable by other users; only its owner can read it now");
        }
        // One byte more than a valid file, so that a longer one is noticed.
        let mut bytes = Zeroizing::new([0; LENGTH + 1]);
        let mut length = 0;
        while length < bytes.len() {
            match file.read(&mut bytes[length..])? {
                0 => break,
                count => length += count,
            }
        }
        Self::decode(&bytes[..length])
    }

    /// Writes `key.new` so that it survives a power cut. It does not count until [`commit`].
    pub(super) fn stage(&self, dir: &Path) -> Result<(), DiskError> {
        let path = dir.join(STAGED);
        disk::remove(&path)?;
        let mut file = disk::create_private_file(&path)?;
        file.write_all(&*self.encode())?;
        file.sync_all()?;
        disk::sync_dir(dir)
    }

    fn encode(&self) -> Zeroizing<[u8; LENGTH]> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8] = VERSION;
        bytes[9..17].copy_from_slice(&self.generation.to_be_bytes());
        bytes[17..SIGNED].copy_from_slice(self.key.bytes());
        let check = blake3::hash(&bytes[..SIGNED]);
        bytes[SIGNED..].copy_from_slice(&check.as_bytes()[..LENGTH - SIGNED]);
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Self, OpenError> {
        let damaged = || OpenError::DamagedKey;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (&version, rest) = rest.split_first().ok_or_else(damaged)?;
        if version != VERSION {
            return Err(OpenError::NewerFormat { found: u32::from(version) });
        }
        let (generation, rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        let (key, check) = rest.split_first_chunk().ok_or_else(damaged)?;
        let expected = blake3::hash(&bytes[..SIGNED]);
        if check != &expected.as_bytes()[..LENGTH - SIGNED] {
            return Err(OpenError::DamagedKey);
        }
        Ok(Self { generation: u64::from_be_bytes(*generation), key: StoreKey::new(Zeroizing::new(*key)) })
    }
}

/// Whether `dir` holds a workspace, or a store whose key was lost.
pub(super) fn workspace_in(dir: &Path) -> Result<bool, DiskError> {
    if dir.join(NAME).try_exists()? {
        return Ok(true);
    }
    if !dir.try_exists()? || dir.join(STAGED).try_exists()? {
        return Ok(false);
    }
    Ok(!disk::generations(dir)?.is_empty())
}

/// Why there is no key file.
fn absent(dir: &Path) -> Result<OpenError, DiskError> {
    Ok(if workspace_in(dir)? { OpenError::KeyMissing } else { OpenError::NotFound })
}

/// The key file of this moment, held open so that its bytes can be overwritten once it is replaced.
pub(super) struct Superseded(Option<File>);

impl Superseded {
    pub(super) fn hold(dir: &Path) -> Self {
        Self(OpenOptions::new().write(true).open(dir.join(NAME)).ok())
    }

    /// Best effort: a copy-on-write file system or an SSD may keep the old bytes somewhere.
    pub(super) fn overwrite(self) {
        let Some(mut file) = self.0 else { return };
        if let Err(error) = file.write_all(&[0; LENGTH]).and_then(|()| file.sync_all()) {
            tracing::warn!(kind = ?error.kind(), "the old key could not be overwritten");
        }
    }
}

/// Makes the staged key the one that counts, atomically. Durable after the next [`disk::sync_dir`].
pub(super) fn commit(dir: &Path) -> Result<(), DiskError> {
    Ok(fs::rename(dir.join(STAGED), dir.join(NAME))?)
}

/// Removes a staged key that will not count.
pub(super) fn unstage(dir: &Path) -> Result<(), DiskError> {
    disk::remove(&dir.join(STAGED))
}

/// Keeps a copy of the key file under another name.
pub(super) fn copy_to(dir: &Path, copy: &Path) -> Result<(), DiskError> {
    fs::copy(path(dir), copy)?;
    OpenOptions::new().write(true).open(copy)?.sync_all()?;
    Ok(())
}

fn path(dir: &Path) -> PathBuf {
    dir.join(NAME)
}
