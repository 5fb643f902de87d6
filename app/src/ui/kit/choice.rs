//! Checkboxes and radio buttons with a comfortable target.

use egui::accesskit::{self, Toggled};
use egui::{Color32, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, Widget};
use egui::{WidgetInfo, pos2, vec2};

use super::paint::{Ring, caption, describe, finish, icon_in, job, pressable, steady_id, wrap_width};
use super::unavailable::{self, unavailable};
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, radius, size, space};

/// A checkbox with words, and optionally a note after them.
#[must_use = "add it with `ui.add(..)`"]
pub struct Checkbox<'a> {
    checked: &'a mut bool,
    text: &'a str,
    note: &'a str,
    why_not: Option<&'a str>,
}

impl<'a> Checkbox<'a> {
    /// A checkbox for a boolean.
    pub fn new(checked: &'a mut bool, text: &'a str) -> Self {
        Self { checked, text, note: "", why_not: None }
    }

    /// A less important remark, such as "blijft in Leusden".
    pub fn note(mut self, note: &'a str) -> Self {
        self.note = note;
        self
    }

    /// With a reason: it cannot be changed now. It stays where it is, can be reached and says why.
    pub fn unless(mut self, why_not: Option<&'a str>) -> Self {
        self.why_not = why_not;
        self
    }
}

impl Widget for Checkbox<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let available = self.why_not.is_none();
        let mut response = option_row(ui, self.text, self.note, available, |ui, square, hovered| {
            paint_box(ui, square, *self.checked, hovered, available);
        });
        if response.clicked() && available {
            *self.checked = !*self.checked;
            response.mark_changed();
        }
        let name = spoken(self.text, self.note);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *self.checked, &name));
        finish(ui, &response, radius::CONTROL, Ring::Outside);
        if let Some(why_not) = self.why_not {
            unavailable(ui, &mut response, why_not);
        }
        response
    }
}

fn spoken(text: &str, note: &str) -> String {
    if note.is_empty() { text.to_owned() } else { format!("{text} ({note})") }
}

/// Words with a mark before them, as one target at least 24 points high.
fn option_row(
    ui: &mut Ui,
    text: &str,
    note: &str,
    available: bool,
    paint_mark: impl FnOnce(&Ui, Rect, bool),
) -> Response {
    let p = Theme::of(ui.ctx()).palette();
    let indent = size::CHECK_BOX + space::S;
    let ink = if available { p.ink } else { p.muted };
    let mut words = job(text, Type::Body, ink, wrap_width(ui) - indent);
    if !note.is_empty() {
        let format = super::paint::format(Type::Small, p.muted);
        words.append(&format!("  ({note})"), 0.0, format);
    }
    let words = super::paint::layout(ui, words);
    let wanted = vec2(words.size().x + indent, words.size().y.max(size::CONTROL_COMPACT));
    let id = steady_id(ui, text);
    let (rect, response) = pressable(ui, wanted, id);
    if ui.is_rect_visible(rect) {
        let first_line = rect.center().y - (words.size().y - Type::Body.line_height()) / 2.0;
        let square =
            Rect::from_center_size(pos2(rect.left() + size::CHECK_BOX / 2.0, first_line), Vec2::splat(size::CHECK_BOX));
        paint_mark(ui, square, response.hovered());
        let top = rect.center().y - words.size().y / 2.0;
        ui.painter().galley(pos2(rect.left() + indent, top), words, ink);
    }
    if response.hovered() && available {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    response
}

fn outline(ui: &Ui, hovered: bool) -> Stroke {
    let p = Theme::of(ui.ctx()).palette();
    let color = if hovered { p.ink } else { p.control_border };
    Stroke::new(size::STROKE_STRONG, color)
}

fn paint_box(ui: &Ui, square: Rect, checked: bool, hovered: bool, available: bool) {
    let p = Theme::of(ui.ctx()).palette();
    if !available {
        unavailable::outline(ui, square, radius::CHIP);
        if checked {
            icon_in(ui, Icon::Check, size::ICON_SMALL, p.muted, square);
        }
    } else if checked {
        ui.painter().rect_filled(square, radius::CHIP, p.primary);
        icon_in(ui, Icon::Check, size::ICON_SMALL, p.on_primary, square);
    } else {
        ui.painter().rect(square, radius::CHIP, p.surface, outline(ui, hovered), StrokeKind::Inside);
    }
}

fn paint_radio(ui: &Ui, square: Rect, chosen: bool, hovered: bool) {
    let p = Theme::of(ui.ctx()).palette();
    let (stroke, dot) = if chosen {
        (Stroke::new(size::STROKE_STRONG, p.primary), p.primary)
    } else {
        (outline(ui, hovered), Color32::TRANSPARENT)
    };
    let ring = square.width() / 2.0 - size::STROKE;
    ui.painter().circle(square.center(), ring, p.surface, stroke);
    ui.painter().circle_filled(square.center(), size::RADIO_DOT / 2.0, dot);
}

/// A titled group of which exactly one is chosen. Returns whether the choice changed.
pub fn radio_group<T: PartialEq + Clone>(ui: &mut Ui, title: &str, value: &mut T, options: &[(T, String)]) -> bool {
    let builder = UiBuilder::new().id_salt(title).accessibility_role(Role::RadioGroup).accessibility_label(title);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let ink = Theme::of(ui.ctx()).palette().ink;
        let width = ui.available_width();
        caption(ui, job(title, Type::Strong, ink, width), Sense::hover());
        // Room for the focus ring of the first choice.
        ui.add_space(size::FOCUS_ROOM);
        let mut changed = false;
        for (index, (option, text)) in options.iter().enumerate() {
            let chosen = option == value;
            let place = (index, options.len());
            if radio(ui, text, chosen, place).clicked() && !chosen {
                *value = option.clone();
                changed = true;
            }
        }
        changed
    })
    .inner
}

fn radio(ui: &mut Ui, text: &str, chosen: bool, (index, count): (usize, usize)) -> Response {
    let response = option_row(ui, text, "", true, |ui, square, hovered| {
        paint_radio(ui, square, chosen, hovered);
    });
    response.widget_info(|| WidgetInfo::labeled(Role::RadioButton, ui.is_enabled(), text));
    describe(ui, response.id, |node: &mut accesskit::Node| {
        node.set_toggled(if chosen { Toggled::True } else { Toggled::False });
        node.set_position_in_set(index + 1);
        node.set_size_of_set(count);
    });
    finish(ui, &response, radius::CONTROL, Ring::Outside);
    response
}
