//! A municipality that was admitted a second time, with other keys: what is the matter, and who says which admission holds.

use deelbaar_schema::id::ContentHash;
use egui::{Id, Ui};

use crate::engine::{AdmissionView, Command, CompetingView};
use crate::ui::cx::Cx;
use crate::ui::kit::{
    Answer, Button, Card, Chip, Level, Notice, NoticeKind, Question, body, heading, paragraph, small, strong,
};
use crate::ui::screens::key_words::KeyWords;
use crate::ui::theme::space;
use crate::ui::{Icon, Tone};
use crate::{format, tr};

/// What was chosen and typed.
#[derive(Default)]
pub(super) struct Contested {
    asking: Option<ContentHash>,
    second: KeyWords,
}

impl Contested {
    /// Shows a card for each such municipality.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        for competing in &cx.view.region.competing {
            self.card(ui, cx, competing);
            ui.add_space(space::S);
        }
        let all = cx.view.region.competing.iter();
        let asked = all.flat_map(|competing| competing.admissions.iter().map(move |one| (competing, one)));
        match asked.clone().find(|(_, one)| Some(one.admission) == self.asking) {
            Some((competing, one)) => self.dialog(ui, cx, competing, one),
            // Somebody settled it meanwhile, or it does not count any more.
            None => *self = Self::default(),
        }
    }

    fn card(&mut self, ui: &mut Ui, cx: &Cx<'_>, competing: &CompetingView) {
        let (name, region) = (competing.name.as_str(), cx.view.me.region_name.as_str());
        let (open, own) = (competing.is_open(), competing.municipality == cx.view.me.municipality);
        Card::new().tone(if open { Tone::Warning } else { Tone::Neutral }).show(ui, |ui| {
            heading(ui, Level::Two, &tr!("contested-title", name = name));
            if open {
                paragraph(ui, &tr!("contested-open", name = name, region = region));
                paragraph(ui, &tr!("contested-do", name = name));
            } else if competing.admissions.iter().all(|one| one.holds) {
                paragraph(ui, &tr!("contested-all", name = name));
            } else {
                paragraph(ui, &tr!("contested-settled", name = name));
            }
            if own && competing.admissions.iter().any(|one| !one.holds && (open || one.own)) {
                Notice::new(NoticeKind::Info, &tr!("contested-own")).show(ui);
            }
            for admission in &competing.admissions {
                ui.add_space(space::S);
                show_admission(ui, admission);
                if !admission.holds && !own {
                    let open = tr!("contested-choose", key = admission.key.as_str());
                    if ui.add(Button::danger(open).icon(Icon::Key)).clicked() {
                        self.asking = Some(admission.admission);
                    }
                }
            }
        });
    }

    fn dialog(&mut self, ui: &Ui, cx: &mut Cx<'_>, competing: &CompetingView, chosen: &AdmissionView) {
        let (name, key) = (competing.name.as_str(), chosen.key.as_str());
        let title = tr!("contested-question", name = name, key = key);
        let question = Question::danger("contested", &title, tr!("contested-confirm"), tr!("contested-keep"));
        let contents = |ui: &mut Ui, second: &mut KeyWords| {
            paragraph(ui, &tr!("contested-does", name = name, key = key));
            paragraph(ui, &tr!("contested-check", name = name));
            ui.add_space(space::S);
            second.show_region_second(ui, second_field());
        };
        let answer = question.icon(Icon::Key).show(ui.ctx(), &mut self.second, contents, KeyWords::are_whole);
        if answer == Answer::Open {
            return;
        }
        if answer == Answer::Yes {
            let second = self.second.words(ui.ctx(), second_field()).to_string();
            cx.send(Command::AgreeToAdmission { admission: chosen.admission, second });
        }
        *self = Self::default();
    }
}

fn second_field() -> Id {
    Id::unique("contested-second")
}

fn show_admission(ui: &mut Ui, admission: &AdmissionView) {
    strong(ui, &tr!("contested-key", key = admission.key.as_str()));
    body(ui, &tr!("contested-since", name = admission.name.as_str(), date = format::date_long(admission.from)));
    if admission.own {
        small(ui, &tr!("contested-yours"));
    }
    let (tone, icon, text) = if admission.holds {
        (Tone::Good, Icon::Check, tr!("contested-holds"))
    } else {
        (Tone::Neutral, Icon::Prohibit, tr!("contested-holds-not"))
    };
    ui.add(Chip::new(tone, text.as_str()).icon(icon));
}
