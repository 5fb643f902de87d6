//! The charter of a space: who takes part, whose device is whose, in which role and when.
//!
//! Membership is a pure fold over signed statements. Statements may arrive in any order and any number of times; the
//! charter is the same. What removes (dismissal, revocation) wins over what admits.
//!
//! It answers two kinds of question. Whether a record is *taken in* ([`Charter::knows`], [`Charter::entitles`]) never
//! turns from yes to no: otherwise a record that was taken in here before a removal arrived would be refused elsewhere,
//! and logs would differ for ever. Whether it *counts* ([`Charter::counts`], [`Charter::stands`], [`Charter::authorise`])
//! also looks at what was removed, ended or replaced, and is asked anew each time a state is derived.
//!
//! ```text
//! keys      which keys speak for a municipality
//! standing  whether something is taken in, and whether it counts
//! powers    mandates, and which body decides
//! ```

mod keys;
mod powers;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::encoding::{self, EncodingError};
use crate::id::{ContentHash, DeviceId, MunicipalityCode, RootKey, SpaceId};
use crate::relay::{RegionRelay, RelayError};
use crate::role::{Action, Role};
use crate::statement::{Admission, Dismissal, Enrolment, Renewal, Revocation, Statement, Verified};
use crate::time::{Date, Term};

use keys::Keys;
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
    /// Let in with a key that was replaced since.
    #[error("the key that let this device in was replaced")]
    Replaced,
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
    /// A relay that cannot be used as it is named.
    #[error(transparent)]
    Relay(#[from] RelayError),
}

/// Who may do what in one space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    founding: Founding,
    space: SpaceId,
    admissions: BTreeMap<MunicipalityCode, Vec<Admission>>,
    last_days: BTreeMap<MunicipalityCode, Date>,
    keys: Keys,
    enrolments: BTreeMap<DeviceId, BTreeMap<EnrolmentKey, Enrolment>>,
    /// What ends an enrolment before its term does, by municipality and enrolment.
    ends: BTreeMap<(MunicipalityCode, ContentHash), BTreeMap<Origin, Date>>,
    revocations: BTreeMap<(DeviceId, MunicipalityCode), BTreeMap<Origin, Removed>>,
    powers: Powers,
    /// What was stated about the region's relay; the highest version holds, of equal ones the highest hash.
    relays: BTreeMap<(u32, ContentHash), RegionRelay>,
}

/// Names a statement, and the key that signed it.
type Origin = (ContentHash, RootKey);

/// What is left of a removed device.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Removed {
    counts_below: u64,
    keeps: BTreeSet<ContentHash>,
}

/// Orders enrolments of one device: the earliest first. The hash and the signer tell whether it counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct EnrolmentKey {
    municipality: MunicipalityCode,
    role: Role,
    term: Term,
    hash: ContentHash,
    signer: RootKey,
}

/// A device as the charter knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The device.
    pub device: DeviceId,
    /// Names the enrolment.
    pub statement: ContentHash,
    /// Its enrolment, with the term that is left of it.
    pub enrolment: Enrolment,
    /// Removed.
    pub revoked: bool,
}

impl Charter {
    /// The charter of a space in which nothing was stated yet.
    pub fn new(founding: Founding) -> Result<Self, EncodingError> {
        let space = founding.space()?;
        let mut charter = Self {
            founding,
            space,
            admissions: BTreeMap::new(),
            last_days: BTreeMap::new(),
            keys: Keys::default(),
            enrolments: BTreeMap::new(),
            ends: BTreeMap::new(),
            revocations: BTreeMap::new(),
            powers: Powers::default(),
            relays: BTreeMap::new(),
        };
        if let Founded::Municipality(code) = charter.founding.of {
            charter.derive_keys(code);
        }
        Ok(charter)
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
    /// What a municipality states may arrive before the statement that makes its key right; it counts once that is known.
    pub fn add(&mut self, verified: &Verified) -> Result<(), CharterError> {
        let (hash, signer) = (verified.hash(), verified.signer());
        match verified.statement() {
            Statement::Admission(admission) => {
                self.require_region_key(admission.region, signer)?;
                let known = self.admissions.entry(admission.municipality).or_default();
                if !known.contains(admission) {
                    known.push(admission.clone());
                    known.sort_by_key(|a| (a.term, a.key, a.name.clone()));
                }
                self.derive_keys(admission.municipality);
            }
            Statement::Dismissal(Dismissal { region, municipality, last_day }) => {
                self.require_region_key(*region, signer)?;
                let known = self.last_days.entry(*municipality).or_insert(*last_day);
                *known = (*known).min(*last_day);
            }
            Statement::Enrolment(enrolment) => {
                self.require_own(enrolment.space, enrolment.municipality)?;
                let Enrolment { municipality, role, term, .. } = *enrolment;
                let key = EnrolmentKey { municipality, role, term, hash, signer };
                self.enrolments.entry(enrolment.device).or_default().insert(key, enrolment.clone());
            }
            Statement::EnrolmentEnd(end) => {
                self.require_own(end.space, end.municipality)?;
                let ends = self.ends.entry((end.municipality, end.enrolment)).or_default();
                ends.insert((hash, signer), end.last_day);
            }
            Statement::Countersignature(agreed) => {
                self.require_own(agreed.space, agreed.municipality)?;
                self.keys.agree(agreed.statement, agreed.municipality, signer);
                self.derive_keys(agreed.municipality);
            }
            Statement::Renewal(renewal) => {
                self.require_own(renewal.space, renewal.municipality)?;
                self.keys.renew(hash, signer, renewal);
                self.derive_keys(renewal.municipality);
            }
            Statement::Revocation(Revocation { space, municipality, device, counts_below, keeps }) => {
                self.require_own(*space, *municipality)?;
                let removed = Removed { counts_below: *counts_below, keeps: keeps.clone() };
                self.revocations.entry((*device, *municipality)).or_default().insert((hash, signer), removed);
            }
            Statement::Mandate(_) | Statement::MandateEnd(_) | Statement::Competence(_) => {
                self.require_space(powers::space_of(verified.statement()).unwrap_or(self.space))?;
                if self.founding.of == Founded::Region {
                    return Err(CharterError::NotMembership);
                }
                self.powers.add(verified);
            }
            Statement::Relay(relay) => {
                self.require_region_key(relay.region, signer)?;
                relay.check()?;
                self.relays.insert((relay.version, hash), relay.clone());
            }
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => {
                return Err(CharterError::NotMembership);
            }
        }
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

    /// What municipalities state is about this space, and in a municipality's own space about that municipality. Whether
    /// the key is right shows later: it may be admitted, or replace another.
    fn require_own(&self, space: SpaceId, code: MunicipalityCode) -> Result<(), CharterError> {
        self.require_space(space)?;
        match self.founding.of {
            Founded::Municipality(own) if own != code => Err(CharterError::WrongKey),
            _ => Ok(()),
        }
    }

    /// The keys of the second person of a municipality.
    fn seconds(&self, code: MunicipalityCode) -> BTreeSet<RootKey> {
        let own = self.founding.second.filter(|_| self.founding.of == Founded::Municipality(code));
        let admitted = self.admissions.get(&code).into_iter().flatten().map(|admission| admission.second);
        own.into_iter().chain(admitted).collect()
    }

    /// Derives anew which keys speak for a municipality.
    fn derive_keys(&mut self, code: MunicipalityCode) {
        let own = Some(self.founding.key).filter(|_| self.founding.of == Founded::Municipality(code));
        let admitted = self.admissions.get(&code).into_iter().flatten().map(|admission| admission.key);
        let given = own.into_iter().chain(admitted).collect();
        self.keys.derive(code, &given, &self.seconds(code));
    }

    /// Whether a key speaks for the municipality now: it was not replaced.
    pub fn speaks_for(&self, key: RootKey, code: MunicipalityCode) -> bool {
        self.keys.speaks(key, code)
    }

    /// Whether a key speaks or ever spoke for the municipality.
    pub fn spoke_for(&self, key: RootKey, code: MunicipalityCode) -> bool {
        self.keys.ever_spoke(key, code)
    }

    /// The keys that speak for the municipality now: one, unless it was admitted more than once.
    pub fn current_keys(&self, code: MunicipalityCode) -> impl Iterator<Item = RootKey> + '_ {
        self.keys.current(code)
    }

    /// Everything that a key states for the municipality and that counts: what a renewal of the key keeps.
    pub fn stated_by(&self, key: RootKey, code: MunicipalityCode) -> BTreeSet<ContentHash> {
        let enrolments = self.enrolments.values().flatten().filter(|(known, e)| {
            known.signer == key && known.municipality == code && self.had_effect(&known.hash, key, e)
        });
        let ends = self.ends.iter().filter(|((known, _), _)| *known == code).flat_map(|(_, all)| all.keys());
        let revoked = self.revocations.iter().filter(|((_, known), _)| *known == code).flat_map(|(_, all)| all.keys());
        let others = ends.chain(revoked).filter(|(_, signer)| *signer == key).map(|(hash, _)| *hash);
        let all = enrolments.map(|(known, _)| known.hash).chain(others);
        all.filter(|hash| self.keys.counts(key, code, hash)).collect()
    }

    fn stated(&self, device: &DeviceId) -> impl Iterator<Item = (&EnrolmentKey, &Enrolment)> {
        self.enrolments.get(device).into_iter().flatten()
    }

    /// Whether a statement that was [added](Self::add) has effect, or had: its signer is known to be the right one. Never
    /// turns from yes to no.
    pub fn has_effect(&self, verified: &Verified) -> bool {
        let (hash, signer) = (verified.hash(), verified.signer());
        let arranged =
            |code: MunicipalityCode, day: Date| self.entitles(&verified.device(), Action::Decide, code, day).is_ok();
        match verified.statement() {
            Statement::Admission(_) | Statement::Dismissal(_) | Statement::Relay(_) => signer == self.founding.key,
            Statement::Enrolment(e) => self.had_effect(&hash, signer, e),
            Statement::EnrolmentEnd(e) => self.keys.ever_spoke(signer, e.municipality),
            Statement::Renewal(Renewal { municipality: code, .. }) => {
                self.keys.ever_spoke(signer, *code) && self.keys.is_agreed(&hash, *code, signer, &self.seconds(*code))
            }
            Statement::Countersignature(c) => self.seconds(c.municipality).contains(&signer),
            Statement::Revocation(r) => self.keys.ever_spoke(signer, r.municipality),
            Statement::Mandate(mandate) => arranged(mandate.municipality, mandate.term.from),
            Statement::MandateEnd(end) => arranged(end.municipality, end.last_day),
            Statement::Competence(competence) => arranged(competence.municipality, competence.from),
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => false,
        }
    }

    /// Whether the municipality takes part on `day`. In its own space it always does.
    pub fn takes_part(&self, code: MunicipalityCode, day: Date) -> bool {
        self.was_admitted(code, day) && self.last_days.get(&code).is_none_or(|last| day <= *last)
    }

    /// The last day of a municipality that was dismissed.
    pub fn dismissed(&self, code: MunicipalityCode) -> Option<Date> {
        self.last_days.get(&code).copied()
    }

    /// Whether the municipality was admitted for `day`, dismissed since or not.
    fn was_admitted(&self, code: MunicipalityCode, day: Date) -> bool {
        match self.founding.of {
            Founded::Municipality(own) => own == code,
            Founded::Region => self.admissions.get(&code).is_some_and(|all| all.iter().any(|a| a.term.contains(day))),
        }
    }

    /// What was last stated about the region's relay.
    pub fn relay(&self) -> Option<&RegionRelay> {
        self.relays.values().next_back()
    }

    /// Every municipality that was ever admitted, with its latest name and term.
    pub fn municipalities(&self) -> impl Iterator<Item = &Admission> {
        self.admissions.values().filter_map(|all| all.last())
    }
}

#[cfg(test)]
mod tests;
