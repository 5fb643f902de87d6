//! What the subcommands share: the folder, the workspace, the network, finding things by the start of their id.

use std::net::SocketAddr;
use std::path::Path;

use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::time::Date;
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::workspace::Workspace;

use crate::engine::{Command, Done, Executor, View};
use crate::failure::Failure;
use crate::host::Folder;

impl Folder {
    /// Opens the workspace in it.
    pub fn open(&self) -> Result<Executor, Failure> {
        Ok(Executor::new(self.workspace()?, None).at_the_command_line())
    }

    /// Carries out one command and keeps what makes the next start fast.
    pub fn run(&self, command: impl FnOnce(&View) -> Result<Command, Failure>) -> Result<Done, Failure> {
        let mut executor = self.open()?;
        let command = command(&executor.view())?;
        let done = executor.execute(command)?;
        executor.workspace().save_caches()?;
        Ok(done)
    }
}

/// Where to listen: as asked, otherwise everywhere.
pub fn listen(asked: Option<SocketAddr>) -> Listen {
    asked.map_or(Listen::Everywhere, Listen::At)
}

/// Opens the workspace and goes on the network.
pub async fn online(folder: &Folder, asked: Option<SocketAddr>) -> Result<Executor, Failure> {
    online_with(folder.workspace()?, asked).await
}

/// Goes on the network with a workspace that is open.
pub async fn online_with(workspace: Workspace, asked: Option<SocketAddr>) -> Result<Executor, Failure> {
    let node = Node::start(workspace.clone(), listen(asked)).await?;
    Ok(Executor::new(workspace, Some(node)).at_the_command_line())
}

/// Leaves the network and keeps what makes the next start fast.
pub async fn leave(executor: &Executor) -> Result<(), Failure> {
    if let Some(node) = executor.node() {
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
    unique(start, matching.map(|entry| entry.request))
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
    let failed = |error| Failure::File { path: path.to_owned(), error };
    if path.as_os_str() == "-" {
        return std::io::read_to_string(std::io::stdin()).map_err(failed);
    }
    std::fs::read_to_string(path).map_err(failed)
}
