//! Two records of one author that exclude each other: the proof that somebody writes two logs with one key.
//!
//! Honest devices keep one log. Whoever signs two records for one place can show each half of a region something else; the two
//! signed heads together prove it to anybody, whoever brings them. What both logs share stays; from the place on nothing of the
//! author is taken in or passed on.
//!
//! A proof shows some place at which the logs differ, not the first. Each head in it names the record before it: where another is
//! kept here, the two prove a lower place. The lowest that anybody shows is the one that all keep, so all agree on what is
//! before it.

use std::collections::BTreeMap;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, SpaceId};
use deelbaar_schema::record::Record;
use deelbaar_schema::space::SpaceState;
use serde::{Deserialize, Serialize};

#[cfg(test)]
use super::glance;
use super::{Core, Heights, Replica};
use crate::audit::{self, Origin};
use crate::store::{Area, Store, StoreError};

/// How often a peer may show a lower place of a log that is known to have forked.
const MOST_LOWERED: u32 = if cfg!(test) { 20 } else { 1_000 };

/// The heads of two records of one author.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fork {
    #[serde(with = "serde_bytes")]
    one: Vec<u8>,
    #[serde(with = "serde_bytes")]
    other: Vec<u8>,
}

impl Fork {
    pub(crate) fn of(one: Vec<u8>, other: &Record) -> Self {
        Self { one, other: other.head() }
    }

    /// The author and the first place at which the logs differ; `None` when the two do not exclude each other, or are not of
    /// this space, or a signature does not hold.
    pub fn proves(&self, space: &SpaceId) -> Option<(DeviceId, u64)> {
        let one = Record::of_signed_head(&self.one).ok()?;
        let other = Record::of_signed_head(&self.other).ok()?;
        let (first, second) = (one.header(), other.header());
        let of_one_log = first.author == second.author && first.space == *space && second.space == *space;
        let at_one_place = first.seq == second.seq && one.id() != other.id();
        let after_another = first.seq.checked_add(1) == Some(second.seq) && second.prev != one.id();
        (of_one_log && (at_one_place || after_another)).then_some((first.author, first.seq))
    }
}

impl<S: SpaceState> Replica<S> {
    /// The proof that a record shows together with what is kept at its place, or before it. Within one batch there is none:
    /// what came before it in the batch is kept, and the proof follows when it is offered again.
    pub(super) fn fork_shown_by(&self, record: &Record) -> Result<Option<Fork>, StoreError> {
        let header = record.header();
        let logs = self.logs();
        let at = logs.record_at(&header.author, header.seq).filter(|known| *known != record.id());
        let before = header.seq.checked_sub(1).and_then(|seq| logs.record_at(&header.author, seq));
        let before = before.filter(|known| *known != header.prev);
        let arrival = at.or(before).and_then(|id| logs.arrival_of(&id));
        // Reading can take long, and others ask the index.
        drop(logs);
        #[cfg(test)]
        glance::between();
        let Some(arrival) = arrival else { return Ok(None) };
        let head = self.shared.store.head(self.space().as_bytes(), arrival)?;
        Ok(head.map(|head| Fork::of(head, record)))
    }

    /// Keeps a proof; the author when it holds, shows a lower place than was known, and is of somebody who was ever enrolled.
    pub(super) fn keep_fork(&self, core: &Core<S>, fork: &Fork) -> Result<Option<DeviceId>, StoreError> {
        let space = self.space();
        let Some((author, place)) = fork.proves(&space) else { return Ok(None) };
        let known = self.logs().forks().place(&author).is_some_and(|known| known <= place);
        if known || core.state.charter().knows(&author).is_err() {
            return Ok(None);
        }
        let (fork, place) = self.lowest(fork.clone(), place)?;
        let known = self.logs().forks().clone();
        let forks = known.save_with(&self.shared.store, &space, author, place, &fork)?;
        self.logs().set_forks(forks);
        audit::note("fork", "", false, Origin::Network, &author.short());
        self.shared.changed.send_replace(self.count());
        Ok(Some(author))
    }

    /// What was taken in may show a lower place with the proof that was known.
    pub(super) fn look_at_fork(&self, core: &Core<S>, author: &DeviceId) -> Result<(), StoreError> {
        let known = self.logs().forks().of(author).map(|(place, fork)| (place, fork.clone()));
        let Some((known, fork)) = known else { return Ok(()) };
        let (fork, place) = self.lowest(fork, known)?;
        if place < known {
            self.keep_fork(core, &fork)?;
        }
        Ok(())
    }

    /// The lowest place that a proof shows together with the records that are kept here.
    fn lowest(&self, mut fork: Fork, mut place: u64) -> Result<(Fork, u64), StoreError> {
        while let Some(lower) = self.lower(&fork)? {
            match lower.proves(&self.space()) {
                Some((_, at)) if at < place => (fork, place) = (lower, at),
                _ => break,
            }
        }
        Ok((fork, place))
    }

    /// Another proof, where the record that a head of this one follows is not the one that is kept here.
    fn lower(&self, fork: &Fork) -> Result<Option<Fork>, StoreError> {
        for head in [&fork.one, &fork.other] {
            let Ok(record) = Record::of_signed_head(head) else { continue };
            let header = record.header();
            let logs = self.logs();
            let before = header.seq.checked_sub(1).and_then(|seq| logs.record_at(&header.author, seq));
            let arrival = before.filter(|kept| *kept != header.prev).and_then(|kept| logs.arrival_of(&kept));
            drop(logs);
            #[cfg(test)]
            glance::between();
            let Some(arrival) = arrival else { continue };
            // That at the known place shows nothing new.
            let own = self.shared.store.head(self.space().as_bytes(), arrival)?;
            let lower = own.map(|one| Fork { one, other: head.clone() });
            let place = |fork: &Fork| fork.proves(&self.space()).map(|(_, place)| place);
            if let Some(lower) = lower.filter(|lower| place(lower).is_some() && place(lower) < place(fork)) {
                return Ok(Some(lower));
            }
        }
        Ok(None)
    }

    /// Takes a proof in that somebody brings. Whoever writes two logs can make lower ones without end: of one author only so
    /// many are taken in until the next start.
    pub fn learn_fork(&self, fork: &Fork) -> Result<Option<DeviceId>, StoreError> {
        let mut core = self.core();
        let place = |author: &DeviceId| self.logs().forks().place(author);
        let known = fork.proves(&self.space()).filter(|(author, _)| place(author).is_some());
        if let Some((author, _)) = known.filter(|(author, at)| place(author) > Some(*at)) {
            let lowered = core.lowered.entry(author).or_default();
            if *lowered >= MOST_LOWERED {
                return Ok(None);
            }
            *lowered += 1;
        }
        self.keep_fork(&core, fork)
    }

    /// Authors that wrote two logs.
    pub fn forked(&self) -> Vec<DeviceId> {
        self.logs().forks().all().map(|(author, _)| author).collect()
    }

    /// Where each of them is closed: records from that number on do not reach everybody.
    pub fn closed(&self) -> BTreeMap<DeviceId, u64> {
        let logs = self.logs();
        logs.forks().all().filter_map(|(author, _)| Some((author, logs.forks().place(&author)?))).collect()
    }

    /// The proofs that a peer of these heights does not know.
    pub fn forks_for(&self, peer: &Heights) -> Vec<(DeviceId, Fork)> {
        self.logs().forks_for(peer)
    }
}

/// The logs that forked.
#[derive(Debug, Clone, Default)]
pub(super) struct Forks(BTreeMap<DeviceId, (u64, Fork)>);

fn name(space: &SpaceId) -> String {
    format!("forks in {space}")
}

impl Forks {
    pub(super) fn load(store: &Store, space: &SpaceId) -> Result<Self, StoreError> {
        let kept = store.get(Area::Local, &name(space))?;
        Ok(Self(kept.and_then(|bytes| encoding::decode(&bytes).ok()).unwrap_or_default()))
    }

    /// Writes down what is known with one more.
    pub(super) fn save_with(
        &self,
        store: &Store,
        space: &SpaceId,
        author: DeviceId,
        place: u64,
        fork: &Fork,
    ) -> Result<Self, StoreError> {
        let mut all = self.clone();
        all.0.insert(author, (place, fork.clone()));
        let bytes = encoding::encode(&all.0).unwrap_or_default();
        store.write(|tx| tx.put(Area::Local, &name(space), &bytes))?;
        Ok(all)
    }

    /// Where the log of `author` forked.
    pub(super) fn place(&self, author: &DeviceId) -> Option<u64> {
        self.0.get(author).map(|(place, _)| *place)
    }

    fn of(&self, author: &DeviceId) -> Option<(u64, &Fork)> {
        self.0.get(author).map(|(place, fork)| (*place, fork))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (DeviceId, &Fork)> {
        self.0.iter().map(|(author, (_, fork))| (*author, fork))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use deelbaar_schema::crypto::SecretKey;
    use deelbaar_schema::id::PersonId;
    use deelbaar_schema::record::{Kind, LogHead};
    use deelbaar_schema::role::Role;
    use deelbaar_schema::time::Term;

    use super::*;
    use crate::workspace::tests::Pair;
    use crate::workspace::{Person, random_key};

    fn log(pair: &Pair, key: &SecretKey, count: u64, text: &str) -> Vec<Record> {
        let (space, now) = (pair.officer.region_space(), pair.hands.clock().now());
        let mut log = LogHead::EMPTY;
        let write = |_| {
            let record = Record::create(key, space, log, now, Kind::Unknown(700), text.as_bytes().to_vec()).unwrap();
            log = log.advance(&record).unwrap();
            record
        };
        (0..count).map(write).collect()
    }

    /// The store may keep whoever reads waiting for as long as it moves to a fresh key; sessions ask the index all the while.
    #[test]
    fn nobody_waits_for_the_index_while_a_proof_is_compared_with_what_is_kept() {
        let pair = Pair::new(|_| ());
        let region = pair.officer.region();
        let key = random_key().unwrap();
        let term = Term::since(pair.hands.clock().today());
        let person = Person { id: PersonId::from_bytes([9; 16]), name: "Bo".into(), role: Role::Reader, term };
        pair.officer.enrol(key.device(), &person, None).unwrap();
        let (one, other) = (log(&pair, &key, 6, "ja"), log(&pair, &key, 6, "nee"));
        let (looks, looked) = (region.clone(), Rc::new(Cell::new(0)));
        let counted = Rc::clone(&looked);
        let look = move || {
            assert!(looks.shared.logs.try_lock().is_ok(), "the index is held");
            counted.set(counted.get() + 1);
        };
        glance::LOOK.with_borrow_mut(|all| all.push(Box::new(look)));
        region.accept(one.iter().map(Record::to_wire).collect()).unwrap();
        let before = looked.get();
        let offered = region.accept(vec![other[3].to_wire()]).unwrap();
        assert_eq!(offered.forked, [key.device()]);
        let shown = looked.get();
        assert_eq!(region.learn_fork(&Fork::of(one[1].head(), &other[1])).unwrap(), Some(key.device()));
        glance::LOOK.take();
        assert!(before > 0 && shown > before && looked.get() > shown);
    }

    #[test]
    fn whoever_shows_lower_and_lower_places_is_heard_only_so_often() {
        let pair = Pair::new(|_| ());
        let region = pair.officer.region();
        let liar = || {
            let key = random_key().unwrap();
            let term = Term::since(pair.hands.clock().today());
            let person = Person { id: PersonId::from_bytes([9; 16]), name: "Bo".into(), role: Role::Reader, term };
            pair.officer.enrol(key.device(), &person, None).unwrap();
            key
        };
        let most = u64::from(MOST_LOWERED);
        let proofs = |key: &SecretKey| {
            let (one, other) = (log(&pair, key, most + 4, "ja"), log(&pair, key, most + 4, "nee"));
            let proofs = one.iter().zip(&other).map(|(one, other)| Fork::of(one.head(), other));
            proofs.collect::<Vec<_>>()
        };
        let key = liar();
        let mut heard = 0;
        for proof in proofs(&key).iter().rev() {
            heard += u64::from(region.learn_fork(proof).unwrap() == Some(key.device()));
        }
        // The first, and so many lower ones.
        assert_eq!((heard, region.closed()[&key.device()]), (most + 1, 3));
        // That is of this author only, and the place itself is known as before.
        let other = liar();
        assert_eq!(region.learn_fork(&proofs(&other)[5]).unwrap(), Some(other.device()));
        assert_eq!((region.closed().len(), region.forked().len()), (2, 2));
    }
}
