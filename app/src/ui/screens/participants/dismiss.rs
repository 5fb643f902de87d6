//! Ending the part that a municipality takes in the region.

use deelbaar_schema::id::MunicipalityCode;
use deelbaar_schema::time::Date;
use egui::Ui;

use super::invite::choice;
use crate::engine::Command;
use crate::tr;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Answer, Button, DayField, Level, Question, card, heading, paragraph};
use crate::ui::theme::space;

/// What was chosen and typed.
#[derive(Default)]
pub(super) struct Dismiss {
    chosen: Option<MunicipalityCode>,
    asking: bool,
    last_day: DayField,
}

impl Dismiss {
    /// Shows the card, for whoever holds the region's key.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let others = view.region.municipalities.iter().filter(|m| m.takes_part && m.code != view.me.municipality);
        let options: Vec<_> = others.map(|m| (Some(m.code), m.name.clone())).collect();
        if options.is_empty() || !view.me.may_invite_municipalities {
            return;
        }
        card(ui, |ui| {
            heading(ui, Level::Three, &tr!("dismiss-title"));
            paragraph(ui, &tr!("dismiss-text"));
            ui.add_space(space::S);
            let words = [tr!("dismiss-which"), tr!("participants-which-choose")];
            let chosen = choice(ui, &mut self.chosen, &options, &words, None);
            let first = chosen.is_none().then(|| tr!("participants-which-missing"));
            if ui.add(Button::danger(tr!("dismiss-open")).icon(Icon::Prohibit).unless(first)).clicked() {
                self.asking = true;
                self.last_day = DayField::of(Some(view.today));
            }
            if let Some(code) = chosen.filter(|_| self.asking) {
                let name = options.iter().find(|(code, _)| *code == chosen).map(|(_, name)| name.as_str());
                self.ask(ui, cx, code, name.unwrap_or_default());
            }
        });
    }

    fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>, municipality: MunicipalityCode, name: &str) {
        let title = tr!("dismiss-question", name = name);
        let question = Question::danger("dismiss", &title, tr!("lost-confirm"), tr!("lost-keep"));
        let (field, mut chosen) = (&mut self.last_day, None);
        let mut state = (field, &mut chosen);
        let contents = |ui: &mut Ui, (field, _): &mut (&mut DayField, &mut Option<Date>)| {
            paragraph(ui, &tr!("dismiss-does", name = name));
            ui.add_space(space::S);
            paragraph(ui, &tr!("dismiss-does-not", name = name));
            ui.add_space(space::S);
            field.show_required(ui, &tr!("dismiss-last-day"), &tr!("dismiss-last-day-hint"));
        };
        // Yesterday too: then it takes no part from today on.
        let yesterday = cx.view.today.pred_opt().unwrap_or(cx.view.today);
        let answer = question.show(ui.ctx(), &mut state, contents, |(field, chosen)| {
            **chosen = field.require(|day| day >= yesterday, &tr!("dismiss-last-day-past"));
            chosen.is_some()
        });
        if let (Answer::Yes, Some(last_day)) = (answer, chosen) {
            cx.send(Command::Dismiss { municipality, last_day });
            self.chosen = None;
        }
        self.asking = answer == Answer::Open;
    }
}
