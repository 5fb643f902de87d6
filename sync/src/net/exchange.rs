//! What a session needs of a replica, without knowing what its records mean.

use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use deelbaar_schema::record::WireRecord;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::time::Date;
use tokio::sync::watch;

use crate::replica::{Accepted, Heights, Replica};
use crate::store::StoreError;

/// One space, as it is exchanged.
pub(super) trait Exchange: Send + Sync {
    fn space(&self) -> SpaceId;
    /// Whether a device may read and write this space today. Everyone else is told nothing, not even that it exists.
    fn admits(&self, device: &DeviceId, today: Date) -> bool;
    fn fingerprint(&self) -> ContentHash;
    fn heights(&self) -> Heights;
    fn wants(&self) -> Vec<RecordId>;
    fn next_batch(&self, from: &mut u64, peer: &mut Heights) -> Result<Vec<WireRecord>, StoreError>;
    fn supply(&self, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError>;
    fn accept(&self, offered: Vec<WireRecord>) -> Result<Accepted, StoreError>;
    fn subscribe(&self) -> watch::Receiver<u64>;
}

impl<S: SpaceState> Exchange for Replica<S> {
    fn space(&self) -> SpaceId {
        Replica::space(self)
    }

    fn admits(&self, device: &DeviceId, today: Date) -> bool {
        self.look(|state| state.charter().member_on(device, today).is_some())
    }

    fn fingerprint(&self) -> ContentHash {
        Replica::fingerprint(self)
    }

    fn heights(&self) -> Heights {
        Replica::heights(self)
    }

    fn wants(&self) -> Vec<RecordId> {
        Replica::wants(self)
    }

    fn next_batch(&self, from: &mut u64, peer: &mut Heights) -> Result<Vec<WireRecord>, StoreError> {
        Replica::next_batch(self, from, peer)
    }

    fn supply(&self, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError> {
        Replica::supply(self, wanted)
    }

    fn accept(&self, offered: Vec<WireRecord>) -> Result<Accepted, StoreError> {
        Replica::accept(self, offered)
    }

    fn subscribe(&self) -> watch::Receiver<u64> {
        Replica::subscribe(self)
    }
}
