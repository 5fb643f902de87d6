//! The search field.

use egui::{Align2, Color32, Id, Margin, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit};
use egui::{Ui, Vec2, WidgetInfo, pos2, vec2};

use super::paint::{Ring, describe, finish, galley, icon_in};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, radius, size, space};

/// A field to search with, named for assistive technology and clearable with one button.
#[must_use = "call `show`"]
pub struct SearchField<'a> {
    name: &'a str,
    text: &'a mut String,
    shortcut: &'a str,
    id: Option<Id>,
}

impl<'a> SearchField<'a> {
    /// A search field; its name is also shown while it is empty.
    pub fn new(name: &'a str, text: &'a mut String) -> Self {
        Self { name, text, shortcut: "", id: None }
    }

    /// The shortcut that moves focus here, shown at the right.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = shortcut;
        self
    }

    /// A stable id, to move focus here from elsewhere.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shows the field as wide as its container.
    pub fn show(self, ui: &mut Ui) -> Response {
        let id = self.id.unwrap_or_else(|| ui.make_persistent_id(("search", self.name)));
        let width = ui.available_width();
        let icon_room = size::ICON + 2.0 * space::S;
        let vertical = (size::CONTROL - Type::Body.line_height()) / 2.0;
        let margin = Margin {
            left: crate::ui::theme::margin(icon_room),
            right: crate::ui::theme::margin(size::CONTROL),
            top: crate::ui::theme::margin(vertical),
            bottom: crate::ui::theme::margin(vertical),
        };
        let mut response = ui.add(
            TextEdit::singleline(self.text)
                .id(id)
                .hint_text(self.name)
                .font(Type::Body.font())
                .desired_width(width)
                .margin(margin),
        );
        describe(ui, id, |node| {
            node.set_role(Role::SearchInput);
            node.set_label(self.name);
            if !self.shortcut.is_empty() {
                node.set_keyboard_shortcut(self.shortcut);
            }
        });
        let muted = Theme::of(ui.ctx()).palette().muted;
        let square = Rect::from_center_size(
            response.rect.left_center() + vec2(icon_room / 2.0 + space::XS / 2.0, 0.0),
            Vec2::splat(size::ICON),
        );
        icon_in(ui, Icon::Search, size::ICON, muted, square);
        if self.text.is_empty() {
            paint_shortcut(ui, self.shortcut, response.rect);
        } else if clear_button(ui, id, response.rect).clicked() {
            self.text.clear();
            response.mark_changed();
            response.request_focus();
        }
        finish(ui, &response, radius::CONTROL, Ring::Outside);
        response
    }
}

fn paint_shortcut(ui: &Ui, shortcut: &str, field: Rect) {
    if shortcut.is_empty() {
        return;
    }
    let p = Theme::of(ui.ctx()).palette();
    let words = galley(ui, shortcut, Type::Small, Color32::PLACEHOLDER, f32::INFINITY);
    let wanted = words.size() + vec2(2.0 * space::S, 0.0);
    let center = pos2(field.right() - space::S - wanted.x / 2.0, field.center().y);
    let rect = Rect::from_center_size(center, wanted);
    let line = Stroke::new(size::STROKE, p.line);
    ui.painter().rect_stroke(rect, radius::CHIP, line, StrokeKind::Inside);
    let corner = Align2::CENTER_CENTER.anchor_size(center, words.size()).min;
    ui.painter().galley(corner, words, p.muted);
}

fn clear_button(ui: &Ui, field_id: Id, field: Rect) -> Response {
    let center = pos2(field.right() - size::CONTROL / 2.0, field.center().y);
    let rect = Rect::from_center_size(center, Vec2::splat(size::TARGET_MIN));
    let response = ui.interact(rect, field_id.with("clear"), Sense::click());
    let name = tr!("kit-clear-search");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    let p = Theme::of(ui.ctx()).palette();
    if response.hovered() {
        ui.painter().rect_filled(rect, radius::CHIP, p.hover);
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    icon_in(ui, Icon::Close, size::ICON_SMALL, p.ink, rect);
    finish(ui, &response, radius::CHIP, Ring::Inside);
    response.on_hover_text(name)
}
