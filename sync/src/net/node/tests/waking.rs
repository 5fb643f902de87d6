//! A laptop that slept, and what changed meanwhile: the watchdog's word is carried out.

use std::net::UdpSocket;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::task::AbortHandle;

use super::*;
use crate::store::Store;

/// A clock on the wall that goes on while the machine sleeps, and this program does not.
#[derive(Clone, Default)]
struct Wall(Arc<AtomicI64>);

impl Wall {
    fn clock(&self) -> Clock {
        let ahead = Arc::clone(&self.0);
        Clock::from_fn(move || Timestamp(Clock::system().now().0 + ahead.load(Ordering::SeqCst)))
    }

    fn an_hour_passes(&self) {
        self.0.fetch_add(60 * 60 * 1000, Ordering::SeqCst);
    }
}

/// A device that sleeps, and the other that it was connected with, which went away meanwhile.
struct Slept {
    wall: Wall,
    sleeper: Node,
    /// The other: its workspace, where it was, and that nobody else comes there.
    away: Workspace,
    _taken: UdpSocket,
    dir: TempDir,
}

impl Slept {
    async fn begin() -> Self {
        let (dir, wall) = (TempDir::new().unwrap(), Wall::default());
        let away = founded(&dir);
        let founder = Node::start(away.clone(), Listen::LOOPBACK).await.unwrap();
        let (workspace, grant) = colleague(&founder, &dir).await;
        let mut party = Party::of(&workspace).unwrap();
        party.clock = wall.clock();
        let sleeper = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
        sleeper.connect(grant.inviter, grant.addresses.clone());
        until(&sleeper, "they meet", is_connected).await;
        founder.close().await;
        until(&sleeper, "the other is away", |node| !is_connected(node)).await;
        drop(founder);
        let mut taken = UdpSocket::bind(grant.addresses[0]);
        let began = std::time::Instant::now();
        while taken.is_err() && began.elapsed() < PATIENCE {
            // What was closed lets go of its port a moment later.
            tokio::time::sleep(Duration::from_millis(50)).await;
            taken = UdpSocket::bind(grant.addresses[0]);
        }
        Self { wall, sleeper, away, _taken: taken.unwrap(), dir }
    }

    /// The other comes back at another address, of which the sleeper hears; it does not know itself where the sleeper is.
    async fn comes_back_elsewhere(&self) -> Node {
        let mut party = Party::of(&self.away).unwrap();
        let nobody = Store::create(&self.dir.path().join("nobody")).unwrap();
        party.peers = Peers::load(nobody, Timestamp(0)).unwrap();
        let before = self.sleeper.peers().all()[&self.away.device()].all_addresses();
        let back = Node::start_with(self.away.clone(), Listen::LOOPBACK, party).await.unwrap();
        assert!(back.addresses().iter().all(|address| !before.contains(address)), "it moved");
        self.sleeper.peers().add_addresses(self.away.device(), back.addresses());
        back
    }

    /// From now on the other is not tried by itself; ended once it is tried anew.
    fn waits_long(&self) -> AbortHandle {
        self.sleeper.inner.dialling.waits_long_for(self.away.device())
    }
}

fn is_connected(node: &Node) -> bool {
    node.peers().all().values().any(|peer| peer.connected)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_sleep_others_are_dialled_at_once_where_they_are_now() {
    let slept = Slept::begin().await;
    let waiting = slept.waits_long();
    let back = slept.comes_back_elsewhere().await;
    assert!(!waiting.is_finished() && !is_connected(&slept.sleeper));
    slept.wall.an_hour_passes();
    until(&slept.sleeper, "they meet again", is_connected).await;
    slept.sleeper.close().await;
    back.close().await;
}

/// What was bound before may be dead without anybody being told: after a minute in which nobody was heard it is bound anew.
#[tokio::test(flavor = "multi_thread")]
async fn after_sleep_an_endpoint_that_reaches_nobody_is_bound_anew() {
    let slept = Slept::begin().await;
    let waiting = slept.waits_long();
    slept.wall.an_hour_passes();
    until(&slept.sleeper, "it looked at its networks", |_| waiting.is_finished()).await;
    // Nobody was there.
    let waiting = slept.waits_long();
    let back = slept.comes_back_elsewhere().await;
    let before = slept.sleeper.inner.bound.endpoint().unwrap().closed();
    assert!(!waiting.is_finished() && !is_connected(&slept.sleeper));
    until_within(3 * PATIENCE, &slept.sleeper, "they meet again", is_connected).await;
    assert!(tokio::time::timeout(PATIENCE, before).await.is_ok(), "the endpoint of before was let go");
    slept.sleeper.close().await;
    back.close().await;
}
