//! The handover file (*overdrachtsdossier*) of a portfolio: what asks for attention, what waits, what runs, what is shared,
//! risks, who may decide, and money. For the successor of an alderman, on screen and as text.

mod attention;

use chrono::Datelike as _;
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::{Phase, Visibility};
use deelbaar_schema::id::ItemId;
use deelbaar_schema::statement::Body;
use serde_json::{Value, json};

use crate::document::Document;
use crate::engine::{Ask, ItemView, View};
use crate::{budget, format, tr, words};

/// A part of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What a program calls it.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// What to say when there is nothing.
    pub empty: String,
    /// What there is.
    pub lines: Vec<Line>,
}

/// One thing to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The item that it is about.
    pub item: Option<ItemId>,
    /// What.
    pub text: String,
    /// More about it.
    pub detail: String,
}

/// The whole file, as it is now.
#[must_use]
pub fn parts(view: &View) -> Vec<Part> {
    let part = |name, lines| Part {
        name,
        title: tr!("handover-part", part = name),
        empty: tr!("handover-empty", part = name),
        lines,
    };
    vec![
        part("attention", attention::lines(view)),
        part("waiting", waiting(view)),
        part("running", running(view)),
        part("shared", shared(view)),
        part("risks", risks(view)),
        part("powers", powers(view)),
        part("money", money(view)),
    ]
}

fn about(item: &ItemView, detail: String) -> Line {
    Line { item: Some(item.item.id), text: words::title_of(&item.item), detail }
}

/// Something that is about no item.
fn apart(text: String, detail: String) -> Line {
    Line { item: None, text, detail }
}

/// The risks that people wrote down, of everything that is not over.
fn risks(view: &View) -> Vec<Line> {
    let over = |item: &ItemView| {
        let phase = item.decision.as_ref().map(|decision| decision.phase);
        matches!(phase, Some(Phase::Refused | Phase::Dropped | Phase::Finished))
    };
    let named = |item: &&ItemView| !item.item.line(Field::Risks).is_empty() && !over(item);
    view.items.iter().filter(named).map(|item| about(item, item.item.line(Field::Risks).to_owned())).collect()
}

fn waiting(view: &View) -> Vec<Line> {
    let lines = view.inbox.iter().map(|entry| {
        let date = format::date_long(entry.time.date());
        let what = match &entry.ask {
            Ask::Decision { .. } => "decision",
            Ask::Consent { .. } => "consent",
        };
        let detail = tr!("handover-waits", what = what, who = words::who(&entry.who), date = date);
        Line { item: Some(entry.item), text: entry.title.clone(), detail }
    });
    lines.collect()
}

fn running(view: &View) -> Vec<Line> {
    let decided = view.items.iter().filter_map(|item| item.decision.as_ref().map(|decision| (item, decision)));
    let lines = decided.filter(|(_, decision)| {
        matches!(decision.phase, Phase::Agreed | Phase::Running | Phase::Held | Phase::Submitted)
    });
    lines
        .map(|(item, decision)| {
            let since = decision.since.map(|time| format::date_long(time.date())).unwrap_or_default();
            let mut detail = tr!("handover-since", phase = words::phase(decision.phase), date = since);
            if !decision.note.is_empty() {
                detail = format!("{detail} {}", tr!("handover-note", note = decision.note.as_str()));
            }
            about(item, detail)
        })
        .collect()
}

fn shared(view: &View) -> Vec<Line> {
    let items = view.everything().filter_map(|item| match (&item.visibility, &item.consent) {
        (Visibility::Shared { version, audience, standing, until, .. }, Some(consent)) => {
            let mut detail = vec![tr!(
                "handover-shared",
                audience = words::audience(*audience),
                version = *version,
                who = words::who(&consent.by),
                date = format::date_long(consent.date)
            )];
            let note = Some(consent.note.as_str()).filter(|note| !note.is_empty());
            detail.extend(note.map(|note| tr!("handover-note", note = note)));
            detail.extend(standing.then(|| tr!("terms-says-standing")));
            detail.extend(until.map(|day| tr!("terms-says-until", date = format::date_long(day))));
            detail.extend(consent.confirmed.as_ref().map(|(who, time)| {
                tr!("handover-confirmed", who = words::who(who), date = format::date_long(time.date()))
            }));
            let listed = view.item(item.item.id).is_some();
            let detail = detail.join(" ");
            Some(if listed { about(item, detail) } else { apart(item.item.title.clone(), detail) })
        }
        _ => None,
    });
    items.collect()
}

fn powers(view: &View) -> Vec<Line> {
    let others = view.powers.bodies.iter().filter(|(_, body, _)| *body != Body::Alderman);
    let bodies =
        others.map(|(kind, body, _)| apart(words::kinds(*kind), tr!("handover-body", body = words::body(*body))));
    let mandates = view.powers.mandates.iter().map(|mandate| {
        let kinds: Vec<String> = mandate.kinds.iter().map(|kind| words::kinds(*kind)).collect();
        let until = mandate.until.map(format::date_long).unwrap_or_default();
        let by = words::who(&mandate.by);
        let detail = tr!("handover-mandate", kinds = kinds.join(", "), by = by, until = until);
        apart(words::who(&mandate.to), detail)
    });
    bodies.chain(mandates).collect()
}

fn money(view: &View) -> Vec<Line> {
    let year = view.today.year();
    let planned = budget::planned(view, year);
    let (money, limit) = (format::money(planned.cents), format::money(budget::ACTIVITY_MONEY_CENTS));
    vec![
        apart(tr!("handover-money", year = year.to_string()), tr!("handover-of", planned = money, limit = limit)),
        apart(
            tr!("handover-hours", year = year.to_string()),
            tr!("handover-of", planned = planned.hours.to_string(), limit = budget::HOURS.to_string()),
        ),
    ]
}

/// The whole file as data.
#[must_use]
pub fn json(view: &View) -> Value {
    let line = |line: &Line| json!({ "item": line.item, "text": line.text, "detail": line.detail });
    let part = |part: Part| json!({ "part": part.name, "title": part.title, "lines": part.lines.iter().map(line).collect::<Vec<_>>() });
    parts(view).into_iter().map(part).collect()
}

/// The whole file, to keep.
#[must_use]
pub fn document(view: &View) -> Document {
    let title = tr!("screen-handover");
    let name = format!("{title} {} {}", view.me.municipality_name, view.today);
    let data = serde_json::to_string_pretty(&json(view)).unwrap_or_default();
    let document = Document::new(title, &name);
    let document = document.form(tr!("handover-as-text"), "md", markdown(view));
    document.form(tr!("handover-as-data"), "json", data)
}

/// The whole file as Markdown.
#[must_use]
pub fn markdown(view: &View) -> String {
    let date = format::date_long(view.today);
    let title = tr!("handover-file", municipality = view.me.municipality_name.as_str(), date = date);
    let mut lines = vec![format!("# {title}")];
    for part in parts(view) {
        lines.extend([String::new(), format!("## {}", part.title), String::new()]);
        if part.lines.is_empty() {
            lines.push(part.empty);
        }
        // What people wrote may have lines of its own: indented they stay with their point.
        let indented = |line: &Line| line.detail.replace('\n', "\n  ");
        lines.extend(part.lines.iter().map(|line| format!("- **{}**: {}", line.text, indented(line))));
    }
    lines.join("\n")
}
