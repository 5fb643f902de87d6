//! The second keys: without one nobody becomes an alderman, nor is a key replaced. Each is handed to somebody else, and then
//! forgotten here.

use deelbaar_sync::workspace::Root;
use egui::Ui;

use crate::engine::Command;
use crate::tr;
use crate::ui::Icon;
use crate::ui::Tone;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, Card, Level, heading, paragraph};
use crate::ui::theme::space;

/// Shows a card for each that lies here.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    for of in cx.view.me.seconds.iter().copied() {
        let (title, text, open) = match of {
            Root::Municipality => {
                let name = cx.view.me.municipality_name.as_str();
                (tr!("second-title"), tr!("second-text", name = name), tr!("second-show"))
            }
            Root::Region => {
                let name = cx.view.me.region_name.as_str();
                (tr!("second-region-title"), tr!("second-region-text", name = name), tr!("second-region-show"))
            }
        };
        Card::new().tone(Tone::Warning).show(ui, |ui| {
            heading(ui, Level::Two, &title);
            paragraph(ui, &text);
            ui.add_space(space::S);
            if ui.add(Button::primary(open).icon(Icon::Key)).clicked() {
                cx.send(Command::ShowSecond { of });
            }
        });
        ui.add_space(space::S);
    }
}
