//! The log as a table for a spreadsheet.

use crate::engine::LogEntry;
use crate::{tr, words};

/// RFC 4180 with semicolons, as Dutch spreadsheets expect; the first row has the names.
#[must_use]
pub fn csv(entries: &[&LogEntry]) -> Vec<String> {
    let row = |cells: [&str; 8]| cells.map(cell).join(";");
    let head = tr!("cli-audit-columns");
    let mut rows = vec![head.split(',').map(|name| cell(name.trim())).collect::<Vec<_>>().join(";")];
    rows.extend(entries.iter().map(|entry| {
        let (who, what) = (words::who(&entry.who), words::log_kind(entry.what));
        let mandate = entry.mandate.as_ref().map(words::who).unwrap_or_default();
        let external = entry.external.as_ref().map(|e| format!("{} {} {}", e.body.name(), e.number, e.date));
        let counts = if entry.counts { tr!("cli-yes") } else { tr!("cli-no") };
        let external = external.unwrap_or_default();
        row([&entry.time.utc().to_rfc3339(), &who, &what, &entry.on, &entry.note, &mandate, &external, &counts])
    }));
    rows
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
