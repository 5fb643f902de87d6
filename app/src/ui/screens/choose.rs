//! Which municipality, for somebody who works for several: each has a folder and a passphrase of its own.

use egui::Ui;

use crate::tr;
use crate::ui::Icon;
use crate::ui::kit::{Button, Landmark, Level, card, heading_colored, paragraph, scroll_page, small};
use crate::ui::theme::{Theme, size, space};

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This one of the list.
    Open(usize),
    /// Another municipality, of which there is nothing here yet.
    Another,
}

/// Shows the municipalities by name; returns what was chosen.
///
/// `full`: why there is no place for another one, if so.
pub fn show(ui: &mut Ui, names: &[String], full: Option<&str>) -> Option<Choice> {
    let title = tr!("choose-title");
    Landmark::Main
        .show(ui, &title, |ui| {
            scroll_page(ui, "choose", |ui| {
                ui.set_max_width(ui.available_width().min(size::TEXT_MAX_WIDTH));
                ui.add_space(space::XL);
                let primary = Theme::of(ui.ctx()).palette().primary;
                heading_colored(ui, Level::One, &title, primary);
                paragraph(ui, &tr!("choose-text"));
                ui.add_space(space::M);
                let mut choice = None;
                card(ui, |ui| {
                    for (index, name) in names.iter().enumerate() {
                        if ui.add(Button::primary(name.as_str()).icon(Icon::Buildings)).clicked() {
                            choice = Some(Choice::Open(index));
                        }
                        ui.add_space(space::S);
                    }
                });
                ui.add_space(space::M);
                small(ui, full.unwrap_or(&tr!("choose-another-text")));
                if ui.add(Button::secondary(tr!("choose-another")).icon(Icon::Plus).unless(full)).clicked() {
                    choice = Some(Choice::Another);
                }
                choice
            })
        })
        .inner
}
