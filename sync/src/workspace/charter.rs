//! Admitting municipalities and enrolling devices.

use std::collections::BTreeSet;

use deelbaar_schema::charter::Founded;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, MunicipalityCode, SpaceId};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Admission, Countersignature, Enrolment, Revocation, SignedStatement, Statement};
use deelbaar_schema::time::Term;

use super::keys::Root;
use super::pending::Pending;
use super::{Person, Workspace, WorkspaceError};
use crate::replica::Replica;

/// The enrolment of a device in a municipality's own space: with the person's name.
pub fn private_enrolment(space: SpaceId, code: MunicipalityCode, device: DeviceId, person: &Person) -> Statement {
    Statement::Enrolment(Enrolment {
        space,
        municipality: code,
        device,
        person: person.id,
        name: Some(person.name.clone()),
        role: person.role,
        term: person.term,
    })
}

/// The enrolment of a device in the region space: a pseudonym, and only an alderman's name.
pub fn public_enrolment(region: SpaceId, code: MunicipalityCode, device: DeviceId, person: &Person) -> Statement {
    Statement::Enrolment(Enrolment {
        space: region,
        municipality: code,
        device,
        person: person.id.in_region(&region),
        name: (person.role == Role::Alderman).then(|| person.name.clone()),
        role: person.role,
        term: person.term,
    })
}

impl Workspace {
    /// Enrols the device that holds the municipality's key, and admits the municipality that holds the region's.
    pub(super) fn enrol_self(&self) -> Result<(), WorkspaceError> {
        let (device, code, person) = (self.device(), self.code, &self.identity.person);
        let manages = person.role.may(Action::ManageDevices);
        let Some(key) = self.root_key(Root::Municipality).filter(|_| manages) else {
            // Others are let in by a colleague, also where the key is.
            return Ok(());
        };
        // Where the plan was taken off the device its own enrolment comes back from colleagues.
        let gone = self.municipality.is_behind(&device);
        if !gone && self.municipality.look(|state| state.charter().belongs_to(&device, code).is_err()) {
            let statement = private_enrolment(self.municipality.space(), code, device, person);
            self.state(&self.municipality, &[SignedStatement::sign(&statement, &key)?])?;
        }
        let (admitted, enrolled) = self.region.look(|state| {
            let admitted = state.charter().municipalities().any(|admission| admission.municipality == code);
            (admitted, state.charter().belongs_to(&device, code).is_ok())
        });
        if enrolled {
            return Ok(());
        }
        let enrolment = SignedStatement::sign(&public_enrolment(self.region.space(), code, device, person), &key)?;
        // Admitted already: a restored device has a key that nobody knows yet.
        match self.root_key(Root::Region).filter(|_| !admitted) {
            None if !admitted => Ok(()),
            None => self.state(&self.region, &[enrolment]),
            Some(region_key) => {
                let (region, name) = (self.region.space(), self.identity.municipality.name.clone());
                let (keys, term) = (self.pair(Root::Municipality), Term::since(person.term.from));
                let admission = Statement::Admission(Admission { region, municipality: code, name, keys, term });
                self.state(&self.region, &[SignedStatement::sign(&admission, &region_key)?, enrolment])
            }
        }
    }

    /// Admits a municipality, together with its own enrolment of its first device. Needs the region's key; and for one that
    /// was admitted before, with other keys, also that of the region's second person.
    pub fn admit(
        &self,
        admission: Admission,
        first_device: SignedStatement,
        second: Option<&SecretKey>,
    ) -> Result<(), WorkspaceError> {
        let key = self.root_key(Root::Region).ok_or(WorkspaceError::NoKey)?;
        let (code, keys) = (admission.municipality, admission.keys);
        let anew = self.region.look(|state| state.charter().has_other_keys(code, &keys));
        if anew {
            self.require_second(Root::Region, second)?;
        }
        let admission = SignedStatement::sign(&Statement::Admission(admission), &key)?;
        let agreed =
            second.filter(|_| anew).map(|second| self.agreed_admission(admission.hash(), second)).transpose()?;
        self.state(&self.region, &[admission].into_iter().chain(agreed).chain([first_device]).collect::<Vec<_>>())
    }

    /// The region's second person agrees to an admission: of several that compete for one municipality, those hold to which
    /// this was said. Needs no other key.
    pub fn agree_to_admission(&self, admission: ContentHash, second: &SecretKey) -> Result<(), WorkspaceError> {
        self.require_second(Root::Region, Some(second))?;
        self.state(&self.region, &[self.agreed_admission(admission, second)?])
    }

    fn agreed_admission(&self, statement: ContentHash, second: &SecretKey) -> Result<SignedStatement, WorkspaceError> {
        let agreed = Countersignature { space: self.region.space(), of: Founded::Region, statement };
        Ok(SignedStatement::sign(&Statement::Countersignature(agreed), second)?)
    }

    /// Enrols a colleague's device in both spaces. Needs the municipality's key; for an alderman, and where the own role lets
    /// in nobody, the second person's too.
    pub fn enrol(&self, device: DeviceId, person: &Person, second: Option<&SecretKey>) -> Result<(), WorkspaceError> {
        let key = self.root_key(Root::Municipality).ok_or(WorkspaceError::NoKey)?;
        if self.letting_in_takes_second(person.role)? {
            self.require_second(Root::Municipality, second)?;
        }
        let private = private_enrolment(self.municipality.space(), self.code, device, person);
        let public = public_enrolment(self.region.space(), self.code, device, person);
        self.state_in_both(Pending {
            municipality: vec![self.signed(&private, self.municipality.space(), &key, second)?],
            region: vec![self.signed(&public, self.region.space(), &key, second)?],
            ..Pending::default()
        })
    }

    /// Whether `second` is the key of the second person.
    pub(super) fn require_second(&self, root: Root, second: Option<&SecretKey>) -> Result<(), WorkspaceError> {
        match second {
            None => Err(WorkspaceError::SecondNeeded),
            Some(key) if key.root() == self.pair(root).second => Ok(()),
            Some(_) => Err(WorkspaceError::WrongSecond),
        }
    }

    /// An enrolment, and what the second person says to it.
    pub(super) fn signed(
        &self,
        enrolment: &Statement,
        space: SpaceId,
        key: &SecretKey,
        second: Option<&SecretKey>,
    ) -> Result<Vec<SignedStatement>, WorkspaceError> {
        let signed = SignedStatement::sign(enrolment, key)?;
        let Some(second) = second else { return Ok(vec![signed]) };
        let countersignature = Countersignature { space, of: self.code.into(), statement: signed.hash() };
        let agreed = SignedStatement::sign(&Statement::Countersignature(countersignature), second)?;
        Ok(vec![signed, agreed])
    }

    /// Removes a device of the own municipality from both spaces, for good: what it wrote so far stays, whatever it
    /// writes from now on counts nowhere. Needs the municipality's key, in a role that manages devices.
    pub fn remove(&self, device: DeviceId) -> Result<(), WorkspaceError> {
        let key = self.key_of_manager()?;
        if device == self.device() {
            return Err(WorkspaceError::OwnDevice);
        }
        let [municipality, region] = self.removal(&key, device, true)?;
        self.state_in_both(Pending {
            municipality: vec![vec![municipality]],
            region: vec![vec![region]],
            ..Pending::default()
        })
    }

    /// The removal of a device as of now, in both spaces. What it signed and counts today stays; what the region does not have
    /// of that yet only where `trusted`: nobody else had the device.
    pub(super) fn removal(
        &self,
        key: &SecretKey,
        device: DeviceId,
        trusted: bool,
    ) -> Result<[SignedStatement; 2], WorkspaceError> {
        let (arranged, on_its_way) = self.municipality.look(|state| {
            (state.charter().arranged_by(&device), state.acts().standing_statements(state.bench(), &device))
        });
        let mut shared = self.region.look(|region| region.standing_statements(&device, self.code));
        // It waits for its first day, or was agreed a moment ago.
        shared.extend(on_its_way.into_iter().filter(|_| trusted));
        Ok([
            self.revocation(&self.municipality, key, device, arranged)?,
            self.revocation(&self.region, key, device, shared)?,
        ])
    }

    fn revocation<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        key: &SecretKey,
        device: DeviceId,
        keeps: BTreeSet<ContentHash>,
    ) -> Result<SignedStatement, WorkspaceError> {
        replica.look(|state| state.charter().belongs_to(&device, self.code)).map_err(WorkspaceError::NoDevice)?;
        let revocation = Statement::Revocation(Revocation {
            space: replica.space(),
            municipality: self.code,
            device,
            counts_below: replica.heights().get(&device).copied().unwrap_or(0),
            keeps,
        });
        Ok(SignedStatement::sign(&revocation, key)?)
    }

    /// States what an alderman arranges about deciding: a mandate, its end, or which body decides. Signed by this device.
    pub fn arrange(&self, statement: &Statement) -> Result<(), WorkspaceError> {
        self.state(&self.municipality, &[SignedStatement::sign(statement, &self.key())?])
    }

    pub(super) fn state<S: SpaceState>(
        &self,
        replica: &Replica<S>,
        statements: &[SignedStatement],
    ) -> Result<(), WorkspaceError> {
        replica.append(&self.key(), Kind::Charter, encoding::encode(&statements)?)?;
        Ok(())
    }
}
