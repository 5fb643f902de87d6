//! Lines in the log of the system about what was done, by whom, from where, and with what result (BIO2 8.15).
//!
//! One form for all of them: `action`, `object`, `result`, `origin`, `actor`, and the time that the log itself adds. An
//! object and an actor are the beginning of an id, or nothing. Never a name, a title, a text, a path or a key.

/// Through what it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A person at the window.
    Window,
    /// A person or a script at the command line.
    CommandLine,
    /// The program by itself, because of the time or of what arrived.
    Program,
    /// Another device.
    Network,
}

impl Origin {
    /// As the line has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command line",
            Self::Program => "program",
            Self::Network => "network",
        }
    }
}

/// Leaves a line. `actor` is the device that did it; for [`Origin::Network`] the other one.
pub fn note(action: &'static str, object: &str, done: bool, origin: Origin, actor: &str) {
    let (result, origin) = (if done { "done" } else { "refused" }, origin.name());
    tracing::info!(target: "deelbaar::audit", action, object, result, origin, actor);
}
