//! The frame of a page: title, subtitle, actions, and the scrolling content.

use egui::{Margin, Rect, Response, Role, ScrollArea, Sense, Sides, Stroke, Ui};
use egui::{Vec2, WidgetInfo, vec2};

use super::arrival::at_top;
use super::heading::{Level, heading};
use super::paint::{galley, galley_rows};
use super::still::room_below;
use super::text::muted;
use crate::ui::theme::{Theme, Type, size, space};

/// How much room there is. At 200 % zoom a window of 1280 points has 640 left, so every screen
/// must also work when narrow (WCAG 1.4.4 and 1.4.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Room {
    /// One thing at a time: list or detail, everything below each other.
    Narrow,
    /// List and detail beside each other.
    Medium,
    /// Navigation, list and detail beside each other.
    Wide,
}

impl Room {
    /// The room in a `Ui`, from its available width.
    #[must_use]
    pub fn of(ui: &Ui) -> Self {
        let width = ui.available_width();
        if width < size::NARROW {
            Self::Narrow
        } else if width < size::WIDE {
            Self::Medium
        } else {
            Self::Wide
        }
    }
}

/// Title at the left, actions at the right; below each other when there is little room. The
/// first action added is the rightmost and the first to get focus: the one clear next step.
pub fn page_header(ui: &mut Ui, title: &str, subtitle: &str, actions: impl FnOnce(&mut Ui)) {
    if Room::of(ui) == Room::Narrow {
        heading(ui, Level::One, title);
        if !subtitle.is_empty() {
            muted(ui, subtitle);
        }
        ui.horizontal_wrapped(actions);
    } else {
        Sides::new().height(size::CONTROL).shrink_left().wrap().show(
            ui,
            |ui| {
                heading(ui, Level::One, title);
            },
            actions,
        );
        if !subtitle.is_empty() {
            muted(ui, subtitle);
        }
    }
    ui.add_space(space::M);
}

/// A page that scrolls vertically, with room for focus rings and comfortable margins.
pub fn scroll_page<R>(ui: &mut Ui, salt: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let area = ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false])
        .content_margin(Margin::same(size::FOCUS_MARGIN));
    let area = if at_top(ui.ctx()) { area.vertical_scroll_offset(0.0) } else { area };
    let room = ui.make_persistent_id((salt, "room-below"));
    area.show_viewport(ui, |ui, viewport| {
        ui.set_min_width(ui.available_width());
        let inner = contents(ui);
        room_below(ui, room, viewport);
        inner
    })
    .inner
}

/// A line between two parts, in the colour of lines.
pub fn divider(ui: &mut Ui) {
    let line = Theme::of(ui.ctx()).palette().line;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), space::M), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(size::STROKE, line));
}

/// Who is at work: role, organisation and initials, as one label; for the right of the top bar.
pub fn person(ui: &mut Ui, role: &str, organisation: &str, initials: &str) -> Response {
    let p = Theme::of(ui.ctx()).palette();
    let name = galley_rows(ui, role, Type::Strong, p.ink, f32::INFINITY, 1);
    let place = galley_rows(ui, organisation, Type::Small, p.muted, f32::INFINITY, 1);
    let text_width = name.size().x.max(place.size().x);
    let height = name.size().y + place.size().y;
    let wanted = vec2(text_width + space::S + size::AVATAR, height);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| {
        let text = format!("{role}, {organisation}");
        WidgetInfo::labeled(Role::Label, ui.is_enabled(), text)
    });
    let right = rect.left() + text_width;
    let name_left = right - name.size().x;
    let place_left = right - place.size().x;
    let place_top = rect.top() + name.size().y;
    ui.painter().galley(egui::pos2(name_left, rect.top()), name, p.ink);
    ui.painter().galley(egui::pos2(place_left, place_top), place, p.muted);
    let disc = Rect::from_center_size(
        egui::pos2(rect.right() - size::AVATAR / 2.0, rect.center().y),
        Vec2::splat(size::AVATAR),
    );
    ui.painter().circle_filled(disc.center(), size::AVATAR / 2.0, p.primary);
    let letters = galley(ui, initials, Type::SmallStrong, p.on_primary, f32::INFINITY);
    let corner = disc.center() - letters.size() / 2.0;
    ui.painter().galley(corner, letters, p.on_primary);
    response
}
