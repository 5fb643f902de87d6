//! What a session needs of a replica, without knowing what its records mean.

use std::collections::BTreeSet;
use std::sync::Arc;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use deelbaar_schema::record::{RecordError, WireRecord};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::verify::Unproven;
use tokio::sync::watch;

use crate::replica::{Accepted, BucketDigest, Checked, Fork, Heights, Replica};
use crate::store::StoreError;
use crate::workspace::Workspace;

/// One space, as it is exchanged.
pub(super) trait Exchange: Send + Sync {
    fn space(&self) -> SpaceId;
    /// Whether a device may read and write this space today. Everyone else is told nothing, not even that it exists.
    fn admits(&self, device: &DeviceId) -> bool;
    /// Whether it also gets what is here. From one that is only waited for, records are taken and none are sent.
    fn gives(&self, device: &DeviceId) -> bool;
    /// Every device that may, as far as the charter names it.
    fn members(&self) -> BTreeSet<DeviceId>;
    fn digest(&self) -> ContentHash;
    fn heights(&self) -> Heights;
    /// How many records are kept here.
    fn count(&self) -> u64;
    /// Digests of the parts of the space, for this pair of whole digests.
    fn buckets(&self, key: &[u8; 32]) -> Vec<BucketDigest>;
    /// Records of which the body is missing.
    fn wants(&self) -> Vec<RecordId>;
    /// The first `most` of those that were not asked for; after them, when `doubts`, bodies that are said to be nowhere any more.
    fn wants_beyond(&self, asked: &BTreeSet<RecordId>, most: usize, doubts: bool) -> Vec<RecordId>;
    /// Those of which the body is here, in order of arrival.
    fn here_of(&self, wanted: &BTreeSet<RecordId>) -> Vec<RecordId>;
    /// Below which place what it lacks goes without what can be asked for afterwards.
    fn bare_below(&self, peer: &Heights) -> u64;
    fn next_batch(&self, from: &mut u64, peer: &mut Heights, bare: u64) -> Result<Vec<WireRecord>, StoreError>;
    /// As many of them as a batch holds; moves `from` along.
    fn next_bodies(&self, from: &mut usize, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError>;
    /// Checks what needs no state: most of the work, and many of these may run while one [takes in](Self::take_in).
    fn verify(&self, offered: Vec<Result<Unproven, RecordError>>) -> Result<Checked, StoreError>;
    fn take_in(&self, checked: Checked) -> Result<Accepted, StoreError>;
    fn subscribe(&self) -> watch::Receiver<u64>;
    /// Tells of every removal of bodies.
    fn subscribe_erased(&self) -> watch::Receiver<u64>;
    /// Whether the body of one of these is not here any more.
    fn lacks_any(&self, ids: &[RecordId]) -> bool;
    /// Tells when it may have changed who is [let in](Self::admits): it follows from the charters of both spaces and the day.
    fn subscribe_charter(&self) -> watch::Receiver<Arc<Charter>>;
    /// The last record of each log of these authors, when there are few.
    fn ends(&self, of: &dyn Fn(&DeviceId) -> bool) -> Vec<RecordId>;
    fn record(&self, id: &RecordId) -> Result<Option<WireRecord>, StoreError>;
    /// The proofs of forked logs that a peer does not know.
    fn forks_for(&self, peer: &Heights) -> Vec<(DeviceId, Fork)>;
    /// Takes a proof in; the author when it is new.
    fn learn_fork(&self, fork: &Fork) -> Result<Option<DeviceId>, StoreError>;
}

/// A replica, and who gets it.
pub(super) struct Exchanged<S> {
    pub(super) replica: Replica<S>,
    pub(super) workspace: Workspace,
    pub(super) rule: Rule,
}

/// Who gets a space.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// With whom it is exchanged, if only to take it from them.
    pub(super) shares: fn(&Workspace, &DeviceId) -> bool,
    /// Who of them gets what is here.
    pub(super) gives: fn(&Workspace, &DeviceId) -> bool,
}

impl Rule {
    pub(super) const PLAN: Self = Self { shares: Workspace::shares_plan_with, gives: Workspace::gives_plan_to };
    pub(super) const REGION: Self = Self { shares: Workspace::shares_region_with, gives: Workspace::gives_region_to };
}

impl<S: SpaceState> Exchange for Exchanged<S> {
    fn space(&self) -> SpaceId {
        self.replica.space()
    }

    fn admits(&self, device: &DeviceId) -> bool {
        (self.rule.shares)(&self.workspace, device)
    }

    fn gives(&self, device: &DeviceId) -> bool {
        self.admits(device) && (self.rule.gives)(&self.workspace, device)
    }

    fn members(&self) -> BTreeSet<DeviceId> {
        let known: BTreeSet<DeviceId> = self.replica.charter().members().map(|member| member.device).collect();
        known.into_iter().filter(|device| self.admits(device)).collect()
    }

    fn digest(&self) -> ContentHash {
        self.replica.digest()
    }

    fn heights(&self) -> Heights {
        self.replica.wanted_heights()
    }

    fn count(&self) -> u64 {
        self.replica.count()
    }

    fn wants(&self) -> Vec<RecordId> {
        self.replica.wants()
    }

    fn wants_beyond(&self, asked: &BTreeSet<RecordId>, most: usize, doubts: bool) -> Vec<RecordId> {
        self.replica.wants_beyond(asked, most, doubts)
    }

    fn here_of(&self, wanted: &BTreeSet<RecordId>) -> Vec<RecordId> {
        self.replica.here_of(wanted)
    }

    fn bare_below(&self, peer: &Heights) -> u64 {
        self.replica.bare_below(peer)
    }

    fn next_batch(&self, from: &mut u64, peer: &mut Heights, bare: u64) -> Result<Vec<WireRecord>, StoreError> {
        self.replica.next_batch(from, peer, bare)
    }

    fn next_bodies(&self, from: &mut usize, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError> {
        self.replica.next_bodies(from, wanted)
    }

    fn buckets(&self, key: &[u8; 32]) -> Vec<BucketDigest> {
        self.replica.buckets(key)
    }

    fn verify(&self, offered: Vec<Result<Unproven, RecordError>>) -> Result<Checked, StoreError> {
        Checked::of(offered)
    }

    fn take_in(&self, checked: Checked) -> Result<Accepted, StoreError> {
        self.replica.take_in(checked)
    }

    fn subscribe(&self) -> watch::Receiver<u64> {
        self.replica.subscribe()
    }

    fn subscribe_erased(&self) -> watch::Receiver<u64> {
        self.replica.subscribe_erased()
    }

    fn lacks_any(&self, ids: &[RecordId]) -> bool {
        self.replica.lacks_any(ids)
    }

    fn subscribe_charter(&self) -> watch::Receiver<Arc<Charter>> {
        self.replica.subscribe_charter()
    }

    fn ends(&self, of: &dyn Fn(&DeviceId) -> bool) -> Vec<RecordId> {
        self.replica.ends(of)
    }

    fn record(&self, id: &RecordId) -> Result<Option<WireRecord>, StoreError> {
        self.replica.record(id)
    }

    fn forks_for(&self, peer: &Heights) -> Vec<(DeviceId, Fork)> {
        self.replica.forks_for(peer)
    }

    fn learn_fork(&self, fork: &Fork) -> Result<Option<DeviceId>, StoreError> {
        self.replica.learn_fork(fork)
    }
}
