//! Status, dump, and what the region shares.

use std::path::Path;

use deelbaar_schema::act::Act;
use deelbaar_schema::encoding;
use deelbaar_schema::publication::{Emptied, Publication, Purged};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_sync::replica::Replica;
use serde_json::{Value, json};

use crate::console::Output;
use crate::engine::{Command, Export, View};
use crate::failure::Failure;
use crate::handover;
use crate::host::Folder;
use crate::{connections, format, tr, words};

/// `region sections`
pub fn region(folder: &Folder, out: Output) -> Result<(), Failure> {
    let view = folder.open()?.view();
    let others: Vec<_> = view.region.sections.iter().filter(|s| s.municipality != view.me.municipality).collect();
    let json: Vec<_> = others
        .iter()
        .map(|s| {
            json!({
                "section": s.section,
                "municipality": s.municipality,
                "version": s.version,
                "audience": s.audience,
                "date": s.date,
                "alderman": s.alderman,
                "item": s.item,
            })
        })
        .collect();
    out.say(&json!(json), || {
        let mut lines: Vec<String> = others
            .iter()
            .map(|s| {
                let version = tr!("mark-region-version", version = s.version);
                format!(
                    "{}  {}: {} · {version} · {}",
                    s.section.short(),
                    s.municipality_name,
                    s.item.title,
                    format::date_short(s.date)
                )
            })
            .collect();
        lines.push(tr!("cli-count", count = others.len()));
        lines.join("\n")
    });
    Ok(())
}

/// `status`
pub fn status(folder: &Folder, log: bool, out: Output) -> Result<(), Failure> {
    let view = folder.open()?.view();
    let connections = &view.status.connections;
    let mut json = status_json(&view);
    if log {
        json["log"] = connections::json(connections);
    }
    out.say(&json, || {
        let mut lines = vec![status_text(&view, &folder.0)];
        if log {
            lines.push(String::new());
            lines.extend(connections::text(connections));
        }
        lines.join("\n")
    });
    Ok(())
}

/// Where this device listens, as `sync --peer` takes it.
pub fn addresses(view: &View) -> Vec<String> {
    view.status.listening.iter().map(|address| format!("{}@{address}", view.me.device)).collect()
}

/// `status` as JSON.
pub fn status_json(view: &View) -> Value {
    let seen = |time: Option<deelbaar_schema::time::Timestamp>| time.map(|time| time.utc().to_rfc3339());
    json!({
        "device": view.me.device,
        "person": view.me.name,
        "role": view.me.role.name(),
        "municipality": view.me.municipality,
        "region": view.me.region_name,
        "records": { "municipality": view.status.records.0, "region": view.status.records.1 },
        "listening": addresses(view),
        "municipalities": view.status.municipalities.iter().map(|m| json!({
            "code": m.code, "name": m.name, "connected": m.connected,
            "last_seen": seen(m.last_seen), "up_to_date": seen(m.up_to_date), "waiting": m.waiting,
            "devices": m.devices.iter().map(|d| json!({
                "device": d.device, "role": d.role.name(), "connected": d.connected,
                "last_seen": seen(d.last_seen), "up_to_date": seen(d.up_to_date), "waiting": d.waiting,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "colleagues": view.status.colleagues.iter().map(|c| json!({
            "device": c.device, "who": words::who(&c.who), "connected": c.connected,
            "last_seen": seen(c.last_seen), "up_to_date": seen(c.up_to_date), "waiting": c.waiting, "revoked": c.revoked,
        })).collect::<Vec<_>>(),
        "through": view.status.through.as_ref().map(|t| json!({
            "who": words::who(&t.who), "connected": t.connected, "last_seen": seen(Some(t.last_seen)), "same": seen(t.same),
        })),
        "not_listened_to": view.status.shunned.iter().map(|(device, why)| json!({"device": device, "why": why})).collect::<Vec<_>>(),
        "forked": view.status.forked,
        "deletion_unfinished": view.status.deletion_unfinished,
        "clock_ahead_days": view.status.clock_ahead,
    })
}

/// `status` in words.
pub fn status_text(view: &View, folder: &Path) -> String {
    let mut lines = vec![
        tr!(
            "cli-status-me",
            name = view.me.name.as_str(),
            role = words::role(view.me.role),
            municipality = view.me.municipality_name.as_str(),
            region = view.me.region_name.as_str()
        ),
        tr!("cli-status-device", device = view.me.device.to_string()),
        tr!(
            "cli-status-kept",
            own = view.status.records.0,
            region = view.status.records.1,
            folder = folder.display().to_string()
        ),
        if view.status.passphrase { tr!("cli-status-passphrase") } else { tr!("cli-status-key") },
    ];
    let now = format::local(view.now.0);
    for municipality in &view.status.municipalities {
        let seen = municipality.last_seen.and_then(|time| format::local(time.0)).zip(now);
        let seen = seen
            .map_or_else(|| tr!("cli-never-seen"), |(then, now)| tr!("cli-seen", when = format::relative(then, now)));
        let state = match (municipality.up_to_date, municipality.waiting) {
            (Some(_), _) => tr!("cli-up-to-date"),
            (None, Some(count)) => tr!("participants-waiting", count = count),
            (None, None) => tr!("cli-unknown"),
        };
        lines.push(format!("{}: {state}; {seen}", municipality.name));
    }
    if let Some(through) = &view.status.through {
        lines.push(tr!("participants-through", who = words::who(&through.who)));
    }
    for (device, why) in &view.status.shunned {
        lines.push(tr!("cli-shunned", device = device.short(), why = why.as_str()));
    }
    for device in &view.status.forked {
        lines.push(tr!("participants-forked", device = device.short()));
    }
    if view.status.deletion_unfinished {
        lines.push(tr!("participants-unwiped"));
    }
    if let Some(days) = view.status.clock_ahead {
        lines.push(tr!("clock-ahead-why", days = days));
    }
    lines.join("\n")
}

/// `dump`: everything that this device holds, decoded.
pub fn dump(folder: &Folder) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    executor.execute(Command::Export(Export::Everything))?;
    let workspace = executor.workspace();
    let identity = workspace.identity();
    let plan = workspace.municipality().look(|state| json!(state.plan()));
    let json = json!({
        "device": workspace.device(),
        "person": { "name": identity.person.name, "role": identity.person.role.name() },
        "municipality": { "founding": identity.municipality, "plan": plan, "records": records(workspace.municipality())? },
        "region": { "founding": identity.region, "records": records(workspace.region())? },
        "peers": deelbaar_sync::net::Peers::load(workspace.store().clone(), workspace.clock().now())?.all().iter().map(|(device, peer)| json!({
            "device": device, "addresses": peer.addresses, "last_seen": peer.last_seen.map(|time| time.utc().to_rfc3339()),
        })).collect::<Vec<_>>(),
    });
    Output::Json.say(&json, String::new);
    Ok(())
}

fn records<S: SpaceState>(replica: &Replica<S>) -> Result<Vec<Value>, Failure> {
    Ok(replica.records()?.iter().map(record).collect())
}

fn record(record: &Record) -> Value {
    let header = record.header();
    json!({
        "id": record.id(),
        "author": header.author,
        "seq": header.seq,
        "previous": header.prev,
        "time": header.time.utc().to_rfc3339(),
        "kind": header.kind.name(),
        "signature": record.signature(),
        "body": record.body().map(|body| decoded(header.kind, body)),
    })
}

/// A body as people can read it.
fn decoded(kind: Kind, body: &[u8]) -> Value {
    let readable = match kind {
        Kind::Charter => {
            encoding::decode::<Vec<SignedStatement>>(body).ok().map(|all| all.iter().map(statement).collect())
        }
        Kind::Act => encoding::decode::<Act>(body).ok().map(|act| json!(act)),
        Kind::Publication => Publication::decode(body).ok().map(|publication| {
            let snapshot: Value = serde_json::from_slice(publication.snapshot()).unwrap_or(Value::Null);
            json!({ "consent": statement(&publication.consent), "snapshot": snapshot })
        }),
        Kind::Withdrawal => encoding::decode(body).ok().map(|signed| statement(&signed)),
        Kind::Purged => Purged::decode(body).ok().map(|purged| json!(purged)),
        Kind::Emptied => encoding::decode::<Emptied>(body).ok().map(|emptied| json!(emptied)),
        Kind::PlanChange | Kind::Unknown(_) => None,
    };
    readable.unwrap_or_else(|| json!({ "bytes": String::from_utf8_lossy(body) }))
}

fn statement(signed: &SignedStatement) -> Value {
    let mut shown = signed.verify().map_or(Value::Null, |verified| json!(verified.statement()));
    // What gives access elsewhere is no content.
    if let Some(token) = shown.pointer_mut("/Relay/token").filter(|token| !token.is_null()) {
        *token = json!("…");
    }
    shown
}

/// `handover`
pub fn handover(folder: &Folder, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    executor.execute(Command::Export(Export::Handover))?;
    let view = executor.view();
    out.say(&handover::json(&view), || handover::markdown(&view));
    Ok(())
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(crate) mod fuzzed {
    use super::{Kind, decoded};

    /// Whether a body is shown as more than text.
    pub(crate) fn shows(kind: Kind, body: &[u8]) -> bool {
        decoded(kind, body).get("bytes").is_none()
    }
}
