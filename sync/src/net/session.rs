//! One connection between two devices: reconcile what differs, then push what is new, until either side leaves.
//!
//! Both sides do the same. Each greets with a digest of every space that the other may see. Equal digests: nothing to do.
//! Otherwise each tells how far its logs go and streams what the other lacks. From then on new records are sent as they
//! come. Nothing that a peer sends is trusted before its replica accepted it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, SpaceId};
use deelbaar_schema::record::WireRecord;
use iroh::endpoint::{Connection, RecvStream, SendStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

use super::exchange::Exchange;
use super::frame::{self, Frame, FrameError, Greeting, MAX_FRAME, MAX_WANTS};
use super::peers::Peers;
use super::traffic::Counter;
use crate::clock::Clock;
use crate::replica::Heights;
use crate::store::StoreError;

/// How long a peer may take to greet.
const GREETING: Duration = Duration::from_secs(20);

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
            Self::Hostile(_) | Self::Protocol(_) | Self::Frame(FrameError::TooLarge(_) | FrameError::Encoding(_))
        )
    }
}

/// What a session works with.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) spaces: Vec<Arc<dyn Exchange>>,
    pub(super) peers: Peers,
    pub(super) clock: Clock,
    pub(super) traffic: Counter,
    /// Called after records came in.
    pub(super) settle: Arc<dyn Fn() + Send + Sync>,
}

/// One space within a session.
struct Channel {
    exchange: Arc<dyn Exchange>,
    /// What the peer has, as far as is known; `None` until it said so.
    peer: Mutex<Option<Heights>>,
    /// Wakes the sender.
    wake: Notify,
    /// What this side greeted with.
    greeting: Greeting,
    heights: Heights,
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

    let (outbox, queue) = mpsc::channel::<Frame>(8);
    let mut tasks = JoinSet::new();
    tasks.spawn(write_all(send, queue, context.traffic.clone()));
    let greetings = channels.values().map(|channel| channel.greeting.clone()).collect();
    outbox.send(Frame::Hello(greetings)).await.map_err(|_gone| SessionError::Closed)?;
    let hello = tokio::time::timeout(GREETING, read(&mut receive, &context.traffic))
        .await
        .map_err(|_elapsed| SessionError::Silent)??;
    let Frame::Hello(theirs) = hello else { return Err(SessionError::Protocol("no greeting")) };

    for greeting in theirs {
        let Some(channel) = channels.get(&greeting.space) else { continue };
        let equal = greeting.digest == channel.greeting.digest;
        if equal && !greeting.wants && !channel.greeting.wants {
            context.peers.change(device, |peer| {
                peer.kept.insert(greeting.space, (greeting.digest, context.clock.now()));
            });
            channel.peer_has(channel.heights.clone());
        } else {
            outbox.send(channel.own_heights().await?).await.map_err(|_gone| SessionError::Closed)?;
        }
        tasks.spawn(send_new(Arc::clone(channel), outbox.clone(), device, context.clock.clone()));
    }
    tasks.spawn(read_all(receive, channels, outbox, device, context.clone()));

    let ended = tokio::select! {
        ended = tasks.join_next() => ended,
        _ = connection.closed() => return Err(SessionError::Closed),
    };
    match ended {
        Some(Ok(Err(error))) => Err(error),
        // What makes a task panic takes the session down, never the node.
        Some(Err(panicked)) if panicked.is_panic() => Err(SessionError::Protocol("something that cannot be handled")),
        _ => Err(SessionError::Closed),
    }
}

async fn open(connection: &Connection, dialled: bool) -> Result<(SendStream, RecvStream), SessionError> {
    let stream = if dialled { connection.open_bi().await } else { connection.accept_bi().await };
    stream.map_err(|_error| SessionError::Closed)
}

impl Channel {
    fn new(exchange: Arc<dyn Exchange>) -> Self {
        let greeting =
            Greeting { space: exchange.space(), digest: exchange.fingerprint(), wants: !exchange.wants().is_empty() };
        let heights = exchange.heights();
        Self { exchange, peer: Mutex::new(None), wake: Notify::new(), greeting, heights }
    }

    fn peer_has(&self, heights: Heights) {
        *self.peer.lock().unwrap_or_else(PoisonError::into_inner) = Some(heights);
        self.wake.notify_one();
    }

    /// What the peer sent, it has.
    fn peer_sent(&self, author: DeviceId, next_seq: u64) {
        if let Some(heights) = self.peer.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            let known = heights.entry(author).or_default();
            *known = (*known).max(next_seq);
        }
    }

    async fn own_heights(self: &Arc<Self>) -> Result<Frame, SessionError> {
        let channel = Arc::clone(self);
        blocking(move || {
            let mut wants = channel.exchange.wants();
            wants.truncate(MAX_WANTS);
            let heights = channel.exchange.heights().into_iter().collect();
            Ok(Frame::Heights { space: channel.exchange.space(), heights, wants })
        })
        .await
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
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(SessionError::Closed))
}

async fn write_all(
    mut stream: SendStream,
    mut queue: mpsc::Receiver<Frame>,
    traffic: Counter,
) -> Result<(), SessionError> {
    while let Some(frame) = queue.recv().await {
        let bytes = encoding::encode(&frame).map_err(FrameError::from)?;
        frame::write_bytes(&mut stream, &bytes).await?;
        traffic.sent(frame::PREFIX + bytes.len());
    }
    Err(SessionError::Closed)
}

/// Sends what the peer lacks, again whenever there is something new, for as long as the peer takes part.
async fn send_new(
    channel: Arc<Channel>,
    outbox: mpsc::Sender<Frame>,
    device: DeviceId,
    clock: Clock,
) -> Result<(), SessionError> {
    let mut changed = channel.exchange.subscribe();
    let mut from = 0;
    loop {
        let Some(mut heights) = channel.peer.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            channel.wake.notified().await;
            from = 0;
            continue;
        };
        changed.mark_unchanged();
        require_admitted(&channel, &device, &clock)?;
        let working = Arc::clone(&channel);
        let (batch, heights, reached) = blocking(move || {
            let mut reached = from;
            let batch = working.exchange.next_batch(&mut reached, &mut heights)?;
            Ok((batch, heights, reached))
        })
        .await?;
        if batch.is_empty() {
            from = reached;
            tokio::select! {
                result = changed.changed() => result.map_err(|_gone| SessionError::Closed)?,
                // The peer said anew what it has: start over.
                () = channel.wake.notified() => from = 0,
            }
            continue;
        }
        from = reached;
        for (author, next_seq) in heights {
            channel.peer_sent(author, next_seq);
        }
        let space = channel.exchange.space();
        outbox.send(Frame::Records { space, records: batch }).await.map_err(|_gone| SessionError::Closed)?;
    }
}

async fn read_all(
    mut stream: RecvStream,
    channels: BTreeMap<SpaceId, Arc<Channel>>,
    outbox: mpsc::Sender<Frame>,
    device: DeviceId,
    context: Context,
) -> Result<(), SessionError> {
    loop {
        let frame = read(&mut stream, &context.traffic).await?;
        let now = context.clock.now();
        context.peers.change(device, |peer| peer.last_seen = Some(now));
        match frame {
            Frame::Hello(_) => return Err(SessionError::Protocol("a second greeting")),
            Frame::Heights { space, heights, wants } => {
                let channel = channels.get(&space).ok_or(SessionError::Protocol("an unknown space"))?;
                if wants.len() > MAX_WANTS {
                    return Err(SessionError::Protocol("too many bodies asked for"));
                }
                require_admitted(channel, &device, &context.clock)?;
                channel.peer_has(heights.into_iter().collect());
                let working = Arc::clone(channel);
                let records = blocking(move || Ok(working.exchange.supply(&wants)?)).await?;
                for record in records {
                    let frame = Frame::Records { space, records: vec![record] };
                    outbox.send(frame).await.map_err(|_gone| SessionError::Closed)?;
                }
                outbox.send(kept(channel).await?).await.map_err(|_gone| SessionError::Closed)?;
            }
            Frame::Records { space, records } => {
                let channel = channels.get(&space).ok_or(SessionError::Protocol("an unknown space"))?;
                require_admitted(channel, &device, &context.clock)?;
                receive(channel, records, &outbox).await?;
                let settle = Arc::clone(&context.settle);
                blocking(move || {
                    settle();
                    Ok(())
                })
                .await?;
                outbox.send(kept(channel).await?).await.map_err(|_gone| SessionError::Closed)?;
            }
            Frame::Kept { space, digest } => {
                if !channels.contains_key(&space) {
                    return Err(SessionError::Protocol("an unknown space"));
                }
                context.peers.change(device, |peer| {
                    peer.kept.insert(space, (digest, now));
                });
            }
        }
    }
}

/// A device that was removed, or whose term ended, while connected gets and brings nothing more.
fn require_admitted(channel: &Channel, device: &DeviceId, clock: &Clock) -> Result<(), SessionError> {
    if channel.exchange.admits(device, clock.today()) { Ok(()) } else { Err(SessionError::Closed) }
}

/// Takes records in; says again how far this side is when something could not be taken in yet.
async fn receive(
    channel: &Arc<Channel>,
    records: Vec<WireRecord>,
    outbox: &mpsc::Sender<Frame>,
) -> Result<(), SessionError> {
    let authors: Vec<_> = records.iter().filter_map(author_of).collect();
    let working = Arc::clone(channel);
    let accepted = blocking(move || Ok(working.exchange.accept(records)?)).await?;
    if let Some((author, seq, refusal)) = accepted.refused.iter().find(|(_, _, refusal)| refusal.is_hostile()) {
        tracing::warn!(author = %author.short(), seq, "refused a record: {refusal}");
        return Err(SessionError::Hostile(refusal.to_string()));
    }
    for (author, next_seq) in authors {
        channel.peer_sent(author, next_seq);
    }
    if let Some((author, seq, refusal)) = accepted.refused.first() {
        tracing::info!(author = %author.short(), seq, "not taken in yet: {refusal}");
        if accepted.taken > 0 {
            outbox.send(channel.own_heights().await?).await.map_err(|_gone| SessionError::Closed)?;
        }
    }
    Ok(())
}

fn author_of(record: &WireRecord) -> Option<(DeviceId, u64)> {
    let header =
        deelbaar_schema::record::Header::decode(record.head.get(..deelbaar_schema::record::HEADER_LEN)?).ok()?;
    Some((header.author, header.seq.checked_add(1)?))
}

async fn kept(channel: &Arc<Channel>) -> Result<Frame, SessionError> {
    let working = Arc::clone(channel);
    blocking(move || {
        let digest: ContentHash = working.exchange.fingerprint();
        Ok(Frame::Kept { space: working.exchange.space(), digest })
    })
    .await
}
