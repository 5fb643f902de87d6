//! Data tables: a row is one thing to focus, to read and to choose.

use egui::{Id, Layout, Rect, Response, Role, Stroke, Ui, UiBuilder, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use super::button::Button;
use super::paint::{Ring, describe, finish, galley_rows, hide, selection_marker, text_at};
use super::roving::Roving;
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, size, space};

mod cells;

pub use cells::TableCells;

/// The direction in which a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A to Z, early to late, low to high.
    Ascending,
    /// Z to A, late to early, high to low.
    Descending,
}

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ColumnWidth {
    /// Exactly this wide, in points.
    Exact(f32),
    /// As wide as the widest visible content, starting from this guess.
    Auto(f32),
    /// What the other columns leave, and never less than this.
    Fill(f32),
}

/// One column of a [`DataTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    title: String,
    width: ColumnWidth,
    sortable: bool,
}

impl TableColumn {
    /// A column with its title.
    #[must_use]
    pub fn new(title: impl Into<String>, width: ColumnWidth) -> Self {
        Self { title: title.into(), width, sortable: false }
    }

    /// The title becomes a button; see [`TableResponse::sort`].
    #[must_use]
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    fn column(&self) -> Column {
        match self.width {
            ColumnWidth::Exact(width) => Column::exact(width),
            ColumnWidth::Auto(guess) => Column::auto_with_initial_suggestion(guess),
            ColumnWidth::Fill(least) => Column::remainder().at_least(least),
        }
    }
}

/// What happened to a [`DataTable`] in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableResponse {
    /// The row that the user chose.
    pub chosen: Option<usize>,
    /// The column whose title the user pressed, to sort by it.
    pub sort: Option<usize>,
}

/// A table that draws only the visible rows, however many there are.
///
/// It fills the height of its container and scrolls inside. Tab enters it at one row; arrow keys,
/// Home, End, Page Up and Page Down move; Enter, Space or a click chooses. Each row reads as one
/// sentence: "Activiteit: Dialoogavond, Wanneer: 9 apr 2026".
#[must_use = "call `show`"]
pub struct DataTable<'a> {
    id: Id,
    name: &'a str,
    columns: Vec<TableColumn>,
    selected: Option<usize>,
    sorted: Option<(usize, Sort)>,
    row_height: f32,
}

impl<'a> DataTable<'a> {
    /// A table with a name for assistive technology. `salt` tells tables of the app apart.
    pub fn new(salt: &str, name: &'a str, columns: Vec<TableColumn>) -> Self {
        Self {
            id: Id::unique("data-table").with(salt),
            name,
            columns,
            selected: None,
            sorted: None,
            row_height: size::TABLE_ROW,
        }
    }

    /// The row that is shown in the detail.
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// The column the rows are sorted by.
    pub fn sorted(mut self, sorted: Option<(usize, Sort)>) -> Self {
        self.sorted = sorted;
        self
    }

    /// Rows of two lines instead of one.
    pub fn two_lines(mut self) -> Self {
        self.row_height = size::TABLE_ROW_TALL;
        self
    }

    /// Shows `count` rows; `row` fills the cells of one row from left to right.
    pub fn show(
        self,
        ui: &mut Ui,
        count: usize,
        mut row: impl FnMut(usize, &mut TableCells<'_, '_, '_>),
    ) -> TableResponse {
        let mut response = TableResponse::default();
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, 0.0);
            let list_id = self.list_node(ui);
            let page = rows_per_page(ui.available_height(), self.row_height);
            let mut roving = Roving::begin(ui, self.id, count, self.selected, page);
            let mut builder = TableBuilder::new(ui)
                .id_salt(self.id)
                .animate_scrolling(false)
                .auto_shrink([false, true])
                .cell_layout(Layout::left_to_right(egui::Align::Center));
            for column in &self.columns {
                builder = builder.column(column.column());
            }
            if let Some(index) = roving.scroll_to() {
                builder = builder.scroll_to_row(index, None);
            }
            builder
                .header(size::TABLE_HEADER, |mut header| {
                    response.sort = self.header(&mut header);
                })
                .body(|body| {
                    let width = body.max_rect().x_range();
                    body.rows(self.row_height, count, |mut inner| {
                        let index = inner.index();
                        let mut made = None;
                        let mut setup = |cell: &mut Ui| {
                            made = Some(self.row(cell, &mut roving, index, list_id, width));
                        };
                        let mut cells = TableCells::new(&mut inner, &self.columns, &mut setup);
                        row(index, &mut cells);
                        let spoken = cells.into_spoken();
                        if let Some((row_ui, row_response)) = made {
                            roving.announce(&row_ui, &row_response, index, &spoken);
                            finish(&row_ui, &row_response, 0, Ring::Inside);
                            if row_response.clicked() {
                                response.chosen = Some(index);
                            }
                        }
                    });
                });
            roving.end(ui);
        });
        response
    }

    /// An empty node that becomes the parent of all rows, so that a screen reader hears one list.
    fn list_node(&self, ui: &mut Ui) -> Id {
        let builder = UiBuilder::new()
            .id_salt((self.id, "rows"))
            .max_rect(ui.available_rect_before_wrap())
            .accessibility_role(Role::ListBox)
            .accessibility_label(self.name);
        ui.new_child(builder).unique_id()
    }

    /// The title row; returns the column that the user pressed.
    fn header(&self, header: &mut TableRow<'_, '_>) -> Option<usize> {
        let mut pressed = None;
        for (index, column) in self.columns.iter().enumerate() {
            header.col(|ui| {
                if index == 0 {
                    ui.add_space(space::M);
                }
                if column.sortable {
                    if self.sort_button(ui, index, column).clicked() {
                        pressed = Some(index);
                    }
                } else {
                    // Every row names its columns, so the title itself is not read again.
                    hide(ui, ui.unique_id());
                    let muted = Theme::of(ui.ctx()).palette().muted;
                    let rect = ui.max_rect();
                    let width = ui.available_width();
                    let words = galley_rows(ui, &column.title, Type::SmallStrong, muted, width, 1);
                    let left = ui.cursor().left();
                    text_at(ui, words, left, rect.center().y, muted);
                }
            });
        }
        pressed
    }

    fn sort_button(&self, ui: &mut Ui, index: usize, column: &TableColumn) -> Response {
        let mut button = Button::quiet(&column.title).compact();
        let direction = match self.sorted {
            Some((sorted, direction)) if sorted == index => Some(direction),
            _ => None,
        };
        if let Some(direction) = direction {
            button = button.trailing(match direction {
                Sort::Ascending => Icon::CaretUp,
                Sort::Descending => Icon::CaretDown,
            });
        }
        let response = ui.add(button);
        describe(ui, response.id, |node| {
            node.set_role(Role::ColumnHeader);
            if let Some(direction) = direction {
                node.set_sort_direction(match direction {
                    Sort::Ascending => egui::accesskit::SortDirection::Ascending,
                    Sort::Descending => egui::accesskit::SortDirection::Descending,
                });
            }
        });
        response
    }

    /// The background of a row and the one thing that can be focused in it.
    fn row(
        &self,
        cell: &mut Ui,
        roving: &mut Roving,
        index: usize,
        list_id: Id,
        width: egui::Rangef,
    ) -> (Ui, Response) {
        let rect = Rect::from_x_y_ranges(width, cell.max_rect().y_range());
        let builder = UiBuilder::new().id_salt("row").max_rect(rect).accessibility_parent(list_id);
        let ui = cell.new_child(builder);
        let response = roving.row(&ui, rect, index);
        let p = Theme::of(ui.ctx()).palette();
        if self.selected == Some(index) {
            ui.painter().rect_filled(rect, 0.0, p.selected);
            selection_marker(&ui, rect, 0);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover);
        }
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(size::STROKE, p.line));
        if response.hovered() {
            ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        (ui, response)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a window holds far fewer rows than a usize"
)]
fn rows_per_page(height: f32, row_height: f32) -> usize {
    (height / row_height).floor().max(1.0) as usize
}
