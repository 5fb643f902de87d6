//! The immutable read model of a plan: items, comments, and what they contain.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::encoding::{self, EncodingError};
use crate::field::{Field, Value};
use crate::id::{AttachmentId, ContentHash, DeviceId, ItemId};
use crate::time::{Date, Timestamp};

/// What an item of the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A section of the tailored plan (*maatwerkplan*).
    Section,
    /// An activity (*activiteit*).
    Activity,
    /// A conversation (*gesprek*).
    Conversation,
    /// An entry of the inventory (*inventarisatie*): what is going on, and the next step.
    Inventory,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Section, Self::Activity, Self::Conversation, Self::Inventory];

    /// The name in documents, snapshots and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Activity => "activity",
            Self::Conversation => "conversation",
            Self::Inventory => "inventory",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether carrying it out takes a decision of the alderman (seed 000, question 10).
    pub const fn needs_decision(self) -> bool {
        matches!(self, Self::Activity | Self::Conversation)
    }

    /// The fields that items of this kind have besides a title, in the order of the screens.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Section => &[
                Field::Number,
                Field::Theme,
                Field::Body,
                Field::Risks,
                Field::Tags,
                Field::Source,
                Field::Language,
                Field::SummaryNl,
                Field::SummaryEn,
                Field::PressRelease,
            ],
            Self::Activity | Self::Conversation => &[
                Field::From,
                Field::Until,
                Field::Period,
                Field::Place,
                Field::Audience,
                Field::Theme,
                Field::Partners,
                Field::Costs,
                Field::Hours,
                Field::Contact,
                Field::Body,
                Field::Risks,
                Field::Outcome,
                Field::Lessons,
                Field::Tags,
                Field::Stage,
                Field::Language,
                Field::SummaryNl,
                Field::SummaryEn,
                Field::PressRelease,
            ],
            Self::Inventory => &[
                Field::Theme,
                Field::Body,
                Field::NextStep,
                Field::Tags,
                Field::Language,
                Field::SummaryNl,
                Field::SummaryEn,
                Field::PressRelease,
            ],
        }
    }

    /// Whether items of this kind have `field`.
    pub fn has(self, field: Field) -> bool {
        self.fields().contains(&field)
    }
}

/// A section, activity, conversation or inventory entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The private id.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// The title.
    pub title: String,
    /// The long text, Markdown.
    pub body: String,
    /// The other fields that are filled in.
    pub details: BTreeMap<Field, Value>,
    /// The section that it is part of.
    pub parent: Option<ItemId>,
    /// Fractional index among its siblings.
    pub order: String,
    /// The files beside it.
    pub files: BTreeMap<AttachmentId, Attachment>,
    /// Fields that two people changed at once, with the values that did not win.
    pub conflicts: BTreeMap<String, Vec<String>>,
}

impl Item {
    /// A new item with nothing but a title.
    pub fn new(id: ItemId, kind: ItemKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            body: String::new(),
            details: BTreeMap::new(),
            parent: None,
            order: String::new(),
            files: BTreeMap::new(),
            conflicts: BTreeMap::new(),
        }
    }

    /// A short text field; empty when not filled in.
    pub fn line(&self, field: Field) -> &str {
        match self.details.get(&field) {
            Some(Value::Line(text)) => text,
            _ => "",
        }
    }

    /// A date field.
    pub fn date(&self, field: Field) -> Option<Date> {
        match self.details.get(&field) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    /// Costs in euro cents.
    pub fn costs(&self) -> Option<i64> {
        match self.details.get(&Field::Costs) {
            Some(Value::Cents(cents)) => Some(*cents),
            _ => None,
        }
    }

    /// Idea, draft or dropped.
    pub fn stage(&self) -> Stage {
        match self.line(Field::Stage) {
            "draft" => Stage::Draft,
            "dropped" => Stage::Dropped,
            _ => Stage::Idea,
        }
    }

    /// Hash of what a decision is about: everything but the [cosmetic](Field::cosmetic) fields and the files.
    pub fn substance(&self) -> Result<ContentHash, EncodingError> {
        let details: Vec<_> = self.details.iter().filter(|(field, _)| !field.cosmetic()).collect();
        let details: Vec<_> = details.into_iter().map(|(field, value)| (field.name(), value)).collect();
        let bytes = encoding::encode(&(self.kind.name(), &self.title, &self.body, details))?;
        Ok(ContentHash::of(&bytes))
    }
}

/// How far an activity is before and beside the formal acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// A first thought; also anything that this build does not know.
    Idea,
    /// Being worked out.
    Draft,
    /// Given up.
    Dropped,
}

impl Stage {
    /// The name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idea => "idea",
            Self::Draft => "draft",
            Self::Dropped => "dropped",
        }
    }
}

/// A remark on an item. Opinions live apart from facts and never leave the municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub item: ItemId,
    /// Who wrote it.
    pub author: DeviceId,
    /// When.
    pub time: Timestamp,
    /// The remark.
    pub text: String,
}

/// A plan at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanModel {
    /// Every item.
    pub items: BTreeMap<ItemId, Item>,
    /// Every comment.
    pub comments: BTreeMap<ItemId, Comment>,
}

impl PlanModel {
    /// The items of some kinds, siblings in order, each followed by what is below it; with its depth from 0.
    ///
    /// Whatever lost its parent, or is part of a ring that merged edits made, shows at the top.
    pub fn outline(&self, kinds: &[ItemKind]) -> Vec<(&Item, usize)> {
        let mut children: BTreeMap<Option<ItemId>, Vec<&Item>> = BTreeMap::new();
        for item in self.items.values().filter(|item| kinds.contains(&item.kind)) {
            let parent = item.parent.filter(|parent| {
                self.items.get(parent).is_some_and(|p| kinds.contains(&p.kind)) && !self.in_ring(item)
            });
            children.entry(parent).or_default().push(item);
        }
        for siblings in children.values_mut() {
            siblings.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
        }
        let mut outline = Vec::new();
        let mut stack: Vec<(&Item, usize)> = Vec::new();
        let push = |stack: &mut Vec<_>, parent: Option<ItemId>, depth| {
            if let Some(items) = children.get(&parent) {
                stack.extend(items.iter().rev().map(|item| (*item, depth)));
            }
        };
        push(&mut stack, None, 0);
        while let Some((item, depth)) = stack.pop() {
            outline.push((item, depth));
            push(&mut stack, Some(item.id), depth + 1);
        }
        outline
    }

    fn in_ring(&self, item: &Item) -> bool {
        let mut at = item.parent;
        for _ in 0..self.items.len() {
            match at {
                None => return false,
                Some(id) if id == item.id => return true,
                Some(id) => at = self.items.get(&id).and_then(|parent| parent.parent),
            }
        }
        // Walked as many steps as there are items: hangs below a ring, which cuts itself loose.
        false
    }

    /// The comments on `item`, oldest first.
    pub fn comments_on(&self, item: ItemId) -> Vec<&Comment> {
        let mut comments: Vec<_> = self.comments.values().filter(|comment| comment.item == item).collect();
        comments.sort_by_key(|comment| (comment.time, comment.id));
        comments
    }
}
