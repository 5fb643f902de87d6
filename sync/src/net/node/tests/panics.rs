//! A panic in one conversation ends that conversation: the endpoint stays, and whoever comes with another question is answered.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{ContentHash, RecordId, SpaceId};
use deelbaar_schema::record::{RecordError, WireRecord};
use deelbaar_schema::verify::Unproven;
use iroh::EndpointAddr;
use iroh::endpoint::{ConnectionError, presets};
use tokio::sync::watch;

use super::*;
use crate::net::exchange::Exchange;
use crate::net::files::fuzzed::file_messages;
use crate::net::frame;
use crate::replica::{Accepted, BucketDigest, Checked, Fork, Heights};
use crate::store::StoreError;

/// Where a space makes whoever asks panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Members,
    Heights,
    Gives,
    Verify,
}

/// Panics at one place, so many times.
struct Trap {
    place: Place,
    left: AtomicUsize,
    gone_off: AtomicUsize,
}

const ALWAYS: usize = usize::MAX;

impl Trap {
    fn new(place: Place, left: usize) -> Arc<Self> {
        Arc::new(Self { place, left: AtomicUsize::new(left), gone_off: AtomicUsize::new(0) })
    }

    fn at(&self, place: Place) {
        let one_less = |left: usize| left.checked_sub(1);
        if place == self.place && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() {
            self.gone_off.fetch_add(1, Ordering::SeqCst);
            panic!("as a test wants it");
        }
    }

    fn disarm(&self) {
        self.left.store(0, Ordering::SeqCst);
    }

    fn gone_off(&self) -> usize {
        self.gone_off.load(Ordering::SeqCst)
    }

    /// How a device takes part whose spaces have this trap.
    fn party(self: &Arc<Self>, workspace: &Workspace) -> Party {
        let mut party = Party::of(workspace).unwrap();
        for space in &mut party.spaces {
            *space = Arc::new(Panics(Arc::clone(space), Arc::clone(self)));
        }
        party
    }
}

/// A space with a trap in it.
struct Panics(Arc<dyn Exchange>, Arc<Trap>);

impl Exchange for Panics {
    fn space(&self) -> SpaceId {
        self.0.space()
    }
    fn admits(&self, device: &DeviceId) -> bool {
        self.0.admits(device)
    }
    fn gives(&self, device: &DeviceId) -> bool {
        self.1.at(Place::Gives);
        self.0.gives(device)
    }
    fn members(&self) -> BTreeSet<DeviceId> {
        self.1.at(Place::Members);
        self.0.members()
    }
    fn digest(&self) -> ContentHash {
        self.0.digest()
    }
    fn heights(&self) -> Heights {
        self.1.at(Place::Heights);
        self.0.heights()
    }
    fn count(&self) -> u64 {
        self.0.count()
    }
    fn buckets(&self, key: &[u8; 32]) -> Vec<BucketDigest> {
        self.0.buckets(key)
    }
    fn subscribe_erased(&self) -> watch::Receiver<u64> {
        self.0.subscribe_erased()
    }
    fn lacks_any(&self, ids: &[RecordId]) -> bool {
        self.0.lacks_any(ids)
    }
    fn wants(&self) -> Vec<RecordId> {
        self.0.wants()
    }
    fn bare_below(&self, peer: &Heights) -> u64 {
        self.0.bare_below(peer)
    }
    fn next_batch(&self, from: &mut u64, peer: &mut Heights, bare: u64) -> Result<Vec<WireRecord>, StoreError> {
        self.0.next_batch(from, peer, bare)
    }
    fn wants_beyond(&self, asked: &BTreeSet<RecordId>, most: usize, doubts: bool) -> Vec<RecordId> {
        self.0.wants_beyond(asked, most, doubts)
    }
    fn here_of(&self, wanted: &BTreeSet<RecordId>) -> Vec<RecordId> {
        self.0.here_of(wanted)
    }
    fn next_bodies(&self, from: &mut usize, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError> {
        self.0.next_bodies(from, wanted)
    }
    fn verify(&self, offered: Vec<Result<Unproven, RecordError>>) -> Result<Checked, StoreError> {
        self.1.at(Place::Verify);
        self.0.verify(offered)
    }
    fn take_in(&self, checked: Checked) -> Result<Accepted, StoreError> {
        self.0.take_in(checked)
    }
    fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
    fn subscribe_charter(&self) -> watch::Receiver<Arc<Charter>> {
        self.0.subscribe_charter()
    }
    fn ends(&self, of: &dyn Fn(&DeviceId) -> bool) -> Vec<RecordId> {
        self.0.ends(of)
    }
    fn record(&self, id: &RecordId) -> Result<Option<WireRecord>, StoreError> {
        self.0.record(id)
    }
    fn forks_for(&self, peer: &Heights) -> Vec<(DeviceId, Fork)> {
        self.0.forks_for(peer)
    }
    fn learn_fork(&self, fork: &Fork) -> Result<Option<DeviceId>, StoreError> {
        self.0.learn_fork(fork)
    }
}

/// How a session ended that said this, when one did.
fn ended(node: &Node, said: &str) -> Option<Ending> {
    node.journal().lines().iter().find_map(|line| match &line.what {
        Happening::Ended { why, detail, .. } if detail.contains(said) => Some(*why),
        _ => None,
    })
}

/// Connects to a node as whoever has this key.
async fn knock(node: &Node, own: &Endpoint, alpn: &[u8]) -> Connection {
    let id = node.inner.bound.endpoint().unwrap().id();
    let addrs = node.addresses().into_iter().map(TransportAddr::Ip).collect();
    own.connect(EndpointAddr { id, addrs }, alpn).await.unwrap()
}

/// The endpoint goes on: a stranger is answered, and refused.
async fn refuses_a_stranger(node: &Node) {
    assert!(!node.inner.bound.endpoint().unwrap().is_closed());
    let stranger = Endpoint::builder(presets::Minimal).bind().await.unwrap();
    let connection = knock(node, &stranger, ALPN).await;
    let ConnectionError::ApplicationClosed(closed) = connection.closed().await else { panic!("not refused") };
    assert_eq!(closed.error_code, VarInt::from_u32(REFUSED));
    stranger.close().await;
}

/// The greeting that a node says to whoever begins a session.
async fn greets(node: &Node, own: &Endpoint) -> bool {
    let connection = knock(node, own, ALPN).await;
    let (mut send, mut receive) = connection.open_bi().await.unwrap();
    send.write_all(&[0]).await.unwrap();
    let said = tokio::time::timeout(PATIENCE, receive.read(&mut [0])).await;
    connection.close(0u32.into(), b"");
    matches!(said, Ok(Ok(Some(1))))
}

/// Asks for the hashes of a file; whether there was an answer.
async fn is_told_of_files(node: &Node, own: &Endpoint) -> bool {
    let connection = knock(node, own, files::ALPN).await;
    let asking = async {
        let (mut send, mut receive) = connection.open_bi().await.ok()?;
        frame::write_bytes(&mut send, &file_messages()[0]).await.ok()?;
        frame::read_bytes(&mut receive, 1000).await.ok()
    };
    let told = tokio::time::timeout(PATIENCE, asking).await.unwrap();
    connection.close(0u32.into(), b"");
    told.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_session_ends_that_session_and_nothing_else() {
    let dir = TempDir::new().unwrap();
    let founder = Node::start(founded(&dir), Listen::LOOPBACK).await.unwrap();
    let (workspace, grant) = colleague(&founder, &dir).await;
    let trap = Trap::new(Place::Verify, ALWAYS);
    let party = trap.party(&workspace);
    let fragile = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
    fragile.connect(grant.inviter, grant.addresses);
    until(&fragile, "the session ended", |node| {
        node.peers().all().get(&grant.inviter).is_some_and(|peer| !peer.connected && peer.misbehaved.is_some())
    })
    .await;
    assert!(fragile.inner.sessions.lock().unwrap().is_empty() && trap.gone_off() > 0);
    refuses_a_stranger(&fragile).await;
    fragile.close().await;
    founder.close().await;
}

/// Before anything of the other was read there is nobody else to blame: it is tried again, and when it works nothing is left of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_of_its_own_ends_a_session_and_blames_nobody() {
    let dir = TempDir::new().unwrap();
    let founder = Node::start(founded(&dir), Listen::LOOPBACK).await.unwrap();
    let (workspace, grant) = colleague(&founder, &dir).await;
    let trap = Trap::new(Place::Heights, ALWAYS);
    let party = trap.party(&workspace);
    let fragile = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
    fragile.connect(grant.inviter, grant.addresses);
    until(&fragile, "a session ended", |node| ended(node, "this device could not go on").is_some()).await;
    assert_eq!(ended(&fragile, "this device could not go on"), Some(Ending::Closed));
    refuses_a_stranger(&fragile).await;
    trap.disarm();
    until(&fragile, "it meets the other again", |node| node.peers().all()[&grant.inviter].connected).await;
    assert!(trap.gone_off() > 0);
    for node in [&fragile, &founder] {
        assert!(node.peers().all().values().all(|peer| peer.misbehaved.is_none()), "{:?}", node.peers().all());
    }
    fragile.close().await;
    founder.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dialling_goes_on_after_a_panic_in_it() {
    let dir = TempDir::new().unwrap();
    let founder = Node::start(founded(&dir), Listen::LOOPBACK).await.unwrap();
    let (workspace, grant) = colleague(&founder, &dir).await;
    let trap = Trap::new(Place::Members, 2);
    let party = trap.party(&workspace);
    let fragile = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
    fragile.connect(grant.inviter, grant.addresses);
    until(&fragile, "it dials again", |node| node.peers().all()[&grant.inviter].connected).await;
    assert_eq!(trap.gone_off(), 2);
    fragile.close().await;
    founder.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_while_files_are_served_ends_that_and_nothing_else() {
    let dir = TempDir::new().unwrap();
    let workspace = founded(&dir);
    let trap = Trap::new(Place::Gives, ALWAYS);
    let party = trap.party(&workspace);
    let fragile = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
    let (workspace, _) = colleague(&fragile, &dir).await;
    let own = endpoint::bind(&workspace.key(), Listen::LOOPBACK, |builder| builder).await.unwrap();
    for times in 1..4 {
        assert!(!is_told_of_files(&fragile, &own).await);
        assert!(trap.gone_off() >= times);
    }
    // Sessions and joining are answered as before, and so are questions about files once nothing panics.
    refuses_a_stranger(&fragile).await;
    assert!(greets(&fragile, &own).await);
    let another = TempDir::new().unwrap();
    drop(colleague(&fragile, &another).await);
    trap.disarm();
    assert!(is_told_of_files(&fragile, &own).await);
    assert!(fragile.peers().all().values().all(|peer| peer.misbehaved.is_none()), "who asked did nothing wrong");
    own.close().await;
    fragile.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_at_a_request_to_join_ends_that_and_the_code_stays_good() {
    let dir = TempDir::new().unwrap();
    // The clock of the workspace is looked at when somebody says a secret.
    let trap = Trap::new(Place::Members, 0);
    let trapped = Arc::clone(&trap);
    let clock = Clock::from_fn(move || {
        trapped.at(Place::Members);
        Clock::system().now()
    });
    let workspace = founded_with(&dir, clock);
    let mut party = Party::of(&workspace).unwrap();
    party.clock = Clock::system();
    let fragile = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let term = Term::since("2020-01-01".parse().unwrap());
    let code = fragile.invite(Invitation::Colleague { role: Role::Adviser, term }, doorkeeper).unwrap();
    trap.left.store(ALWAYS, Ordering::SeqCst);
    ask(&code, "Kim", None, Listen::LOOPBACK, |_| {}).await.unwrap_err();
    assert!(trap.gone_off() > 0 && asked.is_empty());
    trap.disarm();
    refuses_a_stranger(&fragile).await;

    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
    let (granted, ()) = tokio::join!(ask(&code, "Kim", None, Listen::LOOPBACK, |_| {}), approve);
    let path = dir.path().join("colleague");
    let workspace = Workspace::create(&path, &granted.unwrap().identity, Clock::system()).unwrap();
    let own = endpoint::bind(&workspace.key(), Listen::LOOPBACK, |builder| builder).await.unwrap();
    assert!(greets(&fragile, &own).await && is_told_of_files(&fragile, &own).await);
    own.close().await;
    fragile.close().await;
}
