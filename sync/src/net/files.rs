//! The content of files, on connections of their own beside the sessions.
//!
//! Whoever lacks a file that a record names asks for the hashes of its pieces, and then for those it lacks, one request a
//! stream. Whoever is asked answers only what that device may have, and to everything else the same: not here. A piece
//! that is not what its hash says is not kept, and its sender is not asked for a while.
//!
//! The code lies apart for each side: `ask` fetches, `answer` serves.

mod answer;
mod ask;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deelbaar_schema::id::{ContentHash, DeviceId, FileHash, SpaceId};
use iroh::Endpoint;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::relay::Relays;
use super::session::Party;
use crate::files::Scope;
use crate::workspace::Workspace;

/// The protocol's name and version.
pub(super) const ALPN: &[u8] = b"deelbaar/files/1";
/// Most devices that are answered at one time.
const ANSWERED: usize = 8;
/// How long nothing may travel before a conversation is given up.
const STALLED: Duration = Duration::from_secs(30);
/// Largest request, and largest list of hashes.
const MAX_ASK: usize = 2 * 1024;
const MAX_LIST: usize = 16 * 1024;
/// Most pieces in one request.
const MAX_PIECES: usize = 16;

/// What is asked on a stream.
#[derive(Debug, Serialize, Deserialize)]
enum Ask {
    /// The hashes of the pieces.
    List(FileHash),
    /// Pieces, by number.
    Pieces(FileHash, Vec<u32>),
}

/// The hashes of the pieces of a file; `None`: not here, or not for whoever asks.
type Listed = Option<(u64, Vec<ContentHash>)>;

/// What fetching and answering work with.
pub(super) struct FileExchange {
    workspace: Workspace,
    party: Party,
    answering: Semaphore,
    /// Who is being answered: one conversation a device.
    answered: Mutex<BTreeSet<DeviceId>>,
}

impl FileExchange {
    pub(super) fn new(workspace: &Workspace, party: Party) -> Self {
        let answering = Semaphore::new(ANSWERED);
        Self { workspace: workspace.clone(), party, answering, answered: Mutex::default() }
    }

    /// Whether a file of this scope is for a device: colleagues get what the municipality uses, everybody in the region what a
    /// visible section names.
    fn is_for(&self, device: &DeviceId, scope: Scope) -> bool {
        let (own, region) = (self.workspace.municipality().space(), self.workspace.region_space());
        let admitted = self.party.admitted(device);
        let admits = |space: SpaceId| admitted.iter().any(|exchange| exchange.space() == space);
        (scope.municipality && admits(own)) || (scope.region && admits(region))
    }

    fn may_have(&self, device: &DeviceId, hash: &FileHash) -> bool {
        self.workspace.files().scope(hash).is_some_and(|scope| self.is_for(device, scope))
    }

    /// Fetches whatever is lacking, for as long as the node runs.
    /// `network` is how devices are reached at the moment.
    pub(super) async fn fetch_all(self: Arc<Self>, network: impl Fn() -> (Endpoint, Relays) + Send) {
        ask::fetch_all(self, network).await;
    }

    /// Answers one device until it leaves. Only one conversation with each, and with few at one time.
    pub(super) async fn serve(&self, connection: &iroh::endpoint::Connection) {
        let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
        let Ok(_turn) = self.answering.try_acquire() else { return };
        if !self.answered().insert(device) {
            // An earlier conversation goes on.
            return;
        }
        answer::serve(self, connection, device).await;
        self.answered().remove(&device);
    }

    fn answered(&self) -> MutexGuard<'_, BTreeSet<DeviceId>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
