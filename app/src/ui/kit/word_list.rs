//! Words to write down, with their numbers.

use egui::{Align, Layout, Ui, Vec2};

use super::landmark::Landmark;
use super::text::body;
use crate::ui::theme::Type;

/// So many stand beside each other: 24 words take six rows, which fit on any screen.
const BESIDE: u8 = 4;

/// The words in rows of four, each with its number, under a name for those who do not see them.
pub fn word_list<'a>(ui: &mut Ui, name: &str, words: impl Iterator<Item = &'a str>) {
    Landmark::Region.show(ui, name, |ui| {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let width = ui.available_width() / f32::from(BESIDE);
        let (beside, words) = (usize::from(BESIDE), words.collect::<Vec<_>>());
        for (row, words) in words.chunks(beside).enumerate() {
            ui.horizontal(|ui| {
                for (column, word) in words.iter().enumerate() {
                    let size = Vec2::new(width, Type::Body.line_height());
                    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                        ui.set_min_width(width);
                        body(ui, &format!("{}. {word}", row * beside + column + 1));
                    });
                }
            });
        }
    });
}
