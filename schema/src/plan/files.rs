//! The files beside an item, in the document: a map under a key of its own each, so that two devices can add at once.

use std::collections::BTreeMap;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ReadDoc, Value as DocValue};

use super::document::{item_mut, item_object, put_line, read_line};
use super::edit::{EditError, PlanEdit};
use super::item::PlanModel;
use crate::attachment::{Attachment, MAX_FILES, MAX_READ};
use crate::id::{AttachmentId, ItemId};

const PREFIX: &str = "file-";

fn key(file: AttachmentId) -> String {
    format!("{PREFIX}{file}")
}

/// Puts a file beside an item or takes it away; returns what undoes that.
pub(super) fn set(
    tx: &mut Transaction<'_>,
    model: &mut PlanModel,
    id: ItemId,
    file: AttachmentId,
    attachment: Option<&Attachment>,
) -> Result<PlanEdit, EditError> {
    let item = item_mut(model, id)?;
    let object = item_object(tx, id)?;
    let old = if let Some(attachment) = attachment {
        attachment.check().map_err(|_unsound| EditError::Attachment)?;
        if !item.files.contains_key(&file) && item.files.len() >= MAX_FILES {
            return Err(EditError::TooManyFiles);
        }
        put(tx, &object, file, attachment)?;
        item.files.insert(file, attachment.clone())
    } else {
        tx.delete(&object, key(file))?;
        item.files.remove(&file)
    };
    Ok(PlanEdit::SetFile { item: id, file, attachment: old })
}

fn put(tx: &mut Transaction<'_>, item: &ObjId, file: AttachmentId, attachment: &Attachment) -> Result<(), EditError> {
    let size = i64::try_from(attachment.size).map_err(|_too_large| EditError::Attachment)?;
    let object = tx.put_object(item, key(file), ObjType::Map)?;
    put_line(tx, &object, "name", &attachment.name)?;
    put_line(tx, &object, "media", &attachment.media)?;
    put_line(tx, &object, "hash", &attachment.hash.to_string())?;
    put_line(tx, &object, "description", &attachment.description)?;
    tx.put(&object, "size", size)?;
    Ok(())
}

/// The files beside an item. What makes no sense, and what is too much, is skipped: on every device the same.
pub(super) fn read(doc: &Automerge, item: &ObjId) -> BTreeMap<AttachmentId, Attachment> {
    let ids = doc.keys(item).filter_map(|key| key.strip_prefix(PREFIX)?.parse().ok());
    let files = ids.filter_map(|id: AttachmentId| Some((id, read_one(doc, item, id)?)));
    files.take(MAX_READ).collect()
}

fn read_one(doc: &Automerge, item: &ObjId, id: AttachmentId) -> Option<Attachment> {
    let Ok(Some((DocValue::Object(ObjType::Map), object))) = doc.get(item, key(id)) else { return None };
    let size = doc.get(&object, "size").ok().flatten().and_then(|(value, _)| value.as_i64())?;
    let attachment = Attachment {
        name: read_line(doc, &object, "name")?,
        media: read_line(doc, &object, "media")?,
        size: u64::try_from(size).ok()?,
        hash: read_line(doc, &object, "hash")?.parse().ok()?,
        description: read_line(doc, &object, "description").unwrap_or_default(),
    };
    attachment.check().ok().map(|()| attachment)
}
