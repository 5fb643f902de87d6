//! A node: who is let in, and what happens when a session ends.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use iroh::endpoint::{
    AfterHandshakeOutcome, Builder, Connection, ConnectionError, EndpointHooks, RecvStream, SendStream, VarInt,
};
use iroh::{Endpoint, TransportAddr};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::bound::Bound;
use super::crowd::Crowd;
use super::dial::{self, DIAL, Dialling};
use super::endpoint::{self, Listen, NodeError, REFUSED};
use super::files::{self, FileExchange};
use super::join::{self, Asked, Code, Invitation, InvitationId, Joining, OpenInvitation};
use super::journal::{Happening, Journal};
use super::neighbourhood::Neighbourhood;
use super::peers::Peers;
use super::refusals::Refusals;
use super::relay::{self, RelayState};
use super::session::{Cost, Party, SessionError};
use super::tended::{Going, tended};
use super::traffic::Traffic;
use super::watchdog::{self, Step, Watchdog};
use crate::poison::lock;
use crate::workspace::{Workspace, WorkspaceError};

/// The protocol's name and version.
pub(super) const ALPN: &[u8] = b"deelbaar/sync/3";
/// Handshakes that go on at one time. Each takes a few round trips, and a few KB until it is over.
const HANDSHAKES: usize = 64;
/// At most so often it is written down what is known of the other devices: each time is two waits for the disk.
const REMEMBER: Duration = Duration::from_secs(10);
/// And so often while sessions go on, for when the power fails before they end.
const MEANWHILE: Duration = Duration::from_mins(10);
/// How long stopping waits for conversations to let go of the store.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A running node. It stops when [`Node::close`] is called or the last clone is dropped.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) bound: Bound,
    pub(super) workspace: Workspace,
    pub(super) party: Party,
    pub(super) journal: Journal,
    joining: Joining,
    /// Connections of which the handshake goes on.
    handshakes: Arc<Crowd>,
    files: Arc<FileExchange>,
    sessions: Mutex<BTreeMap<DeviceId, Session>>,
    /// Every conversation, of sessions, files and joining.
    pub(super) going: Going,
    /// Something is known of the other devices that is not written down yet.
    unwritten: Notify,
    pub(super) dialling: Dialling,
    /// The endpoint is to be bound anew.
    renew: Notify,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Inner {
    /// Writes down what is known of the other devices, and what happened with them.
    fn remember(&self) {
        let (store, now) = (self.workspace.store(), self.party.clock.now());
        let saved = self.party.peers.save().and_then(|()| self.party.budgets.save(store, now));
        if let Err(error) = saved.and_then(|()| self.journal.save()) {
            tracing::warn!("what is known of the other devices was not written down: {error}");
        }
    }

    /// The devices with which this one began a session that goes on.
    pub(super) fn begun(&self) -> BTreeSet<DeviceId> {
        let own = self.workspace.device();
        let sessions = lock(&self.sessions);
        sessions.iter().filter(|(_, session)| session.initiator == own).map(|(device, _)| *device).collect()
    }

    /// Ends the session with a device, and says why by a code.
    pub(super) fn leave(&self, device: &DeviceId, code: u32) {
        if let Some(session) = lock(&self.sessions).get(device) {
            session.connection.close(code.into(), b"");
        }
    }

    /// Does something for as long as the node runs; after a panic it begins anew.
    fn keep_doing<F>(self: &Arc<Self>, what: &'static str, work: fn(Arc<Self>) -> F) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let inner = Arc::clone(self);
        tokio::spawn(tended(what, move || work(Arc::clone(&inner))))
    }

    /// A device was heard on the local network. Only those that a charter names are of interest; one that was not reached
    /// so far is dialled soon.
    fn heard(&self, device: DeviceId, addresses: &[SocketAddr]) {
        if device == self.workspace.device() || self.party.admitted(&device).is_empty() {
            return;
        }
        if self.party.peers.hear(device, addresses) {
            // Whoever is dialled now is dialled on: anybody can announce anything. Only the wait for the next try ends.
            self.dialling.sooner(&device);
        }
    }
}

struct Session {
    connection: Connection,
    initiator: DeviceId,
}

/// Lets in only devices that a charter names today, and applicants while there is an invitation to ask about.
#[derive(Clone)]
struct Doorkeeper {
    party: Party,
    journal: Journal,
    refusals: Refusals,
    joining: Joining,
    /// Places for those who are kept waiting.
    waiting: Arc<Semaphore>,
}

/// How long a device that is not listened to waits for its refusal, and how many wait at one time: whoever dials again and
/// again costs little then.
const WAITS: Duration = Duration::from_secs(5);
const WAITING: usize = 16;

/// An endpoint may be replaced for so long before anybody is told.
const NO_NETWORK: Duration = Duration::from_secs(30);

impl std::fmt::Debug for Doorkeeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Doorkeeper")
    }
}

impl Doorkeeper {
    fn lets_in(&self, device: &DeviceId, alpn: &[u8]) -> bool {
        if alpn == join::ALPN {
            return self.joining.listens(self.party.clock.now());
        }
        (alpn == ALPN || alpn == files::ALPN) && !self.party.shuns(device) && !self.party.admitted(device).is_empty()
    }
}

impl EndpointHooks for Doorkeeper {
    async fn after_handshake<'a>(&'a self, connection: &'a Connection) -> AfterHandshakeOutcome {
        // Outgoing connections were chosen by this side.
        if connection.side() == iroh::endpoint::Side::Client {
            return AfterHandshakeOutcome::accept();
        }
        let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
        if self.lets_in(&device, connection.alpn()) {
            AfterHandshakeOutcome::accept()
        } else {
            if self.party.shuns(&device)
                && let Ok(_place) = self.waiting.try_acquire()
            {
                tokio::time::sleep(WAITS).await;
            }
            self.refusals.note(device);
            self.journal.note(self.party.clock.now(), device, Happening::Refused);
            AfterHandshakeOutcome::Reject { error_code: VarInt::from_u32(REFUSED), reason: b"not enrolled".to_vec() }
        }
    }
}

impl Node {
    /// Starts a node for `workspace`. Must be called within a tokio runtime.
    pub async fn start(workspace: Workspace, listen: Listen) -> Result<Self, NodeError> {
        let party = Party::of(&workspace)?;
        Self::start_with(workspace, listen, party).await
    }

    /// The same, for what takes part in sessions as `party` says: with other limits, for one.
    pub async fn start_with(workspace: Workspace, listen: Listen, party: Party) -> Result<Self, NodeError> {
        let joining = Joining::load(workspace.store().clone(), workspace.clock().now())?;
        let journal = Journal::load(workspace.store().clone())?;
        let (waiting, refusals) = (Arc::new(Semaphore::new(WAITING)), Refusals::default());
        let doorkeeper =
            Doorkeeper { party: party.clone(), journal: journal.clone(), refusals, joining: joining.clone(), waiting };
        let alpns = vec![ALPN.to_vec(), join::ALPN.to_vec(), files::ALPN.to_vec()];
        let adorn = move |builder: Builder| builder.alpns(alpns.clone()).hooks(doorkeeper.clone());
        let relays = relay::relays(workspace.relay().as_ref());
        let bound = Bound::start(workspace.store().clone(), workspace.key(), (listen, relays), adorn).await?;
        let files = Arc::new(FileExchange::new(&workspace, party.clone()));
        let inner = Arc::new(Inner {
            bound,
            workspace,
            party,
            journal,
            joining,
            handshakes: Crowd::of(HANDSHAKES),
            files,
            sessions: Mutex::default(),
            going: Going::none(),
            unwritten: Notify::new(),
            dialling: Dialling::default(),
            renew: Notify::new(),
            tasks: Mutex::default(),
        });
        let tasks = [
            inner.keep_doing("hearing the local network", listen_all),
            inner.keep_doing("accepting", accept_all),
            inner.keep_doing("dialling", dial::dial_all),
            inner.keep_doing("following the relay", follow_relay),
            inner.keep_doing("the watchdog", watch),
            inner.keep_doing("fetching files", fetch_files),
            inner.keep_doing("remembering", remember_all),
        ];
        lock(&inner.tasks).extend(tasks);
        Ok(Self { inner })
    }

    /// This device.
    pub fn device(&self) -> DeviceId {
        self.inner.workspace.device()
    }

    /// The addresses at which this node listens.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let Some(endpoint) = self.inner.bound.endpoint() else { return Vec::new() };
        let mut addresses: Vec<SocketAddr> = endpoint.addr().ip_addrs().copied().collect();
        if addresses.is_empty() {
            addresses = endpoint.bound_sockets();
        }
        addresses
    }

    /// Whether this node is at no network for half a minute or more: its endpoint was let go, and another cannot be bound. It
    /// is tried again every ten seconds.
    pub fn lacks_network(&self) -> bool {
        self.inner.bound.gone_for().is_some_and(|gone| gone >= NO_NETWORK)
    }

    /// How much travelled since this node started.
    pub fn traffic(&self) -> Traffic {
        let (sent, received) = self.inner.party.traffic();
        let (datagrams_sent, datagrams_received) = self.inner.bound.datagrams();
        Traffic { sent, received, datagrams_sent, datagrams_received }
    }

    /// How it stands with the region's relays; nothing when the region named none.
    pub fn relays(&self) -> Vec<RelayState> {
        relay::states(self.inner.bound.endpoint().as_ref(), &self.inner.bound.relays())
    }

    /// What is known of the other devices.
    pub fn peers(&self) -> &Peers {
        &self.inner.party.peers
    }

    /// What happened with the other devices.
    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    /// Remembers where a device is, and dials it now.
    pub fn connect(&self, device: DeviceId, addresses: impl IntoIterator<Item = SocketAddr>) {
        self.inner.party.peers.add_addresses(device, addresses);
        self.dial_now();
    }

    /// Dials every known device now, without waiting for the next try.
    pub fn dial_now(&self) {
        self.inner.dialling.anew();
    }

    /// Reaches the region's relay anew, through another proxy.
    pub fn proxy_changed(&self) {
        self.inner.renew.notify_one();
    }

    /// Sends requests to join to `doorkeeper`, also those that come with a code of an earlier run.
    pub fn receive_applicants(&self, doorkeeper: mpsc::Sender<Asked>) {
        self.inner.joining.receive(doorkeeper);
    }

    /// Opens an invitation; requests come to `doorkeeper`.
    pub fn invite(&self, invitation: Invitation, doorkeeper: mpsc::Sender<Asked>) -> Result<Code, WorkspaceError> {
        let now = self.inner.workspace.clock().now();
        self.inner.joining.invite(invitation, (self.device(), self.addresses()), now, doorkeeper)
    }

    /// The invitations that somebody may still use.
    pub fn invitations(&self) -> Vec<OpenInvitation> {
        self.inner.joining.open(self.inner.workspace.clock().now())
    }

    /// Takes an invitation back. `false` when it had ended already.
    pub fn cancel_invitation(&self, id: &InvitationId) -> Result<bool, WorkspaceError> {
        self.inner.joining.cancel(id, self.inner.workspace.clock().now())
    }

    /// Says goodbye and stops. What is known of peers is written down.
    pub async fn close(&self) {
        let tasks = std::mem::take(&mut *lock(&self.inner.tasks));
        tasks.iter().for_each(JoinHandle::abort);
        for task in tasks {
            // One that runs just now may still begin something, such as dialling: that is ended below.
            drop(task.await);
        }
        self.inner.dialling.stop();
        self.inner.joining.stop().await;
        if let Some(endpoint) = self.inner.bound.endpoint() {
            endpoint.close().await;
        }
        self.inner.going.ended(LAST_WORDS).await;
        self.inner.remember();
    }
}

/// Hears who is on the local network, with each endpoint anew.
async fn listen_all(inner: Arc<Inner>) {
    let mut renewed = inner.bound.subscribe();
    loop {
        renewed.mark_unchanged();
        let endpoint = inner.bound.endpoint();
        let neighbourhood = endpoint.and_then(|endpoint| Neighbourhood::join(&endpoint, inner.bound.listen(), true));
        let known = Arc::clone(&inner);
        let listening = async move {
            if let Some(neighbourhood) = neighbourhood {
                neighbourhood.listen(move |device, addresses| known.heard(device, &addresses)).await;
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = listening => {}
            result = renewed.changed() => if result.is_err() { return },
        }
    }
}

/// Uses the relays that the region names, from when it names them.
async fn follow_relay(inner: Arc<Inner>) {
    let mut region = inner.workspace.region().subscribe();
    loop {
        region.mark_unchanged();
        let named = relay::relays(inner.workspace.relay().as_ref());
        if named != inner.bound.relays() {
            if let Err(error) = inner.bound.use_relays(named).await {
                tracing::warn!("the region's relay cannot be used yet: {error}");
            }
            inner.dialling.anew();
        }
        if region.changed().await.is_err() {
            return;
        }
    }
}

/// Fetches the files that are lacking, through whichever endpoint there is.
async fn fetch_files(inner: Arc<Inner>) {
    let (current, judge) = (Arc::clone(&inner), Arc::clone(&inner));
    let network = move || Some((current.bound.endpoint()?, current.bound.relays()));
    Arc::clone(&inner.files).fetch_all(network, move |device, detail| shun(&judge, device, detail)).await;
}

/// Writes down what is known of the other devices, when there is something new, and not more often than is good for the disk.
async fn remember_all(inner: Arc<Inner>) {
    let mut changed = inner.party.peers.subscribe();
    loop {
        tokio::select! {
            () = inner.unwritten.notified() => {}
            () = tokio::time::sleep(MEANWHILE) => if !changed.has_changed().unwrap_or_default() { continue },
        }
        changed.mark_unchanged();
        let known = Arc::clone(&inner);
        if let Err(error) = tokio::task::spawn_blocking(move || known.remember()).await {
            tracing::error!("what is known of the other devices was not written down: {error}");
        }
        tokio::time::sleep(REMEMBER).await;
    }
}

/// Ends the session with a device that misbehaved beside it.
fn shun(inner: &Inner, device: DeviceId, detail: &str) {
    inner.party.shun(device, detail.to_owned());
    inner.journal.note(inner.party.clock.now(), device, Happening::Shunned { detail: detail.to_owned() });
    inner.leave(&device, 0);
}

/// Keeps an eye on the network, and on whether there is an endpoint at all.
async fn watch(inner: Arc<Inner>) {
    let clock = inner.party.clock.clone();
    let (began, mut watchdog) = (tokio::time::Instant::now(), Watchdog::new(clock.now()));
    loop {
        let asked = tokio::select! {
            () = tokio::time::sleep(watchdog::PAUSE) => false,
            () = inner.renew.notified() => true,
        };
        let connected = inner.party.peers.all().values().any(|peer| peer.connected);
        let expected = connected || !dial::wanted(&inner).0.is_empty();
        let step = watchdog.look(began.elapsed(), clock.now(), connected, expected);
        match step {
            _ if asked || inner.bound.endpoint().is_none_or(|endpoint| endpoint.is_closed()) => {}
            Step::Wait => continue,
            Step::Renew => {}
            Step::LookAgain => {
                tracing::info!("the networks are looked at again");
                if let Some(endpoint) = inner.bound.endpoint() {
                    endpoint.network_change().await;
                }
                inner.dialling.anew();
                continue;
            }
        }
        tracing::info!("the endpoint is bound anew");
        match inner.bound.renew(None).await {
            Ok(()) => inner.dialling.anew(),
            // It is tried again at the next look.
            Err(error) => tracing::warn!("the network cannot be used now: {error}"),
        }
    }
}

async fn accept_all(inner: Arc<Inner>) {
    let mut renewed = inner.bound.subscribe();
    loop {
        renewed.mark_unchanged();
        if let Some(endpoint) = inner.bound.endpoint() {
            accept(&inner, endpoint).await;
        }
        // That endpoint was closed; there will be another, or the node stops.
        if renewed.changed().await.is_err() {
            return;
        }
    }
}

async fn accept(inner: &Arc<Inner>, endpoint: Endpoint) {
    while let Some(incoming) = endpoint.accept().await {
        // Where many knock, only whoever is where they say they are: an address that somebody made up answers nothing.
        if inner.handshakes.is_dense() && !incoming.remote_addr_validated() {
            drop(incoming.retry());
            continue;
        }
        let (inner, guest, going) = (Arc::clone(inner), inner.handshakes.enter(), inner.going.begin());
        // Every connection in a task of its own: a panic in one never reaches another.
        tokio::spawn(async move {
            let Ok(accepting) = incoming.accept() else { return };
            let shaken = guest.within(tokio::time::timeout(DIAL, accepting)).await;
            let Some(Ok(Ok(connection))) = shaken else { return };
            drop(guest);
            if connection.alpn() == join::ALPN {
                let served = inner.joining.serve(&connection, &inner.workspace).await;
                if let Err(error) = served {
                    tracing::info!("a request to join was not granted: {error}");
                }
            } else if connection.alpn() == files::ALPN {
                if let Some(detail) = inner.files.serve(&connection).await {
                    shun(&inner, DeviceId::from_bytes(*connection.remote_id().as_bytes()), &detail);
                }
            } else {
                converse(&inner, connection, false).await;
            }
            drop(going);
        });
    }
}

/// Runs a session, unless a better one with the same device is going on.
pub(super) async fn converse(inner: &Arc<Inner>, connection: Connection, dialled: bool) {
    let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
    // Each session costs this device some work, however short it is; those that it dials itself it spaces out.
    let charged = if dialled { Ok(()) } else { inner.party.budgets.charge(&device, Cost::Session) };
    if let Err(too_often) = charged {
        shun(inner, device, &too_often.to_string());
        connection.close(0u32.into(), b"");
        inner.unwritten.notify_one();
        return;
    }
    if !register(inner, device, &connection, dialled) {
        connection.close(0u32.into(), b"already connected");
        return;
    }
    endpoint::welcome(&connection);
    let now = inner.party.clock.now();
    // Where it really is, whoever dialled.
    let at = remote_address(&connection);
    inner.journal.note(now, device, Happening::Connected { dialled, at });
    inner.party.peers.change(device, |peer| {
        peer.connected = true;
        peer.since = Some(now);
        peer.last_seen = Some(now);
    });
    if let Some(address) = at {
        inner.party.peers.add_addresses(device, [address]);
    }
    inner.unwritten.notify_one();
    let party = inner.party.for_one_session();
    // In a task of its own: what makes it panic takes the session down, and is seen here.
    let (meeting, running) = (party.clone(), connection.clone());
    let ended = tokio::spawn(async move {
        match tokio::time::timeout(DIAL, open(&running, dialled)).await {
            Ok(Some((send, receive))) => meeting.meet(device, receive, send).await,
            Ok(None) => SessionError::Closed,
            Err(_elapsed) => SessionError::Silent,
        }
    })
    .await
    .unwrap_or_else(|error| if error.is_panic() { party.blame_for_panic(device) } else { SessionError::Closed });
    let unneeded = is_unneeded(&connection);
    if endpoint::was_refused(&connection) {
        inner.party.peers.change(device, |peer| peer.refused = peer.refused.or(Some(now)));
    }
    connection.close(0u32.into(), b"");
    tracing::debug!(device = %device.short(), "session ended: {ended}");
    let hostile = ended.is_hostile().then(|| ended.to_string());
    let (sent, received) = party.tally.read();
    let detail = if unneeded { "others have taken its place".to_owned() } else { ended.to_string() };
    let why = ended.ending();
    inner.journal.note(inner.party.clock.now(), device, Happening::Ended { received, sent, why, detail });
    unregister(inner, device, &connection);
    if let Some(detail) = hostile {
        inner.journal.note(inner.party.clock.now(), device, Happening::Shunned { detail });
    }
    inner.unwritten.notify_one();
}

/// The stream of a session: the side that dialled opens it.
async fn open(connection: &Connection, dialled: bool) -> Option<(SendStream, RecvStream)> {
    let stream = if dialled { connection.open_bi().await } else { connection.accept_bi().await };
    stream.ok()
}

/// Of two connections between the same devices the one that the lower id opened stays; of two by the same side the newer.
fn register(inner: &Inner, device: DeviceId, connection: &Connection, dialled: bool) -> bool {
    let own = inner.workspace.device();
    let initiator = if dialled { own } else { device };
    let mut sessions = lock(&inner.sessions);
    if let Some(other) = sessions.get(&device) {
        let preferred = own.min(device);
        if other.initiator == preferred && initiator != preferred && other.connection.close_reason().is_none() {
            return false;
        }
        other.connection.close(0u32.into(), b"replaced");
    }
    sessions.insert(device, Session { connection: connection.clone(), initiator });
    true
}

/// Both at once: a session with the same device that begins meanwhile says after this that it is connected.
fn unregister(inner: &Inner, device: DeviceId, connection: &Connection) {
    let mut sessions = lock(&inner.sessions);
    if sessions.get(&device).is_some_and(|session| session.connection.stable_id() == connection.stable_id()) {
        sessions.remove(&device);
        inner.party.peers.change(device, |peer| peer.connected = false);
    }
}

/// Whether the other left because it has others that are nearer on the ring.
fn is_unneeded(connection: &Connection) -> bool {
    let code = match connection.close_reason() {
        Some(ConnectionError::ApplicationClosed(closed)) => closed.error_code,
        _ => return false,
    };
    code == VarInt::from_u32(endpoint::UNNEEDED)
}

/// The address at which a device is: where it was dialled, or dialled from, since an endpoint has one socket.
fn remote_address(connection: &Connection) -> Option<SocketAddr> {
    connection.paths().iter().find_map(|path| match path.remote_addr() {
        TransportAddr::Ip(address) => Some(*address),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
