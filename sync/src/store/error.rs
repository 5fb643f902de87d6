//! What can go wrong, per kind of use. No message holds content, a name, a key or a path.

use std::fmt;
use std::io;
use std::time::Duration;

use thiserror::Error;

/// The disk refused.
#[derive(Debug, Error)]
pub enum DiskError {
    /// No room left, or the user's quota is used up.
    #[error("the disk is full")]
    Full,
    /// The file system does not accept writes.
    #[error("the disk is read-only")]
    ReadOnly,
    /// The operating system does not allow this user to touch the files.
    #[error("no permission to use the workspace files")]
    Denied,
    /// Anything else the operating system reported.
    #[error("the disk reported an error")]
    Io(#[source] io::Error),
}

impl From<io::Error> for DiskError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Io(error),
        }
    }
}

/// Which half of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The part that stays for ever.
    Head,
    /// The part that can be removed.
    Body,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Head => "head",
            Self::Body => "body",
        })
    }
}

/// One record cannot be read; the rest of the store can.
///
/// Bodies heal with [`set_body`](super::Transaction::set_body), heads with
/// [`restore_head`](super::Transaction::restore_head), once a peer has sent them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the {part} of record {arrival} is damaged")]
pub struct DamagedRecord {
    /// The space the record belongs to.
    pub space: [u8; 32],
    /// Its arrival number in that space.
    pub arrival: u64,
    /// The half that is damaged.
    pub part: Part,
}

/// Why reading from, writing to or rekeying an open store failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// One record is damaged.
    #[error(transparent)]
    Damaged(#[from] DamagedRecord),
    /// A value of [`Area::Local`](super::Area::Local) is damaged. Putting or deleting it heals the store.
    #[error("a setting of this device is damaged")]
    DamagedSetting,
    /// The file itself is damaged. Close the store and use [`Store::salvage`](super::Store::salvage).
    #[error("the store is damaged")]
    DamagedStore,
    /// There is no record with this arrival number.
    #[error("there is no record {arrival}")]
    NoSuchRecord {
        /// The number that was asked for.
        arrival: u64,
    },
    /// The head that should be restored is intact: records are immutable.
    #[error("record {arrival} is not damaged")]
    NotDamaged {
        /// The number that was asked for.
        arrival: u64,
    },
    /// A value or a name is larger than the store can hold.
    #[error("the value is too large to store")]
    TooLarge,
    /// An earlier step of the same transaction failed, so nothing of it was written.
    #[error("the transaction was undone after an earlier failure")]
    Undone,
    /// A disk error left it unknown what is on disk. The next use tries to find out; while that fails too, so does this.
    #[error("the store must be opened again after an earlier failure")]
    MustReopen,
    /// The operating system gave no random numbers, so nothing can be sealed.
    #[error("the system gave no random numbers")]
    NoRandomness,
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        DiskError::from(error).into()
    }
}

/// Why a workspace could not be created, opened or salvaged.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is no workspace in this directory.
    #[error("there is no workspace here")]
    NotFound,
    /// There is a workspace in this directory already, perhaps without its key.
    #[error("there is a workspace here already")]
    AlreadyExists,
    /// Another process, or another handle in this one, has the workspace open.
    #[error("the workspace is in use by another program")]
    InUse,
    /// A store without its key file: unreadable until the key file is put back.
    #[error("the key of the workspace is missing")]
    KeyMissing,
    /// A key file without the store it belongs to.
    #[error("the store of the workspace is missing")]
    StoreMissing,
    /// A later version of the app wrote this workspace.
    #[error("the workspace was written by a newer version (format {found})")]
    NewerFormat {
        /// The format version found on disk.
        found: u32,
    },
    /// The key file belongs to another store.
    #[error("the key does not fit the workspace")]
    WrongKey,
    /// The key file is damaged; only a copy of it can help.
    #[error("the key file is damaged")]
    DamagedKey,
    /// The key is wrapped by a passphrase, and none was given.
    #[error("the workspace is locked with a passphrase")]
    PassphraseNeeded,
    /// That is not the passphrase. Nothing was changed.
    #[error("that is not the passphrase")]
    WrongPassphrase {
        /// How long the next try has to wait.
        wait: Duration,
    },
    /// Too soon after wrong passphrases: this one was not tried.
    #[error("too many wrong passphrases: the next one can be tried in {} seconds", wait.as_secs() + 1)]
    TooSoon {
        /// How long still.
        wait: Duration,
    },
    /// The store file is damaged. [`Store::salvage`](super::Store::salvage) saves what is readable.
    #[error("the store is damaged")]
    Damaged,
    /// The operating system gave no random numbers.
    #[error("the system gave no random numbers")]
    NoRandomness,
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        DiskError::from(error).into()
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Disk(disk) => Self::Disk(disk),
            StoreError::NoRandomness => Self::NoRandomness,
            _ => Self::Damaged,
        }
    }
}
