//! Records that a peer offers, and what became of them.

use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::record::{Record, RecordError};
use deelbaar_schema::space::Refusal;
use deelbaar_schema::verify::{Unproven, verify_all};

use crate::store::StoreError;
use crate::store::seal::random;

/// Records that were offered, of which form and signatures were checked.
#[derive(Debug, Default)]
pub struct Checked {
    pub(super) records: Vec<Record>,
    pub(super) refused: Vec<Refusal>,
}

impl Checked {
    /// Checks signatures, of all together.
    pub fn of(offered: Vec<Result<Unproven, RecordError>>) -> Result<Self, StoreError> {
        let mut seed = [0; 32];
        random(&mut seed)?;
        let mut checked = Self { records: Vec::with_capacity(offered.len()), refused: Vec::new() };
        for result in verify_all(offered, &seed) {
            match result {
                Ok(record) => checked.records.push(record),
                Err(error) => checked.refused.push(error.into()),
            }
        }
        Ok(checked)
    }

    /// The authors and numbers of the records.
    pub fn places(&self) -> impl Iterator<Item = (DeviceId, u64)> + '_ {
        self.records.iter().map(|record| (record.header().author, record.header().seq))
    }

    /// These and those, in this order.
    pub fn append(&mut self, mut later: Self) {
        self.records.append(&mut later.records);
        self.refused.append(&mut later.refused);
    }
}

/// What became of records that were offered.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Records taken in.
    pub taken: usize,
    /// Records that were not, by author, number and reason.
    pub refused: Vec<(DeviceId, u64, Refusal)>,
    /// Authors that turned out to write two logs.
    pub forked: Vec<DeviceId>,
    /// Bodies that were deleted because of a withdrawal.
    pub purged: usize,
    /// How long the state judged them: without waiting for it, and without the disk.
    pub judged_for: Duration,
}
