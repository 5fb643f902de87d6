//! The log: what to see of it, as a table for a spreadsheet, as data, and to keep.

use chrono::NaiveDate;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Date;
use serde_json::{Value, json};

use crate::document::Document;
use crate::engine::{LogEntry, Topic, Who};
use crate::{format, tr, words};

/// What somebody wants to see of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all be in who, what or on what.
    pub text: String,
    /// Whoever is called so, in whatever role.
    pub person: Option<Who>,
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
        let (who, on) = (words::who(&entry.who).to_lowercase(), entry.on.to_lowercase());
        let holds = |text: &str, wanted: &str| wanted.is_empty() || text.contains(&wanted.to_lowercase());
        let all = [on.as_str(), &who, &words::log_kind(entry.what).to_lowercase()];
        let date = format::local(entry.time.0).map(|time| time.date());
        holds(&who, &self.who)
            && holds(&on, &self.on)
            && self.text.to_lowercase().split_whitespace().all(|word| all.iter().any(|text| text.contains(word)))
            && self.person.as_ref().is_none_or(|person| person.is_called_as(&entry.who))
            && self.topic.is_none_or(|topic| topic == Topic::of(entry.what))
            && self.from.is_none_or(|from| date.is_some_and(|date| from <= date))
            && self.until.is_none_or(|until| date.is_some_and(|date| date <= until))
            && (!self.mandate || entry.mandate.is_some())
    }
}

/// RFC 4180 with semicolons, as Dutch spreadsheets expect; the first row has the names.
#[must_use]
pub fn csv(entries: &[&LogEntry]) -> Vec<String> {
    let row = |cells: [&str; 9]| cells.map(cell).join(";");
    let head = tr!("cli-audit-columns");
    let mut rows = vec![head.split(',').map(|name| cell(name.trim())).collect::<Vec<_>>().join(";")];
    rows.extend(entries.iter().map(|entry| {
        let (who, what, on) = (words::who(&entry.who), words::log_kind(entry.what), words::log_on(entry));
        let role = entry.who.role.map(words::role).unwrap_or_default();
        let mandate = entry.mandate.as_ref().map(words::who).unwrap_or_default();
        let external = entry.external.as_ref().map(|e| format!("{} {} {}", e.body.name(), e.number, e.date));
        let counts = if entry.counts { tr!("cli-yes") } else { tr!("cli-no") };
        let (external, time) = (external.unwrap_or_default(), entry.time.utc().to_rfc3339());
        row([&time, &who, &role, &what, &on, &entry.note, &mandate, &external, &counts])
    }));
    rows
}

/// The same as data.
#[must_use]
pub fn json(entries: &[&LogEntry]) -> Value {
    let act = |entry: &&LogEntry| {
        json!({
            "time": entry.time.utc().to_rfc3339(), "by": words::who(&entry.who), "what": words::log_kind(entry.what),
            "role": entry.who.role.map(Role::name), "on": entry.on, "removed": entry.removed, "note": entry.note, "counts": entry.counts,
            "mandate": entry.mandate.as_ref().map(words::who), "external": entry.external,
        })
    };
    entries.iter().map(act).collect()
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
    use deelbaar_schema::id::ItemId;
    use deelbaar_schema::time::Timestamp;

    use super::*;
    use crate::engine::{EventKind, LogKind};

    /// An alderman who was an officer before is one person.
    #[test]
    fn a_person_is_found_in_every_role() {
        let who = |name: &str, role| Who { name: name.into(), role: Some(role) };
        let entry = |who: Who| LogEntry {
            time: Timestamp(0),
            who,
            what: LogKind::Item(EventKind::Started),
            on: String::new(),
            item: Some(ItemId::from_bytes([1; 16])),
            removed: false,
            note: String::new(),
            mandate: None,
            external: None,
            counts: true,
        };
        let by = |person: Who| Filter { person: Some(person), ..Filter::default() };
        let kim = by(who("Kim", Role::Alderman));
        assert!(kim.lets_through(&entry(who("Kim", Role::PolicyOfficer))));
        assert!(!kim.lets_through(&entry(who("Kims", Role::Alderman))));
        // Of another municipality only the role is known.
        let nameless = by(who("", Role::PolicyOfficer));
        assert!(!nameless.lets_through(&entry(who("", Role::Alderman))));
    }

    #[test]
    fn a_cell_is_text_whatever_it_holds() {
        assert_eq!(cell("Taal; \"lezen\"\nen schrijven"), "\"Taal; \"\"lezen\"\"\nen schrijven\"");
        for formula in ["=1+1", "+31", "-2", "@sum", "\tx"] {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
    }
}
