//! How long nobody has been at the window.

use std::time::{Duration, SystemTime};

use egui::Context;

/// When somebody was last at the window.
#[derive(Default)]
pub(super) struct Idle {
    /// By egui's clock, in seconds.
    last: f64,
    /// By the clock on the wall: it goes on while a laptop sleeps.
    seen: Option<SystemTime>,
}

impl Idle {
    /// Whether nobody was at the window for that many minutes; 0 is never. Wakes the window when that will be.
    pub(super) fn passed(&mut self, ctx: &Context, minutes: u16) -> bool {
        let (now, anybody) = ctx.input(|input| (input.time, !input.events.is_empty() || input.pointer.any_down()));
        if anybody || self.seen.is_none() {
            (self.last, self.seen) = (now, Some(SystemTime::now()));
        }
        if minutes == 0 {
            return false;
        }
        let most = Duration::from_mins(u64::from(minutes));
        let awake = Duration::try_from_secs_f64(now - self.last).unwrap_or_default();
        let asleep = self.seen.and_then(|seen| seen.elapsed().ok()).unwrap_or_default();
        let gone = awake.max(asleep);
        ctx.request_repaint_after(most.saturating_sub(gone).max(Duration::from_secs(1)));
        gone >= most
    }
}
