//! Output: one JSON value, or text for people. The only place that writes to standard output and error.

use std::io::Write;

/// How a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Text.
    Text,
    /// One JSON value.
    Json,
}

impl Output {
    /// Prints the answer in the form that was asked.
    pub fn say(self, json: &serde_json::Value, text: impl FnOnce() -> String) {
        match self {
            Self::Json => line(&serde_json::to_string_pretty(json).unwrap_or_default()),
            Self::Text => line(&text()),
        }
    }
}

/// Prints a line. A reader that went away, as in `deelbaar sections | head`, is no failure.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{text}").and_then(|()| out.flush()));
}

/// Prints a line to standard error.
pub fn complain(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}
