//! Whom a node dials, and when it tries again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::endpoint::{self, UNNEEDED};
use super::journal::Happening;
use super::neighbours::{MESH, Reach, Ring, spread};
use super::node::{self, ALPN, Inner};
use super::session::Party;

use crate::poison::lock;

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
/// In a large region others of those that did not answer have their turn after so long.
const TURN: Duration = Duration::from_mins(1);
/// A session that this device began and does not want any more ends after so long.
const UNWANTED: Duration = Duration::from_mins(10);

/// What is being dialled.
pub(super) struct Dialling {
    began: Instant,
    tasks: Mutex<BTreeMap<DeviceId, Trying>>,
    /// Who did not answer the last time.
    silent: Mutex<BTreeSet<DeviceId>>,
    unwanted: Mutex<Unwanted>,
    anew: Notify,
}

impl Default for Dialling {
    fn default() -> Self {
        let (tasks, silent, unwanted, anew) = Default::default();
        Self { began: Instant::now(), tasks, silent, unwanted, anew }
    }
}

/// Since when sessions that this device began are not wanted any more. Where others come and go, each time another is the next
/// on the ring, and all of them would stay: in the end everybody would be connected with everybody.
#[derive(Debug, Default)]
pub(super) struct Unwanted(BTreeMap<DeviceId, Instant>);

impl Unwanted {
    /// Of the devices with which this one `began` a session, those that have not been wanted for [so long](UNWANTED).
    pub(super) fn due(
        &mut self,
        began: &BTreeSet<DeviceId>,
        wanted: &BTreeSet<DeviceId>,
        now: Instant,
    ) -> BTreeSet<DeviceId> {
        let unwanted: BTreeSet<DeviceId> = began.difference(wanted).copied().collect();
        self.0.retain(|device, _| unwanted.contains(device));
        unwanted.into_iter().filter(|device| now - *self.0.entry(*device).or_insert(now) >= UNWANTED).collect()
    }
}

/// One device that is dialled until it answers.
struct Trying {
    task: JoinHandle<()>,
    /// Ends the wait for the next try.
    sooner: Arc<Notify>,
}

impl Dialling {
    fn tasks(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Trying>> {
        lock(&self.tasks)
    }

    fn silent(&self) -> MutexGuard<'_, BTreeSet<DeviceId>> {
        lock(&self.silent)
    }

    /// Which of those that did not answer are tried again now.
    fn turn(&self) -> usize {
        usize::try_from(self.began.elapsed().as_secs() / TURN.as_secs()).unwrap_or_default()
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
    let turn = inner.dialling.turn();
    let wanted = rings.iter().flat_map(|ring| ring.wanted(reach, turn)).collect();
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
        rings(self, own, there).flat_map(|ring| ring.wanted(reach, 0)).collect()
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
            () = tokio::time::sleep(if many { TURN } else { SELDOM }) => {}
        }
    }
}

/// Begins to dial whoever is wanted and not connected, and gives up on those who are not wanted any more; after a while also
/// the sessions that this device began with them. Tells whether there are many.
fn dial_wanted(inner: &Arc<Inner>) -> bool {
    let (wanted, many) = wanted(inner);
    let mut unwanted = lock(&inner.dialling.unwanted);
    for device in unwanted.due(&inner.begun(), &wanted, Instant::now()) {
        // Where the other wants it, it dials: then the session is its own.
        inner.leave(&device, UNNEEDED);
    }
    drop(unwanted);
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
    let (last, mut attempt) = (if many { LAST_RETRY_OF_MANY } else { LAST_RETRY }, 0);
    // Whoever did not answer before is tried once a turn.
    let mut wait = if many && inner.dialling.silent().contains(&device) { last } else { FIRST_RETRY };
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
            let began = Instant::now();
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

#[cfg(test)]
impl Dialling {
    /// As if it were long before a device is tried again: what is returned goes on for as long as that is so.
    pub(super) fn waits_long_for(&self, device: DeviceId) -> tokio::task::AbortHandle {
        let task = tokio::spawn(std::future::pending());
        let waiting = task.abort_handle();
        if let Some(before) = self.tasks().insert(device, Trying { task, sooner: Arc::default() }) {
            before.task.abort();
        }
        waiting
    }
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::id::SpaceId;

    use super::*;

    fn device(number: u16) -> DeviceId {
        DeviceId::from_bytes(*blake3::hash(&number.to_le_bytes()).as_bytes())
    }

    /// A region in which devices come one after the other, five minutes apart, and stay: who has a session with whom, by who began it.
    struct Region {
        rings: BTreeMap<DeviceId, Ring>,
        begun: BTreeMap<DeviceId, BTreeSet<DeviceId>>,
        unwanted: BTreeMap<DeviceId, Unwanted>,
        now: Instant,
        dials: usize,
    }

    impl Region {
        fn of(size: u16) -> Self {
            let all: Vec<DeviceId> = (0..size).map(device).collect();
            let ring = |own: &DeviceId| (*own, Ring::new(*own, SpaceId::from_bytes([7; 32]), all.iter().copied()));
            let rings = all.iter().map(ring).collect();
            let (begun, unwanted) = Default::default();
            Self { rings, begun, unwanted, now: Instant::now(), dials: 0 }
        }

        fn is_connected(&self, one: &DeviceId, other: &DeviceId) -> bool {
            self.begun[one].contains(other) || self.begun[other].contains(one)
        }

        /// Everybody who is there dials whom they want and leaves whom they do not, as long as something changes.
        fn settle(&mut self, leave: bool) {
            let there: Vec<DeviceId> = self.begun.keys().copied().collect();
            loop {
                let before = self.begun.clone();
                for own in &there {
                    let reach = |other: &DeviceId| match () {
                        () if !self.begun.contains_key(other) => Reach::Silent,
                        () if self.is_connected(own, other) => Reach::Connected,
                        () => Reach::Likely,
                    };
                    let wanted = self.rings[own].wanted(reach, 0);
                    let due = self.unwanted.entry(*own).or_default().due(&self.begun[own], &wanted, self.now);
                    if leave {
                        self.begun.entry(*own).or_default().retain(|other| !due.contains(other));
                    }
                    let missing = wanted.iter().filter(|other| self.begun.contains_key(other));
                    let missing: Vec<_> = missing.filter(|other| !self.is_connected(own, other)).copied().collect();
                    self.dials += missing.len();
                    self.begun.entry(*own).or_default().extend(missing);
                }
                if self.begun == before {
                    return;
                }
            }
        }

        fn most_sessions(&self) -> usize {
            let sessions = |own: &DeviceId| self.begun.keys().filter(|other| self.is_connected(own, other)).count();
            self.begun.keys().map(sessions).max().unwrap()
        }
    }

    #[test]
    fn those_who_stay_do_not_end_up_connected_with_everybody() {
        const SIZE: u16 = 120;
        let come = |leave: bool| {
            let mut region = Region::of(SIZE);
            for number in 0..SIZE {
                region.begun.insert(device(number), BTreeSet::new());
                region.now += Duration::from_mins(5);
                region.settle(leave);
            }
            for _ in 0..3 {
                region.now += UNWANTED;
                region.settle(leave);
            }
            region
        };
        let (stays, leaves) = (come(false), come(true));
        let sessions = |region: &Region| region.begun.values().map(BTreeSet::len).sum::<usize>();
        println!("{} sessions or {}, dialled {} or {}", sessions(&stays), sessions(&leaves), stays.dials, leaves.dials);
        assert!(sessions(&leaves) <= usize::from(SIZE) * 6, "{} sessions", sessions(&leaves));
        assert!(leaves.most_sessions() <= 20, "{} of one device", leaves.most_sessions());
        assert!(sessions(&stays) > 2 * sessions(&leaves), "nothing to show: {}", sessions(&stays));
        // Nobody is dialled again and again: about as often as where nobody leaves.
        assert!(leaves.dials < 2 * stays.dials, "dialled {} times, {} without leaving", leaves.dials, stays.dials);
    }

    #[test]
    fn a_session_that_is_wanted_again_in_time_stays() {
        let (mut unwanted, began, now) = (Unwanted::default(), BTreeSet::from([device(1), device(2)]), Instant::now());
        let wants = |number: Option<u16>| number.map(device).into_iter().collect::<BTreeSet<_>>();
        let minutes = |minutes: u64| now + Duration::from_mins(minutes);
        assert!(unwanted.due(&began, &wants(Some(1)), now).is_empty());
        assert!(unwanted.due(&began, &wants(Some(2)), minutes(9)).is_empty());
        assert_eq!(
            unwanted.due(&began, &wants(None), minutes(18)),
            wants(None),
            "one for 9 minutes, the other for none"
        );
        assert_eq!(unwanted.due(&began, &wants(None), minutes(19)), wants(Some(1)));
        assert_eq!(unwanted.due(&wants(Some(2)), &wants(None), minutes(28)), wants(Some(2)));
    }
}
