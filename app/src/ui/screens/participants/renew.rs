//! Replacing the municipality's key after a device that holds it, a backup or the recovery words were lost.

use deelbaar_schema::id::DeviceId;
use egui::{Id, Ui};

use super::lost::label;
use crate::engine::{ColleagueStatus, Command, View};
use crate::tr;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Answer, Button, Dropdown, Level, Question, body, card, heading, paragraph, strong};
use crate::ui::screens::key_words::KeyWords;
use crate::ui::theme::space;

/// What was chosen and typed while the dialog is open.
#[derive(Default)]
pub(super) struct Renew {
    asking: bool,
    lost: Option<DeviceId>,
    second: KeyWords,
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
        let question = Question::danger("renew", &title, tr!("renew-confirm"), tr!("renew-keep")).icon(Icon::Key);
        let contents = |ui: &mut Ui, form: &mut Self| form.contents(ui, cx.view);
        match question.show(ui.ctx(), self, contents, |form| form.second.are_whole()) {
            Answer::Open => return,
            Answer::No => {}
            Answer::Yes => {
                let second = self.second.words(ui.ctx(), second_field()).to_string();
                cx.send(Command::RenewKey { second, lost: self.lost });
            }
        }
        *self = Self::default();
    }

    fn contents(&mut self, ui: &mut Ui, view: &View) {
        paragraph(ui, &tr!("renew-consequence"));
        ui.add_space(space::S);
        let devices: Vec<&ColleagueStatus> = view.status.colleagues.iter().filter(|c| !c.revoked).collect();
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
        self.second.show_second(ui, second_field());
    }
}

fn second_field() -> Id {
    Id::unique("renew-second")
}
