//! The tables of a store file and how rows are named, framed and read.
//!
//! | table | key | sealed value |
//! | --- | --- | --- |
//! | `meta` | `format`, `check` | the format version (plain, so that a newer one can be told), the generation |
//! | `heads` | 16 bytes of the hashed space, arrival number (u64 big-endian) | head, space |
//! | `bodies` | the same, of the first | a run of bodies ([`runs`](super::runs)) |
//! | `local`, `cache` | the hashed name | value, name, length of the name (u16 big-endian); of `cache` a part ([`parts`](super::parts)) |
//!
//! Space and name travel inside the sealed value because a rekey has to hash them again under the new key.

use std::ops::{Bound, RangeBounds};
use std::panic::{AssertUnwindSafe, catch_unwind};

use redb::{ReadableTable, TableDefinition};

use super::error::StoreError;
use super::seal::{Sealer, TableId};

pub(super) type RecordKey = [u8; 24];
pub(super) type NameKey = [u8; 32];
/// The part of a [`RecordKey`] that stands for the space.
pub(super) type Prefix = [u8; 16];
pub(super) type Bytes = &'static [u8];

pub(super) const META: TableDefinition<&str, Bytes> = TableDefinition::new("meta");
pub(super) const HEADS: TableDefinition<&RecordKey, Bytes> = TableDefinition::new("heads");
pub(super) const BODIES: TableDefinition<&RecordKey, Bytes> = TableDefinition::new("bodies");
pub(super) const LOCAL: TableDefinition<&NameKey, Bytes> = TableDefinition::new("local");
pub(super) const CACHE: TableDefinition<&NameKey, Bytes> = TableDefinition::new("cache");

/// A table of records, in a read or a write transaction.
pub(super) trait Records: ReadableTable<&'static RecordKey, Bytes> {}
impl<T: ReadableTable<&'static RecordKey, Bytes>> Records for T {}

/// A table of named values, in a read or a write transaction.
pub(super) trait Named: ReadableTable<&'static NameKey, Bytes> {}
impl<T: ReadableTable<&'static NameKey, Bytes>> Named for T {}

/// What was found in one row.
pub(super) enum Row {
    Absent,
    Damaged,
    Intact(Vec<u8>),
}

impl Row {
    fn new(opened: Option<Vec<u8>>) -> Self {
        opened.map_or(Self::Damaged, Self::Intact)
    }
}

/// Runs one redb call. On a file that was altered behind its back redb may panic: that is damage, not a bug of ours.
pub(super) fn guarded<T, E: Into<redb::Error>>(call: impl FnOnce() -> Result<T, E>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| failed(error.into())),
        Err(_panic) => Err(StoreError::DamagedStore),
    }
}

/// What a redb error means for the caller.
pub(super) fn failed(error: redb::Error) -> StoreError {
    use std::io::ErrorKind;
    match error {
        redb::Error::Io(error) => match error.kind() {
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof => StoreError::DamagedStore,
            _ => error.into(),
        },
        redb::Error::ValueTooLarge(_) => StoreError::TooLarge,
        redb::Error::TransactionPoisoned => StoreError::Undone,
        redb::Error::PreviousIo | redb::Error::DatabaseClosed | redb::Error::LockPoisoned(_) => StoreError::MustReopen,
        redb::Error::Backend(_) | redb::Error::Unsupported => std::io::Error::from(ErrorKind::Unsupported).into(),
        _ => StoreError::DamagedStore,
    }
}

impl Sealer {
    pub(super) fn prefix(&self, space: &[u8; 32]) -> Prefix {
        let hash = self.hash_name(TableId::Heads, space);
        let mut prefix = [0; 16];
        prefix.copy_from_slice(&hash[..16]);
        prefix
    }

    pub(super) fn seal_head(&self, key: &RecordKey, space: &[u8; 32], head: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.seal(TableId::Heads, key, &[head, space])
    }

    pub(super) fn seal_named(&self, table: TableId, name: &[u8], value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let length = u16::try_from(name.len()).map_err(|_too_long| StoreError::TooLarge)?;
        let key = self.hash_name(table, name);
        self.seal(table, &key, &[value, name, &length.to_be_bytes()])
    }
}

/// Takes the space off an opened head.
pub(super) fn split_head(mut opened: Vec<u8>) -> Option<(Vec<u8>, [u8; 32])> {
    let space = *opened.last_chunk()?;
    opened.truncate(opened.len() - 32);
    Some((opened, space))
}

/// Takes the name off an opened named value.
pub(super) fn split_named(mut opened: Vec<u8>) -> Option<(Vec<u8>, Vec<u8>)> {
    let length = usize::from(u16::from_be_bytes(*opened.last_chunk()?));
    opened.truncate(opened.len() - 2);
    let name = opened.split_off(opened.len().checked_sub(length)?);
    Some((opened, name))
}

pub(super) fn record_key(prefix: &Prefix, arrival: u64) -> RecordKey {
    let mut key = [0; 24];
    key[..16].copy_from_slice(prefix);
    key[16..].copy_from_slice(&arrival.to_be_bytes());
    key
}

pub(super) fn split_key(key: &RecordKey) -> (Prefix, u64) {
    let mut prefix = [0; 16];
    let mut arrival = [0; 8];
    prefix.copy_from_slice(&key[..16]);
    arrival.copy_from_slice(&key[16..]);
    (prefix, u64::from_be_bytes(arrival))
}

/// One head.
pub(super) fn record(table: &impl Records, sealer: &Sealer, id: TableId, key: &RecordKey) -> Result<Row, StoreError> {
    guarded(|| {
        let found = table.get(key)?;
        Ok::<_, redb::StorageError>(found.map_or(Row::Absent, |sealed| {
            Row::new(sealer.open(id, key, sealed.value()).and_then(|opened| match id {
                TableId::Heads => split_head(opened).map(|(head, _space)| head),
                _ => Some(opened),
            }))
        }))
    })
}

/// One named value.
pub(super) fn named(table: &impl Named, sealer: &Sealer, id: TableId, name: &str) -> Result<Row, StoreError> {
    let key = sealer.hash_name(id, name.as_bytes());
    guarded(|| {
        let found = table.get(&key)?;
        Ok::<_, redb::StorageError>(found.map_or(Row::Absent, |sealed| {
            let opened = sealer.open(id, &key, sealed.value());
            Row::new(opened.and_then(split_named).map(|(value, _name)| value))
        }))
    })
}

/// How many records a space has: one more than its highest arrival number.
pub(super) fn count(heads: &impl Records, prefix: &Prefix) -> Result<u64, StoreError> {
    let (first, last) = (record_key(prefix, 0), record_key(prefix, u64::MAX));
    let highest = guarded(|| {
        let mut rows = heads.range::<&RecordKey>(&first..=&last)?;
        rows.next_back().transpose().map(|row| row.map(|(key, _)| split_key(key.value()).1))
    })?;
    match highest {
        None => Ok(0),
        Some(arrival) => arrival.checked_add(1).ok_or(StoreError::DamagedStore),
    }
}

/// Calls `visit` for every row of a space whose arrival number is in `range`, in order, damaged ones as `None`.
pub(super) fn each_record<E: From<StoreError>>(
    table: &impl Records,
    sealer: &Sealer,
    id: TableId,
    prefix: &Prefix,
    range: &impl RangeBounds<u64>,
    mut visit: impl FnMut(u64, Option<Vec<u8>>) -> Result<(), E>,
) -> Result<(), E> {
    let Some((first, last)) = ends(range) else {
        return Ok(());
    };
    let (first, last) = (record_key(prefix, first), record_key(prefix, last));
    let mut rows = guarded(|| table.range::<&RecordKey>(&first..=&last))?;
    while let Some((key, opened)) = guarded(|| {
        rows.next()
            .transpose()
            .map(|row| row.map(|(key, sealed)| (*key.value(), sealer.open(id, key.value(), sealed.value()))))
    })? {
        visit(split_key(&key).1, opened)?;
    }
    Ok(())
}

/// First and last number of a range; `None` when it is empty.
pub(super) fn ends(range: &impl RangeBounds<u64>) -> Option<(u64, u64)> {
    let first = match range.start_bound() {
        Bound::Included(&first) => first,
        Bound::Excluded(&before) => before.checked_add(1)?,
        Bound::Unbounded => 0,
    };
    let last = match range.end_bound() {
        Bound::Included(&last) => last,
        Bound::Excluded(&after) => after.checked_sub(1)?,
        Bound::Unbounded => u64::MAX,
    };
    (first <= last).then_some((first, last))
}
