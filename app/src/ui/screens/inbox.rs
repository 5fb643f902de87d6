//! *Te besluiten*: what waits for the alderman, and the answers to it.
//!
//! Everyone of the municipality may read along; only the alderman has buttons. The order of the Tab key is list, detail,
//! actions.

mod answer;
mod consent;
mod decision;
mod draft;

use std::collections::BTreeMap;

use deelbaar_schema::charter::MandateError;
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::RecordId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use egui::Ui;

use crate::engine::{Ask, Command, InboxEntry, View};
use crate::ui::Icon;
use crate::ui::cx::Cx;
use crate::ui::kit::{Button, ItemCard, ItemList, Landmark, Level, empty_state, heading, live_status};
use crate::ui::screens::pane::{inside, panes, scroll};
use crate::ui::theme::{size, space};
use crate::{format, tr, words};

use answer::{Answer, Sent, waits_for_person};
use draft::Draft;

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    selected: Option<RecordId>,
    /// With little room: the detail shows instead of the list.
    reading: bool,
    /// What was chosen and typed, per request; kept until the request is answered.
    drafts: BTreeMap<RecordId, Draft>,
    /// Answers on their way to the engine.
    sent: Vec<Sent>,
    /// The last thing that was said about an answer.
    said: String,
    /// The titles of what was signed together, as far as it is recorded.
    signed: Vec<String>,
    /// The list takes the focus, because the control that had it is gone.
    focus_list: bool,
}

impl State {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        self.follow_answers(ui, view);
        let entries: Vec<&InboxEntry> = view.inbox.iter().filter(|entry| !self.is_sent(entry.request)).collect();
        self.follow_selection(&entries);
        if entries.is_empty() {
            heading(ui, Level::One, &tr!("inbox-title"));
            live_status(ui, &self.said);
            empty_state(ui, Icon::CheckCircle, &tr!("inbox-empty"), &tr!("inbox-empty-text"), None);
            return;
        }
        let panes = panes(ui, size::LIST, self.reading);
        if let Some(rect) = panes.list {
            inside(ui, "list", rect, |ui| self.list(ui, cx, &entries));
        }
        let selected = entries.iter().find(|entry| Some(entry.request) == self.selected);
        if let (Some(rect), Some(entry)) = (panes.detail, selected) {
            inside(ui, "detail", rect, |ui| {
                if panes.alone() && ui.add(Button::quiet(tr!("inbox-back")).icon(Icon::ArrowLeft)).clicked() {
                    self.reading = false;
                    self.focus_list = true;
                }
                self.detail(ui, cx, entry);
            });
        }
    }

    /// Selects a request, after a jump from elsewhere.
    pub fn select(&mut self, request: RecordId) {
        self.selected = Some(request);
        self.reading = true;
        self.focus_list = true;
    }

    /// Hears that a command was not carried out, and will not be: its request shows again at once.
    pub fn given_up(&mut self, command: &Command) {
        let Some((_, request)) = Answer::of(command) else { return };
        for sent in self.sent.iter_mut().filter(|sent| sent.request == request && !sent.shown_again) {
            sent.shown_again = true;
            self.said = tr!("inbox-not-done", title = sent.title.as_str());
        }
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entries: &[&InboxEntry]) {
        let view = cx.view;
        heading(ui, Level::One, &tr!("inbox-title"));
        let mut count = tr!("inbox-count", count = entries.len());
        if !entries.iter().any(|entry| entry.waits_for_me()) && entries.iter().any(|entry| !entry.can_answer()) {
            count = tr!("inbox-count-waits", count = count, who = words::alderman_of(view));
        }
        live_status(ui, format!("{} {count}", self.said).trim());
        self.sign_ready(ui, cx, entries);
        ui.add_space(space::S);
        let selected = entries.iter().position(|entry| Some(entry.request) == self.selected);
        let take_focus = std::mem::take(&mut self.focus_list);
        let name = tr!("inbox-list");
        let list = ItemList::new("inbox", &name).selected(selected).take_focus(take_focus);
        let drafts = &self.drafts;
        let is_ready = |entry: &InboxEntry| drafts.get(&entry.request).is_some_and(|draft| draft.ready.is_some());
        let show = |index: usize| card(entries[index], is_ready(entries[index]), view);
        let response = scroll(ui, "inbox", |ui| list.show(ui, entries.len(), show));
        if let Some(index) = response.chosen {
            self.selected = Some(entries[index].request);
            self.reading = true;
        }
    }

    fn detail(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entry: &InboxEntry) {
        let view = cx.view;
        let draft = self.drafts.entry(entry.request).or_insert_with(|| Draft::new(entry));
        // Widgets of one request are never those of another: a key that repeats cannot answer the next one.
        let answer = ui
            .push_id(entry.request, |ui| {
                Landmark::Complementary
                    .show(ui, &entry.title, |ui| match &entry.ask {
                        Ask::Decision { changed } => decision::show(ui, draft, entry, *changed, view),
                        Ask::Consent { .. } => consent::show(ui, draft, entry, view),
                    })
                    .inner
            })
            .inner;
        if let Some(save) = draft.save.take() {
            cx.send(save);
        }
        if let Some(answer) = answer {
            self.answer(ui, cx, entry, answer);
        }
    }

    /// Keeps a request selected as long as there is one: the same, or the one that came after it.
    fn follow_selection(&mut self, entries: &[&InboxEntry]) {
        if !entries.iter().any(|entry| Some(entry.request) == self.selected) {
            self.selected = entries.first().map(|entry| entry.request);
            self.reading = false;
        }
    }

    fn answer(&mut self, ui: &Ui, cx: &mut Cx<'_>, entry: &InboxEntry, answer: Answer) {
        let Some(draft) = self.drafts.get_mut(&entry.request) else { return };
        if draft.ready.take().is_some() {
            return;
        }
        let Some(command) = draft.command(entry, answer, cx.view.today) else { return };
        if answer == Answer::Ready {
            draft.ready = Some(command);
            self.said = tr!("inbox-said-ready", title = entry.title.as_str());
            self.select_next(cx.view, entry);
            return;
        }
        cx.send(command);
        self.select_next(cx.view, entry);
        self.follow(Sent::now(ui, entry, answer));
    }

    fn follow(&mut self, sent: Sent) {
        self.sent.retain(|other| other.request != sent.request);
        self.sent.push(sent);
    }

    /// Signs everything that was seen and put ready.
    fn sign_ready(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entries: &[&InboxEntry]) {
        let ready = |request: &RecordId| self.drafts.get(request).is_some_and(|draft| draft.ready.is_some());
        let count = entries.iter().filter(|entry| ready(&entry.request)).count();
        if count == 0 || !ui.add(Button::primary(tr!("inbox-sign-ready", count = count)).icon(Icon::Sign)).clicked() {
            return;
        }
        self.signed.clear();
        for entry in entries {
            let command = self.drafts.get_mut(&entry.request).and_then(|draft| draft.ready.take());
            if let Some(command) = command {
                cx.send(command);
                self.follow(Sent::now(ui, entry, Answer::Ready));
            }
        }
        self.focus_list = true;
    }

    /// Goes on with the next request that waits.
    fn select_next(&mut self, view: &View, entry: &InboxEntry) {
        let waiting: Vec<RecordId> =
            view.inbox.iter().map(|other| other.request).filter(|other| !self.is_sent(*other)).collect();
        let place = waiting.iter().position(|request| *request == entry.request).unwrap_or_default();
        let others: Vec<RecordId> = waiting.into_iter().filter(|request| *request != entry.request).collect();
        self.selected = others.get(place).or_else(|| others.last()).copied();
        self.reading = false;
        self.focus_list = true;
    }

    fn is_sent(&self, request: RecordId) -> bool {
        self.sent.iter().any(|sent| sent.request == request && !sent.shown_again)
    }

    /// Tells what became of the answers that are on their way. A request that stays was not answered, and shows again.
    fn follow_answers(&mut self, ui: &Ui, view: &View) {
        let mut said = None;
        let (sent, drafts, signed) = (&mut self.sent, &mut self.drafts, &mut self.signed);
        sent.retain_mut(|sent| {
            if !view.inbox.iter().any(|entry| entry.request == sent.request) {
                drafts.remove(&sent.request);
                said = Some(sent.done(signed));
                return false;
            }
            if !sent.shown_again && sent.is_late(ui) {
                said = Some(tr!("inbox-not-done", title = sent.title.as_str()));
                sent.shown_again = true;
            }
            if !sent.shown_again {
                sent.look_again(ui);
            }
            true
        });
        let under_way: Vec<&Sent> = self.sent.iter().filter(|sent| !sent.shown_again).collect();
        if let Some(said) = said.or_else(|| on_its_way(&under_way, waits_for_person(ui))) {
            self.said = said;
        }
    }
}

/// What to say of answers that are on their way: they are being recorded, or they wait for the passphrase first.
fn on_its_way(sent: &[&Sent], waits: bool) -> Option<String> {
    Some(match (sent, waits) {
        ([], _) => return None,
        ([one], true) => tr!("inbox-waits", title = one.title.as_str()),
        ([one], false) => tr!("inbox-busy", title = one.title.as_str()),
        (several, true) => tr!("inbox-waits-several", count = several.len()),
        (several, false) => tr!("inbox-busy-several", count = several.len()),
    })
}

/// What to say once an answer to a request was carried out; nothing for what is no answer to one that waits.
pub fn answered(command: &Command, view: &View) -> Option<String> {
    let (answer, request) = Answer::of(command)?;
    let entry = view.inbox.iter().find(|entry| entry.request == request)?;
    Some(answer.done(&entry.title))
}

fn card(entry: &InboxEntry, ready: bool, view: &View) -> ItemCard {
    let note = match &entry.barred {
        _ if ready => tr!("inbox-note-ready"),
        // Where nothing waits for this person, the count above the list says it for all.
        Some(_) if view.me.role != Role::Alderman && view.inbox.iter().any(InboxEntry::waits_for_me) => {
            tr!("inbox-note-waits", note = note(entry, view))
        }
        _ => note(entry, view),
    };
    ItemCard { kicker: kicker(entry), title: entry.title.clone(), note, mark: None }
}

fn kicker(entry: &InboxEntry) -> String {
    match (&entry.ask, entry.kind) {
        (Ask::Consent { .. }, _) => tr!("inbox-kicker-consent"),
        (Ask::Decision { .. }, ItemKind::Conversation) => tr!("inbox-kicker-conversation"),
        (Ask::Decision { .. }, _) => tr!("inbox-kicker-activity"),
    }
}

fn note(entry: &InboxEntry, view: &View) -> String {
    match &entry.ask {
        Ask::Decision { changed: true } => tr!("inbox-note-changed"),
        Ask::Decision { changed: false } => costs_and_day(entry, view)
            .unwrap_or_else(|| tr!("inbox-note-since", date = format::date_short(entry.time.date()))),
        Ask::Consent { sharing, previous, version, .. } => {
            let state = consent::state_words(previous.is_some(), *version);
            tr!("inbox-note-consent", audience = consent::audience_words(sharing.audience), state = state)
        }
    }
}

/// "€ 650,00 · 9 apr 2026", as far as it is filled in.
fn costs_and_day(entry: &InboxEntry, view: &View) -> Option<String> {
    let item = &view.item(entry.item)?.item;
    let parts = [item.costs().map(format::money), item.date(Field::From).map(format::date_short)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Why somebody can read a request and not answer it.
fn read_only_words(entry: &InboxEntry, view: &View) -> String {
    if let Some(sentence) = words::outside_term(&view.me, view.today) {
        return sentence;
    }
    let municipality = view.me.municipality_name.as_str();
    match &entry.barred {
        Some(ActError::OwnRequest) => tr!("inbox-own-request"),
        Some(ActError::Mandate(MandateError::None)) => tr!("inbox-no-mandate", municipality = municipality),
        Some(ActError::Mandate(error)) => {
            format!("{} {}", words::mandate_error(error), tr!("inbox-mandate-next"))
        }
        _ => tr!("inbox-read-only", municipality = municipality),
    }
}
