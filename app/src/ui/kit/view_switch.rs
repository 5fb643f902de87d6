//! Switching between views of the same thing: table, timeline, board.

use egui::accesskit::Toggled;
use egui::{Role, Ui, UiBuilder};

use super::button::Button;
use super::paint::describe;
use crate::ui::icon::Icon;

/// A row of buttons of which exactly one is on. Returns whether the choice changed.
pub fn view_switch<T: PartialEq + Clone>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    options: &[(T, Option<Icon>, String)],
) -> bool {
    let builder = UiBuilder::new()
        .id_salt(name)
        .layout(egui::Layout::left_to_right(egui::Align::Center))
        .accessibility_role(Role::RadioGroup)
        .accessibility_label(name);
    ui.scope_builder(builder, |ui| {
        let mut changed = false;
        for (index, (option, icon, text)) in options.iter().enumerate() {
            let chosen = option == value;
            let mut button = Button::secondary(text.as_str()).compact().selected(chosen);
            if let Some(icon) = icon {
                button = button.icon(*icon);
            }
            let response = ui.add(button);
            describe(ui, response.id, |node| {
                node.set_role(Role::RadioButton);
                node.set_toggled(if chosen { Toggled::True } else { Toggled::False });
                node.set_position_in_set(index + 1);
                node.set_size_of_set(options.len());
            });
            if response.clicked() && !chosen {
                *value = option.clone();
                changed = true;
            }
        }
        changed
    })
    .inner
}
