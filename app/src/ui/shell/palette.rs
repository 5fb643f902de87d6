//! The command palette: every screen, command and item by a few letters.

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use egui::{Context, Id, Key, Modifiers, Ui};

use super::{Wish, fuzzy, is_for, screen_name, screens_for};
use crate::engine::{Command, View};
use crate::ui::cx::{Goto, Screen};
use crate::ui::kit::{Dialog, DialogResponse, ItemCard, ItemList, SearchField, focus_when_opened, live_status};
use crate::ui::marks;
use crate::ui::screens::item::add::words_for;
use crate::ui::screens::item::numbered;
use crate::ui::screens::{Begin, screen_of};
use crate::ui::theme::{size, space};
use crate::{tr, words};

/// More results than this are not read: another letter finds better.
const MOST_RESULTS: usize = 8;

/// The palette, while it is open.
#[derive(Default)]
pub(super) struct Palette {
    query: String,
    /// The result that Enter takes.
    at: usize,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Something for the window.
    Wish(Wish),
    /// The help.
    Help,
}

struct Entry {
    card: ItemCard,
    chosen: Chosen,
}

impl Palette {
    /// Shows the palette.
    ///
    /// `elsewhere`: there can be other municipalities to go to.
    pub(super) fn show(&mut self, ctx: &Context, view: &View, elsewhere: bool) -> DialogResponse<Option<Chosen>> {
        Dialog::new("palette", &tr!("palette-title")).show(ctx, |ui| {
            let found = find(&self.query, view, elsewhere);
            self.at = self.at.min(found.len().saturating_sub(1));
            let entered = self.field(ui, found.len());
            let spoken = match found.get(self.at) {
                Some(entry) => tr!("palette-found", count = found.len(), first = entry.card.title.as_str()),
                None => tr!("palette-none"),
            };
            live_status(ui, &spoken);
            ui.add_space(space::XS);
            let name = tr!("palette-results");
            let list = ItemList::new("palette", &name).selected(Some(self.at));
            ui.set_min_height(size::MENU_MAX_HEIGHT.min(ui.available_height()));
            let clicked = list.show(ui, found.len(), |at| found[at].card.clone()).chosen;
            let place = clicked.or(entered.then_some(self.at))?;
            let chosen = found.get(place)?.chosen.clone();
            ui.close();
            Some(chosen)
        })
    }

    /// The field. Arrow keys move through the results while one types. Returns whether Enter was pressed.
    fn field(&mut self, ui: &mut Ui, count: usize) -> bool {
        let id = Id::unique("palette-field");
        if ui.memory(|memory| memory.has_focus(id)) {
            let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if pressed(Key::ArrowDown) {
                self.at = (self.at + 1).min(count.saturating_sub(1));
            }
            if pressed(Key::ArrowUp) {
                self.at = self.at.saturating_sub(1);
            }
        }
        let words = tr!("shell-search");
        let response = SearchField::new(&words, &mut self.query).id(id).show(ui);
        focus_when_opened(&response);
        if response.changed() {
            self.at = 0;
        }
        response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    }
}

fn find(query: &str, view: &View, elsewhere: bool) -> Vec<Entry> {
    let other = || entry(tr!("palette-command"), tr!("choose-elsewhere"), Chosen::Wish(Wish::Elsewhere));
    let mut found: Vec<(u32, Entry)> = entries(view)
        .into_iter()
        .chain(elsewhere.then(other))
        .filter_map(|entry| {
            // A match in the title goes before one that also needs the kind or the municipality.
            let by_title = fuzzy::score(query, &entry.card.title).map(|score| score + 1);
            let with_kind = || fuzzy::score(query, &format!("{} {}", entry.card.title, entry.card.kicker));
            Some((by_title.or_else(with_kind)?, entry))
        })
        .collect();
    // Stable: what matches as well stays in the order of the entries.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(MOST_RESULTS).map(|(_, entry)| entry).collect()
}

fn entry(kicker: String, title: String, chosen: Chosen) -> Entry {
    Entry { card: ItemCard { kicker, title, note: String::new(), mark: None }, chosen }
}

fn entries(view: &View) -> Vec<Entry> {
    let shows = |screen| is_for(screen, view.me.role);
    let mut all = screens(view);
    all.extend(commands(view));
    if shows(Screen::Inbox) {
        all.extend(requests(view));
    }
    all.extend(items(view));
    if shows(Screen::Shared) {
        all.extend(sections(view));
    }
    all
}

fn screens(view: &View) -> Vec<Entry> {
    let go = |screen| Chosen::Wish(Wish::Go(Goto::Screen(screen)));
    screens_for(view.me.role)
        .into_iter()
        .map(|screen| entry(tr!("palette-screen"), screen_name(screen), go(screen)))
        .collect()
}

fn commands(view: &View) -> Vec<Entry> {
    let kicker = || tr!("palette-command");
    let mut found = Vec::new();
    if view.may(Action::EditPlan) {
        for kind in ItemKind::ALL {
            found.push(entry(kicker(), words_for(kind), Chosen::Wish(Wish::Begin(Begin::Add(kind)))));
        }
        found.push(entry(kicker(), tr!("plan-import"), Chosen::Wish(Wish::Begin(Begin::Import))));
    }
    if let Some(step) = &view.undo {
        let title = tr!("shell-undo-what", what = words::step(step));
        found.push(entry(kicker(), title, Chosen::Wish(Wish::Send(Command::Undo))));
    }
    if let Some(step) = &view.redo {
        let title = tr!("shell-redo-what", what = words::step(step));
        found.push(entry(kicker(), title, Chosen::Wish(Wish::Send(Command::Redo))));
    }
    if view.status.passphrase {
        found.push(entry(kicker(), tr!("lock-now"), Chosen::Wish(Wish::Lock)));
    }
    found.push(entry(kicker(), tr!("palette-sync"), Chosen::Wish(Wish::Send(Command::SyncNow))));
    found.push(entry(kicker(), tr!("help-title"), Chosen::Help));
    found
}

fn requests(view: &View) -> Vec<Entry> {
    view.inbox
        .iter()
        .map(|request| {
            let go = Chosen::Wish(Wish::Go(Goto::Request(request.request)));
            entry(tr!("screen-inbox"), request.title.clone(), go)
        })
        .collect()
}

fn items(view: &View) -> Vec<Entry> {
    view.items
        .iter()
        .filter(|item| is_for(screen_of(item.item.kind), view.me.role))
        .map(|item| {
            let go = Chosen::Wish(Wish::Go(Goto::Item(item.item.id)));
            let mut entry = entry(words::kind(item.item.kind), numbered(item), go);
            entry.card.mark = Some(marks::visibility(item, &view.me));
            entry
        })
        .collect()
}

fn sections(view: &View) -> Vec<Entry> {
    view.region
        .sections
        .iter()
        .map(|section| {
            let go = Chosen::Wish(Wish::Go(Goto::Section(section.section)));
            entry(section.municipality_name.clone(), section.item.title.clone(), go)
        })
        .collect()
}
