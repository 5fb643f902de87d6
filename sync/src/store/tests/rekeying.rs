//! Withdrawn text is gone after a rekey, and no crash on the way loses anything that is live.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::rekey::Step;
use super::super::seal::Sealer;
use super::super::watched::Disk;
use super::passphrases::QUICK;
use super::*;

/// Whether a sealed row lies anywhere in the directory.
fn lies_in(dir: &Path, row: &[u8]) -> bool {
    names_in(dir).iter().any(|name| {
        let bytes = fs::read(dir.join(name)).unwrap();
        bytes.windows(row.len()).any(|window| window == row)
    })
}

fn check_live(store: &Store) {
    assert_eq!(all_heads(store, &SPACE), (0..8).map(|arrival| (arrival, head(arrival))).collect::<Vec<_>>());
    let live: Vec<_> = (0..8).filter(|arrival| *arrival != 3).map(|arrival| (arrival, body(arrival))).collect();
    assert_eq!(all_bodies(store, &SPACE), live);
    assert_eq!(store.count(&OTHER).unwrap(), 1);
    assert_eq!(store.get(Area::Local, "device key").unwrap().unwrap(), b"secret");
    assert_eq!(store.get(Area::Cache, "read model").unwrap().unwrap(), b"snapshot");
}

#[test]
fn a_removed_body_cannot_be_read_with_the_old_key_after_a_rekey() {
    let (dir, store) = workspace();
    fill(&store, 8);
    store.write(|tx| tx.set_body(&SPACE, 3, CANARY)).unwrap();
    let old = Sealer::new(&Locked::read(dir.path()).unwrap().unlock(None).unwrap().unwrap().key);
    let (key, row) = sealed_row(&store, 3);
    let opens = runs::Run::open(&mut runs::Unpacker::new(), &old, &key, &row).and_then(|mut run| run.take(3));
    assert_eq!(opens.as_deref(), Some(CANARY));
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    let (_, live) = sealed_row(&store, 4);
    assert!(lies_in(dir.path(), &row), "freed pages still hold it: this test can fail");
    store.rekey().unwrap();
    check_live(&store);
    assert!(!lies_in(dir.path(), &row));
    drop(store);
    assert!(!lies_in(dir.path(), &row));
    assert!(!lies_in(dir.path(), &live), "what is live is sealed under the new key only");
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-2.redb"]);
    check_live(&Store::open(dir.path()).unwrap());
}

#[cfg(unix)]
#[test]
fn the_old_key_file_is_overwritten() {
    let (dir, store) = workspace();
    let hidden = tempfile::tempdir_in(dir.path().parent().unwrap()).unwrap();
    let link = hidden.path().join("link");
    fs::hard_link(dir.path().join("key"), &link).unwrap();
    store.rekey().unwrap();
    assert!(fs::read(link).unwrap().iter().all(|byte| *byte == 0));
}

#[test]
fn a_crash_at_any_step_of_a_rekey_loses_nothing() {
    let (dir, store) = workspace();
    fill(&store, 8);
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    let crashes = Arc::new(Mutex::new(Vec::new()));
    let (seen, path) = (crashes.clone(), dir.path().to_owned());
    *store.shared.watch.lock().unwrap() = Some(Box::new(move |step| seen.lock().unwrap().push((step, copy_of(&path)))));
    store.rekey().unwrap();
    let crashes = std::mem::take(&mut *crashes.lock().unwrap());
    let steps: Vec<_> = crashes.iter().map(|(step, _)| *step).collect();
    assert_eq!(
        steps,
        [Step::KeyStaged, Step::StoreWritten, Step::Committed, Step::OldKeyOverwritten, Step::OldStoreRemoved]
    );
    for (step, crash) in crashes {
        let generation = if step == Step::KeyStaged || step == Step::StoreWritten { 1 } else { 2 };
        let store = Store::open(crash.path()).unwrap_or_else(|error| panic!("{step:?}: {error}"));
        check_live(&store);
        assert_eq!(names_in(crash.path()), ["key".into(), "lock".into(), format!("store-{generation}.redb")]);
        store.rekey().unwrap();
        check_live(&store);
        assert_eq!(store.write(|tx| tx.append(&SPACE, b"next", None)).unwrap(), 8);
    }
}

#[test]
fn a_half_written_new_store_is_ignored() {
    let (dir, store) = workspace();
    fill(&store, 8);
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    drop(store);
    fs::write(dir.path().join("store-2.redb"), [0x5a; 5000]).unwrap();
    fs::write(dir.path().join("key.new"), b"DLBR").unwrap();
    check_live(&Store::open(dir.path()).unwrap());
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-1.redb"]);
}

#[cfg(unix)]
#[test]
fn a_rekey_that_fails_leaves_the_store_working() {
    let (dir, store) = workspace();
    fill(&store, 8);
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    // A directory in the way of the new key.
    fs::create_dir(dir.path().join("key.new")).unwrap();
    assert!(matches!(store.rekey(), Err(StoreError::Disk(_))));
    check_live(&store);
    fs::remove_dir(dir.path().join("key.new")).unwrap();
    store.rekey().unwrap();
    check_live(&store);
}

#[test]
fn readers_and_writers_wait_for_a_rekey_and_lose_nothing() {
    let (dir, store) = workspace();
    fill(&store, 8);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for arrival in 8..40 {
                assert_eq!(store.write(|tx| tx.append(&SPACE, &head(arrival), None)).unwrap(), arrival);
            }
        });
        let reader = scope.spawn(|| {
            let mut most = 0;
            while most < 40 {
                let heads = all_heads(&store, &SPACE);
                assert!(heads.len() >= most, "what was seen once stays");
                most = heads.len();
            }
        });
        for _ in 0..5 {
            store.rekey().unwrap();
        }
        writer.join().unwrap();
        reader.join().unwrap();
    });
    drop(store);
    assert_eq!(all_heads(&Store::open(dir.path()).unwrap(), &SPACE).len(), 40);
}

/// Threads that only wait for each other do not end.
fn all_end(work: Vec<Box<dyn FnOnce() + Send>>) {
    let (done, ended) = std::sync::mpsc::channel();
    let count = work.len();
    for work in work {
        let done = done.clone();
        std::thread::spawn(move || {
            work();
            done.send(()).ok();
        });
    }
    drop(done);
    for _ in 0..count {
        ended.recv_timeout(Duration::from_mins(1)).expect("they wait for each other, or one of them failed");
    }
}

#[test]
fn whoever_asks_how_much_room_it_takes_and_a_rekey_do_not_wait_for_each_other() {
    let (_dir, store) = workspace();
    fill(&store, 40);
    let (rooms, rekeys, tidies) = (store.clone(), store.clone(), store.clone());
    let ended = Arc::new(AtomicBool::new(false));
    let going = |ended: &Arc<AtomicBool>| {
        let ended = Arc::clone(ended);
        move || !ended.load(Ordering::Acquire)
    };
    let (rooms_go, tidies_go) = (going(&ended), going(&ended));
    all_end(vec![
        Box::new(move || {
            while rooms_go() {
                assert!(rooms.room().unwrap().live > 0);
            }
        }),
        Box::new(move || {
            while tidies_go() {
                tidies.compact_where_it_pays().unwrap();
            }
        }),
        Box::new(move || {
            for _ in 0..100 {
                rekeys.rekey().unwrap();
            }
            ended.store(true, Ordering::Release);
        }),
    ]);
}

/// In every build that tests run in.
#[test]
#[should_panic(expected = "a store is used from inside a use of the same store")]
fn a_use_inside_a_use_is_found_without_a_rekey_that_waits() {
    let (_dir, store) = workspace();
    let _never: Result<u64, StoreError> = store.read(|_| store.count(&SPACE));
}

#[test]
fn another_store_may_be_used_inside_a_use() {
    let ((_one, one), (_other, other)) = (workspace(), workspace());
    let counted = one.read(|_| other.read(|snapshot| snapshot.count(&SPACE)));
    assert_eq!(counted.unwrap() + one.count(&SPACE).unwrap(), 0);
}

/// The folder cannot be opened for a moment, just when the new key was put in its place.
#[test]
fn a_store_that_moved_to_an_unknown_end_is_opened_again() {
    for passphrases in [[None, None], [Some("een lange zin om te openen"), Some("en een heel andere zin")]] {
        let dir = tempfile::tempdir().unwrap();
        let disk = Arc::new(Disk::under(dir.path()));
        let store = Store::create(dir.path()).unwrap();
        fill(&store, 8);
        store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
        let chosen = passphrases.map(|text| text.map(|text| (Passphrase::new(text), QUICK)));
        store.set_passphrase(chosen[0].as_ref().map(|(it, work)| (it, *work))).unwrap();
        let failing = Arc::clone(&disk);
        *store.shared.watch.lock().unwrap() = Some(Box::new(move |step| {
            if step == Step::StoreWritten {
                failing.lets_folder_sync(false);
            }
        }));
        let moved = store.set_passphrase(chosen[1].as_ref().map(|(it, work)| (it, *work)));
        assert!(matches!(moved, Err(StoreError::MustReopen)), "{moved:?}");
        *store.shared.watch.lock().unwrap() = None;
        // Nobody knows yet which key will be found after a power cut: nothing is written or read.
        assert!(matches!(store.count(&SPACE), Err(StoreError::Disk(DiskError::Denied))));
        assert!(store.write(|tx| tx.append(&SPACE, b"lost", None)).is_err());
        disk.lets_folder_sync(true);
        check_live(&store);
        assert_eq!(names_in(dir.path()), ["key", "lock", "store-3.redb"]);
        assert_eq!(store.write(|tx| tx.append(&SPACE, b"next", None)).unwrap(), 8);
        store.rekey().unwrap();
        drop(store);
        let last = chosen[1].as_ref().map(|(it, _)| it);
        assert_eq!(Store::open_with(dir.path(), last, &Clock::system()).unwrap().count(&SPACE).unwrap(), 9);
    }
}

/// The key cannot be read back after its rename failed: the old one, it turns out.
#[test]
fn a_store_of_which_the_key_was_away_for_a_moment_goes_on_with_the_old_one() {
    let (dir, store) = workspace();
    fill(&store, 8);
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    let path = dir.path().to_owned();
    let (key, away) = (path.join("key"), path.join("away"));
    let (from, to) = (key.clone(), away.clone());
    *store.shared.watch.lock().unwrap() = Some(Box::new(move |step| {
        if step == Step::StoreWritten {
            fs::remove_file(path.join("key.new")).unwrap();
            fs::rename(&from, &to).unwrap();
        }
    }));
    assert!(matches!(store.rekey(), Err(StoreError::MustReopen)));
    *store.shared.watch.lock().unwrap() = None;
    assert!(matches!(store.count(&SPACE), Err(StoreError::MustReopen)));
    fs::rename(away, key).unwrap();
    check_live(&store);
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-1.redb"]);
    store.rekey().unwrap();
    check_live(&store);
}
