//! A cache lies in parts. redb gives a value the next power of two of pages, in one piece: a cache of 1.1 MB would take 2 MB,
//! and the next version of it would seldom find a gap that it fits in.
//!
//! A part is one row, named after the cache and its number. The first begins with the number of parts (u32 big-endian).

use redb::Table;

use super::error::StoreError;
use super::rows::{self, Bytes, NameKey, Named, Row, guarded};
use super::seal::{Sealer, TableId};
use super::transaction::insert;

/// Bytes of a part: with seal, name and the header of its page it fits in 32 KiB.
const PART: usize = 32 * 1024 - 512;

fn name_of(name: &str, part: u32) -> String {
    format!("{name}, part {part}")
}

/// Puts a cache in the place of the one with this name.
pub(super) fn put(
    table: &mut Table<'_, &'static NameKey, Bytes>,
    sealer: &Sealer,
    name: &str,
    value: &[u8],
) -> Result<(), StoreError> {
    let count = u32::try_from((value.len() + 4).div_ceil(PART)).map_err(|_many| StoreError::TooLarge)?;
    let whole = [&count.to_be_bytes()[..], value].concat();
    for (part, bytes) in (0..).zip(whole.chunks(PART)) {
        put_one(table, sealer, name, part, bytes)?;
    }
    remove_from(table, sealer, name, count)
}

pub(super) fn put_one(
    table: &mut Table<'_, &'static NameKey, Bytes>,
    sealer: &Sealer,
    name: &str,
    part: u32,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let name = name_of(name, part);
    let row = sealer.seal_named(TableId::Cache, name.as_bytes(), bytes)?;
    insert(table, &sealer.hash_name(TableId::Cache, name.as_bytes()), &row)
}

/// Removes the parts of a cache from this one on.
pub(super) fn remove_from(
    table: &mut Table<'_, &'static NameKey, Bytes>,
    sealer: &Sealer,
    name: &str,
    first: u32,
) -> Result<(), StoreError> {
    for part in first.. {
        let key = sealer.hash_name(TableId::Cache, name_of(name, part).as_bytes());
        if guarded(|| table.remove(&key).map(|removed| removed.is_none()))? {
            break;
        }
    }
    Ok(())
}

/// A cache, put together again. Damaged when a part is, or is missing.
pub(super) fn get(table: &impl Named, sealer: &Sealer, name: &str) -> Result<Row, StoreError> {
    let part = |part| rows::named(table, sealer, TableId::Cache, &name_of(name, part));
    let first = match part(0)? {
        Row::Intact(first) => first,
        other => return Ok(other),
    };
    let Some((count, bytes)) = first.split_first_chunk() else { return Ok(Row::Damaged) };
    let mut whole = bytes.to_vec();
    for number in 1..u32::from_be_bytes(*count) {
        match part(number)? {
            Row::Intact(bytes) => whole.extend_from_slice(&bytes),
            Row::Absent | Row::Damaged => return Ok(Row::Damaged),
        }
    }
    Ok(Row::Intact(whole))
}
