//! Who confirmed to have deleted what, and from whom nobody waits for that: a device that was enrolled after a withdrawal had
//! the text never. Otherwise every newcomer would have to say so of everything that was ever taken back.

use std::collections::{BTreeMap, BTreeSet};

use super::SectionKey;
use crate::charter::Charter;
use crate::encoding;
use crate::id::{ContentHash, DeviceId, MunicipalityCode};
use crate::publication::Purged;
use crate::record::Record;
use crate::statement::{SignedStatement, Statement};
use crate::time::Date;

/// So many confirmations of one device are remembered, and so many of what one municipality took back: the first of its log, so
/// that everybody remembers the same, whether the withdrawals are known yet or not.
pub(super) const MOST: usize = if cfg!(test) { 300 } else { 32_768 };
pub(super) const MOST_OF_ONE: usize = if cfg!(test) { 200 } else { 4096 };

/// What was said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Confirmations {
    /// By whom, ascending, and in which of their records first.
    said: BTreeMap<(SectionKey, ContentHash), Vec<(DeviceId, u64)>>,
    /// How many are remembered of each device, by the municipality that took back.
    named: BTreeMap<DeviceId, BTreeMap<MunicipalityCode, usize>>,
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

    /// `by` says it in its record with this number. Beyond what is remembered of it, it says nothing.
    pub(super) fn add(&mut self, by: DeviceId, seq: u64, purged: &Purged) {
        let key = ((purged.municipality, purged.section), purged.withdrawal);
        let may = self.may_say(&by, purged.municipality);
        let said = self.said.get_mut(&key);
        let place = said.as_ref().map_or(Err(0), |said| said.binary_search_by_key(&by, |(device, _)| *device));
        match (said, place) {
            (Some(said), Ok(at)) => said[at].1 = said[at].1.min(seq),
            (_, place) if may => {
                *self.named.entry(by).or_default().entry(purged.municipality).or_default() += 1;
                let said = self.said.entry(key).or_default();
                said.reserve_exact(1);
                said.insert(place.unwrap_or_else(|at| at), (by, seq));
            }
            _ => {}
        }
    }

    /// Whether one confirmation more of a device, of what a municipality took back, is remembered.
    pub(super) fn may_say(&self, by: &DeviceId, of: MunicipalityCode) -> bool {
        self.named.get(by).is_none_or(|named| {
            named.get(&of).is_none_or(|count| *count < MOST_OF_ONE) && named.values().sum::<usize>() < MOST
        })
    }

    /// How many confirmations are remembered in all.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.said.values().map(Vec::len).sum()
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
