//! Frames: length (u32, little-endian), then one version byte and postcard; over any stream.

use std::time::Duration;

use deelbaar_schema::encoding::{self, EncodingError};
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::packed::PackedError;
use crate::replica::{BucketDigest, Fork};

/// Longest frame, in bytes: a batch of records and one body of the greatest length fit.
pub(super) const MAX_FRAME: usize = 2 * 1024 * 1024;
/// Most bodies asked for at once.
pub(super) const MAX_WANTS: usize = 1024;
/// A frame that was begun must have come after so long, and a part of one must have left.
const STALLED: Duration = Duration::from_mins(5);
/// What leaves at once.
const PART: usize = 16 * 1024;

/// What travels on the stream of a session.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Frame {
    /// First, from both sides: the spaces that the sender shares with the receiver, and a digest of each.
    Hello(Vec<Greeting>),
    /// Digests of the parts of a space, in order. Answers a digest that differs, where there are many logs.
    Buckets { space: SpaceId, digests: Vec<BucketDigest> },
    /// How far the sender's logs go, and which bodies it lacks. Answers a digest, or buckets, that differ; may come again.
    Heights {
        space: SpaceId,
        /// The parts that are meant; nothing: the whole space. The logs of the other parts are as the receiver said.
        buckets: Option<Vec<u8>>,
        heights: Vec<(DeviceId, u64)>,
        wants: Vec<RecordId>,
    },
    /// Records, in an order in which each depends only on earlier ones: [packed](super::packed).
    Records {
        space: SpaceId,
        #[serde(with = "serde_bytes")]
        packed: Vec<u8>,
    },
    /// What the sender has, safely on disk. A digest equal to the receiver's own says: up to date.
    Kept { space: SpaceId, digest: ContentHash },
    /// The proof that a log forked, for whoever does not know.
    Forked { space: SpaceId, fork: Fork },
}

impl Frame {
    /// The space that it is about.
    pub(super) fn space(&self) -> Option<&SpaceId> {
        match self {
            Self::Hello(_) => None,
            Self::Buckets { space, .. }
            | Self::Heights { space, .. }
            | Self::Records { space, .. }
            | Self::Kept { space, .. }
            | Self::Forked { space, .. } => Some(space),
        }
    }
}

/// One space in a [`Frame::Hello`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Greeting {
    /// The beginning of its id, which both know.
    pub(super) space: [u8; 8],
    pub(super) digest: ContentHash,
    /// Whether the sender lacks bodies.
    pub(super) wants: bool,
}

impl Greeting {
    /// The name of a space in a greeting.
    pub(super) fn name(space: &SpaceId) -> [u8; 8] {
        let mut name = [0; 8];
        name.copy_from_slice(&space.as_bytes()[..8]);
        name
    }
}

/// Why a stream is given up.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// Longer than a frame may be.
    #[error("a frame of {0} bytes is too large")]
    TooLarge(usize),
    /// Not the written form.
    #[error("a frame cannot be read: {0}")]
    Encoding(#[from] EncodingError),
    /// Records that are not packed as they should.
    #[error(transparent)]
    Packed(#[from] PackedError),
    /// Nobody reads, or what was begun does not go on.
    #[error("the peer takes too long")]
    Stalled,
    /// The other side left.
    #[error("the stream ended")]
    Ended,
}

impl FrameError {
    /// Whether the peer is to blame.
    pub(super) fn is_hostile(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::Encoding(_) | Self::Packed(_))
    }
}

pub(super) async fn write<T: Serialize>(stream: &mut (impl AsyncWrite + Unpin), value: &T) -> Result<(), FrameError> {
    write_bytes(stream, &encoding::encode(value)?).await
}

/// Bytes that stand before every frame.
pub(super) const PREFIX: usize = 4;

/// Writes one frame with what was encoded before.
pub(super) async fn write_bytes(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), FrameError> {
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|length| *length as usize <= MAX_FRAME)
        .ok_or(FrameError::TooLarge(bytes.len()))?;
    for part in std::iter::once(&length.to_le_bytes()[..]).chain(bytes.chunks(PART)) {
        let written = tokio::time::timeout(STALLED, stream.write_all(part));
        written.await.map_err(|_elapsed| FrameError::Stalled)?.map_err(|_closed| FrameError::Ended)?;
    }
    Ok(())
}

/// Reads one frame of at most `limit` bytes.
pub(super) async fn read<T: DeserializeOwned>(
    stream: &mut (impl AsyncRead + Unpin),
    limit: usize,
) -> Result<T, FrameError> {
    Ok(encoding::decode(&read_bytes(stream, limit).await?)?)
}

/// Reads one frame of at most `limit` bytes, as it came.
pub(super) async fn read_bytes(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> Result<Vec<u8>, FrameError> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).await.map_err(|_closed| FrameError::Ended)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > limit {
        return Err(FrameError::TooLarge(length));
    }
    // Grows with what really arrives: a claimed length costs nothing.
    let mut bytes = Vec::with_capacity(length.min(64 * 1024));
    let mut rest = stream.take(length as u64);
    let read = tokio::time::timeout(STALLED, rest.read_to_end(&mut bytes));
    let read = read.await.map_err(|_elapsed| FrameError::Stalled)?.map_err(|_closed| FrameError::Ended)?;
    if read == length { Ok(bytes) } else { Err(FrameError::Ended) }
}
