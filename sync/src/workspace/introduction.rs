//! How others come to know a device that enrolled itself after a restore.
//!
//! Nobody listens to a device that they do not know, so it cannot bring its own enrolment. A file does: it holds the
//! records with which the municipality's key enrolled the device. Whoever takes it in checks them as if a peer had sent
//! them. For colleagues it also holds those of the private space, with the person's name; for others only the region's.

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
/// Enrolments are a few hundred bytes each.
const MOST: usize = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Part {
    space: SpaceId,
    records: Vec<(Vec<u8>, Vec<u8>)>,
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
    /// The introduction of this device: magic, then the records that enrol it.
    pub fn introduction(&self, audience: Audience) -> Result<Vec<u8>, WorkspaceError> {
        if !self.is_enrolled() {
            return Err(WorkspaceError::NotEnrolled);
        }
        let mut parts = vec![self.part(&self.region)?];
        if audience == Audience::Colleagues {
            parts.push(self.part(&self.municipality)?);
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(encoding::encode(&parts)?);
        Ok(bytes)
    }

    /// The first records of the own log, as far as they are of the charter: those that enrol this device.
    fn part<S: SpaceState>(&self, replica: &Replica<S>) -> Result<Part, WorkspaceError> {
        let device = self.device();
        let own = replica.records()?.into_iter().filter(|record| record.header().author == device);
        let charter = own.take_while(|record| record.header().kind == Kind::Charter);
        let records = charter
            .filter_map(|record| {
                let wire = record.to_wire();
                Some((wire.head, wire.body?))
            })
            .collect();
        Ok(Part { space: replica.space(), records })
    }

    /// Takes an introduction in. Returns how many records were new. What does not hold is refused and changes nothing.
    pub fn take_introduction(&self, bytes: &[u8]) -> Result<usize, WorkspaceError> {
        let parts =
            bytes.strip_prefix(MAGIC).filter(|parts| parts.len() <= MOST).ok_or(WorkspaceError::NoIntroduction)?;
        let parts: Vec<Part> = encoding::decode(parts).map_err(|_error| WorkspaceError::NoIntroduction)?;
        let (mut taken, mut fits) = (0, false);
        for part in parts {
            let records =
                part.records.into_iter().map(|(head, body)| WireRecord { head, body: Some(body) }).collect::<Vec<_>>();
            let accepted = if part.space == self.region.space() {
                self.region.accept(records)?
            } else if part.space == self.municipality.space() {
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
