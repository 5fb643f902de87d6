//! The engine: one actor thread owns the workspace, takes [`Command`]s and publishes [`View`]s.

mod command;
mod error;
mod view;

pub use command::{Command, Done, Invitee, Step};
pub use error::CommandError;
pub use view::*;
