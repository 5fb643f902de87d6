//! How much memory this process took at most since some moment. Linux only; elsewhere nothing is seen.

use std::fs;

/// A moment, and what was taken then.
pub(super) struct Memory(Option<u64>);

impl Memory {
    /// Now: the most that was taken counts from here.
    pub(super) fn now() -> Self {
        let begun = fs::write("/proc/self/clear_refs", "5").is_ok();
        Self(status("VmRSS:").filter(|_| begun))
    }

    /// By how many bytes it grew since, at most.
    pub(super) fn grown(&self) -> u64 {
        self.0.zip(status("VmHWM:")).map_or(0, |(then, most)| most.saturating_sub(then))
    }
}

fn status(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
