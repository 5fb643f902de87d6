//! What looks like data about people in what would be shared: each finding in its sentence, with the way to its field, to be
//! confirmed or taken out. The preview beside it marks the same places.

use std::collections::BTreeSet;

use deelbaar_schema::personal::{self, Found};
use deelbaar_schema::shared::SharedItem;
use egui::Ui;

use crate::ui::Icon;
use crate::ui::kit::{Button, Checkbox, Notice, NoticeKind, passage, small};
use crate::ui::screens::section;
use crate::ui::theme::space;
use crate::{tr, words};

/// What may go all the same, by its text.
#[derive(Debug, Default)]
pub(super) struct Confirmed(BTreeSet<String>);

impl Confirmed {
    /// Shows what is found, each with a box to confirm it, unless there is a reason why not; returns to which one somebody
    /// wants to go.
    pub(super) fn show(&mut self, ui: &mut Ui, shared: Option<&SharedItem>, why_not: Option<&str>) -> Option<Found> {
        let (item, found) = (shared?, shared.map(personal::find_in).unwrap_or_default());
        self.0.retain(|text| found.iter().any(|found| found.finding.text == *text));
        if found.is_empty() {
            return None;
        }
        ui.add_space(space::S);
        Notice::new(NoticeKind::Warning, &tr!("consent-personal", count = found.len())).show(ui);
        let mut seen = BTreeSet::new();
        let mut goes = None;
        for (index, one) in found.iter().enumerate() {
            ui.push_id(index, |ui| {
                let [before, after] = &one.around;
                passage(ui, before, &one.finding.text, after);
                // One answer goes for every place.
                if seen.insert(&one.finding.text) {
                    self.question(ui, item, one, why_not);
                }
                if go_button(ui, item, one) {
                    goes = Some(one.clone());
                }
            });
        }
        goes
    }

    fn question(&mut self, ui: &mut Ui, item: &SharedItem, one: &Found, why_not: Option<&str>) {
        let text = &one.finding.text;
        let mut may = self.0.contains(text);
        let what = words::found_in(&section::name_of(item, &one.field), one);
        let label = tr!("consent-personal-may", what = what);
        if ui.add(Checkbox::new(&mut may, &label).unless(why_not)).changed() {
            if may {
                self.0.insert(text.clone())
            } else {
                self.0.remove(text)
            };
        }
    }

    /// How many different texts are not confirmed.
    pub(super) fn open(&self, shared: Option<&SharedItem>) -> usize {
        let found = shared.map(personal::find_in).unwrap_or_default();
        let texts: BTreeSet<&str> = found.iter().map(|found| found.finding.text.as_str()).collect();
        texts.iter().filter(|text| !self.0.contains(**text)).count()
    }

    /// The confirmed texts.
    pub(super) fn texts(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}

/// Says what to confirm first, when `open` things are not, and returns it: it is why nothing can be sent yet.
pub(super) fn said_first(ui: &mut Ui, open: usize) -> Option<String> {
    let first = (open > 0).then(|| tr!("consent-personal-first", count = open));
    if let Some(first) = &first {
        small(ui, first);
    }
    first
}

/// "Ga naar Beschrijving".
fn go_button(ui: &mut Ui, item: &SharedItem, found: &Found) -> bool {
    let field = section::name_of(item, &found.field);
    let words = tr!("consent-personal-go", field = field.as_str());
    let spoken = tr!("consent-personal-go-to", field = field.as_str(), text = found.finding.text.as_str());
    ui.add(Button::quiet(words).icon(Icon::ArrowRight).compact().spoken(spoken)).clicked()
}
