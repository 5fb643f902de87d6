//! Enrolled devices that send too much, read nothing, or never finish. This device stays responsive: an honest peer's record
//! arrives while it goes on, what is held is bounded, and whoever went too far is named and no longer listened to.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::sync::atomic::Ordering;

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, SpaceId};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Limits, SessionError};
use deelbaar_sync::workspace::{Identity, Person, Root, Workspace, random_key};
use deelbaar_tests::country::{Country, Writing};
use deelbaar_tests::forge::{now, taken};
use deelbaar_tests::memory::{End, Line, Machine, Meeting, ends, folder, runtime, until};
use deelbaar_tests::wire::{Frame, Greeting};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::task::JoinHandle;

/// Small, so that a flood is over soon.
const FEW: Limits = Limits {
    bytes_an_hour: 8 * 1024 * 1024,
    bytes_a_day: 64 * 1024 * 1024,
    sent_an_hour: 8 * 1024 * 1024,
    frames_an_hour: 3000,
    useless_an_hour: 3000,
};

struct Scene {
    victim: Machine,
    honest: Machine,
    liar: SecretKey,
    dir: TempDir,
}

fn scene(limits: Limits) -> Scene {
    let dir = folder();
    let country = Country::found(&dir.path().join("victim"), 1, 40, Writing::Noise);
    let (colleague, liar) = (country.joiner(), country.joiner());
    let honest = Workspace::create(&dir.path().join("honest"), &colleague, Clock::system()).unwrap();
    let wires = |records: Vec<Record>| records.iter().map(Record::to_wire).collect();
    taken(honest.municipality(), wires(country.workspace.municipality().records().unwrap()));
    taken(honest.region(), wires(country.workspace.region().records().unwrap()));
    let victim = Machine::of(country.workspace);
    let victim = Machine { party: victim.party.clone().limited(limits), ..victim };
    Scene { victim, honest: Machine::of(honest), liar: liar.device_key(), dir }
}

fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = encoding::encode(frame).unwrap();
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
}

/// As long as a frame may be: logs of devices that there are not.
fn large_frame(space: SpaceId) -> Frame {
    let mut noise = vec![0; 1024 * 1024];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let heights = noise.chunks_exact(32).map(|id| (DeviceId::from_bytes(id.try_into().unwrap()), 0)).collect();
    Frame::Heights { space, buckets: None, heights, wants: Vec::new() }
}

impl Scene {
    /// The liar's end of a line to the victim, after a greeting that differs.
    async fn dial(&self) -> (End, JoinHandle<SessionError>) {
        self.dial_as(&self.liar, self.victim.workspace.region_space()).await
    }

    /// The same of somebody else, for another space.
    async fn dial_as(&self, key: &SecretKey, space: SpaceId) -> (End, JoinHandle<SessionError>) {
        let (own, mut end) = ends(Line::SOUND);
        let (party, device) = (self.victim.party.clone(), key.device());
        let session = tokio::spawn(async move {
            let (receive, send) = tokio::io::split(own);
            party.meet(device, receive, send).await
        });
        let hello = Frame::Hello(vec![Greeting::new(space, ContentHash::of(b"nothing"), false)]);
        end.write_all(&framed(&hello)).await.unwrap();
        (end, session)
    }

    /// A colleague of the victim who may write in the plan, with all that the victim has.
    fn officer(&self) -> Workspace {
        let victim = &self.victim.workspace;
        let person = Person { role: Role::PolicyOfficer, ..self.honest.workspace.person() };
        let key = random_key().unwrap();
        victim.enrol(key.device(), &person, None).unwrap();
        let founder = victim.identity();
        let foundings = [Root::Municipality, Root::Region].map(|root| (founder.founding(root).clone(), None));
        let [municipality, region] = foundings;
        let identity = Identity::new(&key, municipality, region, person);
        let officer = Workspace::create(&self.dir.path().join("officer"), &identity, Clock::system()).unwrap();
        let wires = |records: Vec<Record>| records.iter().map(Record::to_wire).collect();
        taken(officer.municipality(), wires(victim.municipality().records().unwrap()));
        officer
    }

    /// The records of a log that nobody refuses.
    fn records(&self, count: usize, length: usize) -> Vec<WireRecord> {
        let mut log = LogHead::EMPTY;
        let write = |number: usize| {
            let body = vec![u8::try_from(number % 251).unwrap(); length];
            let space = self.victim.workspace.region_space();
            let record = Record::create(&self.liar, space, log, now(), Kind::Unknown(700), body).unwrap();
            log = log.advance(&record).unwrap();
            record.to_wire()
        };
        (0..count).map(write).collect()
    }

    /// Sends over and over, until the victim hangs up; an honest record arrives meanwhile.
    fn flood(&self, frames: &[Frame]) -> SessionError {
        runtime().block_on(async {
            let (mut end, session) = self.dial().await;
            let meeting = Meeting::begin(&self.victim, &self.honest, Line::SOUND);
            let bytes: Vec<Vec<u8>> = frames.iter().map(framed).collect();
            let flooding = tokio::spawn(async move {
                loop {
                    for frame in &bytes {
                        if end.write_all(frame).await.is_err() {
                            return;
                        }
                    }
                }
            });
            self.honest_record_arrives(&meeting).await;
            let why = session.await.unwrap();
            flooding.await.unwrap();
            why
        })
    }

    async fn honest_record_arrives(&self, meeting: &Meeting) {
        let (region, key) = (self.honest.workspace.region(), self.honest.workspace.key());
        let honest = region.append(&key, Kind::Unknown(701), b"eerlijk".to_vec()).unwrap();
        let author = self.honest.workspace.device();
        let place = region.heights()[&author];
        let arrived = || self.victim.workspace.region().heights().get(&author) == Some(&place);
        assert!(until(|| arrived() || meeting.has_ended()).await && !meeting.has_ended(), "{}", honest.short());
    }

    #[track_caller]
    fn blamed_for(&self, ended: &SessionError, what: &str) {
        assert!(ended.to_string().contains(what), "{ended}");
        let peers = self.victim.party.peers().all();
        let blamed = peers[&self.liar.device()].misbehaved.as_deref();
        assert!(blamed.is_some_and(|blamed| blamed.contains(what)), "{blamed:?}");
        assert!(peers[&self.honest.workspace.device()].misbehaved.is_none());
        // Nothing more is heard from it.
        let again = runtime().block_on(async {
            let (_end, session) = self.dial().await;
            session.await.unwrap()
        });
        assert!(matches!(again, SessionError::Closed), "{again}");
    }
}

#[test]
fn a_flood_of_tiny_frames_ends() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let ended = scene.flood(&[Frame::Kept { space, digest: ContentHash::of(b"x") }]);
    scene.blamed_for(&ended, "too many messages");
}

#[test]
fn a_flood_of_large_frames_ends() {
    let scene = scene(FEW);
    let ended = scene.flood(&[large_frame(scene.victim.workspace.region_space())]);
    scene.blamed_for(&ended, "too many bytes");
}

#[test]
fn the_same_records_again_and_again_end() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let ended = scene.flood(&[Frame::records(space, &scene.records(50, 20))]);
    scene.blamed_for(&ended, "bring nothing");
    assert_eq!(scene.victim.workspace.region().heights()[&scene.liar.device()], 50);
}

#[test]
fn everything_asked_for_again_and_again_ends() {
    let scene = scene(Limits { sent_an_hour: 1024 * 1024, ..FEW });
    let space = scene.victim.workspace.region_space();
    let ended = runtime().block_on(async {
        let (end, session) = scene.dial().await;
        let (mut receive, mut send) = tokio::io::split(end);
        let reading = tokio::spawn(async move { tokio::io::copy(&mut receive, &mut tokio::io::sink()).await });
        let asking = framed(&Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() });
        while send.write_all(&asking).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        drop(send);
        drop(reading.await);
        session.await.unwrap()
    });
    assert!(ended.to_string().contains("asked for too much"), "{ended}");
}

/// It asks for everything and reads nothing, or begins a frame and never ends it. Others are served, and what is held for it
/// is what fits on the line and a few frames.
#[test]
fn whoever_reads_nothing_and_whoever_never_finishes_hold_nobody_up() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    for unfinished in [false, true] {
        runtime().block_on(async {
            let (mut end, session) = scene.dial().await;
            let ask = Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() };
            end.write_all(&framed(&ask)).await.unwrap();
            if unfinished {
                end.write_all(&(2 * 1024 * 1024u32).to_le_bytes()).await.unwrap();
                end.write_all(&[0; 100]).await.unwrap();
            }
            let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
            scene.honest_record_arrives(&meeting).await;
            assert!(!session.is_finished());
            assert_eq!(end.passed().read.load(Ordering::SeqCst), 0);
        });
    }
    assert!(scene.victim.party.peers().all().values().all(|peer| peer.misbehaved.is_none()), "slow is no crime");
}

/// A log of which the beginning is kept back: it is not taken in, nobody is blamed, and it is asked for less and less.
#[test]
fn what_depends_on_something_withheld_waits() {
    let scene = scene(FEW);
    let space = scene.victim.workspace.region_space();
    let withheld = scene.records(3, 20);
    runtime().block_on(async {
        let (mut end, session) = scene.dial().await;
        end.write_all(&framed(&Frame::records(space, &withheld[1..]))).await.unwrap();
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        scene.honest_record_arrives(&meeting).await;
        assert!(!session.is_finished());
        // Once the beginning comes, everything does.
        end.write_all(&framed(&Frame::records(space, &withheld))).await.unwrap();
        let heights = || scene.victim.workspace.region().heights().get(&scene.liar.device()).copied();
        assert!(until(|| heights() == Some(3)).await);
    });
}

/// Sends 128 MB in frames as long as a frame may be, and then as many records as are too many; says by how much the memory
/// of this process grew. Both ends are in it.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "the test below runs it, in a process of its own"]
fn floods_in_a_process_of_its_own() {
    let memory = |what: &str| -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    };
    let large = Limits { bytes_an_hour: FLOOD, bytes_a_day: 2 * FLOOD, ..FEW };
    for (limits, what) in [(large, "too many bytes"), (FEW, "bring nothing")] {
        let scene = scene(limits);
        let space = scene.victim.workspace.region_space();
        let frame = if limits == large { large_frame(space) } else { Frame::records(space, &scene.records(50, 4000)) };
        // The peak begins anew.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = memory("VmRSS:");
        let ended = scene.flood(&[frame]);
        scene.blamed_for(&ended, what);
        println!("grew by {}", memory("VmHWM:").saturating_sub(before));
    }
}

/// Bytes of the flood whose memory is counted.
#[cfg(target_os = "linux")]
const FLOOD: u64 = 128 * 1024 * 1024;

#[cfg(target_os = "linux")]
#[test]
fn what_a_flood_takes_of_memory_does_not_follow_its_size() {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "floods_in_a_process_of_its_own", "--ignored", "--nocapture"]);
    let ran = command.output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let grown: Vec<u64> =
        said.lines().filter_map(|line| line.split_once("grew by ")).map(|(_, bytes)| bytes.parse().unwrap()).collect();
    assert_eq!(grown.len(), 2, "{said}");
    assert!(grown.iter().all(|bytes| *bytes < FLOOD / 3), "{grown:?}");
}

/// An enrolled colleague sends huge changes of the plan, one after another, each of which is sound: they are kept, an honest record comes in between, and the plan is what they say.
#[test]
fn a_flood_of_huge_changes_of_the_plan_holds_nobody_up() {
    let scene = scene(Limits::USUAL);
    let colleague = scene.officer();
    let item = ItemId::from_bytes([9; 16]);
    let edit = |edit| drop(colleague.municipality().edit_plan(&colleague.key(), &[edit]).unwrap());
    edit(PlanEdit::Add(NewItem::titled(item, ItemKind::Section, "Groot")));
    let mut text = String::new();
    for round in 0..4u8 {
        let base = std::mem::replace(&mut text, char::from(b'a' + round).to_string().repeat(30_000));
        edit(PlanEdit::SetBody { item, base, text: text.clone() });
    }
    let records = colleague.municipality().records().unwrap();
    let wires: Vec<WireRecord> = records
        .iter()
        .filter(|record| record.header().author == colleague.device() && record.header().kind == Kind::PlanChange)
        .map(Record::to_wire)
        .collect();
    assert_eq!(wires.len(), 5);
    runtime().block_on(async {
        let space = scene.victim.workspace.municipality().space();
        let (mut end, session) = scene.dial_as(&colleague.key(), space).await;
        for wire in wires {
            end.write_all(&framed(&Frame::records(space, &[wire]))).await.unwrap();
        }
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        scene.honest_record_arrives(&meeting).await;
        let victim = scene.victim.workspace.municipality();
        let shown = || victim.look(|state| state.item(item).is_some_and(|item| item.body == text));
        assert!(until(|| shown() || session.is_finished()).await && !session.is_finished());
    });
}

/// A change that is none of those that the guard looks into: whoever sends it is blamed, and nothing of it is kept.
#[test]
fn a_hostile_change_of_the_plan_ends_the_session_of_whoever_sends_it() {
    let scene = scene(FEW);
    let colleague = scene.officer();
    let change = NewItem::titled(ItemId::from_bytes([9; 16]), ItemKind::Section, "Groot");
    colleague.municipality().edit_plan(&colleague.key(), &[PlanEdit::Add(change)]).unwrap();
    let records = colleague.municipality().records().unwrap();
    let honest = records.iter().rfind(|record| record.header().kind == Kind::PlanChange).unwrap();
    let mut body = honest.body().unwrap().to_vec();
    // A chunk that would have to be unpacked first, to whatever size.
    body[8] ^= 3;
    let log = LogHead { next_seq: honest.header().seq, last: honest.header().prev };
    let space = scene.victim.workspace.municipality().space();
    let record = Record::create(&colleague.key(), space, log, now(), Kind::PlanChange, body).unwrap();
    let before = scene.victim.workspace.municipality().fingerprint();
    let ended = runtime().block_on(async {
        let (mut end, session) = scene.dial_as(&colleague.key(), space).await;
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        end.write_all(&framed(&Frame::records(space, &[record.to_wire()]))).await.unwrap();
        scene.honest_record_arrives(&meeting).await;
        session.await.unwrap()
    });
    assert!(ended.is_hostile(), "{ended}");
    assert_eq!(scene.victim.workspace.municipality().fingerprint(), before);
    assert!(scene.victim.party.peers().all()[&colleague.device()].misbehaved.is_some());
}
