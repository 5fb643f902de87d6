//! In the process that a subcommand was given to: has it carried out by the process that holds the workspace.

use std::ffi::OsString;
use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_bytes::ByteBuf;

use super::wire::{self, Answer, BREATH, Hello, NoSecret, PART, Run, Says, Wants};
use super::{Refused, place};
use crate::cli::Secret;
use crate::console::{Terminal, terminal};
use crate::failure::Failure;
use crate::words;
use deelbaar_sync::poison::lock;

/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(5);

/// Has the command of this process carried out by whoever holds the workspace in `dir`. Its exit code; `None` when nobody
/// answers there.
pub fn run_there(dir: &Path) -> Result<Option<u8>, Failure> {
    run_at(dir, std::env::args_os().collect(), &terminal())
}

/// The same for any command line and terminal.
pub(super) fn run_at(dir: &Path, args: Vec<OsString>, terminal: &Arc<dyn Terminal>) -> Result<Option<u8>, Failure> {
    let folder = std::env::current_dir().map(OsString::from).unwrap_or_default();
    let given = Secret::ALL.into_iter().filter(|secret| terminal.is_given(*secret)).collect();
    let run = Run { args, folder, interactive: terminal.is_interactive(), given };
    let Some(line) = Line::connect(dir, Wants::Run(run))? else { return Ok(None) };
    match line.read() {
        Ok(Says::Begun) => line.serve(terminal).map(Some),
        Ok(Says::Refused(refused)) => Err(Failure::Holder(refused)),
        // It was closing when this came.
        _ => Ok(None),
    }
}

/// The workspace was closed for this process, until this is dropped.
pub struct Place {
    _line: Line,
}

/// Asks whoever holds the workspace in `dir` to make place. `None` when nobody answers there.
pub fn make_place(dir: &Path) -> Result<Option<Place>, Failure> {
    let Some(line) = Line::connect(dir, Wants::Place)? else { return Ok(None) };
    match line.read() {
        Ok(Says::Place) => Ok(Some(Place { _line: line })),
        Ok(Says::Refused(refused)) => Err(Failure::Holder(refused)),
        _ => Ok(None),
    }
}

/// The connection, on which this side says now and then that it is still there.
struct Line {
    stream: UnixStream,
    writer: Arc<Mutex<UnixStream>>,
    _alive: Sender<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.stream.shutdown(Shutdown::Both));
    }
}

impl Line {
    fn connect(dir: &Path, wants: Wants) -> Result<Option<Self>, Failure> {
        let Some(stream) = connect(dir).map_err(|_error| Failure::Holder(Refused::Silent))? else { return Ok(None) };
        if wire::write(&stream, &Hello::new(wants)).is_err() {
            return Ok(None);
        }
        let line = || {
            let writer = Arc::new(Mutex::new(stream.try_clone()?));
            let (alive, ended) = channel();
            let speaker = Arc::clone(&writer);
            std::thread::spawn(move || {
                while ended.recv_timeout(BREATH) == Err(RecvTimeoutError::Timeout) {
                    say(&speaker, &Answer::Alive);
                }
            });
            Ok::<_, io::Error>(Self { stream, writer, _alive: alive })
        };
        line().map(Some).map_err(|_error| Failure::Holder(Refused::Silent))
    }

    /// The next message that says something.
    fn read(&self) -> io::Result<Says> {
        loop {
            match wire::read(&self.stream)? {
                Says::Alive => {}
                other => return Ok(other),
            }
        }
    }

    /// Does for the command what it asks of this process, until it has ended.
    fn serve(&self, terminal: &Arc<dyn Terminal>) -> Result<u8, Failure> {
        loop {
            match self.read() {
                Ok(Says::Out(text)) => terminal.out(&text),
                Ok(Says::Err(text)) => terminal.err(&text),
                Ok(Says::Read(path)) => self.send(path.as_ref().map(Path::new), terminal.as_ref()),
                Ok(Says::Line) => {
                    // Apart: whoever types takes as long as they like, and the command may end meanwhile.
                    let (writer, terminal) = (Arc::clone(&self.writer), Arc::clone(terminal));
                    std::thread::spawn(move || say(&writer, &Answer::Line(terminal.line())));
                }
                Ok(Says::Secret { which, chosen }) => {
                    let secret = terminal.secret(which, chosen).map_err(|failure| match failure {
                        Failure::File { path, error } => NoSecret::File(path.into(), words::io_reason(&error)),
                        other => NoSecret::Usage(other.to_string()),
                    });
                    say(&self.writer, &Answer::Secret(secret));
                }
                Ok(Says::Exit(code)) => return Ok(code),
                Ok(Says::Begun | Says::Alive | Says::Refused(_) | Says::Place) | Err(_) => {
                    return Err(Failure::Holder(Refused::Silent));
                }
            }
        }
    }

    /// Sends what is in a file, or on standard input.
    fn send(&self, path: Option<&Path>, terminal: &dyn Terminal) {
        match terminal.read(path) {
            Ok(bytes) => {
                for part in bytes.chunks(PART) {
                    say(&self.writer, &Answer::Part(ByteBuf::from(part)));
                }
                say(&self.writer, &Answer::End);
            }
            Err(error) => say(&self.writer, &Answer::Unreadable(words::io_reason(&error))),
        }
    }
}

/// Says it. When nobody listens any more, reading tells.
fn say(writer: &Mutex<UnixStream>, answer: &Answer) {
    drop(wire::write(&lock(writer), answer));
}

/// A connection with a process of the same user; `None` when nobody listens.
fn connect(dir: &Path) -> io::Result<Option<UnixStream>> {
    // A runtime of its own: a window may ask from within another.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let connecting = async {
        match tokio::time::timeout(CONNECTING, place::connect(dir)).await?? {
            Some(stream) if !place::is_own(&stream) => Err(io::ErrorKind::PermissionDenied.into()),
            Some(stream) => stream.into_std().map(Some),
            None => Ok(None),
        }
    };
    let stream = runtime.block_on(connecting)?;
    stream.as_ref().map_or(Ok(()), wire::impatient)?;
    Ok(stream)
}

#[cfg(test)]
mod tests;
