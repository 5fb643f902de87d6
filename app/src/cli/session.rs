//! What the subcommands share: the folder, the workspace, the network, finding things by the start of their id.

use std::io;
use std::net::SocketAddr;
use std::path::Path;

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::time::Date;
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::workspace::Workspace;

use crate::attach::Refused;
use crate::console;
use crate::engine::{Command, CommandError, Done, Executor, View};
use crate::failure::Failure;
use crate::host::{Folder, desk, runtime};
use crate::tr;

impl Folder {
    /// Opens the workspace in it.
    pub fn open(&self) -> Result<Executor, Failure> {
        let workspace = self.workspace()?;
        let executor = desk().map_or_else(|| Executor::new(workspace, None), Executor::at);
        Ok(executor.at_the_command_line())
    }

    /// The same for what takes the municipality's private space, which not every role gets.
    pub fn open_plan(&self) -> Result<Executor, Failure> {
        let executor = self.open()?;
        require_plan(&executor)?;
        Ok(executor)
    }

    /// Carries out one command on the plan and keeps what makes the next start fast.
    pub fn run(&self, command: impl FnOnce(&View) -> Result<Command, Failure>) -> Result<Done, Failure> {
        let mut executor = self.open_plan()?;
        let command = command(&executor.view())?;
        let done = executor.execute(command)?;
        executor.workspace().save_caches()?;
        Ok(done)
    }
}

/// Whether the role of this device reads the plan.
pub fn require_plan(executor: &Executor) -> Result<(), Failure> {
    if executor.workspace().reads_plan() {
        Ok(())
    } else {
        Err(CommandError::from(ActError::from(CharterError::Role)).into())
    }
}

/// Where to listen: as asked, otherwise everywhere.
pub fn listen(asked: Option<SocketAddr>) -> Listen {
    asked.map_or(Listen::Everywhere, Listen::At)
}

/// Opens the workspace and goes on the network.
///
/// A command of another process uses the network of this one.
pub async fn online(folder: &Folder, asked: Option<SocketAddr>) -> Result<Executor, Failure> {
    let workspace = folder.workspace()?;
    let Some(desk) = desk() else { return online_with(workspace, asked).await };
    if asked.is_some() {
        console::complain(&tr!("holder-listens"));
    }
    let executor = Executor::at(desk).at_the_command_line();
    executor.node().ok_or(CommandError::Offline)?.dial_now();
    Ok(executor)
}

/// Does network work until it is done, or until whoever gave the command has gone.
pub fn on_the_network<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let left = console::terminal().left();
    runtime()?.block_on(async {
        tokio::select! {
            done = work => done,
            () = left => Err(Failure::Holder(Refused::Silent)),
        }
    })
}

/// Goes on the network with a workspace that is open.
pub async fn online_with(workspace: Workspace, asked: Option<SocketAddr>) -> Result<Executor, Failure> {
    let node = Node::start(workspace.clone(), listen(asked)).await?;
    Ok(Executor::new(workspace, Some(node)).at_the_command_line())
}

/// Leaves the network, where this command went on it, and keeps what makes the next start fast.
pub async fn leave(executor: &Executor) -> Result<(), Failure> {
    if let Some(node) = executor.node().filter(|_| desk().is_none()) {
        node.close().await;
    }
    Ok(executor.workspace().save_caches()?)
}

/// The item whose id starts with `start`.
pub fn item(view: &View, start: &str) -> Result<ItemId, Failure> {
    let all = view.items.iter().map(|item| item.item.id);
    unique(start, all.filter(|id| id.to_string().starts_with(&start.to_ascii_lowercase())))
}

/// The open request whose id, or whose item's id, starts with `start`.
pub fn request(view: &View, start: &str, wanted: impl Fn(&crate::engine::Ask) -> bool) -> Result<RecordId, Failure> {
    let start_low = start.to_ascii_lowercase();
    let matching = view.inbox.iter().filter(|entry| wanted(&entry.ask)).filter(|entry| {
        entry.request.to_string().starts_with(&start_low) || entry.item.to_string().starts_with(&start_low)
    });
    match unique(start, matching.map(|entry| entry.request)) {
        // The item is there; nothing about it waits for an answer.
        Err(Failure::NoSuch(_)) if item(view, start).is_ok() => Err(CommandError::NoRequest.into()),
        other => other,
    }
}

/// The only one that was found by `start`.
pub fn unique<T>(start: &str, mut found: impl Iterator<Item = T>) -> Result<T, Failure> {
    if start.is_empty() {
        return Err(Failure::NoSuch(String::new()));
    }
    let first = found.next().ok_or_else(|| Failure::NoSuch(start.to_owned()))?;
    match found.count() {
        0 => Ok(first),
        more => Err(Failure::Ambiguous(start.to_owned(), more + 1)),
    }
}

/// A day as `yyyy-mm-dd`, or as people write it.
pub fn day(text: &str) -> Result<Date, Failure> {
    text.parse().or_else(|_error| crate::format::parse_date(text)).map_err(|invalid| Failure::Usage(invalid.message()))
}

/// The text of a file, or of standard input for `-`.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = console::read(path)?;
    let text = std::str::from_utf8(&bytes).map(str::to_owned);
    text.map_err(|error| Failure::File {
        path: path.to_owned(),
        error: io::Error::new(io::ErrorKind::InvalidData, error),
    })
}
