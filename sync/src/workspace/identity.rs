//! Who this device is: its key, its person, and the spaces that it belongs to.

use deelbaar_schema::charter::{Founded, Founding};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::pending::Pending;
use super::{Root, WorkspaceError};
use crate::replica::mark_rekey_due;
use crate::store::{Area, Store, Transaction};

/// What this device keeps about itself, sealed in its store.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    device_seed: Zeroizing<[u8; 32]>,
    /// Held by devices that may enrol others.
    own: Held,
    /// Held by devices that may admit municipalities.
    regional: Held,
    /// What is signed and does not stand in both spaces yet.
    pub(super) pending: Option<Box<Pending>>,
    /// The municipality's private space.
    pub municipality: Founding,
    /// The region's space.
    pub region: Founding,
    /// Whose device this is.
    pub person: Person,
    /// The device that let this one in.
    pub sponsor: Option<DeviceId>,
}

/// The keys of a municipality or a region, as far as they lie here.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Held {
    key: Option<Zeroizing<[u8; 32]>>,
    /// The second person's, until it is handed over.
    second: Option<Zeroizing<[u8; 32]>>,
}

/// A person as this device knows them: name and role, no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Pseudonym.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// When the role is held.
    pub term: Term,
}

/// A fresh key from the operating system's random source.
pub fn random_key() -> Result<SecretKey, WorkspaceError> {
    Ok(SecretKey::from_seed(&*random()?))
}

/// Fresh random bytes.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, WorkspaceError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(|_error| WorkspaceError::NoRandomness)?;
    Ok(bytes)
}

const NAME: &str = "identity";

impl Identity {
    /// The identity of a device with this key.
    pub fn new(
        device: &SecretKey,
        municipality: (Founding, Option<SecretKey>),
        region: (Founding, Option<SecretKey>),
        person: Person,
    ) -> Self {
        let held = |key: Option<SecretKey>| Held { key: key.map(|key| Zeroizing::new(key.seed())), second: None };
        Self {
            device_seed: Zeroizing::new(device.seed()),
            own: held(municipality.1),
            regional: held(region.1),
            municipality: municipality.0,
            region: region.0,
            person,
            pending: None,
            sponsor: None,
        }
    }

    /// The same person with the same keys, on a device with this key. Whoever let the other one in did not let in this one.
    pub(super) fn of_device(self, device: &SecretKey) -> Self {
        Self { device_seed: Zeroizing::new(device.seed()), sponsor: None, ..self }
    }

    pub(super) fn load(store: &Store) -> Result<Self, WorkspaceError> {
        let bytes = Zeroizing::new(store.get(Area::Local, NAME)?.ok_or(WorkspaceError::NoIdentity)?);
        Ok(encoding::decode(&bytes)?)
    }

    /// What a new device begins with. Later [`change`](Self::change).
    pub(super) fn save(&self, store: &Store) -> Result<(), WorkspaceError> {
        let bytes = Zeroizing::new(encoding::encode(self)?);
        store.write(|tx| tx.put(Area::Local, NAME, &bytes))?;
        Ok(())
    }

    /// Changes what is kept, in one write: whoever changes something else at the same time loses nothing. An error of `change`
    /// changes nothing.
    pub(super) fn change<T>(
        store: &Store,
        change: impl FnOnce(&mut Self) -> Result<T, WorkspaceError>,
    ) -> Result<T, WorkspaceError> {
        store.write(|tx| Self::change_in(tx, change))
    }

    /// The same, when what stood there before must not be read again: a fresh store key is due from then on.
    pub(super) fn change_without_trace<T>(
        store: &Store,
        change: impl FnOnce(&mut Self) -> Result<T, WorkspaceError>,
    ) -> Result<T, WorkspaceError> {
        store.write(|tx| {
            let done = Self::change_in(tx, change)?;
            mark_rekey_due(tx)?;
            Ok(done)
        })
    }

    fn change_in<T>(
        tx: &mut Transaction<'_>,
        change: impl FnOnce(&mut Self) -> Result<T, WorkspaceError>,
    ) -> Result<T, WorkspaceError> {
        let bytes = Zeroizing::new(tx.get(Area::Local, NAME)?.ok_or(WorkspaceError::NoIdentity)?);
        let mut identity: Self = encoding::decode(&bytes)?;
        let done = change(&mut identity)?;
        tx.put(Area::Local, NAME, &Zeroizing::new(encoding::encode(&identity)?))?;
        Ok(done)
    }

    /// The device's key: signs records, and is its address on the network.
    pub fn device_key(&self) -> SecretKey {
        SecretKey::from_seed(&self.device_seed)
    }

    /// The device.
    pub fn device(&self) -> DeviceId {
        self.device_key().device()
    }

    /// The same on the device that began the municipality or the region: the second person's key lies there until it is
    /// handed over.
    pub fn with_second(mut self, root: Root, key: &SecretKey) -> Self {
        self.hold_second(root, key);
        self
    }

    fn held(&self, root: Root) -> &Held {
        match root {
            Root::Municipality => &self.own,
            Root::Region => &self.regional,
        }
    }

    fn held_mut(&mut self, root: Root) -> &mut Held {
        match root {
            Root::Municipality => &mut self.own,
            Root::Region => &mut self.regional,
        }
    }

    /// The key of the second person, until it is handed over.
    pub(super) fn second_key(&self, root: Root) -> Option<SecretKey> {
        self.held(root).second.as_ref().map(|seed| SecretKey::from_seed(seed))
    }

    /// Keeps the key of the second person until it is handed over.
    pub(super) fn hold_second(&mut self, root: Root, key: &SecretKey) {
        self.held_mut(root).second = Some(Zeroizing::new(key.seed()));
    }

    /// Forgets it; `false` when it was not here.
    pub(super) fn forget_second(&mut self, root: Root) -> bool {
        self.held_mut(root).second.take().is_some()
    }

    /// A root key that this device holds, whether or not it was replaced since.
    pub fn root_key(&self, root: Root) -> Option<SecretKey> {
        self.held(root).key.as_ref().map(|seed| SecretKey::from_seed(seed))
    }

    /// What the space of a root key starts from.
    pub fn founding(&self, root: Root) -> &Founding {
        match root {
            Root::Municipality => &self.municipality,
            Root::Region => &self.region,
        }
    }

    /// Holds a root key from now on.
    pub(super) fn hold(&mut self, root: Root, key: &SecretKey) {
        self.held_mut(root).key = Some(Zeroizing::new(key.seed()));
    }

    /// The municipality's code.
    pub fn code(&self) -> Option<MunicipalityCode> {
        match self.municipality.of {
            Founded::Municipality(code) => Some(code),
            Founded::Region => None,
        }
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity(of {})", self.device().short())
    }
}
