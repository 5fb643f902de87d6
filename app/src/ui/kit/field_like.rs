//! A button that looks like the search field that it opens.

use egui::{Align2, Color32, Rect, Response, Role, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::paint::{Ring, describe, finish, galley, galley_rows, icon_in, pressable, steady_id, text_at};
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, radius, size, space};

/// A button as wide as its container, drawn as a search field with its shortcut at the right.
pub fn field_like(ui: &mut Ui, words: &str, shortcut: &str) -> Response {
    let wanted = vec2(ui.available_width().max(size::CONTROL), size::CONTROL);
    let id = steady_id(ui, words);
    let (rect, response) = pressable(ui, wanted, id);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words));
    describe(ui, response.id, |node| {
        node.set_keyboard_shortcut(shortcut);
        node.set_has_popup(egui::accesskit::HasPopup::Dialog);
    });
    if ui.is_rect_visible(rect) {
        paint(ui, rect, words, shortcut, response.hovered());
    }
    finish(ui, &response, radius::CONTROL, Ring::Outside);
    response
}

fn paint(ui: &Ui, rect: Rect, words: &str, shortcut: &str, pointed: bool) {
    let p = Theme::of(ui.ctx()).palette();
    let border = Stroke::new(size::STROKE, if pointed { p.ink } else { p.control_border });
    ui.painter().rect(rect, radius::CONTROL, p.surface, border, StrokeKind::Inside);
    let icon_room = size::ICON + 2.0 * space::S;
    let square = Rect::from_center_size(
        rect.left_center() + vec2(icon_room / 2.0 + space::XS / 2.0, 0.0),
        Vec2::splat(size::ICON),
    );
    icon_in(ui, Icon::Search, size::ICON, p.muted, square);
    let keys = galley(ui, shortcut, Type::Small, Color32::PLACEHOLDER, f32::INFINITY);
    let key_size = keys.size() + vec2(2.0 * space::S, 0.0);
    let room = rect.width() - icon_room - key_size.x - 2.0 * space::S;
    // With little room the words go first: the shortcut is in the help too.
    let with_keys = room > size::FIELD_MIN_WIDTH;
    let room = if with_keys { room } else { rect.width() - icon_room - space::S };
    let text = galley_rows(ui, words, Type::Body, p.muted, room, 1);
    text_at(ui, text, rect.left() + icon_room, rect.center().y, p.muted);
    if with_keys {
        let center = pos2(rect.right() - space::S - key_size.x / 2.0, rect.center().y);
        let frame = Rect::from_center_size(center, key_size);
        ui.painter().rect_stroke(frame, radius::CHIP, Stroke::new(size::STROKE, p.line), StrokeKind::Inside);
        let corner = Align2::CENTER_CENTER.anchor_size(center, keys.size()).min;
        ui.painter().galley(corner, keys, p.muted);
    }
}
