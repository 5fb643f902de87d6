//! Keeping things as files, by keyboard: where somebody says, whole, and never over another file unasked.

use std::path::Path;

use deelbaar_sync::workspace::Root;
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use zeroize::Zeroizing;

use super::fixture::{Fake, leusden};
use super::{press, said, window};
use crate::engine::{Command, Done, Export};
use crate::recovery::Card;
use crate::ui::cx::Screen;
use crate::ui::window::Window;

const PLACE: &str = "Waar, en onder welke naam";

/// Puts another place into the field.
fn type_place(harness: &mut Harness<'_, Window>, path: &Path) {
    harness.get_by_role_and_label(Role::TextInput, PLACE).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(1);
    harness.get_by_role_and_label(Role::TextInput, PLACE).type_text(path.to_str().unwrap());
    harness.run_steps(2);
}

fn until(harness: &mut Harness<'_, Window>, what: &str, holds: impl Fn(&Harness<'_, Window>) -> bool) {
    for _ in 0..2000 {
        harness.step();
        if holds(harness) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("never: {what}\n{}", said(harness));
}

/// What is read along with the field.
fn told(harness: &Harness<'_, Window>) -> String {
    harness.get_by_role_and_label(Role::TextInput, PLACE).accesskit_node().description().unwrap_or_default()
}

fn saved(harness: &mut Harness<'_, Window>, path: &Path) {
    let text = format!("Gelukt: Bewaard in {}.", path.display());
    until(harness, "saved", |harness| harness.query_by_role_and_label(Role::Status, &text).is_some());
    harness.run_steps(2);
    assert!(harness.query_by_role(Role::Dialog).is_none());
}

fn handover<'a>() -> (Harness<'a, Window>, Fake) {
    let (mut harness, fake) = window(leusden(), Screen::Handover);
    press(&mut harness, Role::Button, "Dossier bewaren…", Key::Enter);
    harness.get_by_role_and_label(Role::Dialog, "Bewaren als bestand: Overdracht");
    (harness, fake)
}

#[test]
fn the_handover_file_goes_where_somebody_says_in_the_form_that_they_choose() {
    let dir = tempfile::tempdir().unwrap();
    let (mut harness, fake) = handover();
    assert_eq!(fake.sent(), [Command::Export(Export::Handover)], "that it goes out leaves a line");
    let field = harness.get_by_role_and_label(Role::TextInput, PLACE);
    assert!(field.accesskit_node().is_focused(), "one can type at once");
    let suggested = field.accesskit_node().value().unwrap();
    assert!(suggested.ends_with("overdracht-leusden-2026-04-07.md"), "{suggested}");
    assert!(Path::new(&suggested).is_absolute());
    let path = dir.path().join("dossier.md");
    type_place(&mut harness, &path);
    harness.key_press(Key::Enter);
    saved(&mut harness, &path);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("# Overdrachtsdossier Leusden, dinsdag 7 april 2026"));

    press(&mut harness, Role::Button, "Dossier bewaren…", Key::Enter);
    type_place(&mut harness, &path);
    press(&mut harness, Role::RadioButton, "Gegevens voor een programma (JSON)", Key::Space);
    let path = dir.path().join("dossier.json");
    assert!(said(&harness).contains(&format!("Komt in: {}", path.display())), "the ending follows the form");
    press(&mut harness, Role::Button, "Bewaren", Key::Enter);
    saved(&mut harness, &path);
    let data: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(data[0]["title"], "Vraagt aandacht");
}

#[test]
fn another_file_is_replaced_only_when_somebody_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("dossier.md");
    std::fs::write(&path, "van iemand anders").unwrap();
    let (mut harness, _) = handover();
    type_place(&mut harness, &path);
    press(&mut harness, Role::Button, "Bewaren", Key::Enter);
    let asked = "Let op: Er is al een bestand met die naam. Kies een andere naam, of vervang het.";
    until(&mut harness, "the question", |h| h.query_by_role_and_label(Role::Status, asked).is_some());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "van iemand anders");
    // Another name takes the question away.
    type_place(&mut harness, &dir.path().join("nieuw.md"));
    assert!(harness.query_by_role_and_label(Role::Button, "Bestaand bestand vervangen").is_none());
    type_place(&mut harness, &path);
    press(&mut harness, Role::Button, "Bewaren", Key::Enter);
    until(&mut harness, "the question", |h| h.query_by_role_and_label(Role::Status, asked).is_some());
    press(&mut harness, Role::Button, "Bestaand bestand vervangen", Key::Enter);
    saved(&mut harness, &path);
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("# Overdrachtsdossier"));
}

#[test]
fn what_cannot_be_written_is_said_and_can_be_put_right() {
    let dir = tempfile::tempdir().unwrap();
    let (mut harness, _) = handover();
    type_place(&mut harness, &dir.path().join("nergens/dossier.md"));
    press(&mut harness, Role::Button, "Bewaren", Key::Enter);
    until(&mut harness, "no such folder", |h| told(h).contains("Die map bestaat niet. Het bestand is niet gemaakt."));
    type_place(&mut harness, dir.path());
    press(&mut harness, Role::Button, "Bewaren", Key::Enter);
    until(&mut harness, "a folder", |h| told(h).contains("Dit is geen naam van een bestand, maar van een map."));
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_role(Role::Dialog).is_none());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn recovery_words_are_kept_after_a_warning_and_for_the_owner_only() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kaart.html");
    let mut view = leusden();
    view.status.roots = vec![Root::Municipality];
    let (mut harness, fake) = window(view, Screen::Settings);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Herstelwoorden tonen", Key::Enter);
    let words = (1..=24).map(|number| format!("woord{number}")).collect::<Vec<_>>().join(" ");
    let card = Card { root: Root::Municipality, name: "Leusden".into(), words: Zeroizing::new(words) };
    fake.0.borrow().answers[0].send(Ok(Done::Recovery(vec![card]))).unwrap();
    harness.run_steps(4);
    harness.get_by_role_and_label(Role::Dialog, "Herstelwoorden");
    press(&mut harness, Role::Button, "Bewaren om af te drukken…", Key::Enter);
    harness.get_by_role_and_label(Role::Dialog, "Bewaren als bestand: Herstelwoorden");
    assert!(said(&harness).contains("Dit bestand is een sleutel."));
    assert!(!said(&harness).contains("woord24"), "the words are not on the screen any more");
    type_place(&mut harness, &path);
    press(&mut harness, Role::Button, "Sleutel toch bewaren", Key::Enter);
    saved(&mut harness, &path);
    assert!(std::fs::read_to_string(&path).unwrap().contains("<li>woord24</li>"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
