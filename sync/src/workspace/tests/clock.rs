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

/// Asks consent for an item with a last day, and gives it with the withdrawal for after that day.
fn consent_until(pair: &Pair, item: ItemId, until: i64) {
    let sharing = Sharing { until: Some(Timestamp(until).date()), ..Sharing::REGION };
    request_on(&pair.officer, item, sharing);
    give(pair.officer.municipality(), pair.alderman.municipality());
    let (alderman, date) = (&pair.alderman, pair.alderman.clock().today());
    let (request, consent, ending) = alderman.municipality().look(|state: &MunicipalityState| {
        let consents = state.acts().consent_state(state.bench(), item);
        let (open, version) = (consents.open.last().unwrap(), consents.next_version());
        let (region, municipality, section) = (state.region(), state.municipality(), state.section_of(item));
        let (snapshot, without) = (ContentHash::of(&open.snapshot), open.without.clone());
        let sharing = open.sharing.clone();
        let ending = Withdrawal { region, municipality, section, from: 1, through: version, date };
        let consent = Consent { region, municipality, section, version, sharing, snapshot, without, date };
        (open.id, consent, ending)
    });
    let sign = |statement: &Statement| SignedStatement::sign(statement, &alderman.key()).unwrap();
    let (consent, ending) = (sign(&Statement::Consent(consent)), Some(sign(&Statement::Withdrawal(ending))));
    alderman.act(item, What::GiveConsent { request, consent, ending, note: String::new() }).unwrap();
}

/// What the region has of the only section of Leusden: how many versions show, lie there unseen, and were taken back.
fn there(workspace: &Workspace) -> (usize, usize, usize) {
    let own = workspace.in_region();
    let counts = own.values().map(|own| (own.shown.len(), own.held.len(), own.withdrawals.len()));
    counts.fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2))
}

#[test]
fn a_clock_years_ahead_neither_ends_what_is_shared_nor_publishes_before_its_day() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Tot eind juni", "Tekst.");
    consent_until(&pair, item, START + 20 * DAY);
    let later = add(&pair.officer, "Vanaf eind juli", "Tekst.");
    let embargo = Some(Timestamp(START + 30 * DAY).date());
    request_on(&pair.officer, later, Sharing { embargo, ..Sharing::REGION });
    give(pair.officer.municipality(), pair.alderman.municipality());
    consent(&pair.alderman, later);
    pair.exchange();
    assert_eq!((there(&pair.alderman), pair.alderman.clock_ahead()), ((1, 0, 0), None));
    for wrong in [START + 40 * DAY, START + YEARS] {
        pair.hands.set(wrong);
        for device in [&pair.officer, &pair.alderman] {
            device.settle().unwrap();
            assert!(device.waits_for_clock().is_some_and(|days| days >= 40));
            assert_eq!(there(device), (0, 1, 0), "over here as long as the clock says so, and nowhere else");
        }
    }
    // Set right, everything is as it was.
    pair.hands.set(START + DAY);
    pair.exchange();
    assert_eq!((there(&pair.alderman), pair.alderman.clock_ahead()), ((1, 0, 0), None));
    // The day comes, and the clock is not alone with it.
    pair.hands.set(START + 30 * DAY);
    pair.alderman.settle().unwrap();
    assert_eq!(titles(&pair.alderman), [""; 0]);
    add(&pair.officer, "Van nu", "Tekst.");
    pair.exchange();
    assert_eq!((titles(&pair.alderman), there(&pair.alderman)), (vec!["Vanaf eind juli".to_owned()], (1, 0, 1)));
    same_and_sound(&pair.officer, &pair.alderman, "after both days");
    // A quiet month in which nothing is due by its day is no reason to ask.
    pair.hands.set(START + 70 * DAY);
    assert!(pair.alderman.clock_ahead().is_some() && pair.alderman.waits_for_clock().is_none());
}

/// The laptop that consented was removed by an officer who had not heard of it: the consent counts nowhere, and the text lies
/// everywhere. After its last day it goes all the same.
#[test]
fn a_last_day_counts_also_when_the_consent_does_not() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Tot morgen", "Tekst.");
    consent_until(&pair, item, START);
    pair.officer.remove(pair.alderman.device()).unwrap();
    give(pair.alderman.region(), pair.officer.region());
    give(pair.alderman.municipality(), pair.officer.municipality());
    pair.officer.settle().unwrap();
    assert_eq!(there(&pair.officer), (0, 1, 0), "nobody sees it and everybody has it");
    pair.hands.set(START + DAY);
    pair.officer.settle().unwrap();
    assert_eq!(there(&pair.officer), (0, 0, 1));
    assert!(pair.officer.disk_refuses().is_none());
}

/// The ending that came with it names every version up to it; what counts of those stays, and an alderman takes the one back.
#[test]
fn a_last_day_of_a_consent_that_counts_nowhere_takes_nothing_else_with_it() {
    let pair = Pair::new(|_| ());
    let item = pair.asks("Telt", "Tekst.");
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    assert_eq!(there(&pair.officer), (1, 0, 0));
    consent_until(&pair, item, START);
    pair.officer.remove(pair.alderman.device()).unwrap();
    give(pair.alderman.region(), pair.officer.region());
    give(pair.alderman.municipality(), pair.officer.municipality());
    pair.officer.settle().unwrap();
    assert_eq!(there(&pair.officer), (1, 1, 0), "the first shows, the second only lies there");
    pair.hands.set(START + DAY);
    pair.officer.settle().unwrap();
    assert_eq!((there(&pair.officer), titles(&pair.officer)), ((1, 1, 0), vec!["Telt".to_owned()]));
}

/// The same where what counts is at home only yet, because it waits for its first day.
#[test]
fn a_last_day_of_a_consent_that_counts_nowhere_spares_what_is_not_in_the_region_yet() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Telt", "Tekst.");
    let embargo = Some(Timestamp(START + 5 * DAY).date());
    request_on(&pair.officer, item, Sharing { embargo, ..Sharing::REGION });
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    consent_until(&pair, item, START);
    pair.officer.remove(pair.alderman.device()).unwrap();
    give(pair.alderman.region(), pair.officer.region());
    give(pair.alderman.municipality(), pair.officer.municipality());
    for (day, shown) in [(0, vec![]), (1, vec![]), (5, vec!["Telt"])] {
        pair.hands.set(START + day * DAY);
        pair.officer.settle().unwrap();
        assert_eq!(
            (there(&pair.officer).2, titles(&pair.officer)),
            (0, shown.iter().map(|t| (*t).to_owned()).collect()),
            "{day}"
        );
    }
}

/// The alderman's laptop is lost before the first day of what was agreed. It is removed, and the day counts.
#[test]
fn what_waits_for_its_first_day_is_shared_then_also_when_the_device_that_agreed_is_gone() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Vanaf vrijdag", "Tekst.");
    request_on(&pair.officer, item, Sharing { embargo: Some(Timestamp(START + 5 * DAY).date()), ..Sharing::REGION });
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    pair.officer.remove(pair.alderman.device()).unwrap();
    assert_eq!(there(&pair.officer), (0, 0, 0));
    pair.hands.set(START + 5 * DAY);
    pair.officer.settle().unwrap();
    assert_eq!((there(&pair.officer), titles(&pair.officer)), ((1, 0, 0), vec!["Vanaf vrijdag".to_owned()]));
}

/// Two consents that both wait for a day: each has its turn, and one that a later one comes before has none.
#[test]
fn each_of_several_consents_shows_from_its_day_until_the_next() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Bij de opening", "Eerste tekst.");
    let asks = |title: &str, day: i64| {
        pair.officer
            .municipality()
            .edit_plan(&pair.officer.key(), &[PlanEdit::SetTitle { item, title: title.into() }])
            .unwrap();
        let embargo = Some(Timestamp(START + day * DAY).date());
        request_on(&pair.officer, item, Sharing { embargo, ..Sharing::REGION });
        give(pair.officer.municipality(), pair.alderman.municipality());
        consent(&pair.alderman, item);
        pair.exchange();
    };
    asks("Bij de opening", 1);
    asks("Komt nooit aan de beurt", 4);
    asks("Na de opening", 3);
    let waiting = |days: i64| {
        let today = Timestamp(START + days * DAY).date();
        pair.officer.municipality().look(|state| {
            let consents = state.acts().consent_state(state.bench(), item);
            consents.waiting(today).into_iter().map(|(version, _)| version).collect::<Vec<_>>()
        })
    };
    assert_eq!((waiting(0), waiting(2), waiting(3)), (vec![1, 3], vec![3], vec![]));
    for (days, shown) in [
        (0, None),
        (1, Some("Bij de opening")),
        (2, Some("Bij de opening")),
        (3, Some("Na de opening")),
        (4, Some("Na de opening")),
        (6, Some("Na de opening")),
    ] {
        pair.hands.set(START + days * DAY);
        pair.exchange();
        let shown: Vec<&str> = shown.into_iter().collect();
        assert_eq!(titles(&pair.alderman), shown, "after {days} days");
        assert_eq!(titles(&pair.officer), shown, "after {days} days");
    }
}

/// Somebody who knows the date says so: then the clock is not alone with it, until it jumps again.
#[test]
fn whoever_says_that_the_date_is_right_lets_what_waits_go_on() {
    let pair = Pair::new(|_| ());
    let item = add(&pair.officer, "Vanaf eind juni", "Tekst.");
    let embargo = |days: i64| Sharing { embargo: Some(Timestamp(START + days * DAY).date()), ..Sharing::REGION };
    let later = add(&pair.officer, "Vanaf volgend jaar", "Tekst.");
    for (item, sharing) in [(item, embargo(20)), (later, embargo(365))] {
        request_on(&pair.officer, item, sharing);
        give(pair.officer.municipality(), pair.alderman.municipality());
        consent(&pair.alderman, item);
    }
    pair.exchange();
    pair.hands.set(START + 20 * DAY);
    pair.alderman.settle().unwrap();
    assert!(pair.alderman.waits_for_clock().is_some() && titles(&pair.alderman).is_empty());
    pair.alderman.confirm_date().unwrap();
    assert!(pair.alderman.waits_for_clock().is_none());
    assert_eq!(titles(&pair.alderman), ["Vanaf eind juni"]);
    pair.hands.set(START + YEARS);
    pair.alderman.settle().unwrap();
    assert!(pair.alderman.waits_for_clock().is_some());
    assert_eq!(pair.alderman.in_region().len(), 1, "a jump afterwards is not confirmed");
}

/// Neither the usual hour of a colleague nor an alderman's clock that is ahead keeps a withdrawal waiting.
#[test]
fn nobody_waits_with_taking_back() {
    let pair = Pair::new(|_| ());
    let item = pair.asks("Gaat terug", "Tekst.");
    pair.exchange();
    consent(&pair.alderman, item);
    pair.exchange();
    assert_eq!(titles(&pair.officer), ["Gaat terug"]);
    pair.hands.set(START + 5 * DAY);
    withdraw(&pair.alderman, item);
    pair.hands.set(START);
    give(pair.alderman.municipality(), pair.officer.municipality());
    pair.officer.settle().unwrap();
    assert_eq!(there(&pair.officer), (0, 0, 1));
}
