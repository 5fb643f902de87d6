//! What can go wrong with a file. No message holds a name, a path or content.

use deelbaar_schema::attachment::AttachmentError;
use thiserror::Error;

use crate::file::WriteError;
use crate::store::{DiskError, StoreError};

/// Why a file was not kept, read or written. Nothing else changed.
#[derive(Debug, Error)]
pub enum FileError {
    /// It is no attachment: empty, too large, without a name.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// The file that was to be added cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(DiskError),
    /// There is no such file.
    #[error("there is no such file")]
    NoFile,
    /// A folder, or something else that is no file.
    #[error("that is not a file")]
    NotAFile,
    /// The municipality has as many files as it may have.
    #[error("the municipality's files together are larger than allowed")]
    Full,
    /// Its content is not on this device yet.
    #[error("the content of the file is not on this device yet")]
    NotHere,
    /// No record names it.
    #[error("no record names this file")]
    NotWanted,
    /// A piece that is not what its hash says.
    #[error("a piece of the file is not what it should be")]
    Wrong,
    /// Writing it elsewhere.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The store, or the disk that it is on.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<DiskError> for FileError {
    fn from(error: DiskError) -> Self {
        Self::Store(error.into())
    }
}
