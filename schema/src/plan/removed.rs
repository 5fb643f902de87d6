//! The titles that removed items had: the document keeps its whole history.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, OpId, OpType};
use automerge::{Automerge, ObjId, ObjType};

use super::document::{container, read_line};
use crate::id::ItemId;

/// The last title of each of `wanted` that ever was in the document. Reads every change: about 1 µs an operation.
pub(super) fn titles(doc: &Automerge, wanted: &BTreeSet<ItemId>) -> BTreeMap<ItemId, String> {
    let Some(ObjId::Id(counter, actor, _)) = container(doc, "items") else { return BTreeMap::new() };
    let items = ObjectId::Id(OpId::new(counter, &actor));
    let mut titles = BTreeMap::new();
    for change in doc.get_changes(&[]) {
        for (number, op) in (change.start_op().get()..).zip(change.decode().operations) {
            let (Key::Map(key), OpType::Make(ObjType::Map)) = (&op.key, &op.action) else { continue };
            let Some(id) = key.parse().ok().filter(|id| op.obj == items && wanted.contains(id)) else { continue };
            // Made again when its removal was undone: the last one counts.
            let made = ObjId::Id(number, change.actor_id().clone(), 0);
            titles.extend(read_line(doc, &made, "title").map(|title| (id, title)));
        }
    }
    titles
}
