//! What one device may cost this one. Honest devices stay far below; whoever goes beyond is not listened to for a while, and
//! what was exchanged until then is kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use tokio::time::Instant;

use super::SessionError;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const MIB: u64 = 1024 * 1024;

/// What one device may cost. The region of all 342 municipalities is 21,000 records and 45 MB; a large municipality's plan of
/// many years is of that order too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that come in within an hour.
    pub bytes_an_hour: u64,
    /// Bytes that come in within a day.
    pub bytes_a_day: u64,
    /// Bytes that it makes this device send within an hour.
    pub sent_an_hour: u64,
    /// Frames within an hour.
    pub frames_an_hour: u64,
    /// Records within an hour that were here already, or cannot be taken in.
    pub useless_an_hour: u64,
    /// Sessions within an hour that it began.
    pub sessions_an_hour: u64,
}

impl Limits {
    /// Ten times what an honest device needs on its busiest day.
    pub const USUAL: Self = Self {
        bytes_an_hour: 512 * MIB,
        bytes_a_day: 2048 * MIB,
        sent_an_hour: 1024 * MIB,
        frames_an_hour: 200_000,
        useless_an_hour: 200_000,
        sessions_an_hour: 2_000,
    };
}

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(in crate::net) enum Cost {
    /// A frame of so many bytes came.
    Frame(usize),
    /// So many bytes went.
    Sent(usize),
    /// So many records brought nothing.
    Useless(usize),
    /// It began a session.
    Session,
}

#[derive(Debug)]
struct Spent {
    hour: Instant,
    day: Instant,
    bytes: u64,
    bytes_of_day: u64,
    sent: u64,
    frames: u64,
    useless: u64,
    sessions: u64,
}

impl Spent {
    fn new(now: Instant) -> Self {
        Self { hour: now, day: now, bytes: 0, bytes_of_day: 0, sent: 0, frames: 0, useless: 0, sessions: 0 }
    }

    fn renew(&mut self, now: Instant) {
        if now - self.day >= DAY {
            *self = Self::new(now);
        } else if now - self.hour >= HOUR {
            *self = Self { day: self.day, bytes_of_day: self.bytes_of_day, ..Self::new(now) };
        }
    }

    /// What there is too much of.
    fn excess(&self, limits: &Limits) -> Option<&'static str> {
        let checks = [
            (self.bytes > limits.bytes_an_hour, "it sent too many bytes within an hour"),
            (self.bytes_of_day > limits.bytes_a_day, "it sent too many bytes within a day"),
            (self.sent > limits.sent_an_hour, "it asked for too much within an hour"),
            (self.frames > limits.frames_an_hour, "it sent too many messages within an hour"),
            (self.useless > limits.useless_an_hour, "it sent too many records that bring nothing"),
            (self.sessions > limits.sessions_an_hour, "it connected too often within an hour"),
        ];
        checks.into_iter().find_map(|(over, what)| over.then_some(what))
    }
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

    /// Counts what `device` costs; an error when it is too much.
    pub(in crate::net) fn charge(&self, device: &DeviceId, cost: Cost) -> Result<(), SessionError> {
        let now = Instant::now();
        let mut all = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let spent = all.entry(*device).or_insert_with(|| Spent::new(now));
        spent.renew(now);
        match cost {
            Cost::Frame(bytes) => {
                spent.frames += 1;
                spent.bytes += bytes as u64;
                spent.bytes_of_day += bytes as u64;
            }
            Cost::Sent(bytes) => spent.sent += bytes as u64,
            Cost::Useless(records) => spent.useless += records as u64,
            Cost::Session => spent.sessions += 1,
        }
        spent.excess(&self.limits).map_or(Ok(()), |what| Err(SessionError::TooMuch(what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId::from_bytes([1; 32]);

    /// A region of 342 municipalities from one peer, with every record pushed alone and confirmed, and as much again for
    /// nothing because another peer was faster.
    #[test]
    fn a_whole_country_fits_ten_times() {
        let budgets = Budgets::new(Limits::USUAL);
        for _ in 0..21_000 {
            budgets.charge(&DEVICE, Cost::Frame(2_200)).unwrap();
            budgets.charge(&DEVICE, Cost::Frame(70)).unwrap();
            budgets.charge(&DEVICE, Cost::Sent(2_300)).unwrap();
            budgets.charge(&DEVICE, Cost::Useless(1)).unwrap();
        }
        budgets.charge(&DEVICE, Cost::Frame(200 * 1024 * 1024)).unwrap();
        budgets.charge(&DEVICE, Cost::Useless(150_000)).unwrap();
        budgets.charge(&DEVICE, Cost::Frame(500 * 1024 * 1024)).unwrap_err();
        budgets.charge(&DeviceId::from_bytes([2; 32]), Cost::Frame(1)).unwrap();
    }
}
