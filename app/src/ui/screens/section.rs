//! A shared section in words: what a reader of it sees, and what differs between two versions.

use std::collections::BTreeSet;
use std::ops::Range;

use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::personal;
use deelbaar_schema::plan::Item;
use deelbaar_schema::projection;
use deelbaar_schema::shared::SharedItem;
use egui::{Align, Ui};

use crate::ui::kit::{
    DiffKind, DiffRun, Level, details_marked, diff_view, heading, heading_marked, markdown_marked, paragraph_marked,
    small, word_diff,
};
use crate::ui::screens::files;
use crate::ui::theme::space;
pub(super) use crate::words::shared::{Row, kind, label, name_of, rows};
use crate::{format, tr, words};

/// The fields that a decision is about, in the order of the screens.
pub(super) fn substance(item: &Item) -> Vec<Row> {
    let fields = item.kind.fields().iter().filter(|field| !field.cosmetic());
    fields
        .filter_map(|field| {
            let value = item.details.get(field)?;
            Some(Row { field: Some(*field), label: words::field(item.kind, *field), value: own_value(*field, value) })
        })
        .collect()
}

fn own_value(field: Field, value: &Value) -> String {
    match value {
        Value::Line(text) if field == Field::Theme => words::theme(text),
        Value::Line(text) => text.clone(),
        Value::Date(date) => format::date_short(*date),
        Value::Cents(cents) => format::money(*cents),
        Value::Hours(hours) => tr!("section-hours", count = *hours),
    }
}

/// What is left of `snapshot` without the fields of `mask`, made by the same function that makes the bytes that leave.
pub(super) fn narrowed(snapshot: &SharedItem, mask: &Mask) -> Option<SharedItem> {
    let bytes = serde_json::to_vec(snapshot).ok()?;
    let narrow = projection::narrow(&bytes, mask).ok()?;
    SharedItem::parse(narrow.bytes()).ok()
}

/// The fields that are in the snapshot and that a person can keep at home.
pub(super) fn choices(item: &SharedItem) -> Vec<Field> {
    let present = |field: &Field| {
        if *field == Field::Body { item.body.is_some() } else { item.details.contains_key(field.name()) }
    };
    Field::ALL.into_iter().filter(|field| field.shareable() && present(field)).collect()
}

/// A field of which two versions differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The field's name.
    pub(super) label: String,
    /// What it held; empty when it was not there.
    pub(super) old: String,
    /// What it holds; empty when it went.
    pub(super) new: String,
}

/// What differs between two versions, field by field, in the order of the screens.
pub(super) fn changes(old: &SharedItem, new: &SharedItem) -> Vec<Change> {
    let mut changes = vec![Change { label: words::title(), old: old.title.clone(), new: new.title.clone() }];
    let (before, after) = (rows(old), rows(new));
    let labels: BTreeSet<&str> = before.iter().chain(&after).map(|row| row.label.as_str()).collect();
    let find = |rows: &[Row], label: &str| {
        rows.iter().find(|row| row.label == label).map_or_else(String::new, |row| row.value.clone())
    };
    let order = |label: &str| {
        let place = before.iter().chain(&after).find(|row| row.label == label).and_then(|row| row.field);
        place.and_then(|field| Field::ALL.iter().position(|other| *other == field)).unwrap_or(usize::MAX)
    };
    let mut labels: Vec<&str> = labels.into_iter().collect();
    labels.sort_by_key(|label| order(label));
    for text in labels {
        changes.push(Change { label: text.to_owned(), old: find(&before, text), new: find(&after, text) });
    }
    let names = |item: &SharedItem| files::in_words(&item.files);
    changes.push(Change { label: tr!("files-title"), old: names(old), new: names(new) });
    let body = |item: &SharedItem| item.body.clone().unwrap_or_default();
    changes.push(Change { label: label(new, Field::Body), old: body(old), new: body(new) });
    changes.retain(|change| change.old != change.new);
    changes
}

/// A value longer than this stands below its name instead of after it.
const LINE: usize = 60;

/// Shows what differs, word by word: long texts first, then short fields, one line each.
pub(super) fn show_changes(ui: &mut Ui, changes: &[Change]) {
    let is_long = |change: &&Change| change.old.len().max(change.new.len()) > LINE;
    for change in changes.iter().filter(is_long) {
        small(ui, &change.label);
        diff_view(ui, &word_diff(&change.old, &change.new));
        ui.add_space(space::XS);
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        for change in changes.iter().filter(|change| !is_long(change)) {
            let mut runs = vec![DiffRun { kind: DiffKind::Same, text: format!("{}: ", change.label) }];
            runs.extend(word_diff(&change.old, &change.new));
            diff_view(ui, &runs);
        }
    });
}

/// Shows fields and long text of a section, everything that goes with it.
pub(super) fn show(ui: &mut Ui, item: &SharedItem, top: Level) {
    show_parts(ui, &rows(item), item.body.as_deref().unwrap_or_default(), top);
}

/// Shows title, fields and long text as their readers would see them, with everything marked that looks like data about
/// people. Brings the field that is sought into view.
pub(super) fn preview(ui: &mut Ui, item: &SharedItem, sought: &mut Option<String>) {
    let looks = Looks { marks: true, sought: sought.take() };
    looks.part(ui, "title", |ui| heading_marked(ui, Level::Three, &item.title, &looks.marks(&item.title)));
    looks.show(ui, &rows(item), item.body.as_deref().unwrap_or_default(), Level::Three);
}

/// Shows fields, sentences and a long text.
pub(super) fn show_parts(ui: &mut Ui, rows: &[Row], body: &str, top: Level) {
    Looks { marks: false, sought: None }.show(ui, rows, body, top);
}

/// How a section shows.
struct Looks {
    /// What looks like data about people stands out.
    marks: bool,
    /// The field that is brought into view.
    sought: Option<String>,
}

impl Looks {
    fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let found = if self.marks { personal::find(text) } else { Vec::new() };
        found.into_iter().map(|finding| finding.range).collect()
    }

    fn part<R>(&self, ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui) -> R) {
        let shown = ui.scope(contents).response;
        if self.sought.as_deref() == Some(name) {
            shown.scroll_to_me(Some(Align::Center));
        }
    }

    fn show(&self, ui: &mut Ui, rows: &[Row], body: &str, top: Level) {
        if !body.is_empty() {
            self.part(ui, Field::Body.name(), |ui| markdown_marked(ui, body, &self.marks(body), top));
            ui.add_space(space::S);
        }
        for row in rows.iter().filter(|row| row.is_prose()) {
            self.part(ui, row.name(), |ui| {
                heading(ui, top, &row.label);
                paragraph_marked(ui, &row.value, &self.marks(&row.value));
            });
            ui.add_space(space::S);
        }
        let short: Vec<(&Row, Vec<Range<usize>>)> =
            rows.iter().filter(|row| !row.is_prose()).map(|row| (row, self.marks(&row.value))).collect();
        let sought = short.iter().find(|(row, _)| self.sought.as_deref() == Some(row.name()));
        let name = sought.map_or("", |(row, _)| row.name());
        let short: Vec<(&str, &str, &[Range<usize>])> =
            short.iter().map(|(row, marks)| (row.label.as_str(), row.value.as_str(), marks.as_slice())).collect();
        if !short.is_empty() {
            self.part(ui, name, |ui| details_marked(ui, &short));
        }
    }
}
