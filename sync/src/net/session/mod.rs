//! One session between two devices: reconcile what differs, then push what is new, until either side leaves.
//!
//! Both sides do the same. Each greets with a digest of every space that the other may see. Equal digests: nothing to do.
//! Otherwise each tells how far its logs go and streams what the other lacks. From then on new records are sent as they
//! come. Nothing that a peer sends is trusted before its replica accepted it.
//!
//! ```text
//! party     one device's side: who takes part, the greeting, the tasks of a session
//! channel   one space within a session: what each side knows of the other
//! reader    reads frames; hands on what takes long, and never waits for the writer
//! taking    takes in what was verified, and asks again when that may help
//! sending   streams what the peer lacks, and bodies that it asked for
//! budget    what one device may cost this one
//! outbox    what waits to be written, and the writer: the only one who waits for the peer
//! outgoing  one frame that waits, and the texts in it
//! ```
//! A session runs over any two streams. What they are made of, and that the peer is who it says, is the caller's.

mod budget;
mod channel;
mod outbox;
mod outgoing;
mod party;
mod reader;
mod sending;
mod taking;
#[cfg(test)]
mod tests;

pub use budget::Limits;
#[cfg(test)]
pub(super) use budget::PassedOn;
pub(super) use budget::{Budgets, Cost};
pub use party::Party;

use super::frame::FrameError;
use super::journal::Ending;
use super::tended::caught;
use crate::store::StoreError;

/// Why a session ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The stream.
    #[error("{0}")]
    Frame(#[from] FrameError),
    /// No greeting came in time.
    #[error("the peer did not greet in time")]
    Silent,
    /// Something that the protocol does not allow.
    #[error("the peer broke the protocol: {0}")]
    Protocol(&'static str),
    /// A record that no honest device makes or passes on.
    #[error("the peer sent something that no honest device makes: {0}")]
    Hostile(String),
    /// More than one device may cost.
    #[error("{0}")]
    TooMuch(&'static str),
    /// More than one device may cost, by what others wrote and it passed on. What is left comes when the hour, or the day, is over.
    #[error("{0}")]
    Enough(&'static str),
    /// What waited for the peer to read was taken back meanwhile. The next session begins with what is here then.
    #[error("what was being sent was taken back")]
    TakenBack,
    /// The own store.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A panic where nothing of what the peer sent was handled.
    #[error("this device could not go on")]
    Own,
    /// Either side left, or may not take part.
    #[error("the connection closed")]
    Closed,
    /// Another task of the session ended, and with it what this one waited for. That one says why the session ended.
    #[error("another task of the session ended")]
    Gone,
}

impl SessionError {
    /// The same for whoever helps.
    pub(super) fn ending(&self) -> Ending {
        match self {
            Self::Silent => Ending::Silent,
            Self::Store(_) => Ending::Store,
            error if error.is_hostile() => Ending::Rules,
            _ => Ending::Closed,
        }
    }

    /// Whether the peer is to blame.
    pub fn is_hostile(&self) -> bool {
        match self {
            Self::Hostile(_) | Self::Protocol(_) | Self::TooMuch(_) => true,
            Self::Frame(error) => error.is_hostile(),
            Self::Enough(_)
            | Self::Silent
            | Self::Store(_)
            | Self::Own
            | Self::TakenBack
            | Self::Closed
            | Self::Gone => false,
        }
    }
}

/// Store work is done on threads that may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SessionError> + Send + 'static,
) -> Result<T, SessionError> {
    // What a peer sent made the work panic: the peer is to blame, as for a task of the session.
    blocking_or(SessionError::Protocol("something that cannot be handled"), work).await
}

/// The same for what is read of the own store, whatever a peer sent: nobody else is to blame.
async fn blocking_own<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, SessionError> {
    blocking_or(SessionError::Own, move || Ok(work())).await
}

async fn blocking_or<T: Send + 'static>(
    panicked: SessionError,
    work: impl FnOnce() -> Result<T, SessionError> + Send + 'static,
) -> Result<T, SessionError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(if error.is_panic() { panicked } else { SessionError::Closed }))
}

/// Part of a session into which nothing goes that the peer sent.
async fn own<T>(work: impl Future<Output = Result<T, SessionError>>) -> Result<T, SessionError> {
    caught(work).await.unwrap_or(Err(SessionError::Own))
}
