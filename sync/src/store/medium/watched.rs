//! A disk that tests look over the shoulder, and disturb: every write and sync of the store files in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

/// What happened to a store file, in order.
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
}

/// One thing that happened, and the folder at that moment.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) file: String,
    pub(crate) act: Act,
    /// The other files in the folder (key, staged key, …) by name.
    pub(crate) others: BTreeMap<String, Vec<u8>>,
    /// The store files that have a name.
    pub(crate) stores: Vec<String>,
}

/// How a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It takes so many more bytes, and then it is full.
    Full(u64),
    /// It takes no writes at all.
    ReadOnly,
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
}

static DISKS: Mutex<BTreeMap<PathBuf, Arc<Shared>>> = Mutex::new(BTreeMap::new());

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

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

impl Drop for Disk {
    fn drop(&mut self) {
        lock(&DISKS).remove(&self.dir);
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
        let (mut others, mut stores) = (BTreeMap::new(), Vec::new());
        // A test that ends takes the folder away before the file closes.
        let Ok(entries) = fs::read_dir(self.path.parent().unwrap()) else { return };
        for entry in entries {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|end| end == "redb") {
                stores.push(name);
            } else if let Ok(bytes) = fs::read(entry.path()) {
                others.insert(name, bytes);
            }
        }
        let file = self.path.file_name().unwrap().to_str().unwrap().to_owned();
        lock(&disk.events).push(Event { file, act: act(), others, stores });
    }

    /// Whether the disk takes so many bytes.
    fn takes(&self, bytes: u64) -> io::Result<()> {
        let Some(ByAddress(disk)) = &self.disk else { return Ok(()) };
        match &mut *lock(&disk.fault) {
            None => Ok(()),
            Some(Fault::ReadOnly) => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            Some(Fault::Full(left)) => {
                *left = left.checked_sub(bytes).ok_or(io::ErrorKind::StorageFull)?;
                Ok(())
            }
        }
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

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}

/// What a crash leaves of the folder: what was on the disk, and what of the rest got there by chance.
pub(crate) struct Crash<'e> {
    events: &'e [Event],
}

/// How much of what was not synced yet got to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Luck {
    /// All of it.
    All,
    /// All of it, and half of the last write.
    Torn,
    /// Some of it, in any order: which writes, by chance.
    Some(u64),
}

impl<'e> Crash<'e> {
    /// Of everything that happened up to here.
    pub(crate) fn after(events: &'e [Event]) -> Self {
        Self { events }
    }

    /// Writes what is left of the folder to `dir`.
    pub(crate) fn leaves(&self, dir: &Path, luck: Luck) {
        let last = self.events.last().unwrap();
        fs::create_dir_all(dir).unwrap();
        for (name, bytes) in &last.others {
            fs::write(dir.join(name), bytes).unwrap();
        }
        for name in &last.stores {
            if let Some(content) = self.content(name, luck) {
                fs::write(dir.join(name), content).unwrap();
            }
        }
    }

    fn content(&self, file: &str, luck: Luck) -> Option<Vec<u8>> {
        let acts: Vec<&Act> = self.events.iter().filter(|event| event.file == file).map(|event| &event.act).collect();
        let begin = acts.iter().rposition(|act| matches!(act, Act::Found(_)))?;
        let Act::Found(found) = acts[begin] else { return None };
        let mut content = found.clone();
        let acts = &acts[begin + 1..];
        let synced = acts.iter().rposition(|act| matches!(act, Act::Sync)).map_or(0, |at| at + 1);
        let last_of_all = self.events.last().is_some_and(|event| event.file == file);
        let mut dice = Luck::dice(luck);
        for (at, act) in acts.iter().enumerate() {
            let is_last = last_of_all && at + 1 == acts.len();
            match act {
                Act::Write(offset, data) => {
                    let whole = match luck {
                        Luck::All => true,
                        Luck::Torn => !is_last,
                        Luck::Some(_) => at < synced || dice(),
                    };
                    let data = match (whole, luck) {
                        (true, _) => data.as_slice(),
                        (false, Luck::Torn) => &data[..data.len() / 2],
                        (false, _) => continue,
                    };
                    let offset = usize::try_from(*offset).unwrap();
                    if content.len() < offset + data.len() {
                        content.resize(offset + data.len(), 0);
                    }
                    content[offset..offset + data.len()].copy_from_slice(data);
                }
                Act::Length(length) => content.resize(usize::try_from(*length).unwrap(), 0),
                Act::Sync | Act::Found(_) => {}
            }
        }
        Some(content)
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
