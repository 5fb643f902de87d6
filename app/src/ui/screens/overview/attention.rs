//! What needs attention now, most urgent first.

use deelbaar_schema::field::Field;
use deelbaar_schema::gate::{Phase, Visibility};
use deelbaar_schema::role::Action;
use deelbaar_schema::time::Date;
use deelbaar_sync::workspace::Root;

use crate::budget;
use crate::engine::{ItemView, View};
use crate::ui::cx::{Goto, Screen};
use crate::{tr, words};

/// An activity that may start this many days from now is worth a reminder.
const SOON_DAYS: i64 = 14;

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// What it is about; also the words of the link.
    pub(super) title: String,
    /// Why it needs attention.
    pub(super) why: String,
    /// Where one can do something about it.
    pub(super) to: Goto,
}

/// Everything that this person can do something about.
pub(super) fn points(view: &View) -> Vec<Point> {
    let mut found: Vec<(u8, Point)> = Vec::new();
    // First: they sit at their device now, and wait.
    if let Some(title) = words::applicants(view) {
        found.push((0, Point { title, why: tr!("attention-applicants-why"), to: Goto::Screen(Screen::Participants) }));
    }
    let answerable = view.inbox.iter().filter(|entry| entry.waits_for_me()).count();
    if answerable > 0 {
        let title = tr!("attention-inbox", count = answerable);
        found.push((0, Point { title, why: tr!("attention-inbox-why"), to: Goto::Screen(Screen::Inbox) }));
    }
    for competing in view.region.competing.iter().filter(|competing| competing.is_open()) {
        let title = tr!("contested-title", name = competing.name.as_str());
        let why = tr!("attention-contested-why", name = competing.name.as_str());
        found.push((0, Point { title, why, to: Goto::Screen(Screen::Participants) }));
    }
    for of in &view.me.seconds {
        let (title, why) = match of {
            Root::Municipality => (tr!("attention-second"), tr!("attention-second-why")),
            Root::Region => (tr!("attention-second-region"), tr!("attention-second-region-why")),
        };
        found.push((1, Point { title, why, to: Goto::Screen(Screen::Participants) }));
    }
    if view.status.unknown {
        let (title, why) = (tr!("introduce-title"), tr!("attention-unknown-why"));
        found.push((1, Point { title, why, to: Goto::Screen(Screen::Settings) }));
    }
    if let Some(days) = view.status.clock_ahead {
        let (title, why) = (tr!("clock-ahead"), tr!("clock-ahead-why", days = days));
        found.push((1, Point { title, why, to: Goto::Screen(Screen::Participants) }));
    }
    if view.status.backup.overdue {
        let why = view.status.backup.failed.map_or_else(|| tr!("attention-backup-why"), |(_, why)| words::trouble(why));
        found.push((1, Point { title: tr!("attention-backup"), why, to: Goto::Screen(Screen::Settings) }));
    }
    for item in view.items.iter() {
        if let Some((order, why)) = reason(item, view) {
            found.push((order, Point { title: item.item.title.clone(), why, to: Goto::Item(item.item.id) }));
        }
    }
    let over = budget::planned(view, chrono::Datelike::year(&view.today)).cents_over();
    if over > 0 && view.may(Action::EditPlan) {
        let why = tr!("overview-money-over", over = crate::format::money_short(over));
        found.push((3, Point { title: tr!("attention-money"), why, to: Goto::Screen(Screen::Activities) }));
    }
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, point)| point).collect()
}

/// Why an item needs attention, and how urgent it is: the lowest number first.
fn reason(item: &ItemView, view: &View) -> Option<(u8, String)> {
    if item.decision.as_ref().is_some_and(|decision| decision.contradiction) {
        return Some((0, tr!("item-contradiction")));
    }
    if !view.may(Action::Ask) {
        return None;
    }
    by_decision(item, view.today).or_else(|| by_consent(item))
}

fn by_decision(view: &ItemView, today: Date) -> Option<(u8, String)> {
    let decision = view.decision.as_ref()?;
    let starts_in = view.item.date(Field::From).map(|from| (from - today).num_days());
    let is_over = view.item.date(Field::Until).is_some_and(|until| until < today);
    match decision.phase {
        Phase::SentBack => Some((1, tr!("attention-sent-back"))),
        Phase::Submitted | Phase::Agreed | Phase::Running if decision.changed => Some((1, tr!("item-why-changed"))),
        Phase::Agreed if starts_in.is_some_and(|days| days <= SOON_DAYS) => Some((2, tr!("item-why-agreed"))),
        Phase::Running if is_over => Some((2, tr!("attention-over"))),
        Phase::Idea | Phase::Draft if starts_in.is_some_and(|days| days <= SOON_DAYS) => {
            Some((2, tr!("attention-undecided")))
        }
        _ => None,
    }
}

fn by_consent(view: &ItemView) -> Option<(u8, String)> {
    if matches!(view.declined, Some((true, _))) && !view.asked {
        return Some((1, tr!("attention-returned")));
    }
    let moved_on = matches!(view.visibility, Visibility::Shared { changed: true, .. });
    (moved_on && !view.asked).then(|| (4, tr!("attention-moved-on")))
}
