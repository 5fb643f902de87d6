//! Where there are no Unix sockets: a workspace that another process holds stays locked (decision 0031).

use std::path::Path;

use super::Holder;
use crate::engine::Desk;
use crate::failure::Failure;

/// Listens to nobody.
pub struct Server;

/// Nobody takes over.
pub struct Taker;

/// There is none.
pub struct Place;

impl Server {
    /// Listens to nobody.
    pub fn listen(_dir: &Path, _desk: Desk, _holder: Holder) -> Option<Self> {
        None
    }

    /// Waits for ever.
    pub async fn taker(&mut self) -> Taker {
        std::future::pending().await
    }

    /// Ends.
    pub async fn close(self) {}
}

impl Taker {
    /// Ends at once.
    pub async fn take(self) {}
}

/// Nobody answers.
pub fn run_there(_dir: &Path) -> Result<Option<u8>, Failure> {
    Ok(None)
}

/// Nobody answers.
pub fn make_place(_dir: &Path) -> Result<Option<Place>, Failure> {
    Ok(None)
}
