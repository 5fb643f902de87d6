//! What an alderman arranged about deciding: who may decide in their name, and which body decides on what.

use std::collections::{BTreeMap, BTreeSet};

use crate::charter::{Charter, CharterError};
use crate::id::{ContentHash, DeviceId, SpaceId};
use crate::plan::ItemKind;
use crate::role::Action;
use crate::statement::{Body, Competence, Mandate, MandateEnd, Statement, Verified};
use crate::time::Date;

/// What was stated, by statement. Which of it holds is derived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Powers {
    mandates: BTreeMap<(ContentHash, DeviceId), Mandate>,
    ends: BTreeMap<(ContentHash, DeviceId), MandateEnd>,
    competences: BTreeMap<(ContentHash, DeviceId), Competence>,
}

/// A mandate as the charter knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenMandate {
    /// Names it.
    pub hash: ContentHash,
    /// The alderman's device that gave it.
    pub by: DeviceId,
    /// What was given.
    pub mandate: Mandate,
    /// The last day on which it holds, when there is one: its own, or an earlier one that was set since.
    pub until: Option<Date>,
}

/// Why a mandate does not cover a decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MandateError {
    /// There is no such mandate, or it was given to somebody else.
    #[error("there is no such mandate")]
    None,
    /// Given for other kinds of item than this.
    #[error("the mandate does not cover items of kind {}", .0.name())]
    Kind(ItemKind),
    /// What is decided on was submitted with a device that it does not name.
    #[error("the mandate does not cover what this device submitted")]
    Asker,
    /// It begins on this day.
    #[error("the mandate begins on {0}")]
    NotYet(Date),
    /// This was its last day.
    #[error("the mandate ended on {0}")]
    Over(Date),
    /// Who gave it could not, or no longer counts.
    #[error("the mandate does not count: {0}")]
    Giver(#[from] CharterError),
}

impl MandateError {
    /// How near the mandate was to covering it: of several the nearest is told, and of those that ended the last.
    fn nearness(&self) -> (u8, Option<Date>) {
        match self {
            Self::None => (0, None),
            Self::Kind(_) => (1, None),
            Self::Asker => (2, None),
            Self::NotYet(_) => (3, None),
            Self::Over(last) => (4, Some(*last)),
            Self::Giver(_) => (5, None),
        }
    }
}

/// The space that a statement about powers names.
pub(super) fn space_of(statement: &Statement) -> Option<SpaceId> {
    match statement {
        Statement::Mandate(mandate) => Some(mandate.space),
        Statement::MandateEnd(end) => Some(end.space),
        Statement::Competence(competence) => Some(competence.space),
        _ => None,
    }
}

impl Powers {
    pub(super) fn add(&mut self, verified: &Verified) {
        let key = (verified.hash(), verified.device());
        match verified.statement() {
            Statement::Mandate(mandate) => {
                self.mandates.insert(key, mandate.clone());
            }
            Statement::MandateEnd(end) => {
                self.ends.insert(key, end.clone());
            }
            Statement::Competence(competence) => {
                self.competences.insert(key, competence.clone());
            }
            _ => {}
        }
    }
}

impl Charter {
    /// Every mandate that was ever given, oldest first.
    pub fn mandates(&self) -> Vec<GivenMandate> {
        let mut all: Vec<GivenMandate> =
            self.powers.mandates.iter().map(|(key, mandate)| self.given(*key, mandate)).collect();
        all.sort_by_key(|given| (given.mandate.term.from, given.hash));
        all
    }

    /// Those that hold on `day`, or that begin later and hold then: given by somebody who may, and neither over nor ended.
    pub fn mandates_in_force(&self, day: Date) -> Vec<GivenMandate> {
        let holds = |given: &GivenMandate| {
            let (mandate, day) = (&given.mandate, day.max(given.mandate.term.from));
            given.until.is_none_or(|until| day <= until)
                && self.arranged(&given.by, mandate.municipality, &given.hash, day).is_ok()
        };
        self.mandates().into_iter().filter(holds).collect()
    }

    fn given(&self, (hash, by): (ContentHash, DeviceId), mandate: &Mandate) -> GivenMandate {
        // Any alderman of the municipality can end it, so that a successor can.
        let ends = self.powers.ends.iter().filter(|((statement, ender), end)| {
            end.mandate == hash && self.arranged(ender, end.municipality, statement, end.last_day).is_ok()
        });
        let until = ends.map(|(_, end)| end.last_day).chain(mandate.term.until).min();
        GivenMandate { hash, by, mandate: mandate.clone(), until }
    }

    /// Whether an alderman's device could arrange something for `day`, and what it signed still stands.
    pub(super) fn arranged(
        &self,
        device: &DeviceId,
        municipality: crate::id::MunicipalityCode,
        statement: &ContentHash,
        day: Date,
    ) -> Result<(), CharterError> {
        self.authorise(device, Action::Decide, municipality, day)?;
        self.stands(device, municipality, statement)
    }

    /// What `device` arranged and still stands: what a removal of it keeps.
    pub fn arranged_by(&self, device: &DeviceId) -> BTreeSet<ContentHash> {
        let powers = &self.powers;
        let arranged = powers
            .mandates
            .iter()
            .map(|(key, m)| (key, m.municipality))
            .chain(powers.ends.iter().map(|(key, e)| (key, e.municipality)))
            .chain(powers.competences.iter().map(|(key, c)| (key, c.municipality)));
        let own = arranged.filter(|((hash, by), code)| by == device && self.stands(by, *code, hash).is_ok());
        own.map(|((hash, _), _)| *hash).collect()
    }

    /// Whether `device` was given the mandate named `hash`, at whatever time: then a decision under it is taken in.
    pub fn knows_mandate(&self, hash: &ContentHash, device: &DeviceId) -> Result<(), MandateError> {
        let mut named = self.powers.mandates.iter().filter(|((known, _), _)| known == hash);
        let given = named.any(|(_, mandate)| self.persons_ever(device).any(|person| person == mandate.person));
        if given { Ok(()) } else { Err(MandateError::None) }
    }

    /// Whether the mandate named `hash` lets `device` decide on `day` on what `asker` submitted of `kind`; of any
    /// that it names when `asker` is `None`, and on any kind when that is not known any more.
    pub fn mandated(
        &self,
        hash: &ContentHash,
        device: &DeviceId,
        asker: Option<&DeviceId>,
        kind: Option<ItemKind>,
        day: Date,
    ) -> Result<GivenMandate, MandateError> {
        let persons = self.persons_of(device);
        let mut reason = MandateError::None;
        for (key, mandate) in self.powers.mandates.iter().filter(|((known, _), _)| known == hash) {
            let given = self.given(*key, mandate);
            reason = if !persons.contains(&mandate.person) {
                MandateError::None
            } else if let Some(other) = kind.filter(|kind| !mandate.kinds.contains(kind)) {
                MandateError::Kind(other)
            } else if asker.is_some_and(|asker| !mandate.asks.contains(asker)) {
                MandateError::Asker
            } else if day < mandate.term.from {
                MandateError::NotYet(mandate.term.from)
            } else if let Some(last) = given.until.filter(|last| *last < day) {
                MandateError::Over(last)
            } else {
                match self.arranged(&given.by, mandate.municipality, hash, day) {
                    Ok(()) => return Ok(given),
                    Err(error) => error.into(),
                }
            };
        }
        Err(reason)
    }

    /// The mandate under which `device` may decide on `day` on what `asker` submitted of `kind`; or else why the nearest
    /// of those that were given to this person does not cover it.
    pub fn mandate_for(
        &self,
        device: &DeviceId,
        asker: &DeviceId,
        kind: ItemKind,
        day: Date,
    ) -> Result<GivenMandate, MandateError> {
        let mut nearest = MandateError::None;
        for (hash, _) in self.powers.mandates.keys() {
            match self.mandated(hash, device, Some(asker), Some(kind), day) {
                Ok(given) => return Ok(given),
                Err(error) if error.nearness() > nearest.nearness() => nearest = error,
                Err(_) => {}
            }
        }
        Err(nearest)
    }

    /// Which body decides on `kind` on `day`: as stated for the latest day before it.
    pub fn competent(&self, kind: ItemKind, day: Date) -> Body {
        let holds = |(hash, device): &(ContentHash, DeviceId), c: &Competence| {
            c.kind == kind && c.from <= day && self.arranged(device, c.municipality, hash, c.from).is_ok()
        };
        let stated = self.powers.competences.iter().filter(|(key, c)| holds(key, c));
        stated.max_by_key(|((hash, _), c)| (c.from, *hash)).map_or(Body::Alderman, |(_, c)| c.body)
    }

    /// What was stated last about which body decides on `kind`, for a day up to `day`, and does not count because the device that
    /// signed it spoke for an alderman until the day before only: the body, that day and the device. Nothing once something was
    /// stated for that day or a later one that does count.
    pub fn never_began(&self, kind: ItemKind, day: Date) -> Option<(Body, Date, DeviceId)> {
        let counts = |((hash, device), c): &(&(ContentHash, DeviceId), &Competence), on| {
            self.arranged(device, c.municipality, hash, on).is_ok()
        };
        let stated = || self.powers.competences.iter().filter(|(_, c)| c.kind == kind && c.from <= day);
        let since = stated().filter(|one| counts(one, one.1.from)).map(|(_, c)| c.from).max();
        let idle = stated().filter(|one| !counts(one, one.1.from));
        let idle = idle.filter(|one| one.1.from.pred_opt().is_some_and(|eve| counts(one, eve)));
        let last = idle.max_by_key(|((hash, _), c)| (c.from, *hash));
        last.filter(|(_, c)| since.is_none_or(|since| since < c.from)).map(|((_, device), c)| (c.body, c.from, *device))
    }
}
