//! The commands that change a plan. One user action is one list of edits, and one Automerge change.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::{Comment, Item, ItemKind};
use crate::attachment::{Attachment, MAX_FILES};
use crate::field::{Field, Value};
use crate::id::{AttachmentId, ItemId};

/// One step of a user's action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanEdit {
    /// Adds an item, or brings a removed one back.
    Add(NewItem),
    /// Removes an item.
    Remove(ItemId),
    /// Replaces the title.
    SetTitle {
        /// Which item.
        item: ItemId,
        /// The new title; not empty.
        title: String,
    },
    /// Fills in or empties a short field.
    SetField {
        /// Which item.
        item: ItemId,
        /// Which field; not [`Field::Body`].
        field: Field,
        /// The value, or `None` to empty it.
        value: Option<Value>,
    },
    /// Edits the long text. What others wrote since `base` is kept.
    SetBody {
        /// Which item.
        item: ItemId,
        /// The text that the author started from.
        base: String,
        /// The text that the author made of it.
        text: String,
    },
    /// Puts an item elsewhere.
    Move {
        /// Which item.
        item: ItemId,
        /// The section that it becomes part of.
        parent: Option<ItemId>,
        /// Fractional index among its siblings.
        order: String,
    },
    /// Writes a comment.
    AddComment(Comment),
    /// Takes a comment away.
    RemoveComment(ItemId),
    /// Puts a file beside an item, or takes it away.
    SetFile {
        /// Which item.
        item: ItemId,
        /// A fresh random id, or that of a file that is there.
        file: AttachmentId,
        /// What is known of it; `None` takes it away.
        attachment: Option<Attachment>,
    },
    /// Brings back a removed item with the files beside it.
    Restore {
        /// The item.
        item: NewItem,
        /// Its files.
        files: BTreeMap<AttachmentId, Attachment>,
    },
}

/// All of a new item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// A fresh random id.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// The title; not empty.
    pub title: String,
    /// The long text.
    pub body: String,
    /// The other fields.
    pub details: BTreeMap<Field, Value>,
    /// The section that it is part of.
    pub parent: Option<ItemId>,
    /// Fractional index among its siblings.
    pub order: String,
}

impl NewItem {
    /// A new item with nothing but a title.
    pub fn titled(id: ItemId, kind: ItemKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            body: String::new(),
            details: BTreeMap::new(),
            parent: None,
            order: String::new(),
        }
    }
}

impl From<&Item> for NewItem {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id,
            kind: item.kind,
            title: item.title.clone(),
            body: item.body.clone(),
            details: item.details.clone(),
            parent: item.parent,
            order: item.order.clone(),
        }
    }
}

/// Why an edit cannot be made. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no such item or comment.
    #[error("there is no item {0}")]
    NoItem(ItemId),
    /// There is one with this id already.
    #[error("{0} is there already")]
    Exists(ItemId),
    /// An item must have a title.
    #[error("a title is needed")]
    EmptyTitle,
    /// This kind of item has no such field, or the value is of another type.
    #[error("a {} has no field {} of that type", .0.name(), .1.name())]
    WrongField(ItemKind, Field),
    /// An item cannot be part of itself.
    #[error("an item cannot be part of itself")]
    PartOfItself,
    /// There are as many files beside the item as it may have.
    #[error("an item has at most {MAX_FILES} files")]
    TooManyFiles,
    /// Not an attachment that a colleague's device would show.
    #[error("this is no sound attachment")]
    Attachment,
    /// The change would be larger than a record may be.
    #[error("this is too much for one change")]
    TooLarge,
    /// The document could not be changed.
    #[error("the document could not be changed")]
    Document,
}
