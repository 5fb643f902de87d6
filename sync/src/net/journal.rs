//! What happened on the network, for whoever helps when devices do not hear each other: which device, what, when, how much.
//! Never what it was about. The newest of it is remembered across runs.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use deelbaar_schema::encoding;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::poison::lock;
use crate::store::{Area, Store, StoreError};

/// So many lines are kept; older ones go.
pub const LINES: usize = 500;
/// So many of them are of devices that were not let in: strangers must not push out what happened with the others.
const REFUSALS: usize = 50;
/// So many of them are of one device while others have any: one that sends a record at a time must not push those out either.
const OF_ONE: usize = 100;
/// A reason is cut off after so many characters: a peer may have had a say in it.
const REASON: usize = 200;
const NAME: &str = "network journal";

/// One thing that happened with one other device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it happened, by this device's clock.
    pub when: Timestamp,
    /// The other device.
    pub device: DeviceId,
    /// What happened.
    pub what: Happening,
}

/// What can happen with another device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// It was dialled and did not answer. Said once until it is reached.
    NotReached,
    /// A conversation began.
    Connected {
        /// This device dialled.
        dialled: bool,
        /// Where the other is, when it is not behind a relay.
        at: Option<SocketAddr>,
    },
    /// A conversation ended.
    Ended {
        /// Records that came in and were kept.
        received: u64,
        /// Records that were sent.
        sent: u64,
        /// Why.
        why: Ending,
        /// The same in the words of the protocol.
        detail: String,
    },
    /// It came to the door and was not let in.
    Refused,
    /// It broke the rules and is not listened to for a while.
    Shunned {
        /// What it did, in the words of the protocol.
        detail: String,
    },
}

/// Why a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Either side left, or the connection broke.
    Closed,
    /// The other said nothing.
    Silent,
    /// The other broke the rules.
    Rules,
    /// This device could not read or write what it keeps.
    Store,
}

impl Ending {
    /// A word for it that stays the same, for scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Silent => "silent",
            Self::Rules => "rules",
            Self::Store => "store",
        }
    }
}

impl Happening {
    /// Why a conversation ended in which nothing was exchanged.
    const fn nothing_because(&self) -> Option<Ending> {
        match self {
            Self::Ended { received: 0, sent: 0, why, .. } => Some(*why),
            _ => None,
        }
    }

    /// A word for it that stays the same, for scripts.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotReached => "not-reached",
            Self::Connected { .. } => "connected",
            Self::Ended { .. } => "ended",
            Self::Refused => "refused",
            Self::Shunned { .. } => "not-listened-to",
        }
    }
}

/// Of conversations in which nothing was exchanged, and that followed each other or overlapped, the last is kept: a device that
/// connects again and again does not push out what happened with the others.
fn forget_the_same_before(lines: &mut VecDeque<Line>, device: DeviceId, ended: &Happening) {
    let mut side = None;
    // What the device did since something else happened with it, newest first.
    let about_nothing = |at: &usize| match &lines[*at].what {
        Happening::Connected { dialled, .. } => *side.get_or_insert(*dialled) == *dialled,
        other => other.nothing_because().is_some() && other.nothing_because() == ended.nothing_because(),
    };
    let own = (0..lines.len()).rev().filter(|at| lines[*at].device == device);
    let tail: Vec<usize> = own.take_while(about_nothing).collect();
    let begins = |at: &usize| matches!(lines[*at].what, Happening::Connected { .. });
    // The conversation that ends now has a begin of its own; the oldest goes with the first end after it.
    let mut connected = tail.iter().rev().copied().filter(begins);
    let (Some(begin), Some(_)) = (connected.next(), connected.next()) else { return };
    let Some(end) = tail.iter().rev().copied().find(|at| *at > begin && !begins(at)) else { return };
    lines.remove(end);
    lines.remove(begin);
}

/// The oldest lines of a device go where it has more than its part and others have some.
fn leave_room_for_others(lines: &mut VecDeque<Line>, device: DeviceId) {
    let own = lines.iter().filter(|line| line.device == device).count();
    if own == lines.len() {
        return;
    }
    let mut over = own.saturating_sub(OF_ONE);
    lines.retain(|line| {
        let goes = over > 0 && line.device == device;
        over -= usize::from(goes);
        !goes
    });
}

/// The newest lines, oldest first. Clones share them.
#[derive(Clone)]
pub struct Journal {
    store: Store,
    lines: Arc<Mutex<VecDeque<Line>>>,
}

impl Journal {
    /// Takes up what was remembered. What cannot be read is left behind: it is of use to nobody.
    pub fn load(store: Store) -> Result<Self, StoreError> {
        let lines = store.get(Area::Local, NAME)?.and_then(|bytes| encoding::decode(&bytes).ok()).unwrap_or_default();
        Ok(Self { store, lines: Arc::new(Mutex::new(lines)) })
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Line>> {
        lock(&self.lines)
    }

    /// Everything that is remembered, oldest first.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.lock().iter().cloned().collect()
    }

    /// Adds a line. A device that is dialled in vain, or knocks, again and again leaves one line for that, at the last time.
    pub(super) fn note(&self, when: Timestamp, device: DeviceId, mut what: Happening) {
        if let Happening::Ended { detail, .. } | Happening::Shunned { detail } = &mut what {
            *detail = detail.chars().take(REASON).collect();
        }
        let mut lines = self.lock();
        let repeats = matches!(what, Happening::NotReached | Happening::Refused);
        let last = lines.iter().rposition(|line| line.device == device);
        if let Some(at) = last.filter(|at| repeats && lines[*at].what == what) {
            lines.remove(at);
        }
        if what.nothing_because().is_some() {
            forget_the_same_before(&mut lines, device, &what);
        }
        let refused = |line: &Line| line.what == Happening::Refused;
        if what == Happening::Refused && lines.iter().filter(|line| refused(line)).count() >= REFUSALS {
            let oldest = lines.iter().position(refused);
            oldest.and_then(|at| lines.remove(at));
        }
        lines.push_back(Line { when, device, what });
        leave_room_for_others(&mut lines, device);
        while lines.len() > LINES {
            lines.pop_front();
        }
    }

    /// Writes it down.
    pub(super) fn save(&self) -> Result<(), StoreError> {
        let bytes = encoding::encode(&*self.lock()).unwrap_or_default();
        self.store.write(|tx| tx.put(Area::Local, NAME, &bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path()).unwrap();
        (dir, Journal::load(store).unwrap())
    }

    fn device(number: u16) -> DeviceId {
        let mut bytes = [0; 32];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        DeviceId::from_bytes(bytes)
    }

    fn ended(detail: &str) -> Happening {
        Happening::Ended { received: 3, sent: 1, why: Ending::Closed, detail: detail.to_owned() }
    }

    #[test]
    fn what_is_written_down_is_there_in_the_next_run() {
        let (_dir, journal) = journal();
        journal.note(Timestamp(1), device(1), Happening::Connected { dialled: true, at: None });
        journal.note(Timestamp(2), device(1), ended("the connection closed"));
        journal.save().unwrap();
        let again = Journal::load(journal.store.clone()).unwrap();
        assert_eq!(again.lines(), journal.lines());
        assert_eq!(again.lines()[1].what, ended("the connection closed"));
    }

    #[test]
    fn trying_in_vain_leaves_one_line_at_its_last_time() {
        let (_dir, journal) = journal();
        for time in 0..100 {
            journal.note(Timestamp(time), device(1), Happening::NotReached);
            journal.note(Timestamp(time), device(2), Happening::NotReached);
        }
        let lines = journal.lines();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.when == Timestamp(99)));
        // After it was reached, not being reached is news again.
        journal.note(Timestamp(100), device(1), ended(""));
        journal.note(Timestamp(101), device(1), Happening::NotReached);
        assert_eq!(journal.lines().len(), 4);
    }

    #[test]
    fn conversations_about_nothing_leave_the_last_and_others_stay() {
        let (_dir, journal) = journal();
        let connected = |port| {
            let at = Some(SocketAddr::from(([10, 0, 0, 1], port)));
            Happening::Connected { dialled: false, at }
        };
        let nothing = Happening::Ended { received: 0, sent: 0, why: Ending::Closed, detail: "closed".to_owned() };
        journal.note(Timestamp(0), device(2), ended("of interest"));
        journal.note(Timestamp(0), device(1), ended("of interest too"));
        for time in 1..=1_000 {
            journal.note(Timestamp(time), device(1), connected(u16::try_from(time).unwrap()));
            journal.note(Timestamp(time), device(2), Happening::Connected { dialled: true, at: None });
            journal.note(Timestamp(time), device(1), nothing.clone());
            journal.note(Timestamp(time), device(2), if time % 500 == 0 { ended("with it") } else { nothing.clone() });
        }
        let lines = journal.lines();
        let of = |number| lines.iter().filter(|line| line.device == device(number)).collect::<Vec<_>>();
        let (first, second) = (of(1), of(2));
        assert_eq!(first.len(), 3);
        assert_eq!((first[0].what.clone(), first[1].what.clone()), (ended("of interest too"), connected(1_000)));
        assert_eq!((first[2].what.clone(), first[2].when), (nothing, Timestamp(1_000)));
        // In between something was exchanged: that stays, with what came before and after.
        assert_eq!(second.iter().filter(|line| line.what == ended("with it")).count(), 2);
        assert_eq!(second.len(), 9);
    }

    #[test]
    fn conversations_about_nothing_that_overlap_leave_the_last_too() {
        let (_dir, journal) = journal();
        let connected = || Happening::Connected { dialled: false, at: None };
        let nothing = || Happening::Ended { received: 0, sent: 0, why: Ending::Closed, detail: String::new() };
        journal.note(Timestamp(0), device(1), ended("of interest"));
        let mut open = 0;
        for time in 1..=1_000 {
            // One more begins before the last ended, two, or none.
            journal.note(Timestamp(time), device(1), connected());
            open += 1;
            while open > time % 3 {
                journal.note(Timestamp(time), device(1), nothing());
                open -= 1;
            }
            assert!(journal.lines().len() <= 6, "{:?}", journal.lines());
        }
        while open > 0 {
            journal.note(Timestamp(1_001), device(1), nothing());
            open -= 1;
        }
        let lines = journal.lines();
        let what: Vec<_> = lines.iter().map(|line| (line.when.0, line.what.name())).collect();
        assert_eq!(what, [(0, "ended"), (1_000, "connected"), (1_001, "ended")]);
    }

    #[test]
    fn strangers_do_not_push_out_what_happened_with_others() {
        let (_dir, journal) = journal();
        journal.note(Timestamp(0), device(0), ended("of interest"));
        for number in 1..2_000 {
            journal.note(Timestamp(1), device(number), Happening::Refused);
        }
        let lines = journal.lines();
        assert_eq!(lines.len(), 1 + REFUSALS);
        assert_eq!(lines[0].what, ended("of interest"));
        assert_eq!(lines.last().unwrap().device, device(1_999));
    }

    #[test]
    fn a_device_that_sends_one_record_a_conversation_does_not_push_out_what_happened_with_others() {
        let (_dir, journal) = journal();
        for number in 2..=5 {
            for time in 0..60 {
                journal.note(Timestamp(time), device(number), ended("of interest"));
            }
        }
        let one = || Happening::Ended { received: 1, sent: 0, why: Ending::Closed, detail: "closed".to_owned() };
        for time in 100..1_100 {
            journal.note(Timestamp(time), device(1), Happening::Connected { dialled: false, at: None });
            journal.note(Timestamp(time), device(1), one());
        }
        let lines = journal.lines();
        let of = |number| lines.iter().filter(|line| line.device == device(number)).count();
        assert_eq!((1..=5).map(of).collect::<Vec<_>>(), [OF_ONE, 60, 60, 60, 60]);
        assert_eq!((lines.last().unwrap().when, lines.last().unwrap().what.clone()), (Timestamp(1_099), one()));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let (_dir, journal) = journal();
        for time in 0..2_000 {
            journal.note(Timestamp(time), device(1), ended(&"x".repeat(10_000)));
        }
        let lines = journal.lines();
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines[0].when, Timestamp(2_000 - i64::try_from(LINES).unwrap()));
        let Happening::Ended { detail, .. } = &lines[0].what else { panic!() };
        assert_eq!(detail.len(), REASON);
    }
}
