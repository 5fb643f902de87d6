//! What is known of one file: its row in the sealed store, and which pieces are here.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use deelbaar_schema::attachment::ChunkList;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, FileHash};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::pieces::Pieces;
use super::{FileError, Presence};
use crate::store::{Area, Store, StoreError};

const PREFIX: &str = "file ";

/// The name of a file's row.
pub(super) fn row(hash: &FileHash) -> String {
    format!("{PREFIX}{hash}")
}

#[derive(Serialize, Deserialize)]
struct Row {
    size: u64,
    chunks: Vec<ContentHash>,
    key: Zeroizing<[u8; 32]>,
    name: String,
    whole: bool,
}

/// One file.
pub(super) struct Entry {
    hash: FileHash,
    list: ChunkList,
    key: Zeroizing<[u8; 32]>,
    name: String,
    whole: bool,
    /// Which pieces are here, once the file was looked at.
    here: Option<Vec<bool>>,
}

/// Every file that has a row. One of which the row is damaged has none: its key is gone.
pub(super) fn load_all(store: &Store) -> Result<BTreeMap<FileHash, Entry>, StoreError> {
    let rows = store.read::<_, StoreError>(|snapshot| snapshot.named(Area::Local, PREFIX))?;
    let read = rows.into_iter().filter_map(|(name, value)| {
        let hash: FileHash = name.strip_prefix(PREFIX)?.parse().ok()?;
        let Row { size, chunks, key, name, whole } = encoding::decode(&value).ok()?;
        let list = ChunkList::checked(size, chunks, &hash)?;
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plain.then_some((hash, Entry { hash, list, key, name, whole, here: None }))
    });
    Ok(read.collect())
}

impl Entry {
    /// One of which every piece is here.
    pub(super) fn whole(list: ChunkList, key: Zeroizing<[u8; 32]>, name: String) -> Self {
        Self { hash: list.file_hash(), list, key, name, whole: true, here: None }
    }

    /// One of which no piece is here yet.
    pub(super) fn begun(list: ChunkList, key: Zeroizing<[u8; 32]>, name: String) -> Self {
        let here = Some(vec![false; list.chunks().len()]);
        Self { hash: list.file_hash(), list, key, name, whole: false, here }
    }

    pub(super) fn hash(&self) -> FileHash {
        self.hash
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

    pub(super) fn presence(&self) -> Presence {
        if self.whole {
            return Presence::Here;
        }
        let here = self.here.as_ref().map_or(0, |here| here.iter().filter(|here| **here).count());
        Presence::Partly(here, self.list.chunks().len())
    }

    /// Writes its row.
    pub(super) fn save(&self, store: &Store) -> Result<(), StoreError> {
        let (size, chunks) = (self.list.size(), self.list.chunks().to_vec());
        let row_of = Row { size, chunks, key: self.key.clone(), name: self.name.clone(), whole: self.whole };
        let bytes = Zeroizing::new(encoding::encode(&row_of).map_err(|_too_large| StoreError::TooLarge)?);
        store.write(|tx| tx.put(Area::Local, &row(&self.hash), &bytes))
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

    /// Every piece is here: on disk, and said so in its row.
    pub(super) fn finish(&mut self, dir: &Path, store: &Store) -> Result<(), FileError> {
        if let Some(mut pieces) = self.pieces(dir)? {
            pieces.sync()?;
        }
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

    fn pieces(&self, dir: &Path) -> Result<Option<Pieces>, FileError> {
        match Pieces::open(dir, &self.name) {
            Ok(pieces) => Ok(Some(pieces)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
