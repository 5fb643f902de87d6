//! What a user of the store sees, and what somebody with only its files sees.

mod compaction;
mod crash;
mod damage;
mod full;
mod growth;
mod passphrases;
mod rekeying;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

const SPACE: [u8; 32] = [7; 32];
const OTHER: [u8; 32] = [8; 32];
const CANARY: &[u8] = b"canary: a text that must never lie readable on the disk";

fn workspace() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path()).unwrap();
    (dir, store)
}

fn head(arrival: u64) -> Vec<u8> {
    format!("head {arrival} {}", "h".repeat(usize::try_from(arrival).unwrap() % 60)).into_bytes()
}

/// Of some length, and nothing to compress.
fn body(arrival: u64) -> Vec<u8> {
    let mut body = vec![0; 6 + usize::try_from(arrival).unwrap() * 37 % 900];
    blake3::Hasher::new().update(&arrival.to_be_bytes()).finalize_xof().fill(&mut body);
    body
}

/// Records with and without bodies in two spaces, a setting and a cache. The later half is written one by one.
fn fill(store: &Store, records: u64) {
    let append = |tx: &mut Transaction<'_>, arrival| {
        assert_eq!(tx.append(&SPACE, &head(arrival), Some(&body(arrival)))?, arrival);
        Ok::<_, StoreError>(())
    };
    store
        .write::<_, StoreError>(|tx| {
            (0..records / 2).try_for_each(|arrival| append(tx, arrival))?;
            tx.append(&OTHER, &head(0), None)?;
            tx.put(Area::Local, "device key", b"secret")?;
            tx.put(Area::Cache, "read model", b"snapshot")
        })
        .unwrap();
    for arrival in records / 2..records {
        store.write(|tx| append(tx, arrival)).unwrap();
    }
}

/// The row that a body lies in, as it is in the file, and its key.
fn sealed_row(store: &Store, arrival: u64) -> (rows::RecordKey, Vec<u8>) {
    store
        .with_open::<_, StoreError>(|open| {
            let prefix = open.sealer.prefix(&SPACE);
            let bodies = open.db.begin_read().unwrap().open_table(rows::BODIES).unwrap();
            let (first, last) = (rows::record_key(&prefix, 0), rows::record_key(&prefix, arrival));
            let row = bodies.range::<&rows::RecordKey>(&first..=&last).unwrap().next_back().unwrap().unwrap();
            Ok((*row.0.value(), row.1.value().to_vec()))
        })
        .unwrap()
}

impl Store {
    /// The row in which a body lies, as it is in the file.
    pub(crate) fn row_of_body(&self, space: &[u8; 32], arrival: u64) -> Vec<u8> {
        let row = self.with_open::<_, StoreError>(|open| {
            let prefix = open.sealer.prefix(space);
            let bodies = open.db.begin_read().unwrap().open_table(rows::BODIES).unwrap();
            let (first, last) = (rows::record_key(&prefix, 0), rows::record_key(&prefix, arrival));
            let row = bodies.range::<&rows::RecordKey>(&first..=&last).unwrap().next_back().unwrap().unwrap();
            Ok(row.1.value().to_vec())
        });
        row.unwrap()
    }

    /// Makes the row unreadable in which a body lies.
    pub(crate) fn spoil_body(&self, space: &[u8; 32], arrival: u64) {
        let spoiled = self.with_open::<_, StoreError>(|open| {
            let prefix = open.sealer.prefix(space);
            let transaction = open.db.begin_write().unwrap();
            {
                use redb::ReadableTable;
                let mut bodies = transaction.open_table(rows::BODIES).unwrap();
                let (first, last) = (rows::record_key(&prefix, 0), rows::record_key(&prefix, arrival));
                let key =
                    *bodies.range::<&rows::RecordKey>(&first..=&last).unwrap().next_back().unwrap().unwrap().0.value();
                let mut row = bodies.get(&key).unwrap().unwrap().value().to_vec();
                // The last byte of what is sealed: only the check of the whole fails.
                *row.last_mut().unwrap() ^= 1;
                bodies.insert(&key, row.as_slice()).unwrap();
            }
            transaction.commit().unwrap();
            Ok(())
        });
        spoiled.unwrap();
    }
}

fn all_heads(store: &Store, space: &[u8; 32]) -> Vec<(u64, Vec<u8>)> {
    let mut heads = Vec::new();
    store
        .heads::<StoreError>(space, .., |arrival, head| {
            heads.push((arrival, head?));
            Ok(())
        })
        .unwrap();
    heads
}

fn all_bodies(store: &Store, space: &[u8; 32]) -> Vec<(u64, Vec<u8>)> {
    let mut bodies = Vec::new();
    store
        .bodies::<StoreError>(space, .., |arrival, body| {
            bodies.push((arrival, body?));
            Ok(())
        })
        .unwrap();
    bodies
}

/// What the disk holds now, as a power cut would leave it.
fn copy_of(dir: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    copy
}

fn names_in(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn only_store_file(dir: &Path) -> std::path::PathBuf {
    let generations = disk::generations(dir).unwrap();
    assert_eq!(generations.len(), 1);
    disk::store_path(dir, generations[0])
}

#[test]
fn what_was_written_is_read_back_also_after_reopening() {
    let (dir, store) = workspace();
    fill(&store, 20);
    let check = |store: &Store| {
        let expected: Vec<_> = (0..20).map(|arrival| (arrival, head(arrival))).collect();
        assert_eq!(all_heads(store, &SPACE), expected);
        let expected: Vec<_> = (0..20).map(|arrival| (arrival, body(arrival))).collect();
        assert_eq!(all_bodies(store, &SPACE), expected);
        assert_eq!(store.head(&SPACE, 3).unwrap(), Some(head(3)));
        assert_eq!(store.head(&SPACE, 20).unwrap(), None);
        assert_eq!(store.body(&OTHER, 0).unwrap(), None);
        assert_eq!(store.get(Area::Local, "device key").unwrap().unwrap(), b"secret");
        assert_eq!(store.get(Area::Cache, "device key").unwrap(), None);
        assert_eq!(store.get(Area::Cache, "read model").unwrap().unwrap(), b"snapshot");
    };
    check(&store);
    drop(store);
    check(&Store::open(dir.path()).unwrap());
}

#[test]
fn empty_values_are_values() {
    let (_dir, store) = workspace();
    store
        .write::<_, StoreError>(|tx| {
            tx.append(&SPACE, b"", Some(b""))?;
            tx.put(Area::Local, "", b"")
        })
        .unwrap();
    assert_eq!(store.head(&SPACE, 0).unwrap(), Some(Vec::new()));
    assert_eq!(store.body(&SPACE, 0).unwrap(), Some(Vec::new()));
    assert_eq!(store.get(Area::Local, "").unwrap(), Some(Vec::new()));
}

#[test]
fn visitors_keep_to_their_range_and_space() {
    let (_dir, store) = workspace();
    fill(&store, 10);
    let mut seen = Vec::new();
    store
        .bodies::<StoreError>(&SPACE, 4..=6, |arrival, _| {
            seen.push(arrival);
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, [4, 5, 6]);
    store.heads::<StoreError>(&SPACE, 10.., |_, _| panic!("nothing there")).unwrap();
    store.heads::<StoreError>(&SPACE, 3..3, |_, _| panic!("nothing there")).unwrap();
    assert_eq!(all_heads(&store, &OTHER).len(), 1);
    assert_eq!(all_heads(&store, &[9; 32]), []);
}

#[test]
fn arrival_numbers_go_on_after_reopening() {
    let (dir, store) = workspace();
    fill(&store, 3);
    store.write(|tx| tx.remove_body(&SPACE, 2)).unwrap();
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.count(&SPACE).unwrap(), 3);
    assert_eq!(store.write(|tx| tx.append(&SPACE, b"next", None)).unwrap(), 3);
    assert_eq!(store.write(|tx| tx.append(&[9; 32], b"first", None)).unwrap(), 0);
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    #[derive(Debug)]
    enum Failure {
        OnPurpose,
        Store,
    }
    impl From<StoreError> for Failure {
        fn from(_: StoreError) -> Self {
            Self::Store
        }
    }
    let (dir, store) = workspace();
    fill(&store, 3);
    let result: Result<(), Failure> = store.write(|tx| {
        tx.append(&SPACE, b"unwanted", Some(b"unwanted"))?;
        tx.set_body(&SPACE, 0, b"unwanted")?;
        tx.remove_body(&SPACE, 1)?;
        tx.put(Area::Local, "device key", b"unwanted")?;
        tx.delete(Area::Cache, "read model")?;
        assert_eq!(tx.count(&SPACE)?, 4, "a transaction sees its own changes");
        Err(Failure::OnPurpose)
    });
    assert!(matches!(result, Err(Failure::OnPurpose)));
    let check = |store: &Store| {
        assert_eq!(store.count(&SPACE).unwrap(), 3);
        assert_eq!(all_bodies(store, &SPACE), (0..3).map(|arrival| (arrival, body(arrival))).collect::<Vec<_>>());
        assert_eq!(store.get(Area::Local, "device key").unwrap().unwrap(), b"secret");
        assert!(store.get(Area::Cache, "read model").unwrap().is_some());
    };
    check(&store);
    drop(store);
    check(&Store::open(dir.path()).unwrap());
}

#[test]
fn a_panic_in_a_transaction_leaves_nothing_and_the_store_works_on() {
    let (_dir, store) = workspace();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write::<(), StoreError>(|tx| {
            tx.append(&SPACE, b"unwanted", None)?;
            panic!("on purpose");
        })
    }));
    assert!(result.is_err());
    assert_eq!(store.write(|tx| tx.append(&SPACE, b"wanted", None)).unwrap(), 0);
}

#[test]
fn a_kill_leaves_whole_transactions_only() {
    let (dir, store) = workspace();
    fill(&store, 3);
    let after_commit = copy_of(dir.path());
    let before_commit = store
        .write::<_, StoreError>(|tx| {
            tx.append(&SPACE, b"unfinished", Some(&vec![1; 200_000]))?;
            Ok(copy_of(dir.path()))
        })
        .unwrap();
    for copy in [after_commit, before_commit] {
        let store = Store::open(copy.path()).unwrap();
        assert_eq!(all_heads(&store, &SPACE), (0..3).map(|arrival| (arrival, head(arrival))).collect::<Vec<_>>());
    }
}

#[test]
fn a_body_can_be_removed_and_set_but_only_of_a_record_that_is_there() {
    let (_dir, store) = workspace();
    fill(&store, 2);
    store.write(|tx| tx.remove_body(&SPACE, 0)).unwrap();
    store.write(|tx| tx.remove_body(&SPACE, 0)).unwrap();
    assert_eq!(store.body(&SPACE, 0).unwrap(), None);
    assert_eq!(store.head(&SPACE, 0).unwrap(), Some(head(0)));
    store.write(|tx| tx.set_body(&SPACE, 0, b"again")).unwrap();
    assert_eq!(store.body(&SPACE, 0).unwrap().unwrap(), b"again");
    let missing = store.write(|tx| tx.set_body(&SPACE, 2, b"nobody's"));
    assert!(matches!(missing, Err(StoreError::NoSuchRecord { arrival: 2 })));
    let intact = store.write(|tx| tx.restore_head(&SPACE, 1, b"rewritten history"));
    assert!(matches!(intact, Err(StoreError::NotDamaged { arrival: 1 })));
}

#[test]
fn bodies_that_are_written_together_lie_together_and_are_removed_and_set_one_by_one() {
    let (dir, store) = workspace();
    let long = |arrival: u64| vec![u8::try_from(arrival).unwrap(); 3_000];
    store
        .write::<_, StoreError>(|tx| {
            for arrival in 0..30 {
                // Every third comes without its body.
                let body = (arrival % 3 != 2).then(|| long(arrival));
                tx.append(&SPACE, &head(arrival), body.as_deref())?;
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(sealed_row(&store, 0).0, sealed_row(&store, 10).0, "one row");
    assert_ne!(sealed_row(&store, 0).0, sealed_row(&store, 29).0, "not all in one row");
    store
        .write::<_, StoreError>(|tx| {
            tx.remove_body(&SPACE, 0)?;
            tx.remove_body(&SPACE, 4)?;
            // Inside a run, in a gap, at the end of everything, and of a record of this very transaction.
            tx.set_body(&SPACE, 1, b"new")?;
            tx.set_body(&SPACE, 5, b"late")?;
            tx.set_body(&SPACE, 29, b"last")?;
            assert_eq!(tx.append(&SPACE, &head(30), Some(b"there"))?, 30);
            tx.set_body(&SPACE, 30, b"here")
        })
        .unwrap();
    let expected: Vec<_> = (0..=30)
        .filter_map(|arrival| match arrival {
            0 | 4 => None,
            1 => Some((1, b"new".to_vec())),
            5 => Some((5, b"late".to_vec())),
            29 => Some((29, b"last".to_vec())),
            30 => Some((30, b"here".to_vec())),
            _ => (arrival % 3 != 2).then(|| (arrival, long(arrival))),
        })
        .collect();
    let check = |store: &Store| {
        assert_eq!(all_bodies(store, &SPACE), expected);
        for arrival in 0..=30 {
            let body = expected.iter().find(|(at, _)| *at == arrival).map(|(_, body)| body.clone());
            assert_eq!(store.body(&SPACE, arrival).unwrap(), body, "{arrival}");
        }
    };
    check(&store);
    store.rekey().unwrap();
    check(&store);
    drop(store);
    check(&Store::open(dir.path()).unwrap());
}

#[test]
fn many_large_bodies_that_come_late_make_no_row_that_cannot_be_read() {
    let (_dir, store) = workspace();
    let large = |arrival: u64| {
        let mut body = vec![0; 512 * 1024];
        blake3::Hasher::new().update(&arrival.to_be_bytes()).finalize_xof().fill(&mut body);
        body
    };
    store
        .write::<_, StoreError>(|tx| {
            for arrival in 0..14 {
                let body = (arrival == 0 || arrival == 13).then(|| body(arrival));
                tx.append(&SPACE, &head(arrival), body.as_deref())?;
            }
            Ok(())
        })
        .unwrap();
    for arrival in (1..13).rev() {
        store.write(|tx| tx.set_body(&SPACE, arrival, &large(arrival))).unwrap();
    }
    for arrival in 0..14 {
        let expected = if (1..13).contains(&arrival) { large(arrival) } else { body(arrival) };
        assert!(store.body(&SPACE, arrival).unwrap() == Some(expected), "{arrival}");
    }
    assert_eq!(all_bodies(&store, &SPACE).len(), 14);
}

#[test]
fn clearing_caches_keeps_settings() {
    let (_dir, store) = workspace();
    fill(&store, 1);
    store.clear_caches().unwrap();
    assert_eq!(store.get(Area::Cache, "read model").unwrap(), None);
    assert!(store.get(Area::Local, "device key").unwrap().is_some());
    store.write(|tx| tx.delete(Area::Local, "device key")).unwrap();
    assert_eq!(store.get(Area::Local, "device key").unwrap(), None);
}

#[test]
fn a_snapshot_does_not_see_later_writes() {
    let (_dir, store) = workspace();
    fill(&store, 2);
    let (look, go) = (std::sync::Barrier::new(2), std::sync::Barrier::new(2));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            look.wait();
            store.write(|tx| tx.append(&SPACE, b"later", None)).unwrap();
            go.wait();
        });
        store
            .read::<_, StoreError>(|snapshot| {
                look.wait();
                go.wait();
                assert_eq!(snapshot.count(&SPACE)?, 2);
                Ok(())
            })
            .unwrap();
    });
    assert_eq!(store.count(&SPACE).unwrap(), 3);
}

#[test]
fn a_second_opening_is_refused_until_the_last_clone_is_gone() {
    let (dir, store) = workspace();
    let clone = store.clone();
    drop(store);
    assert!(matches!(Store::open(dir.path()), Err(OpenError::InUse)));
    assert!(matches!(Store::salvage(dir.path()), Err(OpenError::InUse)));
    assert!(matches!(Store::create(dir.path()), Err(OpenError::AlreadyExists)));
    drop(clone);
    Store::open(dir.path()).unwrap();
}

#[test]
fn creation_that_was_cut_short_is_started_over() {
    let (dir, store) = workspace();
    drop(store);
    fs::rename(dir.path().join("key"), dir.path().join("key.new")).unwrap();
    assert!(!Store::exists(dir.path()).unwrap());
    assert!(matches!(Store::open(dir.path()), Err(OpenError::NotFound)));
    Store::create(dir.path()).unwrap();
    assert!(Store::exists(dir.path()).unwrap());
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-1.redb"]);
}

#[test]
fn a_lost_key_or_store_is_said_plainly_and_nothing_is_overwritten() {
    let (dir, store) = workspace();
    fill(&store, 1);
    drop(store);
    let key = fs::read(dir.path().join("key")).unwrap();
    fs::remove_file(dir.path().join("key")).unwrap();
    assert!(Store::exists(dir.path()).unwrap());
    assert!(matches!(Store::open(dir.path()), Err(OpenError::KeyMissing)));
    assert!(matches!(Store::create(dir.path()), Err(OpenError::AlreadyExists)));
    fs::write(dir.path().join("key"), key).unwrap();
    assert_eq!(Store::open(dir.path()).unwrap().count(&SPACE).unwrap(), 1);
    fs::remove_file(dir.path().join("store-1.redb")).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(OpenError::StoreMissing)));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(empty.path()), Err(OpenError::NotFound)));
    assert!(matches!(Store::open(&empty.path().join("nowhere")), Err(OpenError::NotFound)));
    assert_eq!(names_in(empty.path()), [""; 0]);
}

#[test]
fn names_spaces_and_content_never_lie_readable_on_the_disk() {
    let (dir, store) = workspace();
    let space: [u8; 32] = *CANARY.first_chunk().unwrap();
    let name = std::str::from_utf8(CANARY).unwrap();
    store
        .write::<_, StoreError>(|tx| {
            tx.append(&space, CANARY, Some(CANARY))?;
            tx.put(Area::Local, name, CANARY)?;
            tx.put(Area::Cache, name, CANARY)
        })
        .unwrap();
    let open = copy_of(dir.path());
    drop(store);
    for dir in [open.path(), dir.path()] {
        for name in names_in(dir) {
            let bytes = fs::read(dir.join(&name)).unwrap();
            assert!(!bytes.windows(16).any(|window| CANARY.windows(16).any(|part| part == window)), "{name}");
        }
    }
}

#[test]
fn debug_output_and_messages_hold_no_path_key_or_name() {
    let (dir, store) = workspace();
    assert_eq!(format!("{store:?}"), "Store { .. }");
    drop(store);
    fs::write(dir.path().join("key"), b"short").unwrap();
    let error = Store::open(dir.path()).unwrap_err();
    assert!(!format!("{error:?} {error}").contains(dir.path().to_str().unwrap()));
}

#[test]
fn disk_errors_keep_their_meaning() {
    use std::io::{Error, ErrorKind};
    let seen = |kind| failed_with(Error::from(kind));
    assert!(matches!(seen(ErrorKind::StorageFull), StoreError::Disk(DiskError::Full)));
    assert!(matches!(seen(ErrorKind::ReadOnlyFilesystem), StoreError::Disk(DiskError::ReadOnly)));
    assert!(matches!(seen(ErrorKind::PermissionDenied), StoreError::Disk(DiskError::Denied)));
    assert!(matches!(seen(ErrorKind::Interrupted), StoreError::Disk(DiskError::Io(_))));
    assert!(matches!(seen(ErrorKind::UnexpectedEof), StoreError::DamagedStore));
}

fn failed_with(error: std::io::Error) -> StoreError {
    rows::failed(redb::Error::Io(error))
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files_and_a_loose_key_is_tightened() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("new").join("workspace");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let store = Store::create(&dir).unwrap();
    store.rekey().unwrap();
    assert_eq!(mode(&dir), 0o700);
    for name in names_in(&dir) {
        assert_eq!(mode(&dir.join(&name)), 0o600, "{name}");
    }
    drop(store);
    fs::set_permissions(dir.join("key"), fs::Permissions::from_mode(0o644)).unwrap();
    Store::open(&dir).unwrap();
    assert_eq!(mode(&dir.join("key")), 0o600);
}
