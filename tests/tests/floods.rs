//! Enrolled devices that send too much, read nothing, or never finish. This device stays responsive: an honest peer's record
//! arrives while it goes on, what is held is bounded, and whoever went too far is named and no longer listened to.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::sync::atomic::Ordering;

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId};
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Limits, SessionError};
use deelbaar_sync::workspace::Workspace;
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
    sessions_an_hour: 3000,
};

struct Scene {
    victim: Machine,
    honest: Machine,
    liar: SecretKey,
    _dir: TempDir,
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
    Scene { victim, honest: Machine::of(honest), liar: liar.device_key(), _dir: dir }
}

fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = encoding::encode(frame).unwrap();
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
}

impl Scene {
    /// The liar's end of a line to the victim, after a greeting that differs.
    async fn dial(&self) -> (End, JoinHandle<SessionError>) {
        let (own, mut end) = ends(Line::SOUND);
        let (party, device) = (self.victim.party.clone(), self.liar.device());
        let session = tokio::spawn(async move {
            let (receive, send) = tokio::io::split(own);
            party.meet(device, receive, send).await
        });
        let space = self.victim.workspace.region_space();
        let hello = Frame::Hello(vec![Greeting::new(space, ContentHash::of(b"nothing"), false)]);
        end.write_all(&framed(&hello)).await.unwrap();
        (end, session)
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
    let space = scene.victim.workspace.region_space();
    // Logs of devices that there are not: each frame is as long as a frame may be.
    let mut noise = vec![0; 1024 * 1024];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let heights = noise.chunks_exact(32).map(|id| (DeviceId::from_bytes(id.try_into().unwrap()), 0)).collect();
    let large = [Frame::Heights { space, buckets: None, heights, wants: Vec::new() }];
    let ended = scene.flood(&large);
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
