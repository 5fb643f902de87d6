//! Sessions over lines in memory: neither side waits for the other for ever, whatever both have to say.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;

use deelbaar_schema::id::{ContentHash, DeviceId, RecordId};
use deelbaar_schema::record::{Kind, Record, WireRecord};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::SessionError;
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::country::{Country, Writing};
use deelbaar_tests::memory::{Line, Machine, Meeting, folder, runtime, until};
use deelbaar_tests::wire::{Frame, Greeting, unpacked};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A founder with a region of so many municipalities, and a colleague's device that has all of it.
fn pair(dir: &std::path::Path, municipalities: u16) -> (Country, Machine) {
    let mut country = Country::found(&dir.join("founder"), municipalities, 0, Writing::Prose);
    let identity = country.joiner();
    let colleague = Workspace::create(&dir.join("colleague"), &identity, Clock::system()).unwrap();
    give(&country.workspace, &colleague);
    country.writing(Writing::Noise);
    (country, Machine::of(colleague))
}

/// Hands over whatever one has and the other lacks, without a session.
fn give(from: &Workspace, to: &Workspace) {
    let all = from.municipality().records().unwrap().iter().map(Record::to_wire).collect();
    assert!(to.municipality().accept(all).unwrap().refused.is_empty());
    let all = from.region().records().unwrap().iter().map(Record::to_wire).collect();
    assert!(to.region().accept(all).unwrap().refused.is_empty());
}

fn without_body(wire: &WireRecord) -> WireRecord {
    WireRecord { body: None, ..wire.clone() }
}

fn lacking(machine: &Workspace) -> BTreeSet<RecordId> {
    machine.region().wants().into_iter().collect()
}

/// Each lacks a hundred bodies of two kilobytes that the other has, over a line that holds a quarter of one.
#[test]
fn two_who_both_supply_bodies_do_not_wait_for_each_other() {
    let dir = folder();
    let (mut country, colleague) = pair(dir.path(), 2);
    let founder = Machine::of(country.workspace.clone());
    for _ in 0..100 {
        let (one, other) = (country.share(0), country.share(1));
        let accept = |machine: &Machine, wires| machine.workspace.region().accept(wires).unwrap().taken;
        assert_eq!(accept(&founder, vec![one.clone(), without_body(&other)]), 2);
        assert_eq!(accept(&colleague, vec![without_body(&one), other]), 2);
    }
    assert_eq!(founder.workspace.region().digest(), colleague.workspace.region().digest());
    assert_eq!((lacking(&founder.workspace).len(), lacking(&colleague.workspace).len()), (100, 100));
    let agreed = runtime().block_on(async {
        let meeting = Meeting::begin(&founder, &colleague, Line::narrow(512));
        until(|| meeting.agrees() || meeting.has_ended()).await && !meeting.has_ended()
    });
    assert!(agreed, "lacking: {} and {}", lacking(&founder.workspace).len(), lacking(&colleague.workspace).len());
    assert_eq!((lacking(&founder.workspace).len(), lacking(&colleague.workspace).len()), (0, 0));
}

/// Judging what somebody sends of the plan can take seconds. Whoever comes meanwhile is greeted and served in the region.
#[test]
fn a_session_begins_and_goes_on_while_the_other_space_is_busy() {
    let dir = folder();
    let (country, colleague) = pair(dir.path(), 2);
    let founder = Machine::of(country.workspace.clone());
    let (busy, finish) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
    let plan = founder.workspace.municipality().clone();
    let judging = std::thread::spawn(move || {
        plan.look(|_| {
            busy.0.send(()).unwrap();
            // Until the test is over, however it ends.
            finish.1.recv().ok();
        });
    });
    busy.1.recv().unwrap();
    runtime().block_on(async {
        let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
        let arrived = async |from: &Workspace, to: &Workspace| {
            let record = from.region().append(&from.key(), Kind::Unknown(700), b"iets".to_vec()).unwrap();
            let (author, next) = (from.device(), from.region().heights()[&from.device()]);
            let there = || to.region().heights().get(&author) == Some(&next);
            assert!(until(|| there() || meeting.has_ended()).await && there(), "{}", record.short());
        };
        arrived(&colleague.workspace, &founder.workspace).await;
        arrived(&founder.workspace, &colleague.workspace).await;
        drop(finish.0);
    });
    judging.join().unwrap();
}

/// One knows few logs and tells how far each goes; the other knows many and tells digests of parts. Each has something.
#[test]
fn one_who_knows_few_logs_and_one_who_knows_many_tell_each_other_everything() {
    let dir = folder();
    let (mut country, colleague) = pair(dir.path(), 2);
    let founder = Machine::of(country.workspace.clone());
    for number in 2..66 {
        country.admit(deelbaar_schema::id::MunicipalityCode::from_number(number).unwrap());
    }
    let key = colleague.workspace.key();
    let record = colleague.workspace.region().append(&key, Kind::Unknown(700), b"iets".to_vec()).unwrap();
    assert!(founder.workspace.region().heights().len() > 64 && colleague.workspace.region().heights().len() < 64);
    runtime().block_on(async {
        let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
        let both =
            || meeting.agrees() && founder.workspace.region().heights() == colleague.workspace.region().heights();
        assert!(until(|| both() || meeting.has_ended()).await && !meeting.has_ended());
    });
    assert!(founder.workspace.region().records().unwrap().iter().any(|kept| kept.id() == record));
}

/// A body that arrives at one in the middle of a session goes on to whoever lacks it, and is asked for once.
#[test]
fn a_body_that_comes_late_travels_on() {
    let dir = folder();
    let (mut country, colleague) = pair(dir.path(), 1);
    let founder = Machine::of(country.workspace.clone());
    let shared = country.share(0);
    for machine in [&founder, &colleague] {
        assert_eq!(machine.workspace.region().accept(vec![without_body(&shared)]).unwrap().taken, 1);
    }
    runtime().block_on(async {
        let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
        assert!(until(|| meeting.agrees()).await, "nobody has it: both say so");
        assert_eq!(lacking(&colleague.workspace).len(), 1);
        assert_eq!(founder.workspace.region().accept(vec![shared]).unwrap().taken, 1);
        assert!(until(|| lacking(&colleague.workspace).is_empty()).await);
        assert!(!meeting.has_ended());
    });
}

/// What nobody has any more is not asked for again and again: a second greeting says that nothing differs.
#[test]
fn a_body_that_nobody_has_costs_nothing_the_second_time() {
    let dir = folder();
    let (mut country, colleague) = pair(dir.path(), 1);
    let founder = Machine::of(country.workspace.clone());
    let shared = without_body(&country.share(0));
    for machine in [&founder, &colleague] {
        assert_eq!(machine.workspace.region().accept(vec![shared.clone()]).unwrap().taken, 1);
    }
    let bytes = || {
        runtime().block_on(async {
            let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
            let greeted = || meeting.passed.iter().all(|end| end.read.load(std::sync::atomic::Ordering::SeqCst) > 0);
            assert!(until(|| greeted() && meeting.agrees()).await);
            meeting.bytes()
        })
    };
    let (first, second) = (bytes(), bytes());
    assert!(second < first && second <= 200, "{first} bytes, then {second}");
}

/// Whatever is said of a text: it is asked for once a day, and whoever has it gives it. When nobody has it that costs nothing more.
#[test]
fn a_text_that_is_said_to_be_emptied_is_asked_for_all_the_same() {
    let dir = folder();
    let (mut country, colleague) = pair(dir.path(), 1);
    let founder = Machine::of(country.workspace.clone());
    let (one, other) = (country.share(0), country.share(0));
    let said = [country.say_emptied(0, &one), country.say_emptied(0, &other)];
    let taken = |machine: &Machine, wires| machine.workspace.region().accept(wires).unwrap().taken;
    let bare = [without_body(&one), without_body(&other)];
    assert_eq!(taken(&founder, [bare.to_vec(), said.to_vec()].concat()), 4);
    assert_eq!(taken(&colleague, [vec![one, without_body(&other)], said.to_vec()].concat()), 4);
    assert!(lacking(&founder.workspace).is_empty() && lacking(&colleague.workspace).is_empty());
    let given_up = || founder.workspace.region().given_up().len();
    assert_eq!(given_up(), 2);
    let bytes = |enough: &dyn Fn() -> bool| {
        runtime().block_on(async {
            let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
            let greeted = || meeting.passed.iter().all(|end| end.read.load(std::sync::atomic::Ordering::SeqCst) > 0);
            assert!(until(|| greeted() && meeting.agrees() && enough()).await && !meeting.has_ended());
            meeting.bytes()
        })
    };
    bytes(&|| given_up() == 1);
    let second = bytes(&|| true);
    assert!(second <= 200 && given_up() == 1, "{second} bytes the second time on one day");
}

/// A peer of the founder that greets by hand, says that it has nothing of the region, and reads when it is told to.
struct SlowReader {
    stream: tokio::io::DuplexStream,
    session: tokio::task::JoinHandle<SessionError>,
}

impl SlowReader {
    async fn begin(founder: &Machine, device: DeviceId) -> Self {
        let (near, mut stream) = tokio::io::duplex(4096);
        let (party, space) = (founder.party.clone(), founder.workspace.region_space());
        let session = tokio::spawn(async move {
            let (receive, send) = tokio::io::split(near);
            party.meet(device, receive, send).await
        });
        let hello = Frame::Hello(vec![Greeting::new(space, ContentHash::of(b"nothing"), false)]);
        let nothing = Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() };
        for frame in [hello, nothing] {
            let bytes = deelbaar_schema::encoding::encode(&frame).unwrap();
            stream.write_all(&u32::try_from(bytes.len()).unwrap().to_le_bytes()).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
        }
        Self { stream, session }
    }

    /// Reads until nothing comes any more: everything that came, with what was compressed as it was before, and in how many frames.
    async fn read_on(&mut self) -> (Vec<u8>, usize) {
        let (mut raw, mut all, mut frames) = (Vec::new(), Vec::new(), 0);
        let mut piece = vec![0; 4096];
        while let Ok(Ok(read @ 1..)) = tokio::time::timeout(QUIET, self.stream.read(&mut piece)).await {
            raw.extend_from_slice(&piece[..read]);
        }
        let mut rest = &raw[..];
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let Some((bytes, after)) = after.split_at_checked(u32::from_le_bytes(*length) as usize) else { break };
            if let Frame::Records { packed, .. } = deelbaar_schema::encoding::decode(bytes).unwrap() {
                all.extend(unpacked(&packed));
            }
            (rest, frames) = (after, frames + 1);
        }
        (all, frames)
    }
}

/// After so long a line is quiet.
const QUIET: std::time::Duration = std::time::Duration::from_secs(3);

/// A peer reads slowly, so that frames wait. A text in one of them is taken back and deleted, and that is confirmed: then it does not
/// go, whether its frame had begun, waited, or was not read yet. Who is not concerned reads on.
#[test]
fn what_is_taken_back_while_it_waits_for_a_slow_peer_does_not_go() {
    const TEXTS: usize = 900;
    for (place, ends) in [(20, true), (220, true), (TEXTS - 5, false)] {
        let dir = folder();
        let (mut country, colleague) = pair(dir.path(), 1);
        let founder = Machine::of(country.workspace.clone());
        let texts: Vec<_> = (0..TEXTS).map(|_| country.share(0)).collect();
        assert_eq!(founder.workspace.region().accept(texts.clone()).unwrap().taken, TEXTS);
        let has = |bytes: &[u8], text: &WireRecord| {
            let body = text.body.as_ref().unwrap();
            let middle = &body[body.len() / 2..body.len() / 2 + 64];
            bytes.windows(64).any(|window| window == middle)
        };
        runtime().block_on(async {
            let mut slow = SlowReader::begin(&founder, colleague.workspace.device()).await;
            // Until the line and everything before it is full.
            tokio::time::sleep(QUIET).await;
            let withdrawal = country.withdraw(0, &texts[place]);
            assert_eq!(founder.workspace.region().accept(vec![withdrawal]).unwrap().purged, 1);
            founder.workspace.settle().unwrap();
            let (came, frames) = slow.read_on().await;
            assert!(!has(&came, &texts[place]), "{place}: after it was deleted");
            assert_eq!(slow.session.is_finished(), ends, "{place}");
            if ends {
                let ended = slow.session.await.unwrap();
                assert!(matches!(ended, SessionError::TakenBack) && !ended.is_hostile(), "{ended}");
            } else {
                assert!(frames > 5 && [3, 200, 600, TEXTS - 1].iter().all(|other| has(&came, &texts[*other])));
            }
            // The next session goes on, without it.
            let mut again = SlowReader::begin(&founder, colleague.workspace.device()).await;
            let (came, _) = again.read_on().await;
            assert!(!has(&came, &texts[place]) && has(&came, &texts[3]) && has(&came, &texts[TEXTS - 1]), "{place}");
        });
    }
}

/// What one says to the other costs: equal spaces a greeting, one change what it is and little more, and nobody sends back what
/// just came in.
#[test]
fn cost_follows_the_difference() {
    const TIMES: u64 = 40;
    let dir = folder();
    let (mut country, colleague) = pair(dir.path(), 3);
    for at in 0..120 {
        country.share_one(at % 3);
    }
    give(&country.workspace, &colleague.workspace);
    let founder = Machine::of(country.workspace.clone());
    let written =
        |meeting: &Meeting| meeting.passed.clone().map(|end| end.written.load(std::sync::atomic::Ordering::SeqCst));
    let meet_once = || {
        runtime().block_on(async {
            let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
            let greeted = || meeting.passed.iter().all(|end| end.read.load(std::sync::atomic::Ordering::SeqCst) > 0);
            let same = || founder.workspace.region().digest() == colleague.workspace.region().digest();
            assert!(until(|| greeted() && same()).await);
            let trips = meeting.round_trips();
            assert!(until(|| meeting.agrees()).await);
            (meeting.bytes(), trips)
        })
    };
    let (equal, trips) = meet_once();
    assert!(equal <= 200 && trips <= 1, "equal spaces: {equal} bytes, {trips} round trips");
    country.share_one(0);
    let (apart, trips) = meet_once();
    assert!(apart <= 2 * 1024 + 8 * 1024 && trips <= 3, "one changed while apart: {apart} bytes, {trips} round trips");
    // In a region of many logs the parts are compared first.
    for number in 3..80 {
        country.admit(deelbaar_schema::id::MunicipalityCode::from_number(number).unwrap());
        country.share_one(usize::from(number));
    }
    give(&country.workspace, &colleague.workspace);
    assert!(colleague.workspace.region().heights().len() > 64);
    country.share_one(40);
    let (apart, trips) = meet_once();
    assert!(apart <= 2 * 1024 + 8 * 1024 && trips <= 3, "one changed of many: {apart} bytes, {trips} round trips");
    runtime().block_on(async {
        let meeting = Meeting::begin(&founder, &colleague, Line::SOUND);
        assert!(until(|| meeting.agrees()).await);
        let before = written(&meeting);
        for at in 0..TIMES {
            country.share_one(usize::try_from(at % 3).unwrap());
            let held = || colleague.workspace.region().digest() == country.workspace.region().digest();
            assert!(until(|| held() && meeting.agrees()).await && !meeting.has_ended());
        }
        let after = written(&meeting);
        let [there, back] = [0, 1].map(|end| (after[end] - before[end]) / TIMES);
        assert!(there <= 2 * 1024 + 600, "{there} bytes for one section of noise");
        assert!(back <= 200, "{back} bytes in answer to one section");
    });
}
