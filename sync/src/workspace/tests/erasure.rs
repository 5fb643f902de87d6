//! After a purge no key and no page of another municipality's device can produce what was withdrawn.

use std::collections::HashSet;
use std::path::PathBuf;

use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};

use super::*;
use crate::replica::Fork;
use crate::store::watched::{Act, Disk};
use crate::store::{Kdf, OpenError, Passphrase, Store};
use crate::workspace::Schedule;

/// What is withdrawn.
pub(super) const CANARY: &str = "Het kenteken van de kanarie";
pub(super) const QUICK: Kdf = Kdf { memory: 8, passes: 1, lanes: 1 };

pub(super) fn words() -> Passphrase {
    Passphrase::new("reservekopie van soest")
}

/// Whether the text is in anything that the workspace's own key opens: records, settings, caches.
pub(super) fn readable(workspace: &Workspace) -> bool {
    let mut all: Vec<Vec<u8>> =
        workspace.region().records().unwrap().iter().filter_map(|r| r.body().map(<[u8]>::to_vec)).collect();
    all.extend(workspace.municipality().records().unwrap().iter().filter_map(|r| r.body().map(<[u8]>::to_vec)));
    all.extend(workspace.store().all_named());
    all.iter().any(|bytes| holds(bytes, CANARY.as_bytes()))
}

pub(super) fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

pub(super) fn files(dir: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

/// Pieces of sealed bytes: 16 bytes without repetition. Both files hold zeros and numbers of pages.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = [u8; 16]> + '_ {
    bytes.windows(16).filter_map(|window| {
        let mut sorted: [u8; 16] = window.try_into().unwrap();
        let piece = sorted;
        sorted.sort_unstable();
        let different = 1 + sorted.windows(2).filter(|pair| pair[0] != pair[1]).count();
        (different >= 14).then_some(piece)
    })
}

/// Nothing that lay in the old file lies in any file now, and the old key opens none of them.
pub(super) fn nothing_left(old: &Path, now: &Path) {
    let store =
        |dir: &Path| files(dir).into_iter().find(|path| path.extension().is_some_and(|end| end == "redb")).unwrap();
    let old_store = store(old);
    // What every store file has: names of tables and of the types in them.
    let empty = TempDir::new().unwrap();
    drop(Store::create(empty.path()).unwrap());
    let common: HashSet<[u8; 16]> = pieces(&std::fs::read(store(empty.path())).unwrap()).collect();
    let sealed: HashSet<[u8; 16]> =
        pieces(&std::fs::read(&old_store).unwrap()).filter(|piece| !common.contains(piece)).collect();
    assert!(sealed.len() > 2_000, "the old file has something to look for: {}", sealed.len());
    for file in files(now) {
        let bytes = std::fs::read(&file).unwrap();
        let kept = pieces(&bytes).filter(|piece| sealed.contains(piece)).count();
        assert_eq!(kept, 0, "pieces of the old file lie in {}", file.display());
    }
    let old_key = std::fs::read(old.join("key")).unwrap();
    assert!(
        files(now).iter().all(|file| {
            let bytes = std::fs::read(file).unwrap();
            !bytes.windows(32).any(|window| window == &old_key[17..49])
        }),
        "the old key lies somewhere"
    );
    // Whoever kept the old key, and finds the new file.
    let mixed = TempDir::new().unwrap();
    std::fs::copy(old.join("key"), mixed.path().join("key")).unwrap();
    std::fs::copy(store(now), mixed.path().join(old_store.file_name().unwrap())).unwrap();
    assert!(matches!(Store::open(mixed.path()), Err(OpenError::WrongKey)));
}

/// Two sections of Leusden in one exchange, so that their bodies lie in one row; one of them is taken back.
fn shared() -> (Pair, ItemId, ItemId) {
    let pair = Pair::new(|_| ());
    let (goes, stays) = (pair.asks("Gaat terug", CANARY), pair.asks("Blijft", "Een tekst die blijft."));
    pair.exchange();
    consent(&pair.alderman, goes);
    consent(&pair.alderman, stays);
    pair.exchange();
    (pair, goes, stays)
}

#[test]
fn after_a_purge_no_key_and_no_page_gives_back_what_was_withdrawn() {
    let (pair, goes, _) = shared();
    let place = pair.dir.path().join("soest");
    let soest = neighbour(&pair, &place);
    let copies = pair.dir.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let schedule = Schedule { folder: copies.clone(), every_days: 7, keep: 3 };
    soest.schedule_backups(Some(schedule), Some((&words(), QUICK))).unwrap();
    exchange_region(&pair.officer, &soest);
    soest.save_caches().unwrap();
    soest.make_due_backup().unwrap();
    assert!(readable(&soest) && titles(&soest).len() == 2);
    let before = TempDir::new().unwrap();
    copy_folder(&place, before.path());
    let old_copies: HashSet<PathBuf> = files(&copies).into_iter().collect();

    pair.hands.set(START + DAY);
    withdraw(&pair.alderman, goes);
    pair.exchange();
    exchange_region(&pair.officer, &soest);
    assert_eq!(titles(&soest), ["Blijft"]);
    assert!(!readable(&soest), "its own key opens nothing of it");
    nothing_left(before.path(), &place);

    // The backups on the schedule: a new one without it, and none of the older ones.
    soest.make_due_backup().unwrap();
    let copies = files(&copies);
    assert!(copies.len() == 1 && !old_copies.contains(&copies[0]));
    let back = pair.dir.path().join("back");
    Workspace::restore(&copies[0], &back, &words(), &pair.hands.clock()).unwrap();
    assert!(!readable(&Workspace::open(&back, pair.hands.clock()).unwrap()));
    // And it is still there after a restart, without anything of before.
    drop(soest);
    let soest = Workspace::open(&place, pair.hands.clock()).unwrap();
    assert!(!readable(&soest));
    soest.save_caches().unwrap();
    nothing_left(before.path(), &place);
}

/// What is kept beside the records for a fast start goes with a purge, and comes back also when nothing else changed.
#[test]
fn after_a_purge_in_the_region_the_plan_is_cached_again() {
    let (pair, goes, _) = shared();
    pair.officer.save_caches().unwrap();
    let name = format!("state of {}", pair.officer.municipality().space());
    let is_cached = || pair.officer.store().get(crate::store::Area::Cache, &name).unwrap().is_some();
    assert!(is_cached());
    withdraw(&pair.alderman, goes);
    give(pair.alderman.municipality(), pair.officer.municipality());
    pair.officer.save_caches().unwrap();
    give(pair.alderman.region(), pair.officer.region());
    assert!(!is_cached());
    pair.officer.save_caches().unwrap();
    assert!(is_cached());
    drop(pair.officer);
    let again = Workspace::open(&pair.dir.path().join("officer"), pair.hands.clock()).unwrap();
    assert_eq!(titles(&again), ["Blijft"]);
}

#[test]
fn a_device_that_was_away_for_a_year_deletes_at_the_first_contact_before_it_shows_anything() {
    let (pair, goes, _) = shared();
    let place = pair.dir.path().join("soest");
    let soest = neighbour(&pair, &place);
    exchange_region(&pair.officer, &soest);
    soest.save_caches().unwrap();
    let before = TempDir::new().unwrap();
    copy_folder(&place, before.path());
    drop(soest);

    pair.hands.set(START + DAY);
    withdraw(&pair.alderman, goes);
    for day in 2..60 {
        pair.hands.set(START + day * DAY);
        add(&pair.officer, "Later", "Tekst.");
    }
    pair.exchange();
    pair.hands.set(START + 365 * DAY);
    let soest = Workspace::open(&place, pair.hands.clock()).unwrap();
    // One batch is enough, whatever came before it in the region's log; whoever looks between batches sees either all
    // of before or nothing of it.
    let (mut at, mut heights) = (0, soest.region().heights());
    let batch = pair.officer.region().next_batch(&mut at, &mut heights, 0).unwrap();
    assert!(soest.region().accept(batch).unwrap().purged > 0);
    assert_eq!(titles(&soest), ["Blijft"]);
    assert!(!readable(&soest));
    nothing_left(before.path(), &place);
    exchange_region(&pair.officer, &soest);
    let confirmed: usize = pair.officer.region().look(|region| region.withdrawn().map(|one| one.confirmed.len()).sum());
    assert!(confirmed >= 2, "those who deleted it say so: {confirmed}");
}

/// More than a batch lies before the withdrawal: whoever has what is withdrawn gets everything up to it without new texts, and
/// those afterwards.
#[test]
fn before_the_withdrawals_are_in_nothing_new_shows_however_much_comes() {
    const NEW: usize = 24;
    let (pair, goes, _) = shared();
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    exchange_region(&pair.officer, &soest);
    let mut noise = blake3::Hasher::new().update(b"lang").finalize_xof();
    let mut share = |day: i64| {
        pair.hands.set(START + day * DAY);
        let mut bytes = vec![0; 24_000];
        noise.fill(&mut bytes);
        let text = data_encoding::HEXLOWER.encode(&bytes);
        let item = pair.asks(&format!("Nieuw {day}"), &text);
        pair.exchange();
        consent(&pair.alderman, item);
    };
    (1..=i64::try_from(NEW).unwrap()).for_each(&mut share);
    withdraw(&pair.alderman, goes);
    share(80);
    pair.exchange();
    let (region, officer) = (soest.region(), pair.officer.region());
    let length = |batch: &[WireRecord]| batch.iter().map(|wire| wire.body.as_ref().map_or(0, Vec::len)).sum::<usize>();
    let difference = officer.next_batch(&mut 0, &mut region.heights(), 0).unwrap();
    assert!(length(&difference) > 200_000 && difference.len() < NEW, "several batches otherwise");

    let (mut at, mut heights, bare) = (0, region.heights(), officer.bare_below(&region.heights()));
    loop {
        let batch = officer.next_batch(&mut at, &mut heights, bare).unwrap();
        if batch.is_empty() {
            break;
        }
        assert!(region.accept(batch).unwrap().refused.is_empty());
        let (shown, gone) = (titles(&soest), !readable(&soest));
        assert!(gone || shown == ["Blijft", "Gaat terug"] || shown == ["Gaat terug", "Blijft"], "{shown:?}");
    }
    assert!(!readable(&soest));
    // What came after the withdrawal came whole; the rest is asked for.
    assert_eq!((titles(&soest).len(), region.wants().len()), (2, NEW));
    for wanted in region.wants() {
        assert_eq!(region.accept(officer.supply(&[wanted]).unwrap()).unwrap().taken, 1);
    }
    assert_eq!(titles(&soest).len(), NEW + 2);
    assert_eq!(region.digest(), officer.digest());
    // Whoever has nothing yet gets everything whole: nothing of what is withdrawn is here any more.
    assert_eq!(officer.bare_below(&std::collections::BTreeMap::new()), 0);
}

/// Frames that wait are taken in together, and a peer may send both in one: whoever gets a text with its withdrawal keeps none
/// of it, whether its head was there before or not.
#[test]
fn what_comes_together_with_its_withdrawal_is_never_written() {
    let is_publication = |wire: &WireRecord| wire.clone().verify().unwrap().header().kind == Kind::Publication;
    for head_first in [false, true] {
        let (pair, goes, _) = shared();
        let soest = neighbour(&pair, &pair.dir.path().join("soest"));
        let mut all: Vec<_> = pair.officer.region().records().unwrap().iter().map(Record::to_wire).collect();
        let before = all.len();
        pair.hands.set(START + DAY);
        withdraw(&pair.alderman, goes);
        pair.exchange();
        all.extend(pair.officer.region().records().unwrap()[before..].iter().map(Record::to_wire));
        if head_first {
            let bare = |wire: &WireRecord| {
                let body = wire.body.clone().filter(|_| !is_publication(wire));
                WireRecord { body, ..wire.clone() }
            };
            let bare = all[..before].iter().map(bare).collect();
            assert!(soest.region().accept(bare).unwrap().refused.is_empty());
            assert_eq!(soest.region().wants().len(), 2);
        }
        assert!(soest.region().accept(all.clone()).unwrap().refused.is_empty());
        assert_eq!(titles(&soest), ["Blijft"]);
        assert!(!readable(&soest), "head first: {head_first}");
        assert!(soest.region().wants().is_empty());
        // And whoever asks this device gets none of it.
        let ids: Vec<_> = soest.region().records().unwrap().iter().map(Record::id).collect();
        let given = soest.region().supply(&ids).unwrap();
        assert_eq!(given.iter().filter(|wire| is_publication(wire)).count(), 1);
        drop(soest);
        let soest = Workspace::open(&pair.dir.path().join("soest"), pair.hands.clock()).unwrap();
        assert_eq!(titles(&soest), ["Blijft"]);
        assert!(!readable(&soest));
    }
}

/// Whoever comes later gets heads without bodies, and cannot tell by itself that nobody has them: it is told, and asks nobody.
#[test]
fn whoever_comes_after_a_withdrawal_does_not_ask_for_what_is_gone() {
    let (pair, goes, stays) = shared();
    pair.hands.set(START + DAY);
    withdraw(&pair.alderman, goes);
    pair.exchange();
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    exchange_region(&pair.officer, &soest);
    assert_eq!((titles(&soest), soest.region().wants()), (vec!["Blijft".to_owned()], Vec::new()));

    // The device that published is removed before it could say so of the second: a colleague says it.
    let cut_off = pair.alderman.region().count();
    withdraw(&pair.alderman, stays);
    let all = pair.alderman.region().records().unwrap();
    let said: Vec<_> = all[usize::try_from(cut_off).unwrap()..].iter().map(|r| r.header().kind).collect();
    assert_eq!(said, [Kind::Withdrawal, Kind::Purged, Kind::Emptied]);
    let withdrawal = all[usize::try_from(cut_off).unwrap()].to_wire();
    assert!(pair.officer.region().accept(vec![withdrawal]).unwrap().refused.is_empty());
    pair.officer.settle().unwrap();
    let later = pair.dir.path().join("later");
    let clock = pair.hands.clock();
    let later = Workspace::create(&later, soest.identity(), clock.clone()).unwrap();
    give(pair.officer.region(), later.region());
    assert_eq!(later.region().wants().len(), 1, "nobody said it yet");
    pair.officer.remove(pair.alderman.device()).unwrap();
    pair.officer.settle().unwrap();
    give(pair.officer.region(), later.region());
    assert_eq!(later.region().wants(), []);
    drop(later);
    let later = Workspace::open(&pair.dir.path().join("later"), clock).unwrap();
    assert_eq!(later.region().wants(), []);
}

/// A log that forked is closed, and what it carried after that place reaches nobody who comes later.
#[test]
fn a_withdrawal_in_a_log_that_is_closed_since_is_said_again_by_a_colleague() {
    let (pair, goes, _) = shared();
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    exchange_region(&pair.officer, &soest);
    assert_eq!(titles(&soest).len(), 2);
    pair.hands.set(START + DAY);
    withdraw(&pair.alderman, goes);
    pair.exchange();

    let (region, key) = (pair.officer.region(), pair.alderman.key());
    let first = region.records().unwrap().into_iter().find(|record| record.header().author == key.device()).unwrap();
    let other =
        Record::create(&key, region.space(), LogHead::EMPTY, Timestamp(0), Kind::Unknown(700), b"anders".to_vec());
    let proof = Fork::of(first.head(), &other.unwrap());
    assert_eq!(region.learn_fork(&proof).unwrap(), Some(key.device()));
    pair.hands.set(START + 2 * DAY);
    pair.officer.settle().unwrap();
    let count = region.count();
    pair.officer.settle().unwrap();
    assert_eq!(region.count(), count, "once is enough");
    exchange_region(&pair.officer, &soest);
    assert_eq!(titles(&soest), ["Blijft"]);
    assert!(!readable(&soest));
}

/// Otherwise a newcomer would have to say so of everything that was ever taken back.
#[test]
fn whoever_was_enrolled_after_a_withdrawal_neither_confirms_it_nor_is_waited_for() {
    let (pair, goes, stays) = shared();
    withdraw(&pair.alderman, goes);
    pair.exchange();
    pair.hands.set(START + 3 * DAY);
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    exchange_region(&pair.officer, &soest);
    let old = [pair.officer.device(), pair.alderman.device()];
    let said = |workspace: &Workspace| {
        let all = workspace.region().records_of(Kind::Purged).unwrap();
        all.iter().filter(|record| record.header().author == soest.device()).count()
    };
    assert_eq!((said(&soest), soest.purges_to_confirm()), (0, Vec::new()));
    for workspace in [&pair.officer, &soest] {
        let gone: Vec<_> = workspace.region().look(|region| region.withdrawn().collect());
        assert_eq!((gone.len(), &gone[0].confirmed), (1, &old.into()));
        assert_eq!(gone[0].had_it_never, [soest.device()].into());
    }
    // What is taken back since it confirms, and who was there already is waited for.
    withdraw(&pair.alderman, stays);
    pair.exchange();
    exchange_region(&pair.officer, &soest);
    assert_eq!(said(&pair.officer), 1);
    let gone: Vec<_> = pair.officer.region().look(|region| region.withdrawn().collect());
    let since = gone.iter().find(|gone| gone.had_it_never.is_empty()).unwrap();
    assert_eq!(since.confirmed, old.into_iter().chain([soest.device()]).collect());
}

#[test]
fn confirmations_that_come_together_travel_together() {
    let pair = Pair::new(|_| ());
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    let all: Vec<ItemId> = (0..12).map(|number| pair.asks(&format!("Gaat terug {number}"), CANARY)).collect();
    pair.exchange();
    for item in &all {
        consent(&pair.alderman, *item);
    }
    pair.exchange();
    exchange_region(&pair.officer, &soest);
    assert_eq!(titles(&soest).len(), 12);
    for item in &all {
        withdraw(&pair.alderman, *item);
    }
    let said = |of: &Workspace| {
        let all = of.region().records_of(Kind::Purged).unwrap();
        all.iter().filter(|record| record.header().author == of.device()).count()
    };
    // One by one they were taken back: the first few are confirmed at once, the others a minute later.
    assert_eq!((said(&pair.alderman), pair.alderman.purges_to_confirm().len()), (8, 4));
    give(pair.alderman.region(), soest.region());
    soest.settle().unwrap();
    assert_eq!((said(&soest), soest.purges_to_confirm().len()), (1, 0));
    pair.alderman.settling.as_a_minute_later();
    pair.alderman.settle().unwrap();
    assert_eq!((said(&pair.alderman), pair.alderman.purges_to_confirm().len()), (9, 0));
    give(soest.region(), pair.alderman.region());
    pair.alderman.region().look(|region| {
        assert_eq!(region.withdrawn().count(), 12);
        assert!(region.withdrawn().all(|gone| gone.confirmed == [soest.device(), pair.alderman.device()].into()));
    });
}

/// It is enrolled after the withdrawal, and yet it had the text: from the backup.
#[test]
fn a_restored_device_says_of_what_was_withdrawn_before_it_was_enrolled_that_it_deleted_it() {
    let (pair, goes, _) = shared();
    let copies = pair.dir.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let schedule = Schedule { folder: copies, every_days: 7, keep: 3 };
    pair.officer.schedule_backups(Some(schedule), Some((&words(), QUICK))).unwrap();
    let file = pair.officer.make_due_backup().unwrap().unwrap();
    withdraw(&pair.alderman, goes);
    pair.hands.set(START + 9 * DAY);
    let place = pair.dir.path().join("restored");
    Workspace::restore(&file, &place, &words(), &pair.hands.clock()).unwrap();
    let restored = Workspace::open(&place, pair.hands.clock()).unwrap();
    assert_eq!(titles(&restored).len(), 2);
    exchange(&pair.alderman, &restored);
    assert_eq!(titles(&restored), ["Blijft"]);
    for workspace in [&pair.alderman, &restored] {
        let gone: Vec<_> = workspace.region().look(|region| region.withdrawn().collect());
        assert_eq!(gone.len(), 1);
        assert!(gone[0].confirmed.contains(&restored.device()), "its word");
        assert!(!gone[0].had_it_never.contains(&restored.device()), "it counts");
    }
    assert!(restored.purges_to_confirm().is_empty());
}

/// The laptop is lost; what it left in the folder of its backups nobody else would remove.
#[test]
fn backups_of_the_device_that_a_restored_one_took_the_place_of_go_after_a_withdrawal() {
    let (pair, goes, _) = shared();
    let copies = pair.dir.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let schedule = Schedule { folder: copies.clone(), every_days: 7, keep: 3 };
    pair.officer.schedule_backups(Some(schedule.clone()), Some((&words(), QUICK))).unwrap();
    let old = pair.officer.make_due_backup().unwrap().unwrap();
    let of_another = copies.join("deelbaar-gm0327-00000000-2026-01-01-000000.deelbaar");
    std::fs::write(&of_another, b"of a colleague").unwrap();
    let (mut from, clock) = (old.clone(), pair.hands.clock());
    // Twice: the second one took the place of both.
    let mut restored = Vec::new();
    for number in 0..2 {
        let place = pair.dir.path().join(format!("restored {number}"));
        Workspace::restore(&from, &place, &words(), &clock).unwrap();
        let workspace = Workspace::open(&place, clock.clone()).unwrap();
        workspace.schedule_backups(Some(schedule.clone()), Some((&words(), QUICK))).unwrap();
        from = workspace.make_due_backup().unwrap().unwrap();
        restored.push(workspace);
    }
    assert_eq!(files(&copies).len(), 4, "nothing was taken back yet");
    withdraw(&pair.alderman, goes);
    exchange(&pair.alderman, &restored[1]);
    pair.hands.set(START + DAY);
    assert!(restored[1].backup_status().unwrap().outdated);
    let made = restored[1].make_due_backup().unwrap().unwrap();
    let mut left = files(&copies);
    left.sort();
    let mut stay = vec![made, of_another];
    stay.sort();
    assert_eq!(left, stay);
}

#[test]
fn a_restore_that_was_killed_leaves_no_key_in_the_open_and_goes_at_the_next_opening() {
    let (pair, _, _) = shared();
    let mut noise = blake3::Hasher::new().update(b"lang").finalize_xof();
    for _ in 0..10 {
        let mut bytes = vec![0; 24_000];
        noise.fill(&mut bytes);
        add(&pair.officer, "Lang", &data_encoding::HEXLOWER.encode(&bytes));
    }
    pair.officer.set_passphrase(None, Some(&words()), QUICK).unwrap();
    let file = pair.dir.path().join("copy.deelbaar");
    pair.officer.backup(&file, &words(), QUICK).unwrap();
    let (place, staging) = (pair.dir.path().join("restored"), pair.dir.path().join("restored.restoring"));
    let disk = Disk::under(&staging);
    Workspace::restore(&file, &place, &words(), &pair.hands.clock()).unwrap();
    // Which form the key file had while how much was written: 1 lies open, 2 takes the passphrase.
    let mut written = [0, 0];
    for event in disk.events() {
        let form = event.others.get("key").map_or(1, |key| key[8]);
        if let Act::Write(_, bytes) = event.act {
            written[usize::from(form) - 1] += bytes.len();
        }
    }
    assert!(written[0] < 100_000 && written[1] > 200_000, "{written:?}");
    drop(disk);
    std::fs::create_dir(&staging).unwrap();
    for file in files(&place) {
        std::fs::copy(&file, staging.join(file.file_name().unwrap())).unwrap();
    }
    // A restore that still goes on somewhere has it open.
    let going = Store::open_with(&staging, Some(&words()), &pair.hands.clock()).unwrap();
    let open = || drop(Workspace::open_with(&place, Some(&words()), pair.hands.clock()).unwrap());
    open();
    assert!(staging.exists());
    drop(going);
    open();
    assert!(!staging.exists());
}
