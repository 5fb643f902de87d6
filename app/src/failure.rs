//! How running the program fails: what happened, that nothing was lost, what to do.

use std::path::PathBuf;
use std::time::Duration;

use deelbaar_schema::gate::ActError;
use deelbaar_sync::net::{Closed, CodeError, JoinError, NodeError};
use deelbaar_sync::store::{OpenError, StoreError};
use deelbaar_sync::workspace::{BackupError, WorkspaceError};

use crate::attach::Refused;
use crate::engine::CommandError;
use crate::explain::{Explanation, explain, explain_store, explain_workspace};
use crate::{tr, words};

/// Why a subcommand failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The words on the command line make no sense; exit code 2.
    #[error("{0}")]
    Usage(String),
    /// The command was not carried out.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The network.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// Joining.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// A file cannot be read.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// No id starts like that.
    #[error("nothing has an id that starts with {0}")]
    NoSuch(String),
    /// Several ids start like that.
    #[error("{1} ids start with {0}")]
    Ambiguous(String, usize),
    /// There is no screen to open a window on, or a library is missing.
    #[error("{0}")]
    Window(String),
    /// The check found something.
    #[error("{0}")]
    Audit(String),
    /// The example region did not do what it shows.
    #[error("{0}")]
    Demo(String),
    /// Somebody who came with a code was not let in.
    #[error("{0}")]
    NotLetIn(String),
    /// The process that holds the workspace does not carry the command out.
    #[error(transparent)]
    Holder(#[from] Refused),
    /// Too little of a damaged workspace can be read to take it up again.
    #[error("it cannot be repaired: {0}")]
    Irreparable(WorkspaceError),
    /// Something took longer than it should.
    #[error("{0}")]
    Late(String),
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        Self::Command(error.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Command(error.into())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Command(CommandError::Workspace(error.into()))
    }
}

impl From<CodeError> for Failure {
    fn from(error: CodeError) -> Self {
        Self::Usage(words::code_error(error))
    }
}

impl Failure {
    /// The exit code: 2 for wrong use, 1 for failure.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_) | Self::Join(JoinError::OtherRole(_))) { 2 } else { 1 }
    }

    /// Whether what is kept on this device is damaged, so that a repair may help.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Command(CommandError::Workspace(error)) if error.is_damage())
    }

    /// Why a repair failed.
    pub fn of_repair(error: WorkspaceError) -> Self {
        if error.is_damage() { Self::Irreparable(error) } else { error.into() }
    }

    /// Whether the passphrase of a backup was not right.
    pub fn is_backup_passphrase(&self) -> bool {
        use WorkspaceError::Backup;
        matches!(self, Self::Command(CommandError::Workspace(Backup(BackupError::WrongPassphrase))))
    }

    /// How long to wait until the next passphrase can be tried.
    pub fn wait(&self) -> Duration {
        match self {
            Self::Command(CommandError::Workspace(WorkspaceError::Open(
                OpenError::WrongPassphrase { wait } | OpenError::TooSoon { wait },
            ))) => *wait,
            _ => Duration::ZERO,
        }
    }

    /// Whether exactly the same request to join can still succeed.
    pub fn may_pass(&self) -> bool {
        use JoinError::{BrokenOff, NobodyAnswered, Stopped, Unreachable};
        matches!(self, Self::Join(Unreachable | BrokenOff | NobodyAnswered | Stopped))
    }

    /// What happened, and what to do.
    pub fn explain(&self) -> Explanation {
        let (what, hint) = match self {
            Self::Command(error @ CommandError::Act(ActError::PersonalData(_))) => {
                (explain(error).what, tr!("cli-hint-confirm"))
            }
            Self::Command(error) => return explain(error),
            Self::Usage(what) => (what.clone(), tr!("cli-hint-usage")),
            Self::Node(NodeError::Address) => (tr!("cli-address-taken"), tr!("cli-hint-address")),
            Self::Node(NodeError::Network) => (tr!("cli-no-network"), tr!("cli-hint-network")),
            Self::Node(NodeError::Store(error)) => return explain_store(error),
            Self::Join(JoinError::Workspace(error)) => return explain_workspace(error),
            Self::Join(error) => join(error),
            Self::File { path, error } => {
                let path = if path.as_os_str() == "-" { tr!("cli-stdin") } else { path.display().to_string() };
                (tr!("cli-file", path = path, reason = words::io_reason(error)), tr!("cli-hint-file"))
            }
            Self::NoSuch(id) if id.trim().is_empty() => (tr!("cli-no-id"), tr!("cli-hint-ids")),
            Self::NoSuch(id) => (tr!("cli-no-such", id = id.as_str()), tr!("cli-hint-ids")),
            Self::Ambiguous(id, count) => {
                (tr!("cli-ambiguous", id = id.as_str(), count = *count), tr!("cli-hint-longer"))
            }
            Self::Window(what) => (what.clone(), tr!("cli-hint-headless")),
            Self::Audit(what) => (what.clone(), tr!("cli-hint-audit")),
            Self::Demo(what) => (what.clone(), tr!("cli-hint-nothing-lost")),
            Self::NotLetIn(what) => (what.clone(), tr!("cli-hint-invite-again")),
            Self::Holder(refused) => return holder(*refused),
            Self::Irreparable(_) => (tr!("explain-irreparable"), tr!("explain-irreparable-hint")),
            Self::Late(what) => (what.clone(), tr!("cli-hint-late")),
        };
        Explanation { what, hint }
    }
}

fn holder(refused: Refused) -> Explanation {
    let (what, hint) = match refused {
        Refused::OtherVersion => (tr!("holder-other-version"), tr!("holder-other-version-hint")),
        Refused::OtherUser => (tr!("holder-other-user"), tr!("holder-other-user-hint")),
        Refused::Busy => (tr!("holder-busy"), tr!("holder-busy-hint")),
        Refused::Window => (tr!("explain-in-use"), tr!("explain-in-use-hint")),
        Refused::Silent => (tr!("holder-silent"), tr!("holder-silent-hint")),
    };
    Explanation { what, hint }
}

fn join(error: &JoinError) -> (String, String) {
    let what = match error {
        JoinError::Unreachable => tr!("cli-join-unreachable"),
        JoinError::BrokenOff => tr!("cli-join-broken-off"),
        JoinError::Closed(Closed::Unknown) => tr!("cli-join-unknown"),
        JoinError::Closed(Closed::Expired) => tr!("cli-join-expired"),
        JoinError::Closed(Closed::Used) => tr!("cli-join-used"),
        JoinError::Closed(Closed::Declined) => tr!("cli-join-declined-before"),
        JoinError::Closed(Closed::Cancelled) => tr!("cli-join-cancelled"),
        JoinError::Closed(Closed::TriedTooOften) => tr!("cli-join-tried"),
        JoinError::Declined => tr!("cli-join-declined"),
        JoinError::NobodyAnswered => tr!("cli-join-nobody"),
        JoinError::NotEnrolled => tr!("cli-join-not-enrolled"),
        JoinError::Stopped => tr!("cli-join-stopped"),
        JoinError::OtherRole(invited) => tr!("cli-other-role", invited = crate::words::role(*invited)),
        JoinError::Unsound | JoinError::Encoding(_) | JoinError::Workspace(_) => tr!("cli-join-unsound"),
    };
    let hint = match error {
        JoinError::Declined => tr!("cli-hint-declined"),
        JoinError::Closed(Closed::Used) => tr!("cli-hint-used"),
        JoinError::Closed(_) | JoinError::NotEnrolled => tr!("cli-hint-new-code"),
        JoinError::Stopped => tr!("cli-hint-stopped"),
        JoinError::BrokenOff | JoinError::NobodyAnswered => tr!("cli-hint-same-code"),
        _ => tr!("cli-hint-inviter"),
    };
    (what, hint)
}
