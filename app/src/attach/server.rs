//! In the process that holds the workspace: lets other processes of the same user have commands carried out.

use std::collections::BTreeMap;
use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tokio::net::UnixListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::lent::Lent;
use super::wire::{self, Hello, PATIENCE, Run, Says, Wants};
use super::{Holder, Refused, place};
use crate::engine::Desk;
use crate::{cli, console, host};
use deelbaar_sync::poison::lock;

/// So many commands go on at once.
const MOST: usize = 16;
/// How long commands may go on by themselves when the workspace is about to close, and how long after they were told.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Listens until it is closed.
pub struct Server {
    dir: PathBuf,
    accepting: JoinHandle<()>,
    shared: Arc<Shared>,
    takers: mpsc::Receiver<Taker>,
}

struct Shared {
    /// `None` once this closes.
    desk: Mutex<Option<Desk>>,
    holder: Holder,
    takers: mpsc::Sender<Taker>,
    /// Who is being talked to: their streams, to end them.
    guests: watch::Sender<BTreeMap<u64, UnixStream>>,
}

/// A window that waits until the workspace is closed, and holds it until this connection ends.
pub struct Taker(UnixStream);

impl Server {
    /// Listens in `dir`, whose lock this process holds. To be called within a runtime.
    ///
    /// Where it cannot listen the workspace works all the same; other commands then find it locked.
    pub fn listen(dir: &Path, desk: Desk, holder: Holder) -> Option<Self> {
        let listener = place::listen(dir)
            .inspect_err(|error| tracing::warn!(kind = ?error.kind(), "other commands cannot reach this process"))
            .ok()?;
        let (wait, takers) = mpsc::channel(1);
        let guests = watch::Sender::new(BTreeMap::new());
        let shared = Arc::new(Shared { desk: Mutex::new(Some(desk)), holder, takers: wait, guests });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Some(Self { dir: dir.to_owned(), accepting, shared, takers })
    }

    /// Waits until a window wants the workspace.
    pub async fn taker(&mut self) -> Taker {
        match self.takers.recv().await {
            Some(taker) => taker,
            None => std::future::pending().await,
        }
    }

    /// Ends: nobody new comes in, commands that go on may end, and nothing of the workspace is held here any more.
    ///
    /// To be called before the lock is released: whoever holds it next listens at the same place.
    pub async fn close(self) {
        self.accepting.abort();
        place::remove(&self.dir);
        *self.shared.desk() = None;
        let mut guests = self.shared.guests.subscribe();
        if tokio::time::timeout(LAST_WORDS, guests.wait_for(BTreeMap::is_empty)).await.is_ok() {
            return;
        }
        self.shared.guests.borrow().values().for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
        if tokio::time::timeout(LAST_WORDS, guests.wait_for(BTreeMap::is_empty)).await.is_err() {
            tracing::warn!("a command of another process was still being carried out at the end");
        }
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Option<Desk>> {
        lock(&self.desk)
    }
}

async fn accept(listener: UnixListener, shared: Arc<Shared>) {
    for number in 0.. {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::debug!(kind = ?error.kind(), "a connection of another command was not taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let refused = if !place::is_own(&stream) {
            tracing::warn!("a process of another user was turned away");
            Some(Refused::OtherUser)
        } else if shared.guests.borrow().len() >= MOST {
            Some(Refused::Busy)
        } else {
            None
        };
        let prepared = stream.into_std().and_then(|stream| {
            wire::impatient(&stream)?;
            Ok((stream.try_clone()?, stream))
        });
        let Ok((kept, stream)) = prepared else { continue };
        if let Some(refused) = refused {
            // It fits in what the system keeps for a new connection.
            drop(wire::write(&stream, &Says::Refused(refused)));
            continue;
        }
        shared.guests.send_modify(|guests| drop(guests.insert(number, kept)));
        let shared = Arc::clone(&shared);
        std::thread::spawn(move || {
            if let Err(error) = receive(stream, &shared) {
                tracing::debug!(kind = ?error.kind(), "a command of another process broke off");
            }
            shared.guests.send_modify(|guests| drop(guests.remove(&number)));
        });
    }
}

fn receive(stream: UnixStream, shared: &Shared) -> io::Result<()> {
    let hello: Hello = wire::read(&stream)?;
    if !hello.is_ours() {
        return wire::write(&stream, &Says::Refused(Refused::OtherVersion));
    }
    match hello.wants {
        Wants::Run(run) => carry_out(&stream, run, shared),
        Wants::Place if shared.holder == Holder::Window => wire::write(&stream, &Says::Refused(Refused::Window)),
        Wants::Place => match shared.takers.try_send(Taker(stream)) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(taker) | mpsc::error::TrySendError::Closed(taker)) => {
                wire::write(&taker.0, &Says::Refused(Refused::Busy))
            }
        },
    }
}

fn carry_out(stream: &UnixStream, run: Run, shared: &Shared) -> io::Result<()> {
    // Without one this closes: the other end finds the connection gone, and the lock soon free.
    let Some(desk) = shared.desk().clone() else { return Ok(()) };
    wire::write(stream, &Says::Begun)?;
    let lent = Lent::new(stream, run)?;
    let terminal = Arc::clone(&lent);
    let args = lent.args();
    let changed = desk.changed();
    let ran = catch_unwind(AssertUnwindSafe(|| {
        console::with_terminal(terminal, || host::with_desk(desk, || cli::answer(args)))
    }));
    let code = ran.unwrap_or_else(|_panic| {
        tracing::error!("a command of another process ended unexpectedly");
        1
    });
    changed.notify_one();
    lent.say(&Says::Exit(code));
    stream.shutdown(Shutdown::Both)
}

impl Taker {
    /// Tells the window that the workspace is closed, and waits until the window has it, or has gone.
    pub async fn take(self) {
        let waited = tokio::task::spawn_blocking(move || {
            wire::write(&self.0, &Says::Place)?;
            // It says nothing more than that it is alive, until it has the lock.
            let until = Instant::now() + PATIENCE;
            while Instant::now() < until {
                wire::read::<wire::Answer>(&self.0)?;
            }
            Ok::<_, io::Error>(())
        });
        drop(waited.await);
    }
}
