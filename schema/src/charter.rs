//! The charter of a space: who takes part, whose device is whose, in which role and when.
//!
//! Membership is a pure fold over signed statements. Statements may arrive in any order and any number of times; the
//! charter is the same. What removes (dismissal, revocation) wins over what admits.
//!
//! It answers two kinds of question. Whether a record is *taken in* ([`Charter::knows`], [`Charter::entitles`]) never
//! turns from yes to no: otherwise a record that was taken in here before a removal arrived would be refused elsewhere,
//! and logs would differ for ever. Whether it *counts* ([`Charter::counts`], [`Charter::stands`], [`Charter::authorise`])
//! also looks at what was removed, and is asked anew each time a state is derived.

mod powers;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::encoding::{self, EncodingError};
use crate::id::{ContentHash, DeviceId, MunicipalityCode, PersonId, RootKey, SpaceId};
use crate::role::{Action, Role};
use crate::statement::{Admission, Countersignature, Dismissal, Enrolment, Revocation, Statement, Verified};
use crate::time::{Date, Term};

use powers::Powers;
pub use powers::{GivenMandate, MandateError};

/// What a space starts from. The space's id is its hash, so it needs no signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// Region or municipality.
    pub of: Founded,
    /// The name, for the screens.
    pub name: String,
    /// The root key: what it signs counts.
    pub key: RootKey,
    /// For a municipality: the key of the second person, who must agree to an alderman. Without it there never is one.
    pub second: Option<RootKey>,
    /// Makes the id unguessable.
    pub nonce: [u8; 16],
}

/// What was founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Founded {
    /// A region: its key admits municipalities.
    Region,
    /// A municipality's private space: its key enrols devices.
    Municipality(MunicipalityCode),
}

impl Founding {
    /// The id of the space: BLAKE3, keyed for this purpose, of the encoded founding.
    pub fn space(&self) -> Result<SpaceId, EncodingError> {
        let bytes = encoding::encode(self)?;
        Ok(SpaceId::from_bytes(blake3::derive_key("deelbaar 2026 space id", &bytes)))
    }
}

/// Why a statement or an act does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CharterError {
    /// The statement is about another space.
    #[error("the statement belongs to another space")]
    OtherSpace,
    /// Signed by a key that may not state this.
    #[error("the statement is not signed by the key that may make it")]
    WrongKey,
    /// Not a charter statement.
    #[error("not a statement about membership")]
    NotMembership,
    /// The device was never enrolled.
    #[error("this device is not enrolled")]
    UnknownDevice,
    /// The device was removed.
    #[error("this device was removed")]
    Revoked,
    /// Enrolled, but not for this municipality.
    #[error("this device belongs to another municipality")]
    OtherMunicipality,
    /// Enrolled, but the role does not allow it.
    #[error("this role may not do that")]
    Role,
    /// The role was not held on that day.
    #[error("the role was not held on {0}")]
    OutsideTerm(Date),
    /// The municipality did not take part on that day.
    #[error("the municipality did not take part on {0}")]
    NotTakingPart(Date),
}

/// Who may do what in one space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    founding: Founding,
    space: SpaceId,
    admissions: BTreeMap<MunicipalityCode, Vec<Admission>>,
    last_days: BTreeMap<MunicipalityCode, Date>,
    enrolments: BTreeMap<DeviceId, BTreeMap<EnrolmentKey, Enrolment>>,
    /// By enrolment and municipality: the keys that agreed to it.
    countersigned: BTreeMap<(ContentHash, MunicipalityCode), BTreeSet<RootKey>>,
    revocations: BTreeMap<(DeviceId, MunicipalityCode, RootKey), Removed>,
    powers: Powers,
}

/// What is left of a removed device.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Removed {
    counts_below: u64,
    keeps: BTreeSet<ContentHash>,
}

/// Orders enrolments of one device: the earliest first. The hash and the signer tell whether it counts.
type EnrolmentKey = (MunicipalityCode, Role, Term, ContentHash, RootKey);

/// A device as the charter knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The device.
    pub device: DeviceId,
    /// Its enrolment.
    pub enrolment: Enrolment,
    /// Removed.
    pub revoked: bool,
}

impl Charter {
    /// The charter of a space in which nothing was stated yet.
    pub fn new(founding: Founding) -> Result<Self, EncodingError> {
        let space = founding.space()?;
        Ok(Self {
            founding,
            space,
            admissions: BTreeMap::new(),
            last_days: BTreeMap::new(),
            enrolments: BTreeMap::new(),
            countersigned: BTreeMap::new(),
            revocations: BTreeMap::new(),
            powers: Powers::default(),
        })
    }

    /// What the space was founded on.
    pub fn founding(&self) -> &Founding {
        &self.founding
    }

    /// The space.
    pub fn space(&self) -> SpaceId {
        self.space
    }

    /// Takes a statement in. Fails, and changes nothing, when no key that could ever be right signed it.
    ///
    /// An enrolment in a region may arrive before the admission of its municipality; it counts once that is known.
    pub fn add(&mut self, verified: &Verified) -> Result<(), CharterError> {
        let signer = verified.signer();
        match verified.statement() {
            Statement::Admission(admission) => {
                self.require_region_key(admission.region, signer)?;
                let known = self.admissions.entry(admission.municipality).or_default();
                if !known.contains(admission) {
                    known.push(admission.clone());
                    known.sort_by_key(|a| (a.term, a.key, a.name.clone()));
                }
            }
            Statement::Dismissal(Dismissal { region, municipality, last_day }) => {
                self.require_region_key(*region, signer)?;
                let known = self.last_days.entry(*municipality).or_insert(*last_day);
                *known = (*known).min(*last_day);
            }
            Statement::Enrolment(enrolment) => {
                self.require_space(enrolment.space)?;
                self.require_municipality(enrolment.municipality, signer)?;
                let key = (enrolment.municipality, enrolment.role, enrolment.term, verified.hash(), signer);
                self.enrolments.entry(enrolment.device).or_default().insert(key, enrolment.clone());
            }
            Statement::Countersignature(Countersignature { space, municipality, enrolment }) => {
                self.require_space(*space)?;
                self.countersigned.entry((*enrolment, *municipality)).or_default().insert(signer);
            }
            Statement::Revocation(revocation) => self.revoke(revocation, signer)?,
            Statement::Mandate(_) | Statement::MandateEnd(_) | Statement::Competence(_) => {
                self.require_space(powers::space_of(verified.statement()).unwrap_or(self.space))?;
                if self.founding.of == Founded::Region {
                    return Err(CharterError::NotMembership);
                }
                self.powers.add(verified);
            }
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => {
                return Err(CharterError::NotMembership);
            }
        }
        Ok(())
    }

    fn revoke(&mut self, revocation: &Revocation, signer: RootKey) -> Result<(), CharterError> {
        self.require_space(revocation.space)?;
        self.require_municipality(revocation.municipality, signer)?;
        let key = (revocation.device, revocation.municipality, signer);
        let removed = || Removed { counts_below: revocation.counts_below, keeps: revocation.keeps.clone() };
        let known = self.revocations.entry(key).or_insert_with(removed);
        known.counts_below = known.counts_below.min(revocation.counts_below);
        known.keeps.retain(|hash| revocation.keeps.contains(hash));
        Ok(())
    }

    fn require_space(&self, space: SpaceId) -> Result<(), CharterError> {
        if space == self.space { Ok(()) } else { Err(CharterError::OtherSpace) }
    }

    fn require_region_key(&self, region: SpaceId, signer: RootKey) -> Result<(), CharterError> {
        self.require_space(region)?;
        if self.founding.of == Founded::Region && signer == self.founding.key {
            Ok(())
        } else {
            Err(CharterError::WrongKey)
        }
    }

    /// In a municipality space only its own key may sign; in a region any key may turn out to be admitted.
    fn require_municipality(&self, code: MunicipalityCode, signer: RootKey) -> Result<(), CharterError> {
        match self.founding.of {
            Founded::Region => Ok(()),
            Founded::Municipality(own) if own == code && signer == self.founding.key => Ok(()),
            Founded::Municipality(_) => Err(CharterError::WrongKey),
        }
    }

    /// Whether the key may speak for the municipality here.
    fn speaks_for(&self, key: RootKey, code: MunicipalityCode) -> bool {
        match self.founding.of {
            Founded::Region => self.admissions.get(&code).is_some_and(|all| all.iter().any(|a| a.key == key)),
            Founded::Municipality(own) => own == code && key == self.founding.key,
        }
    }

    /// The keys of the second person of a municipality.
    fn seconds(&self, code: MunicipalityCode) -> impl Iterator<Item = RootKey> + '_ {
        let own = self.founding.second.filter(|_| self.founding.of == Founded::Municipality(code));
        let admitted = self.admissions.get(&code).into_iter().flatten().map(|admission| admission.second);
        own.into_iter().chain(admitted)
    }

    /// Whether an enrolment has effect: signed by the municipality, and an alderman's by the second person too.
    fn is_effective(&self, hash: &ContentHash, signer: RootKey, enrolment: &Enrolment) -> bool {
        let code = enrolment.municipality;
        let agreed = || self.countersigned.get(&(*hash, code));
        self.speaks_for(signer, code)
            && (enrolment.role != Role::Alderman
                || agreed()
                    .is_some_and(|keys| self.seconds(code).any(|second| second != signer && keys.contains(&second))))
    }

    /// Whether a statement that was [added](Self::add) has effect now: its signer is known to be the right one.
    pub fn has_effect(&self, verified: &Verified) -> bool {
        match verified.statement() {
            Statement::Admission(_) | Statement::Dismissal(_) => verified.signer() == self.founding.key,
            Statement::Enrolment(e) => self.is_effective(&verified.hash(), verified.signer(), e),
            Statement::Countersignature(c) => self.seconds(c.municipality).any(|key| key == verified.signer()),
            Statement::Revocation(r) => self.speaks_for(verified.signer(), r.municipality),
            Statement::Mandate(mandate) => {
                let signer = verified.device();
                self.entitles(&signer, Action::Decide, mandate.municipality, mandate.term.from).is_ok()
            }
            Statement::MandateEnd(end) => {
                self.entitles(&verified.device(), Action::Decide, end.municipality, end.last_day).is_ok()
            }
            Statement::Competence(competence) => {
                self.entitles(&verified.device(), Action::Decide, competence.municipality, competence.from).is_ok()
            }
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => false,
        }
    }

    /// Whether the municipality takes part on `day`. In its own space it always does.
    pub fn takes_part(&self, code: MunicipalityCode, day: Date) -> bool {
        self.was_admitted(code, day) && self.last_days.get(&code).is_none_or(|last| day <= *last)
    }

    /// Whether the municipality was admitted for `day`, dismissed since or not.
    fn was_admitted(&self, code: MunicipalityCode, day: Date) -> bool {
        match self.founding.of {
            Founded::Municipality(own) => own == code,
            Founded::Region => self.admissions.get(&code).is_some_and(|all| all.iter().any(|a| a.term.contains(day))),
        }
    }

    /// Every municipality that was ever admitted, with its latest name and term.
    pub fn municipalities(&self) -> impl Iterator<Item = &Admission> {
        self.admissions.values().filter_map(|all| all.last())
    }

    /// Every enrolment that has effect.
    pub fn members(&self) -> impl Iterator<Item = Member> + '_ {
        self.enrolments.iter().flat_map(move |(device, all)| {
            all.iter().filter(|(key, e)| self.is_effective(&key.3, key.4, e)).map(move |(_, e)| Member {
                device: *device,
                enrolment: e.clone(),
                revoked: self.removals(device, e.municipality).next().is_some(),
            })
        })
    }

    fn enrolled(&self, device: &DeviceId) -> impl Iterator<Item = &Enrolment> {
        self.enrolments
            .get(device)
            .into_iter()
            .flatten()
            .filter(|(key, e)| self.is_effective(&key.3, key.4, e))
            .map(|(_, e)| e)
    }

    /// What is left of a device that the municipality removed; nothing when it did not.
    fn removals(&self, device: &DeviceId, code: MunicipalityCode) -> impl Iterator<Item = &Removed> {
        let every_signer = RootKey::from_bytes([0; 32])..=RootKey::from_bytes([0xff; 32]);
        self.revocations
            .range((*device, code, *every_signer.start())..=(*device, code, *every_signer.end()))
            .filter(move |((_, _, signer), _)| self.speaks_for(*signer, code))
            .map(|(_, removed)| removed)
    }

    /// The enrolment of a device that holds today; the first one, where there are several.
    pub fn member_on(&self, device: &DeviceId, day: Date) -> Option<&Enrolment> {
        self.enrolled(device).find(|e| {
            e.term.contains(day)
                && self.takes_part(e.municipality, day)
                && self.removals(device, e.municipality).next().is_none()
        })
    }

    /// Whether records of `device` are taken in: it was enrolled at some time.
    pub fn knows(&self, device: &DeviceId) -> Result<(), CharterError> {
        self.enrolled(device).next().map(|_| ()).ok_or(CharterError::UnknownDevice)
    }

    /// Whether the record of `device` with number `seq` counts: it is known, and the record is not past its removal.
    pub fn counts(&self, device: &DeviceId, seq: u64) -> Result<(), CharterError> {
        self.knows(device)?;
        let within = |e: &Enrolment| self.removals(device, e.municipality).all(|removed| seq < removed.counts_below);
        if self.enrolled(device).any(within) { Ok(()) } else { Err(CharterError::Revoked) }
    }

    /// Whether a statement that `device` signed for `municipality` counts: it was not removed, or the removal keeps it.
    pub fn stands(
        &self,
        device: &DeviceId,
        municipality: MunicipalityCode,
        statement: &ContentHash,
    ) -> Result<(), CharterError> {
        let kept = self.removals(device, municipality).all(|removed| removed.keeps.contains(statement));
        if kept { Ok(()) } else { Err(CharterError::Revoked) }
    }

    /// The removed devices, with the number of the first record of each that does not count.
    pub fn removed(&self) -> BTreeMap<DeviceId, u64> {
        let mut removed = BTreeMap::new();
        for (device, code, signer) in self.revocations.keys() {
            let below = self.removals(device, *code).map(|r| r.counts_below).min();
            if self.speaks_for(*signer, *code) {
                removed.extend(below.map(|below| (*device, below)));
            }
        }
        removed
    }

    /// Whether `device` may do `action` for `municipality` on `day`, and as whom. Says exactly why not.
    pub fn authorise(
        &self,
        device: &DeviceId,
        action: Action,
        municipality: MunicipalityCode,
        day: Date,
    ) -> Result<&Enrolment, CharterError> {
        let enrolment = self.entitles(device, action, municipality, day)?;
        if self.takes_part(municipality, day) { Ok(enrolment) } else { Err(CharterError::NotTakingPart(day)) }
    }

    /// As [`Charter::authorise`], whatever was removed since: a dismissal does not keep a record from being taken in.
    pub fn entitles(
        &self,
        device: &DeviceId,
        action: Action,
        municipality: MunicipalityCode,
        day: Date,
    ) -> Result<&Enrolment, CharterError> {
        let mut reason = CharterError::UnknownDevice;
        for enrolment in self.enrolled(device) {
            let refused = if enrolment.municipality != municipality {
                CharterError::OtherMunicipality
            } else if !enrolment.role.may(action) {
                CharterError::Role
            } else if !enrolment.term.contains(day) {
                CharterError::OutsideTerm(day)
            } else if !self.was_admitted(municipality, day) {
                CharterError::NotTakingPart(day)
            } else {
                return Ok(enrolment);
            };
            reason = reason.nearer(refused);
        }
        Err(reason)
    }

    /// The persons whose device this ever was.
    pub fn persons_of(&self, device: &DeviceId) -> impl Iterator<Item = PersonId> + '_ {
        self.enrolled(device).map(|enrolment| enrolment.person).collect::<BTreeSet<_>>().into_iter()
    }

    /// Whether `device` was ever enrolled for `municipality`, in whatever role.
    pub fn belongs_to(&self, device: &DeviceId, municipality: MunicipalityCode) -> Result<(), CharterError> {
        let mut reason = CharterError::UnknownDevice;
        for enrolment in self.enrolled(device) {
            if enrolment.municipality == municipality {
                return Ok(());
            }
            reason = CharterError::OtherMunicipality;
        }
        Err(reason)
    }

    /// The devices that the charter ever knew for `municipality`.
    pub fn devices_of(&self, municipality: MunicipalityCode) -> BTreeSet<DeviceId> {
        self.members().filter(|m| m.enrolment.municipality == municipality).map(|m| m.device).collect()
    }
}

impl CharterError {
    /// Of two reasons, the one that comes nearer to being allowed: it tells the user most.
    fn nearer(self, other: Self) -> Self {
        let rank = |error: &Self| match error {
            Self::NotTakingPart(_) => 4,
            Self::OutsideTerm(_) => 3,
            Self::Role => 2,
            Self::OtherMunicipality => 1,
            _ => 0,
        };
        if rank(&other) > rank(&self) { other } else { self }
    }
}

#[cfg(test)]
mod tests;
