//! How long nobody has been at the window.

use std::time::Duration;

use egui::Context;

use crate::since::Since;

/// When somebody was last at the window.
#[derive(Default)]
pub(super) struct Idle {
    seen: Option<Since>,
}

impl Idle {
    /// Whether nobody was at the window for that many minutes; 0 is never. Wakes the window when that will be.
    ///
    /// It looks at no event: a key that wakes a laptop comes too late.
    pub(super) fn passed(&mut self, ctx: &Context, minutes: u16) -> bool {
        let gone = self.seen.get_or_insert_with(Since::now).elapsed();
        if minutes == 0 {
            return false;
        }
        let most = Duration::from_mins(u64::from(minutes));
        ctx.request_repaint_after(most.saturating_sub(gone).max(Duration::from_secs(1)));
        gone >= most
    }

    /// Somebody is at the window, where this frame has an event. Only for a frame that shows: a hidden one repeats the events of the
    /// last that did.
    pub(super) fn look(&mut self, ctx: &Context) {
        if ctx.input(|input| !input.events.is_empty() || input.pointer.any_down()) {
            self.seen = Some(Since::now());
        }
    }

    /// As if the machine slept for so long since somebody was here.
    #[cfg(test)]
    pub(super) fn sleep(&mut self, time: Duration) {
        self.seen = Some(self.seen.unwrap_or_else(Since::now).slept(time));
    }
}
