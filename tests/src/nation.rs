//! All municipalities of the country at once, in one process: real workspaces and sessions over lines in memory, connected as
//! the ring of neighbours says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::record::{Kind, WireRecord};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::Workspace;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::country::{Country, Writing};
use crate::memory::{Line, Machine, Meeting, folder};

/// How long everybody may take to have the same: on one machine they share its cores.
const PATIENCE: Duration = Duration::from_mins(30);

/// A municipality's first device; the founder's comes first.
pub struct Nation {
    country: Country,
    nodes: Vec<Machine>,
    dir: TempDir,
}

/// What a time cost.
#[derive(Debug)]
pub struct Cost {
    /// Until everybody who was there had the same.
    pub elapsed: Duration,
    /// Processor time of the whole process.
    pub processor: Duration,
    /// Bytes in and out, of each device that was there.
    pub bytes: Vec<u64>,
    /// Sessions of each.
    pub sessions: Vec<usize>,
}

impl Nation {
    /// Founds a region whose founder has everything of `municipalities` that share `sections` each. Nobody else is there yet.
    pub fn found(municipalities: u16, sections: u32) -> Self {
        let dir = folder();
        let country = Country::found(&dir.path().join("founder"), municipalities, sections, Writing::Prose);
        let founder = Machine::of(country.workspace.clone());
        Self { country, nodes: vec![founder], dir }
    }

    /// The devices that are there.
    pub fn nodes(&self) -> &[Machine] {
        &self.nodes
    }

    /// The next municipality lets its first device join: at the founder's, who alone can admit it.
    pub fn join(&mut self) -> Cost {
        let number = self.nodes.len();
        let identity = self.country.sharers[number - 1].officer();
        let path = self.dir.path().join(number.to_string());
        self.nodes.push(Machine::of(Workspace::create(&path, identity, Clock::system()).unwrap()));
        self.meet(&[(0, number)])
    }

    /// Everybody but these, connected as the ring says, until all have the same.
    pub fn together(&self, without: &BTreeSet<usize>) -> Cost {
        self.meet(&self.ring(without))
    }

    /// One municipality's device is back, among all others, which have the same already: connected as the ring says.
    pub fn back(&self, at: usize) -> Cost {
        let ring = self.ring(&BTreeSet::new());
        self.meet(&ring.into_iter().filter(|(one, other)| *one == at || *other == at).collect::<Vec<_>>())
    }

    /// Who is connected with whom while all but these are there.
    fn ring(&self, without: &BTreeSet<usize>) -> Vec<(usize, usize)> {
        let there = self.nodes.iter().enumerate().filter(|(at, _)| !without.contains(at));
        let there: BTreeMap<DeviceId, usize> = there.map(|(at, node)| (node.workspace.device(), at)).collect();
        let online: BTreeSet<DeviceId> = there.keys().copied().collect();
        let mut pairs = BTreeSet::new();
        for (own, at) in &there {
            let mut others = online.clone();
            others.remove(own);
            for other in self.nodes[*at].party.neighbours(*own, &others) {
                pairs.insert(((*at).min(there[&other]), (*at).max(there[&other])));
            }
        }
        pairs.into_iter().collect()
    }

    /// A municipality shares one more section: on its own device, which may be alone.
    pub fn share(&mut self, at: usize) {
        let record = self.country.share(at - 1);
        self.keep(at, record);
    }

    fn keep(&self, at: usize, record: WireRecord) {
        let accepted = self.nodes[at].workspace.region().accept(vec![record]).unwrap();
        assert_eq!(accepted.taken, 1, "{:?}", accepted.refused);
    }

    /// An ordinary day: everybody is connected, and one after another shares something. Waits each time until all have it.
    pub fn day(&mut self, sharers: impl Iterator<Item = usize>) -> Cost {
        let pairs = self.ring(&BTreeSet::new());
        let records: Vec<_> = sharers.map(|at| (at, self.country.share(at - 1))).collect();
        let (began, processor) = (Instant::now(), processor());
        let runtime = runtime();
        let meetings = runtime.block_on(async {
            let meetings = self.begin(&pairs);
            self.until_same(&pairs).await;
            until_told(&meetings).await;
            for (at, record) in records {
                self.keep(at, record);
                self.until_same(&pairs).await;
            }
            meetings
        });
        Cost::of(&pairs, &meetings, began, processor)
    }

    /// How many sections a municipality shares.
    pub fn shared(&self, at: usize) -> usize {
        self.country.shared(at - 1)
    }

    /// A day on which these municipalities, one after another, take back so many of their sections. Everybody is connected.
    /// Waits each time until every device has confirmed to all that it deleted them.
    pub fn withdraw(&mut self, who: &[(usize, usize)]) -> Cost {
        let pairs = self.ring(&BTreeSet::new());
        let records: Vec<_> =
            who.iter().map(|(at, sections)| (*at, self.country.withdraw_newest(at - 1, *sections))).collect();
        let (began, processor) = (Instant::now(), processor());
        let runtime = runtime();
        let meetings = runtime.block_on(async {
            let meetings = self.begin(&pairs);
            self.until_same(&pairs).await;
            until_told(&meetings).await;
            for (at, records) in records {
                let (own, number) = (&self.nodes[at].workspace, records.len());
                assert_eq!(own.region().accept(records).unwrap().taken, number);
                own.settle().unwrap();
                self.until_confirmed().await;
                self.until_same(&pairs).await;
            }
            until_told(&meetings).await;
            meetings
        });
        Cost::of(&pairs, &meetings, began, processor)
    }

    /// Until the founder has heard of every device here that it deleted all that was taken back.
    async fn until_confirmed(&self) {
        let here: BTreeSet<DeviceId> = self.nodes.iter().map(|node| node.workspace.device()).collect();
        let (began, mut minute) = (Instant::now(), Instant::now());
        let all = || {
            let region = self.nodes[0].workspace.region();
            region.look(|region| region.withdrawn().all(|gone| gone.confirmed.is_superset(&here)))
        };
        while !all() {
            assert!(began.elapsed() < PATIENCE, "not everybody confirmed");
            tokio::time::sleep(Duration::from_millis(20)).await;
            // As the program does.
            if minute.elapsed() > Duration::from_mins(1) {
                minute = Instant::now();
                self.nodes.iter().for_each(|node| node.workspace.settle().unwrap());
            }
        }
    }

    /// How many records of the region say that something was deleted.
    pub fn confirmations(&self) -> usize {
        self.nodes[0].workspace.region().records_of(Kind::Purged).unwrap().len()
    }

    fn begin(&self, pairs: &[(usize, usize)]) -> Vec<Meeting> {
        pairs.iter().map(|(one, other)| Meeting::begin(&self.nodes[*one], &self.nodes[*other], Line::SOUND)).collect()
    }

    fn meet(&self, pairs: &[(usize, usize)]) -> Cost {
        let (began, processor) = (Instant::now(), processor());
        let runtime = runtime();
        let meetings = runtime.block_on(async {
            let meetings = self.begin(pairs);
            self.until_same(pairs).await;
            until_told(&meetings).await;
            meetings
        });
        Cost::of(pairs, &meetings, began, processor)
        // Dropping the runtime ends the sessions.
    }

    async fn until_same(&self, pairs: &[(usize, usize)]) {
        let there: BTreeSet<usize> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
        let began = Instant::now();
        loop {
            let mut digests = there.iter().map(|at| self.nodes[*at].workspace.region().digest());
            let first = digests.next();
            if digests.all(|digest| Some(digest) == first) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "not everybody has the same");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Length of the store of one device.
    pub fn disk(&self, at: usize) -> u64 {
        self.nodes[at].workspace.store().room().unwrap().file
    }
}

impl Cost {
    fn of(pairs: &[(usize, usize)], meetings: &[Meeting], began: Instant, before: Duration) -> Self {
        let (elapsed, processor) = (began.elapsed(), processor().saturating_sub(before));
        let mut nodes: BTreeMap<usize, (u64, usize)> = BTreeMap::new();
        for ((one, other), meeting) in pairs.iter().zip(meetings) {
            assert!(meeting.blame().is_none(), "an honest device was blamed: {:?}", meeting.blame());
            for (at, passed) in [one, other].into_iter().zip(&meeting.passed) {
                let (bytes, sessions) = nodes.entry(*at).or_default();
                *bytes += passed.read.load(Ordering::SeqCst) + passed.written.load(Ordering::SeqCst);
                *sessions += 1;
            }
        }
        let (bytes, sessions) = nodes.into_values().unzip();
        Self { elapsed, processor, bytes, sessions }
    }
}

/// Until everybody knows of each neighbour that it has the same.
async fn until_told(meetings: &[Meeting]) {
    let began = Instant::now();
    let greeted = |meeting: &Meeting| meeting.passed.iter().all(|end| end.read.load(Ordering::SeqCst) > 0);
    while !meetings.iter().all(|meeting| greeted(meeting) && meeting.agrees()) {
        assert!(began.elapsed() < PATIENCE, "not everybody says to have the same");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).max_blocking_threads(16).enable_time().build().unwrap()
}

/// Processor time of this process so far, where the system tells.
fn processor() -> Duration {
    let stat = std::fs::read_to_string(Path::new("/proc/self/stat")).unwrap_or_default();
    // After the name, which is in brackets: the 12th and 13th field, in hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
