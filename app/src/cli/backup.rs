//! Backups: one now, on a schedule, and back.

use std::path::Path;

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{BackupStatus, Root, Schedule, Workspace};
use serde_json::{Value, json};

use super::args::Backup;
use super::secrets::Secret;
use crate::console::{Output, absolute};
use crate::engine::{Command, make_due};
use crate::failure::Failure;
use crate::host::{Folder, opened};
use crate::{format, tr, words};

/// `backup`
pub fn backup(folder: &Folder, args: &Backup, out: Output) -> Result<(), Failure> {
    if let Some(file) = &args.file {
        return now(folder, file, out);
    }
    let mut executor = folder.open()?;
    if let Some(dir) = &args.schedule {
        let schedule = Schedule { folder: absolute(dir)?, every_days: args.every, keep: args.keep };
        // A first one needs a passphrase; another folder or number does not.
        let known = executor.workspace().backup_status()?.schedule.is_some() && !Secret::Backup.is_given();
        let passphrase = if known { None } else { Some(Secret::Backup.choose()?) };
        executor.execute(Command::ScheduleBackups { schedule: Some(schedule), passphrase })?;
        make_due(executor.workspace());
    } else if args.unschedule {
        executor.execute(Command::ScheduleBackups { schedule: None, passphrase: None })?;
    } else if args.due {
        make_due(executor.workspace());
    }
    let status = executor.workspace().backup_status()?;
    out.say(&status_json(&status), || status_text(&status));
    match status.failed.filter(|_| !args.status) {
        Some((_, trouble)) => Err(Failure::Late(words::trouble(trouble))),
        None => Ok(()),
    }
}

fn now(folder: &Folder, file: &Path, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    let passphrase = Secret::Backup.choose()?;
    executor.execute(Command::Backup { path: absolute(file)?, passphrase })?;
    let workspace = executor.workspace();
    let records = (workspace.municipality().count(), workspace.region().count());
    let mut left_out = false;
    for of in Root::ALL {
        left_out |= workspace.holds_second(of)?;
    }
    let data = json!({ "file": file, "records": [records.0, records.1], "second_key_left_out": left_out });
    out.say(&data, || {
        let made = tr!("cli-backup-made", file = file.display().to_string(), own = records.0, region = records.1);
        if left_out { format!("{made}\n{}", tr!("backup-second")) } else { made }
    });
    Ok(())
}

fn status_json(status: &BackupStatus) -> Value {
    let schedule = status
        .schedule
        .as_ref()
        .map(|schedule| json!({ "folder": schedule.folder, "every_days": schedule.every_days, "keep": schedule.keep }));
    json!({
        "schedule": schedule, "made": status.made.map(|time| time.utc().to_rfc3339()), "due": status.due,
        "overdue": status.overdue, "outdated": status.outdated, "failed": status.failed.map(|(_, why)| words::trouble(why)),
    })
}

fn status_text(status: &BackupStatus) -> String {
    let moment = |time: deelbaar_schema::time::Timestamp| format::local(time.0).map(format::date_time);
    let made = status.made.and_then(moment).unwrap_or_else(|| tr!("backup-never"));
    let mut lines = vec![format!("{}: {made}", tr!("backup-last"))];
    lines.push(match &status.schedule {
        None => format!("{}: {}", tr!("backup-by-itself"), tr!("backup-not-scheduled")),
        Some(schedule) => {
            let folder = schedule.folder.display().to_string();
            tr!("backup-scheduled", days = schedule.every_days, keep = schedule.keep, folder = folder)
        }
    });
    if let Some((time, trouble)) = status.failed {
        let when = moment(time).unwrap_or_default();
        lines.push(tr!("backup-failed", when = when, why = words::trouble(trouble)));
    } else if status.overdue {
        lines.push(tr!("attention-backup-why"));
    } else if status.outdated {
        lines.push(tr!("backup-outdated"));
    }
    lines.join("\n")
}

/// `restore`
pub fn restore(folder: &Folder, file: &Path, out: Output) -> Result<(), Failure> {
    let passphrase = Secret::Backup.ask()?;
    let restored = Workspace::restore(file, &folder.0, &passphrase, &Clock::system());
    audit::note(opened::RESTORE, "", restored.is_ok(), Origin::CommandLine, "");
    let restored = restored?;
    let json = json!({
        "folder": folder.0, "made": restored.made, "records": [restored.records.0, restored.records.1],
        "keys": restored.roots.iter().map(|root| root.name()).collect::<Vec<_>>(),
        "locked": restored.locked, "enrolled": restored.enrolled,
    });
    out.say(&json, || {
        let made = format::date_long(restored.made.date());
        let (own, region) = restored.records;
        let mut lines = vec![tr!("cli-restored", date = made, own = own, region = region)];
        lines.push(if restored.enrolled { tr!("cli-restored-enrolled") } else { tr!("cli-restored-not-enrolled") });
        if restored.locked {
            lines.push(tr!("cli-restored-locked"));
        }
        lines.push(tr!("cli-restored-old-device"));
        lines.join("\n")
    });
    Ok(())
}
