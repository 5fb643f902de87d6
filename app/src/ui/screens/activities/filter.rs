//! Which activities show: by status, theme and year.

use std::collections::BTreeSet;

use chrono::Datelike as _;
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::Phase;
use egui::Ui;

use crate::engine::ItemView;
use crate::ui::kit::Dropdown;
use crate::{tr, words};

/// The choice of each filter; `None` lets everything through.
#[derive(Default)]
pub(super) struct Filter {
    phase: Option<Phase>,
    theme: Option<String>,
    year: Option<i32>,
}

impl Filter {
    /// Whether an item shows. Without a date an item shows in every year: it may still become that year.
    pub(super) fn lets(&self, view: &ItemView) -> bool {
        let phase = view.decision.as_ref().map(|decision| decision.phase);
        let theme = view.item.line(Field::Theme);
        let years = years(view);
        self.phase.is_none_or(|wanted| phase == Some(wanted))
            && self.theme.as_deref().is_none_or(|wanted| theme == wanted)
            && self.year.is_none_or(|wanted| years.is_empty() || years.contains(&wanted))
    }

    /// Shows the filters. They offer what there is.
    pub(super) fn show(&mut self, ui: &mut Ui, all: &[&ItemView]) {
        let phases: BTreeSet<Phase> = all.iter().filter_map(|view| Some(view.decision.as_ref()?.phase)).collect();
        let mut options = vec![(None, tr!("filter-all"))];
        options.extend(phases.into_iter().map(|phase| (Some(phase), words::phase(phase))));
        Dropdown::new(&tr!("filter-status"), &mut self.phase, &options).inline().show(ui);

        let themes: BTreeSet<&str> = all.iter().map(|view| view.item.line(Field::Theme)).collect();
        let mut options = vec![(None, tr!("filter-all"))];
        options
            .extend(themes.into_iter().filter(|id| !id.is_empty()).map(|id| (Some(id.to_owned()), words::theme(id))));
        Dropdown::new(&tr!("filter-theme"), &mut self.theme, &options).inline().show(ui);

        let found: BTreeSet<i32> = all.iter().flat_map(|view| years(view)).collect();
        let mut options = vec![(None, tr!("filter-all"))];
        options.extend(found.into_iter().map(|year| (Some(year), year.to_string())));
        Dropdown::new(&tr!("filter-period"), &mut self.year, &options).inline().show(ui);
    }
}

/// The years that an item's dates lie in.
fn years(view: &ItemView) -> BTreeSet<i32> {
    let from = view.item.date(Field::From).map(|date| date.year());
    let until = view.item.date(Field::Until).map(|date| date.year());
    match (from, until) {
        // A hostile or mistyped date must not make a list of a million years.
        (Some(from), Some(until)) if from <= until && until - from < 100 => (from..=until).collect(),
        _ => from.into_iter().chain(until).collect(),
    }
}
