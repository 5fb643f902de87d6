//! The content of files: sealed pieces in a folder beside the store.
//!
//! Each file has a random key of its own, in a row of the sealed store; its pieces lie in `files/<random name>`, each sealed
//! under that key. So dropping a file takes one row, a fresh store key and one unlink, however large it is: without the
//! row nobody opens what a disk or a copy of the folder may still hold. Neither name nor hash shows in the folder; how
//! many files there are and how long they are does.
//!
//! A piece is kept only after its hash was checked, and checked again whenever it is read. Which pieces are here is read
//! from the file itself: a torn write is a piece that is not here. A kill at any moment leaves a whole file, or one that
//! goes on where it was, or remains that the next opening clears away.
//!
//! What is kept is decided elsewhere, from records: see [`Files::keep_only`].

mod entry;
mod error;
mod pieces;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use deelbaar_schema::attachment::{CHUNK, ChunkList, MAX_FILE};
use deelbaar_schema::id::{ContentHash, FileHash};
use deelbaar_schema::time::Timestamp;
use tokio::sync::watch;
use zeroize::Zeroizing;

use entry::Entry;
pub use error::FileError;
use pieces::Pieces;

use crate::file::{Access, Existing, write_with};
use crate::replica::mark_rekey_due;
use crate::store::{Area, Store, StoreError, create_private_dir, sync_dir};

/// How long what was taken from the plan can still be put back with its content: milliseconds.
pub const GRACE: i64 = 10 * 60 * 1000;
const FOLDER: &str = "files";

/// How far a file is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// All of it.
    Here,
    /// So many of so many pieces.
    Partly(usize, usize),
    /// Nothing.
    Away,
}

/// For whom a file is kept: who may ask for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// The own municipality uses it.
    pub municipality: bool,
    /// A section that the region sees names it.
    pub region: bool,
}

/// What records say of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Its bytes.
    pub size: u64,
    /// For whom it is kept.
    pub scope: Scope,
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

#[derive(Default)]
struct Known {
    entries: BTreeMap<FileHash, Entry>,
    /// What records name now.
    wanted: BTreeMap<FileHash, Wanted>,
    /// When the own municipality last used what it does not use now.
    used: BTreeMap<FileHash, Timestamp>,
}

impl Files {
    /// Takes up the files of `store`, and clears away what a kill left behind.
    pub fn open(store: Store) -> Result<Self, StoreError> {
        let dir = store.folder().join(FOLDER);
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
        self.shared.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while it is found out what records name, so that an older answer never follows a newer one.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.shared.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of every file that came, grew or went.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    fn tell(&self) {
        self.shared.changed.send_modify(|count| *count += 1);
    }

    /// How far a file is here.
    pub fn presence(&self, hash: &FileHash) -> Presence {
        self.known().entries.get(hash).map_or(Presence::Away, Entry::presence)
    }

    /// How far every file that has a part here is.
    pub fn all(&self) -> BTreeMap<FileHash, Presence> {
        self.known().entries.iter().map(|(hash, entry)| (*hash, entry.presence())).collect()
    }

    /// For whom a file is kept; `None` when no record names it.
    pub fn scope(&self, hash: &FileHash) -> Option<Scope> {
        self.known().wanted.get(hash).map(|wanted| wanted.scope)
    }

    /// What is to be asked of others.
    pub fn lacking(&self) -> Vec<(FileHash, Wanted)> {
        let known = self.known();
        let whole = |hash: &FileHash| known.entries.get(hash).is_some_and(Entry::is_whole);
        let lacking = known.wanted.iter().filter(|(hash, wanted)| wanted.fetch && !whole(hash));
        lacking.map(|(hash, wanted)| (*hash, *wanted)).collect()
    }

    /// Keeps what `content` gives, sealed, piece by piece. Nothing stays when that fails, or when it is too large.
    ///
    /// `now` counts as the last moment that it was used: it must be named in a record soon.
    pub fn add(&self, content: &mut impl Read, now: Timestamp) -> Result<ChunkList, FileError> {
        create_private_dir(&self.shared.dir)?;
        let key = fresh_key()?;
        let mut pieces = Pieces::create(&self.shared.dir)?;
        let added = (|| {
            let list = seal_all(&mut pieces, &key, content)?;
            pieces.sync()?;
            sync_dir(&self.shared.dir)?;
            let entry = Entry::whole(list.clone(), key.clone(), pieces.name().to_owned());
            self.place(entry, now)?;
            Ok(list)
        })();
        if added.is_err() {
            pieces.discard();
        }
        self.tell();
        added
    }

    /// Gives a whole file its row, in place of a part of it that was here.
    fn place(&self, entry: Entry, now: Timestamp) -> Result<(), FileError> {
        let mut known = self.known();
        let hash = entry.hash();
        known.used.insert(hash, now);
        if known.entries.get(&hash).is_some_and(Entry::is_whole) {
            return Ok(fs::remove_file(self.shared.dir.join(entry.name()))?);
        }
        entry.save(&self.shared.store)?;
        if let Some(part) = known.entries.insert(hash, entry) {
            self.unlink(&part);
        }
        Ok(())
    }

    /// Makes ready for the pieces of a file that others have. Refused when no record names it any more, with that size.
    pub fn begin(&self, list: &ChunkList) -> Result<(), FileError> {
        let mut known = self.known();
        let hash = list.file_hash();
        known
            .wanted
            .get(&hash)
            .filter(|wanted| wanted.fetch && wanted.size == list.size())
            .ok_or(FileError::NotWanted)?;
        if known.entries.contains_key(&hash) {
            return Ok(());
        }
        create_private_dir(&self.shared.dir)?;
        let key = fresh_key()?;
        let mut pieces = Pieces::create(&self.shared.dir)?;
        let entry = Entry::begun(list.clone(), key, pieces.name().to_owned());
        let begun = pieces.sync().and_then(|()| Ok(sync_dir(&self.shared.dir)?));
        let saved = begun.and_then(|()| Ok(entry.save(&self.shared.store)?));
        if let Err(error) = saved {
            pieces.discard();
            return Err(error);
        }
        known.entries.insert(hash, entry);
        Ok(())
    }

    /// The hashes of the pieces, when they are known here.
    pub fn list(&self, hash: &FileHash) -> Option<ChunkList> {
        self.known().entries.get(hash).map(|entry| entry.list().clone())
    }

    /// The pieces that are not here, of a file that was [begun](Self::begin).
    pub fn missing(&self, hash: &FileHash) -> Result<Vec<usize>, FileError> {
        let mut known = self.known();
        let entry = known.entries.get_mut(hash).ok_or(FileError::NotWanted)?;
        entry.look_at(&self.shared.dir)?;
        Ok(entry.missing())
    }

    /// Keeps one piece. [`FileError::Wrong`]: it is not that piece, and nothing changed.
    ///
    /// The last one makes the file whole, on disk on return.
    pub fn put(&self, hash: &FileHash, index: usize, bytes: &[u8]) -> Result<(), FileError> {
        let mut known = self.known();
        if !known.wanted.contains_key(hash) {
            return Err(FileError::NotWanted);
        }
        let entry = known.entries.get_mut(hash).ok_or(FileError::NotWanted)?;
        if !entry.list().holds(index, bytes) {
            return Err(FileError::Wrong);
        }
        if entry.is_whole() {
            return Ok(());
        }
        entry.look_at(&self.shared.dir)?;
        entry.put(&self.shared.dir, index, bytes)?;
        if entry.missing().is_empty() {
            entry.finish(&self.shared.dir, &self.shared.store)?;
        }
        drop(known);
        self.tell();
        Ok(())
    }

    /// One piece of a file; `None` when it is not here. A piece that no longer opens is not here, and is asked for again.
    pub fn piece(&self, hash: &FileHash, index: usize) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
        let mut known = self.known();
        let Some(entry) = known.entries.get_mut(hash) else { return Ok(None) };
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
        let list = self.list(hash).filter(|_| self.presence(hash) == Presence::Here).ok_or(FileError::NotHere)?;
        let mut gone = None;
        let written = write_with(path, Access::Private, existing, |file| {
            for index in 0..list.chunks().len() {
                match self.piece(hash, index) {
                    Ok(Some(piece)) => io::Write::write_all(file, &piece)?,
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

    /// What records name now, for whom. Everything else is dropped, what the own municipality used in this run only after
    /// [`GRACE`]. Returns how many were dropped.
    ///
    /// On return the row of each is gone and its pieces are unlinked. Its key is out of reach only after the store moved to
    /// a fresh key, which is marked as due.
    pub fn keep_only(&self, wanted: BTreeMap<FileHash, Wanted>, now: Timestamp) -> Result<usize, StoreError> {
        let known = &mut *self.known();
        let used = wanted.iter().filter(|(_, wanted)| wanted.scope.municipality).map(|(hash, _)| (*hash, now));
        known.used.extend(used);
        known.used.retain(|hash, used| wanted.contains_key(hash) || now.0.saturating_sub(used.0) < GRACE);
        known.wanted = wanted;
        let stays = |hash: &FileHash| known.wanted.contains_key(hash) || known.used.contains_key(hash);
        let gone: Vec<FileHash> = known.entries.keys().filter(|hash| !stays(hash)).copied().collect();
        if gone.is_empty() {
            return Ok(0);
        }
        self.shared.store.write::<_, StoreError>(|tx| {
            for hash in &gone {
                tx.delete(Area::Local, &entry::row(hash))?;
            }
            mark_rekey_due(tx)
        })?;
        for hash in &gone {
            if let Some(entry) = known.entries.remove(hash) {
                self.unlink(&entry);
            }
        }
        self.tell();
        Ok(gone.len())
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
fn seal_all(pieces: &mut Pieces, key: &[u8; 32], content: &mut impl Read) -> Result<ChunkList, FileError> {
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
        if size > MAX_FILE {
            return Err(deelbaar_schema::attachment::AttachmentError::TooLarge.into());
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
