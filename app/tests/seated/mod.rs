//! A real window on a real engine, for tests of the whole app.

use std::path::PathBuf;
use std::sync::Arc;

use deelbaar::engine::{Command, Engine, View};
use deelbaar::ui::preferences::Preferences;
use deelbaar::ui::source::{Seat, Source, Ticket};
use deelbaar::ui::window::Window;
use egui_kittest::Harness;

/// Whoever sits at the window of one running device.
struct Seated(Engine);

impl Source for Seated {
    fn view(&self) -> Arc<View> {
        self.0.view()
    }

    fn send(&self, command: Command) -> Ticket {
        Ticket(self.0.send(command))
    }

    fn seats(&self) -> Vec<Seat> {
        Vec::new()
    }

    fn seat(&self) -> usize {
        0
    }

    fn sit(&mut self, _seat: usize) {}

    fn data_dir(&self) -> Option<PathBuf> {
        None
    }
}

/// The real window on a running engine.
pub fn window(engine: &Engine) -> Harness<'static, Window> {
    let engine = engine.clone();
    Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |cc| Window::new(&cc.egui_ctx, Box::new(Seated(engine)), Preferences::default()))
}
