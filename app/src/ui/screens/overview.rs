//! *Overzicht*: what needs attention now, the next step, and how much money and time is planned.

mod attention;

use std::collections::BTreeSet;

use chrono::Datelike as _;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use egui::Ui;

use self::attention::{Point, points};
use crate::budget::{self, ACTIVITY_MONEY_CENTS, HOURS, Planned};
use crate::engine::{SharedView, View};
use crate::ui::cx::{Cx, Goto, Screen};
use crate::ui::icon::Icon;
use crate::ui::kit::{
    Button, Level, Notice, NoticeKind, Room, body, card, details, empty_state, figure, heading, meter,
};
use crate::ui::kit::{link_button, page_header, read_aloud, small};
use crate::ui::screens::pane::page;
use crate::ui::theme::{Type, space};
use crate::ui::{Tone, kit};
use crate::{format, tr, words};

/// More than this is no longer a list of what needs attention now.
const MOST_POINTS: usize = 8;

/// What the screen remembers while it is open: what it showed, so that nothing moves under somebody's pointer.
#[derive(Default)]
pub struct State {
    /// The frame in which it showed last.
    frame: u64,
    /// What needs attention, in the order in which it shows: by urgency at first, and below that what came since.
    order: Vec<Point>,
    /// How many of them show.
    shows: usize,
}

/// What a person asked for here that belongs to another screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// Add an item of a kind.
    Add(ItemKind),
    /// Read a document.
    Import,
}

impl State {
    /// Shows the screen. Returns what should begin elsewhere.
    /// `keeps`: the data stays on this device.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, keeps: bool) -> Option<Begin> {
        let view = cx.view;
        let found = self.in_order(&points(view, keeps), ui.ctx().cumulative_frame_nr());
        let shown = self.shows;
        page(ui, "overview", |ui| {
            let name = view.me.municipality_name.as_str();
            page_header(ui, &tr!("overview-title"), &tr!("overview-subtitle", municipality = name), |_| {});
            if view.items.is_empty() && view.may(Action::EditPlan) {
                let begin = brand_new(ui);
                ui.add_space(space::M);
                // What cannot wait, such as a municipality that was admitted twice, also shows where nothing was written.
                if !found.is_empty() {
                    attention(ui, cx, &found, shown, false);
                }
                news(ui, cx);
                return begin;
            }
            if Room::of(ui) == Room::Narrow {
                main_column(ui, cx, &found, shown);
                side_column(ui, cx);
            } else {
                ui.spacing_mut().item_spacing.x = space::L;
                ui.columns(2, |columns| {
                    main_column(&mut columns[0], cx, &found, shown);
                    side_column(&mut columns[1], cx);
                });
            }
            None
        })
    }

    /// Everything that needs attention in the order in which it shows. What comes while the screen is open goes below what
    /// stands there, and shows however much does.
    fn in_order(&mut self, found: &[Point], frame: u64) -> Vec<Point> {
        if self.frame + 1 < frame {
            (self.order, self.shows) = (Vec::new(), 0);
        }
        self.frame = frame;
        let opened = self.order.is_empty();
        let (hidden, shown) = (self.order.split_off(self.shows), std::mem::take(&mut self.order));
        let is_in = |point: &Point, all: &[Point]| all.iter().any(|other| other.is_about(point));
        let newest = |old: &[Point]| -> Vec<Point> {
            old.iter().filter_map(|point| found.iter().find(|now| now.is_about(point)).cloned()).collect()
        };
        let came: Vec<Point> =
            found.iter().filter(|point| !is_in(point, &shown) && !is_in(point, &hidden)).cloned().collect();
        let (mut all, rest) = (newest(&shown), newest(&hidden));
        all.extend(came);
        self.shows =
            if opened { all.len().min(MOST_POINTS) } else { (all.len() + rest.len()).min(MOST_POINTS).max(all.len()) };
        all.extend(rest);
        self.order.clone_from(&all);
        all
    }
}

/// The first step of a municipality that has nothing yet: read what there is, or write.
fn brand_new(ui: &mut Ui) -> Option<Begin> {
    let import = Button::primary(tr!("plan-import")).icon(Icon::Import);
    let pressed = empty_state(ui, Icon::Flag, &tr!("overview-empty"), &tr!("overview-empty-text"), Some(import));
    let write = ui.vertical_centered(|ui| ui.add(Button::secondary(tr!("plan-write")).icon(Icon::Pencil))).inner;
    if pressed.is_some_and(|response| response.clicked()) {
        return Some(Begin::Import);
    }
    write.clicked().then_some(Begin::Add(ItemKind::Section))
}

/// What others shared stands below: it comes by itself, and moves nothing there.
fn main_column(ui: &mut Ui, cx: &mut Cx<'_>, found: &[Point], shown: usize) {
    next_step(ui, cx, found.first());
    ui.add_space(space::M);
    // What comes first stands above.
    attention(ui, cx, found.get(1..).unwrap_or_default(), shown.saturating_sub(1), !found.is_empty());
    ui.add_space(space::M);
    news(ui, cx);
}

/// `more`: something stands above.
fn attention(ui: &mut Ui, cx: &mut Cx<'_>, found: &[Point], shown: usize, more: bool) {
    card(ui, |ui| {
        heading(ui, Level::Two, &tr!("overview-attention"));
        if found.is_empty() {
            body(ui, &if more { tr!("overview-nothing-more") } else { tr!("overview-nothing") });
        }
        for point in found.iter().take(shown) {
            ui.add_space(space::XS);
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if link_button(ui, &point.title).clicked() {
                    cx.go(point.to);
                }
                small(ui, &point.why);
            });
        }
        if found.len() > shown {
            ui.add_space(space::XS);
            small(ui, &tr!("overview-more", count = found.len() - shown));
        }
    });
}

fn next_step(ui: &mut Ui, cx: &mut Cx<'_>, first: Option<&Point>) {
    kit::Card::new().tone(Tone::Info).show(ui, |ui| {
        heading(ui, Level::Two, &tr!("overview-next"));
        if let Some(point) = first {
            let why = body(ui, &point.why);
            read_aloud(ui, &why, &format!("{}. {}", point.title, point.why));
            ui.add_space(space::S);
            if ui.add(Button::primary(point.title.as_str()).trailing(Icon::ArrowRight)).clicked() {
                cx.go(point.to);
            }
        } else {
            body(ui, &tr!("overview-next-none"));
            ui.add_space(space::S);
            if ui.add(Button::secondary(tr!("screen-region")).trailing(Icon::ArrowRight)).clicked() {
                cx.go(Goto::Screen(Screen::Region));
            }
        }
    });
}

/// What others share since somebody here last looked: how much, and who. Nothing when there is nothing new.
fn news(ui: &mut Ui, cx: &mut Cx<'_>) {
    let view = cx.view;
    let new = |shared: &&SharedView| view.unseen.contains(&shared.section);
    let names: BTreeSet<&str> = view.region.sections.iter().filter(new).map(|s| s.municipality_name.as_str()).collect();
    if names.is_empty() {
        return;
    }
    let names: Vec<&str> = names.into_iter().collect();
    card(ui, |ui| {
        heading(ui, Level::Two, &tr!("overview-news"));
        let text = tr!("overview-news-text", count = view.unseen.len(), names = names.join(", "));
        let shown = body(ui, &text);
        read_aloud(ui, &shown, &text);
        ui.add_space(space::S);
        if ui.add(Button::secondary(tr!("overview-news-look")).trailing(Icon::ArrowRight)).clicked() {
            cx.go(Goto::Screen(Screen::Shared));
        }
    });
    ui.add_space(space::M);
}

fn side_column(ui: &mut Ui, cx: &mut Cx<'_>) {
    let year = cx.view.today.year();
    let planned = budget::planned(cx.view, year);
    card(ui, |ui| money(ui, planned, year));
    ui.add_space(space::M);
    card(ui, |ui| hours(ui, planned, year));
    ui.add_space(space::M);
    card(ui, |ui| counts(ui, cx.view));
}

#[expect(clippy::cast_precision_loss, reason = "the length of a bar")]
fn bar(ui: &mut Ui, name: &str, value: i64, limit: i64, spoken: &str) {
    meter(ui, name, value as f32, limit as f32, spoken);
}

fn money(ui: &mut Ui, planned: Planned, year: i32) {
    let title = tr!("overview-money", year = year.to_string());
    heading(ui, Level::Two, &title);
    figure(ui, &format::money_short(planned.cents));
    let limit = format::money_short(ACTIVITY_MONEY_CENTS);
    let spoken = tr!("overview-money-of", limit = limit.as_str());
    small(ui, &spoken);
    bar(ui, &title, planned.cents, ACTIVITY_MONEY_CENTS, &spoken);
    if planned.cents_over() > 0 {
        let over = format::money_short(planned.cents_over());
        ui.add_space(space::S);
        let _shown = Notice::new(NoticeKind::Warning, &tr!("overview-money-over", over = over)).show(ui);
    } else {
        let left = format::money_short(ACTIVITY_MONEY_CENTS - planned.cents);
        kit::tone_text(ui, &tr!("overview-money-left", left = left), Type::Small, Tone::Good);
    }
}

fn hours(ui: &mut Ui, planned: Planned, year: i32) {
    let title = tr!("overview-hours", year = year.to_string());
    heading(ui, Level::Two, &title);
    let spoken = tr!("overview-hours-of", hours = format::number(planned.hours), limit = HOURS);
    body(ui, &spoken);
    bar(ui, &title, planned.hours, HOURS, &spoken);
    if planned.hours_over() > 0 {
        ui.add_space(space::S);
        let text = tr!("overview-hours-over", over = planned.hours_over());
        let _shown = Notice::new(NoticeKind::Warning, &text).show(ui);
    }
}

fn counts(ui: &mut Ui, view: &View) {
    heading(ui, Level::Two, &tr!("overview-counts"));
    let mut rows: Vec<(String, String)> =
        ItemKind::ALL.into_iter().map(|kind| (words::kinds(kind), view.of_kind(&[kind]).count().to_string())).collect();
    let own = view.region.sections.iter().filter(|section| section.municipality == view.me.municipality).count();
    rows.push((tr!("overview-shared"), own.to_string()));
    rows.push((tr!("overview-received"), (view.region.sections.len() - own).to_string()));
    let rows: Vec<(&str, &str)> = rows.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    details(ui, &rows);
}
