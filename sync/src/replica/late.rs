//! Texts that came later than their heads. They lie at the place of the head, perhaps before what they need: whoever consented
//! may have been let in after that. So what does not hold at its place is judged again after everything else; and no body stays
//! that the state does not know, for no withdrawal would find it.

use std::collections::BTreeSet;

use deelbaar_schema::id::{RecordId, SpaceId};
use deelbaar_schema::record::Record;
use deelbaar_schema::space::{BodyFate, Refusal, SpaceState, Taken};
use deelbaar_schema::time::Date;

use super::due;
use super::logs::{self, Logs};
use crate::store::{Area, Store, StoreError};

/// What was found while records that are kept were given to a fresh state. Empty on nearly every device.
#[derive(Default)]
pub(super) struct Late {
    /// Refused at their place.
    refused: Vec<Record>,
    /// Of which a body is here, and was taken back.
    withdrawn: BTreeSet<RecordId>,
}

/// Whether a record may have come in two parts, and its second part is here.
pub(super) fn may_be_late(record: &Record) -> bool {
    record.header().kind.may_lack_body() && record.body().is_some()
}

impl Late {
    /// Looks at what the state said of these.
    pub(super) fn look(&mut self, records: Vec<Record>, results: Vec<Result<Taken, Refusal>>) {
        for (record, result) in records.into_iter().zip(results) {
            match result {
                Ok(taken) => {
                    self.withdrawn.extend(taken.purge);
                    if taken.body == BodyFate::Withdrawn {
                        self.withdrawn.insert(record.id());
                    }
                }
                Err(_) if may_be_late(&record) => self.refused.push(record),
                Err(_) => {}
            }
        }
    }

    /// Judges again what was refused, now that everything else is in. Once: what is published changes nothing of what may be.
    pub(super) fn judge_again(&mut self, state: &mut impl SpaceState, today: Date) {
        let refused = std::mem::take(&mut self.refused);
        if !refused.is_empty() {
            let results = state.apply(&refused, today);
            self.look(refused, results);
        }
    }

    /// Removes the bodies that were taken back, and those that do not hold even now; these are asked for again.
    pub(super) fn remove(self, store: &Store, space: &SpaceId, logs: &mut Logs) -> Result<(), StoreError> {
        let refused = self.refused.iter().map(Record::id);
        let all: BTreeSet<RecordId> = self.withdrawn.iter().copied().chain(refused).collect();
        let here = all.iter().filter_map(|id| logs.arrival_of(id)).filter(|arrival| !logs.lacks_body(*arrival));
        let here: BTreeSet<u64> = here.collect();
        if here.is_empty() {
            return Ok(());
        }
        tracing::warn!(space = %space.short(), "{} texts that must not be here are removed", here.len());
        store.write::<_, StoreError>(|tx| {
            for arrival in &here {
                tx.remove_body(space.as_bytes(), *arrival)?;
            }
            tx.put(Area::Local, &logs::withdrawn_name(space), &logs.encode_withdrawn_with(&self.withdrawn))?;
            due::note_purge(tx)
        })?;
        for arrival in here {
            logs.drop_body(arrival);
        }
        logs.withdraw(&self.withdrawn);
        logs.want_again(self.refused.iter().map(Record::id));
        Ok(())
    }
}
