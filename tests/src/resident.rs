//! How much memory this process takes at most, where the system tells (Linux).

use std::sync::{Mutex, MutexGuard, PoisonError};

const MIB: u64 = 1024 * 1024;

static TURN: Mutex<()> = Mutex::new(());

/// Watches the memory of the process from its beginning on. One at a time: tests that watch take turns.
pub struct Peak {
    before: Option<u64>,
    _turn: MutexGuard<'static, ()>,
}

impl Peak {
    /// Begins to watch.
    pub fn begin() -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        // The mark of the highest level goes back to what is taken now.
        let before = std::fs::write("/proc/self/clear_refs", "5").ok().and_then(|()| level("VmRSS:"));
        if before.is_none() {
            println!("skipped: this system does not tell how much memory a process takes");
        }
        Self { before, _turn: turn }
    }

    /// How much more was taken at most since then, in MiB; 0 where the system does not tell.
    pub fn grown(&self) -> u64 {
        let Some(before) = self.before else { return 0 };
        level("VmHWM:").unwrap_or_default().saturating_sub(before) / MIB
    }

    /// Fails where more was taken than `most` MiB.
    #[track_caller]
    pub fn stayed_within(&self, most: u64) {
        let grown = self.grown();
        println!("{grown} MiB at most");
        assert!(grown <= most, "{grown} MiB were taken, of {most}");
    }
}

/// A line of what the system says of this process, in bytes.
fn level(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix(name))?.trim().strip_suffix("kB")?.trim();
    Some(kib.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_for_a_moment_is_seen() {
        let peak = Peak::begin();
        let taken: Vec<u8> = (0..=255).cycle().take(64 * 1024 * 1024).collect();
        drop(std::hint::black_box(taken));
        let grown = peak.grown();
        assert!(peak.before.is_none() || grown >= 60, "{grown}");
    }
}
