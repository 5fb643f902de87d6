//! What can be asked of a replica at any moment: nobody waits here for records that are being judged or written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId};
use deelbaar_schema::space::SpaceState;
use tokio::sync::watch;

use super::{BucketDigest, Heights, Replica};

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

    /// Tells of every change: the value is the number of records.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    /// How far each log goes, as a peer is told: the greatest number where nothing more is wanted because it forked.
    pub fn wanted_heights(&self) -> Heights {
        self.logs().wanted_heights()
    }

    /// A digest of all logs: equal digests mean equal records.
    pub fn fingerprint(&self) -> ContentHash {
        self.logs().fingerprint()
    }

    /// A digest of each part of the space, under a key.
    pub fn buckets(&self, key: &[u8; 32]) -> Vec<BucketDigest> {
        self.logs().buckets(key)
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
    pub fn wants_beyond(&self, asked: &BTreeSet<RecordId>, most: usize) -> Vec<RecordId> {
        self.logs().wants().filter(|wanted| !asked.contains(wanted)).take(most).collect()
    }

    /// Those of `wanted` of which the body is here, in order of arrival.
    pub fn here_of(&self, wanted: &BTreeSet<RecordId>) -> Vec<RecordId> {
        let logs = self.logs();
        let here = |id: &RecordId| Some((logs.arrival_of(id).filter(|arrival| !logs.lacks_body(*arrival))?, *id));
        let here: BTreeMap<u64, RecordId> = wanted.iter().filter_map(here).collect();
        here.into_values().collect()
    }
}
