//! `audit`: who did what, when, on what; and whether every chain and signature holds.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::args::Audit;
use super::session::day;
use crate::console::{Output, line};
use crate::engine::{LogEntry, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, log, tr, words};

/// `audit`
pub fn audit(folder: &Folder, args: &Audit, out: Output) -> Result<(), Failure> {
    let filter = Filter::new(args)?;
    let executor = folder.open()?;
    let view = executor.view();
    let acts = acts(&view, &filter);
    if args.csv {
        for row in log::csv(&acts) {
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
        "acts": log::json(&acts),
        "verified": checked,
    });
    out.say(&json, || {
        let mut lines: Vec<String> = acts.iter().map(|entry| act_line(entry)).collect();
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

fn acts<'a>(view: &'a View, filter: &Filter) -> Vec<&'a LogEntry> {
    // On paper the oldest comes first.
    view.log.iter().rev().filter(|entry| filter.lets_through(entry)).collect()
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

    fn lets_through(&self, entry: &LogEntry) -> bool {
        let date = format::local(entry.time.0).map(|time| time.date());
        words::who(&entry.who).to_lowercase().contains(&self.who)
            && entry.on.to_lowercase().contains(&self.on)
            && self.from.is_none_or(|from| date.is_some_and(|date| from <= date))
            && self.until.is_none_or(|until| date.is_some_and(|date| date <= until))
    }
}

fn act_line(entry: &LogEntry) -> String {
    let when = format::local(entry.time.0).map(format::date_time).unwrap_or_default();
    let by = words::by_parts(&entry.who, entry.mandate.as_ref(), entry.external.as_ref(), entry.counts);
    format!("{when}  {} · {} · {by}", words::log_kind(entry.what), entry.on)
}
