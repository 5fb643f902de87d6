//! The log as a table for a spreadsheet, as data, and to keep.

use deelbaar_schema::role::Role;
use deelbaar_schema::time::Date;
use serde_json::{Value, json};

use crate::document::Document;
use crate::engine::LogEntry;
use crate::{tr, words};

/// RFC 4180 with semicolons, as Dutch spreadsheets expect; the first row has the names.
#[must_use]
pub fn csv(entries: &[&LogEntry]) -> Vec<String> {
    let row = |cells: [&str; 9]| cells.map(cell).join(";");
    let head = tr!("cli-audit-columns");
    let mut rows = vec![head.split(',').map(|name| cell(name.trim())).collect::<Vec<_>>().join(";")];
    rows.extend(entries.iter().map(|entry| {
        let (who, what) = (words::who(&entry.who), words::log_kind(entry.what));
        let role = entry.who.role.map(words::role).unwrap_or_default();
        let mandate = entry.mandate.as_ref().map(words::who).unwrap_or_default();
        let external = entry.external.as_ref().map(|e| format!("{} {} {}", e.body.name(), e.number, e.date));
        let counts = if entry.counts { tr!("cli-yes") } else { tr!("cli-no") };
        let (external, time) = (external.unwrap_or_default(), entry.time.utc().to_rfc3339());
        row([&time, &who, &role, &what, &entry.on, &entry.note, &mandate, &external, &counts])
    }));
    rows
}

/// The same as data.
#[must_use]
pub fn json(entries: &[&LogEntry]) -> Value {
    let act = |entry: &&LogEntry| {
        json!({
            "time": entry.time.utc().to_rfc3339(), "by": words::who(&entry.who), "what": words::log_kind(entry.what),
            "role": entry.who.role.map(Role::name), "on": entry.on, "note": entry.note, "counts": entry.counts,
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
    use super::cell;

    #[test]
    fn a_cell_is_text_whatever_it_holds() {
        assert_eq!(cell("Taal; \"lezen\"\nen schrijven"), "\"Taal; \"\"lezen\"\"\nen schrijven\"");
        for formula in ["=1+1", "+31", "-2", "@sum", "\tx"] {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
    }
}
