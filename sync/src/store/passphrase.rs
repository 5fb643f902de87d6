//! A passphrase, and the wrapping key that Argon2id (RFC 9106, version 0x13) derives from it.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::error::StoreError;
use super::seal::random;

pub(crate) const SALT: usize = 16;

/// What somebody types to open a workspace or a backup. Erased from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The fewest characters of a passphrase that is being chosen.
    pub const MIN_CHARACTERS: usize = 12;

    /// A passphrase exactly as it was typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Whether it is long enough to be chosen.
    pub fn is_long_enough(&self) -> bool {
        self.0.trim().chars().count() >= Self::MIN_CHARACTERS
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// How much work deriving a key takes. Written beside what the key protects, so that it can be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kdf {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Kdf {
    /// 64 MiB, three passes, one lane: the second recommendation of RFC 9106, for one core.
    fn default() -> Self {
        Self { memory: 64 * 1024, passes: 3, lanes: 1 }
    }
}

impl Kdf {
    pub(crate) const LENGTH: usize = 12;
    /// More would let a prepared file fill the memory or never end.
    const MOST: Self = Self { memory: 1024 * 1024, passes: 16, lanes: 16 };

    pub(crate) fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..4].copy_from_slice(&self.memory.to_be_bytes());
        bytes[4..8].copy_from_slice(&self.passes.to_be_bytes());
        bytes[8..].copy_from_slice(&self.lanes.to_be_bytes());
        bytes
    }

    /// `None` for parameters that no key file or backup of ours has.
    pub(crate) fn from_bytes(bytes: [u8; Self::LENGTH]) -> Option<Self> {
        let (memory, rest) = bytes.split_first_chunk()?;
        let (passes, lanes) = rest.split_first_chunk()?;
        let kdf = Self {
            memory: u32::from_be_bytes(*memory),
            passes: u32::from_be_bytes(*passes),
            lanes: u32::from_be_bytes(lanes.try_into().ok()?),
        };
        kdf.params().is_some().then_some(kdf)
    }

    fn params(self) -> Option<Params> {
        let most = Self::MOST;
        let bearable = self.memory <= most.memory && self.passes <= most.passes && self.lanes <= most.lanes;
        Params::new(self.memory, self.passes, self.lanes, Some(32)).ok().filter(|_| bearable)
    }

    /// The key of a passphrase. Takes as long as the parameters say: a second or less with the default.
    pub(crate) fn derive(self, passphrase: &Passphrase, salt: &[u8; SALT]) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let params = self.params().ok_or(StoreError::TooLarge)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), salt, &mut *key)
            .map_err(|_error| StoreError::TooLarge)?;
        Ok(key)
    }
}

/// A derived key and what it was derived with: seals the next store key without asking for the passphrase again.
#[derive(Clone)]
pub(super) struct Wrap {
    pub(super) kdf: Kdf,
    pub(super) salt: [u8; SALT],
    pub(super) key: Zeroizing<[u8; 32]>,
}

impl Wrap {
    /// For a passphrase that was just chosen.
    pub(super) fn fresh(passphrase: &Passphrase, kdf: Kdf) -> Result<Self, StoreError> {
        let mut salt = [0; SALT];
        random(&mut salt)?;
        Ok(Self { kdf, salt, key: kdf.derive(passphrase, &salt)? })
    }

    /// Whether this is the passphrase. Compares in constant time.
    pub(super) fn is_of(&self, passphrase: &Passphrase) -> Result<bool, StoreError> {
        let derived = self.kdf.derive(passphrase, &self.salt)?;
        Ok(blake3::hash(&*derived) == blake3::hash(&*self.key))
    }
}
