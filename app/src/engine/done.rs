//! What commands bring about.

use std::path::PathBuf;

use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_sync::net::OpenInvitation;
use deelbaar_sync::replica::Flaw;
use deelbaar_sync::workspace::Root;
use zeroize::Zeroizing;

use super::command::Invitee;
use super::undo::Step;
use crate::document::Document;
use crate::recovery::Card;

/// What a command brought about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Nothing to tell beyond that it was done.
    Done,
    /// A new item.
    Added(ItemId),
    /// A new record: a request, a decision, a consent.
    Recorded(RecordId),
    /// An import.
    Imported {
        /// How many sections.
        sections: usize,
        /// The titles that were too long, as they were cut. All of each stands first in its text.
        shortened: Vec<String>,
    },
    /// What was undone or done again.
    Undone(Step),
    /// A file was made there.
    Kept(PathBuf),
    /// Something to keep as a file.
    Document(Document),
    /// The key that this device holds now.
    KeyRestored(Root),
    /// So many records of a device that was not known yet.
    Introduced(usize),
    /// A one-time code, and what it is for.
    Invited(String, Box<OpenInvitation>),
    /// Who asked to join was let in or refused.
    Answered {
        /// Their name.
        name: String,
        /// Who else had come with the same code: their requests have ended too.
        others: Vec<String>,
        /// The same invitation again.
        again: Option<Invitee>,
    },
    /// What was checked: for each space how many records hold, and the first that does not.
    Verified([(Root, usize, Option<Flaw>); 2]),
    /// The words of the second person's key.
    SecondWords(Root, Zeroizing<String>),
    /// Recovery words, of each root key that this device holds.
    Recovery(Vec<Card>),
}
