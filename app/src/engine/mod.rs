//! The engine: an actor owns the workspace, takes [`Command`]s and publishes [`View`]s.
//!
//! ```text
//! command    everything that a person can do
//! executor   carries commands out (edit: the plan; files; executor: the decision gate; sharing: the consent gate; powers: mandates; members: roles, keys, municipalities; joining; keys; backup)
//! look       builds a view; log: every act; news: what others share since somebody looked; status: the other devices; view: what there is to see
//! actor      the thread that does both in turn, for the window
//! ```

mod actor;
mod backup;
mod command;
mod done;
mod edit;
mod error;
mod executor;
mod files;
#[cfg(test)]
pub(crate) mod fuzzed;
mod joining;
mod keys;
pub(crate) mod log;
mod look;
mod members;
mod network;
mod news;
mod powers;
mod sharing;
mod status;
mod undo;
mod view;

pub use actor::Engine;
pub use backup::make_due;
pub use command::{Command, Done, Export, Invitee, Secret};
pub use error::CommandError;
pub use executor::{Desk, Executor};
pub use joining::AtTheDoor;
pub use log::{Author, CharterKind, Facts, LogEntry, LogKind, Terms, Topic};
pub use look::event;
pub use undo::Step;
pub use view::*;
