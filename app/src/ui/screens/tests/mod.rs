//! The screens of deciding, consenting and the region, as a keyboard user and a screen reader meet them.

mod access;
mod connections;
mod consent_flow;
mod contested;
mod decisions;
pub mod fixture;
mod focus;
mod joining;
mod log;
mod members;
mod network;
mod powers;
mod reading;
mod region;
mod unlock;
mod welcome;
mod withdraw;

use deelbaar_schema::role::Role;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, Queryable as _};

use crate::document::Document;
use crate::engine::{Command, View};
use crate::ui::cx::{Cx, Goto};
use crate::ui::theme::Theme;

/// Words that are those of a key.
const WHOLE: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
                     abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";

/// A screen, what it sees, and what came out of it.
struct Bench<S> {
    screen: S,
    view: View,
    commands: Vec<Command>,
    goto: Option<Goto>,
    keep: Option<Document>,
}

/// A window of 1010 by 700 points, what is left beside the navigation at 1280 by 800.
fn bench<'a, S: Default + 'a>(view: View, show: fn(&mut S, &mut egui::Ui, &mut Cx<'_>)) -> Harness<'a, Bench<S>> {
    sized(egui::vec2(1010.0, 700.0), view, show)
}

fn sized<'a, S: Default + 'a>(
    size: egui::Vec2,
    view: View,
    show: fn(&mut S, &mut egui::Ui, &mut Cx<'_>),
) -> Harness<'a, Bench<S>> {
    let state = Bench { screen: S::default(), view, commands: Vec::new(), goto: None, keep: None };
    let mut harness = Harness::builder().with_size(size).build_ui_state(
        move |ui, bench: &mut Bench<S>| {
            Theme::default().apply(ui.ctx());
            let Bench { view, commands, goto, keep, .. } = bench;
            let mut cx = Cx { view, commands, goto, keep };
            show(&mut bench.screen, ui, &mut cx);
        },
        state,
    );
    harness.run();
    harness
}

fn press<S>(harness: &mut Harness<'_, S>, key: Key) {
    harness.key_press(key);
    harness.run();
    // Tab leaves the window behind its last control.
    let somewhere = harness.query_all(By::new()).any(|node| node.is_focused());
    assert!(somewhere || key == Key::Tab, "the focus is nowhere");
}

/// Presses Tab until the control with this name has focus.
fn tab_to<S>(harness: &mut Harness<'_, S>, name: &str) {
    for _ in 0..100 {
        if harness.query_all_by_label(name).any(|node| node.is_focused()) {
            return;
        }
        press(harness, Key::Tab);
    }
    panic!("Tab never reached {name}");
}

/// Whether some text of the window is exactly this.
fn says<S>(harness: &Harness<'_, S>, text: &str) -> bool {
    harness.query_all_by_value(text).next().is_some()
}

fn alderman() -> View {
    fixture::view(Role::Alderman)
}
