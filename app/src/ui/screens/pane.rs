//! List left, detail right; one at a time when there is little room. And a detail with its actions below it.

use egui::{Align, AsIdSalt, Id, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use crate::ui::kit::{belongs_to, next_heading, scroll_page};
use crate::ui::theme::{size, space};

/// Where list and detail go. With little room only one of them has a place.
pub(super) struct Panes {
    /// The list.
    pub(super) list: Option<Rect>,
    /// The detail.
    pub(super) detail: Option<Rect>,
}

impl Panes {
    /// Only one fits: the detail needs a way back to the list.
    pub(super) fn alone(&self) -> bool {
        self.list.is_none() || self.detail.is_none()
    }
}

/// Divides what is available. `reading` chooses the detail when only one of both fits.
pub(super) fn panes(ui: &Ui, list_width: f32, reading: bool) -> Panes {
    let all = ui.available_rect_before_wrap();
    if all.width() >= list_width + size::DETAIL + space::L {
        let mut list = all;
        list.set_right(all.left() + list_width);
        let mut detail = all;
        detail.set_left(list.right() + space::L);
        return Panes { list: Some(list), detail: Some(detail) };
    }
    if reading { Panes { list: None, detail: Some(all) } } else { Panes { list: Some(all), detail: None } }
}

/// A table that takes what a narrow detail leaves. Only for wide rooms, where both always fit.
pub(super) fn beside_detail(ui: &Ui) -> Panes {
    let all = ui.available_rect_before_wrap();
    let edge = all.right() - size::DETAIL;
    let mut list = all;
    list.set_right(edge);
    let mut detail = all;
    detail.set_left(edge + space::L);
    Panes { list: Some(list), detail: Some(detail) }
}

/// Shows `contents` in a part of the page; the rest of the page is not moved by it.
pub(super) fn inside<R>(ui: &mut Ui, salt: impl AsIdSalt, rect: Rect, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().id_salt(salt).max_rect(rect).layout(Layout::top_down(Align::Min));
    let mut child = ui.new_child(builder);
    let clip = rect.expand(f32::from(size::FOCUS_MARGIN)).intersect(ui.clip_rect());
    child.set_clip_rect(clip);
    contents(&mut child)
}

/// A scrolling part that stands in line with what is above it: the room for focus rings sticks out at the sides.
pub(super) fn scroll<R>(ui: &mut Ui, salt: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let wider = ui.available_rect_before_wrap().expand2(vec2(f32::from(size::FOCUS_MARGIN), 0.0));
    inside(ui, salt, wider, |ui| scroll_page(ui, salt, contents))
}

/// A whole page that scrolls, its title with it: that stands where the titles of the other pages stand.
pub(super) fn page<R>(ui: &mut Ui, salt: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let larger = ui.available_rect_before_wrap().expand(f32::from(size::FOCUS_MARGIN));
    inside(ui, salt, larger, |ui| scroll_page(ui, salt, contents))
}

/// `contents` fills what `footer` leaves. The footer stays in view at the bottom, and still comes after the contents for
/// the Tab key and for a screen reader.
pub(super) fn with_footer<S, R>(
    ui: &mut Ui,
    salt: &str,
    state: &mut S,
    contents: impl FnOnce(&mut Ui, &mut S),
    footer: impl FnOnce(&mut Ui, &mut S) -> R,
) -> R {
    let id = Id::unique("footer").with(salt);
    let height: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(size::CONTROL);
    let all = ui.available_rect_before_wrap();
    let edge = (all.bottom() - height).max(all.top());
    let above = Rect::from_min_max(all.min, pos2(all.right(), edge - space::S));
    let title = next_heading(ui);
    inside(ui, (salt, "contents"), above, |ui| contents(ui, state));
    belongs_to(ui, title);
    let below = Rect::from_min_max(pos2(all.left(), edge), all.max);
    let (result, used) = inside(ui, (salt, "footer"), below, |ui| {
        let result = footer(ui, state);
        (result, ui.min_rect().height())
    });
    if (used - height).abs() > size::STROKE {
        ui.data_mut(|data| data.insert_temp(id, used));
        ui.ctx().request_discard("the height of the actions below a detail");
    }
    result
}

/// So little room in both directions, as at 200 % zoom, that nothing can stay in view: everything scrolls together.
pub(super) fn cramped(ui: &Ui) -> bool {
    halves(ui).is_none() && ui.available_height() < size::MENU_MAX_HEIGHT + 2.0 * size::CONTROL
}

/// The two halves of what is available, or `None` when they would be too narrow or too low to read.
pub(super) fn halves(ui: &Ui) -> Option<[Rect; 2]> {
    let all = ui.available_rect_before_wrap();
    if all.width() < 2.0 * size::DETAIL + space::L || all.height() < size::MENU_MAX_HEIGHT {
        return None;
    }
    let width = (all.width() - space::L) / 2.0;
    let mut left = all;
    left.set_width(width);
    let mut right = all;
    right.set_left(all.right() - width);
    Some([left, right])
}
