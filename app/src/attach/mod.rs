//! Subcommands beside a running node, sync or window (decision 0031).
//!
//! One process holds a workspace: the lock says so. It listens on a socket in the data folder; a subcommand that finds it
//! there sends its arguments and lends its terminal. The command runs in the process that holds the workspace, through the
//! same code as without it; what it prints, reads and asks goes over the socket.
//!
//! ```text
//! wire     frames and messages
//! server   in the process that holds the workspace
//! lent     the terminal of the other process, as the command sees it
//! client   in the process that the subcommand was given to
//! ```
//! Only the same user may connect, both sides look who the other is, and a workspace with a passphrase asks it for every
//! command, as it does without a node. A window asks a node to make place: the node waits until the window is closed.

#[cfg(unix)]
mod client;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod lent;
#[cfg(unix)]
mod place;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod wire;
#[cfg(all(test, unix))]
pub(crate) use wire::fuzzed;

#[cfg(unix)]
pub use client::{Place, make_place, run_there};
#[cfg(not(unix))]
pub use elsewhere::{Place, Server, Taker, make_place, run_there};
#[cfg(unix)]
pub use server::{Server, Taker};

/// Why the process that holds the workspace does not carry a command out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
pub enum Refused {
    /// It is another version of this program.
    #[error("the process that holds the workspace is another version")]
    OtherVersion,
    /// It belongs to another user.
    #[error("the process that holds the workspace belongs to another user")]
    OtherUser,
    /// It carries out as many commands as it can.
    #[error("the process that holds the workspace is busy")]
    Busy,
    /// It stays where it is: a window.
    #[error("a window holds the workspace")]
    Window,
    /// It does not answer, or breaks off.
    #[error("the process that holds the workspace does not answer")]
    Silent,
}

/// Who holds a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A node or sync: it makes place for a window.
    Node,
    /// A window.
    Window,
}
