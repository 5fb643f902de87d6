//! What is known of the other devices: addresses, when they were seen, what they confirmed. Remembered across runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, SpaceId};
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::poison::lock;
use crate::store::{Area, Store, StoreError};

/// Most addresses remembered of one device.
const MAX_ADDRESSES: usize = 8;
/// Most addresses of one device that were announced on the local network.
const MAX_HEARD: usize = 8;
const NAME: &str = "peers";
/// A clock may be set back by so many milliseconds without anything being made of it.
const AHEAD: i64 = 5 * 60 * 1000;

/// One other device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerStatus {
    /// Where it was reached, or is said to be by somebody who is let in; newest first.
    pub addresses: Vec<SocketAddr>,
    /// Where somebody on the local network says it is, newest first: tried beside the others, and not remembered. Anybody
    /// there can say so.
    #[serde(skip)]
    pub heard: Vec<SocketAddr>,
    /// When it was last heard.
    pub last_seen: Option<Timestamp>,
    /// Per space: the digest of what it said to have kept, and when it said so.
    pub kept: BTreeMap<SpaceId, (ContentHash, Timestamp)>,
    /// Per space: how many records this device kept when the other last said to keep exactly the same.
    pub together: BTreeMap<SpaceId, u64>,
    /// Why it is no longer listened to, in this run.
    #[serde(skip)]
    pub misbehaved: Option<String>,
    /// Connected now.
    #[serde(skip)]
    pub connected: bool,
    /// When it first refused this device, while it did not let it in since, in this run.
    #[serde(skip)]
    pub refused: Option<Timestamp>,
    /// When the session that goes on now, or went on last in this run, began.
    #[serde(skip)]
    pub since: Option<Timestamp>,
}

impl PeerStatus {
    /// It said at `when` what it keeps of a space of which this device keeps `own`: a digest, and how many records.
    pub(super) fn keeps(&mut self, space: SpaceId, digest: ContentHash, when: Timestamp, own: (ContentHash, u64)) {
        self.kept.insert(space, (digest, when));
        if own.0 == digest {
            self.together.insert(space, own.1);
        }
    }

    fn bound(&mut self, now: Timestamp) {
        let ahead = |time: &Timestamp| time.0 > now.0.saturating_add(AHEAD);
        let times = self.last_seen.iter_mut().chain(self.kept.values_mut().map(|(_, when)| when));
        times.filter(|time| ahead(time)).for_each(|time| *time = now);
    }

    /// At most so many of the `own.1` records that this device keeps wait for it; `None` when that is not known.
    #[must_use]
    pub fn waiting(&self, space: &SpaceId, own: (ContentHash, u64)) -> Option<u64> {
        if self.kept.get(space).is_some_and(|(theirs, _)| *theirs == own.0) {
            return Some(0);
        }
        // Something differs: where no record is newer, it has what this device lacks, and nothing is known.
        self.together.get(space).map(|then| own.1.saturating_sub(*then)).filter(|newer| *newer > 0)
    }

    /// Every address at which it may be.
    pub fn all_addresses(&self) -> Vec<SocketAddr> {
        let heard = self.heard.iter().filter(|heard| !self.addresses.contains(heard));
        self.addresses.iter().chain(heard).copied().collect()
    }

    /// Whether it said in this session that it keeps exactly what `digest` stands for.
    pub fn keeps_now(&self, space: &SpaceId, digest: &ContentHash) -> bool {
        let said = self.kept.get(space).filter(|(theirs, _)| theirs == digest);
        self.connected && said.zip(self.since).is_some_and(|((_, when), since)| *when >= since)
    }
}

/// The other devices. Clones share it.
#[derive(Clone)]
pub struct Peers {
    store: Store,
    known: Arc<Mutex<BTreeMap<DeviceId, PeerStatus>>>,
    changed: watch::Sender<u64>,
}

impl Peers {
    /// Takes up what was remembered. What a clock that ran ahead noted as later than `now` was at the latest now.
    pub fn load(store: Store, now: Timestamp) -> Result<Self, StoreError> {
        let kept = store.get(Area::Local, NAME)?.and_then(|bytes| encoding::decode(&bytes).ok());
        let mut known: BTreeMap<DeviceId, PeerStatus> = kept.unwrap_or_default();
        for peer in known.values_mut() {
            peer.bound(now);
        }
        Ok(Self { store, known: Arc::new(Mutex::new(known)), changed: watch::channel(0).0 })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<DeviceId, PeerStatus>> {
        lock(&self.known)
    }

    /// Everything that is known.
    pub fn all(&self) -> BTreeMap<DeviceId, PeerStatus> {
        self.lock().clone()
    }

    /// Whether a device is not listened to now.
    pub(super) fn shuns(&self, device: &DeviceId) -> bool {
        self.lock().get(device).is_some_and(|peer| peer.misbehaved.is_some())
    }

    /// Whether a device refused this one, and did not let it in since.
    pub(super) fn refused(&self, device: &DeviceId) -> bool {
        self.lock().get(device).is_some_and(|peer| peer.refused.is_some())
    }

    /// Tells of every change.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Remembers where a device can be reached.
    pub fn add_addresses(&self, device: DeviceId, addresses: impl IntoIterator<Item = SocketAddr>) {
        self.change(device, |peer| put_first(&mut peer.addresses, addresses, MAX_ADDRESSES));
    }

    /// Somebody on the local network says where a device is. Whether that was not known.
    pub(super) fn hear(&self, device: DeviceId, addresses: &[SocketAddr]) -> bool {
        let known = self.lock().get(&device).map(PeerStatus::all_addresses).unwrap_or_default();
        if addresses.iter().all(|address| known.contains(address)) {
            return false;
        }
        self.change(device, |peer| put_first(&mut peer.heard, addresses.iter().copied(), MAX_HEARD));
        true
    }

    /// Changes what is known of one device.
    pub(super) fn change(&self, device: DeviceId, change: impl FnOnce(&mut PeerStatus)) {
        change(self.lock().entry(device).or_default());
        self.changed.send_modify(|count| *count += 1);
    }

    /// Listens to a device again, when called; does nothing when nobody uses these peers any more.
    pub(super) fn pardon(&self, device: DeviceId) -> impl FnOnce() + Send + 'static {
        let (known, changed) = (Arc::downgrade(&self.known), self.changed.clone());
        move || {
            let Some(known) = known.upgrade() else { return };
            lock(&known).entry(device).or_default().misbehaved = None;
            changed.send_modify(|count| *count += 1);
        }
    }

    /// Writes it down.
    pub fn save(&self) -> Result<(), StoreError> {
        let bytes = encoding::encode(&*self.lock()).unwrap_or_default();
        self.store.write(|tx| tx.put(Area::Local, NAME, &bytes))
    }
}

fn put_first(known: &mut Vec<SocketAddr>, addresses: impl IntoIterator<Item = SocketAddr>, most: usize) {
    for address in addresses {
        known.retain(|other| *other != address);
        known.insert(0, address);
    }
    known.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId::from_bytes([7; 32]);

    fn at(number: u16) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, 1], number))
    }

    #[test]
    fn announced_addresses_push_no_true_one_out_and_are_not_remembered() {
        let dir = tempfile::TempDir::new().unwrap();
        let store = Store::create(&dir.path().join("workspace")).unwrap();
        let peers = Peers::load(store.clone(), Timestamp(5)).unwrap();
        peers.add_addresses(DEVICE, (1..=3).map(at));
        assert!(!peers.hear(DEVICE, &[at(2)]), "known");
        for invented in 100..200 {
            assert!(peers.hear(DEVICE, &[at(invented)]));
        }
        let peer = peers.all().remove(&DEVICE).unwrap();
        assert_eq!(peer.addresses, [at(3), at(2), at(1)]);
        assert_eq!(peer.heard.len(), MAX_HEARD);
        // The true ones are tried first, the newest announced ones beside them.
        assert_eq!(peer.all_addresses()[..4], [at(3), at(2), at(1), at(199)]);
        peers.save().unwrap();
        let again = Peers::load(store, Timestamp(5)).unwrap().all().remove(&DEVICE).unwrap();
        assert_eq!((again.addresses.len(), again.heard.len()), (3, 0));
    }
    #[test]
    fn what_a_clock_noted_that_ran_ahead_was_at_the_latest_now() {
        let dir = tempfile::TempDir::new().unwrap();
        let store = Store::create(&dir.path().join("workspace")).unwrap();
        let (space, year) = (SpaceId::from_bytes([1; 32]), 365 * 24 * 60 * 60 * 1000);
        let (now, ahead) = (Timestamp(50 * year), Timestamp(55 * year));
        let other = DeviceId::from_bytes([8; 32]);
        let peers = Peers::load(store.clone(), ahead).unwrap();
        for (device, time) in [(DEVICE, ahead), (other, Timestamp(49 * year))] {
            peers.change(device, |peer| {
                peer.last_seen = Some(time);
                peer.kept.insert(space, (ContentHash::of(b""), time));
            });
        }
        peers.save().unwrap();
        let all = Peers::load(store, now).unwrap().all();
        let times = |device| (all[&device].last_seen.unwrap(), all[&device].kept[&space].1);
        assert_eq!(times(DEVICE), (now, now));
        assert_eq!(times(other), (Timestamp(49 * year), Timestamp(49 * year)));
    }
}
