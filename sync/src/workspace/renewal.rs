//! Replacing a key, when somebody else may have it (with a stolen device, a backup or recovery words), or when the second
//! person is another one.
//!
//! See [`super::pending`] for how a crash is survived: there is no moment at which this device has neither key.

use std::collections::BTreeSet;

use deelbaar_schema::charter::{Founded, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{DeviceId, MunicipalityCode};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Countersignature, Renewal, SignedStatement, Statement};

use super::keys::Root;
use super::pending::{NewKey, Part, Pending};
use super::{Workspace, WorkspaceError, random_key};
use crate::replica::Replica;

/// What is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renew {
    /// The municipality's key. A device that was lost is removed in the same go.
    Municipality {
        /// Which device.
        lost: Option<DeviceId>,
    },
    /// The region's key.
    Region {
        /// A municipality that a thief let in: its admission does not stay.
        drops: Option<MunicipalityCode>,
    },
    /// The second person's key. It then lies here until its words are handed over, as at the beginning.
    Second(Root),
}

impl Renew {
    /// Whose keys it is about.
    pub const fn root(self) -> Root {
        match self {
            Self::Municipality { .. } => Root::Municipality,
            Self::Region { .. } => Root::Region,
            Self::Second(root) => root,
        }
    }

    fn part(self) -> Part {
        match self {
            Self::Municipality { .. } | Self::Region { .. } => Part::Key,
            Self::Second(_) => Part::Second,
        }
    }
}

/// Who makes a renewal, and of what.
struct Maker<'a> {
    of: Founded,
    key: &'a SecretKey,
    second: &'a SecretKey,
    new: Pair,
    drops: Option<MunicipalityCode>,
}

impl Workspace {
    /// Replaces a key by a new one. Of what the old one signed or agreed to everything that counts here stays; whatever it
    /// says from now on counts nowhere. Needs both keys of the region or the municipality: this device's, and the second
    /// person's.
    pub fn renew(&self, what: Renew, second: &SecretKey) -> Result<(), WorkspaceError> {
        let root = what.root();
        let key = self.root_key(root).ok_or(WorkspaceError::NoKey)?;
        self.require_second(root, Some(second))?;
        let (lost, drops) = match what {
            Renew::Municipality { lost } => (lost, None),
            Renew::Region { drops } => (None, drops),
            Renew::Second(_) => (None, None),
        };
        if lost == Some(self.device()) {
            return Err(WorkspaceError::OwnDevice);
        }
        if drops == Some(self.code) {
            return Err(WorkspaceError::OwnMunicipality);
        }
        let fresh = random_key()?;
        let new = match what.part() {
            Part::Key => Pair { key: fresh.root(), second: second.root() },
            Part::Second => Pair { key: key.root(), second: fresh.root() },
        };
        let maker = Maker { of: self.founded(root), key: &key, second, new, drops };
        let mut pending = Pending { key: Some(NewKey::new(root, what.part(), &fresh)), ..Pending::default() };
        pending.region.push(maker.renewal(&self.region)?);
        if root == Root::Municipality {
            pending.municipality.push(maker.renewal(&self.municipality)?);
        }
        if let Some(lost) = lost {
            let [municipality, region] = self.removal(&fresh, lost, false)?;
            pending.municipality.push(vec![municipality]);
            pending.region.push(vec![region]);
        }
        self.state_in_both(pending)
    }
}

impl Maker<'_> {
    fn renewal<S: SpaceState>(&self, replica: &Replica<S>) -> Result<Vec<SignedStatement>, WorkspaceError> {
        let (space, of, new) = (replica.space(), self.of, self.new);
        let old = Pair { key: self.key.root(), second: self.second.root() };
        let replaced = if new.key == old.key { old.second } else { old.key };
        let keeps = replica.look(|state| {
            let dropped: BTreeSet<_> =
                self.drops.iter().flat_map(|code| state.charter().admissions_of(*code)).collect();
            &state.charter().stated_by(replaced, of) - &dropped
        });
        let renewal = SignedStatement::sign(&Statement::Renewal(Renewal { space, of, old, new, keeps }), self.key)?;
        let agreed = Countersignature { space, of, statement: renewal.hash() };
        let agreed = SignedStatement::sign(&Statement::Countersignature(agreed), self.second)?;
        Ok(vec![renewal, agreed])
    }
}
