//! Replacing the municipality's key after a device that holds it, a backup or the recovery words were lost.

use deelbaar_schema::id::DeviceId;
use egui::Ui;

use super::lost::label;
use crate::engine::{ColleagueStatus, Command};
use crate::tr;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{
    Button, Dialog, Dropdown, Level, TextField, body, card, focus_when_opened, heading, paragraph, strong,
};
use crate::ui::theme::space;

/// What was chosen and typed while the dialog is open.
#[derive(Default)]
pub(super) struct Renew {
    asking: bool,
    lost: Option<DeviceId>,
    second: String,
}

impl Renew {
    /// Shows the card, for whoever holds the key.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if !cx.view.me.may_invite_colleagues {
            return;
        }
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("renew-title"));
            paragraph(ui, &tr!("renew-text"));
            ui.add_space(space::S);
            if ui.add(Button::danger(tr!("renew-open")).icon(Icon::Key)).clicked() {
                self.asking = true;
            }
        });
        if self.asking {
            self.dialog(ui, cx);
        }
    }

    fn dialog(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let title = tr!("renew-question", name = cx.view.me.municipality_name.as_str());
        let shown = Dialog::new("renew", &title).alert().show(ui.ctx(), |ui| self.form(ui, cx));
        if shown.close {
            *self = Self::default();
        }
    }

    fn form(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        paragraph(ui, &tr!("renew-consequence"));
        ui.add_space(space::S);
        let devices: Vec<&ColleagueStatus> = cx.view.status.colleagues.iter().filter(|c| !c.revoked).collect();
        let mut options = vec![(None, tr!("renew-none"))];
        options.extend(devices.iter().map(|one| (Some(one.device), label(one))));
        Dropdown::new(&tr!("renew-lost"), &mut self.lost, &options).show(ui);
        ui.add_space(space::S);
        strong(ui, &tr!("renew-stay"));
        for one in devices.iter().filter(|one| Some(one.device) != self.lost) {
            body(ui, &label(one));
        }
        paragraph(ui, &tr!("renew-unknown"));
        ui.add_space(space::S);
        let (words, hint) = (tr!("second-words"), tr!("second-words-hint"));
        TextField::new(&words, &mut self.second).hint(&hint).multiline(3).required().show(ui);
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| {
            let keep = ui.add(Button::secondary(tr!("renew-keep")));
            focus_when_opened(&keep);
            if keep.clicked() {
                ui.close();
            }
            if ui.add(Button::danger(tr!("renew-confirm")).icon(Icon::Key)).clicked() {
                cx.send(Command::RenewKey { second: std::mem::take(&mut self.second), lost: self.lost });
                ui.close();
            }
        });
    }
}
