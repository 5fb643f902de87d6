//! The command palette: every screen, command and item by a few letters.

use egui::{Context, Id, Key, Modifiers, Ui};

use super::offers::{Chosen, Offer, offers};
use super::{Wish, fuzzy, is_for};
use crate::engine::View;
use crate::ui::cx::{Goto, Screen};
use crate::ui::kit::{Dialog, DialogResponse, ItemCard, ItemList, SearchField, focus_when_opened, live_status};
use crate::ui::marks;
use crate::ui::screens::item::numbered;
use crate::ui::screens::screen_of;
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

struct Entry {
    card: ItemCard,
    /// Other words for it.
    words: &'static str,
    chosen: Chosen,
}

impl Palette {
    /// Shows the palette.
    ///
    /// `real`: not in the demo.
    pub(super) fn show(&mut self, ctx: &Context, view: &View, real: bool) -> DialogResponse<Option<Chosen>> {
        Dialog::new("palette", &tr!("palette-title")).show(ctx, |ui| {
            let found = find(&self.query, view, real);
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

fn find(query: &str, view: &View, real: bool) -> Vec<Entry> {
    let mut found: Vec<(u32, Entry)> =
        entries(view, real).into_iter().filter_map(|entry| Some((entry.score(query)?, entry))).collect();
    // Stable: what matches as well stays in the order of the entries.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(MOST_RESULTS).map(|(_, entry)| entry).collect()
}

impl Entry {
    /// How well it is what somebody looks for. A match in the title goes before one that also needs another word for it, the
    /// kind or the municipality.
    fn score(&self, query: &str) -> Option<u32> {
        let by_title = fuzzy::score(query, &self.card.title).map(|score| score + 1);
        let by_words = || fuzzy::starts(query, &format!("{} {}", self.card.title, self.words));
        let with_kind = || fuzzy::score(query, &format!("{} {}", self.card.title, self.card.kicker));
        by_title.max(by_words()).or_else(with_kind)
    }
}

fn entry(kicker: String, title: String, chosen: Chosen) -> Entry {
    Entry { card: ItemCard { kicker, title, note: String::new(), mark: None }, words: "", chosen }
}

fn entries(view: &View, real: bool) -> Vec<Entry> {
    let shows = |screen| is_for(screen, view.me.role);
    let offered = |offer: Offer| Entry { words: offer.words, ..entry(offer.kicker, offer.title, offer.chosen) };
    let mut all: Vec<Entry> = offers(view, real).into_iter().map(offered).collect();
    if shows(Screen::Inbox) {
        all.extend(requests(view));
    }
    all.extend(items(view));
    if shows(Screen::Shared) {
        all.extend(sections(view));
    }
    all
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
            entry.card.mark = Some(marks::visibility(item, view));
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

#[cfg(test)]
mod tests;
