//! A list to choose one value from.

use egui::accesskit::{HasPopup, Invalid};
use egui::{Id, Key, Popup, PopupCloseBehavior, Response, Role, ScrollArea, Sense, Ui};
use egui::{UiBuilder, vec2};

use super::button::Button;
use super::form::take_if_tried;
use super::paint::{Ring, caption, describe, finish, galley_rows, icon_in, job, text_at};
use super::roving::{Roving, take_key};
use super::text_field::{append_required, mark_error, show_help};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, radius, size, space};

/// Page Up and Page Down in the list.
const PAGE: usize = 8;
/// Room of the check mark before the words of an option, and of everything beside the words.
const ICON_ROOM: f32 = size::ICON_SMALL + space::S;
const BESIDE_WORDS: f32 = 2.0 * space::S + ICON_ROOM;

/// A button that drops down a list of values.
///
/// Enter, Space or arrow down opens it, arrows move, Enter chooses, Escape closes.
#[must_use = "call `show`"]
pub struct Dropdown<'a, T> {
    label: &'a str,
    value: &'a mut T,
    options: &'a [(T, String)],
    inline: bool,
    id: Option<Id>,
    placeholder: &'a str,
    required: bool,
    error: Option<&'a str>,
}

impl<'a, T: PartialEq + Clone> Dropdown<'a, T> {
    /// A list with its label above it.
    pub fn new(label: &'a str, value: &'a mut T, options: &'a [(T, String)]) -> Self {
        Self { label, value, options, inline: false, id: None, placeholder: "", required: false, error: None }
    }

    /// The label inside the button, "Status: alle", for rows of filters.
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// A stable id, when the label is not unique on the screen.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// What the button says while nothing is chosen.
    pub fn placeholder(mut self, placeholder: &'a str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// Marks the choice as required, in words.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What is wrong and what to do; `None` when all is well.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Shows the button and, when open, the list. Returns whether the value changed.
    pub fn show(self, ui: &mut Ui) -> bool {
        if self.inline {
            return self.show_button(ui);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let p = Theme::of(ui.ctx()).palette();
            let width = ui.available_width();
            let mut words = job(self.label, Type::Strong, p.ink, width);
            if self.required {
                append_required(&mut words, p);
            }
            caption(ui, words, Sense::hover());
            let error = self.error;
            let changed = self.show_button(ui);
            show_help(ui, "", error, false);
            changed
        })
        .inner
    }

    fn chosen(&self) -> Option<usize> {
        self.options.iter().position(|(value, _)| value == self.value)
    }

    fn show_button(self, ui: &mut Ui) -> bool {
        let id = self.id.unwrap_or_else(|| ui.make_persistent_id(("dropdown", self.label)));
        let shown = self.chosen().map_or(self.placeholder, |index| self.options[index].1.as_str());
        let text = if self.inline { format!("{}: {shown}", self.label) } else { shown.to_owned() };
        let mut button = Button::secondary(text).trailing(Icon::CaretDown).key("dropdown");
        if self.inline {
            button = button.compact();
        }
        // The scope of the id takes what is left of a line, so a wrapping row cannot wrap by itself.
        let room = ui.available_size_before_wrap().x;
        if ui.layout().main_wrap() && room < button.width(ui) && room < ui.max_rect().width() {
            ui.end_row();
        }
        let response = ui.push_id(id, |ui| ui.add(button)).inner;
        if self.error.is_some() {
            mark_error(ui, &response);
            take_if_tried(ui, &response);
        }
        let popup_id = id.with("popup");
        let is_open = Popup::is_id_open(ui.ctx(), popup_id);
        describe(ui, response.id, |node| {
            node.set_role(Role::ComboBox);
            node.set_label(self.label);
            node.set_value(shown);
            if self.required {
                node.set_required();
            }
            if let Some(error) = self.error {
                node.set_invalid(Invalid::True);
                node.set_description(tr!("kit-invalid", reason = error));
            }
            node.set_expanded(is_open);
            node.set_has_popup(HasPopup::Listbox);
        });
        self.show_list(ui, &response, popup_id, is_open)
    }

    fn show_list(self, ui: &Ui, button: &Response, popup_id: Id, was_open: bool) -> bool {
        let arrow = button.has_focus() && take_key(ui, Key::ArrowDown) > 0;
        let opens = !was_open && (button.clicked() || arrow);
        if opens {
            Popup::open_id(ui.ctx(), popup_id);
        } else if was_open && button.clicked() {
            Popup::close_id(ui.ctx(), popup_id);
        }
        let mut chosen = None;
        let popup = Popup::from_response(button)
            .id(popup_id)
            .open_memory(None)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name(self.label)
            .width(self.width(ui).max(button.rect.width()))
            .show(|ui| chosen = self.list(ui, popup_id, opens || needs_focus(ui, button)));
        let escaped = popup.is_some() && ui.input(|input| input.key_pressed(Key::Escape));
        if let Some(index) = chosen {
            *self.value = self.options[index].0.clone();
        }
        if chosen.is_some() || self.lost_focus(ui, button, popup_id) {
            Popup::close_id(ui.ctx(), popup_id);
        }
        if chosen.is_some() || escaped {
            button.request_focus();
        }
        if opens {
            ui.ctx().request_repaint();
        }
        chosen.is_some()
    }

    /// How wide the list must be to show every option whole, as far as the window has room.
    fn width(&self, ui: &Ui) -> f32 {
        let ink = Theme::of(ui.ctx()).palette().ink;
        let words = |text: &str| galley_rows(ui, text, Type::Body, ink, f32::INFINITY, 1).size().x.ceil();
        let widest = self.options.iter().map(|(_, text)| words(text)).fold(0.0, f32::max);
        (widest + BESIDE_WORDS).min(ui.ctx().content_rect().width() - 2.0 * space::L).max(size::MENU_WIDTH)
    }

    /// Whether the user went on to something else with the Tab key.
    fn lost_focus(&self, ui: &Ui, button: &Response, popup_id: Id) -> bool {
        let list_id = list_id(popup_id);
        ui.memory(egui::Memory::focused).is_some_and(|focused| {
            focused != button.id && (0..self.options.len()).all(|index| focused != list_id.with(index))
        })
    }

    fn list(&self, ui: &mut Ui, popup_id: Id, takes_focus: bool) -> Option<usize> {
        let mut chosen = None;
        let builder = UiBuilder::new().accessibility_role(Role::ListBox).accessibility_label(self.label);
        ScrollArea::vertical().max_height(size::MENU_MAX_HEIGHT).show(ui, |ui| {
            ui.scope_builder(builder, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let selected = self.chosen();
                let mut roving = Roving::begin(ui, list_id(popup_id), self.options.len(), selected, PAGE);
                if takes_focus {
                    roving.take_focus();
                }
                for (index, (_, text)) in self.options.iter().enumerate() {
                    let is_chosen = selected == Some(index);
                    if option(ui, &mut roving, index, text, is_chosen).clicked() {
                        chosen = Some(index);
                    }
                }
                roving.end(ui);
            });
        });
        chosen
    }
}

fn list_id(popup_id: Id) -> Id {
    popup_id.with("options")
}

/// An open list owns the focus. The click that opened it takes focus away from everything in the
/// same pass, so the list takes it in the next one.
fn needs_focus(ui: &Ui, button: &Response) -> bool {
    let busy =
        ui.input(|input| input.pointer.any_pressed() || input.pointer.any_released() || input.key_pressed(Key::Escape));
    let focused = ui.memory(egui::Memory::focused);
    !busy && focused.is_none_or(|id| id == button.id)
}

fn option(ui: &mut Ui, roving: &mut Roving, index: usize, text: &str, chosen: bool) -> Response {
    let width = ui.available_width().max(size::MENU_WIDTH);
    let (_, rect) = ui.allocate_space(vec2(width, size::CONTROL));
    let response = roving.row(ui, rect, index);
    roving.announce(ui, &response, index, text);
    let p = Theme::of(ui.ctx()).palette();
    let fill = match (chosen, response.hovered()) {
        (true, _) => p.selected,
        (false, true) => p.hover,
        (false, false) => p.surface,
    };
    ui.painter().rect_filled(rect, radius::CHIP, fill);
    let left = rect.left() + space::S;
    if chosen {
        let mut square = rect;
        square.set_left(left);
        square.set_width(size::ICON_SMALL);
        icon_in(ui, Icon::Check, size::ICON_SMALL, p.primary, square);
    }
    let room = width - BESIDE_WORDS;
    let words = galley_rows(ui, text, Type::Body, p.ink, room, 1);
    text_at(ui, words, left + ICON_ROOM, rect.center().y, p.ink);
    finish(ui, &response, radius::CHIP, Ring::Inside);
    response
}
