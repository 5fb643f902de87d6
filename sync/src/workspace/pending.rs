//! What takes a record in each of the two spaces.
//!
//! Everything is signed first, and kept, sealed, until it stands in both. So what was begun is finished after a crash: a
//! device that was removed is removed from the region too, and nobody has to type the second person's words again.

use deelbaar_schema::charter::{Charter, CharterError};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::SignedStatement;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::keys::Root;
use super::{Identity, Workspace, WorkspaceError};
use crate::replica::Replica;

/// Statements that are signed, each list for one record, and the key that they make.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) municipality: Vec<Vec<SignedStatement>>,
    pub(super) region: Vec<Vec<SignedStatement>>,
    pub(super) key: Option<NewKey>,
}

/// A key that this device holds as soon as the statements stand.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct NewKey {
    root: Root,
    part: Part,
    seed: Zeroizing<[u8; 32]>,
}

/// Which of the two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Part {
    Key,
    Second,
}

impl NewKey {
    pub(super) fn new(root: Root, part: Part, key: &SecretKey) -> Self {
        Self { root, part, seed: Zeroizing::new(key.seed()) }
    }
}

impl Workspace {
    /// States what is signed, in both spaces, now or at the next start. Changes nothing when some of it would have no effect.
    pub(super) fn state_in_both(&self, pending: Pending) -> Result<(), WorkspaceError> {
        let device = self.device();
        self.municipality.look(|state| require_effect(state.charter(), &pending.municipality, &device))?;
        self.region.look(|state| require_effect(state.charter(), &pending.region, &device))?;
        let mut identity = Identity::load(&self.store)?;
        identity.pending = Some(Box::new(pending));
        identity.save(&self.store)?;
        self.finish_pending()
    }

    /// Finishes what was begun; nothing when nothing was.
    pub(super) fn finish_pending(&self) -> Result<(), WorkspaceError> {
        let mut identity = Identity::load(&self.store)?;
        let Some(pending) = identity.pending.take() else { return Ok(()) };
        // Others first: what this device may do follows from its own space.
        for statements in &pending.region {
            self.state_once(&self.region, statements)?;
        }
        for statements in &pending.municipality {
            self.state_once(&self.municipality, statements)?;
        }
        if let Some(NewKey { root, part, seed }) = pending.key {
            let key = SecretKey::from_seed(&seed);
            match part {
                Part::Key => identity.hold(root, &key),
                Part::Second => identity.hold_second(root, &key),
            }
        }
        identity.save(&self.store)
    }

    fn state_once<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        statements: &[SignedStatement],
    ) -> Result<(), WorkspaceError> {
        let stand = replica.look(|state| with(state.charter(), statements).is_ok_and(|next| next == *state.charter()));
        if stand { Ok(()) } else { self.state(replica, statements) }
    }
}

/// A charter to which statements were added.
fn with(charter: &Charter, statements: &[SignedStatement]) -> Result<Charter, CharterError> {
    let mut next = charter.clone();
    let mut verified = Vec::with_capacity(statements.len());
    for statement in statements {
        let statement = statement.verify().map_err(|_error| CharterError::WrongKey)?;
        next.add(&statement)?;
        verified.push(statement);
    }
    if verified.iter().all(|statement| next.has_effect(statement)) { Ok(next) } else { Err(CharterError::WrongKey) }
}

/// Whether statements would have effect, record by record, without stating them.
fn require_effect(charter: &Charter, records: &[Vec<SignedStatement>], by: &DeviceId) -> Result<(), WorkspaceError> {
    charter.knows(by)?;
    let mut next = charter.clone();
    for statements in records {
        next = with(&next, statements)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
