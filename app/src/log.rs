//! The log: what to see of it, as a table for a spreadsheet, as data, and to keep.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use deelbaar_schema::id::MunicipalityCode;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Body;
use deelbaar_schema::time::Date;
use deelbaar_sync::workspace::Root;
use serde_json::{Value, json};

use crate::document::Document;
use crate::engine::{Author, EventKind, LogEntry, LogKind, Topic, Who};
use crate::{format, tr, words};

/// What somebody wants to see of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all be in who, what or on what, or be the beginning of an id that the act names.
    pub text: String,
    /// With an id that begins so: of a record, an item, content, a mandate, a device, or the object of a line in the system's log.
    pub id: String,
    /// Of this person, in whatever role and under whatever name.
    pub person: Option<Author>,
    /// With this in the name or role.
    pub who: String,
    /// With this in what it was done on.
    pub on: String,
    /// Of this kind.
    pub topic: Option<Topic>,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Until and including this day.
    pub until: Option<NaiveDate>,
    /// Only what was done in somebody else's name.
    pub mandate: bool,
}

impl Filter {
    /// Whether an act is one of those. Capitals do not matter.
    #[must_use]
    pub fn lets_through(&self, entry: &LogEntry) -> bool {
        let (who, on) = (words::who(&entry.who).to_lowercase(), words::log_on(entry).to_lowercase());
        let holds = |text: &str, wanted: &str| wanted.is_empty() || text.contains(&wanted.to_lowercase());
        let all = [on.as_str(), &who, &words::log_kind(entry.what).to_lowercase()];
        let date = format::local(entry.time.0).map(|time| time.date());
        holds(&who, &self.who)
            && holds(&on, &self.on)
            && (self.id.is_empty() || names(entry, &self.id.to_lowercase()))
            && self
                .text
                .to_lowercase()
                .split_whitespace()
                .all(|word| all.iter().any(|text| text.contains(word)) || (is_id(word) && names(entry, word)))
            && self.person.is_none_or(|person| person == entry.by)
            && self.topic.is_none_or(|topic| topic == Topic::of(entry.what))
            && self.from.is_none_or(|from| date.is_some_and(|date| from <= date))
            && self.until.is_none_or(|until| date.is_some_and(|date| date <= until))
            && (!self.mandate || entry.mandate.is_some())
    }
}

/// How much of an id shows on screens and in the system's log. Less than that is a word.
const SHORT: usize = 8;

fn is_id(word: &str) -> bool {
    word.len() >= SHORT && word.bytes().all(|sign| sign.is_ascii_hexdigit())
}

/// Whether an act names something of which the id begins so.
fn names(entry: &LogEntry, beginning: &str) -> bool {
    let facts = &entry.facts;
    let ids = [
        entry.item.map(|id| id.to_string()),
        facts.record.map(|id| id.to_string()),
        facts.region_record.map(|id| id.to_string()),
        facts.answers.map(|id| id.to_string()),
        facts.content.map(|id| id.to_string()),
        facts.mandate.map(|id| id.to_string()),
        facts.device.map(|id| id.to_string()),
    ];
    let mut all = ids.iter().flatten().chain(&facts.object);
    all.any(|id| id.to_lowercase().starts_with(beginning))
}

/// Everybody who did something, by what they are called. Who are called the same are told apart: by their role, or else by their
/// municipality, or else by the beginning of their id.
#[must_use]
pub fn people(log: &[LogEntry], municipality: impl Fn(MunicipalityCode) -> String) -> Vec<(Author, String)> {
    // The newest act of each: the role that they had last.
    let mut last: BTreeMap<Author, &Who> = BTreeMap::new();
    for entry in log {
        last.entry(entry.by).or_insert(&entry.who);
    }
    let called: Vec<(Author, [String; 4])> = last
        .into_iter()
        .map(|(author, who)| {
            let whole = words::who(who);
            let short = if who.name.is_empty() { whole.clone() } else { who.name.clone() };
            let place = author.municipality().map_or_else(String::new, |code| format!(", {}", municipality(code)));
            let among = format!("{whole}{place}");
            let exactly = format!("{among} ({})", author.short());
            (author, [short, whole, among, exactly])
        })
        .collect();
    let alone =
        |at: usize, words: &String| called.iter().filter(|(_, other)| other.get(at) == Some(words)).count() == 1;
    let told = |words: &[String; 4]| {
        let mut apart = words.iter().enumerate().filter(|(at, text)| alone(*at, text)).map(|(_, text)| text.clone());
        apart.next().unwrap_or_else(|| words[3].clone())
    };
    let mut people: Vec<(Author, String)> = called.iter().map(|(author, words)| (*author, told(words))).collect();
    people.sort_by_cached_key(|(author, called)| (called.to_lowercase(), *author));
    people
}

/// RFC 4180 with semicolons, as Dutch spreadsheets expect; the first row has the names.
#[must_use]
pub fn csv(entries: &[&LogEntry]) -> Vec<String> {
    let row = |cells: &[String]| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(";");
    let head: Vec<String> = tr!("cli-audit-columns").split(',').map(|name| name.trim().to_owned()).collect();
    let mut rows = vec![row(&head)];
    rows.extend(entries.iter().map(|entry| {
        let external = entry.external.as_ref().map(|e| format!("{} {} {}", e.body.name(), e.number, e.date));
        let mut cells = vec![
            entry.time.utc().to_rfc3339(),
            words::who(&entry.who),
            entry.who.role.map(words::role).unwrap_or_default(),
            words::log_kind(entry.what),
            words::log_on(entry),
            entry.note.clone(),
            entry.mandate.as_ref().map(words::who).unwrap_or_default(),
            external.unwrap_or_default(),
            yes_or_no(entry.counts),
        ];
        cells.extend(facts(entry).into_iter().chain(terms(entry)).map(|(_, value)| plain(value)));
        row(&cells)
    }));
    rows
}

/// The same as data.
#[must_use]
pub fn json(entries: &[&LogEntry]) -> Value {
    let act = |entry: &&LogEntry| {
        let untitled = entry.item.filter(|_| entry.on.is_empty()).map(words::untitled);
        let on = untitled.unwrap_or_else(|| entry.on.clone());
        let mut act = json!({
            "time": entry.time.utc().to_rfc3339(), "by": words::who(&entry.who), "what": words::log_kind(entry.what),
            "role": entry.who.role.map(Role::name), "on": on, "removed": entry.removed, "note": entry.note, "counts": entry.counts,
            "mandate": entry.mandate.as_ref().map(words::who), "external": entry.external,
        });
        for (name, value) in facts(entry) {
            act[name] = value;
        }
        let terms = terms(entry).into_iter().filter(|(_, value)| !value.is_null());
        act["terms"] = terms.map(|(name, value)| (name.to_owned(), value)).collect();
        act
    };
    entries.iter().map(act).collect()
}

/// What an act names. These names, and the values of those that are no ids, are the same in every language and stay.
fn facts(entry: &LogEntry) -> [(&'static str, Value); 13] {
    let facts = &entry.facts;
    [
        ("kind", json!(entry.what.name())),
        ("topic", json!(Topic::of(entry.what).name())),
        ("record", json!(facts.record)),
        ("space", json!(facts.space.map(Root::name))),
        ("region_record", json!(facts.region_record)),
        ("item", json!(entry.item)),
        ("item_kind", json!(facts.item_kind.map(ItemKind::name))),
        ("version", json!(facts.version)),
        ("content", json!(facts.content)),
        ("answers", json!(facts.answers)),
        ("mandate_id", json!(facts.mandate)),
        ("device", json!(facts.device)),
        ("object", json!(facts.object)),
    ]
}

/// The terms of an act; null where it has none of that.
fn terms(entry: &LogEntry) -> [(&'static str, Value); 16] {
    let (terms, sharing) = (&entry.facts.terms, entry.facts.terms.sharing.as_ref());
    let disclosure = sharing.and_then(|sharing| sharing.disclosure.as_ref());
    let external = entry.external.as_ref();
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let names = |names: Vec<&str>| if names.is_empty() { Value::Null } else { json!(names) };
    let consents = matches!(entry.what, LogKind::Item(EventKind::Decided(_) | EventKind::ConsentGiven(_)));
    [
        ("audience", json!(sharing.map(|sharing| sharing.audience.name()))),
        ("standing", json!(sharing.map(|sharing| sharing.standing))),
        ("from", json!(terms.from)),
        ("until", json!(terms.until)),
        ("without", names(terms.without.iter().map(|field| field.name()).collect())),
        ("disclosure", json!(disclosure.map(|disclosure| disclosure.choice.name()))),
        ("article", json!(disclosure.and_then(|disclosure| some(&disclosure.article)))),
        ("taken_back", json!(terms.taken_back.map(|(from, through)| [from, through]))),
        ("kinds", names(terms.kinds.iter().map(|kind| kind.name()).collect())),
        ("asks", if terms.asks.is_empty() { Value::Null } else { json!(terms.asks) }),
        ("as_role", json!(terms.role.map(Role::name))),
        ("body", json!(external.map(|external| external.body).or(terms.body).map(Body::name))),
        ("number", json!(external.map(|external| &external.number))),
        ("date", json!(external.map(|external| external.date))),
        ("conditions", json!(some(&entry.note).filter(|_| consents))),
        ("counts_below", json!(terms.counts_below)),
    ]
}

/// A value of one cell.
fn plain(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => yes_or_no(value),
        Value::String(text) => text,
        Value::Array(all) => all.into_iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn yes_or_no(value: bool) -> String {
    if value { tr!("cli-yes") } else { tr!("cli-no") }
}

/// Both, to keep.
#[must_use]
pub fn document(entries: &[&LogEntry], municipality: &str, today: Date) -> Document {
    // The mark at the beginning tells a spreadsheet that it is UTF-8.
    let table = format!("\u{feff}{}\r\n", csv(entries).join("\r\n"));
    let data = serde_json::to_string_pretty(&json(entries)).unwrap_or_default();
    let document = Document::new(tr!("screen-log"), &format!("{} {municipality} {today}", tr!("screen-log")));
    document.form(tr!("log-as-table"), "csv", table).form(tr!("log-as-data"), "json", data)
}

/// One cell, always quoted. What a spreadsheet would take for a formula gets an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::id::{ItemId, PersonId};
    use deelbaar_schema::time::Timestamp;

    use super::*;
    use crate::engine::Facts;

    fn entry(name: &str, role: Role, code: u16, person: u8) -> LogEntry {
        let code = MunicipalityCode::from_number(code).unwrap();
        LogEntry {
            time: Timestamp(0),
            who: Who { name: name.into(), role: Some(role) },
            by: Author::Person(code, PersonId::from_bytes([person; 16])),
            what: LogKind::Item(EventKind::Started),
            on: String::new(),
            item: Some(ItemId::from_bytes([1; 16])),
            alike: false,
            removed: false,
            note: String::new(),
            mandate: None,
            external: None,
            counts: true,
            facts: Facts::default(),
        }
    }

    /// An alderman who was an officer before is one person, and a namesake is another.
    #[test]
    fn a_person_is_found_in_every_role_and_a_namesake_is_not() {
        let kim = entry("Kim", Role::Alderman, 327, 1);
        let by = Filter { person: Some(kim.by), ..Filter::default() };
        assert!(by.lets_through(&kim) && by.lets_through(&entry("Kim Smit", Role::PolicyOfficer, 327, 1)));
        assert!(!by.lets_through(&entry("Kim", Role::Alderman, 327, 2)));
        assert!(!by.lets_through(&entry("Kim", Role::Alderman, 342, 1)));
    }

    #[test]
    fn who_are_called_the_same_are_told_apart_in_the_list() {
        let log = [
            // The newest first: an alderman who was an officer before.
            entry("Kim", Role::Alderman, 327, 1),
            entry("Kim", Role::Adviser, 327, 2),
            entry("Kim", Role::PolicyOfficer, 327, 1),
            entry("Bo", Role::Reader, 327, 3),
            // Of others only the role is known.
            entry("", Role::PolicyOfficer, 342, 4),
            entry("", Role::PolicyOfficer, 308, 5),
            entry("", Role::PolicyOfficer, 308, 6),
        ];
        let name = |code: MunicipalityCode| if code.number() == 342 { "Soest".into() } else { "Baarn".into() };
        let called: Vec<String> = people(&log, name).into_iter().map(|(_, called)| called).collect();
        let id = |person: u8| PersonId::from_bytes([person; 16]).short();
        let officer = |of: &str| format!("Beleidsadviseur, {of}");
        let (five, six) = (format!("Baarn ({})", id(5)), format!("Baarn ({})", id(6)));
        let mut expected = vec![officer(&five), officer(&six), officer("Soest")];
        expected.extend(["Bo", "Kim (Adviseur)", "Kim (Wethouder)"].map(String::from));
        assert_eq!(called, expected);
    }

    #[test]
    fn a_cell_is_text_whatever_it_holds() {
        assert_eq!(cell("Taal; \"lezen\"\nen schrijven"), "\"Taal; \"\"lezen\"\"\nen schrijven\"");
        for formula in ["=1+1", "+31", "-2", "@sum", "\tx"] {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
    }
}
