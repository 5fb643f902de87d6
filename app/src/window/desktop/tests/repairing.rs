//! A workspace that went bad on the disk, repaired in the window.

use deelbaar_schema::plan::ItemKind;
use deelbaar_sync::store::Kdf;
use deelbaar_tests::damage::{In, spoil, store_file};
use egui::Role as Node;

use super::keyboard::Seat;
use super::*;
use crate::engine::{Command, Executor};

const WORDS: &str = "vier woorden van papier";

/// A plan of which a byte went bad; locked where `words` says so.
fn damaged(words: Option<&str>) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let term = Term::since(Clock::system().today());
    let person =
        Person { id: PersonId::from_bytes([1; 16]), name: "Anna Jansen".into(), role: Role::PolicyOfficer, term };
    let (region, municipality_name) = ("Regio".into(), "Leusden".into());
    let new = NewRegion { region, municipality: "GM0327".parse().unwrap(), municipality_name, person };
    let workspace = Workspace::found(&data, new, Clock::system()).unwrap();
    for number in 1..=4 {
        let add = Command::Add { kind: ItemKind::Section, title: format!("Deel {number}"), parent: None };
        Executor::new(workspace.clone(), None).execute(add).unwrap();
    }
    if let Some(words) = words {
        workspace.set_passphrase(None, Some(&Passphrase::new(words)), Kdf { memory: 8, passes: 1, lanes: 1 }).unwrap();
    }
    drop(workspace);
    spoil(&data, In::Head);
    dir
}

#[test]
fn a_damaged_workspace_is_repaired_in_the_window_which_says_what_was_lost() {
    for words in [None, Some(WORDS)] {
        let dir = damaged(words);
        let data = dir.path().join("data");
        let before = std::fs::read(store_file(&data)).unwrap();
        let mut anna = Seat::at(&data);
        if let Some(words) = words {
            anna.until(Node::Heading, "Deelbaar is vergrendeld");
            anna.write(Node::PasswordInput, "Wachtwoord", words);
            anna.key(egui::Key::Enter);
        }
        anna.until(Node::Heading, "De gegevens op dit apparaat zijn beschadigd");
        anna.until_reads("Er is nog niets gewijzigd.");
        assert_eq!(std::fs::read(store_file(&data)).unwrap(), before);
        anna.press("Herstellen");
        anna.until(Node::Heading, "De gegevens zijn hersteld");
        anna.until_reads("Hier verloren: ");
        anna.until_reads("Dit is een nieuw apparaat, toegelaten met de sleutel van de gemeente.");
        assert_eq!(std::fs::read(data.join("damaged.redb")).unwrap(), before, "kept beside it");
        assert!(anna.desktop().opens.is_none(), "no passphrase stays behind");
        anna.press("Deelbaar openen");
        if let Some(words) = words {
            anna.until(Node::Heading, "Deelbaar is vergrendeld");
            anna.write(Node::PasswordInput, "Wachtwoord", words);
            anna.key(egui::Key::Enter);
        }
        anna.until(Node::Heading, "Overzicht");
        let view = anna.desktop().running.engines[0].view();
        assert!(view.items.len() < 4, "what came after the damage may build on it");
        assert!(anna.desktop().opens.is_none(), "no passphrase stays behind");
        anna.leave();
    }
}

#[test]
fn of_a_workspace_that_cannot_be_repaired_the_window_says_so_and_what_helps() {
    let dir = damaged(None);
    let data = dir.path().join("data");
    let mut bytes = std::fs::read(store_file(&data)).unwrap();
    bytes[4096..].fill(0xa5);
    std::fs::write(store_file(&data), &bytes).unwrap();
    let mut anna = Seat::at(&data);
    anna.until(Node::Heading, "De gegevens op dit apparaat zijn beschadigd");
    anna.press("Herstellen");
    anna.until_reads("Herstellen is niet gelukt");
    anna.until_reads("Zet een reservekopie terug");
    assert_eq!(std::fs::read(store_file(&data)).unwrap(), bytes, "nothing was changed");
    anna.leave();
}
