//! Passphrase, recovery words, backup, and letting others know a restored device.

use std::path::Path;

use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::Kdf;
use deelbaar_sync::workspace::{IntroductionFor, Root, Workspace};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::{Introduction, PassphraseCommand, Recovery};
use super::secrets::Secret;
use super::session::read_text;
use crate::console::Output;
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// `passphrase`
pub fn passphrase(folder: &Folder, command: PassphraseCommand, out: Output) -> Result<(), Failure> {
    let current = folder.passphrase()?;
    let workspace = Workspace::open_with(&folder.0, current.as_ref(), Clock::system())?;
    match command {
        PassphraseCommand::Set if current.is_some() => return Err(Failure::Usage(tr!("cli-passphrase-is-set"))),
        PassphraseCommand::Change | PassphraseCommand::Remove if current.is_none() => {
            return Err(Failure::Usage(tr!("cli-passphrase-not-set")));
        }
        _ => {}
    }
    let chosen = match command {
        PassphraseCommand::Remove => None,
        PassphraseCommand::Set | PassphraseCommand::Change => Some(Secret::New.choose()?),
    };
    workspace.set_passphrase(current.as_ref(), chosen.as_ref(), Kdf::default())?;
    let said = match command {
        PassphraseCommand::Set => tr!("done-passphrase-set"),
        PassphraseCommand::Change => tr!("done-passphrase-changed"),
        PassphraseCommand::Remove => tr!("done-passphrase-removed"),
    };
    out.say(&json!({ "passphrase": chosen.is_some() }), || said);
    Ok(())
}

/// `recovery`
pub fn recovery(folder: &Folder, command: &Recovery, out: Output) -> Result<(), Failure> {
    if let Recovery::Renew { second_key, lost } = command {
        return super::members::renew(folder, second_key, lost.as_deref(), out);
    }
    let current = folder.passphrase()?;
    let workspace = Workspace::open_with(&folder.0, current.as_ref(), Clock::system())?;
    match command {
        Recovery::Renew { .. } => {}
        Recovery::Show => {
            let all = workspace.recovery_words(current.as_ref())?;
            if all.is_empty() {
                return Err(deelbaar_sync::workspace::WorkspaceError::NoKey.into());
            }
            let json = all.iter().map(|(root, words)| json!({ "key": name(*root), "words": words.as_str() }));
            out.say(&json.collect(), || {
                let cards = all.iter().map(|(root, text)| words::recovery_card(&workspace, *root, text));
                cards.collect::<Vec<_>>().join("\n\n")
            });
        }
        Recovery::Restore { file } => {
            let text = Zeroizing::new(read_text(file)?);
            let root = workspace.restore_key(&text)?;
            drop(workspace);
            // Opening again does what follows: a device that holds the municipality's key enrols itself.
            let workspace = Workspace::open_with(&folder.0, current.as_ref(), Clock::system())?;
            let enrolled = workspace.is_enrolled();
            out.say(&json!({ "key": name(root), "enrolled": enrolled }), || {
                tr!("cli-key-restored", key = words::root(root))
            });
        }
    }
    Ok(())
}

fn name(root: Root) -> &'static str {
    match root {
        Root::Municipality => "municipality",
        Root::Region => "region",
    }
}

/// `backup`
pub fn backup(folder: &Folder, file: &Path, out: Output) -> Result<(), Failure> {
    let workspace = folder.workspace()?;
    let passphrase = Secret::Backup.choose()?;
    workspace.backup(file, &passphrase, Kdf::default())?;
    let records = (workspace.municipality().count(), workspace.region().count());
    out.say(&json!({ "file": file, "records": [records.0, records.1] }), || {
        tr!("cli-backup-made", file = file.display().to_string(), own = records.0, region = records.1)
    });
    Ok(())
}

/// `restore`
pub fn restore(folder: &Folder, file: &Path, out: Output) -> Result<(), Failure> {
    let passphrase = Secret::Backup.ask()?;
    let restored = Workspace::restore(file, &folder.0, &passphrase, &Clock::system())?;
    let json = json!({
        "folder": folder.0, "made": restored.made, "records": [restored.records.0, restored.records.1],
        "keys": restored.roots.iter().map(|root| name(*root)).collect::<Vec<_>>(),
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

/// `introduce`
pub fn introduce(folder: &Folder, command: &Introduction, out: Output) -> Result<(), Failure> {
    let workspace = folder.workspace()?;
    match command {
        Introduction::Write { file, region } => {
            let audience = if *region { IntroductionFor::Region } else { IntroductionFor::Colleagues };
            let bytes = workspace.introduction(audience)?;
            let failed = |error| Failure::File { path: file.clone(), error };
            std::fs::File::create_new(file)
                .and_then(|mut created| std::io::Write::write_all(&mut created, &bytes))
                .map_err(failed)?;
            out.say(&json!({ "file": file }), || tr!("cli-introduction-written", file = file.display().to_string()));
        }
        Introduction::Take { file } => {
            let bytes = std::fs::read(file).map_err(|error| Failure::File { path: file.clone(), error })?;
            let taken = workspace.take_introduction(&bytes)?;
            out.say(&json!({ "taken": taken }), || tr!("cli-introduction-taken", count = taken));
        }
    }
    Ok(())
}
