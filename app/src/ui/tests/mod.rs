//! The window as a keyboard user and a screen reader meet it, on a source that remembers what it was sent.

pub mod fixture;

mod acts;
mod awaits;
mod backup;
mod files;
mod frame;
mod handover;
mod layout;
mod locking;
mod notices;
mod saving;
mod writing;

use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

use self::fixture::Fake;
use crate::engine::View;
use crate::ui::cx::Screen;
use crate::ui::preferences::{Appearance, Preferences};
use crate::ui::window::Window;

/// How much time passes between two frames of a test.
const STEP_SECONDS: f32 = 0.05;

/// A window of 1280 by 800 on `view`, and what it sends.
fn window<'a>(view: View, screen: Screen) -> (Harness<'a, Window>, Fake) {
    sized(view, screen, (1280.0, 800.0))
}

fn sized<'a>(view: View, screen: Screen, size: (f32, f32)) -> (Harness<'a, Window>, Fake) {
    let fake = Fake::on(view);
    let source = Box::new(fake.clone());
    let mut harness =
        Harness::builder().with_size(egui::vec2(size.0, size.1)).with_step_dt(STEP_SECONDS).build_eframe(move |cc| {
            let mut preferences = Preferences::default();
            preferences.appearance = Appearance::Light;
            Window::new(&cc.egui_ctx, source, preferences).open_at(screen)
        });
    harness.run_steps(3);
    (harness, fake)
}

/// Moves the focus to a control and presses a key there.
fn press(harness: &mut Harness<'_, Window>, role: Role, label: &str, key: Key) {
    harness.get_by_role_and_label(role, label).focus();
    harness.run_steps(2);
    harness.key_press(key);
    harness.run_steps(3);
    assert!(is_somewhere(harness), "after {label} the focus is nowhere");
}

/// Whether the focus is on something that is read, whatever went away; a dialog may still be coming.
fn is_somewhere(harness: &mut Harness<'_, Window>) -> bool {
    let is = |harness: &Harness<'_, Window>| harness.query_all(By::new()).any(|node| node.is_focused());
    (0..4).any(|_| {
        let somewhere = is(harness);
        harness.run_steps(usize::from(!somewhere));
        somewhere
    })
}

fn ctrl(harness: &mut Harness<'_, Window>, key: Key) {
    harness.key_press_modifiers(Modifiers::COMMAND, key);
    harness.run_steps(3);
}

/// Everything that is said, in one text.
fn said(harness: &Harness<'_, Window>) -> String {
    let nodes = harness.query_all_by(|_| true);
    let texts = nodes.flat_map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()].into_iter().flatten().collect::<Vec<_>>()
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn says(harness: &Harness<'_, Window>, text: &str) -> bool {
    harness.query_all_by_value(text).next().is_some()
}
