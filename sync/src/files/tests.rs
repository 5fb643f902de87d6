//! Files as a workspace meets them: added, fetched in any order, cut short, full disks, dropped for good.

use std::io::Cursor;

use tempfile::TempDir;

use super::*;
use crate::store::DiskError;
use crate::store::watched::{Disk, Fault};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path()).unwrap();
    (dir, store)
}

/// Bytes that differ from piece to piece.
fn content(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(b"canary content").finalize_xof().fill(&mut bytes);
    bytes
}

fn list_of(content: &[u8]) -> ChunkList {
    ChunkList::of_content(content.len() as u64, content.chunks(CHUNK).map(ContentHash::of).collect()).unwrap()
}

fn at_home(list: &ChunkList) -> FileKey {
    FileKey { side: Side::Municipality, hash: list.file_hash() }
}

fn of_others(list: &ChunkList) -> FileKey {
    FileKey { side: Side::Region, ..at_home(list) }
}

fn wants(file: FileKey, list: &ChunkList) -> BTreeMap<FileKey, Wanted> {
    let shared = file.side == Side::Region;
    [(file, Wanted { size: list.size(), shared, fetch: true })].into()
}

fn read_back(files: &Files, file: FileKey, list: &ChunkList) -> Vec<u8> {
    let pieces = 0..list.chunks().len();
    pieces.flat_map(|index| files.piece(&file, index).unwrap().unwrap().to_vec()).collect()
}

fn folder(files: &Files) -> Vec<PathBuf> {
    let found = fs::read_dir(&files.shared.dir).into_iter().flatten();
    found.map(|entry| entry.unwrap().path()).collect()
}

/// Whether any file below `dir` holds `needle`.
fn lies_readable(dir: &Path, needle: &[u8]) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return lies_readable(&path, needle);
        }
        fs::read(path).unwrap().windows(needle.len()).any(|found| found == needle)
    })
}

#[test]
fn what_was_added_is_read_back_after_a_restart_and_nothing_of_it_lies_readable() {
    let (dir, store) = store();
    let content = content(2 * CHUNK + 1000);
    let files = Files::open(store.clone()).unwrap();
    let list = files.add(&mut Cursor::new(&content), NOW).unwrap().0;
    assert_eq!(list, list_of(&content));
    assert_eq!(files.presence(&list.file_hash()), Presence::Here);
    assert!(!lies_readable(dir.path(), &content[CHUNK..CHUNK + 32]));
    drop((files, store));
    let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    assert_eq!(read_back(&files, at_home(&list), &list), content);
    let out = dir.path().join("uit.bin");
    files.save(&list.file_hash(), &out, Existing::Keep).unwrap();
    assert_eq!(fs::read(&out).unwrap(), content);
    let again = files.save(&list.file_hash(), &out, Existing::Keep).unwrap_err();
    assert!(matches!(again, FileError::Write(crate::file::WriteError::Exists)), "{again}");
}

#[test]
fn the_same_content_twice_is_kept_once() {
    let (_dir, store) = store();
    let files = Files::open(store).unwrap();
    let content = content(CHUNK + 1);
    for _ in 0..2 {
        files.add(&mut Cursor::new(&content), NOW).unwrap();
    }
    assert_eq!(folder(&files).len(), 1);
}

#[test]
fn pieces_come_in_any_order_and_a_wrong_one_changes_nothing() {
    let (dir, store) = store();
    let content = content(3 * CHUNK + 5);
    let (list, pieces) = (list_of(&content), content.chunks(CHUNK).collect::<Vec<_>>());
    let hash = list.file_hash();
    let files = Files::open(store.clone()).unwrap();
    assert!(matches!(files.begin(Side::Municipality, &list), Err(FileError::NotWanted)), "no record names it");
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    files.begin(Side::Municipality, &list).unwrap();
    assert_eq!(files.missing(&at_home(&list)).unwrap(), [0, 1, 2, 3]);
    assert!(matches!(files.put(&at_home(&list), 0, pieces[1]), Err(FileError::Wrong)));
    assert!(matches!(files.put(&at_home(&list), 9, pieces[1]), Err(FileError::Wrong)));
    files.put(&at_home(&list), 3, pieces[3]).unwrap();
    files.put(&at_home(&list), 1, pieces[1]).unwrap();
    assert_eq!(files.presence(&hash), Presence::Partly(2, 4));
    assert!(matches!(files.save(&hash, &dir.path().join("x"), Existing::Keep), Err(FileError::NotHere)));
    // A kill: what is here is found again on the disk.
    drop((files, store));
    let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    assert_eq!(files.missing(&at_home(&list)).unwrap(), [0, 2]);
    files.put(&at_home(&list), 0, pieces[0]).unwrap();
    files.put(&at_home(&list), 2, pieces[2]).unwrap();
    assert_eq!(files.presence(&hash), Presence::Here);
    assert_eq!(read_back(&files, at_home(&list), &list), content);
}

#[test]
fn a_kill_while_writing_a_piece_leaves_it_to_be_asked_for_again() {
    let (dir, store) = store();
    let content = content(2 * CHUNK);
    let list = list_of(&content);
    let files = Files::open(store.clone()).unwrap();
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    files.begin(Side::Municipality, &list).unwrap();
    files.put(&at_home(&list), 0, &content[..CHUNK]).unwrap();
    let path = folder(&files).pop().unwrap();
    drop((files, store));
    let whole = fs::read(&path).unwrap();
    for cut in [0, 1, CHUNK / 2, CHUNK, whole.len() - 1] {
        fs::write(&path, &whole[..cut]).unwrap();
        let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
        files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
        assert_eq!(files.missing(&at_home(&list)).unwrap(), [0, 1], "cut at {cut}");
    }
    // Taken away by hand, it begins again.
    fs::remove_file(&path).unwrap();
    let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    for (index, piece) in content.chunks(CHUNK).enumerate() {
        files.put(&at_home(&list), index, piece).unwrap();
    }
    assert_eq!(read_back(&files, at_home(&list), &list), content);
}

/// All pieces were written, and then there was a kill, or no room for the row that says so.
#[test]
fn a_file_of_which_the_last_piece_was_written_and_no_more_becomes_whole() {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::under(dir.path());
    let store = Store::create(dir.path()).unwrap();
    let content = content(2 * CHUNK + 9);
    let list = list_of(&content);
    let files = Files::open(store.clone()).unwrap();
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    files.begin(Side::Municipality, &list).unwrap();
    let mut pieces = content.chunks(CHUNK).enumerate();
    for (index, piece) in pieces.by_ref().take(2) {
        files.put(&at_home(&list), index, piece).unwrap();
    }
    let (index, end) = pieces.next().unwrap();
    disk.fail(Some(Fault::Full(end.len() as u64 + 100)));
    let full = files.put(&at_home(&list), index, end).unwrap_err();
    assert!(matches!(full, FileError::Store(StoreError::Disk(DiskError::Full))), "{full}");
    assert_eq!(files.presence(&list.file_hash()), Presence::Partly(3, 3));
    files.missing(&at_home(&list)).unwrap_err();
    disk.fail(None);
    let before = fs::read(&folder(&files)[0]).unwrap();
    drop((files, store));
    let again = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    again.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    assert_eq!(again.lacking().len(), 1);
    let told = again.subscribe();
    assert!(again.missing(&at_home(&list)).unwrap().is_empty());
    assert!(told.has_changed().unwrap(), "whoever waits for it hears");
    assert_eq!((again.presence(&list.file_hash()), again.lacking().len()), (Presence::Here, 0));
    assert_eq!(fs::read(&folder(&again)[0]).unwrap(), before);
    assert_eq!(read_back(&again, at_home(&list), &list), content);
    drop(again);
    let kept = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    assert_eq!(kept.presence(&list.file_hash()), Presence::Here, "also in the next run");
}

#[test]
fn a_damaged_piece_is_noticed_and_the_file_is_asked_for_again() {
    let (_dir, store) = store();
    let content = content(2 * CHUNK);
    let files = Files::open(store).unwrap();
    let list = files.add(&mut Cursor::new(&content), NOW).unwrap().0;
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    let path = folder(&files).pop().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[CHUNK + 100] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(files.piece(&at_home(&list), 1).unwrap().is_none());
    assert_eq!(files.missing(&at_home(&list)).unwrap(), [1]);
    assert_eq!(files.lacking().len(), 1);
    files.put(&at_home(&list), 1, &content[CHUNK..]).unwrap();
    assert_eq!(read_back(&files, at_home(&list), &list), content);
}

#[test]
fn what_a_kill_left_without_a_row_is_cleared_away() {
    let (dir, store) = store();
    let files = Files::open(store.clone()).unwrap();
    let list = files.add(&mut Cursor::new(content(10)), NOW).unwrap().0;
    fs::write(files.shared.dir.join("0123456789ab"), "half").unwrap();
    drop((files, store));
    let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    assert_eq!(folder(&files).len(), 1);
    assert_eq!(files.presence(&list.file_hash()), Presence::Here);
}

/// Reads so many bytes, then fails.
struct Fails(usize, io::ErrorKind);

impl Read for Fails {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(self.1.into());
        }
        let read = buffer.len().min(self.0);
        self.0 -= read;
        Ok(read)
    }
}

#[test]
fn what_cannot_be_added_leaves_nothing() {
    let (_dir, store) = store();
    let files = Files::open(store).unwrap();
    let too_large = files.add_at_most(2 * CHUNK as u64, &mut io::repeat(1), NOW).unwrap_err();
    assert!(matches!(too_large, FileError::Attachment(_)), "{too_large}");
    let empty = files.add(&mut io::empty(), NOW).unwrap_err();
    assert!(matches!(empty, FileError::Attachment(_)), "{empty}");
    let torn = files.add(&mut Fails(CHUNK + 10, io::ErrorKind::PermissionDenied), NOW).unwrap_err();
    assert!(matches!(torn, FileError::Unreadable(DiskError::Denied)), "{torn}");
    assert!(folder(&files).is_empty(), "{:?}", folder(&files));
}

/// The folder stands for a disk that refuses: a file is where it should be.
#[test]
fn a_disk_that_refuses_says_so_and_what_was_here_stays() {
    let (_dir, store) = store();
    let files = Files::open(store).unwrap();
    fs::write(&files.shared.dir, "in the way").unwrap();
    assert!(matches!(files.add(&mut Cursor::new(content(10)), NOW), Err(FileError::Store(_))));
    fs::remove_file(&files.shared.dir).unwrap();
    let list = files.add(&mut Cursor::new(content(10)), NOW).unwrap().0;
    assert_eq!(read_back(&files, at_home(&list), &list), content(10));
}

#[test]
fn what_the_own_municipality_used_can_be_put_back_for_a_while_also_after_a_restart() {
    let (dir, store) = store();
    let files = Files::open(store.clone()).unwrap();
    let list = files.add(&mut Cursor::new(content(10)), NOW).unwrap().0;
    let hash = list.file_hash();
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap();
    let later = |after: i64| Timestamp(NOW.0 + after);
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), later(GRACE - 1)).unwrap(), 0);
    drop((files, store));
    let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), later(GRACE)).unwrap(), 0);
    assert_eq!(files.presence(&hash), Presence::Here);
    files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), later(GRACE)).unwrap();
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), later(2 * GRACE)).unwrap(), 0, "counted anew");
    // A clock that went back keeps nothing for years.
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), NOW).unwrap(), 0);
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), later(GRACE)).unwrap(), 1);
    assert_eq!((files.presence(&hash), folder(&files).len()), (Presence::Away, 0));
}

#[test]
fn what_was_added_and_never_named_goes_after_a_while() {
    let (_dir, store) = store();
    let files = Files::open(store).unwrap();
    files.add(&mut Cursor::new(content(10)), NOW).unwrap();
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), NOW).unwrap(), 0);
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), Timestamp(NOW.0 + GRACE)).unwrap(), 1);
    assert!(folder(&files).is_empty());
}

/// Otherwise what this device asks for, or answers, would tell whoever names a file whether its municipality has it.
#[test]
fn what_others_name_is_fetched_though_the_own_municipality_has_the_same() {
    let (_dir, store) = store();
    let files = Files::open(store).unwrap();
    let content = content(CHUNK + 1);
    let list = files.add(&mut Cursor::new(&content), NOW).unwrap().0;
    let mut wanted = wants(at_home(&list), &list);
    wanted.extend(wants(of_others(&list), &list));
    files.keep_only(wanted, &BTreeSet::new(), NOW).unwrap();
    assert_eq!(files.lacking().into_iter().map(|(file, _)| file).collect::<Vec<_>>(), [of_others(&list)]);
    assert_eq!(files.list(&of_others(&list)), None);
    files.begin(Side::Region, &list).unwrap();
    for (index, piece) in content.chunks(CHUNK).enumerate() {
        files.put(&of_others(&list), index, piece).unwrap();
    }
    assert_eq!(read_back(&files, of_others(&list), &list), content);
    assert_eq!(folder(&files).len(), 2);
    // What others withdrew is gone at once, and the own stays.
    assert_eq!(files.keep_only(wants(at_home(&list), &list), &BTreeSet::new(), NOW).unwrap(), 1);
    assert_eq!((folder(&files).len(), files.presence(&list.file_hash())), (1, Presence::Here));
}

#[test]
fn a_file_says_that_it_is_too_much_or_that_the_disk_refuses() {
    let (_dir, store) = store();
    let files = Files::open(store).unwrap();
    let list = list_of(&content(10));
    let hash = list.file_hash();
    let mut wanted = wants(of_others(&list), &list);
    files.keep_only(wanted.clone(), &BTreeSet::new(), NOW).unwrap();
    files.set_refused(true);
    assert_eq!((files.presence(&hash), files.all()), (Presence::NoRoom, [(hash, Presence::NoRoom)].into()));
    files.set_refused(false);
    assert_eq!(files.presence(&hash), Presence::Away);
    for wanted in wanted.values_mut() {
        wanted.fetch = false;
    }
    files.keep_only(wanted, &BTreeSet::new(), NOW).unwrap();
    assert_eq!((files.presence(&hash), files.lacking().len()), (Presence::TooMuch, 0));
    assert!(matches!(files.begin(Side::Region, &list), Err(FileError::NotWanted)));
}

#[test]
fn after_a_purge_the_old_key_and_the_old_bytes_give_nothing() {
    let (dir, store) = store();
    let content = content(CHUNK + 7);
    let list = list_of(&content);
    let hash = list.file_hash();
    let files = Files::open(store.clone()).unwrap();
    files.keep_only(wants(of_others(&list), &list), &BTreeSet::new(), NOW).unwrap();
    files.begin(Side::Region, &list).unwrap();
    for (index, piece) in content.chunks(CHUNK).enumerate() {
        files.put(&of_others(&list), index, piece).unwrap();
    }
    // Somebody undeletes the pieces, as a disk may keep them.
    let path = folder(&files).pop().unwrap();
    let kept = fs::read(&path).unwrap();
    let key = fs::read(dir.path().join("key")).unwrap();
    assert_eq!(files.keep_only(BTreeMap::new(), &BTreeSet::new(), NOW).unwrap(), 1);
    crate::replica::rekey_if_due(&store).unwrap();
    assert!(folder(&files).is_empty());
    assert!(matches!(files.put(&of_others(&list), 0, &content[..CHUNK]), Err(FileError::NotWanted)));
    drop((files, store));
    fs::write(&path, kept).unwrap();
    assert_ne!(fs::read(dir.path().join("key")).unwrap(), key);
    let files = Files::open(Store::open(dir.path()).unwrap()).unwrap();
    assert_eq!(files.presence(&hash), Presence::Away);
    assert!(folder(&files).is_empty(), "what has no row is cleared away");
    // The old key opens nothing that is here now.
    drop(files);
    fs::write(dir.path().join("key"), key).unwrap();
    assert!(Store::open(dir.path()).is_err());
}
