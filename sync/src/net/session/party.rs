//! One device's side of its sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deelbaar_schema::charter::Charter;
use deelbaar_schema::id::{DeviceId, RecordId, SpaceId};
use deelbaar_schema::time::Date;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::budget::{Budgets, Limits};
use super::channel::{Channel, bucket_key};
use super::outbox::{Outbox, Writer};
use super::reader::{Reader, read};
use super::taking::{self, Taking};
use super::{SessionError, own, sending};
use crate::clock::Clock;
use crate::net::exchange::{Exchange, Exchanged, Rule};
use crate::net::frame::Frame;
use crate::net::peers::Peers;
use crate::net::traffic::{Counter, Tally};
use crate::poison::lock;
use crate::store::StoreError;
use crate::workspace::Workspace;

/// How long a peer may take to greet.
const GREETING: Duration = Duration::from_secs(20);
/// How long a device that misbehaved is not listened to.
const SHUNNED: Duration = Duration::from_mins(10);
/// A peer that had none of the bodies that are missing is asked again after so long.
const ASKED_IN_VAIN: Duration = Duration::from_hours(1);
/// So many bodies that a peer did not have are remembered.
const MOST_IN_VAIN: usize = 4096;

/// One device, as it takes part in sessions. Clones share everything.
#[derive(Clone)]
pub struct Party {
    pub(in crate::net) spaces: Vec<Arc<dyn Exchange>>,
    pub(in crate::net) peers: Peers,
    pub(in crate::net) clock: Clock,
    pub(in crate::net) traffic: Counter,
    /// The records of one session.
    pub(in crate::net) tally: Tally,
    /// Called after records came in.
    settle: Arc<dyn Fn() + Send + Sync>,
    pub(in crate::net) budgets: Budgets,
    /// What one device may cost beside that by asking for files.
    pub(in crate::net) for_files: Limits,
    /// Who was asked for which bodies and had none of them.
    in_vain: Arc<Mutex<BTreeMap<(DeviceId, SpaceId), InVain>>>,
    /// When who was last asked for what is said to be nowhere any more.
    doubted: Arc<Mutex<BTreeMap<(DeviceId, SpaceId), Date>>>,
}

/// The spaces of a session.
type Channels = BTreeMap<SpaceId, Arc<Channel>>;

/// Bodies that a peer did not have.
struct InVain {
    missing: BTreeSet<RecordId>,
    when: Instant,
    /// What was held back may be due on another day.
    day: Date,
}

impl Party {
    /// The device of `workspace`, with what it remembers of others.
    pub fn of(workspace: &Workspace) -> Result<Self, StoreError> {
        let (private, region) = (workspace.municipality().clone(), workspace.region().clone());
        let exchanging = || workspace.clone();
        let spaces: Vec<Arc<dyn Exchange>> = vec![
            Arc::new(Exchanged { replica: private, workspace: exchanging(), rule: Rule::PLAN }),
            Arc::new(Exchanged { replica: region, workspace: exchanging(), rule: Rule::REGION }),
        ];
        let settling = workspace.clone();
        let settle = Arc::new(move || {
            if let Err(error) = settling.settle() {
                tracing::error!("what follows from new records could not be done: {error}");
            }
        });
        Ok(Self {
            spaces,
            peers: Peers::load(workspace.store().clone(), workspace.clock().now())?,
            clock: workspace.clock().clone(),
            traffic: Counter::default(),
            tally: Tally::default(),
            settle,
            budgets: Budgets::load(Limits::USUAL, workspace.store(), workspace.clock().now())?,
            for_files: Limits::FOR_FILES,
            in_vain: Arc::default(),
            doubted: Arc::default(),
        })
    }

    /// The same with other limits to what one device may cost.
    #[must_use]
    pub fn limited(self, limits: Limits) -> Self {
        Self { budgets: Budgets::new(limits), ..self }
    }

    /// The same with other limits to what asking for files may cost.
    #[must_use]
    pub fn limited_for_files(self, for_files: Limits) -> Self {
        Self { for_files, ..self }
    }

    /// What is known of the other devices.
    pub fn peers(&self) -> &Peers {
        &self.peers
    }

    /// Bytes of frames sent and received so far.
    pub fn traffic(&self) -> (u64, u64) {
        self.traffic.read()
    }

    /// The spaces that `device` may see today; and of each whether, as far as it said, nothing is left to exchange: it keeps
    /// what is kept here, and has no body that is missing here.
    pub fn agreement_with(&self, device: &DeviceId) -> BTreeMap<SpaceId, bool> {
        let kept = self.peers.all().remove(device).unwrap_or_default().kept;
        let agreement = |exchange: Arc<dyn Exchange>| {
            let same = kept.get(&exchange.space()).is_some_and(|(digest, _)| *digest == exchange.digest());
            let asked = self.asked_lately(device, exchange.as_ref());
            (exchange.space(), same && exchange.wants_beyond(&asked, 1, false).is_empty())
        };
        self.admitted(device).into_iter().map(agreement).collect()
    }

    /// The spaces that `device` may see today.
    pub(in crate::net) fn admitted(&self, device: &DeviceId) -> Vec<Arc<dyn Exchange>> {
        self.spaces.iter().filter(|space| space.admits(device)).cloned().collect()
    }

    /// Bodies that `device` was asked for in vain a short while ago.
    fn asked_lately(&self, device: &DeviceId, exchange: &dyn Exchange) -> BTreeSet<RecordId> {
        let today = self.clock.today();
        let in_vain = lock(&self.in_vain);
        let asked = in_vain.get(&(*device, exchange.space()));
        let asked = asked.filter(|asked| asked.day == today && asked.when.elapsed() < ASKED_IN_VAIN);
        asked.map(|asked| asked.missing.clone()).unwrap_or_default()
    }

    /// A peer answered, and these are missing still.
    pub(super) fn asked_in_vain(&self, device: DeviceId, exchange: &dyn Exchange) {
        let missing: BTreeSet<RecordId> = exchange.wants().into_iter().collect();
        let mut in_vain = lock(&self.in_vain);
        in_vain.retain(|_, asked| asked.when.elapsed() < ASKED_IN_VAIN);
        if missing.len() <= MOST_IN_VAIN {
            let asked = InVain { missing, when: Instant::now(), day: self.clock.today() };
            in_vain.insert((device, exchange.space()), asked);
        }
    }

    /// Whether `device` is asked for what is said to be nowhere any more: once a day.
    pub(super) fn doubts(&self, device: DeviceId, space: SpaceId) -> bool {
        let today = self.clock.today();
        let mut doubted = lock(&self.doubted);
        doubted.insert((device, space), today) != Some(today)
    }

    /// The same party, with a tally of its own.
    pub(in crate::net) fn for_one_session(&self) -> Self {
        Self { tally: Tally::default(), ..self.clone() }
    }

    pub(super) fn settle(&self) {
        (self.settle)();
    }

    /// Runs a session with `device` over these streams, until it ends; says why. A device that misbehaves is not listened to
    /// for a while.
    pub async fn meet<R, W>(&self, device: DeviceId, receive: R, send: W) -> SessionError
    where
        R: AsyncRead + Unpin + Send + 'static,
        W: AsyncWrite + Unpin + Send + 'static,
    {
        if self.shuns(&device) {
            return SessionError::Closed;
        }
        let ended = self.converse(device, receive, send).await;
        self.blame(device, &ended);
        ended
    }

    /// Listens to a device no longer, where an error says that it is to blame and nobody did so already.
    pub(super) fn blame(&self, device: DeviceId, error: &SessionError) {
        if error.is_hostile() && !self.shuns(&device) {
            self.shun(device, error.to_string());
        }
    }

    /// Whether a device is not listened to now.
    pub(in crate::net) fn shuns(&self, device: &DeviceId) -> bool {
        self.peers.shuns(device)
    }

    /// What a device sent made its session panic: it is not listened to for a while.
    pub(in crate::net) fn blame_for_panic(&self, device: DeviceId) -> SessionError {
        let ended = SessionError::Protocol("something that cannot be handled");
        self.shun(device, ended.to_string());
        ended
    }

    /// A device misbehaved: it is not listened to for a while, and people see why.
    pub(in crate::net) fn shun(&self, device: DeviceId, reason: String) {
        tracing::warn!(device = %device.short(), "no longer listened to: {reason}");
        self.peers.change(device, |peer| peer.misbehaved = Some(reason));
        // Whoever waits holds no store: a workspace that is closed meanwhile closes.
        let pardon = self.peers.pardon(device);
        tokio::spawn(async move {
            tokio::time::sleep(SHUNNED).await;
            pardon();
        });
    }

    async fn converse<R, W>(&self, device: DeviceId, receive: R, send: W) -> SessionError
    where
        R: AsyncRead + Unpin + Send + 'static,
        W: AsyncWrite + Unpin + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        if let Err(error) = self.begin(device, receive, send, &mut tasks).await {
            return error;
        }
        why(&mut tasks).await
    }

    /// Ends the session when it is no more as it is at its begin whether `device` may see this space. What lets it in, or no more,
    /// may be stated in either space.
    fn watch(
        &self,
        exchange: &Arc<dyn Exchange>,
        device: DeviceId,
        admitted: bool,
        tasks: &mut JoinSet<Result<(), SessionError>>,
    ) {
        for stated in &self.spaces {
            tasks.spawn(own(as_long_as(admitted, Arc::clone(exchange), device, stated.subscribe_charter())));
        }
    }

    /// Greets, before anything is read: a channel for each space that the device may see, and what waits to be written.
    fn greet<W: AsyncWrite + Unpin + Send + 'static>(
        &self,
        device: DeviceId,
        send: W,
        tasks: &mut JoinSet<Result<(), SessionError>>,
    ) -> Result<(Channels, Outbox), SessionError> {
        let channel = |exchange: Arc<dyn Exchange>| {
            let asked = self.asked_lately(&device, exchange.as_ref());
            (exchange.space(), Arc::new(Channel::new(exchange, asked)))
        };
        let channels: Channels = self.admitted(&device).into_iter().map(channel).collect();
        if channels.is_empty() {
            return Err(SessionError::Closed);
        }
        for other in self.spaces.iter().filter(|space| !channels.contains_key(&space.space())) {
            self.watch(other, device, false, tasks);
        }
        for channel in channels.values() {
            self.watch(&channel.exchange, device, true, tasks);
        }
        let (outbox, queue) = Outbox::new();
        let writer = Writer::new(send, outbox.clone(), channels.clone(), device, self.clone());
        let greetings = channels.values().map(|channel| channel.greeting.clone()).collect();
        tasks.spawn(own(writer.write_all(Frame::Hello(greetings), queue)));
        Ok((channels, outbox))
    }

    async fn begin<R, W>(
        &self,
        device: DeviceId,
        mut receive: R,
        send: W,
        tasks: &mut JoinSet<Result<(), SessionError>>,
    ) -> Result<(), SessionError>
    where
        R: AsyncRead + Unpin + Send + 'static,
        W: AsyncWrite + Unpin + Send + 'static,
    {
        let (channels, outbox) = own(async { self.greet(device, send, tasks) }).await?;
        let hello = tokio::time::timeout(GREETING, read(&mut receive, &self.traffic))
            .await
            .map_err(|_elapsed| SessionError::Silent)??;
        let Frame::Hello(theirs) = hello else { return Err(SessionError::Protocol("no greeting")) };
        if self.peers.refused(&device) {
            self.peers.change(device, |peer| peer.refused = None);
        }

        let mut keys = BTreeMap::new();
        for greeting in theirs {
            let named = |channel: &&Arc<Channel>| channel.greeting.space == greeting.space;
            let Some(channel) = channels.values().find(named) else { continue };
            let space = channel.exchange.space();
            if keys.insert(space, bucket_key(greeting.digest, channel.greeting.digest)).is_some() {
                return Err(SessionError::Protocol("greeted twice for one space"));
            }
            if greeting.digest == channel.greeting.digest {
                channel.confirmed(self, device, greeting.digest);
                channel.peer_has_what_was_told();
            }
            if greeting.digest != channel.greeting.digest {
                channel.differs(greeting.digest);
            }
            if greeting.digest != channel.greeting.digest || greeting.wants || channel.greeting.wants {
                channel.tell_difference(&keys[&space], &outbox);
            }
        }
        for space in keys.keys() {
            let channel = &channels[space];
            tasks.spawn(sending::send_new(Arc::clone(channel), outbox.clone(), device, self.clone()));
            tasks.spawn(taking::ask_again(Arc::clone(channel), outbox.clone(), device, self.clone()));
        }
        // One batch waits at most: whoever sends faster than this side keeps is slowed down by the stream.
        let (verified, taken) = mpsc::channel(1);
        tasks.spawn(Taking { outbox: outbox.clone(), device, party: self.clone() }.take_all(taken));
        tasks.spawn(Reader { channels, keys, outbox, verified, device, party: self.clone() }.read_all(receive));
        Ok(())
    }
}

/// Waits until a task of a session ends, and says why it did. Others that end with it may be seen to end before it.
pub(super) async fn why(tasks: &mut JoinSet<Result<(), SessionError>>) -> SessionError {
    loop {
        return match tasks.join_next().await {
            Some(Ok(Err(SessionError::Gone))) => continue,
            Some(Ok(Err(error))) => error,
            // What makes a task panic takes the session down, never the node.
            Some(Err(panicked)) if panicked.is_panic() => SessionError::Protocol("something that cannot be handled"),
            _ => SessionError::Closed,
        };
    }
}

/// Ends a session when the peer may see a space no more, at once and in the middle of a frame too; or when it may see one that it
/// was not greeted with: the next greeting names it.
async fn as_long_as(
    admitted: bool,
    exchange: Arc<dyn Exchange>,
    device: DeviceId,
    mut stated: watch::Receiver<Arc<Charter>>,
) -> Result<(), SessionError> {
    while exchange.admits(&device) == admitted {
        // A term may begin or end with the day.
        let changed = tokio::time::timeout(taking::DAY_CHECK, stated.changed()).await;
        changed.unwrap_or(Ok(())).map_err(|_gone| SessionError::Closed)?;
    }
    Err(SessionError::Closed)
}
