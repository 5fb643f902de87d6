//! The endpoint: who is let in, who is dialled, and what happens when a session ends.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use iroh::endpoint::{AfterHandshakeOutcome, Builder, Connection, EndpointHooks, RecvStream, SendStream, VarInt};
use iroh::{Endpoint, TransportAddr};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use super::endpoint::{self, Listen, NodeError, REFUSED};
use super::files::{self, FileExchange};
use super::join::{self, Asked, Code, Invitation, InvitationId, Joining, OpenInvitation};
use super::journal::{Happening, Journal};
use super::neighbourhood::Neighbourhood;
use super::peers::Peers;
use super::session::{Party, SessionError};
use super::traffic::Traffic;
use crate::audit::{self, Origin};
use crate::workspace::{Workspace, WorkspaceError};

/// The protocol's name and version.
const ALPN: &[u8] = b"deelbaar/sync/2";
/// How long dialling may take.
const DIAL: Duration = Duration::from_secs(10);
const FIRST_RETRY: Duration = Duration::from_millis(500);
const LAST_RETRY: Duration = Duration::from_mins(1);
/// How long a device that misbehaved is not listened to.
const SHUNNED: Duration = Duration::from_mins(10);

/// A running node. It stops when [`Node::close`] is called or the last clone is dropped.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

struct Inner {
    endpoint: Endpoint,
    workspace: Workspace,
    party: Party,
    journal: Journal,
    joining: Joining,
    files: Arc<FileExchange>,
    sessions: Mutex<BTreeMap<DeviceId, Session>>,
    dialling: Mutex<BTreeMap<DeviceId, JoinHandle<()>>>,
    redial: Notify,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Inner {
    /// Writes down what is known of the other devices, and what happened with them.
    fn remember(&self) {
        if let Err(error) = self.party.peers.save().and_then(|()| self.journal.save()) {
            tracing::warn!("what is known of the other devices was not written down: {error}");
        }
    }

    /// A device was heard on the local network. Only those that a charter names are remembered; one that was not reached
    /// so far is dialled at once.
    fn heard(&self, device: DeviceId, addresses: Vec<SocketAddr>) {
        if device == self.workspace.device() || self.party.admitted(&device).is_empty() {
            return;
        }
        let known = self.party.peers.all().remove(&device).unwrap_or_default();
        if addresses.iter().all(|address| known.addresses.contains(address)) {
            return;
        }
        if !known.connected {
            let waiting = self.dialling.lock().unwrap_or_else(PoisonError::into_inner).remove(&device);
            waiting.inspect(JoinHandle::abort);
        }
        self.party.peers.add_addresses(device, addresses);
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
    joining: Joining,
}

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
        let shunned = self.party.peers.all().get(device).is_some_and(|peer| peer.misbehaved.is_some());
        (alpn == ALPN || alpn == files::ALPN) && !shunned && !self.party.admitted(device).is_empty()
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
            audit::note("connect", "", false, Origin::Network, &device.short());
            self.journal.note(self.party.clock.now(), device, Happening::Refused);
            AfterHandshakeOutcome::Reject { error_code: VarInt::from_u32(REFUSED), reason: b"not enrolled".to_vec() }
        }
    }
}

impl Node {
    /// Starts a node for `workspace`. Must be called within a tokio runtime.
    pub async fn start(workspace: Workspace, listen: Listen) -> Result<Self, NodeError> {
        let party = Party::of(&workspace)?;
        let joining = Joining::load(workspace.store().clone(), workspace.clock().now())?;
        let journal = Journal::load(workspace.store().clone())?;
        let doorkeeper = Doorkeeper { party: party.clone(), journal: journal.clone(), joining: joining.clone() };
        let alpns = vec![ALPN.to_vec(), join::ALPN.to_vec(), files::ALPN.to_vec()];
        let adorn = |builder: Builder| builder.alpns(alpns.clone()).hooks(doorkeeper.clone());
        let endpoint = endpoint::bind_again(workspace.store(), &workspace.key(), listen, adorn).await?;
        let files = Arc::new(FileExchange::new(&workspace, party.clone()));
        let inner = Arc::new(Inner {
            endpoint,
            workspace,
            party,
            journal,
            joining,
            files,
            sessions: Mutex::default(),
            dialling: Mutex::default(),
            redial: Notify::new(),
            tasks: Mutex::default(),
        });
        let mut tasks = Vec::new();
        if let Some(neighbourhood) = Neighbourhood::join(&inner.endpoint, listen, true) {
            let known = Arc::clone(&inner);
            tasks.push(tokio::spawn(neighbourhood.listen(move |device, addresses| known.heard(device, addresses))));
        }
        let accepting = tokio::spawn(accept_all(Arc::clone(&inner)));
        let dialling = tokio::spawn(dial_all(Arc::clone(&inner)));
        let fetching = tokio::spawn(Arc::clone(&inner.files).fetch_all(inner.endpoint.clone()));
        tasks.extend([accepting, dialling, fetching]);
        inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).append(&mut tasks);
        Ok(Self { inner })
    }

    /// This device.
    pub fn device(&self) -> DeviceId {
        self.inner.workspace.device()
    }

    /// The addresses at which this node listens.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let mut addresses: Vec<SocketAddr> = self.inner.endpoint.addr().ip_addrs().copied().collect();
        if addresses.is_empty() {
            addresses = self.inner.endpoint.bound_sockets();
        }
        addresses
    }

    /// How much travelled since this node started.
    pub fn traffic(&self) -> Traffic {
        let (sent, received) = self.inner.party.traffic();
        let socket = &self.inner.endpoint.metrics().socket;
        Traffic {
            sent,
            received,
            datagrams_sent: socket.send_ipv4.get() + socket.send_ipv6.get() + socket.send_relay.get(),
            datagrams_received: socket.recv_data_ipv4.get()
                + socket.recv_data_ipv6.get()
                + socket.recv_data_relay.get(),
        }
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
        let mut dialling = self.inner.dialling.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, task) in std::mem::take(&mut *dialling) {
            task.abort();
        }
        drop(dialling);
        self.inner.redial.notify_one();
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
        for task in self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
        self.dial_stop();
        self.inner.joining.stop().await;
        self.inner.endpoint.close().await;
        self.inner.remember();
    }

    fn dial_stop(&self) {
        for (_, task) in std::mem::take(&mut *self.inner.dialling.lock().unwrap_or_else(PoisonError::into_inner)) {
            task.abort();
        }
    }
}

async fn accept_all(inner: Arc<Inner>) {
    while let Some(incoming) = inner.endpoint.accept().await {
        let inner = Arc::clone(&inner);
        // Every connection in a task of its own: a panic in one never reaches another.
        tokio::spawn(async move {
            let Ok(accepting) = incoming.accept() else { return };
            let Ok(Ok(connection)) = tokio::time::timeout(DIAL, accepting).await else { return };
            if connection.alpn() == join::ALPN {
                let served = inner.joining.serve(&connection, &inner.workspace).await;
                if let Err(error) = served {
                    tracing::info!("a request to join was not granted: {error}");
                }
            } else if connection.alpn() == files::ALPN {
                inner.files.serve(&connection).await;
            } else {
                converse(&inner, connection, false).await;
            }
        });
    }
}

/// Keeps a dialling task for every device that is known by address and not connected.
async fn dial_all(inner: Arc<Inner>) {
    let mut changed = inner.party.peers.subscribe();
    loop {
        changed.mark_unchanged();
        let own = inner.workspace.device();
        for (device, peer) in inner.party.peers.all() {
            let named = !inner.party.admitted(&device).is_empty();
            let reachable = !peer.connected && peer.misbehaved.is_none() && !peer.addresses.is_empty();
            let wanted = named && reachable && device != own;
            let mut dialling = inner.dialling.lock().unwrap_or_else(PoisonError::into_inner);
            if wanted && dialling.get(&device).is_none_or(JoinHandle::is_finished) {
                dialling.insert(device, tokio::spawn(dial(Arc::clone(&inner), device)));
            }
        }
        tokio::select! {
            result = changed.changed() => if result.is_err() { return },
            () = inner.redial.notified() => {}
        }
    }
}

async fn dial(inner: Arc<Inner>, device: DeviceId) {
    let mut wait = FIRST_RETRY;
    loop {
        let Some(peer) = inner.party.peers.all().remove(&device) else { return };
        if peer.connected || peer.misbehaved.is_some() {
            return;
        }
        let Some(address) = endpoint::address(device, &peer.addresses) else { return };
        if let Ok(Ok(connection)) = tokio::time::timeout(DIAL, inner.endpoint.connect(address, ALPN)).await {
            let began = tokio::time::Instant::now();
            // In a task of its own: whoever dials anew gives up this dialling, not the session.
            let session = Arc::clone(&inner);
            let ended = tokio::spawn(async move { converse(&session, connection, true).await }).await;
            if ended.is_err() {
                return;
            }
            // A session that held is a reason to try again soon.
            if began.elapsed() > LAST_RETRY {
                wait = FIRST_RETRY;
            }
        } else {
            inner.journal.note(inner.party.clock.now(), device, Happening::NotReached);
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LAST_RETRY);
    }
}

/// Runs a session, unless a better one with the same device is going on.
async fn converse(inner: &Arc<Inner>, connection: Connection, dialled: bool) {
    let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
    if !register(inner, device, &connection, dialled) {
        connection.close(0u32.into(), b"already connected");
        return;
    }
    let now = inner.party.clock.now();
    let at = remote_address(&connection);
    inner.journal.note(now, device, Happening::Connected { dialled, at });
    let reached = at.filter(|_| !dialled);
    inner.party.peers.change(device, |peer| {
        peer.connected = true;
        peer.since = Some(now);
        peer.last_seen = Some(now);
    });
    if let Some(address) = reached {
        inner.party.peers.add_addresses(device, [address]);
    }
    let party = inner.party.for_one_session();
    let ended = match tokio::time::timeout(DIAL, open(&connection, dialled)).await {
        Ok(Some((send, receive))) => party.meet(device, receive, send).await,
        Ok(None) => SessionError::Closed,
        Err(_elapsed) => SessionError::Silent,
    };
    connection.close(0u32.into(), b"");
    tracing::debug!(device = %device.short(), "session ended: {ended}");
    let hostile = ended.is_hostile().then(|| ended.to_string());
    let (sent, received) = party.tally.read();
    let (why, detail) = (ended.ending(), ended.to_string());
    inner.journal.note(inner.party.clock.now(), device, Happening::Ended { received, sent, why, detail });
    if unregister(inner, device, &connection) {
        inner.party.peers.change(device, |peer| peer.connected = false);
    }
    if let Some(reason) = hostile {
        tracing::warn!(device = %device.short(), "no longer listened to: {reason}");
        inner.journal.note(inner.party.clock.now(), device, Happening::Shunned { detail: reason.clone() });
        inner.party.peers.change(device, |peer| peer.misbehaved = Some(reason));
        let peers = inner.party.peers.clone();
        tokio::spawn(async move {
            tokio::time::sleep(SHUNNED).await;
            peers.change(device, |peer| peer.misbehaved = None);
        });
    }
    inner.remember();
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
    let mut sessions = inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
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

fn unregister(inner: &Inner, device: DeviceId, connection: &Connection) -> bool {
    let mut sessions = inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
    let own = sessions.get(&device).is_some_and(|session| session.connection.stable_id() == connection.stable_id());
    if own {
        sessions.remove(&device);
    }
    own
}

/// The address that a device dialled from: it listens there too, since an endpoint has one socket.
fn remote_address(connection: &Connection) -> Option<SocketAddr> {
    connection.paths().iter().find_map(|path| match path.remote_addr() {
        TransportAddr::Ip(address) => Some(*address),
        _ => None,
    })
}
