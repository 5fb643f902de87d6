//! A matrix of counts: rows to choose from, columns to compare.

use egui::{Align2, Id, Rect, Response, Role, Stroke, Ui, UiBuilder, pos2, vec2};

use super::paint::{Ring, finish, galley, galley_rows, selection_marker, text_at};
use super::roving::Roving;
use crate::ui::theme::{Theme, Type, size, space};

/// Page Up and Page Down.
const PAGE: usize = 8;
/// Letters of a column title when there is no room for all of it.
const LETTERS: usize = 3;
/// The part of the width that row titles may take.
const TITLE_PART: f32 = 0.36;

/// One row of a [`Matrix`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixRow {
    /// What the row is about.
    pub title: String,
    /// A count per column; 0 shows as an empty cell.
    pub counts: Vec<usize>,
}

impl MatrixRow {
    /// What a screen reader says: "Regenboog: Amersfoort 4, Baarn 2". `nothing` follows when every count is 0.
    #[must_use]
    pub fn spoken(&self, columns: &[String], nothing: &str) -> String {
        let filled = columns.iter().zip(&self.counts).filter(|(_, count)| **count > 0);
        let cells: Vec<String> = filled.map(|(column, count)| format!("{column} {count}")).collect();
        let cells = if cells.is_empty() { nothing.to_owned() } else { cells.join(", ") };
        format!("{}: {cells}", self.title)
    }
}

/// A matrix with one tab stop: arrow keys move between rows, Enter, Space or a click chooses. Every row reads as one sentence.
#[must_use = "call `show`"]
pub struct Matrix<'a> {
    id: Id,
    name: &'a str,
    corner: &'a str,
    columns: &'a [String],
    selected: Option<usize>,
}

/// What happened to a [`Matrix`] in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatrixResponse {
    /// The row that the user chose.
    pub chosen: Option<usize>,
    /// Column titles were cut to a few letters: say below it what they stand for.
    pub shortened: bool,
}

impl<'a> Matrix<'a> {
    /// A matrix with a name, the title of its first column, and the titles of the others.
    pub fn new(salt: &str, name: &'a str, corner: &'a str, columns: &'a [String]) -> Self {
        Self { id: Id::unique("matrix").with(salt), name, corner, columns, selected: None }
    }

    /// The row that is shown in the detail.
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// Shows the rows; `nothing` is said of a row without counts.
    pub fn show(self, ui: &mut Ui, rows: &[MatrixRow], nothing: &str) -> MatrixResponse {
        let builder =
            UiBuilder::new().id_salt(self.id).accessibility_role(Role::ListBox).accessibility_label(self.name);
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let grid = Grid::of(ui, self.columns.len());
            let short = self.columns.iter().any(|title| title_width(ui, title) > grid.column - space::S);
            self.header(ui, &grid, short);
            let mut roving = Roving::begin(ui, self.id, rows.len(), self.selected, PAGE);
            let mut response = MatrixResponse { chosen: None, shortened: short };
            for (index, row) in rows.iter().enumerate() {
                let spoken = row.spoken(self.columns, nothing);
                if self.row(ui, &grid, &mut roving, index, row, &spoken).clicked() {
                    response.chosen = Some(index);
                }
            }
            roving.end(ui);
            response
        })
        .inner
    }

    /// For the eyes: every row says its columns in full.
    fn header(&self, ui: &mut Ui, grid: &Grid, short: bool) {
        let muted = Theme::of(ui.ctx()).palette().muted;
        let (_, rect) = ui.allocate_space(vec2(grid.width(), size::TABLE_HEADER));
        let corner = galley_rows(ui, self.corner, Type::SmallStrong, muted, grid.title - space::M, 1);
        text_at(ui, corner, rect.left() + space::M, rect.center().y, muted);
        for (index, title) in self.columns.iter().enumerate() {
            let text = if short { short_title(title) } else { title.clone() };
            let words = galley(ui, &text, Type::SmallStrong, muted, f32::INFINITY);
            let center = grid.cell(rect, index).center();
            let corner = Align2::CENTER_CENTER.anchor_size(center, words.size()).min;
            ui.painter().galley(corner, words, muted);
        }
    }

    fn row(
        &self,
        ui: &mut Ui,
        grid: &Grid,
        roving: &mut Roving,
        index: usize,
        row: &MatrixRow,
        spoken: &str,
    ) -> Response {
        let p = Theme::of(ui.ctx()).palette();
        let title = galley_rows(ui, &row.title, Type::Strong, p.ink, grid.title - space::M - space::S, 2);
        let height = size::TABLE_ROW.max(title.size().y + space::S);
        let (_, rect) = ui.allocate_space(vec2(grid.width(), height));
        let response = roving.row(ui, rect, index);
        roving.announce(ui, &response, index, spoken);
        let selected = self.selected == Some(index);
        if selected || response.hovered() {
            ui.painter().rect_filled(rect, 0.0, if selected { p.selected } else { p.hover });
        }
        for (column, count) in row.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let cell = grid.cell(rect, column).shrink(size::STROKE);
            if !selected {
                ui.painter().rect_filled(cell, 0.0, p.filled_cell);
            }
            let words = galley(ui, &count.to_string(), Type::Strong, p.region.ink, f32::INFINITY);
            let corner = Align2::CENTER_CENTER.anchor_size(cell.center(), words.size()).min;
            ui.painter().galley(corner, words, p.region.ink);
        }
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(size::STROKE, p.line));
        if selected {
            selection_marker(ui, rect, 0);
        }
        text_at(ui, title, rect.left() + space::M, rect.center().y, p.ink);
        finish(ui, &response, 0, Ring::Inside);
        response
    }
}

fn title_width(ui: &Ui, title: &str) -> f32 {
    galley(ui, title, Type::SmallStrong, egui::Color32::PLACEHOLDER, f32::INFINITY).size().x
}

/// "Amersfoort" in three letters.
#[must_use]
pub fn short_title(title: &str) -> String {
    title.chars().take(LETTERS).collect()
}

/// Where the cells are.
struct Grid {
    title: f32,
    column: f32,
    count: f32,
}

impl Grid {
    #[expect(clippy::cast_precision_loss, reason = "a region has far fewer municipalities than a float can count")]
    fn of(ui: &Ui, columns: usize) -> Self {
        let width = ui.available_width();
        let count = columns.max(1) as f32;
        let title = (width * TITLE_PART).max(size::FIELD_MIN_WIDTH);
        let column = ((width - title) / count).max(size::TARGET_MIN);
        Self { title, column, count }
    }

    fn width(&self) -> f32 {
        self.title + self.column * self.count
    }

    #[expect(clippy::cast_precision_loss, reason = "a region has far fewer municipalities than a float can count")]
    fn cell(&self, row: Rect, column: usize) -> Rect {
        let left = row.left() + self.title + self.column * column as f32;
        Rect::from_min_size(pos2(left, row.top()), vec2(self.column, row.height()))
    }
}
