//! Key-value rows of a detail, and the history of an item.

use std::ops::Range;

use egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::marked::{Part, layout, parts, spoken};
use super::paint::galley;
use crate::tr;
use crate::ui::theme::{Theme, Tone, Type, size, space};

/// Rows of "key: value" with a line between them. Rows with an empty value are left out.
pub fn details(ui: &mut Ui, rows: &[(&str, &str)]) {
    let rows: Vec<(&str, &str, &[Range<usize>])> = rows.iter().map(|(key, value)| (*key, *value, &[][..])).collect();
    details_marked(ui, &rows);
}

/// The same, with marks in the values.
pub fn details_marked(ui: &mut Ui, rows: &[(&str, &str, &[Range<usize>])]) {
    let ink = Theme::of(ui.ctx()).palette().ink;
    let key_width =
        rows.iter().map(|(key, ..)| galley(ui, key, Type::Small, ink, size::DETAILS_KEY).size().x).fold(0.0, f32::max);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (key, value, marks) in rows.iter().filter(|(_, value, _)| !value.is_empty()) {
            detail_row(ui, key, &parts(value, marks), key_width + space::L);
        }
    });
}

/// One row is one label, "key: value", so that it is read as one thing.
fn detail_row(ui: &mut Ui, key: &str, value: &[Part<'_>], value_left: f32) -> Response {
    let p = Theme::of(ui.ctx()).palette();
    let width = ui.available_width();
    let key_galley = galley(ui, key, Type::Small, p.muted, size::DETAILS_KEY);
    // A long word is not cut in two: then the value stands below its key, with all the room there is.
    let (value_left, below) =
        if widest_word(ui, value) <= width - value_left { (value_left, 0.0) } else { (0.0, key_galley.size().y) };
    let value_text = layout(ui, value, Type::Body, p.ink, width - value_left);
    let value_galley = ui.fonts_mut(|fonts| fonts.layout_job(value_text));
    let text_height = key_galley.size().y.max(below + value_galley.size().y);
    let (rect, response) = ui.allocate_exact_size(vec2(width, text_height + 2.0 * space::S), Sense::hover());
    response.widget_info(|| {
        let text = tr!("kit-row-cell", column = key, value = spoken(value.iter().copied()));
        WidgetInfo::labeled(Role::Label, ui.is_enabled(), text)
    });
    // Beside each other both first lines stand on the same middle line.
    let top = rect.top() + space::S;
    let offset = if below > 0.0 { 0.0 } else { (Type::Body.line_height() - Type::Small.line_height()) / 2.0 };
    ui.painter().galley(pos2(rect.left(), top + offset), key_galley, p.muted);
    ui.painter().galley(pos2(rect.left() + value_left, top + below), value_galley, p.ink);
    line_below(ui, rect);
    response
}

/// How wide the longest word is; an address may be cut at its signs.
fn widest_word(ui: &Ui, value: &[Part<'_>]) -> f32 {
    let ink = Theme::of(ui.ctx()).palette().ink;
    let words = value.iter().flat_map(|part| part.text.split(|c: char| !c.is_alphanumeric()));
    let longest = words.max_by_key(|word| word.chars().count()).unwrap_or_default();
    galley(ui, longest, Type::Body, ink, f32::INFINITY).size().x
}

fn line_below(ui: &Ui, rect: Rect) {
    let line = Theme::of(ui.ctx()).palette().line;
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(size::STROKE, line));
}

/// One step in the history of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryStep<'a> {
    /// When, such as "1 feb" or "nu".
    pub when: &'a str,
    /// What happened and who did it.
    pub what: &'a str,
    /// The step the item is in now.
    pub current: bool,
}

/// The history of an item, oldest first; the current step stands out.
pub fn history(ui: &mut Ui, steps: &[HistoryStep<'_>]) {
    let p = Theme::of(ui.ctx()).palette();
    let when_width =
        steps.iter().map(|step| galley(ui, step.when, style(step), p.ink, f32::INFINITY).size().x).fold(0.0, f32::max);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for step in steps {
            history_row(ui, step, when_width + space::M);
        }
    });
}

fn style(step: &HistoryStep<'_>) -> Type {
    if step.current { Type::SmallStrong } else { Type::Small }
}

fn history_row(ui: &mut Ui, step: &HistoryStep<'_>, what_left: f32) {
    let p = Theme::of(ui.ctx()).palette();
    let ink = if step.current { p.tone(Tone::Warning).ink } else { p.muted };
    let width = ui.available_width();
    let when = galley(ui, step.when, style(step), ink, what_left);
    let what = galley(ui, step.what, style(step), ink, width - what_left);
    let (rect, response) = ui.allocate_exact_size(vec2(width, what.size().y), Sense::hover());
    response.widget_info(|| {
        let text = tr!("kit-row-cell", column = step.when, value = step.what);
        WidgetInfo::labeled(Role::Label, ui.is_enabled(), text)
    });
    ui.painter().galley(rect.left_top(), when, ink);
    ui.painter().galley(rect.left_top() + vec2(what_left, 0.0), what, ink);
}
