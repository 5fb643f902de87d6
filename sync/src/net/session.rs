//! One connection between two devices: reconcile what differs, then push what is new, until either side leaves.
//!
//! Both sides do the same. Each greets with a digest of every space that the other may see. Equal digests: nothing to do.
//! Otherwise each tells how far its logs go and streams what the other lacks. From then on new records are sent as they
//! come. Nothing that a peer sends is trusted before its replica accepted it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use deelbaar_schema::record::WireRecord;
use iroh::endpoint::{Connection, RecvStream, SendStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

use super::exchange::Exchange;
use super::frame::{self, Frame, FrameError, Greeting, MAX_FRAME, MAX_WANTS};
use super::journal::Ending;
use super::packed;
use super::peers::Peers;
use super::traffic::{Counter, Tally};
use crate::clock::Clock;
use crate::replica::{BucketDigest, Checked, Heights};
use crate::store::StoreError;

/// How long a peer may take to greet.
const GREETING: Duration = Duration::from_secs(20);
/// A space is compared in so many parts: by the first byte of the author.
const BUCKETS: usize = 256;
/// What follows from new records waits for a pause, but no longer than so many transactions.
const AT_MOST: u32 = 32;
/// Up to so many logs their heights are as short as the digests of the parts.
const FEW_LOGS: usize = 64;

/// Why a session ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum SessionError {
    #[error("{0}")]
    Frame(#[from] FrameError),
    #[error("the peer did not greet in time")]
    Silent,
    #[error("the peer broke the protocol: {0}")]
    Protocol(&'static str),
    #[error("the peer sent something that no honest device makes: {0}")]
    Hostile(String),
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("the connection closed")]
    Closed,
}

impl SessionError {
    /// Whether the peer is to blame.
    pub(super) fn is_hostile(&self) -> bool {
        matches!(
            self,
            Self::Hostile(_)
                | Self::Protocol(_)
                | Self::Frame(FrameError::TooLarge(_) | FrameError::Encoding(_) | FrameError::Packed(_))
        )
    }

    /// The same for whoever helps.
    pub(super) fn ending(&self) -> Ending {
        match self {
            Self::Silent => Ending::Silent,
            Self::Store(_) => Ending::Store,
            error if error.is_hostile() => Ending::Rules,
            _ => Ending::Closed,
        }
    }
}

/// What a session works with.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) spaces: Vec<Arc<dyn Exchange>>,
    pub(super) peers: Peers,
    pub(super) clock: Clock,
    pub(super) traffic: Counter,
    /// The records of this session.
    pub(super) tally: Tally,
    /// Called after records came in.
    pub(super) settle: Arc<dyn Fn() + Send + Sync>,
}

/// One space within a session.
struct Channel {
    exchange: Arc<dyn Exchange>,
    /// What the peer has, as far as is known; `None` until it said so.
    peer: Mutex<Option<Heights>>,
    /// How often the peer said so: what was begun before is not carried on.
    said_so: AtomicU64,
    /// Wakes the sender.
    wake: Notify,
    /// What this side greeted with.
    greeting: Greeting,
    /// How far the logs went when this side said a digest of them: what the peer means by "the same".
    told: Mutex<Heights>,
    /// The digest that this side last said to keep.
    said: Mutex<ContentHash>,
}

/// What waits to be written. Records and heights queue up; of what is kept only the newest word counts, and saying it never
/// waits: otherwise two sides that both send much could wait for each other.
#[derive(Clone)]
struct Outbox {
    frames: mpsc::Sender<Frame>,
    kept: Arc<Mutex<BTreeMap<SpaceId, ContentHash>>>,
    more: Arc<Notify>,
}

impl Outbox {
    fn new() -> (Self, mpsc::Receiver<Frame>) {
        let (frames, queue) = mpsc::channel(8);
        (Self { frames, kept: Arc::default(), more: Arc::default() }, queue)
    }

    async fn send(&self, frame: Frame) -> Result<(), SessionError> {
        self.frames.send(frame).await.map_err(|_gone| SessionError::Closed)
    }

    fn keeps(&self, space: SpaceId, digest: ContentHash) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(space, digest);
        self.more.notify_one();
    }

    fn take_kept(&self) -> BTreeMap<SpaceId, ContentHash> {
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs a session over `connection`; `dialled` says which side opens the stream.
pub(super) async fn run(connection: &Connection, dialled: bool, context: Context) -> Result<(), SessionError> {
    let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
    let (send, mut receive) =
        tokio::time::timeout(GREETING, open(connection, dialled)).await.map_err(|_elapsed| SessionError::Silent)??;
    let today = context.clock.today();
    let shared: Vec<_> = context.spaces.iter().filter(|space| space.admits(&device, today)).cloned().collect();
    if shared.is_empty() {
        return Err(SessionError::Closed);
    }
    let channels: BTreeMap<SpaceId, Arc<Channel>> =
        shared.into_iter().map(|exchange| (exchange.space(), Arc::new(Channel::new(exchange)))).collect();

    let (outbox, queue) = Outbox::new();
    let mut tasks = JoinSet::new();
    tasks.spawn(write_all(send, outbox.clone(), queue, context.traffic.clone()));
    let greetings = channels.values().map(|channel| channel.greeting.clone()).collect();
    outbox.send(Frame::Hello(greetings)).await?;
    let hello = tokio::time::timeout(GREETING, read(&mut receive, &context.traffic))
        .await
        .map_err(|_elapsed| SessionError::Silent)??;
    let Frame::Hello(theirs) = hello else { return Err(SessionError::Protocol("no greeting")) };

    let mut keys = BTreeMap::new();
    for greeting in theirs {
        let named = |channel: &&Arc<Channel>| channel.greeting.space == greeting.space;
        let Some(channel) = channels.values().find(named) else { continue };
        let space = channel.exchange.space();
        if keys.insert(space, bucket_key(greeting.digest, channel.greeting.digest)).is_some() {
            return Err(SessionError::Protocol("greeted twice for one space"));
        }
        let equal = greeting.digest == channel.greeting.digest;
        if equal && !greeting.wants && !channel.greeting.wants {
            channel.confirmed(&context, device, greeting.digest);
            channel.peer_has(channel.told().clone());
        } else {
            let answer = channel.difference(&keys[&space]).await?;
            outbox.send(answer).await?;
        }
        tasks.spawn(send_new(Arc::clone(channel), outbox.clone(), device, context.clone()));
    }
    // Two batches wait at most: whoever sends faster than this side keeps is slowed down by the stream.
    let (verified, taking) = mpsc::channel(2);
    tasks.spawn(take_all(taking, outbox.clone(), device, context.clone()));
    tasks.spawn(Reader { channels, keys, outbox, verified, device, context }.read_all(receive));

    let ended = tokio::select! {
        ended = tasks.join_next() => ended,
        _ = connection.closed() => return Err(SessionError::Closed),
    };
    match ended {
        Some(Ok(Err(error))) => Err(error),
        // What makes a task panic takes the session down, never the node.
        Some(Err(error)) => Err(gone(&error)),
        _ => Err(SessionError::Closed),
    }
}

/// How a session ended of which the task did not come to its end.
pub(super) fn gone(error: &tokio::task::JoinError) -> SessionError {
    if error.is_panic() { SessionError::Protocol("something that cannot be handled") } else { SessionError::Closed }
}

/// The key of the bucket digests: both digests, whichever side one is on.
fn bucket_key(one: ContentHash, other: ContentHash) -> [u8; 32] {
    let (low, high) = (one.min(other), one.max(other));
    blake3::derive_key("deelbaar 2026 bucket digests", &[*low.as_bytes(), *high.as_bytes()].concat())
}

async fn open(connection: &Connection, dialled: bool) -> Result<(SendStream, RecvStream), SessionError> {
    let stream = if dialled { connection.open_bi().await } else { connection.accept_bi().await };
    stream.map_err(|_error| SessionError::Closed)
}

impl Channel {
    fn new(exchange: Arc<dyn Exchange>) -> Self {
        let told = Mutex::new(exchange.heights());
        let space = Greeting::name(&exchange.space());
        let greeting = Greeting { space, digest: exchange.fingerprint(), wants: !exchange.wants().is_empty() };
        let said = Mutex::new(greeting.digest);
        let said_so = AtomicU64::new(0);
        Self { exchange, peer: Mutex::new(None), said_so, wake: Notify::new(), greeting, told, said }
    }

    fn told(&self) -> MutexGuard<'_, Heights> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn said(&self) -> ContentHash {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn peer_has(&self, heights: Heights) {
        let mut peer = self.peer.lock().unwrap_or_else(PoisonError::into_inner);
        *peer = Some(heights);
        self.said_so.fetch_add(1, Ordering::SeqCst);
        drop(peer);
        self.wake.notify_one();
    }

    /// The peer said what it keeps.
    fn confirmed(&self, context: &Context, device: DeviceId, digest: ContentHash) {
        // Counted first: what comes in between is told as still to send.
        let count = self.exchange.count();
        let own = (self.exchange.fingerprint(), count);
        let (space, now) = (self.exchange.space(), context.clock.now());
        context.peers.change(device, |peer| peer.keeps(space, digest, now, own));
    }

    /// What was sent, the peer has; unless it said meanwhile how far it really is.
    fn was_sent(&self, before: &Heights, after: Heights, said_so: u64) {
        let mut peer = self.peer.lock().unwrap_or_else(PoisonError::into_inner);
        if self.said_so.load(Ordering::SeqCst) != said_so {
            return;
        }
        let Some(known) = peer.as_mut() else { return };
        for (author, next) in after.into_iter().filter(|(author, next)| before.get(author) != Some(next)) {
            let height = known.entry(author).or_default();
            *height = (*height).max(next);
        }
    }

    /// What the peer sent, it has.
    fn peer_sent(&self, author: DeviceId, next_seq: u64) {
        if let Some(heights) = self.peer.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            let known = heights.entry(author).or_default();
            *known = (*known).max(next_seq);
        }
    }

    /// What answers a digest that differs: the digests of the parts, or, where that is shorter, the heights.
    async fn difference(self: &Arc<Self>, key: &[u8; 32]) -> Result<Frame, SessionError> {
        if self.told().len() <= FEW_LOGS || self.greeting.wants {
            return self.own_heights(None).await;
        }
        *self.told() = self.exchange.heights();
        let (space, digests) = (self.exchange.space(), self.exchange.buckets(key));
        Ok(Frame::Buckets { space, digests })
    }

    /// How far this side is, in some parts or in all.
    async fn own_heights(self: &Arc<Self>, buckets: Option<Vec<u8>>) -> Result<Frame, SessionError> {
        let channel = Arc::clone(self);
        blocking(move || {
            let mut wants = channel.exchange.wants();
            wants.truncate(MAX_WANTS);
            let meant = |author: &DeviceId| buckets.as_ref().is_none_or(|some| some.contains(&author.as_bytes()[0]));
            let heights = channel.exchange.heights().into_iter().filter(|(author, _)| meant(author)).collect();
            Ok(Frame::Heights { space: channel.exchange.space(), buckets, heights, wants })
        })
        .await
    }

    /// Which parts differ from what the peer has.
    fn differing(&self, key: &[u8; 32], theirs: &[BucketDigest]) -> Vec<u8> {
        let own = self.exchange.buckets(key);
        (0..=u8::MAX).zip(own.iter().zip(theirs)).filter(|(_, (own, their))| own != their).map(|(at, _)| at).collect()
    }

    /// The peer said how far it is.
    fn heard(&self, buckets: Option<&[u8]>, heights: Vec<(DeviceId, u64)>) {
        let mut all: Heights = match buckets {
            None => Heights::new(),
            Some(some) => {
                self.told().iter().filter(|(a, _)| !some.contains(&a.as_bytes()[0])).map(|(a, h)| (*a, *h)).collect()
            }
        };
        all.extend(heights);
        self.peer_has(all);
    }
}

async fn read(stream: &mut RecvStream, traffic: &Counter) -> Result<Frame, FrameError> {
    let bytes = frame::read_bytes(stream, MAX_FRAME).await?;
    traffic.received(frame::PREFIX + bytes.len());
    Ok(encoding::decode(&bytes)?)
}

/// Store work is done on threads that may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SessionError> + Send + 'static,
) -> Result<T, SessionError> {
    // What a peer sent made the work panic: the peer is to blame, as for a task of the session.
    let panicked = SessionError::Protocol("something that cannot be handled");
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(if error.is_panic() { panicked } else { SessionError::Closed }))
}

async fn write_all(
    mut stream: SendStream,
    outbox: Outbox,
    mut queue: mpsc::Receiver<Frame>,
    traffic: Counter,
) -> Result<(), SessionError> {
    loop {
        let frame = tokio::select! {
            biased;
            () = outbox.more.notified() => None,
            frame = queue.recv() => Some(frame.ok_or(SessionError::Closed)?),
        };
        let kept = outbox.take_kept().into_iter().map(|(space, digest)| Frame::Kept { space, digest });
        for frame in kept.chain(frame) {
            let bytes = encoding::encode(&frame).map_err(FrameError::from)?;
            frame::write_bytes(&mut stream, &bytes).await?;
            traffic.sent(frame::PREFIX + bytes.len());
        }
    }
}

/// Sends what the peer lacks, again whenever there is something new, for as long as the peer takes part.
async fn send_new(
    channel: Arc<Channel>,
    outbox: Outbox,
    device: DeviceId,
    context: Context,
) -> Result<(), SessionError> {
    let mut changed = channel.exchange.subscribe();
    let mut from = 0;
    loop {
        let said_so = channel.said_so.load(Ordering::SeqCst);
        let Some(mut heights) = channel.peer.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            channel.wake.notified().await;
            from = 0;
            continue;
        };
        changed.mark_unchanged();
        require_admitted(&channel, &device, &context.clock)?;
        let (working, before, tally) = (Arc::clone(&channel), heights.clone(), context.tally.clone());
        let (batch, heights, reached) = blocking(move || {
            let mut reached = from;
            let batch = working.exchange.next_batch(&mut reached, &mut heights)?;
            tally.sent(batch.len());
            let batch = if batch.is_empty() { None } else { Some(records_frame(working.exchange.space(), batch)?) };
            Ok((batch, heights, reached))
        })
        .await?;
        let Some(batch) = batch else {
            from = reached;
            tokio::select! {
                result = changed.changed() => result.map_err(|_gone| SessionError::Closed)?,
                // The peer said anew what it has: start over.
                () = channel.wake.notified() => from = 0,
            }
            continue;
        };
        from = reached;
        channel.was_sent(&before, heights, said_so);
        outbox.send(batch).await?;
    }
}

/// Reads what the peer sends. What takes long is handed on.
struct Reader {
    channels: BTreeMap<SpaceId, Arc<Channel>>,
    /// The keys of the bucket digests of the spaces that the peer greeted with.
    keys: BTreeMap<SpaceId, [u8; 32]>,
    outbox: Outbox,
    verified: mpsc::Sender<(Arc<Channel>, Checked)>,
    device: DeviceId,
    context: Context,
}

impl Reader {
    async fn read_all(self, mut stream: RecvStream) -> Result<(), SessionError> {
        loop {
            let frame = read(&mut stream, &self.context.traffic).await?;
            let now = self.context.clock.now();
            self.context.peers.change(self.device, |peer| peer.last_seen = Some(now));
            match frame {
                Frame::Hello(_) => return Err(SessionError::Protocol("a second greeting")),
                Frame::Buckets { space, digests } => {
                    let channel = self.channel(&space)?;
                    let key = self.keys.get(&space).ok_or(SessionError::Protocol("a space that was not greeted"))?;
                    if digests.len() != BUCKETS {
                        return Err(SessionError::Protocol("not the number of buckets"));
                    }
                    require_admitted(channel, &self.device, &self.context.clock)?;
                    let differing = channel.differing(key, &digests);
                    self.say(channel.own_heights(Some(differing)).await?).await?;
                }
                Frame::Heights { space, buckets, heights, wants } => {
                    let channel = self.channel(&space)?;
                    if wants.len() > MAX_WANTS {
                        return Err(SessionError::Protocol("too many bodies asked for"));
                    }
                    if buckets.as_ref().is_some_and(|some| some.len() > BUCKETS) {
                        return Err(SessionError::Protocol("not the number of buckets"));
                    }
                    require_admitted(channel, &self.device, &self.context.clock)?;
                    channel.heard(buckets.as_deref(), heights);
                    self.supply(channel, wants).await?;
                    kept(channel, &self.outbox).await?;
                }
                Frame::Records { space, packed } => {
                    let channel = self.channel(&space)?;
                    require_admitted(channel, &self.device, &self.context.clock)?;
                    let working = Arc::clone(channel);
                    let checked = blocking(move || {
                        let records = packed::unpack(space, &packed).map_err(FrameError::from)?;
                        Ok(working.exchange.verify(records)?)
                    });
                    let verified = (Arc::clone(channel), checked.await?);
                    self.verified.send(verified).await.map_err(|_gone| SessionError::Closed)?;
                }
                Frame::Kept { space, digest } => {
                    let channel = self.channel(&space)?;
                    channel.confirmed(&self.context, self.device, digest);
                    // Both have the same: whoever brought it last has not said so yet.
                    if channel.said() != digest && channel.exchange.fingerprint() == digest {
                        kept(channel, &self.outbox).await?;
                    }
                }
            }
        }
    }

    fn channel(&self, space: &SpaceId) -> Result<&Arc<Channel>, SessionError> {
        self.channels.get(space).ok_or(SessionError::Protocol("an unknown space"))
    }

    async fn say(&self, frame: Frame) -> Result<(), SessionError> {
        self.outbox.send(frame).await
    }

    /// Sends bodies that the peer lacks, one a frame.
    async fn supply(&self, channel: &Arc<Channel>, wants: Vec<RecordId>) -> Result<(), SessionError> {
        if wants.is_empty() {
            return Ok(());
        }
        // One at a time, and each once: nobody makes this side hold many.
        let wants: BTreeSet<RecordId> = wants.into_iter().collect();
        for wanted in wants {
            let working = Arc::clone(channel);
            let records = blocking(move || Ok(working.exchange.supply(&[wanted])?)).await?;
            if !records.is_empty() {
                self.say(records_frame(channel.exchange.space(), records)?).await?;
            }
        }
        Ok(())
    }
}

fn records_frame(space: SpaceId, records: Vec<WireRecord>) -> Result<Frame, SessionError> {
    let packed = packed::pack(records).map_err(|error| {
        // This side's own failure: the peer is not to blame.
        tracing::error!(space = %space.short(), "records could not be packed: {error}");
        SessionError::Closed
    })?;
    Ok(Frame::Records { space, packed })
}

/// Takes in what was verified, as much at once as waits, and says what is kept.
async fn take_all(
    mut verified: mpsc::Receiver<(Arc<Channel>, Checked)>,
    outbox: Outbox,
    device: DeviceId,
    context: Context,
) -> Result<(), SessionError> {
    let mut touched: BTreeMap<SpaceId, Arc<Channel>> = BTreeMap::new();
    let mut since = 0;
    let mut next = verified.recv().await;
    while let Some((channel, mut checked)) = next {
        next = None;
        // One transaction for all of one space that waits.
        while let Ok((other, more)) = verified.try_recv() {
            if Arc::ptr_eq(&channel, &other) {
                checked.append(more);
            } else {
                next = Some((other, more));
                break;
            }
        }
        require_admitted(&channel, &device, &context.clock)?;
        context.tally.kept(take_in(&channel, checked, &outbox).await?);
        touched.insert(channel.exchange.space(), channel);
        since += 1;
        if next.is_none() {
            next = verified.try_recv().ok();
        }
        if next.is_none() || since >= AT_MOST {
            since = 0;
            let settle = Arc::clone(&context.settle);
            blocking(move || {
                settle();
                Ok(())
            })
            .await?;
            for channel in std::mem::take(&mut touched).into_values() {
                kept(&channel, &outbox).await?;
            }
        }
        if next.is_none() {
            next = verified.recv().await;
        }
    }
    Err(SessionError::Closed)
}

/// A device that was removed, or whose term ended, while connected gets and brings nothing more.
fn require_admitted(channel: &Channel, device: &DeviceId, clock: &Clock) -> Result<(), SessionError> {
    if channel.exchange.admits(device, clock.today()) { Ok(()) } else { Err(SessionError::Closed) }
}

/// Takes records in, and returns how many were kept; says again how far this side is when something could not be taken in yet.
async fn take_in(channel: &Arc<Channel>, checked: Checked, outbox: &Outbox) -> Result<usize, SessionError> {
    let places: Vec<_> = checked.places().collect();
    let working = Arc::clone(channel);
    let accepted = blocking(move || Ok(working.exchange.take_in(checked)?)).await?;
    if let Some((author, seq, refusal)) = accepted.refused.iter().find(|(_, _, refusal)| refusal.is_hostile()) {
        tracing::warn!(author = %author.short(), seq, "refused a record: {refusal}");
        return Err(SessionError::Hostile(refusal.to_string()));
    }
    for (author, seq) in places {
        channel.peer_sent(author, seq.saturating_add(1));
    }
    if let Some((author, seq, refusal)) = accepted.refused.first() {
        tracing::info!(author = %author.short(), seq, "not taken in yet: {refusal}");
        if accepted.taken > 0 {
            outbox.send(channel.own_heights(None).await?).await?;
        }
    }
    Ok(accepted.taken)
}

/// Says what is kept, before anything else that waits.
async fn kept(channel: &Arc<Channel>, outbox: &Outbox) -> Result<(), SessionError> {
    let (working, outbox) = (Arc::clone(channel), outbox.clone());
    blocking(move || {
        let digest: ContentHash = working.exchange.fingerprint();
        *working.said.lock().unwrap_or_else(PoisonError::into_inner) = digest;
        outbox.keeps(working.exchange.space(), digest);
        Ok(())
    })
    .await
}
