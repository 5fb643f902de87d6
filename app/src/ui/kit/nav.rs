//! Items of the navigation on the left.

use egui::accesskit::AriaCurrent;
use egui::{Color32, Rect, Response, Role, Sense, Ui, UiBuilder, Widget, WidgetInfo, pos2, vec2};

use super::paint::{PILL, Ring, describe, finish, galley, galley_rows};
use super::paint::{pressable, selection_marker, steady_id, text_at};
use crate::tr;
use crate::ui::theme::{Theme, Type, radius, size, space};

/// One page in the navigation.
#[must_use = "add it with `ui.add(..)`"]
pub struct NavItem<'a> {
    text: &'a str,
    selected: bool,
    count: u32,
}

impl<'a> NavItem<'a> {
    /// An item with its name.
    pub fn new(text: &'a str, selected: bool) -> Self {
        Self { text, selected, count: 0 }
    }

    /// How many things wait there; nothing is shown for 0.
    pub fn count(mut self, count: u32) -> Self {
        self.count = count;
        self
    }

    fn name(&self) -> String {
        if self.count == 0 { self.text.to_owned() } else { tr!("kit-nav-count", name = self.text, count = self.count) }
    }
}

impl Widget for NavItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let wanted = vec2(ui.available_width(), size::CONTROL);
        let id = steady_id(ui, self.text);
        let (rect, response) = pressable(ui, wanted, id);
        let name = self.name();
        response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), &name));
        describe(ui, response.id, |node| {
            node.set_selected(self.selected);
            if self.selected {
                node.set_aria_current(AriaCurrent::Page);
            }
        });
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response);
        }
        if response.hovered() {
            ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        finish(ui, &response, radius::CONTROL, Ring::Inside);
        response
    }
}

impl NavItem<'_> {
    fn paint(&self, ui: &Ui, rect: Rect, response: &Response) {
        let p = Theme::of(ui.ctx()).palette();
        let (style, ink) = if self.selected {
            ui.painter().rect_filled(rect, radius::CONTROL, p.selected);
            selection_marker(ui, rect, radius::CONTROL);
            (Type::Strong, p.primary)
        } else {
            if response.hovered() {
                ui.painter().rect_filled(rect, radius::CONTROL, p.hover);
            }
            (Type::Body, p.ink)
        };
        let badge = if self.count > 0 { size::BADGE + space::M } else { 0.0 };
        let width = rect.width() - 2.0 * space::M - badge;
        let words = galley_rows(ui, self.text, style, ink, width, 1);
        text_at(ui, words, rect.left() + space::M, rect.center().y, ink);
        if self.count > 0 {
            paint_badge(ui, self.count, rect);
        }
    }
}

fn paint_badge(ui: &Ui, count: u32, rect: Rect) {
    let p = Theme::of(ui.ctx()).palette();
    let text = count.to_string();
    let words = galley(ui, &text, Type::SmallStrong, Color32::PLACEHOLDER, f32::INFINITY);
    let width = (words.size().x + 2.0 * space::S).max(size::BADGE);
    let badge = Rect::from_center_size(
        pos2(rect.right() - space::M - width / 2.0, rect.center().y),
        vec2(width, size::BADGE - space::XS),
    );
    ui.painter().rect_filled(badge, PILL, p.warning.ink);
    let left = badge.center().x - words.size().x / 2.0;
    text_at(ui, words, left, badge.center().y, p.surface);
}

/// A titled group of navigation items.
pub fn nav_group<R>(ui: &mut Ui, title: &str, items: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().id_salt(title).accessibility_role(Role::Group).accessibility_label(title);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(space::M);
        let muted = Theme::of(ui.ctx()).palette().muted;
        let room = ui.available_width() - 2.0 * space::M;
        let words = galley(ui, title, Type::SmallStrong, muted, room);
        let wanted = vec2(ui.available_width(), words.size().y);
        let (rect, _) = ui.allocate_exact_size(wanted, Sense::hover());
        let left = rect.left() + space::M;
        text_at(ui, words, left, rect.center().y, muted);
        ui.add_space(space::XS);
        items(ui)
    })
    .inner
}
