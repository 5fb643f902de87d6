//! The plan as an Automerge document.
//!
//! ```text
//! ROOT { items: { <id>: { kind, title, order, parent?, body: Text, <field>…, file-<id>: { name, … }… } },
//!        comments: { <id>: { item, author, time, text } }, schema: 1 }
//! ```
//! Maps keyed by random ids, never lists. Every replica starts from the same [genesis](Plan::new) change, so that all
//! share the same root maps.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::patches::PatchAction;
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{
    ActorId, Automerge, AutomergeError, Change, ChangeHash, LoadOptions, ObjId, ObjType, Prop, ROOT, ReadDoc,
    ScalarValue, TextEncoding, Value as DocValue,
};

use super::edit::{EditError, NewItem, PlanEdit};
use super::files;
use super::guard::{self, ChangeRefusal, Reload};
use super::item::{Comment, Item, ItemKind, PlanModel};
use super::removed;
use super::text;
use crate::field::{Field, FieldType, Value};
use crate::id::{DeviceId, ItemId};
use crate::record::MAX_BODY;
use crate::time::Timestamp;

const SCHEMA_VERSION: i64 = 1;
/// Up to this many changes are not worth a quarter of a second of testing at once.
const SMALL_BATCH: usize = 32;

/// A plan that is being worked on: the document and the read model of it.
///
/// Taken up from a cache, the document is loaded only when it is first written to: reading needs the model alone.
#[derive(Debug, Clone)]
pub struct Plan {
    document: Document,
    model: PlanModel,
    /// Small batches are not tested by loading the whole document again: that waits for [`Plan::save`].
    untested: bool,
    /// How many changes of a removed device count.
    cuts: BTreeMap<ActorId, u64>,
    /// The document without what does not count, when that is not all of it.
    trimmed: Option<Box<Automerge>>,
}

#[derive(Debug, Clone)]
enum Document {
    Open(Box<Automerge>),
    Saved { bytes: Vec<u8>, device: DeviceId },
}

/// What an edit brought about.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The raw, uncompressed Automerge change, to put in a record. `None` when nothing changed.
    pub change: Option<Vec<u8>>,
    /// The edits that undo it.
    pub inverse: Vec<PlanEdit>,
}

/// A saved plan that cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the saved plan cannot be loaded")]
pub struct LoadError;

impl Plan {
    /// An empty plan, written to by `device`.
    pub fn new(device: &DeviceId) -> Result<Self, LoadError> {
        let mut doc = new_document();
        doc.apply_changes([genesis().map_err(LoadError::from)?]).map_err(LoadError::from)?;
        let doc = doc.with_actor(actor_of(device));
        Ok(Self::of(Document::Open(Box::new(doc)), PlanModel::default()))
    }

    const fn of(document: Document, model: PlanModel) -> Self {
        Self { document, model, untested: false, cuts: BTreeMap::new(), trimmed: None }
    }

    /// Takes up a plan of which the model is known already. Both must come from this device's own sealed cache.
    pub fn resume(model: PlanModel, saved: Vec<u8>, device: DeviceId) -> Self {
        Self::of(Document::Saved { bytes: saved, device }, model)
    }

    /// Takes up a [saved](Self::save) plan again.
    pub fn load(bytes: &[u8], device: &DeviceId) -> Result<Self, LoadError> {
        let doc = load(bytes, device)?;
        let model = read_model(&doc);
        Ok(Self::of(Document::Open(Box::new(doc)), model))
    }

    /// The whole document as bytes, for this device only. `None` when a change from elsewhere, against all that is known,
    /// made a document that does not load again: then the plan must be built from its records.
    pub fn save(&mut self) -> Option<Vec<u8>> {
        match &self.document {
            Document::Open(doc) if self.untested && !guard::loads(doc) => None,
            Document::Open(doc) => {
                self.untested = false;
                Some(doc.save())
            }
            Document::Saved { bytes, .. } => Some(bytes.clone()),
        }
    }

    /// The plan as it is now.
    pub fn model(&self) -> &PlanModel {
        &self.model
    }

    /// The titles that removed items had last, of those that ever were here. Reads the whole history.
    pub fn titles_of_removed(&self, ids: &BTreeSet<ItemId>) -> BTreeMap<ItemId, String> {
        match (&self.document, self.trimmed.as_deref()) {
            (_, Some(doc)) => removed::titles(doc, ids),
            (Document::Open(doc), None) => removed::titles(doc, ids),
            (Document::Saved { bytes, device }, None) => {
                load(bytes, device).map(|doc| removed::titles(&doc, ids)).unwrap_or_default()
            }
        }
    }

    /// Makes `edits` as one change. On an error nothing was changed.
    pub fn edit(&mut self, edits: &[PlanEdit], time: Timestamp) -> Result<Edited, EditError> {
        let full = self.document.open()?;
        // What does not count must not be built upon.
        let mut doc = self.trimmed.as_deref().unwrap_or(full).clone();
        let mut model = self.model.clone();
        let mut inverse = Vec::with_capacity(edits.len());
        let mut tx = doc.transaction();
        for edit in edits {
            inverse.push(apply(&mut tx, &mut model, edit)?);
        }
        inverse.reverse();
        let (hash, _) = tx.commit_with(CommitOptions::default().with_time(time.0 / 1000));
        let change = match hash {
            None => None,
            Some(hash) => {
                let change = doc.get_change_by_hash(&hash).ok_or(EditError::Document)?;
                Some(change.raw_bytes().to_vec())
            }
        };
        // What the guard of a colleague would refuse must not be made.
        if change.as_ref().is_some_and(|bytes| bytes.len() > MAX_BODY || guard::inspect(bytes).is_err()) {
            return Err(EditError::TooLarge);
        }
        if self.trimmed.is_some() {
            full.apply_changes(hash.and_then(|hash| doc.get_change_by_hash(&hash)))?;
            self.trimmed = Some(Box::new(doc));
        } else {
            self.document = Document::Open(Box::new(doc));
        }
        self.model = model;
        Ok(Edited { change, inverse })
    }

    /// Takes in changes of other devices, each checked by the [guard]. One result per change.
    pub fn receive(&mut self, changes: &[&[u8]]) -> Result<Vec<Result<ChangeHash, ChangeRefusal>>, LoadError> {
        let doc = self.document.open()?;
        let before = doc.get_heads();
        let reload = if changes.len() > SMALL_BATCH { Reload::Now } else { Reload::Later };
        let results = guard::apply(doc, changes, reload);
        let after = doc.get_heads();
        if before != after {
            self.untested |= reload == Reload::Later;
            let removed = |change: &&[u8]| guard::actor_of(change).is_some_and(|actor| self.cuts.contains_key(&actor));
            if self.trimmed.is_some() || changes.iter().any(removed) {
                self.trim()?;
                return Ok(results);
            }
            for id in touched(doc, &before, &after) {
                reread(doc, &mut self.model, &id);
            }
        }
        Ok(results)
    }

    /// Sets how many changes of each removed device count. A later one stays out of sight, until a change that counts
    /// builds on it: then a colleague saw it, worked on, and can mend it. See decision 0009.
    pub fn cut(&mut self, cuts: &BTreeMap<DeviceId, u64>) -> Result<(), LoadError> {
        let cuts: BTreeMap<ActorId, u64> = cuts.iter().map(|(device, kept)| (actor_of(device), *kept)).collect();
        if cuts == self.cuts {
            return Ok(());
        }
        self.cuts = cuts;
        self.trim()
    }

    /// Takes out of sight what does not count. Costs as much as reading the plan anew when there is something.
    fn trim(&mut self) -> Result<(), LoadError> {
        let doc = self.document.open()?;
        let changes = doc.get_changes(&[]);
        let mut needed: BTreeSet<ChangeHash> = BTreeSet::new();
        for change in changes.iter().rev() {
            let counts = self.cuts.get(change.actor_id()).is_none_or(|kept| change.seq() <= *kept);
            if counts || needed.contains(&change.hash()) {
                needed.insert(change.hash());
                needed.extend(change.deps());
            }
        }
        if needed.len() == changes.len() {
            self.trimmed = None;
            self.model = read_model(doc);
            return Ok(());
        }
        let mut trimmed = new_document().with_actor(doc.get_actor().clone());
        trimmed.apply_changes(changes.into_iter().filter(|change| needed.contains(&change.hash())))?;
        self.model = read_model(&trimmed);
        self.trimmed = Some(Box::new(trimmed));
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn doc_heads(&mut self) -> Vec<ChangeHash> {
        self.document.open().unwrap().get_heads()
    }
}

impl Document {
    /// The document, loaded now if it was not yet: about 1 µs per operation that it holds.
    fn open(&mut self) -> Result<&mut Automerge, LoadError> {
        if let Self::Saved { bytes, device } = self {
            *self = Self::Open(Box::new(load(bytes, device)?));
        }
        match self {
            Self::Open(doc) => Ok(doc),
            Self::Saved { .. } => Err(LoadError),
        }
    }
}

/// The actor under which a device writes: one per device, so that a plan of many years stays fast to load. A device that
/// is restored from a backup is enrolled as a new one, so an actor never forks.
fn actor_of(device: &DeviceId) -> ActorId {
    let mut hasher = blake3::Hasher::new_derive_key("deelbaar 2026 automerge actor");
    hasher.update(device.as_bytes());
    let mut actor = [0; 16];
    hasher.finalize_xof().fill(&mut actor);
    ActorId::from(actor)
}

/// Whether a change says that it comes from `device`.
pub fn is_from(change: &[u8], device: &DeviceId) -> bool {
    guard::actor_of(change) == Some(actor_of(device))
}

/// Automerge panics on some documents that nobody saved so: then the plan is built from its records.
fn load(bytes: &[u8], device: &DeviceId) -> Result<Automerge, LoadError> {
    let options = LoadOptions::new().text_encoding(TextEncoding::UnicodeCodePoint);
    let doc = catch_unwind(AssertUnwindSafe(|| Automerge::load_with_options(bytes, options)))
        .map_err(|_panic| LoadError)??;
    Ok(doc.with_actor(actor_of(device)))
}

/// The ids of the items and comments that differ between two moments.
fn touched(doc: &Automerge, before: &[ChangeHash], after: &[ChangeHash]) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for patch in doc.diff(before, after) {
        let id = match (patch.path.get(1), &patch.action) {
            (Some((_, Prop::Map(id))), _) => Some(id.clone()),
            // One as a whole came or went: its id is the key in the action.
            (None, PatchAction::PutMap { key, .. } | PatchAction::DeleteMap { key }) => Some(key.clone()),
            _ => None,
        };
        ids.extend(id);
    }
    ids
}

fn reread(doc: &Automerge, model: &mut PlanModel, id: &str) {
    let Ok(id) = id.parse::<ItemId>() else { return };
    model.items.remove(&id);
    model.comments.remove(&id);
    let item = container(doc, "items").and_then(|items| read_item(doc, &items, id));
    model.items.extend(item.map(|item| (id, item)));
    let comment = container(doc, "comments").and_then(|comments| read_comment(doc, &comments, id));
    model.comments.extend(comment.map(|comment| (id, comment)));
}

impl From<AutomergeError> for LoadError {
    fn from(_: AutomergeError) -> Self {
        Self
    }
}

impl From<LoadError> for EditError {
    fn from(_: LoadError) -> Self {
        Self::Document
    }
}

impl From<AutomergeError> for EditError {
    fn from(_: AutomergeError) -> Self {
        Self::Document
    }
}

fn new_document() -> Automerge {
    Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint)
}

/// The first change of every plan: the same bytes on every device.
fn genesis() -> Result<Change, AutomergeError> {
    let mut doc = new_document().with_actor(ActorId::from([0; 16]));
    let mut tx = doc.transaction();
    tx.put(ROOT, "schema", SCHEMA_VERSION)?;
    tx.put_object(ROOT, "items", ObjType::Map)?;
    tx.put_object(ROOT, "comments", ObjType::Map)?;
    tx.commit_with(CommitOptions::default().with_time(0));
    doc.get_last_local_change().ok_or(AutomergeError::Fail)
}

/// Makes one edit in the document and in the model; returns what undoes it.
fn apply(tx: &mut Transaction<'_>, model: &mut PlanModel, edit: &PlanEdit) -> Result<PlanEdit, EditError> {
    match edit {
        PlanEdit::Add(new) => {
            if model.items.contains_key(&new.id) {
                return Err(EditError::Exists(new.id));
            }
            add_item(tx, new)?;
            model.items.insert(new.id, item_of(new));
            Ok(PlanEdit::Remove(new.id))
        }
        PlanEdit::Remove(id) => {
            let item = model.items.remove(id).ok_or(EditError::NoItem(*id))?;
            let items = container(tx, "items").ok_or(EditError::Document)?;
            tx.delete(&items, id.to_string())?;
            let new = NewItem::from(&item);
            let plain = item.files.is_empty();
            Ok(if plain { PlanEdit::Add(new) } else { PlanEdit::Restore { item: new, files: item.files } })
        }
        PlanEdit::SetTitle { item: id, title } => {
            require_title(title)?;
            let item = item_mut(model, *id)?;
            let object = item_object(tx, *id)?;
            put_line(tx, &object, "title", title)?;
            item.conflicts.remove("title");
            let old = std::mem::replace(&mut item.title, title.clone());
            Ok(PlanEdit::SetTitle { item: *id, title: old })
        }
        PlanEdit::SetField { item: id, field, value } => set_field(tx, model, *id, *field, value.as_ref()),
        PlanEdit::SetBody { item: id, base, text } => {
            let item = item_mut(model, *id)?;
            let merged = text::merge(base, text, &item.body);
            let object = item_object(tx, *id)?;
            let body = match tx.get(&object, "body")? {
                Some((DocValue::Object(ObjType::Text), body)) => body,
                _ => tx.put_object(&object, "body", ObjType::Text)?,
            };
            tx.update_text(&body, &merged)?;
            let old = std::mem::replace(&mut item.body, merged.clone());
            Ok(PlanEdit::SetBody { item: *id, base: merged, text: old })
        }
        PlanEdit::Move { item: id, parent, order } => move_item(tx, model, *id, *parent, order),
        PlanEdit::AddComment(comment) => {
            if model.comments.contains_key(&comment.id) {
                return Err(EditError::Exists(comment.id));
            }
            add_comment(tx, comment)?;
            model.comments.insert(comment.id, comment.clone());
            Ok(PlanEdit::RemoveComment(comment.id))
        }
        PlanEdit::RemoveComment(id) => {
            let comment = model.comments.remove(id).ok_or(EditError::NoItem(*id))?;
            let comments = container(tx, "comments").ok_or(EditError::Document)?;
            tx.delete(&comments, id.to_string())?;
            Ok(PlanEdit::AddComment(comment))
        }
        PlanEdit::SetFile { item, file, attachment } => files::set(tx, model, *item, *file, attachment.as_ref()),
        PlanEdit::Restore { item, files } => {
            let inverse = apply(tx, model, &PlanEdit::Add(item.clone()))?;
            for (file, attachment) in files {
                files::set(tx, model, item.id, *file, Some(attachment))?;
            }
            Ok(inverse)
        }
    }
}

fn require_title(title: &str) -> Result<(), EditError> {
    if title.trim().is_empty() { Err(EditError::EmptyTitle) } else { Ok(()) }
}

pub(super) fn item_mut(model: &mut PlanModel, id: ItemId) -> Result<&mut Item, EditError> {
    model.items.get_mut(&id).ok_or(EditError::NoItem(id))
}

fn item_of(new: &NewItem) -> Item {
    Item {
        id: new.id,
        kind: new.kind,
        title: new.title.clone(),
        body: new.body.clone(),
        details: new.details.clone(),
        parent: new.parent,
        order: new.order.clone(),
        files: BTreeMap::new(),
        conflicts: BTreeMap::new(),
    }
}

fn add_item(tx: &mut Transaction<'_>, new: &NewItem) -> Result<(), EditError> {
    require_title(&new.title)?;
    if new.parent == Some(new.id) {
        return Err(EditError::PartOfItself);
    }
    let items = container(tx, "items").ok_or(EditError::Document)?;
    let object = tx.put_object(&items, new.id.to_string(), ObjType::Map)?;
    put_line(tx, &object, "kind", new.kind.name())?;
    put_line(tx, &object, "title", &new.title)?;
    put_line(tx, &object, "order", &new.order)?;
    if let Some(parent) = new.parent {
        put_line(tx, &object, "parent", &parent.to_string())?;
    }
    for (field, value) in &new.details {
        require_field(new.kind, *field, Some(value))?;
        tx.put(&object, field.name(), scalar(value))?;
    }
    let body = tx.put_object(&object, "body", ObjType::Text)?;
    tx.splice_text(&body, 0, 0, &new.body)?;
    Ok(())
}

fn set_field(
    tx: &mut Transaction<'_>,
    model: &mut PlanModel,
    id: ItemId,
    field: Field,
    value: Option<&Value>,
) -> Result<PlanEdit, EditError> {
    let value = value.filter(|value| !matches!(value, Value::Line(text) if text.is_empty()));
    let item = item_mut(model, id)?;
    require_field(item.kind, field, value)?;
    let object = item_object(tx, id)?;
    item.conflicts.remove(field.name());
    let old = if let Some(value) = value {
        tx.put(&object, field.name(), scalar(value))?;
        item.details.insert(field, value.clone())
    } else {
        tx.delete(&object, field.name())?;
        item.details.remove(&field)
    };
    Ok(PlanEdit::SetField { item: id, field, value: old })
}

fn move_item(
    tx: &mut Transaction<'_>,
    model: &mut PlanModel,
    id: ItemId,
    parent: Option<ItemId>,
    order: &str,
) -> Result<PlanEdit, EditError> {
    let mut above = parent;
    while let Some(at) = above {
        if at == id {
            return Err(EditError::PartOfItself);
        }
        above = model.items.get(&at).and_then(|item| item.parent).filter(|next| *next != at);
    }
    let item = item_mut(model, id)?;
    let object = item_object(tx, id)?;
    put_line(tx, &object, "order", order)?;
    match parent {
        Some(parent) => put_line(tx, &object, "parent", &parent.to_string())?,
        None => tx.delete(&object, "parent")?,
    }
    let old_parent = std::mem::replace(&mut item.parent, parent);
    let old_order = std::mem::replace(&mut item.order, order.to_owned());
    Ok(PlanEdit::Move { item: id, parent: old_parent, order: old_order })
}

fn add_comment(tx: &mut Transaction<'_>, comment: &Comment) -> Result<(), EditError> {
    let comments = container(tx, "comments").ok_or(EditError::Document)?;
    let object = tx.put_object(&comments, comment.id.to_string(), ObjType::Map)?;
    put_line(tx, &object, "item", &comment.item.to_string())?;
    put_line(tx, &object, "author", &comment.author.to_string())?;
    put_line(tx, &object, "text", &comment.text)?;
    tx.put(&object, "time", comment.time.0)?;
    Ok(())
}

fn require_field(kind: ItemKind, field: Field, value: Option<&Value>) -> Result<(), EditError> {
    let right_type = match (value, field.field_type()) {
        (None, kind) => kind != FieldType::Text,
        (Some(Value::Line(_)), FieldType::Line)
        | (Some(Value::Date(_)), FieldType::Date)
        | (Some(Value::Cents(_)), FieldType::Cents)
        | (Some(Value::Hours(_)), FieldType::Hours) => true,
        _ => false,
    };
    if kind.has(field) && right_type { Ok(()) } else { Err(EditError::WrongField(kind, field)) }
}

pub(super) fn put_line(tx: &mut Transaction<'_>, object: &ObjId, key: &str, text: &str) -> Result<(), AutomergeError> {
    tx.put(object, key, text)
}

fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Line(text) => ScalarValue::Str(text.as_str().into()),
        Value::Date(date) => ScalarValue::Str(date.to_string().into()),
        Value::Cents(number) | Value::Hours(number) => ScalarValue::Int(*number),
    }
}

pub(super) fn container(doc: &impl ReadDoc, name: &str) -> Option<ObjId> {
    match doc.get(ROOT, name) {
        Ok(Some((DocValue::Object(ObjType::Map), id))) => Some(id),
        _ => None,
    }
}

pub(super) fn item_object(doc: &impl ReadDoc, id: ItemId) -> Result<ObjId, EditError> {
    let items = container(doc, "items").ok_or(EditError::Document)?;
    match doc.get(&items, id.to_string())? {
        Some((DocValue::Object(ObjType::Map), object)) => Ok(object),
        _ => Err(EditError::NoItem(id)),
    }
}

/// Reads the whole document. What does not make sense in it is skipped, never trusted.
fn read_model(doc: &Automerge) -> PlanModel {
    let mut model = PlanModel::default();
    for (name, is_item) in [("items", true), ("comments", false)] {
        let Some(map) = container(doc, name) else { continue };
        let ids: Vec<ItemId> = doc.keys(&map).filter_map(|key| key.parse().ok()).collect();
        for id in ids {
            if is_item {
                model.items.extend(read_item(doc, &map, id).map(|item| (id, item)));
            } else {
                model.comments.extend(read_comment(doc, &map, id).map(|comment| (id, comment)));
            }
        }
    }
    model
}

fn read_item(doc: &Automerge, items: &ObjId, id: ItemId) -> Option<Item> {
    let Ok(Some((DocValue::Object(ObjType::Map), object))) = doc.get(items, id.to_string()) else { return None };
    let kind = ItemKind::from_name(&read_line(doc, &object, "kind")?)?;
    let mut item = Item::new(id, kind, &read_line(doc, &object, "title")?);
    item.order = read_line(doc, &object, "order").unwrap_or_default();
    item.parent = read_line(doc, &object, "parent").and_then(|parent| parent.parse().ok());
    if let Ok(Some((DocValue::Object(ObjType::Text), body))) = doc.get(&object, "body") {
        item.body = doc.text(&body).unwrap_or_default();
    }
    item.files = files::read(doc, &object);
    for field in kind.fields() {
        item.details.extend(read_field(doc, &object, *field).map(|value| (*field, value)));
    }
    let names = ["title"].into_iter().chain(kind.fields().iter().map(|field| field.name()));
    for name in names.filter(|name| *name != "body") {
        let others = read_conflict(doc, &object, name);
        if !others.is_empty() {
            item.conflicts.insert(name.to_owned(), others);
        }
    }
    Some(item)
}

fn read_comment(doc: &Automerge, comments: &ObjId, id: ItemId) -> Option<Comment> {
    let Ok(Some((DocValue::Object(ObjType::Map), object))) = doc.get(comments, id.to_string()) else { return None };
    let author: DeviceId = read_line(doc, &object, "author")?.parse().ok()?;
    let time = doc.get(&object, "time").ok().flatten().and_then(|(value, _)| value.as_i64()).unwrap_or(0);
    Some(Comment {
        id,
        item: read_line(doc, &object, "item")?.parse().ok()?,
        author,
        time: Timestamp(time),
        text: read_line(doc, &object, "text")?,
    })
}

pub(super) fn read_line(doc: &Automerge, object: &ObjId, key: &str) -> Option<String> {
    let (value, _) = doc.get(object, key).ok().flatten()?;
    value.as_str().map(str::to_owned)
}

fn read_field(doc: &Automerge, object: &ObjId, field: Field) -> Option<Value> {
    let (value, _) = doc.get(object, field.name()).ok().flatten()?;
    match field.field_type() {
        FieldType::Text => None,
        FieldType::Line => value.as_str().filter(|text| !text.is_empty()).map(|text| Value::Line(text.to_owned())),
        FieldType::Date => value.as_str().and_then(|text| text.parse().ok()).map(Value::Date),
        FieldType::Cents => value.as_i64().map(Value::Cents),
        FieldType::Hours => value.as_i64().map(Value::Hours),
    }
}

/// The values of a field that lost against the one that shows.
fn read_conflict(doc: &Automerge, object: &ObjId, key: &str) -> Vec<String> {
    let Ok(mut all) = doc.get_all(object, key) else { return Vec::new() };
    all.pop();
    all.iter()
        .filter_map(|(value, _)| value.as_str().map(str::to_owned).or(value.as_i64().map(|n| n.to_string())))
        .collect()
}
