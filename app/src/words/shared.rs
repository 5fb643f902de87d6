//! What is shared, and on which terms, in words: for screens and for whoever reads it without one.

use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::{Field, FieldType};
use deelbaar_schema::personal;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::shared::{SharedItem, SharedValue};
use deelbaar_schema::time::Date;

use crate::{format, tr, words};

/// A filled-in field, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The field; `None` when it is one of a newer build.
    pub(crate) field: Option<Field>,
    /// Its name.
    pub(crate) label: String,
    /// What it holds.
    pub(crate) value: String,
}

impl Row {
    /// What the snapshot calls it.
    pub(crate) fn name(&self) -> &str {
        match self.field {
            Some(field) => field.name(),
            None => &self.label,
        }
    }

    /// Sentences rather than a key word.
    pub(crate) fn is_prose(&self) -> bool {
        self.field.is_some_and(Field::is_prose)
    }
}

/// "Activiteit"; a kind that this build does not know shows its own name.
pub(crate) fn kind(item: &SharedItem) -> String {
    ItemKind::from_name(&item.kind).map_or_else(|| item.kind.clone(), words::kind)
}

/// The name on the screen of what the snapshot calls `name`: a field, the title, or something of a newer build.
pub(crate) fn name_of(item: &SharedItem, name: &str) -> String {
    match Field::from_name(name) {
        Some(field) => label(item, field),
        None if name == "title" => words::title(),
        None if name == personal::FILES => tr!("files-title"),
        None => name.to_owned(),
    }
}

/// The name of a field of this item.
pub(crate) fn label(item: &SharedItem, field: Field) -> String {
    words::field(ItemKind::from_name(&item.kind).unwrap_or(ItemKind::Section), field)
}

/// Every field that goes with the section besides title and long text, in the order of the screens; fields that this
/// build does not know come last. Nothing is left out.
pub(crate) fn rows(item: &SharedItem) -> Vec<Row> {
    let known = Field::ALL.into_iter().filter_map(|field| {
        let value = item.details.get(field.name())?;
        Some(Row { field: Some(field), label: label(item, field), value: shared_value(field, value) })
    });
    let newer = item.details.iter().filter(|(name, _)| Field::from_name(name).is_none());
    let newer = newer.map(|(name, value)| Row { field: None, label: name.clone(), value: plain(value) });
    known.chain(newer).collect()
}

/// All of it in lines, for whoever reads it without a screen.
#[must_use]
pub fn read_out(item: &SharedItem) -> Vec<String> {
    let mut lines = vec![format!("{} · {}", item.title, kind(item))];
    lines.extend(rows(item).into_iter().map(|row| format!("{}: {}", row.label, row.value)));
    lines.extend(item.body.iter().flat_map(|body| [String::new(), body.clone()]));
    if !item.files.is_empty() {
        lines.extend([String::new(), format!("{}:", tr!("files-title"))]);
        lines.extend(item.files.iter().map(|file| format!("{} · {}", file.name, file.description)));
    }
    lines
}

fn shared_value(field: Field, value: &SharedValue) -> String {
    match (field.field_type(), value) {
        (FieldType::Cents, SharedValue::Number(cents)) => format::money(*cents),
        (FieldType::Hours, SharedValue::Number(hours)) => tr!("section-hours", count = *hours),
        (FieldType::Date, SharedValue::Text(text)) => {
            text.parse::<Date>().map_or_else(|_not_a_date| text.clone(), format::date_short)
        }
        (_, SharedValue::Text(text)) if field == Field::Theme => words::theme(text),
        (_, SharedValue::Text(code)) if field == Field::Language => words::text_language(code),
        _ => plain(value),
    }
}

fn plain(value: &SharedValue) -> String {
    match value {
        SharedValue::Number(number) => format::number(*number),
        SharedValue::Text(text) => text.clone(),
    }
}

/// The terms in one or more sentences, for who reads along.
#[must_use]
pub fn sentences(sharing: &Sharing) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(disclosure) = &sharing.disclosure {
        all.push(match disclosure.article.as_str() {
            "" => words::disclosure(disclosure.choice),
            article => tr!("terms-with-article", choice = words::disclosure(disclosure.choice), article = article),
        });
    }
    if sharing.standing {
        all.push(tr!("terms-says-standing"));
    }
    all.extend(sharing.embargo.map(|day| tr!("inbox-from", date = format::date_long(day))));
    all.extend(sharing.until.map(|day| tr!("terms-says-until", date = format::date_long(day))));
    all
}

/// The remark of whoever settles that something is not made public: the choice, the article of law, and what they add.
#[must_use]
pub fn closed(article: &str, note: &str) -> String {
    format!("{} {note}", tr!("inbox-closed-note", article = article)).trim().to_owned()
}
