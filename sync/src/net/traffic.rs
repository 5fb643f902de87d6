//! How much travels: counted where frames are written and read, and where records are sent and kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a node exchanged since it started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes of frames that were sent.
    pub sent: u64,
    /// Bytes of frames that came in.
    pub received: u64,
    /// Bytes of datagrams that were sent, with what QUIC adds.
    pub datagrams_sent: u64,
    /// Bytes of datagrams that came in.
    pub datagrams_received: u64,
}

/// Counts frames. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter {
    shared: Arc<(AtomicU64, AtomicU64)>,
}

impl Counter {
    pub(super) fn sent(&self, bytes: usize) {
        self.shared.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn received(&self, bytes: usize) {
        self.shared.1.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes sent and received so far.
    pub(super) fn read(&self) -> (u64, u64) {
        (self.shared.0.load(Ordering::Relaxed), self.shared.1.load(Ordering::Relaxed))
    }
}

/// Counts the records of one session. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    shared: Arc<(AtomicU64, AtomicU64)>,
}

impl Tally {
    pub(super) fn sent(&self, records: usize) {
        self.shared.0.fetch_add(records as u64, Ordering::Relaxed);
    }

    pub(super) fn kept(&self, records: usize) {
        self.shared.1.fetch_add(records as u64, Ordering::Relaxed);
    }

    /// Records sent, and records that came in and were kept.
    pub(super) fn read(&self) -> (u64, u64) {
        (self.shared.0.load(Ordering::Relaxed), self.shared.1.load(Ordering::Relaxed))
    }
}
