//! The two gates: nothing is carried out without a decision, nothing leaves without consent.
//!
//! Acts are kept as they came. Which of them count, and what follows from them, is derived here: purely from the set of
//! acts, the charter and the content, so every replica that holds the same records shows the same state.

mod consent;
mod decision;
mod turns;

use std::collections::{BTreeMap, BTreeSet};

use crate::act::{Act, Track, What};
use crate::charter::{Charter, CharterError, MandateError};
use crate::disclosure::DisclosureError;
use crate::encoding::EncodingError;
use crate::field::Field;
use crate::id::{DeviceId, ItemId, MunicipalityCode, PersonId, RecordId, SpaceId};
use crate::personal::Found;
use crate::plan::{ItemKind, PlanModel};
use crate::publication::ConsentError;
use crate::record::Record;
use crate::role::Action;
use crate::shared::{self, SharedItem, SharedItemError};
use crate::statement::Body;
use crate::time::{Date, Timestamp};

pub use consent::{ConsentState, GivenConsent, OpenRequest, Shared, Visibility};
use decision::judge_powers;
pub use decision::{DecisionState, Phase};

/// An act as it stands in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAct {
    /// The record that carries it.
    pub id: RecordId,
    /// Its author.
    pub author: DeviceId,
    /// The author's place in their log.
    pub seq: u64,
    /// The author's clock.
    pub time: Timestamp,
    /// The act.
    pub act: Act,
    /// The kind of what it would share, when that says what came of it.
    outcome: Option<String>,
}

impl KeptAct {
    /// An act as `record` carries it.
    pub(crate) fn of(record: &Record, act: Act) -> Self {
        let outcome = match &act.what {
            What::RequestConsent { snapshot, .. } | What::Revise { snapshot, .. } => SharedItem::parse(snapshot)
                .ok()
                .filter(|item| Field::RECORDED.iter().any(|field| item.details.contains_key(field.name())))
                .map(|item| item.kind),
            _ => None,
        };
        let header = record.header();
        Self { id: record.id(), author: header.author, seq: header.seq, time: header.time, act, outcome }
    }
}

/// Why an act is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// Not in this role, term or municipality.
    #[error(transparent)]
    Charter(#[from] CharterError),
    /// What it answers is not there.
    #[error("the act refers to something that is not there")]
    Unknown,
    /// What it answers is about another item.
    #[error("the act refers to another item")]
    OtherItem,
    /// Whoever asked cannot also decide.
    #[error("whoever asked cannot decide")]
    OwnRequest,
    /// The content is not what the act answers.
    #[error("the content changed since it was put forward")]
    ContentChanged,
    /// Carrying out takes a decision.
    #[error("there is no decision that allows this")]
    NoDecision,
    /// Only activities and conversations are decided on.
    #[error("this kind of item is not decided on")]
    NotForDecision,
    /// Nothing was carried out, so nothing can be recorded of it.
    #[error("only what is or was carried out has an outcome")]
    NotCarriedOut,
    /// Already answered, started or finished.
    #[error("this was done already")]
    Done,
    /// The mandate does not cover it.
    #[error(transparent)]
    Mandate(#[from] MandateError),
    /// Another body decides on this: its decision must be recorded, with number and date.
    #[error("another body decides on this: {}", .0.name())]
    OtherBody(Body),
    /// A decision of another body without its number, or of no other body.
    #[error("a decision of another body needs that body and its number")]
    NoNumber,
    /// Another body's decision of a day that is still to come.
    #[error("a decision of another body is recorded once it was made")]
    NotYetDecided,
    /// What would be shared holds data about people that nobody confirmed.
    #[error("{} pieces of text look like data about people", .0.len())]
    PersonalData(Vec<Found>),
    /// Nothing is shared, so nothing can be withdrawn.
    #[error("nothing is shared that could be withdrawn")]
    NothingShared,
    /// It cannot be shared on these terms.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
    /// The consent is not sound.
    #[error(transparent)]
    Consent(#[from] ConsentError),
    /// The content cannot be shared.
    #[error(transparent)]
    Content(#[from] SharedItemError),
    /// The content cannot be encoded.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
}

/// Every act of a municipality, and the order between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acts {
    by_id: BTreeMap<RecordId, KeptAct>,
    by_item: BTreeMap<(ItemId, Track), BTreeSet<RecordId>>,
    /// Items of which a snapshot in an act names files.
    with_files: BTreeSet<ItemId>,
}

/// Whom and what acts are judged against.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// The municipality's charter.
    pub charter: &'a Charter,
    /// The municipality.
    pub municipality: MunicipalityCode,
    /// The region that consents are for.
    pub region: SpaceId,
    /// What acts are about.
    pub plan: &'a PlanModel,
}

impl Bench<'_> {
    fn authorise(&self, device: &DeviceId, action: Action, day: Date) -> Result<PersonId, ActError> {
        Ok(self.charter.entitles(device, action, self.municipality, day)?.person)
    }
}

impl Acts {
    /// Keeps an act that [`Acts::check`] found sound.
    pub fn keep(&mut self, act: KeptAct) {
        self.by_item.entry((act.act.item, act.act.what.track())).or_default().insert(act.id);
        if act.act.what.snapshot().is_some_and(|snapshot| !shared::files_in(snapshot).is_empty()) {
            self.with_files.insert(act.act.item);
        }
        self.by_id.insert(act.id, act);
    }

    /// An act by its record.
    pub fn get(&self, id: &RecordId) -> Option<&KeptAct> {
        self.by_id.get(id)
    }

    /// Every act, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = &KeptAct> {
        self.by_id.values()
    }

    /// Every act on an item, whether it counts or not.
    pub fn on(&self, item: ItemId) -> impl Iterator<Item = &KeptAct> {
        let ids =
            [Track::Decision, Track::Consent].into_iter().filter_map(move |track| self.by_item.get(&(item, track)));
        ids.flatten().filter_map(|id| self.by_id.get(id))
    }

    /// Whether an act that was taken in counts, and if not, why: its author was not removed before it and held a role that
    /// allows it, whoever answered is not whoever asked, a start knew of nothing that turned the decision, and what it answers
    /// counts itself.
    pub fn judge(&self, bench: Bench<'_>, kept: &KeptAct) -> Result<(), ActError> {
        bench.charter.counts(&kept.author, kept.seq)?;
        let (action, day) = (kept.act.what.action(), kept.time.date());
        bench.charter.authorise(&kept.author, action, bench.municipality, day)?;
        let answered = match kept.act.what.answers() {
            Some(id) => Some(self.named(&id, kept.act.item)?),
            None => None,
        };
        judge_powers(bench, kept, answered)?;
        self.judge_outcome(bench, kept)?;
        self.judge_start(bench, kept)?;
        let Some(answered) = answered else { return Ok(()) };
        if kept.act.what.takes_another_person() {
            require_other_person(bench, answered, &kept.author)?;
        }
        // Never deeper than request, decision, start, finish.
        self.judge(bench, answered)
    }

    /// What came of an activity or conversation that was never carried out is not shared, whatever kind of item the snapshot
    /// says that it is. No device makes such a request itself.
    fn judge_outcome(&self, bench: Bench<'_>, kept: &KeptAct) -> Result<(), ActError> {
        let Some(kind) = &kept.outcome else { return Ok(()) };
        let named = ItemKind::from_name(kind);
        let kinds = bench.plan.items.get(&kept.act.item).map(|item| item.kind).into_iter().chain(named);
        let started = |kept: &KeptAct| matches!(kept.act.what, What::Start { .. });
        let carried_out = || self.counted(bench, kept.act.item, Track::Decision).any(started);
        if kinds.into_iter().any(ItemKind::needs_decision) && !carried_out() {
            return Err(ActError::NotCarriedOut);
        }
        Ok(())
    }

    /// The acts of one track of an item that count.
    fn counted<'a>(&'a self, bench: Bench<'a>, item: ItemId, track: Track) -> impl Iterator<Item = &'a KeptAct> {
        self.by_item
            .get(&(item, track))
            .into_iter()
            .flatten()
            .filter_map(|id| self.by_id.get(id))
            .filter(move |kept| self.judge(bench, kept).is_ok())
    }

    /// The acts of a track that no other act follows. More than one after a merge.
    pub fn last(&self, bench: Bench<'_>, item: ItemId, track: Track) -> Vec<RecordId> {
        let mut last: BTreeSet<RecordId> = BTreeSet::new();
        let mut followed: BTreeSet<RecordId> = BTreeSet::new();
        for kept in self.counted(bench, item, track) {
            last.insert(kept.id);
            followed.extend(&kept.act.after);
        }
        last.difference(&followed).copied().collect()
    }

    fn named(&self, id: &RecordId, item: ItemId) -> Result<&KeptAct, ActError> {
        let kept = self.by_id.get(id).ok_or(ActError::Unknown)?;
        if kept.act.item == item { Ok(kept) } else { Err(ActError::OtherItem) }
    }

    /// Whether `act`, by `author` on `day`, may be taken in. This is the check behind every door: window, command line
    /// and records of other devices. Whether it counts is for [`Acts::judge`].
    pub fn check(&self, bench: Bench<'_>, act: &Act, author: &DeviceId, day: Date) -> Result<(), ActError> {
        match &act.what {
            What::Submit { .. }
            | What::Recall { .. }
            | What::Decide { .. }
            | What::Start { .. }
            | What::Finish { .. } => self.check_decision_track(bench, act, author, day),
            _ => self.check_consent_track(bench, act, author, day),
        }
    }
}

/// Author is not decider: neither the device nor the person behind it.
pub(crate) fn require_other_person(bench: Bench<'_>, asked: &KeptAct, decider: &DeviceId) -> Result<(), ActError> {
    let same_person = !bench.charter.persons_of(&asked.author).is_disjoint(&bench.charter.persons_of(decider));
    if asked.author == *decider || same_person { Err(ActError::OwnRequest) } else { Ok(()) }
}

#[cfg(test)]
mod outcome_tests;
#[cfg(test)]
mod powers_tests;
#[cfg(test)]
mod region_tests;
#[cfg(test)]
mod sharing_tests;
#[cfg(test)]
mod start_tests;
#[cfg(test)]
mod tests;
