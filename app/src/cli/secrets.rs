//! Passphrases on the command line: asked without showing them, or read from a file that the environment names. Never an
//! argument: those show in the list of processes and in the shell's history.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use deelbaar_sync::audit::Origin;
use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::Workspace;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::host::{Folder, open_workspace};
use crate::tr;

/// Which passphrase is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secret {
    /// The one that opens the workspace.
    Workspace,
    /// The one that will.
    New,
    /// That of a backup.
    Backup,
}

impl Secret {
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

    fn file(self) -> Option<OsString> {
        std::env::var_os(self.variable()).filter(|path| !path.is_empty())
    }

    /// Whether the environment names a file with it.
    pub(super) fn is_given(self) -> bool {
        self.file().is_some()
    }

    /// Asks for a passphrase that exists.
    pub(super) fn ask(self) -> Result<Passphrase, Failure> {
        match self.file() {
            Some(path) => from_file(Path::new(&path)),
            None => self.on_terminal(&self.question()),
        }
    }

    /// Asks for a passphrase that is being chosen: twice, since nobody sees what is typed.
    pub(super) fn choose(self) -> Result<Passphrase, Failure> {
        if let Some(path) = self.file() {
            return from_file(Path::new(&path));
        }
        let chosen = self.on_terminal(&self.question())?;
        if chosen == self.on_terminal(&tr!("cli-ask-again"))? {
            Ok(chosen)
        } else {
            Err(Failure::Usage(tr!("cli-passphrases-differ")))
        }
    }

    fn on_terminal(self, question: &str) -> Result<Passphrase, Failure> {
        let nobody = || Failure::Usage(tr!("cli-no-terminal", variable = self.variable()));
        if !std::io::stdin().is_terminal() {
            return Err(nobody());
        }
        rpassword::prompt_password(format!("{question} ")).map(Passphrase::new).map_err(|_error| nobody())
    }
}

/// The first line of a file.
fn from_file(path: &Path) -> Result<Passphrase, Failure> {
    let failed = |error| Failure::File { path: path.to_owned(), error };
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Passphrase::new(line)),
        _ => Err(Failure::Usage(tr!("cli-empty-passphrase-file", file = PathBuf::from(path).display().to_string()))),
    }
}

impl Folder {
    /// The passphrase of the workspace in it, when that is locked. Whatever else is wrong shows at opening.
    pub(super) fn passphrase(&self) -> Result<Option<Passphrase>, Failure> {
        if Workspace::is_locked(&self.0).unwrap_or(false) { Secret::Workspace.ask().map(Some) } else { Ok(None) }
    }

    /// The workspace in it, opened with its passphrase.
    pub(super) fn workspace(&self) -> Result<Workspace, Failure> {
        Ok(open_workspace(&self.0, self.passphrase()?.as_ref(), Origin::CommandLine)?)
    }
}
