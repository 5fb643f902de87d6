//! A file is as long as what was written in it (`medium::lazy`), and whoever opens it finds all of that: this program, one that
//! knows nothing of it, and redb alone.

use redb::backends::FileBackend;
use redb::{Database, ReadOnlyDatabase};

use super::super::medium::watched::{Act, Disk, Luck, Replay};
use super::*;

/// redb's header, read as its `docs/design.md` says: whether the file was closed, and how long it is said to be.
fn header(path: &Path) -> (bool, u64) {
    let bytes = fs::read(path).unwrap();
    let number = |at: usize| u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()));
    (bytes[9] & 2 == 0, (1 + number(16) + number(24) * number(20) + number(28)) * number(12))
}

fn length(path: &Path) -> u64 {
    path.metadata().unwrap().len()
}

/// Opens a file as a program does that has nothing below redb.
fn redb_alone(path: &Path) -> Result<Database, redb::DatabaseError> {
    let file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    Database::builder().set_check_integrity_on_open(true).create_with_backend(FileBackend::new(file).unwrap())
}

fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut noise = vec![0; length];
    blake3::Hasher::new().update(&seed.to_be_bytes()).finalize_xof().fill(&mut noise);
    noise
}

/// Heads, bodies and a cache.
type Content = (Vec<(u64, Vec<u8>)>, Vec<(u64, Vec<u8>)>, Option<Vec<u8>>);

fn content(store: &Store) -> Content {
    (all_heads(store, &SPACE), all_bodies(store, &SPACE), store.get(Area::Cache, "read model").unwrap())
}

/// Some of everything that a store does, by chance. `true`: it is closed and opened.
fn step(store: &Store, chance: u64) -> bool {
    let count = store.count(&SPACE).unwrap();
    match chance % 8 {
        0 | 1 => {
            let length = [200, 2000, 40_000, 90_000][usize::try_from(chance / 8 % 4).unwrap()];
            store.write(|tx| tx.append(&SPACE, &head(count), Some(&noise(chance, length))).map(drop)).unwrap();
        }
        2 => {
            let many = |tx: &mut Transaction<'_>| {
                (0..30).try_for_each(|at| tx.append(&SPACE, &head(at), Some(&noise(at, 700))).map(drop))
            };
            store.write::<_, StoreError>(many).unwrap();
        }
        3 => {
            let length = usize::try_from(chance / 8 % 300_000).unwrap();
            store.write(|tx| tx.put(Area::Cache, "read model", &noise(chance, length))).unwrap();
        }
        4 if count > 0 => {
            let from = chance / 8 % count;
            let gone = |tx: &mut Transaction<'_>| (from..count).try_for_each(|at| tx.remove_body(&SPACE, at));
            store.write::<_, StoreError>(gone).unwrap();
        }
        5 => drop(store.compact_where_it_pays().unwrap()),
        6 if (chance / 8).is_multiple_of(3) => store.rekey().unwrap(),
        6 => drop(store.compact().unwrap()),
        _ => return true,
    }
    false
}

/// Whatever is done, and wherever it ends: what is there is there for this program and for redb alone, a file that was closed
/// is as long as its header says, and no other file says that it was closed.
#[test]
fn whatever_is_done_a_file_opens_with_and_without_this() {
    for seed in 0..8_u64 {
        let (dir, mut store) = workspace();
        for at in 0..25_u64 {
            let chance = u64::from_be_bytes(noise(seed << 32 | at, 8).try_into().unwrap());
            if step(&store, chance) {
                let before = content(&store);
                drop(store);
                let path = only_store_file(dir.path());
                assert_eq!(header(&path), (true, length(&path)), "seed {seed}, step {at}: closed");
                // What a salvage relies on.
                drop(ReadOnlyDatabase::open(&path).unwrap());
                if (chance / 8).is_multiple_of(2) {
                    drop(redb_alone(&path).unwrap());
                }
                store = Store::open(dir.path()).unwrap();
                assert_eq!(content(&store), before, "seed {seed}, step {at}");
            }
            let path = only_store_file(dir.path());
            assert!(!header(&path).0, "seed {seed}, step {at}: in use");
            if (chance / 64).is_multiple_of(4) {
                let (killed, alone) = (copy_of(dir.path()), copy_of(dir.path()));
                assert_eq!(content(&Store::open(killed.path()).unwrap()), content(&store), "seed {seed}, step {at}");
                // And one after the other: the older program, which makes the file longer, and this one again.
                let db = redb_alone(&only_store_file(alone.path())).unwrap();
                let transaction = db.begin_write().unwrap();
                transaction.open_table(rows::META).unwrap().insert("later", noise(0, 90_000).as_slice()).unwrap();
                transaction.commit().unwrap();
                drop(db);
                assert_eq!(content(&Store::open(alone.path()).unwrap()), content(&store), "seed {seed}, step {at}");
            }
        }
    }
}

/// The power fails at any moment while a store is opened, written and closed, one that was closed and one that was killed: what is
/// left opens with all that was acknowledged, and redb alone opens it too unless its last page was torn.
#[test]
fn a_crash_at_any_write_of_an_opening_or_a_closing_loses_nothing() {
    let (dir, store) = workspace();
    fill(&store, 41);
    let killed = copy_of(dir.path());
    drop(store);
    for dir in [dir, killed] {
        let disk = Disk::under(dir.path());
        let mut acknowledged = vec![(0, 41)];
        for count in 41..43 {
            let store = Store::open(dir.path()).unwrap();
            store.write(|tx| tx.append(&SPACE, &head(count), Some(&noise(count, 5000)))).unwrap();
            acknowledged.push((disk.count(), count + 1));
        }
        let events = disk.events();
        let mut replay = Replay::of(&events);
        let mut alone = 0;
        while let Some(event) = replay.advance() {
            let least = acknowledged.iter().rfind(|(at, _)| *at <= replay.count).unwrap().1;
            let mut lucks = vec![Luck::All];
            if !matches!(event.act, Act::Sync) {
                lucks.extend([Luck::Torn, Luck::Some(replay.count as u64)]);
            }
            for luck in lucks {
                let what = format!("event {}, {luck:?}", replay.count);
                let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
                replay.leaves(with.path(), luck);
                replay.leaves(without.path(), luck);
                let path = only_store_file(without.path());
                if length(&path).is_multiple_of(4096) {
                    drop(redb_alone(&path).unwrap_or_else(|error| panic!("{what}: redb alone: {error}")));
                    alone += 1;
                }
                let store = Store::open(with.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
                let heads = all_heads(&store, &SPACE);
                assert!(heads.len() as u64 >= least, "{what}: {} of {least}", heads.len());
                assert!(heads.iter().all(|(at, found)| *found == head(*at)), "{what}");
                assert_eq!(all_bodies(&store, &SPACE).len(), heads.len(), "{what}");
            }
        }
        println!("{} writes and syncs, {alone} images for redb alone", events.len());
    }
}

/// The file of a store that was killed, made longer or cut within its last page, as a crash leaves it when the file system takes
/// a length before or without what is written there.
#[test]
fn a_tail_that_a_crash_left_is_no_damage() {
    let (dir, store) = workspace();
    fill(&store, 40);
    let before = content(&store);
    for more in [1, 100, 4095, 4096, 5000, 300_000] {
        for filler in [0, 0x5a] {
            let killed = copy_of(dir.path());
            let path = only_store_file(killed.path());
            let mut bytes = fs::read(&path).unwrap();
            bytes.resize(bytes.len() + more, filler);
            fs::write(&path, bytes).unwrap();
            let store = Store::open(killed.path()).unwrap();
            assert_eq!(content(&store), before, "{more} bytes of {filler}");
            store.write(|tx| tx.append(&SPACE, &head(1), Some(&noise(1, 90_000)))).unwrap();
            drop(store);
            assert_eq!(header(&path), (true, length(&path)), "{more} bytes of {filler}");
            assert_eq!(Store::open(killed.path()).unwrap().count(&SPACE).unwrap(), 41, "{more} bytes of {filler}");
        }
    }
}

/// A file that was closed and does not have the length that it says is for redb to judge, as before.
#[test]
fn a_closed_file_of_another_length_is_judged_as_redb_does_it() {
    let (dir, store) = workspace();
    fill(&store, 40);
    let before = content(&store);
    drop(store);
    let whole = length(&only_store_file(dir.path()));
    for changed in [whole - 4096, whole - 1, whole + 1, whole + 4096, whole + 40_960, whole * 2] {
        let (with, without) = (copy_of(dir.path()), copy_of(dir.path()));
        for dir in [&with, &without] {
            fs::OpenOptions::new().write(true).open(only_store_file(dir.path())).unwrap().set_len(changed).unwrap();
        }
        let opened = Store::open(with.path());
        assert_eq!(opened.is_ok(), redb_alone(&only_store_file(without.path())).is_ok(), "{whole} to {changed}");
        assert_eq!(opened.is_ok(), changed >= whole && changed.is_multiple_of(4096), "{whole} to {changed}");
        if let Ok(store) = opened {
            assert_eq!(content(&store), before, "{whole} to {changed}");
        }
    }
}

/// A file of which redb would not tell the layout as it does today is left to it: nothing is promised, and nothing is lost.
#[test]
fn a_header_that_is_not_known_is_left_to_redb() {
    let (dir, store) = workspace();
    fill(&store, 40);
    let before = content(&store);
    drop(store);
    let path = only_store_file(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    // Regions of half the pages: the same file otherwise, and redb takes it.
    assert_eq!(bytes[20..24], (1_u32 << 20).to_le_bytes());
    bytes[20..24].copy_from_slice(&(1_u32 << 19).to_le_bytes());
    fs::write(&path, bytes).unwrap();
    for round in 0..3 {
        let store = Store::open(dir.path()).unwrap();
        for at in 0..20 {
            store.write(|tx| tx.append(&SPACE, &head(at), Some(&noise(at, 3000)))).unwrap();
            assert_eq!(header(&path), (false, length(&path)), "round {round}: it is as long as redb believes");
        }
        assert_eq!(all_heads(&store, &SPACE)[..40], before.0);
        let killed = copy_of(dir.path());
        assert_eq!(content(&Store::open(killed.path()).unwrap()), content(&store), "round {round}");
    }
    // A new file is one that is known.
    let store = Store::open(dir.path()).unwrap();
    store.rekey().unwrap();
    let path = only_store_file(dir.path());
    let is_shorter = |at: u64| {
        store.write(|tx| tx.append(&SPACE, &head(at), Some(&noise(at, 20_000)))).unwrap();
        length(&path) < header(&path).1
    };
    assert!((0..20).any(is_shorter), "it takes what was written only");
}

/// A file that fails the check stays as it was in every byte, closed or not.
#[test]
fn a_damaged_file_stays_as_it_was() {
    let (dir, store) = workspace();
    fill(&store, 40);
    let (killed, row) = (copy_of(dir.path()), sealed_row(&store, 30).1);
    drop(store);
    for dir in [&killed, &dir] {
        let path = only_store_file(dir.path());
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.windows(row.len()).position(|window| window == row).unwrap();
        bytes[at + row.len() / 2] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(Store::open(dir.path()), Err(OpenError::Damaged)));
        assert!(fs::read(&path).unwrap() == bytes);
    }
    assert_eq!(Store::salvage(dir.path()).unwrap().1, Losses { bodies: 1, ..Losses::default() });
}
