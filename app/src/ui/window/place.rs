//! Where notices stand: over the margin below the page and over the status bar, which holds nothing to press but what they leave
//! free. Nothing moves for them, and one of a line lies over no button. What a higher one lies over can be scrolled clear of it.

use egui::{Align2, Area, Id, LayerId, Order, Rect, Ui, Vec2, pos2};

use crate::ui::kit::notices_lie_over;
use crate::ui::shell::Bar;
use crate::ui::theme::{size, space};

/// Where they stood in the last frame.
#[derive(Default)]
pub(super) struct Place {
    /// How high they were.
    height: f32,
    /// Somebody points at them, is in them by keyboard, or cannot read them now.
    pub(super) held: bool,
}

impl Place {
    /// Shows them where they do not cover what has the focus.
    pub(super) fn show(&mut self, ui: &Ui, bar: Bar, contents: impl FnOnce(&mut Ui)) {
        let ctx = ui.ctx();
        let (id, order) = (Id::unique("notices"), Order::Middle);
        let layer = LayerId::new(order, id);
        let focused = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id));
        let within = focused.as_ref().is_some_and(|focused| focused.layer_id == layer);
        let room = if bar.free.width() < size::LIST + size::FIELD_MIN_WIDTH { bar.whole } else { bar.free };
        let room = room.shrink2(Vec2::new(space::S, 0.0));
        let below = Rect::from_min_max(pos2(room.left(), room.bottom() - self.height), room.max);
        let covers = |rect: Rect| rect.expand(size::FOCUS_ROOM).intersects(below);
        let aside = focused
            .is_some_and(|focused| !within && focused.layer_id.order == Order::Background && covers(focused.rect));
        let (pivot, at) = if aside {
            (Align2::LEFT_TOP, pos2(room.left(), ctx.content_rect().top() + space::XS))
        } else {
            (Align2::LEFT_BOTTOM, pos2(room.left(), room.bottom() - size::STROKE))
        };
        let area = Area::new(id).order(order).pivot(pivot).fixed_pos(at).movable(false).fade_in(false);
        let shown = area.show(ctx, |ui| {
            ui.set_width(room.width());
            ui.spacing_mut().item_spacing.y = space::XS;
            contents(ui);
        });
        let rect = shown.response.rect;
        self.height = rect.height();
        let pointed = ctx.pointer_latest_pos().is_some_and(|at| rect.contains(at));
        let hidden = ctx.memory(|memory| memory.top_modal_layer().is_some()) || !ctx.input(|input| input.focused);
        self.held = pointed || within || hidden;
        let over = if aside { 0.0 } else { (ui.max_rect().bottom() - rect.top()).max(0.0) };
        notices_lie_over(ctx, over);
    }
}
