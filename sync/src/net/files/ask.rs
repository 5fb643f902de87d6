//! Fetching the files that are lacking, from any device that has them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use deelbaar_schema::attachment::{CHUNK, ChunkList};
use deelbaar_schema::id::DeviceId;
use iroh::Endpoint;
use iroh::endpoint::Connection;
use tokio::time::Instant;

use super::{ALPN, Ask, FileExchange, Listed, MAX_LIST, MAX_PIECES, STALLED};
use crate::files::{FileError, FileKey, Wanted};
use crate::net::endpoint;
use crate::net::frame::{self, FrameError};
use crate::net::relay::Relays;
use crate::net::tended::{Panicked, caught};

/// How long a device that did not have a file is not asked for that file, or one that was lost on the way for any: each time
/// twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_mins(5);
/// How long one file may take from one device, so that a slow one does not keep the others waiting for ever. What came is
/// kept.
const TURN: Duration = Duration::from_mins(2);
/// Whoever gave so many pieces in its turn may be asked again at once.
const ENOUGH: usize = 16;
/// Whoever gives fewer bytes a second, looked at so often, loses its turn where somebody else may be asked who gives more.
const SLOW: u64 = 256 * 1024;
const LOOK: Duration = Duration::from_secs(10);
/// How often is looked again when nothing happened.
const AGAIN: Duration = Duration::from_secs(15);
/// Changes that come closer together than this are looked at once.
const BURST: Duration = Duration::from_millis(50);
/// How long is waited after the disk refused.
const REFUSED: Duration = Duration::from_secs(30);

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
    #[error("this device could not go on")]
    Own,
    #[error("the device gives little, and another may give more")]
    Slow,
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

/// Until when somebody is not asked, and how long that is.
type Pause = (Instant, Duration);

/// Who is not asked for what, and until when.
#[derive(Default)]
struct Memory {
    /// For that file.
    absent: BTreeMap<(DeviceId, FileKey), Pause>,
    /// For anything: the way to it broke, or it was slow.
    lost: BTreeMap<DeviceId, Pause>,
    /// How many bytes a second it gave when it last gave anything.
    gave: BTreeMap<DeviceId, u64>,
}

fn is_on(pause: Option<&Pause>) -> bool {
    pause.is_some_and(|(until, _)| *until > Instant::now())
}

fn longer(last: Option<&Pause>) -> Pause {
    let wait = last.map_or(FIRST_PAUSE, |(_, wait)| *wait * 2).min(LAST_PAUSE);
    (Instant::now() + wait, wait)
}

impl Memory {
    /// Whoever left and comes back may have found what it lacked.
    fn forget(&mut self, connected: &BTreeSet<DeviceId>) {
        self.absent.retain(|(device, _), _| connected.contains(device));
        self.lost.retain(|device, _| connected.contains(device));
        self.gave.retain(|device, _| connected.contains(device));
    }

    fn may_ask(&self, device: &DeviceId, file: FileKey) -> bool {
        !is_on(self.absent.get(&(*device, file))) && !is_on(self.lost.get(device))
    }

    fn was_absent(&mut self, device: DeviceId, file: FileKey) {
        let pause = longer(self.absent.get(&(device, file)));
        self.absent.insert((device, file), pause);
    }

    fn was_lost(&mut self, device: DeviceId) {
        let pause = longer(self.lost.get(&device));
        self.lost.insert(device, pause);
    }

    /// It gave so many pieces since then.
    fn did_give(&mut self, device: DeviceId, pieces: usize, since: Instant) {
        self.gave.insert(device, rate(pieces, since.elapsed()));
    }

    /// Whom to ask first: who gave most, then who was not asked yet, then who is slow.
    fn rank(&self, device: &DeviceId) -> (u8, Reverse<u64>) {
        match self.gave.get(device).copied() {
            Some(gave) if gave >= SLOW => (0, Reverse(gave)),
            None => (1, Reverse(0)),
            Some(gave) => (2, Reverse(gave)),
        }
    }

    /// How long until somebody may be asked again.
    fn pause(&self) -> Duration {
        let now = Instant::now();
        let all = self.absent.values().chain(self.lost.values());
        let next = all.map(|(until, _)| until.saturating_duration_since(now));
        next.filter(|wait| !wait.is_zero()).min().map_or(AGAIN, |wait| wait.min(AGAIN))
    }
}

/// Bytes a second.
fn rate(pieces: usize, time: Duration) -> u64 {
    let bytes = (pieces as u64).saturating_mul(CHUNK as u64);
    bytes.saturating_mul(1000) / u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// One file at a time, for as long as the node runs.
pub(super) async fn fetch_all(
    files: Arc<FileExchange>,
    network: impl Fn() -> Option<(Endpoint, Relays)> + Send,
    blame: impl Fn(DeviceId, &str) + Send,
) {
    let mut municipality = files.workspace.municipality().subscribe();
    let mut region = files.workspace.region().subscribe();
    let mut peers = files.party.peers.subscribe();
    let mut memory = Memory::default();
    loop {
        municipality.mark_unchanged();
        region.mark_unchanged();
        peers.mark_unchanged();
        // Each time: what a section names may count only now, though no record came since.
        let began = Instant::now();
        let workspace = files.workspace.clone();
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || workspace.sweep_files()).await {
            tracing::warn!("files that nothing names were not dropped: {error}");
        }
        let took = began.elapsed();
        let all = files.party.peers.all().into_iter();
        memory.forget(&all.filter(|(_, peer)| peer.connected).map(|(device, _)| device).collect());
        let refused = fetch_lacking(&files, &mut memory, &network, &blame).await;
        files.workspace.files().set_refused(refused);
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

/// Asks for every file that is lacking, of one device after the other, until the plan changes: what colleagues use goes
/// before what is left of the region. Returns whether the disk refused.
async fn fetch_lacking(
    files: &Arc<FileExchange>,
    memory: &mut Memory,
    network: &(impl Fn() -> Option<(Endpoint, Relays)> + Send),
    blame: &(impl Fn(DeviceId, &str) + Send),
) -> bool {
    let began = files.workspace.municipality().count();
    for (file, wanted) in files.workspace.files().lacking() {
        if files.workspace.municipality().count() != began {
            return false;
        }
        // Every piece may be here already: then nobody has to be asked.
        if files.workspace.files().list(&file).is_some() {
            let kept = files.workspace.files().clone();
            match blocking(move || kept.missing(&file)).await {
                Ok(missing) if missing.is_empty() => continue,
                Err(Failure::Kept(error)) if !matches!(error, FileError::NotWanted) => {
                    tracing::warn!("a file could not be kept: {error}");
                    return true;
                }
                Ok(_) | Err(_) => {}
            }
        }
        for device in askable(files, memory, file, wanted) {
            let (before, since) = (files.workspace.files().pieces_of(&file), Instant::now());
            let ended = match caught(turn(files, memory, network(), (device, file, wanted))).await {
                Ok(ended) => ended,
                Err(Panicked) => Err(Failure::Own),
            };
            let given = files.workspace.files().pieces_of(&file).saturating_sub(before);
            if given > 0 || matches!(ended, Err(Failure::Slow)) {
                memory.did_give(device, given, since);
            }
            if matches!(ended, Ok(()) | Err(Failure::Absent)) || given >= ENOUGH {
                memory.lost.remove(&device);
            }
            match ended {
                Ok(()) | Err(Failure::Kept(FileError::NotWanted)) => break,
                Err(Failure::Wrong) => blame(device, "it sent something else than the file that it was asked for"),
                Err(Failure::Kept(error)) => {
                    tracing::warn!("a file could not be kept: {error}");
                    return true;
                }
                Err(Failure::Absent) => memory.was_absent(device, file),
                Err(Failure::Slow) => {}
                Err(Failure::Connection | Failure::Own) => memory.was_lost(device),
            }
        }
    }
    false
}

/// One device's turn to give a file. What came stays, however it ends.
async fn turn(
    files: &Arc<FileExchange>,
    memory: &Memory,
    network: Option<(Endpoint, Relays)>,
    (device, file, wanted): (DeviceId, FileKey, Wanted),
) -> Result<(), Failure> {
    let fetching = tokio::time::timeout(TURN, fetch(files, network, device, file, wanted));
    tokio::pin!(fetching);
    let mut seen = files.workspace.files().pieces_of(&file);
    loop {
        tokio::select! {
            ended = &mut fetching => return ended.unwrap_or(Err(Failure::Connection)),
            () = tokio::time::sleep(LOOK) => {}
        }
        let here = files.workspace.files().pieces_of(&file);
        let gives = rate(here.saturating_sub(seen), LOOK);
        seen = here;
        // By now somebody may have it who did not before.
        let gives_more = |other: &DeviceId| *other != device && memory.gave.get(other).is_none_or(|gave| *gave > gives);
        if gives < SLOW && askable(files, memory, file, wanted).iter().any(gives_more) {
            return Err(Failure::Slow);
        }
    }
}

/// The devices that are connected and may know of a file, in the order in which they are asked: what only the municipality uses
/// is never asked of others.
fn askable(files: &FileExchange, memory: &Memory, file: FileKey, wanted: Wanted) -> Vec<DeviceId> {
    let connected = files.party.peers.all().into_iter().filter(|(_, peer)| peer.connected && peer.misbehaved.is_none());
    let may_ask = |device: &DeviceId| memory.may_ask(device, file) && files.is_for(device, file.side, file, wanted);
    let mut asked: Vec<DeviceId> = connected.map(|(device, _)| device).filter(may_ask).collect();
    asked.sort_by_key(|device| memory.rank(device));
    asked
}

async fn fetch(
    files: &Arc<FileExchange>,
    network: Option<(Endpoint, Relays)>,
    device: DeviceId,
    file: FileKey,
    wanted: Wanted,
) -> Result<(), Failure> {
    let (endpoint, relays) = network.ok_or(Failure::Connection)?;
    let addresses = files.party.peers.all().remove(&device).map(|peer| peer.all_addresses()).unwrap_or_default();
    let address = endpoint::address(device, &addresses, relays.keys()).ok_or(Failure::Connection)?;
    let connecting = tokio::time::timeout(STALLED, endpoint.connect(address, ALPN)).await;
    let connection = connecting.map_err(|_slow| Failure::Connection)?.map_err(|_error| Failure::Connection)?;
    // An endpoint is kept no longer than it is used: whoever holds one that is closed keeps its port.
    drop(endpoint);
    endpoint::welcome(&connection);
    let fetched = fetch_over(files, &connection, file, wanted).await;
    connection.close(0u32.into(), b"");
    fetched
}

async fn fetch_over(
    files: &Arc<FileExchange>,
    connection: &Connection,
    file: FileKey,
    wanted: Wanted,
) -> Result<(), Failure> {
    let list = match files.workspace.files().list(&file) {
        Some(list) => list,
        None => ask_list(files, connection, file, wanted).await?,
    };
    let kept = files.workspace.files().clone();
    let missing = blocking(move || {
        kept.begin(file.side, &list)?;
        kept.missing(&file)
    })
    .await?;
    for some in missing.chunks(MAX_PIECES) {
        let numbers = some.iter().filter_map(|index| u32::try_from(*index).ok()).collect();
        let mut answers = ask(connection, &Ask::Pieces(file.side, file.hash, numbers)).await?;
        for index in some.iter().copied() {
            let piece: Option<serde_bytes::ByteBuf> = read(files, &mut answers, CHUNK + 64).await?;
            let piece = piece.ok_or(Failure::Absent)?;
            let kept = files.workspace.files().clone();
            blocking(move || kept.put(&file, index, &piece)).await?;
        }
    }
    Ok(())
}

/// The hashes of the pieces, checked against the hash of the file.
async fn ask_list(
    files: &FileExchange,
    connection: &Connection,
    file: FileKey,
    wanted: Wanted,
) -> Result<ChunkList, Failure> {
    let mut answers = ask(connection, &Ask::List(file.side, file.hash)).await?;
    let listed: Listed = read(files, &mut answers, MAX_LIST).await?;
    let (size, chunks) = listed.ok_or(Failure::Absent)?;
    let list = ChunkList::checked(size, chunks, &file.hash).ok_or(Failure::Wrong)?;
    // When it is larger than the record says, the record is wrong, and not whoever has the file.
    if list.size() <= wanted.size { Ok(list) } else { Err(Failure::Absent) }
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
    // What this side does with its own disk: whoever was asked is not to blame for a panic there.
    let done = tokio::task::spawn_blocking(work).await.map_err(|_panicked| Failure::Own)?;
    Ok(done?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_gave_most_is_asked_first_and_whoever_is_slow_last() {
        let [slow, slower, new, good, best] = [1, 2, 3, 4, 5].map(|number| DeviceId::from_bytes([number; 32]));
        let mut memory = Memory::default();
        for (device, gave) in [(slow, SLOW - 1), (slower, 0), (good, SLOW), (best, 10 * SLOW)] {
            memory.gave.insert(device, gave);
        }
        let mut asked = [slow, slower, new, good, best];
        asked.sort_by_key(|device| memory.rank(device));
        assert_eq!(asked, [best, good, new, slow, slower]);
    }
}
