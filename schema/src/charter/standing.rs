//! What the charter is asked: whether a record is taken in, and whether it counts.
//!
//! Each question is asked of one of two lists. [`Charter::enrolments`] only grows: it decides what is taken in.
//! [`Charter::holding`] leaves out what a renewal of the key left behind and cuts terms where they were ended: it decides
//! what counts.

use std::collections::BTreeSet;

use super::{Charter, CharterError, EnrolmentKey, Member, Origin, Removed};
use crate::id::{ContentHash, DeviceId, MunicipalityCode, PersonId};
use crate::role::{Action, Role};
use crate::statement::Enrolment;
use crate::time::Date;

impl Charter {
    /// The enrolments of a device that have or ever had effect: signed by a key of the municipality, and an alderman's
    /// agreed to by the second person.
    fn enrolments(&self, device: &DeviceId) -> impl Iterator<Item = (&ContentHash, &Enrolment)> {
        self.stated(device).filter(|(key, e)| self.had_effect(&key.origin(), e)).map(|(key, e)| (&key.hash, e))
    }

    /// The enrolments of a device that count, each with the term that is left of it.
    fn holding(&self, device: &DeviceId) -> impl Iterator<Item = (ContentHash, Enrolment)> {
        let counted = self.stated(device).filter(|(key, e)| self.is_valid(key, e));
        counted.map(|(key, e)| {
            let mut left = e.clone();
            left.term.until = self.last_day_of(e.municipality, &key.hash).into_iter().chain(e.term.until).min();
            (key.hash, left)
        })
    }

    /// Whether an enrolment has or ever had effect.
    pub(super) fn had_effect(&self, (hash, signer): &Origin, enrolment: &Enrolment) -> bool {
        let of = enrolment.municipality.into();
        self.keys.ever_spoke(*signer, of)
            && (enrolment.role != Role::Alderman || self.keys.was_agreed(hash, of, *signer))
    }

    /// Whether an enrolment counts: nothing of what it takes was left behind by a renewal.
    pub(super) fn is_valid(&self, EnrolmentKey { hash, signer, .. }: &EnrolmentKey, enrolment: &Enrolment) -> bool {
        let of = enrolment.municipality.into();
        self.keys.counts(*signer, of, hash)
            && (enrolment.role != Role::Alderman || self.keys.is_agreed(hash, of, *signer))
    }

    /// The day that ends an enrolment before its own term does.
    fn last_day_of(&self, code: MunicipalityCode, enrolment: &ContentHash) -> Option<Date> {
        let ends = self.ends.get(&(code, *enrolment)).into_iter().flatten();
        ends.filter(|((hash, signer), _)| self.keys.counts(*signer, code.into(), hash)).map(|(_, day)| *day).min()
    }

    /// What is left of a device that the municipality removed; nothing when it did not.
    pub(super) fn removals(&self, device: &DeviceId, code: MunicipalityCode) -> impl Iterator<Item = &Removed> {
        let all = self.revocations.get(&(*device, code)).into_iter().flatten();
        all.filter(move |((hash, signer), _)| self.keys.counts(*signer, code.into(), hash)).map(|(_, removed)| removed)
    }

    /// Whether a municipality removed a device.
    pub fn is_removed(&self, device: &DeviceId, code: MunicipalityCode) -> bool {
        self.removals(device, code).next().is_some()
    }

    // --- Taken in: never turns from yes to no ------------------------------------------------------------------------

    /// Whether records of `device` are taken in: it was enrolled at some time.
    pub fn knows(&self, device: &DeviceId) -> Result<(), CharterError> {
        self.enrolments(device).next().map(|_| ()).ok_or(CharterError::UnknownDevice)
    }

    /// Whether a record in which `device` does `action` for `municipality` on `day` is taken in, whatever was ended or
    /// removed since. Says exactly why not.
    pub fn entitles(
        &self,
        device: &DeviceId,
        action: Action,
        municipality: MunicipalityCode,
        day: Date,
    ) -> Result<&Enrolment, CharterError> {
        let mut reason = CharterError::UnknownDevice;
        for (_, enrolment) in self.enrolments(device) {
            match self.allows(enrolment, action, municipality, day) {
                Ok(()) => return Ok(enrolment),
                Err(refused) => reason = reason.nearer(refused),
            }
        }
        Err(reason)
    }

    /// Whether `device` was ever enrolled for `municipality`, in whatever role.
    pub fn belongs_to(&self, device: &DeviceId, municipality: MunicipalityCode) -> Result<(), CharterError> {
        let mut reason = CharterError::UnknownDevice;
        for (_, enrolment) in self.enrolments(device) {
            if enrolment.municipality == municipality {
                return Ok(());
            }
            reason = CharterError::OtherMunicipality;
        }
        Err(reason)
    }

    /// Whether `device` was ever enrolled for `municipality`, and for no other: any municipality can enrol any device.
    pub(crate) fn belongs_only_to(&self, device: &DeviceId, municipality: MunicipalityCode) -> bool {
        let mut all = self.enrolments(device).map(|(_, enrolment)| enrolment.municipality).peekable();
        all.peek().is_some() && all.all(|code| code == municipality)
    }

    /// The persons whose device this ever was, whether or not that counts.
    pub(super) fn persons_ever(&self, device: &DeviceId) -> impl Iterator<Item = PersonId> {
        self.enrolments(device).map(|(_, enrolment)| enrolment.person)
    }

    /// The enrolment of a device on `day`, or else its last one, whether or not it counts: to name who did something.
    pub fn named(&self, device: &DeviceId, day: Date) -> Option<Enrolment> {
        let counted = self.holding(device).map(|(_, enrolment)| enrolment);
        let known = counted.max_by_key(|enrolment| enrolment.term.rank_on(day));
        let ever = || self.enrolments(device).map(|(_, e)| e).max_by_key(|e| e.term.from).cloned();
        known.or_else(ever)
    }

    // --- Counting: asked anew each time a state is derived -----------------------------------------------------------

    /// Whether `device` may take back on `day` what `municipality` shared. Ended terms, removals and renewals do not matter,
    /// since taking back is the safe side. But where a municipality was admitted with several pairs of keys, those must
    /// hold that let the device in: nobody deletes with a municipality of their own making.
    pub fn may_withdraw(&self, device: &DeviceId, municipality: MunicipalityCode, day: Date) -> bool {
        let anew = self.was_admitted_anew(municipality);
        self.stated(device).any(|(key, e)| {
            let agreed = e.role == Role::Alderman;
            self.had_effect(&key.origin(), e)
                && (!anew || self.keys.is_held(&key.origin(), municipality.into(), agreed))
                && self.allows(e, Action::Consent, municipality, day).is_ok()
        })
    }

    /// Whether the record of `device` with number `seq` counts: it is enrolled, and the record is not past its removal.
    pub fn counts(&self, device: &DeviceId, seq: u64) -> Result<(), CharterError> {
        self.knows(device)?;
        let mut reason = CharterError::Replaced;
        for (_, enrolment) in self.holding(device) {
            if self.removals(device, enrolment.municipality).all(|removed| seq < removed.counts_below) {
                return Ok(());
            }
            reason = CharterError::Revoked;
        }
        Err(reason)
    }

    /// The same, as a device of `municipality`.
    pub(crate) fn counts_for(&self, device: &DeviceId, municipality: MunicipalityCode, seq: u64) -> bool {
        let holds = self.holding(device).any(|(_, enrolment)| enrolment.municipality == municipality);
        holds && self.removals(device, municipality).all(|removed| seq < removed.counts_below)
    }

    /// The number below which every record of `device` [counts](Self::counts), and from which on none does.
    pub(crate) fn limit_of(&self, device: &DeviceId) -> u64 {
        if self.knows(device).is_err() {
            return 0;
        }
        let limits = self.holding(device).map(|(_, enrolment)| {
            let removed = self.removals(device, enrolment.municipality).map(|removed| removed.counts_below);
            // No log gets as long as the highest number.
            removed.min().unwrap_or(u64::MAX)
        });
        limits.max().unwrap_or(0)
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

    /// Whether `device` may do `action` for `municipality` on `day`, and as whom. Says exactly why not.
    pub fn authorise(
        &self,
        device: &DeviceId,
        action: Action,
        municipality: MunicipalityCode,
        day: Date,
    ) -> Result<Enrolment, CharterError> {
        self.knows(device)?;
        let mut reason = CharterError::Replaced;
        for (_, enrolment) in self.holding(device) {
            match self.allows(&enrolment, action, municipality, day) {
                Ok(()) if self.takes_part(municipality, day) => return Ok(enrolment),
                Ok(()) => reason = reason.nearer(CharterError::NotTakingPart(day)),
                Err(refused) => reason = reason.nearer(refused),
            }
        }
        Err(reason)
    }

    fn allows(
        &self,
        enrolment: &Enrolment,
        action: Action,
        municipality: MunicipalityCode,
        day: Date,
    ) -> Result<(), CharterError> {
        if enrolment.municipality != municipality {
            Err(CharterError::OtherMunicipality)
        } else if !enrolment.role.may(action) {
            Err(CharterError::Role)
        } else if !enrolment.term.contains(day) {
            Err(CharterError::OutsideTerm(day))
        } else if !self.was_admitted(municipality, day) {
            Err(CharterError::NotTakingPart(day))
        } else {
            Ok(())
        }
    }

    /// The enrolment of a device that holds today; of several the one that [goes on](crate::time::Term::rank_on), or began
    /// last.
    pub fn member_on(&self, device: &DeviceId, day: Date) -> Option<Enrolment> {
        self.held_on(device, day).max_by_key(|enrolment| enrolment.term.rank_on(day))
    }

    /// The same, of what one municipality enrolled it as.
    pub fn member_of(&self, municipality: MunicipalityCode, device: &DeviceId, day: Date) -> Option<Enrolment> {
        let own = self.held_on(device, day).filter(|enrolment| enrolment.municipality == municipality);
        own.max_by_key(|enrolment| enrolment.term.rank_on(day))
    }

    fn held_on(&self, device: &DeviceId, day: Date) -> impl Iterator<Item = Enrolment> {
        self.holding(device).map(|(_, enrolment)| enrolment).filter(move |e| {
            e.term.contains(day) && self.takes_part(e.municipality, day) && !self.is_removed(device, e.municipality)
        })
    }

    /// What a municipality enrolled a device as: on `day`, or else before or after it. That the device was removed, or that
    /// the municipality takes no part, does not matter.
    pub fn enrolled_by(&self, municipality: MunicipalityCode, device: &DeviceId, day: Date) -> Option<Enrolment> {
        let own = self.holding(device).map(|(_, e)| e).filter(|e| e.municipality == municipality);
        own.max_by_key(|enrolment| enrolment.term.rank_on(day))
    }

    /// Every enrolment that counts.
    pub fn members(&self) -> impl Iterator<Item = Member> + '_ {
        self.enrolments.keys().flat_map(move |device| {
            self.holding(device).map(|(statement, enrolment)| Member {
                device: *device,
                statement,
                revoked: self.is_removed(device, enrolment.municipality),
                enrolment,
            })
        })
    }

    /// The persons whose device this was.
    pub fn persons_of(&self, device: &DeviceId) -> BTreeSet<PersonId> {
        self.holding(device).map(|(_, enrolment)| enrolment.person).collect()
    }

    /// The devices of which not all that was taken in counts: they were removed, their term was ended, or the key that let
    /// them in was replaced.
    pub fn limited(&self) -> BTreeSet<DeviceId> {
        let whole = |device: &DeviceId| {
            let all = self.enrolments(device).map(|(_, e)| (e.municipality, e.term.until));
            let left: Vec<_> = self.holding(device).map(|(_, e)| (e.municipality, e.term.until)).collect();
            all.eq(left.iter().copied()) && !left.iter().any(|(code, _)| self.is_removed(device, *code))
        };
        self.enrolments.keys().filter(|device| !whole(device)).copied().collect()
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
