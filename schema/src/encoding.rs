//! How structured bodies become bytes: one version byte, then postcard (<https://postcard.jamesmunns.com/wire-format>).
//!
//! The bytes that were received are the truth: they are hashed and kept as they came, never re-encoded.

use serde::{Deserialize, Serialize};

const VERSION: u8 = 1;

/// Bytes that do not hold what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// No bytes at all.
    #[error("nothing there")]
    Empty,
    /// Written by a newer version.
    #[error("written by a newer version ({0})")]
    Version(u8),
    /// Cannot be read or written.
    #[error("not readable")]
    Malformed,
    /// More bytes than the value needs.
    #[error("bytes left over")]
    Trailing,
}

impl From<postcard::Error> for EncodingError {
    fn from(_: postcard::Error) -> Self {
        Self::Malformed
    }
}

/// Encodes `value`.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, EncodingError> {
    Ok(postcard::to_extend(value, vec![VERSION])?)
}

/// Decodes exactly one value, which may borrow from `bytes`.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, EncodingError> {
    match bytes.split_first() {
        None => Err(EncodingError::Empty),
        Some((&VERSION, rest)) => match postcard::take_from_bytes(rest)? {
            (value, []) => Ok(value),
            _ => Err(EncodingError::Trailing),
        },
        Some((&other, _)) => Err(EncodingError::Version(other)),
    }
}
