//! A clock that jumps years ahead, and back.

use super::*;
use crate::store::{Kdf, Passphrase};
use crate::workspace::Schedule;

const YEARS: i64 = 6 * 366 * DAY;
const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };

#[test]
fn what_was_made_by_a_clock_years_ahead_is_kept_and_work_goes_on_when_it_is_right_again() {
    let pair = Pair::new(|_| ());
    pair.hands.set(START + YEARS);
    let item = pair.asks("Uit de toekomst", "Tekst.");
    pair.exchange();
    pair.hands.set(START + DAY);
    add(&pair.officer, "Van nu", "Tekst.");
    consent(&pair.alderman, item);
    pair.exchange();
    same_and_sound(&pair.officer, &pair.alderman, "back in time");
    assert_eq!(titles(&pair.officer), ["Uit de toekomst"]);
    // Also after a restart, with the clock wrong once more.
    let place = pair.dir.path().join("officer");
    let Pair { dir, hands, officer, alderman } = pair;
    drop(officer);
    hands.set(START - YEARS);
    let officer = Workspace::open(&place, hands.clock()).unwrap();
    hands.set(START + 2 * DAY);
    exchange(&officer, &alderman);
    same_and_sound(&officer, &alderman, "after a restart");
    drop(dir);
}

#[test]
fn a_term_is_over_while_the_clock_says_so_and_no_longer_than_that() {
    let pair = Pair::new(|_| ());
    let (officer, alderman) = (&pair.officer, &pair.alderman);
    let person = alderman.person();
    let until = Term { from: person.term.from, until: Some(Timestamp(START + 30 * DAY).date()) };
    let short = Person { term: until, ..person };
    let key = random_key().unwrap();
    let reader = Person { id: PersonId::from_bytes([9; 16]), name: "Kim".into(), role: Role::PolicyOfficer, ..short };
    officer.enrol(key.device(), &reader, None).unwrap();
    let member = |time: i64| {
        let day = Timestamp(time).date();
        officer.municipality().look(|state| state.charter().member_on(&key.device(), day).is_some())
    };
    assert!(member(START + DAY) && !member(START + YEARS) && member(START + 2 * DAY));
}

#[test]
fn a_backup_on_schedule_is_not_put_off_for_years() {
    let pair = Pair::new(|_| ());
    let folder = pair.dir.path().join("copies");
    std::fs::create_dir(&folder).unwrap();
    let schedule = Schedule { folder, every_days: 7, keep: 3 };
    let words = Passphrase::new("reservekopie van leusden");
    pair.officer.schedule_backups(Some(schedule), Some((&words, QUICK))).unwrap();
    pair.hands.set(START + YEARS);
    assert!(pair.officer.make_due_backup().unwrap().is_some());
    assert!(!pair.officer.backup_status().unwrap().due);
    pair.hands.set(START);
    assert!(pair.officer.backup_status().unwrap().due, "the one from the future does not count");
    assert!(pair.officer.make_due_backup().unwrap().is_some());
    assert!(!pair.officer.backup_status().unwrap().due);
}
