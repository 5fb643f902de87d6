//! Joining: a new device asks, somebody approves, and only then is it enrolled.
//!
//! An invitation is a one-time code with the inviter's address. It lets a device *ask*; what it holds opens nothing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use deelbaar_schema::charter::{CharterError, Founded, Founding};
use deelbaar_schema::encoding::{self, EncodingError};
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId, RootKey};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Admission, SignedStatement, Statement};
use deelbaar_schema::time::{Date, Term, Timestamp};
use iroh::endpoint::Connection;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use super::endpoint::{self, Listen};
use super::frame::{self, FrameError};
use crate::store::{Area, Store, StoreError};
use crate::workspace::{Identity, Person, Workspace, WorkspaceError, found_municipality, random, random_key};

/// The protocol's name and version.
pub(super) const ALPN: &[u8] = b"deelbaar/join/1";
const MAX_MESSAGE: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(20);
/// How long an applicant waits for somebody to approve.
const APPROVAL: Duration = Duration::from_mins(10);
/// How long a code is good: milliseconds.
const GOOD_FOR: i64 = 24 * 60 * 60 * 1000;
/// Wrong codes after which nobody can try any more until the inviter starts again.
const MAX_WRONG: u32 = 20;
const PREFIX: &str = "DEELBAAR-";

/// What somebody is invited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invitation {
    /// A municipality, to take part in the region. Needs the region's key.
    Municipality {
        /// Its code.
        code: MunicipalityCode,
        /// Its name.
        name: String,
    },
    /// A colleague, to the own municipality. Needs the municipality's key.
    Colleague {
        /// In which role.
        role: Role,
        /// From when until when.
        term: Term,
    },
}

/// A one-time code, to be sent to whoever is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The inviter's device.
    pub inviter: DeviceId,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
    secret: [u8; 16],
}

/// Text that is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a Deelbaar code, or a part of it is missing")]
pub struct CodeError;

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = encoding::encode(self).map_err(|_error| std::fmt::Error)?;
        let check = blake3::hash(&bytes);
        write!(f, "{PREFIX}{}", BASE32_NOPAD.encode(&[&bytes, &check.as_bytes()[..2]].concat()))
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let encoded = text.strip_prefix(PREFIX).ok_or(CodeError)?;
        let bytes = BASE32_NOPAD.decode(encoded.as_bytes()).map_err(|_error| CodeError)?;
        let (bytes, check) = bytes.split_last_chunk::<2>().ok_or(CodeError)?;
        if blake3::hash(bytes).as_bytes()[..2] != *check {
            return Err(CodeError);
        }
        encoding::decode(bytes).map_err(|_error| CodeError)
    }
}

/// Why joining did not work. Nothing was changed on either side, unless said otherwise.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Cannot be reached.
    #[error("the inviter's device cannot be reached")]
    Unreachable,
    /// The connection broke off, or the other side refused to talk.
    #[error("the conversation with the other device broke off")]
    BrokenOff,
    /// The code was used, is too old, or is wrong.
    #[error("this code does not count (any more)")]
    WrongCode,
    /// The invitation is for another role than was asked for.
    #[error("the invitation is for another role: {}", .0.name())]
    OtherRole(Role),
    /// Nobody approved.
    #[error("nobody approved the request")]
    NotApproved,
    /// What the other side said does not hold together.
    #[error("what the other device said does not hold together")]
    Unsound,
    /// Something cannot be read.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The workspace.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

impl From<FrameError> for JoinError {
    fn from(_: FrameError) -> Self {
        Self::BrokenOff
    }
}

#[derive(Serialize, Deserialize)]
enum Offer {
    WrongCode,
    Municipality { region: Founding, code: MunicipalityCode, name: String, today: Date },
    Colleague { region: Founding, municipality: Founding, role: Role, term: Term, person: PersonId },
}

#[derive(Serialize, Deserialize)]
struct Application {
    name: String,
    /// For a municipality: the key of its new space, and its own enrolment of this device.
    founded: Option<FirstDevice>,
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Granted,
    Declined,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Name, as given by the applicant.
    pub name: String,
    /// The device.
    pub device: DeviceId,
    /// What the code was for.
    pub invitation: Invitation,
}

/// A request that waits for an answer.
#[derive(Debug)]
pub struct Asked {
    /// Who asks.
    pub applicant: Applicant,
    /// Where the answer goes: `true` approves.
    pub answer: oneshot::Sender<bool>,
}

/// The inviter's side: open invitations, and who looks after them. Clones share it.
#[derive(Clone)]
pub struct Joining {
    store: Store,
    open: Arc<Mutex<Open>>,
}

/// Open invitations by the digest of their secret, and until when they are good.
type Invitations = BTreeMap<[u8; 32], (Invitation, Timestamp)>;

const NAME: &str = "invitations";

#[derive(Default)]
struct Open {
    invitations: Invitations,
    wrong: u32,
    doorkeeper: Option<mpsc::Sender<Asked>>,
}

impl Joining {
    /// Takes up the invitations of earlier runs that are still good.
    pub(super) fn load(store: Store, now: Timestamp) -> Result<Self, StoreError> {
        let kept = store.get(Area::Local, NAME)?.and_then(|bytes| encoding::decode::<Invitations>(&bytes).ok());
        let mut invitations = kept.unwrap_or_default();
        invitations.retain(|_, (_, until)| now <= *until);
        let open = Open { invitations, ..Open::default() };
        Ok(Self { store, open: Arc::new(Mutex::new(open)) })
    }

    /// Where requests go from now on.
    pub(super) fn receive(&self, doorkeeper: mpsc::Sender<Asked>) {
        self.lock().doorkeeper = Some(doorkeeper);
    }

    fn save(&self, open: &Open) -> Result<(), WorkspaceError> {
        let bytes = encoding::encode(&open.invitations)?;
        Ok(self.store.write(|tx| tx.put(Area::Local, NAME, &bytes))?)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether anybody was invited who has not come yet.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let open = self.lock();
        open.wrong < MAX_WRONG && open.invitations.values().any(|(_, until)| now <= *until)
    }

    /// Opens an invitation and returns its code. Requests come to `doorkeeper`.
    pub(super) fn invite(
        &self,
        invitation: Invitation,
        inviter: (DeviceId, Vec<SocketAddr>),
        now: Timestamp,
        doorkeeper: mpsc::Sender<Asked>,
    ) -> Result<Code, WorkspaceError> {
        let secret = *random::<16>()?;
        let mut open = self.lock();
        open.invitations.insert(digest(&secret), (invitation, Timestamp(now.0.saturating_add(GOOD_FOR))));
        open.doorkeeper = Some(doorkeeper);
        open.wrong = 0;
        self.save(&open)?;
        Ok(Code { inviter: inviter.0, addresses: inviter.1, secret })
    }

    fn find(&self, secret: &[u8; 16], now: Timestamp) -> Option<Invitation> {
        let mut open = self.lock();
        let found = open.invitations.get(&digest(secret)).filter(|(_, until)| now <= *until).map(|(i, _)| i.clone());
        if found.is_none() {
            open.wrong += 1;
        }
        found
    }

    /// Serves one applicant.
    pub(super) async fn serve(&self, connection: &Connection, workspace: &Workspace) -> Result<(), JoinError> {
        let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
        let (mut send, mut receive) = patient(connection.accept_bi()).await?.map_err(|_error| JoinError::BrokenOff)?;
        let secret: [u8; 16] = patient(frame::read(&mut receive, MAX_MESSAGE)).await??;
        let Some(invitation) = self.find(&secret, workspace.clock().now()) else {
            frame::write(&mut send, &Offer::WrongCode).await?;
            wait_until_read(send).await;
            return Err(JoinError::WrongCode);
        };
        let person = PersonId::from_bytes(*random::<16>()?);
        frame::write(&mut send, &offer(workspace, &invitation, person)).await?;
        let application: Application = patient(frame::read(&mut receive, MAX_MESSAGE)).await??;
        let name: String = application.name.chars().filter(|c| !c.is_control()).take(120).collect();
        let applicant = Applicant { name, device, invitation };
        let granted = match self.ask_doorkeeper(&applicant).await {
            // Nobody looked: the code stays good for another try.
            None => false,
            // One code, one device: whoever comes second with it finds it gone, and so does whoever was declined.
            Some(approved) => self.use_up(&secret)? && approved,
        };
        if granted {
            let (workspace, applicant) = (workspace.clone(), applicant.clone());
            tokio::task::spawn_blocking(move || grant(&workspace, &applicant, person, application.founded))
                .await
                .map_err(|_panic| JoinError::BrokenOff)??;
        }
        frame::write(&mut send, &if granted { Answer::Granted } else { Answer::Declined }).await?;
        wait_until_read(send).await;
        if granted { Ok(()) } else { Err(JoinError::NotApproved) }
    }

    fn use_up(&self, secret: &[u8; 16]) -> Result<bool, WorkspaceError> {
        let mut open = self.lock();
        let first = open.invitations.remove(&digest(secret)).is_some();
        self.save(&open)?;
        Ok(first)
    }

    /// What the person at this device says; `None` when nobody answers.
    async fn ask_doorkeeper(&self, applicant: &Applicant) -> Option<bool> {
        let doorkeeper = self.lock().doorkeeper.clone()?;
        let (answer, answered) = oneshot::channel();
        doorkeeper.send(Asked { applicant: applicant.clone(), answer }).await.ok()?;
        tokio::time::timeout(APPROVAL, answered).await.ok()?.ok()
    }
}

fn digest(secret: &[u8; 16]) -> [u8; 32] {
    blake3::derive_key("deelbaar 2026 invitation", secret)
}

async fn patient<T>(future: impl Future<Output = T>) -> Result<T, JoinError> {
    tokio::time::timeout(PATIENCE, future).await.map_err(|_elapsed| JoinError::BrokenOff)
}

/// A connection that is dropped at once may lose its last words.
async fn wait_until_read(mut send: iroh::endpoint::SendStream) {
    if send.finish().is_ok() {
        let stopped = tokio::time::timeout(PATIENCE, send.stopped()).await;
        drop(stopped);
    }
}

fn offer(workspace: &Workspace, invitation: &Invitation, person: PersonId) -> Offer {
    let identity = workspace.identity();
    let region = identity.region.clone();
    match invitation {
        Invitation::Municipality { code, name } => {
            Offer::Municipality { region, code: *code, name: name.clone(), today: workspace.clock().term_start() }
        }
        Invitation::Colleague { role, term } => {
            Offer::Colleague { region, municipality: identity.municipality.clone(), role: *role, term: *term, person }
        }
    }
}

fn grant(
    workspace: &Workspace,
    applicant: &Applicant,
    person: PersonId,
    founded: Option<FirstDevice>,
) -> Result<(), JoinError> {
    match (&applicant.invitation, founded) {
        (Invitation::Municipality { code, name }, Some((key, enrolment))) => {
            let verified = enrolment.verify().map_err(|_error| JoinError::Unsound)?;
            let own = match verified.statement() {
                Statement::Enrolment(e) => e.device == applicant.device && e.municipality == *code,
                _ => false,
            };
            if !own || verified.signer() != key {
                return Err(JoinError::Unsound);
            }
            let region = workspace.region_space();
            let term = Term::since(workspace.clock().term_start());
            let admission = Admission { region, municipality: *code, name: name.clone(), key, term };
            Ok(workspace.admit(admission, enrolment)?)
        }
        (Invitation::Colleague { role, term }, None) => {
            let person = Person { id: person, name: applicant.name.clone(), role: *role, term: *term };
            Ok(workspace.enrol(applicant.device, &person)?)
        }
        _ => Err(JoinError::Unsound),
    }
}

/// What a joiner gets: enough to set up its workspace.
#[derive(Debug)]
pub struct Grant {
    /// The new device's identity.
    pub identity: Identity,
    /// The inviter, to sync with first.
    pub inviter: DeviceId,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
}

/// The joiner's side: asks with `code`, as the person called `name`. Waits until somebody approves.
///
/// With `role`, nothing is asked when the invitation is for another role.
pub async fn ask(code: &Code, name: &str, role: Option<Role>, listen: Listen) -> Result<Grant, JoinError> {
    let key = random_key()?;
    let own = endpoint::bind(&key, listen, |builder| builder).await.map_err(|_error| JoinError::Unreachable)?;
    let address = endpoint::address(code.inviter, &code.addresses).ok_or(JoinError::Unsound)?;
    let connection = tokio::time::timeout(PATIENCE, own.connect(address, ALPN))
        .await
        .map_err(|_elapsed| JoinError::Unreachable)?
        .map_err(|_error| JoinError::Unreachable)?;
    let granted = ask_over(&connection, code, name, role, &key).await;
    connection.close(0u32.into(), b"");
    own.close().await;
    granted
}

async fn ask_over(
    connection: &Connection,
    code: &Code,
    name: &str,
    role: Option<Role>,
    key: &deelbaar_schema::crypto::SecretKey,
) -> Result<Grant, JoinError> {
    let (mut send, mut receive) = patient(connection.open_bi()).await?.map_err(|_error| JoinError::BrokenOff)?;
    frame::write(&mut send, &code.secret).await?;
    let offer: Offer = patient(frame::read(&mut receive, MAX_MESSAGE)).await??;
    let (mut identity, founded) = accept(offer, name, key)?;
    identity.sponsor = Some(code.inviter);
    let invited = identity.person.role;
    if role.is_some_and(|role| role != invited) {
        return Err(JoinError::OtherRole(invited));
    }
    frame::write(&mut send, &Application { name: name.to_owned(), founded }).await?;
    let answer = tokio::time::timeout(APPROVAL, frame::read(&mut receive, MAX_MESSAGE))
        .await
        .map_err(|_elapsed| JoinError::NotApproved)??;
    match answer {
        Answer::Granted => Ok(Grant { identity, inviter: code.inviter, addresses: code.addresses.clone() }),
        Answer::Declined => Err(JoinError::NotApproved),
    }
}

/// The key of a new municipality space, and its own enrolment of its first device.
type FirstDevice = (RootKey, SignedStatement);

fn accept(
    offer: Offer,
    name: &str,
    key: &deelbaar_schema::crypto::SecretKey,
) -> Result<(Identity, Option<FirstDevice>), JoinError> {
    match offer {
        Offer::WrongCode => Err(JoinError::WrongCode),
        Offer::Municipality { region, code, name: municipality_name, today } => {
            if region.of != Founded::Region {
                return Err(JoinError::Unsound);
            }
            let (municipality, municipality_key) = found_municipality(code, municipality_name)?;
            let person = Person {
                id: PersonId::from_bytes(*random::<16>()?),
                name: name.to_owned(),
                role: Role::PolicyOfficer,
                term: Term::since(today),
            };
            let statement = crate::workspace::public_enrolment(region.space()?, code, key.device(), &person);
            let enrolment = SignedStatement::sign(&statement, &municipality_key)?;
            let founded = Some((municipality_key.root(), enrolment));
            let identity = Identity::new(key, (municipality, Some(municipality_key)), (region, None), person);
            Ok((identity, founded))
        }
        Offer::Colleague { region, municipality, role, term, person } => {
            if region.of != Founded::Region || !matches!(municipality.of, Founded::Municipality(_)) {
                return Err(JoinError::Unsound);
            }
            let person = Person { id: person, name: name.to_owned(), role, term };
            Ok((Identity::new(key, (municipality, None), (region, None), person), None))
        }
    }
}

impl From<CharterError> for JoinError {
    fn from(_: CharterError) -> Self {
        Self::Unsound
    }
}
