//! What judged records do to what is kept: in the store, and then in the index.

use std::collections::BTreeSet;

use deelbaar_schema::id::{DeviceId, RecordId, SpaceId};
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::{BodyFate, Taken};

use super::due;
use super::logs::{self, Logs};
use crate::store::{Area, StoreError, Transaction};

/// Records that were judged, and what goes because of them.
pub(super) struct Change<'j> {
    judged: &'j [(Record, Taken)],
    /// Where each lies already, without its body.
    known: Vec<Option<u64>>,
    /// Of which nobody keeps the body any more.
    withdrawn: BTreeSet<RecordId>,
    /// The same with what was withdrawn before, as it is written down; nothing when that does not change.
    all_withdrawn: Vec<u8>,
    /// Arrivals of which the body is here and goes.
    pub(super) purged: BTreeSet<u64>,
    /// Whether something may lie in the file that must not be read again: also what does not open may still be text to somebody.
    pub(super) erases: bool,
}

impl<'j> Change<'j> {
    pub(super) fn of(judged: &'j [(Record, Taken)], logs: &Logs) -> Self {
        let purge = judged.iter().flat_map(|(_, taken)| &taken.purge);
        let here = purge.clone().filter_map(|id| logs.arrival_of(id)).filter(|arrival| !logs.lacks_body(*arrival));
        let own = judged.iter().filter(|(_, taken)| taken.body == BodyFate::Withdrawn).map(|(record, _)| record.id());
        let withdrawn: BTreeSet<RecordId> = purge.copied().chain(own).collect();
        let purged: BTreeSet<u64> = here.collect();
        // Nobody can tell what a text is that does not open.
        let is_withdrawal =
            |(record, taken): &(Record, Taken)| record.header().kind == Kind::Withdrawal || !taken.purge.is_empty();
        Self {
            judged,
            known: judged.iter().map(|(record, _)| logs.arrival_of(&record.id())).collect(),
            all_withdrawn: if withdrawn.is_empty() { Vec::new() } else { logs.encode_withdrawn_with(&withdrawn) },
            erases: !purged.is_empty() || logs.is_unreadable() && judged.iter().any(is_withdrawal),
            withdrawn,
            purged,
        }
    }

    /// The body of a record, when it is kept. What came with its withdrawal is never written: a peer may send both at once.
    fn kept<'r>(&self, (record, taken): &'r (Record, Taken)) -> Option<&'r [u8]> {
        let keeps = taken.body == BodyFate::Keep && !self.withdrawn.contains(&record.id());
        record.body().filter(|_| keeps)
    }

    /// Writes it, all in this transaction. Returns where each record lies.
    pub(super) fn write(&self, tx: &mut Transaction<'_>, space: &SpaceId) -> Result<Vec<u64>, StoreError> {
        let mut placed = Vec::with_capacity(self.judged.len());
        for (judged, known) in self.judged.iter().zip(&self.known) {
            let body = self.kept(judged);
            placed.push(match (*known, body) {
                (None, body) => tx.append(space.as_bytes(), &judged.0.head(), body)?,
                (Some(arrival), None) => arrival,
                (Some(arrival), Some(body)) => {
                    tx.set_body(space.as_bytes(), arrival, body)?;
                    arrival
                }
            });
        }
        if !self.withdrawn.is_empty() {
            tx.put(Area::Local, &logs::withdrawn_name(space), &self.all_withdrawn)?;
        }
        for arrival in &self.purged {
            tx.remove_body(space.as_bytes(), *arrival)?;
        }
        if self.erases {
            due::note_purge(tx)?;
        }
        Ok(placed)
    }

    /// Notes in the index what was written at these places.
    pub(super) fn note(&self, logs: &mut Logs, placed: &[u64], is_emptied: impl Fn(&DeviceId, u64) -> bool) {
        for ((judged, known), arrival) in self.judged.iter().zip(&self.known).zip(placed) {
            let has_body = self.kept(judged).is_some();
            if known.is_none() {
                logs.push(*arrival, &judged.0, has_body);
            } else if has_body {
                logs.has_body(*arrival);
            }
        }
        for arrival in &self.purged {
            logs.drop_body(*arrival);
        }
        logs.withdraw(&self.withdrawn);
        // Bodies that arrive one by one change nothing of that, and there may be very many.
        let changes = |judged: &(Record, Taken)| {
            matches!(judged.0.header().kind, Kind::Emptied | Kind::Charter) || self.kept(judged).is_none()
        };
        if self.judged.iter().any(changes) {
            logs.give_up(is_emptied);
        }
    }
}
