//! Files that were altered behind the store's back: right data or an error, never wrong data, never a panic.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use redb::{Database, ReadableTable};

use super::super::rows::{BODIES, CACHE, HEADS, LOCAL};
use super::*;

const RECORDS: u64 = 40;

/// A closed workspace.
fn closed() -> TempDir {
    let (dir, store) = workspace();
    fill(&store, RECORDS);
    store.write(|tx| tx.put(Area::Local, "later", b"value")).unwrap();
    dir
}

/// Everything that can be read is what was written; returns how many reads were refused.
fn only_truth(store: &Store) -> usize {
    let mut refused = 0;
    let heads = store.heads::<StoreError>(&SPACE, .., |arrival, found| {
        match found {
            Ok(found) => assert_eq!(found, head(arrival)),
            Err(_) => refused += 1,
        }
        Ok(())
    });
    refused += usize::from(heads.is_err());
    for arrival in 0..RECORDS {
        match store.body(&SPACE, arrival) {
            Ok(found) => assert_eq!(found, Some(body(arrival))),
            Err(_) => refused += 1,
        }
    }
    for (name, value) in [("device key", "secret"), ("later", "value")] {
        match store.get(Area::Local, name) {
            Ok(found) => assert_eq!(found.as_deref(), Some(value.as_bytes()), "{name}"),
            Err(_) => refused += 1,
        }
    }
    if let Ok(Some(found)) = store.get(Area::Cache, "read model") {
        assert_eq!(found, b"snapshot");
    }
    refused
}

/// After a salvage, what is gone without a trace may be gone, but nothing may be different.
fn no_lies(store: &Store) {
    store
        .heads::<StoreError>(&SPACE, .., |arrival, found| {
            if let Ok(found) = found {
                assert_eq!(found, head(arrival));
            }
            Ok(())
        })
        .unwrap();
    store
        .bodies::<StoreError>(&SPACE, .., |arrival, found| {
            if let Ok(found) = found {
                assert_eq!(found, body(arrival));
            }
            Ok(())
        })
        .unwrap();
}

fn flip(path: &Path, offset: u64, bits: u8) {
    let byte = fs::read(path).unwrap()[usize::try_from(offset).unwrap()];
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(offset)).unwrap();
    file.write_all(&[byte ^ bits]).unwrap();
}

fn try_both_ways(dir: &Path, what: &str) -> (bool, bool) {
    let salvaged_copy = copy_of(dir);
    let opened = match Store::open(dir) {
        Ok(store) => {
            assert_eq!(only_truth(&store), 0, "{what}: the check on opening should have noticed");
            true
        }
        Err(error) => {
            assert!(!matches!(error, OpenError::InUse | OpenError::NotFound), "{what}: {error:?}");
            false
        }
    };
    let salvaged = match Store::salvage(salvaged_copy.path()) {
        Ok((store, _)) => {
            no_lies(&store);
            true
        }
        Err(_) => false,
    };
    (opened, salvaged)
}

#[test]
fn flipped_bits_never_give_wrong_data() {
    let original = closed();
    let length = fs::metadata(only_store_file(original.path())).unwrap().len();
    // redb's header and commit slots closely, then a spread over all pages.
    let offsets = (0..320).step_by(3).chain((320..length).step_by(499));
    let (mut refused, mut salvaged) = (0, 0);
    for offset in offsets {
        let dir = copy_of(original.path());
        flip(&only_store_file(dir.path()), offset, 1 << (offset % 8));
        let (opened, saved) = try_both_ways(dir.path(), &format!("offset {offset}"));
        refused += usize::from(!opened);
        salvaged += usize::from(!opened && saved);
    }
    assert!(refused > 50, "{refused}");
    assert!(salvaged > 50, "{salvaged} of {refused}");
}

/// The limit that the module states: this byte of redb's header has no checksum.
#[test]
fn the_commit_marker_of_a_killed_store_gives_a_whole_state_or_none() {
    let (dir, store) = workspace();
    fill(&store, RECORDS);
    store.write(|tx| tx.put(Area::Local, "later", b"value")).unwrap();
    let killed = copy_of(dir.path());
    for bit in 0..8 {
        let dir = copy_of(killed.path());
        flip(&only_store_file(dir.path()), 9, 1 << bit);
        let Ok(store) = Store::open(dir.path()) else { continue };
        if store.get(Area::Local, "later").unwrap().is_none() {
            store.write(|tx| tx.put(Area::Local, "later", b"value")).unwrap();
        }
        assert_eq!(only_truth(&store), 0, "bit {bit}");
    }
}

#[test]
fn a_truncated_or_foreign_file_is_refused() {
    let original = closed();
    let length = fs::metadata(only_store_file(original.path())).unwrap().len();
    for keep in [0, 1, 9, 64, 320, 4096, length / 2, length - 4096, length - 1] {
        let dir = copy_of(original.path());
        let file = OpenOptions::new().write(true).open(only_store_file(dir.path())).unwrap();
        file.set_len(keep).unwrap();
        let (opened, _) = try_both_ways(dir.path(), &format!("truncated to {keep}"));
        assert!(!opened, "truncated to {keep}");
        assert!(matches!(Store::open(dir.path()), Err(OpenError::Damaged)), "truncated to {keep}");
    }
    let dir = copy_of(original.path());
    fs::write(only_store_file(dir.path()), vec![0x5a; 50_000]).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(OpenError::Damaged)));
}

/// Changes a row through redb, as somebody would who repairs the checksums too.
fn tamper(dir: &Path, change: impl FnOnce(&redb::WriteTransaction)) {
    let db = Database::open(only_store_file(dir)).unwrap();
    let transaction = db.begin_write().unwrap();
    change(&transaction);
    transaction.commit().unwrap();
}

/// Flips a bit in every value of a table whose position is in `which`.
fn spoil<K: redb::Key + 'static>(
    transaction: &redb::WriteTransaction,
    table: redb::TableDefinition<'_, K, &'static [u8]>,
    which: impl Fn(usize) -> bool,
) {
    let mut table = transaction.open_table(table).unwrap();
    let keys: Vec<Vec<u8>> =
        table.iter().unwrap().map(|row| K::as_bytes(&row.unwrap().0.value()).as_ref().to_vec()).collect();
    for (position, key) in keys.into_iter().enumerate() {
        if which(position) {
            let mut value = table.get(K::from_bytes(&key)).unwrap().unwrap().value().to_vec();
            let middle = value.len() / 2;
            value[middle] ^= 0x10;
            table.insert(K::from_bytes(&key), value.as_slice()).unwrap();
        }
    }
}

#[test]
fn a_damaged_record_is_named_and_the_others_are_read() {
    let (dir, store) = workspace();
    for arrival in 0..6 {
        store.write(|tx| tx.append(&SPACE, &head(arrival), Some(&body(arrival)))).unwrap();
    }
    drop(store);
    tamper(dir.path(), |transaction| {
        spoil(transaction, HEADS, |position| position == 2);
        spoil(transaction, BODIES, |position| position == 4);
    });
    let store = Store::open(dir.path()).unwrap();
    let check = |store: &Store| {
        let mut heads = Vec::new();
        store
            .heads::<StoreError>(&SPACE, .., |arrival, head| {
                heads.push((arrival, head.ok()));
                Ok(())
            })
            .unwrap();
        let expected: Vec<_> = (0..6).map(|arrival| (arrival, (arrival != 2).then(|| head(arrival)))).collect();
        assert_eq!(heads, expected);
        let named = |part| DamagedRecord { space: SPACE, arrival: if part == Part::Head { 2 } else { 4 }, part };
        assert!(matches!(store.head(&SPACE, 2), Err(StoreError::Damaged(d)) if d == named(Part::Head)));
        assert!(matches!(store.body(&SPACE, 4), Err(StoreError::Damaged(d)) if d == named(Part::Body)));
        let stopped = store.bodies::<StoreError>(&SPACE, .., |_, body| body.map(drop));
        assert!(matches!(stopped, Err(StoreError::Damaged(d)) if d == named(Part::Body)));
        assert_eq!(store.body(&SPACE, 2).unwrap(), Some(body(2)));
    };
    check(&store);
    store.rekey().unwrap();
    check(&store);
    // A peer sent them again.
    store
        .write::<_, StoreError>(|tx| {
            tx.restore_head(&SPACE, 2, &head(2))?;
            tx.set_body(&SPACE, 4, &body(4))
        })
        .unwrap();
    assert_eq!(all_heads(&store, &SPACE).len(), 6);
    assert_eq!(all_bodies(&store, &SPACE).len(), 6);
}

#[test]
fn a_damaged_row_of_several_bodies_is_told_and_each_can_be_put_back() {
    let (dir, store) = workspace();
    fill(&store, 12);
    drop(store);
    // The first six lie together.
    tamper(dir.path(), |transaction| spoil(transaction, BODIES, |position| position == 0));
    let store = Store::open(dir.path()).unwrap();
    for _ in 0..2 {
        for arrival in 0..12 {
            let read = store.body(&SPACE, arrival);
            assert_eq!(read.is_err(), arrival < 6, "{arrival}");
        }
        // A fresh key keeps what is damaged damaged.
        store.rekey().unwrap();
    }
    for arrival in [4, 0, 2, 5, 1, 3] {
        store.write(|tx| tx.set_body(&SPACE, arrival, &body(arrival))).unwrap();
    }
    assert_eq!(all_bodies(&store, &SPACE), (0..12).map(|arrival| (arrival, body(arrival))).collect::<Vec<_>>());
}

#[test]
fn a_row_that_was_taken_out_is_noticed_and_one_that_was_moved_does_not_open() {
    let (dir, store) = workspace();
    fill(&store, 5);
    drop(store);
    tamper(dir.path(), |transaction| {
        let mut heads = transaction.open_table(HEADS).unwrap();
        let keys: Vec<[u8; 24]> = heads.iter().unwrap().map(|row| *row.unwrap().0.value()).collect();
        let (prefix, _) = rows::split_key(keys.iter().find(|key| key[23] == 3).unwrap());
        heads.remove(&rows::record_key(&prefix, 1)).unwrap().unwrap();
        let moved = heads.get(&rows::record_key(&prefix, 2)).unwrap().unwrap().value().to_vec();
        heads.insert(&rows::record_key(&prefix, 3), moved.as_slice()).unwrap();
    });
    let store = Store::open(dir.path()).unwrap();
    let mut damaged = Vec::new();
    store
        .heads::<StoreError>(&SPACE, .., |arrival, found| {
            match found {
                Ok(found) => assert_eq!(found, head(arrival)),
                Err(_) => damaged.push(arrival),
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(damaged, [1, 3]);
    assert!(matches!(store.head(&SPACE, 1), Err(StoreError::Damaged(_))));
    store.write(|tx| tx.restore_head(&SPACE, 1, &head(1))).unwrap();
    assert_eq!(store.head(&SPACE, 1).unwrap(), Some(head(1)));
}

#[test]
fn a_damaged_cache_is_nothing_and_a_damaged_setting_is_an_error() {
    let (dir, store) = workspace();
    fill(&store, 1);
    drop(store);
    tamper(dir.path(), |transaction| {
        spoil(transaction, LOCAL, |_| true);
        spoil(transaction, CACHE, |_| true);
    });
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.get(Area::Cache, "read model").unwrap(), None);
    assert!(matches!(store.get(Area::Local, "device key"), Err(StoreError::DamagedSetting)));
    assert!(matches!(store.rekey(), Err(StoreError::DamagedSetting)));
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-1.redb"]);
    store.write(|tx| tx.put(Area::Local, "device key", b"secret")).unwrap();
    store.rekey().unwrap();
    assert_eq!(store.get(Area::Local, "device key").unwrap().unwrap(), b"secret");
}

#[test]
fn one_damaged_page_costs_the_records_on_it_and_no_others() {
    let original = closed();
    let dir = copy_of(original.path());
    let path = only_store_file(dir.path());
    // A byte in the middle of the sealed body of record 20, which was written alone.
    let sealed = {
        let store = Store::open(original.path()).unwrap();
        sealed_row(&store, 20).1
    };
    let bytes = fs::read(&path).unwrap();
    let at = bytes.windows(sealed.len()).position(|window| window == sealed).unwrap();
    flip(&path, (at + sealed.len() / 2) as u64, 1);
    assert!(matches!(Store::open(dir.path()), Err(OpenError::Damaged)));
    let (store, losses) = Store::salvage(dir.path()).unwrap();
    assert_eq!(losses, Losses { heads: 0, bodies: 1, settings: 0, untraced: 0 });
    assert!(matches!(store.body(&SPACE, 20), Err(StoreError::Damaged(_))));
    store.write(|tx| tx.set_body(&SPACE, 20, &body(20))).unwrap();
    assert_eq!(only_truth(&store), 0);
    assert_eq!(names_in(dir.path()), ["damaged.key", "damaged.redb", "key", "lock", "store-2.redb"]);
    store.rekey().unwrap();
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-3.redb"]);
    assert_eq!(only_truth(&store), 0);
}

#[test]
fn a_key_that_is_damaged_foreign_or_newer_is_told_apart() {
    let (dir, store) = workspace();
    fill(&store, 1);
    drop(store);
    let path = dir.path().join("key");
    let key = fs::read(&path).unwrap();
    for offset in 0..key.len() {
        flip(&path, offset as u64, 4);
        match Store::open(dir.path()) {
            Err(OpenError::NewerFormat { found }) => assert_eq!((offset, found), (8, 5)),
            Err(OpenError::DamagedKey) => assert_ne!(offset, 8),
            other => panic!("offset {offset}: {other:?}"),
        }
        fs::write(&path, &key).unwrap();
    }
    for length in [0, 8, 40, key.len() - 1] {
        fs::write(&path, &key[..length]).unwrap();
        assert!(matches!(Store::open(dir.path()), Err(OpenError::DamagedKey)), "{length}");
    }
    fs::write(&path, [key.as_slice(), b"\0"].concat()).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(OpenError::DamagedKey)));
    let (foreign, _store) = workspace();
    fs::copy(foreign.path().join("key"), &path).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(OpenError::WrongKey)));
    assert!(matches!(Store::salvage(dir.path()), Err(OpenError::WrongKey)));
    fs::write(&path, &key).unwrap();
    assert_eq!(Store::open(dir.path()).unwrap().count(&SPACE).unwrap(), 1);
}

#[test]
fn a_store_of_a_newer_format_is_refused_untouched() {
    let (dir, store) = workspace();
    drop(store);
    tamper(dir.path(), |transaction| {
        transaction.open_table(rows::META).unwrap().insert("format", [9].as_slice()).unwrap();
    });
    assert!(matches!(Store::open(dir.path()), Err(OpenError::NewerFormat { found: 9 })));
    assert!(matches!(Store::salvage(dir.path()), Err(OpenError::NewerFormat { found: 9 })));
}
