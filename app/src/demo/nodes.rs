//! Sixteen real nodes on loopback: of every municipality an officer's and an alderman's device.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ItemId, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Asked, Invitation, JoinError, Listen, Node, NodeError, Verdict, ask};
use deelbaar_sync::workspace::{NewRegion, Person, Root, Workspace, WorkspaceError, random};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::example::{Example, ExampleError};
use crate::engine::{Command, CommandError, Done, Engine, View};
use crate::{tr, words};

/// How long a step of the demo may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(45);

/// Why the demo failed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The example files.
    #[error(transparent)]
    Example(#[from] ExampleError),
    /// A node.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A workspace.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// Joining.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// A command.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// Something did not happen in time.
    #[error("this did not happen in time: {0}")]
    Late(String),
    /// Something happened that must not.
    #[error("this must not happen: {0}")]
    Wrong(String),
}

/// One device of the demo.
pub struct Device {
    /// Code of its municipality.
    pub code: MunicipalityCode,
    /// Name of its municipality.
    pub municipality: String,
    /// Role of its person.
    pub role: Role,
    /// Its workspace.
    pub workspace: Workspace,
    /// Its node; `None` while the device is off.
    pub node: Option<Node>,
    /// Its engine.
    pub engine: Engine,
}

impl Device {
    async fn start(workspace: Workspace) -> Result<Self, DemoError> {
        let node = Node::start(workspace.clone(), Listen::LOOPBACK).await?;
        let engine = Engine::start(workspace.clone(), Some(node.clone()), Handle::current());
        Ok(Self {
            code: workspace.code(),
            municipality: workspace.identity().municipality.name.clone(),
            role: workspace.identity().person.role,
            workspace,
            node: Some(node),
            engine,
        })
    }

    /// Switches the device off.
    pub async fn go_off(&mut self) {
        self.node = None;
        let engine = self.engine.clone();
        // A panic in there has been reported by the engine's own thread.
        drop(tokio::task::spawn_blocking(move || engine.stop()).await);
    }

    /// Switches it on again.
    pub async fn come_back(&mut self) -> Result<(), DemoError> {
        *self = Self::start(self.workspace.clone()).await?;
        Ok(())
    }

    /// Asks consent to share an item with the region, without its files.
    pub(super) fn ask_consent(
        &self,
        item: ItemId,
        without: Mask,
        confirmed: Vec<String>,
    ) -> Result<Done, CommandError> {
        let (files, note) = (BTreeSet::new(), String::new());
        self.engine.execute(Command::RequestConsent { item, without, files, sharing: Sharing::REGION, confirmed, note })
    }

    /// Connects to another device.
    pub fn meet(&self, other: &Self) {
        if let (Some(node), Some(theirs)) = (&self.node, &other.node) {
            node.connect(other.workspace.device(), theirs.addresses());
        }
    }

    /// Waits until something shows on this device.
    pub async fn until(&self, what: &str, shows: impl Fn(&View) -> bool) -> Result<Arc<View>, DemoError> {
        let mut views = self.engine.views();
        let waiting = async {
            loop {
                let view = Arc::clone(&views.borrow_and_update());
                if shows(&view) {
                    return view;
                }
                if views.changed().await.is_err() {
                    return view;
                }
            }
        };
        let late = |_elapsed| DemoError::Late(format!("{} ({}): {what}", self.municipality, words::role(self.role)));
        tokio::time::timeout(PATIENCE, waiting).await.map_err(late)
    }

    /// Whether this device holds some text anywhere in what it keeps of the region.
    pub fn region_holds(&self, text: &str) -> Result<bool, DemoError> {
        let records = self.workspace.region().records().map_err(WorkspaceError::from)?;
        let text = text.as_bytes();
        Ok(records.iter().filter_map(|record| record.body()).any(|body| body.windows(text.len()).any(|w| w == text)))
    }
}

/// The running example region.
pub struct Nodes {
    /// Officer and alderman of each municipality in turn.
    pub devices: Vec<Device>,
}

impl Nodes {
    /// Founds the region in `dir` and lets everyone join, by the same invitations that people use.
    pub async fn start(dir: &Path, region: String, examples: &[Example]) -> Result<Self, DemoError> {
        let mut officers: Vec<Device> = Vec::new();
        for example in examples {
            let folder = folder(dir, &example.name, Role::PolicyOfficer);
            let officer = match officers.first() {
                None => Device::start(found(&folder, region.clone(), example)?).await?,
                Some(founder) => {
                    let invitation = Invitation::Municipality { code: example.code, name: example.name.clone() };
                    let name = tr!(
                        "demo-person",
                        role = words::role(Role::PolicyOfficer),
                        municipality = example.name.as_str()
                    );
                    Box::pin(join(founder, invitation, &name, &folder)).await?
                }
            };
            officers.push(officer);
        }
        let mut devices = Vec::new();
        for officer in officers {
            let term = Term::since(officer.workspace.clock().today());
            let name =
                tr!("demo-person", role = words::role(Role::Alderman), municipality = officer.municipality.as_str());
            let folder = folder(dir, &officer.municipality, Role::Alderman);
            let invitation = Invitation::Colleague { role: Role::Alderman, term };
            let alderman = Box::pin(join(&officer, invitation, &name, &folder)).await?;
            officer.workspace.forget_second(Root::Municipality)?;
            devices.push(officer);
            devices.push(alderman);
        }
        // Every officer knows every other: nobody depends on one municipality being on.
        let officers: Vec<&Device> = devices.iter().filter(|device| device.role == Role::PolicyOfficer).collect();
        for (at, officer) in officers.iter().enumerate() {
            officers[..at].iter().for_each(|earlier| officer.meet(earlier));
        }
        Ok(Self { devices })
    }

    /// The device of a municipality and role.
    pub fn device(&self, code: MunicipalityCode, role: Role) -> Result<&Device, DemoError> {
        let found = self.devices.iter().find(|device| device.code == code && device.role == role);
        found.ok_or_else(|| DemoError::Wrong(format!("{code} has no {}", role.name())))
    }

    /// The place of that device in [`Nodes::devices`].
    pub fn place(&self, code: MunicipalityCode, role: Role) -> Option<usize> {
        self.devices.iter().position(|device| device.code == code && device.role == role)
    }

    /// Stops everything.
    pub async fn stop(&mut self) {
        for device in &mut self.devices {
            device.go_off().await;
        }
    }
}

fn folder(dir: &Path, municipality: &str, role: Role) -> PathBuf {
    dir.join(format!("{}-{}", municipality.to_lowercase(), role.name()))
}

fn found(folder: &Path, region: String, example: &Example) -> Result<Workspace, DemoError> {
    let clock = Clock::system();
    let person = Person {
        id: PersonId::from_bytes(*random::<16>()?),
        name: tr!("demo-person", role = words::role(Role::PolicyOfficer), municipality = example.name.as_str()),
        role: Role::PolicyOfficer,
        term: Term::since(clock.today()),
    };
    let new = NewRegion { region, municipality: example.code, municipality_name: example.name.clone(), person };
    Ok(Workspace::found(folder, new, clock)?)
}

/// Joins with a one-time code; the inviter approves when both devices show the same words.
async fn join(inviter: &Device, invitation: Invitation, name: &str, folder: &Path) -> Result<Device, DemoError> {
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let node = inviter.node.as_ref().ok_or(CommandError::Offline)?;
    let code = node.invite(invitation, doorkeeper)?;
    let (read_aloud, heard) = oneshot::channel();
    let second = inviter.workspace.second_key(Root::Municipality).ok().map(Box::new);
    let approve = async {
        if let Some(asked) = asked.recv().await {
            let same = heard.await.is_ok_and(|words| words == asked.applicant.words);
            // An applicant who left misses the answer.
            asked.answer.send(if same { Verdict::Admit(second) } else { Verdict::Refuse }).ok();
        }
    };
    let read = |words| {
        // Nobody listens any more only when the inviter has stopped.
        read_aloud.send(words).ok();
    };
    let asking = Box::pin(ask(&code, name, None, Listen::LOOPBACK, read));
    let (granted, ()) = tokio::join!(asking, approve);
    let grant = granted?;
    let device = Device::start(Workspace::create(folder, &grant.identity, Clock::system())?).await?;
    if let Some(node) = &device.node {
        node.connect(grant.inviter, grant.addresses.iter().copied());
    }
    let workspace = device.workspace.clone();
    device.until("enrolment", move |_| workspace.has_arrived()).await?;
    Ok(device)
}
