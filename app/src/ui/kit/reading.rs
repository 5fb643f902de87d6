//! A part of a page that scrolls by itself, also by keyboard.

use egui::{Id, Key, Margin, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, vec2};

use super::paint::{Ring, draw_focus};
use super::roving::take_key;
use crate::ui::theme::{Type, radius, size};

/// Lines that an arrow key moves.
const LINES: f32 = 3.0;

/// Text to read, as high as its container. When it is longer than that, it is a tab stop of its own, and the arrow keys,
/// Page Up, Page Down, Home and End scroll it (WCAG 2.1.1). `salt` tells areas of the app apart; a new salt starts at the top.
pub fn reading_area<R>(ui: &mut Ui, salt: impl egui::AsIdSalt, name: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let id = Id::unique("reading-area").with(salt);
    let overflows: bool = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let rect = ui.available_rect_before_wrap();
    let sense = if overflows { Sense::focusable_noninteractive() } else { Sense::hover() };
    let response = ui.interact(rect, id, sense);
    if overflows {
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollView, ui.is_enabled(), name));
    }
    let delta = if response.has_focus() { scroll_keys(ui, rect.height()) } else { Vec2::ZERO };
    // The room for focus rings sticks out at the sides, so that the text stands in line with what is above it.
    let margin = f32::from(size::FOCUS_MARGIN);
    let mut wider = ui.new_child(UiBuilder::new().id_salt(id).max_rect(rect.expand2(vec2(margin, 0.0))));
    let shown = ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink([false, false])
        .content_margin(Margin::same(size::FOCUS_MARGIN))
        .show(&mut wider, |ui| {
            if delta != Vec2::ZERO {
                ui.scroll_with_delta_animation(delta, egui::style::ScrollAnimation::none());
            }
            ui.set_min_width(ui.available_width());
            ui.scope_builder(UiBuilder::new().id_salt(id), contents).inner
        });
    ui.advance_cursor_after_rect(rect);
    if response.has_focus() {
        draw_focus(ui, shown.inner_rect, radius::CONTROL, Ring::Inside);
    }
    let overflows_now = shown.content_size.y > shown.inner_rect.height() + size::STROKE;
    if overflows_now != overflows {
        ui.data_mut(|data| data.insert_temp(id, overflows_now));
        ui.ctx().request_repaint();
    }
    shown.inner
}

/// The arrow keys too.
fn scroll_keys(ui: &Ui, height: f32) -> Vec2 {
    let line = LINES * Type::Body.line_height();
    let steps = [(Key::ArrowUp, line), (Key::ArrowDown, -line)];
    vec2(0.0, taken(ui, &steps)) + page_keys(ui, height)
}

/// How far Page Up, Page Down, Home and End scroll something of this height.
pub(super) fn page_keys(ui: &Ui, height: f32) -> Vec2 {
    let page = height - Type::Body.line_height();
    let far = f32::from(u16::MAX);
    let steps = [(Key::PageUp, page), (Key::PageDown, -page), (Key::Home, far), (Key::End, -far)];
    vec2(0.0, taken(ui, &steps))
}

fn taken(ui: &Ui, steps: &[(Key, f32)]) -> f32 {
    steps.iter().filter(|(key, _)| take_key(ui, *key) > 0).map(|(_, step)| step).sum()
}
