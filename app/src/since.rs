//! How long ago something was, also when the machine slept meanwhile.

use std::time::{Duration, Instant, SystemTime};

/// A moment, by the clock that counts while the machine is awake and by the clock on the wall.
///
/// The first stands still while a laptop sleeps, the second can be set back: the larger of both counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Since {
    awake: Instant,
    wall: SystemTime,
}

impl Since {
    /// This moment.
    pub(crate) fn now() -> Self {
        Self { awake: Instant::now(), wall: SystemTime::now() }
    }

    /// How long ago it was. A clock on the wall that was set forward makes that longer, never shorter.
    pub(crate) fn elapsed(self) -> Duration {
        self.awake.elapsed().max(self.wall.elapsed().unwrap_or_default())
    }

    /// As if the machine slept for so long since then.
    #[cfg(test)]
    pub(crate) fn slept(self, time: Duration) -> Self {
        Self { wall: self.wall - time, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_of_both_clocks_counts() {
        let hour = Duration::from_hours(1);
        assert!(Since::now().elapsed() < hour);
        assert!(Since::now().slept(hour).elapsed() >= hour);
        // Set back: what the other clock says still counts.
        let back = Since { wall: SystemTime::now() + hour, ..Since::now() };
        std::thread::sleep(Duration::from_millis(5));
        assert!(back.elapsed() >= Duration::from_millis(5));
    }
}
