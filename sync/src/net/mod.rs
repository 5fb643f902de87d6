//! A node on the network: exchanges records with the other devices of its two spaces, over iroh.
//!
//! ```text
//! node      the endpoint; dials, accepts, decides who is let in
//! session   one connection: reconcile, then push; one task a space and direction
//! frame     what travels on a session's stream
//! peers     who was seen when, at what address, and what they confirmed
//! join      the protocol by which a new device asks to be enrolled
//! ```
//! No relay, no lookup service, no port mapping: addresses are given, remembered, or come with an invitation.

mod exchange;
mod frame;
mod join;
mod node;
mod peers;
mod session;

pub use join::{Applicant, Asked, Code, CodeError, Grant, Invitation, JoinError, Joining, ask};
pub use node::{Listen, Node, NodeError};
pub use peers::{PeerStatus, Peers};
