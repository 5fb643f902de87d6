//! Filling the cells of one row, and making its spoken name along the way.

use egui::{Align, Layout, Rect, TextWrapMode, Ui, UiBuilder, pos2};
use egui_extras::TableRow;

use super::TableColumn;
use crate::tr;
use crate::ui::kit::chip::Chip;
use crate::ui::kit::mark::VisibilityMark;
use crate::ui::kit::paint::{galley_rows, hide, text_at};
use crate::ui::theme::{Theme, Type, space};

/// How far the words of a cell are indented at most.
const MAX_STEPS: u8 = 4;

/// How far words stand to the right. Deeper than the most, a step more says nothing and takes the room of the words.
fn indent(depth: usize) -> f32 {
    f32::from(u8::try_from(depth).unwrap_or(u8::MAX).min(MAX_STEPS)) * space::L
}

/// The cells of one row, from left to right. Add exactly one per column.
pub struct TableCells<'c, 'a, 'b> {
    inner: &'c mut TableRow<'a, 'b>,
    columns: &'c [TableColumn],
    spoken: Vec<String>,
    /// Runs in the first cell, below everything: the row's background and its focus.
    row_setup: Option<&'c mut dyn FnMut(&mut Ui)>,
}

impl<'c, 'a, 'b> TableCells<'c, 'a, 'b> {
    pub(super) fn new(
        inner: &'c mut TableRow<'a, 'b>,
        columns: &'c [TableColumn],
        row_setup: &'c mut dyn FnMut(&mut Ui),
    ) -> Self {
        Self { inner, columns, spoken: Vec::new(), row_setup: Some(row_setup) }
    }

    /// The name of the row, "Activiteit: Dialoogavond, Wanneer: 9 apr 2026".
    pub(super) fn into_spoken(self) -> String {
        self.spoken.join(", ")
    }

    /// The title of the row, in emphasised letters.
    pub fn strong(&mut self, text: &str) {
        self.words(text, Type::Strong, false);
    }

    /// Running text, `depth` steps to the right: a part of what stands above it.
    pub fn indented(&mut self, depth: usize, text: &str) {
        self.cell(text, |ui| {
            ui.add_space(indent(depth));
            let ink = Theme::of(ui.ctx()).palette().ink;
            let rect = ui.max_rect();
            let left = ui.cursor().left();
            let words = galley_rows(ui, text, Type::Body, ink, rect.right() - left, 2);
            text_at(ui, words, left, rect.center().y, ink);
        });
    }

    /// Running text; two lines at most.
    pub fn text(&mut self, text: &str) {
        self.words(text, Type::Body, false);
    }

    /// Less important text.
    pub fn muted(&mut self, text: &str) {
        self.words(text, Type::Small, true);
    }

    /// A number or amount, aligned to the right.
    pub fn number(&mut self, text: &str) {
        self.cell(text, |ui| {
            let ink = Theme::of(ui.ctx()).palette().ink;
            let rect = ui.max_rect();
            let words = galley_rows(ui, text, Type::Body, ink, rect.width(), 1);
            let left = rect.right() - words.size().x;
            text_at(ui, words, left, rect.center().y, ink);
        });
    }

    /// A status chip.
    pub fn chip(&mut self, chip: Chip<'_>) {
        let spoken = chip.spoken_text().to_owned();
        self.cell(&spoken, |ui| {
            // The column grows rather than cut the words of a state.
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            ui.add(chip);
        });
    }

    /// Who can see it.
    pub fn mark(&mut self, mark: &VisibilityMark) {
        self.cell(&mark.text(), |ui| {
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            ui.add(mark);
        });
    }

    /// A title of one line, `depth` steps to the right, above who can see it: for a table with no room for a column of that.
    /// `column` is what such a column is called.
    pub fn titled_mark(&mut self, depth: usize, text: &str, mark: &VisibilityMark, column: &str) {
        self.cell(text, |ui| {
            let ink = Theme::of(ui.ctx()).palette().ink;
            let left = ui.cursor().left() + indent(depth);
            let rect = ui.max_rect();
            let style = if depth == 0 { Type::Strong } else { Type::Body };
            let words = galley_rows(ui, text, style, ink, rect.right() - left, 1);
            let middle = rect.center().y;
            let upper = middle - space::XS / 2.0 - words.size().y / 2.0;
            text_at(ui, words, left, upper, ink);
            let below = Rect::from_min_max(pos2(left, middle + space::XS / 2.0), rect.max);
            let below = UiBuilder::new().max_rect(below).layout(Layout::left_to_right(Align::Min));
            ui.scope_builder(below, |ui| {
                ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
                ui.add(mark);
            });
        });
        self.spoken.push(tr!("kit-row-cell", column = column, value = mark.text()));
    }

    /// Anything else that is only looked at; `spoken` says the same in words.
    pub fn custom(&mut self, spoken: &str, contents: impl FnOnce(&mut Ui)) {
        self.cell(spoken, contents);
    }

    /// An empty cell.
    pub fn empty(&mut self) {
        self.cell("", |_| {});
    }

    fn words(&mut self, text: &str, style: Type, is_muted: bool) {
        self.cell(text, |ui| {
            let p = Theme::of(ui.ctx()).palette();
            let ink = if is_muted { p.muted } else { p.ink };
            let rect = ui.max_rect();
            let rows = if rect.height() > 2.0 * style.line_height() { 2 } else { 1 };
            let left = ui.cursor().left();
            let words = galley_rows(ui, text, style, ink, rect.right() - left, rows);
            text_at(ui, words, left, rect.center().y, ink);
        });
    }

    fn cell(&mut self, spoken: &str, contents: impl FnOnce(&mut Ui)) {
        let index = self.inner.col_index();
        if let (Some(column), false) = (self.columns.get(index), spoken.is_empty()) {
            let title = column.title.as_str();
            self.spoken.push(tr!("kit-row-cell", column = title, value = spoken));
        }
        let row_setup = self.row_setup.take();
        self.inner.col(|ui| {
            if let Some(row_setup) = row_setup {
                row_setup(ui);
                ui.add_space(space::M);
            }
            // The row says it all; without this a screen reader would hear every cell again.
            hide(ui, ui.unique_id());
            ui.with_layout(Layout::left_to_right(Align::Center), contents);
        });
    }
}
