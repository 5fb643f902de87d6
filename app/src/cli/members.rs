//! Who takes part: roles and terms, the municipality's key, and municipalities that leave.

use std::path::Path;

use deelbaar_schema::charter::Member;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::Term;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{Renew, Root};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::MemberCommand;
use super::network::{municipality, role};
use super::people::{find, person};
use super::session::{day, read_text};
use crate::console::Output;
use crate::engine::Command;
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// `members`
pub fn list(folder: &Folder, out: Output) -> Result<(), Failure> {
    let executor = folder.open_plan()?;
    let workspace = executor.workspace();
    let (own, today) = (workspace.device(), workspace.clock().today());
    let members: Vec<Member> = workspace.municipality().look(|state| state.charter().members().collect());
    let json = members.iter().map(|member| {
        let e = &member.enrolment;
        json!({
            "device": member.device, "name": e.name, "person": e.person, "role": e.role.name(), "from": e.term.from,
            "until": e.term.until, "today": e.term.contains(today) && !member.revoked, "removed": member.revoked,
            "this_device": member.device == own,
        })
    });
    out.say(&json.collect(), || {
        let mut lines: Vec<String> = members.iter().map(line).collect();
        lines.push(tr!("cli-count", count = members.len()));
        lines.join("\n")
    });
    Ok(())
}

fn line(member: &Member) -> String {
    let e = &member.enrolment;
    let from = format::date_short(e.term.from);
    let term = match e.term.until {
        Some(until) => tr!("cli-member-until", from = from.as_str(), until = format::date_short(until)),
        None => tr!("cli-member-from", from = from.as_str()),
    };
    let removed = if member.revoked { format!(" · {}", tr!("participants-revoked")) } else { String::new() };
    let name = e.name.clone().unwrap_or_default();
    format!("{}  {name} · {} · {term}{removed}", member.device.short(), words::role(e.role))
}

/// `member …`
pub fn change(folder: &Folder, command: &MemberCommand, out: Output) -> Result<(), Failure> {
    let MemberCommand::Change { member, role: name, from, until, second_key } = command;
    let mut executor = folder.open_plan()?;
    let view = executor.view();
    let own = member.trim().eq_ignore_ascii_case(&view.me.name) || view.me.device.to_string() == member.trim();
    let device = if own { view.me.device } else { person(&view, member)? };
    let held = view.status.colleagues.iter().find(|one| one.device == device).and_then(|one| one.who.role);
    let role = name.as_deref().map(role).transpose()?.or(held).unwrap_or(view.me.role);
    let from = from.as_deref().map(day).transpose()?.unwrap_or_else(|| Clock::system().today());
    let until = until.as_deref().map(day).transpose()?;
    let second = match second_key {
        Some(file) => Zeroizing::new(read_text(file)?),
        None => Zeroizing::default(),
    };
    executor.execute(Command::ChangeRole { device, role, term: Term { from, until }, second: second.to_string() })?;
    out.say(&json!({ "device": device, "role": role.name(), "from": from, "until": until }), || {
        tr!("done-role-changed")
    });
    Ok(())
}

/// `recovery renew`
pub fn renew(
    folder: &Folder,
    (root, second): (Root, bool),
    second_key: &Path,
    lost: Option<&str>,
    out: Output,
) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    let device = || lost.map(|whose| find(&executor.view(), whose)).transpose();
    let what = match root {
        root if second => Renew::Second(root),
        Root::Municipality => Renew::Municipality { lost: device()?.map(|(device, _)| device) },
        Root::Region => Renew::Region { drops: lost.map(municipality).transpose()? },
    };
    let removed = match what {
        Renew::Municipality { lost } => json!(lost),
        Renew::Region { drops } => json!(drops),
        Renew::Second(_) => json!(null),
    };
    let words = Zeroizing::new(read_text(second_key)?);
    executor.execute(Command::Renew { what, second: words.to_string() })?;
    out.say(&json!({ "renewed": root.name(), "second": second, "removed": removed }), || {
        format!("{} {}", words::renewed(what), tr!("cli-renewed-words"))
    });
    Ok(())
}

/// `dismiss CODE`
pub fn dismiss(folder: &Folder, code: &str, last_day: &str, out: Output) -> Result<(), Failure> {
    let (code, last_day) = (municipality(code)?, day(last_day)?);
    folder.open()?.execute(Command::Dismiss { municipality: code, last_day })?;
    out.say(&json!({ "municipality": code, "last_day": last_day }), || {
        tr!("done-dismissed", day = format::date_long(last_day))
    });
    Ok(())
}
