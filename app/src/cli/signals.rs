//! What the system and the person at the terminal ask of a program that stays: to stop, or to open its log again.

use std::io;
use std::path::PathBuf;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::log_file;
use crate::failure::Failure;

/// Listens from the moment that it is made: what is asked while nobody waits for it is heard afterwards.
pub(super) struct Asked {
    #[cfg(unix)]
    stop: [Signal; 2],
    /// Only where there is a log to open again: elsewhere a terminal that closes ends the program.
    #[cfg(unix)]
    reopen: Option<Signal>,
    #[cfg(windows)]
    stop: tokio::signal::windows::CtrlC,
}

impl Asked {
    /// Within a tokio runtime.
    pub(super) fn new() -> Result<Self, Failure> {
        Self::listening().map_err(|error| Failure::File { path: PathBuf::from("tokio"), error })
    }

    #[cfg(unix)]
    fn listening() -> io::Result<Self> {
        let stop = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
        let reopen = log_file::is_kept().then(|| signal(SignalKind::hangup())).transpose()?;
        Ok(Self { stop, reopen })
    }

    #[cfg(windows)]
    fn listening() -> io::Result<Self> {
        Ok(Self { stop: tokio::signal::windows::ctrl_c()? })
    }

    /// Waits until somebody asks to stop: Ctrl C, or the service manager.
    #[cfg(unix)]
    pub(super) async fn stopping(&mut self) {
        let [terminate, interrupt] = &mut self.stop;
        loop {
            let reopen = async {
                match &mut self.reopen {
                    Some(reopen) => reopen.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = terminate.recv() => return,
                _ = interrupt.recv() => return,
                _ = reopen => log_file::reopen(),
            }
        }
    }

    #[cfg(windows)]
    pub(super) async fn stopping(&mut self) {
        drop(self.stop.recv().await);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;

    /// As while it does what is due, or says goodbye.
    #[tokio::test]
    async fn what_is_asked_while_nobody_waits_is_heard_afterwards() {
        let mut asked = Asked::new().unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(50), asked.stopping()).await;
        assert!(waited.is_err(), "nobody asked");
        let own = std::process::id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &own]).status().unwrap().success());
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::time::timeout(Duration::from_secs(5), asked.stopping()).await.expect("it was asked to stop");
    }
}
