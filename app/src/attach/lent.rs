//! The terminal of another process: what the command prints, reads and asks goes over the socket.

use std::ffi::OsString;
use std::future::Future;
use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;
use zeroize::Zeroizing;

use super::wire::{self, Answer, BREATH, NoSecret, PART, Run, Says};
use crate::cli::Secret;
use crate::console::{MOST, Terminal};
use crate::failure::Failure;
use deelbaar_sync::poison::lock;

/// A terminal that another process lends.
pub(super) struct Lent {
    run: Run,
    writer: Mutex<UnixStream>,
    /// One question at a time; its answers come in order.
    answers: Mutex<Receiver<Answer>>,
    left: watch::Receiver<bool>,
    /// Dropped at the end: then nobody says any more that this side is alive.
    _alive: Sender<()>,
}

impl Lent {
    /// Takes it; two threads listen and speak until the other end, or this, is gone.
    pub(super) fn new(stream: &UnixStream, run: Run) -> io::Result<Arc<Self>> {
        let (reader, writer) = (stream.try_clone()?, stream.try_clone()?);
        let (answer, answers) = channel();
        let (leave, left) = watch::channel(false);
        let (alive, ended) = channel();
        let terminal =
            Arc::new(Self { run, writer: Mutex::new(writer), answers: Mutex::new(answers), left, _alive: alive });
        std::thread::spawn(move || listen(&reader, &answer, &leave));
        let speaker = Arc::downgrade(&terminal);
        std::thread::spawn(move || {
            while ended.recv_timeout(BREATH) == Err(RecvTimeoutError::Timeout) {
                let Some(terminal) = speaker.upgrade() else { return };
                terminal.say(&Says::Alive);
            }
        });
        Ok(terminal)
    }

    /// The command line that was given there.
    pub(super) fn args(&self) -> Vec<OsString> {
        self.run.args.clone()
    }

    /// Says it, unless nobody listens any more. An end that does not read is gone too.
    pub(super) fn say(&self, message: &Says) {
        let writer = lock(&self.writer);
        if wire::write(&writer, message).is_err() {
            drop(writer.shutdown(Shutdown::Both));
        }
    }

    fn leave(&self) {
        drop(lock(&self.writer).shutdown(Shutdown::Both));
    }

    fn print(&self, text: &str, say: impl Fn(String) -> Says) {
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(rest.floor_char_boundary(PART));
            self.say(&say(part.to_owned()));
            rest = after;
        }
    }

    /// Asks one thing, and lets `hear` take the answers until it has all.
    fn ask<T>(&self, question: &Says, mut hear: impl FnMut(Answer) -> Option<io::Result<T>>) -> io::Result<T> {
        let answers = lock(&self.answers);
        self.say(question);
        loop {
            let answer = answers.recv().map_err(|_gone| io::ErrorKind::BrokenPipe)?;
            if let Some(result) = hear(answer) {
                return result;
            }
        }
    }
}

/// Takes answers until the other end is gone.
fn listen(reader: &UnixStream, answer: &Sender<Answer>, leave: &watch::Sender<bool>) {
    loop {
        match wire::read(reader) {
            Ok(Answer::Alive) => {}
            Ok(other) => {
                if answer.send(other).is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    drop(reader.shutdown(Shutdown::Both));
    leave.send_replace(true);
}

/// An answer to another question.
fn unexpected<T>() -> io::Result<T> {
    Err(io::ErrorKind::InvalidData.into())
}

impl Terminal for Lent {
    fn out(&self, text: &str) {
        self.print(text, Says::Out);
    }

    fn err(&self, text: &str) {
        self.print(text, Says::Err);
    }

    fn is_interactive(&self) -> bool {
        self.run.interactive
    }

    fn read(&self, path: Option<&Path>) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut bytes = Some(Zeroizing::new(Vec::new()));
        self.ask(&Says::Read(path.map(|path| path.as_os_str().to_owned())), |answer| match answer {
            Answer::Part(part) => {
                let all = bytes.as_mut()?;
                all.extend_from_slice(&part);
                if all.len() <= MOST {
                    return None;
                }
                // The rest of it would be taken for other answers.
                self.leave();
                Some(Err(io::ErrorKind::FileTooLarge.into()))
            }
            Answer::End => Some(Ok(bytes.take().unwrap_or_default())),
            Answer::Unreadable(why) => Some(Err(io::Error::other(why))),
            _ => Some(unexpected()),
        })
    }

    fn line(&self) -> Option<String> {
        self.ask(&Says::Line, |answer| match answer {
            Answer::Line(line) => Some(Ok(line)),
            _ => Some(unexpected()),
        })
        .unwrap_or_default()
    }

    fn secret(&self, which: Secret, chosen: bool) -> Result<Zeroizing<String>, Failure> {
        let asked = self.ask(&Says::Secret { which, chosen }, |answer| match answer {
            Answer::Secret(secret) => Some(Ok(secret)),
            _ => Some(unexpected()),
        });
        asked.map_err(|_gone| Failure::Holder(super::Refused::Silent))?.map_err(|none| match none {
            NoSecret::Usage(what) => Failure::Usage(what),
            NoSecret::File(path, why) => Failure::File { path: path.into(), error: io::Error::other(why) },
        })
    }

    fn is_given(&self, which: Secret) -> bool {
        self.run.given.contains(&which)
    }

    fn absolute(&self, path: &Path) -> io::Result<PathBuf> {
        std::path::absolute(Path::new(&self.run.folder).join(path))
    }

    fn left(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut left = self.left.clone();
        // One who listens no more has left as well.
        Box::pin(async move { drop(left.wait_for(|left| *left).await) })
    }
}
