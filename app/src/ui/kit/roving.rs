//! One tab stop for a whole list: Tab enters it, the arrow keys move inside it.
//!
//! Rows are offered to assistive technology as options of a list box. egui has no table pattern
//! on Windows, and a list box is what every platform reads well: name, selected, "3 of 12".

use egui::accesskit::{self, Action};
use egui::{FocusDirection, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo};

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
    pub(super) fn begin(ui: &Ui, id: Id, count: usize, selected: Option<usize>, page: usize) -> Self {
        let state: State = ui.data(|data| data.get_temp(id)).unwrap_or(State {
            current: selected.unwrap_or_default(),
            last_drawn: usize::MAX,
            selected,
            ..State::default()
        });
        let mut roving = Self { id, count, state, drawn: None };
        let focused = ui.memory(egui::Memory::focused) == Some(roving.row_id(state.current));
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
        let before = self.state.current;
        let mut current = before;
        for key in [Key::ArrowUp, Key::ArrowDown, Key::Home, Key::End, Key::PageUp, Key::PageDown] {
            let presses = take_key(ui, key);
            if presses == 0 {
                continue;
            }
            current = match key {
                Key::ArrowUp => current.saturating_sub(presses),
                Key::ArrowDown => current.saturating_add(presses),
                Key::PageUp => current.saturating_sub(presses * page),
                Key::PageDown => current.saturating_add(presses * page),
                Key::Home => 0,
                _ => last,
            }
            .min(last);
        }
        if current != before {
            self.state.current = current;
            self.state.pending = true;
            ui.ctx().request_repaint();
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
        // Under a dialog the focus is not taken: it would be nowhere. It moves here when the dialog is gone.
        let open = ui.memory(|memory| memory.allows_interaction(ui.layer_id()));
        if self.state.pending && index == self.state.current && open {
            response.request_focus();
            self.state.pending = false;
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

/// Takes a key away from the rest of the screen; returns how often it was pressed since the last
/// pass. Arrow keys would also move the focus: egui's own filter against that works only from the
/// second pass with focus, too late for a key that repeats on a slow machine.
pub(super) fn take_key(ui: &Ui, key: Key) -> usize {
    let presses = ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    if presses > 0 && matches!(key, Key::ArrowUp | Key::ArrowDown) {
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    }
    presses
}
