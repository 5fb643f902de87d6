//! What a screen works with while it draws: the newest view, and a way to ask for things.

use deelbaar_schema::id::{ItemId, RecordId, SharedId};

use crate::document::Document;
use crate::engine::{Command, View};
use crate::ui::screens::Part;

/// A screen of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Screen {
    /// *Overzicht*.
    Overview,
    /// *Inventarisatie*.
    Inventory,
    /// *Maatwerkplan*.
    Plan,
    /// *Activiteiten*.
    Activities,
    /// *Gesprekken*.
    Conversations,
    /// *Te besluiten*.
    Inbox,
    /// *Toestemmingen*.
    Consents,
    /// *Overdracht*.
    Handover,
    /// *Regio-overzicht*.
    Region,
    /// *Gedeelde onderdelen*.
    Shared,
    /// *Deelnemers*.
    Participants,
    /// *Logboek*.
    Log,
    /// *Instellingen*.
    Settings,
}

/// Where to go, and what to select there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goto {
    /// A screen as it was left.
    Screen(Screen),
    /// A part of a screen.
    Part(Part),
    /// An item of the plan, on the screen of its kind.
    Item(ItemId),
    /// A request that waits for the alderman.
    Request(RecordId),
    /// A section that a municipality shares.
    Section(SharedId),
}

/// Handed to every screen, every frame.
pub struct Cx<'a> {
    /// What there is to see.
    pub view: &'a View,
    /// What the person asked for in this frame; sent when the frame is done.
    pub commands: &'a mut Vec<Command>,
    /// Where to go next.
    pub goto: &'a mut Option<Goto>,
    /// What to keep as a file.
    pub keep: &'a mut Option<Document>,
}

impl Cx<'_> {
    /// Asks for something.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Goes somewhere.
    pub fn go(&mut self, to: Goto) {
        *self.goto = Some(to);
    }

    /// Asks where a document goes, and keeps it there.
    pub fn keep(&mut self, document: Document) {
        *self.keep = Some(document);
    }
}
