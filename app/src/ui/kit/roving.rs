//! One tab stop for a whole list: Tab enters it, the arrow keys move inside it.
//!
//! Rows are offered to assistive technology as options of a list box. egui has no table pattern
//! on Windows, and a list box is what every platform reads well: name, selected, "3 of 12".

use egui::accesskit::{self, Action};
use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo};

use super::paint::describe;

/// What is remembered between frames.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// The row that Tab goes to.
    current: usize,
    /// `current` wants focus as soon as it is drawn.
    pending: bool,
    /// The rows that were drawn last, for lists that draw only what is visible.
    first_drawn: usize,
    last_drawn: usize,
    /// The chosen row of the previous frame, to notice a change from outside.
    selected: Option<usize>,
}

/// Keyboard handling of one list, for one frame.
pub(super) struct Roving {
    id: Id,
    count: usize,
    state: State,
    drawn: Option<(usize, usize)>,
}

impl Roving {
    /// Reads the keys of this frame. `page` is how far Page Up and Page Down go.
    pub(super) fn begin(
        ui: &Ui,
        id: Id,
        count: usize,
        selected: Option<usize>,
        page: usize,
    ) -> Self {
        let state: State = ui.data(|data| data.get_temp(id)).unwrap_or(State {
            current: selected.unwrap_or_default(),
            last_drawn: usize::MAX,
            selected,
            ..State::default()
        });
        let mut roving = Self {
            id,
            count,
            state,
            drawn: None,
        };
        let focused = ui.memory(|memory| memory.focused()) == Some(roving.row_id(state.current));
        roving.follow_selection(selected, focused);
        roving.clamp();
        if focused || roving.state.pending {
            roving.read_keys(ui, page.max(1));
        }
        roving
    }

    /// The id of a row.
    pub(super) fn row_id(&self, index: usize) -> Id {
        self.id.with(index)
    }

    /// A row that must be scrolled to, because focus moves to it.
    pub(super) fn scroll_to(&self) -> Option<usize> {
        self.state.pending.then_some(self.state.current)
    }

    /// Moves focus into the list, to its current row.
    pub(super) fn take_focus(&mut self) {
        self.state.pending = true;
    }

    fn follow_selection(&mut self, selected: Option<usize>, focused: bool) {
        if selected != self.state.selected {
            self.state.selected = selected;
            if let (Some(index), false) = (selected, focused) {
                self.state.current = index;
            }
        }
        let drawn = self.state.first_drawn..=self.state.last_drawn;
        if !focused && !self.state.pending && !drawn.contains(&self.state.current) {
            // Tab must not look for a row that is scrolled away and not drawn.
            self.state.current = self.state.first_drawn;
        }
    }

    fn clamp(&mut self) {
        self.state.current = self.state.current.min(self.count.saturating_sub(1));
    }

    fn read_keys(&mut self, ui: &Ui, page: usize) {
        let last = self.count.saturating_sub(1);
        let current = self.state.current;
        let moves = [
            (Key::ArrowUp, current.saturating_sub(1)),
            (Key::ArrowDown, (current + 1).min(last)),
            (Key::Home, 0),
            (Key::End, last),
            (Key::PageUp, current.saturating_sub(page)),
            (Key::PageDown, (current + page).min(last)),
        ];
        for (key, target) in moves {
            let pressed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if pressed && target != current {
                self.state.current = target;
                self.state.pending = true;
                ui.ctx().request_repaint();
            }
        }
    }

    /// Makes `rect` row `index`: it can be clicked, activated with Enter or Space, and read.
    /// `response.clicked()` means that the user chose it.
    pub(super) fn row(&mut self, ui: &Ui, rect: Rect, index: usize) -> Response {
        let id = self.row_id(index);
        let keeps_focus = ui.memory(|memory| memory.has_focus(id));
        let is_stop = index == self.state.current || keeps_focus;
        let sense = if is_stop { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(rect, id, sense);
        self.drawn = Some(match self.drawn {
            Some((first, last)) => (first.min(index), last.max(index)),
            None => (index, index),
        });

        let asked = ui.input(|input| input.has_accesskit_action_request(id, Action::Focus));
        if asked || response.clicked() {
            self.state.current = index;
            self.state.pending = true;
        }
        if self.state.pending && index == self.state.current {
            response.request_focus();
            self.state.pending = false;
        }
        if keeps_focus {
            let filter = EventFilter {
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        response
    }

    /// Gives the row its name and place in the accessibility tree.
    pub(super) fn announce(&self, ui: &Ui, response: &Response, index: usize, name: &str) {
        response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, ui.is_enabled(), name));
        let selected = self.state.selected == Some(index);
        let count = self.count;
        describe(ui, response.id, |node: &mut accesskit::Node| {
            node.set_selected(selected);
            node.set_size_of_set(count);
            node.set_position_in_set(index + 1);
            node.add_action(Action::Focus);
            node.add_action(Action::Click);
        });
    }

    /// Remembers the state for the next frame.
    pub(super) fn end(mut self, ui: &Ui) {
        if let Some((first, last)) = self.drawn {
            self.state.first_drawn = first;
            self.state.last_drawn = last;
        }
        if self.state.pending {
            ui.ctx().request_repaint();
        }
        let state = self.state;
        ui.data_mut(|data| data.insert_temp(self.id, state));
    }
}
