//! What waits to be written, and the writer: the only one of a session who waits for the peer to read.
//!
//! Of what is said about a space only the newest word counts, so words take a place that is always there and saying one never
//! waits. Otherwise two sides that both have much to say would wait for each other for ever. Records queue up, a few frames.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, SpaceId};
use tokio::io::AsyncWrite;
use tokio::sync::{Notify, mpsc};

use super::budget::Cost;
use super::channel::Channel;
use super::outgoing::Outgoing;
use super::party::Party;
use super::{SessionError, blocking_own};
use crate::net::frame::{self, Frame, FrameError};
use crate::poison::lock;
use crate::replica::BucketDigest;

/// Frames of records that wait at most: each is held in memory while the peer does not read.
const QUEUED: usize = 2;

/// The parts of a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parts {
    /// All of them.
    All,
    /// These.
    Some(BTreeSet<u8>),
}

impl Parts {
    /// None of them: nothing is said of logs.
    pub(super) const NONE: Self = Self::Some(BTreeSet::new());

    /// The parts that a frame means.
    pub(super) fn named(buckets: Option<Vec<u8>>) -> Self {
        buckets.map_or(Self::All, |some| Self::Some(some.into_iter().collect()))
    }

    /// Whether the log of `author` is in one of them.
    pub(super) fn hold(&self, author: &DeviceId) -> bool {
        match self {
            Self::All => true,
            Self::Some(some) => some.contains(&author.as_bytes()[0]),
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Some(mut some), Self::Some(others)) => {
                some.extend(others);
                Self::Some(some)
            }
            _ => Self::All,
        }
    }
}

/// What is due to be said of one space.
#[derive(Default)]
struct Words {
    buckets: Option<Vec<BucketDigest>>,
    heights: Option<Parts>,
    /// Asks for bodies; heights do that too.
    bodies: bool,
    kept: bool,
}

/// Where frames and words are left for the [`Writer`].
#[derive(Clone)]
pub(super) struct Outbox {
    frames: mpsc::Sender<Outgoing>,
    words: Arc<Mutex<BTreeMap<SpaceId, Words>>>,
    more: Arc<Notify>,
}

impl Outbox {
    pub(super) fn new() -> (Self, mpsc::Receiver<Outgoing>) {
        let (frames, queue) = mpsc::channel(QUEUED);
        (Self { frames, words: Arc::default(), more: Arc::default() }, queue)
    }

    /// Queues a frame; waits while the peer reads slowly. Not for whoever reads or takes in.
    pub(super) async fn send(&self, frame: impl Into<Outgoing>) -> Result<(), SessionError> {
        self.frames.send(frame.into()).await.map_err(|_gone| SessionError::Gone)
    }

    pub(super) fn say_buckets(&self, space: SpaceId, digests: Vec<BucketDigest>) {
        self.say(space, |words| words.buckets = Some(digests));
    }

    /// Says how far this side is when the word is written.
    pub(super) fn say_heights(&self, space: SpaceId, parts: Parts) {
        self.say(space, |words| {
            words.heights = Some(match words.heights.take() {
                Some(due) => due.and(parts),
                None => parts,
            });
        });
    }

    pub(super) fn ask_for_bodies(&self, space: SpaceId) {
        self.say(space, |words| words.bodies = true);
    }

    /// Says what is kept when the word is written.
    pub(super) fn say_kept(&self, space: SpaceId) {
        self.say(space, |words| words.kept = true);
    }

    fn say(&self, space: SpaceId, say: impl FnOnce(&mut Words)) {
        say(lock(&self.words).entry(space).or_default());
        self.more.notify_one();
    }

    fn take_words(&self) -> BTreeMap<SpaceId, Words> {
        std::mem::take(&mut *lock(&self.words))
    }
}

#[cfg(test)]
impl Outbox {
    /// Takes what is due to be said of a space: whether heights, and whether bodies are asked for.
    pub(super) fn take_due(&self, space: &SpaceId) -> (bool, bool) {
        self.take_words().remove(space).map_or((false, false), |words| (words.heights.is_some(), words.bodies))
    }
}

/// Writes what the outbox holds: words first.
pub(super) struct Writer<W> {
    stream: W,
    outbox: Outbox,
    channels: BTreeMap<SpaceId, Arc<Channel>>,
    device: DeviceId,
    party: Party,
}

impl<W: AsyncWrite + Unpin> Writer<W> {
    pub(super) fn new(
        stream: W,
        outbox: Outbox,
        channels: BTreeMap<SpaceId, Arc<Channel>>,
        device: DeviceId,
        party: Party,
    ) -> Self {
        Self { stream, outbox, channels, device, party }
    }

    /// Writes `first`, and then whatever comes.
    pub(super) async fn write_all(
        mut self,
        first: Frame,
        mut queue: mpsc::Receiver<Outgoing>,
    ) -> Result<(), SessionError> {
        self.write(&first.into()).await?;
        loop {
            let frame = tokio::select! {
                biased;
                () = self.outbox.more.notified() => None,
                frame = queue.recv() => Some(frame.ok_or(SessionError::Gone)?),
            };
            for (space, words) in self.outbox.take_words() {
                self.write_words(space, words).await?;
            }
            if let Some(frame) = frame {
                self.write(&frame).await?;
            }
        }
    }

    async fn write_words(&mut self, space: SpaceId, words: Words) -> Result<(), SessionError> {
        let Some(channel) = self.channels.get(&space).map(Arc::clone) else { return Ok(()) };
        if let Some(digests) = words.buckets {
            self.write(&Frame::Buckets { space, digests }.into()).await?;
        }
        if let Some(parts) = words.heights {
            let telling = Arc::clone(&channel);
            let heights = blocking_own(move || telling.own_heights(parts)).await?;
            self.write(&heights.into()).await?;
        } else if words.bodies && channel.wants_more() {
            let asking = Arc::clone(&channel);
            let bodies = blocking_own(move || asking.own_heights(Parts::NONE)).await?;
            self.write(&bodies.into()).await?;
        }
        if words.kept {
            let kept = blocking_own(move || channel.own_digest()).await?;
            self.write(&kept.into()).await?;
        }
        Ok(())
    }

    async fn write(&mut self, outgoing: &Outgoing) -> Result<(), SessionError> {
        let channel = outgoing.frame.space().and_then(|space| self.channels.get(space));
        // It may have waited: nothing goes once the peer is let in no more.
        if let Some(channel) = channel {
            match outgoing.frame {
                Frame::Records { .. } | Frame::Forked { .. } => channel.require_given(&self.device)?,
                _ => channel.require_admitted(&self.device)?,
            }
        }
        let bytes = encoding::encode(&outgoing.frame).map_err(FrameError::from)?;
        tokio::select! {
            biased;
            () = outgoing.taken_back(channel.map(|channel| channel.exchange.as_ref())) => {
                return Err(SessionError::TakenBack);
            }
            written = frame::write_bytes(&mut self.stream, &bytes) => written?,
        }
        self.party.traffic.sent(frame::PREFIX + bytes.len());
        self.party.budgets.charge(&self.device, Cost::Sent(frame::PREFIX + bytes.len()))
    }
}
