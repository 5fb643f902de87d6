//! The file stays within twice of what is live, whoever writes meanwhile is not held up, and no failure on the way loses
//! anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::super::medium::watched::{Disk, Fault};
use super::super::rekey::Step;
use super::*;

/// The longest that a file is that holds next to nothing.
const LITTLE: u64 = 256 * 1024;

/// Writes a large cache again and again, and removes most bodies: a file with much room and little in it.
fn wasteful(store: &Store) {
    fill(store, 20);
    let large = |tx: &mut Transaction<'_>, size: usize| {
        let mut noise = vec![0; size];
        blake3::Hasher::new().finalize_xof().fill(&mut noise);
        tx.put(Area::Cache, "read model", &noise)
    };
    store.write(|tx| large(tx, 6_000_000)).unwrap();
    store.write(|tx| large(tx, 1000)).unwrap();
}

fn as_it_was(store: &Store) {
    assert_eq!(all_heads(store, &SPACE), (0..20).map(|at| (at, head(at))).collect::<Vec<_>>());
    assert_eq!(all_bodies(store, &SPACE), (0..20).map(|at| (at, body(at))).collect::<Vec<_>>());
    assert_eq!(store.get(Area::Local, "device key").unwrap().as_deref(), Some(&b"secret"[..]));
    assert_eq!(store.get(Area::Cache, "read model").unwrap().unwrap().len(), 1000);
}

#[test]
fn a_wasteful_file_is_written_anew_and_another_is_not() {
    let (dir, store) = workspace();
    assert!(!store.compact_where_it_pays().unwrap(), "it is small");
    wasteful(&store);
    let before = store.room().unwrap();
    assert!(before.file > before.most(), "{before:?}");
    assert!(store.compact_where_it_pays().unwrap());
    let after = store.room().unwrap();
    assert!(after.file <= after.most() && after.file < before.file / 4, "{before:?} {after:?}");
    as_it_was(&store);
    assert!(!store.compact_where_it_pays().unwrap());
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-2.redb"]);
    drop(store);
    as_it_was(&Store::open(dir.path()).unwrap());
}

/// Whatever is live in a store, written in whichever way, takes no more than twice as much once it was compacted.
#[test]
fn a_file_that_was_compacted_is_within_twice_of_what_is_live() {
    for (cache, length, records) in
        [(1_200_000, 300, 300), (2_100_000, 31_000, 60), (70_000, 2000, 1000), (0, 600, 3000)]
    {
        let (_dir, store) = workspace();
        for begin in (0..records).step_by(100) {
            store
                .write::<_, StoreError>(|tx| {
                    for arrival in begin..records.min(begin + 100) {
                        let mut noise = vec![0; length];
                        blake3::Hasher::new().update(&u64::to_be_bytes(arrival)).finalize_xof().fill(&mut noise);
                        tx.append(&SPACE, &[7; 215], Some(&noise))?;
                    }
                    tx.put(Area::Cache, "read model", &vec![7; cache])
                })
                .unwrap();
        }
        assert!(store.compact().unwrap());
        let room = store.room().unwrap();
        assert!(room.file <= room.live * 2, "{cache} {length} {records}: {room:?}");
        assert_eq!(store.get(Area::Cache, "read model").unwrap().unwrap().len(), cache);
        assert_eq!(all_bodies(&store, &SPACE).len() as u64, records);
    }
}

fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut noise = vec![0; length];
    blake3::Hasher::new().update(&seed.to_be_bytes()).finalize_xof().fill(&mut noise);
    noise
}

/// Twice of what is live is the length of the file, also in the middle of work: redb takes room twice as long as a full file, and
/// the file does not grow by it. It is not written anew meanwhile, and opening it makes it no longer.
#[test]
fn a_file_stays_within_twice_of_what_is_live_without_being_written_anew() {
    // The last two: rows for which redb takes pages of up to twice their length.
    for (bodies, length) in
        [(0, 0), (10, 1000), (50, 2000), (150, 2000), (500, 2000), (1500, 2000), (30, 40_000), (40, 70_000)]
    {
        let (dir, mut store) = workspace();
        for begin in (0..bodies).step_by(100) {
            let batch = |tx: &mut Transaction<'_>| {
                (begin..bodies.min(begin + 100))
                    .try_for_each(|at| tx.append(&SPACE, &[7; 215], Some(&noise(at, length))).map(drop))
            };
            store.write::<_, StoreError>(batch).unwrap();
        }
        assert!(store.compact().unwrap());
        let (written, fresh) = (names_in(dir.path()), store.room().unwrap());
        let mut longest = fresh;
        for edit in 0..40 {
            store.write(|tx| tx.append(&SPACE, &[7; 215], Some(&noise(edit, 300)))).unwrap();
            assert!(!store.compact_where_it_pays().unwrap(), "{bodies} of {length}: edit {edit}");
            let room = store.room().unwrap();
            if room.live < 100_000 {
                assert!(room.file <= LITTLE, "{bodies} of {length}: edit {edit}: {room:?}");
            } else {
                assert!(room.file <= room.live * 2, "{bodies} of {length}: edit {edit}: {room:?}");
            }
            if room.file > longest.file {
                longest = room;
            }
            if edit == 20 {
                drop(store);
                store = Store::open(dir.path()).unwrap();
            }
        }
        println!("{bodies} of {length}: {fresh:?}, at most {longest:?}, {:?}", store.room().unwrap());
        assert_eq!(names_in(dir.path()), written);
    }
}

/// Rows for which redb takes twice their length, and a little beside them: such a file is written anew once, and not again before
/// it is longer by a quarter for what is live.
#[test]
fn a_file_that_gains_nothing_is_not_written_anew_again_and_again() {
    let (dir, store) = workspace();
    for at in 0..60 {
        store.write(|tx| tx.append(&SPACE, &[7; 215], Some(&noise(at, 33_000)))).unwrap();
    }
    let mut rewrites = 0;
    for edit in 0..40 {
        store.write(|tx| tx.append(&SPACE, &[7; 215], Some(&noise(edit, 33_000)))).unwrap();
        rewrites += u64::from(store.compact_where_it_pays().unwrap());
    }
    let room = store.room().unwrap();
    println!("{rewrites} rewrites, {room:?}");
    assert!(rewrites <= 1, "{rewrites} rewrites, {room:?}");
    assert!(room.file * 10 <= room.live * 25, "{room:?}");
    assert_eq!(names_in(dir.path()).len(), 3);
}

/// Bodies that compress fill their pages too, and heads do.
#[test]
fn a_new_file_is_hardly_longer_than_what_is_live_in_it() {
    let (_dir, store) = workspace();
    for begin in (0..1200).step_by(60) {
        let batch = |tx: &mut Transaction<'_>| {
            (begin..begin + 60).try_for_each(|at| {
                let text = data_encoding::HEXLOWER.encode(&noise(at, 1000));
                tx.append(&SPACE, &[7; 215], Some(text.as_bytes())).map(drop)
            })
        };
        store.write::<_, StoreError>(batch).unwrap();
    }
    let before = store.room().unwrap();
    assert!(store.compact().unwrap());
    let room = store.room().unwrap();
    assert!(room.file * 5 <= room.live * 6, "{before:?} {room:?}");
    assert_eq!(all_bodies(&store, &SPACE).len(), 1200);
}

/// Somebody writes while the new file is being made: that is kept, and the new file is dropped.
#[test]
fn whoever_writes_meanwhile_is_not_held_up_and_the_compaction_gives_way() {
    let (dir, store) = workspace();
    wasteful(&store);
    let written = Arc::new(AtomicBool::new(false));
    let (writer, done) = (store.clone(), Arc::clone(&written));
    // The new file lies there, and does not count yet. A write in this very thread would wait for ever if it had to wait.
    *store.shared.watch.lock().unwrap() = Some(Box::new(move |step| {
        if step == Step::StoreWritten && !done.swap(true, Ordering::AcqRel) {
            writer.write(|tx| tx.put(Area::Local, "device key", b"newer")).unwrap();
            assert_eq!(writer.get(Area::Local, "device key").unwrap().unwrap(), b"newer");
        }
    }));
    assert!(!store.compact_where_it_pays().unwrap());
    assert!(written.load(Ordering::Acquire));
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-1.redb"]);
    assert_eq!(store.get(Area::Local, "device key").unwrap().unwrap(), b"newer");
    // Next time it is quiet.
    assert!(store.compact_where_it_pays().unwrap());
    *store.shared.watch.lock().unwrap() = None;
    assert_eq!(store.get(Area::Local, "device key").unwrap().unwrap(), b"newer");
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-2.redb"]);
}

#[test]
fn readers_writers_rekeys_and_compactions_at_once_lose_nothing() {
    let (dir, store) = workspace();
    fill(&store, 8);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..20 {
                store.compact().unwrap();
            }
        });
        let reading = scope.spawn(|| {
            let mut most = 0;
            while most < 40 {
                let count = all_heads(&store, &SPACE).len();
                assert!(count >= most, "what was seen once stays");
                most = count;
            }
        });
        for arrival in 8..40 {
            assert_eq!(store.write(|tx| tx.append(&SPACE, &head(arrival), None)).unwrap(), arrival);
            if arrival % 10 == 0 {
                store.rekey().unwrap();
            }
        }
        reading.join().unwrap();
    });
    assert!(store.compact().unwrap(), "nobody writes any more");
    drop(store);
    assert_eq!(all_heads(&Store::open(dir.path()).unwrap(), &SPACE).len(), 40);
    assert_eq!(names_in(dir.path()).len(), 3);
}

#[test]
fn a_compaction_on_a_full_or_failing_disk_leaves_the_store_as_it_was() {
    for fault in [Fault::Full(0), Fault::Full(20_000), Fault::Full(35_000), Fault::ReadOnly, Fault::Denied] {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::under(dir.path());
        let store = Store::create(dir.path()).unwrap();
        wasteful(&store);
        disk.fail(Some(fault));
        let compacted = store.compact_where_it_pays();
        assert!(!store.compact_where_it_pays().unwrap(), "not again within the hour");
        store.forget_failure();
        let told = match fault {
            Fault::ReadOnly => matches!(compacted, Err(StoreError::Disk(DiskError::ReadOnly))),
            Fault::Denied => matches!(compacted, Err(StoreError::Disk(DiskError::Denied))),
            Fault::Full(_) => matches!(compacted, Err(StoreError::Disk(DiskError::Full))),
        };
        assert!(told, "{fault:?}: {compacted:?}");
        as_it_was(&store);
        assert_eq!(names_in(dir.path()), ["key", "lock", "store-1.redb"]);
        disk.fail(None);
        assert!(store.compact_where_it_pays().unwrap(), "{fault:?}");
        as_it_was(&store);
        drop(store);
        as_it_was(&Store::open(dir.path()).unwrap());
    }
}

/// Somebody writes a few bytes all the time: the file does not grow without end, and nothing is lost.
#[test]
fn a_store_that_never_rests_is_compacted_too() {
    let (_dir, store) = workspace();
    wasteful(&store);
    let writer = store.clone();
    let written = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&written);
    // Each time just before the new file would count.
    *store.shared.watch.lock().unwrap() = Some(Box::new(move |step| {
        // While others wait nobody writes.
        if step == Step::StoreWritten && writer.shared.state.try_read().is_ok() {
            let at = count.fetch_add(1, Ordering::AcqRel);
            writer.write(|tx| tx.put(Area::Local, "tick", &at.to_be_bytes())).unwrap();
        }
    }));
    let tries = (1..10).find(|_| store.compact_where_it_pays().unwrap());
    *store.shared.watch.lock().unwrap() = None;
    assert_eq!((tries, written.load(Ordering::Acquire)), (Some(4), 3));
    let room = store.room().unwrap();
    assert!(room.file <= room.most(), "{room:?}");
    assert_eq!(store.get(Area::Local, "tick").unwrap().unwrap(), 2u64.to_be_bytes());
    as_it_was(&store);
}

#[test]
fn without_room_for_a_second_file_none_is_begun() {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::under(dir.path());
    let store = Store::create(dir.path()).unwrap();
    wasteful(&store);
    let live = store.room().unwrap().live;
    let before = disk.count();
    disk.says_free(Some(live + 1_000_000));
    let told = store.compact_where_it_pays();
    assert!(matches!(told, Err(StoreError::Disk(DiskError::Full))), "{told:?}");
    disk.says_free(Some(live + 100_000_000));
    assert!(!store.compact_where_it_pays().unwrap(), "not again within the hour");
    // A purge takes what there is, but begins nothing that cannot fit.
    disk.says_free(Some(live / 2));
    let told = store.rekey();
    assert!(matches!(told, Err(StoreError::Disk(DiskError::Full))), "{told:?}");
    assert_eq!(disk.count(), before, "nothing was written");
    disk.says_free(Some(live + 1_000_000));
    store.rekey().unwrap();
    as_it_was(&store);
}

#[test]
fn a_passphrase_stays_and_what_was_removed_is_gone() {
    let (dir, store) = workspace();
    fill(&store, 20);
    store.write(|tx| tx.set_body(&SPACE, 3, CANARY)).unwrap();
    let (_, row) = sealed_row(&store, 3);
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    let words = Passphrase::new("een wachtwoord van een test");
    store.set_passphrase(Some((&words, Kdf { memory: 8, passes: 1, lanes: 1 }))).unwrap();
    assert!(store.compact().unwrap());
    assert!(store.has_passphrase().unwrap());
    drop(store);
    for name in names_in(dir.path()) {
        assert!(!fs::read(dir.path().join(name)).unwrap().windows(row.len()).any(|window| window == row));
    }
    assert!(matches!(Store::open(dir.path()), Err(OpenError::PassphraseNeeded)));
    let store = Store::open_with(dir.path(), Some(&words), &Clock::system()).unwrap();
    assert_eq!(all_bodies(&store, &SPACE).len(), 19);
}

/// Parts of a cache of which one is damaged or lost, or that became fewer.
#[test]
fn a_cache_in_parts_is_whole_or_not_there() {
    let (_dir, store) = workspace();
    let value: Vec<u8> = (0..200_000u32).flat_map(u32::to_be_bytes).collect();
    for length in [0, 1, 32_251, 32_252, 32_253, 64_512, 200_000, 10] {
        store.write(|tx| tx.put(Area::Cache, "a", &value[..length])).unwrap();
        assert_eq!(store.get(Area::Cache, "a").unwrap().unwrap(), value[..length], "{length}");
    }
    store.write(|tx| tx.put(Area::Cache, "a", &value)).unwrap();
    store.write(|tx| tx.delete(Area::Cache, "a")).unwrap();
    assert_eq!(store.get(Area::Cache, "a").unwrap(), None);
    assert!(store.all_named().is_empty(), "no part stays behind");
    store.write(|tx| tx.put(Area::Cache, "a", &value)).unwrap();
    let key = |open: &Open| open.sealer.hash_name(TableId::Cache, b"a, part 2");
    let lose = |open: &Open| {
        let transaction = file::begin_write(&open.db)?;
        guarded(|| transaction.open_table(rows::CACHE)?.remove(&key(open)).map(drop).map_err(redb::Error::from))?;
        guarded(|| transaction.commit())
    };
    store.with_open::<_, StoreError>(lose).unwrap();
    assert_eq!(store.get(Area::Cache, "a").unwrap(), None);
}
