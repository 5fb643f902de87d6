//! How a backup is sealed: whoever knows the passphrase opens it, and a device that only makes backups cannot.
//!
//! ```text
//! 0   8  magic "DLBRBAK\0"
//! 8   1  version (1)
//! 9   12 Argon2id: memory in KiB, passes, lanes; big-endian
//! 21  16 Argon2id: salt
//! 37  32 X25519: public half of a key made for this file alone
//! 69  24 nonce
//! 93     the contents, sealed with XChaCha20-Poly1305; associated data: bytes 0..69
//!     16 tag
//!     16 BLAKE3 of all above, truncated: tells a damaged file from a wrong passphrase
//! ```
//! Argon2id makes 32 bytes of the passphrase: the secret half of an X25519 key, which is nowhere. Only its public half is
//! kept, in the sealed store. The file's own key and that public half give the key that seals, and so do the passphrase and
//! the public half in the file.

use curve25519_dalek::montgomery::MontgomeryPoint;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{BackupError, WorkspaceError};
use crate::store::seal::{OVERHEAD, open_under, seal_under};
use crate::store::{Kdf, Passphrase, SALT};
use crate::workspace::random;

const MAGIC: &[u8; 8] = b"DLBRBAK\0";
const VERSION: u8 = 1;
const POINT: usize = 32;
const HEADER: usize = 9 + Kdf::LENGTH + SALT + POINT;
const CHECK: usize = 16;
const FOR_BACKUPS: &str = "deelbaar 2026-11-25 backup v1";

/// What it takes to seal a backup. It opens none.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sealing {
    work: [u8; Kdf::LENGTH],
    salt: [u8; SALT],
    public: [u8; POINT],
}

impl Sealing {
    /// For a passphrase that somebody chose.
    pub(super) fn new(passphrase: &Passphrase, work: Kdf) -> Result<Self, WorkspaceError> {
        if !passphrase.is_long_enough() {
            return Err(WorkspaceError::ShortPassphrase);
        }
        let salt = *random::<SALT>()?;
        let secret = work.derive(passphrase, &salt)?;
        let public = MontgomeryPoint::mul_base_clamped(*secret).to_bytes();
        Ok(Self { work: work.to_bytes(), salt, public })
    }

    /// A whole file.
    pub(super) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, WorkspaceError> {
        let own = random::<POINT>()?;
        let point = MontgomeryPoint::mul_base_clamped(*own);
        let shared = Zeroizing::new(MontgomeryPoint(self.public).mul_clamped(*own).to_bytes());
        let key = key_of(&shared, point.as_bytes(), &self.public);
        let mut bytes = [MAGIC.as_slice(), &[VERSION], &self.work, &self.salt, point.as_bytes()].concat();
        let sealed = seal_under(&key, &bytes, plain)?;
        bytes.extend_from_slice(&sealed);
        let check = blake3::hash(&bytes);
        bytes.extend_from_slice(&check.as_bytes()[..CHECK]);
        Ok(bytes)
    }
}

/// The contents of a file, and how much work its passphrase takes.
pub(super) fn open(bytes: &[u8], passphrase: &Passphrase) -> Result<(Zeroizing<Vec<u8>>, Kdf), WorkspaceError> {
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
    let (work, rest) = header[9..].split_first_chunk::<{ Kdf::LENGTH }>().ok_or_else(damaged)?;
    let (salt, point) = rest.split_first_chunk::<SALT>().ok_or_else(damaged)?;
    let point = MontgomeryPoint(point.try_into().map_err(|_size| damaged())?);
    let work = Kdf::from_bytes(*work).ok_or_else(damaged)?;
    let secret = work.derive(passphrase, salt)?;
    let public = MontgomeryPoint::mul_base_clamped(*secret).to_bytes();
    let shared = Zeroizing::new(point.mul_clamped(*secret).to_bytes());
    let plain = open_under(&key_of(&shared, point.as_bytes(), &public), header, sealed);
    Ok((plain.ok_or(BackupError::WrongPassphrase)?, work))
}

/// Whether bytes begin as a backup does.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// How many bytes [`begins`] looks at.
pub(super) const BEGINNING: usize = MAGIC.len();

fn key_of(shared: &[u8; 32], own: &[u8; POINT], public: &[u8; POINT]) -> Zeroizing<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key(FOR_BACKUPS);
    hasher.update(shared).update(own).update(public);
    Zeroizing::new(*hasher.finalize().as_bytes())
}

/// What the search for bytes that break a decoder reaches of the sealed file.
#[cfg(test)]
pub(super) mod fuzzed {
    use super::{CHECK, HEADER, Kdf, Passphrase, Sealing, open};
    use crate::workspace::{BackupError, WorkspaceError};

    pub(super) const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };

    pub(crate) fn passphrase() -> Passphrase {
        Passphrase::new("vier woorden van papier")
    }

    /// A whole file with these contents.
    pub(crate) fn seal(contents: &[u8]) -> Vec<u8> {
        Sealing::new(&passphrase(), QUICK).unwrap().seal(contents).unwrap()
    }

    /// A file, without the check at its end.
    pub(crate) fn sealed() -> Vec<u8> {
        let mut file = seal(b"inhoud");
        file.truncate(file.len() - CHECK);
        file
    }

    /// Opens it as it is, and with a check that fits, as somebody can make who spoils a file on purpose. The work stays
    /// little: its limits have tests of their own.
    pub(crate) fn opened(bytes: &[u8]) -> bool {
        let passphrase = passphrase();
        drop(open(bytes, &passphrase));
        let mut spoiled = bytes.to_vec();
        if let Some(work) = spoiled.get_mut(9..9 + Kdf::LENGTH) {
            work.copy_from_slice(&QUICK.to_bytes());
        }
        let check = blake3::hash(&spoiled);
        spoiled.extend_from_slice(&check.as_bytes()[..CHECK]);
        match open(&spoiled, &passphrase) {
            // All but the seal itself holds.
            Ok(_) | Err(WorkspaceError::Backup(BackupError::WrongPassphrase)) => bytes.len() >= HEADER,
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fuzzed::QUICK;
    use super::*;

    #[test]
    fn only_the_passphrase_opens_what_was_sealed_without_it() {
        let passphrase = Passphrase::new("vier woorden van papier");
        let sealing = Sealing::new(&passphrase, QUICK).unwrap();
        let files = [sealing.seal(b"inhoud").unwrap(), sealing.seal(b"inhoud").unwrap()];
        assert_ne!(files[0], files[1], "every file has a key of its own");
        for file in &files {
            let (plain, work) = open(file, &passphrase).unwrap();
            assert_eq!((plain.as_slice(), work), (b"inhoud".as_slice(), QUICK));
            let other = open(file, &Passphrase::new("vier woorden van karton"));
            assert!(matches!(other, Err(WorkspaceError::Backup(BackupError::WrongPassphrase))));
        }
        // What the device keeps: no key in it opens a file, neither as it is nor as a secret half.
        let header = &files[0][..HEADER];
        let sealed = &files[0][HEADER..files[0].len() - CHECK];
        let point = MontgomeryPoint(files[0][37..69].try_into().unwrap());
        let as_secret = point.mul_clamped(sealing.public).to_bytes();
        for key in [sealing.public, as_secret, *key_of(&as_secret, point.as_bytes(), &sealing.public)] {
            assert!(open_under(&key, header, sealed).is_none());
        }
    }

    #[test]
    fn a_short_passphrase_seals_nothing() {
        assert!(matches!(Sealing::new(&Passphrase::new("kort"), QUICK), Err(WorkspaceError::ShortPassphrase)));
    }
}
