//! Staying on the network: `node`, and `sync` without `--once`. Subcommands are carried out beside it; a window gets place.

use std::net::SocketAddr;
use std::time::Duration;

use deelbaar_schema::id::DeviceId;
use deelbaar_sync::store::{OpenError, Store};
use deelbaar_sync::workspace::Workspace;
use tokio::task::JoinSet;

use super::health::Health;
use super::session::{leave, online};
use super::signals::Asked;
use crate::attach::{Holder, Server, Taker};
use crate::console::complain;
use crate::engine::{Executor, make_due};
use crate::failure::Failure;
use crate::host::{Folder, runtime};
use crate::tr;

/// How often is looked whether a window has closed.
const LOOK: Duration = Duration::from_secs(1);

/// `node`
pub fn node(folder: &Folder, listen: Option<SocketAddr>, health: Option<SocketAddr>) -> Result<(), Failure> {
    stay(folder, listen, &[], health)
}

/// Runs until somebody stops it. While a window has the workspace it waits.
pub(super) fn stay(
    folder: &Folder,
    listen: Option<SocketAddr>,
    peers: &[(DeviceId, SocketAddr)],
    monitor: Option<SocketAddr>,
) -> Result<(), Failure> {
    let health = Health::default();
    runtime()?.block_on(async {
        let mut asked = Asked::new()?;
        let mut monitor = monitor;
        loop {
            let executor = online(folder, listen).await?;
            health.tells(&executor);
            if let Some(address) = monitor.take() {
                health.clone().serve(address).await?;
            }
            if let Some(node) = executor.node() {
                for (device, address) in peers {
                    node.connect(*device, [*address]);
                }
            }
            // Whoever reads where it listens may give commands at once.
            let server = Server::listen(&folder.0, executor.desk(), Holder::Node);
            announce(&executor);
            let taker = run(&executor, server, &mut asked).await?;
            health.tells_nothing();
            leave(&executor).await?;
            drop(executor);
            let Some(taker) = taker else { return Ok(()) };
            complain(&tr!("cli-made-place"));
            taker.take().await;
            if !free(folder, &mut asked).await? {
                return Ok(());
            }
            complain(&tr!("cli-takes-up"));
        }
    })
}

/// Says where this device can be reached.
pub(super) fn announce(executor: &Executor) {
    for address in super::report::addresses(&executor.view()) {
        complain(&tr!("cli-listening", address = address.as_str()));
    }
}

/// Runs until somebody stops it, or a window asks for the workspace. What is due by the clock is done meanwhile.
async fn run(executor: &Executor, mut server: Option<Server>, asked: &mut Asked) -> Result<Option<Taker>, Failure> {
    let mut minute = tokio::time::interval(Duration::from_mins(1));
    let mut errands = JoinSet::new();
    let taker = loop {
        let window = async {
            match &mut server {
                Some(server) => server.taker().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = asked.stopping() => break None,
            taker = window => break Some(taker),
            _ = minute.tick() => {
                // A full disk, for one, passes: it is tried again in a minute, and `/health` tells.
                if let Err(error) = executor.workspace().settle() {
                    tracing::error!("what is due could not be done: {error}");
                }
                if errands.is_empty() {
                    let workspace = executor.workspace().clone();
                    errands.spawn_blocking(move || run_errands(&workspace));
                }
            }
            Some(_) = errands.join_next() => {}
        }
    };
    if let Some(server) = server {
        server.close().await;
    }
    // One that is being written holds the workspace.
    while taker.is_some() && errands.join_next().await.is_some() {}
    Ok(taker)
}

/// Beside settling, what is due by the clock: a backup, and then less room for the store.
pub(super) fn run_errands(workspace: &Workspace) {
    make_due(workspace);
    workspace.tidy();
}

/// Waits until no window has the workspace any more. `false` when somebody stops this meanwhile.
async fn free(folder: &Folder, asked: &mut Asked) -> Result<bool, Failure> {
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            () = asked.stopping() => return Ok(false),
            _ = look.tick() => {
                if !Store::in_use(&folder.0).map_err(OpenError::from)? {
                    return Ok(true);
                }
            }
        }
    }
}
