//! Writing: one transaction is written whole or not at all.

use redb::{Table, WriteTransaction};

use super::Area;
use super::error::StoreError;
use super::parts;
use super::rows::{self, BODIES, Bytes, CACHE, HEADS, LOCAL, NameKey, Prefix, RecordKey, Row, guarded};
use super::runs::{self, Found, Packer, Run};
use super::seal::{Sealer, TableId};
use super::snapshot;

/// Changes that will be written together. It sees its own changes.
pub struct Transaction<'t> {
    sealer: &'t Sealer,
    heads: Table<'t, &'static RecordKey, Bytes>,
    bodies: Table<'t, &'static RecordKey, Bytes>,
    local: Table<'t, &'static NameKey, Bytes>,
    cache: Table<'t, &'static NameKey, Bytes>,
    /// Bodies that were appended and are not written yet.
    waiting: Packer,
    /// The space that was appended to last, and how many records it has.
    counted: Option<(Prefix, u64)>,
}

impl<'t> Transaction<'t> {
    pub(super) fn new(transaction: &'t WriteTransaction, sealer: &'t Sealer) -> Result<Self, StoreError> {
        Ok(Self {
            sealer,
            heads: guarded(|| transaction.open_table(HEADS))?,
            bodies: guarded(|| transaction.open_table(BODIES))?,
            local: guarded(|| transaction.open_table(LOCAL))?,
            cache: guarded(|| transaction.open_table(CACHE))?,
            waiting: Packer::default(),
            counted: None,
        })
    }

    /// Writes what still waits to be written together.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.waiting.flush(&mut self.bodies, self.sealer)
    }

    /// Adds a record to `space` and returns its arrival number: 0 for the first record of the space, then 1, and so
    /// on without gaps. Numbers are never used again.
    pub fn append(&mut self, space: &[u8; 32], head: &[u8], body: Option<&[u8]>) -> Result<u64, StoreError> {
        let prefix = self.sealer.prefix(space);
        let arrival = match self.counted {
            Some((counted, count)) if counted == prefix => count,
            _ => rows::count(&self.heads, &prefix)?,
        };
        let key = rows::record_key(&prefix, arrival);
        let sealed_head = self.sealer.seal_head(&key, space, head)?;
        // The body first: a caller who ignores an error then cannot keep half a record.
        if let Some(body) = body {
            self.waiting.push(&mut self.bodies, self.sealer, (prefix, arrival), body)?;
        }
        insert(&mut self.heads, &key, &sealed_head)?;
        self.counted = Some((prefix, arrival + 1));
        Ok(arrival)
    }

    /// Writes the body of an existing record, in place of the one that is there.
    pub fn set_body(&mut self, space: &[u8; 32], arrival: u64, body: &[u8]) -> Result<(), StoreError> {
        let key = self.existing(space, arrival)?;
        self.flush()?;
        let prefix = self.sealer.prefix(space);
        let (row, mut run) = match runs::find(&self.bodies, self.sealer, &prefix, arrival)? {
            Found::Run(row, run) if run.reaches(arrival) => (row, run),
            _ => (key, Run::default()),
        };
        run.put(arrival, body.to_vec());
        // Many late bodies must not make one row of all: the first part keeps the row's key.
        for (at, part) in run.split().into_iter().enumerate() {
            let key = if at == 0 { row } else { rows::record_key(&prefix, part.first().unwrap_or(arrival)) };
            let sealed = part.seal(self.sealer, &key)?;
            insert(&mut self.bodies, &key, &sealed)?;
        }
        Ok(())
    }

    /// Removes the body of an existing record; one that is gone already is fine.
    ///
    /// The freed pages still hold the sealed body until [`Store::rekey`](super::Store::rekey).
    pub fn remove_body(&mut self, space: &[u8; 32], arrival: u64) -> Result<(), StoreError> {
        self.existing(space, arrival)?;
        self.flush()?;
        match runs::find(&self.bodies, self.sealer, &self.sealer.prefix(space), arrival)? {
            Found::Run(row, mut run) => {
                if run.take(arrival).is_none() {
                    return Ok(());
                }
                if run.is_empty() {
                    return remove(&mut self.bodies, &row);
                }
                let sealed = run.seal(self.sealer, &row)?;
                insert(&mut self.bodies, &row, &sealed)
            }
            // What does not open cannot be read; the next fresh key leaves it behind. The row stays, to say so of the others.
            Found::Damaged(_) | Found::Nothing => Ok(()),
        }
    }

    /// Removes every record of `space`, heads and bodies. Arrival numbers begin at 0 again, so nobody may hold one from before.
    ///
    /// The freed pages still hold them, sealed, until [`Store::rekey`](super::Store::rekey).
    pub fn remove_space(&mut self, space: &[u8; 32]) -> Result<(), StoreError> {
        self.flush()?;
        self.counted = None;
        let prefix = self.sealer.prefix(space);
        let (first, last) = (rows::record_key(&prefix, 0), rows::record_key(&prefix, u64::MAX));
        for table in [&mut self.heads, &mut self.bodies] {
            guarded(|| table.retain_in::<&RecordKey, _>(&first..=&last, |_, _| false))?;
        }
        Ok(())
    }

    /// Puts back a head that is damaged or missing. An intact head is never replaced
    /// ([`StoreError::NotDamaged`]). The caller checks that it is the head that belongs there.
    pub fn restore_head(&mut self, space: &[u8; 32], arrival: u64, head: &[u8]) -> Result<(), StoreError> {
        let key = self.existing(space, arrival)?;
        if let Row::Intact(_) = rows::record(&self.heads, self.sealer, TableId::Heads, &key)? {
            return Err(StoreError::NotDamaged { arrival });
        }
        let sealed = self.sealer.seal_head(&key, space, head)?;
        insert(&mut self.heads, &key, &sealed)
    }

    /// Stores a value under a name of at most 65,000 bytes, in place of the one that is there.
    pub fn put(&mut self, area: Area, name: &str, value: &[u8]) -> Result<(), StoreError> {
        match area {
            Area::Cache => parts::put(&mut self.cache, self.sealer, name, value),
            Area::Local => {
                let sealed = self.sealer.seal_named(TableId::Local, name.as_bytes(), value)?;
                insert(&mut self.local, &self.sealer.hash_name(TableId::Local, name.as_bytes()), &sealed)
            }
        }
    }

    /// Puts one part of a cache in its place, whatever it says.
    #[cfg(test)]
    pub(super) fn put_part(&mut self, name: &str, part: u32, bytes: &[u8]) -> Result<(), StoreError> {
        parts::put_one(&mut self.cache, self.sealer, name, part, bytes)
    }

    /// Removes a value; one that is not there is fine.
    pub fn delete(&mut self, area: Area, name: &str) -> Result<(), StoreError> {
        match area {
            Area::Cache => parts::remove_from(&mut self.cache, self.sealer, name, 0),
            Area::Local => remove(&mut self.local, &self.sealer.hash_name(TableId::Local, name.as_bytes())),
        }
    }

    /// A named value, as [`Snapshot::get`](super::Snapshot::get) reads it.
    pub fn get(&self, area: Area, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        snapshot::named(area, &self.local, &self.cache, self.sealer, name)
    }

    /// How many records `space` has: the arrival number that the next [`append`](Self::append) gets.
    pub fn count(&self, space: &[u8; 32]) -> Result<u64, StoreError> {
        rows::count(&self.heads, &self.sealer.prefix(space))
    }

    /// Drops every value of [`Area::Cache`].
    pub fn clear_caches(&mut self) -> Result<(), StoreError> {
        guarded(|| self.cache.retain(|_, _| false))
    }

    fn existing(&self, space: &[u8; 32], arrival: u64) -> Result<RecordKey, StoreError> {
        let prefix = self.sealer.prefix(space);
        if arrival >= rows::count(&self.heads, &prefix)? {
            return Err(StoreError::NoSuchRecord { arrival });
        }
        Ok(rows::record_key(&prefix, arrival))
    }
}

/// Writes one sealed row.
pub(super) fn insert<const N: usize>(
    table: &mut Table<'_, &'static [u8; N], Bytes>,
    key: &[u8; N],
    sealed: &[u8],
) -> Result<(), StoreError> {
    guarded(|| table.insert(key, sealed).map(drop))
}

fn remove<const N: usize>(table: &mut Table<'_, &'static [u8; N], Bytes>, key: &[u8; N]) -> Result<(), StoreError> {
    guarded(|| table.remove(key).map(drop))
}
