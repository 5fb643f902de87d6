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
//! founding  what a space starts from
//! admitted  who takes part, and under which of several admissions
//! keys      which keys speak for the region and for a municipality
//! standing  whether something is taken in, and whether it counts
//! powers    mandates, and which body decides
//! tried     a change that is made whole or not at all
//! upheld    whether one statement counts, whoever's record carries it
//! ```

mod admitted;
mod founding;
mod keys;
mod powers;
mod standing;
mod tried;
mod upheld;

use std::collections::{BTreeMap, BTreeSet};

use crate::encoding::EncodingError;
use crate::id::{ContentHash, DeviceId, MunicipalityCode, RootKey, SpaceId};
use crate::relay::{RegionRelay, RelayError};
use crate::role::{Action, Role};
use crate::statement::{Admission, Dismissal, Enrolment, Revocation, Statement, Verified};
use crate::time::{Date, Term};

pub use admitted::Competing;
pub use founding::{Founded, Founding, Pair};
use keys::{Given, Keys};
use powers::Powers;
pub use powers::{GivenMandate, MandateError};
pub(crate) use tried::Tried;

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
    admissions: BTreeMap<MunicipalityCode, BTreeMap<Origin, Admission>>,
    /// The last days that were said.
    dismissals: BTreeMap<MunicipalityCode, BTreeMap<Origin, Date>>,
    keys: Keys,
    enrolments: BTreeMap<DeviceId, BTreeMap<EnrolmentKey, Enrolment>>,
    /// What ends an enrolment before its term does, by municipality and enrolment.
    ends: BTreeMap<(MunicipalityCode, ContentHash), BTreeMap<Origin, Date>>,
    revocations: BTreeMap<(DeviceId, MunicipalityCode), BTreeMap<Origin, Removed>>,
    powers: Powers,
    /// What was stated about the region's relay; of what counts the highest version holds, of equal ones the highest hash.
    relays: BTreeMap<Origin, RegionRelay>,
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

impl EnrolmentKey {
    fn origin(&self) -> Origin {
        (self.hash, self.signer)
    }
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
            dismissals: BTreeMap::new(),
            keys: Keys::default(),
            enrolments: BTreeMap::new(),
            ends: BTreeMap::new(),
            revocations: BTreeMap::new(),
            powers: Powers::default(),
            relays: BTreeMap::new(),
        };
        charter.derive_keys(charter.founding.of);
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
                self.require_own(admission.region, Founded::Region)?;
                let known = self.admissions.entry(admission.municipality).or_default();
                known.insert((hash, signer), admission.clone());
                self.derive_keys(admission.municipality.into());
            }
            Statement::Dismissal(Dismissal { region, municipality, last_day }) => {
                self.require_own(*region, Founded::Region)?;
                self.dismissals.entry(*municipality).or_default().insert((hash, signer), *last_day);
            }
            Statement::Enrolment(enrolment) => {
                self.require_own(enrolment.space, enrolment.municipality.into())?;
                let Enrolment { municipality, role, term, .. } = *enrolment;
                let key = EnrolmentKey { municipality, role, term, hash, signer };
                self.enrolments.entry(enrolment.device).or_default().insert(key, enrolment.clone());
            }
            Statement::EnrolmentEnd(end) => {
                self.require_own(end.space, end.municipality.into())?;
                let ends = self.ends.entry((end.municipality, end.enrolment)).or_default();
                ends.insert((hash, signer), end.last_day);
            }
            Statement::Countersignature(agreed) => {
                self.require_own(agreed.space, agreed.of)?;
                self.keys.agree(agreed.statement, agreed.of, signer);
                self.derive_keys(agreed.of);
            }
            Statement::Renewal(renewal) => {
                self.require_own(renewal.space, renewal.of)?;
                self.keys.renew((hash, signer), renewal);
                self.derive_keys(renewal.of);
            }
            Statement::Revocation(Revocation { space, municipality, device, counts_below, keeps }) => {
                self.require_own(*space, (*municipality).into())?;
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
                self.require_own(relay.region, Founded::Region)?;
                relay.check()?;
                self.relays.insert((hash, signer), relay.clone());
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

    /// What is stated is about this space, and in a municipality's own space about that municipality. Whether the key is
    /// right shows later: it may be admitted, or replace another.
    fn require_own(&self, space: SpaceId, of: Founded) -> Result<(), CharterError> {
        self.require_space(space)?;
        match self.founding.of {
            own @ Founded::Municipality(_) if own != of => Err(CharterError::WrongKey),
            _ => Ok(()),
        }
    }

    /// Derives anew which keys speak; when those are the region's, also for everybody whom it admitted.
    fn derive_keys(&mut self, of: Founded) {
        let own = (self.founding.of == of).then_some(self.founding.keys);
        let mut given = Given { ever: own.into_iter().collect(), now: own.into_iter().collect() };
        if let Founded::Municipality(code) = of {
            given.ever.extend(self.ever_admitted(code).map(|admission| admission.keys));
            given.now.extend(self.holding_admissions(code).into_iter().map(|admission| admission.keys));
        }
        self.keys.derive(of, &given);
        if of == Founded::Region {
            let admitted: Vec<MunicipalityCode> = self.admissions.keys().copied().collect();
            for code in admitted {
                self.derive_keys(code.into());
            }
        }
    }

    /// Whether a key speaks now: it was not replaced.
    pub fn speaks_for(&self, key: RootKey, of: impl Into<Founded>) -> bool {
        self.keys.current(of.into()).any(|pair| pair.key == key)
    }

    /// Whether a key speaks or ever spoke.
    pub fn spoke_for(&self, key: RootKey, of: impl Into<Founded>) -> bool {
        self.keys.ever_spoke(key, of.into())
    }

    /// Whether these two keys belong together, or ever did.
    pub fn was_pair(&self, pair: &Pair, of: impl Into<Founded>) -> bool {
        self.keys.was_pair(pair, of.into())
    }

    /// The keys that speak now: one pair, unless a municipality was admitted more than once.
    pub fn current_keys(&self, of: impl Into<Founded>) -> impl Iterator<Item = Pair> + '_ {
        self.keys.current(of.into())
    }

    /// Everything that a key states, or as second key agrees to, and that counts: what a renewal of the key keeps.
    pub fn stated_by(&self, key: RootKey, of: impl Into<Founded>) -> BTreeSet<ContentHash> {
        let of = of.into();
        let own = |code: &MunicipalityCode| of == Founded::Municipality(*code);
        let enrolments =
            self.enrolments.values().flatten().filter(|(known, e)| own(&e.municipality) && self.is_valid(known, e));
        let enrolments = enrolments.map(|(known, _)| (known.hash, known.signer));
        let ends = self.ends.iter().filter(|((code, _), _)| own(code)).flat_map(|(_, all)| all.keys().copied());
        let revoked =
            self.revocations.iter().filter(|((_, code), _)| own(code)).flat_map(|(_, all)| all.keys().copied());
        let region = Some(self).filter(|_| of == Founded::Region);
        let admitted = region.into_iter().flat_map(|this| this.admissions.values()).flat_map(|all| all.keys().copied());
        let dismissed =
            region.into_iter().flat_map(|this| this.dismissals.values()).flat_map(|all| all.keys().copied());
        let relays = region.into_iter().flat_map(|this| this.relays.keys().copied());
        let all = enrolments.chain(ends).chain(revoked).chain(admitted).chain(dismissed).chain(relays);
        let said = |(hash, signer): &Origin| {
            (*signer == key && self.keys.counts(key, of, hash)) || self.keys.agrees(key, of, hash)
        };
        all.filter(said).map(|(hash, _)| hash).collect()
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
            Statement::Admission(_) | Statement::Dismissal(_) | Statement::Relay(_) => {
                self.keys.ever_spoke(signer, Founded::Region)
            }
            Statement::Enrolment(e) => self.had_effect(&(hash, signer), e),
            Statement::EnrolmentEnd(e) => self.keys.ever_spoke(signer, e.municipality.into()),
            Statement::Renewal(renewal) => self.keys.had_renewed(&(hash, signer), renewal),
            Statement::Countersignature(c) => self.keys.was_second(signer, c.of),
            Statement::Revocation(r) => self.keys.ever_spoke(signer, r.municipality.into()),
            Statement::Mandate(mandate) => arranged(mandate.municipality, mandate.term.from),
            Statement::MandateEnd(end) => arranged(end.municipality, end.last_day),
            Statement::Competence(competence) => arranged(competence.municipality, competence.from),
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => false,
        }
    }

    /// What was last stated about the region's relay, and counts.
    pub fn relay(&self) -> Option<&RegionRelay> {
        let counts = |((hash, signer), _): &(&Origin, &RegionRelay)| self.keys.counts(*signer, Founded::Region, hash);
        let all = self.relays.iter().filter(counts);
        all.max_by_key(|((hash, _), relay)| (relay.version, *hash)).map(|(_, relay)| relay)
    }
}

#[cfg(test)]
mod tests;
