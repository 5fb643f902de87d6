//! Items in words and as JSON.

use deelbaar_schema::field::Value;
use deelbaar_schema::gate::Visibility;
use deelbaar_schema::text::{MAX_TITLE, cut};
use serde_json::json;

use crate::engine::{Event, ItemView, LogKind, View};
use crate::ui::marks;
use crate::{format, tr, words};

/// One line for an item.
pub fn item_line(item: &ItemView, view: &View) -> String {
    let indent = "  ".repeat(item.depth);
    let number = match item.item.line(deelbaar_schema::field::Field::Number) {
        "" => String::new(),
        number => format!("{number} "),
    };
    let phase =
        item.decision.as_ref().map(|decision| format!(" · {}", words::phase(decision.phase))).unwrap_or_default();
    let seen = marks::seen_by(item, view).text();
    let title = words::title_of(&item.item);
    let title = cut(&title, MAX_TITLE);
    format!("{}  {indent}{number}{title} · {seen}{phase}", item.item.id.short())
}

/// An item with its text and fields.
pub fn item_text(item: &ItemView, view: &View) -> String {
    let mut lines = vec![item_line(item, view)];
    for (field, value) in &item.item.details {
        lines.push(format!("{}: {}", words::field(item.item.kind, *field), value_text(value)));
    }
    lines.extend(conditions(item));
    if !item.item.body.is_empty() {
        lines.push(String::new());
        lines.push(item.item.body.clone());
    }
    lines.join("\n")
}

/// What the alderman wrote with the decision and with the consent that hold.
fn conditions(item: &ItemView) -> impl Iterator<Item = String> {
    let decided = item.decision.as_ref().map(|decision| decision.note.as_str()).filter(|note| !note.is_empty());
    let consented = item.consent.as_ref().map(|consent| consent.note.as_str()).filter(|note| !note.is_empty());
    let decided = decided.map(|note| tr!("item-alderman-says", note = note));
    decided.into_iter().chain(consented.map(|note| tr!("item-consent-says", note = note)))
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Line(text) => text.clone(),
        Value::Date(date) => format::date_long(*date),
        Value::Cents(cents) => format::money(*cents),
        Value::Hours(hours) => hours.to_string(),
    }
}

/// An item as JSON; `whole` adds the long text, fields and history.
pub fn item_json(item: &ItemView, view: &View, whole: bool) -> serde_json::Value {
    let mut json = json!({
        "id": item.item.id,
        "kind": item.item.kind,
        "title": item.item.title,
        "depth": item.depth,
        "visibility": visibility_json(&item.visibility),
        "asked": item.asked,
        "municipality": view.me.municipality,
    });
    if let Some(decision) = &item.decision {
        json["phase"] = json!(decision.phase.name());
        json["changed_since_decision"] = json!(decision.changed);
        json["may_start"] = json!(decision.may_start());
        json["conditions"] = json!(decision.note);
    }
    if let Some(consent) = &item.consent {
        json["consent_conditions"] = json!(consent.note);
    }
    let details: serde_json::Map<String, serde_json::Value> =
        item.item.details.iter().map(|(field, value)| (field.name().to_owned(), value_json(value))).collect();
    json["fields"] = json!(details);
    if whole {
        json["body"] = json!(item.item.body);
        json["comments"] =
            item.comments.iter().map(|c| json!({"text": c.comment.text, "by": words::who(&c.who)})).collect();
        json["history"] = item.history.iter().map(event_json).collect();
    }
    json
}

/// An act, as the log's JSON names the same.
fn event_json(event: &Event) -> serde_json::Value {
    json!({
        "time": event.time.utc().to_rfc3339(),
        "by": words::who(&event.who),
        "what": words::event(event.what),
        "kind": LogKind::Item(event.what).name(),
        "note": event.note,
        "mandate": event.mandate.as_ref().map(words::who),
        "external": event.external,
        "counts": event.counts,
    })
}

fn value_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Line(text) => json!(text),
        Value::Date(date) => json!(date),
        Value::Cents(number) | Value::Hours(number) => json!(number),
    }
}

/// Who can see an item, for a program.
pub fn visibility_json(visibility: &Visibility) -> serde_json::Value {
    match visibility {
        Visibility::Private => json!({ "to": "municipality" }),
        Visibility::Withdrawn => json!({ "to": "municipality", "withdrawn": true }),
        Visibility::Ended(until) => json!({ "to": "municipality", "until": until }),
        Visibility::Shared { version, audience, changed, standing, embargo, until } => json!({
            "to": audience.name(), "version": version, "changed": changed, "standing": standing,
            "embargo": embargo, "until": until,
        }),
    }
}
