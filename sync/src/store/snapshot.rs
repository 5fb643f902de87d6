//! Reading: everything seen through one snapshot is of one moment.

use std::ops::RangeBounds;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable};
use zeroize::Zeroizing;

use super::Area;
use super::error::{DamagedRecord, Part, StoreError};
use super::parts;
use super::rows::{self, BODIES, Bytes, CACHE, HEADS, LOCAL, NameKey, Named, RecordKey, Row, guarded};
use super::runs::{self, Found};
use super::seal::{Sealer, TableId};

/// The store as it was at one moment. Later writes do not show.
pub struct Snapshot<'s> {
    sealer: &'s Sealer,
    heads: ReadOnlyTable<&'static RecordKey, Bytes>,
    bodies: ReadOnlyTable<&'static RecordKey, Bytes>,
    local: ReadOnlyTable<&'static NameKey, Bytes>,
    cache: ReadOnlyTable<&'static NameKey, Bytes>,
}

impl<'s> Snapshot<'s> {
    pub(super) fn new(transaction: &ReadTransaction, sealer: &'s Sealer) -> Result<Self, StoreError> {
        Ok(Self {
            sealer,
            heads: guarded(|| transaction.open_table(HEADS))?,
            bodies: guarded(|| transaction.open_table(BODIES))?,
            local: guarded(|| transaction.open_table(LOCAL))?,
            cache: guarded(|| transaction.open_table(CACHE))?,
        })
    }

    /// How many records `space` has. The arrival numbers are `0..count`.
    pub fn count(&self, space: &[u8; 32]) -> Result<u64, StoreError> {
        rows::count(&self.heads, &self.sealer.prefix(space))
    }

    /// Visits the heads of `space` with an arrival number in `range`, in order of arrival.
    ///
    /// A head that is damaged or missing arrives as `Err(StoreError::Damaged)`: return `Ok(())` to go on past it, or
    /// hand it on with `?` to stop there.
    pub fn heads<E: From<StoreError>>(
        &self,
        space: &[u8; 32],
        range: impl RangeBounds<u64>,
        mut visit: impl FnMut(u64, Result<Vec<u8>, StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let prefix = self.sealer.prefix(space);
        let mut expected = rows::ends(&range).map_or(0, |(first, _)| first);
        // The arrival number of a damaged row may itself be wrong, so it closes no gap.
        let mut suspect = Vec::new();
        rows::each_record(&self.heads, self.sealer, TableId::Heads, &prefix, &range, |arrival, opened| {
            if let Some((head, _space)) = opened.and_then(rows::split_head) {
                for missing in expected..arrival {
                    visit(missing, Err(damaged(space, missing, Part::Head)))?;
                }
                suspect.clear();
                expected = arrival.saturating_add(1);
                visit(arrival, Ok(head))
            } else if arrival == expected {
                expected = arrival.saturating_add(1);
                visit(arrival, Err(damaged(space, arrival, Part::Head)))
            } else {
                suspect.push(arrival);
                Ok(())
            }
        })?;
        for arrival in suspect {
            visit(arrival, Err(damaged(space, arrival, Part::Head)))?;
        }
        Ok(())
    }

    /// Visits the bodies of `space` that are there, as [`heads`](Self::heads) does. Removed bodies are left out. Where several
    /// lie in one damaged row, only the first is visited, as damaged.
    pub fn bodies<E: From<StoreError>>(
        &self,
        space: &[u8; 32],
        range: impl RangeBounds<u64>,
        mut visit: impl FnMut(u64, Result<Vec<u8>, StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let prefix = self.sealer.prefix(space);
        runs::visit(&self.bodies, self.sealer, &prefix, &range, |arrival, opened| {
            visit(arrival, opened.ok_or_else(|| damaged(space, arrival, Part::Body)))
        })
    }

    /// One head; `None` past the last record.
    pub fn head(&self, space: &[u8; 32], arrival: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let key = rows::record_key(&self.sealer.prefix(space), arrival);
        match rows::record(&self.heads, self.sealer, TableId::Heads, &key)? {
            Row::Intact(head) => Ok(Some(head)),
            Row::Absent if arrival >= self.count(space)? => Ok(None),
            Row::Absent | Row::Damaged => Err(damaged(space, arrival, Part::Head)),
        }
    }

    /// One body; `None` when it was never there or has been removed.
    pub fn body(&self, space: &[u8; 32], arrival: u64) -> Result<Option<Vec<u8>>, StoreError> {
        match runs::find(&self.bodies, self.sealer, &self.sealer.prefix(space), arrival)? {
            Found::Run(_, mut run) => Ok(run.take(arrival)),
            Found::Nothing => Ok(None),
            Found::Damaged(_) => Err(damaged(space, arrival, Part::Body)),
        }
    }

    /// A named value. A damaged one is [`StoreError::DamagedSetting`] in [`Area::Local`] and `None` in
    /// [`Area::Cache`], where it is simply built again.
    pub fn get(&self, area: Area, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        named(area, &self.local, &self.cache, self.sealer, name)
    }
}

/// A setting, with its name.
type Setting = (String, Zeroizing<Vec<u8>>);

impl Snapshot<'_> {
    /// The values of [`Area::Local`] of which the name begins with `prefix`, with their names. Reads all of the area; damaged
    /// ones are left out, since nobody knows their names.
    pub fn settings(&self, prefix: &str) -> Result<Vec<Setting>, StoreError> {
        let mut rows = guarded(|| self.local.iter())?;
        let mut found = Vec::new();
        while let Some((key, sealed)) = guarded(|| {
            rows.next().transpose().map(|row| row.map(|(key, sealed)| (*key.value(), sealed.value().to_vec())))
        })? {
            let opened = self.sealer.open(TableId::Local, &key, &sealed).and_then(rows::split_named);
            let named = opened.and_then(|(value, name)| Some((String::from_utf8(name).ok()?, Zeroizing::new(value))));
            found.extend(named.filter(|(name, _)| name.starts_with(prefix)));
        }
        Ok(found)
    }
}

/// One named value of either area.
pub(super) fn named(
    area: Area,
    local: &impl Named,
    cache: &impl Named,
    sealer: &Sealer,
    name: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    match area {
        Area::Local => match rows::named(local, sealer, TableId::Local, name)? {
            Row::Intact(value) => Ok(Some(value)),
            Row::Absent => Ok(None),
            Row::Damaged => Err(StoreError::DamagedSetting),
        },
        Area::Cache => match parts::get(cache, sealer, name)? {
            Row::Intact(value) => Ok(Some(value)),
            Row::Absent | Row::Damaged => Ok(None),
        },
    }
}

fn damaged(space: &[u8; 32], arrival: u64, part: Part) -> StoreError {
    DamagedRecord { space: *space, arrival, part }.into()
}
