//! What can be taken back: a stack of inverse edits, kept in the store so that it survives a restart.
//!
//! A step stands on what it left behind (decision 0056). It is not taken once an act was signed on its item, and not where
//! somebody else wrote over it since. Work on other items that lies behind it can be taken back after that was said (0073).

use std::ops::Range;

use deelbaar_schema::encoding;
use deelbaar_schema::gate::KeptAct;
use deelbaar_schema::id::{ContentHash, ItemId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::{NewItem, PlanEdit, PlanModel};
use deelbaar_sync::store::{Area, Store, StoreError};
use serde::{Deserialize, Serialize};

const NAME: &str = "undo";
/// Another one is dropped. Larger than [`DEPTH`]: earlier builds had the number of steps in its place.
const FORMAT: u8 = 102;
/// How many steps are kept.
const DEPTH: usize = 100;
/// How many bytes of them are kept: an undone import holds all of its text.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What an undo step is about, for the words on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// An item was added.
    Added(String),
    /// An item was changed.
    Changed(String),
    /// An item was removed.
    Removed(String),
    /// A comment was written.
    Commented(String),
    /// So many sections were imported from a file.
    Imported(String, usize),
}

/// A step with what takes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Way {
    pub(super) step: Step,
    pub(super) edits: Vec<PlanEdit>,
    /// One for each edit.
    grounds: Vec<Option<Ground>>,
}

/// What one edit stands on: how its item was when the step became possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ground {
    item: ItemId,
    /// How many acts there were on the item.
    acts: usize,
    /// What the edit replaces. `None` where what others wrote is kept anyway, as in a text.
    left: Option<ContentHash>,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Barred<'a> {
    /// This act on the item was signed since.
    Signed(&'a KeptAct),
    /// Somebody else changed the same since.
    Overwritten(ItemId),
}

impl Way {
    /// A step that nothing takes yet.
    pub(super) const fn new(step: Step) -> Self {
        Self { step, edits: Vec::new(), grounds: Vec::new() }
    }

    /// These edits come first when it is taken.
    pub(super) fn first(&mut self, (edits, grounds): (Vec<PlanEdit>, Vec<Option<Ground>>)) {
        self.edits.splice(0..0, edits);
        self.grounds.splice(0..0, grounds);
    }

    /// What it is about and what it stands on, without what takes it.
    pub(super) fn glance(&self) -> (Step, Vec<Option<Ground>>) {
        (self.step.clone(), self.grounds.clone())
    }

    /// Why some of its edits cannot be made, if so.
    pub(super) fn barred<'a>(&self, which: Range<usize>, state: &'a MunicipalityState) -> Option<Barred<'a>> {
        let (edits, grounds) = (self.edits.get(which.clone())?, self.grounds.get(which)?);
        if let Some(kept) = signed_since(grounds, state) {
            return Some(Barred::Signed(kept));
        }
        grounds.iter().zip(edits).find_map(|(ground, edit)| {
            let then = ground.as_ref()?;
            (replaced(edit, state.plan()) != then.left).then_some(Barred::Overwritten(then.item))
        })
    }
}

/// The act that was signed since on one of the items that a step is about, the last of them.
pub(super) fn signed_since<'a>(grounds: &[Option<Ground>], state: &'a MunicipalityState) -> Option<&'a KeptAct> {
    let later = grounds.iter().flatten().filter(|ground| state.acts().on(ground.item).count() > ground.acts);
    later.flat_map(|ground| state.acts().on(ground.item)).max_by_key(|kept| (kept.time, kept.seq))
}

/// What edits stand on when they become possible: as things are now.
pub(super) fn grounds(edits: &[PlanEdit], state: &MunicipalityState) -> Vec<Option<Ground>> {
    edits.iter().map(|edit| Ground::of(edit, state)).collect()
}

impl Ground {
    /// `None` for what only brings something back: that takes nothing from anybody.
    fn of(edit: &PlanEdit, state: &MunicipalityState) -> Option<Self> {
        let plan = state.plan();
        let item = match edit {
            PlanEdit::Add(_) | PlanEdit::Restore { .. } | PlanEdit::AddComment(_) => return None,
            PlanEdit::Remove(item)
            | PlanEdit::SetTitle { item, .. }
            | PlanEdit::SetField { item, .. }
            | PlanEdit::SetBody { item, .. }
            | PlanEdit::Move { item, .. }
            | PlanEdit::SetFile { item, .. } => *item,
            PlanEdit::RemoveComment(comment) => plan.comments.get(comment)?.item,
        };
        Some(Self { item, acts: state.acts().on(item).count(), left: replaced(edit, plan) })
    }
}

/// What an edit replaces in a plan.
fn replaced(edit: &PlanEdit, plan: &PlanModel) -> Option<ContentHash> {
    let item = |id: &ItemId| plan.items.get(id);
    let bytes = match edit {
        PlanEdit::Remove(id) => {
            let comments: Vec<ItemId> = plan.comments_on(*id).into_iter().map(|comment| comment.id).collect();
            encoding::encode(&(item(id).map(|item| (NewItem::from(item), &item.files)), comments))
        }
        PlanEdit::SetTitle { item: id, .. } => encoding::encode(&item(id).map(|item| &item.title)),
        PlanEdit::SetField { item: id, field, .. } => encoding::encode(&item(id).and_then(|i| i.details.get(field))),
        PlanEdit::Move { item: id, .. } => encoding::encode(&item(id).map(|item| (item.parent, &item.order))),
        PlanEdit::SetFile { item: id, file, .. } => encoding::encode(&item(id).and_then(|item| item.files.get(file))),
        _ => return None,
    };
    bytes.ok().map(|bytes| ContentHash::of(&bytes))
}

/// The undo and redo stacks of this device.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Undo {
    done: Vec<Way>,
    undone: Vec<Way>,
}

/// Backwards or forwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Undo,
    Redo,
}

impl Undo {
    /// Takes up what an earlier run left. Damaged stacks, and those of an earlier build, are dropped: they are a
    /// convenience, the plan is whole.
    pub(super) fn load(store: &Store) -> Self {
        let kept = store.get(Area::Local, NAME).ok().flatten();
        match kept.map(|bytes| encoding::decode(&bytes)) {
            Some(Ok((FORMAT, stacks))) => stacks,
            _ => Self::default(),
        }
    }

    fn save(&mut self, store: &Store) -> Result<(), StoreError> {
        let encoded = |stacks: &Self| encoding::encode(&(FORMAT, stacks)).unwrap_or_default();
        let mut bytes = encoded(self);
        while bytes.len() > MAX_BYTES && self.done.len() + self.undone.len() > 1 {
            if self.done.len() > 1 {
                self.done.remove(0);
            } else {
                self.undone.clear();
            }
            bytes = encoded(self);
        }
        store.write(|tx| tx.put(Area::Local, NAME, &bytes))
    }

    /// Forgets every step.
    pub(super) fn clear(&mut self, store: &Store) -> Result<(), StoreError> {
        *self = Self::default();
        store.write(|tx| tx.delete(Area::Local, NAME))
    }

    /// A new edit, and how to take it back: what was undone before cannot be done again.
    pub(super) fn did(&mut self, way: Way, store: &Store) -> Result<(), StoreError> {
        self.undone.clear();
        self.done.push(way);
        let surplus = self.done.len().saturating_sub(DEPTH);
        self.done.drain(..surplus);
        self.save(store)
    }

    /// The next step in a direction.
    pub(super) fn next(&self, direction: Direction) -> Option<&Way> {
        self.stack(direction).last()
    }

    /// The steps in a direction; the next is the last.
    fn stack(&self, direction: Direction) -> &[Way] {
        match direction {
            Direction::Undo => &self.done,
            Direction::Redo => &self.undone,
        }
    }

    fn stack_mut(&mut self, direction: Direction) -> &mut Vec<Way> {
        match direction {
            Direction::Undo => &mut self.done,
            Direction::Redo => &mut self.undone,
        }
    }

    /// The next step in a direction was taken; `back` takes it back again.
    pub(super) fn took(&mut self, direction: Direction, back: Way, store: &Store) -> Result<(), StoreError> {
        let (from, to) = match direction {
            Direction::Undo => (&mut self.done, &mut self.undone),
            Direction::Redo => (&mut self.undone, &mut self.done),
        };
        if from.pop().is_some() {
            to.push(back);
        }
        self.save(store)
    }

    /// What every step in a direction stands on.
    pub(super) fn all_grounds(&self, direction: Direction) -> Vec<Vec<Option<Ground>>> {
        self.stack(direction).iter().map(|way| way.grounds.clone()).collect()
    }

    /// Forgets the steps that an act on one item bars, up to the next other one; only when some step behind them is barred by
    /// none. Returns whether there is one. What an act bars stays barred.
    pub(super) fn pass_over(
        &mut self,
        direction: Direction,
        state: &MunicipalityState,
        store: &Store,
    ) -> Result<bool, StoreError> {
        let barred = |way: &Way| signed_since(&way.grounds, state).map(|kept| kept.act.item);
        let Some(item) = self.next(direction).and_then(barred) else { return Ok(false) };
        if !self.stack(direction).iter().any(|way| barred(way).is_none()) {
            return Ok(false);
        }
        while self.next(direction).and_then(barred) == Some(item) {
            self.stack_mut(direction).pop();
        }
        self.save(store)?;
        Ok(true)
    }

    /// Forgets the next step in a direction: it cannot be taken any more.
    pub(super) fn forget(&mut self, direction: Direction, store: &Store) -> Result<(), StoreError> {
        self.stack_mut(direction).pop();
        self.save(store)
    }
}
