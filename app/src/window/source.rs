//! Where the window gets its views: an engine, or one of the demo's.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{Command, Engine, View};
use crate::ui::source::{Seat, Source, Ticket};

/// Engines to look through, and the seat that is taken.
pub(super) struct Engines {
    pub(super) seated: Vec<(Seat, Engine)>,
    pub(super) seat: usize,
    pub(super) folder: PathBuf,
    pub(super) demo: bool,
}

impl Engines {
    fn engine(&self) -> Option<&Engine> {
        self.seated.get(self.seat).or(self.seated.first()).map(|(_, engine)| engine)
    }
}

/// What the window holds: never empty.
pub(super) struct EngineSource {
    pub(super) current: Engine,
    pub(super) all: Engines,
}

impl Source for EngineSource {
    fn view(&self) -> Arc<View> {
        self.current.view()
    }

    fn send(&self, command: Command) -> Ticket {
        Ticket(self.current.send(command))
    }

    fn seats(&self) -> Vec<Seat> {
        if self.all.demo { self.all.seated.iter().map(|(seat, _)| seat.clone()).collect() } else { Vec::new() }
    }

    fn seat(&self) -> usize {
        self.all.seat
    }

    fn sit(&mut self, seat: usize) {
        if seat < self.all.seated.len() {
            self.all.seat = seat;
        }
        if let Some(engine) = self.all.engine() {
            self.current = engine.clone();
        }
    }

    fn data_dir(&self) -> Option<PathBuf> {
        Some(self.all.folder.clone())
    }
}
