//! The short fields of an item: as words to read, and as a form to fill in.

use deelbaar_schema::field::{Field, FieldType, Value};
use deelbaar_schema::gate::{DecisionState, Phase};
use deelbaar_schema::plan::{Item, ItemKind, Stage};
use deelbaar_schema::text::{MAX_TITLE, fits};
use egui::{Id, Ui};

use super::buffer::{Buffer, Followed};
use super::{Editor, Form};
use crate::engine::{Command, ItemView};
use crate::ui::cx::Cx;
use crate::ui::kit::{Dropdown, Level, TextField, details, heading, small};
use crate::ui::theme::space;
use crate::{format, tr, words};

/// "12 mrt 2026", "sep–nov 2026": the period in words goes before the dates.
pub fn when(item: &Item) -> String {
    let words = item.line(Field::Period);
    match (item.date(Field::From), item.date(Field::Until)) {
        _ if !words.is_empty() => words.to_owned(),
        (Some(from), Some(until)) => format::period(from, until),
        (Some(day), None) | (None, Some(day)) => format::date_short(day),
        (None, None) => String::new(),
    }
}

/// A field in words; empty when it is not filled in.
pub fn shown(item: &Item, field: Field) -> String {
    match item.details.get(&field) {
        Some(Value::Line(id)) if field == Field::Theme => words::theme(id),
        Some(Value::Line(code)) if field == Field::Language => words::text_language(code),
        Some(Value::Line(line)) => line.clone(),
        Some(Value::Date(date)) => format::date_long(*date),
        Some(Value::Cents(cents)) => format::money(*cents),
        Some(Value::Hours(hours)) => tr!("item-hours", count = *hours),
        None => String::new(),
    }
}

/// A field as one types it.
fn typed(item: &Item, field: Field) -> String {
    match item.details.get(&field) {
        Some(Value::Line(line)) => line.clone(),
        Some(Value::Date(date)) => format::date_input(*date),
        Some(Value::Cents(cents)) => format::money_input(*cents),
        Some(Value::Hours(hours)) => hours.to_string(),
        None => String::new(),
    }
}

/// Reads what was typed. `Err` is the sentence to show under the field.
fn read(field: Field, text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match field.field_type() {
        FieldType::Line | FieldType::Text => Ok(Some(Value::Line(text.to_owned()))),
        FieldType::Date => {
            format::parse_date(text).map(|date| Some(Value::Date(date))).map_err(format::Invalid::message)
        }
        FieldType::Cents => {
            format::parse_costs(text).map(|cents| Some(Value::Cents(cents))).map_err(format::Invalid::message)
        }
        FieldType::Hours => {
            format::parse_hours(text).map(|hours| Some(Value::Hours(hours))).map_err(format::Invalid::message)
        }
    }
}

/// Everything that is filled in, to read.
pub fn show_details(ui: &mut Ui, item: &Item) {
    let mut rows: Vec<(String, String)> = Vec::new();
    if item.kind.has(Field::From) {
        let when = match (item.date(Field::From), item.date(Field::Until)) {
            (Some(day), None) if item.line(Field::Period).is_empty() => format::date_long(day),
            _ => when(item),
        };
        rows.push((tr!("item-when"), when));
    }
    for field in item.kind.fields() {
        let apart = matches!(field, Field::Body | Field::Stage | Field::From | Field::Until | Field::Period);
        if !apart {
            rows.push((words::field(item.kind, *field), shown(item, *field)));
        }
    }
    let rows: Vec<(&str, &str)> =
        rows.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key.as_str(), value.as_str())).collect();
    if !rows.is_empty() {
        details(ui, &rows);
    }
}

/// The fields that the form offers.
pub(super) fn in_form(view: &ItemView) -> impl Iterator<Item = Field> {
    let undecided =
        view.decision.as_ref().is_none_or(|d| matches!(d.phase, Phase::Idea | Phase::Draft | Phase::Dropped));
    let carried_out = view.decision.as_ref().is_none_or(DecisionState::may_record);
    view.item.kind.fields().iter().copied().filter(move |field| match field {
        Field::Body | Field::Source => false,
        public if Field::PUBLIC.contains(public) => false,
        Field::Stage => undecided,
        recorded if Field::RECORDED.contains(recorded) => carried_out,
        _ => true,
    })
}

impl Editor {
    /// The form. Each field is kept as soon as one leaves it.
    pub(super) fn show_form(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        ui.spacing_mut().item_spacing.y = space::M;
        self.title_field(ui, cx, view);
        for field in in_form(view) {
            match field {
                Field::Theme => theme_field(ui, cx, &view.item),
                Field::Stage => stage_field(ui, cx, &view.item),
                _ => self.line_field(ui, cx, &view.item, field),
            }
        }
        self.public_fields(ui, cx, &view.item);
    }

    /// What making public asks for: below the rest, as it is seldom needed.
    fn public_fields(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, item: &Item) {
        ui.add_space(space::S);
        heading(ui, Level::Three, &tr!("item-public"));
        small(ui, &tr!("item-public-hint"));
        for field in Field::PUBLIC {
            match field {
                Field::Language => language_field(ui, cx, item),
                _ => self.line_field(ui, cx, item, field),
            }
        }
    }

    fn title_field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, view: &ItemView) {
        let item = &view.item;
        let empty = self.title.text.trim().is_empty();
        let error = empty.then(|| tr!("item-title-needed"));
        let label = words::title();
        let shown = TextField::new(&label, &mut self.title.text)
            .id(field_id(item, "title"))
            .required()
            .most(MAX_TITLE)
            .error(error.as_deref())
            .show(ui);
        if self.form == Form::Opening {
            shown.response.request_focus();
            self.form = Form::Open;
        }
        if shown.response.changed() {
            self.title.typed();
        }
        if shown.response.lost_focus() {
            self.send_title(item, cx.commands);
        }
    }

    fn line_field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, item: &Item, field: Field) {
        let label = words::field(item.kind, field);
        let buffer = self.lines.entry(field).or_insert_with(|| Buffer::new(&typed(item, field)));
        buffer.follow(&typed(item, field));
        let error = self.refused.get(&field).cloned();
        let hint = match conflict(item, field.name()) {
            Some(other) => other,
            None if field.shareable() => String::new(),
            None => tr!("item-never-shared"),
        };
        let placeholder = if field.field_type() == FieldType::Date { tr!("date-pattern") } else { String::new() };
        let mut edit = TextField::new(&label, &mut buffer.text)
            .id(field_id(item, field.name()))
            .hint(&hint)
            .placeholder(&placeholder)
            .error(error.as_deref());
        if field.is_prose() {
            edit = edit.multiline(2);
        }
        let response = edit.show(ui).response;
        if response.changed() {
            buffer.typed();
            self.refused.remove(&field);
        }
        if response.lost_focus() {
            self.send_line(item, field, cx.commands);
        }
    }

    /// Follows what the plan holds, and sends what must go first.
    pub(super) fn follow_fields(&mut self, item: &Item, commands: &mut Vec<Command>) {
        if self.title.follow(&item.title) == Followed::SendFirst {
            self.send_title(item, commands);
        }
    }

    /// Sends every field that was typed in and not left yet.
    pub(super) fn send_fields(&mut self, item: &Item, commands: &mut Vec<Command>) {
        self.send_title(item, commands);
        let fields: Vec<Field> = self.lines.keys().copied().collect();
        for field in fields {
            self.send_line(item, field, commands);
        }
    }

    fn send_title(&mut self, item: &Item, commands: &mut Vec<Command>) {
        let title = self.title.text.trim();
        // One of a colleague may be too long; the field says so.
        if title.is_empty() || !fits(title, MAX_TITLE) {
            return;
        }
        if let Some((_, title)) = self.title.take() {
            commands.push(Command::SetTitle { item: item.id, title: title.trim().to_owned() });
        }
    }

    fn send_line(&mut self, item: &Item, field: Field, commands: &mut Vec<Command>) {
        let Some(buffer) = self.lines.get_mut(&field).filter(|buffer| buffer.is_dirty()) else { return };
        match read(field, &buffer.text) {
            Ok(value) if value.as_ref() == item.details.get(&field) => buffer.reset(&typed(item, field)),
            Ok(value) => {
                if buffer.take().is_some() {
                    commands.push(Command::SetField { item: item.id, field, value });
                }
            }
            Err(sentence) => {
                self.refused.insert(field, sentence);
            }
        }
    }
}

/// The other value, when two people filled in a field at once.
fn conflict(item: &Item, name: &str) -> Option<String> {
    let others = item.conflicts.get(name)?;
    Some(tr!("item-conflict", other = others.join("” / “")))
}

fn theme_field(ui: &mut Ui, cx: &mut Cx<'_>, item: &Item) {
    let mut chosen = item.line(Field::Theme).to_owned();
    let mut options = vec![(String::new(), tr!("word-no-theme"))];
    options.extend(words::themes());
    if !options.iter().any(|(id, _)| *id == chosen) {
        options.push((chosen.clone(), words::theme(&chosen)));
    }
    let label = words::field(item.kind, Field::Theme);
    if Dropdown::new(&label, &mut chosen, &options).id(field_id(item, "theme")).show(ui) {
        let value = (!chosen.is_empty()).then_some(Value::Line(chosen));
        cx.send(Command::SetField { item: item.id, field: Field::Theme, value });
    }
}

fn language_field(ui: &mut Ui, cx: &mut Cx<'_>, item: &Item) {
    let mut chosen = item.line(Field::Language).to_owned();
    let mut options = vec![(String::new(), tr!("word-no-language"))];
    options.extend(["nl", "fy", "en"].map(|code| (code.to_owned(), words::text_language(code))));
    if !options.iter().any(|(code, _)| *code == chosen) {
        options.push((chosen.clone(), chosen.clone()));
    }
    let label = words::field(item.kind, Field::Language);
    if Dropdown::new(&label, &mut chosen, &options).id(field_id(item, "language")).show(ui) {
        let value = (!chosen.is_empty()).then_some(Value::Line(chosen));
        cx.send(Command::SetField { item: item.id, field: Field::Language, value });
    }
}

fn stage_field(ui: &mut Ui, cx: &mut Cx<'_>, item: &Item) {
    let mut chosen = item.stage();
    let options: Vec<(Stage, String)> =
        [Stage::Idea, Stage::Draft, Stage::Dropped].into_iter().map(|stage| (stage, words::stage(stage))).collect();
    let label = words::field(item.kind, Field::Stage);
    if Dropdown::new(&label, &mut chosen, &options).id(field_id(item, "stage")).show(ui) {
        let value = Some(Value::Line(chosen.name().to_owned()));
        cx.send(Command::SetField { item: item.id, field: Field::Stage, value });
    }
}

/// The id of a field's control, the same in every frame and different for every item.
pub(super) fn field_id(item: &Item, name: &str) -> Id {
    Id::unique("item-field").with(item.id).with(name)
}

/// The label of the long text.
pub(super) fn body_label(kind: ItemKind) -> String {
    words::field(kind, Field::Body)
}
