//! Finding a section: by municipality, theme, kind and words.

use deelbaar_schema::field::Field;
use deelbaar_schema::id::{MunicipalityCode, SharedId};
use deelbaar_schema::plan::ItemKind;
use egui::Ui;

use crate::engine::{RegionView, SharedView};
use crate::ui::kit::{Dropdown, SearchField};
use crate::{tr, words};

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    words: String,
    municipality: Option<MunicipalityCode>,
    theme: Option<String>,
    kind: Option<ItemKind>,
}

/// A row of the list: an index into what is shared, or into what was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Shared(usize),
    Withdrawn(usize),
}

impl Found {
    /// The section that the row is about.
    pub(super) fn id(self, region: &RegionView) -> Option<SharedId> {
        match self {
            Self::Shared(at) => region.sections.get(at).map(|section| section.section),
            Self::Withdrawn(at) => region.withdrawn.get(at).map(|gone| gone.section),
        }
    }
}

impl Filter {
    /// Shows the fields to look with.
    pub(super) fn show(&mut self, ui: &mut Ui, region: &RegionView) {
        SearchField::new(&tr!("shared-search"), &mut self.words).show(ui);
        ui.horizontal_wrapped(|ui| {
            let all = tr!("shared-all");
            let mut municipalities = vec![(None, all.clone())];
            municipalities.extend(region.municipalities.iter().map(|m| (Some(m.code), m.name.clone())));
            Dropdown::new(&tr!("shared-municipality"), &mut self.municipality, &municipalities).inline().show(ui);
            let mut themes = vec![(None, all.clone())];
            themes.extend(words::themes().into_iter().map(|(id, label)| (Some(id), label)));
            Dropdown::new(&tr!("shared-theme"), &mut self.theme, &themes).inline().show(ui);
            let mut kinds = vec![(None, all)];
            kinds.extend(ItemKind::ALL.into_iter().map(|kind| (Some(kind), words::kind(kind))));
            Dropdown::new(&tr!("shared-kind"), &mut self.kind, &kinds).inline().show(ui);
        });
    }

    /// What fits, newest first. Something withdrawn has no theme, kind or words, so it fits only a municipality.
    pub(super) fn find(&self, region: &RegionView) -> Vec<Found> {
        let wanted = self.words.trim().to_lowercase();
        let shared = region.sections.iter().enumerate().filter(|(_, section)| self.fits(section, &wanted));
        let mut found: Vec<_> = shared.map(|(at, section)| (Some(section.date), Found::Shared(at))).collect();
        if wanted.is_empty() && self.theme.is_none() && self.kind.is_none() {
            let gone = region.withdrawn.iter().enumerate();
            let gone = gone.filter(|(_, gone)| self.municipality.is_none_or(|code| code == gone.municipality));
            found.extend(gone.map(|(at, gone)| (gone.date, Found::Withdrawn(at))));
        }
        found.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        found.into_iter().map(|(_, row)| row).collect()
    }

    fn fits(&self, section: &SharedView, wanted: &str) -> bool {
        let item = &section.item;
        self.municipality.is_none_or(|code| code == section.municipality)
            && self.theme.as_ref().is_none_or(|theme| item.line(Field::Theme) == theme)
            && self.kind.is_none_or(|kind| item.kind == kind.name())
            && (wanted.is_empty() || holds(section, wanted))
    }
}

fn holds(section: &SharedView, wanted: &str) -> bool {
    let item = &section.item;
    let theme = words::theme(item.line(Field::Theme));
    let texts = [item.title.as_str(), section.municipality_name.as_str(), theme.as_str()];
    let details = crate::ui::screens::section::rows(item);
    let all = texts.into_iter().chain(item.body.as_deref()).chain(details.iter().map(|row| row.value.as_str()));
    all.into_iter().any(|text| text.to_lowercase().contains(wanted))
}
