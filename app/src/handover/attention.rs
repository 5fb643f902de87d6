//! What asks for the attention of whoever takes a portfolio over: risks that nobody has to write down, as they follow from
//! what is here.

use chrono::Datelike as _;
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::{DecisionState, Phase, Visibility};
use deelbaar_schema::time::{Date, Timestamp};
use deelbaar_sync::workspace::Root;

use super::{Line, about, apart};
use crate::engine::{ItemView, View};
use crate::{budget, format, tr, words};

/// What ends or begins within so many days asks for attention, and so does whoever was not heard for as long.
const SOON: u64 = 60;

/// What contradicts, what is late, what changed, what nobody in office stands for, what ends soon, who is silent.
pub(super) fn lines(view: &View) -> Vec<Line> {
    let mut lines: Vec<Line> = view.items.iter().flat_map(|item| of_item(item, view.today)).collect();
    let removed = view.removed.iter().flat_map(|item| of_item(item, view.today).into_iter().chain(still_shared(item)));
    lines.extend(removed.map(|line| Line { item: None, ..line }));
    lines.extend(over_budget(view));
    lines.extend(ending_mandates(view));
    lines.extend(view.me.seconds.iter().map(|of| {
        let whose = match of {
            Root::Municipality => view.me.municipality_name.as_str(),
            Root::Region => view.me.region_name.as_str(),
        };
        apart(tr!("handover-keys", whose = whose), tr!("handover-one-hand"))
    }));
    lines.extend(silent(view));
    lines
}

fn of_item(item: &ItemView, today: Date) -> Vec<Line> {
    let mut why: Vec<String> =
        item.decision.as_ref().and_then(|decision| of_decision(item, decision, today)).into_iter().collect();
    if let (Visibility::Shared { embargo, until, .. }, Some(consent)) = (&item.visibility, &item.consent) {
        if !consent.stood_for {
            let last = consent.confirmed.as_ref().map_or(&consent.by, |(who, _)| who);
            why.push(tr!("handover-predecessor", who = words::who(last)));
        }
        if let Some(day) = embargo.filter(|day| today < *day) {
            why.push(tr!("handover-embargo", date = format::date_long(day)));
        }
        if let Some(day) = until.filter(|day| *day <= today + chrono::Days::new(SOON)) {
            why.push(tr!("handover-ends", date = format::date_long(day)));
        }
    }
    let silent = item.purges.iter().filter(|(_, confirmed)| !confirmed).count();
    if silent > 0 {
        why.push(tr!("handover-not-deleted", count = silent));
    }
    why.into_iter().map(|why| about(item, why)).collect()
}

/// Nobody finds it in the plan, and everybody in the region reads it.
fn still_shared(item: &ItemView) -> Option<Line> {
    matches!(item.visibility, Visibility::Shared { .. }).then(|| about(item, tr!("handover-removed")))
}

fn of_decision(item: &ItemView, decision: &DecisionState, today: Date) -> Option<String> {
    let late = |field| item.item.date(field).filter(|day| *day < today).map(format::date_long);
    match decision.phase {
        _ if decision.contradiction => Some(tr!("handover-contradiction")),
        Phase::Agreed | Phase::Running if decision.changed => Some(tr!("handover-changed")),
        Phase::Running => late(Field::Until).map(|date| tr!("handover-late", date = date)),
        Phase::Agreed => late(Field::From).map(|date| tr!("handover-not-begun", date = date)),
        Phase::Submitted => late(Field::From).map(|date| tr!("handover-undecided", date = date)),
        _ => None,
    }
}

fn over_budget(view: &View) -> impl Iterator<Item = Line> {
    let (planned, year) = (budget::planned(view, view.today.year()), view.today.year().to_string());
    let money = (planned.cents_over() > 0).then(|| {
        let over = format::money(planned.cents_over());
        apart(tr!("handover-money", year = year.as_str()), tr!("handover-over", over = over))
    });
    let hours = (planned.hours_over() > 0).then(|| {
        let over = tr!("item-hours", count = planned.hours_over());
        apart(tr!("handover-hours", year = year.as_str()), tr!("handover-over", over = over))
    });
    money.into_iter().chain(hours)
}

/// A mandate ends by itself: then nobody decides in the alderman's name, without anybody having said so.
fn ending_mandates(view: &View) -> impl Iterator<Item = Line> {
    let soon = view.today + chrono::Days::new(SOON);
    view.powers.mandates.iter().filter_map(move |mandate| {
        let day = mandate.until.filter(|day| *day <= soon)?;
        Some(apart(words::who(&mandate.to), tr!("handover-mandate-ends", date = format::date_long(day))))
    })
}

/// Devices that were not heard for long: what was decided, shared or taken back since is not known there.
fn silent(view: &View) -> impl Iterator<Item = Line> {
    let before = view.today - chrono::Days::new(SOON);
    let long_ago = move |seen: Option<Timestamp>| seen.filter(|seen| seen.date() < before);
    let line =
        |text: String, seen: Timestamp| apart(text, tr!("handover-silent", date = format::date_long(seen.date())));
    let colleagues = view.status.colleagues.iter().filter(|device| !device.revoked && device.term.contains(view.today));
    let colleagues =
        colleagues.filter_map(move |device| Some(line(words::who(&device.who), long_ago(device.last_seen)?)));
    let others = view.status.municipalities.iter();
    colleagues.chain(others.filter_map(move |other| Some(line(other.name.clone(), long_ago(other.last_seen)?))))
}
