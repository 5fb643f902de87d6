//! The content of files: sealed pieces in a folder beside the store.
//!
//! Each file has a random key of its own, in a row of the sealed store; its pieces lie in `files/<random name>`, each sealed
//! under that key. So dropping a file takes one row, a fresh store key and one unlink, however large it is: without the
//! row nobody opens what a disk or a copy of the folder may still hold. Neither name nor hash shows in the folder; how
//! many files there are and how long they are does.
//!
//! What the own municipality uses and what others share lie apart, also when the content is the same: nobody learns from
//! what this device asks for or answers in the region whether its municipality has a file that they name.
//!
//! A piece is kept only after its hash was checked, and checked again whenever it is read. Which pieces are here is read
//! from the file itself: a torn write is a piece that is not here. A kill at any moment leaves a whole file, or one that
//! goes on where it was, or remains that the next opening clears away.
//!
//! What is kept is decided elsewhere, from records: see [`Files::keep_only`].

mod entry;
mod error;
#[cfg(test)]
pub(crate) mod fuzzed;
mod pieces;
mod saving;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use deelbaar_schema::attachment::{AttachmentError, CHUNK, ChunkList, MAX_FILE};
use deelbaar_schema::id::{ContentHash, FileHash};
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use zeroize::Zeroizing;

use entry::Entry;
pub use error::FileError;
use pieces::Pieces;
use saving::Saving;

use crate::file::{Existing, write_with};
use crate::poison::lock;
use crate::replica::mark_rekey_due;
use crate::store::{Store, StoreError, create_private_dir, sync_dir};

/// How long what was taken from the plan can still be put back with its content: milliseconds.
pub const GRACE: i64 = 10 * 60 * 1000;
const FOLDER: &str = "files";
/// Of a file that comes in, every so many pieces are told of.
const TOLD: usize = 8;

/// How far a file is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// All of it.
    Here,
    /// So many of so many pieces.
    Partly(usize, usize),
    /// Nothing.
    Away,
    /// Not here, and not asked for: its municipality shares more than is kept.
    TooMuch,
    /// Not all here, and the disk refused the last that came.
    NoRoom,
}

/// On which side of the workspace a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// What the own municipality uses or shares.
    Municipality,
    /// What others share.
    Region,
}

/// A file that is kept, or is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileKey {
    /// On which side.
    pub side: Side,
    /// Its content.
    pub hash: FileHash,
}

impl FileKey {
    /// Both sides on which a file may be.
    fn both(hash: FileHash) -> [Self; 2] {
        [Side::Municipality, Side::Region].map(|side| Self { side, hash })
    }
}

/// What records say of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The most bytes that a record says it has.
    pub size: u64,
    /// Whether devices of other municipalities may have it.
    pub shared: bool,
    /// Whether it is asked for when it is not here: not what is more than a municipality may have.
    pub fetch: bool,
}

/// The files of a workspace. Clones share them.
#[derive(Clone)]
pub struct Files {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    dir: PathBuf,
    known: Mutex<Known>,
    turn: Mutex<()>,
    changed: watch::Sender<u64>,
}

/// While it is there no file is dropped.
#[derive(Debug)]
pub struct Unswept<'f> {
    _turn: MutexGuard<'f, ()>,
}

#[derive(Default)]
struct Known {
    entries: BTreeMap<FileKey, Entry>,
    /// What records name now.
    wanted: BTreeMap<FileKey, Wanted>,
    /// Whether the disk refused the last piece that came.
    refused: bool,
}

impl Known {
    fn presence(&self, key: &FileKey) -> Presence {
        let here = self.entries.get(key).map_or(Presence::Away, Entry::presence);
        match (here, self.wanted.get(key)) {
            (Presence::Here, _) | (_, None) => here,
            (_, Some(wanted)) if !wanted.fetch => Presence::TooMuch,
            _ if self.refused => Presence::NoRoom,
            _ => here,
        }
    }
}

impl Files {
    /// Takes up the files of `store`, and clears away what a kill left behind.
    pub fn open(store: Store) -> Result<Self, StoreError> {
        let dir = store.folder().join(FOLDER);
        saving::clear(&store)?;
        let entries = entry::load_all(&store)?;
        let names: BTreeSet<&str> = entries.values().map(Entry::name).collect();
        match fs::read_dir(&dir) {
            Ok(found) => {
                for found in found {
                    let found = found?;
                    let known = found.file_name().to_str().is_some_and(|name| names.contains(name));
                    if !known && let Err(error) = fs::remove_file(found.path()) {
                        tracing::warn!(%error, "something in the folder of files is not of this workspace, and stays");
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let known = Mutex::new(Known { entries, ..Known::default() });
        Ok(Self {
            shared: Arc::new(Shared { store, dir, known, turn: Mutex::default(), changed: watch::channel(0).0 }),
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        lock(&self.shared.known)
    }

    /// Held while it is found out what records name, so that an older answer never follows a newer one.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.shared.turn)
    }

    #[cfg(test)]
    pub(crate) fn is_turn_taken(&self) -> bool {
        self.shared.turn.try_lock().is_err()
    }

    /// Tells of every file that came, grew or went, and whenever records name others or for others.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    fn tell(&self) {
        self.shared.changed.send_modify(|count| *count += 1);
    }

    /// How far a file is here, on whichever side.
    pub fn presence(&self, hash: &FileHash) -> Presence {
        let known = self.known();
        let [own, other] = FileKey::both(*hash).map(|key| known.presence(&key));
        if own == Presence::Away || other == Presence::Here { other } else { own }
    }

    /// How far every file is here that a record names or that has a part here.
    pub fn all(&self) -> BTreeMap<FileHash, Presence> {
        let hashes: BTreeSet<FileHash> = {
            let known = self.known();
            known.entries.keys().chain(known.wanted.keys()).map(|key| key.hash).collect()
        };
        hashes.into_iter().map(|hash| (hash, self.presence(&hash))).collect()
    }

    /// What records name of a content, on each side.
    pub(crate) fn named(&self, hash: &FileHash) -> Vec<(FileKey, Wanted)> {
        let known = self.known();
        FileKey::both(*hash).into_iter().filter_map(|key| Some((key, *known.wanted.get(&key)?))).collect()
    }

    /// How many pieces of a file are here, as far as was looked.
    pub(crate) fn pieces_of(&self, file: &FileKey) -> usize {
        match self.known().entries.get(file).map(|entry| (entry.presence(), entry.list().chunks().len())) {
            Some((Presence::Here, all)) => all,
            Some((Presence::Partly(here, _), _)) => here,
            _ => 0,
        }
    }

    /// What is to be asked of others.
    pub fn lacking(&self) -> Vec<(FileKey, Wanted)> {
        let known = self.known();
        let whole = |key: &FileKey| known.entries.get(key).is_some_and(Entry::is_whole);
        let lacking = known.wanted.iter().filter(|(key, wanted)| wanted.fetch && !whole(key));
        lacking.map(|(key, wanted)| (*key, *wanted)).collect()
    }

    /// Whether the disk refused the last piece that came.
    pub(crate) fn set_refused(&self, refused: bool) {
        let before = std::mem::replace(&mut self.known().refused, refused);
        if before != refused {
            self.tell();
        }
    }

    /// Keeps what `content` gives, sealed, piece by piece. Nothing stays when that fails, or when it is too large.
    ///
    /// Nothing is swept while the second is held: let it go once a record names the file, within [`GRACE`] of `now`. The same
    /// content may be here already, and about to go since it was taken back.
    pub fn add(&self, content: &mut impl Read, now: Timestamp) -> Result<(ChunkList, Unswept<'_>), FileError> {
        self.add_at_most(MAX_FILE, content, now)
    }

    fn add_at_most(
        &self,
        most: u64,
        content: &mut impl Read,
        now: Timestamp,
    ) -> Result<(ChunkList, Unswept<'_>), FileError> {
        create_private_dir(&self.shared.dir)?;
        let key = fresh_key()?;
        let mut pieces = Pieces::create(&self.shared.dir)?;
        let added = (|| {
            let list = seal_all(&mut pieces, &key, most, content)?;
            pieces.sync()?;
            sync_dir(&self.shared.dir)?;
            let unswept = Unswept { _turn: self.turn() };
            self.place(Entry::added(list.clone(), key.clone(), pieces.name().to_owned(), now))?;
            Ok((list, unswept))
        })();
        if added.is_err() {
            pieces.discard();
        }
        self.tell();
        added
    }

    /// Gives a whole file its row, in place of a part of it that was here.
    fn place(&self, entry: Entry) -> Result<(), FileError> {
        let mut known = self.known();
        let key = entry.key();
        if let Some(same) = known.entries.get_mut(&key).filter(|same| same.is_whole()) {
            if same.unused().is_some() {
                self.shared.store.write(|tx| same.set_unused(tx, entry.unused()))?;
            }
            return Ok(fs::remove_file(self.shared.dir.join(entry.name()))?);
        }
        entry.save(&self.shared.store)?;
        if let Some(part) = known.entries.insert(key, entry) {
            self.unlink(&part);
        }
        Ok(())
    }

    /// Makes ready for the pieces of a file that others have. Refused when no record names it any more, or it is larger than
    /// records say.
    pub fn begin(&self, side: Side, list: &ChunkList) -> Result<(), FileError> {
        let mut known = self.known();
        let file = FileKey { side, hash: list.file_hash() };
        let fits = |wanted: &&Wanted| wanted.fetch && list.size() <= wanted.size;
        known.wanted.get(&file).filter(fits).ok_or(FileError::NotWanted)?;
        if known.entries.contains_key(&file) {
            return Ok(());
        }
        create_private_dir(&self.shared.dir)?;
        let key = fresh_key()?;
        let mut pieces = Pieces::create(&self.shared.dir)?;
        let entry = Entry::begun(side, list.clone(), key, pieces.name().to_owned());
        let begun = pieces.sync().and_then(|()| Ok(sync_dir(&self.shared.dir)?));
        let saved = begun.and_then(|()| Ok(entry.save(&self.shared.store)?));
        if let Err(error) = saved {
            pieces.discard();
            return Err(error);
        }
        known.entries.insert(file, entry);
        Ok(())
    }

    /// The hashes of the pieces, when they are known here.
    pub fn list(&self, file: &FileKey) -> Option<ChunkList> {
        self.known().entries.get(file).map(|entry| entry.list().clone())
    }

    /// The pieces that are not here, of a file that was [begun](Self::begin). When none is missing the file is whole on return:
    /// its last piece may have been written before a kill, or on a disk that had no room for the rest.
    pub fn missing(&self, file: &FileKey) -> Result<Vec<usize>, FileError> {
        let missing = self.look_for(file)?;
        if !missing.is_empty() || self.finish(file)? {
            return Ok(missing);
        }
        // Its pieces were taken away by hand meanwhile.
        self.look_for(file)
    }

    fn look_for(&self, file: &FileKey) -> Result<Vec<usize>, FileError> {
        let mut known = self.known();
        let entry = known.entries.get_mut(file).ok_or(FileError::NotWanted)?;
        entry.look_at(&self.shared.dir)?;
        Ok(entry.missing())
    }

    /// Makes a file whole of which every piece was written; on disk on return. `false`: its pieces are gone.
    fn finish(&self, file: &FileKey) -> Result<bool, FileError> {
        let pieces = {
            let mut known = self.known();
            let Some(entry) = known.entries.get_mut(file).filter(|entry| !entry.is_whole()) else { return Ok(true) };
            let pieces = entry.pieces(&self.shared.dir)?;
            if pieces.is_none() {
                entry.look_anew();
            }
            pieces
        };
        let Some(mut pieces) = pieces else { return Ok(false) };
        // Others go on meanwhile: this can take a while.
        pieces.sync()?;
        if let Some(entry) = self.known().entries.get_mut(file).filter(|entry| entry.name() == pieces.name()) {
            entry.finish(&self.shared.store)?;
        }
        self.tell();
        Ok(true)
    }

    /// Keeps one piece. [`FileError::Wrong`]: it is not that piece, and nothing changed.
    ///
    /// The last one makes the file whole, on disk on return.
    pub fn put(&self, file: &FileKey, index: usize, bytes: &[u8]) -> Result<(), FileError> {
        let mut known = self.known();
        if !known.wanted.contains_key(file) {
            return Err(FileError::NotWanted);
        }
        let entry = known.entries.get_mut(file).ok_or(FileError::NotWanted)?;
        if !entry.list().holds(index, bytes) {
            return Err(FileError::Wrong);
        }
        if entry.is_whole() {
            return Ok(());
        }
        entry.look_at(&self.shared.dir)?;
        entry.put(&self.shared.dir, index, bytes)?;
        let left = entry.missing().len();
        drop(known);
        if left == 0 {
            self.finish(file)?;
        } else if left % TOLD == 0 {
            // Whoever looks builds a whole view each time.
            self.tell();
        }
        Ok(())
    }

    /// One piece of a file; `None` when it is not here. A piece that no longer opens is not here, and is asked for again.
    pub fn piece(&self, file: &FileKey, index: usize) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
        let mut known = self.known();
        let Some(entry) = known.entries.get_mut(file) else { return Ok(None) };
        let piece = entry.read(&self.shared.dir, index)?;
        if piece.is_none() && entry.is_whole() && index < entry.list().chunks().len() {
            tracing::warn!("a file on this device is damaged: it is asked for again");
            entry.is_damaged(&self.shared.store)?;
            drop(known);
            self.tell();
        }
        Ok(piece)
    }

    /// Writes a whole file to `path`, piece by piece.
    pub fn save(&self, hash: &FileHash, path: &Path, existing: Existing) -> Result<(), FileError> {
        let (file, count) = {
            let known = self.known();
            let whole = |key: &FileKey| known.entries.get(key).filter(|entry| entry.is_whole());
            let found =
                FileKey::both(*hash).into_iter().find_map(|key| Some((key, whole(&key)?.list().chunks().len())));
            found.ok_or(FileError::NotHere)?
        };
        let mut gone = None;
        let _noted = Saving::begin(&self.shared.store, path);
        let written = write_with(path, existing, |target| {
            for index in 0..count {
                match self.piece(&file, index) {
                    Ok(Some(piece)) => io::Write::write_all(target, &piece)?,
                    Ok(None) => gone = Some(FileError::NotHere),
                    Err(error) => gone = Some(error),
                }
                if gone.is_some() {
                    return Err(io::ErrorKind::Other.into());
                }
            }
            Ok(())
        });
        gone.map_or(written.map_err(FileError::from), Err)
    }

    /// What records name now. Everything else is dropped; what the own municipality has only [`GRACE`] later, so that it can
    /// be put back, unless it is among what is `purged`. Returns how many were dropped.
    ///
    /// On return the row of each is gone and its pieces are unlinked. Its key is out of reach only after the store moved to
    /// a fresh key, which is marked as due.
    pub fn keep_only(
        &self,
        wanted: BTreeMap<FileKey, Wanted>,
        purged: &BTreeSet<FileHash>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let known = &mut *self.known();
        if known.wanted != wanted {
            known.wanted = wanted;
            // Before anything is dropped: whoever is sending one hears it whatever the disk says.
            self.tell();
        }
        let (mut gone, mut marked) = (Vec::new(), Vec::new());
        for (key, entry) in &mut known.entries {
            match (known.wanted.contains_key(key), entry.unused()) {
                (true, Some(_)) => marked.push((entry, None)),
                (false, _) if key.side == Side::Region || purged.contains(&key.hash) => gone.push(*key),
                // Also when the clock was ahead then.
                (false, since) if since.is_none_or(|since| since > now) => marked.push((entry, Some(now))),
                (false, Some(since)) if now.0.saturating_sub(since.0) >= GRACE => gone.push(*key),
                (true, None) | (false, _) => {}
            }
        }
        if gone.is_empty() && marked.is_empty() {
            return Ok(0);
        }
        self.shared.store.write::<_, StoreError>(|tx| {
            for (entry, since) in marked {
                entry.set_unused(tx, since)?;
            }
            for key in &gone {
                entry::delete(tx, key)?;
            }
            if gone.is_empty() { Ok(()) } else { mark_rekey_due(tx) }
        })?;
        self.drop_pieces(known, &gone);
        Ok(gone.len())
    }

    /// Drops what the own municipality has, at once: this device gets its plan no more. Keys and pieces as with
    /// [`keep_only`](Self::keep_only).
    pub(crate) fn forget_own(&self) -> Result<(), StoreError> {
        let known = &mut *self.known();
        let own: Vec<FileKey> = known.entries.keys().filter(|key| key.side == Side::Municipality).copied().collect();
        known.wanted.retain(|key, _| key.side != Side::Municipality);
        self.tell();
        self.shared.store.write::<_, StoreError>(|tx| {
            own.iter().try_for_each(|key| entry::delete(tx, key))?;
            mark_rekey_due(tx)
        })?;
        self.drop_pieces(known, &own);
        Ok(())
    }

    /// Unlinks the pieces of files of which the row is gone.
    fn drop_pieces(&self, known: &mut Known, gone: &[FileKey]) {
        for key in gone {
            if let Some(entry) = known.entries.remove(key) {
                self.unlink(&entry);
            }
        }
        if !gone.is_empty() {
            self.tell();
        }
    }

    /// Takes away what no row names any more. What stays in spite of that is cleared away at the next opening, and its key
    /// is gone.
    fn unlink(&self, entry: &Entry) {
        if let Err(error) = pieces::remove(&self.shared.dir, entry.name()) {
            tracing::warn!(%error, "what is left of a file stays until the workspace is opened again");
        }
    }
}

fn fresh_key() -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let mut key = Zeroizing::new([0; 32]);
    crate::store::seal::random(&mut *key)?;
    Ok(key)
}

/// Seals everything that `content` gives, one piece at a time in memory.
fn seal_all(pieces: &mut Pieces, key: &[u8; 32], most: u64, content: &mut impl Read) -> Result<ChunkList, FileError> {
    let mut buffer = Zeroizing::new(vec![0; CHUNK]);
    let (mut chunks, mut size) = (Vec::new(), 0u64);
    loop {
        let mut filled = 0;
        while filled < CHUNK {
            match content.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(FileError::Unreadable(error.into())),
            }
        }
        size += filled as u64;
        if size > most {
            // It grew since somebody looked.
            return Err(AttachmentError::TooLarge.into());
        }
        if filled > 0 {
            pieces.write(key, chunks.len(), &buffer[..filled])?;
            chunks.push(ContentHash::of(&buffer[..filled]));
        }
        if filled < CHUNK {
            return Ok(ChunkList::of_content(size, chunks)?);
        }
    }
}
