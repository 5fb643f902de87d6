//! What looks like data about people in what would be shared: shown in place, each to be confirmed or taken out.

use std::collections::BTreeSet;

use deelbaar_schema::personal;
use deelbaar_schema::shared::SharedItem;
use egui::Ui;

use crate::ui::kit::{Checkbox, Notice, NoticeKind, passage};
use crate::ui::theme::space;
use crate::{tr, words};

/// What may go all the same, by its text.
#[derive(Debug, Default)]
pub(super) struct Confirmed(BTreeSet<String>);

impl Confirmed {
    /// Shows what is found, each with a box to confirm it; returns how many are not confirmed.
    pub(super) fn show(&mut self, ui: &mut Ui, shared: Option<&SharedItem>) -> usize {
        let found = shared.map(personal::find_in).unwrap_or_default();
        self.0.retain(|text| found.iter().any(|found| found.finding.text == *text));
        if found.is_empty() {
            return 0;
        }
        ui.add_space(space::S);
        Notice::new(NoticeKind::Warning, &tr!("consent-personal", count = found.len())).show(ui);
        let mut seen = BTreeSet::new();
        for one in &found {
            let text = &one.finding.text;
            let known = !seen.insert(text);
            let [before, after] = &one.around;
            passage(ui, before, text, after);
            if known {
                // One answer goes for every place.
                continue;
            }
            let mut may = self.0.contains(text);
            let label = tr!("consent-personal-may", what = words::found_one(one));
            if ui.add(Checkbox::new(&mut may, &label)).changed() {
                if may {
                    self.0.insert(text.clone())
                } else {
                    self.0.remove(text)
                };
            }
        }
        seen.iter().filter(|text| !self.0.contains(**text)).count()
    }

    /// The confirmed texts.
    pub(super) fn texts(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }
}
