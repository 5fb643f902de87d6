//! The key file: the one place where the key of a store comes from.
//!
//! ```text
//! 0   8  magic "DLBRKEY\0"
//! 8   1  version
//! 9   8  generation, big-endian: names the store file
//!
//! version 1: the key lies here as it is, protected by file permissions only
//! 17  32 store key
//! 49  16 check
//!
//! version 2: the key is wrapped by a passphrase
//! 17  4  Argon2id: memory in KiB, big-endian
//! 21  4  Argon2id: passes, big-endian
//! 25  4  Argon2id: lanes, big-endian
//! 29  16 Argon2id: salt
//! 45  24 nonce
//! 69  32 store key, sealed with XChaCha20-Poly1305 under the 32 bytes that Argon2id gives; associated data: bytes 0..45
//! 101 16 tag
//! 117 16 check
//! ```
//! The check is BLAKE3 of all before it, truncated: it tells a damaged file from a wrong passphrase or a foreign file.
//!
//! `key.new` is the next key before it counts. Beside a `key` it is the remains of an unfinished rekey. Without a
//! `key` it says that creation was never finished, which is how that differs from a lost key.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::disk;
use super::error::{DiskError, OpenError, StoreError};
use super::passphrase::{Kdf, Passphrase, SALT, Wrap};
use super::seal::{OVERHEAD, StoreKey, open_under, random, seal_under};

const NAME: &str = "key";
const STAGED: &str = "key.new";
const MAGIC: &[u8; 8] = b"DLBRKEY\0";
const OPEN: u8 = 1;
const WRAPPED: u8 = 2;
const CHECK: usize = 16;
/// Where the content begins.
const HEADER: usize = 17;
/// What seals and is authenticated in version 2.
const BOUND: usize = HEADER + Kdf::LENGTH + SALT;
const LONGEST: usize = BOUND + 32 + OVERHEAD + CHECK;

/// A generation of the store and the key that opens it.
pub(super) struct KeyFile {
    pub(super) generation: u64,
    pub(super) key: StoreKey,
    /// What a passphrase gave; `None` without one.
    pub(super) wrap: Option<Wrap>,
}

/// A key file as it was read: maybe not open yet.
pub(super) struct Locked {
    pub(super) generation: u64,
    content: Content,
}

enum Content {
    Open(StoreKey),
    Wrapped { bound: [u8; BOUND], kdf: Kdf, salt: [u8; SALT], sealed: [u8; 32 + OVERHEAD] },
}

impl KeyFile {
    /// A fresh random key, protected like the one before it.
    pub(super) fn fresh(generation: u64, wrap: Option<Wrap>) -> Result<Self, StoreError> {
        let mut key = Zeroizing::new([0; 32]);
        random(&mut *key)?;
        Ok(Self { generation, key: StoreKey::new(key), wrap })
    }

    /// Writes `key.new` so that it survives a power cut. It does not count until [`commit`].
    pub(super) fn stage(&self, dir: &Path) -> Result<(), StoreError> {
        let encoded = self.encode()?;
        let path = dir.join(STAGED);
        disk::remove(&path)?;
        let mut file = disk::create_private_file(&path)?;
        file.write_all(&encoded)?;
        file.sync_all()?;
        Ok(disk::sync_dir(dir)?)
    }

    pub(super) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
        bytes.extend_from_slice(MAGIC);
        bytes.push(if self.wrap.is_some() { WRAPPED } else { OPEN });
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        match &self.wrap {
            None => bytes.extend_from_slice(self.key.bytes()),
            Some(wrap) => {
                bytes.extend_from_slice(&wrap.kdf.to_bytes());
                bytes.extend_from_slice(&wrap.salt);
                let sealed = seal_under(&wrap.key, &bytes, self.key.bytes())?;
                bytes.extend_from_slice(&sealed);
            }
        }
        let check = blake3::hash(&bytes);
        bytes.extend_from_slice(&check.as_bytes()[..CHECK]);
        Ok(bytes)
    }
}

impl Locked {
    /// Reads the key that counts. Takes read rights away from others if a copy or backup gave them.
    pub(super) fn read(dir: &Path) -> Result<Self, OpenError> {
        let path = dir.join(NAME);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(absent(dir)?),
            Err(error) => return Err(error.into()),
        };
        if disk::restrict(&path, 0o600)? {
            tracing::warn!("the key file was readable by other users; only its owner can read it now");
        }
        // One byte more than a valid file, so that a longer one is noticed. The full size at once: growing would leave
        // copies of the key in freed memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
        file.take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
        Self::decode(&bytes)
    }

    /// Whether it takes a passphrase to open.
    pub(super) fn needs_passphrase(&self) -> bool {
        matches!(self.content, Content::Wrapped { .. })
    }

    /// Opens it. `Ok(None)`: that is not the passphrase. A passphrase that is not needed is not looked at.
    pub(super) fn unlock(self, passphrase: Option<&Passphrase>) -> Result<Option<KeyFile>, OpenError> {
        let generation = self.generation;
        match self.content {
            Content::Open(key) => Ok(Some(KeyFile { generation, key, wrap: None })),
            Content::Wrapped { bound, kdf, salt, sealed } => {
                let wrapping = kdf.derive(passphrase.ok_or(OpenError::PassphraseNeeded)?, &salt)?;
                let Some(opened) = open_under(&wrapping, &bound, &sealed) else { return Ok(None) };
                let mut key = Zeroizing::new([0; 32]);
                key.copy_from_slice(opened.get(..32).ok_or(OpenError::DamagedKey)?);
                let wrap = Some(Wrap { kdf, salt, key: wrapping });
                Ok(Some(KeyFile { generation, key: StoreKey::new(key), wrap }))
            }
        }
    }

    /// Opens it with what a passphrase gave before: one of `wraps`, which may stand for none.
    pub(super) fn unlock_with(self, wraps: &[Option<Wrap>]) -> Option<KeyFile> {
        let generation = self.generation;
        match self.content {
            Content::Open(key) => Some(KeyFile { generation, key, wrap: None }),
            Content::Wrapped { bound, sealed, .. } => wraps.iter().flatten().find_map(|wrap| {
                let opened = open_under(&wrap.key, &bound, &sealed).map(Zeroizing::new)?;
                let mut key = Zeroizing::new([0; 32]);
                key.copy_from_slice(opened.get(..32)?);
                Some(KeyFile { generation, key: StoreKey::new(key), wrap: Some(wrap.clone()) })
            }),
        }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, OpenError> {
        let damaged = || OpenError::DamagedKey;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (&version, rest) = rest.split_first().ok_or_else(damaged)?;
        if ![OPEN, WRAPPED].contains(&version) {
            return Err(OpenError::NewerFormat { found: u32::from(version) });
        }
        let (checked, check) = bytes.split_last_chunk::<CHECK>().ok_or_else(damaged)?;
        if check != &blake3::hash(checked).as_bytes()[..CHECK] {
            return Err(damaged());
        }
        let (generation, _) = rest.split_first_chunk().ok_or_else(damaged)?;
        let content = checked.get(HEADER..).ok_or_else(damaged)?;
        let content = if version == OPEN {
            Content::Open(StoreKey::new(Zeroizing::new(content.try_into().map_err(|_size| damaged())?)))
        } else {
            let (kdf, rest) = content.split_first_chunk().ok_or_else(damaged)?;
            let (salt, sealed) = rest.split_first_chunk().ok_or_else(damaged)?;
            Content::Wrapped {
                bound: *checked.first_chunk().ok_or_else(damaged)?,
                kdf: Kdf::from_bytes(*kdf).ok_or_else(damaged)?,
                salt: *salt,
                sealed: sealed.try_into().map_err(|_size| damaged())?,
            }
        };
        Ok(Self { generation: u64::from_be_bytes(*generation), content })
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
    /// The key that counts in a folder.
    pub(super) fn hold(dir: &Path) -> Self {
        Self::at(&path(dir))
    }

    /// A key in a file; none where there is no file.
    pub(super) fn at(path: &Path) -> Self {
        Self(OpenOptions::new().write(true).open(path).ok())
    }

    /// Best effort: a copy-on-write file system or an SSD may keep the old bytes somewhere.
    pub(super) fn overwrite(&self) {
        let Some(mut file) = self.0.as_ref() else { return };
        if let Err(error) = file.write_all(&[0; LONGEST]).and_then(|()| file.sync_all()) {
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

/// Stages the key that counts in `from`, another folder.
pub(super) fn stage_from(from: &Path, dir: &Path) -> Result<(), DiskError> {
    let staged = dir.join(STAGED);
    disk::remove(&staged)?;
    fs::rename(path(from), &staged)?;
    disk::sync_dir(dir)
}

fn path(dir: &Path) -> PathBuf {
    dir.join(NAME)
}
