//! What running on this device takes: the folder with its data, and the runtime for network work.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::Grant;
use deelbaar_sync::store::{Passphrase, Store};
use deelbaar_sync::workspace::{Workspace, WorkspaceError};

use crate::engine::Desk;
use crate::failure::Failure;
use crate::tr;

/// The folder of a command.
#[derive(Debug, Clone)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// The one that was given, or the platform's.
    pub fn resolve(given: Option<PathBuf>) -> Result<Self, Failure> {
        let platform = || directories::ProjectDirs::from("nl", "", "Deelbaar").map(|dirs| dirs.data_dir().to_owned());
        given.or_else(platform).map(Self).ok_or_else(|| Failure::Usage(tr!("cli-no-home")))
    }
}

impl Folder {
    /// The most places for municipalities that one person works for on one device.
    pub const MOST: usize = 20;

    /// This folder, and those beside it for other municipalities: `DIR`, `DIR-2`, `DIR-3`, …
    fn places(&self) -> impl Iterator<Item = Self> + '_ {
        let others = (2..=Self::MOST).map(|number| {
            let mut name = self.0.file_name().unwrap_or_default().to_owned();
            name.push(format!("-{number}"));
            Self(self.0.with_file_name(name))
        });
        std::iter::once(self.clone()).chain(others)
    }

    fn is_used(&self) -> bool {
        Store::exists(&self.0).unwrap_or(true)
    }

    /// Every one of them that holds a workspace.
    pub fn used(&self) -> Vec<Self> {
        self.places().filter(Self::is_used).collect()
    }

    /// The first of them that holds none.
    pub fn free(&self) -> Option<Self> {
        self.places().find(|place| !place.is_used())
    }

    /// What it is called, apart from where it is.
    pub fn name(&self) -> String {
        self.0.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

thread_local! {
    static DESK: RefCell<Option<Desk>> = const { RefCell::new(None) };
}

/// Runs `body` on this thread with a workspace that this process holds already, for a command of another process.
pub fn with_desk<R>(desk: Desk, body: impl FnOnce() -> R) -> R {
    let before = DESK.replace(Some(desk));
    let result = body();
    DESK.set(before);
    result
}

/// The workspace that the command of this thread works on, when another process gave the command.
pub fn desk() -> Option<Desk> {
    DESK.with_borrow(Clone::clone)
}

/// Remembers whom to dial first after joining, for when there is no network just then. Without it the device is found on the
/// local network, or when somebody dials it.
pub fn remember_inviter(grant: &Grant, workspace: &Workspace) {
    if let Err(error) = grant.remember_inviter(workspace) {
        tracing::warn!("where the inviter is was not written down: {error}");
    }
}

/// Opens the workspace in `dir`. Unlocking one, or failing to, leaves a line in the log of the system.
pub fn open_workspace(
    dir: &Path,
    passphrase: Option<&Passphrase>,
    origin: Origin,
) -> Result<Workspace, WorkspaceError> {
    let opened = Workspace::open_with(dir, passphrase, Clock::system());
    if passphrase.is_some() {
        note_opened(opened::UNLOCK, &opened, origin);
    }
    opened
}

/// What the log of the system calls it when a workspace is begun, joined, put back or unlocked, from whichever door.
pub mod opened {
    /// A region with its first municipality was begun.
    pub const INIT: &str = "init";
    /// Somebody was let in with a code.
    pub const JOIN: &str = "join";
    /// A backup was put back.
    pub const RESTORE: &str = "restore";
    /// A damaged workspace was repaired.
    pub const REPAIR: &str = "repair";
    /// The passphrase was given.
    pub const UNLOCK: &str = "unlock";
}

/// Leaves a line about what gave a workspace, or did not.
pub fn note_opened<E>(action: &'static str, opened: &Result<Workspace, E>, origin: Origin) {
    let actor = opened.as_ref().map(|workspace| workspace.device().short()).unwrap_or_default();
    audit::note(action, "", opened.is_ok(), origin, &actor);
}

/// The runtime of commands that use the network.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::File { path: PathBuf::from("tokio"), error })
}
