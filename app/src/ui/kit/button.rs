//! Buttons: primary, secondary, danger, quiet and link.

use std::borrow::Cow;

use egui::response::Flags;
use egui::{
    Color32, Galley, Id, PointerButton, PointerState, Rect, Response, Role, Stroke, StrokeKind, Ui, Vec2, Widget,
    WidgetInfo,
};
use egui::{pos2, vec2};

use super::form::{tried, was_entered};
use super::paint::{Ring, describe, finish, galley, icon_in, pressable, steady_id, text_at, wrap_width};
use super::unavailable::{outline, unavailable};
use crate::ui::icon::Icon;
use crate::ui::theme::{Palette, Theme, Type, radius, size, space};

/// What a button is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ButtonKind {
    /// The one next step of a screen.
    Primary,
    /// Any other action.
    Secondary,
    /// Takes something away; asks first.
    Danger,
    /// Minor, without a frame until pointed at.
    Quiet,
    /// Reads as a link in text.
    Link,
}

/// A button with words, and optionally an icon before or after them.
#[must_use = "add it with `ui.add(..)`"]
pub struct Button<'a> {
    text: Cow<'a, str>,
    kind: ButtonKind,
    icon: Option<Icon>,
    trailing: Option<Icon>,
    selected: Option<bool>,
    compact: bool,
    low: bool,
    full_width: bool,
    key: Option<&'a str>,
    name: Option<Cow<'a, str>>,
    shortcut: Option<Cow<'a, str>>,
    why_not: Option<Cow<'a, str>>,
}

impl<'a> Button<'a> {
    /// A button of some kind.
    pub fn new(kind: ButtonKind, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            kind,
            icon: None,
            trailing: None,
            selected: None,
            compact: false,
            low: false,
            full_width: false,
            key: None,
            name: None,
            shortcut: None,
            why_not: None,
        }
    }

    /// The one next step of a screen.
    pub fn primary(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(ButtonKind::Primary, text)
    }

    /// Any other action.
    pub fn secondary(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(ButtonKind::Secondary, text)
    }

    /// Takes something away.
    pub fn danger(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(ButtonKind::Danger, text)
    }

    /// A minor action.
    pub fn quiet(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(ButtonKind::Quiet, text)
    }

    /// Words that act like a link.
    pub fn link(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(ButtonKind::Link, text)
    }

    /// An icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon after the words, such as the caret of a list.
    pub fn trailing(mut self, icon: Icon) -> Self {
        self.trailing = Some(icon);
        self
    }

    /// A toggle: shown and announced as pressed or not.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = Some(selected);
        self
    }

    /// Slightly lower, for rows of filters.
    pub fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// As low as a target may be, for a bar.
    pub fn low(mut self) -> Self {
        self.low = true;
        self
    }

    /// As wide as its container.
    pub fn full_width(mut self) -> Self {
        self.full_width = true;
        self
    }

    /// The same button under other words: `key` tells it apart instead of the words that it shows now.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// A fuller name for assistive technology. It must start with the visible words (WCAG 2.5.3).
    pub fn spoken(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The keyboard shortcut, announced with the name.
    pub fn shortcut(mut self, shortcut: impl Into<Cow<'a, str>>) -> Self {
        self.shortcut = Some(shortcut.into());
        self
    }

    /// With a reason: it cannot be used now. It stays where it is, can be reached and says why; a press does nothing.
    pub fn unless(mut self, why_not: Option<impl Into<Cow<'a, str>>>) -> Self {
        self.why_not = why_not.map(Into::into);
        self
    }

    /// Adds it, for what cannot be taken back. Whether it was pressed, and not by the second half of a double click: that may
    /// hit what came in the place of what the first half was for.
    pub fn acts(self, ui: &mut Ui) -> bool {
        let pressed = ui.add(self).clicked();
        pressed && !ui.input(|input| is_again(&input.pointer))
    }

    /// Adds it, as the button of the form that it stands in. Whether it was pressed, also by Enter in a field of that form.
    /// Where the form is not taken, the first field of it that says what is wrong gets the focus.
    pub fn submits(self, ui: &mut Ui) -> bool {
        let available = self.why_not.is_none();
        let pressed = ui.add(self).clicked() || available && was_entered(ui);
        if pressed {
            tried(ui);
        }
        pressed
    }

    fn padding(&self) -> f32 {
        match self.kind {
            ButtonKind::Link => 0.0,
            ButtonKind::Quiet => space::S,
            _ => size::BUTTON_PADDING,
        }
    }

    /// How wide it is on one line.
    pub(super) fn width(&self, ui: &Ui) -> f32 {
        let icons = [self.icon, self.trailing].into_iter().flatten().map(|_| size::ICON + space::S).sum::<f32>();
        let words = galley(ui, &self.text, Type::Strong, Color32::PLACEHOLDER, f32::INFINITY);
        words.size().x + icons + 2.0 * self.padding()
    }

    fn height(&self) -> f32 {
        match self.kind {
            ButtonKind::Link => size::TARGET_MIN,
            _ if self.low => size::TARGET_MIN,
            _ if self.compact => size::CONTROL_COMPACT,
            _ => size::CONTROL,
        }
    }
}

/// Colours of a button in one state.
struct Look {
    ink: Color32,
    fill: Color32,
    border: Color32,
}

fn look(kind: ButtonKind, selected: bool, pointed: bool, p: &Palette) -> Look {
    let clear = Color32::TRANSPARENT;
    let plain = if pointed { p.hover } else { clear };
    match kind {
        ButtonKind::Primary => {
            let fill = if pointed { p.primary_hover } else { p.primary };
            Look { ink: p.on_primary, fill, border: fill }
        }
        ButtonKind::Secondary if selected => Look { ink: p.ink, fill: p.selected, border: p.primary },
        ButtonKind::Secondary => Look {
            ink: p.ink,
            fill: if pointed { p.hover } else { p.surface },
            border: if pointed { p.ink } else { p.control_border },
        },
        ButtonKind::Danger => {
            Look { ink: p.danger.ink, fill: if pointed { p.danger.fill } else { p.surface }, border: p.danger.ink }
        }
        ButtonKind::Quiet => Look {
            ink: if selected { p.primary } else { p.ink },
            fill: if selected { p.selected } else { plain },
            border: clear,
        },
        ButtonKind::Link => Look { ink: if pointed { p.primary_hover } else { p.primary }, fill: clear, border: clear },
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let icon_room = |icon: Option<Icon>| {
            if icon.is_some() { size::ICON + space::S } else { 0.0 }
        };
        let padding = self.padding();
        let extra = icon_room(self.icon) + icon_room(self.trailing) + 2.0 * padding;
        let words = galley(ui, &self.text, Type::Strong, Color32::PLACEHOLDER, wrap_width(ui) - extra);
        let mut wanted = vec2(words.size().x + extra, (words.size().y + space::S).max(self.height()));
        if self.full_width {
            wanted.x = wanted.x.max(ui.available_width());
        }
        let id = steady_id(ui, self.key.unwrap_or(&self.text));
        let (rect, mut response) = pressable(ui, wanted.max(Vec2::splat(size::TARGET_MIN)), id);
        self.announce(ui, &response);
        ignore_stray_half(ui, &mut response);

        if ui.is_rect_visible(rect) {
            let pointed = response.hovered() || response.is_pointer_button_down_on();
            let selected = self.selected == Some(true);
            let p = Theme::of(ui.ctx()).palette();
            let available = self.why_not.is_none();
            let mut look = look(self.kind, selected, pointed && available, p);
            if available {
                paint_frame(ui, rect, &look);
            } else {
                // Readable words, and no fill that calls for a press.
                look.ink = p.muted;
                outline(ui, rect, radius::CONTROL);
            }
            let left = rect.left() + padding + icon_room(self.icon);
            if let Some(icon) = self.icon {
                paint_icon(ui, icon, rect.left() + padding, rect, look.ink);
            }
            if let Some(icon) = self.trailing {
                paint_icon(ui, icon, rect.right() - padding - size::ICON, rect, look.ink);
            }
            if self.kind == ButtonKind::Link {
                underline(ui, left, &words, rect, look.ink);
            }
            text_at(ui, words, left, rect.center().y, look.ink);
        }
        if response.hovered() && self.why_not.is_none() {
            ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        finish(ui, &response, radius::CONTROL, Ring::Outside);
        if let Some(why_not) = &self.why_not {
            unavailable(ui, &mut response, why_not);
        }
        response
    }
}

/// The second half of a double click of which the first half pressed something else was not meant for this button, which came
/// under the pointer only then.
fn ignore_stray_half(ui: &Ui, response: &mut Response) {
    if !response.clicked() || !ui.input(|input| input.pointer.any_released()) {
        return;
    }
    let last = Id::unique("last-button-pressed");
    let before: Option<Id> = ui.data(|data| data.get_temp(last));
    ui.data_mut(|data| data.insert_temp(last, response.id));
    if before != Some(response.id) && ui.input(|input| is_again(&input.pointer)) {
        response.flags.remove(Flags::CLICKED);
    }
}

fn is_again(pointer: &PointerState) -> bool {
    let primary = PointerButton::Primary;
    pointer.button_double_clicked(primary) || pointer.button_triple_clicked(primary)
}

impl Button<'_> {
    fn announce(&self, ui: &Ui, response: &Response) {
        let enabled = ui.is_enabled();
        let name = self.name.as_deref().unwrap_or(&self.text);
        let role = if self.kind == ButtonKind::Link { Role::Link } else { Role::Button };
        response.widget_info(|| match self.selected {
            Some(selected) => WidgetInfo::selected(role, enabled, selected, name),
            None => WidgetInfo::labeled(role, enabled, name),
        });
        if let Some(shortcut) = &self.shortcut {
            describe(ui, response.id, |node| {
                node.set_keyboard_shortcut(shortcut.as_ref());
            });
        }
    }
}

fn paint_frame(ui: &Ui, rect: Rect, look: &Look) {
    ui.painter().rect(rect, radius::CONTROL, look.fill, Stroke::new(size::STROKE, look.border), StrokeKind::Inside);
}

fn paint_icon(ui: &Ui, icon: Icon, left: f32, rect: Rect, ink: Color32) {
    let square = Rect::from_min_size(pos2(left, rect.center().y - size::ICON / 2.0), Vec2::splat(size::ICON));
    icon_in(ui, icon, size::ICON, ink, square);
}

/// Below every line of the words, however many there are.
fn underline(ui: &Ui, left: f32, words: &Galley, rect: Rect, ink: Color32) {
    let top = rect.center().y - words.size().y / 2.0;
    for row in &words.rows {
        let y = top + row.rect().center().y + Type::Body.size() / 2.0;
        ui.painter().hline(left..=left + row.size.x, y, Stroke::new(size::STROKE, ink));
    }
}
