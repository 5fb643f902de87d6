//! The kit as a keyboard user and a screen reader meet it.

use egui_kittest::Harness;

mod controls;
mod dialogs;
mod lists;
mod reading;
mod table;

use crate::ui::theme::Theme;

/// A window with our theme.
fn harness<'a>(mut contents: impl FnMut(&mut egui::Ui) + 'a) -> Harness<'a> {
    Harness::builder().with_size(egui::vec2(800.0, 600.0)).build_ui(move |ui| {
        Theme::default().apply(ui.ctx());
        contents(ui);
    })
}

/// The same with state that the test can look at.
fn harness_with<'a, S: 'a>(state: S, contents: impl Fn(&mut egui::Ui, &mut S) + 'a) -> Harness<'a, S> {
    Harness::builder().with_size(egui::vec2(800.0, 600.0)).build_ui_state(
        move |ui, state| {
            Theme::default().apply(ui.ctx());
            contents(ui, state);
        },
        state,
    )
}
