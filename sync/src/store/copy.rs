//! Copying what is live from one store file into the next, under its key.

use std::collections::BTreeMap;
use std::ops::Bound;

use redb::{Key, ReadTransaction, ReadableTable, ReadableTableMetadata as _, Table, WriteTransaction};

use super::error::StoreError;
use super::rows::{self, BODIES, Bytes, CACHE, HEADS, LOCAL, NameKey, Prefix, RecordKey, guarded};
use super::runs::{Packer, Run, Unpacker};
use super::seal::{Sealer, TableId};
use super::transaction::insert;

/// What could not be copied because it was not readable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Heads that now read as damaged, or are gone with all heads of their space.
    pub heads: u64,
    /// Rows of bodies that now read as damaged, and bodies that are gone with the heads of their space. A row may hold
    /// several bodies.
    pub bodies: u64,
    /// Values of [`Area::Local`](super::Area::Local) that are gone.
    pub settings: u64,
    /// Heads of which not even the place is known, as far as the file says how many there were: at least so many.
    pub untraced: u64,
}

/// What to do with a page that redb cannot read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pages {
    /// Stop: the file was checked when it was opened, so something is wrong now.
    AllReadable,
    /// Go on with what can be reached from both ends of the table.
    SomeUnreadable,
}

/// One copying. Damaged records stay known as damaged, damaged caches are left out.
pub(super) struct Copying<'c> {
    source: &'c ReadTransaction,
    from: &'c Sealer,
    target: &'c WriteTransaction,
    to: &'c Sealer,
    pages: Pages,
    /// Asked at every row: whether the copy is of no use any more.
    given_up: &'c dyn Fn() -> bool,
    losses: Losses,
}

/// The spaces that were found, by the prefix of their rows.
type Spaces = BTreeMap<Prefix, [u8; 32]>;

impl<'c> Copying<'c> {
    pub(super) fn of(
        source: &'c ReadTransaction,
        from: &'c Sealer,
        target: &'c WriteTransaction,
        to: &'c Sealer,
        pages: Pages,
    ) -> Self {
        Self { source, from, target, to, pages, given_up: &|| false, losses: Losses::default() }
    }

    /// Ends with [`StoreError::Undone`] once the copy is of no use any more.
    pub(super) fn unless(self, given_up: &'c dyn Fn() -> bool) -> Self {
        Self { given_up, ..self }
    }

    /// Copies all rows.
    pub(super) fn all(mut self) -> Result<Losses, StoreError> {
        let spaces = self.heads()?;
        self.bodies(&spaces)?;
        self.losses.settings = self.named(TableId::Local)?;
        self.named(TableId::Cache)?;
        Ok(self.losses)
    }

    fn go_on(&self) -> Result<(), StoreError> {
        if (self.given_up)() { Err(StoreError::Undone) } else { Ok(()) }
    }

    fn heads(&mut self) -> Result<Spaces, StoreError> {
        let Some(heads) = readable(self.pages, guarded(|| self.source.open_table(HEADS)))? else {
            self.losses.untraced = 1;
            return Ok(Spaces::new());
        };
        let mut copied = Ascending::into(guarded(|| self.target.open_table(HEADS))?);
        let mut spaces = Spaces::new();
        let mut damaged = Vec::new();
        let found = keys(&heads, self.pages)?;
        let all = readable(self.pages, guarded(|| heads.len().map_err(redb::Error::from)))?;
        self.losses.untraced = all.map_or(1, |all| all.abs_diff(found.len() as u64));
        for key in found {
            self.go_on()?;
            let opened = value(&heads, &key, self.pages, |sealed| self.from.open(TableId::Heads, &key, sealed))?;
            let Some((head, space)) = opened.and_then(rows::split_head) else {
                damaged.push(key);
                continue;
            };
            let (prefix, arrival) = rows::split_key(&key);
            spaces.insert(prefix, space);
            let key = rows::record_key(&self.to.prefix(&space), arrival);
            copied.push(key, self.to.seal_head(&key, &space, &head)?)?;
        }
        let mut copied = copied.finish()?;
        for key in damaged {
            self.losses.heads += 1;
            let (prefix, arrival) = rows::split_key(&key);
            if let Some(space) = spaces.get(&prefix) {
                let key = rows::record_key(&self.to.prefix(space), arrival);
                insert(&mut copied, &key, &self.to.seal_lost(TableId::Heads, &key)?)?;
            }
        }
        Ok(spaces)
    }

    fn bodies(&mut self, spaces: &Spaces) -> Result<(), StoreError> {
        let Some(bodies) = readable(self.pages, guarded(|| self.source.open_table(BODIES)))? else {
            return Ok(());
        };
        let heads = guarded(|| self.target.open_table(HEADS))?;
        let mut copied = guarded(|| self.target.open_table(BODIES))?;
        let (mut packer, mut unpacker) = (Packer::filling(), Unpacker::new());
        for old in keys(&bodies, self.pages)? {
            self.go_on()?;
            let (prefix, at) = rows::split_key(&old);
            let opened = self.run(&bodies, &old, &mut unpacker)?;
            let Some(space) = spaces.get(&prefix) else {
                self.losses.bodies += opened.map_or(1, |run| run.into_bodies().count() as u64);
                continue;
            };
            let prefix = self.to.prefix(space);
            // A body past the last head would become the body of a record that is still to come.
            let count = if self.pages == Pages::SomeUnreadable { rows::count(&heads, &prefix)? } else { u64::MAX };
            let Some(run) = opened else {
                self.losses.bodies += 1;
                if at < count {
                    packer.flush(&mut copied, self.to)?;
                    let key = rows::record_key(&prefix, at);
                    insert(&mut copied, &key, &self.to.seal_lost(TableId::Bodies, &key)?)?;
                }
                continue;
            };
            for (arrival, body) in run.into_bodies() {
                if arrival < count {
                    packer.push(&mut copied, self.to, (prefix, arrival), &body)?;
                } else {
                    self.losses.bodies += 1;
                }
            }
        }
        packer.flush(&mut copied, self.to)
    }

    /// The run in a row; `None` when it is damaged.
    fn run(
        &self,
        table: &impl ReadableTable<&'static RecordKey, Bytes>,
        key: &RecordKey,
        unpacker: &mut Unpacker,
    ) -> Result<Option<Run>, StoreError> {
        let opened = |sealed: &[u8], unpacker: &mut Unpacker| Run::open(unpacker, self.from, key, sealed);
        let found = guarded(|| table.get(key).map(|row| row.and_then(|sealed| opened(sealed.value(), unpacker))));
        Ok(readable(self.pages, found)?.flatten())
    }

    /// Copies `local` or `cache` and returns how many values were lost.
    fn named(&self, id: TableId) -> Result<u64, StoreError> {
        let definition = if id == TableId::Local { LOCAL } else { CACHE };
        let Some(table) = readable(self.pages, guarded(|| self.source.open_table(definition)))? else {
            return Ok(0);
        };
        let mut copied = guarded(|| self.target.open_table(definition))?;
        let mut lost = 0;
        for key in keys::<NameKey>(&table, self.pages)? {
            self.go_on()?;
            let opened = value(&table, &key, self.pages, |sealed| self.from.open(id, &key, sealed))?;
            match opened.and_then(rows::split_named) {
                Some((value, name)) => {
                    let sealed = self.to.seal_named(id, &name, &value)?;
                    insert(&mut copied, &self.to.hash_name(id, &name), &sealed)?;
                }
                // Without its name it has no place in the new file. Leaving it out would turn "damaged" into "was never
                // there", and that can mean a new device key: only a salvage may do so.
                None if id == TableId::Local && self.pages == Pages::AllReadable => {
                    return Err(StoreError::DamagedSetting);
                }
                None => lost += 1,
            }
        }
        Ok(lost)
    }
}

/// Rows that are written together where they follow one another: redb then fills its pages, of which it leaves half empty
/// when rows come one by one at the end.
struct Ascending<'t> {
    table: Table<'t, &'static RecordKey, Bytes>,
    rows: Vec<(RecordKey, Vec<u8>)>,
}

impl<'t> Ascending<'t> {
    /// So many rows are held.
    const HELD: usize = 512;

    fn into(table: Table<'t, &'static RecordKey, Bytes>) -> Self {
        Self { table, rows: Vec::new() }
    }

    fn push(&mut self, key: RecordKey, row: Vec<u8>) -> Result<(), StoreError> {
        if self.rows.len() == Self::HELD || self.rows.last().is_some_and(|(last, _)| *last >= key) {
            self.write()?;
        }
        self.rows.push((key, row));
        Ok(())
    }

    fn write(&mut self) -> Result<(), StoreError> {
        let Some((first, _)) = self.rows.first() else { return Ok(()) };
        guarded(|| {
            let mut cursor = self.table.upper_bound_mut(Bound::Excluded(first))?;
            for (key, row) in &self.rows {
                cursor.insert_before(key, row.as_slice())?;
            }
            cursor.close().map_err(redb::Error::from)
        })?;
        self.rows.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<Table<'t, &'static RecordKey, Bytes>, StoreError> {
        self.write()?;
        Ok(self.table)
    }
}

/// All keys of a table.
fn keys<K>(table: &impl ReadableTable<&'static K, Bytes>, pages: Pages) -> Result<Vec<K>, StoreError>
where
    K: Copy + Ord + 'static,
    &'static K: for<'a> Key<SelfType<'a> = &'a K>,
{
    let Some(mut rows) = readable(pages, guarded(|| table.iter()))? else {
        return Ok(Vec::new());
    };
    let mut keys = Vec::new();
    let mut backwards = false;
    loop {
        let row = guarded(|| {
            let row = if backwards { rows.next_back() } else { rows.next() };
            row.transpose().map(|row| row.map(|(key, _)| *key.value()))
        });
        match row {
            Ok(Some(key)) => keys.push(key),
            Ok(None) => break,
            Err(error) if pages == Pages::AllReadable => return Err(error),
            Err(_) if backwards => break,
            Err(_) => {
                // Behind the unreadable page there may be more: come from the other end.
                backwards = true;
                match guarded(|| table.iter()) {
                    Ok(again) => rows = again,
                    Err(_) => break,
                }
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

/// The opened value of a row; `None` when it is damaged.
fn value<K>(
    table: &impl ReadableTable<&'static K, Bytes>,
    key: &K,
    pages: Pages,
    open: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
) -> Result<Option<Vec<u8>>, StoreError>
where
    K: 'static,
    &'static K: for<'a> Key<SelfType<'a> = &'a K>,
{
    let found = guarded(|| table.get(key).map(|row| row.and_then(|sealed| open(sealed.value()))));
    Ok(readable(pages, found)?.flatten())
}

/// Turns a failure to read into `None` where that is allowed.
fn readable<T>(pages: Pages, result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::DamagedStore | StoreError::MustReopen) if pages == Pages::SomeUnreadable => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether any row of the file opens, which tells a damaged file from a wrong key.
pub(super) fn nothing_opens(losses: Losses, target: &redb::Database) -> Result<bool, StoreError> {
    use redb::{ReadableDatabase, ReadableTableMetadata};
    let transaction = guarded(|| target.begin_read())?;
    let heads = guarded(|| transaction.open_table(HEADS)?.len().map_err(redb::Error::from))?;
    let local = guarded(|| transaction.open_table(LOCAL)?.len().map_err(redb::Error::from))?;
    Ok(losses != Losses::default() && heads + local == 0)
}
