//! What is known of one file: its row in the sealed store, and which pieces are here.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use deelbaar_schema::attachment::ChunkList;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, FileHash};
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::pieces::Pieces;
use super::{FileError, FileKey, Presence, Side};
use crate::store::{Area, Store, StoreError, Transaction};

const PREFIX: &str = "file ";

/// The name of a file's row.
fn row(key: &FileKey) -> String {
    format!("{PREFIX}{} {}", name_of(key.side), key.hash)
}

fn name_of(side: Side) -> &'static str {
    match side {
        Side::Municipality => "municipality",
        Side::Region => "region",
    }
}

fn key_of(row: &str) -> Option<FileKey> {
    let (side, hash) = row.strip_prefix(PREFIX)?.split_once(' ')?;
    let side = [Side::Municipality, Side::Region].into_iter().find(|known| name_of(*known) == side)?;
    Some(FileKey { side, hash: hash.parse().ok()? })
}

#[derive(Serialize, Deserialize)]
struct Row {
    size: u64,
    chunks: Vec<ContentHash>,
    key: Zeroizing<[u8; 32]>,
    name: String,
    whole: bool,
    unused: Option<Timestamp>,
}

/// One file.
pub(super) struct Entry {
    side: Side,
    list: ChunkList,
    key: Zeroizing<[u8; 32]>,
    name: String,
    whole: bool,
    /// Since when no record names it.
    unused: Option<Timestamp>,
    /// Which pieces are here, once the file was looked at.
    here: Option<Vec<bool>>,
}

/// Every file that has a row. One of which the row is damaged has none: its key is gone.
pub(super) fn load_all(store: &Store) -> Result<BTreeMap<FileKey, Entry>, StoreError> {
    let rows = store.read::<_, StoreError>(|snapshot| snapshot.settings(PREFIX))?;
    let read = rows.into_iter().filter_map(|(name, value)| {
        let file = key_of(&name)?;
        let Row { size, chunks, key, name, whole, unused } = encoding::decode(&value).ok()?;
        let list = ChunkList::checked(size, chunks, &file.hash)?;
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then_some((file, Entry { side: file.side, list, key, name, whole, unused, here: None }))
    });
    Ok(read.collect())
}

/// Takes the row of a file away, and its key with it.
pub(super) fn delete(tx: &mut Transaction<'_>, file: &FileKey) -> Result<(), StoreError> {
    tx.delete(Area::Local, &row(file))
}

impl Entry {
    /// One that was added here, of which every piece is here. No record names it yet.
    pub(super) fn added(list: ChunkList, key: Zeroizing<[u8; 32]>, name: String, now: Timestamp) -> Self {
        Self { side: Side::Municipality, list, key, name, whole: true, unused: Some(now), here: None }
    }

    /// One of which no piece is here yet.
    pub(super) fn begun(side: Side, list: ChunkList, key: Zeroizing<[u8; 32]>, name: String) -> Self {
        let here = Some(vec![false; list.chunks().len()]);
        Self { side, list, key, name, whole: false, unused: None, here }
    }

    pub(super) fn key(&self) -> FileKey {
        FileKey { side: self.side, hash: self.hash() }
    }

    fn hash(&self) -> FileHash {
        self.list.file_hash()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn list(&self) -> &ChunkList {
        &self.list
    }

    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(super) fn unused(&self) -> Option<Timestamp> {
        self.unused
    }

    pub(super) fn presence(&self) -> Presence {
        if self.whole {
            return Presence::Here;
        }
        let here = self.here.as_ref().map_or(0, |here| here.iter().filter(|here| **here).count());
        Presence::Partly(here, self.list.chunks().len())
    }

    fn encoded(&self) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let (size, chunks) = (self.list.size(), self.list.chunks().to_vec());
        let (key, name) = (self.key.clone(), self.name.clone());
        let row = Row { size, chunks, key, name, whole: self.whole, unused: self.unused };
        Ok(Zeroizing::new(encoding::encode(&row).map_err(|_too_large| StoreError::TooLarge)?))
    }

    /// Writes its row.
    pub(super) fn save(&self, store: &Store) -> Result<(), StoreError> {
        let bytes = self.encoded()?;
        store.write(|tx| tx.put(Area::Local, &row(&self.key()), &bytes))
    }

    /// Writes since when no record names it.
    pub(super) fn set_unused(&mut self, tx: &mut Transaction<'_>, since: Option<Timestamp>) -> Result<(), StoreError> {
        self.unused = since;
        tx.put(Area::Local, &row(&self.key()), &self.encoded()?)
    }

    /// Finds out which pieces are here, when that is not known yet: reads all that was written before.
    pub(super) fn look_at(&mut self, dir: &Path) -> Result<(), FileError> {
        if self.here.is_some() {
            return Ok(());
        }
        let count = self.list.chunks().len();
        let mut here = vec![false; count];
        if let Some(mut pieces) = self.pieces(dir)? {
            for (index, here) in here.iter_mut().enumerate() {
                *here = self.read_from(&mut pieces, index)?.is_some();
            }
        }
        self.here = Some(here);
        Ok(())
    }

    /// Which pieces are here is not known any more.
    pub(super) fn look_anew(&mut self) {
        self.here = None;
    }

    /// The pieces that are not here, as far as was looked.
    pub(super) fn missing(&self) -> Vec<usize> {
        let here = self.here.iter().flatten().enumerate();
        here.filter(|(_, here)| !**here).map(|(index, _)| index).collect()
    }

    /// Writes one piece that was checked.
    pub(super) fn put(&mut self, dir: &Path, index: usize, bytes: &[u8]) -> Result<(), FileError> {
        // Its file may have been taken away by hand: then it begins again.
        let mut pieces = match self.pieces(dir)? {
            Some(pieces) => pieces,
            None => Pieces::named(dir, &self.name)?,
        };
        pieces.write(&self.key, index, bytes)?;
        if let Some(here) = self.here.as_mut().and_then(|here| here.get_mut(index)) {
            *here = true;
        }
        Ok(())
    }

    /// Every piece is here and [on disk](Self::pieces): says so in its row.
    pub(super) fn finish(&mut self, store: &Store) -> Result<(), FileError> {
        self.whole = true;
        let saved = self.save(store);
        self.whole = saved.is_ok();
        Ok(saved?)
    }

    /// A piece that should be here is not.
    pub(super) fn is_damaged(&mut self, store: &Store) -> Result<(), StoreError> {
        self.whole = false;
        self.here = None;
        self.save(store)
    }

    /// One piece, opened and checked.
    pub(super) fn read(&self, dir: &Path, index: usize) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
        match self.pieces(dir)? {
            Some(mut pieces) => self.read_from(&mut pieces, index),
            None => Ok(None),
        }
    }

    fn read_from(&self, pieces: &mut Pieces, index: usize) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
        let opened = pieces.read(&self.key, index, self.list.length(index))?;
        Ok(opened.filter(|bytes| self.list.holds(index, bytes)))
    }

    /// Its file, when that is here.
    pub(super) fn pieces(&self, dir: &Path) -> Result<Option<Pieces>, FileError> {
        match Pieces::open(dir, &self.name) {
            Ok(pieces) => Ok(Some(pieces)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
