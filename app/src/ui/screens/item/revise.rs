//! Sharing a newer version under a standing consent: what changes for its readers, and what looks like data about people.

use egui::{Context, Ui};

use super::personal::Confirmed;
use crate::engine::{Command, ItemView};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dialog, paragraph, small, strong};
use crate::ui::screens::section;
use crate::ui::theme::space;

/// The dialog, while it is open.
#[derive(Default)]
pub(super) struct Draft {
    confirmed: Confirmed,
}

impl Draft {
    /// Shows the dialog. Returns whether it is done.
    pub(super) fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, view: &ItemView) -> bool {
        let Some(revision) = &view.revision else { return true };
        let title = tr!("revise-title", title = view.item.title.as_str());
        Dialog::new("revise", &title)
            .show(ctx, |ui| {
                paragraph(ui, &tr!("revise-text"));
                ui.add_space(space::S);
                strong(ui, &tr!("inbox-changes"));
                section::show_changes(ui, &section::changes(&revision.now, &revision.next));
                let open = self.confirmed.show(ui, Some(&revision.next));
                ui.add_space(space::M);
                if open > 0 {
                    small(ui, &tr!("consent-personal-first", count = open));
                }
                self.buttons(ui, cx, view, open == 0);
            })
            .close
    }

    fn buttons(&self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView, sound: bool) {
        ui.horizontal_wrapped(|ui| {
            if ui.add_enabled(sound, Button::primary(tr!("revise-share")).icon(Icon::Share)).clicked() {
                cx.send(Command::Revise { item: view.item.id, confirmed: self.confirmed.texts() });
                ui.close();
            }
            if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                ui.close();
            }
        });
    }
}
