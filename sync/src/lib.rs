//! Keeping records and exchanging them.
//!
//! - [`store`]: the encrypted file. Knows bytes, not meaning.
//! - [`replica`]: the records of one space, and the [state](deelbaar_schema::space::SpaceState) that follows from them.
//! - [`workspace`]: one device's identity and its two replicas: municipality and region.
//! - [`audit`]: lines in the log of the system, in one form.
//! - [`file`]: files outside a workspace, written whole or not at all.
//! - [`files`]: the content of files beside items.
//! - [`poison`]: locks that a panic does not close for others.
//! - [`net`]: a node on the network that exchanges records with other nodes, over iroh.
//!
//! This crate knows nothing of screens.

pub mod audit;
pub mod clock;
pub mod file;
pub mod files;
pub mod net;
pub mod poison;
pub mod replica;
pub mod store;
pub mod workspace;

#[cfg(test)]
mod fuzz;
