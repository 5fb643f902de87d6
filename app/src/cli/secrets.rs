//! Passphrases on the command line: asked without showing them, or read from a file that the environment names. Never an
//! argument: those show in the list of processes and in the shell's history.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::Workspace;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::console::{terminal, whole};
use crate::failure::Failure;
use crate::host::{Folder, desk, open_workspace, opened};
use crate::tr;

/// Which passphrase is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Secret {
    /// The one that opens the workspace.
    Workspace,
    /// The one that will.
    New,
    /// That of a backup.
    Backup,
}

impl Secret {
    /// All.
    pub const ALL: [Self; 3] = [Self::Workspace, Self::New, Self::Backup];

    /// The environment variable that names a file with it.
    fn variable(self) -> &'static str {
        match self {
            Self::Workspace => "DEELBAAR_PASSPHRASE_FILE",
            Self::New => "DEELBAAR_NEW_PASSPHRASE_FILE",
            Self::Backup => "DEELBAAR_BACKUP_PASSPHRASE_FILE",
        }
    }

    fn question(self) -> String {
        match self {
            Self::Workspace => tr!("cli-ask-passphrase"),
            Self::New => tr!("cli-ask-new-passphrase"),
            Self::Backup => tr!("cli-ask-backup-passphrase"),
        }
    }

    /// The file that the environment names for it.
    pub(crate) fn file(self) -> Option<OsString> {
        std::env::var_os(self.variable()).filter(|path| !path.is_empty())
    }

    /// Whether the environment names a file with it.
    pub(super) fn is_given(self) -> bool {
        terminal().is_given(self)
    }

    /// Asks for a passphrase that exists.
    pub(super) fn ask(self) -> Result<Passphrase, Failure> {
        terminal().secret(self, false).map(|text| Passphrase::new(text.as_str()))
    }

    /// Asks for a passphrase that is being chosen: twice, since nobody sees what is typed.
    pub(super) fn choose(self) -> Result<Passphrase, Failure> {
        terminal().secret(self, true).map(|text| Passphrase::new(text.as_str()))
    }

    /// What the environment or the person of this process answers.
    pub(crate) fn of_this_process(self, chosen: bool) -> Result<Zeroizing<String>, Failure> {
        if let Some(path) = self.file() {
            return from_file(Path::new(&path));
        }
        let text = self.on_terminal(&self.question())?;
        if !chosen || text == self.on_terminal(&tr!("cli-ask-again"))? {
            Ok(text)
        } else {
            Err(Failure::Usage(tr!("cli-passphrases-differ")))
        }
    }

    fn on_terminal(self, question: &str) -> Result<Zeroizing<String>, Failure> {
        let nobody = || Failure::Usage(tr!("cli-no-terminal", variable = self.variable()));
        if !std::io::stdin().is_terminal() {
            return Err(nobody());
        }
        rpassword::prompt_password(format!("{question} ")).map(Zeroizing::new).map_err(|_error| nobody())
    }
}

/// The most bytes of a file with a passphrase.
const MOST_OF_ONE: usize = 64 * 1024;

/// The first line of a file.
fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let failed = |error| Failure::File { path: path.to_owned(), error };
    let bytes = File::open(path).and_then(|file| whole(file, MOST_OF_ONE)).map_err(failed)?;
    let text = std::str::from_utf8(&bytes).map_err(|_error| failed(io::ErrorKind::InvalidData.into()))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Zeroizing::new(line.to_owned())),
        _ => Err(Failure::Usage(tr!("cli-empty-passphrase-file", file = PathBuf::from(path).display().to_string()))),
    }
}

impl Folder {
    /// The passphrase of the workspace in it, when that is locked. Whatever else is wrong shows at opening.
    pub(super) fn passphrase(&self) -> Result<Option<Passphrase>, Failure> {
        let locked = match desk() {
            Some(desk) => desk.workspace().has_passphrase(),
            None => Workspace::is_locked(&self.0).unwrap_or(false),
        };
        if locked { Secret::Workspace.ask().map(Some) } else { Ok(None) }
    }

    /// The workspace in it, opened with its passphrase.
    pub(super) fn workspace(&self) -> Result<Workspace, Failure> {
        self.workspace_with(self.passphrase()?.as_ref())
    }

    /// The workspace in it. Where this process has it open already, for others too, the passphrase is asked all the same.
    pub(super) fn workspace_with(&self, passphrase: Option<&Passphrase>) -> Result<Workspace, Failure> {
        let Some(desk) = desk() else { return Ok(open_workspace(&self.0, passphrase, Origin::CommandLine)?) };
        let workspace = desk.workspace();
        let known = workspace.check_passphrase(passphrase);
        if passphrase.is_some() {
            audit::note(opened::UNLOCK, "", known.is_ok(), Origin::CommandLine, &workspace.device().short());
        }
        known?;
        Ok(workspace.clone())
    }
}
