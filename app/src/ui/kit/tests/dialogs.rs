//! Dialogs take focus, keep it, and give it back.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::ui::kit::*;

fn window<'a>() -> Harness<'a, bool> {
    harness_with(false, |ui, open| {
        if ui.add(Button::danger("Intrekken…")).clicked() {
            *open = true;
        }
        ui.add(Button::secondary("Achtergrond"));
        if *open {
            let dialog = Dialog::new("withdraw", "Delen intrekken?").alert();
            let response = dialog.show(ui.ctx(), |ui| {
                if ui.add(Button::danger("Intrekken")).clicked() {
                    ui.close();
                }
                let keep = ui.add(Button::secondary("Blijven delen"));
                focus_when_opened(&keep);
            });
            *open = !response.close;
        }
    })
}

fn open() -> Harness<'static, bool> {
    let mut harness = window();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness
}

#[test]
fn a_dialog_has_a_name_and_focuses_the_safe_answer() {
    let harness = open();
    let dialog = harness.get_by_role_and_label(Role::AlertDialog, "Delen intrekken?");
    assert!(dialog.accesskit_node().data().is_modal());
    harness.get_by_role_and_label(Role::Heading, "Delen intrekken?");
    assert!(harness.get_by_label("Blijven delen").is_focused());
}

#[test]
fn tab_stays_inside() {
    let mut harness = open();
    for _ in 0..4 {
        harness.key_press(Key::Tab);
        harness.run();
        let inside = ["Intrekken", "Blijven delen"].iter().any(|name| harness.get_by_label(name).is_focused());
        assert!(inside, "focus left the dialog");
    }
}

#[test]
fn escape_closes_and_focus_returns() {
    let mut harness = open();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!*harness.state());
    assert!(harness.query_by_role(Role::AlertDialog).is_none());
    assert!(harness.get_by_label("Intrekken…").is_focused());
}

#[test]
fn the_key_that_opens_it_again_presses_nothing_in_it() {
    let mut harness = open();
    for _ in 0..2 {
        harness.key_press(Key::Escape);
        harness.run();
        assert!(!*harness.state());
        harness.key_press(Key::Enter);
        harness.run();
        assert!(*harness.state(), "the dialog was open and closed at once");
    }
}

#[test]
fn a_click_beside_it_loses_nothing() {
    let mut harness = open();
    harness.get_by_label("Achtergrond").click();
    harness.run();
    assert!(*harness.state());
}

#[test]
fn a_button_inside_can_close_it() {
    let mut harness = open();
    harness.get_by_label("Intrekken").click();
    harness.run();
    assert!(!*harness.state());
    assert!(harness.get_by_label("Intrekken…").is_focused());
}

#[test]
fn without_a_mark_the_first_control_gets_focus() {
    let mut harness = harness(|ui| {
        Dialog::new("plain", "Vraag").show(ui.ctx(), |ui| {
            ui.add(Button::primary("Ja"));
            ui.add(Button::secondary("Nee"));
        });
    });
    harness.run();
    assert!(harness.get_by_label("Ja").is_focused());
}
