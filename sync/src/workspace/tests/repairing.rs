//! A repair keeps no copy of what was to be deleted, and remembers whose backups there are.

use super::erasure::{CANARY, QUICK, files, words};
use super::*;
use crate::replica::mark_rekey_due;
use crate::store::StoreError;
use crate::workspace::Schedule;

/// An officer with a shared text, the text's item, and a long text of their own by place of arrival.
fn officer() -> (Pair, ItemId, u64) {
    let pair = Pair::new(|_| ());
    let item = pair.asks("Gaat terug", CANARY);
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    let mut bytes = vec![0; 24_000];
    blake3::Hasher::new().update(b"lang").finalize_xof().fill(&mut bytes);
    add(&pair.officer, "Lang", &data_encoding::HEXLOWER.encode(&bytes));
    let last = pair.officer.municipality().count() - 1;
    (pair, item, last)
}

/// Closes the officer's workspace, and lets the page go bad in which the long text lies.
fn damaged(officer: Workspace, last: u64, place: &Path) {
    let row = officer.store().row_of_body(officer.identity.municipality.space().unwrap().as_bytes(), last);
    drop(officer);
    let path = files(place).into_iter().find(|path| path.extension().is_some_and(|end| end == "redb")).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(row.len()).position(|window| window == row).unwrap();
    bytes[at / 4096 * 4096] ^= 0xff;
    std::fs::write(&path, bytes).unwrap();
}

/// Repairs the officer's workspace, which becomes a new device.
fn repaired(dir: &Path, clock: &Clock) -> Workspace {
    assert!(!Workspace::repair(dir, None, clock).unwrap().same_device);
    Workspace::open(dir, clock.clone()).unwrap()
}

fn copies_in(dir: &Path) -> usize {
    files(dir).iter().filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with("damaged.")).count()
}

#[test]
fn where_a_deletion_was_not_finished_no_copy_of_the_damaged_store_stays() {
    for (unfinished, copies) in [(false, 2), (true, 0)] {
        let (pair, _, last) = officer();
        if unfinished {
            // As the damage leaves it: what was removed lies in a free page yet.
            pair.officer.store().write::<_, StoreError>(mark_rekey_due).unwrap();
        }
        let (dir, clock) = (pair.dir.path().join("officer"), pair.hands.clock());
        damaged(pair.officer, last, &dir);
        // Of a repair that was killed.
        let staging = pair.dir.path().join("officer.repairing");
        std::fs::create_dir(&staging).unwrap();
        assert!(!Workspace::repair(&dir, None, &clock).unwrap().same_device);
        assert_eq!(copies_in(&dir), copies);
        assert!(!staging.exists());
    }
}

#[test]
fn what_a_killed_repair_left_beside_the_folder_goes_at_the_next_opening() {
    let pair = Pair::new(|_| ());
    let (dir, staging) = (pair.dir.path().join("officer"), pair.dir.path().join("officer.repairing"));
    drop(pair.officer);
    let left = || {
        std::fs::create_dir(&staging).unwrap();
        for file in files(&dir) {
            std::fs::copy(&file, staging.join(file.file_name().unwrap())).unwrap();
        }
    };
    left();
    drop(Workspace::open(&dir, pair.hands.clock()).unwrap());
    assert!(!staging.exists());
    left();
    assert!(matches!(Workspace::repair(&dir, None, &pair.hands.clock()), Err(WorkspaceError::Sound)));
    assert!(!staging.exists(), "also where there is nothing to repair any more");
}

#[test]
fn backups_of_the_device_that_a_repaired_one_took_the_place_of_go_after_a_withdrawal() {
    let (pair, goes, last) = officer();
    let copies = pair.dir.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    // Another device's: the name tells whose.
    let old = copies.join(format!("deelbaar-gm0327-{}-2026-01-01-000000.deelbaar", pair.officer.device().short()));
    std::fs::write(&old, b"with the text").unwrap();
    let (dir, clock) = (pair.dir.path().join("officer"), pair.hands.clock());
    damaged(pair.officer, last, &dir);
    let officer = repaired(&dir, &clock);
    let schedule = Schedule { folder: copies.clone(), every_days: 7, keep: 3 };
    officer.schedule_backups(Some(schedule), Some((&words(), QUICK))).unwrap();
    officer.make_due_backup().unwrap().unwrap();
    assert!(old.exists(), "nothing was taken back yet");
    withdraw(&pair.alderman, goes);
    exchange(&pair.alderman, &officer);
    pair.hands.set(START + DAY);
    let made = officer.make_due_backup().unwrap().unwrap();
    assert_eq!(files(&copies), [made]);
}
