//! What a replica gives to others: records that they lack, in the order of arrival, and bodies that they ask for.

use deelbaar_schema::id::{DeviceId, RecordId};
use deelbaar_schema::record::{HEADER_LEN, Header, WireRecord};
use deelbaar_schema::space::SpaceState;

use super::{BATCH_BYTES, Heights, Replica};
use crate::store::{DamagedRecord, Part, StoreError};

/// Logs of which the ends are shown at once.
const MOST_ENDS: usize = 256;

impl<S: SpaceState> Replica<S> {
    /// Below which place publications go to such a peer without their bodies: the last withdrawal that it lacks, where it may
    /// hold what is withdrawn. It asks for the bodies afterwards, and shows nothing new before it has deleted what it must.
    pub fn bare_below(&self, peer: &Heights) -> u64 {
        self.logs().bare_below(peer)
    }

    /// The next records that a peer lacks, in the order in which they arrived here: whatever a record depends on comes
    /// before it. Publications below the place `bare` ([`bare_below`](Self::bare_below)) go without their bodies. Moves `from`
    /// and `peer` along. Empty: the peer has everything.
    ///
    /// What does not open any more is left out: a publication goes without its body, and of another record's log nothing more.
    pub fn next_batch(&self, from: &mut u64, peer: &mut Heights, bare: u64) -> Result<Vec<WireRecord>, StoreError> {
        loop {
            let due = self.logs().due(from, peer);
            let batch = match self.read(&due, bare) {
                Ok(batch) => batch,
                Err(StoreError::Damaged(damaged)) if self.breaks_at(damaged.arrival) => continue,
                Err(error) => return Err(error),
            };
            for (arrival, author, seq) in &due[..batch.len()] {
                peer.insert(*author, seq + 1);
                *from = arrival + 1;
            }
            return Ok(batch);
        }
    }

    /// Reads the first of what is due, as much as a batch holds.
    fn read(&self, due: &[(u64, DeviceId, u64)], bare: u64) -> Result<Vec<WireRecord>, StoreError> {
        let Some((first, last)) = due.first().zip(due.last()).map(|(first, last)| (first.0, last.0)) else {
            return Ok(Vec::new());
        };
        let space = self.space();
        let mut batch: Vec<WireRecord> = Vec::new();
        let (mut bytes, mut all_open) = (0, true);
        self.shared.store.read(|snapshot| {
            let mut next = due.iter();
            let mut expected = next.next();
            let heads = snapshot.heads(space.as_bytes(), first..=last, |arrival, head| {
                if expected.is_some_and(|(due, _, _)| *due == arrival) {
                    let head = head?;
                    // A body is at most as long as its head says; what is really there is read next.
                    let body = if arrival < bare && may_lack_body(&head) { 0 } else { body_length(&head) };
                    bytes += head.len() + body;
                    batch.push(WireRecord { head, body: None });
                    expected = next.next().filter(|_| bytes < BATCH_BYTES);
                }
                if expected.is_some() { Ok(()) } else { Err(Stopped::Full) }
            });
            Stopped::or_error(heads)?;
            let damaged = |arrival, part| StoreError::from(DamagedRecord { space: *space.as_bytes(), arrival, part });
            let reached = batch.len().checked_sub(1).and_then(|last| due.get(last));
            let reached = reached.ok_or_else(|| damaged(first, Part::Head))?.0;
            let mut at = 0;
            snapshot.bodies(space.as_bytes(), first..=reached, |arrival, body| {
                all_open &= body.is_ok();
                while due[at].0 < arrival {
                    at += 1;
                }
                if due[at].0 == arrival && (arrival >= bare || !may_lack_body(&batch[at].head)) {
                    batch[at].body = body.ok();
                }
                Ok::<_, StoreError>(())
            })?;
            // Only a publication's head may go without its body.
            let lacks = |wire: &WireRecord| wire.body.is_none() && !may_lack_body(&wire.head);
            batch.iter().position(lacks).map_or(Ok(()), |at| Err(damaged(due[at].0, Part::Body)))
        })?;
        if !all_open {
            let bodies = due.iter().zip(&batch).filter(|((arrival, _, _), _)| *arrival >= bare);
            self.lose(bodies.filter(|(_, wire)| wire.body.is_none()).map(|((arrival, _, _), _)| *arrival));
        }
        Ok(batch)
    }

    /// A record does not open any more. Whether that is news: then what is due is another now.
    fn breaks_at(&self, arrival: u64) -> bool {
        tracing::error!(space = %self.space().short(), arrival, "a record cannot be read any more: its log is not passed on");
        self.logs().break_at(arrival)
    }

    /// Bodies that should be here do not open: others are asked for them.
    fn lose(&self, arrivals: impl Iterator<Item = u64>) {
        let mut logs = self.logs();
        let lost: Vec<u64> = arrivals.filter(|arrival| !logs.lacks_body(*arrival)).collect();
        for arrival in &lost {
            logs.lose_body(*arrival);
        }
        let count = logs.len();
        drop(logs);
        if !lost.is_empty() {
            tracing::error!(space = %self.space().short(), ?lost, "bodies cannot be read any more: others are asked for them");
            self.shared.changed.send_replace(count);
        }
    }

    /// The last record of each log of these authors that is not known to have forked. None of more logs than a part of a
    /// large space has: then something else differs.
    pub fn ends(&self, of: &dyn Fn(&DeviceId) -> bool) -> Vec<RecordId> {
        let ends = self.logs().last_of_each(of);
        if ends.len() > MOST_ENDS { Vec::new() } else { ends }
    }

    /// A record as it goes to a peer, with its body where that is here; nothing when it does not open any more.
    pub fn record(&self, id: &RecordId) -> Result<Option<WireRecord>, StoreError> {
        let arrival = self.logs().arrival_of(id);
        Ok(arrival.map(|arrival| self.wire_as_it_opens(arrival)).transpose()?.flatten())
    }

    /// Those of `wanted` of which this device has the body.
    pub fn supply(&self, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError> {
        let (mut all, mut from) = (Vec::new(), 0);
        while from < wanted.len() {
            all.append(&mut self.next_bodies(&mut from, wanted)?);
        }
        Ok(all)
    }

    /// The next records of `wanted` of which the body is here, as many bytes as a batch. Moves `from` along; at its end there are
    /// no more.
    pub fn next_bodies(&self, from: &mut usize, wanted: &[RecordId]) -> Result<Vec<WireRecord>, StoreError> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(id) = wanted.get(*from).filter(|_| bytes < BATCH_BYTES) {
            *from += 1;
            let arrival = {
                let logs = self.logs();
                logs.arrival_of(id).filter(|arrival| !logs.lacks_body(*arrival))
            };
            let wire = arrival.map(|arrival| self.wire_as_it_opens(arrival)).transpose()?.flatten();
            // It may have been withdrawn meanwhile.
            if let Some(wire) = wire.filter(|wire| wire.body.is_some()) {
                bytes += wire.head.len() + wire.body.as_ref().map_or(0, Vec::len);
                batch.push(wire);
            }
        }
        Ok(batch)
    }

    /// The same; nothing when it does not open any more, which is noted.
    fn wire_as_it_opens(&self, arrival: u64) -> Result<Option<WireRecord>, StoreError> {
        match self.wire(arrival) {
            Err(StoreError::Damaged(_)) => {
                self.breaks_at(arrival);
                Ok(None)
            }
            wire => wire.map(Some),
        }
    }

    /// A record as it is kept. A publication of which the body does not open is one without its body, which others are asked for.
    pub(super) fn wire(&self, arrival: u64) -> Result<WireRecord, StoreError> {
        let store = &self.shared.store;
        let head = store.head(self.space().as_bytes(), arrival)?.ok_or(StoreError::NoSuchRecord { arrival })?;
        let body = match store.body(self.space().as_bytes(), arrival) {
            Err(StoreError::Damaged(_)) if may_lack_body(&head) => {
                self.lose(std::iter::once(arrival));
                None
            }
            body => body?,
        };
        Ok(WireRecord { head, body })
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
