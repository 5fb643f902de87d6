//! Which devices that are not let in get a line in the log of the system: a stranger must not fill the disk with them. What
//! gets none is counted, and the next line says how many those were.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use deelbaar_schema::id::DeviceId;

use crate::audit::{self, Origin};
use crate::poison::lock;

/// So many lines in one [`WHILE`].
const LINES: usize = 10;
const WHILE: Duration = Duration::from_mins(1);
/// A device has one line in this time.
const AGAIN: Duration = Duration::from_hours(1);

/// Those of late. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals(Arc<Mutex<Late>>);

#[derive(Debug, Default)]
struct Late {
    /// When the lines of now began to be counted.
    since: Option<Instant>,
    lines: usize,
    /// Refused without a line.
    untold: u64,
    told: BTreeMap<DeviceId, Instant>,
}

impl Late {
    /// Whether this one gets a line, and how many had none before it; they are told then.
    fn of(&mut self, device: DeviceId, now: Instant) -> Option<u64> {
        if self.since.is_none_or(|since| now.duration_since(since) >= WHILE) {
            (self.since, self.lines) = (Some(now), 0);
            self.told.retain(|_, then| now.duration_since(*then) < AGAIN);
        }
        if self.lines >= LINES || self.told.get(&device).is_some_and(|then| now.duration_since(*then) < AGAIN) {
            self.untold += 1;
            return None;
        }
        self.lines += 1;
        self.told.insert(device, now);
        Some(std::mem::take(&mut self.untold))
    }
}

impl Refusals {
    /// A device was not let in.
    pub(super) fn note(&self, device: DeviceId) {
        let line = lock(&self.0).of(device, Instant::now());
        let Some(untold) = line else { return };
        if untold > 0 {
            audit::note("connect", &format!("{untold} more"), false, Origin::Network, "");
        }
        audit::note("connect", "", false, Origin::Network, &device.short());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_gets_few_lines_however_often_it_comes() {
        let (mut late, begin) = (Late::default(), Instant::now());
        let device = |number: u32| {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&number.to_be_bytes());
            DeviceId::from_bytes(bytes)
        };
        // The same one, for an hour.
        let lines = (0..3600).filter_map(|second| late.of(device(1), begin + Duration::from_secs(second))).count();
        assert_eq!((lines, late.untold), (1, 3599));
        // Another one each time, all in a minute.
        let hour = begin + AGAIN;
        let lines: Vec<u64> = (0..1000).filter_map(|number| late.of(device(100 + number), hour)).collect();
        assert_eq!((lines.len(), lines[0], lines[1], late.untold), (LINES, 3599, 0, 990));
        // And what is remembered of them stays little.
        for number in 0..100_000 {
            late.of(device(5000 + number), hour + Duration::from_millis(100) * number);
        }
        assert!(late.told.len() <= LINES * 62, "{}", late.told.len());
        let untold = late.untold;
        assert!(untold > 0);
        assert_eq!((late.of(device(1), hour + AGAIN * 5), late.untold), (Some(untold), 0));
    }
}
