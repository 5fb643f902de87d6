//! Replacing the municipality's key, when somebody else may have it: with a stolen device, a backup or recovery words.
//!
//! Everything is signed first and kept, sealed, together with the new key. So it can be finished after a crash, without the
//! second person typing their words again, and there is no moment at which this device has neither key.

use deelbaar_schema::charter::{Charter, CharterError};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Countersignature, Renewal, SignedStatement, Statement};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::keys::Root;
use super::{Identity, Workspace, WorkspaceError, random_key};
use crate::replica::Replica;

/// A key that is about to speak for the municipality, and what makes it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    seed: Zeroizing<[u8; 32]>,
    municipality: Vec<SignedStatement>,
    region: Vec<SignedStatement>,
}

/// Who signs a renewal.
struct Keys<'a> {
    old: &'a SecretKey,
    new: &'a SecretKey,
    second: &'a SecretKey,
}

impl Workspace {
    /// Gives the municipality a new key. Of what the old one signed everything that counts here stays; whatever it signs
    /// from now on counts nowhere. Needs the old key and the second person's. Removes the `lost` device in the same go.
    pub fn renew_key(&self, second: &SecretKey, lost: Option<DeviceId>) -> Result<(), WorkspaceError> {
        let old = self.municipality_key().ok_or(WorkspaceError::NoKey)?;
        self.require_second(Some(second))?;
        if lost == Some(self.device()) {
            return Err(WorkspaceError::OwnDevice);
        }
        let new = random_key()?;
        let keys = Keys { old: &old, new: &new, second };
        let mut municipality = self.renewal(&self.municipality, &keys)?;
        let mut region = self.renewal(&self.region, &keys)?;
        if let Some(lost) = lost {
            let kept = self.municipality.look(|state| state.charter().arranged_by(&lost));
            municipality.push(self.revocation(&self.municipality, &new, lost, kept)?);
            let kept = self.region.look(|region| region.standing_statements(&lost, self.code));
            region.push(self.revocation(&self.region, &new, lost, kept)?);
        }
        self.municipality.look(|state| require_effect(state.charter(), &municipality, &self.device()))?;
        self.region.look(|state| require_effect(state.charter(), &region, &self.device()))?;
        let mut identity = Identity::load(&self.store)?;
        identity.pending = Some(Box::new(Pending { seed: Zeroizing::new(new.seed()), municipality, region }));
        identity.save(&self.store)?;
        self.finish_renewal()
    }

    fn renewal<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        keys: &Keys<'_>,
    ) -> Result<Vec<SignedStatement>, WorkspaceError> {
        let (space, municipality) = (replica.space(), self.code);
        let keeps = replica.look(|state| state.charter().stated_by(keys.old.root(), municipality));
        let renewal = Statement::Renewal(Renewal { space, municipality, new_key: keys.new.root(), keeps });
        let renewal = SignedStatement::sign(&renewal, keys.old)?;
        let agreed = Countersignature { space, municipality, statement: renewal.hash() };
        let agreed = SignedStatement::sign(&Statement::Countersignature(agreed), keys.second)?;
        Ok(vec![renewal, agreed])
    }

    /// Finishes a renewal that was begun; nothing when none was.
    pub(super) fn finish_renewal(&self) -> Result<(), WorkspaceError> {
        let mut identity = Identity::load(&self.store)?;
        let Some(pending) = identity.pending.take() else { return Ok(()) };
        let key = SecretKey::from_seed(&pending.seed);
        // Others first: from the moment that the own space knows it, this device lets in with the new key.
        self.state_once(&self.region, &key, &pending.region)?;
        self.state_once(&self.municipality, &key, &pending.municipality)?;
        identity.hold(Root::Municipality, &key);
        identity.save(&self.store)
    }

    fn state_once<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        key: &SecretKey,
        statements: &[SignedStatement],
    ) -> Result<(), WorkspaceError> {
        if replica.look(|state| state.charter().speaks_for(key.root(), self.code)) {
            return Ok(());
        }
        self.state(replica, statements)
    }
}

/// Whether statements would have effect together, without stating them.
fn require_effect(charter: &Charter, statements: &[SignedStatement], by: &DeviceId) -> Result<(), WorkspaceError> {
    charter.knows(by)?;
    let mut next = charter.clone();
    let mut verified = Vec::with_capacity(statements.len());
    for statement in statements {
        let statement = statement.verify().map_err(|_error| CharterError::WrongKey)?;
        next.add(&statement)?;
        verified.push(statement);
    }
    let all = verified.iter().all(|statement| next.has_effect(statement));
    if all { Ok(()) } else { Err(CharterError::WrongKey.into()) }
}
