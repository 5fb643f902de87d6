//! The actor: one thread owns the executor, takes commands in turn, and publishes a view after every change.

use std::path::Path;
use std::sync::{Arc, Mutex, mpsc as channel};
use std::time::Duration;

use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::poison::lock;
use deelbaar_sync::workspace::Workspace;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::backup::make_due;
use super::command::{Command, Done};
use super::error::CommandError;
use super::executor::{Begun, Desk, Executor};
use super::look::Built;
use super::view::View;
use crate::attach::{Holder, Server};

/// Changes that come closer together than this show in one view.
const SETTLE: Duration = Duration::from_millis(40);
/// How long nothing must change before caches are written, and how long they wait at most.
const IDLE: Duration = Duration::from_secs(3);
const AT_LATEST: Duration = Duration::from_mins(5);
/// How often time-bound things are looked at: embargoes, "seen 5 minutes ago".
const HEARTBEAT: Duration = Duration::from_mins(1);

/// How long stopping waits for a backup that is being written.
const LAST_ERRAND: Duration = Duration::from_secs(10);

type Listeners = Arc<Mutex<Vec<Box<dyn Fn() + Send>>>>;
type Reply = channel::Sender<Result<Done, CommandError>>;

enum Message {
    Do(Command, Reply),
    Stop(channel::Sender<()>),
    #[cfg(test)]
    Sleep(Duration),
}

/// A running engine. It stops, and writes its caches, when [`Engine::stop`] is called.
#[derive(Clone)]
pub struct Engine {
    inbox: mpsc::UnboundedSender<Message>,
    view: watch::Receiver<Arc<View>>,
    listeners: Listeners,
}

impl Engine {
    /// Starts the engine of `workspace` on a thread of its own, with its network work on `runtime`.
    pub fn start(workspace: Workspace, node: Option<Node>, runtime: Handle) -> Self {
        Self::start_with(workspace, node.ok_or(None), runtime, |_desk| None)
    }

    /// [`start`](Self::start), for the window on the workspace in `dir`: commands of other processes come in there. Without a
    /// node it is tried at once and each minute to start one that listens so.
    pub fn start_in(dir: &Path, workspace: Workspace, node: Result<Node, Option<Listen>>, runtime: Handle) -> Self {
        let dir = dir.to_owned();
        Self::start_with(workspace, node, runtime, move |desk| Server::listen(&dir, desk, Holder::Window))
    }

    fn start_with(
        workspace: Workspace,
        node: Result<Node, Option<Listen>>,
        runtime: Handle,
        open: impl FnOnce(Desk) -> Option<Server> + Send + 'static,
    ) -> Self {
        let (inbox, messages) = mpsc::unbounded_channel();
        let (node, listen) = node.map_or_else(|listen| (None, listen), |node| (Some(node), None));
        let executor = Executor::new(workspace, node);
        executor.receive_applicants();
        let mut built = Built::default();
        let (publish, view) = watch::channel(Arc::new(executor.look_with(&mut built)));
        let listeners: Listeners = Arc::default();
        let publisher = Publisher { publish, listeners: Arc::clone(&listeners), built };
        std::thread::spawn(move || {
            runtime.block_on(async {
                let server = open(executor.desk());
                run(executor, messages, publisher, (server, listen)).await;
            });
        });
        Self { inbox, view, listeners }
    }

    /// The newest view.
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.borrow())
    }

    /// Tells of new views.
    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.view.clone()
    }

    /// Calls `listener` after every new view, from the engine's thread.
    pub fn on_change(&self, listener: impl Fn() + Send + 'static) {
        lock(&self.listeners).push(Box::new(listener));
    }

    /// Asks for something; the answer comes through the receiver.
    pub fn send(&self, command: Command) -> channel::Receiver<Result<Done, CommandError>> {
        let (reply, answer) = channel::channel();
        if let Err(unsent) = self.inbox.send(Message::Do(command, reply))
            && let Message::Do(_, reply) = unsent.0
        {
            // Nobody may be listening any more: then nobody misses the answer.
            reply.send(Err(CommandError::Stopped)).ok();
        }
        answer
    }

    /// Asks for something and waits for it. Not for the window's thread.
    pub fn execute(&self, command: Command) -> Result<Done, CommandError> {
        self.send(command).recv().unwrap_or(Err(CommandError::Stopped))
    }

    /// As if the machine slept for so long, after what was sent before.
    #[cfg(test)]
    pub(crate) fn sleep(&self, time: Duration) {
        assert!(self.inbox.send(Message::Sleep(time)).is_ok(), "it runs");
    }

    /// Stops: says goodbye to the network, writes caches. Waits until that is done.
    pub fn stop(&self) {
        let (done, stopped) = channel::channel();
        if self.inbox.send(Message::Stop(done)).is_ok() {
            // An engine that is gone already has stopped too.
            stopped.recv().ok();
        }
    }
}

struct Publisher {
    publish: watch::Sender<Arc<View>>,
    listeners: Listeners,
    built: Built,
}

impl Publisher {
    fn publish(&mut self, executor: &Executor) {
        self.publish.send_replace(Arc::new(executor.look_with(&mut self.built)));
        for listener in lock(&self.listeners).iter() {
            listener();
        }
    }
}

async fn run(
    mut executor: Executor,
    mut messages: mpsc::UnboundedReceiver<Message>,
    mut publisher: Publisher,
    (server, listen): (Option<Server>, Option<Listen>),
) {
    let mut municipality = executor.workspace.municipality().subscribe();
    let mut region = executor.workspace.region().subscribe();
    let mut files = executor.workspace.files().subscribe();
    let mut peers = executor.node().map(|node| node.peers().subscribe());
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    let mut unsaved = Unsaved::default();
    unsaved.changed(Instant::now());
    let mut starting = JoinSet::new();
    let changed = executor.desk().changed();
    let mut errands = Errands::default();
    let mut tidying = Errands::default();
    loop {
        if errands.begin_due(&mut executor) {
            publisher.publish(&executor);
        }
        tokio::select! {
            message = messages.recv() => {
                let waits = match message {
                    Some(Message::Do(command, reply)) => {
                        match executor.begin(command) {
                            // The window may have closed meanwhile.
                            Begun::Done(result) => drop(reply.send(result)),
                            Begun::Apart(work) => errands.begin(&mut executor, move || drop(reply.send(work()))),
                        }
                        publisher.publish(&executor);
                        municipality.mark_unchanged();
                        region.mark_unchanged();
                        unsaved.changed(Instant::now());
                        continue;
                    }
                    #[cfg(test)]
                    Some(Message::Sleep(time)) => {
                        executor.confirmed = executor.confirmed.slept(time);
                        continue;
                    }
                    Some(Message::Stop(done)) => Some(done),
                    None => None,
                };
                tidying.end().await;
                errands.end().await;
                starting.shutdown().await;
                stop(&executor, server).await;
                // Whoever waits may open the folder again: the store and its keys go first.
                drop(executor);
                if let Some(done) = waits {
                    done.send(()).ok();
                }
                return;
            }
            _ = municipality.changed() => unsaved.changed(Instant::now()),
            _ = region.changed() => unsaved.changed(Instant::now()),
            _ = files.changed() => {}
            () = any_peer_changed(peers.as_mut()) => {}
            () = changed.notified() => {}
            _ = executor.at_the_door() => {}
            () = errands.ended() => {}
            () = tidying.ended() => continue,
            _ = heartbeat.tick() => {
                if let Err(error) = executor.workspace.settle() {
                    tracing::error!("what is due could not be done: {error}");
                }
                if let Some(listen) = listen.filter(|_| executor.node().is_none() && starting.is_empty()) {
                    starting.spawn(Node::start(executor.workspace.clone(), listen));
                }
            }
            Some(started) = starting.join_next() => {
                let Ok(Ok(node)) = started else { continue };
                tracing::info!("there is a network now");
                peers = Some(node.peers().subscribe());
                // Nobody else puts one there.
                executor.node.set(node).ok();
                executor.receive_applicants();
            }
            () = tokio::time::sleep_until(unsaved.due()), if unsaved.is_any() => {
                unsaved = Unsaved::default();
                save(&executor);
                // Not beside a backup, which reads everything of one moment.
                if errands.0.is_empty() && tidying.0.is_empty() {
                    let workspace = executor.workspace.clone();
                    tidying.0.spawn_blocking(move || workspace.tidy());
                }
                continue;
            }
        }
        // What belongs together often comes in several records: show it once.
        tokio::time::sleep(SETTLE).await;
        executor.backing_up = errands.0.len();
        publisher.publish(&executor);
    }
}

/// When caches are written. What wakes the loop and changes nothing that they hold, such as a word of a peer, does not put it
/// off; nor does what changes all the time, for ever.
#[derive(Debug, Default)]
struct Unsaved {
    /// The first and the last change that no cache holds.
    changes: Option<(Instant, Instant)>,
}

impl Unsaved {
    fn changed(&mut self, now: Instant) {
        let first = self.changes.map_or(now, |(first, _)| first);
        self.changes = Some((first, now));
    }

    fn is_any(&self) -> bool {
        self.changes.is_some()
    }

    fn due(&self) -> Instant {
        self.changes.map_or_else(Instant::now, |(first, last)| (last + IDLE).min(first + AT_LATEST))
    }
}

/// Never, where there is no network.
async fn any_peer_changed<T>(peers: Option<&mut watch::Receiver<T>>) {
    match peers {
        Some(peers) => drop(peers.changed().await),
        None => std::future::pending().await,
    }
}

/// Backups that are being made, or a store that is compacted, beside everything else.
#[derive(Default)]
struct Errands(JoinSet<()>);

impl Errands {
    fn begin(&mut self, executor: &mut Executor, work: impl FnOnce() + Send + 'static) {
        self.0.spawn_blocking(work);
        executor.backing_up = self.0.len();
    }

    /// Begins the backup that is due, when one is and none is being made.
    fn begin_due(&mut self, executor: &mut Executor) -> bool {
        let due = self.0.is_empty() && executor.backup_status().due;
        if due {
            let workspace = executor.workspace.clone();
            self.begin(executor, move || make_due(&workspace));
        }
        due
    }

    /// Waits until one is done.
    async fn ended(&mut self) {
        if self.0.is_empty() {
            return std::future::pending().await;
        }
        drop(self.0.join_next().await);
    }

    /// Waits until all are done, but not for ever: a disk across the network may be gone.
    async fn end(&mut self) {
        let all = async { while self.0.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_ERRAND, all).await.is_err() {
            tracing::warn!("a backup or the store was still being written at the end");
        }
    }
}

fn save(executor: &Executor) {
    if let Err(error) = executor.workspace.save_caches() {
        tracing::warn!("the cache was not written; the next start takes longer: {error}");
    }
}

async fn stop(executor: &Executor, server: Option<Server>) {
    if let Some(server) = server {
        server.close().await;
    }
    save(executor);
    if let Some(node) = executor.node() {
        node.close().await;
    }
}

#[cfg(test)]
mod tests;
