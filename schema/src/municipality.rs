//! The municipality space: the private plan and everything that is decided about it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::attachment::Attachment;
use crate::charter::{Charter, CharterError, GivenMandate, Tried};
use crate::encoding;
use crate::field::Field;
use crate::gate::{self, ActError, Acts, Bench, ConsentState, DecisionState, KeptAct, Visibility};
use crate::id::{DeviceId, FileHash, ItemId, MunicipalityCode, SharedId, SpaceId};
use crate::plan::{self, EditError, Edited, Item, ItemKind, LoadError, Plan, PlanEdit, PlanModel};
use crate::record::{Kind, Record, RecordError};
use crate::region::OwnSections;
use crate::role::Action;
use crate::space::{Refusal, SpaceState, Taken, apply_charter, require_member};
use crate::time::{Date, Timestamp};

/// The state of a municipality space.
#[derive(Debug, Clone)]
pub struct MunicipalityState {
    charter: Tried,
    municipality: MunicipalityCode,
    region: SpaceId,
    plan: Plan,
    acts: Acts,
    device: DeviceId,
    /// The numbers and days of each device's plan records: the nth holds its nth change.
    written: BTreeMap<DeviceId, Vec<(u64, Date)>>,
}

impl MunicipalityState {
    /// A municipality that starts, as part of `region`, seen from `device`.
    pub fn new(
        charter: Charter,
        municipality: MunicipalityCode,
        region: SpaceId,
        device: DeviceId,
    ) -> Result<Self, LoadError> {
        Ok(Self {
            charter: Tried::new(charter),
            municipality,
            region,
            plan: Plan::new(&device)?,
            acts: Acts::default(),
            device,
            written: BTreeMap::new(),
        })
    }

    /// The municipality.
    pub fn municipality(&self) -> MunicipalityCode {
        self.municipality
    }

    /// The region that it shares with.
    pub fn region(&self) -> SpaceId {
        self.region
    }

    /// The plan as it is now.
    pub fn plan(&self) -> &PlanModel {
        self.plan.model()
    }

    /// Every act.
    pub fn acts(&self) -> &Acts {
        &self.acts
    }

    /// Whom and what acts are judged against.
    pub fn bench(&self) -> Bench<'_> {
        let plan = self.plan.model();
        Bench { charter: &self.charter, municipality: self.municipality, region: self.region, plan }
    }

    /// An item by its id.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.plan().items.get(&id)
    }

    /// The titles that removed items had last, where known. Reads the plan's whole history.
    pub fn titles_of_removed(&self, ids: &BTreeSet<ItemId>) -> BTreeMap<ItemId, String> {
        self.plan.titles_of_removed(ids)
    }

    /// An item as it is shown and shared: see [`Acts::as_carried_out`].
    pub fn shown<'a>(&self, item: &'a Item) -> std::borrow::Cow<'a, Item> {
        self.acts.as_carried_out(self.bench(), item)
    }

    /// The files of which the content is kept: beside an item, or named by a request or a consent that holds on `today` and
    /// that the region does not know to be taken back.
    pub fn files_in_use(&self, in_region: &OwnSections, today: Date) -> Vec<Attachment> {
        let mut files: Vec<_> = self.plan().items.values().flat_map(|item| item.files.values().cloned()).collect();
        let items = self.acts.items_with_files();
        files.extend(items.flat_map(|item| self.consents(item, in_region).files_in_use(today)));
        files
    }

    /// The files of anything that was ever consented to of these sections.
    pub fn files_ever_shared(&self, sections: &BTreeSet<SharedId>) -> BTreeSet<FileHash> {
        let items = self.acts.items_with_files().filter(|item| sections.contains(&self.section_of(*item)));
        items.flat_map(|item| self.acts.files_ever_shared(item)).collect()
    }

    /// What the region calls an item.
    pub fn section_of(&self, item: ItemId) -> SharedId {
        SharedId::derive(&self.charter.space(), &item)
    }

    /// What the region calls every item that the plan or an act names, also one that was removed from the plan.
    pub fn sections(&self) -> BTreeMap<SharedId, ItemId> {
        let items: BTreeSet<ItemId> =
            self.plan().items.keys().copied().chain(self.acts.all().map(|kept| kept.act.item)).collect();
        items.into_iter().map(|item| (self.section_of(item), item)).collect()
    }

    /// Where an activity or conversation stands.
    pub fn decision(&self, item: &Item) -> DecisionState {
        self.acts.decision_state(self.bench(), item)
    }

    /// How `device` decides on `day` on what was `asked` about an item of `kind`: under a mandate, or under none, in the own
    /// name. Otherwise why it may not.
    pub fn may_decide(
        &self,
        device: &DeviceId,
        asked: &KeptAct,
        kind: ItemKind,
        day: Date,
    ) -> Result<Option<GivenMandate>, ActError> {
        let own = self.charter.authorise(device, Action::Decide, self.municipality, day);
        let Err(error) = own else { return gate::require_other_person(self.bench(), asked, device).map(|()| None) };
        // Only an officer can have a mandate; to everybody else their own role says why.
        self.charter.authorise(device, Action::Ask, self.municipality, day).map_err(|_no_officer| error)?;
        gate::require_other_person(self.bench(), asked, device)?;
        Ok(Some(self.charter.mandate_for(device, &asked.author, kind, day)?))
    }

    /// Whether `device` may consent on `day` to what was `asked`.
    pub fn may_consent(&self, device: &DeviceId, asked: &KeptAct, day: Date) -> Result<(), ActError> {
        self.charter.authorise(device, Action::Consent, self.municipality, day)?;
        gate::require_other_person(self.bench(), asked, device)
    }

    /// Who can see an item on `today`.
    pub fn visibility(&self, item: &Item, today: Date) -> Visibility {
        self.visibility_by(item, &self.acts.consent_state(self.bench(), item.id), today)
    }

    /// What was asked and consented to for an item, with what the region [has of it](crate::region::RegionState::sections_of).
    pub fn consents(&self, item: ItemId, in_region: &OwnSections) -> ConsentState {
        self.acts.consent_state(self.bench(), item).with_region(in_region.get(&self.section_of(item)))
    }

    /// Who can see an item on `today`, by what is known of its consents: here, or also [in the region](Self::consents).
    pub fn visibility_by(&self, item: &Item, consents: &ConsentState, today: Date) -> Visibility {
        self.acts.visibility(self.bench(), item, self.section_of(item.id), consents, today)
    }

    /// Edits the plan on behalf of the device that this state is seen from. The change must be put in that device's next
    /// record at once; that record is then not applied again.
    ///
    /// `seq` is the number that the record will have.
    pub fn edit(&mut self, edits: &[PlanEdit], time: Timestamp, seq: u64) -> Result<Edited, PlanError> {
        self.charter.counts(&self.device, seq)?;
        self.charter.authorise(&self.device, Action::EditPlan, self.municipality, time.date())?;
        self.require_carried_out(edits)?;
        let edited = self.plan.edit(edits, time)?;
        if edited.change.is_some() {
            self.written.entry(self.device).or_default().push((seq, time.date()));
        }
        Ok(edited)
    }

    /// What came of an activity or conversation is recorded only when it is or was carried out.
    fn require_carried_out(&self, edits: &[PlanEdit]) -> Result<(), ActError> {
        for edit in edits {
            let item = match edit {
                PlanEdit::SetField { item, field, value: Some(_) } if Field::RECORDED.contains(field) => {
                    self.item(*item).cloned()
                }
                PlanEdit::Add(new) | PlanEdit::Restore { item: new, .. }
                    if Field::RECORDED.iter().any(|field| new.details.contains_key(field)) =>
                {
                    Some(Item::new(new.id, new.kind, &new.title))
                }
                _ => None,
            };
            if item.is_some_and(|item| item.kind.needs_decision() && !self.decision(&item).may_record()) {
                return Err(ActError::NotCarriedOut);
            }
        }
        Ok(())
    }

    /// Tells the plan where the changes end of each device that was removed, or of which the role ended. A change builds on
    /// those before it, so the first that does not count ends them.
    fn cut(&mut self) -> Result<(), LoadError> {
        let mut cuts = BTreeMap::new();
        for device in self.charter.limited() {
            let written = self.written.get(&device).map_or(&[][..], Vec::as_slice);
            let counts = |(seq, day): &&(u64, Date)| {
                self.charter.counts(&device, *seq).is_ok()
                    && self.charter.authorise(&device, Action::EditPlan, self.municipality, *day).is_ok()
            };
            let kept = written.iter().take_while(counts).count();
            cuts.insert(device, u64::try_from(kept).unwrap_or(u64::MAX));
        }
        self.plan.cut(&cuts)
    }

    /// Takes in a run of plan records: together when all are sound, which is much cheaper, otherwise one by one.
    fn apply_changes(&mut self, run: &[Record]) -> Vec<Result<Taken, Refusal>> {
        let before = (self.plan.clone(), self.written.clone());
        let results = self.try_changes(run);
        if run.len() == 1 || results.iter().all(Result::is_ok) {
            return results;
        }
        (self.plan, self.written) = before;
        let mut stopped = BTreeSet::new();
        let mut one_by_one = Vec::with_capacity(run.len());
        for record in run {
            let author = record.header().author;
            let result = if stopped.contains(&author) {
                Err(Refusal::AfterRefused)
            } else {
                self.try_changes(std::slice::from_ref(record)).pop().unwrap_or(Err(Refusal::Kind))
            };
            if result.is_err() {
                stopped.insert(author);
            }
            one_by_one.push(result);
        }
        one_by_one
    }

    fn try_changes(&mut self, run: &[Record]) -> Vec<Result<Taken, Refusal>> {
        let mut changes = Vec::with_capacity(run.len());
        for (at, record) in run.iter().enumerate() {
            match self.may_change_plan(record) {
                Ok(change) => changes.push(change),
                Err(refusal) => {
                    let mut results = vec![Err(Refusal::AfterRefused); run.len()];
                    results[at] = Err(refusal);
                    return results;
                }
            }
        }
        let Ok(outcomes) = self.plan.receive(&changes) else { return vec![Err(Refusal::Cache); run.len()] };
        for (record, outcome) in run.iter().zip(&outcomes) {
            if outcome.is_ok() {
                let header = record.header();
                self.written.entry(header.author).or_default().push((header.seq, header.time.date()));
            }
        }
        if self.cut().is_err() {
            return vec![Err(Refusal::Cache); run.len()];
        }
        outcomes.into_iter().map(|outcome| outcome.map(|_| Taken::KEEP).map_err(Refusal::from)).collect()
    }

    /// Checks everything about a plan record but the change itself.
    fn may_change_plan<'a>(&self, record: &'a Record) -> Result<&'a [u8], Refusal> {
        let header = record.header();
        self.charter.knows(&header.author)?;
        self.charter.entitles(&header.author, Action::EditPlan, self.municipality, header.time.date())?;
        let change = record.body().ok_or(RecordError::BodyMissing)?;
        if plan::is_from(change, &header.author) { Ok(change) } else { Err(Refusal::OtherActor) }
    }

    fn apply_one(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let header = record.header();
        match header.kind {
            Kind::Charter => {
                apply_charter(&mut self.charter, record)?;
                self.cut().map_err(|_error| Refusal::Cache)?;
            }
            Kind::Act => {
                self.charter.knows(&header.author)?;
                let act: Act = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
                self.acts.check(self.bench(), &act, &header.author, header.time.date())?;
                self.acts.keep(KeptAct::of(record, act));
            }
            Kind::Unknown(_) => self.charter.knows(&header.author)?,
            Kind::PlanChange | Kind::Publication | Kind::Withdrawal | Kind::Purged | Kind::Emptied => {
                return Err(Refusal::Kind);
            }
        }
        Ok(Taken::KEEP)
    }
}

impl SpaceState for MunicipalityState {
    fn charter(&self) -> &Charter {
        &self.charter
    }

    fn shared_charter(&self) -> Arc<Charter> {
        self.charter.shared()
    }

    fn apply(&mut self, records: &[Record], _today: Date) -> Vec<Result<Taken, Refusal>> {
        let mut results = Vec::with_capacity(records.len());
        let mut rest = records;
        while let Some(first) = rest.first() {
            if first.header().kind != Kind::PlanChange {
                results.push(self.apply_one(first));
                rest = &rest[1..];
                continue;
            }
            // Changes that come together are checked together: that is much cheaper than one by one.
            let run = rest.iter().take_while(|record| record.header().kind == Kind::PlanChange).count();
            results.extend(self.apply_changes(&rest[..run]));
            rest = &rest[run..];
        }
        results
    }

    fn may_append(&self, record: &Record, today: Date) -> Result<(), Refusal> {
        if record.header().kind != Kind::Act {
            return require_member(&self.charter, record, today);
        }
        let act: Act = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
        self.acts.check(self.bench(), &act, &record.header().author, record.header().time.date())?;
        require_member(&self.charter, record, today)?;
        Ok(self.acts.judge(self.bench(), &KeptAct::of(record, act))?)
    }

    fn cache(&mut self) -> Option<Vec<u8>> {
        let saved = self.plan.save()?;
        let cache = Cache { model: self.plan.model().clone(), saved, written: self.written.clone() };
        let mut bytes = vec![CACHE_FORMAT];
        bytes.extend(encoding::encode(&cache).ok()?);
        Some(bytes)
    }

    fn restore(&mut self, cache: &[u8]) -> bool {
        let Some((&CACHE_FORMAT, cache)) = cache.split_first() else { return false };
        let Ok(Cache { model, saved, written }) = encoding::decode(cache) else { return false };
        self.plan = Plan::resume(model, saved, self.device);
        self.written = written;
        true
    }

    fn cached(kind: Kind) -> bool {
        kind == Kind::PlanChange
    }
}

/// Another one is dropped, and the cache built anew.
const CACHE_FORMAT: u8 = 3;

/// The plan as kept beside the records.
#[derive(Serialize, Deserialize)]
struct Cache {
    model: PlanModel,
    saved: Vec<u8>,
    written: BTreeMap<DeviceId, Vec<(u64, Date)>>,
}

/// Why a plan cannot be edited. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The device may not edit the plan.
    #[error(transparent)]
    Charter(#[from] CharterError),
    /// The edit makes no sense.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// There is nothing to record.
    #[error(transparent)]
    Act(#[from] ActError),
}

#[cfg(test)]
mod tests;
