//! Input and output of subcommands: of this process, or of another one for which this one carries a command out (see
//! [`attach`](crate::attach)). The only place that writes to standard output and error.

use std::cell::RefCell;
use std::fs::File;
use std::future::Future;
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::cli::Secret;
use crate::failure::Failure;

/// The most bytes that are read of one file or of standard input.
pub const MOST: usize = 64 * 1024 * 1024;

/// Everything there is to read, when that is not more than `most` bytes. Some files, such as `/dev/zero`, never end.
pub fn whole(from: impl io::Read, most: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::default();
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

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

/// Where a command is given: what it prints goes there, and what it reads and asks comes from there.
pub trait Terminal: Send + Sync {
    /// Writes to standard output. A reader that went away, as in `deelbaar sections | head`, is no failure.
    fn out(&self, text: &str);
    /// Writes to standard error.
    fn err(&self, text: &str);
    /// Whether a person can answer on standard input.
    fn is_interactive(&self) -> bool;
    /// Reads a file, or standard input (`None`).
    fn read(&self, path: Option<&Path>) -> io::Result<Zeroizing<Vec<u8>>>;
    /// The next line of standard input; `None` at its end. Waits for it.
    fn line(&self) -> Option<String>;
    /// A passphrase: from the file that the environment names, or asked; twice when it is being `chosen`.
    fn secret(&self, which: Secret, chosen: bool) -> Result<Zeroizing<String>, Failure>;
    /// Whether the environment names a file with it.
    fn is_given(&self, which: Secret) -> bool;
    /// What a path of the command line means, also for a process that works in another folder.
    fn absolute(&self, path: &Path) -> io::Result<PathBuf>;
    /// Waits until whoever gave the command has gone.
    fn left(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// That of this process.
struct Own;

impl Terminal for Own {
    fn out(&self, text: &str) {
        let mut out = io::stdout().lock();
        drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    fn err(&self, text: &str) {
        drop(io::stderr().lock().write_all(text.as_bytes()));
    }

    fn is_interactive(&self) -> bool {
        io::stdin().is_terminal()
    }

    fn read(&self, path: Option<&Path>) -> io::Result<Zeroizing<Vec<u8>>> {
        match path {
            None => whole(io::stdin().lock(), MOST),
            Some(path) => whole(File::open(path)?, MOST),
        }
    }

    fn line(&self) -> Option<String> {
        let mut line = String::new();
        (io::stdin().read_line(&mut line).ok()? > 0).then_some(line)
    }

    fn secret(&self, which: Secret, chosen: bool) -> Result<Zeroizing<String>, Failure> {
        which.of_this_process(chosen)
    }

    fn is_given(&self, which: Secret) -> bool {
        which.file().is_some()
    }

    fn absolute(&self, path: &Path) -> io::Result<PathBuf> {
        std::path::absolute(path)
    }

    fn left(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::pending())
    }
}

thread_local! {
    static LENT: RefCell<Option<Arc<dyn Terminal>>> = const { RefCell::new(None) };
}

/// Runs `body` on this thread for a command that was given at another terminal.
pub fn with_terminal<R>(terminal: Arc<dyn Terminal>, body: impl FnOnce() -> R) -> R {
    let before = LENT.replace(Some(terminal));
    let result = body();
    LENT.set(before);
    result
}

/// Where the command of this thread was given.
pub fn terminal() -> Arc<dyn Terminal> {
    LENT.with_borrow(Clone::clone).unwrap_or_else(|| Arc::new(Own))
}

/// Prints a line.
pub fn line(text: &str) {
    terminal().out(&format!("{text}\n"));
}

/// Prints a line to standard error.
pub fn complain(text: &str) {
    terminal().err(&format!("{text}\n"));
}

/// What is in a file that the command line names; `-` is standard input.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let from = Some(path).filter(|path| path.as_os_str() != "-");
    terminal().read(from).map_err(|error| Failure::File { path: path.to_owned(), error })
}

/// What a path of the command line means.
pub fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    terminal().absolute(path).map_err(|error| Failure::File { path: path.to_owned(), error })
}
