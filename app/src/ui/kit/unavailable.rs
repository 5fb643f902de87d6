//! A control that cannot be used now: it stays in the Tab order, says why, and does nothing.
//!
//! egui takes a disabled widget out of the Tab order. Whoever does not see the screen then never finds the button, nor the
//! sentence beside it that says what to do first (WCAG 2.1.1, 3.3.3).

use egui::response::Flags;
use egui::{Response, Ui};

use super::paint::describe;

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
