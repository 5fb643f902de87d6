//! Joining: a new device asks, two people compare four words, and only then is the device enrolled.
//!
//! ```text
//! code      what is invited to, and the one-time code that says where to ask
//! register  the invitations of this device: open, and how the others ended
//! message   what travels on the stream
//! words     the words that both sides read
//! inviter   answers applicants
//! joiner    asks
//! ```
//! An invitation is a one-time code with the inviter's address. It lets a device *ask*; what it holds opens nothing.
//!
//! The inviter commits to a nonce before it sees the application, and the application holds a nonce of the joiner. So
//! neither side, nor anybody between them, can choose what the words will be: see `docs/protocol.md`.

mod code;
#[cfg(test)]
pub(crate) mod fuzzed;
mod inviter;
mod joiner;
mod message;
mod register;
mod words;

use std::time::Duration;

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::encoding::EncodingError;
use deelbaar_schema::role::Role;
use serde::{Deserialize, Serialize};

use super::frame::FrameError;
use crate::workspace::WorkspaceError;

pub use code::{Code, CodeError, Invitation, InvitationId};
pub use inviter::{Applicant, Asked, Verdict};
pub use joiner::{Grant, ask, ask_until};
pub use register::{Joining, OpenInvitation};
pub use words::Words;

/// The protocol's name and version.
pub(super) const ALPN: &[u8] = b"deelbaar/join/4";
/// Longest message, in bytes.
const MAX_MESSAGE: usize = 16 * 1024;
/// How long a device may take for one message.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long an applicant waits for somebody to approve.
const APPROVAL: Duration = Duration::from_mins(10);

/// Why an invitation lets nobody in, or nobody any more. Only whoever has the code is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closed {
    /// There is no such invitation, or it ended too long ago to be remembered.
    Unknown,
    /// It is older than a day.
    Expired,
    /// Somebody was let in with it.
    Used,
    /// Somebody asked with it and was refused.
    Declined,
    /// The inviter took it back.
    Cancelled,
    /// It was tried too often without anybody being let in.
    TriedTooOften,
}

/// Why joining did not work. Nothing was changed on either side, unless said otherwise.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Cannot be reached.
    #[error("the inviter's device cannot be reached")]
    Unreachable,
    /// The connection broke off. The invitation is still open, unless the break came just when somebody approved.
    #[error("the conversation with the other device broke off")]
    BrokenOff,
    /// The invitation is not open.
    #[error("the invitation is closed: {0:?}")]
    Closed(Closed),
    /// The invitation is for another role than was asked for.
    #[error("the invitation is for another role: {}", .0.name())]
    OtherRole(Role),
    /// The inviter refused. The invitation is used up.
    #[error("the inviter refused the request")]
    Declined,
    /// Nobody answered. The invitation is still open.
    #[error("nobody answered the request")]
    NobodyAnswered,
    /// The inviter approved, but its device could not write the enrolment. The invitation is used up.
    #[error("the inviter's device could not write the enrolment")]
    NotEnrolled,
    /// This side stopped waiting. The invitation is still open.
    #[error("the request was taken back")]
    Stopped,
    /// What the other side said does not hold together.
    #[error("what the other device said does not hold together")]
    Unsound,
    /// Something cannot be read.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The workspace.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

impl From<FrameError> for JoinError {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Ended | FrameError::Stalled => Self::BrokenOff,
            FrameError::TooLarge(_) | FrameError::Encoding(_) | FrameError::Packed(_) => Self::Unsound,
        }
    }
}

impl From<CharterError> for JoinError {
    fn from(_: CharterError) -> Self {
        Self::Unsound
    }
}

async fn patient<T>(future: impl Future<Output = T>) -> Result<T, JoinError> {
    tokio::time::timeout(PATIENCE, future).await.map_err(|_elapsed| JoinError::BrokenOff)
}
