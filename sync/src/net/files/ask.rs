//! Fetching the files that are lacking, from any device that has them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use deelbaar_schema::attachment::{CHUNK, ChunkList};
use deelbaar_schema::id::{DeviceId, FileHash};
use iroh::Endpoint;
use iroh::endpoint::Connection;
use tokio::time::Instant;

use super::{ALPN, Ask, FileExchange, Listed, MAX_LIST, MAX_PIECES, STALLED};
use crate::files::{FileError, Wanted};
use crate::net::endpoint;
use crate::net::frame::{self, FrameError};
use crate::net::relay::Relays;

/// How long a device that sent something wrong is not asked.
const BLAMED: Duration = Duration::from_mins(10);
/// How long a device that did not have a file is not asked for that file: each time twice as long.
const FIRST_ABSENT: Duration = Duration::from_secs(1);
const LAST_ABSENT: Duration = Duration::from_mins(5);
/// How often is looked again when nothing happened.
const AGAIN: Duration = Duration::from_mins(1);
/// Changes that come closer together than this are looked at once.
const BURST: Duration = Duration::from_millis(50);
/// How long is waited after the disk refused.
const REFUSED: Duration = Duration::from_mins(1);

/// Why asking one device for a file ended without it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the connection ended")]
    Connection,
    #[error("the device does not have it")]
    Absent,
    #[error("the device sent something that is not what was asked for")]
    Wrong,
    #[error("{0}")]
    Kept(FileError),
}

impl From<FrameError> for Failure {
    fn from(error: FrameError) -> Self {
        match error {
            error if error.is_hostile() => Self::Wrong,
            _ => Self::Connection,
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Wrong => Self::Wrong,
            other => Self::Kept(other),
        }
    }
}

/// Who is not asked for what, and until when.
#[derive(Default)]
struct Memory {
    blamed: BTreeMap<DeviceId, Instant>,
    /// Until when, and how long that was.
    absent: BTreeMap<(DeviceId, FileHash), (Instant, Duration)>,
}

impl Memory {
    /// Forgets what is over. Whoever left and comes back may have found what it lacked.
    fn forget(&mut self, connected: &BTreeSet<DeviceId>) {
        let now = Instant::now();
        self.blamed.retain(|_, until| *until > now);
        self.absent.retain(|(device, _), _| connected.contains(device));
    }

    fn may_ask(&self, device: &DeviceId, hash: &FileHash) -> bool {
        let absent = self.absent.get(&(*device, *hash)).is_some_and(|(until, _)| *until > Instant::now());
        !absent && !self.blamed.contains_key(device)
    }

    fn was_absent(&mut self, device: DeviceId, hash: FileHash) {
        let last = self.absent.get(&(device, hash)).map(|(_, wait)| *wait * 2);
        let wait = last.unwrap_or(FIRST_ABSENT).min(LAST_ABSENT);
        self.absent.insert((device, hash), (Instant::now() + wait, wait));
    }

    /// How long until somebody may be asked again.
    fn pause(&self) -> Duration {
        let now = Instant::now();
        let next = self.absent.values().map(|(until, _)| until.saturating_duration_since(now));
        next.filter(|wait| !wait.is_zero()).min().map_or(AGAIN, |wait| wait.min(AGAIN))
    }
}

/// One file at a time, for as long as the node runs.
pub(super) async fn fetch_all(files: Arc<FileExchange>, network: impl Fn() -> (Endpoint, Relays) + Send) {
    let mut municipality = files.workspace.municipality().subscribe();
    let mut region = files.workspace.region().subscribe();
    let mut peers = files.party.peers.subscribe();
    let mut memory = Memory::default();
    let (mut known, mut swept) = (None, Instant::now());
    loop {
        municipality.mark_unchanged();
        region.mark_unchanged();
        peers.mark_unchanged();
        let heights = (files.workspace.municipality().count(), files.workspace.region().count());
        let began = Instant::now();
        if known != Some(heights) || swept.elapsed() >= AGAIN {
            let workspace = files.workspace.clone();
            if let Ok(Err(error)) = tokio::task::spawn_blocking(move || workspace.sweep_files()).await {
                tracing::warn!("files that nothing names were not dropped: {error}");
            }
            (known, swept) = (Some(heights), Instant::now());
        }
        let took = began.elapsed();
        let all = files.party.peers.all().into_iter();
        memory.forget(&all.filter(|(_, peer)| peer.connected).map(|(device, _)| device).collect());
        let mut refused = false;
        for (hash, wanted) in files.workspace.files().lacking() {
            for device in askable(&files, &memory, &hash, wanted) {
                match fetch(&files, &network(), device, hash, wanted).await {
                    Ok(()) | Err(Failure::Kept(FileError::NotWanted)) => break,
                    Err(Failure::Wrong) => {
                        tracing::warn!(device = %device.short(), "sent something wrong for a file: not asked for a while");
                        memory.blamed.insert(device, Instant::now() + BLAMED);
                    }
                    Err(Failure::Kept(error)) => {
                        tracing::warn!("a file could not be kept: {error}");
                        refused = true;
                        break;
                    }
                    Err(Failure::Connection | Failure::Absent) => {
                        memory.was_absent(device, hash);
                    }
                }
            }
        }
        let pause = if refused { REFUSED } else { memory.pause() };
        tokio::select! {
            _ = municipality.changed() => {}
            _ = region.changed() => {}
            _ = peers.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
        // Changes come in bursts, and finding out what records name costs more in a large region.
        tokio::time::sleep(BURST.max(took * 10)).await;
    }
}

/// The devices that are connected and may know of a file: what only the municipality uses is never asked of others.
fn askable(files: &FileExchange, memory: &Memory, hash: &FileHash, wanted: Wanted) -> Vec<DeviceId> {
    let connected = files.party.peers.all().into_iter().filter(|(_, peer)| peer.connected && peer.misbehaved.is_none());
    let may_ask = |device: &DeviceId| memory.may_ask(device, hash) && files.is_for(device, wanted.scope);
    let asked = connected.map(|(device, _)| device).filter(may_ask);
    asked.collect()
}

async fn fetch(
    files: &Arc<FileExchange>,
    (endpoint, relays): &(Endpoint, Relays),
    device: DeviceId,
    hash: FileHash,
    wanted: Wanted,
) -> Result<(), Failure> {
    let addresses = files.party.peers.all().remove(&device).map(|peer| peer.all_addresses()).unwrap_or_default();
    let address = endpoint::address(device, &addresses, relays.keys()).ok_or(Failure::Connection)?;
    let connecting = tokio::time::timeout(STALLED, endpoint.connect(address, ALPN)).await;
    let connection = connecting.map_err(|_slow| Failure::Connection)?.map_err(|_error| Failure::Connection)?;
    let fetched = fetch_over(files, &connection, hash, wanted).await;
    connection.close(0u32.into(), b"");
    fetched
}

async fn fetch_over(
    files: &Arc<FileExchange>,
    connection: &Connection,
    hash: FileHash,
    wanted: Wanted,
) -> Result<(), Failure> {
    let mut list = files.workspace.files().list(&hash);
    if list.is_none() {
        let mut answers = ask(connection, &Ask::List(hash)).await?;
        let listed: Listed = read(files, &mut answers, MAX_LIST).await?;
        let (size, chunks) = listed.ok_or(Failure::Absent)?;
        let checked = ChunkList::checked(size, chunks, &hash).filter(|list| list.size() == wanted.size);
        list = Some(checked.ok_or(Failure::Wrong)?);
    }
    let list = list.ok_or(Failure::Absent)?;
    let kept = files.workspace.files().clone();
    let missing = blocking(move || {
        kept.begin(&list)?;
        kept.missing(&hash)
    })
    .await?;
    for some in missing.chunks(MAX_PIECES) {
        let numbers = some.iter().filter_map(|index| u32::try_from(*index).ok()).collect();
        let mut answers = ask(connection, &Ask::Pieces(hash, numbers)).await?;
        for index in some.iter().copied() {
            let piece: Option<serde_bytes::ByteBuf> = read(files, &mut answers, CHUNK + 64).await?;
            let piece = piece.ok_or(Failure::Absent)?;
            let kept = files.workspace.files().clone();
            blocking(move || kept.put(&hash, index, &piece)).await?;
        }
    }
    Ok(())
}

async fn ask(connection: &Connection, ask: &Ask) -> Result<iroh::endpoint::RecvStream, Failure> {
    let (mut send, receive) = connection.open_bi().await.map_err(|_error| Failure::Connection)?;
    frame::write(&mut send, ask).await?;
    send.finish().map_err(|_closed| Failure::Connection)?;
    Ok(receive)
}

async fn read<T: serde::de::DeserializeOwned>(
    files: &FileExchange,
    stream: &mut iroh::endpoint::RecvStream,
    limit: usize,
) -> Result<T, Failure> {
    let reading = tokio::time::timeout(STALLED, frame::read_bytes(stream, limit)).await;
    let bytes = reading.map_err(|_slow| Failure::Connection)??;
    files.party.traffic.received(frame::PREFIX + bytes.len());
    deelbaar_schema::encoding::decode(&bytes).map_err(|_unreadable| Failure::Wrong)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|_panicked| Failure::Wrong)?;
    Ok(done?)
}
