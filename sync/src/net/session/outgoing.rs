//! One frame that waits to be written. A peer may read slowly, and what is in a frame may be taken back while it waits: then it does
//! not go, nor the rest of it when it was begun.

use deelbaar_schema::id::{RecordId, SpaceId};
use deelbaar_schema::record::{HEADER_LEN, Header, WireRecord};
use tokio::sync::watch;

use super::SessionError;
use crate::net::exchange::Exchange;
use crate::net::frame::Frame;
use crate::net::packed;
use crate::store::StoreError;

/// A frame, and the texts in it.
pub(super) struct Outgoing {
    pub(super) frame: Frame,
    /// The records of which the body is in it and may be removed.
    texts: Vec<RecordId>,
    /// Of before they were read.
    erased: Option<watch::Receiver<u64>>,
}

impl From<Frame> for Outgoing {
    fn from(frame: Frame) -> Self {
        Self { frame, texts: Vec::new(), erased: None }
    }
}

impl Outgoing {
    /// The records that `read` gives; nothing when it gives none.
    pub(super) fn of(
        exchange: &dyn Exchange,
        read: impl FnOnce(&dyn Exchange) -> Result<Vec<WireRecord>, StoreError>,
    ) -> Result<Option<Self>, SessionError> {
        // What is removed from here on is told.
        let erased = exchange.subscribe_erased();
        let records = read(exchange)?;
        if records.is_empty() {
            return Ok(None);
        }
        let texts = records.iter().filter(|wire| wire.body.is_some()).filter_map(id_of_text).collect();
        Ok(Some(Self { frame: records_frame(exchange.space(), records)?, texts, erased: Some(erased) }))
    }

    /// That there are no more bodies of those that were asked for.
    pub(super) fn no_more(space: SpaceId) -> Result<Self, SessionError> {
        Ok(records_frame(space, Vec::new())?.into())
    }

    /// Ends when a text in it was taken back since it was read; otherwise never.
    pub(super) async fn taken_back(&self, exchange: Option<&dyn Exchange>) {
        let (Some(exchange), Some(mut erased)) = (exchange, self.erased.clone()) else {
            return std::future::pending().await;
        };
        while erased.changed().await.is_ok() {
            if exchange.lacks_any(&self.texts) {
                return;
            }
        }
        std::future::pending().await
    }
}

/// The id of a record of which the body may be removed.
fn id_of_text(wire: &WireRecord) -> Option<RecordId> {
    let header = Header::decode(wire.head.get(..HEADER_LEN)?).ok()?;
    header.kind.may_lack_body().then(|| header.id())
}

fn records_frame(space: SpaceId, records: Vec<WireRecord>) -> Result<Frame, SessionError> {
    let packed = packed::pack(records).map_err(|error| {
        // This side's own failure: the peer is not to blame.
        tracing::error!(space = %space.short(), "records could not be packed: {error}");
        SessionError::Closed
    })?;
    Ok(Frame::Records { space, packed })
}
