//! Removing a device of the own municipality: lost, stolen, or of somebody who left.

use deelbaar_schema::id::DeviceId;
use egui::Ui;

use super::invite::choice;
use crate::engine::{ColleagueStatus, Command};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Answer, Button, Level, Question, card, heading, paragraph, small};
use crate::ui::theme::space;
use crate::{tr, words};

/// What was chosen, and whether the question is open.
#[derive(Default)]
pub(super) struct Lost {
    chosen: Option<DeviceId>,
    asking: bool,
}

impl Lost {
    /// Shows the card; nothing when there is no other device to remove.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let devices: Vec<&ColleagueStatus> = cx.view.status.colleagues.iter().filter(|c| !c.revoked).collect();
        if devices.is_empty() {
            return;
        }
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("lost-title"));
            if !cx.view.manages() {
                small(ui, &tr!("lost-not-here", name = cx.view.me.municipality_name.as_str()));
                return;
            }
            paragraph(ui, &tr!("lost-text"));
            ui.add_space(space::S);
            // Nobody is chosen beforehand, nor after one was removed: a key too many would remove the next.
            let options: Vec<_> = devices.iter().map(|one| (Some(one.device), label(one))).collect();
            let chosen = choice(ui, &mut self.chosen, &options, &[tr!("lost-device"), tr!("lost-choose")], None);
            let first = chosen.is_none().then(|| tr!("lost-choose-first"));
            if ui.add(Button::danger(tr!("lost-remove")).icon(Icon::Prohibit).unless(first)).clicked() {
                self.asking = true;
            }
            if let Some(device) = chosen.filter(|_| self.asking) {
                let label = options.into_iter().find(|(id, _)| *id == chosen).map(|(_, label)| label);
                self.ask(ui, cx, device, &label.unwrap_or_default());
            }
        });
    }

    fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>, device: DeviceId, label: &str) {
        let title = tr!("lost-question", device = label);
        let question = Question::danger("lost", &title, tr!("lost-confirm"), tr!("lost-keep"));
        let answer = question.show(ui.ctx(), cx, |ui, _| drop(paragraph(ui, &tr!("lost-consequence"))), |_| true);
        if answer == Answer::Yes {
            cx.send(Command::RemoveDevice { device });
            self.chosen = None;
        }
        self.asking = answer == Answer::Open;
    }
}

/// "Anna (Beleidsadviseur) · 0a1b2c3d".
pub(super) fn label(colleague: &ColleagueStatus) -> String {
    tr!("lost-label", who = words::who(&colleague.who), device = colleague.device.short())
}
