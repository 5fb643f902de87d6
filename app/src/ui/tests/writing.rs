//! Writing: exactly the right command, at the right moment, and never a lost word.

use deelbaar_schema::field::{Field, Value};
use deelbaar_sync::store::{DiskError, StoreError};
use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixture::{Fake, change_item, id, leusden};
use super::{press, says, window};
use crate::engine::{Command, Done};
use crate::ui::cx::Screen;
use crate::ui::window::Window;

const BODY: &str = "Leusden is een dorp waar mensen elkaar groeten. Toch doet niet iedereen mee.\n\n- gebouwen en straten waar iedereen naar binnen kan;\n- brieven en gesprekken die iedereen begrijpt.";

fn type_in_body(harness: &mut Harness<'_, Window>, text: &str) {
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Beschrijving");
    field.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::End);
    harness.run_steps(1);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Beschrijving").type_text(text);
    harness.step();
}

/// A second and a bit.
fn pause(harness: &mut Harness<'_, Window>) {
    harness.run_steps(25);
}

fn body_of(harness: &Harness<'_, Window>) -> String {
    harness.get_by_role_and_label(Role::MultilineTextInput, "Beschrijving").value().unwrap_or_default()
}

#[test]
fn a_pause_sends_the_text_once() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    type_in_body(&mut harness, " Dat");
    type_in_body(&mut harness, " is zonde.");
    assert!(fake.sent().is_empty(), "never per keystroke");
    pause(&mut harness);
    let text = format!("{BODY} Dat is zonde.");
    assert_eq!(fake.sent(), [Command::SetBody { item: id(20), base: BODY.into(), text: text.clone() }]);
    pause(&mut harness);
    assert_eq!(fake.sent().len(), 1);
    assert_eq!(body_of(&harness), text, "an old view does not bring the old text back");
}

#[test]
fn going_to_another_screen_sends_the_text_at_once() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    type_in_body(&mut harness, " Snel.");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Num1);
    harness.run_steps(2);
    let text = format!("{BODY} Snel.");
    assert_eq!(fake.sent(), [Command::SetBody { item: id(20), base: BODY.into(), text }]);
}

#[test]
fn a_colleagues_text_comes_in() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    fake.publish(|view| change_item(view, 20, |item| item.item.body = format!("Vooraf. {BODY}")));
    harness.run_steps(2);
    assert_eq!(body_of(&harness), format!("Vooraf. {BODY}"));
    assert!(fake.sent().is_empty());
}

#[test]
fn what_was_typed_goes_before_a_colleagues_text() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    type_in_body(&mut harness, " Mijn zin.");
    fake.publish(|view| change_item(view, 20, |item| item.item.body = format!("Vooraf. {BODY}")));
    harness.step();
    let text = format!("{BODY} Mijn zin.");
    assert_eq!(fake.sent(), [Command::SetBody { item: id(20), base: BODY.into(), text: text.clone() }]);
    fake.publish(|view| change_item(view, 20, |item| item.item.body = format!("Vooraf. {text}")));
    harness.run_steps(3);
    assert_eq!(body_of(&harness), format!("Vooraf. {text}"));
}

#[test]
fn a_full_disk_loses_no_word() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    fake.0.borrow_mut().obliging = false;
    type_in_body(&mut harness, " Belangrijk.");
    pause(&mut harness);
    assert!(says(&harness, "Wordt bewaard…"));
    fake.0.borrow().answers[0].send(Err(StoreError::Disk(DiskError::Full).into())).unwrap();
    harness.run_steps(3);
    harness.get_by_role(Role::Alert);
    assert!(says(&harness, "Nog niet alles is bewaard"));
    let text = format!("{BODY} Belangrijk.");
    assert_eq!(body_of(&harness), text);
    pause(&mut harness);
    assert_eq!(fake.sent().len(), 1, "it waits for the person");
    press(&mut harness, Role::Button, "Opnieuw bewaren", Key::Enter);
    assert_eq!(fake.sent()[1], Command::SetBody { item: id(20), base: BODY.into(), text });
    fake.0.borrow().answers[1].send(Ok(Done::Done)).unwrap();
    harness.run_steps(3);
    assert!(says(&harness, "Alles staat op dit apparaat"));
    // What went wrong is not true any more. It goes, but not before it could be read and heard.
    harness.get_by_role(Role::Alert);
    harness.run_steps(100);
    assert!(harness.query_by_role(Role::Alert).is_none());
}

fn open_form(screen: Screen) -> (Harness<'static, Window>, Fake) {
    let (mut harness, fake) = window(leusden(), screen);
    press(&mut harness, Role::Button, "Gegevens bewerken", Key::Enter);
    (harness, fake)
}

#[test]
fn a_field_is_kept_on_leaving_it_and_only_when_changed() {
    let (mut harness, fake) = open_form(Screen::Activities);
    let place = harness.get_by_role_and_label(Role::TextInput, "Plaats");
    place.focus();
    harness.run_steps(2);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    assert!(fake.sent().is_empty());
    harness.get_by_role_and_label(Role::TextInput, "Plaats").focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Plaats").type_text("Raadzaal");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    let value = Some(Value::Line("Raadzaal".into()));
    assert_eq!(fake.sent(), [Command::SetField { item: id(1), field: Field::Place, value }]);
}

#[test]
fn a_date_that_cannot_be_read_is_not_sent_and_says_why() {
    let (mut harness, fake) = open_form(Screen::Activities);
    let until = harness.get_by_role_and_label(Role::TextInput, "Tot en met");
    until.focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::TextInput, "Tot en met").type_text("31-02-2026");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(fake.sent().is_empty());
    let field = harness.get_by_role_and_label(Role::TextInput, "Tot en met");
    assert_eq!(field.value().as_deref(), Some("31-02-2026"));
    let description = field.accesskit_node().data().description().map(str::to_owned);
    assert!(description.is_some_and(|text| text.contains("bestaat niet")));
}

#[test]
fn what_was_not_kept_comes_back_when_its_item_is_opened_again() {
    let (mut harness, fake) = window(leusden(), Screen::Plan);
    fake.0.borrow_mut().obliging = false;
    type_in_body(&mut harness, " Belangrijk.");
    harness.get_by_label_contains("3 Begrijpelijke taal").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(fake.sent().len(), 1);
    fake.0.borrow().answers[0].send(Err(StoreError::Disk(DiskError::Full).into())).unwrap();
    harness.run_steps(3);
    assert!(says(&harness, "Nog niet alles is bewaard"));
    harness.get_by_label_contains("1 Waarom dit plan").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(body_of(&harness), format!("{BODY} Belangrijk."));
}
