//! *Toestemmingen*: what the municipality shares now, what it took back, and taking back.

use deelbaar_schema::gate::Visibility;
use deelbaar_schema::id::ItemId;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Audience;
use egui::Ui;

use crate::engine::{Command, Event, EventKind, ItemView, View};
use crate::ui::cx::{Cx, Goto};
use crate::ui::kit::{
    Answer, Button, HistoryStep, ItemCard, ItemList, Landmark, Level, Question, VisibilityMark, body, card, chip_row,
    details, empty_state, heading, history, live_status, muted, paragraph, small,
};
use crate::ui::screens::pane::{inside, panes, scroll};
use crate::ui::theme::{size, space};
use crate::ui::{Icon, marks};
use crate::{format, tr, words};

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    selected: Option<ItemId>,
    /// With little room: the detail shows instead of the list.
    reading: bool,
    /// What is asked about: withdraw or not.
    asking: Option<Asking>,
    /// What was taken back last: said until it shows.
    withdrawing: Option<Asking>,
}

/// What somebody may want to take back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// Everything of one item, or one version of it.
    Item(ItemId, Option<u32>),
    /// Everything of the municipality.
    All,
}

impl State {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        let items: Vec<&ItemView> = view.everything().filter(|item| item.is_in_region()).collect();
        if items.is_empty() {
            heading(ui, Level::One, &tr!("consents-title"));
            let text = tr!("consents-empty-text", municipality = view.me.municipality_name.as_str());
            empty_state(ui, Icon::Lock, &tr!("consents-empty"), &text, None);
            return;
        }
        if !items.iter().any(|item| Some(item.item.id) == self.selected) {
            self.selected = items.first().map(|item| item.item.id);
        }
        let places = panes(ui, size::DETAIL, self.reading);
        if let Some(rect) = places.list {
            inside(ui, "list", rect, |ui| self.list(ui, &items, view));
        }
        let selected = items.iter().find(|item| Some(item.item.id) == self.selected);
        if let (Some(rect), Some(item)) = (places.detail, selected) {
            inside(ui, "detail", rect, |ui| {
                if places.alone() && ui.add(Button::quiet(tr!("consents-back")).icon(Icon::ArrowLeft)).clicked() {
                    self.reading = false;
                }
                Landmark::Complementary.show(ui, &words::title_of(&item.item), |ui| self.detail(ui, cx, item));
            });
        }
        self.dialog(ui, cx);
    }

    fn list(&mut self, ui: &mut Ui, items: &[&ItemView], view: &View) {
        let shared = items.iter().filter(|item| matches!(item.visibility, Visibility::Shared { .. })).count();
        heading(ui, Level::One, &tr!("consents-title"));
        muted(ui, &tr!("consents-subtitle"));
        let over = items.iter().filter(|item| matches!(item.visibility, Visibility::Withdrawn | Visibility::Ended(_)));
        let count = tr!("consents-count", shared = shared, withdrawn = over.count());
        live_status(ui, format!("{} {count}", self.busy(items, view).unwrap_or_default()).trim());
        let some = items.iter().any(|item| item.can.withdraw);
        if some && ui.add(Button::quiet(tr!("consents-withdraw-all")).icon(Icon::Prohibit)).clicked() {
            self.asking = Some(Asking::All);
        }
        ui.add_space(space::S);
        let selected = items.iter().position(|item| Some(item.item.id) == self.selected);
        let name = tr!("consents-title");
        let list = ItemList::new("consents", &name).selected(selected);
        let card = |index: usize| card_of(items[index], view);
        if let Some(index) = scroll(ui, "consents", |ui| list.show(ui, items.len(), card)).chosen {
            self.selected = Some(items[index].item.id);
            self.reading = true;
        }
    }

    fn detail(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, item: &ItemView) {
        let view = cx.view;
        scroll(ui, "consents-detail", |ui| {
            card(ui, |ui| {
                heading(ui, Level::Two, &words::title_of(&item.item));
                chip_row(ui, |ui| {
                    ui.add(&sharing_mark(item, view));
                    if item.asked {
                        ui.add(&VisibilityMark::AwaitingConsent);
                    }
                });
                ui.add_space(space::S);
                facts(ui, item, view);
                ui.add_space(space::S);
                self.actions(ui, cx, item);
            });
            if item.versions.len() > 1 || !item.held.is_empty() {
                ui.add_space(space::S);
                card(ui, |ui| self.versions(ui, item));
            }
            if !item.purges.is_empty() {
                ui.add_space(space::S);
                card(ui, |ui| purges(ui, item, view));
            }
            let acts: Vec<&Event> = item.history.iter().filter(|event| is_about_sharing(event.what)).collect();
            if !acts.is_empty() {
                ui.add_space(space::S);
                card(ui, |ui| show_history(ui, &acts));
            }
        });
    }

    /// The versions that are shared, and those that the region only keeps, each to be taken back alone.
    fn versions(&mut self, ui: &mut Ui, item: &ItemView) {
        heading(ui, Level::Three, &tr!("consents-versions"));
        if item.versions.len() > 1 {
            small(ui, &tr!("consents-versions-hint"));
        }
        let shown = item.versions.iter().map(|version| (version, true));
        for ((version, time), shown) in item.held.iter().map(|version| (version, false)).chain(shown).rev() {
            ui.horizontal_wrapped(|ui| {
                let date = format::date_short(time.date());
                let words = if shown {
                    tr!("consents-one", version = *version, date = date)
                } else {
                    tr!("consents-one-held", version = *version, date = date)
                };
                body(ui, &words);
                let withdraw = match carried(item, *version) {
                    None => tr!("consents-withdraw-one", version = *version),
                    Some(others) => tr!("consents-withdraw-carried", version = *version, others = others),
                };
                let withdraw = Button::quiet(withdraw).icon(Icon::Prohibit);
                if item.can.withdraw && ui.add(withdraw).clicked() {
                    self.asking = Some(Asking::Item(item.item.id, Some(*version)));
                }
            });
        }
    }

    fn actions(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, item: &ItemView) {
        let removed = cx.view.item(item.item.id).is_none();
        let municipality = cx.view.me.municipality_name.as_str();
        let words = match item.visibility {
            Visibility::Shared { .. } if removed => Some(tr!("consents-removed", municipality = municipality)),
            _ if removed => Some(tr!("consents-removed-withdrawn", municipality = municipality)),
            Visibility::Shared { changed: true, .. } => Some(changed_words(item.visibility, cx.view)),
            _ => None,
        };
        if let Some(words) = words {
            paragraph(ui, &words);
        }
        if !item.held.is_empty() && !matches!(item.visibility, Visibility::Shared { .. }) {
            paragraph(ui, &tr!("consents-held"));
        }
        if item.can.confirm
            && let Some(consent) = &item.consent
        {
            paragraph(ui, &tr!("consents-predecessor", who = words::who(&consent.by)));
        }
        ui.horizontal_wrapped(|ui| {
            if item.can.confirm && ui.add(Button::primary(tr!("consents-confirm")).icon(Icon::Check)).clicked() {
                cx.send(Command::ConfirmConsent { item: item.item.id });
            }
            let recall = || Button::secondary(tr!("item-recall-consent")).icon(Icon::Return);
            if item.can.recall_consent && recall().acts(ui) {
                cx.send(Command::RecallConsent { item: item.item.id });
            }
            if item.can.withdraw && ui.add(Button::danger(tr!("consents-withdraw")).icon(Icon::Prohibit)).clicked() {
                self.asking = Some(Asking::Item(item.item.id, None));
            }
            if !removed && ui.add(Button::secondary(tr!("consents-open")).icon(Icon::File)).clicked() {
                cx.go(Goto::Item(item.item.id));
            }
        });
        let there = matches!(item.visibility, Visibility::Shared { .. }) || !item.held.is_empty();
        if there && !item.can.withdraw && cx.view.me.role != Role::Alderman {
            small(ui, &tr!("consents-only-alderman", municipality = cx.view.me.municipality_name.as_str()));
        }
    }

    /// Says what is being taken back, for as long as it still shows as shared.
    fn busy(&mut self, items: &[&ItemView], view: &View) -> Option<String> {
        let shared = |item: &&&ItemView| matches!(item.visibility, Visibility::Shared { .. }) || !item.held.is_empty();
        let is = |item: &ItemView, version| item.versions.iter().chain(&item.held).any(|(other, _)| *other == version);
        let subject = match self.withdrawing? {
            Asking::All => items.iter().find(shared).map(|_| view.me.municipality_name.clone()),
            Asking::Item(id, version) => items
                .iter()
                .filter(|item| item.item.id == id)
                .filter(|item| version.is_none_or(|version| is(item, version)))
                .find(shared)
                .map(|item| words::title_of(&item.item)),
        };
        if subject.is_none() {
            self.withdrawing = None;
        }
        subject.map(|subject| tr!("consents-busy", title = subject.as_str()))
    }

    /// Asks before anything is taken back, and says what taking back can and cannot do.
    fn dialog(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(asking) = self.asking else { return };
        let subject = match asking {
            Asking::Item(id, _) => {
                cx.view.everything().find(|item| item.item.id == id).map(|item| words::title_of(&item.item))
            }
            Asking::All => Some(cx.view.me.municipality_name.clone()),
        };
        let Some(subject) = subject else {
            self.asking = None;
            return;
        };
        let title = match asking {
            Asking::Item(_, None) => tr!("consents-ask", title = subject.as_str()),
            Asking::Item(_, Some(version)) => tr!("consents-ask-one", title = subject.as_str(), version = version),
            Asking::All => tr!("consents-ask-all", municipality = subject.as_str()),
        };
        let question = Question::danger("withdraw", &title, tr!("consents-withdraw-now"), tr!("consents-keep"));
        let contents = |ui: &mut Ui, cx: &mut Cx<'_>| {
            body(ui, &tr!("consents-ask-does"));
            body(ui, &tr!("consents-ask-cannot"));
            let municipality = cx.view.me.municipality_name.as_str();
            if let Asking::Item(id, Some(version)) = asking
                && let Some(item) = cx.view.everything().find(|item| item.item.id == id)
                && let Some(others) = carried(item, version)
            {
                body(ui, &tr!("consents-ask-carried", version = version, others = others));
            }
            body(
                ui,
                &match asking {
                    Asking::Item(id, _) if cx.view.item(id).is_none() => {
                        tr!("consents-ask-removed", municipality = municipality)
                    }
                    _ => tr!("consents-ask-again", municipality = municipality),
                },
            );
        };
        let answer = question.show(ui.ctx(), cx, contents, |_| true);
        if answer == Answer::Yes {
            self.withdrawing = Some(asking);
            cx.send(match asking {
                Asking::Item(item, version) => Command::Withdraw { item, version },
                Asking::All => Command::WithdrawAll,
            });
        }
        if answer != Answer::Open {
            self.asking = None;
        }
    }
}

fn card_of(item: &ItemView, view: &View) -> ItemCard {
    let day = last_act(item).map_or_else(String::new, |event| format::date_short(event.time.date()));
    let note = match item.visibility {
        Visibility::Private => tr!("consents-note-held"),
        _ if day.is_empty() => day,
        Visibility::Withdrawn => tr!("consents-note-withdrawn", date = day),
        Visibility::Ended(until) => tr!("consents-note-ended", date = format::date_short(until)),
        Visibility::Shared { .. } => tr!("consents-note-shared", date = day),
    };
    ItemCard {
        kicker: words::kind(item.item.kind),
        title: words::title_of(&item.item),
        note,
        mark: Some(sharing_mark(item, view)),
    }
}

/// What holds now, also while a request for the next version waits.
fn sharing_mark(item: &ItemView, view: &View) -> VisibilityMark {
    marks::seen_by(item, view)
}

/// "2, 3": the versions that are taken back with one, as they came under its standing consent.
fn carried(item: &ItemView, version: u32) -> Option<String> {
    let others = item.carried.get(&version)?.iter().map(u32::to_string);
    Some(others.collect::<Vec<_>>().join(", "))
}

/// That the text moved on: who sees the version that was shared, and what the new text takes.
fn changed_words(visibility: Visibility, view: &View) -> String {
    let Visibility::Shared { audience, standing, embargo, .. } = visibility else { return String::new() };
    let seen = match audience {
        _ if embargo.is_some_and(|day| view.today < day) => "later",
        Audience::Region => "region",
        Audience::Public => "public",
    };
    let next = if standing { tr!("consents-changed-standing") } else { tr!("consents-changed-again") };
    format!("{} {next}", tr!("consents-changed-text", seen = seen))
}

/// The last consent or withdrawal that counts, whichever holds now.
fn last_act(item: &ItemView) -> Option<&Event> {
    let withdrawn = item.visibility == Visibility::Withdrawn;
    item.history.iter().rev().filter(|event| event.counts).find(|event| match event.what {
        EventKind::ConsentGiven(_) | EventKind::Revised(_) => !withdrawn,
        EventKind::Withdrawn => withdrawn,
        _ => false,
    })
}

fn is_about_sharing(what: EventKind) -> bool {
    matches!(
        what,
        EventKind::ConsentRequested(_)
            | EventKind::ConsentGiven(_)
            | EventKind::Revised(_)
            | EventKind::ConsentConfirmed
            | EventKind::ConsentRefused
            | EventKind::ConsentReturned
            | EventKind::ConsentRecalled
            | EventKind::Withdrawn
    )
}

fn facts(ui: &mut Ui, item: &ItemView, view: &View) {
    let act = last_act(item);
    let day = act.map(|event| format::date_long(event.time.date())).unwrap_or_default();
    let who = act.map(|event| words::who(&event.who)).unwrap_or_default();
    let Visibility::Shared { version, audience, changed, standing, embargo, until } = item.visibility else {
        let first = match item.visibility {
            Visibility::Private => return,
            Visibility::Ended(until) => (tr!("consents-until"), format::date_long(until)),
            _ => (tr!("consents-withdrawn-on"), day),
        };
        show_rows(ui, &[first, (tr!("consents-by"), who)]);
        return;
    };
    let readers = match audience {
        Audience::Public => words::audience(audience),
        Audience::Region => region_readers(view),
    };
    let changed = if changed { tr!("consents-yes-changed") } else { tr!("consents-not-changed") };
    let embargo = embargo.map(format::date_long).unwrap_or_default();
    let rows = [
        (tr!("consents-readers"), readers),
        (tr!("consents-version"), version.to_string()),
        (tr!("consents-since"), day),
        (tr!("consents-by"), who),
        (tr!("consents-changed"), changed),
        (tr!("consents-standing"), if standing { tr!("consents-standing-yes") } else { String::new() }),
        (tr!("consents-embargo"), embargo),
        (tr!("consents-until"), until.map(format::date_long).unwrap_or_default()),
    ];
    show_rows(ui, &rows);
    for sentence in item.turns.sentences() {
        small(ui, &sentence);
    }
}

fn show_rows(ui: &mut Ui, rows: &[(String, String)]) {
    let rows: Vec<(&str, &str)> = rows.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    details(ui, &rows);
}

/// The other municipalities that take part, by name.
fn region_readers(view: &View) -> String {
    let others = view.region.municipalities.iter().filter(|m| m.takes_part && m.code != view.me.municipality);
    let names: Vec<&str> = others.map(|m| m.name.as_str()).collect();
    if names.is_empty() { tr!("consents-readers-nobody") } else { names.join(", ") }
}

/// Per municipality: confirmed to have deleted it, or not heard from.
fn purges(ui: &mut Ui, item: &ItemView, view: &View) {
    heading(ui, Level::Three, &tr!("consents-purges"));
    let purges = view.purges_of(item);
    let confirmed = purges.iter().filter(|(_, confirmed)| *confirmed).count();
    small(ui, &tr!("consents-purges-count", confirmed = confirmed, count = purges.len()));
    let said = |confirmed| if confirmed { tr!("consents-purged") } else { tr!("consents-not-heard") };
    let rows: Vec<_> = purges.into_iter().map(|(name, confirmed)| (name, said(confirmed))).collect();
    show_rows(ui, &rows);
    ui.add_space(space::S);
    small(ui, &tr!("consents-purges-note"));
}

fn show_history(ui: &mut Ui, acts: &[&Event]) {
    heading(ui, Level::Three, &tr!("consents-history"));
    let steps: Vec<(String, String)> = acts
        .iter()
        .map(|event| {
            let what = tr!("consents-step", what = words::event(event.what), who = words::by(event));
            let what = if event.note.is_empty() { what } else { format!("{what}: {}", event.note) };
            (format::date_short(event.time.date()), what)
        })
        .collect();
    let last = acts.iter().rposition(|event| event.counts);
    let steps: Vec<HistoryStep<'_>> = steps
        .iter()
        .enumerate()
        .map(|(index, (when, what))| HistoryStep { when, what, current: Some(index) == last })
        .collect();
    history(ui, &steps);
}
