//! Work that takes a while, beside the window: opening, founding, joining, restoring, repairing and the demo.

use std::path::PathBuf;
use std::sync::Arc;

use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Term, Timestamp};
use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Code, Grant, Listen, Node, Words, ask_until};
use deelbaar_sync::store::{OpenError, Passphrase};
use deelbaar_sync::workspace::{NewRegion, Person, Workspace, WorkspaceError, random};
use tokio::sync::Notify;

use super::{EngineSource, Engines, Opened, Opens, Outcome, Running};
use crate::attach::{Refused, make_place};
use crate::demo::{self, Place};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::host::{Folder, note_opened, open_workspace, opened, remember_inviter};
use crate::ui::screens::welcome::{Setup, Waiting};
use crate::ui::source::Seat;
use crate::{tr, words};

/// The demo opens on the officer of this municipality: the one of the manual.
const FIRST_SEAT: &str = "Leusden";

/// How far work is.
pub(super) enum Progress {
    /// In words.
    Said(String),
    /// Somebody must let this person in, who must read these words aloud.
    Words(Words),
}

/// Work that takes a while.
pub(super) enum Work {
    Open(Option<Passphrase>),
    Demo(Option<PathBuf>),
    Found(NewRegion),
    Join {
        code: String,
        person: String,
        again: Option<Opens>,
    },
    Restore {
        file: PathBuf,
        passphrase: Passphrase,
    },
    /// Opens a restored device that nobody let in yet.
    Read(Option<Passphrase>),
    Repair(Option<Passphrase>),
    /// It ends before it begins.
    Impossible(WorkspaceError),
}

impl Work {
    /// `waits` is what opens a restored device that must be let in again.
    pub(super) fn of(setup: Setup, waits: Option<Opens>) -> Self {
        match setup {
            Setup::Demo => Self::Demo(None),
            Setup::Join { code, person } => Self::Join { code, person, again: waits },
            Setup::Restore { file, passphrase } => Self::Restore { file, passphrase },
            Setup::Read => Self::Read(waits.and_then(|opens| opens.0)),
            Setup::Found { region, municipality, municipality_name, person } => match random::<16>() {
                Ok(id) => {
                    let term = Term::since(Clock::system().today());
                    let person =
                        Person { id: PersonId::from_bytes(*id), name: person, role: Role::PolicyOfficer, term };
                    Self::Found(NewRegion { region, municipality, municipality_name, person })
                }
                Err(error) => Self::Impossible(error),
            },
        }
    }
}

impl Work {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Open(_) | Self::Read(_) => tr!("window-opening"),
            Self::Restore { .. } => tr!("window-restoring"),
            Self::Repair(_) => tr!("damaged-busy"),
            Self::Demo(_) => tr!("demo-starting"),
            Self::Found(_) | Self::Impossible(_) => tr!("window-founding"),
            Self::Join { .. } => tr!("window-joining"),
        }
    }

    pub(super) async fn done(
        self,
        folder: &Folder,
        listen: Listen,
        tell: impl Fn(Progress),
        stop: Arc<Notify>,
    ) -> Opened {
        match self {
            Self::Open(passphrase) => {
                let workspace = open_here(folder, passphrase.as_ref(), &tell).await?;
                if workspace.waits_after_restore() {
                    return Ok(Outcome::Waits(waiting(&workspace)?, passphrase));
                }
                drop(passphrase);
                open(folder, listen, workspace).await
            }
            Self::Read(passphrase) => {
                let workspace = open_here(folder, passphrase.as_ref(), &tell).await?;
                open(folder, listen, workspace).await
            }
            Self::Restore { file, passphrase } => {
                let clock = Clock::system();
                let restored = Workspace::restore(&file, &folder.0, &passphrase, &clock);
                audit::note(opened::RESTORE, "", restored.is_ok(), Origin::Window, "");
                let restored = restored?;
                // Without one there is nothing to open: it would not be looked at.
                let passphrase = restored.locked.then_some(passphrase);
                Box::pin(Self::Open(passphrase).done(folder, listen, tell, stop)).await
            }
            Self::Repair(passphrase) => {
                let repaired = Workspace::repair(&folder.0, passphrase.as_ref(), &Clock::system());
                audit::note(opened::REPAIR, "", repaired.is_ok(), Origin::Window, "");
                Ok(Outcome::Repaired(repaired.map_err(Failure::of_repair)?))
            }
            Self::Found(new) => {
                let founded = Workspace::found(&folder.0, new, Clock::system());
                note_opened(opened::INIT, &founded, Origin::Window);
                open(folder, listen, founded?).await
            }
            Self::Impossible(error) => Err(error.into()),
            Self::Join { code, person, again } => {
                let code: Code = code.parse()?;
                let tell = |words| tell(Progress::Words(words));
                let grant = ask_until(&code, &person, None, listen, tell, stop.notified()).await?;
                let joined = match again {
                    Some(Opens(passphrase)) => {
                        Workspace::let_in_again(&folder.0, &grant.identity, passphrase.as_ref(), Clock::system())
                    }
                    None => Workspace::create(&folder.0, &grant.identity, Clock::system()),
                };
                note_opened(opened::JOIN, &joined, Origin::Window);
                open_joined(folder, listen, joined?, &grant).await
            }
            Self::Demo(keep) => demo(keep, tell).await,
        }
    }
}

/// Opens the workspace. A node that has it makes place until the window closes.
pub(super) async fn open_here(
    folder: &Folder,
    passphrase: Option<&Passphrase>,
    tell: &impl Fn(Progress),
) -> Result<Workspace, Failure> {
    match open_workspace(&folder.0, passphrase, Origin::Window) {
        Err(WorkspaceError::Open(OpenError::InUse)) => {}
        other => return Ok(other?),
    }
    tell(Progress::Said(tr!("window-asks-place")));
    let dir = folder.0.clone();
    let asked = tokio::task::spawn_blocking(move || make_place(&dir)).await;
    let place = asked.map_err(|_panic| Failure::Holder(Refused::Silent))??;
    let opened = open_workspace(&folder.0, passphrase, Origin::Window);
    // The node waits for this: from here on it is the lock that tells.
    drop(place);
    Ok(opened?)
}

/// Opens the workspace of somebody who was let in just now.
pub(super) async fn open_joined(folder: &Folder, listen: Listen, workspace: Workspace, grant: &Grant) -> Opened {
    remember_inviter(grant, &workspace);
    open(folder, listen, workspace).await
}

/// A window works without network too: when no address can be had, the node is left out until one can.
pub(super) async fn open(folder: &Folder, listen: Listen, workspace: Workspace) -> Opened {
    let node = Node::start(workspace.clone(), listen).await.map_err(|error| {
        tracing::warn!("working without network, and trying again each minute: {error}");
        Some(listen)
    });
    let seat = seat(&workspace);
    let engine = Engine::start_in(&folder.0, workspace, node, tokio::runtime::Handle::current());
    let all = Engines { seated: vec![(seat, engine.clone())], seat: 0, folder: folder.0.clone(), demo: false };
    let running = Running { engines: vec![engine.clone()], place: None };
    Ok(Outcome::Open(EngineSource { current: engine, all }, running))
}

pub(super) fn waiting(workspace: &Workspace) -> Result<Waiting, Failure> {
    let made = workspace.restored_from()?.map(Timestamp::date);
    Ok(Waiting { made, person: workspace.identity().person.name.clone() })
}

pub(super) fn seat(workspace: &Workspace) -> Seat {
    let identity = workspace.identity();
    Seat { municipality: identity.municipality.name.clone(), role: words::role(identity.person.role) }
}

pub(super) async fn demo(keep: Option<PathBuf>, tell: impl Fn(Progress)) -> Opened {
    let place = Place::new(keep)?;
    let nodes = demo::start(place.path(), |done, all| {
        tell(Progress::Said(tr!("demo-progress", done = done, all = all)));
    })
    .await
    .map_err(demo::failure)?;
    let engines: Vec<(Seat, Engine)> =
        nodes.devices.iter().map(|device| (seat(&device.workspace), device.engine.clone())).collect();
    let first = engines.iter().position(|(seat, _)| seat.municipality == FIRST_SEAT).unwrap_or(0);
    let Some((_, current)) = engines.get(first).cloned() else {
        return Err(Failure::Demo(tr!("window-stopped")));
    };
    let running = Running { engines: engines.iter().map(|(_, engine)| engine.clone()).collect(), place: None };
    let all = Engines { seated: engines, seat: first, folder: place.path().to_owned(), demo: true };
    Ok(Outcome::Open(EngineSource { current, all }, Running { place: Some(place), ..running }))
}
