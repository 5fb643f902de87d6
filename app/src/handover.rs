//! The handover file (*overdrachtsdossier*) of a portfolio: what runs, what waits, what is shared, who may decide, money, and
//! what asks for attention. For the successor of an alderman, on screen and as text.

use chrono::Datelike as _;
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
    let part = |name: &str, lines| Part {
        title: tr!("handover-part", part = name),
        empty: tr!("handover-empty", part = name),
        lines,
    };
    vec![
        part("attention", attention(view)),
        part("waiting", waiting(view)),
        part("running", running(view)),
        part("shared", shared(view)),
        part("powers", powers(view)),
        part("money", money(view)),
    ]
}

fn about(item: &ItemView, detail: String) -> Line {
    Line { item: Some(item.item.id), text: item.item.title.clone(), detail }
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
    let items = view.items.iter().filter_map(|item| match (&item.visibility, &item.consent) {
        (Visibility::Shared { version, audience, standing, until, .. }, Some(consent)) => {
            let mut detail = vec![tr!(
                "handover-shared",
                audience = words::audience(*audience),
                version = *version,
                who = words::who(&consent.by),
                date = format::date_long(consent.date)
            )];
            detail.extend(standing.then(|| tr!("terms-says-standing")));
            detail.extend(until.map(|day| tr!("terms-says-until", date = format::date_long(day))));
            detail.extend(consent.confirmed.as_ref().map(|(who, time)| {
                tr!("handover-confirmed", who = words::who(who), date = format::date_long(time.date()))
            }));
            Some(about(item, detail.join(" ")))
        }
        _ => None,
    });
    items.collect()
}

fn powers(view: &View) -> Vec<Line> {
    let bodies = view.powers.bodies.iter().filter(|(_, body, _)| *body != Body::Alderman).map(|(kind, body, _)| Line {
        item: None,
        text: words::kinds(*kind),
        detail: tr!("handover-body", body = words::body(*body)),
    });
    let mandates = view.powers.mandates.iter().map(|mandate| {
        let kinds: Vec<String> = mandate.kinds.iter().map(|kind| words::kinds(*kind)).collect();
        let until = mandate.until.map(format::date_long).unwrap_or_default();
        let by = words::who(&mandate.by);
        let detail = tr!("handover-mandate", kinds = kinds.join(", "), by = by, until = until);
        Line { item: None, text: words::who(&mandate.to), detail }
    });
    bodies.chain(mandates).collect()
}

fn money(view: &View) -> Vec<Line> {
    let year = view.today.year();
    let planned = budget::planned(view, year);
    let line = |text, detail| Line { item: None, text, detail };
    let (money, limit) = (format::money(planned.cents), format::money(budget::ACTIVITY_MONEY_CENTS));
    vec![
        line(tr!("handover-money", year = year.to_string()), tr!("handover-of", planned = money, limit = limit)),
        line(
            tr!("handover-hours", year = year.to_string()),
            tr!("handover-of", planned = planned.hours.to_string(), limit = budget::HOURS.to_string()),
        ),
    ]
}

/// Risks that follow from what is here: what contradicts, what changed, what nobody in office stands for, what ends soon.
fn attention(view: &View) -> Vec<Line> {
    let mut lines = Vec::new();
    for item in view.items.iter() {
        if let Some(decision) = &item.decision {
            if decision.contradiction {
                lines.push(about(item, tr!("handover-contradiction")));
            } else if decision.changed && matches!(decision.phase, Phase::Agreed | Phase::Running) {
                lines.push(about(item, tr!("handover-changed")));
            }
        }
        if let (Visibility::Shared { until, .. }, Some(consent)) = (&item.visibility, &item.consent) {
            if !consent.in_office && consent.confirmed.is_none() {
                lines.push(about(item, tr!("handover-predecessor", who = words::who(&consent.by))));
            }
            let soon = view.today + chrono::Days::new(SOON);
            if let Some(day) = until.filter(|day| *day <= soon) {
                lines.push(about(item, tr!("handover-ends", date = format::date_long(day))));
            }
        }
        let silent = item.purges.iter().filter(|(_, confirmed)| !confirmed).count();
        if silent > 0 {
            lines.push(about(item, tr!("handover-not-deleted", count = silent)));
        }
    }
    let planned = budget::planned(view, view.today.year());
    if planned.cents_over() > 0 {
        let detail = tr!("handover-over", over = format::money(planned.cents_over()));
        lines.push(Line { item: None, text: tr!("handover-money", year = view.today.year().to_string()), detail });
    }
    lines
}

/// What ends within so many days asks for attention.
const SOON: u64 = 60;

/// The whole file as data.
#[must_use]
pub fn json(view: &View) -> Value {
    let line = |line: &Line| json!({ "item": line.item, "text": line.text, "detail": line.detail });
    let part = |part: Part| json!({ "title": part.title, "lines": part.lines.iter().map(line).collect::<Vec<_>>() });
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
        lines.extend(part.lines.iter().map(|line| format!("- **{}**: {}", line.text, line.detail)));
    }
    lines.join("\n")
}
