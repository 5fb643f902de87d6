//! A control that cannot be used now: it stays in the Tab order, says why, and does nothing.
//!
//! egui takes a disabled widget out of the Tab order. Whoever does not see the screen then never finds the button, nor the
//! sentence beside it that says what to do first (WCAG 2.1.1, 3.3.3).

use egui::response::Flags;
use egui::{Rect, Response, Shape, Stroke, Ui, pos2};

use super::paint::describe;
use crate::ui::theme::{Theme, size};

/// The outline of such a control: dashed, which shows without colours too.
pub(super) fn outline(ui: &Ui, rect: Rect, corner: u8) {
    let p = Theme::of(ui.ctx()).palette();
    let (rect, corner) = (rect.shrink(size::STROKE / 2.0), f32::from(corner) / 2.0);
    ui.painter().rect_filled(rect, corner, p.background);
    let (left, right, top, bottom) = (rect.left(), rect.right(), rect.top(), rect.bottom());
    let path = [
        pos2(left + corner, top),
        pos2(right - corner, top),
        pos2(right, top + corner),
        pos2(right, bottom - corner),
        pos2(right - corner, bottom),
        pos2(left + corner, bottom),
        pos2(left, bottom - corner),
        pos2(left, top + corner),
        pos2(left + corner, top),
    ];
    let stroke = Stroke::new(size::STROKE, p.control_border);
    ui.painter().extend(Shape::dashed_line(&path, stroke, size::DASH, size::DASH));
}

/// Makes `response` the answer of a control that cannot be used now: no press counts, and the reason is said and shown.
pub(super) fn unavailable(ui: &Ui, response: &mut Response, why: &str) {
    response.flags.remove(Flags::CLICKED | Flags::FAKE_PRIMARY_CLICKED | Flags::LONG_TOUCHED);
    describe(ui, response.id, |node| {
        node.set_disabled();
        node.set_description(why);
    });
    // Seeing people find it the same way: pointing at it, or going to it by keyboard.
    if response.hovered() || response.has_focus() {
        response.show_tooltip_text(why);
    }
}
