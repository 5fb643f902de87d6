//! Shared pieces of painting and accessibility.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, Color32, Galley, Id, Layout, Pos2, Rect, Response, Stroke};
use egui::{Sense, StrokeKind, Ui, Vec2, accesskit, pos2};

use super::lost::passes_focus;
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, radius, size, typography};

/// Adds to the accessibility node of a widget; does nothing while no assistive technology runs.
pub(super) fn describe(ui: &Ui, id: Id, writer: impl FnOnce(&mut accesskit::Node)) {
    ui.ctx().accesskit_node_builder(id, writer);
}

/// Hides decoration that another node already says in words.
pub(super) fn hide(ui: &Ui, id: Id) {
    describe(ui, id, accesskit::Node::set_hidden);
}

/// Where the focus ring goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ring {
    /// Around the control, with a gap.
    Outside,
    /// Just inside, for rows that fill their container.
    Inside,
}

/// Draws the focus ring and brings a newly focused widget into view. Call it last in a widget.
pub(super) fn finish(ui: &Ui, response: &Response, corner: u8, ring: Ring) {
    if response.has_focus() {
        draw_focus(ui, response.rect, corner, ring);
    }
    if response.gained_focus() {
        ui.scroll_to_rect(response.rect.expand(size::FOCUS_ROOM), None);
    }
}

/// The focus ring around `rect`, of what has the focus.
pub(super) fn draw_focus(ui: &Ui, rect: Rect, corner: u8, ring: Ring) {
    passes_focus(ui);
    let stroke = Stroke::new(size::FOCUS_RING, Theme::of(ui.ctx()).palette().focus);
    let (rect, corner) = match ring {
        Ring::Outside => (rect.expand(size::FOCUS_OFFSET), corner.saturating_add(2)),
        Ring::Inside => (rect.shrink(size::FOCUS_RING), corner),
    };
    ui.painter().rect_stroke(rect, corner, stroke, StrokeKind::Outside);
}

/// The id of a control with these words. It stays the same when something comes or goes around it, so that the focus stays with
/// what it was on; of controls with the same words in one place each has its own.
pub(super) fn steady_id(ui: &Ui, words: &str) -> Id {
    let first = ui.make_persistent_id(("control", words));
    let taken = |id: &Id| ui.ctx().viewport(|viewport| viewport.this_pass.used_ids.contains_key(id));
    let more = (1_usize..).map(|nth| first.with(nth));
    std::iter::once(first).chain(more).find(|id| !taken(id)).unwrap_or(first)
}

/// Room for a control that can be pressed, and its answer.
pub(super) fn pressable(ui: &mut Ui, wanted: Vec2, id: Id) -> (Rect, Response) {
    let (_, room) = ui.allocate_space(wanted);
    let rect = ui.layout().align_size_within_rect(wanted, room);
    (rect, ui.interact(rect, id, Sense::click()))
}

/// One run of text in one style.
pub(super) fn job(text: &str, style: Type, color: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::single_section(text.to_owned(), format(style, color));
    job.wrap = TextWrapping::wrap_at_width(width);
    job
}

/// Text laid out for painting.
pub(super) fn layout(ui: &Ui, job: LayoutJob) -> Arc<Galley> {
    let job = tidied(ui, job);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Where a word fills its row, egui begins the next row with the space after it. Such a space becomes the end of its row.
fn tidied(ui: &Ui, mut job: LayoutJob) -> LayoutJob {
    // Each round mends one row; no text of an interface has more of them.
    for _ in 0..8 {
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job.clone()));
        let Some(space) = leading_space(&galley) else { break };
        job.text.replace_range(space..=space, "\n");
    }
    job
}

/// Where in the text the first row begins that begins with a space of its own.
fn leading_space(galley: &Galley) -> Option<usize> {
    let mut begins = 0;
    let mut wrapped = false;
    for row in &galley.rows {
        if wrapped && row.glyphs.first().is_some_and(|glyph| glyph.chr == ' ') {
            let (at, sign) = galley.text().char_indices().nth(begins)?;
            return (sign == ' ').then_some(at);
        }
        begins += row.char_count_including_newline().0;
        wrapped = !row.ends_with_newline;
    }
    None
}

/// A label that stays ragged on the right, also in the justified columns of `Ui::columns`.
pub(super) fn label(ui: &mut Ui, job: LayoutJob) -> Response {
    if ui.layout().main_wrap() {
        // It begins where the words before it end.
        return ui.label(job);
    }
    let tidy = tidied(ui, job.clone());
    let changed = tidy.text != job.text;
    let response = if ui.layout().horizontal_justify() {
        let layout = Layout::top_down(Align::Min);
        ui.with_layout(layout, |ui| ui.label(tidy)).inner
    } else {
        ui.label(tidy)
    };
    if changed {
        describe(ui, response.id, |node| node.set_value(job.text));
    }
    response
}

/// Text for the eyes only, because another node says the same words.
pub(super) fn caption(ui: &mut Ui, job: LayoutJob, sense: Sense) -> Response {
    let galley = layout(ui, job);
    let (rect, response) = ui.allocate_exact_size(galley.size(), sense);
    ui.painter().galley(rect.min, galley, Color32::PLACEHOLDER);
    response
}

/// The format of running text in one style.
pub(super) fn format(style: Type, color: Color32) -> TextFormat {
    TextFormat { line_height: Some(style.line_height()), ..TextFormat::simple(style.font(), color) }
}

/// Text laid out for painting, wrapped at `width`.
pub(super) fn galley(ui: &Ui, text: &str, style: Type, color: Color32, width: f32) -> Arc<Galley> {
    layout(ui, job(text, style, color, width))
}

/// Text laid out in at most `rows` lines, with an ellipsis when it is longer.
pub(super) fn galley_rows(ui: &Ui, text: &str, style: Type, color: Color32, width: f32, rows: usize) -> Arc<Galley> {
    let mut job = job(text, style, color, width);
    job.wrap.max_rows = rows;
    layout(ui, job)
}

/// An icon laid out for painting.
pub(super) fn icon_galley(ui: &Ui, icon: Icon, icon_size: f32, color: Color32) -> Arc<Galley> {
    let font = typography::icon_font(icon_size);
    ui.fonts_mut(|fonts| fonts.layout_no_wrap(icon.glyph().to_string(), font, color))
}

/// Paints an icon with its visible shape centred in `rect`.
pub(super) fn icon_in(ui: &Ui, icon: Icon, icon_size: f32, color: Color32, rect: Rect) {
    let galley = icon_galley(ui, icon, icon_size, color);
    let offset = galley.mesh_bounds.center() - Pos2::ZERO;
    let center =
        if galley.mesh_bounds.is_positive() { rect.center() - offset } else { rect.center() - galley.size() / 2.0 };
    ui.painter().galley(center, galley, color);
}

/// Paints an already laid out text, centred vertically at `left`.
pub(super) fn text_at(ui: &Ui, galley: Arc<Galley>, left: f32, center_y: f32, color: Color32) {
    let top = center_y - galley.size().y / 2.0;
    ui.painter().galley(pos2(left, top), galley, color);
}

/// The bar before a chosen item, along its left edge and within its rounded corners.
pub(super) fn selection_marker(ui: &Ui, rect: Rect, corner: u8) {
    let mut bar = rect;
    bar.set_width(size::MARKER);
    let color = Theme::of(ui.ctx()).palette().primary;
    ui.painter().with_clip_rect(bar.intersect(ui.clip_rect())).rect_filled(rect, corner, color);
}

/// The width that text in a widget may take before it wraps: what is left on this line, or a
/// whole line when the layout may start a new one.
pub(super) fn wrap_width(ui: &Ui) -> f32 {
    let available = if ui.layout().main_wrap() { ui.max_rect().width() } else { ui.available_width() };
    available.max(size::FIELD_MIN_WIDTH)
}

/// Corner radius that makes a chip or badge round at both ends.
pub(super) const PILL: u8 = radius::PILL;
