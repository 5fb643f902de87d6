//! The card of the settings with which the plan goes off a device that gets it no more.

use egui::Ui;

use crate::engine::Command;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Answer, Button, Level, Question, heading, paragraph, small};
use crate::ui::theme::space;
use crate::{tr, words};

/// Whether the question is open.
#[derive(Default)]
pub(super) struct Forget {
    asking: bool,
}

impl Forget {
    /// Says what lies here from an earlier role, and offers to remove it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let me = &cx.view.me;
        let (municipality, role) = (me.municipality_name.as_str(), words::role(me.role).to_lowercase());
        heading(ui, Level::Two, &tr!("forget-title", municipality = municipality));
        paragraph(ui, &tr!("forget-text", municipality = municipality, role = role, count = me.plan_left));
        ui.add_space(space::S);
        if ui.add(Button::danger(tr!("forget-open")).icon(Icon::Trash)).clicked() {
            self.asking = true;
        }
        small(ui, &tr!("forget-elsewhere"));
        if self.asking {
            self.ask(ui, cx);
        }
    }

    fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let title = tr!("forget-question", municipality = cx.view.me.municipality_name.as_str());
        let question = Question::danger("forget", &title, tr!("forget-confirm"), tr!("forget-keep"));
        let contents = |ui: &mut Ui, _: &mut Cx<'_>| {
            for text in [tr!("forget-does"), tr!("forget-stays"), tr!("forget-lost")] {
                paragraph(ui, &text);
            }
        };
        let answer = question.icon(Icon::Trash).show(ui.ctx(), cx, contents, |_| true);
        if answer == Answer::Yes {
            cx.send(Command::ForgetPlan);
        }
        self.asking = answer == Answer::Open;
    }
}
