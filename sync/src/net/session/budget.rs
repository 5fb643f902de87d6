//! What one device may cost this one. Honest devices stay far below; whoever goes beyond is not listened to for a while, and
//! what was exchanged until then is kept. Where it only passed on what others wrote, the session ends and nobody is named.
//!
//! What much came from in a day is written down, so that a day with many restarts (a window that locks and opens) is one day.
//! What counts by the hour is not: nobody else can make this device start again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deelbaar_schema::encoding;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::SessionError;
use crate::poison::lock;
use crate::store::{Area, Store, StoreError};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const MIB: u64 = 1024 * 1024;
/// What a record counts for at least: about what a section of the country is. A small one takes its place in the index, which is in
/// memory, and in the store all the same.
const RECORD: usize = 2 * 1024;
/// One thing that was done for it counts for no more than this: the device may have slept meanwhile.
const ONE_WORK: Duration = Duration::from_mins(1);
/// From so many bytes within a day on it is written down.
const MUCH: u64 = 16 * MIB;
const NAME: &str = "much of a day";

/// What one device may cost. The region of all 342 municipalities is 21,000 records and 45 MB; a large municipality's plan of
/// many years is of that order too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that come in within an hour: of records as they are kept, before compression, and 2 KiB each at least.
    pub bytes_an_hour: u64,
    /// The same within a day.
    pub bytes_a_day: u64,
    /// Bytes that it makes this device send within an hour.
    pub sent_an_hour: u64,
    /// Bytes within an hour of frames that bring no records: heights, digests, what is kept. To read them takes more than to
    /// read records.
    pub words_an_hour: u64,
    /// Frames within an hour.
    pub frames_an_hour: u64,
    /// Records within an hour that were here already, or cannot be taken in.
    pub useless_an_hour: u64,
    /// Sessions within an hour that it began.
    pub sessions_an_hour: u64,
    /// Time within an hour in which its records were unpacked, checked and judged.
    pub work_an_hour: Duration,
}

impl Limits {
    /// Ten times what an honest device needs on its busiest day.
    pub const USUAL: Self = Self {
        bytes_an_hour: 512 * MIB,
        bytes_a_day: 2048 * MIB,
        sent_an_hour: 1024 * MIB,
        // The heights of 3,500 devices are 150 KB.
        words_an_hour: 16 * MIB,
        frames_an_hour: 200_000,
        useless_an_hour: 200_000,
        sessions_an_hour: 2_000,
        // A cold join of the country is two seconds, on a slow machine beside other work perhaps a minute.
        work_an_hour: Duration::from_mins(10),
    };

    /// For files: a cold join of a large region with as many files as a municipality may have.
    pub const FOR_FILES: Self = Self { sent_an_hour: 8 * 1024 * MIB, ..Self::USUAL };
}

/// What of a batch others wrote than whoever brought it: of so many bytes so many.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::net) struct PassedOn {
    all: u64,
    others: u64,
}

impl PassedOn {
    /// Of what `device` brought, by whom each record says that it is and how many bytes it has.
    pub(in crate::net) fn of(device: &DeviceId, written: &[(DeviceId, usize)]) -> Self {
        let size = |bytes: usize| bytes.max(RECORD) as u64;
        let others = written.iter().filter(|(author, _)| author != device).map(|(_, bytes)| size(*bytes)).sum();
        Self { all: written.iter().map(|(_, bytes)| size(*bytes)).sum(), others }
    }

    /// The same of both.
    pub(super) fn add(&mut self, more: Self) {
        self.all += more.all;
        self.others += more.others;
    }

    /// Whether whoever brought it wrote nothing of it: one record of its own may take all the time that the others seem to.
    fn is_all(self) -> bool {
        self.others > 0 && self.others == self.all
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(in crate::net) enum Cost {
    /// A frame of so many bytes came.
    Frame(usize),
    /// Records were in it: so many, of so many bytes before compression, in a frame of so many.
    Records { count: usize, bytes: usize, frame: usize, passed_on: PassedOn },
    /// What came was worked on for so long.
    Work(Duration, PassedOn),
    /// It was one of so many bytes without records.
    Words(usize),
    /// So many bytes went.
    Sent(usize),
    /// So many records brought nothing.
    Useless(usize),
    /// It began a session.
    Session,
}

impl Cost {
    /// Whether something of it was written by others.
    fn passes_on(self) -> bool {
        matches!(self, Self::Records { passed_on, .. } | Self::Work(_, passed_on) if passed_on.others > 0)
    }
}

#[derive(Debug, Clone)]
struct Spent {
    hour_ends: Instant,
    day_ends: Instant,
    bytes: u64,
    bytes_of_day: u64,
    /// What of these, and of the work, others wrote.
    passed_on: u64,
    passed_on_of_day: u64,
    work_passed_on: Duration,
    sent: u64,
    words: u64,
    frames: u64,
    useless: u64,
    sessions: u64,
    work: Duration,
}

impl Spent {
    fn new(now: Instant) -> Self {
        let (hour_ends, day_ends) = (now + HOUR, now + DAY);
        let (bytes, bytes_of_day, passed_on, passed_on_of_day) = Default::default();
        let (sent, words, frames, useless, sessions) = Default::default();
        let (work, work_passed_on) = Default::default();
        Self {
            hour_ends,
            day_ends,
            bytes,
            bytes_of_day,
            passed_on,
            passed_on_of_day,
            work_passed_on,
            sent,
            words,
            frames,
            useless,
            sessions,
            work,
        }
    }

    fn renew(&mut self, now: Instant) {
        if now >= self.day_ends {
            *self = Self::new(now);
        } else if now >= self.hour_ends {
            let Self { day_ends, bytes_of_day, passed_on_of_day, .. } = *self;
            *self = Self { day_ends, bytes_of_day, passed_on_of_day, ..Self::new(now) };
        }
    }

    fn take(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        self.bytes_of_day = self.bytes_of_day.saturating_add(bytes as u64);
    }

    /// So much of it was written by others.
    fn pass_on(&mut self, bytes: u64) {
        self.passed_on = self.passed_on.saturating_add(bytes);
        self.passed_on_of_day = self.passed_on_of_day.saturating_add(bytes);
    }

    /// Whether there is too much of something, and whether that is by its own doing: where most of it was written by others, nobody
    /// is to blame who only passes it on.
    fn excess(&self, limits: &Limits) -> Result<(), SessionError> {
        let its_own = [
            (self.sent > limits.sent_an_hour, "it asked for too much within an hour"),
            (self.words > limits.words_an_hour, "it sent too much that is no record within an hour"),
            (self.frames > limits.frames_an_hour, "it sent too many messages within an hour"),
            (self.useless > limits.useless_an_hour, "it sent too many records that bring nothing"),
            (self.sessions > limits.sessions_an_hour, "it connected too often within an hour"),
        ];
        let hour = self.bytes > limits.bytes_an_hour;
        let day = self.bytes_of_day > limits.bytes_a_day;
        let time = self.work > limits.work_an_hour;
        let of_others = [
            (hour, self.passed_on > self.bytes / 2, "it sent too much within an hour"),
            (day, self.passed_on_of_day > self.bytes_of_day / 2, "it sent too much within a day"),
            (time, self.work_passed_on > self.work / 2, "what it sent took too much time within an hour"),
        ];
        if let Some((_, what)) = its_own.into_iter().find(|(over, _)| *over) {
            return Err(SessionError::TooMuch(what));
        }
        match of_others.into_iter().filter(|(over, ..)| *over).min_by_key(|(_, others, _)| *others) {
            Some((_, false, what)) => Err(SessionError::TooMuch(what)),
            Some((_, true, what)) => Err(SessionError::Enough(what)),
            None => Ok(()),
        }
    }
}

/// Of a day that is not over: when it ends, in milliseconds since 1970, and how many bytes came in it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Written {
    ends: Timestamp,
    bytes: u64,
    passed_on: u64,
}

/// What every device cost, across its sessions. Clones share it.
#[derive(Clone)]
pub(in crate::net) struct Budgets {
    limits: Limits,
    spent: Arc<Mutex<BTreeMap<DeviceId, Spent>>>,
}

impl Budgets {
    pub(in crate::net) fn new(limits: Limits) -> Self {
        Self { limits, spent: Arc::default() }
    }

    /// Takes up what was written down of this day.
    pub(in crate::net) fn load(limits: Limits, store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let written = store.get(Area::Local, NAME)?.and_then(|bytes| encoding::decode(&bytes).ok());
        let written: BTreeMap<DeviceId, Written> = written.unwrap_or_default();
        let begun = Instant::now();
        let spent = written.into_iter().filter(|(_, day)| day.ends > now).map(|(device, day)| {
            // With a clock that was set back too it is over within a day.
            let left = Duration::from_millis(u64::try_from(day.ends.0.saturating_sub(now.0)).unwrap_or(0)).min(DAY);
            let (bytes_of_day, passed_on_of_day) = (day.bytes, day.passed_on);
            (device, Spent { day_ends: begun + left, bytes_of_day, passed_on_of_day, ..Spent::new(begun) })
        });
        Ok(Self { limits, spent: Arc::new(Mutex::new(spent.collect())) })
    }

    /// Writes down from whom much came today. Does nothing when it is nobody, as almost always.
    pub(in crate::net) fn save(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let today = Instant::now();
        let written: BTreeMap<DeviceId, Written> = {
            let mut all = lock(&self.spent);
            all.values_mut().for_each(|spent| spent.renew(today));
            let much = all.iter().filter(|(_, spent)| spent.bytes_of_day >= MUCH);
            let day = |spent: &Spent| {
                let left = i64::try_from((spent.day_ends - today).as_millis()).unwrap_or(i64::MAX);
                let (bytes, passed_on) = (spent.bytes_of_day, spent.passed_on_of_day);
                Written { ends: Timestamp(now.0.saturating_add(left)), bytes, passed_on }
            };
            much.map(|(device, spent)| (*device, day(spent))).collect()
        };
        if written.is_empty() && store.get(Area::Local, NAME)?.is_none() {
            return Ok(());
        }
        let bytes = encoding::encode(&written).unwrap_or_default();
        store.write(|tx| tx.put(Area::Local, NAME, &bytes))
    }

    /// Counts what `device` costs; an error when it is too much.
    pub(in crate::net) fn charge(&self, device: &DeviceId, cost: Cost) -> Result<(), SessionError> {
        let now = Instant::now();
        let mut all = lock(&self.spent);
        let spent = all.entry(*device).or_insert_with(|| Spent::new(now));
        spent.renew(now);
        let before = spent.clone();
        match cost {
            Cost::Frame(bytes) => {
                spent.frames += 1;
                spent.take(bytes);
            }
            Cost::Records { count, bytes, frame, passed_on } => {
                let counted = bytes.max(count.saturating_mul(RECORD)) as u64;
                let counted = counted.max(passed_on.all);
                spent.take(usize::try_from(counted).unwrap_or(usize::MAX).saturating_sub(frame));
                spent.pass_on(passed_on.others.min(counted));
            }
            Cost::Work(took, passed_on) => {
                let took = took.min(ONE_WORK);
                spent.work += took;
                if passed_on.is_all() {
                    spent.work_passed_on += took;
                }
            }
            Cost::Words(bytes) => spent.words += bytes as u64,
            Cost::Sent(bytes) => spent.sent += bytes as u64,
            Cost::Useless(records) => spent.useless += records as u64,
            Cost::Session => spent.sessions += 1,
        }
        match spent.excess(&self.limits) {
            // What has nothing to do with it goes on.
            Err(SessionError::Enough(_)) if !cost.passes_on() => Ok(()),
            // What is not taken in counts for its frame only, which is on nobody's account.
            Err(SessionError::Enough(enough)) if let Cost::Records { frame, .. } = cost => {
                *spent = before;
                spent.pass_on(frame as u64);
                Err(SessionError::Enough(enough))
            }
            counted => counted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId::from_bytes([1; 32]);
    const ITS_OWN: PassedOn = PassedOn { all: 1, others: 0 };
    const OTHERS: PassedOn = PassedOn { all: 1, others: 1 };

    /// A region of 342 municipalities from one peer, with every record pushed alone and confirmed, and as much again for
    /// nothing because another peer was faster.
    #[test]
    fn a_whole_country_fits_ten_times() {
        let budgets = Budgets::new(Limits::USUAL);
        for _ in 0..21_000 {
            budgets.charge(&DEVICE, Cost::Frame(1_000)).unwrap();
            budgets
                .charge(&DEVICE, Cost::Records { count: 1, bytes: 2_200, frame: 1_000, passed_on: ITS_OWN })
                .unwrap();
            budgets.charge(&DEVICE, Cost::Frame(70)).unwrap();
            budgets.charge(&DEVICE, Cost::Sent(2_300)).unwrap();
            budgets.charge(&DEVICE, Cost::Useless(1)).unwrap();
        }
        budgets.charge(&DEVICE, Cost::Frame(200 * 1024 * 1024)).unwrap();
        budgets.charge(&DEVICE, Cost::Useless(150_000)).unwrap();
        // Heads without their texts, of what was shared and replaced in ten years: as much as is left.
        budgets
            .charge(&DEVICE, Cost::Records { count: 120_000, bytes: 1_000, frame: 1_000, passed_on: ITS_OWN })
            .unwrap();
        budgets.charge(&DEVICE, Cost::Work(Duration::from_secs(50), ITS_OWN)).unwrap();
        // A hundred times all heights of ten devices a municipality.
        for _ in 0..100 {
            budgets.charge(&DEVICE, Cost::Words(3_420 * 42)).unwrap();
        }
        budgets.charge(&DEVICE, Cost::Words(4 * 1024 * 1024)).unwrap_err();
        budgets.charge(&DEVICE, Cost::Frame(500 * 1024 * 1024)).unwrap_err();
        budgets.charge(&DeviceId::from_bytes([2; 32]), Cost::Frame(1)).unwrap();
    }

    #[test]
    fn records_count_for_what_they_take_here() {
        let small = |count| Cost::Records { count, bytes: 100 * count, frame: 80 * count, passed_on: ITS_OWN };
        let large = |count| Cost::Records { count, bytes: 400_000 * count, frame: 50 * count, passed_on: ITS_OWN };
        for (cost, often) in [(small(2048), 128), (large(10), 134)] {
            let budgets = Budgets::new(Limits::USUAL);
            let fits = (0..200).take_while(|_| budgets.charge(&DEVICE, cost).is_ok()).count();
            assert!(fits.abs_diff(often) <= 6, "{fits}");
        }
    }

    #[test]
    fn of_time_one_has_so_much_and_what_took_longer_than_anything_takes_was_sleep() {
        let budgets = Budgets::new(Limits::USUAL);
        for _ in 0..10 {
            budgets.charge(&DEVICE, Cost::Work(Duration::from_hours(8), ITS_OWN)).unwrap();
        }
        let too_much = budgets.charge(&DEVICE, Cost::Work(Duration::from_millis(1), ITS_OWN)).unwrap_err();
        assert!(too_much.is_hostile() && too_much.to_string().contains("too much time"), "{too_much}");
        budgets.charge(&DeviceId::from_bytes([2; 32]), Cost::Work(Duration::from_secs(1), ITS_OWN)).unwrap();
    }

    /// The session ends all the same: what is left comes in the next hour. And nobody hides behind what others wrote.
    #[test]
    fn whoever_passes_on_what_others_wrote_is_not_to_blame_for_it() {
        let much = |passed_on: PassedOn| {
            let passed_on = PassedOn { all: 500 * MIB, others: passed_on.others * 500 * MIB };
            Cost::Records { count: 1, bytes: 500 * 1024 * 1024, frame: 1_000, passed_on }
        };
        let works = |passed_on| Cost::Work(Duration::from_secs(50), passed_on);
        for cost in [much as fn(PassedOn) -> Cost, works] {
            let budgets = Budgets::new(Limits::USUAL);
            let charge = |passed_on| budgets.charge(&DEVICE, cost(passed_on));
            let ended = (0..20).find_map(|_| charge(OTHERS).err()).unwrap();
            assert!(matches!(ended, SessionError::Enough(_)) && !ended.is_hostile(), "{ended}");
            budgets.charge(&DEVICE, Cost::Words(1_000)).expect("what has nothing to do with it");
            // Coming again and again with it does not use up the day.
            let of_day = |budgets: &Budgets| lock(&budgets.spent)[&DEVICE].bytes_of_day;
            let before = of_day(&budgets);
            (0..50).for_each(|_| drop(charge(OTHERS)));
            assert_eq!(of_day(&budgets), before);
            let ended =
                (0..100).map(|_| charge(ITS_OWN)).find_map(|charged| charged.err().filter(SessionError::is_hostile));
            assert!(matches!(ended, Some(SessionError::TooMuch(_))), "{ended:?}");
        }
        let mixed = PassedOn::of(&DEVICE, &[(DEVICE, 90 * 1024), (DeviceId::from_bytes([2; 32]), 30)]);
        assert_eq!((mixed.all, mixed.others, mixed.is_all()), (92 * 1024, 2048, false));
    }

    /// What it writes itself counts for it, whatever it sends along.
    #[test]
    fn nobody_hides_behind_what_others_wrote() {
        let budgets = Budgets::new(Limits::USUAL);
        let other = DeviceId::from_bytes([2; 32]);
        let written: Vec<_> =
            [(DEVICE, 4 * 1024 * 1024)].into_iter().chain(std::iter::repeat_n((other, 10), 2047)).collect();
        let passed_on = PassedOn::of(&DEVICE, &written);
        let batch = Cost::Records { count: 2048, bytes: 4 * 1024 * 1024, frame: 1_000, passed_on };
        let mut ended = (0..200).map(|_| budgets.charge(&DEVICE, batch)).filter_map(Result::err);
        assert!(ended.any(|error| error.is_hostile()), "128 of them are half a gigabyte of its own");
        let budgets = Budgets::new(Limits::USUAL);
        let mut ended =
            (0..20).map(|_| budgets.charge(&DEVICE, Cost::Work(ONE_WORK, passed_on))).filter_map(Result::err);
        assert!(ended.all(|error| error.is_hostile()));
    }

    #[test]
    fn a_day_with_restarts_is_one_day() {
        const MILLIS: i64 = 24 * 60 * 60 * 1000;
        let dir = tempfile::TempDir::new().unwrap();
        let store = Store::create(&dir.path().join("workspace")).unwrap();
        let other = DeviceId::from_bytes([2; 32]);
        let limits = Limits { bytes_an_hour: 50 * MIB, bytes_a_day: 100 * MIB, ..Limits::USUAL };
        let (noon, start) = (Timestamp(1_700_000_000_000), |now| Budgets::load(limits, &store, now).unwrap());
        for run in 0..3 {
            let budgets = start(Timestamp(noon.0 + run));
            budgets.charge(&DEVICE, Cost::Frame(30 * 1024 * 1024)).unwrap();
            budgets.charge(&other, Cost::Frame(1024)).unwrap();
            budgets.save(&store, Timestamp(noon.0 + run)).unwrap();
        }
        // Also when the clock was set back years meanwhile.
        for now in [noon.0, noon.0 + MILLIS - 60_000, 0] {
            let budgets = start(Timestamp(now));
            assert!(matches!(budgets.charge(&DEVICE, Cost::Frame(11 * 1024 * 1024)), Err(SessionError::TooMuch(_))));
            budgets.charge(&other, Cost::Frame(11 * 1024 * 1024)).unwrap();
        }
        let next = start(Timestamp(noon.0 + MILLIS));
        next.charge(&DEVICE, Cost::Frame(49 * 1024 * 1024)).unwrap();
        // And then it is written down no more.
        Budgets::new(limits).save(&store, noon).unwrap();
        start(noon).charge(&DEVICE, Cost::Frame(49 * 1024 * 1024)).unwrap();
    }
}
