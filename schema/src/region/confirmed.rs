//! Who confirmed to have deleted what, and from whom nobody waits for that: a device that was enrolled after a withdrawal had
//! the text never. Otherwise every newcomer would have to say so of everything that was ever taken back.

use std::collections::{BTreeMap, BTreeSet};

use super::SectionKey;
use crate::charter::Charter;
use crate::encoding;
use crate::id::{ContentHash, DeviceId};
use crate::publication::Purged;
use crate::record::Record;
use crate::statement::{SignedStatement, Statement};
use crate::time::Date;

/// What was said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Confirmations {
    /// By whom, in which record.
    said: BTreeMap<(SectionKey, ContentHash), BTreeSet<(DeviceId, u64)>>,
    /// The day of the first record that enrols a device, by the clock of whoever wrote it.
    since: BTreeMap<DeviceId, Date>,
}

impl Confirmations {
    /// Notes whom a record enrols.
    pub(super) fn note_enrolments(&mut self, record: &Record) {
        let statements = record.body().and_then(|body| encoding::decode::<Vec<SignedStatement>>(body).ok());
        let day = record.header().time.date();
        for statement in statements.iter().flatten() {
            if let Ok(Statement::Enrolment(enrolment)) = statement.read_kept() {
                let since = self.since.entry(enrolment.device).or_insert(day);
                *since = day.min(*since);
            }
        }
    }

    pub(super) fn add(&mut self, by: DeviceId, seq: u64, purged: &Purged) {
        let key = ((purged.municipality, purged.section), purged.withdrawal);
        self.said.entry(key).or_default().insert((by, seq));
    }

    /// Whether a device was enrolled later than on the day after `day`: no clock is trusted to a day.
    pub(super) fn came_after(&self, device: &DeviceId, day: Date) -> bool {
        let next = day.succ_opt().unwrap_or(day);
        self.since.get(device).is_some_and(|since| *since > next)
    }

    /// All devices of which that holds.
    pub(super) fn all_after(&self, day: Date) -> BTreeSet<DeviceId> {
        self.since.keys().filter(|device| self.came_after(device, day)).copied().collect()
    }

    /// The devices that confirmed one withdrawal.
    pub(super) fn of(&self, charter: &Charter, key: SectionKey, withdrawal: ContentHash) -> BTreeSet<DeviceId> {
        let records = self.said.get(&(key, withdrawal)).into_iter().flatten();
        let counted = records.filter(|(device, seq)| charter.counts(device, *seq).is_ok());
        counted.map(|(device, _)| *device).collect()
    }
}
