//! *Regio-overzicht*: who shares what about which theme, and what is new.

use std::collections::BTreeMap;

use deelbaar_schema::field::Field;
use deelbaar_schema::id::MunicipalityCode;
use deelbaar_schema::time::Date;
use egui::Ui;

use crate::engine::{RegionView, SharedView, View};
use crate::ui::cx::{Cx, Goto, Screen};
use crate::ui::kit::{
    Button, Chip, Landmark, Level, Matrix, MatrixRow, card, chip_row, empty_state, heading, link_button, page_header,
    short_title, small, strong,
};
use crate::ui::screens::pane::{inside, panes, scroll};
use crate::ui::theme::{size, space};
use crate::ui::{Icon, Tone};
use crate::{format, tr, words};

/// How many new things are listed.
const NEWS: usize = 6;
/// How many sections of one municipality are listed; the others are a screen away.
const LINKS: usize = 6;
/// From so many municipalities on, a theme is a chance to work together.
const CHANCE: usize = 4;

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    /// The theme's id.
    selected: Option<String>,
    reading: bool,
}

/// The themes that something is shared about, and who shares how much.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Overview {
    /// Every municipality with a column: takes part, or shares something.
    pub(crate) columns: Vec<(MunicipalityCode, String)>,
    /// Per theme: its id, and its row.
    pub(crate) rows: Vec<(String, MatrixRow)>,
    /// Labels of the themes that nothing is shared about.
    pub(crate) silent: Vec<String>,
}

/// Counts the shared sections by theme and municipality.
pub(crate) fn overview(region: &RegionView) -> Overview {
    let mut counts: BTreeMap<(&str, MunicipalityCode), usize> = BTreeMap::new();
    for section in &region.sections {
        *counts.entry((section.item.line(Field::Theme), section.municipality)).or_default() += 1;
    }
    let shares = |code: MunicipalityCode| counts.keys().any(|(_, other)| *other == code);
    let columns: Vec<(MunicipalityCode, String)> = region
        .municipalities
        .iter()
        .filter(|m| m.takes_part || shares(m.code))
        .map(|m| (m.code, m.name.clone()))
        .collect();
    let known = words::themes();
    let mut themes: Vec<(String, String)> = known.clone();
    for (theme, _) in counts.keys() {
        if !themes.iter().any(|(id, _)| id == theme) {
            let label = if theme.is_empty() { tr!("region-no-theme") } else { words::theme(theme) };
            themes.push(((*theme).to_owned(), label));
        }
    }
    let mut rows = Vec::new();
    let mut silent = Vec::new();
    for (id, title) in themes {
        let count = |code: MunicipalityCode| counts.get(&(id.as_str(), code)).copied().unwrap_or_default();
        let row: Vec<usize> = columns.iter().map(|(code, _)| count(*code)).collect();
        if row.iter().all(|count| *count == 0) {
            silent.push(title);
        } else {
            rows.push((id, MatrixRow { title, counts: row }));
        }
    }
    Overview { columns, rows, silent }
}

impl State {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let region = view.region.as_ref();
        page_header(ui, &tr!("region-title"), &tr!("region-subtitle", region = view.me.region_name.as_str()), |_| {});
        if let Some(words) = words::region_only(&view.me) {
            small(ui, &words);
            ui.add_space(space::S);
        }
        if region.sections.is_empty() && region.withdrawn.is_empty() {
            let action = Button::secondary(tr!("region-empty-action")).icon(Icon::Users);
            let text = tr!("region-empty-text");
            let pressed = empty_state(ui, Icon::Share, &tr!("region-empty"), &text, Some(action));
            if pressed.is_some_and(|response| response.clicked()) {
                cx.go(Goto::Screen(Screen::Participants));
            }
            return;
        }
        let overview = overview(region);
        if !overview.rows.iter().any(|(id, _)| Some(id) == self.selected.as_ref()) {
            self.selected = overview.rows.first().map(|(id, _)| id.clone());
            self.reading = false;
        }
        let places = panes(ui, (ui.available_width() - size::DETAIL - space::L).max(size::LIST), self.reading);
        if let Some(rect) = places.list {
            inside(ui, "matrix", rect, |ui| {
                scroll(ui, "region-matrix", |ui| {
                    self.matrix(ui, &overview);
                    ui.add_space(space::M);
                    card(ui, |ui| news(ui, cx));
                });
            });
        }
        if let Some(rect) = places.detail {
            inside(ui, "detail", rect, |ui| {
                if places.alone() && ui.add(Button::quiet(tr!("region-back")).icon(Icon::ArrowLeft)).clicked() {
                    self.reading = false;
                }
                scroll(ui, "region-detail", |ui| self.theme(ui, cx, &overview));
            });
        }
    }

    fn matrix(&mut self, ui: &mut Ui, overview: &Overview) {
        card(ui, |ui| {
            let titles: Vec<String> = overview.columns.iter().map(|(_, name)| name.clone()).collect();
            let rows: Vec<MatrixRow> = overview.rows.iter().map(|(_, row)| row.clone()).collect();
            let selected = overview.rows.iter().position(|(id, _)| Some(id) == self.selected.as_ref());
            let (name, corner) = (tr!("region-matrix"), tr!("region-theme"));
            let matrix = Matrix::new("region", &name, &corner, &titles).selected(selected);
            let response = matrix.show(ui, &rows, &tr!("region-nothing"));
            if let Some(index) = response.chosen {
                self.selected = Some(overview.rows[index].0.clone());
                self.reading = true;
            }
            ui.add_space(space::S);
            small(ui, &tr!("region-legend", count = CHANCE));
            if response.shortened {
                let names: Vec<String> = titles.iter().map(|name| format!("{} {name}", short_title(name))).collect();
                small(ui, &names.join(" · "));
            }
            if !overview.silent.is_empty() {
                small(ui, &tr!("region-silent", themes = overview.silent.join(", ")));
            }
        });
    }

    /// What is shared about the selected theme, and by whom.
    fn theme(&self, ui: &mut Ui, cx: &mut Cx<'_>, overview: &Overview) {
        let Some((id, row)) = overview.rows.iter().find(|(id, _)| Some(id) == self.selected.as_ref()) else { return };
        Landmark::Complementary.show(ui, &row.title, |ui| {
            card(ui, |ui| {
                let sharing = row.counts.iter().filter(|count| **count > 0).count();
                heading(ui, Level::Two, &tr!("region-theme-title", theme = row.title.as_str(), count = sharing));
                if sharing >= CHANCE {
                    chip_row(ui, |ui| ui.add(Chip::new(Tone::Good, tr!("region-chance")).icon(Icon::Users)));
                }
                for (code, name) in &overview.columns {
                    sections_of(ui, cx, (*code, name), id);
                }
                let quiet: Vec<&str> = overview
                    .columns
                    .iter()
                    .zip(&row.counts)
                    .filter(|(_, n)| **n == 0)
                    .map(|((_, name), _)| name.as_str())
                    .collect();
                if !quiet.is_empty() {
                    ui.add_space(space::S);
                    small(ui, &tr!("region-quiet", names = quiet.join(", ")));
                }
            });
        });
    }
}

/// The sections of one municipality about a theme, as links.
fn sections_of(ui: &mut Ui, cx: &mut Cx<'_>, (code, name): (MunicipalityCode, &str), theme: &str) {
    let about = |section: &&SharedView| section.municipality == code && section.item.line(Field::Theme) == theme;
    let sections: Vec<&SharedView> = cx.view.region.sections.iter().filter(about).collect();
    if sections.is_empty() {
        return;
    }
    ui.add_space(space::S);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, name);
        for section in sections.iter().take(LINKS) {
            if link_button(ui, &section.item.title).clicked() {
                cx.go(Goto::Section(section.section));
            }
        }
        let more = sections.len().saturating_sub(LINKS);
        if more > 0 && link_button(ui, &tr!("region-more", count = more)).clicked() {
            cx.go(Goto::Screen(Screen::Shared));
        }
    });
}

/// Something that happened in the region.
enum News<'a> {
    Shared(&'a SharedView),
    Withdrawn(&'a str),
}

/// The latest things that were shared or withdrawn, newest first.
fn latest(view: &View) -> Vec<(Date, News<'_>)> {
    let shared = view.region.sections.iter().map(|section| (section.date, News::Shared(section)));
    let withdrawn = view.region.withdrawn.iter();
    let withdrawn = withdrawn.filter_map(|gone| Some((gone.date?, News::Withdrawn(&gone.municipality_name))));
    let mut all: Vec<(Date, News<'_>)> = shared.chain(withdrawn).collect();
    all.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    all.truncate(NEWS);
    all
}

fn news(ui: &mut Ui, cx: &mut Cx<'_>) {
    let view = cx.view;
    heading(ui, Level::Two, &tr!("region-news"));
    for (date, news) in latest(view) {
        let when = format::relative_date(date, view.today);
        chip_row(ui, |ui| match news {
            News::Shared(section) => {
                let name = section.municipality_name.as_str();
                let text = tr!("region-news-chip", municipality = name, version = section.version, when = when);
                ui.add(Chip::new(Tone::Good, text).icon(Icon::Share));
                if link_button(ui, &section.item.title).clicked() {
                    cx.go(Goto::Section(section.section));
                }
            }
            News::Withdrawn(name) => {
                let text = tr!("region-news-withdrawn", municipality = name, when = when);
                ui.add(Chip::new(Tone::Danger, text).icon(Icon::Prohibit));
            }
        });
    }
}
