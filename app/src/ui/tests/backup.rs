//! Backups in the window, by keyboard: one now, by itself, and what is said when it fails.

use std::path::PathBuf;

use deelbaar_schema::time::Timestamp;
use deelbaar_sync::file::WriteError;
use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::{BackupError, BackupStatus, Root, Schedule, Trouble, WorkspaceError};
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::fixture::leusden;
use super::{press, said, window};
use crate::engine::{Command, CommandError, View};
use crate::ui::cx::Screen;
use crate::ui::window::Window;

const CHOSEN: &str = "vier woorden van papier";

fn fill(harness: &mut Harness<'_, Window>, role: Role, label: &str, text: &str) {
    harness.get_by_role_and_label(role, label).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(1);
    harness.get_by_role_and_label(role, label).type_text(text);
    harness.run_steps(2);
}

fn passphrase(harness: &mut Harness<'_, Window>, again: &str) {
    fill(harness, Role::PasswordInput, "Wachtwoord van de reservekopie", CHOSEN);
    fill(harness, Role::PasswordInput, "Wachtwoord van de reservekopie nogmaals", again);
}

fn scheduled() -> View {
    let mut view = leusden();
    let schedule = Schedule { folder: PathBuf::from("/media/stick"), every_days: 7, keep: 3 };
    view.status.backup =
        BackupStatus { schedule: Some(schedule), made: Some(Timestamp(1_775_000_000_000)), ..BackupStatus::default() };
    view
}

#[test]
fn one_is_made_now_where_somebody_says_with_a_passphrase_typed_twice() {
    let (mut harness, fake) = window(leusden(), Screen::Settings);
    assert!(said(&harness).contains("nog nooit"));
    fill(&mut harness, Role::TextInput, "Bestand van de reservekopie", "/media/stick/leusden.deelbaar");
    passphrase(&mut harness, "iets anders dan dat");
    press(&mut harness, Role::Button, "Reservekopie maken", Key::Enter);
    assert!(fake.sent().is_empty(), "not the same twice");
    passphrase(&mut harness, CHOSEN);
    fake.0.borrow_mut().obliging = false;
    press(&mut harness, Role::Button, "Reservekopie maken", Key::Enter);
    let path = PathBuf::from("/media/stick/leusden.deelbaar");
    assert_eq!(fake.sent(), [Command::Backup { path, passphrase: Passphrase::new(CHOSEN) }]);
    let exists = WorkspaceError::from(BackupError::from(WriteError::Exists));
    fake.0.borrow().answers[0].send(Err(CommandError::from(exists))).unwrap();
    harness.run_steps(4);
    harness.get_by_role(Role::Alert);
    assert!(said(&harness).contains("Er is al een bestand met die naam."));
}

#[test]
fn a_schedule_is_set_changed_without_the_passphrase_and_ended() {
    let (mut harness, fake) = window(leusden(), Screen::Settings);
    press(&mut harness, Role::RadioButton, "Vanzelf", Key::Space);
    fill(&mut harness, Role::TextInput, "Map voor de reservekopieën", "/media/stick");
    press(&mut harness, Role::Button, "Vanzelf reservekopieën maken", Key::Enter);
    assert!(fake.sent().is_empty(), "a first one needs a passphrase");
    passphrase(&mut harness, CHOSEN);
    press(&mut harness, Role::Button, "Vanzelf reservekopieën maken", Key::Enter);
    let schedule = Schedule { folder: PathBuf::from("/media/stick"), every_days: 7, keep: 3 };
    let begin =
        Command::ScheduleBackups { schedule: Some(schedule.clone()), passphrase: Some(Passphrase::new(CHOSEN)) };
    assert_eq!(fake.sent(), [begin]);
    assert!(said(&harness).contains("Deelbaar maakt voortaan vanzelf reservekopieën"));

    let (mut harness, fake) = window(scheduled(), Screen::Settings);
    assert!(said(&harness).contains("elke 7 dagen in /media/stick; de nieuwste 3 blijven"));
    press(&mut harness, Role::RadioButton, "Vanzelf", Key::Space);
    fill(&mut harness, Role::TextInput, "Map voor de reservekopieën", "/media/schijf");
    press(&mut harness, Role::Button, "Wijzigen", Key::Enter);
    press(&mut harness, Role::Button, "Niet meer vanzelf", Key::Enter);
    let schedule = Schedule { folder: PathBuf::from("/media/schijf"), ..schedule };
    let change = Command::ScheduleBackups { schedule: Some(schedule), passphrase: None };
    assert_eq!(fake.sent(), [change, Command::ScheduleBackups { schedule: None, passphrase: None }]);
}

#[test]
fn a_failure_is_said_here_and_on_the_overview() {
    let mut view = scheduled();
    view.status.backup.failed = Some((Timestamp(1_775_600_000_000), Trouble::NoFolder));
    view.status.backup.overdue = true;
    let (harness, _) = window(view.clone(), Screen::Settings);
    let said_here = said(&harness);
    assert!(said_here.contains("De map is er niet. Is de schijf aangesloten? Eerdere reservekopieën zijn er nog."));
    let (mut harness, _) = window(view, Screen::Overview);
    assert!(said(&harness).contains("De map is er niet. Is de schijf aangesloten?"));
    harness.get_all_by_label("Reservekopie").next().unwrap().focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().screen(), Screen::Settings);
}

#[test]
fn a_second_key_that_lies_here_still_is_said_to_be_in_no_backup() {
    let mut view = leusden();
    let told = |view: &View| said(&window(view.clone(), Screen::Settings).0).contains("gaat in geen reservekopie");
    assert!(!told(&view));
    view.me.seconds = vec![Root::Region];
    assert!(told(&view));
}
