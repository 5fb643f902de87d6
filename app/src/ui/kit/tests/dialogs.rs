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

// --- questions -----------------------------------------------------------------------------------------------------

/// A day that must be filled in, and what was answered.
#[derive(Default)]
struct Asked {
    day: DayField,
    answers: Vec<Answer>,
}

fn asked<'a>(danger: bool) -> Harness<'a, Asked> {
    let mut harness = harness_with(Asked::default(), move |ui, asked| {
        let question = if danger {
            Question::danger("q", "Gemeente verwijderen?", "Voorgoed verwijderen", "Niet verwijderen")
        } else {
            Question::form("q", "Rol wijzigen", "Ondertekenen")
        };
        if asked.answers.is_empty() {
            let show = |ui: &mut egui::Ui, asked: &mut Asked| {
                asked.day.show_required(ui, "Laatste dag", "");
            };
            let first = "2026-11-01".parse().unwrap();
            let sound = |asked: &mut Asked| asked.day.require(|day| day >= first, "Te vroeg.").is_some();
            let answer = question.show(ui.ctx(), asked, show, sound);
            if answer != Answer::Open {
                asked.answers.push(answer);
            }
        }
    });
    harness.run();
    harness
}

fn answer(harness: &mut Harness<'_, Asked>, key: Key) -> Vec<Answer> {
    harness.key_press(key);
    harness.run();
    harness.state().answers.clone()
}

#[test]
fn a_dangerous_question_has_the_focus_on_the_safe_answer() {
    let mut harness = asked(true);
    harness.get_by_role_and_label(Role::AlertDialog, "Gemeente verwijderen?");
    assert!(harness.get_by_label("Niet verwijderen").is_focused());
    assert_eq!(answer(&mut harness, Key::Enter), [Answer::No]);
    assert_eq!(answer(&mut asked(true), Key::Escape), [Answer::No]);
}

#[test]
fn a_form_begins_at_its_first_field_and_stays_until_it_is_sound() {
    let mut harness = asked(false);
    harness.get_by_role_and_label(Role::Dialog, "Rol wijzigen");
    let field = |harness: &Harness<'_, Asked>| {
        let node = harness.get_by_role_and_label(Role::TextInput, "Laatste dag");
        (node.is_focused(), node.accesskit_node().data().invalid().is_some())
    };
    assert_eq!(field(&harness), (true, false));
    for (text, wrong) in [("31-02-2026", true), ("1-10-2026", true), ("1 nov 2026", false)] {
        let day = harness.get_by_role_and_label(Role::TextInput, "Laatste dag");
        day.set_text_value_accesskit(text);
        harness.run();
        harness.key_press(Key::Tab);
        harness.run();
        assert!(harness.get_by_label("Ondertekenen").is_focused());
        let answers = answer(&mut harness, Key::Enter);
        if wrong {
            assert!(answers.is_empty(), "{text}");
            assert_eq!(field(&harness), (true, true), "{text}: it is said at the field, which has the focus");
        } else {
            assert_eq!(answers, [Answer::Yes]);
        }
    }
}
