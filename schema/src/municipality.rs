//! The municipality space: the private plan and everything that is decided about it.

use std::collections::BTreeMap;

use crate::act::Act;
use crate::charter::Charter;
use crate::encoding;
use crate::gate::{Acts, Bench, DecisionState, KeptAct, Visibility};
use crate::id::{DeviceId, ItemId, MunicipalityCode, SharedId, SpaceId};
use crate::plan::{EditError, Edited, Item, LoadError, Plan, PlanEdit, PlanModel};
use crate::record::{Kind, Record, RecordError};
use crate::role::Action;
use crate::space::{Refusal, SpaceState, Taken, apply_charter};
use crate::time::{Date, Timestamp};

/// The state of a municipality space.
#[derive(Debug, Clone)]
pub struct MunicipalityState {
    charter: Charter,
    municipality: MunicipalityCode,
    region: SpaceId,
    plan: Plan,
    acts: Acts,
    /// Which device each Automerge actor belongs to.
    actors: BTreeMap<Vec<u8>, DeviceId>,
}

impl MunicipalityState {
    /// A municipality that starts, as part of `region`. `actor`: 16 random bytes, new for every run.
    pub fn new(
        charter: Charter,
        municipality: MunicipalityCode,
        region: SpaceId,
        actor: [u8; 16],
    ) -> Result<Self, LoadError> {
        Ok(Self {
            charter,
            municipality,
            region,
            plan: Plan::new(actor)?,
            acts: Acts::default(),
            actors: BTreeMap::new(),
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
        Bench { charter: &self.charter, municipality: self.municipality, region: self.region }
    }

    /// An item by its id.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.plan().items.get(&id)
    }

    /// What the region calls an item.
    pub fn section_of(&self, item: ItemId) -> SharedId {
        SharedId::derive(&self.charter.space(), &item)
    }

    /// Where an activity or conversation stands.
    pub fn decision(&self, item: &Item) -> DecisionState {
        self.acts.decision_state(self.bench(), item)
    }

    /// Who can see an item.
    pub fn visibility(&self, item: &Item) -> Visibility {
        self.acts.visibility(self.bench(), item, self.section_of(item.id))
    }

    /// Edits the plan. The change must be put in a record at once; that record is then not applied again.
    pub fn edit(&mut self, edits: &[PlanEdit], time: Timestamp) -> Result<Edited, EditError> {
        self.plan.edit(edits, time)
    }

    /// Takes in the changes of one author's run of plan records.
    fn apply_changes(&mut self, records: &[&Record]) -> Vec<Result<Taken, Refusal>> {
        let bodies: Vec<&[u8]> = records.iter().map(|record| record.body().unwrap_or_default()).collect();
        let mut results = Vec::with_capacity(records.len());
        for (record, outcome) in records.iter().zip(self.plan.receive(&bodies)) {
            results.push(outcome.map_err(Refusal::from).and_then(|hash| {
                let author = record.header().author;
                let actor = self.plan.actor_of(&hash).unwrap_or_default();
                let owner = *self.actors.entry(actor).or_insert(author);
                if owner == author { Ok(Taken::KEEP) } else { Err(Refusal::OtherActor) }
            }));
        }
        results
    }

    fn may_change_plan(&self, record: &Record) -> Result<(), Refusal> {
        let header = record.header();
        self.charter.counts(&header.author, header.seq)?;
        self.charter.authorise(&header.author, Action::EditPlan, self.municipality, header.time.date())?;
        Ok(())
    }

    fn apply_one(&mut self, record: &Record) -> Result<Taken, Refusal> {
        let header = record.header();
        match header.kind {
            Kind::Charter => apply_charter(&mut self.charter, record)?,
            Kind::Act => {
                self.charter.counts(&header.author, header.seq)?;
                let act: Act = encoding::decode(record.body().ok_or(RecordError::BodyMissing)?)?;
                self.acts.check(self.bench(), &act, &header.author, header.time.date())?;
                self.acts.keep(KeptAct {
                    id: record.id(),
                    author: header.author,
                    seq: header.seq,
                    time: header.time,
                    act,
                });
            }
            Kind::Unknown(_) => self.charter.counts(&header.author, header.seq)?,
            Kind::PlanChange | Kind::Publication | Kind::Withdrawal | Kind::Purged => return Err(Refusal::Kind),
        }
        Ok(Taken::KEEP)
    }
}

impl SpaceState for MunicipalityState {
    fn charter(&self) -> &Charter {
        &self.charter
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
            let allowed: Vec<Result<(), Refusal>> =
                rest[..run].iter().map(|record| self.may_change_plan(record)).collect();
            let changes: Vec<&Record> =
                rest[..run].iter().zip(&allowed).filter(|(_, ok)| ok.is_ok()).map(|(record, _)| record).collect();
            let mut applied = self.apply_changes(&changes).into_iter();
            for outcome in allowed {
                results.push(match outcome {
                    Ok(()) => applied.next().unwrap_or(Err(Refusal::Kind)),
                    Err(refusal) => Err(refusal),
                });
            }
            rest = &rest[run..];
        }
        results
    }
}
