//! How others come to know a device that enrolled itself after a restore; and how they hear of what a municipality took back
//! that left the region.
//!
//! Nobody listens to a device that they do not know, or that takes part no more, so it cannot bring what it has to say. A file
//! does: it holds the device's own log in the region, without what it published; for colleagues also the records of the
//! private space with which the municipality's key enrolled it, with the person's name. Whoever takes it in checks the
//! records as if a peer had sent them.

use deelbaar_schema::encoding;
use deelbaar_schema::id::SpaceId;
use deelbaar_schema::record::{Kind, WireRecord};
use deelbaar_schema::space::SpaceState;
use serde::{Deserialize, Serialize};

use super::{Identity, Workspace, WorkspaceError};
use crate::clock::Clock;
use crate::replica::Replica;
use crate::store::{OpenError, Passphrase, Store};
use std::path::Path;

const MAGIC: &[u8; 8] = b"DLBRINT\x01";
/// No introduction is larger, in bytes: a record without a publication is a few hundred.
pub const LARGEST_INTRODUCTION: usize = 4 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Part {
    space: SpaceId,
    /// Heads and bodies, in the order of the log.
    records: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// For whom an introduction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Devices of the own municipality.
    Colleagues,
    /// Another municipality: without anything of the private space.
    Region,
}

impl Workspace {
    /// The introduction of this device: magic, then its records.
    pub fn introduction(&self, audience: Audience) -> Result<Vec<u8>, WorkspaceError> {
        if !self.is_enrolled() {
            return Err(WorkspaceError::NotEnrolled);
        }
        let mut parts = vec![self.part(&self.region, |_| true)?];
        if audience == Audience::Colleagues {
            // The first ones: those that enrol this device.
            parts.push(self.part(&self.municipality, |kind| kind == Kind::Charter)?);
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(encoding::encode(&parts)?);
        Ok(bytes)
    }

    /// The own log, up to the first record of a kind that is not `meant`.
    fn part<S: SpaceState>(&self, replica: &Replica<S>, meant: fn(Kind) -> bool) -> Result<Part, WorkspaceError> {
        let device = self.device();
        let own = replica.records()?.into_iter().filter(|record| record.header().author == device);
        let records = own.take_while(|record| meant(record.header().kind)).map(|record| {
            let wire = record.to_wire();
            (wire.head, wire.body.filter(|_| record.header().kind != Kind::Publication))
        });
        Ok(Part { space: replica.space(), records: records.collect() })
    }

    /// Takes an introduction in. Returns how many records were new. What does not hold is refused and changes nothing.
    pub fn take_introduction(&self, bytes: &[u8]) -> Result<usize, WorkspaceError> {
        let parts = bytes
            .strip_prefix(MAGIC)
            .filter(|parts| parts.len() <= LARGEST_INTRODUCTION)
            .ok_or(WorkspaceError::NoIntroduction)?;
        let parts: Vec<Part> = encoding::decode(parts).map_err(|_error| WorkspaceError::NoIntroduction)?;
        let (mut taken, mut fits) = (0, false);
        for part in parts {
            let records = part.records.into_iter().map(|(head, body)| WireRecord { head, body }).collect::<Vec<_>>();
            let accepted = if part.space == self.region.space() {
                self.region.accept(records)?
            } else if part.space == self.municipality.space() && self.reads_plan() {
                self.municipality.accept(records)?
            } else {
                continue;
            };
            if !accepted.refused.is_empty() {
                return Err(WorkspaceError::NoIntroduction);
            }
            (taken, fits) = (taken + accepted.taken, true);
        }
        if fits { Ok(taken) } else { Err(WorkspaceError::NoIntroduction) }
    }

    /// Gives a restored workspace that nobody let in yet the identity that a colleague granted. What it holds stays.
    pub fn let_in_again(
        dir: &Path,
        granted: &Identity,
        passphrase: Option<&Passphrase>,
        clock: Clock,
    ) -> Result<Self, WorkspaceError> {
        let workspace = Self::open_unsettled(dir, passphrase, clock.clone())?;
        let device = workspace.device();
        let same =
            workspace.identity.municipality == granted.municipality && workspace.identity.region == granted.region;
        let wrote =
            workspace.municipality.heights().contains_key(&device) || workspace.region.heights().contains_key(&device);
        if !same || wrote || workspace.is_enrolled() {
            return Err(OpenError::AlreadyExists.into());
        }
        let mut identity = granted.clone();
        for root in super::Root::ALL {
            if let Some(key) = workspace.identity.root_key(root) {
                identity.hold(root, &key);
            }
        }
        identity.save(workspace.store())?;
        drop(workspace);
        Self::open_with(dir, passphrase, clock)
    }

    /// Whether this is a restored device that nobody let in again yet. A device that just joined is not: it only waits for
    /// its enrolment to arrive.
    pub fn waits_after_restore(&self) -> bool {
        let device = self.device();
        let wrote = self.municipality.heights().contains_key(&device) || self.region.heights().contains_key(&device);
        self.identity.sponsor.is_none() && !wrote && !self.is_enrolled()
    }

    /// Whether `dir` holds a restored workspace that nobody let in yet.
    pub fn waits_to_be_let_in(
        dir: &Path,
        passphrase: Option<&Passphrase>,
        clock: Clock,
    ) -> Result<bool, WorkspaceError> {
        if !Store::exists(dir).map_err(OpenError::from)? {
            return Ok(false);
        }
        Ok(!Self::open_unsettled(dir, passphrase, clock)?.is_enrolled())
    }
}
