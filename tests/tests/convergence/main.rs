//! Whatever happened while devices were apart, and however their lines broke: once they can reach each other all hold the
//! same records, and a fresh session finds nothing to exchange.
//!
//! Real workspaces, real sessions, lines in memory. A case is a list of [`Episode`]s that proptest makes and shrinks: what
//! people do, who is connected to whom and after how many bytes each line breaks, who restarts, whose clock jumps.
//! `DEELBAAR_SEED=7 cargo test --test convergence` runs other cases than the usual ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot set up must fail loudly"
)]

mod deeds;
mod region;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use deelbaar_schema::id::{DeviceId, RecordId, SpaceId};
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::replica::Replica;
use deelbaar_tests::memory::{Line, Machine, Meeting, runtime, until};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use deeds::{Deed, NAMES, deed};
use region::{DONE, FRESH, MOST, Region};

/// Cases of each of the four tests: a thousand together.
const CASES: u32 = 250;
/// What people do can have consequences, and those others; no chain of them is longer.
const ROUNDS: usize = 12;

/// A time in which some are connected.
#[derive(Debug, Clone)]
struct Episode {
    before: Vec<(usize, Deed)>,
    restarted: Vec<usize>,
    lines: Vec<(usize, usize, Line)>,
    meanwhile: Vec<(usize, Deed)>,
}

#[derive(Debug, Clone)]
struct Case {
    devices: usize,
    /// Whether something is shared, asked and let in when it begins. Such a case takes three times as long.
    rich: bool,
    /// Whose clock is how many days off.
    skews: Vec<i64>,
    episodes: Vec<Episode>,
    /// Who reaches whom in the end: a tree for the region, and one for each municipality.
    trees: [Vec<usize>; 2],
    restart_all: bool,
}

fn line() -> impl Strategy<Value = Line> {
    let breaks = || prop_oneof![2 => Just(None), 1 => (0..400u64).prop_map(Some), 2 => (0..12_000u64).prop_map(Some)];
    let buffer = prop_oneof![1 => 1..64usize, 2 => 64..4096usize, 2 => Just(64 * 1024)];
    (buffer, breaks(), breaks()).prop_map(|(buffer, one, other)| Line { buffer, breaks_after: [one, other] })
}

fn episode() -> impl Strategy<Value = Episode> {
    let done = |most| prop::collection::vec((0..MOST, deed()), 0..most);
    let lines = prop::collection::vec((0..MOST, 0..MOST, line()), 0..5);
    (done(7), prop::collection::vec(0..MOST, 0..2), lines, done(4))
        .prop_map(|(before, restarted, lines, meanwhile)| Episode { before, restarted, lines, meanwhile })
}

fn case() -> impl Strategy<Value = Case> {
    let skews = prop::collection::vec(prop_oneof![2 => Just(0i64), 1 => -3..4i64], MOST);
    let tree = || prop::collection::vec(0..MOST, MOST);
    let devices = prop_oneof![3 => 2..5usize, 1 => 5..=MOST];
    let happened = (prop::bool::weighted(0.15), prop::collection::vec(episode(), 0..3));
    (devices, skews, happened, tree(), tree(), any::<bool>()).prop_map(
        |(devices, skews, (rich, episodes), one, other, restart_all)| Case {
            devices,
            rich,
            skews,
            episodes,
            trees: [one, other],
            restart_all,
        },
    )
}

/// Everything of a space, for comparison: which records, and which of them with their body.
fn kept<S: SpaceState>(replica: &Replica<S>) -> BTreeMap<RecordId, bool> {
    replica.records().unwrap().iter().map(|record| (record.id(), record.body().is_some())).collect()
}

fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), TestCaseError> {
    if holds { Ok(()) } else { Err(TestCaseError::fail(what())) }
}

/// Lets sessions run until every one ended or has nothing left to exchange; in that time people go on working.
fn meet(region: &mut Region, lines: &[(usize, usize, Line)], meanwhile: &[(usize, Deed)]) -> Result<(), TestCaseError> {
    let runtime = runtime();
    runtime.block_on(async {
        let machine = |at: usize| region.device(at).machine.clone();
        let meetings: Vec<Meeting> =
            lines.iter().map(|(one, other, line)| Meeting::begin(&machine(*one), &machine(*other), *line)).collect();
        for (at, deed) in meanwhile {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            region.perform(*at, deed);
        }
        let over = |meeting: &Meeting| meeting.has_ended() || meeting.agrees();
        let settled = until(|| meetings.iter().all(over)).await;
        for meeting in &meetings {
            require(meeting.blame().is_none(), || format!("an honest device was blamed: {:?}", meeting.blame()))?;
        }
        require(settled, || {
            let stuck = meetings.iter().zip(lines).filter(|(meeting, _)| !over(meeting));
            let ends = stuck.map(|(meeting, (one, other, _))| {
                let [left, right] = &meeting.devices;
                let state = |machine: &Machine| {
                    let region = machine.workspace.region();
                    (region.count(), region.wants().len(), machine.workspace.municipality().count())
                };
                format!("{one}-{other}: {:?} {:?}", state(left), state(right))
            });
            format!("sessions that never came to rest: {}", ends.collect::<Vec<_>>().join(", "))
        })
    })
    // Dropping the runtime ends what still runs: nothing happens after this.
}

/// Whoever reaches whom in the end.
fn final_lines(case: &Case, region: &Region) -> Vec<(usize, usize, Line)> {
    let mut pairs = BTreeSet::new();
    for at in 1..case.devices {
        // Nobody but whoever let it in knows the fresh device at first, and it knows nobody else.
        let parent = |pick: usize| if at == FRESH || pick == FRESH { 0 } else { pick };
        pairs.insert((parent(case.trees[0][at] % at), at));
        let colleagues: Vec<usize> = (0..at).filter(|other| region.are_colleagues(*other, at)).collect();
        if let Some(colleague) = colleagues.get(case.trees[1][at] % colleagues.len().max(1)) {
            pairs.insert((parent(*colleague), at));
        }
    }
    pairs.into_iter().map(|(one, other)| (one, other, Line::SOUND)).collect()
}

/// Whether all hold the same; otherwise who does not.
fn difference(region: &Region) -> Option<String> {
    let mut first: BTreeMap<SpaceId, (usize, BTreeMap<RecordId, bool>)> = BTreeMap::new();
    for (at, device) in region.devices.iter().enumerate() {
        let workspace = &device.machine.workspace;
        let both = [
            (workspace.region_space(), kept(workspace.region())),
            (workspace.municipality().space(), kept(workspace.municipality())),
        ];
        for (space, records) in both {
            let (other, expected) = first.entry(space).or_insert_with(|| (at, records.clone()));
            if *expected != records {
                let counts = (expected.len(), records.len());
                let bodies = |all: &BTreeMap<RecordId, bool>| all.values().filter(|body| **body).count();
                let bodies = (bodies(expected), bodies(&records));
                return Some(format!("{other} and {at} differ: {counts:?} records, {bodies:?} bodies"));
            }
        }
    }
    None
}

fn converges(case: &Case, seed: u64) -> Result<(), TestCaseError> {
    let mut region = Region::lay_out(case.devices, &case.skews, seed, case.rich);
    for episode in &case.episodes {
        for (at, deed) in &episode.before {
            region.perform(*at, deed);
        }
        for at in &episode.restarted {
            region.restart(*at);
        }
        let lines: Vec<_> = episode
            .lines
            .iter()
            .map(|(one, other, line)| (one % case.devices, other % case.devices, *line))
            .filter(|(one, other, _)| one != other)
            .collect();
        meet(&mut region, &lines, &episode.meanwhile)?;
    }
    region.same_time();
    if case.restart_all {
        (0..case.devices).for_each(|at| region.restart(at));
    }
    let lines = final_lines(case, &region);
    for round in 0.. {
        meet(&mut region, &lines, &[])?;
        if !region.settle() && difference(&region).is_none() {
            break;
        }
        require(round < ROUNDS, || format!("not the same after {ROUNDS} rounds: {:?}", difference(&region)))?;
    }
    let workspace = &region.device(case.trees[0][0]).machine.workspace;
    let flaw = workspace.verify().unwrap().into_iter().find_map(|(_, _, flaw)| flaw);
    require(flaw.is_none(), || format!("{flaw:?}"))?;
    nothing_differs(&region, &lines)
}

/// A greeting each, and nothing more.
fn nothing_differs(region: &Region, lines: &[(usize, usize, Line)]) -> Result<(), TestCaseError> {
    runtime().block_on(async {
        let machine = |at: usize| &region.device(at).machine;
        for (one, other, line) in lines {
            // Length, version, which frame, how many spaces; and 42 bytes for each.
            let spaces: u64 = if region.are_colleagues(*one, *other) { 2 } else { 1 };
            let greeting = 4 + 1 + 1 + 1 + spaces * 42;
            let meeting = Meeting::begin(machine(*one), machine(*other), *line);
            let read = |at: usize| meeting.passed[at].read.load(Ordering::SeqCst);
            let greeted = until(|| (read(0) >= greeting && read(1) >= greeting) || meeting.has_ended()).await;
            // Whatever else were to be said would be said now.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            require(greeted && !meeting.has_ended(), || format!("{one} and {other} did not greet"))?;
            let bytes = (read(0), read(1));
            require(bytes == (greeting, greeting), || {
                format!("{one} and {other} agree and still exchange {bytes:?} bytes, not {greeting} each")
            })?;
        }
        Ok(())
    })
}

/// How many parts are over.
static OVER: AtomicUsize = AtomicUsize::new(0);

/// Runs a part of the cases; the same ones every time unless `DEELBAAR_SEED` says otherwise.
fn run(part: u64) {
    let asked: u64 = std::env::var("DEELBAAR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let seed = asked * 4 + part;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, blake3::hash(&seed.to_le_bytes()).as_bytes());
    let config = Config { cases: CASES, max_shrink_time: 300_000, failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new_with_rng(config, rng).run(&case(), |case| converges(&case, seed)) {
        panic!("DEELBAAR_SEED={asked}, part {part}: {failure}");
    }
    if OVER.fetch_add(1, Ordering::SeqCst) == 3 {
        // Of all thousand.
        let done = DONE.lock().unwrap().clone();
        eprintln!("done: {done:?}");
        for name in NAMES {
            assert!(done.contains_key(name), "in no case: {name}, of {done:?}");
        }
    }
}

#[test]
fn whatever_happened_all_hold_the_same_in_the_end_1() {
    run(0);
}

#[test]
fn whatever_happened_all_hold_the_same_in_the_end_2() {
    run(1);
}

#[test]
fn whatever_happened_all_hold_the_same_in_the_end_3() {
    run(2);
}

#[test]
fn whatever_happened_all_hold_the_same_in_the_end_4() {
    run(3);
}

/// Two devices are no special case of the above when one of them is the fresh one: it is let in over the line.
#[test]
fn a_device_that_was_just_let_in_gets_everything() {
    let mut region = Region::lay_out(FRESH + 1, &[0; MOST], 0, true);
    let fresh: DeviceId = region.device(FRESH).machine.workspace.device();
    meet(&mut region, &[(0, FRESH, Line::narrow(7))], &[]).unwrap();
    let knows = region.device(0).machine.workspace.region().look(|state| state.charter().knows(&fresh).is_ok());
    assert!(knows);
    let heights = |at: usize| region.device(at).machine.workspace.region().heights();
    assert_eq!(heights(0), heights(FRESH));
}
