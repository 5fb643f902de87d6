//! A node on the network: exchanges records with the other devices of its two spaces, over iroh.
//!
//! ```text
//! node      dials, accepts, decides who is let in; endpoint: binds
//! session   over any two streams: reconcile, then push; one task a space and direction
//! frame     what travels on a session's stream
//! packed    records within a frame
//! peers     who was seen when, at what address, and what they confirmed
//! neighbourhood   who is on the same local network (mDNS)
//! files     the content of files, on connections of their own
//! traffic   how much travels; journal: what happened with whom, for a helpdesk
//! join      the protocol by which a new device asks to be enrolled
//! ```
//! No relay, no lookup service, no port mapping: addresses are given, remembered, heard on the local network, or come with
//! an invitation.

mod endpoint;
mod exchange;
mod files;
mod frame;
mod join;
mod journal;
mod neighbourhood;
mod node;
mod packed;
mod peers;
mod session;
mod traffic;

pub use endpoint::{Listen, NodeError};
pub use join::{
    Applicant, Asked, Closed, Code, CodeError, Grant, Invitation, InvitationId, JoinError, Joining, OpenInvitation,
    Verdict, Words, ask, ask_until,
};
pub use journal::{Ending, Happening, Journal, LINES, Line};
pub use node::Node;
pub use peers::{PeerStatus, Peers};
pub use session::{Party, SessionError};
pub use traffic::Traffic;
