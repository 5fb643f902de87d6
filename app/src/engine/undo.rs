//! What can be taken back: a stack of inverse edits, kept in the store so that it survives a restart.

use deelbaar_schema::encoding;
use deelbaar_schema::plan::PlanEdit;
use deelbaar_sync::store::{Area, Store, StoreError};
use serde::{Deserialize, Serialize};

const NAME: &str = "undo";
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

/// The undo and redo stacks of this device.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Undo {
    done: Vec<(Step, Vec<PlanEdit>)>,
    undone: Vec<(Step, Vec<PlanEdit>)>,
}

/// Backwards or forwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Undo,
    Redo,
}

impl Undo {
    /// Takes up what an earlier run left. Damaged stacks are dropped: they are a convenience, the plan is whole.
    pub(super) fn load(store: &Store) -> Self {
        let kept = store.get(Area::Local, NAME).ok().flatten();
        kept.and_then(|bytes| encoding::decode(&bytes).ok()).unwrap_or_default()
    }

    fn save(&mut self, store: &Store) -> Result<(), StoreError> {
        let mut bytes = encoding::encode(self).unwrap_or_default();
        while bytes.len() > MAX_BYTES && self.done.len() + self.undone.len() > 1 {
            if self.done.len() > 1 {
                self.done.remove(0);
            } else {
                self.undone.clear();
            }
            bytes = encoding::encode(self).unwrap_or_default();
        }
        store.write(|tx| tx.put(Area::Local, NAME, &bytes))
    }

    /// Forgets every step.
    pub(super) fn clear(&mut self, store: &Store) -> Result<(), StoreError> {
        *self = Self::default();
        store.write(|tx| tx.delete(Area::Local, NAME))
    }

    /// A new edit: what was undone before cannot be done again.
    pub(super) fn did(&mut self, step: Step, inverse: Vec<PlanEdit>, store: &Store) -> Result<(), StoreError> {
        self.undone.clear();
        self.done.push((step, inverse));
        let surplus = self.done.len().saturating_sub(DEPTH);
        self.done.drain(..surplus);
        self.save(store)
    }

    /// The next step in a direction.
    pub(super) fn next(&self, direction: Direction) -> Option<&(Step, Vec<PlanEdit>)> {
        match direction {
            Direction::Undo => self.done.last(),
            Direction::Redo => self.undone.last(),
        }
    }

    /// The next step in a direction was taken; `inverse` takes it back again.
    pub(super) fn took(
        &mut self,
        direction: Direction,
        inverse: Vec<PlanEdit>,
        store: &Store,
    ) -> Result<(), StoreError> {
        let (from, to) = match direction {
            Direction::Undo => (&mut self.done, &mut self.undone),
            Direction::Redo => (&mut self.undone, &mut self.done),
        };
        if let Some((step, _)) = from.pop() {
            to.push((step, inverse));
        }
        self.save(store)
    }

    /// Forgets the next step in a direction: it cannot be taken any more.
    pub(super) fn forget(&mut self, direction: Direction, store: &Store) -> Result<(), StoreError> {
        match direction {
            Direction::Undo => self.done.pop(),
            Direction::Redo => self.undone.pop(),
        };
        self.save(store)
    }
}
