//! `audit`: who did what, when, on what; and whether every chain and signature holds.

use serde_json::{Value, json};

use super::args::Audit;
use super::session::day;
use crate::console::{Output, line};
use crate::engine::{Command, Done, Export, LogEntry, Topic, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::log::{self, Filter};
use crate::{tr, words};

/// `audit`
pub fn audit(folder: &Folder, args: &Audit, out: Output) -> Result<(), Failure> {
    let filter = filter(args)?;
    let mut executor = folder.open()?;
    executor.execute(Command::Export(Export::Log))?;
    let view = executor.view();
    let acts = acts(&view, &filter);
    if args.csv {
        for row in log::csv(&acts) {
            line(&row);
        }
        return Ok(());
    }
    let checks = match args.verify.then(|| executor.execute(Command::Verify)).transpose()? {
        Some(Done::Verified(checks)) => checks.to_vec(),
        _ => Vec::new(),
    };
    let checked: serde_json::Map<String, Value> = checks
        .iter()
        .map(|(root, good, flaw)| {
            let bad = flaw
                .as_ref()
                .map(|flaw| json!({ "record": flaw.record, "place": flaw.place, "why": flaw.why.to_string() }));
            (root.name().to_owned(), json!({ "hold": good, "first_bad": bad }))
        })
        .collect();
    let json = json!({ "acts": log::json(&acts), "verified": checked });
    out.say(&json, || {
        let mut lines: Vec<String> = acts.iter().map(|entry| words::log_line(entry)).collect();
        if lines.is_empty() {
            lines.push(tr!("cli-audit-none"));
        }
        lines.extend(checks.iter().map(|(root, good, flaw)| match flaw {
            None => tr!("cli-audit-holds", space = words::space(*root), count = *good),
            Some(flaw) => words::flaw(*root, flaw),
        }));
        lines.join("\n")
    });
    match checks.iter().find_map(|(root, _, flaw)| Some((*root, flaw.as_ref()?))) {
        None => Ok(()),
        Some((root, flaw)) => Err(Failure::Audit(format!("{} ({})", words::flaw(root, flaw), flaw.why))),
    }
}

fn acts<'a>(view: &'a View, filter: &Filter) -> Vec<&'a LogEntry> {
    // On paper the oldest comes first.
    view.log.iter().rev().filter(|entry| filter.lets_through(entry)).collect()
}

/// What somebody asked to see.
fn filter(args: &Audit) -> Result<Filter, Failure> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (from, until) = (args.from.as_deref().map(day).transpose()?, args.until.as_deref().map(day).transpose()?);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err(Failure::Usage(tr!("cli-audit-period")));
    }
    let topic = args.kind.as_deref().and_then(|name| Topic::ALL.into_iter().find(|topic| topic.name() == name));
    let (who, on, id, mandate) = (text(&args.who), text(&args.on), text(&args.id), args.mandate);
    Ok(Filter { id, who, on, topic, from, until, mandate, ..Filter::default() })
}
