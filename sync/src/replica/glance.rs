//! What can be asked of a replica at any moment: nobody waits here for records that are being judged or written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::Timestamp;
use tokio::sync::watch;

use super::{BucketDigest, Heights, Replica};

#[cfg(test)]
thread_local! {
    /// What looks in between two steps, in this thread.
    pub(super) static LOOK: std::cell::RefCell<Vec<Box<dyn Fn()>>> = std::cell::RefCell::default();
}

/// Between two steps of which others may see one: where a test looks in.
#[cfg(test)]
pub(super) fn between() {
    LOOK.with_borrow(|look| look.iter().for_each(|look| look()));
}

impl<S: SpaceState> Replica<S> {
    /// The charter, as far as it is on the disk.
    pub fn charter(&self) -> Arc<Charter> {
        Arc::clone(&self.shared.charter.borrow())
    }

    /// Tells of every change of the charter.
    pub fn subscribe_charter(&self) -> watch::Receiver<Arc<Charter>> {
        self.shared.charter.subscribe()
    }

    /// Number of records.
    pub fn count(&self) -> u64 {
        self.logs().len()
    }

    /// The latest time that a record of another device than `own` says, by that device's clock.
    pub fn latest_but_of(&self, own: &DeviceId) -> Option<Timestamp> {
        self.logs().latest_but_of(own)
    }

    /// Tells of every change: the value is the number of records.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    /// How far each log goes, as a peer is told: the greatest number where nothing more is wanted because it forked.
    pub fn wanted_heights(&self) -> Heights {
        self.logs().wanted_heights()
    }

    /// A digest of all logs: equal digests mean equal records.
    pub fn digest(&self) -> ContentHash {
        self.logs().digest()
    }

    /// A digest of each part of the space, under a key.
    pub fn buckets(&self, key: &[u8; 32]) -> Vec<BucketDigest> {
        self.logs().buckets(key)
    }

    /// Tells of every removal of bodies, as soon as the index shows it.
    pub fn subscribe_erased(&self) -> watch::Receiver<u64> {
        self.shared.erased.subscribe()
    }

    /// Whether the body of one of these records is not here any more.
    pub fn lacks_any(&self, ids: &[RecordId]) -> bool {
        let logs = self.logs();
        ids.iter().any(|id| logs.arrival_of(id).is_none_or(|arrival| logs.lacks_body(arrival)))
    }

    /// How far each log goes.
    pub fn heights(&self) -> Heights {
        self.logs().heights()
    }

    /// Authors and numbers of the records of which the body was withdrawn.
    pub fn withdrawn(&self) -> BTreeSet<(DeviceId, u64)> {
        self.logs().withdrawn_places().collect()
    }

    /// Records of which the body is missing although nothing withdrew it, in order of arrival.
    pub fn wants(&self) -> Vec<RecordId> {
        self.logs().wants().collect()
    }

    /// The first `most` of those that were not asked for.
    pub fn wants_beyond(&self, asked: &BTreeSet<RecordId>, most: usize, doubts: bool) -> Vec<RecordId> {
        let logs = self.logs();
        let given_up = logs.given_up().filter(|_| doubts);
        logs.wants().chain(given_up).filter(|wanted| !asked.contains(wanted)).take(most).collect()
    }

    /// Those of `wanted` of which the body is here, in order of arrival.
    pub fn here_of(&self, wanted: &BTreeSet<RecordId>) -> Vec<RecordId> {
        let logs = self.logs();
        let here = |id: &RecordId| Some((logs.arrival_of(id).filter(|arrival| !logs.lacks_body(*arrival))?, *id));
        let here: BTreeMap<u64, RecordId> = wanted.iter().filter_map(here).collect();
        here.into_values().collect()
    }

    /// The same where somebody whose word counts says that nobody has it any more: it is asked for once a day.
    pub fn given_up(&self) -> Vec<RecordId> {
        self.logs().given_up().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::LOOK;
    use crate::workspace::tests::Pair;

    /// A session that already goes on with a device asks between any two steps whether it is let in still, and which records are
    /// new: what came with its removal, or after it, does not show before the removal does.
    #[test]
    fn a_removal_shows_before_the_record_that_brings_it() {
        let pair = Pair::new(|_| ());
        let (region, removed, code) = (pair.officer.region().clone(), pair.alderman.device(), pair.officer.code());
        let (before, looked) = (region.count(), Rc::new(Cell::new(0)));
        let (looks, counted) = (region.clone(), Rc::clone(&looked));
        LOOK.with_borrow_mut(|look| {
            look.push(Box::new(move || {
                let shows = looks.count() > before || looks.heights().values().sum::<u64>() > before;
                assert!(!shows || looks.charter().is_removed(&removed, code), "it is let in still");
                counted.set(counted.get() + 1);
            }));
        });
        pair.officer.remove(removed).unwrap();
        LOOK.take();
        assert!(looked.get() > 1 && region.count() > before && region.charter().is_removed(&removed, code));
    }
}
