//! Reading one shared section, and its earlier versions.

use deelbaar_schema::id::SharedId;
use egui::Ui;

use super::mark;
use crate::engine::{SharedView, View, WithdrawnView};
use crate::ui::cx::Cx;
use crate::ui::kit::{
    Dropdown, HistoryStep, Level, VisibilityMark, card, chip_row, details, heading, history, muted, paragraph,
    reading_area, small,
};
use crate::ui::screens::files::{Chosen, Saving};
use crate::ui::screens::section as sections;
use crate::ui::theme::space;
use crate::{format, tr};

/// Which earlier version a section is compared with.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    of: Option<SharedId>,
    with: Option<u32>,
}

/// Shows a section: who shares it, its fields and text, its files, and its versions.
pub(super) fn section(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    section: &SharedView,
    (comparison, saving): (&mut Comparison, &mut Saving),
) {
    if comparison.of != Some(section.section) {
        *comparison = Comparison { of: Some(section.section), with: None };
    }
    card(ui, |ui| {
        ui.set_min_height(ui.available_height());
        reading_area(ui, ("shared", section.section), &section.item.title, |ui| {
            heading(ui, Level::Two, &section.item.title);
            let (name, kind) = (section.municipality_name.as_str(), sections::kind(&section.item));
            muted(ui, &tr!("shared-line", municipality = name, kind = kind));
            chip_row(ui, |ui| ui.add(&mark(section)));
            let date = format::date_long(section.date);
            small(ui, &tr!("shared-consent", alderman = section.alderman.as_str(), municipality = name, date = date));
            ui.add_space(space::S);
            sections::show(ui, &section.item, Level::Three);
            files(ui, cx, section, saving);
            ui.add_space(space::M);
            versions(ui, section, comparison);
        });
    });
}

fn files(ui: &mut Ui, cx: &mut Cx<'_>, section: &SharedView, saving: &mut Saving) {
    if section.item.files.is_empty() {
        return;
    }
    ui.add_space(space::M);
    heading(ui, Level::Three, &tr!("files-title"));
    for file in &section.item.files {
        if let Some(Chosen::Save(command)) = saving.row(ui, cx.view, file, false) {
            cx.send(command);
        }
    }
}

fn versions(ui: &mut Ui, section: &SharedView, comparison: &mut Comparison) {
    heading(ui, Level::Three, &tr!("shared-versions"));
    if section.earlier.is_empty() {
        small(ui, &tr!("shared-one-version"));
        return;
    }
    let mut rows: Vec<(String, String)> = section
        .earlier
        .iter()
        .rev()
        .map(|(version, date, _)| (format::date_short(*date), tr!("shared-version", version = *version)))
        .collect();
    rows.push((format::date_short(section.date), tr!("shared-version-now", version = section.version)));
    let steps: Vec<HistoryStep<'_>> = rows
        .iter()
        .enumerate()
        .map(|(index, (when, what))| HistoryStep { when, what, current: index + 1 == rows.len() })
        .collect();
    history(ui, &steps);
    ui.add_space(space::S);
    let mut options = vec![(None, tr!("shared-compare-none"))];
    options.extend(section.earlier.iter().map(|(n, ..)| (Some(*n), tr!("shared-version", version = *n))));
    Dropdown::new(&tr!("shared-compare"), &mut comparison.with, &options).show(ui);
    let old = section.earlier.iter().find(|(version, ..)| Some(*version) == comparison.with);
    if let Some((_, _, old)) = old {
        ui.add_space(space::S);
        let changes = sections::changes(old, &section.item);
        if changes.is_empty() {
            paragraph(ui, &tr!("shared-same"));
        }
        sections::show_changes(ui, &changes);
    }
}

/// Shows that something was withdrawn: by whom and when, never what it was.
pub(super) fn withdrawn(ui: &mut Ui, gone: &WithdrawnView, view: &View) {
    card(ui, |ui| {
        heading(ui, Level::Two, &tr!("shared-withdrawn"));
        chip_row(ui, |ui| ui.add(&VisibilityMark::Withdrawn));
        let date = gone.date.map_or_else(|| tr!("shared-date-unknown"), format::date_long);
        paragraph(ui, &tr!("shared-withdrawn-text", municipality = gone.municipality_name.as_str(), date = date));
        if gone.confirmed.is_empty() {
            return;
        }
        ui.add_space(space::S);
        heading(ui, Level::Three, &tr!("shared-confirmed"));
        let rows: Vec<(String, String)> = gone
            .confirmed
            .iter()
            .map(|(code, (done, of))| {
                let known = view.region.municipalities.iter().find(|m| m.code == *code);
                let name = known.map_or_else(|| code.to_string(), |m| m.name.clone());
                (name, tr!("shared-confirmed-count", done = *done, count = *of))
            })
            .collect();
        let rows: Vec<(&str, &str)> = rows.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        details(ui, &rows);
    });
}
