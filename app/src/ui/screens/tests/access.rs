//! Access for somebody without a device: in the settings, by name and by keyboard.

use deelbaar_schema::role::Role;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Bench, fixture, press, sized, tab_to};
use crate::engine::Command;
use crate::person::About;
use crate::ui::preferences::Preferences;
use crate::ui::screens::{Surroundings, settings};

#[test]
fn what_is_held_about_somebody_without_a_device_is_asked_for_by_name() {
    let view = fixture::view(Role::PolicyOfficer);
    let mut harness: Harness<'_, Bench<settings::State>> =
        sized(egui::vec2(1010.0, 4000.0), view, |state: &mut settings::State, ui, cx| {
            let mut preferences = Preferences::default();
            let mut around = Surroundings { preferences: &mut preferences, data_dir: None, leave: None, lock: None };
            state.show(ui, cx, &mut around);
        });
    harness.get_by_role_and_label(Node::Heading, "Inzage in persoonsgegevens");
    tab_to(&mut harness, "Bestand maken…");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "there is no name yet");
    let field = harness.get_by_role_and_label(Node::TextInput, "Naam van de persoon");
    assert!(field.is_focused() && field.accesskit_node().data().invalid().is_some());
    field.type_text(" Fatima Yilmaz ");
    harness.run();
    press(&mut harness, Key::Enter);
    let about = About::Named("Fatima Yilmaz".into());
    assert_eq!(harness.state().commands, [Command::ReportPerson { about }]);
}
