//! What a change's operations name and do, judged before they are applied.
//!
//! Operations, in the library's terms: each has a number of its own, an object it works on, a key or list element in
//! that object, and predecessors, which are the values it replaces.

use std::collections::HashMap;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, AutomergeError, Change, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};

use super::ChangeRefusal;

/// How deep objects lie at most. Those of a plan lie three deep. The library keeps the whole way to each object that differs.
pub(super) const MAX_DEPTH: usize = 8;

/// What of the document lies outside a change's history. Every actor's changes form a chain, so the first
/// operation number outside is enough.
#[derive(Clone, Default)]
pub(super) struct History {
    outside_from: HashMap<ActorId, u64>,
}

impl History {
    pub(super) fn of(doc: &Automerge, deps: &[ChangeHash]) -> Self {
        let mut history = Self::default();
        if doc.get_heads() != deps {
            for meta in doc.get_changes_meta(deps) {
                history.exclude(meta.actor.into_owned(), meta.start_op);
            }
        }
        history
    }

    /// Puts an actor's operations from a number on outside.
    pub(super) fn exclude(&mut self, actor: ActorId, from: u64) {
        let first = self.outside_from.entry(actor).or_insert(from);
        *first = from.min(*first);
    }

    fn contains(&self, doc: &Automerge, id: &OpId) -> bool {
        self.outside_from.get(id.actor()).map_or_else(|| knows_actor(doc, id.actor()), |from| id.counter() < *from)
    }
}

/// Everything that the operations name lies in the change's history or earlier in the change, and objects are used
/// as what they are.
pub(super) fn check_operations(doc: &Automerge, change: &Change, history: &History) -> Result<(), ChangeRefusal> {
    let operations = change.decode().operations;
    check_amount(doc, change, &operations)?;
    // Where in this change an operation is, if it is one of this change (or claims a later number of its actor).
    let position = |id: &OpId| {
        let offset = id.counter().checked_sub(change.start_op().get())?;
        (id.actor() == change.actor_id()).then(|| usize::try_from(offset).unwrap_or(usize::MAX))
    };
    let mut depths = Depths { doc, known: HashMap::new() };
    for (index, op) in operations.iter().enumerate() {
        let visible = |id: &OpId| position(id).map_or_else(|| history.contains(doc, id), |position| position < index);
        let element = if let Key::Seq(ElementId::Id(id)) = &op.key { Some(id) } else { None };
        let object = if let ObjectId::Id(id) = &op.obj { Some(id) } else { None };
        if !op.pred.iter().chain(element).chain(object).all(visible) {
            return Err(ChangeRefusal::OutsideHistory);
        }
        let kind = match object.map(|id| (id, position(id))) {
            None => Some(ObjType::Map),
            Some((_, Some(position))) => operations.get(position).and_then(Op::obj_type),
            Some((id, None)) => doc.object_type(ObjId::Id(id.counter(), id.actor().clone(), 0)).ok(),
        };
        check_use(kind.ok_or(ChangeRefusal::WrongObject)?, op)?;
        if matches!(op.action, OpType::Make(_)) {
            let made = OpId::new(change.start_op().get().saturating_add(index as u64), change.actor_id());
            depths.make(made, object)?;
        }
    }
    Ok(())
}

/// How deep objects lie: what lies in the document itself lies one deep.
struct Depths<'a> {
    doc: &'a Automerge,
    known: HashMap<OpId, usize>,
}

impl Depths<'_> {
    /// An object is made in another, or in the document itself.
    fn make(&mut self, made: OpId, within: Option<&OpId>) -> Result<(), ChangeRefusal> {
        let depth = 1 + within.map_or(0, |id| self.of(id));
        self.known.insert(made, depth);
        if depth > MAX_DEPTH { Err(ChangeRefusal::UnusualOperation) } else { Ok(()) }
    }

    fn of(&mut self, id: &OpId) -> usize {
        if let Some(depth) = self.known.get(id) {
            return *depth;
        }
        let object = ObjId::Id(id.counter(), id.actor().clone(), 0);
        let depth = self.doc.parents(object).map_or(usize::MAX - 1, |parents| parents.take(MAX_DEPTH + 1).count());
        self.known.insert(id.clone(), depth);
        depth
    }
}

/// Many values are replaced in few bytes only where so many are there: otherwise the same ones are taken away again and
/// again, and each time costs every device as much as the first. How many are there follows from the change's history.
fn check_amount(doc: &Automerge, change: &Change, operations: &[Op]) -> Result<(), ChangeRefusal> {
    if operations.iter().map(|op| op.pred.len()).sum::<usize>() <= change.raw_bytes().len() {
        return Ok(());
    }
    let mut of: HashMap<&ObjectId, (usize, usize)> = HashMap::new();
    for op in operations {
        let (replaced, added) = of.entry(&op.obj).or_default();
        *replaced += op.pred.len();
        *added += usize::from(!matches!(op.action, OpType::Delete));
    }
    let is_there = |(object, (replaced, added)): (&&ObjectId, &(usize, usize))| {
        let before = match object {
            ObjectId::Root => doc.length_at(ROOT, change.deps()),
            ObjectId::Id(id) => doc.length_at(ObjId::Id(id.counter(), id.actor().clone(), 0), change.deps()),
        };
        *replaced <= before + added
    };
    if of.iter().all(is_there) { Ok(()) } else { Err(ChangeRefusal::TooComplex) }
}

/// Whether the operation is one that a plan has, on an object of this kind.
///
/// A plan has maps, lists, text and plain values. Marks are refused above all: an end without its begin is accepted
/// by the library, and the saved document can then not be loaded.
fn check_use(kind: ObjType, op: &Op) -> Result<(), ChangeRefusal> {
    let is_map_key = matches!(op.key, Key::Map(_));
    let fits = match kind {
        ObjType::Map => is_map_key && !op.insert,
        ObjType::List => !is_map_key,
        // Text is inserted and deleted, never set: a value set over a character has no honest writer.
        ObjType::Text => !is_map_key && op.insert != matches!(op.action, OpType::Delete),
        ObjType::Table => false,
    };
    if !fits {
        return Err(ChangeRefusal::WrongObject);
    }
    let usual = match &op.action {
        OpType::Make(made) => kind != ObjType::Text && *made != ObjType::Table,
        OpType::Put(ScalarValue::Str(_)) => true,
        OpType::Put(ScalarValue::Counter(_) | ScalarValue::Unknown { .. })
        | OpType::Increment(_)
        | OpType::MarkBegin(_)
        | OpType::MarkEnd(_) => false,
        OpType::Put(_) => kind != ObjType::Text,
        OpType::Delete => !op.pred.is_empty() && !op.insert,
    };
    if usual { Ok(()) } else { Err(ChangeRefusal::UnusualOperation) }
}

/// Whether the actor has any change in the document.
pub(super) fn knows_actor(doc: &Automerge, actor: &ActorId) -> bool {
    // The only look-up of an actor that does not list every change; no object has number 0 of an actor.
    !matches!(doc.object_type(ObjId::Id(0, actor.clone(), 0)), Err(AutomergeError::InvalidObjId(_)))
}
