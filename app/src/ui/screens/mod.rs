//! The screens: each has a `State` that remembers what is selected and typed, and shows itself with `State::show`.
//!
//! [`Screens`] holds them all and knows which one shows what.

pub mod activities;
pub mod choose;
pub mod consents;
pub mod damaged;
pub mod files;
pub mod handover;
pub mod inbox;
pub mod inventory;
pub mod item;
pub mod log;
pub mod overview;
pub mod participants;
pub mod plan;
pub mod region;
pub mod settings;
pub mod shared;
pub mod unlock;
pub mod welcome;

mod key_words;
mod pane;
mod parts;
mod personal;
mod section;
mod terms;

use std::path::Path;

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::plan::ItemKind;
use egui::Ui;

use self::item::browser::Browser;
pub use self::overview::Begin;
pub use self::parts::Part;
use super::cx::{Cx, Goto, Screen};
use super::preferences::Preferences;
use crate::engine::{Command, View};

/// Every screen, with what it remembers.
#[derive(Default)]
pub struct Screens {
    overview: overview::State,
    inventory: inventory::State,
    plan: plan::State,
    activities: activities::State,
    conversations: activities::State,
    inbox: inbox::State,
    consents: consents::State,
    region: region::State,
    shared: shared::State,
    participants: participants::State,
    log: log::State,
    settings: settings::State,
}

/// What only the window has, for the screen that needs it.
pub struct Surroundings<'a> {
    /// What a person sets for their own eyes.
    pub preferences: &'a mut Preferences,
    /// Where the data is.
    pub data_dir: Option<&'a Path>,
    /// Set when the person wants to lock; `None` where there is nothing to lock, as in the demo.
    pub lock: Option<&'a mut bool>,
    /// Set when the person wants to go to another municipality; `None` in the demo.
    pub leave: Option<&'a mut bool>,
}

impl Screens {
    /// Shows a screen. Returns what should begin on another one.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        screen: Screen,
        cx: &mut Cx<'_>,
        around: &mut Surroundings<'_>,
    ) -> Option<Begin> {
        match screen {
            Screen::Overview => return self.overview.show(ui, cx, around.lock.is_some()),
            Screen::Inventory => self.inventory.show(ui, cx),
            Screen::Plan => self.plan.show(ui, cx),
            Screen::Activities => self.activities.show(ui, cx, ItemKind::Activity),
            Screen::Conversations => self.conversations.show(ui, cx, ItemKind::Conversation),
            Screen::Inbox => self.inbox.show(ui, cx),
            Screen::Consents => self.consents.show(ui, cx),
            Screen::Handover => handover::show(ui, cx),
            Screen::Region => self.region.show(ui, cx),
            Screen::Shared => self.shared.show(ui, cx),
            Screen::Participants => self.participants.show(ui, cx),
            Screen::Log => self.log.show(ui, cx),
            Screen::Settings => self.settings.show(ui, cx, around),
        }
        None
    }

    /// Selects what one goes to. Returns the screen that it is on.
    pub fn select(&mut self, to: Goto, view: &View) -> Screen {
        match to {
            Goto::Screen(screen) => screen,
            Goto::Part(part) => part.screen(),
            Goto::Item(id) => {
                let kind = view.item(id).map_or(ItemKind::Section, |item| item.item.kind);
                self.clear_filters(kind);
                self.browser(kind).select(id);
                screen_of(kind)
            }
            Goto::Request(request) => {
                self.inbox.select(request);
                Screen::Inbox
            }
            Goto::Section(section) => {
                self.shared.select(section);
                Screen::Shared
            }
        }
    }

    /// Begins something. Returns the screen that it is on.
    pub fn begin(&mut self, begin: Begin) -> Screen {
        match begin {
            Begin::Import => {
                self.plan.import();
                Screen::Plan
            }
            Begin::Add(kind) => {
                self.browser(kind).add_kind(kind);
                screen_of(kind)
            }
        }
    }

    /// Selects an item that was just added, on the screen of its kind.
    pub fn added(&mut self, kind: ItemKind, id: deelbaar_schema::id::ItemId) {
        self.clear_filters(kind);
        self.browser(kind).await_item(id);
    }

    fn clear_filters(&mut self, kind: ItemKind) {
        match kind {
            ItemKind::Activity => self.activities.clear_filters(),
            ItemKind::Conversation => self.conversations.clear_filters(),
            ItemKind::Section | ItemKind::Inventory => {}
        }
    }

    fn browser(&mut self, kind: ItemKind) -> &mut Browser {
        match kind {
            ItemKind::Section => &mut self.plan.browser,
            ItemKind::Activity => &mut self.activities.browser,
            ItemKind::Conversation => &mut self.conversations.browser,
            ItemKind::Inventory => &mut self.inventory.browser,
        }
    }

    fn browsers(&self) -> [&Browser; 4] {
        [&self.plan.browser, &self.activities.browser, &self.conversations.browser, &self.inventory.browser]
    }

    /// Sends everything that was typed and not sent, on every screen.
    pub fn flush(&mut self, view: &View, commands: &mut Vec<Command>) {
        for kind in ItemKind::ALL {
            self.browser(kind).flush(view, commands);
        }
    }

    /// Something was typed that is not on this device's disk yet.
    pub fn is_dirty(&self) -> bool {
        self.browsers().into_iter().any(Browser::is_dirty)
    }

    /// Something was typed that is not kept unless the person does something about it.
    pub fn is_stuck(&self) -> bool {
        self.browsers().into_iter().any(Browser::is_stuck)
    }

    /// Hears what came of a command.
    pub fn settled(&mut self, command: &Command, kept: bool) {
        for kind in ItemKind::ALL {
            self.browser(kind).settled(command, kept);
        }
        self.settings.settled(command, kept);
    }

    /// Who came to ask while *Deelnemers* showed, and has not been in view yet.
    pub fn unseen_applicants(&self) -> &[DeviceId] {
        self.participants.unseen()
    }

    /// Somebody goes to the first of them.
    pub fn go_to_applicants(&mut self) {
        self.participants.goes_to_unseen();
    }

    /// Hears that a command was not carried out and will not be, such as when somebody gave no passphrase.
    pub fn given_up(&mut self, command: &Command) {
        self.inbox.given_up(command);
    }
}

/// The screen on which items of a kind are.
pub fn screen_of(kind: ItemKind) -> Screen {
    match kind {
        ItemKind::Section => Screen::Plan,
        ItemKind::Activity => Screen::Activities,
        ItemKind::Conversation => Screen::Conversations,
        ItemKind::Inventory => Screen::Inventory,
    }
}

#[cfg(test)]
pub(super) mod tests;
