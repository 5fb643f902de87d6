//! Replacing a key: after a device that holds it, a backup or the recovery words were lost; or because somebody else will keep
//! the second key.

use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_sync::workspace::{Renew as Which, Root};
use egui::{Id, Ui};

use super::lost::label;
use crate::engine::{ColleagueStatus, Command, View};
use crate::tr;
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Answer, Button, Dropdown, Level, Question, body, card, heading, paragraph, small, strong};
use crate::ui::screens::key_words::KeyWords;
use crate::ui::theme::space;

/// What was chosen and typed while the dialog is open.
#[derive(Default)]
pub(super) struct Renew {
    asking: Option<Which>,
    second: KeyWords,
}

impl Renew {
    /// Shows a card for the municipality and one for the region, for whoever holds the key.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let me = &cx.view.me;
        if me.holds_municipality_key {
            let words = (tr!("renew-title"), tr!("renew-text"), tr!("renew-open"), tr!("renew-second-open"));
            let lost = tr!("renew-words-lost", name = me.municipality_name.as_str());
            self.card(ui, words, &lost, Which::Municipality { lost: None });
        }
        if me.may_invite_municipalities {
            ui.add_space(space::S);
            let (title, text) = (tr!("renew-region-title"), tr!("renew-region-text"));
            let words = (title, text, tr!("renew-region-open"), tr!("renew-region-second-open"));
            self.card(ui, words, &tr!("renew-region-words-lost"), Which::Region { drops: None });
        }
        if let Some(which) = self.asking {
            self.dialog(ui, cx, which);
        }
    }

    fn card(
        &mut self,
        ui: &mut Ui,
        (title, text, open, second): (String, String, String, String),
        lost: &str,
        which: Which,
    ) {
        card(ui, |ui| {
            heading(ui, Level::Three, &title);
            paragraph(ui, &text);
            ui.add_space(space::S);
            ui.horizontal_wrapped(|ui| {
                if ui.add(Button::danger(open).icon(Icon::Key)).clicked() {
                    self.asking = Some(which);
                }
                if ui.add(Button::danger(second).icon(Icon::Key)).clicked() {
                    self.asking = Some(Which::Second(which.root()));
                }
            });
            small(ui, lost);
        });
    }

    fn dialog(&mut self, ui: &Ui, cx: &mut Cx<'_>, which: Which) {
        let name = match which.root() {
            Root::Municipality => cx.view.me.municipality_name.as_str(),
            Root::Region => cx.view.me.region_name.as_str(),
        };
        let title = match which {
            Which::Second(_) => tr!("renew-second-question", name = name),
            Which::Municipality { .. } | Which::Region { .. } => tr!("renew-question", name = name),
        };
        let confirm = match which {
            Which::Second(_) => tr!("renew-second-confirm"),
            Which::Municipality { .. } | Which::Region { .. } => tr!("renew-confirm"),
        };
        let question = Question::danger("renew", &title, confirm, tr!("renew-keep")).icon(Icon::Key);
        let mut state = (&mut self.second, which);
        let contents = |ui: &mut Ui, (second, which): &mut (&mut KeyWords, Which)| {
            *which = choices(ui, cx.view, *which);
            ui.add_space(space::S);
            second.show_second(ui, second_field());
        };
        let answer = question.show(ui.ctx(), &mut state, contents, |(second, _)| second.are_whole());
        let (second, what) = state;
        if answer == Answer::Open {
            self.asking = Some(what);
            return;
        }
        if answer == Answer::Yes {
            cx.send(Command::Renew { what, second: second.words(ui.ctx(), second_field()).to_string() });
        }
        *self = Self::default();
    }
}

fn second_field() -> Id {
    Id::unique("renew-second")
}

/// What follows from it, and who stays; returns what is asked now.
fn choices(ui: &mut Ui, view: &View, which: Which) -> Which {
    match which {
        Which::Municipality { lost } => Which::Municipality { lost: devices(ui, view, lost) },
        Which::Region { drops } => Which::Region { drops: municipalities(ui, view, drops) },
        Which::Second(root) => {
            paragraph(ui, &tr!("renew-second-consequence"));
            Which::Second(root)
        }
    }
}

/// Which devices stay; returns the one that is removed in the same go.
fn devices(ui: &mut Ui, view: &View, mut lost: Option<DeviceId>) -> Option<DeviceId> {
    paragraph(ui, &tr!("renew-consequence"));
    ui.add_space(space::S);
    let devices: Vec<&ColleagueStatus> = view.status.colleagues.iter().filter(|c| !c.revoked).collect();
    let mut options = vec![(None, tr!("renew-none"))];
    options.extend(devices.iter().map(|one| (Some(one.device), label(one))));
    Dropdown::new(&tr!("renew-lost"), &mut lost, &options).show(ui);
    ui.add_space(space::S);
    strong(ui, &tr!("renew-stay"));
    for one in devices.iter().filter(|one| Some(one.device) != lost) {
        body(ui, &label(one));
    }
    paragraph(ui, &tr!("renew-unknown"));
    lost
}

/// Which municipalities stay; returns the one that a thief let in.
fn municipalities(ui: &mut Ui, view: &View, mut drops: Option<MunicipalityCode>) -> Option<MunicipalityCode> {
    paragraph(ui, &tr!("renew-region-consequence"));
    ui.add_space(space::S);
    let all = view.region.municipalities.iter().filter(|m| m.takes_part && m.code != view.me.municipality);
    let names: Vec<(MunicipalityCode, &str)> = all.map(|m| (m.code, m.name.as_str())).collect();
    let mut options = vec![(None, tr!("renew-none"))];
    options.extend(names.iter().map(|(code, name)| (Some(*code), (*name).to_owned())));
    Dropdown::new(&tr!("renew-region-lost"), &mut drops, &options).show(ui);
    ui.add_space(space::S);
    strong(ui, &tr!("renew-region-stay"));
    for (_, name) in names.iter().filter(|(code, _)| Some(*code) != drops) {
        body(ui, name);
    }
    drops
}
