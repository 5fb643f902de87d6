//! A workspace: everything that one device keeps, in one folder.
//!
//! It holds an identity and two replicas that share nothing but the store file: the municipality's and the region's.

mod again;
mod attachments;
mod backup;
mod charter;
mod identity;
mod introduction;
mod keys;
mod managing;
mod pending;
mod reading;
mod recovery;
mod relay;
mod renewal;
mod repair;
mod roles;
mod second;
mod settling;
mod sharing;
#[cfg(test)]
pub(crate) mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex};

use deelbaar_schema::charter::{Charter, CharterError, Founded, Founding, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding::EncodingError;
use deelbaar_schema::id::{DeviceId, MunicipalityCode, SpaceId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::region::RegionState;
use deelbaar_schema::relay::RelayError;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::time::Term;

pub use attachments::MAX_TOTAL;
#[cfg(test)]
pub(crate) use backup::fuzzed as backup_fuzzed;
#[cfg(test)]
pub(crate) mod fuzzed;
pub use backup::{BackupError, BackupStatus, Restored, Schedule, Trouble};
pub use charter::public_enrolment;
pub use identity::{Identity, Person, random, random_key};
pub use introduction::{Audience as IntroductionFor, LARGEST_INTRODUCTION};
pub use keys::Root;
pub use recovery::{Typing, WORDS, WordsError, key_from_words, key_of_root, typing, words_of};
pub(crate) use relay::proxy;
pub use renewal::Renew;
pub use repair::Repaired;
pub use second::{ASKED_BACK, asked_back};

use crate::clock::Clock;
use crate::files::Files;
use crate::replica::{self, AppendError, Flaw, OpenReplicaError, Replica};
use crate::store::{OpenError, Passphrase, Store, StoreError};

/// Why a workspace does not open, or cannot do something.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The folder.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The records.
    #[error(transparent)]
    Replica(#[from] OpenReplicaError),
    /// A record of one of the two spaces cannot be read.
    #[error("record {} of the {root:?} space cannot be read: {}", flaw.place, flaw.why)]
    Damaged {
        /// Of which space.
        root: Root,
        /// Which, and why.
        flaw: Flaw,
    },
    /// The rules.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// Something that is kept cannot be read.
    #[error("something that is kept on this device cannot be read: {0}")]
    Encoding(#[from] EncodingError),
    /// The store holds no identity: setting up was interrupted.
    #[error("setting up this workspace was interrupted")]
    NoIdentity,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// This device does not hold the key that is needed.
    #[error("this device does not hold the key for that")]
    NoKey,
    /// An alderman cannot be enrolled without the second person.
    #[error("enrolling an alderman takes the key of the second person")]
    SecondNeeded,
    /// Some other key than the second person's.
    #[error("this is not the key of the second person")]
    WrongSecond,
    /// The second key was handed over already.
    #[error("the second key is not on this device")]
    NoSecond,
    /// What was read from the paper is not what was shown.
    #[error("word {place} is not the one that was shown")]
    NotWritten {
        /// Which word, counted from 1.
        place: usize,
    },
    /// These are the words of a key that was replaced.
    #[error("this key was replaced")]
    KeyReplaced,
    /// The municipality of this device cannot be removed from here.
    #[error("the own municipality cannot be removed from here")]
    OwnMunicipality,
    /// Nothing was changed: a role ends before it begins.
    #[error("the term ends before it begins")]
    EmptyTerm,
    /// A device cannot remove itself: another one must.
    #[error("a device cannot remove itself")]
    OwnDevice,
    /// The passphrase that was chosen is too short.
    #[error("a passphrase has at least {} characters", Passphrase::MIN_CHARACTERS)]
    ShortPassphrase,
    /// Recovery words.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The role of whoever sits here does not allow it.
    #[error(transparent)]
    MayNot(CharterError),
    /// Only a policy officer begins a municipality.
    #[error("a municipality is begun by a policy officer")]
    Founder,
    /// The plan is taken off a device only when its role gets nothing of it.
    #[error("the role of this device reads the plan")]
    ReadsPlan,
    /// Nobody let this device in yet.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// Whoever sits here has no role today: colleagues would hear nothing of somebody whom they let in.
    #[error("the own role does not hold today, and nobody would hear of somebody let in here")]
    OwnTermOver,
    /// Whose device it would be takes part no more.
    #[error("whose device this would be takes part no more")]
    TakesPartNoMore,
    /// Not the address of an HTTP proxy.
    #[error("this is not the address of an HTTP proxy")]
    Proxy,
    /// Not an introduction of a device of this region, or one that does not hold.
    #[error("this is not an introduction that holds here")]
    NoIntroduction,
    /// A repair was asked for of what is not damaged.
    #[error("there is nothing to repair")]
    Sound,
    /// The device is not one of the own municipality.
    #[error("there is no such device: {0}")]
    NoDevice(CharterError),
    /// Nothing was changed: what this device would state would not count.
    #[error("it would not count: {0}")]
    NoEffect(CharterError),
    /// Nothing was changed: these relays cannot be named.
    #[error(transparent)]
    Relay(#[from] RelayError),
}

/// An open workspace. Clones share it.
#[derive(Clone)]
pub struct Workspace {
    store: Store,
    identity: Arc<Identity>,
    municipality: Replica<MunicipalityState>,
    region: Replica<RegionState>,
    code: MunicipalityCode,
    clock: Clock,
    files: Files,
    settling: Arc<settling::Settling>,
    again: Arc<again::Again>,
    /// The role in which the plan went off this device, in this run; later runs find it in the identity.
    left_as: Arc<Mutex<Option<(Role, Term)>>>,
}

/// What a new region starts from.
#[derive(Debug, Clone)]
pub struct NewRegion {
    /// Name of the region.
    pub region: String,
    /// The municipality that founds it.
    pub municipality: MunicipalityCode,
    /// Its name.
    pub municipality_name: String,
    /// The person at this device.
    pub person: Person,
}

impl Workspace {
    /// Founds a region and its first municipality in `dir`, on this device.
    pub fn found(dir: &Path, new: NewRegion, clock: Clock) -> Result<Self, WorkspaceError> {
        if !new.person.role.may(Action::ManageDevices) {
            return Err(WorkspaceError::Founder);
        }
        let (region_key, region_second) = (random_key()?, random_key()?);
        let region = Founding {
            of: Founded::Region,
            name: new.region,
            keys: Pair { key: region_key.root(), second: region_second.root() },
            nonce: *random::<16>()?,
        };
        let founded = found_municipality(new.municipality, new.municipality_name)?;
        let municipality = (founded.founding, Some(founded.key));
        let identity = Identity::new(&random_key()?, municipality, (region, Some(region_key)), new.person)
            .with_second(Root::Municipality, &founded.second)
            .with_second(Root::Region, &region_second);
        Self::create(dir, &identity, clock)
    }

    /// Sets up `dir` for an identity that was made by founding or joining.
    pub fn create(dir: &Path, identity: &Identity, clock: Clock) -> Result<Self, WorkspaceError> {
        let store = Store::create(dir)?;
        identity.save(&store)?;
        drop(store);
        Self::open(dir, clock)
    }

    /// Opens the workspace in `dir`, which has no passphrase.
    pub fn open(dir: &Path, clock: Clock) -> Result<Self, WorkspaceError> {
        Self::open_with(dir, None, clock)
    }

    /// Opens the workspace in `dir` with its passphrase. One that is not needed is not looked at.
    ///
    /// On a disk that takes no more it opens too: what is due stays due (see [`is_deletion_unfinished`](Self::is_deletion_unfinished)).
    pub fn open_with(dir: &Path, passphrase: Option<&Passphrase>, clock: Clock) -> Result<Self, WorkspaceError> {
        let workspace = Self::open_unsettled(dir, passphrase, clock)?;
        // Nobody restores into a folder that holds a workspace.
        backup::clear_unfinished_restore(dir);
        repair::clear_unfinished(dir);
        workspace.settle_as_far_as_the_disk_lets()?;
        Ok(workspace)
    }

    fn open_unsettled(dir: &Path, passphrase: Option<&Passphrase>, clock: Clock) -> Result<Self, WorkspaceError> {
        let store = Store::open_with(dir, passphrase, &clock)?;
        finish_deletion(&store)?;
        let identity = Arc::new(Identity::load(&store)?);
        let code = identity.code().ok_or(WorkspaceError::NoIdentity)?;
        let region_space = identity.region.space()?;
        let municipality_space = identity.municipality.space()?;
        let (founding, device) = (identity.municipality.clone(), identity.device());
        let municipality = Replica::open(store.clone(), municipality_space, clock.clone(), move || {
            MunicipalityState::new(Charter::new(founding.clone()).ok()?, code, region_space, device).ok()
        })
        .map_err(|error| in_space(Root::Municipality, error))?;
        let founding = identity.region.clone();
        let region = Replica::open(store.clone(), region_space, clock.clone(), move || {
            Some(RegionState::new(Charter::new(founding.clone()).ok()?))
        })
        .map_err(|error| in_space(Root::Region, error))?;
        // What does not hold any more was removed just now.
        finish_deletion(&store)?;
        let files = Files::open(store.clone())?;
        let (settling, again, left_as) = (Arc::default(), Arc::default(), Arc::default());
        Ok(Self { store, identity, municipality, region, code, clock, files, settling, again, left_as })
    }

    /// Checks every record of both spaces again. Returns how many hold in each, and the first that does not.
    pub fn verify(&self) -> Result<[(Root, usize, Option<Flaw>); 2], StoreError> {
        let (own, own_flaw) = self.municipality.verify()?;
        let (region, region_flaw) = self.region.verify()?;
        Ok([(Root::Municipality, own, own_flaw), (Root::Region, region, region_flaw)])
    }

    /// Devices that wrote two logs with one key, in either space.
    pub fn forked(&self) -> Vec<DeviceId> {
        let mut all = self.municipality.forked();
        all.extend(self.region.forked());
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The private side.
    pub fn municipality(&self) -> &Replica<MunicipalityState> {
        &self.municipality
    }

    /// The shared side.
    pub fn region(&self) -> &Replica<RegionState> {
        &self.region
    }

    /// Who this device is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// This device.
    pub fn device(&self) -> DeviceId {
        self.identity.device()
    }

    /// The key of this device.
    pub fn key(&self) -> SecretKey {
        self.identity.device_key()
    }

    /// The own municipality.
    pub fn code(&self) -> MunicipalityCode {
        self.code
    }

    /// The region.
    pub fn region_space(&self) -> SpaceId {
        self.region.space()
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The content of files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Compacts the store where that pays. Nobody waits for it; when somebody writes meanwhile it is left for another time.
    pub fn tidy(&self) {
        match self.store.compact_where_it_pays() {
            Ok(false) => {}
            Ok(true) => tracing::info!("the store was compacted"),
            // A full disk, for one: it works on as it was.
            Err(error) => tracing::warn!("the store could not be compacted: {error}"),
        }
    }

    /// Keeps what makes the next start fast.
    pub fn save_caches(&self) -> Result<(), StoreError> {
        self.municipality.save_cache()?;
        self.region.save_cache()
    }
}

/// Moves the store to a fresh key where something was removed.
fn finish_deletion(store: &Store) -> Result<(), StoreError> {
    match replica::rekey_if_due(store) {
        // What was removed shows nowhere. Work goes on, and so does trying.
        Err(StoreError::Disk(error)) => {
            tracing::error!("a deletion is not finished: {error}");
            Ok(())
        }
        done => done,
    }
}

/// Says in which space a record cannot be read.
fn in_space(root: Root, error: OpenReplicaError) -> WorkspaceError {
    match error {
        OpenReplicaError::Damaged(flaw) => WorkspaceError::Damaged { root, flaw },
        other => other.into(),
    }
}

/// A new municipality space with its keys.
pub struct FoundedMunicipality {
    /// What it starts from.
    pub founding: Founding,
    /// Enrols devices.
    pub key: SecretKey,
    /// Agrees to aldermen; to be handed to a second person.
    pub second: SecretKey,
}

/// Makes a new municipality space and its keys.
pub fn found_municipality(code: MunicipalityCode, name: String) -> Result<FoundedMunicipality, WorkspaceError> {
    let (key, second) = (random_key()?, random_key()?);
    let of = Founded::Municipality(code);
    let keys = Pair { key: key.root(), second: second.root() };
    let founding = Founding { of, name, keys, nonce: *random::<16>()? };
    Ok(FoundedMunicipality { founding, key, second })
}
