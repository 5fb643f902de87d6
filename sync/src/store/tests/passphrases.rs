//! Locking a workspace with a passphrase.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use deelbaar_schema::time::Timestamp;

use super::super::rekey::Step;
use super::*;

/// The least work that Argon2id can do.
pub(super) const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };

fn passphrase() -> Passphrase {
    Passphrase::new("vier woorden van papier")
}

/// A clock that stands still until it is moved.
fn standing() -> (Arc<AtomicI64>, Clock) {
    let now = Arc::new(AtomicI64::new(1_800_000_000_000));
    let read = Arc::clone(&now);
    (now, Clock::from_fn(move || Timestamp(read.load(Ordering::Relaxed))))
}

fn locked() -> (TempDir, Store) {
    let (dir, store) = workspace();
    fill(&store, 4);
    store.set_passphrase(Some((&passphrase(), QUICK))).unwrap();
    (dir, store)
}

/// Everything in the folder but the count of attempts, as names and hashes.
fn contents(dir: &Path) -> Vec<(String, blake3::Hash)> {
    let names = names_in(dir).into_iter().filter(|name| name != "attempts");
    names.map(|name| (name.clone(), blake3::hash(&fs::read(dir.join(name)).unwrap()))).collect()
}

fn open(dir: &Path, with: &Passphrase) -> Result<Store, OpenError> {
    Store::open_with(dir, Some(with), &Clock::system())
}

#[test]
fn a_locked_workspace_opens_with_its_passphrase_only() {
    let (dir, store) = locked();
    assert!(store.has_passphrase().unwrap());
    drop(store);
    assert!(Store::is_locked(dir.path()).unwrap());
    assert!(matches!(Store::open(dir.path()), Err(OpenError::PassphraseNeeded)));
    assert!(matches!(open(dir.path(), &Passphrase::new("iets anders")), Err(OpenError::WrongPassphrase { .. })));
    let store = open(dir.path(), &passphrase()).unwrap();
    assert_eq!(all_heads(&store, &SPACE).len(), 4);
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-2.redb"]);
}

#[test]
fn the_key_does_not_lie_readable_in_the_key_file() {
    let (dir, store) = workspace();
    let key = fs::read(dir.path().join("key")).unwrap();
    store.set_passphrase(Some((&passphrase(), QUICK))).unwrap();
    let wrapped = fs::read(dir.path().join("key")).unwrap();
    assert_eq!((key.len(), wrapped.len()), (65, 133));
    let old = &key[17..49];
    assert!(!wrapped.windows(8).any(|part| old.windows(8).any(|secret| secret == part)));
    // What somebody copied before does not open what was written since.
    drop(store);
    fs::write(dir.path().join("key"), &key).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(OpenError::StoreMissing)));
    fs::rename(dir.path().join("store-2.redb"), dir.path().join("store-1.redb")).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(OpenError::WrongKey)));
}

#[test]
fn a_rekey_keeps_the_passphrase_without_asking() {
    let (dir, store) = locked();
    store.write(|tx| tx.remove_body(&SPACE, 3)).unwrap();
    store.rekey().unwrap();
    store.rekey().unwrap();
    drop(store);
    assert!(matches!(Store::open(dir.path()), Err(OpenError::PassphraseNeeded)));
    assert_eq!(open(dir.path(), &passphrase()).unwrap().count(&SPACE).unwrap(), 4);
}

#[test]
fn a_passphrase_is_changed_and_removed() {
    let (dir, store) = locked();
    let other = Passphrase::new("een heel ander wachtwoord");
    assert!(matches!(store.check_passphrase(&other, &Clock::system()), Err(OpenError::WrongPassphrase { .. })));
    store.check_passphrase(&passphrase(), &Clock::system()).unwrap();
    store.set_passphrase(Some((&other, QUICK))).unwrap();
    drop(store);
    assert!(matches!(open(dir.path(), &passphrase()), Err(OpenError::WrongPassphrase { .. })));
    let store = open(dir.path(), &other).unwrap();
    store.set_passphrase(None).unwrap();
    assert!(!store.has_passphrase().unwrap());
    drop(store);
    assert!(!Store::is_locked(dir.path()).unwrap());
    assert_eq!(Store::open(dir.path()).unwrap().count(&SPACE).unwrap(), 4);
    // One that is not needed is not looked at.
    assert_eq!(open(dir.path(), &passphrase()).unwrap().count(&SPACE).unwrap(), 4);
}

#[test]
fn a_thousand_wrong_passphrases_change_nothing_and_wait_ever_longer() {
    let (dir, store) = locked();
    drop(store);
    let before = contents(dir.path());
    let (now, clock) = standing();
    let mut waits = Vec::new();
    for try_ in 0..1000 {
        let wrong = Passphrase::new(format!("wrong passphrase {try_}"));
        let wait = match Store::open_with(dir.path(), Some(&wrong), &clock) {
            Err(OpenError::WrongPassphrase { wait }) => wait,
            other => panic!("{try_}: {other:?}"),
        };
        if !wait.is_zero() {
            // Neither a wrong nor the right one is tried too soon, also not after a restart.
            for early in [&wrong, &passphrase()] {
                match Store::open_with(dir.path(), Some(early), &clock) {
                    Err(OpenError::TooSoon { wait: left }) => assert_eq!(left, wait),
                    other => panic!("{try_}: {other:?}"),
                }
            }
        }
        now.fetch_add(i64::try_from(wait.as_millis()).unwrap(), Ordering::Relaxed);
        waits.push(wait.as_secs());
    }
    assert_eq!(waits[..8], [0, 0, 1, 2, 4, 8, 16, 32]);
    assert!(waits.is_sorted() && waits[999] == 900);
    assert_eq!(contents(dir.path()), before);
    let store = Store::open_with(dir.path(), Some(&passphrase()), &clock).unwrap();
    assert_eq!(all_bodies(&store, &SPACE).len(), 4);
    assert_eq!(names_in(dir.path()), ["key", "lock", "store-2.redb"], "the count is gone");
}

#[test]
fn a_clock_that_was_set_back_or_a_damaged_count_locks_nobody_out() {
    let (dir, store) = locked();
    drop(store);
    let (now, clock) = standing();
    let wrong = Passphrase::new("wrong");
    for _ in 0..5 {
        now.fetch_add(3_600_000, Ordering::Relaxed);
        assert!(Store::open_with(dir.path(), Some(&wrong), &clock).is_err());
    }
    now.fetch_sub(400 * 86_400_000, Ordering::Relaxed);
    let Err(OpenError::TooSoon { wait }) = Store::open_with(dir.path(), Some(&passphrase()), &clock) else {
        panic!("a clock that was set back does not end the wait")
    };
    assert!(wait.as_secs() <= 900);
    now.fetch_add(i64::try_from(wait.as_millis()).unwrap(), Ordering::Relaxed);
    assert!(Store::open_with(dir.path(), Some(&passphrase()), &clock).is_ok());
    for bytes in [&b""[..], &[0xff; 16], &[0; 400]] {
        fs::write(dir.path().join("attempts"), bytes).unwrap();
        assert!(Store::open_with(dir.path(), Some(&passphrase()), &clock).is_ok(), "{bytes:?}");
    }
}

#[test]
fn a_damaged_truncated_or_foreign_key_file_is_told_and_changes_nothing() {
    let (dir, store) = locked();
    drop(store);
    let path = dir.path().join("key");
    let key = fs::read(&path).unwrap();
    let try_with = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let before = contents(dir.path());
        // The count of wrong ones is not what this test is about.
        fs::remove_file(dir.path().join("attempts")).ok();
        let error = open(dir.path(), &passphrase()).unwrap_err();
        // Of a key that fits another store it shows only when the store is opened: redb then notes that in its header.
        if !matches!(error, OpenError::WrongKey) {
            assert_eq!(contents(dir.path()), before);
        }
        error
    };
    for at in 0..key.len() {
        for bit in 0..8 {
            let mut flipped = key.clone();
            flipped[at] ^= 1 << bit;
            let error = try_with(&flipped);
            let newer = matches!(error, OpenError::NewerFormat { .. }) && at == 8;
            assert!(newer || matches!(error, OpenError::DamagedKey), "byte {at} bit {bit}: {error}");
        }
    }
    for length in 0..key.len() {
        assert!(matches!(try_with(&key[..length]), OpenError::DamagedKey), "{length}");
    }
    assert!(matches!(try_with(&[&key[..], b"\0"].concat()), OpenError::DamagedKey));
    let (foreign, other) = locked();
    drop(other);
    assert!(matches!(try_with(&fs::read(foreign.path().join("key")).unwrap()), OpenError::WrongKey));
    let (foreign, other) = workspace();
    other.set_passphrase(Some((&Passphrase::new("of somebody else"), QUICK))).unwrap();
    drop(other);
    let foreign = fs::read(foreign.path().join("key")).unwrap();
    assert!(matches!(try_with(&foreign), OpenError::WrongPassphrase { .. }));
    fs::write(&path, &key).unwrap();
    fs::remove_file(dir.path().join("attempts")).ok();
    assert_eq!(open(dir.path(), &passphrase()).unwrap().count(&SPACE).unwrap(), 4);
}

#[test]
fn parameters_that_nobody_can_bear_are_refused_before_they_are_used() {
    for kdf in [
        Kdf { memory: u32::MAX, passes: 1, lanes: 1 },
        Kdf { memory: 8, passes: u32::MAX, lanes: 1 },
        Kdf { memory: 8, passes: 1, lanes: 1_000 },
        Kdf { memory: 0, passes: 0, lanes: 0 },
    ] {
        assert_eq!(Kdf::from_bytes(kdf.to_bytes()), None, "{kdf:?}");
        let (_dir, store) = workspace();
        assert!(store.set_passphrase(Some((&passphrase(), kdf))).is_err());
        assert!(!store.has_passphrase().unwrap());
    }
    assert_eq!(Kdf::from_bytes(Kdf::default().to_bytes()), Some(Kdf::default()));
}

#[test]
fn a_crash_at_any_step_of_setting_a_passphrase_leaves_one_that_opens() {
    let (dir, store) = workspace();
    fill(&store, 4);
    let crashes = Arc::new(Mutex::new(Vec::new()));
    let (seen, path) = (crashes.clone(), dir.path().to_owned());
    *store.shared.watch.lock().unwrap() = Some(Box::new(move |step| seen.lock().unwrap().push((step, copy_of(&path)))));
    store.set_passphrase(Some((&passphrase(), QUICK))).unwrap();
    let crashes = std::mem::take(&mut *crashes.lock().unwrap());
    assert!(crashes.len() >= 4, "{} images", crashes.len());
    for (step, crash) in crashes {
        let before = [Step::KeyStaged, Step::StoreWritten].contains(&step);
        assert_eq!(Store::is_locked(crash.path()).unwrap(), !before, "{step:?}");
        let store = if before { Store::open(crash.path()) } else { open(crash.path(), &passphrase()) }.unwrap();
        assert_eq!(all_bodies(&store, &SPACE).len(), 4, "{step:?}");
    }
}

#[test]
fn a_damaged_store_with_a_passphrase_can_be_salvaged() {
    let (dir, store) = locked();
    drop(store);
    let clock = Clock::system();
    assert!(matches!(Store::salvage(dir.path()), Err(OpenError::PassphraseNeeded)));
    let (store, _) = Store::salvage_with(dir.path(), Some(&passphrase()), &clock).unwrap();
    assert_eq!(store.count(&SPACE).unwrap(), 4);
}
