//! A node on the network: exchanges records with the other devices of its two spaces, over iroh.
//!
//! ```text
//! node      accepts, decides who is let in
//! dial      whom it dials, and when; neighbours: a handful in a large region
//! crowd     strangers at the door, only so many
//! bound     its endpoint, bound anew when the watchdog says so; endpoint: how one is bound
//! relay     the way through the region's own relay
//! session   over any two streams: reconcile, then push; one task a space and direction
//! frame     what travels on a session's stream
//! packed    records within a frame
//! peers     who was seen when, at what address, and what they confirmed
//! neighbourhood   who is on the same local network (mDNS)
//! files     the content of files, on connections of their own
//! traffic   how much travels; journal: what happened with whom, for a helpdesk
//! tended    work that begins anew after a panic
//! join      the protocol by which a new device asks to be enrolled
//! ```
//! No lookup service, no port mapping, and no relay but the one that the region named: addresses are given, remembered, heard
//! on the local network, or come with an invitation.

mod bound;
mod crowd;
mod dial;
mod endpoint;
mod exchange;
mod files;
mod frame;
#[cfg(test)]
pub(crate) mod fuzzed;
mod join;
mod journal;
mod neighbourhood;
mod neighbours;
mod node;
mod packed;
mod peers;
mod refusals;
mod relay;
mod session;
mod tended;
mod traffic;
mod watchdog;

pub use endpoint::{Listen, NodeError};
pub use join::{
    Applicant, Asked, Closed, Code, CodeError, Grant, Invitation, InvitationId, JoinError, Joining, OpenInvitation,
    Verdict, Words, ask, ask_until,
};
pub use journal::{Ending, Happening, Journal, LINES, Line};
pub use node::Node;
pub use peers::{PeerStatus, Peers};
pub use relay::RelayState;
pub use session::{Limits, Party, SessionError};
pub use traffic::Traffic;
