//! A disk that tests look over the shoulder, and disturb: every write and sync of the store files in a folder, and of
//! the pieces of files in a folder of it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use redb::StorageBackend;
use redb::backends::FileBackend;

use crate::poison::lock;

/// What happened to a store file or to the pieces of a file, in order.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// It has this content at the beginning.
    Found(Vec<u8>),
    /// Bytes were written.
    Write(u64, Vec<u8>),
    /// It became this long.
    Length(u64),
    /// All of that is on the disk now.
    Sync,
    /// It was taken away.
    Gone,
}

/// One thing that happened, and the folder at that moment.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) file: String,
    pub(crate) act: Act,
    /// The other files in the folder (key, staged key, …) by name.
    pub(crate) others: BTreeMap<String, Vec<u8>>,
    /// The store files, and the pieces of files by folder and name, that there are.
    pub(crate) watched: Vec<String>,
}

/// How a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It takes so many more bytes, and then it is full.
    Full(u64),
    /// It takes no writes at all.
    ReadOnly,
    /// The right to write there was taken away.
    Denied,
}

/// The disk under one folder, for as long as this lives.
pub(crate) struct Disk {
    dir: PathBuf,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    events: Mutex<Vec<Event>>,
    fault: Mutex<Option<Fault>>,
    /// How much room it says it has.
    free: Mutex<Option<u64>>,
    /// Whether it does not let the folder be synced.
    unsynced: AtomicBool,
}

static DISKS: Mutex<BTreeMap<PathBuf, Arc<Shared>>> = Mutex::new(BTreeMap::new());

impl Disk {
    /// Stands under `dir` from now on: what is opened there from now on is seen.
    pub(crate) fn under(dir: &Path) -> Self {
        let shared = Arc::<Shared>::default();
        lock(&DISKS).insert(dir.to_owned(), Arc::clone(&shared));
        Self { dir: dir.to_owned(), shared }
    }

    /// How many things happened so far.
    pub(crate) fn count(&self) -> usize {
        lock(&self.shared.events).len()
    }

    /// Everything that happened.
    pub(crate) fn events(&self) -> Vec<Event> {
        lock(&self.shared.events).clone()
    }

    /// Fails from now on; `None`: works again.
    pub(crate) fn fail(&self, fault: Option<Fault>) {
        *lock(&self.shared.fault) = fault;
    }
}

impl Disk {
    /// Says that it has so much room, whatever it has.
    pub(crate) fn says_free(&self, bytes: Option<u64>) {
        *lock(&self.shared.free) = bytes;
    }

    /// Whether the folder can be synced from now on.
    pub(crate) fn lets_folder_sync(&self, it_does: bool) {
        self.shared.unsynced.store(!it_does, Ordering::SeqCst);
    }
}

/// Whether the disk lets a folder be synced.
pub(crate) fn syncs(dir: &Path) -> io::Result<()> {
    let fails = lock(&DISKS).get(dir).is_some_and(|disk| disk.unsynced.load(Ordering::SeqCst));
    if fails { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
}

/// How much room the disk under a workspace says it has.
pub(crate) fn free(dir: &Path) -> Option<u64> {
    let disk = lock(&DISKS).get(dir).cloned()?;
    *lock(&disk.free)
}

impl Drop for Disk {
    fn drop(&mut self) {
        lock(&DISKS).remove(&self.dir);
    }
}

/// Whether the disk under a workspace takes so many bytes for a file in a folder of it.
pub(crate) fn takes(path: &Path, bytes: u64) -> io::Result<()> {
    let disk = path.parent().and_then(Path::parent).and_then(|dir| lock(&DISKS).get(dir).cloned());
    disk.map_or(Ok(()), |disk| disk.takes(bytes))
}

/// Something happened to the pieces of a file in a folder of a workspace.
pub(crate) fn pieces(path: &Path, act: impl FnOnce() -> Act) {
    let Some(dir) = path.parent().and_then(Path::parent) else { return };
    let Some(disk) = lock(&DISKS).get(dir).cloned() else { return };
    disk.saw(dir, path.strip_prefix(dir).unwrap(), act);
}

impl Shared {
    /// Notes what happened to a file, and what else there is.
    fn saw(&self, dir: &Path, file: &Path, act: impl FnOnce() -> Act) {
        let (mut others, mut watched) = (BTreeMap::new(), Vec::new());
        // A test that ends takes the folder away before the file closes.
        let Ok(entries) = fs::read_dir(dir) else { return };
        for entry in entries {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|end| end == "redb") {
                watched.push(name);
            } else if let Ok(inner) = fs::read_dir(entry.path()) {
                watched
                    .extend(inner.map(|piece| format!("{name}/{}", piece.unwrap().file_name().into_string().unwrap())));
            } else if let Ok(bytes) = fs::read(entry.path()) {
                others.insert(name, bytes);
            }
        }
        let file = file.to_str().unwrap().to_owned();
        lock(&self.events).push(Event { file, act: act(), others, watched });
    }

    fn takes(&self, bytes: u64) -> io::Result<()> {
        match &mut *lock(&self.fault) {
            None => Ok(()),
            Some(Fault::ReadOnly) => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            Some(Fault::Denied) => Err(io::ErrorKind::PermissionDenied.into()),
            Some(Fault::Full(left)) => {
                *left = left.checked_sub(bytes).ok_or(io::ErrorKind::StorageFull)?;
                Ok(())
            }
        }
    }
}

/// A store file on such a disk, or on a usual one.
#[derive(Debug)]
pub(crate) struct Watched {
    inner: FileBackend,
    path: PathBuf,
    disk: Option<ByAddress>,
}

/// So that it can be shown.
struct ByAddress(Arc<Shared>);

impl std::fmt::Debug for ByAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Disk")
    }
}

impl Watched {
    pub(crate) fn new(path: &Path, inner: FileBackend) -> Self {
        let disk = path.parent().and_then(|dir| lock(&DISKS).get(dir).cloned()).map(ByAddress);
        let watched = Self { inner, path: path.to_owned(), disk };
        watched.saw(|| Act::Found(fs::read(path).unwrap()));
        watched
    }

    fn saw(&self, act: impl FnOnce() -> Act) {
        let Some(ByAddress(disk)) = &self.disk else { return };
        let dir = self.path.parent().unwrap();
        disk.saw(dir, self.path.strip_prefix(dir).unwrap(), act);
    }

    /// Whether the disk takes so many bytes.
    fn takes(&self, bytes: u64) -> io::Result<()> {
        self.disk.as_ref().map_or(Ok(()), |ByAddress(disk)| disk.takes(bytes))
    }
}

impl StorageBackend for Watched {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.inner.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.takes(len.saturating_sub(self.inner.len()?))?;
        self.inner.set_len(len)?;
        self.saw(|| Act::Length(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.takes(0)?;
        self.inner.sync_data()?;
        self.saw(|| Act::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.takes(data.len() as u64)?;
        self.inner.write(offset, data)?;
        self.saw(|| Act::Write(offset, data.to_vec()));
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }

    locks_of!(inner);
}

/// How much of what was not synced yet got to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Luck {
    /// All of it.
    All,
    /// All of it, and half of the last write.
    Torn,
    /// Some of it, in any order: which writes and changes of length, by chance. Of a write that is lost the length may be there.
    Some(u64),
}

/// Goes through what happened, and says at each moment what a crash would leave of the folder.
pub(crate) struct Replay<'e> {
    events: &'e [Event],
    /// How many of them have happened.
    pub(crate) count: usize,
    files: BTreeMap<&'e str, Content<'e>>,
}

#[derive(Default)]
struct Content<'e> {
    synced: Vec<u8>,
    /// What happened to it since.
    since: Vec<&'e Act>,
}

impl<'e> Replay<'e> {
    pub(crate) fn of(events: &'e [Event]) -> Self {
        Self { events, count: 0, files: BTreeMap::new() }
    }

    /// The next thing happens.
    pub(crate) fn advance(&mut self) -> Option<&'e Event> {
        let event = self.events.get(self.count)?;
        self.count += 1;
        let content = self.files.entry(&event.file).or_default();
        match &event.act {
            Act::Found(found) => *content = Content { synced: found.clone(), since: Vec::new() },
            Act::Sync => {
                for act in std::mem::take(&mut content.since) {
                    apply(&mut content.synced, act, 1);
                }
            }
            Act::Gone => {
                self.files.remove(event.file.as_str());
            }
            other => content.since.push(other),
        }
        Some(event)
    }

    /// Writes to `dir` what a crash now leaves of the folder.
    pub(crate) fn leaves(&self, dir: &Path, luck: Luck) {
        let last = &self.events[self.count - 1];
        fs::create_dir_all(dir).unwrap();
        for (name, bytes) in &last.others {
            fs::write(dir.join(name), bytes).unwrap();
        }
        for (path, bytes) in self.contents(luck) {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// The watched files that a crash now leaves.
    fn contents(&self, luck: Luck) -> Vec<(&'e str, Vec<u8>)> {
        let last = &self.events[self.count - 1];
        let mut left = Vec::new();
        for name in &last.watched {
            let Some(content) = self.files.get(name.as_str()) else { continue };
            let mut bytes = content.synced.clone();
            let mut dice = luck.dice();
            for (at, act) in content.since.iter().enumerate() {
                let is_last = last.file == *name && at + 1 == content.since.len();
                match luck {
                    Luck::Torn if is_last => apply(&mut bytes, act, 2),
                    Luck::Some(_) if !dice() => {
                        if dice() {
                            reach(&mut bytes, act);
                        }
                    }
                    _ => apply(&mut bytes, act, 1),
                }
            }
            left.push((name.as_str(), bytes));
        }
        left
    }

    /// The same for the same folder.
    pub(crate) fn digest(&self, luck: Luck) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        let others = self.events[self.count - 1].others.iter().map(|(name, bytes)| (name.as_str(), bytes.clone()));
        for (name, bytes) in others.chain(self.contents(luck)) {
            hasher.update(blake3::hash(name.as_bytes()).as_bytes()).update(blake3::hash(&bytes).as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

/// A write of which only the new length got to the disk.
fn reach(bytes: &mut Vec<u8>, act: &Act) {
    if let Act::Write(offset, data) = act {
        let end = usize::try_from(*offset).unwrap() + data.len();
        bytes.resize(bytes.len().max(end), 0);
    }
}

/// Does to `bytes` what happened, or so great a part of it.
fn apply(bytes: &mut Vec<u8>, act: &Act, part: usize) {
    match act {
        Act::Write(offset, data) => {
            let (from, data) = (usize::try_from(*offset).unwrap(), &data[..data.len() / part]);
            if bytes.len() < from + data.len() {
                bytes.resize(from + data.len(), 0);
            }
            bytes[from..from + data.len()].copy_from_slice(data);
        }
        Act::Length(length) => bytes.resize(usize::try_from(*length).unwrap(), 0),
        Act::Sync | Act::Found(_) | Act::Gone => {}
    }
}

impl Luck {
    /// A coin that falls the same way for the same number.
    fn dice(self) -> impl FnMut() -> bool {
        let mut state = if let Self::Some(seed) = self { seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 } else { 1 };
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.count_ones() % 2 == 0
        }
    }
}
