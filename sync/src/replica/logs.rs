//! The index of a space's logs: who wrote what, where it is kept, and which bodies are missing.

use std::collections::{BTreeMap, BTreeSet};

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use deelbaar_schema::record::{Kind, LogHead, Record};
use deelbaar_schema::time::Timestamp;

use super::forget;
use super::fork::{Fork, Forks};
use super::{BucketDigest, Heights, OpenReplicaError};
use crate::store::{Area, Store};

/// In memory; built from the heads at start.
#[derive(Debug, Clone, Default)]
pub(super) struct Logs {
    /// By arrival: author, place in the log, kind.
    arrived: Vec<(DeviceId, u64, Kind)>,
    /// By author: the ids of the log's records.
    by_author: BTreeMap<DeviceId, Vec<RecordId>>,
    /// By author: the latest time that a record says.
    latest: BTreeMap<DeviceId, Timestamp>,
    arrivals: BTreeMap<RecordId, u64>,
    bodiless: BTreeSet<u64>,
    /// Arrivals of which the body is missing and not withdrawn.
    wanted: BTreeSet<u64>,
    /// The same, where somebody whose word counts says that it is gone: seldom asked for.
    given_up: BTreeSet<u64>,
    withdrawn: BTreeSet<RecordId>,
    forks: Forks,
    /// By author: from where on nothing goes out, because a record does not open any more.
    broken: BTreeMap<DeviceId, u64>,
    /// Whether something lies in the file that does not open: a body that is missing may be part of that.
    unreadable: bool,
    /// How far this device's own log went when the space was taken off it.
    written: u64,
}

/// The name under which withdrawn ids are remembered.
pub(super) fn withdrawn_name(space: &SpaceId) -> String {
    format!("withdrawn in {space}")
}

/// What stands in digests for the last record of a log that forked at this place.
fn forked_at(place: u64) -> RecordId {
    let mut id = [0xff; 32];
    id[24..].copy_from_slice(&place.to_be_bytes());
    RecordId::from_bytes(id)
}

/// Author and number of what arrived then.
fn place_in(arrived: &[(DeviceId, u64, Kind)], arrival: u64) -> Option<(DeviceId, u64)> {
    let (author, seq, _) = arrived.get(usize::try_from(arrival).ok()?)?;
    Some((*author, *seq))
}

impl Logs {
    /// An index that knows what was withdrawn, and no record yet.
    pub(super) fn load(store: &Store, space: SpaceId) -> Result<Self, OpenReplicaError> {
        let mut logs = Self::default();
        if let Some(bytes) = store.get(Area::Local, &withdrawn_name(&space))? {
            logs.withdrawn = encoding::decode(&bytes).unwrap_or_default();
        }
        logs.forks = Forks::load(store, &space)?;
        logs.written = forget::written(store, &space)?;
        Ok(logs)
    }

    pub(super) fn push(&mut self, arrival: u64, record: &Record, has_body: bool) {
        let header = record.header();
        self.arrived.push((header.author, header.seq, header.kind));
        self.by_author.entry(header.author).or_default().push(record.id());
        let latest = self.latest.entry(header.author).or_insert(header.time);
        *latest = (*latest).max(header.time);
        self.arrivals.insert(record.id(), arrival);
        if !has_body {
            self.bodiless.insert(arrival);
            if !self.withdrawn.contains(&record.id()) {
                self.wanted.insert(arrival);
            }
        }
    }

    pub(super) fn has_body(&mut self, arrival: u64) {
        self.bodiless.remove(&arrival);
        self.wanted.remove(&arrival);
        self.given_up.remove(&arrival);
    }

    pub(super) fn drop_body(&mut self, arrival: u64) {
        self.bodiless.insert(arrival);
    }

    /// Wants these bodies, which are not here any more, unless they were withdrawn.
    pub(super) fn want_again(&mut self, ids: impl Iterator<Item = RecordId>) {
        for id in ids.filter(|id| !self.withdrawn.contains(id)) {
            self.wanted.extend(self.arrivals.get(&id));
        }
    }

    /// A body that was here does not open any more: somebody else may have it.
    pub(super) fn lose_body(&mut self, arrival: u64) {
        self.unreadable = true;
        self.bodiless.insert(arrival);
        if self.id_of(arrival).is_some_and(|id| !self.withdrawn.contains(&id)) {
            self.wanted.insert(arrival);
        }
    }

    /// Something in the file does not open.
    pub(super) fn set_unreadable(&mut self) {
        self.unreadable = true;
    }

    pub(super) fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// A record does not open any more that only goes out whole: nothing of its log goes from there on. Whether that is news.
    pub(super) fn break_at(&mut self, arrival: u64) -> bool {
        self.unreadable = true;
        let Some((author, seq)) = place_in(&self.arrived, arrival) else { return false };
        let news = self.broken.get(&author).is_none_or(|known| seq < *known);
        if news {
            self.broken.insert(author, seq);
        }
        news
    }

    pub(super) fn withdraw(&mut self, ids: &BTreeSet<RecordId>) {
        for id in ids {
            self.withdrawn.insert(*id);
            if let Some(arrival) = self.arrival_of(id) {
                self.wanted.remove(&arrival);
                self.given_up.remove(&arrival);
            }
        }
    }

    /// The withdrawn ids with these among them, to be written down.
    pub(super) fn encode_withdrawn_with(&self, ids: &BTreeSet<RecordId>) -> Vec<u8> {
        let all: BTreeSet<&RecordId> = self.withdrawn.iter().chain(ids).collect();
        encoding::encode(&all).unwrap_or_default()
    }

    pub(super) fn id_of(&self, arrival: u64) -> Option<RecordId> {
        let (author, seq) = place_in(&self.arrived, arrival)?;
        self.record_at(&author, seq)
    }

    pub(super) fn lacks_body(&self, arrival: u64) -> bool {
        self.bodiless.contains(&arrival)
    }

    /// Gives the bodies up of which somebody who knows says that they are gone, and wants all others.
    pub(super) fn give_up(&mut self, is_gone: impl Fn(&DeviceId, u64) -> bool) {
        let mut missing = std::mem::take(&mut self.wanted);
        missing.append(&mut self.given_up);
        let gone = |arrival: &u64| place_in(&self.arrived, *arrival).is_some_and(|(author, seq)| is_gone(&author, seq));
        (self.given_up, self.wanted) = missing.into_iter().partition(gone);
    }

    /// Whether the body of a record that lies here is missing, and may come.
    pub(super) fn takes_body_of(&self, id: &RecordId) -> bool {
        self.arrival_of(id).is_some_and(|arrival| self.lacks_body(arrival)) && !self.withdrawn.contains(id)
    }

    /// Authors and numbers of what was withdrawn.
    pub(super) fn withdrawn_places(&self) -> impl Iterator<Item = (DeviceId, u64)> + '_ {
        self.withdrawn.iter().filter_map(|id| place_in(&self.arrived, self.arrival_of(id)?))
    }

    /// Of which the body is missing and not withdrawn, in order of arrival.
    pub(super) fn wants(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.wanted.iter().filter_map(|arrival| self.id_of(*arrival))
    }

    /// The same of what is said to be gone.
    pub(super) fn given_up(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.given_up.iter().filter_map(|arrival| self.id_of(*arrival))
    }

    /// The latest time that a record of another device than this one says.
    pub(super) fn latest_but_of(&self, own: &DeviceId) -> Option<Timestamp> {
        self.latest.iter().filter(|(author, _)| *author != own).map(|(_, time)| *time).max()
    }

    /// Number of records.
    pub(super) fn len(&self) -> u64 {
        self.arrived.len() as u64
    }

    /// By arrival: author, place in the log, kind.
    pub(super) fn places(&self) -> impl Iterator<Item = (DeviceId, u64, Kind)> + '_ {
        self.arrived.iter().copied()
    }

    pub(super) fn headers(&self) -> impl Iterator<Item = (u64, Kind)> + '_ {
        (0..).zip(self.arrived.iter().map(|(_, _, kind)| *kind))
    }

    pub(super) fn arrival_of(&self, id: &RecordId) -> Option<u64> {
        self.arrivals.get(id).copied()
    }

    pub(super) fn record_at(&self, author: &DeviceId, seq: u64) -> Option<RecordId> {
        self.by_author.get(author)?.get(usize::try_from(seq).ok()?).copied()
    }

    pub(super) fn head(&self, author: &DeviceId) -> LogHead {
        match self.by_author.get(author).map(|log| (log.len() as u64, log.last())) {
            Some((next_seq, Some(last))) => LogHead { next_seq, last: *last },
            _ => LogHead::EMPTY,
        }
    }

    /// How far the own log has to come back before this device writes in it again.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn heights(&self) -> Heights {
        self.by_author.iter().map(|(author, log)| (*author, log.len() as u64)).collect()
    }

    /// How far each log goes, as a peer is told: of a forked log nothing more is wanted than what both its sides share, and
    /// the place is said with that.
    pub(super) fn wanted_heights(&self) -> Heights {
        let mut heights = self.heights();
        for (author, _) in self.forks.all() {
            if let Some(place) = self.closed_at(&author) {
                heights.insert(author, u64::MAX - place);
            }
        }
        heights
    }

    /// Where a log forked of which everything before that is here.
    fn closed_at(&self, author: &DeviceId) -> Option<u64> {
        let length = self.by_author.get(author).map_or(0, |log| log.len() as u64);
        self.forks.place(author).filter(|place| length >= *place)
    }

    /// The last record of each log of these authors that is not closed.
    pub(super) fn last_of_each(&self, of: &dyn Fn(&DeviceId) -> bool) -> Vec<RecordId> {
        let open = self.by_author.iter().filter(|(author, _)| of(author) && self.forks.place(author).is_none());
        open.filter_map(|(_, log)| log.last().copied()).collect()
    }

    pub(super) fn forks(&self) -> &Forks {
        &self.forks
    }

    pub(super) fn set_forks(&mut self, forks: Forks) {
        self.forks = forks;
    }

    /// Whether nothing is taken in of `author` at `seq`.
    pub(super) fn is_past_fork(&self, author: &DeviceId, seq: u64) -> bool {
        self.forks.place(author).is_some_and(|place| seq >= place)
    }

    /// Whether nothing of `author` goes out at `seq`.
    fn is_held_back(&self, author: &DeviceId, seq: u64) -> bool {
        self.is_past_fork(author, seq) || self.broken.get(author).is_some_and(|from| seq >= *from)
    }

    /// Authors in order, each with the id of its last record. Of a forked log all who know the same place say the same.
    fn ends(&self) -> Vec<(DeviceId, RecordId)> {
        let closed = |(author, _): (DeviceId, &Fork)| Some((author, self.closed_at(&author)?));
        let forked: BTreeMap<DeviceId, u64> = self.forks.all().filter_map(closed).collect();
        let whole = self.by_author.iter().filter(|(author, _)| !forked.contains_key(author));
        let mut ends: Vec<_> = whole.filter_map(|(author, log)| Some((*author, *log.last()?))).collect();
        if !forked.is_empty() {
            ends.extend(forked.into_iter().map(|(author, place)| (author, forked_at(place))));
            ends.sort_unstable();
        }
        ends
    }

    pub(super) fn digest(&self) -> ContentHash {
        let mut bytes = Vec::with_capacity(self.by_author.len() * 64);
        for (author, last) in self.ends() {
            bytes.extend_from_slice(author.as_bytes());
            bytes.extend_from_slice(last.as_bytes());
        }
        ContentHash::of(&bytes)
    }

    /// A digest of each part: authors and last records, by the first byte of the author.
    pub(super) fn buckets(&self, key: &[u8; 32]) -> Vec<BucketDigest> {
        let mut hashers: Vec<_> = (0..=u8::MAX).map(|_| blake3::Hasher::new_keyed(key)).collect();
        for (author, last) in self.ends() {
            let hasher = &mut hashers[usize::from(author.as_bytes()[0])];
            hasher.update(author.as_bytes());
            hasher.update(last.as_bytes());
        }
        let digest = |hasher: blake3::Hasher| {
            let mut digest = [0; 8];
            digest.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
            digest
        };
        hashers.into_iter().map(digest).collect()
    }

    /// The proofs for a peer of these heights that knows none, or only of a later place.
    pub(super) fn forks_for(&self, peer: &Heights) -> Vec<(DeviceId, Fork)> {
        let news = |author: &DeviceId| {
            let own = u64::MAX - self.forks.place(author).unwrap_or(0);
            peer.get(author).is_none_or(|theirs| *theirs < own)
        };
        self.forks.all().filter(|(author, _)| news(author)).map(|(author, fork)| (author, fork.clone())).collect()
    }

    /// The arrival of the last withdrawal that a peer of these heights lacks; 0 where there is none, or the peer has no
    /// publication that it could be of.
    pub(super) fn bare_below(&self, peer: &Heights) -> u64 {
        let has = |author: &DeviceId, seq: u64| seq < peer.get(author).copied().unwrap_or(0);
        let lacks = |(author, seq, kind): &(DeviceId, u64, Kind)| {
            *kind == Kind::Withdrawal && !has(author, *seq) && !self.is_held_back(author, *seq)
        };
        let Some(last) = self.arrived.iter().rposition(lacks) else { return 0 };
        let holds = self.arrived.iter().any(|(author, seq, kind)| *kind == Kind::Publication && has(author, *seq));
        if holds { last as u64 } else { 0 }
    }

    /// What a peer of these heights lacks, from an arrival on, in order of arrival. Moves `from` past what it has.
    pub(super) fn due(&self, from: &mut u64, peer: &Heights) -> Vec<(u64, DeviceId, u64)> {
        let start = usize::try_from(*from).unwrap_or(usize::MAX).min(self.arrived.len());
        let mut due = Vec::new();
        for (arrival, (author, seq, _)) in (*from..).zip(&self.arrived[start..]) {
            if *seq >= peer.get(author).copied().unwrap_or(0) && !self.is_held_back(author, *seq) {
                due.push((arrival, *author, *seq));
                if due.len() >= 2048 {
                    return due;
                }
            } else if due.is_empty() {
                *from = arrival + 1;
            }
        }
        due
    }
}
