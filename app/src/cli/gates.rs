//! What waits for the alderman, and deciding.

use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::statement::Body;
use serde_json::json;

use super::args::Decide;
use super::session::{day, request};
use crate::console::Output;
use crate::engine::{Ask, Command, Done, InboxEntry};
use crate::explain::explain_act;
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// `inbox`
pub fn inbox(folder: &Folder, out: Output) -> Result<(), Failure> {
    let view = folder.open_plan()?.view();
    let json: Vec<_> = view.inbox.iter().map(entry_json).collect();
    out.say(&json!(json), || {
        let mut lines: Vec<String> = view.inbox.iter().map(entry_line).collect();
        lines.push(tr!("cli-waiting", count = view.inbox.len()));
        lines.join("\n")
    });
    Ok(())
}

pub(super) fn entry_json(entry: &InboxEntry) -> serde_json::Value {
    let mut json = json!({
        "request": entry.request,
        "item": entry.item,
        "kind": entry.kind,
        "title": entry.title,
        "by": words::who(&entry.who),
        "time": entry.time.utc().to_rfc3339(),
        "note": entry.note,
        "may_answer": entry.can_answer(),
        "mandate": entry.mandate.as_ref().map(words::who),
        "why_not": entry.barred.as_ref().map(|error| explain_act(error).what),
    });
    match &entry.ask {
        Ask::Decision { changed } => {
            json["ask"] = json!("decision");
            json["changed"] = json!(changed);
        }
        Ask::Consent { sharing, snapshot, without, version, confirmed, .. } => {
            json["confirmed"] = json!(confirmed);
            json["ask"] = json!("consent");
            json["audience"] = json!(sharing.audience);
            json["sharing"] = json!(sharing);
            json["version"] = json!(version);
            json["without"] = json!(without);
            json["snapshot"] = json!(snapshot);
        }
    }
    json
}

pub(super) fn entry_line(entry: &InboxEntry) -> String {
    let when = format::local(entry.time.0).map(|when| format::date_short(when.date())).unwrap_or_default();
    let what = match &entry.ask {
        Ask::Decision { .. } => tr!("cli-asks-decision"),
        Ask::Consent { sharing, version, .. } => {
            tr!("cli-asks-consent", audience = words::audience(sharing.audience), version = *version)
        }
    };
    format!("{}  {what}  {} · {} · {when}", entry.request.short(), entry.title, words::who(&entry.who))
}

/// `decide ID …`
pub fn decide(folder: &Folder, args: Decide, out: Output) -> Result<(), Failure> {
    let outcome = match &args {
        Decide { agree: true, .. } => Outcome::Agreed,
        Decide { hold: true, .. } => Outcome::Held,
        Decide { send_back: true, .. } => Outcome::SentBack,
        _ => Outcome::Refused,
    };
    let external = external(&args)?;
    let done = folder.run(|view| {
        let request = request(view, &args.id, |ask| matches!(ask, Ask::Decision { .. }))?;
        Ok(Command::Decide { request, outcome, external, note: args.note })
    })?;
    recorded(&done, &words::outcome(outcome), out);
    Ok(())
}

/// The decision of another body that the options describe.
fn external(args: &Decide) -> Result<Option<External>, Failure> {
    let (Some(name), Some(number), Some(date)) = (&args.body, &args.number, &args.date) else { return Ok(None) };
    let body = body(name)?;
    Ok(Some(External { body, number: number.trim().to_owned(), date: day(date)? }))
}

/// A deciding body by its name.
pub(super) fn body(name: &str) -> Result<Body, Failure> {
    Body::from_name(name).ok_or_else(|| {
        let known = Body::ALL.map(Body::name).join(", ");
        Failure::Usage(tr!("cli-no-body", name = name, known = known))
    })
}

pub(super) fn recorded(done: &Done, words: &str, out: Output) {
    if let Done::Recorded(id) = done {
        out.say(&json!({ "record": id }), || format!("{}  {words}", id.short()));
    }
}
