//! Removing a device of the own municipality: lost, stolen, or of somebody who left.

use deelbaar_schema::id::DeviceId;
use egui::Ui;

use crate::engine::{ColleagueStatus, Command};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Answer, Button, Dropdown, Level, Question, card, heading, paragraph, small};
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
        let Some(first) = devices.first() else { return };
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("lost-title"));
            if !cx.view.manages() {
                small(ui, &tr!("lost-not-here", name = cx.view.me.municipality_name.as_str()));
                return;
            }
            paragraph(ui, &tr!("lost-text"));
            ui.add_space(space::S);
            let options: Vec<(DeviceId, String)> = devices.iter().map(|one| (one.device, label(one))).collect();
            let mut chosen = self.chosen.filter(|id| options.iter().any(|(o, _)| o == id)).unwrap_or(first.device);
            Dropdown::new(&tr!("lost-device"), &mut chosen, &options).show(ui);
            self.chosen = Some(chosen);
            ui.add_space(space::S);
            if ui.add(Button::danger(tr!("lost-remove")).icon(Icon::Prohibit)).clicked() {
                self.asking = true;
            }
            if self.asking {
                let label = options.into_iter().find(|(id, _)| *id == chosen).map(|(_, label)| label);
                self.ask(ui, cx, chosen, &label.unwrap_or_default());
            }
        });
    }

    fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>, device: DeviceId, label: &str) {
        let title = tr!("lost-question", device = label);
        let question = Question::danger("lost", &title, tr!("lost-confirm"), tr!("lost-keep"));
        let answer = question.show(ui.ctx(), cx, |ui, _| drop(paragraph(ui, &tr!("lost-consequence"))), |_| true);
        if answer == Answer::Yes {
            cx.send(Command::RemoveDevice { device });
        }
        self.asking = answer == Answer::Open;
    }
}

/// "Anna (Beleidsadviseur) · 0a1b2c3d".
pub(super) fn label(colleague: &ColleagueStatus) -> String {
    tr!("lost-label", who = words::who(&colleague.who), device = colleague.device.short())
}
