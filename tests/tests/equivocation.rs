//! A device that writes two logs with one key. Whoever passes one of them on is not to blame, all who meet learn of it with
//! the proof, nothing more of that log is taken in, and everybody else goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::time::{Duration, Instant};

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::MunicipalityCode;
use deelbaar_schema::record::{Kind, LogHead, Record};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::country::{Country, Writing};
use deelbaar_tests::forge::{now, taken};
use deelbaar_tests::memory::{Line, Machine, Meeting, folder, runtime, until};
use deelbaar_tests::resident::Peak;
use tempfile::TempDir;

/// Two honest devices that know each other, the key of a third that is enrolled, and where they are.
struct Scene {
    one: Machine,
    other: Machine,
    liar: SecretKey,
    peak: Peak,
    dir: TempDir,
}

/// Most MiB that a scene takes.
const MEMORY: u64 = 64;
/// How long a meeting may take, in a debug build on a machine that does other things too.
const PROMPT: Duration = Duration::from_secs(10);

fn scene() -> Scene {
    scene_of(1)
}

/// The same in a region of so many municipalities, each with a log of its own.
fn scene_of(municipalities: u16) -> Scene {
    let peak = Peak::begin();
    let dir = folder();
    let country =
        Country::found(&dir.path().join("one"), municipalities, u32::from(municipalities > 1), Writing::Prose);
    let (colleague, liar) = (country.joiner(), country.joiner());
    let other = Workspace::create(&dir.path().join("other"), &colleague, Clock::system()).unwrap();
    let wires = |records: Vec<Record>| records.iter().map(Record::to_wire).collect();
    taken(other.municipality(), wires(country.workspace.municipality().records().unwrap()));
    taken(other.region(), wires(country.workspace.region().records().unwrap()));
    Scene { one: Machine::of(country.workspace), other: Machine::of(other), liar: liar.device_key(), peak, dir }
}

impl Scene {
    /// Records of the liar after `log`.
    fn write(&self, mut log: LogHead, texts: &[&str]) -> (LogHead, Vec<Record>) {
        let space = self.one.workspace.region_space();
        let write = |text: &&str| {
            let record = Record::create(&self.liar, space, log, now(), Kind::Unknown(700), text.as_bytes().to_vec());
            let record = record.unwrap();
            log = log.advance(&record).unwrap();
            record
        };
        let records = texts.iter().map(write).collect();
        (log, records)
    }

    /// Lets the two meet until nothing is left to exchange, and an honest record has come across.
    fn meet(&self, text: &str) {
        let body = text.as_bytes().to_vec();
        let honest = self.one.workspace.region().append(&self.one.workspace.key(), Kind::Unknown(701), body).unwrap();
        let began = Instant::now();
        runtime().block_on(async {
            let meeting = Meeting::begin(&self.one, &self.other, Line::SOUND);
            let agreed = until(|| meeting.agrees() || meeting.has_ended()).await;
            assert!(agreed && !meeting.has_ended(), "{:?}", meeting.blame());
        });
        let records = self.other.workspace.region().records().unwrap();
        assert!(records.iter().any(|record| record.id() == honest), "the honest record arrived");
        assert!(began.elapsed() < PROMPT, "it took {:?}", began.elapsed());
    }

    fn both_know(&self) {
        self.peak.stayed_within(MEMORY);
        for machine in [&self.one, &self.other] {
            assert_eq!(machine.workspace.region().forked(), [self.liar.device()]);
        }
        assert_eq!(self.one.workspace.region().digest(), self.other.workspace.region().digest());
    }
}

fn give(machine: &Machine, records: &[Record]) {
    taken(machine.workspace.region(), records.iter().map(Record::to_wire).collect());
}

#[test]
fn two_records_at_one_place_are_proven_to_both_and_nobody_else_is_blamed() {
    let scene = scene();
    let (log, shared) = scene.write(LogHead::EMPTY, &["begin"]);
    let (first, left) = scene.write(log, &["ja", "en verder"]);
    let (_, right) = scene.write(log, &["nee"]);
    give(&scene.one, &shared);
    give(&scene.one, &left);
    give(&scene.other, &shared);
    give(&scene.other, &right);
    scene.meet("eerste");
    scene.both_know();
    // What continues either log is taken in by neither; the same again changes nothing.
    let (_, more) = scene.write(first, &["nog iets"]);
    let accepted = scene.one.workspace.region().accept(more.iter().map(Record::to_wire).collect()).unwrap();
    assert_eq!((accepted.taken, accepted.refused.len()), (0, 1));
    assert!(!accepted.refused[0].2.is_hostile(), "whoever passes it on is not to blame");
    scene.meet("tweede");
    scene.both_know();
}

#[test]
fn two_logs_of_one_length_are_found_too() {
    let scene = scene();
    let (_, left) = scene.write(LogHead::EMPTY, &["ja"]);
    let (log, right) = scene.write(LogHead::EMPTY, &["nee"]);
    give(&scene.one, &left);
    give(&scene.other, &right);
    // As long as nobody shows both, each has one of them; the next record of either does.
    let (_, more) = scene.write(log, &["en verder"]);
    give(&scene.other, &more);
    scene.meet("eerste");
    scene.both_know();
}

/// Neither goes on. Nothing is longer here or there, and yet the digests differ: each shows the ends of its logs.
#[test]
fn two_logs_of_one_length_that_both_stopped_are_found() {
    for many in [false, true] {
        let scene = scene_of(if many { 80 } else { 1 });
        let (log, shared) = scene.write(LogHead::EMPTY, &["begin"]);
        let (_, left) = scene.write(log, &["ja"]);
        let (_, right) = scene.write(log, &["nee"]);
        for (machine, own) in [(&scene.one, left), (&scene.other, right)] {
            give(machine, &shared);
            give(machine, &own);
        }
        assert_eq!(scene.one.workspace.region().heights(), scene.other.workspace.region().heights());
        runtime().block_on(async {
            let meeting = Meeting::begin(&scene.one, &scene.other, Line::SOUND);
            let agreed = until(|| meeting.agrees() || meeting.has_ended()).await;
            assert!(agreed && !meeting.has_ended(), "{:?}", meeting.blame());
        });
        scene.both_know();
    }
}

#[test]
fn whoever_hears_the_proof_first_still_gets_what_both_logs_share() {
    let scene = scene();
    let (log, shared) = scene.write(LogHead::EMPTY, &["begin", "meer"]);
    let (_, left) = scene.write(log, &["ja"]);
    let (_, right) = scene.write(log, &["nee"]);
    give(&scene.one, &shared);
    give(&scene.one, &left);
    let accepted = scene.one.workspace.region().accept(right.iter().map(Record::to_wire).collect()).unwrap();
    assert_eq!(accepted.forked, [scene.liar.device()]);
    scene.meet("eerste");
    scene.both_know();
    let records = scene.other.workspace.region().records().unwrap();
    let is_there = |record: &Record| records.iter().any(|kept| kept.id() == record.id());
    assert!(shared.iter().all(is_there), "what both share is there");
    assert!(!is_there(&left[0]) && !is_there(&right[0]), "what differs is not");
}

/// The second head of a proof may be from long after the logs parted: all come to the first place at which they differ, whatever
/// part of which log each has and whoever meets whom first.
#[test]
fn logs_that_parted_long_before_the_proof_are_closed_at_the_same_place() {
    let scene = scene();
    let (log, shared) = scene.write(LogHead::EMPTY, &["begin", "samen"]);
    let (_, left) = scene.write(log, &["a", "b", "c", "d"]);
    let (_, right) = scene.write(log, &["1", "2", "3", "4", "5", "6"]);
    for (machine, rest) in [(&scene.one, &left), (&scene.other, &right)] {
        give(machine, &shared);
        give(machine, rest);
    }
    scene.meet("eerste");
    scene.meet("tweede");
    scene.both_know();
    // Whoever comes later gets what both share, from either, and no more.
    let Scene { one, other, .. } = &scene;
    let next = |machine: &Machine| {
        let (mut from, mut heights) = (0, std::collections::BTreeMap::new());
        let batch = machine.workspace.region().next_batch(&mut from, &mut heights, 0).unwrap();
        let of_liar = batch
            .into_iter()
            .filter_map(|wire| wire.verify().ok())
            .filter(|record| record.header().author == scene.liar.device());
        of_liar.map(|record| record.id()).collect::<Vec<_>>()
    };
    let expected: Vec<_> = shared.iter().map(Record::id).collect();
    assert_eq!((next(one), next(other)), (expected.clone(), expected));
}

/// Each of the two learned of the fork by another proof before they met.
#[test]
fn of_two_proofs_of_one_log_the_lower_place_counts_everywhere() {
    let scene = scene();
    let (log, shared) = scene.write(LogHead::EMPTY, &["begin"]);
    let (on, first) = scene.write(log, &["ja"]);
    let (_, left) = scene.write(on, &["verder", "en verder"]);
    let (_, right) = scene.write(on, &["anders"]);
    let (_, early) = scene.write(log, &["nee"]);
    for machine in [&scene.one, &scene.other] {
        for records in [&shared, &first, &left] {
            give(machine, records);
        }
    }
    let accept = |machine: &Machine, records: &[Record]| {
        machine.workspace.region().accept(records.iter().map(Record::to_wire).collect()).unwrap()
    };
    assert_eq!(accept(&scene.one, &right).forked, [scene.liar.device()]);
    assert_eq!(accept(&scene.other, &early).forked, [scene.liar.device()]);
    let digests = [&scene.one, &scene.other].map(|machine| machine.workspace.region().digest());
    assert_ne!(digests[0], digests[1], "they know of different places");
    scene.meet("eerste");
    scene.both_know();
    let wanted = scene.one.workspace.region().wanted_heights()[&scene.liar.device()];
    assert_eq!(wanted, u64::MAX - 1);
}

#[test]
fn the_proof_is_kept_and_no_proof_is_made_up() {
    let scene = scene();
    let (log, shared) = scene.write(LogHead::EMPTY, &["begin"]);
    let (_, left) = scene.write(log, &["ja"]);
    let (_, right) = scene.write(log, &["nee"]);
    for records in [&shared, &left] {
        give(&scene.one, records);
    }
    assert_eq!(scene.one.workspace.region().forked(), []);
    let right = right.iter().map(Record::to_wire).collect();
    assert_eq!(scene.one.workspace.region().accept(right).unwrap().forked, [scene.liar.device()]);
    let digest = scene.one.workspace.region().digest();
    let Scene { one, liar, dir, .. } = scene;
    drop(one);
    let again = Workspace::open(&dir.path().join("one"), Clock::system()).unwrap();
    assert_eq!((again.region().forked(), again.region().digest()), (vec![liar.device()], digest));
    assert!(again.region().verify().unwrap().1.is_none());
    assert_eq!(again.code(), MunicipalityCode::from_number(9999).unwrap());
}
