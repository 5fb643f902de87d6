//! What a replica gives to others: records that they lack, in the order of arrival, and bodies that they ask for.

use deelbaar_schema::id::RecordId;
use deelbaar_schema::record::{HEADER_LEN, Header, WireRecord};
use deelbaar_schema::space::SpaceState;

use super::{BATCH_BYTES, Heights, Replica};
use crate::store::{DamagedRecord, Part, StoreError};

impl<S: SpaceState> Replica<S> {
    /// The next records that a peer lacks, in the order in which they arrived here: whatever a record depends on comes
    /// before it. Moves `from` and `peer` along. Empty: the peer has everything.
    pub fn next_batch(&self, from: &mut u64, peer: &mut Heights) -> Result<Vec<WireRecord>, StoreError> {
        let due = self.logs().due(from, peer);
        let Some((first, last)) = due.first().zip(due.last()).map(|(first, last)| (first.0, last.0)) else {
            return Ok(Vec::new());
        };
        let space = self.space();
        let mut batch: Vec<WireRecord> = Vec::new();
        let mut bytes = 0;
        self.shared.store.read(|snapshot| {
            let mut next = due.iter();
            let mut expected = next.next();
            let heads = snapshot.heads(space.as_bytes(), first..=last, |arrival, head| {
                if expected.is_some_and(|(due, _, _)| *due == arrival) {
                    let head = head?;
                    // A body is at most as long as its head says; what is really there is read next.
                    bytes += head.len() + body_length(&head);
                    batch.push(WireRecord { head, body: None });
                    expected = next.next().filter(|_| bytes < BATCH_BYTES);
                }
                if expected.is_some() { Ok(()) } else { Err(Stopped::Full) }
            });
            Stopped::or_error(heads)?;
            let gone = || DamagedRecord { space: *space.as_bytes(), arrival: first, part: Part::Head };
            let reached = batch.len().checked_sub(1).and_then(|last| due.get(last)).ok_or_else(gone)?.0;
            let mut at = 0;
            snapshot.bodies(space.as_bytes(), first..=reached, |arrival, body| {
                while due[at].0 < arrival {
                    at += 1;
                }
                if due[at].0 == arrival {
                    batch[at].body = Some(body?);
                }
                Ok::<_, StoreError>(())
            })?;
            // A head goes without its body only where nobody has it.
            let bare = |wire: &WireRecord| wire.body.is_none() && !may_lack_body(&wire.head);
            match batch.iter().position(bare) {
                Some(at) => {
                    let damaged = DamagedRecord { space: *space.as_bytes(), arrival: due[at].0, part: Part::Body };
                    Err(StoreError::from(damaged))
                }
                None => Ok(()),
            }
        })?;
        for (arrival, author, seq) in &due[..batch.len()] {
            peer.insert(*author, seq + 1);
            *from = arrival + 1;
        }
        Ok(batch)
    }

    /// Those of `wanted` of which this device has the body.
    pub fn supply(&self, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError> {
        let arrivals: Vec<u64> = {
            let logs = self.logs();
            wanted.iter().filter_map(|id| logs.arrival_of(id)).filter(|at| !logs.lacks_body(*at)).collect()
        };
        arrivals.into_iter().map(|arrival| self.wire(arrival)).collect()
    }

    pub(super) fn wire(&self, arrival: u64) -> Result<WireRecord, StoreError> {
        let store = &self.shared.store;
        let head = store.head(self.space().as_bytes(), arrival)?.ok_or(StoreError::NoSuchRecord { arrival })?;
        Ok(WireRecord { head, body: store.body(self.space().as_bytes(), arrival)? })
    }
}

/// Why a visit to rows ended early.
enum Stopped {
    Full,
    Error(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Error(error)
    }
}

impl Stopped {
    fn or_error(ended: Result<(), Self>) -> Result<(), StoreError> {
        match ended {
            Ok(()) | Err(Self::Full) => Ok(()),
            Err(Self::Error(error)) => Err(error),
        }
    }
}

fn may_lack_body(head: &[u8]) -> bool {
    let header = head.get(..HEADER_LEN).and_then(|bytes| Header::decode(bytes).ok());
    header.is_none_or(|header| header.kind.may_lack_body())
}

fn body_length(head: &[u8]) -> usize {
    head.get(..HEADER_LEN).and_then(|bytes| Header::decode(bytes).ok()).map_or(0, |header| header.body_len as usize)
}
