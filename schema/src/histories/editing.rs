//! Edits of the plan in generated histories: each device writes on what it knew, which may be more than counts.

use super::*;
use crate::id::ItemId;
use crate::plan::{NewItem, Plan, PlanEdit};

/// One edit: an item of its own, or the removal of the activity.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    device: u8,
    seq: u64,
    day: Date,
    /// The item that it adds.
    adds: Option<ItemId>,
    change: Vec<u8>,
    /// The edits before it that its author knew.
    knew: BTreeSet<usize>,
}

/// The change with which every replica begins: see [`leusden_with_activity`].
fn first_change() -> Vec<u8> {
    let item = NewItem { body: "Een avond.".into(), ..NewItem::titled(ACTIVITY, ItemKind::Activity, "Dialoogavond") };
    let mut plan = Plan::new(&key(OFFICER).device()).unwrap();
    plan.edit(&[PlanEdit::Add(item)], at(TODAY)).unwrap().change.unwrap()
}

impl History {
    pub(super) fn edit(&mut self, step: &Step) {
        let Step::Edit { by, day, learns, removes } = *step else { return };
        let device = DEVICES[by];
        let own = |edit: &Edit| edit.device == device;
        let mut knew: BTreeSet<usize> = (0..self.edits.len()).filter(|at| learns || own(&self.edits[*at])).collect();
        for at in knew.clone() {
            knew.extend(&self.edits[at].knew);
        }
        let mut plan = Plan::new(&key(device).device()).unwrap();
        let changes: Vec<Vec<u8>> =
            std::iter::once(first_change()).chain(knew.iter().map(|at| self.edits[*at].change.clone())).collect();
        let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
        assert!(plan.receive(&changes).unwrap().iter().all(Result::is_ok), "honest changes in their order");
        let id = ItemId::from_bytes([u8::try_from(self.edits.len()).unwrap() + 100; 16]);
        let removes = removes && plan.model().items.contains_key(&ACTIVITY);
        let edit = if removes {
            PlanEdit::Remove(ACTIVITY)
        } else {
            PlanEdit::Add(NewItem::titled(id, ItemKind::Section, "Nieuw"))
        };
        let change = plan.edit(&[edit], at(&on(day).to_string())).unwrap().change.unwrap();
        let seq = self.heads.get(&device).map_or(0, |head| head.next_seq);
        self.append(device, Kind::PlanChange, change.clone(), on(day));
        self.edits.push(Edit { device, seq, day: on(day), adds: (!removes).then_some(id), change, knew });
    }
}

/// What shows was written by somebody who could, or somebody who could built on it.
pub(super) fn check(history: &History, charter: &Charter, plan: &crate::plan::PlanModel) -> Result<(), TestCaseError> {
    let counts = |edit: &Edit| {
        let device = key(edit.device).device();
        could(history, charter, &device, Action::EditPlan, edit.day)
            && !is_past_removal(history, charter, &device, edit.seq)
    };
    let built_on = |at: usize| history.edits.iter().any(|later| later.knew.contains(&at) && counts(later));
    let holds = |(at, edit): (usize, &Edit)| counts(edit) || built_on(at);
    for (at, edit) in history.edits.iter().enumerate() {
        let shows = edit.adds.is_some_and(|item| plan.items.contains_key(&item));
        prop_assert!(!shows || holds((at, edit)), "{edit:?}");
    }
    let removed = !plan.items.contains_key(&ACTIVITY);
    let mut removals = history.edits.iter().enumerate().filter(|(_, edit)| edit.adds.is_none());
    prop_assert!(!removed || removals.any(holds), "nobody who could removed the activity");
    Ok(())
}
