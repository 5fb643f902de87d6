//! What an empty screen says: the first step.

use egui::{Response, Sense, Ui, Vec2};

use super::button::Button;
use super::heading::{Level, heading};
use super::paint::{icon_in, job};
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, size, space};

/// A centred explanation with at most one button. Returns the response of the button.
pub fn empty_state(
    ui: &mut Ui,
    icon: Icon,
    title: &str,
    explanation: &str,
    action: Option<Button<'_>>,
) -> Option<Response> {
    let p = Theme::of(ui.ctx()).palette();
    ui.vertical_centered(|ui| {
        ui.set_max_width(size::DIALOG_WIDTH);
        ui.add_space(space::XL);
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::CONTROL), Sense::hover());
        icon_in(ui, icon, size::CONTROL, p.muted, rect);
        ui.add_space(space::S);
        heading(ui, Level::Two, title);
        let width = ui.available_width();
        let mut words = job(explanation, Type::Body, p.muted, width);
        words.halign = egui::Align::Center;
        ui.label(words);
        ui.add_space(space::S);
        action.map(|button| ui.add(button))
    })
    .inner
}
