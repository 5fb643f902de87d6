//! What needs attention now, most urgent first.

use deelbaar_schema::act::Outcome;
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::{Phase, Visibility};
use deelbaar_schema::role::Action;
use deelbaar_schema::time::Date;
use deelbaar_sync::workspace::Root;

use crate::budget;
use crate::engine::{EventKind, ItemView, View};
use crate::ui::cx::{Goto, Screen};
use crate::ui::screens::parts::Part;
use crate::{tr, words};

/// An activity that may start this many days from now is worth a reminder.
const SOON_DAYS: i64 = 14;
/// An answer is news for so many days.
const NEWS_DAYS: i64 = 14;
const MILLISECONDS_A_DAY: i64 = 24 * 60 * 60 * 1000;

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// Tells it from others that lead to the same place; stays the same while its words change.
    pub(super) of: String,
    /// What it is about; also the words of the link.
    pub(super) title: String,
    /// Why it needs attention.
    pub(super) why: String,
    /// Where one can do something about it.
    pub(super) to: Goto,
}

impl Point {
    /// Whether both are about the same, whatever they say of it now.
    pub(super) fn is_about(&self, other: &Self) -> bool {
        (&self.of, self.to) == (&other.of, other.to)
    }
}

/// Everything that this person can do something about. `keeps`: the data stays on this device, unlike that of the example; then
/// it needs a passphrase and a backup.
pub(super) fn points(view: &View, keeps: bool) -> Vec<Point> {
    let mut found: Vec<(u8, Point)> = Vec::new();
    // First: they sit at their device now, and wait.
    if let Some(title) = words::applicants(view) {
        found.push((
            0,
            Point {
                of: "applicants".into(),
                title,
                why: tr!("attention-applicants-why"),
                to: Goto::Screen(Screen::Participants),
            },
        ));
    }
    let answerable = view.inbox.iter().filter(|entry| entry.waits_for_me()).count();
    if answerable > 0 {
        let title = tr!("attention-inbox", count = answerable);
        found.push((
            0,
            Point { of: "inbox".into(), title, why: tr!("attention-inbox-why"), to: Goto::Screen(Screen::Inbox) },
        ));
    }
    let inherited = view.items.iter().chain(view.removed.iter()).filter(|item| item.can.confirm).count();
    if inherited > 0 {
        let (title, why) = (tr!("attention-inherited", count = inherited), tr!("attention-inherited-why"));
        found.push((1, Point { of: "inherited".into(), title, why, to: Goto::Screen(Screen::Consents) }));
    }
    for competing in view.region.competing.iter().filter(|competing| competing.is_open()) {
        let title = tr!("contested-title", name = competing.name.as_str());
        let why = tr!("attention-contested-why", name = competing.name.as_str());
        found.push((0, Point { of: competing.name.clone(), title, why, to: Goto::Screen(Screen::Participants) }));
    }
    for of in &view.me.seconds {
        let (of, title, why) = match of {
            Root::Municipality => ("second", tr!("attention-second"), tr!("attention-second-why")),
            Root::Region => ("second-region", tr!("attention-second-region"), tr!("attention-second-region-why")),
        };
        found.push((1, Point { of: of.into(), title, why, to: Goto::Part(Part::Second) }));
    }
    if view.status.unknown {
        let (title, why) = (tr!("introduce-title"), tr!("attention-unknown-why"));
        found.push((1, Point { of: "unknown".into(), title, why, to: Goto::Part(Part::Introduce) }));
    }
    if let Some(days) = view.status.clock_ahead {
        let (title, why) = (tr!("clock-ahead"), tr!("clock-ahead-why", days = days));
        found.push((1, Point { of: "clock".into(), title, why, to: Goto::Screen(Screen::Participants) }));
    }
    if view.status.backup.overdue {
        let why = view.status.backup.failed.map_or_else(|| tr!("attention-backup-why"), |(_, why)| words::trouble(why));
        found.push((
            1,
            Point { of: "backup".into(), title: tr!("attention-backup"), why, to: Goto::Part(Part::Backup) },
        ));
    }
    for item in view.items.iter() {
        if let Some((order, why)) = reason(item, view) {
            found.push((
                order,
                Point { of: "item".into(), title: item.item.title.clone(), why, to: Goto::Item(item.item.id) },
            ));
        }
    }
    let over = budget::planned(view, chrono::Datelike::year(&view.today)).cents_over();
    if over > 0 && view.may(Action::EditPlan) {
        let why = tr!("overview-money-over", over = crate::format::money_short(over));
        found.push((
            3,
            Point { of: "money".into(), title: tr!("attention-money"), why, to: Goto::Screen(Screen::Activities) },
        ));
    }
    if keeps {
        found.extend(unguarded(view).map(|point| (5, point)));
    }
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, point)| point).collect()
}

/// What would be read by whoever finds this device, or be gone with it. Never more urgent than the work itself.
fn unguarded(view: &View) -> impl Iterator<Item = Point> {
    let (status, backup) = (&view.status, &view.status.backup);
    let part = |title: String, why: String, part: Part| Point { of: "guard".into(), title, why, to: Goto::Part(part) };
    let open = !status.passphrase;
    let open = open.then(|| part(tr!("attention-passphrase"), tr!("attention-passphrase-why"), Part::Passphrase));
    let single = !status.roots.is_empty() && backup.made.is_none() && backup.schedule.is_none();
    let single = single.then(|| part(tr!("attention-no-backup"), tr!("attention-no-backup-why"), Part::Backup));
    open.into_iter().chain(single)
}

/// Why an item needs attention, and how urgent it is: the lowest number first.
fn reason(item: &ItemView, view: &View) -> Option<(u8, String)> {
    if item.decision.as_ref().is_some_and(|decision| decision.contradiction) {
        return Some((0, tr!("item-contradiction")));
    }
    if !view.may(Action::Ask) {
        return None;
    }
    by_decision(item, view.today).or_else(|| by_consent(item)).or_else(|| answered_no(item, view))
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

/// What the alderman did not grant, for as long as it is news and nothing was done about it.
fn answered_no(item: &ItemView, view: &View) -> Option<(u8, String)> {
    let last = item.history.iter().rfind(|event| event.counts)?;
    let why = match last.what {
        EventKind::Decided(Outcome::Held) => tr!("attention-held"),
        EventKind::Decided(Outcome::Refused) => tr!("attention-refused"),
        EventKind::ConsentRefused => tr!("attention-consent-refused"),
        _ => return None,
    };
    let days = (view.now.0 - last.time.0) / MILLISECONDS_A_DAY;
    (days <= NEWS_DAYS).then_some((4, why))
}

fn by_consent(view: &ItemView) -> Option<(u8, String)> {
    if matches!(view.declined, Some((true, _))) && !view.asked {
        return Some((1, tr!("attention-returned")));
    }
    let moved_on = matches!(view.visibility, Visibility::Shared { changed: true, .. });
    (moved_on && !view.asked).then(|| (4, tr!("attention-moved-on")))
}
