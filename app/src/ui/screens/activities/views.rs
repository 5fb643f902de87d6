//! Three views of the same list: a table, a timeline by month, and a board by status.

use chrono::Datelike as _;
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::Phase;
use deelbaar_schema::plan::ItemKind;
use egui::{ScrollArea, Ui};

use crate::engine::{ItemView, View};
use crate::ui::icon::Icon;
use crate::ui::kit::{Card, ColumnWidth, DataTable, ItemCard, ItemList, Level, TableColumn, heading};
use crate::ui::marks;
use crate::ui::screens::item::fields::when;
use crate::ui::screens::pane::scroll;
use crate::ui::theme::{size, space};
use crate::{format, tr, words};

/// How the list is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Layout {
    /// Rows and columns.
    #[default]
    Table,
    /// By month.
    Timeline,
    /// By status.
    Board,
}

impl Layout {
    pub(super) fn options() -> [(Self, Option<Icon>, String); 3] {
        [
            (Self::Table, None, tr!("layout-table")),
            (Self::Timeline, None, tr!("layout-timeline")),
            (Self::Board, None, tr!("layout-board")),
        ]
    }

    /// Shows the items; returns the one that was chosen.
    pub(super) fn show(
        self,
        ui: &mut Ui,
        kind: ItemKind,
        items: &[&ItemView],
        selected: Option<usize>,
        all: &View,
    ) -> Option<usize> {
        match self {
            Self::Table if ui.available_width() < size::TABLE => cards(ui, kind, items, selected, all),
            Self::Table => table(ui, kind, items, selected, all),
            Self::Timeline => timeline(ui, items, selected, all),
            Self::Board => board(ui, items, selected, all),
        }
    }
}

fn table(ui: &mut Ui, kind: ItemKind, items: &[&ItemView], selected: Option<usize>, all: &View) -> Option<usize> {
    let columns = vec![
        TableColumn::new(words::kind(kind), ColumnWidth::Fill(size::FIELD_MIN_WIDTH)),
        TableColumn::new(tr!("item-when"), ColumnWidth::Exact(size::COLUMN_DATE)),
        TableColumn::new(tr!("filter-status"), ColumnWidth::Auto(size::FIELD_MIN_WIDTH)),
        TableColumn::new(tr!("plan-column-mark"), ColumnWidth::Auto(size::FIELD_MIN_WIDTH)),
    ];
    let name = words::kinds(kind);
    Card::new()
        .flush()
        .show(ui, |ui| {
            DataTable::new(kind.name(), &name, columns).selected(selected).two_lines().show(
                ui,
                items.len(),
                |index, cells| {
                    let view = items[index];
                    cells.strong(&view.item.title);
                    cells.text(&when(&view.item));
                    match &view.decision {
                        Some(decision) => cells.chip(marks::phase(decision)),
                        None => cells.empty(),
                    }
                    cells.mark(&marks::visibility(view, all));
                },
            )
        })
        .inner
        .chosen
}

fn card(view: &ItemView, all: &View) -> ItemCard {
    let phase = view.decision.as_ref().map(|decision| words::phase(decision.phase));
    ItemCard {
        kicker: phase.unwrap_or_default(),
        title: view.item.title.clone(),
        note: when(&view.item),
        mark: Some(marks::visibility(view, all)),
    }
}

fn cards(ui: &mut Ui, kind: ItemKind, items: &[&ItemView], selected: Option<usize>, all: &View) -> Option<usize> {
    let name = words::kinds(kind);
    scroll(ui, kind.name(), |ui| {
        ItemList::new(kind.name(), &name).selected(selected).show(ui, items.len(), |index| card(items[index], all))
    })
    .chosen
}

/// A part of the list with a title, such as a month or a status: the places of its items.
struct Group {
    title: String,
    places: Vec<usize>,
}

fn show_group(
    ui: &mut Ui,
    salt: &str,
    group: &Group,
    items: &[&ItemView],
    selected: Option<usize>,
    all: &View,
) -> Option<usize> {
    heading(ui, Level::Three, &group.title);
    let here = selected.and_then(|place| group.places.iter().position(|other| *other == place));
    let chosen = ItemList::new(&format!("{salt}-{}", group.title), &group.title)
        .selected(here)
        .show(ui, group.places.len(), |index| {
            let card = card(items[group.places[index]], all);
            if card.kicker == group.title { ItemCard { kicker: String::new(), ..card } } else { card }
        })
        .chosen?;
    Some(group.places[chosen])
}

/// By the month of the first day; what has no date comes last.
fn by_month(items: &[&ItemView]) -> Vec<Group> {
    let mut dated: Vec<(Option<(i32, u32)>, usize)> = items
        .iter()
        .enumerate()
        .map(|(place, view)| {
            let day = view.item.date(Field::From).or(view.item.date(Field::Until));
            (day.map(|day| (day.year(), day.month())), place)
        })
        .collect();
    dated.sort_by_key(|(month, place)| (month.is_none(), *month, *place));
    let mut groups: Vec<Group> = Vec::new();
    for (month, place) in dated {
        let first = month.and_then(|(year, month)| chrono::NaiveDate::from_ymd_opt(year, month, 1));
        let title = first.map_or_else(|| tr!("timeline-undated"), format::date_month);
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.places.push(place),
            None => groups.push(Group { title, places: vec![place] }),
        }
    }
    groups
}

fn timeline(ui: &mut Ui, items: &[&ItemView], selected: Option<usize>, all: &View) -> Option<usize> {
    scroll(ui, "timeline", |ui| {
        let mut chosen = None;
        for group in by_month(items) {
            chosen = show_group(ui, "month", &group, items, selected, all).or(chosen);
            ui.add_space(space::M);
        }
        chosen
    })
}

/// In the order in which an activity passes them.
const BOARD: [Phase; 10] = [
    Phase::Idea,
    Phase::Draft,
    Phase::Submitted,
    Phase::SentBack,
    Phase::Held,
    Phase::Agreed,
    Phase::Running,
    Phase::Finished,
    Phase::Refused,
    Phase::Dropped,
];

fn by_phase(items: &[&ItemView]) -> Vec<Group> {
    BOARD
        .into_iter()
        .map(|phase| {
            let here = |view: &ItemView| view.decision.as_ref().is_some_and(|decision| decision.phase == phase);
            let places = (0..items.len()).filter(|place| here(items[*place])).collect();
            Group { title: words::phase(phase), places }
        })
        .filter(|group: &Group| !group.places.is_empty())
        .collect()
}

fn board(ui: &mut Ui, items: &[&ItemView], selected: Option<usize>, all: &View) -> Option<usize> {
    let focus_room = egui::Margin::same(size::FOCUS_MARGIN);
    ScrollArea::both()
        .id_salt("board")
        .auto_shrink([false, false])
        .content_margin(focus_room)
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                let mut chosen = None;
                for group in by_phase(items) {
                    ui.vertical(|ui| {
                        ui.set_width(size::BOARD_COLUMN);
                        chosen = show_group(ui, "phase", &group, items, selected, all).or(chosen);
                    });
                    ui.add_space(space::S);
                }
                chosen
            })
            .inner
        })
        .inner
}
