//! `audit`: who did what, when, on what; and whether every chain and signature holds.

use chrono::NaiveDate;
use deelbaar_schema::role::Role;
use serde_json::{Value, json};

use super::args::Audit;
use super::session::day;
use crate::console::{Output, line};
use crate::engine::{Event, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// `audit`
pub fn audit(folder: &Folder, args: &Audit, out: Output) -> Result<(), Failure> {
    let filter = Filter::new(args)?;
    let executor = folder.open()?;
    let view = executor.view();
    let acts = acts(&view, &filter);
    if args.csv {
        for row in csv(&acts) {
            line(&row);
        }
        return Ok(());
    }
    let checks = if args.verify {
        let workspace = executor.workspace();
        vec![("municipality", workspace.municipality().verify()?), ("region", workspace.region().verify()?)]
    } else {
        Vec::new()
    };
    let checked: serde_json::Map<String, Value> = checks
        .iter()
        .map(|(space, (good, bad))| {
            let bad = bad.as_ref().map(|(id, why)| json!({ "record": id, "why": why.to_string() }));
            ((*space).to_owned(), json!({ "hold": good, "first_bad": bad }))
        })
        .collect();
    let json = json!({
        "acts": acts.iter().map(|(title, event)| json!({
            "time": event.time.utc().to_rfc3339(), "by": words::who(&event.who), "what": words::event(event.what),
            "role": event.who.role.map(Role::name), "on": title, "note": event.note, "counts": event.counts,
            "mandate": event.mandate.as_ref().map(words::who), "external": event.external,
        })).collect::<Vec<_>>(),
        "verified": checked,
    });
    out.say(&json, || {
        let mut lines: Vec<String> = acts.iter().map(|(title, event)| act_line(title, event)).collect();
        if lines.is_empty() {
            lines.push(tr!("cli-audit-none"));
        }
        for (space, (good, bad)) in &checks {
            lines.push(match bad {
                None => tr!("cli-audit-holds", space = *space, count = *good),
                Some((id, _)) => tr!("cli-audit-broken", space = *space, record = id.short()),
            });
        }
        lines.join("\n")
    });
    match checks.iter().find_map(|(space, (_, bad))| bad.as_ref().map(|(id, why)| (space, id, why))) {
        None => Ok(()),
        Some((space, id, why)) => {
            Err(Failure::Audit(format!("{} ({why})", tr!("cli-audit-broken", space = *space, record = id.short()))))
        }
    }
}

/// An act and the title of the item that it is about.
type Act<'a> = (&'a str, &'a Event);

fn acts<'a>(view: &'a View, filter: &Filter) -> Vec<Act<'a>> {
    let all = view.items.iter().flat_map(|item| item.history.iter().map(|event| (item.item.title.as_str(), event)));
    let mut acts: Vec<Act<'_>> = all.filter(|act| filter.lets_through(act)).collect();
    acts.sort_by_key(|(_, event)| event.time);
    acts
}

/// What somebody asked to see. Capitals do not matter.
struct Filter {
    who: String,
    on: String,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Filter {
    fn new(args: &Audit) -> Result<Self, Failure> {
        let lower = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
        let (from, until) = (args.from.as_deref().map(day).transpose()?, args.until.as_deref().map(day).transpose()?);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(Failure::Usage(tr!("cli-audit-period")));
        }
        Ok(Self { who: lower(&args.who), on: lower(&args.on), from, until })
    }

    fn lets_through(&self, (title, event): &Act<'_>) -> bool {
        let date = format::local(event.time.0).map(|time| time.date());
        words::who(&event.who).to_lowercase().contains(&self.who)
            && title.to_lowercase().contains(&self.on)
            && self.from.is_none_or(|from| date.is_some_and(|date| from <= date))
            && self.until.is_none_or(|until| date.is_some_and(|date| date <= until))
    }
}

fn act_line(title: &str, event: &Event) -> String {
    let when = format::local(event.time.0).map(format::date_time).unwrap_or_default();
    format!("{when}  {} · {title} · {}", words::event(event.what), words::by(event))
}

/// RFC 4180 with semicolons, as Dutch spreadsheets expect; the first row has the names.
fn csv(acts: &[Act<'_>]) -> Vec<String> {
    let row = |cells: [&str; 8]| cells.map(cell).join(";");
    let head = tr!("cli-audit-columns");
    let mut rows = vec![head.split(',').map(|name| cell(name.trim())).collect::<Vec<_>>().join(";")];
    rows.extend(acts.iter().map(|(title, event)| {
        let (who, what) = (words::who(&event.who), words::event(event.what));
        let mandate = event.mandate.as_ref().map(words::who).unwrap_or_default();
        let external = event.external.as_ref().map(|e| format!("{} {} {}", e.body.name(), e.number, e.date));
        let counts = if event.counts { tr!("cli-yes") } else { tr!("cli-no") };
        let external = external.unwrap_or_default();
        row([&event.time.utc().to_rfc3339(), &who, &what, title, &event.note, &mandate, &external, &counts])
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
