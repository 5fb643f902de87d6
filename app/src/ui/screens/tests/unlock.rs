//! The screen of a locked workspace.

use std::time::Duration;

use deelbaar_sync::store::Passphrase;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::ui::screens::unlock::Unlock;
use crate::ui::theme::Theme;

type State = (Unlock, Option<Passphrase>);

fn screen<'a>() -> Harness<'a, State> {
    let mut harness = Harness::builder().with_size(egui::vec2(1000.0, 700.0)).with_step_dt(0.25).build_ui_state(
        |ui, (screen, typed): &mut State| {
            Theme::default().apply(ui.ctx());
            *typed = screen.show(ui).or_else(|| typed.take());
        },
        State::default(),
    );
    harness.run_steps(4);
    harness
}

fn type_in(harness: &mut Harness<'_, State>, text: &str) {
    harness.get_by_role_and_label(Node::PasswordInput, "Wachtwoord").type_text(text);
    harness.run_steps(2);
}

#[test]
fn the_keyboard_is_enough() {
    let mut harness = screen();
    harness.get_by_role_and_label(Node::Heading, "Deelbaar is vergrendeld");
    harness.get_by_role_and_label(Node::Main, "Deelbaar is vergrendeld");
    let field = harness.get_by_role_and_label(Node::PasswordInput, "Wachtwoord");
    assert!(field.accesskit_node().is_focused(), "one can type at once");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().1, None, "nothing is no passphrase");
    harness.get_by_role_and_label(Node::PasswordInput, "Wachtwoord").focus();
    harness.run_steps(2);
    type_in(&mut harness, "vier woorden van papier");
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().1, Some(Passphrase::new("vier woorden van papier")));
    harness.get_by_role_and_label(Node::Status, "Bezig met openen…");
    assert!(harness.get_by_role_and_label(Node::Button, "Ontgrendelen").accesskit_node().is_disabled());
}

#[test]
fn a_wrong_one_is_said_with_the_time_to_wait() {
    let mut harness = screen();
    type_in(&mut harness, "fout");
    harness.get_by_role_and_label(Node::Button, "Ontgrendelen").click();
    harness.run_steps(2);
    harness.state_mut().1 = None;
    let said = "Dat wachtwoord klopt niet. Er is niets gewijzigd. Over 2 seconden kunt u het opnieuw proberen.";
    harness.state_mut().0.refused(said.into(), Duration::from_secs(2));
    harness.run_steps(2);
    harness.get_by_role_and_label(Node::Alert, &format!("Fout: {said}"));
    // What was typed is gone, and nothing can be tried while one waits.
    type_in(&mut harness, "weer fout");
    assert!(harness.get_by_role_and_label(Node::Button, "Ontgrendelen").accesskit_node().is_disabled());
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().1, None);
    harness.run_steps(12);
    harness.get_by_role_and_label(Node::Status, "U kunt het nu opnieuw proberen.");
    harness.get_by_role_and_label(Node::Button, "Ontgrendelen").click();
    harness.run_steps(2);
    assert_eq!(harness.state().1, Some(Passphrase::new("weer fout")));
}

#[test]
fn what_is_typed_shows_only_when_asked() {
    let mut harness = screen();
    type_in(&mut harness, "geheim woord");
    assert!(harness.query_all_by_value("geheim woord").next().is_none());
    harness.get_by_role_and_label(Node::CheckBox, "Toon wat ik typ").click();
    harness.run_steps(2);
    harness.get_by_role_and_label(Node::TextInput, "Wachtwoord");
    assert!(harness.query_all_by_value("geheim woord").next().is_some());
}

#[test]
fn whoever_forgot_the_passphrase_reads_what_can_be_done_and_goes_there() {
    let mut harness = screen();
    harness.get_by_role_and_label(Node::Button, "Meedoen met een code, op een nieuwe plek").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(harness.state().0.begins_anew && harness.state().1.is_none());
}
