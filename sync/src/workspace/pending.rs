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

    fn hold(&self, identity: &mut Identity) {
        let key = SecretKey::from_seed(&self.seed);
        match self.part {
            Part::Key => identity.hold(self.root, &key),
            Part::Second => identity.hold_second(self.root, &key),
        }
    }
}

impl Workspace {
    /// States what is signed, in both spaces, now or at the next start. Changes nothing when some of it would have no effect, or
    /// when the disk does not let this device finish what was begun before.
    pub(super) fn state_in_both(&self, pending: Pending) -> Result<(), WorkspaceError> {
        let _turn = self.settling.pending_turn();
        self.finish_begun_or_let_go()?;
        let device = self.device();
        self.municipality.look(|state| require_effect(state.charter(), &pending.municipality, &device))?;
        self.region.look(|state| require_effect(state.charter(), &pending.region, &device))?;
        Identity::change(&self.store, |identity| {
            identity.pending = Some(Box::new(pending));
            Ok(())
        })?;
        self.finish_begun()
    }

    /// Finishes what was begun; nothing when nothing was.
    pub(super) fn finish_pending(&self) -> Result<(), WorkspaceError> {
        let _turn = self.settling.pending_turn();
        self.finish_begun()
    }

    /// Before the private space goes off this device: finishes what was begun. What the rules refuse by now is let go, so that
    /// nothing of it stays; a key that the region knows already is held. Changes nothing when the disk refuses.
    pub(super) fn finish_or_let_go(&self) -> Result<(), WorkspaceError> {
        let _turn = self.settling.pending_turn();
        self.finish_begun_or_let_go()
    }

    fn finish_begun(&self) -> Result<(), WorkspaceError> {
        let Some(pending) = Identity::load(&self.store)?.pending else { return Ok(()) };
        // Others first: what this device may do follows from its own space.
        for statements in &pending.region {
            self.state_once(&self.region, statements)?;
        }
        for statements in &pending.municipality {
            self.state_once(&self.municipality, statements)?;
        }
        Identity::change(&self.store, |identity| {
            identity.pending = None;
            pending.key.inspect(|key| key.hold(identity));
            Ok(())
        })
    }

    fn finish_begun_or_let_go(&self) -> Result<(), WorkspaceError> {
        let refused = match self.finish_begun() {
            Err(error) if error.disk().is_none() => error,
            done => return done,
        };
        let Some(pending) = Identity::load(&self.store)?.pending else { return Err(refused) };
        tracing::warn!("what was begun cannot be finished any more, and is let go: {refused}");
        let in_region = pending.region.iter().all(|statements| stand(&self.region, statements));
        Identity::change_without_trace(&self.store, |identity| {
            identity.pending = None;
            if in_region && !pending.region.is_empty() {
                pending.key.inspect(|key| key.hold(identity));
            }
            Ok(())
        })
    }

    fn state_once<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        statements: &[SignedStatement],
    ) -> Result<(), WorkspaceError> {
        if stand(replica, statements) { Ok(()) } else { self.state(replica, statements) }
    }
}

/// Whether a space knows all of these.
fn stand<S: SpaceState>(replica: &Replica<S>, statements: &[SignedStatement]) -> bool {
    let charter = replica.charter();
    with(&charter, statements).is_ok_and(|next| next == *charter)
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
    charter.knows(by).map_err(WorkspaceError::NoEffect)?;
    let mut next = charter.clone();
    for statements in records {
        next = with(&next, statements).map_err(WorkspaceError::NoEffect)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
