//! *Gedeelde onderdelen*: everything that the municipalities of the region share, to find and to read.

mod detail;
mod filter;

use std::sync::Arc;

use deelbaar_schema::id::SharedId;
use egui::Ui;

use crate::engine::{RegionView, SharedView};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{
    Button, Card, ColumnWidth, DataTable, Landmark, Level, TableColumn, VisibilityMark, empty_state, heading,
    live_status,
};
use crate::ui::screens::files::Saving;
use crate::ui::screens::pane::{inside, panes};
use crate::ui::theme::{size, space};
use crate::{format, tr};

use deelbaar_schema::statement::Audience;
use detail::Comparison;
use filter::{Filter, Found};

/// The part of the width that the list takes.
const LIST_PART: f32 = 0.46;

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    selected: Option<SharedId>,
    reading: bool,
    filter: Filter,
    found: Option<(Arc<RegionView>, Filter, Vec<Found>)>,
    comparison: Comparison,
    saving: Saving,
    /// What was new when somebody came to look.
    fresh: Vec<SharedId>,
}

impl State {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let region = Arc::clone(&cx.view.region);
        if !cx.view.unseen.is_empty() {
            self.fresh.clone_from(&cx.view.unseen);
        }
        if region.sections.is_empty() && region.withdrawn.is_empty() {
            heading(ui, Level::One, &tr!("shared-title"));
            empty_state(ui, Icon::Share, &tr!("shared-empty"), &tr!("shared-empty-text"), None);
            return;
        }
        let width = (ui.available_width() * LIST_PART).max(size::DETAIL);
        let places = panes(ui, width, self.reading);
        if let Some(rect) = places.list {
            inside(ui, "list", rect, |ui| self.list(ui, &region));
        }
        let Some(rect) = places.detail else { return };
        inside(ui, "detail", rect, |ui| {
            if places.alone() && ui.add(Button::quiet(tr!("shared-back")).icon(Icon::ArrowLeft)).clicked() {
                self.reading = false;
            }
            self.detail(ui, cx, &region);
        });
    }

    /// Selects a section, after a jump from elsewhere.
    pub fn select(&mut self, section: SharedId) {
        self.selected = Some(section);
        self.reading = true;
        self.filter = Filter::default();
    }

    fn list(&mut self, ui: &mut Ui, region: &Arc<RegionView>) {
        heading(ui, Level::One, &tr!("shared-title"));
        ui.add_space(space::S);
        self.filter.show(ui, region);
        let stale =
            self.found.as_ref().is_none_or(|(of, filter, _)| !Arc::ptr_eq(of, region) || *filter != self.filter);
        if stale {
            self.found = Some((Arc::clone(region), self.filter.clone(), self.filter.find(region)));
        }
        let found = self.found.as_ref().map(|(_, _, found)| found.as_slice()).unwrap_or_default();
        live_status(ui, &tr!("shared-count", count = found.len()));
        ui.add_space(space::XS);
        let mut selected = found.iter().position(|row| row.id(region) == self.selected);
        if selected.is_none() || self.selected.is_none() {
            self.selected = found.first().and_then(|row| row.id(region));
            selected = self.selected.map(|_| 0);
        }
        let chosen = Card::new().flush().show(ui, |ui| table(ui, region, found, selected, &self.fresh)).inner;
        if let Some(id) = chosen.and_then(|index| found.get(index)).and_then(|row| row.id(region)) {
            self.selected = Some(id);
            self.reading = true;
        }
    }

    fn detail(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, region: &RegionView) {
        let Some(id) = self.selected else { return };
        if let Some(section) = region.sections.iter().find(|section| section.section == id) {
            let (comparison, saving) = (&mut self.comparison, &mut self.saving);
            Landmark::Complementary.show(ui, &section.item.title, |ui| {
                detail::section(ui, cx, section, (comparison, saving));
            });
        } else if let Some(gone) = region.withdrawn.iter().find(|gone| gone.section == id) {
            Landmark::Complementary.show(ui, &tr!("shared-withdrawn"), |ui| detail::withdrawn(ui, gone, cx.view));
        }
    }
}

fn table(
    ui: &mut Ui,
    region: &RegionView,
    found: &[Found],
    selected: Option<usize>,
    fresh: &[SharedId],
) -> Option<usize> {
    let mut columns = vec![
        TableColumn::new(tr!("shared-column-title"), ColumnWidth::Fill(size::FIELD_MIN_WIDTH)),
        TableColumn::new(tr!("shared-column-municipality"), ColumnWidth::Exact(size::FIELD_MIN_WIDTH - space::XL)),
    ];
    // Without room for the mark it stands in the detail only.
    let wide = ui.available_width() >= 2.0 * size::MENU_WIDTH;
    if wide {
        columns.push(TableColumn::new(tr!("shared-column-mark"), ColumnWidth::Auto(size::FIELD_MIN_WIDTH)));
    }
    let name = tr!("shared-title");
    let table = DataTable::new("shared", &name, columns).two_lines().selected(selected);
    let response = table.show(ui, found.len(), |index, cells| match found[index] {
        Found::Shared(at) => {
            let Some(section) = region.sections.get(at) else { return };
            cells.strong(&section.item.title);
            let name = section.municipality_name.as_str();
            if fresh.contains(&section.section) {
                cells.muted(&tr!("shared-new", name = name));
            } else {
                cells.muted(name);
            }
            if wide {
                cells.mark(&mark(section));
            }
        }
        Found::Withdrawn(at) => {
            let Some(gone) = region.withdrawn.get(at) else { return };
            let date = gone.date.map(format::date_short).unwrap_or_default();
            cells.muted(&tr!("shared-withdrawn-on", date = date));
            cells.muted(&gone.municipality_name);
            if wide {
                cells.mark(&VisibilityMark::Withdrawn);
            }
        }
    });
    response.chosen
}

fn mark(section: &SharedView) -> VisibilityMark {
    match section.audience {
        Audience::Public => VisibilityMark::Public,
        Audience::Region => VisibilityMark::Region { version: section.version },
    }
}
