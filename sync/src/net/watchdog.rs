//! Notices that the network is not what it was: the machine slept, or nobody is heard any more. Then the endpoint looks at
//! its networks again, and when that does not help it is bound anew. Nobody has to do anything.

use std::time::Duration;

use deelbaar_schema::time::Timestamp;

/// How often it looks.
pub(super) const PAUSE: Duration = Duration::from_secs(10);
/// A clock on the wall that runs this much away from the other in one pause was set, or the machine slept.
const JUMP: Duration = Duration::from_secs(30);
/// Nothing heard for this long is reason to look at the networks again.
const SILENCE: Duration = Duration::from_mins(3);
/// How long that may take to help.
const HELP: Duration = Duration::from_mins(1);
/// Most time between two endpoints while nobody is there.
const SELDOM: Duration = Duration::from_hours(1);

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    Wait,
    /// Look at the networks again, and dial everybody.
    LookAgain,
    /// Bind the endpoint anew.
    Renew,
}

/// What it saw so far. Times since it began are of a clock that cannot be set.
#[derive(Debug)]
pub(super) struct Watchdog {
    last: (Duration, Timestamp),
    /// When somebody was last heard, or nobody was expected.
    heard: Duration,
    /// When it last looked at the networks again, since.
    looked: Option<Duration>,
    /// How long nobody must be heard before the endpoint is bound anew.
    patience: Duration,
}

impl Watchdog {
    /// Begins now.
    pub(super) fn new(wall: Timestamp) -> Self {
        Self { last: (Duration::ZERO, wall), heard: Duration::ZERO, looked: None, patience: SILENCE + HELP }
    }

    /// Looks: what the clocks say, whether anybody is connected, and whether anybody should be.
    pub(super) fn look(&mut self, steady: Duration, wall: Timestamp, connected: bool, expected: bool) -> Step {
        let slept = self.slept(steady, wall);
        self.last = (steady, wall);
        if slept {
            // Connections of before may look alive and be dead: they get a minute to show which.
            (self.heard, self.looked, self.patience) = (steady, Some(steady), HELP);
            return Step::LookAgain;
        }
        if connected || !expected {
            let settled = self.looked.is_none_or(|looked| steady.saturating_sub(looked) >= HELP);
            if settled {
                (self.looked, self.patience) = (None, SILENCE + HELP);
            }
            self.heard = steady;
            return Step::Wait;
        }
        let silent = steady.saturating_sub(self.heard);
        if silent >= self.patience {
            (self.heard, self.looked) = (steady, None);
            self.patience = (self.patience * 2).clamp(SILENCE + HELP, SELDOM);
            return Step::Renew;
        }
        if silent >= SILENCE && self.looked.is_none() {
            self.looked = Some(steady);
            return Step::LookAgain;
        }
        Step::Wait
    }

    /// Whether more time passed on the wall than here, or much more than a pause in both.
    fn slept(&self, steady: Duration, wall: Timestamp) -> bool {
        let here = steady.saturating_sub(self.last.0);
        let there = wall.0.saturating_sub(self.last.1.0);
        let apart = there.saturating_sub(i64::try_from(here.as_millis()).unwrap_or(i64::MAX)).unsigned_abs();
        Duration::from_millis(apart) >= JUMP || here >= PAUSE + JUMP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every pause until `until`, with a wall clock that runs as it should.
    struct Run {
        dog: Watchdog,
        now: Duration,
        ahead: i64,
    }

    impl Run {
        fn new() -> Self {
            Self { dog: Watchdog::new(Timestamp(1_000)), now: Duration::ZERO, ahead: 1_000 }
        }

        fn step(&mut self, by: Duration, connected: bool, expected: bool) -> Step {
            self.now += by;
            let wall = Timestamp(self.ahead + i64::try_from(self.now.as_millis()).unwrap());
            self.dog.look(self.now, wall, connected, expected)
        }

        /// What it does other than waiting, and after how many minutes.
        fn during(&mut self, minutes: u64, connected: bool, expected: bool) -> Vec<(u64, Step)> {
            let mut done = Vec::new();
            for look in 1..=minutes * 60 / PAUSE.as_secs() {
                match self.step(PAUSE, connected, expected) {
                    Step::Wait => {}
                    step => done.push((look * PAUSE.as_secs() / 60, step)),
                }
            }
            done
        }
    }

    #[test]
    fn silence_is_first_looked_into_and_then_ended_ever_less_often() {
        let mut run = Run::new();
        assert_eq!(run.during(60, true, true), []);
        let done = run.during(60, false, true);
        let expected = [
            (3, Step::LookAgain),
            (4, Step::Renew),
            (7, Step::LookAgain),
            (12, Step::Renew),
            (15, Step::LookAgain),
            (28, Step::Renew),
            (31, Step::LookAgain),
            (60, Step::Renew),
        ];
        assert_eq!(done, expected);
        // Somebody is there again: all as at first.
        assert_eq!(run.during(5, true, true), []);
        assert_eq!(run.during(5, false, true), [(3, Step::LookAgain), (4, Step::Renew)]);
    }

    #[test]
    fn nobody_is_missed_who_is_not_expected() {
        assert_eq!(Run::new().during(300, false, false), []);
    }

    #[test]
    fn after_sleep_it_looks_at_once_and_renews_within_a_minute_when_that_does_not_help() {
        // The wall clock went on while the other stood still.
        let mut run = Run::new();
        run.ahead += 8 * 60 * 60 * 1000;
        assert_eq!(run.step(PAUSE, true, true), Step::LookAgain);
        assert_eq!(run.during(3, false, true).first(), Some(&(1, Step::Renew)));
        // Both went on.
        let mut run = Run::new();
        assert_eq!(run.step(Duration::from_mins(20), true, true), Step::LookAgain);
        assert_eq!(run.during(30, true, true), []);
        // Set back by hand: nothing is lost by looking.
        let mut run = Run::new();
        run.ahead -= 365 * 24 * 60 * 60 * 1000;
        assert_eq!(run.step(PAUSE, true, true), Step::LookAgain);
        assert_eq!(run.during(30, true, true), []);
    }

    #[test]
    fn connections_that_only_look_alive_after_sleep_are_given_a_minute() {
        let mut run = Run::new();
        run.ahead += 60 * 60 * 1000;
        assert_eq!(run.step(PAUSE, true, true), Step::LookAgain);
        // The old connection is given up half a minute later.
        assert_eq!(run.step(PAUSE, true, true), Step::Wait);
        assert_eq!(run.step(PAUSE, true, true), Step::Wait);
        assert_eq!(run.during(3, false, true).first(), Some(&(1, Step::Renew)));
    }
}
