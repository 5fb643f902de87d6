//! Passphrase, recovery words, and letting others know a restored device.

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::file::{self, Existing};
use deelbaar_sync::store::Kdf;
use deelbaar_sync::workspace::{BackupError, IntroductionFor, Root, Workspace, WorkspaceError};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::{Introduction, PassphraseCommand, Recovery};
use super::secrets::Secret;
use super::session::read_text;
use crate::console::{self, Output};
use crate::engine::CommandError;
use crate::failure::Failure;
use crate::host::Folder;
use crate::{recovery, tr, words};

/// `passphrase`
pub fn passphrase(folder: &Folder, command: PassphraseCommand, out: Output) -> Result<(), Failure> {
    let current = folder.passphrase()?;
    let workspace = folder.workspace_with(current.as_ref())?;
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
    let set = workspace.set_passphrase(current.as_ref(), chosen.as_ref(), Kdf::default());
    let action = match command {
        PassphraseCommand::Set => "set passphrase",
        PassphraseCommand::Change => "change passphrase",
        PassphraseCommand::Remove => "remove passphrase",
    };
    note(action, &workspace, &set);
    set?;
    let said = match command {
        PassphraseCommand::Set => tr!("done-passphrase-set"),
        PassphraseCommand::Change => tr!("done-passphrase-changed"),
        PassphraseCommand::Remove => tr!("done-passphrase-removed"),
    };
    out.say(&json!({ "passphrase": chosen.is_some() }), || said);
    Ok(())
}

/// `recovery`
pub fn recovery_words(folder: &Folder, command: &Recovery, out: Output) -> Result<(), Failure> {
    if let Recovery::Renew { region, second, second_key, lost } = command {
        let part = (root_of(*region), *second);
        return super::members::renew(folder, part, second_key, lost.as_deref(), out);
    }
    let current = folder.passphrase()?;
    let workspace = folder.workspace_with(current.as_ref())?;
    match command {
        Recovery::Renew { .. } => {}
        Recovery::Show => {
            let cards = recovery::cards(&workspace, current.as_ref());
            note("show recovery words", &workspace, &cards);
            let cards = cards?;
            let json = cards.iter().map(|card| json!({ "key": card.root.name(), "words": card.words.as_str() }));
            out.say(&json.collect(), || recovery::text(&cards).to_string());
        }
        Recovery::Restore { file } => {
            let text = Zeroizing::new(read_text(file)?);
            let restored = workspace.restore_key(&text);
            note("restore key", &workspace, &restored);
            let root = restored?;
            let enrolled = workspace.is_enrolled();
            out.say(&json!({ "key": root.name(), "enrolled": enrolled }), || {
                tr!("cli-key-restored", key = words::root(root))
            });
        }
    }
    Ok(())
}

/// Leaves a line in the log of the system.
fn note<T, E>(action: &'static str, workspace: &Workspace, result: &Result<T, E>) {
    audit::note(action, "", result.is_ok(), Origin::CommandLine, &workspace.device().short());
}

/// The root that the option `--region` chooses.
pub(super) fn root_of(region: bool) -> Root {
    if region { Root::Region } else { Root::Municipality }
}

/// `introduce`
pub fn introduce(folder: &Folder, command: &Introduction, out: Output) -> Result<(), Failure> {
    let workspace = folder.workspace()?;
    match command {
        Introduction::Write { file: path, region } => {
            let audience = if *region { IntroductionFor::Region } else { IntroductionFor::Colleagues };
            let made = workspace.introduction(audience);
            note("introduce this device", &workspace, &made);
            let bytes = made?;
            file::write(&console::absolute(path)?, &bytes, Existing::Keep)
                .map_err(|error| CommandError::from(WorkspaceError::from(BackupError::from(error))))?;
            out.say(&json!({ "file": path }), || tr!("cli-introduction-written", file = path.display().to_string()));
        }
        Introduction::Take { file } => {
            let bytes = console::read(file)?;
            let taken = workspace.take_introduction(&bytes);
            note("take introduction", &workspace, &taken);
            let taken = taken?;
            out.say(&json!({ "taken": taken }), || tr!("cli-introduction-taken", count = taken));
        }
    }
    Ok(())
}
