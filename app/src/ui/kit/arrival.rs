//! Arriving somewhere on a page: at its top, or at the part with a heading, which then has the focus.

use egui::{Align, Context, Id, Response, Sense, Ui};

use super::dialog::focus_after_closing;
use super::heading::Level;
use super::lost::passes_heading;
use super::paint::{Ring, draw_focus};
use crate::ui::theme::{radius, size};

/// For so many frames a heading is looked for: a page may come a little later than the wish to go there.
const FRAMES: u8 = 30;

#[derive(Clone, Default)]
struct Arrival {
    top: bool,
    heading: Option<(String, u8)>,
}

fn id() -> Id {
    Id::unique("arrival")
}

/// To be called once before each frame is drawn: where on the page somebody arrives in it.
pub fn arrive(ctx: &Context, top: bool, heading: Option<String>) {
    let under_way = ctx.data_mut(|data| {
        let arrival: &mut Arrival = data.get_temp_mut_or_default(id());
        arrival.top = top;
        arrival.heading = match heading {
            Some(heading) => Some((heading, FRAMES)),
            None => arrival.heading.take().and_then(|(text, left)| Some((text, left.checked_sub(1)?))),
        };
        arrival.heading.is_some()
    });
    if under_way {
        ctx.request_repaint();
    }
}

/// Whether what scrolls begins at its top again.
pub(super) fn at_top(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp::<Arrival>(id())).is_some_and(|arrival| arrival.top)
}

/// A heading shows. When somebody arrives at it, it comes into view and takes the focus: the next Tab goes to what is below it.
/// Returns what stands for it to assistive technology while it has the focus: egui lets no label have that itself.
pub(super) fn heading_shows(ui: &Ui, response: &Response, level: Level, text: &str) -> Option<Id> {
    let anchor = response.id.with("arrival");
    passes_heading(ui, level, text, anchor);
    // What lies below a dialog takes no focus, also for a moment after that closed.
    let below = ui.memory(|memory| memory.top_modal_layer().is_some());
    let sought = !below
        && ui.data_mut(|data| {
            let arrival: &mut Arrival = data.get_temp_mut_or_default(id());
            arrival.heading.take_if(|(heading, _)| heading == text).is_some()
        });
    if sought {
        response.scroll_to_me(Some(Align::TOP));
        focus_after_closing(ui.ctx(), anchor);
    }
    (sought || ui.memory(|memory| memory.has_focus(anchor))).then(|| {
        let focused = ui.interact(response.rect, anchor, Sense::focusable_noninteractive());
        if focused.gained_focus() && !sought {
            ui.scroll_to_rect(focused.rect.expand(size::FOCUS_ROOM), None);
        }
        draw_focus(ui, focused.rect, radius::CONTROL, Ring::Outside);
        anchor
    })
}
