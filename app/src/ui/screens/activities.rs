//! *Activiteiten* and *Gesprekken*: as table, timeline or board, with the detail beside it.

mod filter;
mod views;

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Action;
use egui::Ui;

use self::filter::Filter;
use self::views::Layout;
use super::item::add::words_for;
use super::item::browser::Browser;
use super::pane::{beside_detail, inside, panes};
use crate::budget::{self, ACTIVITY_MONEY_CENTS};
use crate::engine::{ItemView, View};
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Room, empty_state, live_status, muted, page_header, view_switch};
use crate::ui::theme::{size, space};
use crate::{format, tr, words};

/// What one of both screens remembers between frames.
#[derive(Default)]
pub struct State {
    /// The list and its detail.
    pub browser: Browser,
    filter: Filter,
    layout: Layout,
    /// With little room the filters show only when somebody asks for them.
    filtering: bool,
}

impl State {
    /// Lets everything through, so that what one jumps to is not hidden by a filter.
    pub fn clear_filters(&mut self) {
        self.filter = Filter::default();
    }

    /// Shows the screen of activities or of conversations.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, kind: ItemKind) {
        let view = cx.view;
        let kinds = [kind];
        let all: Vec<&ItemView> = view.of_kind(&kinds).collect();
        let may_edit = view.may(Action::EditPlan);
        if all.is_empty() {
            self.empty(ui, kind, may_edit);
        } else {
            let shown: Vec<&ItemView> = all.iter().copied().filter(|view| self.filter.lets(view)).collect();
            self.browser.keep_selected(&shown);
            let panes = if Room::of(ui) == Room::Wide {
                beside_detail(ui)
            } else {
                panes(ui, size::LIST, self.browser.reading)
            };
            if let Some(rect) = panes.list {
                inside(ui, "list", rect, |ui| self.list(ui, cx, kind, (&all, &shown), may_edit));
            }
            if let Some(rect) = panes.detail {
                self.browser.detail(ui, cx, rect, panes.alone());
            }
        }
        self.browser.dialogs(ui, cx);
    }

    fn empty(&mut self, ui: &mut Ui, kind: ItemKind, may_edit: bool) {
        page_header(ui, &words::kinds(kind), &subtitle(kind), |_| {});
        let button = may_edit.then(|| Button::primary(words_for(kind)).icon(Icon::Plus));
        let title = tr!("activities-empty", kind = kind.name());
        let pressed = empty_state(ui, Icon::Calendar, &title, &tr!("activities-empty-text"), button);
        if pressed.is_some_and(|response| response.clicked()) {
            self.browser.add_kind(kind);
        }
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        kind: ItemKind,
        (all, shown): (&[&ItemView], &[&ItemView]),
        may_edit: bool,
    ) {
        let all_room = ui.available_rect_before_wrap();
        let roomy = all_room.width() >= size::TABLE;
        let below_title = if roomy { subtitle(kind) } else { String::new() };
        page_header(ui, &words::kinds(kind), &below_title, |ui| {
            if may_edit && ui.add(Button::primary(words_for(kind)).icon(Icon::Plus)).clicked() {
                self.browser.add_kind(kind);
            }
        });
        self.choices(ui, all, roomy);
        ui.add_space(space::S);
        let footer_top = all_room.bottom() - size::STATUS_BAR;
        let mut rect = all_room;
        rect.set_top(ui.cursor().top());
        rect.set_bottom(footer_top.max(rect.top()));
        let chosen = inside(ui, "items", rect, |ui| {
            if shown.is_empty() {
                muted(ui, &tr!("activities-none"));
                return None;
            }
            self.layout.show(ui, kind, shown, self.browser.place(shown), cx.view)
        });
        if let Some(index) = chosen {
            self.browser.select(shown[index].item.id);
        }
        let mut below = all_room;
        below.set_top(rect.bottom());
        inside(ui, "sum", below, |ui| {
            ui.add_space(space::S);
            let words = if roomy { sum_words(cx.view, kind, shown) } else { count_words(kind, shown) };
            live_status(ui, &words);
        });
    }

    /// Filters and layout: in a row, or with little room below each other when asked for.
    fn choices(&mut self, ui: &mut Ui, all: &[&ItemView], roomy: bool) {
        if roomy {
            ui.horizontal_wrapped(|ui| {
                self.filter.show(ui, all);
                view_switch(ui, &tr!("activities-layout"), &mut self.layout, &Layout::options());
            });
            return;
        }
        let button = Button::secondary(tr!("activities-filter")).icon(Icon::Filter).compact();
        if ui.add(button.selected(self.filtering)).clicked() {
            self.filtering = !self.filtering;
        }
        if self.filtering {
            self.filter.show(ui, all);
            view_switch(ui, &tr!("activities-layout"), &mut self.layout, &Layout::options());
        }
    }
}

fn count_words(kind: ItemKind, shown: &[&ItemView]) -> String {
    tr!("activities-count", kind = kind.name(), count = shown.len())
}

fn subtitle(kind: ItemKind) -> String {
    tr!("activities-subtitle", kind = kind.name())
}

/// "7 activiteiten · € 2.150 van € 3.000 activiteitengeld 2026 gepland".
fn sum_words(view: &View, kind: ItemKind, shown: &[&ItemView]) -> String {
    use chrono::Datelike as _;
    let year = view.today.year();
    let count = count_words(kind, shown);
    let spent = format::money_short(budget::planned(view, year).cents);
    let limit = format::money_short(ACTIVITY_MONEY_CENTS);
    tr!("activities-sum", count = count, spent = spent, limit = limit, year = year.to_string())
}
