//! Whom a node dials, and when it tries again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::endpoint;
use super::journal::Happening;
use super::neighbours::{MESH, Reach, Ring, spread};
use super::node::{self, ALPN, Inner};
use super::session::Party;

/// How long dialling may take.
pub(super) const DIAL: Duration = Duration::from_secs(10);
const FIRST_RETRY: Duration = Duration::from_millis(500);
const LAST_RETRY: Duration = Duration::from_mins(1);
/// The same in a large region, where another answers meanwhile.
const LAST_RETRY_OF_MANY: Duration = Duration::from_mins(10);
/// In a large region not everybody dials at once when the day begins.
const FIRST_OF_MANY: Duration = Duration::from_secs(5);
/// At most so often it is asked whom to dial; in a large region that takes a while itself.
const PAUSE: Duration = Duration::from_millis(20);
const PAUSE_OF_MANY: Duration = Duration::from_secs(1);
/// So often it is asked at least: roles begin and end with the day.
const SELDOM: Duration = Duration::from_mins(10);

/// What is being dialled.
#[derive(Default)]
pub(super) struct Dialling {
    tasks: Mutex<BTreeMap<DeviceId, Trying>>,
    /// Who did not answer the last time.
    silent: Mutex<BTreeSet<DeviceId>>,
    anew: Notify,
}

/// One device that is dialled until it answers.
struct Trying {
    task: JoinHandle<()>,
    /// Ends the wait for the next try.
    sooner: Arc<Notify>,
}

impl Dialling {
    fn tasks(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Trying>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silent(&self) -> MutexGuard<'_, BTreeSet<DeviceId>> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the wait for the next try of one device: it was heard of. A try that goes on goes on.
    pub(super) fn sooner(&self, device: &DeviceId) {
        self.silent().remove(device);
        self.tasks().get(device).inspect(|trying| trying.sooner.notify_one());
    }

    /// Dials everybody anew, without waiting for the next try.
    pub(super) fn anew(&self) {
        self.stop();
        self.silent().clear();
        self.anew.notify_one();
    }

    pub(super) fn stop(&self) {
        for (_, trying) in std::mem::take(&mut *self.tasks()) {
            trying.task.abort();
        }
    }
}

/// Whom to be connected with: of each space as many as its ring says. The second tells whether one of them is large.
pub(super) fn wanted(inner: &Inner) -> (BTreeSet<DeviceId>, bool) {
    let own = inner.workspace.device();
    let (peers, silent) = (inner.party.peers.all(), inner.dialling.silent().clone());
    let relayed = !inner.bound.relays().is_empty();
    let reach = |device: &DeviceId| {
        let peer = peers.get(device);
        match peer {
            Some(peer) if peer.misbehaved.is_some() => Reach::No,
            Some(peer) if peer.connected => Reach::Connected,
            _ if !relayed && peer.is_none_or(|peer| peer.all_addresses().is_empty()) => Reach::No,
            _ if silent.contains(device) => Reach::Silent,
            _ => Reach::Likely,
        }
    };
    let rings: Vec<Ring> = rings(&inner.party, own, &peers.keys().copied().collect()).collect();
    let wanted = rings.iter().flat_map(|ring| ring.wanted(reach)).collect();
    (wanted, rings.iter().any(|ring| ring.len() > MESH))
}

/// The ring of each space, seen from `own`. Devices that are known stand on it, where they are let in, beside the members.
fn rings<'p>(party: &'p Party, own: DeviceId, known: &'p BTreeSet<DeviceId>) -> impl Iterator<Item = Ring> + 'p {
    party.spaces.iter().map(move |space| {
        let known = known.iter().filter(|device| space.admits(device)).copied();
        Ring::new(own, space.space(), space.members().into_iter().chain(known))
    })
}

impl Party {
    /// With whom a device that is `own` keeps a connection while exactly these others are there and answer.
    pub fn neighbours(&self, own: DeviceId, there: &BTreeSet<DeviceId>) -> BTreeSet<DeviceId> {
        let reach = |device: &DeviceId| if there.contains(device) { Reach::Likely } else { Reach::No };
        rings(self, own, there).flat_map(|ring| ring.wanted(reach)).collect()
    }
}

/// Keeps a dialling task for every device that is wanted and not connected.
pub(super) async fn dial_all(inner: Arc<Inner>) {
    let mut peers = inner.party.peers.subscribe();
    // Whoever is let in is named in the region as well.
    let mut region = inner.workspace.region().subscribe();
    loop {
        peers.mark_unchanged();
        region.mark_unchanged();
        let many = dial_wanted(&inner);
        tokio::time::sleep(if many { PAUSE_OF_MANY } else { PAUSE }).await;
        tokio::select! {
            result = peers.changed() => if result.is_err() { return },
            () = inner.dialling.anew.notified() => {}
            _ = region.changed() => {}
            () = tokio::time::sleep(SELDOM) => {}
        }
    }
}

/// Begins to dial whoever is wanted and not connected, and gives up on those who are not wanted any more. Tells whether
/// there are many.
fn dial_wanted(inner: &Arc<Inner>) -> bool {
    let (wanted, many) = wanted(inner);
    let connected = inner.party.peers.all().into_iter().filter(|(_, peer)| peer.connected).map(|(device, _)| device);
    let connected: BTreeSet<DeviceId> = connected.collect();
    let mut tasks = inner.dialling.tasks();
    tasks.retain(|device, trying| {
        let keep = wanted.contains(device) && !trying.task.is_finished();
        if !keep {
            trying.task.abort();
        }
        keep
    });
    for device in wanted.difference(&connected) {
        tasks.entry(*device).or_insert_with(|| {
            let sooner = Arc::<Notify>::default();
            let task = tokio::spawn(dial(Arc::clone(inner), *device, many, Arc::clone(&sooner)));
            Trying { task, sooner }
        });
    }
    many
}

async fn dial(inner: Arc<Inner>, device: DeviceId, many: bool, sooner: Arc<Notify>) {
    let own = inner.workspace.device();
    let (mut wait, last, mut attempt) = (FIRST_RETRY, if many { LAST_RETRY_OF_MANY } else { LAST_RETRY }, 0);
    if many {
        tokio::time::sleep(spread(FIRST_OF_MANY, &own, &device, attempt)).await;
    }
    loop {
        let peer = inner.party.peers.all().remove(&device).unwrap_or_default();
        if peer.connected || peer.misbehaved.is_some() {
            return;
        }
        let relays = inner.bound.relays();
        let address = endpoint::address(device, &peer.all_addresses(), relays.keys());
        let Some(address) = address.filter(|address| !address.addrs.is_empty()) else { return };
        // While another endpoint is bound there is none; when it is there, dialling begins anew.
        let Some(endpoint) = inner.bound.endpoint() else { return };
        let dialled = tokio::time::timeout(DIAL, endpoint.connect(address, ALPN)).await;
        drop(endpoint);
        if let Ok(Ok(connection)) = dialled {
            inner.dialling.silent().remove(&device);
            let began = tokio::time::Instant::now();
            // In a task of its own: whoever dials anew gives up this dialling, not the session.
            let (session, going) = (Arc::clone(&inner), inner.going.begin());
            let conversing = async move {
                node::converse(&session, connection, true).await;
                drop(going);
            };
            let ended = tokio::spawn(conversing).await;
            if ended.is_err() {
                return;
            }
            // A session that held is a reason to try again soon.
            if began.elapsed() > LAST_RETRY {
                wait = FIRST_RETRY;
            }
        } else {
            inner.journal.note(inner.party.clock.now(), device, Happening::NotReached);
            if inner.dialling.silent().insert(device) && many {
                // Another takes its place.
                inner.dialling.anew.notify_one();
            }
        }
        attempt += 1;
        tokio::time::sleep(FIRST_RETRY).await;
        let rest = spread(wait, &own, &device, attempt).saturating_sub(FIRST_RETRY);
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = sooner.notified() => {}
        }
        wait = (wait * 2).min(last);
    }
}
