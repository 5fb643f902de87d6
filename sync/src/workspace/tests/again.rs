//! What was stated about membership in a log that is closed since is said again, once, by a device that a newcomer hears.

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::record::{Kind, LogHead, Record};

use super::*;
use crate::replica::Fork;

const HOUR: i64 = 60 * 60 * 1000;

/// Somebody else of Leusden, on a device of their own.
fn colleague(pair: &Pair, id: u8, name: &str, role: Role) -> Workspace {
    let clock = pair.hands.clock();
    let (key, person) = (random_key().unwrap(), person(id, name, role, &clock));
    let founded = pair.officer.identity();
    let identity =
        Identity::new(&key, (founded.municipality.clone(), None), (founded.region.clone(), None), person.clone());
    pair.officer.enrol(key.device(), &person, None).unwrap();
    let workspace = Workspace::create(&pair.dir.path().join(name), &identity, clock).unwrap();
    exchange(&pair.officer, &workspace);
    workspace
}

/// The proof that the officer wrote another record at the last place of the own log in this space.
fn forked_at_the_end<S: SpaceState>(officer: &Workspace, replica: &Replica<S>) -> Fork {
    let key = officer.key();
    let mut own = replica.records().unwrap().into_iter().filter(|record| record.header().author == key.device());
    let last = own.next_back().unwrap();
    let log = LogHead { next_seq: last.header().seq, last: last.header().prev };
    let kind = Kind::Unknown(700);
    Fork::of(last.head(), &Record::create(&key, replica.space(), log, Timestamp(0), kind, b"anders".to_vec()).unwrap())
}

fn is_removed<S: SpaceState>(replica: &Replica<S>, device: &DeviceId) -> bool {
    replica.look(|state| state.charter().is_removed(device, "GM0327".parse().unwrap()))
}

/// The officer removed a device, and then turned out to write two logs, in both spaces.
struct Removed {
    pair: Pair,
    /// Who was away, and hears of the proof first.
    late: Workspace,
    soest: Workspace,
    thief: DeviceId,
    forks: [Fork; 2],
}

impl Removed {
    fn new() -> Self {
        let pair = Pair::new(|_| ());
        let soest = neighbour(&pair, &pair.dir.path().join("soest"));
        let thief = colleague(&pair, 5, "kwijt", Role::Reader).device();
        let late = colleague(&pair, 6, "laat", Role::Reader);
        pair.exchange();
        exchange_region(&pair.officer, &soest);
        pair.hands.set(START + DAY);
        pair.officer.remove(thief).unwrap();
        pair.exchange();
        exchange_region(&pair.officer, &soest);
        let officer = &pair.officer;
        let forks = [forked_at_the_end(officer, officer.municipality()), forked_at_the_end(officer, officer.region())];
        Self { pair, late, soest, thief, forks }
    }

    fn learn(&self, workspace: &Workspace) {
        let officer = Some(self.pair.officer.device());
        assert_eq!(workspace.region().learn_fork(&self.forks[1]).unwrap(), officer);
        if workspace.code() == self.pair.officer.code() {
            assert_eq!(workspace.municipality().learn_fork(&self.forks[0]).unwrap(), officer);
        }
    }
}

fn counts(workspace: &Workspace) -> (u64, u64) {
    (workspace.municipality().count(), workspace.region().count())
}

#[test]
fn a_removal_in_a_log_that_is_closed_since_reaches_whoever_joins_later() {
    let removed = Removed::new();
    let (alderman, late, soest) = (&removed.pair.alderman, &removed.late, &removed.soest);
    for one in [alderman, late, soest] {
        removed.learn(one);
    }
    // What goes round holds no removal any more.
    exchange_region(soest, late);
    assert!(!is_removed(late.region(), &removed.thief));

    let before = counts(alderman);
    alderman.settle().unwrap();
    assert_eq!(counts(alderman), (before.0 + 1, before.1 + 1), "in both spaces");
    exchange(alderman, late);
    assert!(is_removed(late.region(), &removed.thief) && is_removed(late.municipality(), &removed.thief));
    // Once is enough: for the alderman, for a colleague and for a neighbour, also later and after a restart.
    exchange_region(alderman, soest);
    let all = [alderman, late, soest];
    let before = all.map(counts);
    removed.pair.hands.set(START + 3 * DAY);
    for one in all {
        one.settle().unwrap();
        one.settle().unwrap();
    }
    exchange(alderman, late);
    exchange_region(alderman, soest);
    assert_eq!(all.map(counts), before);
}

#[test]
fn where_no_colleague_says_it_again_another_municipality_does_after_an_hour() {
    let removed = Removed::new();
    let (late, soest) = (&removed.late, &removed.soest);
    for one in [late, soest] {
        removed.learn(one);
    }
    let before = soest.region().count();
    for waited in [0, HOUR - 1] {
        removed.pair.hands.set(START + DAY + waited);
        soest.settle().unwrap();
        assert_eq!(soest.region().count(), before, "after {waited} ms");
    }
    removed.pair.hands.set(START + DAY + HOUR);
    soest.settle().unwrap();
    assert_eq!(soest.region().count(), before + 1);
    exchange_region(soest, late);
    assert!(is_removed(late.region(), &removed.thief));
}

/// Whoever is known to newcomers only by what stands in the closed log is not heard by them, and leaves it to others.
#[test]
fn whoever_a_newcomer_would_not_hear_says_nothing() {
    let removed = Removed::new();
    let (alderman, region) = (&removed.pair.alderman, removed.pair.alderman.region());
    let key = removed.pair.officer.key();
    let first = region.records().unwrap().into_iter().find(|record| record.header().author == key.device()).unwrap();
    let other =
        Record::create(&key, region.space(), LogHead::EMPTY, Timestamp(0), Kind::Unknown(700), b"anders".to_vec());
    assert!(region.learn_fork(&Fork::of(first.head(), &other.unwrap())).unwrap().is_some());
    let before = region.count();
    alderman.settle().unwrap();
    assert_eq!(region.count(), before);
    assert!(alderman.region().unreached().unwrap().heard.is_empty());
}
