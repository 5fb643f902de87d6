//! A device that is flooded by one that is enrolled, while an honest one is served. For tests that look at what that costs.

use std::time::{Duration, Instant};

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, RecordId, SpaceId};
use deelbaar_schema::record::{Kind, LogHead, NO_RECORD, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Limits, SessionError};
use deelbaar_sync::workspace::{Identity, Workspace};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinHandle;

use crate::country::{Country, Writing};
use crate::forge::{now, taken};
use crate::memory::{End, Line, Machine, Meeting, ends, folder, runtime, until};
use crate::resident::Peak;
use crate::wire::{Frame, Greeting};

/// Small, so that a flood is over soon.
pub const FEW: Limits = Limits {
    bytes_an_hour: 8 * 1024 * 1024,
    bytes_a_day: 64 * 1024 * 1024,
    sent_an_hour: 8 * 1024 * 1024,
    words_an_hour: 8 * 1024 * 1024,
    frames_an_hour: 3000,
    sessions_an_hour: 3000,
    useless_an_hour: 3000,
    work_an_hour: Duration::from_mins(10),
};

/// A device, an honest colleague, and the key of another device that is enrolled and lies.
pub struct Scene {
    /// Who is flooded.
    pub victim: Machine,
    /// Who is served meanwhile.
    pub honest: Machine,
    /// Of whoever floods.
    pub liar: SecretKey,
    /// The same, as its device would begin with it.
    pub identity: Identity,
    /// Of a device that takes no part in what goes on.
    pub third: SecretKey,
    /// How long a record of the honest device takes while nobody floods.
    pub quiet: Duration,
    peak: Peak,
    _dir: TempDir,
}

/// How long one honest record may take beside a flood, in a debug build on a machine that does other things too.
const PROMPT: Duration = Duration::from_secs(10);
/// So many records of the honest device are waited for where nobody floods, at least where somebody does, and at most.
const QUIET: usize = 9;
const FEWEST: usize = 5;
const MOST: usize = 15;
/// Most MiB that a flood takes of all three devices together: what waits on the lines and in the queues, a few frames of 2 MiB
/// as they come and as they are unpacked, and what the honest ones do.
const MEMORY: u64 = 64;

/// A scene in which one device may cost so much, and in which the liar has this role.
pub fn scene(limits: Limits) -> Scene {
    scene_with(limits, Role::Reader)
}

/// The same, for a liar in another role.
pub fn scene_with(limits: Limits, role: Role) -> Scene {
    let peak = Peak::begin();
    let dir = folder();
    let country = Country::found(&dir.path().join("victim"), 1, 40, Writing::Noise);
    let (colleague, liar) = (country.joiner(), country.joiner_as(role));
    let honest = Workspace::create(&dir.path().join("honest"), &colleague, Clock::system()).unwrap();
    let wires = |records: Vec<Record>| records.iter().map(Record::to_wire).collect();
    taken(honest.municipality(), wires(country.workspace.municipality().records().unwrap()));
    taken(honest.region(), wires(country.workspace.region().records().unwrap()));
    let third = country.sharers[0].officer().device_key();
    let victim = Machine::of(country.workspace);
    let victim = Machine { party: victim.party.clone().limited(limits), ..victim };
    let (honest, key) = (Machine::of(honest), liar.device_key());
    let mut scene = Scene { victim, honest, liar: key, identity: liar, third, quiet: PROMPT, peak, _dir: dir };
    scene.quiet = runtime().block_on(async {
        let meeting = Meeting::begin(&scene.victim, &scene.honest, Line::SOUND);
        // Until the two of them have the same.
        scene.next_record(&meeting).await;
        let mut took = Vec::new();
        while took.len() < QUIET {
            took.push(scene.next_record(&meeting).await);
        }
        median(&mut took)
    });
    scene
}

/// The one in the middle.
pub fn median(took: &mut [Duration]) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}

/// How much longer something may take beside a flood: so many times as long, and [`ROOM`].
pub const TIMES: u32 = 3;
/// What a loaded machine may add of its own.
pub const ROOM: Duration = Duration::from_millis(400);

/// Fails unless something takes beside a flood hardly longer than without one: so long is the median of how often it was done.
#[track_caller]
pub fn hardly_longer(what: &str, beside: Duration, quiet: Duration) {
    println!("{what}: {beside:.1?} beside the flood, against {quiet:.1?}");
    assert!(beside <= quiet * TIMES + ROOM, "{what} takes {beside:?} beside the flood, against {quiet:?}");
}

/// A frame as it travels.
pub fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = encoding::encode(frame).unwrap();
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
}

impl Scene {
    /// The liar's end of a line to the victim, after a greeting that differs.
    pub async fn dial(&self) -> (End, JoinHandle<SessionError>) {
        self.dial_over(Line::SOUND).await
    }

    /// The same over a line of another kind.
    pub async fn dial_over(&self, line: Line) -> (End, JoinHandle<SessionError>) {
        self.dial_for(self.victim.workspace.region_space(), line).await
    }

    /// The same for one space.
    pub async fn dial_for(&self, space: SpaceId, line: Line) -> (End, JoinHandle<SessionError>) {
        let (own, mut end) = ends(line);
        let (party, device) = (self.victim.party.clone(), self.liar.device());
        let session = tokio::spawn(async move {
            let (receive, send) = tokio::io::split(own);
            party.meet(device, receive, send).await
        });
        let hello = Frame::Hello(vec![Greeting::new(space, ContentHash::of(b"nothing"), false)]);
        end.write_all(&framed(&hello)).await.unwrap();
        (end, session)
    }

    /// The records of a log that nobody refuses.
    pub fn records(&self, count: usize, length: usize) -> Vec<WireRecord> {
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

    /// Proof that a device wrote two logs, which part at so high a place.
    pub fn proof(&self, key: &SecretKey, place: u64) -> Frame {
        let space = self.victim.workspace.region_space();
        let before = RecordId::from_bytes([u8::from(place > 0); 32]);
        let log = LogHead { next_seq: place, last: if place > 0 { before } else { NO_RECORD } };
        let head =
            |body: &[u8]| Record::create(key, space, log, now(), Kind::Unknown(700), body.to_vec()).unwrap().head();
        Frame::Forked { space, proof: (head(b"ja"), head(b"nee")) }
    }

    /// Sends over and over, until the victim hangs up; honest records arrive meanwhile.
    pub fn flood(&self, frames: &[Frame]) -> SessionError {
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
            self.honest_records_arrive(&meeting, || !session.is_finished()).await;
            let why = session.await.unwrap();
            flooding.await.unwrap();
            why
        })
    }

    /// Records of the honest device arrive for as long as the flood goes on, hardly later than without one.
    pub async fn honest_records_arrive(&self, meeting: &Meeting, goes_on: impl Fn() -> bool) {
        hardly_longer("an honest record", self.honest_records(meeting, goes_on).await, self.quiet);
    }

    /// Records of the honest device arrive for as long as the flood goes on: how long the one in the middle took.
    pub async fn honest_records(&self, meeting: &Meeting, goes_on: impl Fn() -> bool) -> Duration {
        let mut took = Vec::new();
        while took.len() < FEWEST || (goes_on() && took.len() < MOST) {
            took.push(self.next_record(meeting).await);
        }
        median(&mut took)
    }

    /// A record of the honest device arrives, in bounded time.
    pub async fn honest_record_arrives(&self, meeting: &Meeting) {
        self.next_record(meeting).await;
    }

    /// The same for the next one: how long it took.
    async fn next_record(&self, meeting: &Meeting) -> Duration {
        let (region, key) = (self.honest.workspace.region(), self.honest.workspace.key());
        let honest = region.append(&key, Kind::Unknown(701), b"eerlijk".to_vec()).unwrap();
        let author = self.honest.workspace.device();
        let place = region.heights()[&author];
        let began = Instant::now();
        let arrived = || self.victim.workspace.region().heights().get(&author) == Some(&place);
        assert!(until(|| arrived() || meeting.has_ended()).await && !meeting.has_ended(), "{}", honest.short());
        assert!(began.elapsed() < PROMPT, "it took {:?}", began.elapsed());
        began.elapsed()
    }

    /// Nothing of it took more memory than it may.
    #[track_caller]
    pub fn memory_stayed_small(&self) {
        self.memory_stayed_within(MEMORY);
    }

    /// Nothing of it took more than so many MiB.
    #[track_caller]
    pub fn memory_stayed_within(&self, most: u64) {
        self.peak.stayed_within(most);
    }

    /// The liar is not listened to any more, the honest one is, and memory stayed small.
    #[track_caller]
    pub fn blamed_for(&self, ended: &SessionError, what: &str) {
        self.only_the_liar_is_blamed_for(ended, what);
        self.memory_stayed_small();
    }

    /// The same, whatever it took.
    #[track_caller]
    pub fn only_the_liar_is_blamed_for(&self, ended: &SessionError, what: &str) {
        assert!(ended.to_string().contains(what), "{ended}");
        let peers = self.victim.party.peers().all();
        let blamed = peers[&self.liar.device()].misbehaved.as_deref();
        assert!(blamed.is_some_and(|blamed| blamed.contains(what)), "{blamed:?}");
        assert!(peers.get(&self.honest.workspace.device()).is_none_or(|honest| honest.misbehaved.is_none()));
        // Nothing more is heard from it.
        let again = runtime().block_on(async {
            let (_end, session) = self.dial().await;
            session.await.unwrap()
        });
        assert!(matches!(again, SessionError::Closed), "{again}");
    }
}
