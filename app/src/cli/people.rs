//! Who takes part and who decides: removing devices, mandates, deciding bodies.

use std::path::Path;

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_sync::workspace::{Root, asked_back};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::MandateCommand;
use super::gates::body;
use super::session::{day, read_text};
use crate::console::{Output, terminal};
use crate::engine::{ColleagueStatus, Command, Done, Secret, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{tr, words};

/// `revoke`
pub fn revoke(folder: &Folder, whose: &str, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open_plan()?;
    let (device, who) = find(&executor.view(), whose)?;
    executor.execute(Command::RemoveDevice { device })?;
    out.say(&json!({ "device": device }), || tr!("cli-revoked", device = device.short(), who = who.as_str()));
    Ok(())
}

/// `second-key`
pub fn second_key(
    folder: &Folder,
    of: Root,
    handed_over: bool,
    written: Option<&Path>,
    out: Output,
) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    let Done::SecondWords(_, words) = executor.execute(Command::ShowSecond { of })? else { return Ok(()) };
    let asked = asked_back(&words);
    if !handed_over {
        let json = json!({ "words": words.as_str(), "asked_back": asked });
        let command = match of {
            Root::Municipality => "deelbaar second-key --handed-over",
            Root::Region => "deelbaar second-key --region --handed-over",
        };
        out.say(&json, || format!("{}\n{}", words.as_str(), tr!("cli-second", command = command)));
        return Ok(());
    }
    let written = match written {
        Some(file) => Zeroizing::new(read_text(file)?),
        None => read_back(&asked),
    };
    executor.execute(Command::HandOverSecond { of, written: Secret(written) })?;
    out.say(&json!({ "handed_over": true }), || words::second_handed_over(of));
    Ok(())
}

/// Asks for the words at these places.
fn read_back(asked: &[usize]) -> Zeroizing<String> {
    let places = asked.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    terminal().err(&format!("{}\n", tr!("cli-second-back", places = places)));
    Zeroizing::new(terminal().line().unwrap_or_default())
}

/// `mandate …`
pub fn mandate(folder: &Folder, command: MandateCommand, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open_plan()?;
    let view = executor.view();
    let (command, done) = match command {
        MandateCommand::List => {
            list(&view, out);
            return Ok(());
        }
        MandateCommand::Give { officer, kind, until } => {
            let (device, who) = find(&view, &officer)?;
            let kinds = kind.iter().map(|name| decided_kind(&view, name)).collect::<Result<_, _>>()?;
            let until = day(&until)?;
            let asks = view.powers.officers.iter().map(|officer| officer.device).collect();
            (Command::GiveMandate { device, kinds, asks, until }, tr!("cli-mandate-given", who = who))
        }
        MandateCommand::End { id } => {
            let id = id.trim().to_lowercase();
            let mut named =
                view.powers.mandates.iter().filter(|m| !id.is_empty() && m.mandate.to_string().starts_with(&id));
            let (Some(mandate), None) = (named.next(), named.next()) else {
                return Err(Failure::Usage(tr!("cli-no-mandate", id = id.as_str())));
            };
            (Command::EndMandate { mandate: mandate.mandate }, tr!("cli-mandate-ended", who = words::who(&mandate.to)))
        }
        MandateCommand::Body { kind, body: name } => {
            let (kind, body) = (decided_kind(&view, &kind)?, body(&name)?);
            let words = tr!("powers-decides", kind = kind.name(), body = words::body(body));
            (Command::SetCompetence { kind, body }, tr!("cli-body-set", what = words))
        }
    };
    executor.execute(command)?;
    out.say(&json!({ "done": true }), || done);
    Ok(())
}

fn decided_kind(view: &View, name: &str) -> Result<ItemKind, Failure> {
    let kinds = || view.powers.bodies.iter().map(|(kind, _, _)| *kind);
    kinds().find(|kind| kind.name() == name.trim()).ok_or_else(|| {
        let known: Vec<_> = kinds().map(ItemKind::name).collect();
        Failure::Usage(tr!("cli-no-decided-kind", name = name, known = known.join(", ")))
    })
}

fn list(view: &View, out: Output) {
    let powers = &view.powers;
    let json = json!({
        "bodies": powers.bodies.iter().map(|(kind, now, then)| {
            json!({ "kind": kind, "body": now.name(), "from_tomorrow": then.name() })
        }).collect::<Vec<_>>(),
        "never_began": powers.never_began.iter().map(|one| json!({
            "kind": one.kind, "body": one.body.name(), "from": one.from, "by": words::who(&one.by),
        })).collect::<Vec<_>>(),
        "mandates": powers.mandates.iter().map(|m| json!({
            "id": m.mandate, "to": words::who(&m.to), "by": words::who(&m.by), "kinds": m.kinds,
            "from": m.from, "until": m.until, "asks": m.asks.iter().map(words::who).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    out.say(&json, || {
        let mut lines: Vec<String> = powers
            .bodies
            .iter()
            .map(|(kind, now, _)| tr!("powers-decides", kind = kind.name(), body = words::body(*now)))
            .collect();
        lines.extend(powers.never_began.iter().map(words::never_began));
        lines.extend(powers.mandates.iter().map(|m| {
            let kinds: Vec<String> = m.kinds.iter().map(|kind| words::kinds(*kind)).collect();
            let until = m.until.map(|day| day.to_string()).unwrap_or_default();
            let what = tr!("powers-mandate", to = words::who(&m.to), kinds = kinds.join(", "));
            let by = tr!("powers-mandate-by", by = words::who(&m.by), from = m.from.to_string(), until = until);
            format!("{}  {what} · {by}", m.mandate.short())
        }));
        if powers.mandates.is_empty() {
            lines.push(tr!("powers-none"));
        }
        lines.join("\n")
    });
}

/// A device of the one colleague who is meant: by name, or by the beginning of the id of one of their devices.
pub(super) fn person(view: &View, whose: &str) -> Result<DeviceId, Failure> {
    let wanted = whose.trim().to_lowercase();
    let mut named = view.status.colleagues.iter().filter(|one| !one.revoked && one.who.name.to_lowercase() == wanted);
    match named.next() {
        // Several devices of one person name the same person.
        Some(first) if !wanted.is_empty() && named.all(|other| other.person == first.person) => Ok(first.device),
        _ => find(view, whose).map(|(device, _)| device),
    }
}

/// The one device that is meant by the beginning of its id, or by a name.
pub(super) fn find(view: &View, whose: &str) -> Result<(DeviceId, String), Failure> {
    let wanted = whose.trim().to_lowercase();
    let meant = |colleague: &&ColleagueStatus| {
        !wanted.is_empty()
            && !colleague.revoked
            && (colleague.device.to_string().starts_with(&wanted) || colleague.who.name.to_lowercase() == wanted)
    };
    let found: Vec<&ColleagueStatus> = view.status.colleagues.iter().filter(meant).collect();
    match found.as_slice() {
        [one] => Ok((one.device, words::who(&one.who))),
        [] => Err(Failure::Usage(tr!("cli-no-device", whose = whose))),
        several => {
            let ids: Vec<String> = several.iter().map(|one| one.device.to_string()).collect();
            Err(Failure::Usage(tr!("cli-several-devices", whose = whose, devices = ids.join("\n"))))
        }
    }
}
