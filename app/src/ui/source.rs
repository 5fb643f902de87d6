//! Where the window gets its views and sends its commands: the engine, the demo, or a test.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use crate::engine::{Command, CommandError, Done, View};

/// The one thing that the window knows of the rest of the app.
pub trait Source {
    /// The newest view. Called every frame, so it must be cheap and never block.
    fn view(&self) -> Arc<View>;

    /// Hands a command over without waiting for it.
    fn send(&self, command: Command) -> Ticket;

    /// Through whose eyes one can look in the demo; empty when this is not the demo.
    fn seats(&self) -> Vec<Seat>;

    /// The seat that [`Source::view`] looks from.
    fn seat(&self) -> usize;

    /// Looks from another seat.
    fn sit(&mut self, seat: usize);

    /// The folder on this device that everything is kept in; `None` when nothing is kept.
    fn data_dir(&self) -> Option<PathBuf>;
}

/// What a command brings about, as soon as it is known.
pub struct Ticket(pub Receiver<Result<Done, CommandError>>);

/// Somebody to look along with in the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Name of the municipality.
    pub municipality: String,
    /// Name of the role.
    pub role: String,
}
