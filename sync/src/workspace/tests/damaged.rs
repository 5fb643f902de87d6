//! Records that do not open any more: what others shared is fetched again, and nobody else is kept waiting.

use deelbaar_schema::record::Kind;

use super::*;
use crate::replica::Heights;

/// An officer's region with two sections, and a neighbour who has both. Its record of the second, by place of arrival.
fn shared() -> (Pair, Workspace, ItemId, u64) {
    let pair = Pair::new(|_| {});
    let soest = neighbour(&pair, &pair.dir.path().join("soest"));
    let mut last = None;
    for title in ["Blijft", "Beschadigd"] {
        let item = pair.asks(title, "Tekst.");
        pair.exchange();
        consent(&pair.alderman, item);
        pair.exchange();
        // A row for each.
        exchange_region(&pair.officer, &soest);
        last = Some(item);
    }
    let kinds: Vec<Kind> = soest.region().records().unwrap().iter().map(|record| record.header().kind).collect();
    let arrival = kinds.iter().rposition(|kind| *kind == Kind::Publication).unwrap() as u64;
    (pair, soest, last.unwrap(), arrival)
}

fn opened(pair: &Pair) -> Workspace {
    Workspace::open(&pair.dir.path().join("soest"), pair.hands.clock()).unwrap()
}

fn sorted(workspace: &Workspace) -> Vec<String> {
    let mut titles = titles(workspace);
    titles.sort();
    titles
}

#[test]
fn a_shared_text_that_does_not_open_any_more_is_fetched_again() {
    let (pair, soest, _, arrival) = shared();
    soest.store().spoil_body(soest.region_space().as_bytes(), arrival);
    drop(soest);
    let soest = opened(&pair);
    assert_eq!((sorted(&soest), soest.region().wants().len()), (vec!["Blijft".to_owned()], 1));
    exchange_region(&pair.officer, &soest);
    assert_eq!(sorted(&soest), ["Beschadigd", "Blijft"]);
    drop(soest);
    let soest = opened(&pair);
    same_and_sound_region(&pair.officer, &soest);
    assert_eq!(sorted(&soest), ["Beschadigd", "Blijft"]);
}

#[track_caller]
fn same_and_sound_region(one: &Workspace, other: &Workspace) {
    assert_eq!(one.region().digest(), other.region().digest());
    assert_eq!(other.region().wants(), []);
    assert!(other.verify().unwrap().iter().all(|(_, _, flaw)| flaw.is_none()));
}

/// It is noticed when somebody is to get it: they get the rest, and it is fetched again.
#[test]
fn a_shared_text_that_turns_out_not_to_open_is_missing_from_then_on() {
    let (pair, soest, _, arrival) = shared();
    soest.store().spoil_body(soest.region_space().as_bytes(), arrival);
    let place = pair.dir.path().join("later");
    let later = Workspace::create(&place, soest.identity(), pair.hands.clock()).unwrap();
    let mut told = soest.region().subscribe();
    give(soest.region(), later.region());
    assert_eq!(sorted(&later), ["Blijft"]);
    assert_eq!((soest.region().wants().len(), later.region().wants().len()), (1, 1));
    assert!(told.has_changed().unwrap(), "sessions ask others for it");
    told.mark_unchanged();
    exchange_region(&pair.officer, &soest);
    give(soest.region(), later.region());
    assert_eq!(sorted(&later), ["Beschadigd", "Blijft"]);
    same_and_sound_region(&soest, &later);
    // The same where it is asked for by name.
    soest.store().spoil_body(soest.region_space().as_bytes(), arrival);
    let id = soest.region().records_of(Kind::Publication).unwrap()[1].id();
    assert_eq!(soest.region().supply(&[id]).unwrap(), []);
    assert_eq!(soest.region().wants(), [id]);
}

/// What does not open may still be text to somebody who takes the file apart: a withdrawal leaves it behind with its key.
#[test]
fn a_withdrawal_of_what_does_not_open_asks_for_a_fresh_key_too() {
    let (pair, soest, item, arrival) = shared();
    soest.store().spoil_body(soest.region_space().as_bytes(), arrival);
    drop(soest);
    let soest = opened(&pair);
    let generation = |dir: &str| {
        let key = std::fs::read(pair.dir.path().join(dir).join("key")).unwrap();
        u64::from_be_bytes(key[9..17].try_into().unwrap())
    };
    let before = generation("soest");
    withdraw(&pair.alderman, item);
    give(pair.alderman.region(), soest.region());
    assert!(generation("soest") > before, "the file moved to a fresh key");
    assert!(!soest.is_deletion_unfinished());
    assert_eq!(sorted(&soest), ["Blijft"]);
}

/// Of a log of which a record does not open nothing more is passed on; of all others everything is.
#[test]
fn a_change_of_the_plan_that_does_not_open_keeps_nobody_elses_back() {
    let pair = Pair::new(|_| {});
    let item = pair.asks("Van de ambtenaar", "Tekst.");
    pair.exchange();
    let (officer, space) = (pair.officer.device(), pair.officer.municipality().space());
    let (arrival, seq) = (pair.officer.municipality().count(), pair.officer.municipality().heights()[&officer]);
    for title in ["Gaat stuk", "Komt daarna"] {
        add(&pair.officer, title, "");
        pair.exchange();
    }
    consent(&pair.alderman, item);
    pair.exchange();
    let whole = pair.officer.municipality().heights();
    pair.officer.save_caches().unwrap();
    pair.officer.store().spoil_body(space.as_bytes(), arrival);
    let Pair { dir, hands, officer: closed, alderman } = pair;
    drop(closed);
    let opened = Workspace::open(&dir.path().join("officer"), hands.clock()).unwrap();
    assert_eq!(opened.municipality().look(|state| state.plan().items.len()), 3);
    assert_eq!(opened.municipality().wants(), []);
    let (mut at, mut heights, mut sent) = (0, Heights::new(), 0);
    loop {
        let batch = opened.municipality().next_batch(&mut at, &mut heights, 0).unwrap();
        if batch.is_empty() {
            break;
        }
        sent += batch.len() as u64;
    }
    assert_eq!(heights[&alderman.device()], whole[&alderman.device()]);
    assert_eq!(heights[&officer], seq, "up to what does not open");
    assert_eq!(sent, opened.municipality().count() - (whole[&officer] - seq));
    // The same the second time.
    let again = opened.municipality().next_batch(&mut 0, &mut Heights::new(), 0).unwrap();
    assert_eq!(again.len() as u64, sent);
}
