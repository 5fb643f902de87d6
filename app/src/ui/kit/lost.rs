//! The focus does not go nowhere. When what had it is gone, such as the button of an act that was carried out, it goes to the
//! heading that stood above it; or, when that went along, to what came in its place. A heading does nothing when it is pressed.
//!
//! Headings and what has the focus leave a trail while they are drawn. At the end of each pass it is seen whether the focus is
//! on something that is still there.

use std::sync::Arc;

use egui::{Context, Id, LayerId, Memory, Ui, Vec2};

use super::dialog::{give_focus_back, is_closing};
use super::heading::Level;

/// A heading that is drawn, and what stands for it while it has the focus.
#[derive(Clone, PartialEq)]
struct Heading {
    layer: LayerId,
    level: Level,
    text: String,
    anchor: Id,
}

/// Where the focus was on a layer.
#[derive(Clone)]
struct Place {
    layer: LayerId,
    widget: Id,
    /// The pass in which it last had the focus.
    pass: u64,
    /// How many of the headings stood above it.
    above: usize,
    /// The headings of that layer, in order.
    headings: Vec<Heading>,
}

#[derive(Clone, Default)]
struct Trail {
    /// The headings of this pass so far.
    drawn: Vec<Heading>,
    /// One for each layer.
    places: Vec<Place>,
    /// What had the focus when the last pass ended.
    focused: Option<Id>,
    /// The field in which Enter was pressed, which takes the focus from it.
    entered: Option<Id>,
}

fn key() -> Id {
    Id::unique("trail-of-the-focus")
}

fn with_trail<R>(ctx: &Context, look: impl FnOnce(&mut Trail) -> R) -> R {
    ctx.data_mut(|data| look(data.get_temp_mut_or_default(key())))
}

/// A heading is drawn.
pub(super) fn passes_heading(ui: &Ui, level: Level, text: &str, anchor: Id) {
    watch(ui.ctx());
    let heading = Heading { layer: ui.layer_id(), level, text: text.to_owned(), anchor };
    with_trail(ui.ctx(), |trail| trail.drawn.push(heading));
}

/// What has the focus is drawn.
pub(super) fn passes_focus(ui: &Ui) {
    let Some(widget) = ui.memory(Memory::focused) else { return };
    let (layer, pass) = (ui.layer_id(), ui.ctx().cumulative_pass_nr());
    with_trail(ui.ctx(), |trail| {
        let above = trail.on(layer).len();
        trail.places.retain(|place| place.layer != layer);
        trail.places.push(Place { layer, widget, pass, above, headings: Vec::new() });
    });
}

/// Enter was pressed in a field: the focus stays in it, unless something else takes it in this pass.
pub(super) fn stays_in(ui: &Ui, field: Id) {
    watch(ui.ctx());
    with_trail(ui.ctx(), |trail| trail.entered = Some(field));
}

/// How far the headings are that were drawn so far: to say later that something belongs to the next one.
#[must_use]
pub fn next_heading(ui: &Ui) -> usize {
    with_trail(ui.ctx(), |trail| trail.drawn.len())
}

/// What is drawn now belongs to the heading that was the next one then, as actions below what they are about.
pub fn belongs_to(ui: &Ui, heading: usize) {
    with_trail(ui.ctx(), |trail| trail.drawn.extend(trail.drawn.get(heading).cloned()));
}

/// What stands for the heading above what had the focus on the page, below a dialog.
pub(super) fn above_dialog(ctx: &Context) -> Option<Id> {
    with_trail(ctx, |trail| {
        let place = trail.place_on(LayerId::background())?;
        Some(place.headings.get(place.above.checked_sub(1)?)?.anchor)
    })
}

impl Trail {
    fn on(&self, layer: LayerId) -> Vec<&Heading> {
        self.drawn.iter().filter(|heading| heading.layer == layer).collect()
    }

    fn place_on(&self, layer: LayerId) -> Option<&Place> {
        self.places.iter().find(|place| place.layer == layer)
    }

    /// Where the focus goes from something that is gone. `is_there` tells what was drawn in this pass.
    fn refuge(&self, gone: Id, is_there: impl Fn(Id) -> bool) -> Option<Id> {
        let place = self.places.iter().find(|place| place.widget == gone);
        if let Some(place) = place
            && let here = self.on(place.layer)
            && !here.is_empty()
        {
            return place.nearest(&here);
        }
        // All of its layer went, such as a notice that was closed: back to the page.
        let here = self.on(LayerId::background());
        match self.place_on(LayerId::background()) {
            Some(page) if is_there(page.widget) => Some(page.widget),
            Some(page) => page.nearest(&here),
            None => title(&here).or(here.first().copied()).map(|heading| heading.anchor),
        }
    }
}

impl Place {
    /// Which of the headings that are here now it is nearest to: the one above it, or else the next that was below it, or else
    /// one further up. On another page the title.
    fn nearest(&self, here: &[&Heading]) -> Option<Id> {
        let before: Vec<&Heading> = self.headings.iter().collect();
        let now = title(here);
        let same = title(&before).map(|heading| &heading.text) == now.map(|heading| &heading.text);
        let (above, below) = before.split_at(self.above.min(before.len()));
        let order = above.iter().rev().take(1).chain(below).chain(above.iter().rev());
        let stays = order.filter(|_| same).find_map(|old| here.iter().find(|now| now.text == old.text));
        stays.copied().or(now).or(here.first().copied()).map(|heading| heading.anchor)
    }
}

/// The title of the page among these headings.
fn title<'a>(headings: &[&'a Heading]) -> Option<&'a Heading> {
    headings.iter().find(|heading| heading.level == Level::One).copied()
}

/// From now on it is seen to at the end of each pass where the focus is.
fn watch(ctx: &Context) {
    let watched = key().with("watched");
    if !ctx.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(watched), true)) {
        ctx.on_end_pass("deelbaar-lost-focus", Arc::new(look));
    }
}

fn look(ui: &mut Ui) {
    // First: what it goes back to may be gone as well.
    give_focus_back(ui);
    let ctx = ui.ctx();
    let (focused, pass) = (ctx.memory(Memory::focused), ctx.cumulative_pass_nr());
    let is_there = |id| ctx.viewport(|viewport| viewport.this_pass.used_ids.contains_key(&id));
    let mut trail = with_trail(ctx, std::mem::take);
    for at in 0..trail.places.len() {
        let headings = trail.on(trail.places[at].layer).into_iter().cloned().collect();
        if trail.places[at].pass == pass {
            trail.places[at].headings = headings;
        }
    }
    // What was asked for only now is drawn in the next pass. Whoever scrolls it out of a list has their eyes on that.
    let scrolls = ctx.input(|input| input.smooth_scroll_delta() != Vec2::ZERO);
    let gone = focused.filter(|id| trail.focused == Some(*id) && !is_there(*id) && !scrolls && !is_closing(ctx));
    let entered = trail.entered.take().filter(|_| focused.is_none());
    let refuge = gone.and_then(|id| trail.refuge(id, is_there)).or(entered);
    if let Some(refuge) = refuge {
        ctx.memory_mut(|memory| memory.request_focus(refuge));
        ctx.request_repaint();
    }
    trail.focused = refuge.or(focused);
    trail.drawn.clear();
    with_trail(ctx, |kept| *kept = trail);
}
