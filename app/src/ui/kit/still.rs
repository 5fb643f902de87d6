//! Room below what scrolls: so that what a notice lies over can be scrolled clear of it, and so that what is in view stays where
//! it is when something comes or goes above it.

use egui::style::ScrollAnimation;
use egui::{Context, Id, Rect, Ui, vec2};

use crate::ui::theme::size;

fn over() -> Id {
    Id::unique("notices-over-the-page")
}

fn grown() -> Id {
    Id::unique("grown-above")
}

/// So much of the bottom of the page, in points, lies under notices; 0 while there are none.
pub fn notices_lie_over(ctx: &Context, height: f32) {
    ctx.data_mut(|data| data.insert_temp(over(), height));
}

/// What stands above in the scrolling part that is being drawn became so much higher, in points, or less high where it is
/// negative: everything below it stays where it is in the window, and the part scrolls instead.
pub fn hold_still(ui: &Ui, by: f32) {
    ui.data_mut(|data| data.insert_temp(grown(), by));
}

/// Ends the contents of a scrolling part, of which `viewport` shows, with the room that is needed.
pub(super) fn room_below(ui: &mut Ui, id: Id, viewport: Rect) {
    let (over, grown, before) = ui.data_mut(|data| {
        let before: Option<f32> = data.get_temp(id);
        (data.get_temp(over()).unwrap_or(0.0), data.remove_temp::<f32>(grown()), before.unwrap_or(0.0))
    });
    let used = ui.min_rect().height() + 2.0 * f32::from(size::FOCUS_MARGIN);
    let seen = viewport.bottom() + grown.unwrap_or(0.0);
    // What somebody scrolled to does not move when a notice leaves: the room goes when they scroll back.
    let least = if grown.is_some() { seen } else { before.min(seen) };
    let whole = (used + over).max(least);
    if whole > used {
        ui.add_space(whole - used);
    }
    ui.data_mut(|data| data.insert_temp(id, whole));
    if let Some(grown) = grown {
        ui.scroll_with_delta_animation(vec2(0.0, -grown), ScrollAnimation::none());
        ui.ctx().request_discard("something came or went above what is in view");
    }
}
