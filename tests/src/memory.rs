//! Sessions of real devices over streams in memory: the real code of a session, with a line that can break at any byte.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use deelbaar_sync::net::{Party, SessionError};
use deelbaar_sync::workspace::Workspace;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::runtime::{Builder, Runtime};

use crate::PATIENCE;

/// A folder that is gone when dropped, in memory where the machine has such a place: thousands of stores are made there.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    TempDir::new_in(memory).or_else(|_error| TempDir::new()).unwrap()
}

/// A line between two devices.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// How many bytes may be on their way.
    pub buffer: usize,
    /// After how many bytes it breaks, in each direction.
    pub breaks_after: [Option<u64>; 2],
}

impl Line {
    /// One that holds.
    pub const SOUND: Self = Self { buffer: 64 * 1024, breaks_after: [None, None] };

    /// One that holds, with so many bytes on their way at most.
    pub const fn narrow(buffer: usize) -> Self {
        Self { buffer, breaks_after: [None, None] }
    }
}

/// What came in and went out at one end.
#[derive(Debug, Default)]
pub struct Passed {
    /// Bytes that were read.
    pub read: AtomicU64,
    /// Bytes that were written.
    pub written: AtomicU64,
    /// How many crossings lie behind what was read last, one after the other: each was written after the one before it was read.
    pub crossings: AtomicU64,
}

/// What is on its way in one direction: how many bytes, and which crossing they are.
type OnTheWay = Arc<Mutex<VecDeque<(usize, u64)>>>;

/// One end of a line.
pub struct End {
    stream: DuplexStream,
    left: Option<u64>,
    passed: Arc<Passed>,
    going: OnTheWay,
    coming: OnTheWay,
}

/// The two ends of a line.
pub fn ends(line: Line) -> (End, End) {
    let (one, other) = tokio::io::duplex(line.buffer);
    let [left, right] = line.breaks_after;
    let (there, back) = (OnTheWay::default(), OnTheWay::default());
    let end = |stream, left, going: &OnTheWay, coming: &OnTheWay| {
        let (going, coming) = (Arc::clone(going), Arc::clone(coming));
        End { stream, left, passed: Arc::default(), going, coming }
    };
    (end(one, left, &there, &back), end(other, right, &back, &there))
}

impl End {
    /// What passes here.
    pub fn passed(&self) -> Arc<Passed> {
        Arc::clone(&self.passed)
    }
}

impl AsyncRead for End {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, into);
        let mut read = into.filled().len() - before;
        self.passed.read.fetch_add(read as u64, Ordering::SeqCst);
        let mut coming = self.coming.lock().unwrap();
        while read > 0 {
            let (bytes, crossing) = coming.front_mut().unwrap();
            self.passed.crossings.fetch_max(*crossing, Ordering::SeqCst);
            let some = read.min(*bytes);
            (*bytes, read) = (*bytes - some, read - some);
            if *bytes == 0 {
                coming.pop_front();
            }
        }
        drop(coming);
        polled
    }
}

impl AsyncWrite for End {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let fits = match self.left {
            Some(0) => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            Some(left) => bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX)),
            None => bytes.len(),
        };
        let going = Arc::clone(&self.going);
        let mut going = going.lock().unwrap();
        let polled = Pin::new(&mut self.stream).poll_write(cx, &bytes[..fits]);
        if let Poll::Ready(Ok(written)) = &polled {
            going.push_back((*written, self.passed.crossings.load(Ordering::SeqCst) + 1));
            self.left = self.left.map(|left| left - *written as u64);
            self.passed.written.fetch_add(*written as u64, Ordering::SeqCst);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// One device without a network: a workspace, and how it takes part in sessions.
#[derive(Clone)]
pub struct Machine {
    /// The workspace.
    pub workspace: Workspace,
    /// Its side of every session.
    pub party: Party,
}

impl Machine {
    /// A device that works on `workspace`.
    pub fn of(workspace: Workspace) -> Self {
        let party = Party::of(&workspace).unwrap();
        Self { workspace, party }
    }
}

/// A session between two devices.
pub struct Meeting {
    /// The devices.
    pub devices: [Machine; 2],
    /// What passed at each end.
    pub passed: [Arc<Passed>; 2],
    ended: Arc<Mutex<Vec<(usize, SessionError)>>>,
}

impl Meeting {
    /// Lets two devices meet over a line, on the runtime of the caller.
    pub fn begin(one: &Machine, other: &Machine, line: Line) -> Self {
        let (left, right) = ends(line);
        let meeting = Self {
            devices: [one.clone(), other.clone()],
            passed: [left.passed(), right.passed()],
            ended: Arc::default(),
        };
        for (at, (end, own, peer)) in [(left, one, other), (right, other, one)].into_iter().enumerate() {
            let (party, device, ended) = (own.party.clone(), peer.workspace.device(), Arc::clone(&meeting.ended));
            tokio::spawn(async move {
                let (receive, send) = tokio::io::split(end);
                let why = party.meet(device, receive, send).await;
                ended.lock().unwrap().push((at, why));
            });
        }
        meeting
    }

    /// Whether either side left.
    pub fn has_ended(&self) -> bool {
        !self.ended.lock().unwrap().is_empty()
    }

    /// Whether, as far as both said, nothing is left to exchange of the spaces that each lets the other see.
    pub fn agrees(&self) -> bool {
        let [one, other] = &self.devices;
        let ours = one.party.agreement_with(&other.workspace.device());
        let theirs = other.party.agreement_with(&one.workspace.device());
        let mut shared = ours.iter().filter_map(|(space, agrees)| Some(*agrees && *theirs.get(space)?)).peekable();
        shared.peek().is_some() && shared.all(|agrees| agrees)
    }

    /// Whom either side blamed the other for.
    pub fn blame(&self) -> Option<String> {
        let ended = self.ended.lock().unwrap();
        ended.iter().find(|(_, why)| why.is_hostile()).map(|(at, why)| format!("end {at}: {why}"))
    }

    /// How many round trips it took so far: the longest row of crossings of which each waited for the one before.
    pub fn round_trips(&self) -> u64 {
        let crossings = self.passed.iter().map(|passed| passed.crossings.load(Ordering::SeqCst)).max();
        crossings.unwrap_or_default().div_ceil(2)
    }

    /// Bytes of both directions.
    pub fn bytes(&self) -> u64 {
        self.passed.iter().map(|passed| passed.written.load(Ordering::SeqCst)).sum()
    }
}

/// Waits until something holds; `false` when it does not within [`PATIENCE`].
pub async fn until(mut holds: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    let mut pause = Duration::from_micros(250);
    while !holds() {
        if began.elapsed() > PATIENCE {
            return false;
        }
        tokio::time::sleep(pause).await;
        // Looking costs too.
        pause = (pause * 2).min(Duration::from_millis(16));
    }
    true
}

/// A runtime of one thread. Dropping it ends every session and waits for what they were doing.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

/// A workspace's folder, held in memory to be laid out again.
pub struct Kept(Vec<(PathBuf, Vec<u8>)>);

impl Kept {
    /// Reads a folder of files.
    pub fn read(dir: &Path) -> Self {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            files.push((path.file_name().unwrap().into(), std::fs::read(&path).unwrap()));
        }
        Self(files)
    }

    /// Lays it out in `dir`.
    pub fn write(&self, dir: &Path) {
        std::fs::create_dir_all(dir).unwrap();
        for (name, bytes) in &self.0 {
            std::fs::write(dir.join(name), bytes).unwrap();
        }
    }
}
