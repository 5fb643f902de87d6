//! Modal dialogs with a name, initial focus and a way back.

use egui::{Area, Context, FocusDirection, Frame, Id, Key, Margin, Modal, Modifiers, Response, Role};
use egui::{ScrollArea, Stroke, Ui};

use super::heading::{Level, heading};
use super::paint::describe;
use crate::ui::theme::{Theme, radius, size, space};

/// What is remembered while a dialog is open.
#[derive(Clone, Copy, Debug)]
struct State {
    /// The last pass in which it was shown.
    pass: u64,
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
        Self {
            id: Id::unique("dialog").with(salt),
            title,
            alert: false,
        }
    }

    /// A dialog that asks to confirm something that cannot be taken back.
    pub fn alert(mut self) -> Self {
        self.alert = true;
        self
    }

    /// Shows the dialog in this frame.
    pub fn show<R>(
        self,
        ctx: &Context,
        contents: impl FnOnce(&mut Ui) -> R,
    ) -> DialogResponse<R> {
        let return_to = self.enter(ctx);
        let p = Theme::of(ctx).palette();
        let frame = Frame::new()
            .fill(p.surface)
            .stroke(Stroke::new(size::STROKE, p.control_border))
            .corner_radius(radius::CARD)
            .shadow(ctx.global_style().visuals.window_shadow)
            .inner_margin(Margin::from(space::XL));
        let shown = Modal::new(self.id)
            .area(self.area())
            .backdrop_color(p.backdrop)
            .frame(frame)
            .show(ctx, |ui| {
                describe(ui, ui.unique_id(), egui::accesskit::Node::set_modal);
                ui.set_width(size::DIALOG_WIDTH.min(ctx.content_rect().width() - 4.0 * space::XL));
                heading(ui, Level::Two, self.title);
                ui.add_space(space::S);
                ScrollArea::vertical()
                    .max_height(ctx.content_rect().height() - 8.0 * space::XL)
                    .content_margin(Margin::same(size::FOCUS_MARGIN))
                    .show(ui, contents)
                    .inner
            });
        let escaped = shown.is_top_modal
            && !shown.any_popup_open
            && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let close = escaped || shown.response.should_close();
        if close {
            leave(ctx, self.id, return_to);
        }
        DialogResponse {
            inner: shown.inner,
            close,
        }
    }

    fn area(&self) -> Area {
        let role = if self.alert {
            Role::AlertDialog
        } else {
            Role::Dialog
        };
        Modal::default_area(self.id)
            .role(role)
            .accessible_name(self.title)
    }

    /// On the first pass: remembers the focus and hands it to the first control of the dialog.
    fn enter(&self, ctx: &Context) -> Option<Id> {
        let pass = ctx.cumulative_pass_nr();
        let before: Option<State> = ctx.data(|data| data.get_temp(self.id));
        let fresh = before.is_none_or(|state| state.pass + 1 < pass);
        let return_to = if fresh {
            let focused = ctx.memory(egui::Memory::focused);
            ctx.memory_mut(|memory| {
                if let Some(id) = focused {
                    memory.surrender_focus(id);
                }
                memory.move_focus(FocusDirection::Next);
            });
            focused
        } else {
            before.and_then(|state| state.return_to)
        };
        ctx.data_mut(|data| {
            data.insert_temp(self.id, State { pass, return_to });
            data.insert_temp(opened_key(), fresh);
        });
        return_to
    }
}

fn leave(ctx: &Context, id: Id, return_to: Option<Id>) {
    ctx.data_mut(|data| data.remove::<State>(id));
    if let Some(focus) = return_to {
        ctx.memory_mut(|memory| memory.request_focus(focus));
    }
}

fn opened_key() -> Id {
    Id::unique("dialog-just-opened")
}

/// Marks the control of a dialog that gets focus when it opens; for a dangerous question the
/// safe answer.
pub fn focus_when_opened(response: &Response) {
    let fresh: bool = response
        .ctx
        .data(|data| data.get_temp(opened_key()))
        .unwrap_or_default();
    if fresh {
        response.request_focus();
    }
}
