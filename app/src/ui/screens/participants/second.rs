//! The second key: without it nobody becomes an alderman. It is handed to somebody else, and then forgotten here.

use egui::Ui;

use crate::engine::Command;
use crate::tr;
use crate::ui::Icon;
use crate::ui::Tone;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Card, Level, heading, paragraph};
use crate::ui::theme::space;

/// Shows the card while the key lies here.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if !cx.view.me.holds_second {
        return;
    }
    Card::new().tone(Tone::Warning).show(ui, |ui| {
        heading(ui, Level::Two, &tr!("second-title"));
        paragraph(ui, &tr!("second-text", name = cx.view.me.municipality_name.as_str()));
        ui.add_space(space::S);
        if ui.add(Button::primary(tr!("second-show")).icon(Icon::Key)).clicked() {
            cx.send(Command::ShowSecond);
        }
    });
    ui.add_space(space::S);
}
