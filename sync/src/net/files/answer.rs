//! Answering those who ask for files. What each costs is counted (decision 0028).
//!
//! A device may read slowly, and a file may be taken back meanwhile: from then on nothing of it goes, what the connection already
//! took to send included.

use std::time::Duration;

use deelbaar_schema::attachment::ChunkList;
use deelbaar_schema::id::{DeviceId, FileHash};
use iroh::endpoint::{Connection, SendStream, VarInt};

use super::{Ask, FileExchange, Listed, MAX_ASK, MAX_PIECES, STALLED};
use crate::files::Side;
use crate::net::frame::{self, FrameError};
use crate::net::session::{Cost, SessionError};

/// How long the last of an answer may take that waits in the connection. About 1.25 MB fits there: 4 KB a second is enough.
const LAST_OF_IT: Duration = Duration::from_mins(5);

/// Answers one request after another. Whoever asks what cannot be read, takes nothing for long or is no longer listened to is
/// left; whoever asks too often within an hour too, and that is returned. Whoever got much is only left: somebody honest who is
/// new in a large region gets more than that.
pub(super) async fn serve(files: &FileExchange, connection: &Connection, device: DeviceId) -> Option<SessionError> {
    loop {
        let (mut send, mut receive) = tokio::time::timeout(STALLED, connection.accept_bi()).await.ok()?.ok()?;
        let ask = tokio::time::timeout(STALLED, frame::read::<Ask>(&mut receive, MAX_ASK)).await.ok()?.ok()?;
        if files.party.shuns(&device) {
            return None;
        }
        if let Err(too_much) = files.budgets.charge(&device, Cost::Frame(frame::PREFIX + MAX_ASK)) {
            return Some(too_much);
        }
        let answered = match ask {
            Ask::List(side, hash) => list(files, &mut send, device, (side, hash)).await,
            Ask::Pieces(side, hash, numbers) => pieces(files, &mut send, device, (side, hash), numbers).await,
        };
        if answered.is_err() {
            // Dropped, what waits in it would still go.
            send.reset(VarInt::default()).ok();
            return None;
        }
    }
}

async fn list(
    files: &FileExchange,
    send: &mut SendStream,
    device: DeviceId,
    (side, hash): (Side, FileHash),
) -> Result<(), SessionError> {
    // Judged before anything is looked up: what a device may not have and what is not here are the same to it.
    let copies = files.for_device(&device, side, &hash);
    let known: Option<ChunkList> = copies.iter().find_map(|file| files.workspace.files().list(file));
    let listed: Listed = known.map(|list| (list.size(), list.chunks().to_vec()));
    write(files, send, device, &listed).await?;
    send.finish().map_err(|_closed| SessionError::Closed)
}

/// One piece in memory at a time; the next is read when this one has left. A piece that is not here, or no longer for this
/// device, is said to be absent; one that is taken back on its way ends the answer.
async fn pieces(
    files: &FileExchange,
    send: &mut SendStream,
    device: DeviceId,
    (side, hash): (Side, FileHash),
    numbers: Vec<u32>,
) -> Result<(), SessionError> {
    let mut went = false;
    for number in numbers.into_iter().take(MAX_PIECES) {
        let (copies, kept) = (files.for_device(&device, side, &hash), files.workspace.files().clone());
        let read = move || copies.iter().find_map(|file| kept.piece(file, number as usize).ok().flatten());
        let piece = tokio::task::spawn_blocking(read).await.ok().flatten();
        went |= piece.is_some();
        let piece = piece.as_ref().map(|bytes| serde_bytes::Bytes::new(bytes));
        let writing = write(files, send, device, &piece);
        if !went {
            writing.await?;
            continue;
        }
        tokio::select! {
            biased;
            () = files.taken_back(&device, side, &hash) => return Err(SessionError::TakenBack),
            written = writing => written?,
        }
    }
    send.finish().map_err(|_closed| SessionError::Closed)?;
    if went {
        // Some of it may wait in the connection.
        tokio::select! {
            biased;
            () = files.taken_back(&device, side, &hash) => return Err(SessionError::TakenBack),
            arrived = tokio::time::timeout(LAST_OF_IT, send.stopped()) => drop(arrived.map_err(|_slow| FrameError::Ended)?),
        }
    }
    Ok(())
}

async fn write<T: serde::Serialize>(
    files: &FileExchange,
    send: &mut SendStream,
    device: DeviceId,
    value: &T,
) -> Result<(), SessionError> {
    let bytes = deelbaar_schema::encoding::encode(value).map_err(FrameError::from)?;
    files.budgets.charge(&device, Cost::Sent(frame::PREFIX + bytes.len()))?;
    files.party.traffic.sent(frame::PREFIX + bytes.len());
    let written = tokio::time::timeout(STALLED, frame::write_bytes(send, &bytes)).await;
    Ok(written.map_err(|_slow| FrameError::Ended)??)
}
