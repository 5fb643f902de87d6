//! Modal dialogs with a name, initial focus and a way back.

use egui::style::ScrollAnimation;
use egui::{Area, Context, FocusDirection, Frame, Id, Key, Margin, Modal, Modifiers, Response, Role};
use egui::{ScrollArea, Stroke, Ui, UiKind, Vec2};

use super::form::form;
use super::heading::{Level, heading};
use super::paint::describe;
use super::reading::page_keys;
use crate::ui::theme::{Theme, radius, size, space};

/// What is remembered while a dialog is open.
#[derive(Clone, Copy, Debug)]
struct State {
    /// The last pass in which it was shown.
    pass: u64,
    /// The first pass in which it was shown.
    opened: u64,
    /// What had focus before, to go back to.
    return_to: Option<Id>,
}

/// A dialog over the page. Everything else waits until it closes.
///
/// Focus goes to its first control, or to the one marked with [`focus_when_opened`]. Escape
/// closes it; a click beside it does not, so that typed text is never lost by accident. When it
/// closes, focus returns to where it was.
#[must_use = "call `show`"]
pub struct Dialog<'a> {
    id: Id,
    title: &'a str,
    alert: bool,
    reading: bool,
}

/// What a [`Dialog`] gives back.
pub struct DialogResponse<R> {
    /// What the contents returned.
    pub inner: R,
    /// Stop showing it: the user pressed Escape, or the contents called `ui.close()`.
    pub close: bool,
}

impl<'a> Dialog<'a> {
    /// A dialog with a title. `salt` tells dialogs of the app apart.
    pub fn new(salt: &str, title: &'a str) -> Self {
        Self { id: Id::unique("dialog").with(salt), title, alert: false, reading: false }
    }

    /// A dialog that asks to confirm something that cannot be taken back.
    pub fn alert(mut self) -> Self {
        self.alert = true;
        self
    }

    /// A dialog to read from its top: the focus goes to the control in the footer that is marked with
    /// [`focus_when_opened`], and not first to one far below, to which the contents would scroll.
    pub fn reading(mut self) -> Self {
        self.reading = true;
        self
    }

    /// Shows the dialog in this frame.
    pub fn show<R>(self, ctx: &Context, contents: impl FnOnce(&mut Ui) -> R) -> DialogResponse<R> {
        let (title, reading) = (self.title, self.reading);
        self.present(ctx, |ui, height| scrolling(ui, height, title, reading, contents))
    }

    /// The same, with actions that stay in view below contents that scroll. `state` goes to both.
    pub fn show_with_footer<S, R>(
        self,
        ctx: &Context,
        state: &mut S,
        contents: impl FnOnce(&mut Ui, &mut S),
        footer: impl FnOnce(&mut Ui, &mut S) -> R,
    ) -> DialogResponse<R> {
        let (title, reading, id) = (self.title, self.reading, self.id.with("footer"));
        self.present(ctx, |ui, height| {
            let below: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(size::CONTROL);
            // So little room that nothing can stay in view: everything scrolls together.
            if height < below + size::DIALOG_LEAST {
                return scrolling(ui, height, title, reading, |ui| {
                    contents(ui, state);
                    ui.add_space(space::M);
                    footer(ui, state)
                });
            }
            scrolling(ui, height - below - space::M, title, reading, |ui| contents(ui, state));
            ui.add_space(space::M);
            // In line with the contents, which leave room for focus rings.
            let room = Frame::new().inner_margin(Margin::symmetric(size::FOCUS_MARGIN, 0));
            let shown = room.show(ui, |ui| footer(ui, state));
            let used = shown.response.rect.height();
            if (used - below).abs() > size::STROKE {
                ui.data_mut(|data| data.insert_temp(id, used));
                ui.ctx().request_discard("the height of the actions below a dialog");
            }
            shown.inner
        })
    }

    fn present<R>(self, ctx: &Context, contents: impl FnOnce(&mut Ui, f32) -> R) -> DialogResponse<R> {
        let return_to = self.enter(ctx);
        let p = Theme::of(ctx).palette();
        let frame = Frame::new()
            .fill(p.surface)
            .stroke(Stroke::new(size::STROKE, p.control_border))
            .corner_radius(radius::CARD)
            .shadow(ctx.global_style().visuals.window_shadow)
            .inner_margin(Margin::from(space::XL - f32::from(size::FOCUS_MARGIN)));
        let shown = Modal::new(self.id).area(self.area()).backdrop_color(p.backdrop).frame(frame).show(ctx, |ui| {
            let stack = ui.stack();
            if let Some(area) = stack.iter().find(|ui| ui.kind() == Some(UiKind::Modal)) {
                describe(ui, area.unique_id, egui::accesskit::Node::set_modal);
            }
            ui.set_width(size::DIALOG_WIDTH.min(ctx.content_rect().width() - 4.0 * space::XL));
            let height = ctx.content_rect().height() - 8.0 * space::XL;
            form(ui, |ui| contents(ui, height))
        });
        let escaped = shown.is_top_modal
            && !shown.any_popup_open
            && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let close = escaped || shown.response.should_close();
        if close {
            leave(ctx, self.id, return_to);
        }
        DialogResponse { inner: shown.inner, close }
    }

    fn area(&self) -> Area {
        let role = if self.alert { Role::AlertDialog } else { Role::Dialog };
        Modal::default_area(self.id).role(role).accessible_name(self.title)
    }

    /// When it opens: remembers the focus and hands it to the first control of the dialog.
    fn enter(&self, ctx: &Context) -> Option<Id> {
        let pass = ctx.cumulative_pass_nr();
        let before: Option<State> = ctx.data(|data| data.get_temp(self.id));
        let mut state = before.filter(|state| state.pass + 1 >= pass).unwrap_or_else(|| State {
            pass,
            opened: pass,
            return_to: ctx.memory(egui::Memory::focused),
        });
        state.pass = pass;
        // egui measures a new area in a first, invisible pass in which nothing can get focus.
        let fresh = pass <= state.opened + 1;
        if fresh {
            // In the place of another one: the focus goes back to where it was before that.
            if let Some(other) = ctx.data(|data| data.get_temp::<Return>(return_key())) {
                state.return_to = Some(other.to);
                ctx.data_mut(|data| data.remove::<Return>(return_key()));
            }
            // The key that opened the dialog must not also press what gets focus in it.
            ctx.input_mut(|input| {
                input.consume_key(Modifiers::NONE, Key::Enter);
                input.consume_key(Modifiers::NONE, Key::Space);
            });
            ctx.memory_mut(|memory| {
                if let Some(id) = memory.focused() {
                    memory.surrender_focus(id);
                }
                if !self.reading {
                    memory.move_focus(FocusDirection::Next);
                }
            });
        }
        ctx.data_mut(|data| {
            data.insert_temp(self.id, state);
            data.insert_temp(opened_key(), fresh);
        });
        state.return_to
    }
}

/// `reading`: Page Up, Page Down, Home and End scroll it, wherever the focus is but in a text (WCAG 2.1.1).
fn scrolling<R>(ui: &mut Ui, height: f32, title: &str, reading: bool, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let keys = reading && !ui.ctx().text_edit_focused();
    let delta = if keys { page_keys(ui, height) } else { Vec2::ZERO };
    // Without a least height egui's default size of an area would cut a long dialog short.
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .content_margin(Margin::same(size::FOCUS_MARGIN))
        .show(ui, |ui| {
            if delta != Vec2::ZERO {
                ui.scroll_with_delta_animation(delta, ScrollAnimation::none());
            }
            heading(ui, Level::Two, title);
            ui.add_space(space::S);
            contents(ui)
        })
        .inner
}

/// Focus that goes back to a widget behind the dialog. For one more pass egui still keeps that
/// widget from taking it, so the request is repeated at the end of the next pass.
#[derive(Clone, Copy, Debug)]
struct Return {
    to: Id,
    not_before: u64,
}

fn leave(ctx: &Context, id: Id, return_to: Option<Id>) {
    ctx.data_mut(|data| data.remove::<State>(id));
    let Some(to) = return_to else {
        return;
    };
    let not_before = ctx.cumulative_pass_nr() + 1;
    ctx.data_mut(|data| data.insert_temp(return_key(), Return { to, not_before }));
    ctx.request_repaint();
}

/// A dialog closed just now: the focus is on its way back.
pub(super) fn is_closing(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp::<Return>(return_key())).is_some()
}

/// After a dialog that closed in this frame: focus goes there instead of to where it was.
pub fn focus_after_closing(ctx: &Context, to: Id) {
    let closed: Option<Return> = ctx.data(|data| data.get_temp(return_key()));
    if let Some(closed) = closed {
        ctx.data_mut(|data| data.insert_temp(return_key(), Return { to, ..closed }));
    } else {
        ctx.memory_mut(|memory| memory.request_focus(to));
    }
}

/// At the end of each pass.
pub(super) fn give_focus_back(ui: &Ui) {
    let ctx = ui.ctx();
    let waiting: Option<Return> = ctx.data(|data| data.get_temp(return_key()));
    if let Some(waiting) = waiting {
        ctx.request_repaint();
        if ctx.cumulative_pass_nr() >= waiting.not_before {
            ctx.memory_mut(|memory| memory.request_focus(waiting.to));
            ctx.data_mut(|data| data.remove::<Return>(return_key()));
        }
    }
}

fn return_key() -> Id {
    Id::unique("dialog-return-focus")
}

fn opened_key() -> Id {
    Id::unique("dialog-just-opened")
}

/// Marks the control of a dialog that gets focus when it opens; for a dangerous question the
/// safe answer.
pub fn focus_when_opened(response: &Response) {
    let fresh: bool = response.ctx.data(|data| data.get_temp(opened_key())).unwrap_or_default();
    if fresh {
        response.request_focus();
    }
}
