//! The commands that change the plan, and undo.

use std::ops::Range;

use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::id::ItemId;
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::{Comment, EditError, ItemKind, NewItem, PlanEdit, PlanModel, order};
use deelbaar_schema::text::{MAX_TITLE, cut, fits};
use deelbaar_sync::workspace::random;

use super::command::{Command, Done};
use super::error::CommandError;
use super::executor::Executor;
use super::undo::{Barred, Direction, Ground, Step, Undo, Way, grounds};
use super::view::Stopped;
use crate::import;

/// Most sections that one import may bring.
const MAX_SECTIONS: usize = 5_000;
/// Text of an import that goes into one change, in bytes: a change must fit a record.
const IMPORT_PART: usize = 128 * 1024;

/// What takes edits back, and what each of those stands on.
type Inverse = (Vec<PlanEdit>, Vec<Option<Ground>>);

/// Cuts titles that are too long; all of such a title comes first in its text. Returns the cut ones.
fn shorten_titles(document: &mut import::ImportedDocument) -> Vec<String> {
    let long = document.sections.iter_mut().filter(|section| !fits(section.title.trim(), MAX_TITLE));
    long.map(|section| {
        let short = cut(section.title.trim(), MAX_TITLE).into_owned();
        let title = std::mem::replace(&mut section.title, short.clone());
        let text = section.body.trim_end();
        section.body = if text.is_empty() { title } else { format!("{title}\n\n{text}") };
        short
    })
    .collect()
}

/// A title as somebody entered it.
fn entered(title: &str) -> Result<String, CommandError> {
    let title = title.trim();
    if fits(title, MAX_TITLE) { Ok(title.to_owned()) } else { Err(CommandError::LongTitle) }
}

impl Executor {
    pub(super) fn edit(&mut self, command: Command) -> Result<Done, CommandError> {
        let now = self.workspace.clock().now();
        let _unswept;
        let (step, edits, done) = match command {
            Command::Add { kind, title, parent } => {
                let id = fresh_id()?;
                let order = self.plan(|plan| order::between(&last_order(plan, kind, parent), ""));
                let title = entered(&title)?;
                let item = NewItem { parent, order, ..NewItem::titled(id, kind, &title) };
                (Step::Added(title), vec![PlanEdit::Add(item)], Done::Added(id))
            }
            Command::SetTitle { item, title } => {
                let title = entered(&title)?;
                (Step::Changed(title.clone()), vec![PlanEdit::SetTitle { item, title }], Done::Done)
            }
            Command::SetField { item, field, value } => {
                let value = value.map(tidy);
                (self.changed(item)?, vec![PlanEdit::SetField { item, field, value }], Done::Done)
            }
            Command::SetBody { item, base, text } => {
                (self.changed(item)?, vec![PlanEdit::SetBody { item, base, text }], Done::Done)
            }
            Command::Shift { item, up } => {
                let edit = self.plan(|plan| shift(plan, item, up))?;
                (self.changed(item)?, vec![edit], Done::Done)
            }
            Command::Remove { item } => {
                let title = self.title(item)?;
                (Step::Removed(title), vec![PlanEdit::Remove(item)], Done::Done)
            }
            Command::Comment { item, text } => {
                let text = text.trim().to_owned();
                if text.is_empty() {
                    return Err(CommandError::Empty);
                }
                let step = Step::Commented(self.title(item)?);
                let comment = Comment { id: fresh_id()?, item, author: self.workspace.device(), time: now, text };
                (step, vec![PlanEdit::AddComment(comment)], Done::Done)
            }
            Command::AddFile { item, path, description } => {
                let edit;
                (edit, _unswept) = self.add_file(item, &path, &description)?;
                (self.changed(item)?, vec![edit], Done::Done)
            }
            Command::RemoveFile { item, file } => {
                (self.changed(item)?, vec![PlanEdit::SetFile { item, file, attachment: None }], Done::Done)
            }
            Command::Import { name, bytes } => return self.import(&name, &bytes),
            _ => return Err(CommandError::NotNow),
        };
        let mut back = Way::new(step);
        back.first(self.write(&edits)?);
        self.undo().did(back, self.workspace.store())?;
        Ok(done)
    }

    /// Edits the plan; returns what takes it back.
    fn write(&self, edits: &[PlanEdit]) -> Result<Inverse, CommandError> {
        self.write_if(edits, |_| Ok(()))
    }

    /// The same, unless something speaks against it at that moment.
    fn write_if(
        &self,
        edits: &[PlanEdit],
        may: impl Fn(&MunicipalityState) -> Result<(), CommandError>,
    ) -> Result<Inverse, CommandError> {
        // What was signed says more than that it is shared.
        self.workspace.municipality().look(&may)?;
        for edit in edits {
            if let PlanEdit::Remove(item) = edit {
                self.require_removable(*item)?;
            }
        }
        let then = |inverse: &[PlanEdit], state: &MunicipalityState| grounds(inverse, state);
        self.workspace.municipality().edit_plan_if(&self.workspace.key(), edits, may, then)
    }

    fn plan<T>(&self, look: impl FnOnce(&PlanModel) -> T) -> T {
        self.workspace.municipality().look(|state| look(state.plan()))
    }

    fn title(&self, item: ItemId) -> Result<String, CommandError> {
        self.plan(|plan| plan.items.get(&item).map(|item| item.title.clone())).ok_or(CommandError::NoItem)
    }

    fn changed(&self, item: ItemId) -> Result<Step, CommandError> {
        Ok(Step::Changed(self.title(item)?))
    }

    /// Reads a document into sections: several changes when it is long, one step to undo.
    fn import(&mut self, name: &str, bytes: &[u8]) -> Result<Done, CommandError> {
        let document = import::parse(name, bytes)?;
        if document.sections.is_empty() {
            return Err(CommandError::NothingToImport);
        }
        if document.sections.len() > MAX_SECTIONS {
            return Err(deelbaar_schema::plan::EditError::TooLarge.into());
        }
        let mut document = document;
        let shortened = shorten_titles(&mut document);
        let edits = self.import_edits(name, document)?;
        let sections = edits.len();
        let mut back = Way::new(Step::Imported(name.to_owned(), sections));
        for part in parts(&edits) {
            match self.write(&edits[part]) {
                Ok(inverse) => back.first(inverse),
                Err(error) => {
                    // All or nothing: take back what went in.
                    self.write(&back.edits)?;
                    return Err(error);
                }
            }
        }
        self.undo().did(back, self.workspace.store())?;
        Ok(Done::Imported { sections, shortened })
    }

    fn import_edits(&self, name: &str, document: import::ImportedDocument) -> Result<Vec<PlanEdit>, CommandError> {
        let last = self.plan(|plan| last_order(plan, ItemKind::Section, None));
        let orders = order::after(&last, document.sections.len());
        let mut ids: Vec<ItemId> = Vec::with_capacity(document.sections.len());
        let mut edits = Vec::with_capacity(document.sections.len());
        for (section, order) in document.sections.into_iter().zip(orders) {
            let id = fresh_id()?;
            let parent = section.parent.and_then(|at| ids.get(at).copied());
            let title = if section.title.trim().is_empty() { cut(name, MAX_TITLE) } else { section.title.into() };
            let mut item =
                NewItem { body: section.body, parent, order, ..NewItem::titled(id, ItemKind::Section, &title) };
            if let Some(number) = section.number {
                item.details.insert(Field::Number, Value::Line(number));
            }
            item.details.insert(Field::Source, Value::Line(name.to_owned()));
            ids.push(id);
            edits.push(PlanEdit::Add(item));
        }
        Ok(edits)
    }

    pub(super) fn step(&mut self, direction: Direction) -> Result<Done, CommandError> {
        let nothing = match direction {
            Direction::Undo => CommandError::NothingToUndo,
            Direction::Redo => CommandError::NothingToRedo,
        };
        // Held to the end: two who undo at the same time take back two steps.
        let mut undo = self.undo();
        let way = undo.next(direction).cloned().ok_or(nothing)?;
        let mut back = Way::new(way.step.clone());
        for part in parts(&way.edits) {
            match self.write_if(&way.edits[part.clone()], |state| may_take(&way, part.clone(), state)) {
                Ok(inverse) => back.first(inverse),
                Err(error) => {
                    // A colleague changed it so that it cannot be taken back, or removed it: leave it, and forget the step.
                    if !back.edits.is_empty() {
                        self.write(&back.edits)?;
                    }
                    return Err(self.not_taken(&mut undo, direction, error)?);
                }
            }
        }
        undo.took(direction, back, self.workspace.store())?;
        Ok(Done::Undone(way.step))
    }

    /// A step was refused, and why. What can never be taken is forgotten, once that was said: the next try goes on with what
    /// lies behind it.
    fn not_taken(
        &self,
        undo: &mut Undo,
        direction: Direction,
        error: CommandError,
    ) -> Result<CommandError, CommandError> {
        let store = self.workspace.store();
        Ok(match error {
            CommandError::UndoStopped(mut stopped) => {
                let pass = |state: &MunicipalityState| undo.pass_over(direction, state, store);
                stopped.goes_on = self.workspace.municipality().look(pass)?;
                match direction {
                    Direction::Undo => CommandError::UndoStopped(stopped),
                    Direction::Redo => CommandError::RedoStopped(stopped),
                }
            }
            CommandError::Edit(_) | CommandError::ChangedSince(_) => {
                undo.forget(direction, store)?;
                error
            }
            other => other,
        })
    }
}

/// Whether these edits of a step can be made now.
fn may_take(way: &Way, part: Range<usize>, state: &MunicipalityState) -> Result<(), CommandError> {
    match way.barred(part, state) {
        None => Ok(()),
        Some(Barred::Signed(kept)) => Err(CommandError::UndoStopped(Box::new(Stopped::of(kept, state)))),
        Some(Barred::Overwritten(item)) => {
            let title = state.item(item).map(|item| cut(&item.title, MAX_TITLE).into_owned());
            Err(title.map_or(CommandError::Edit(EditError::NoItem(item)), CommandError::ChangedSince))
        }
    }
}

/// Splits edits into runs whose text fits one change each.
fn parts(edits: &[PlanEdit]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, edit) in edits.iter().enumerate() {
        let size = match edit {
            PlanEdit::Add(item) | PlanEdit::Restore { item, .. } => item.body.len(),
            PlanEdit::SetBody { base, text, .. } => base.len() + text.len(),
            _ => 0,
        };
        if bytes + size > IMPORT_PART && at > start {
            parts.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    if start < edits.len() {
        parts.push(start..edits.len());
    }
    parts
}

fn fresh_id() -> Result<ItemId, CommandError> {
    Ok(ItemId::from_bytes(*random::<16>()?))
}

fn tidy(value: Value) -> Value {
    match value {
        Value::Line(text) => Value::Line(text.trim().to_owned()),
        other => other,
    }
}

fn last_order(plan: &PlanModel, kind: ItemKind, parent: Option<ItemId>) -> String {
    let siblings = plan.items.values().filter(|item| item.kind == kind && item.parent == parent);
    siblings.map(|item| item.order.clone()).max().unwrap_or_default()
}

/// Moves an item past its neighbour.
fn shift(plan: &PlanModel, id: ItemId, up: bool) -> Result<PlanEdit, CommandError> {
    let item = plan.items.get(&id).ok_or(CommandError::NoItem)?;
    let mut siblings: Vec<_> =
        plan.items.values().filter(|other| other.kind == item.kind && other.parent == item.parent).collect();
    siblings.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
    let at = siblings.iter().position(|other| other.id == id).ok_or(CommandError::NoItem)?;
    let order_at = |index: Option<usize>| index.and_then(|i| siblings.get(i)).map_or("", |item| item.order.as_str());
    let order = if up {
        let above = at.checked_sub(1).ok_or(CommandError::NotNow)?;
        order::between(order_at(above.checked_sub(1)), order_at(Some(above)))
    } else {
        if at + 1 >= siblings.len() {
            return Err(CommandError::NotNow);
        }
        order::between(order_at(Some(at + 1)), order_at(Some(at + 2)))
    };
    Ok(PlanEdit::Move { item: id, parent: item.parent, order })
}
